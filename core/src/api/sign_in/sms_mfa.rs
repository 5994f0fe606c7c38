//! `SMS_MFA`: a code by text message is the second factor.

use super::{Attempt, Parameters, SignInOutput, sent_code};
use crate::{
    context::Cx,
    error::Error,
    model::{client::Client, mfa::Factor, pool::Pool, user::User},
    sensitive::Sensitive,
};

/// Sends a code and asks for it.
pub(super) fn challenge(
    cx: &mut Cx<'_>,
    pool: &Pool,
    client: &Client,
    user: &User,
    attempt: &Attempt,
) -> Result<SignInOutput, Error> {
    sent_code::challenge(cx, pool, client, user, attempt, Factor::SmsMfa)
}

/// Judges the code and goes on.
pub(super) async fn answer(
    cx: &mut Cx<'_>,
    pool: &Pool,
    client: &Client,
    session: Option<&Sensitive>,
    responses: &Parameters,
) -> Result<SignInOutput, Error> {
    sent_code::answer(cx, pool, client, session, responses, "SMS_MFA_CODE", Factor::SmsMfa).await
}
