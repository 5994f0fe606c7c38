//! `AdminDeleteUserAttributes`: an administrator deletes attributes of a user.

use serde::{Deserialize, Serialize};

use super::load;
use crate::{
    api::attributes::{By, Change, delete},
    check::{Member, required, shapes},
    context::Cx,
    error::Error,
    operation::{Caller, Empty, Operation},
};

/// Deletes attributes of any user, regardless of what an app client may write. See
/// [AdminDeleteUserAttributes](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminDeleteUserAttributes.html).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct AdminDeleteUserAttributes {
    /// The id of the pool.
    pub user_pool_id: String,
    /// The user's name, `sub` or alias.
    pub username: String,
    /// The names of the attributes; custom ones with the prefix `custom:`.
    pub user_attribute_names: Vec<String>,
}

impl Operation for AdminDeleteUserAttributes {
    const NAME: &'static str = "AdminDeleteUserAttributes";
    const CALLER: Caller = Caller::Signed;
    const INPUT: &'static [Member] = &[
        required("UserPoolId", &shapes::USER_POOL_ID),
        required("Username", &shapes::USERNAME),
        required("UserAttributeNames", &shapes::ATTRIBUTE_NAME_LIST),
    ];
    type Response = Empty;

    async fn run(&self, cx: &mut Cx<'_>) -> Result<Empty, Error> {
        let (pool, user) = load(cx, &self.user_pool_id, &self.username).await?;
        delete(cx, Change { pool: &pool, user, by: By::Admin }, &self.user_attribute_names).await?;
        Ok(Empty {})
    }
}
