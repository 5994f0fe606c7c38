//! The types of settings, shared by requests, responses and records.

#[macro_use]
mod open_enum;
mod values;

pub use values::*;
