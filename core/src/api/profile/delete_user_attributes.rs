//! `DeleteUserAttributes`: signed-in users delete their own attributes.

use serde::{Deserialize, Serialize};

use crate::{
    api::attributes::{By, Change, delete},
    check::{Member, required, shapes},
    context::Cx,
    error::Error,
    operation::{Caller, Empty, Operation},
    sensitive::Sensitive,
    token::access_token,
};

/// Deletes attributes of the signed-in user, limited to those that the app client may write. See
/// [DeleteUserAttributes](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteUserAttributes.html).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct DeleteUserAttributes {
    /// The names of the attributes; custom ones with the prefix `custom:`.
    pub user_attribute_names: Vec<String>,
    /// The user's access token.
    pub access_token: Sensitive,
}

impl Operation for DeleteUserAttributes {
    const NAME: &'static str = "DeleteUserAttributes";
    const CALLER: Caller = Caller::AccessToken;
    const INPUT: &'static [Member] = &[
        required("UserAttributeNames", &shapes::ATTRIBUTE_NAME_LIST),
        required("AccessToken", &shapes::TOKEN_MODEL),
    ];
    type Response = Empty;

    async fn run(&self, cx: &mut Cx<'_>) -> Result<Empty, Error> {
        let signed_in = access_token::signed_in(cx, &self.access_token).await?;
        let by = By::User(&signed_in.client);
        let change = Change { pool: &signed_in.pool, user: signed_in.user, by };
        delete(cx, change, &self.user_attribute_names).await?;
        Ok(Empty {})
    }
}
