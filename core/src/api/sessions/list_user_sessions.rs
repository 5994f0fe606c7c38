//! `ListUserSessions`: the signed-in user lists their sessions.

use serde::{Deserialize, Serialize};

use super::{UserSessionsOutput, Viewer, list};
use crate::{
    check::{Member, optional, required, shapes},
    context::Cx,
    error::Error,
    operation::{Caller, Operation},
    sensitive::Sensitive,
    token::access_token,
};

/// Lists the sessions of the signed-in user. See
/// [ListUserSessions](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUserSessions.html).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct ListUserSessions {
    /// The user's access token.
    pub access_token: Sensitive,
    /// Refused if given: one page has all sessions, so no response contains a token.
    pub next_token: Option<Sensitive>,
}

impl Operation for ListUserSessions {
    const NAME: &'static str = "ListUserSessions";
    const CALLER: Caller = Caller::AccessToken;
    const INPUT: &'static [Member] =
        &[required("AccessToken", &shapes::TOKEN_MODEL), optional("NextToken", &shapes::PAGINATION_KEY)];
    type Response = UserSessionsOutput;

    async fn run(&self, cx: &mut Cx<'_>) -> Result<UserSessionsOutput, Error> {
        let signed_in = access_token::signed_in_and_not_reset(cx, &self.access_token, &mut |_, _| {}).await?;
        let viewer = Viewer::Owner(signed_in.origin_jti.as_deref());
        list(cx, &signed_in.user, viewer, self.next_token.as_ref()).await
    }
}
