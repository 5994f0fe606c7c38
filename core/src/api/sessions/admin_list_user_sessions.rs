//! `AdminListUserSessions`: an administrator lists the sessions of a user.

use serde::{Deserialize, Serialize};

use super::{UserSessionsOutput, Viewer, list};
use crate::{
    api::users,
    check::{Member, optional, required, shapes},
    context::Cx,
    error::Error,
    operation::{Caller, Operation},
    sensitive::Sensitive,
};

/// Lists the sessions of a user. See
/// [AdminListUserSessions](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminListUserSessions.html).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct AdminListUserSessions {
    /// The id of the pool.
    pub user_pool_id: String,
    /// The user's name, `sub` or alias.
    pub username: String,
    /// Refused if given: one page has all sessions, so no response contains a token.
    pub next_token: Option<Sensitive>,
}

impl Operation for AdminListUserSessions {
    const NAME: &'static str = "AdminListUserSessions";
    const CALLER: Caller = Caller::Signed;
    const INPUT: &'static [Member] = &[
        required("UserPoolId", &shapes::USER_POOL_ID),
        required("Username", &shapes::USERNAME),
        optional("NextToken", &shapes::PAGINATION_KEY),
    ];
    type Response = UserSessionsOutput;

    async fn run(&self, cx: &mut Cx<'_>) -> Result<UserSessionsOutput, Error> {
        let (_, user) = users::load(cx, &self.user_pool_id, &self.username).await?;
        list(cx, &user, Viewer::Administrator, self.next_token.as_ref()).await
    }
}
