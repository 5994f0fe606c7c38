//! The response of the sign-in operations.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    ordered, sensitive::Sensitive, settings::ChallengeName,
    token::authentication_result::AuthenticationResult,
};

/// The response of the four sign-in operations: tokens, or the next challenge.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct SignInOutput {
    /// The challenge to answer; absent when the sign-in is complete.
    pub challenge_name: Option<ChallengeName>,
    /// The client sends it back with the answer.
    pub session: Option<Sensitive>,
    /// What the client needs to answer the challenge; empty when the sign-in is complete.
    pub challenge_parameters: Option<BTreeMap<String, String>>,
    /// The tokens of a complete sign-in.
    pub authentication_result: Option<AuthenticationResult>,
    /// The factors a user may choose from.
    pub available_challenges: Option<Vec<ChallengeName>>,
}

impl SignInOutput {
    pub(super) fn tokens(result: AuthenticationResult) -> Self {
        Self {
            challenge_parameters: Some(BTreeMap::new()),
            authentication_result: Some(result),
            ..Self::default()
        }
    }

    pub(super) fn challenge<'a>(
        name: &'static str,
        session: Option<String>,
        parameters: impl IntoIterator<Item = (&'a str, String)>,
    ) -> Self {
        Self {
            challenge_name: Some(name.into()),
            session: session.map(Sensitive::new),
            challenge_parameters: Some(ordered::map(
                parameters.into_iter().map(|(name, value)| (name.to_owned(), value)),
            )),
            ..Self::default()
        }
    }
}
