//! `VerifyUserAttribute`: signed-in users prove that an address belongs to them.

use serde::{Deserialize, Serialize};

use crate::{
    auth::channel::Channel,
    check::{Member, required, shapes},
    context::Cx,
    error::{Error, InvalidParameter},
    model::code::{Code, CodePurpose, Owner},
    operation::{Caller, Empty, Operation},
    sensitive::Sensitive,
    token::access_token,
};

/// Marks an address of the signed-in user as verified, with the code that was sent to it. An address that waited for
/// its proof replaces the old one. See
/// [VerifyUserAttribute](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_VerifyUserAttribute.html).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct VerifyUserAttribute {
    /// The user's access token.
    pub access_token: Sensitive,
    /// `email` or `phone_number`.
    pub attribute_name: String,
    /// The code that the user received.
    pub code: Sensitive,
}

impl Operation for VerifyUserAttribute {
    const NAME: &'static str = "VerifyUserAttribute";
    const CALLER: Caller = Caller::AccessToken;
    const INPUT: &'static [Member] = &[
        required("AccessToken", &shapes::TOKEN_MODEL),
        required("AttributeName", &shapes::ATTRIBUTE_NAME),
        required("Code", &shapes::CONFIRMATION_CODE),
    ];
    type Response = Empty;

    async fn run(&self, cx: &mut Cx<'_>) -> Result<Empty, Error> {
        let signed_in = access_token::signed_in(cx, &self.access_token).await?;
        let (pool, mut user) = (signed_in.pool, signed_in.user);
        let channel = Channel::of_attribute(&self.attribute_name)
            .ok_or_else(|| InvalidParameter::NotVerifiable(self.attribute_name.clone()))?;
        let purpose = CodePurpose::verifying(channel);
        let waiting = Code::waiting_address(cx, &user.username, purpose).await?;
        Code::spend(cx, &pool, Owner::of(&user, purpose), &self.code).await?;
        if let Some(address) = waiting {
            user.attributes.insert(channel.attribute().to_owned(), address);
        }
        user.verify_channel(channel);
        user.modified = cx.now();
        // If another user has taken the address in the meantime, this fails and the code stays valid.
        user.save(cx, &pool).await?;
        Ok(Empty {})
    }
}
