//! The signing keys of a pool: one for ID tokens, one for access tokens.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL};
use serde::{Deserialize, Serialize};
use userpool_storage_traits::{Algorithm, Key, KeyMaterial, PublicKey};

use crate::{
    context::{Cx, Stored},
    error::{Error, Internal},
    seal::Purpose,
    token::jwks,
};

/// All signing keys of one pool.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct SigningKeys {
    pub(crate) pool_id: String,
    pub(crate) id_token: SigningKey,
    pub(crate) access_token: SigningKey,
}

/// One key pair; the private half is sealed.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct SigningKey {
    pub(crate) kid: String,
    n: String,
    e: String,
    sealed: String,
}

impl SigningKeys {
    pub(crate) fn key() -> Key {
        Key::new(["signing-keys"])
    }

    /// Makes both keys of a new pool. Slow, so only done when a pool is made.
    pub(crate) async fn generate(cx: &mut Cx<'_>, pool_id: &str) -> Result<Self, Error> {
        Ok(Self {
            pool_id: pool_id.to_owned(),
            id_token: SigningKey::generate(cx, pool_id).await?,
            access_token: SigningKey::generate(cx, pool_id).await?,
        })
    }

    /// The public halves, as the JWKS lists them.
    pub(crate) fn public(&self) -> Vec<(String, PublicKey)> {
        [&self.id_token, &self.access_token]
            .into_iter()
            .filter_map(|key| Some((key.kid.clone(), key.public()?)))
            .collect()
    }
}

impl SigningKey {
    async fn generate(cx: &mut Cx<'_>, pool_id: &str) -> Result<Self, Error> {
        let entropy = cx.random();
        let generated = cx.host.signer.generate(Algorithm::Rs256, entropy).await?;
        let PublicKey::Rsa { n, e } = &generated.public;
        Ok(Self {
            kid: jwks::key_id(&generated.public),
            n: BASE64URL.encode(n),
            e: BASE64URL.encode(e),
            sealed: cx.seal_stored(pool_id, Purpose::SigningKey, &SigningKeys::key(), &generated.private),
        })
    }

    /// The public half.
    pub(crate) fn public(&self) -> Option<PublicKey> {
        Some(PublicKey::Rsa { n: BASE64URL.decode(&self.n).ok()?, e: BASE64URL.decode(&self.e).ok()? })
    }

    /// The private half, opened for the signer.
    pub(crate) fn private(&self, cx: &Cx<'_>, pool_id: &str) -> Result<KeyMaterial, Error> {
        let private = cx.open_stored(pool_id, Purpose::SigningKey, &SigningKeys::key(), &self.sealed)?;
        if private.is_empty() {
            return Err(Internal::Sealed("a signing key").into());
        }
        Ok(KeyMaterial { id: self.kid.clone(), algorithm: Algorithm::Rs256, private: private.to_vec() })
    }
}

impl Stored for SigningKeys {
    fn key(&self) -> Key {
        Self::key()
    }
}
