//! `EMAIL_OTP` and `SMS_OTP` as the only factor: a code that is sent.
//!
//! No code is stored: the session holds its keyed hash. Sent codes are counted on a record of the user, or of the name
//! of an unknown user. Wrong codes are counted for each session, so that an attacker who requests codes cannot use up
//! the user's tries.

use userpool_storage_traits::Purpose;

use super::{
    super::{
        claimant::{Claimant, answering_user_before_proof},
        facts::facts_without_device,
        first_factor_choice::FirstFactorChoice,
        output::SignInOutput,
        parameters::{Answer, parameter},
        proved::Proved,
        session::{Attempt, Awaited, First, FirstStep, Progress, Session},
    },
    sent_code,
};
use crate::{
    api::existence::{Existence, pretended_details},
    auth::{
        challenge::{self, Proof},
        channel::Channel,
        first_factor::FirstFactor,
        user_status::UserStatus,
    },
    context::Cx,
    error::{CodeMismatch, Error, NotAuthorized},
    message::{code_message::CodeMessage, send::check_mails},
    model::{
        app::App,
        attempts::{AttemptKind, Attempts},
        code::{Bound, Code, CodePurpose, Owner, Route, SessionCode},
        user::User,
    },
};

/// Sends a code and asks for it. A user who may not sign in receives no code; the caller learns that only if the client
/// shows existence.
pub(in super::super) async fn ask(
    cx: &mut Cx<'_>,
    app: App<'_>,
    choice: &FirstFactorChoice<'_>,
    channel: Channel,
) -> Result<SignInOutput, Error> {
    let factor = match channel {
        Channel::Email => FirstFactor::EmailOtp,
        Channel::PhoneNumber => FirstFactor::SmsOtp,
    };
    let Claimant { name, user, username, attempt, .. } = &choice.claimant;
    let user = user.as_ref();
    let address = user.and_then(|user| user.address(channel));
    let sub = user.map(|user| &*user.sub).unwrap_or_default();
    let purpose = CodePurpose::FirstFactor;
    let owner = match user {
        Some(user) => Owner::of(user, purpose),
        None => Owner { username, sub: username, user: None, purpose },
    };
    let route = Route { channel, new_address: None };
    check_mails(cx, app.pool, channel)?;
    Code::count_sent(cx, app.pool, owner, route).await?;
    let bound = Bound { purpose, sub, channel, address: address.unwrap_or_default() };
    let (code, digits) = SessionCode::draw(cx, app.pool, bound);
    if let (Some(user), Some(address)) = (user, address) {
        match challenge::check_before_code(&facts_without_device(cx, app, user, attempt)) {
            Ok(()) => {
                let client = Some(app.client);
                let purpose = Purpose::Authentication;
                let message = CodeMessage { client, user, purpose, channel, address, code: &digits };
                message.send(cx, app.pool)?;
            }
            Err(_) if Existence::of(app.client).is_hidden() => {}
            Err(error) => return Err(error),
        }
    }
    let details = match address {
        Some(address) => channel.details(address),
        None => pretended_details(app.pool, name, channel),
    };
    let parameters = [
        ("CODE_DELIVERY_DELIVERY_MEDIUM", details.delivery_medium),
        ("CODE_DELIVERY_DESTINATION", details.destination),
    ];
    choice.ask(cx, app, FirstStep::Code { factor, code }, parameters)
}

/// Verifies the code.
pub(in super::super) async fn answer(
    cx: &mut Cx<'_>,
    app: App<'_>,
    answer: &Answer<'_>,
    factor: FirstFactor,
) -> Result<Proved, Error> {
    let member = if factor == FirstFactor::SmsOtp { "SMS_OTP_CODE" } else { "EMAIL_OTP_CODE" };
    parameter(answer.responses, "USERNAME")?;
    let given = parameter(answer.responses, member)?;
    let session = Session::open(cx, app, answer.session, factor.as_str()).await?;
    let (Awaited::First(First { step: FirstStep::Code { code, .. }, .. }), Some(channel)) =
        (&session.awaited, factor.channel())
    else {
        return Err(NotAuthorized::InvalidSession.into());
    };
    let user = answering_user_before_proof(cx, app, &session, answer.responses).await?;
    Attempts::admit(cx, AttemptKind::FirstFactor, &session.id).await?.fail(cx)?;
    let address = user.as_ref().and_then(|user| user.address(channel)).unwrap_or_default();
    let bound = Bound { purpose: CodePurpose::FirstFactor, sub: &session.sub, channel, address };
    let matches = code.matches(app.pool, bound, given);
    let Some(user) = user.filter(|_| matches) else {
        return Err(CodeMismatch::AuthState.into());
    };
    let user = take_proof(cx, app, user, channel).await?;
    session.spend(cx)?;
    let attempt =
        Attempt { proof: Proof::OneTimePassword(channel), ..session.attempt.naming_device(answer.responses) };
    Ok(Proved::Right(Progress { user, attempt }))
}

/// The user after a right code. The first right code proves that the number or address belongs to the user, and
/// confirms an unconfirmed user. Then the pool's post-confirmation function is called, as after any other confirmation.
async fn take_proof(cx: &mut Cx<'_>, app: App<'_>, user: User, channel: Channel) -> Result<User, Error> {
    let verified = sent_code::verified(cx, app.pool, &user, channel).await?;
    let changed = verified.is_some() || user.status == UserStatus::Unconfirmed;
    let mut user = verified.unwrap_or(user);
    if user.status == UserStatus::Unconfirmed {
        user.status = UserStatus::Confirmed;
        user.modified = cx.now();
        cx.confirmed_after_commit(app.pool, Some(app.client), &user, "ConfirmSignUp")?;
    }
    if changed {
        user.save(cx, app.pool).await?;
    }
    Ok(user)
}
