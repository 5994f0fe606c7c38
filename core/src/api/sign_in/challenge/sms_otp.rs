//! `SMS_OTP`: a code by text message is the only factor.

use super::{
    super::{parameters::Answer, proved::Proved},
    one_time_password,
};
use crate::{auth::first_factor::FirstFactor, context::Cx, error::Error, model::app::App};

/// Verifies the code.
pub(in super::super) async fn answer(
    cx: &mut Cx<'_>,
    app: App<'_>,
    answer: &Answer<'_>,
) -> Result<Proved, Error> {
    one_time_password::answer(cx, app, answer, FirstFactor::SmsOtp).await
}
