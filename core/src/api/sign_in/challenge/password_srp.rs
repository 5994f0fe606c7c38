//! `PASSWORD_SRP`: asks for A, the client's public value of SRP; `PASSWORD_VERIFIER` follows.

use super::super::{first_factor_choice::FirstFactorChoice, output::SignInOutput, session::FirstStep};
use crate::{context::Cx, error::Error, model::app::App};

/// Asks for A.
pub(in super::super) fn ask(
    cx: &mut Cx<'_>,
    app: App<'_>,
    choice: &FirstFactorChoice<'_>,
) -> Result<SignInOutput, Error> {
    choice.ask(cx, app, FirstStep::PasswordSrp, [])
}
