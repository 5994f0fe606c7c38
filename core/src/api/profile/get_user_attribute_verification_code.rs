//! `GetUserAttributeVerificationCode`: signed-in users request a code to verify their address.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use userpool_storage_traits::Purpose;

use crate::{
    api::attributes::{AddressProof, By, prove},
    auth::channel::Channel,
    check::{Member, optional, required, shapes},
    context::Cx,
    error::{Error, InvalidParameter},
    message::delivery::CodeDeliveryDetails,
    model::code::{Code, CodePurpose},
    operation::{Caller, Operation},
    sensitive::Sensitive,
    token::access_token,
};

/// Sends a code to an address of the signed-in user, or to the new address that waits for its proof. Works for a
/// verified address too. See
/// [GetUserAttributeVerificationCode](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetUserAttributeVerificationCode.html).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct GetUserAttributeVerificationCode {
    /// The user's access token.
    pub access_token: Sensitive,
    /// `email` or `phone_number`.
    pub attribute_name: String,
    /// Passed to the pool's triggers; never stored.
    pub client_metadata: Option<BTreeMap<String, String>>,
}

/// The response of [`GetUserAttributeVerificationCode`].
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct GetUserAttributeVerificationCodeOutput {
    /// Where the code was sent.
    pub code_delivery_details: Option<CodeDeliveryDetails>,
}

impl Operation for GetUserAttributeVerificationCode {
    const NAME: &'static str = "GetUserAttributeVerificationCode";
    const CALLER: Caller = Caller::AccessToken;
    const INPUT: &'static [Member] = &[
        required("AccessToken", &shapes::TOKEN_MODEL),
        required("AttributeName", &shapes::ATTRIBUTE_NAME),
        optional("ClientMetadata", &shapes::CLIENT_METADATA),
    ];
    type Response = GetUserAttributeVerificationCodeOutput;

    async fn run(&self, cx: &mut Cx<'_>) -> Result<GetUserAttributeVerificationCodeOutput, Error> {
        let signed_in = access_token::signed_in(cx, &self.access_token).await?;
        let (pool, user) = (&signed_in.pool, &signed_in.user);
        let channel = Channel::of_attribute(&self.attribute_name)
            .ok_or_else(|| InvalidParameter::NotVerifiable(self.attribute_name.clone()))?;
        let waiting = Code::waiting_address(cx, &user.username, CodePurpose::verifying(channel)).await?;
        let by = By::User(&signed_in.client);
        let purpose = Purpose::VerifyUserAttribute;
        let proof = AddressProof { by, channel, waiting: waiting.as_deref(), purpose };
        let details = prove(cx, pool, user, proof).await?;
        let details = details.ok_or(InvalidParameter::NothingToVerify(channel.attribute()))?;
        Ok(GetUserAttributeVerificationCodeOutput { code_delivery_details: Some(details) })
    }
}
