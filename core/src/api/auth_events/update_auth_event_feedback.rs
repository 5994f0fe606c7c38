//! `UpdateAuthEventFeedback`: a user says whether an event was theirs.

use serde::{Deserialize, Serialize};

use super::{VALID, check_protected};
use crate::{
    check::{Member, required, shapes},
    context::Cx,
    error::{Error, NotAuthorized},
    model::{
        auth_events::{AuthEvents, Feedback, is_feedback_token},
        lookup::hinted_keys,
        pool::Pool,
        user::User,
    },
    operation::{Caller, Empty, Operation},
    sensitive::Sensitive,
};

/// Stores whether an event was the user's, by the token of a notice of a risk. A wrong token, an unknown user and an unknown event have one answer. See
/// [UpdateAuthEventFeedback](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateAuthEventFeedback.html).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct UpdateAuthEventFeedback {
    /// The id of the pool.
    pub user_pool_id: String,
    /// The user's name, `sub` or alias.
    pub username: String,
    /// The id of the event.
    pub event_id: String,
    /// The token of the notification.
    pub feedback_token: Sensitive,
    /// `Valid` or `Invalid`.
    pub feedback_value: String,
}

impl Operation for UpdateAuthEventFeedback {
    const NAME: &'static str = "UpdateAuthEventFeedback";
    const CALLER: Caller = Caller::Public;
    const INPUT: &'static [Member] = &[
        required("UserPoolId", &shapes::USER_POOL_ID),
        required("Username", &shapes::USERNAME),
        required("EventId", &shapes::EVENT_ID),
        required("FeedbackToken", &shapes::TOKEN_MODEL),
        required("FeedbackValue", &shapes::FEEDBACK_VALUE),
    ];
    type Response = Empty;

    async fn run(&self, cx: &mut Cx<'_>) -> Result<Empty, Error> {
        cx.hint(hinted_keys(&cx.host.keyring, &self.user_pool_id, &self.username));
        let pool = Pool::load(cx, &self.user_pool_id).await?;
        check_protected(&pool)?;
        let user = User::find(cx, &pool, &self.username).await?.ok_or(NotAuthorized::FeedbackToken)?;
        if !is_feedback_token(&pool, &user, &self.event_id, &self.feedback_token) {
            return Err(NotAuthorized::FeedbackToken.into());
        }
        let events = AuthEvents::load(cx, &user).await?;
        let feedback =
            Feedback { is_valid: self.feedback_value == VALID, by_administrator: false, at: cx.now() };
        events.judge(cx, &self.event_id, feedback).await?;
        Ok(Empty {})
    }
}
