//! `DeleteWebAuthnCredential`: the signed-in user removes a passkey.

use serde::{Deserialize, Serialize};
use userpool_storage_traits::Key;

use crate::{
    check::{Member, required, shapes},
    context::{Cx, Stored as _},
    error::{Error, ResourceNotFound},
    model::{keys, passkey::Passkey},
    operation::{Caller, Empty, Operation},
    sensitive::Sensitive,
    token::access_token::Claimed,
};

/// Removes a passkey of the signed-in user. See
/// [DeleteWebAuthnCredential](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteWebAuthnCredential.html).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct DeleteWebAuthnCredential {
    /// The user's access token.
    pub access_token: Sensitive,
    /// The passkey's id, as in [`ListWebAuthnCredentials`](super::ListWebAuthnCredentials).
    pub credential_id: String,
}

impl Operation for DeleteWebAuthnCredential {
    const NAME: &'static str = "DeleteWebAuthnCredential";
    const CALLER: Caller = Caller::AccessToken;
    const INPUT: &'static [Member] =
        &[required("AccessToken", &shapes::TOKEN_MODEL), required("CredentialId", &shapes::STRING)];
    type Response = Empty;

    async fn run(&self, cx: &mut Cx<'_>) -> Result<Empty, Error> {
        let mut hint =
            |cx: &mut Cx<'_>, of: Claimed<'_>| cx.hint([keys::passkey(of.username, &self.credential_id)]);
        let user = super::signed_in(cx, &self.access_token, &mut hint).await?.user;
        let is_id = self.credential_id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
        if !is_id {
            return Err(ResourceNotFound::Passkey.into());
        }
        let passkey = Passkey::load(cx, &user, &self.credential_id).await?;
        let key: Key = passkey.ok_or(ResourceNotFound::Passkey)?.key();
        cx.remove(key);
        Ok(Empty {})
    }
}
