//! `EMAIL_OTP`: a code by mail is the second factor, or the first: then [`one_time_password`] takes it.

use super::{Parameters, SignInOutput, one_time_password, sent_code};
use crate::{
    auth::{factor::Factor, first_factor::FirstFactor},
    context::Cx,
    error::Error,
    model::{client::Client, pool::Pool},
    sensitive::Sensitive,
};

/// Judges the code and goes on.
pub(super) async fn answer(
    cx: &mut Cx<'_>,
    pool: &Pool,
    client: &Client,
    session: Option<&Sensitive>,
    responses: &Parameters,
) -> Result<SignInOutput, Error> {
    if one_time_password::is_awaited_by(cx, pool, client, session) {
        return one_time_password::answer(cx, pool, client, session, responses, FirstFactor::EmailOtp).await;
    }
    sent_code::answer(cx, pool, client, session, responses, Factor::EmailOtp).await
}
