//! `SELECT_CHALLENGE`: the user chooses the first factor.

use super::{
    super::{first_factor_choice::FirstFactorChoice, output::SignInOutput, session::FirstStep},
    web_authn,
};
use crate::{context::Cx, error::Error, model::app::App};

/// Asks for a choice. If the user may choose a passkey, the challenge includes its options, so that the client can
/// answer at once with the passkey.
pub(in super::super) fn ask(
    cx: &mut Cx<'_>,
    app: App<'_>,
    choice: &FirstFactorChoice<'_>,
) -> Result<SignInOutput, Error> {
    let (passkey, options) = match web_authn::options(cx, app, choice) {
        Some((challenge, options)) => (Some(challenge), Some((web_authn::OPTIONS, options))),
        None => (None, None),
    };
    choice.ask(cx, app, FirstStep::Select { passkey }, options)
}
