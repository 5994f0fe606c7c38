//! Stores that fail, and a store that an attacker writes to.

mod faults;
mod stolen_store;
