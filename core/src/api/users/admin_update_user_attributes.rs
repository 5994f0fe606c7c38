//! `AdminUpdateUserAttributes`: an administrator sets attributes of a user.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::load;
use crate::{
    api::attributes::{By, Change, update},
    check::{Member, optional, required, shapes},
    context::Cx,
    error::Error,
    model::attributes::{self, Attribute},
    operation::{Caller, Empty, Operation},
};

/// Sets attributes of any user, regardless of what an app client may write. `email_verified` and
/// `phone_number_verified` mark an address as verified; without them a new address that the pool verifies gets a code.
/// See
/// [AdminUpdateUserAttributes](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminUpdateUserAttributes.html).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct AdminUpdateUserAttributes {
    /// The id of the pool.
    pub user_pool_id: String,
    /// The user's name, `sub` or alias.
    pub username: String,
    /// The attributes to set; an empty value deletes.
    pub user_attributes: Vec<Attribute>,
    /// Passed to the pool's triggers; never stored.
    pub client_metadata: Option<BTreeMap<String, String>>,
}

impl Operation for AdminUpdateUserAttributes {
    const NAME: &'static str = "AdminUpdateUserAttributes";
    const CALLER: Caller = Caller::Signed;
    const INPUT: &'static [Member] = &[
        required("UserPoolId", &shapes::USER_POOL_ID),
        required("Username", &shapes::USERNAME),
        required("UserAttributes", &shapes::ATTRIBUTE_LIST),
        optional("ClientMetadata", &shapes::CLIENT_METADATA),
    ];
    type Response = Empty;

    async fn run(&self, cx: &mut Cx<'_>) -> Result<Empty, Error> {
        let (pool, user) = load(cx, &self.user_pool_id, &self.username).await?;
        let values = attributes::to_map(Some(&self.user_attributes));
        update(cx, Change { pool: &pool, user, by: By::Admin }, values).await?;
        Ok(Empty {})
    }
}
