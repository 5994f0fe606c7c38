//! `MFA_SETUP`: the pool demands a second factor and the user has none yet.
//!
//! An authenticator app is set up beside the challenge: `AssociateSoftwareToken` and `VerifySoftwareToken` take and give
//! its session, and the answer only goes on. For mail the answer is the address.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{
    Attempt, Awaited, Parameters, Session, SetUp, SignInOutput, facts, parameter, proceed_after_factor,
    sent_code,
};
use crate::{
    auth::{
        challenge::{self, Step},
        channel::Channel,
        factor::{Factor, Factors},
        totp::TotpSecret,
    },
    context::Cx,
    error::{EnableSoftwareTokenMfa, Error, InvalidParameter, NotAuthorized, SoftwareTokenMfaNotFound},
    model::{client::Client, email_address::is_email, pool::Pool, schema::Required, user::User},
    sensitive::Sensitive,
};

const NAME: &str = "MFA_SETUP";

/// Longest address that may be set up here: it travels in the session.
const ADDRESS_BYTES_MAX: usize = 512;

/// Says what can be set up.
pub(super) fn challenge(
    cx: &mut Cx<'_>,
    pool: &Pool,
    client: &Client,
    user: &User,
    attempt: &Attempt,
    factors: Factors,
) -> Result<SignInOutput, Error> {
    let session = next_session(cx, pool, client, user, attempt, SetUp::Begun)?;
    // The service lists e-mail in front of the authenticator app.
    let mut names = factors.names();
    names.sort();
    Ok(SignInOutput::challenge(
        NAME,
        Some(session),
        [("MFAS_CAN_SETUP", Value::from(names).to_string()), ("USER_ID_FOR_SRP", user.username.clone())],
    ))
}

/// Goes on when an app was set up, or sends a code to the address that was given.
pub(super) async fn answer(
    cx: &mut Cx<'_>,
    pool: &Pool,
    client: &Client,
    session: Option<&Sensitive>,
    responses: &Parameters,
) -> Result<SignInOutput, Error> {
    parameter(responses, "USERNAME")?;
    let session = Session::open(cx, pool, client, session, NAME).await?;
    let user = session.answered_by(cx, pool, client, responses).await?;
    if let Awaited::MfaSetup(SetUp::Verified) = session.awaited {
        if !user.mfa.has_token() {
            return Err(NotAuthorized::InvalidSession.into());
        }
        session.spend(cx)?;
        return proceed_after_factor(cx, pool, client, &user, session.attempt.naming_device(responses)).await;
    }
    // Clients send the first, the guide shows the second.
    let address = responses.get("EMAIL").or_else(|| responses.get("email"));
    let Some(address) = address.filter(|address| !address.is_empty()) else {
        return Err(NotAuthorized::SessionOfAnother.into());
    };
    check_still_due(cx, pool, client, &user, &session.attempt, Factor::EmailOtp)?;
    check_address(pool, client, address)?;
    // Each message costs a sign-in.
    session.spend(cx)?;
    sent_code::challenge_new_address(cx, pool, client, &user, &session.attempt, address).await
}

/// Whether the user must still set up a factor, and may set up this one. Whoever began two sign-ins must not replace in
/// the second what was set up in the first.
pub(super) fn check_still_due(
    cx: &Cx<'_>,
    pool: &Pool,
    client: &Client,
    user: &User,
    attempt: &Attempt,
    factor: Factor,
) -> Result<(), Error> {
    match challenge::next(&facts(cx, pool, client, user, attempt))? {
        Step::SetUpFactor(factors) if factors.contains(factor) => Ok(()),
        Step::SetUpFactor(_) if factor == Factor::SoftwareTokenMfa => {
            Err(SoftwareTokenMfaNotFound::NotEnabledByPool.into())
        }
        Step::SetUpFactor(_) => Err(InvalidParameter::MfaTypeNotAvailable.into()),
        _ => Err(NotAuthorized::InvalidSession.into()),
    }
}

fn check_address(pool: &Pool, client: &Client, address: &Sensitive) -> Result<(), Error> {
    let email = Channel::Email.attribute();
    if !is_email(address) || address.len() > ADDRESS_BYTES_MAX {
        return Err(InvalidParameter::EmailFormat.into());
    }
    if !client.settings.can_write(email) {
        return Err(NotAuthorized::UnauthorizedAttribute.into());
    }
    let attributes = BTreeMap::from([(email.to_owned(), address.as_str().to_owned())]);
    Ok(pool.schema.check(&attributes, Required::Later)?)
}

/// Gives the user the address whose code was right.
pub(super) async fn take_address(
    cx: &mut Cx<'_>,
    pool: &Pool,
    user: &mut User,
    address: &Sensitive,
) -> Result<(), Error> {
    let attributes = BTreeMap::from([(Channel::Email.attribute().to_owned(), address.as_str().to_owned())]);
    user.set_attributes(&pool.naming, &attributes);
    user.verify_channel(Channel::Email);
    user.mfa.enable(Factor::EmailOtp, true);
    user.modified = cx.now();
    user.save(cx, pool).await
}

/// `AssociateSoftwareToken` by session: the secret of an app, which lies in the next session until it is verified.
pub(in crate::api) async fn associate(
    cx: &mut Cx<'_>,
    sealed: &Sensitive,
) -> Result<(TotpSecret, String), Error> {
    let (pool, client) = Session::find_client(cx, sealed).await?;
    let session = Session::open(cx, &pool, &client, Some(sealed), NAME).await?;
    let user = session.user(cx).await?;
    check_still_due(cx, &pool, &client, &user, &session.attempt, Factor::SoftwareTokenMfa)?;
    let secret = TotpSecret::from_random(cx.random());
    let associated = SetUp::Associated(Sensitive::new(secret.to_base32().as_str()));
    Ok((secret, next_session(cx, &pool, &client, &user, &session.attempt, associated)?))
}

/// `VerifySoftwareToken` by session: the app is the user's from now on. A wrong code leaves the session as it is.
pub(in crate::api) async fn verify(
    cx: &mut Cx<'_>,
    sealed: &Sensitive,
    code: &str,
    friendly_name: Option<String>,
) -> Result<String, Error> {
    let (pool, client) = Session::find_client(cx, sealed).await?;
    let session = Session::open(cx, &pool, &client, Some(sealed), NAME).await?;
    let mut user = session.user(cx).await?;
    let Awaited::MfaSetup(SetUp::Associated(secret)) = &session.awaited else {
        return Err(NotAuthorized::SessionOfAnother.into());
    };
    check_still_due(cx, &pool, &client, &user, &session.attempt, Factor::SoftwareTokenMfa)?;
    let secret = TotpSecret::from_base32(secret).ok_or(NotAuthorized::InvalidSession)?;
    let step = secret.verify(code, cx.now().seconds(), None).ok_or(EnableSoftwareTokenMfa)?;
    user.set_token(cx, &pool, &secret, step, friendly_name);
    user.mfa.enable(Factor::SoftwareTokenMfa, true);
    user.modified = cx.now();
    user.save(cx, &pool).await?;
    session.spend(cx)?;
    next_session(cx, &pool, &client, &user, &session.attempt, SetUp::Verified)
}

fn next_session(
    cx: &mut Cx<'_>,
    pool: &Pool,
    client: &Client,
    user: &User,
    attempt: &Attempt,
    set_up: SetUp,
) -> Result<String, Error> {
    Session::begin(cx, client, user, attempt, Awaited::MfaSetup(set_up)).seal(cx, pool, client)
}
