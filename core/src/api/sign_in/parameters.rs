//! What a client sends to start a flow or to answer a challenge.

use std::collections::BTreeMap;

use crate::{auth::flow::Entrance, error::InvalidParameter, sensitive::Sensitive};

/// `AuthParameters` or `ChallengeResponses`.
pub(crate) type Parameters = BTreeMap<String, Sensitive>;

/// The start of a flow.
#[derive(Clone, Copy)]
pub(super) struct Start<'a> {
    pub(super) entrance: Entrance,
    /// `AuthFlow`.
    pub(super) flow: &'a str,
    pub(super) parameters: &'a Parameters,
    /// The session of `ConfirmSignUp`, if the client has one.
    pub(super) session: Option<&'a Sensitive>,
}

/// The answer to a challenge.
#[derive(Clone, Copy)]
pub(super) struct Answer<'a> {
    pub(super) entrance: Entrance,
    /// `ChallengeName`.
    pub(super) challenge: &'a str,
    pub(super) session: Option<&'a Sensitive>,
    pub(super) responses: &'a Parameters,
}

/// A required parameter.
pub(super) fn parameter<'a>(
    parameters: &'a Parameters,
    name: &'static str,
) -> Result<&'a Sensitive, InvalidParameter> {
    filled(parameters, name).ok_or(InvalidParameter::Missing(name))
}

/// A parameter; `None` if it is missing or empty.
pub(super) fn filled<'a>(parameters: &'a Parameters, name: &str) -> Option<&'a Sensitive> {
    parameters.get(name).filter(|value| !value.is_empty())
}
