//! `DeleteUser`: signed-in users delete their own account.

use serde::{Deserialize, Serialize};

use crate::{
    check::{Member, required, shapes},
    context::Cx,
    error::Error,
    model::counter,
    operation::{Caller, Empty, Operation},
    sensitive::Sensitive,
    token::access_token,
};

/// Deletes the signed-in user at once. See
/// [DeleteUser](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteUser.html).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct DeleteUser {
    /// The user's access token.
    pub access_token: Sensitive,
}

impl Operation for DeleteUser {
    const NAME: &'static str = "DeleteUser";
    const CALLER: Caller = Caller::AccessToken;
    const INPUT: &'static [Member] = &[required("AccessToken", &shapes::TOKEN_MODEL)];
    type Response = Empty;

    async fn run(&self, cx: &mut Cx<'_>) -> Result<Empty, Error> {
        counter::hint(cx);
        let signed_in = access_token::signed_in(cx, &self.access_token).await?;
        signed_in.user.delete(cx, &signed_in.pool).await?;
        Ok(Empty {})
    }
}
