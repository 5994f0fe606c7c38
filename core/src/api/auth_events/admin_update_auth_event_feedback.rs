//! `AdminUpdateAuthEventFeedback`: an administrator says whether an event was the user's.

use serde::{Deserialize, Serialize};

use super::{VALID, check_protected};
use crate::{
    api::users,
    check::{Member, required, shapes},
    context::Cx,
    error::Error,
    model::auth_events::{AuthEvents, Feedback},
    operation::{Caller, Empty, Operation},
};

/// Stores whether an event was the user's; the event list shows it. See
/// [AdminUpdateAuthEventFeedback](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminUpdateAuthEventFeedback.html).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct AdminUpdateAuthEventFeedback {
    /// The id of the pool.
    pub user_pool_id: String,
    /// The user's name, `sub` or alias.
    pub username: String,
    /// The id of the event.
    pub event_id: String,
    /// `Valid` or `Invalid`.
    pub feedback_value: String,
}

impl Operation for AdminUpdateAuthEventFeedback {
    const NAME: &'static str = "AdminUpdateAuthEventFeedback";
    const CALLER: Caller = Caller::Signed;
    const INPUT: &'static [Member] = &[
        required("UserPoolId", &shapes::USER_POOL_ID),
        required("Username", &shapes::USERNAME),
        required("EventId", &shapes::EVENT_ID),
        required("FeedbackValue", &shapes::FEEDBACK_VALUE),
    ];
    type Response = Empty;

    async fn run(&self, cx: &mut Cx<'_>) -> Result<Empty, Error> {
        let (pool, user) = users::load(cx, &self.user_pool_id, &self.username).await?;
        check_protected(&pool)?;
        let events = AuthEvents::load(cx, &user).await?;
        let feedback =
            Feedback { is_valid: self.feedback_value == VALID, by_administrator: true, at: cx.now() };
        events.judge(cx, &self.event_id, feedback).await?;
        Ok(Empty {})
    }
}
