//! How messages leave the house.

mod file;

pub(crate) use file::{FileMessenger, MessagesError};
