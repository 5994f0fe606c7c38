//! [`Resealing`]: seals the secrets of a record again, for the store or for the file of an export.

use userpool_storage_traits::Key;

use crate::{
    context::Cx,
    seal::{Binding, Purpose, Resealed},
};

/// Seals the secrets of one record again, and counts them.
pub(crate) struct Resealing<'a, 'e> {
    pub(crate) cx: &'a mut Cx<'e>,
    pub(crate) pool_id: &'a str,
    /// Seals one secret again.
    pub(crate) task: Task<'a>,
    pub(crate) resealed: u64,
    pub(crate) unopened: u64,
}

/// Seals the secret in a text again, for the same binding.
pub(crate) type Task<'a> = &'a (dyn Fn(&mut Cx<'_>, Binding<'_>, &str) -> NewText + Sync);

/// The text that takes the place of a sealed secret.
pub(crate) enum NewText {
    /// The secret is already sealed as it should be.
    Same,
    Anew(String),
    /// The secret cannot be opened.
    Unopened,
}

impl<'a, 'e> Resealing<'a, 'e> {
    pub(crate) fn new(cx: &'a mut Cx<'e>, pool_id: &'a str, task: Task<'a>) -> Self {
        Self { cx, pool_id, task, resealed: 0, unopened: 0 }
    }

    /// Seals a stored secret again. One that cannot be opened stays as it is.
    pub(crate) fn stored(&mut self, purpose: Purpose, key: &Key, sealed: &mut String) {
        let binding = Binding { pool: self.pool_id, purpose, bound: key.as_str() };
        match (self.task)(self.cx, binding, sealed) {
            NewText::Same => {}
            NewText::Anew(text) => {
                *sealed = text;
                self.resealed += 1;
            }
            NewText::Unopened => self.unopened += 1,
        }
    }
}

/// The task of a change of the master key: seals with the newest key what an older one sealed.
pub(crate) fn with_newest_key(cx: &mut Cx<'_>, binding: Binding<'_>, sealed: &str) -> NewText {
    match cx.reseal_stored(binding, sealed) {
        (_, Resealed::Fresh) => NewText::Same,
        (text, Resealed::Anew(_)) => NewText::Anew(text),
        (_, Resealed::Unopened) => NewText::Unopened,
    }
}
