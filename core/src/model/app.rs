//! An app client together with its pool.

use crate::model::{client::Client, pool::Pool};

/// An app client and its pool. Neither changes during a call to a public operation.
#[derive(Clone, Copy)]
pub(crate) struct App<'a> {
    pub(crate) pool: &'a Pool,
    pub(crate) client: &'a Client,
}
