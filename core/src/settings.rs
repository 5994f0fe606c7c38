//! The types of settings, shared by requests, responses and records.

#[macro_use]
mod open_enum;
#[macro_use]
mod configuration;
mod configurations;
mod values;

pub use configurations::*;
pub use values::*;
