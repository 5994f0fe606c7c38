//! `GetUserAuthFactors`: signed-in users list the factors that they can sign in with.

use serde::{Deserialize, Serialize};

use super::UserAuthFactors;
use crate::{
    check::{Member, required, shapes},
    context::Cx,
    error::Error,
    operation::{Caller, Operation},
    sensitive::Sensitive,
    token::access_token,
};

/// Lists the factors of the signed-in user. See
/// [GetUserAuthFactors](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetUserAuthFactors.html).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct GetUserAuthFactors {
    /// The user's access token.
    pub access_token: Sensitive,
}

impl Operation for GetUserAuthFactors {
    const NAME: &'static str = "GetUserAuthFactors";
    const CALLER: Caller = Caller::AccessToken;
    const INPUT: &'static [Member] = &[required("AccessToken", &shapes::TOKEN_MODEL)];
    type Response = UserAuthFactors;

    async fn run(&self, cx: &mut Cx<'_>) -> Result<UserAuthFactors, Error> {
        let signed_in = access_token::signed_in(cx, &self.access_token).await?;
        UserAuthFactors::of(cx, &signed_in.pool, &signed_in.user).await
    }
}
