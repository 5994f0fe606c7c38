//! What a custom sign-in has seen so far.
//!
//! It lies in a record of its own and not in the `Session`, which holds four thousand characters, where functions may
//! keep as much as they like. Each challenge has its own record, written when it is asked for and gone once it was
//! answered, so nobody can go back to an earlier one.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use userpool_storage_traits::Key;

use crate::{
    context::{Cx, Stored, plaintext},
    error::{Error, Internal, InvalidLambdaResponse, InvalidParameter},
    events::ChallengeResult,
    json,
    model::{keys, pool::Pool, resealing::Resealing},
    seal::Purpose,
    sensitive::Sensitive,
    time::Timestamp,
};

/// A custom sign-in that waits for the answer to a challenge.
#[derive(Deserialize, Serialize)]
pub(crate) struct CustomFlow {
    /// The name as it was sent.
    pub(crate) name: String,
    /// There is no such user. It stays so, even if somebody signs up under the name meanwhile.
    pub(crate) user_not_found: bool,
    /// The challenges so far, oldest first.
    pub(crate) history: Vec<ChallengeResult>,
    /// The client's A, until the password was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) srp_a: Option<String>,
    pub(crate) asked: Asked,
}

/// The challenge that waits for its answer.
#[derive(Default, Deserialize, Serialize)]
pub(crate) struct Asked {
    pub(crate) name: String,
    /// For the function that judges the answer, and nobody else.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) private: BTreeMap<String, Sensitive>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) metadata: Option<Sensitive>,
}

/// The record.
#[derive(Deserialize, Serialize)]
pub(crate) struct Row {
    id: String,
    sealed: String,
    until: Timestamp,
}

impl Row {
    /// Seals what is kept anew.
    pub(crate) fn reseal(&mut self, resealing: &mut Resealing<'_, '_>) {
        resealing.stored(Purpose::CustomAuth, &keys::custom_flow(&self.id), &mut self.sealed);
    }
}

impl Stored for Row {
    fn key(&self) -> Key {
        keys::custom_flow(&self.id)
    }

    fn expires_at(&self) -> Option<Timestamp> {
        Some(self.until)
    }
}

impl CustomFlow {
    /// Whether the challenge still waits for its answer.
    pub(crate) async fn is_open(cx: &mut Cx<'_>, id: &str) -> Result<bool, Error> {
        Ok(!cx.require_absent(&keys::custom_flow(id)).await?)
    }

    /// The sign-in, if its challenge still waits for an answer.
    pub(crate) async fn load(cx: &mut Cx<'_>, pool: &Pool, id: &str) -> Result<Option<Self>, Error> {
        let key = keys::custom_flow(id);
        let Some(row) = cx.get::<Row>(&key).await? else { return Ok(None) };
        let plaintext = cx.open_stored(&pool.id, Purpose::CustomAuth, &key, &row.sealed)?;
        let flow = json::from_slice(&plaintext).map_err(|_| Internal::Sealed("a custom sign-in"))?;
        Ok(Some(flow))
    }

    /// Keeps the sign-in until then; answers the id that leads back to it.
    ///
    /// # Errors
    /// `InvalidLambdaResponseException` when the functions gave it more to keep than a record holds.
    pub(crate) fn keep(&self, cx: &mut Cx<'_>, pool: &Pool, until: Timestamp) -> Result<String, Error> {
        let id = cx.uuid();
        let plaintext = plaintext(self)?;
        let sealed = cx.seal_stored(&pool.id, Purpose::CustomAuth, &keys::custom_flow(&id), &plaintext);
        match cx.put(&Row { id: id.clone(), sealed, until }) {
            Err(Error::InvalidParameter(InvalidParameter::TooLarge)) => Err(InvalidLambdaResponse.into()),
            Err(error) => Err(error),
            Ok(()) => Ok(id),
        }
    }

    /// The challenge was answered: whatever becomes of the call, it takes no other answer.
    pub(crate) fn close(cx: &mut Cx<'_>, id: &str) {
        cx.remove_despite_refusal(keys::custom_flow(id));
    }

    /// Notes how the challenge was answered.
    pub(crate) fn note(&mut self, right: bool) {
        let Asked { name, metadata, .. } = std::mem::take(&mut self.asked);
        self.history.push(ChallengeResult {
            challenge_name: name,
            challenge_result: right,
            challenge_metadata: metadata,
        });
    }
}
