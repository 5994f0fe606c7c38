//! `ADMIN_NO_SRP_AUTH`: a trusted server answers with the password itself.

use super::super::{first_factor_choice::FirstFactorChoice, output::SignInOutput, session::FirstStep};
use crate::{context::Cx, error::Error, model::app::App};

/// Asks for the password.
pub(in super::super) fn ask(
    cx: &mut Cx<'_>,
    app: App<'_>,
    choice: &FirstFactorChoice<'_>,
) -> Result<SignInOutput, Error> {
    let username = ("USER_ID_FOR_SRP", choice.claimant.username.clone());
    choice.ask(cx, app, FirstStep::AdminPassword, [username])
}
