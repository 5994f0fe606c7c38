//! Second factors by a code that is sent: what `SMS_MFA` and `EMAIL_OTP` have in common.
//!
//! Nothing is stored for such a code. Its keyed hash lies in the session, which it therefore outlives by no second, and
//! which it works with alone; only wrong ones are counted, on a record of the user.

use userpool_storage_traits::Purpose;

use super::{
    Attempt, Awaited, Parameters, Session, SignInOutput, mfa_setup, parameter, proceed_after_factor,
};
use crate::{
    auth::{channel::Channel, factor::Factor},
    context::Cx,
    error::{CodeMismatch, Error, NotAuthorized},
    message::code_message::CodeMessage,
    model::{
        client::Client,
        code::{Code, CodePurpose, Route, SessionCode},
        pool::Pool,
        user::User,
    },
    sensitive::Sensitive,
};

/// Sends a code to the user's number or address and asks for it.
///
/// # Errors
/// `NotAuthorizedException` when too many were sent in this hour.
pub(super) async fn challenge(
    cx: &mut Cx<'_>,
    pool: &Pool,
    client: &Client,
    user: &User,
    attempt: &Attempt,
    factor: Factor,
) -> Result<SignInOutput, Error> {
    let channel = factor.channel().ok_or(NotAuthorized::InvalidSession)?;
    let address = user.address(channel).ok_or(NotAuthorized::InvalidSession)?;
    ask(cx, pool, client, user, attempt, factor, channel, address, None).await
}

/// Sends a code to an address that the user does not have yet, and asks for it.
pub(super) async fn challenge_new_address(
    cx: &mut Cx<'_>,
    pool: &Pool,
    client: &Client,
    user: &User,
    attempt: &Attempt,
    address: &Sensitive,
) -> Result<SignInOutput, Error> {
    ask(cx, pool, client, user, attempt, Factor::EmailOtp, Channel::Email, address, Some(address.clone()))
        .await
}

#[expect(clippy::too_many_arguments, reason = "all that a message and a session need")]
async fn ask(
    cx: &mut Cx<'_>,
    pool: &Pool,
    client: &Client,
    user: &User,
    attempt: &Attempt,
    factor: Factor,
    channel: Channel,
    address: &str,
    new_address: Option<Sensitive>,
) -> Result<SignInOutput, Error> {
    let purpose = CodePurpose::Authentication;
    let route = Route { channel, new_address: new_address.as_deref() };
    Code::count_sent(cx, pool, user.into(), purpose, route).await?;
    let (code, digits) = SessionCode::draw(cx, pool, user, channel, address);
    let purpose = Purpose::Authentication;
    let message = CodeMessage { client: Some(client), user, purpose, channel, address, code: &digits };
    let details = message.send(cx, pool)?;
    let awaited = Awaited::Code { factor, code, new_address };
    let session = Session::begin(cx, client, user, attempt, awaited).seal(cx, pool, client)?;
    Ok(SignInOutput::challenge(
        factor.as_str(),
        Some(session),
        [
            ("CODE_DELIVERY_DELIVERY_MEDIUM", details.delivery_medium),
            ("CODE_DELIVERY_DESTINATION", details.destination),
            ("USER_ID_FOR_SRP", user.username.clone()),
        ],
    ))
}

/// Judges the code. The first right one shows that the number or address is the user's.
pub(super) async fn answer(
    cx: &mut Cx<'_>,
    pool: &Pool,
    client: &Client,
    session: Option<&Sensitive>,
    responses: &Parameters,
    factor: Factor,
) -> Result<SignInOutput, Error> {
    let member = if factor == Factor::SmsMfa { "SMS_MFA_CODE" } else { "EMAIL_OTP_CODE" };
    parameter(responses, "USERNAME")?;
    let given = parameter(responses, member)?;
    let session = Session::open(cx, pool, client, session, factor.as_str()).await?;
    let mut user = session.answered_by(cx, pool, client, responses).await?;
    let (Awaited::Code { code, new_address, .. }, Some(channel)) = (&session.awaited, factor.channel())
    else {
        return Err(NotAuthorized::InvalidSession.into());
    };
    if new_address.is_some() {
        mfa_setup::check_still_due(cx, pool, client, &user, &session.attempt, factor)?;
    }
    let address = new_address.as_deref().or(user.address(channel)).unwrap_or_default().to_owned();
    Code::count_authentication(cx, &user.username).await?;
    if !code.matches(pool, &user, channel, &address, given) {
        return Err(CodeMismatch::AuthState.into());
    }
    match new_address {
        Some(address) => mfa_setup::take_address(cx, pool, &mut user, address).await?,
        None => verify_address(cx, pool, &mut user, channel).await?,
    }
    session.spend(cx)?;
    proceed_after_factor(cx, pool, client, &user, session.attempt.naming_device(responses)).await
}

/// Marks the number or address as verified, unless that would take it as an alias from somebody else.
async fn verify_address(
    cx: &mut Cx<'_>,
    pool: &Pool,
    user: &mut User,
    channel: Channel,
) -> Result<(), Error> {
    if let Some(verified) = verified(cx, pool, user, channel).await? {
        verified.save(cx, pool).await?;
        *user = verified;
    }
    Ok(())
}

/// The user with this number or address verified; `None` when it is already, or when that would take it as an alias from
/// somebody else.
pub(super) async fn verified(
    cx: &mut Cx<'_>,
    pool: &Pool,
    user: &User,
    channel: Channel,
) -> Result<Option<User>, Error> {
    if user.verified_address(channel).is_some() {
        return Ok(None);
    }
    let mut verified = user.clone();
    verified.verify_channel(channel);
    verified.modified = cx.now();
    let is_free = verified.taken_names(cx, pool).await?.is_empty();
    Ok(Some(verified).filter(|_| is_free))
}
