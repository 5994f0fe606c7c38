//! Terms documents: links that sign-up pages show for an app client.
//!
//! `terms/{id}` is a document. `terms-list` lists all documents of a pool, because an app client has at most one of each
//! name and a pool has at most [`TERMS_MAX`].

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use userpool_storage_traits::Key;

use crate::{
    context::{Cx, Stored},
    error::{Error, LimitExceeded, ResourceNotFound, TermsExists},
    model::keys,
    ordered::Set,
    time::Timestamp,
};

/// Most terms documents of a pool.
const TERMS_MAX: usize = 40;

/// The record of a terms document.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Terms {
    pub(crate) id: String,
    pub(crate) client_id: String,
    pub(crate) name: String,
    pub(crate) source: String,
    pub(crate) enforcement: String,
    /// Addresses by language.
    pub(crate) links: BTreeMap<String, String>,
    pub(crate) created: Timestamp,
    pub(crate) modified: Timestamp,
}

/// The record that lists the terms documents of a pool.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub(crate) struct TermsList {
    entries: Vec<TermsEntry>,
}

/// A terms document in the list of its pool.
#[derive(Clone, Debug, Deserialize, Serialize)]
struct TermsEntry {
    id: String,
    client_id: String,
    name: String,
}

impl Terms {
    /// Loads a document of the pool that was entered before.
    ///
    /// # Errors
    /// `ResourceNotFoundException` when the pool has no document with this id.
    pub(crate) async fn load(cx: &mut Cx<'_>, id: &str) -> Result<Self, Error> {
        cx.get(&keys::terms(id)).await?.ok_or_else(|| ResourceNotFound::Terms.into())
    }

    /// Writes a new or changed document.
    ///
    /// # Errors
    /// `TermsExistsException` when the app client has another document of this name, `LimitExceededException` when the
    /// pool has too many.
    pub(crate) async fn save(&self, cx: &mut Cx<'_>) -> Result<(), Error> {
        let mut list = TermsList::load(cx).await?;
        list.entries.retain(|entry| entry.id != self.id);
        if list.id_of(&self.client_id, &self.name).is_some() {
            return Err(TermsExists { name: self.name.clone(), client_id: self.client_id.clone() }.into());
        }
        if list.entries.len() >= TERMS_MAX {
            return Err(LimitExceeded::Terms(TERMS_MAX).into());
        }
        list.entries.push(TermsEntry {
            id: self.id.clone(),
            client_id: self.client_id.clone(),
            name: self.name.clone(),
        });
        cx.put(&list)?;
        cx.put(self)
    }

    /// Removes the document.
    pub(crate) async fn delete(&self, cx: &mut Cx<'_>) -> Result<(), Error> {
        let mut list = TermsList::load(cx).await?;
        list.entries.retain(|entry| entry.id != self.id);
        cx.remove(keys::terms(&self.id));
        cx.put(&list)
    }
}

impl TermsList {
    /// The keys of the documents.
    pub(crate) fn keys(&self) -> Set<Key> {
        self.entries.iter().map(|entry| keys::terms(&entry.id)).collect()
    }

    /// The terms documents of the pool that was entered before.
    pub(crate) async fn load(cx: &mut Cx<'_>) -> Result<Self, Error> {
        Ok(cx.get(&keys::terms_list()).await?.unwrap_or_default())
    }

    /// The id of the document of this name of an app client.
    pub(crate) fn id_of(&self, client_id: &str, name: &str) -> Option<&str> {
        let is_it = |entry: &&TermsEntry| entry.client_id == client_id && entry.name == name;
        self.entries.iter().find(is_it).map(|entry| &*entry.id)
    }

    /// Removes the documents of a deleted app client.
    pub(crate) async fn forget_client(cx: &mut Cx<'_>, client_id: &str) -> Result<(), Error> {
        let mut list = Self::load(cx).await?;
        let before = list.entries.len();
        list.entries.retain(|entry| {
            let is_kept = entry.client_id != client_id;
            if !is_kept {
                cx.remove(keys::terms(&entry.id));
            }
            is_kept
        });
        if list.entries.len() < before { cx.put(&list) } else { Ok(()) }
    }
}

impl Stored for Terms {
    fn key(&self) -> Key {
        keys::terms(&self.id)
    }
}

impl Stored for TermsList {
    fn key(&self) -> Key {
        keys::terms_list()
    }
}
