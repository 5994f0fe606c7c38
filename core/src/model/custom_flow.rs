//! The state of a custom sign-in.
//!
//! It is stored in a separate record and not in the `Session`, which holds four thousand characters, because functions
//! may keep any amount of data. Each challenge has its own record, written when the challenge is sent and removed when
//! it was answered, so a client cannot go back to an earlier challenge.

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

/// A custom sign-in that waits for the response to a challenge.
#[derive(Deserialize, Serialize)]
pub(crate) struct CustomFlow {
    /// The name as it was sent.
    pub(crate) name: String,
    /// The user does not exist. This stays so for the whole sign-in, even if a user signs up under the name meanwhile.
    pub(crate) user_not_found: bool,
    /// The challenges so far, oldest first.
    pub(crate) history: Vec<ChallengeResult>,
    /// The client's SRP value A, until the password challenge is sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) srp_a: Option<String>,
    pub(crate) asked: OpenChallenge,
}

/// The challenge that waits for a response.
#[derive(Default, Deserialize, Serialize)]
pub(crate) struct OpenChallenge {
    pub(crate) name: String,
    /// For the function that verifies the response only; the client does not see it.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) private: BTreeMap<String, Sensitive>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) metadata: Option<Sensitive>,
}

/// The stored record.
#[derive(Deserialize, Serialize)]
pub(crate) struct Row {
    id: String,
    sealed: String,
    until: Timestamp,
}

impl Row {
    /// Seals the stored data again with the newest master key.
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
    /// Whether the challenge still waits for a response.
    pub(crate) async fn is_open(cx: &mut Cx<'_>, id: &str) -> Result<bool, Error> {
        cx.exists(&keys::custom_flow(id)).await
    }

    /// The sign-in, if its challenge still waits for a response.
    pub(crate) async fn load(cx: &mut Cx<'_>, pool: &Pool, id: &str) -> Result<Option<Self>, Error> {
        let key = keys::custom_flow(id);
        let Some(row) = cx.get::<Row>(&key).await? else { return Ok(None) };
        let plaintext = cx.open_stored(&pool.id, Purpose::CustomAuth, &key, &row.sealed)?;
        let flow = json::from_slice(&plaintext).map_err(|_| Internal::Sealed("a custom sign-in"))?;
        Ok(Some(flow))
    }

    /// Stores the sign-in until `until` and returns the id under which it is found again.
    ///
    /// # Errors
    /// `InvalidLambdaResponseException` when the functions returned more data than a record holds.
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

    /// Removes the challenge: even if the call fails, it takes no other response.
    pub(crate) fn close(cx: &mut Cx<'_>, id: &str) {
        cx.remove_even_on_failure(keys::custom_flow(id));
    }

    /// Records whether the response was right.
    pub(crate) fn note(&mut self, right: bool) {
        let OpenChallenge { name, metadata, .. } = std::mem::take(&mut self.asked);
        self.history.push(ChallengeResult {
            challenge_name: name,
            challenge_result: right,
            challenge_metadata: metadata,
        });
    }
}
