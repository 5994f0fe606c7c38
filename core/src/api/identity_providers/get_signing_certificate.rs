//! `GetSigningCertificate`: the certificate for the pool's requests to SAML providers.

use serde::{Deserialize, Serialize};

use crate::{
    check::{Member, required, shapes},
    context::Cx,
    error::Error,
    model::{keys, pool::Pool, saml_key::SamlKey},
    operation::{Caller, Operation},
};

/// Returns the certificate with which SAML providers verify what the pool signs: RSA with 2048 bits and SHA-256, signed by
/// itself, valid for ten years. The first call makes the key. See
/// [GetSigningCertificate](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetSigningCertificate.html).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct GetSigningCertificate {
    /// The id of the pool.
    pub user_pool_id: String,
}

/// The response of [`GetSigningCertificate`].
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct GetSigningCertificateOutput {
    /// The X.509 certificate: DER in base64, without header and footer.
    pub certificate: String,
}

impl Operation for GetSigningCertificate {
    const NAME: &'static str = "GetSigningCertificate";
    const CALLER: Caller = Caller::Signed;
    const INPUT: &'static [Member] = &[required("UserPoolId", &shapes::USER_POOL_ID)];
    type Response = GetSigningCertificateOutput;

    async fn run(&self, cx: &mut Cx<'_>) -> Result<GetSigningCertificateOutput, Error> {
        let pool = Pool::load_with(cx, &self.user_pool_id, &[keys::saml_key()]).await?;
        let SamlKey { certificate, .. } = SamlKey::load_or_make(cx, &pool.id).await?;
        Ok(GetSigningCertificateOutput { certificate })
    }
}
