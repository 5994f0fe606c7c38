//! `EMAIL_OTP` and `SMS_OTP`: a code that is sent is the only factor. `EMAIL_OTP` is a second factor as well; which of the
//! two is awaited stands in the session.
//!
//! Nothing is stored for the code: its keyed hash lies in the session. What is sent is counted on a record of the user, or
//! of the name if there is no such user; what is wrong is counted for the session, so that a stranger who asks for codes of
//! their own does not use up the user's tries.

use super::{
    Attempt, Awaited, Parameters, Session, SignInOutput, facts, parameter, proceed, sent_code,
    user_auth::{Chooser, FirstStep, answered_by},
};
use crate::{
    api::sign_up::pretended_details,
    auth::{
        challenge::{self, Proof},
        channel::Channel,
        first_factor::FirstFactor,
        user_status::UserStatus,
    },
    context::Cx,
    error::{CodeMismatch, Error, NotAuthorized},
    message::code_message::CodeMessage,
    model::{
        attempts::{Attempts, Tried},
        client::Client,
        code::{Code, CodePurpose, Owner, Route, SessionCode},
        pool::Pool,
    },
    sensitive::Sensitive,
};
use userpool_storage_traits::Purpose;

/// Sends a code and asks for it. Whoever may not sign in is sent nothing, and told so unless that is hidden.
pub(super) async fn challenge(
    cx: &mut Cx<'_>,
    pool: &Pool,
    client: &Client,
    chooser: &Chooser<'_>,
    attempt: &Attempt,
    factor: FirstFactor,
    channel: Channel,
) -> Result<SignInOutput, Error> {
    let claimant = &chooser.claimant;
    let user = claimant.user.as_ref();
    let address = user.and_then(|user| user.address(channel));
    let sub = user.map(|user| &*user.sub).unwrap_or_default();
    let owner = match user {
        Some(user) => user.into(),
        None => Owner { username: &claimant.username, sub: &claimant.username, user: None },
    };
    Code::count_sent(cx, pool, owner, CodePurpose::FirstFactor, Route { channel, new_address: None }).await?;
    let (code, digits) = SessionCode::draw_first(cx, pool, sub, channel, address.unwrap_or_default());
    if let (Some(user), Some(address)) = (user, address) {
        match challenge::check_before_code(&facts(cx, pool, client, user, attempt)) {
            Ok(()) => {
                let purpose = Purpose::Authentication;
                let message =
                    CodeMessage { client: Some(client), user, purpose, channel, address, code: &digits };
                message.send(cx, pool)?;
            }
            Err(_) if client.hides_user_existence() => {}
            Err(error) => return Err(error),
        }
    }
    let details = match address {
        Some(address) => channel.details(address),
        None => pretended_details(pool, chooser.name, channel),
    };
    let parameters = [
        ("CODE_DELIVERY_DELIVERY_MEDIUM", details.delivery_medium),
        ("CODE_DELIVERY_DESTINATION", details.destination),
    ];
    chooser.ask(cx, pool, client, attempt, FirstStep::Code { factor, code }, parameters)
}

/// Judges the code. The first right one shows that the number or address is the user's, and confirms a user who was not
/// confirmed yet: so the pool's post-confirmation function hears of it, as of any other confirmation.
pub(super) async fn answer(
    cx: &mut Cx<'_>,
    pool: &Pool,
    client: &Client,
    session: Option<&Sensitive>,
    responses: &Parameters,
    factor: FirstFactor,
) -> Result<SignInOutput, Error> {
    parameter(responses, "USERNAME")?;
    let given = parameter(responses, member(factor))?;
    let session = Session::open(cx, pool, client, session, factor.as_str()).await?;
    let (Awaited::First(first), Some(channel)) = (&session.awaited, factor.channel()) else {
        return Err(NotAuthorized::InvalidSession.into());
    };
    let FirstStep::Code { code, .. } = &first.step else {
        return Err(NotAuthorized::InvalidSession.into());
    };
    let user = answered_by(cx, pool, client, &session, first, responses).await?;
    Attempts::admit(cx, Tried::FirstFactor, &session.id).await?.fail(cx)?;
    let address = user.as_ref().and_then(|user| user.address(channel)).unwrap_or_default();
    let matches = code.matches_first(pool, &session.sub, channel, address, given);
    let Some(user) = user.filter(|_| matches) else {
        return Err(CodeMismatch::AuthState.into());
    };
    let verified = sent_code::verified(cx, pool, &user, channel).await?;
    let changed = verified.is_some() || user.status == UserStatus::Unconfirmed;
    let mut user = verified.unwrap_or(user);
    if user.status == UserStatus::Unconfirmed {
        user.status = UserStatus::Confirmed;
        user.modified = cx.now();
        cx.confirmed_later(pool, Some(client), &user, "ConfirmSignUp")?;
    }
    if changed {
        user.save(cx, pool).await?;
    }
    session.spend(cx)?;
    let attempt =
        Attempt { proof: Proof::OneTimePassword(channel), ..session.attempt.naming_device(responses) };
    proceed(cx, pool, client, &user, &attempt).await
}

/// Whether the session, as far as it can be read, waits for a code as the only factor.
pub(super) fn is_awaited_by(cx: &Cx<'_>, pool: &Pool, client: &Client, session: Option<&Sensitive>) -> bool {
    let session = session.and_then(|sealed| Session::unseal(cx, &pool.id, &client.id, sealed));
    session.is_some_and(|session| matches!(session.awaited, Awaited::First(_)))
}

fn member(factor: FirstFactor) -> &'static str {
    match factor {
        FirstFactor::SmsOtp => "SMS_OTP_CODE",
        _ => "EMAIL_OTP_CODE",
    }
}
