//! `EMAIL_OTP`: a code by mail, as the second factor or as the only one. The session says which of the two it waits
//! for.

use super::{
    super::{
        parameters::Answer,
        proved::Proved,
        session::{Awaited, Session},
    },
    one_time_password, sent_code,
};
use crate::{
    auth::{factor::Factor, first_factor::FirstFactor},
    context::Cx,
    error::Error,
    model::app::App,
};

/// Verifies the code.
pub(in super::super) async fn answer(
    cx: &mut Cx<'_>,
    app: App<'_>,
    answer: &Answer<'_>,
) -> Result<Proved, Error> {
    let session = answer.session.and_then(|sealed| Session::unseal(cx, &app.pool.id, &app.client.id, sealed));
    match session {
        Some(Session { awaited: Awaited::First(_), .. }) => {
            one_time_password::answer(cx, app, answer, FirstFactor::EmailOtp).await
        }
        _ => sent_code::answer(cx, app, answer, Factor::EmailOtp).await,
    }
}
