//! The HTTP interface as pure functions: AWS JSON 1.1, signatures, key sets, discovery, and the page of feedback links.

mod endpoint;
mod feedback;
mod fetch;
mod quota;
pub mod refusal;
pub mod sigv4;
pub(crate) mod unsigned;
