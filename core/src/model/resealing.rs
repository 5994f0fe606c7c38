//! [`Resealing`]: seals the secrets of a record again with the newest master key.

use userpool_storage_traits::Key;

use crate::{
    context::Cx,
    seal::{Purpose, Resealed},
};

/// Seals the secrets of one record again, and counts them.
pub(crate) struct Resealing<'a, 'e> {
    pub(crate) cx: &'a mut Cx<'e>,
    pub(crate) pool_id: &'a str,
    pub(crate) resealed: u64,
    pub(crate) unopened: u64,
}

impl Resealing<'_, '_> {
    /// Seals a stored secret again if an older key sealed it. A secret that cannot be opened stays as it is.
    pub(crate) fn stored(&mut self, purpose: Purpose, key: &Key, sealed: &mut String) {
        match self.cx.reseal_stored(self.pool_id, purpose, key, sealed) {
            (_, Resealed::Fresh) => {}
            (text, Resealed::Anew(_)) => {
                *sealed = text;
                self.resealed += 1;
            }
            (_, Resealed::Unopened) => self.unopened += 1,
        }
    }
}
