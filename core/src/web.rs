//! The HTTP interface as pure functions: AWS JSON 1.1, signatures, key sets and discovery.

mod fetch;
pub mod refusal;
pub mod sigv4;
pub(crate) mod unsigned;
