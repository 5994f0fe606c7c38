//! `UpdateUserAttributes`: signed-in users set their own attributes.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    api::attributes::{By, Change, update},
    check::{Member, optional, required, shapes},
    context::Cx,
    error::Error,
    message::delivery::CodeDeliveryDetails,
    model::attributes::{self, Attribute},
    operation::{Caller, Operation},
    sensitive::Sensitive,
    token::access_token,
};

/// Sets attributes of the signed-in user, limited to those that the app client may write. See
/// [UpdateUserAttributes](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateUserAttributes.html).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct UpdateUserAttributes {
    /// The attributes to set; an empty value deletes.
    pub user_attributes: Vec<Attribute>,
    /// The user's access token.
    pub access_token: Sensitive,
    /// Passed to the pool's triggers; never stored.
    pub client_metadata: Option<BTreeMap<String, String>>,
}

/// The response of [`UpdateUserAttributes`].
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct UpdateUserAttributesOutput {
    /// Where codes were sent: one for each new address that the pool verifies.
    pub code_delivery_details_list: Vec<CodeDeliveryDetails>,
}

impl Operation for UpdateUserAttributes {
    const NAME: &'static str = "UpdateUserAttributes";
    const CALLER: Caller = Caller::AccessToken;
    const INPUT: &'static [Member] = &[
        required("UserAttributes", &shapes::ATTRIBUTE_LIST),
        required("AccessToken", &shapes::TOKEN_MODEL),
        optional("ClientMetadata", &shapes::CLIENT_METADATA),
    ];
    type Response = UpdateUserAttributesOutput;

    async fn run(&self, cx: &mut Cx<'_>) -> Result<UpdateUserAttributesOutput, Error> {
        let signed_in = access_token::signed_in(cx, &self.access_token).await?;
        let values = attributes::to_map(Some(&self.user_attributes));
        let by = By::User(&signed_in.client);
        let change = Change { pool: &signed_in.pool, user: signed_in.user, by };
        let code_delivery_details_list = update(cx, change, values).await?;
        Ok(UpdateUserAttributesOutput { code_delivery_details_list })
    }
}
