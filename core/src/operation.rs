//! [`Operation`]: what an operation of the API is, and how the engine runs one.

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

    /// What the pool's functions see of the request in their events. `received` holds its `ClientMetadata` and its
    /// `ValidationData`: the engine reads them once from every request, so that no operation can forget to hand them on.
    /// Only an operation whose events have another name for them says so here.
    #[doc(hidden)]
    fn trigger_input(received: TriggerInput) -> TriggerInput {
        received
    }

    /// Decides and records what is to be written and sent. May be run again after a conflict.
    #[doc(hidden)]
    fn run(&self, cx: &mut Cx<'_>) -> impl Future<Output = Result<Self::Response, Error>> + MaybeSend;
}

/// Who may call an operation over the wire.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Caller {
    /// Any caller that names an app client; a signature is ignored.
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

/// A request, what functions see of it, and what its last attempt answered.
pub(crate) struct Running<O: Operation> {
    request: O,
    trigger_input: TriggerInput,
    pub(crate) response: Option<O::Response>,
}

/// A request of any operation. What differs between operations is behind this trait, so that all else is compiled once.
pub(crate) trait Attempt: MaybeSend {
    /// Runs the operation once.
    fn attempt<'a, 'e: 'a>(&'a mut self, cx: &'a mut Cx<'e>) -> BoxFuture<'a, Result<(), Error>>;

    /// The answer of the last attempt as JSON.
    fn answer(&self) -> Result<Value, Error>;
}

impl<O: Operation> Running<O> {
    /// `input` is the request as JSON that keeps to its constraints.
    pub(crate) fn new(request: O, input: &Value) -> Self {
        Self { request, trigger_input: O::trigger_input(TriggerInput::of(input)), response: None }
    }
}

impl<O: Operation> Attempt for Running<O> {
    fn attempt<'a, 'e: 'a>(&'a mut self, cx: &'a mut Cx<'e>) -> BoxFuture<'a, Result<(), Error>> {
        Box::pin(async move {
            cx.set_trigger_input(self.trigger_input.clone());
            self.response = Some(self.request.run(cx).await?);
            Ok(())
        })
    }

    fn answer(&self) -> Result<Value, Error> {
        let response = self.response.as_ref().ok_or(Internal::Unanswered)?;
        Ok(serde_json::to_value(response).map_err(Internal::encoding("the response"))?)
    }
}

/// Reads the request of an operation from JSON that keeps to its constraints.
fn decode<O: Operation>(input: Value) -> Result<Box<dyn Attempt>, Error> {
    let trigger_input = O::trigger_input(TriggerInput::of(&input));
    let request: O = json::from_value(input).map_err(|_| Error::Serialization(None))?;
    Ok(Box::new(Running { request, trigger_input, response: None }))
}

/// The entry of an operation in its family's list.
pub(crate) const fn entry<O: Operation>() -> Entry {
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
