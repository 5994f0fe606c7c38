//! `MFA_SETUP`: the pool requires a second factor and the user has none yet.
//!
//! Two other operations set up an authenticator app: `AssociateSoftwareToken` and `VerifySoftwareToken` take this
//! challenge's session and return the next one. The answer to the challenge then only continues the sign-in. To set up
//! mail, the answer holds the address.

use serde_json::Value;

use super::{
    super::{
        claimant::answering_user,
        factor_set_up::{check_address, check_still_due},
        output::SignInOutput,
        parameters::{Answer, parameter},
        proved::Proved,
        session::{Awaited, Progress, Session, SetUp},
    },
    sent_code,
};
use crate::{
    auth::factor::{Factor, Factors},
    context::Cx,
    error::{Error, NotAuthorized},
    model::app::App,
    ordered,
};

pub(in super::super) const NAME: &str = "MFA_SETUP";

/// Tells the client which factors the user can set up.
pub(in super::super) fn ask(
    cx: &mut Cx<'_>,
    app: App<'_>,
    progress: &Progress,
    factors: Factors,
) -> Result<SignInOutput, Error> {
    let session = Session::ask(cx, app, progress, Awaited::MfaSetup(SetUp::Begun))?;
    // The service lists e-mail before the authenticator app.
    let mut names = factors.names();
    ordered::sort(&mut names);
    Ok(SignInOutput::challenge(
        NAME,
        Some(session),
        [
            ("MFAS_CAN_SETUP", Value::from(names).to_string()),
            ("USER_ID_FOR_SRP", progress.user.username.clone()),
        ],
    ))
}

/// Continues if the user has set up an app; otherwise sends a code to the address in the answer.
pub(in super::super) async fn answer(
    cx: &mut Cx<'_>,
    app: App<'_>,
    answer: &Answer<'_>,
) -> Result<Proved, Error> {
    let responses = answer.responses;
    parameter(responses, "USERNAME")?;
    let session = Session::open(cx, app, answer.session, NAME).await?;
    let user = answering_user(cx, app, &session, responses).await?;
    if let Awaited::MfaSetup(SetUp::Verified) = session.awaited {
        if !user.mfa.has_token() {
            return Err(NotAuthorized::InvalidSession.into());
        }
        session.spend(cx)?;
        return Ok(Proved::factor(user, session.attempt.naming_device(responses)));
    }
    // Clients send the first name; the developer guide shows the second.
    let address = responses.get("EMAIL").or_else(|| responses.get("email"));
    let Some(address) = address.filter(|address| !address.is_empty()) else {
        return Err(NotAuthorized::SessionOfAnother.into());
    };
    let progress = Progress { user, attempt: session.attempt.clone() };
    check_still_due(cx, app, &progress, Factor::EmailOtp)?;
    check_address(app, address)?;
    // One session sends one message, so that each message costs a complete sign-in.
    session.spend(cx)?;
    sent_code::ask_new_address(cx, app, &progress, address).await.map(Proved::Answered)
}
