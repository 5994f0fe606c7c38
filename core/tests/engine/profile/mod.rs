//! Self-service: what signed-in users do with their own account.

mod account;
mod attributes;
