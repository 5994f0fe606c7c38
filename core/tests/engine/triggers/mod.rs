//! Lambda triggers.

mod all;
mod client_metadata;
