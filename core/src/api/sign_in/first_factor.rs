//! The first factor that a user has chosen: verifies its proof, or asks for it.

use super::{
    challenge::{one_time_password, password, password_srp, password_verifier, web_authn},
    claimant::{Claimant, answering_user_before_proof},
    first_factor_choice::{Chosen, FirstFactorChoice},
    parameters::{Answer, filled, parameter},
    proved::Proved,
    session::{Attempt, Awaited, FirstStep, Progress, Session},
};
use crate::{
    auth::{channel::Channel, first_factor::FirstFactor, srp::PublicValue},
    context::Cx,
    error::{Error, InvalidParameter, NotAuthorized},
    model::app::App,
};

/// Takes the answer to `SELECT_CHALLENGE`, `PASSWORD`, `PASSWORD_SRP`, `WEB_AUTHN` or `ADMIN_NO_SRP_AUTH`.
pub(super) async fn answer(cx: &mut Cx<'_>, app: App<'_>, answer: &Answer<'_>) -> Result<Proved, Error> {
    let given = answer.responses;
    let name = parameter(given, "USERNAME")?;
    let factor = chosen_factor(answer)?;
    let mut session = Session::open(cx, app, answer.session, answer.challenge).await?;
    session.attempt = session.attempt.naming_device(given);
    let Awaited::First(first) = &session.awaited else {
        return Err(NotAuthorized::InvalidSession.into());
    };
    let user = answering_user_before_proof(cx, app, &session, given).await?;
    if let (FirstFactor::WebAuthn, Some(credential)) = (factor, filled(given, web_authn::CREDENTIAL)) {
        let (FirstStep::Select { passkey: Some(expected) } | FirstStep::Passkey(expected), Some(user)) =
            (&first.step, user)
        else {
            return Err(InvalidParameter::FirstFactorNotAvailable.into());
        };
        let signed = web_authn::Signed { expected, credential };
        let (user, proof) = web_authn::verify(cx, app, user, signed).await?;
        session.spend(cx)?;
        return Ok(Proved::Right(Progress { user, attempt: Attempt { proof, ..session.attempt } }));
    }
    let claimant = Claimant { attempt: session.attempt.clone(), ..Claimant::new(cx, app.pool, name, user)? };
    let selects = matches!(first.step, FirstStep::Select { .. } | FirstStep::Passkey(_));
    let choice = match selects {
        true => FirstFactorChoice::load(cx, app, claimant).await?,
        false => FirstFactorChoice::made(claimant),
    };
    let chosen = Chosen { factor, given };
    if selects && !choice.may_take(app.client, chosen) {
        return Err(InvalidParameter::FirstFactorNotAvailable.into());
    }
    session.spend(cx)?;
    if factor == FirstFactor::Password && filled(given, "PASSWORD").is_some() {
        // A wrong password ends the attempt.
        session.spend_on_failure(cx)?;
    }
    take(cx, app, choice, chosen).await
}

/// The factor that an answer chooses: by the name of its challenge, or in `ANSWER`.
fn chosen_factor(answer: &Answer<'_>) -> Result<FirstFactor, InvalidParameter> {
    let (member, factor) = match answer.challenge {
        "SELECT_CHALLENGE" => ("ANSWER", None),
        "PASSWORD_SRP" => ("SRP_A", Some(FirstFactor::PasswordSrp)),
        "WEB_AUTHN" => (web_authn::CREDENTIAL, Some(FirstFactor::WebAuthn)),
        _ => ("PASSWORD", Some(FirstFactor::Password)),
    };
    let given = parameter(answer.responses, member)?;
    factor.or_else(|| FirstFactor::parse(given)).ok_or(InvalidParameter::FirstFactorNotAvailable)
}

/// Continues with a factor: verifies the proof that was sent along, or asks for it.
pub(super) async fn take(
    cx: &mut Cx<'_>,
    app: App<'_>,
    choice: FirstFactorChoice<'_>,
    chosen: Chosen<'_>,
) -> Result<Proved, Error> {
    let output = match chosen.factor {
        FirstFactor::Password => match filled(chosen.given, "PASSWORD") {
            Some(password) => return password::verify(cx, app, choice.claimant, password).await,
            None => password::ask(cx, app, &choice)?,
        },
        FirstFactor::PasswordSrp => match filled(chosen.given, "SRP_A") {
            Some(srp_a) => {
                let a = PublicValue::from_hex(srp_a).map_err(|_| InvalidParameter::SrpA)?;
                password_verifier::ask(cx, app, choice.claimant, &a)?
            }
            None => password_srp::ask(cx, app, &choice)?,
        },
        FirstFactor::EmailOtp => one_time_password::ask(cx, app, &choice, Channel::Email).await?,
        FirstFactor::SmsOtp => one_time_password::ask(cx, app, &choice, Channel::PhoneNumber).await?,
        FirstFactor::WebAuthn => web_authn::ask(cx, app, &choice)?,
    };
    Ok(Proved::Answered(output))
}
