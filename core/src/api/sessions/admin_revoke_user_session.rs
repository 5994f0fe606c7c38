//! `AdminRevokeUserSession`: an administrator ends a session of a user.

use serde::{Deserialize, Serialize};

use crate::{
    api::users,
    check::{Member, optional, required, shapes},
    context::Cx,
    error::Error,
    operation::{Caller, Empty, Operation},
    settings::RevokeAssociatedSessions,
    token::sessions,
};

/// Ends a session of a user: its refresh tokens and its access tokens are revoked. See
/// [AdminRevokeUserSession](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminRevokeUserSession.html).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct AdminRevokeUserSession {
    /// The id of the pool.
    pub user_pool_id: String,
    /// The user's name, `sub` or alias.
    pub username: String,
    /// The id of the session.
    pub session_id: String,
    /// Without effect: there are no sessions of managed login that could be linked.
    pub revoke_associated_sessions: Option<RevokeAssociatedSessions>,
}

impl Operation for AdminRevokeUserSession {
    const NAME: &'static str = "AdminRevokeUserSession";
    const CALLER: Caller = Caller::Signed;
    const INPUT: &'static [Member] = &[
        required("UserPoolId", &shapes::USER_POOL_ID),
        required("Username", &shapes::USERNAME),
        required("SessionId", &shapes::SESSION_ID),
        optional("RevokeAssociatedSessions", &shapes::REVOKE_ASSOCIATED_SESSIONS),
    ];
    type Response = Empty;

    async fn run(&self, cx: &mut Cx<'_>) -> Result<Empty, Error> {
        let (_, user) = users::load(cx, &self.user_pool_id, &self.username).await?;
        sessions::revoke(cx, &user, &self.session_id, None).await?;
        Ok(Empty {})
    }
}
