//! The protocol on the wire.

mod messages;
mod operations_page;
mod protocol;
mod regions;
