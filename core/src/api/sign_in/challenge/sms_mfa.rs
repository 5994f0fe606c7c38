//! `SMS_MFA`: a code by text message is the second factor.

use super::{
    super::{parameters::Answer, proved::Proved},
    sent_code,
};
use crate::{auth::factor::Factor, context::Cx, error::Error, model::app::App};

/// Verifies the code.
pub(in super::super) async fn answer(
    cx: &mut Cx<'_>,
    app: App<'_>,
    answer: &Answer<'_>,
) -> Result<Proved, Error> {
    sent_code::answer(cx, app, answer, Factor::SmsMfa).await
}
