//! Stores that fail, and stores that an attacker writes to.

mod faults;
mod stolen_store;
