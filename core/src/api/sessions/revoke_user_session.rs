//! `RevokeUserSession`: the signed-in user ends another of their sessions.

use serde::{Deserialize, Serialize};

use crate::{
    check::{Member, optional, required, shapes},
    context::Cx,
    error::Error,
    operation::{Caller, Empty, Operation},
    sensitive::Sensitive,
    settings::RevokeAssociatedSessions,
    token::{access_token, sessions},
};

/// Ends a session of the signed-in user: its refresh tokens and its access tokens are revoked. The session of the
/// access token itself is refused; `GlobalSignOut` and `RevokeToken` end that one. See
/// [RevokeUserSession](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_RevokeUserSession.html).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct RevokeUserSession {
    /// The user's access token.
    pub access_token: Sensitive,
    /// The id of the session.
    pub session_id: String,
    /// Without effect: there are no sessions of managed login that could be linked.
    pub revoke_associated_sessions: Option<RevokeAssociatedSessions>,
}

impl Operation for RevokeUserSession {
    const NAME: &'static str = "RevokeUserSession";
    const CALLER: Caller = Caller::AccessToken;
    const INPUT: &'static [Member] = &[
        required("AccessToken", &shapes::TOKEN_MODEL),
        required("SessionId", &shapes::SESSION_ID),
        optional("RevokeAssociatedSessions", &shapes::REVOKE_ASSOCIATED_SESSIONS),
    ];
    type Response = Empty;

    async fn run(&self, cx: &mut Cx<'_>) -> Result<Empty, Error> {
        let signed_in = access_token::signed_in_and_not_reset(cx, &self.access_token, &mut |_, _| {}).await?;
        sessions::revoke(cx, &signed_in.user, &self.session_id, signed_in.origin_jti.as_deref()).await?;
        Ok(Empty {})
    }
}
