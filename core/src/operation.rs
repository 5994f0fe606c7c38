//! [`Operation`]: an operation of the API, and how the engine runs it.

use std::future::Future;

use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use userpool_storage_traits::{BoxFuture, MaybeSend, MaybeSync};

use crate::{
    check::Member,
    context::Cx,
    error::{Error, Internal},
    json,
    trigger_input::TriggerInput,
};

/// One operation of the API. The request type implements this trait.
///
/// Implemented by the engine only.
pub trait Operation: DeserializeOwned + MaybeSend + MaybeSync + Serialize + 'static {
    /// The name in `X-Amz-Target`.
    const NAME: &'static str;
    /// The callers that have permission for it.
    const CALLER: Caller;
    /// The constraints of the request.
    #[doc(hidden)]
    const INPUT: &'static [Member];
    /// How an internal error is named: `InternalErrorException`, except in the operations on the secrets of an app client.
    #[doc(hidden)]
    const INTERNAL_ERROR: fn(Internal) -> Error = Error::Internal;
    /// The response type.
    type Response: DeserializeOwned + MaybeSend + Serialize + 'static;

    /// The members of the request that the pool's functions get in their events. `received` holds the request's
    /// `ClientMetadata` and `ValidationData`: the engine reads them from every request, so that an operation cannot
    /// forget to pass them on. Only operations with different names in their events override this.
    #[doc(hidden)]
    fn trigger_input(received: TriggerInput) -> TriggerInput {
        received
    }

    /// Decides, and records what to write and send. May run again after a conflict.
    #[doc(hidden)]
    fn run(&self, cx: &mut Cx<'_>) -> impl Future<Output = Result<Self::Response, Error>> + MaybeSend;
}

/// The callers that have permission for an operation over HTTP.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Caller {
    /// Any caller that names an app client; a signature is ignored.
    Public,
    /// The user, by the access token in the request.
    AccessToken,
    /// An administrator, by a SigV4 signature.
    Signed,
}

/// The empty response of an operation.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize, serde::Deserialize)]
pub struct Empty {}

/// An operation as HTTP requests reach it.
pub(crate) struct Entry {
    pub(crate) name: &'static str,
    pub(crate) caller: Caller,
    /// The constraints of the request.
    pub(crate) input: &'static [Member],
    /// How an internal error is named.
    pub(crate) internal_error: fn(Internal) -> Error,
    /// See [`Operation::trigger_input`].
    pub(crate) trigger_input: fn(TriggerInput) -> TriggerInput,
    /// Decodes the body of a request into an operation that can run.
    pub(crate) decode: fn(Value) -> Result<Box<dyn Attempt>, Error>,
}

/// A request, and the response of its last attempt.
pub(crate) struct Running<O: Operation> {
    request: O,
    pub(crate) response: Option<O::Response>,
}

/// A request of any operation. This trait contains everything that depends on the operation, so that other code is
/// compiled once.
pub(crate) trait Attempt: MaybeSend {
    /// Runs the operation once.
    fn attempt<'a, 'e: 'a>(&'a mut self, cx: &'a mut Cx<'e>) -> BoxFuture<'a, Result<(), Error>>;

    /// The response of the last attempt as JSON.
    fn answer(&self) -> Result<Value, Error>;
}

impl<O: Operation> Running<O> {
    pub(crate) fn new(request: O) -> Self {
        Self { request, response: None }
    }
}

impl<O: Operation> Attempt for Running<O> {
    fn attempt<'a, 'e: 'a>(&'a mut self, cx: &'a mut Cx<'e>) -> BoxFuture<'a, Result<(), Error>> {
        Box::pin(async move {
            self.response = Some(self.request.run(cx).await?);
            Ok(())
        })
    }

    fn answer(&self) -> Result<Value, Error> {
        let response = self.response.as_ref().ok_or(Internal::Unanswered)?;
        Ok(serde_json::to_value(response).map_err(Internal::encoding("the response"))?)
    }
}

/// Decodes the request of an operation from JSON that satisfies its constraints.
fn decode<O: Operation>(input: Value) -> Result<Box<dyn Attempt>, Error> {
    let request: O = json::from_value(input).map_err(|_| Error::Serialization(None))?;
    Ok(Box::new(Running::new(request)))
}

/// The entry of an operation in its family's list.
pub(crate) const fn entry<O: Operation>() -> Entry {
    Entry {
        name: O::NAME,
        caller: O::CALLER,
        input: O::INPUT,
        internal_error: O::INTERNAL_ERROR,
        trigger_input: O::trigger_input,
        decode: decode::<O>,
    }
}

/// Removes members that are `null`. Responses contain no `null`. In requests, also in maps of strings, a `null` member
/// counts as absent, since browser clients send `null` for values that their storage does not have.
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
