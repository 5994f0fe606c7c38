//! The operations: one folder for each family, one file for each operation.
//!
//! A new operation is a new file and two lines in its family: `mod` and an entry of the family's list.

use std::{collections::BTreeMap, future::Future};

use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use userpool_storage_traits::{MaybeSend, MaybeSync};

use crate::{
    check::Member,
    context::Cx,
    engine::{Attempt, decode},
    error::Error,
};

mod attributes;
pub(crate) mod authorize;
mod clients;
mod devices;
mod groups;
mod letter;
mod mfa;
mod migration;
mod passkeys;
mod pools;
mod profile;
mod sign_in;
mod sign_up;
mod users;

pub use clients::*;
pub use devices::*;
pub use groups::*;
pub use mfa::*;
pub use passkeys::*;
pub use pools::*;
pub use profile::*;
pub use sign_in::*;
pub use sign_up::*;
pub use users::*;

/// One operation of the API: the request type is the operation.
///
/// Implemented by the engine only.
pub trait Operation: DeserializeOwned + MaybeSend + MaybeSync + Serialize + 'static {
    /// The name in `X-Amz-Target`.
    const NAME: &'static str;
    /// Who may call it.
    const CALLER: Caller;
    /// The constraints of the request.
    #[doc(hidden)]
    const INPUT: &'static [Member];
    /// What it answers.
    type Response: DeserializeOwned + MaybeSend + Serialize + 'static;

    /// The request's `ClientMetadata`, as functions see it in their events: the engine reads it once for each attempt. Every
    /// operation with such a member says it here. `InitiateAuth` and `AdminInitiateAuth` do not, since theirs reaches
    /// functions as `validationData` only.
    #[doc(hidden)]
    fn client_metadata(&self) -> Option<&BTreeMap<String, String>> {
        None
    }

    /// Decides and records what is to be written and sent. May be run again after a conflict.
    #[doc(hidden)]
    fn run(&self, cx: &mut Cx<'_>) -> impl Future<Output = Result<Self::Response, Error>> + MaybeSend;
}

/// Who may call an operation over the wire.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Caller {
    /// Anybody who knows the app client; a signature is ignored.
    Public,
    /// The user, by the access token in the request.
    AccessToken,
    /// An administrator, by a SigV4 signature.
    Signed,
}

/// The answer of operations that have nothing to say.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize, serde::Deserialize)]
pub struct Empty {}

/// An operation as the wire sees it.
pub(crate) struct Entry {
    pub(crate) name: &'static str,
    pub(crate) caller: Caller,
    /// The constraints of the request.
    pub(crate) input: &'static [Member],
    /// From a request's body to an operation that can be run.
    pub(crate) decode: fn(Value) -> Result<Box<dyn Attempt>, Error>,
}

const FAMILIES: [&[Entry]; 10] = [
    pools::OPERATIONS,
    clients::OPERATIONS,
    sign_up::OPERATIONS,
    sign_in::OPERATIONS,
    mfa::OPERATIONS,
    profile::OPERATIONS,
    users::OPERATIONS,
    groups::OPERATIONS,
    passkeys::OPERATIONS,
    devices::OPERATIONS,
];

/// The operation of this name.
pub(crate) fn find(name: &str) -> Option<&'static Entry> {
    operations().find(|entry| entry.name == name)
}

/// The names of all operations, family by family, and who may call them.
pub fn operation_names() -> impl Iterator<Item = (&'static str, Caller)> {
    operations().map(|entry| (entry.name, entry.caller))
}

/// The names of the members of an operation's request, as they stand in its table of constraints.
#[doc(hidden)]
pub fn request_members(operation: &str) -> Vec<&'static str> {
    find(operation).into_iter().flat_map(|entry| entry.input).map(|member| member.name).collect()
}

fn operations() -> impl Iterator<Item = &'static Entry> {
    FAMILIES.into_iter().flatten()
}

const fn entry<O: Operation>() -> Entry {
    Entry { name: O::NAME, caller: O::CALLER, input: O::INPUT, decode: decode::<O> }
}

/// Members without a value are left out of answers, never `null`; in requests a `null` member counts as absent, in string
/// maps too: what a browser's store does not hold is sent as `null`.
pub(crate) fn drop_nulls(value: &mut Value) {
    match value {
        Value::Object(members) => {
            members.retain(|_, member| !member.is_null());
            members.values_mut().for_each(drop_nulls);
        }
        Value::Array(items) => items.iter_mut().for_each(drop_nulls),
        _ => {}
    }
}
