//! Stores that fail, and a store that an attacker writes to.

mod faults;
mod kept;
mod records;
mod round_trips;
mod stolen_store;
