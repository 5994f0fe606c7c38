//! `GlobalSignOut`: signed-in users end all their sessions.

use serde::{Deserialize, Serialize};

use crate::{
    check::{Member, required, shapes},
    context::Cx,
    error::Error,
    operation::{Caller, Empty, Operation},
    sensitive::Sensitive,
    token::access_token,
};

/// Revokes all tokens of the signed-in user, including the one of this call. See
/// [GlobalSignOut](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GlobalSignOut.html).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct GlobalSignOut {
    /// The user's access token.
    pub access_token: Sensitive,
}

impl Operation for GlobalSignOut {
    const NAME: &'static str = "GlobalSignOut";
    const CALLER: Caller = Caller::AccessToken;
    const INPUT: &'static [Member] = &[required("AccessToken", &shapes::TOKEN_MODEL)];
    type Response = Empty;

    async fn run(&self, cx: &mut Cx<'_>) -> Result<Empty, Error> {
        let signed_in = access_token::signed_in(cx, &self.access_token).await?;
        let mut user = signed_in.user;
        user.generation = user.generation.wrapping_add(1);
        user.modified = cx.now();
        user.save(cx, &signed_in.pool).await?;
        Ok(Empty {})
    }
}
