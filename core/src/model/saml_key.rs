//! The key with which a pool signs its requests to SAML providers, and the certificate that providers verify them with.

use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use serde::{Deserialize, Serialize};
use userpool_storage_traits::Key;
#[cfg(feature = "saml")]
use userpool_storage_traits::KeyMaterial;

use crate::{
    certificate::{self, Statement},
    context::{Cx, Stored},
    error::{Error, Internal},
    model::{keys, resealing::Resealing, signing_keys::SigningKey},
};

/// The key and its certificate. They are made when they are first needed, and stay: the service makes a new key each year
/// beside the old one, but providers would have to be told of it.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct SamlKey {
    pub(crate) pool_id: String,
    key: SigningKey,
    /// DER in base64.
    pub(crate) certificate: String,
}

/// How long a certificate is valid: ten years, in seconds.
const VALID_SECONDS: u64 = 3652 * 86_400;

impl SamlKey {
    /// The key of the pool that was entered before. If there is none, it is made: of several calls at once, one commits,
    /// and the others find its key in their next attempt.
    pub(crate) async fn load_or_make(cx: &mut Cx<'_>, pool_id: &str) -> Result<Self, Error> {
        if let Some(made) = cx.get(&keys::saml_key()).await? {
            return Ok(made);
        }
        let made = Self::make(cx, pool_id).await?;
        cx.put(&made)?;
        Ok(made)
    }

    async fn make(cx: &mut Cx<'_>, pool_id: &str) -> Result<Self, Error> {
        let bound = keys::saml_key();
        let key = SigningKey::generate(cx, pool_id, &bound).await?;
        let public = key.public().ok_or(Internal::Sealed("a signing key"))?;
        let until = cx.now().plus_seconds(VALID_SECONDS);
        let statement = Statement { name: pool_id, key: &public, from: cx.now(), until };
        let signed = certificate::to_sign(statement)?;
        let material = key.private(cx, pool_id, &bound)?;
        let entropy = cx.random();
        let signature = cx.host.signer.sign(&material, &signed, entropy).await?;
        let certificate = certificate::complete(signed, &signature)?;
        Ok(Self { pool_id: pool_id.to_owned(), key, certificate: BASE64.encode(certificate) })
    }

    /// The private key.
    #[cfg(feature = "saml")]
    pub(crate) fn private(&self, cx: &Cx<'_>) -> Result<KeyMaterial, Error> {
        self.key.private(cx, &self.pool_id, &keys::saml_key())
    }

    /// Seals the private key again with the newest master key.
    pub(crate) fn reseal(&mut self, resealing: &mut Resealing<'_, '_>) {
        self.key.reseal(resealing, &keys::saml_key());
    }
}

impl Stored for SamlKey {
    fn key(&self) -> Key {
        keys::saml_key()
    }
}
