//! The next step of a sign-in: a challenge, or tokens.
//!
//! [`auth::challenge`](crate::auth::challenge) decides from facts. This module loads the facts and carries out the
//! decision.
//!
//! In a custom sign-in the pool's functions decide first. After they decide to issue tokens, the steps that every user
//! must complete still come first: a new password instead of a temporary one, and, if the password was proved on the
//! way, the second factor unless it was proved too. Then the user gets tokens, and no function is asked again.

use super::{
    challenge::{
        custom_challenge, device_password_verifier, device_srp_auth, email_otp, mfa_setup,
        new_password_required, password_verifier, select_mfa_type, sent_code, sms_mfa, sms_otp,
        software_token_mfa,
    },
    claimant::Claimant,
    custom_sign_in::CustomSignIn,
    device,
    facts::{facts, facts_without_device},
    first_factor, flow,
    output::SignInOutput,
    parameters::{Answer, Start},
    proved::Proved,
    risk,
    session::{Attempt, Progress},
};
use crate::{
    auth::{
        challenge::{Proof, Step, check_status, next},
        custom::{CUSTOM_CHALLENGE, PASSWORD_VERIFIER, Turn},
        factor::Factor,
        flow::Entrance,
        srp::PublicValue,
    },
    context::Cx,
    error::{Error, InvalidLambdaResponse, InvalidParameter, NotAuthorized},
    model::{app::App, custom_flow::OpenChallenge},
    token::{
        claims::Family,
        issue::{Grant, issue},
    },
};

/// Where a step of a sign-in has led.
pub(super) enum Reached {
    /// The response of the operation: a challenge, or tokens that were renewed.
    Answered(Box<SignInOutput>),
    /// The user has proved all that is needed.
    SignedIn(Box<Progress>),
}

impl Reached {
    fn answered(output: SignInOutput) -> Self {
        Self::Answered(Box::new(output))
    }
}

/// Starts a flow, and continues from its result.
pub(super) async fn start(cx: &mut Cx<'_>, app: App<'_>, start: &Start<'_>) -> Result<SignInOutput, Error> {
    let proved = flow::start(cx, app, start).await?;
    let reached = go_on(cx, app, proved).await?;
    finish(cx, app, reached).await
}

/// Takes the answer to a challenge, and continues from its result.
pub(super) async fn answer(
    cx: &mut Cx<'_>,
    app: App<'_>,
    answer: &Answer<'_>,
) -> Result<SignInOutput, Error> {
    let proved = verify_answer(cx, app, answer).await?;
    let reached = go_on(cx, app, proved).await?;
    finish(cx, app, reached).await
}

/// Issues tokens to a user who has proved all that is needed.
async fn finish(cx: &mut Cx<'_>, app: App<'_>, reached: Reached) -> Result<SignInOutput, Error> {
    match reached {
        Reached::Answered(output) => Ok(*output),
        Reached::SignedIn(progress) => tokens(cx, app, &progress).await,
    }
}

/// Verifies the answer to a challenge.
pub(super) async fn verify_answer(
    cx: &mut Cx<'_>,
    app: App<'_>,
    answer: &Answer<'_>,
) -> Result<Proved, Error> {
    match answer.challenge {
        "PASSWORD_VERIFIER" => password_verifier::answer(cx, app, answer.responses).await,
        "NEW_PASSWORD_REQUIRED" => new_password_required::answer(cx, app, answer).await,
        "SMS_MFA" => sms_mfa::answer(cx, app, answer).await,
        "EMAIL_OTP" => email_otp::answer(cx, app, answer).await,
        "SOFTWARE_TOKEN_MFA" => software_token_mfa::answer(cx, app, answer).await,
        "SELECT_MFA_TYPE" => select_mfa_type::answer(cx, app, answer).await,
        mfa_setup::NAME => mfa_setup::answer(cx, app, answer).await,
        device_srp_auth::NAME => device_srp_auth::answer(cx, app, answer).await,
        device_password_verifier::NAME => device_password_verifier::answer(cx, app, answer.responses).await,
        CUSTOM_CHALLENGE => custom_challenge::answer(cx, app, answer).await,
        "SELECT_CHALLENGE" | "PASSWORD" | "PASSWORD_SRP" | "WEB_AUTHN" => {
            first_factor::answer(cx, app, answer).await
        }
        "ADMIN_NO_SRP_AUTH" if answer.entrance == Entrance::Admin => {
            first_factor::answer(cx, app, answer).await
        }
        "SMS_OTP" => sms_otp::answer(cx, app, answer).await,
        other => Err(InvalidParameter::ChallengeNotSupported(other.to_owned()).into()),
    }
}

/// Continues from what was proved.
pub(super) async fn go_on(cx: &mut Cx<'_>, app: App<'_>, proved: Proved) -> Result<Reached, Error> {
    match proved {
        Proved::Answered(output) => Ok(Reached::answered(output)),
        Proved::Chosen(progress, factor) => take_step(cx, app, progress, Step::Factor(factor)).await,
        Proved::Right(progress) if progress.attempt.custom.is_none() => conclude(cx, app, progress).await,
        Proved::Right(progress) => {
            let sign_in = CustomSignIn::resume(cx, app.pool, progress).await?;
            take_turn(cx, app, sign_in).await
        }
        Proved::Custom(sign_in) => take_turn(cx, app, sign_in).await,
    }
}

/// Asks the pool's function what comes next, and does it.
async fn take_turn(cx: &mut Cx<'_>, app: App<'_>, mut sign_in: CustomSignIn) -> Result<Reached, Error> {
    let (turn, challenge) = sign_in.next_turn(cx, app).await?;
    match turn {
        Turn::Refuse => Err(NotAuthorized::IncorrectCredentials.into()),
        Turn::Tokens => {
            let user = sign_in.user.ok_or(NotAuthorized::IncorrectCredentials)?;
            let attempt = Attempt { custom: None, is_custom: true, ..sign_in.attempt };
            let progress = Progress { user, attempt };
            let progress = device::forget_unknown(cx, app.pool, progress).await?;
            conclude(cx, app, progress).await
        }
        Turn::Custom => custom_challenge::ask(cx, app, sign_in).await.map(Reached::answered),
        Turn::Password => ask_password(cx, app, sign_in).map(Reached::answered),
        Turn::BuiltIn(step) => {
            let name = challenge.unwrap_or_default();
            sign_in.keep(cx, app, OpenChallenge { name, ..OpenChallenge::default() })?;
            // Without a user the password cannot have been proved.
            let user = sign_in.user.ok_or(InvalidLambdaResponse)?;
            take_step(cx, app, Progress { user, attempt: sign_in.attempt }, step).await
        }
    }
}

/// Asks for the proof of the password in a custom sign-in that began with SRP.
fn ask_password(cx: &mut Cx<'_>, app: App<'_>, mut sign_in: CustomSignIn) -> Result<SignInOutput, Error> {
    let a = sign_in.flow.srp_a.take().and_then(|a| PublicValue::from_hex(&a).ok());
    let a = a.ok_or(NotAuthorized::InvalidSession)?;
    let name = sign_in.flow.name.clone();
    let claimant = Claimant::new(cx, app.pool, &name, sign_in.user.clone())?;
    sign_in.keep(
        cx,
        app,
        OpenChallenge { name: PASSWORD_VERIFIER.to_owned(), ..OpenChallenge::default() },
    )?;
    let claimant = Claimant { username: sign_in.username, attempt: sign_in.attempt, ..claimant };
    password_verifier::ask(cx, app, claimant, &a)
}

/// Continues with the steps that every user must complete, or with tokens.
async fn conclude(cx: &mut Cx<'_>, app: App<'_>, progress: Progress) -> Result<Reached, Error> {
    let Attempt { proof, factor_proved, device_proved, .. } = progress.attempt;
    // Only a client that has just proved a password starts again when it learns that its device is unknown.
    let begins_anew = proof == Proof::Password && !factor_proved;
    let progress = match begins_anew || device_proved {
        true => progress,
        false => device::forget_unknown(cx, app.pool, progress).await?,
    };
    check_status(&facts_without_device(cx, app, &progress.user, &progress.attempt))?;
    let progress = risk::assess(cx, app, progress).await?;
    let device = device::fact(cx, app.pool, &progress).await?;
    let step = next(&facts(cx, app, &progress, device))?;
    if step != Step::Tokens {
        risk::record_progress(cx, app, &progress).await?;
    }
    take_step(cx, app, progress, step).await
}

async fn take_step(cx: &mut Cx<'_>, app: App<'_>, progress: Progress, step: Step) -> Result<Reached, Error> {
    let answer = match step {
        Step::NewPasswordRequired => new_password_required::ask(cx, app, &progress),
        Step::Factor(Factor::SoftwareTokenMfa) => software_token_mfa::ask(cx, app, &progress),
        Step::Factor(factor @ (Factor::SmsMfa | Factor::EmailOtp)) => {
            sent_code::ask(cx, app, &progress, factor).await
        }
        Step::SelectFactor(factors) => select_mfa_type::ask(cx, app, &progress, factors),
        Step::SetUpFactor(factors) => mfa_setup::ask(cx, app, &progress, factors),
        Step::Device => device_srp_auth::ask(cx, app, &progress).await,
        Step::Tokens => return Ok(Reached::SignedIn(Box::new(progress))),
    };
    answer.map(Reached::answered)
}

async fn tokens(cx: &mut Cx<'_>, app: App<'_>, progress: &Progress) -> Result<SignInOutput, Error> {
    let (device_key, new_device) = device::take_part(cx, app.pool, progress).await?;
    let family = Family::new(cx, app.pool, &progress.user, device_key);
    let grant = Grant { family: &family, occasion: progress.attempt.occasion(), new_device };
    let result = issue(cx, app, &progress.user, grant).await?;
    risk::record_success(cx, app, progress).await?;
    Ok(SignInOutput::tokens(result))
}
