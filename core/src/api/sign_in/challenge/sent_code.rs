//! Second factors by a code that is sent: the common part of `SMS_MFA` and `EMAIL_OTP`.
//!
//! No code is stored. The session holds its keyed hash, so the code expires with the session and works only with it.
//! Only wrong codes are counted, on a record of the user.

use userpool_storage_traits::Purpose;

use super::super::{
    claimant::{answering_user, wrong_code},
    factor_set_up::{check_still_due, take_address},
    output::SignInOutput,
    parameters::{Answer, parameter},
    proved::Proved,
    session::{Awaited, Progress, Session},
};
use crate::{
    auth::{channel::Channel, factor::Factor},
    context::Cx,
    error::{CodeMismatch, Error, NotAuthorized},
    message::code_message::CodeMessage,
    model::{
        app::App,
        code::{Bound, Code, CodePurpose, Owner, Route, SessionCode},
        pool::Pool,
        user::User,
    },
    sensitive::Sensitive,
};

/// The factor that the session waits for.
struct Wanted<'a> {
    factor: Factor,
    /// An address that the user does not have yet and that the code is sent to.
    new_address: Option<&'a Sensitive>,
}

/// Sends a code to the user's number or address and asks for it.
///
/// # Errors
/// `NotAuthorizedException` when too many codes were sent within this hour.
pub(in super::super) async fn ask(
    cx: &mut Cx<'_>,
    app: App<'_>,
    progress: &Progress,
    factor: Factor,
) -> Result<SignInOutput, Error> {
    ask_for(cx, app, progress, Wanted { factor, new_address: None }).await
}

/// Sends a code to a mail address that the user does not have yet, and asks for it.
pub(super) async fn ask_new_address(
    cx: &mut Cx<'_>,
    app: App<'_>,
    progress: &Progress,
    address: &Sensitive,
) -> Result<SignInOutput, Error> {
    ask_for(cx, app, progress, Wanted { factor: Factor::EmailOtp, new_address: Some(address) }).await
}

async fn ask_for(
    cx: &mut Cx<'_>,
    app: App<'_>,
    progress: &Progress,
    wanted: Wanted<'_>,
) -> Result<SignInOutput, Error> {
    let Wanted { factor, new_address } = wanted;
    let user = &progress.user;
    let channel = factor.channel().ok_or(NotAuthorized::InvalidSession)?;
    let new_address = new_address.map(Sensitive::as_str);
    let address = new_address.or(user.address(channel)).ok_or(NotAuthorized::InvalidSession)?;
    let purpose = CodePurpose::Authentication;
    let owner = Owner::of(user, purpose);
    Code::count_sent(cx, app.pool, owner, Route { channel, new_address }).await?;
    let bound = Bound { purpose, sub: &user.sub, channel, address };
    let (code, digits) = SessionCode::draw(cx, app.pool, bound);
    let client = Some(app.client);
    let purpose = Purpose::Authentication;
    let details =
        CodeMessage { client, user, purpose, channel, address, code: &digits }.send(cx, app.pool)?;
    let awaited = Awaited::Code { factor, code, new_address: new_address.map(Sensitive::new) };
    let session = Session::ask(cx, app, progress, awaited)?;
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

/// Verifies the code. The first right one proves that the number or address belongs to the user.
pub(in super::super) async fn answer(
    cx: &mut Cx<'_>,
    app: App<'_>,
    answer: &Answer<'_>,
    factor: Factor,
) -> Result<Proved, Error> {
    let member = if factor == Factor::SmsMfa { "SMS_MFA_CODE" } else { "EMAIL_OTP_CODE" };
    parameter(answer.responses, "USERNAME")?;
    let given = parameter(answer.responses, member)?;
    let session = Session::open(cx, app, answer.session, factor.as_str()).await?;
    let user = answering_user(cx, app, &session, answer.responses).await?;
    let (Awaited::Code { code, new_address, .. }, Some(channel)) = (&session.awaited, factor.channel())
    else {
        return Err(NotAuthorized::InvalidSession.into());
    };
    let mut progress = Progress { user, attempt: session.attempt.clone() };
    if new_address.is_some() {
        check_still_due(cx, app, &progress, factor)?;
    }
    let user = &mut progress.user;
    let address = new_address.as_deref().or(user.address(channel)).unwrap_or_default().to_owned();
    Code::count_authentication(cx, &user.username).await?;
    let purpose = CodePurpose::Authentication;
    let bound = Bound { purpose, sub: &user.sub, channel, address: &address };
    if !code.matches(app.pool, bound, given) {
        return Err(wrong_code(cx, app, user, CodeMismatch::AuthState).await);
    }
    match new_address {
        Some(address) => take_address(cx, app.pool, user, address).await?,
        None => verify_address(cx, app.pool, user, channel).await?,
    }
    session.spend(cx)?;
    Ok(Proved::factor(progress.user, progress.attempt.naming_device(answer.responses)))
}

/// Marks the number or address as verified, unless that would take it as an alias from another user.
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

/// The user with this number or address marked as verified. `None` if it is verified already, or if verifying it would
/// take it as an alias from another user.
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
