//! The signing keys of a pool: one for ID tokens, one for access tokens.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL};
use serde::{Deserialize, Serialize};
use userpool_storage_traits::{Algorithm, Key, KeyMaterial, PublicKey};

use crate::{
    context::{Cx, Stored},
    error::{Error, Internal},
    jose::jwks,
    model::{keys, resealing::Resealing},
    seal::Purpose,
    time::Timestamp,
};

/// All signing keys of one pool.
///
/// A rotation adds a pair that is published at once and signs only later, when verifiers that cache the key set have
/// seen it. The previous pair stays published until the last token it signed has expired. Which pair signs and which
/// pairs are published depends on the time alone; removing old pairs only saves space.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct SigningKeys {
    pub(crate) pool_id: String,
    /// Oldest first; never empty.
    pairs: Vec<KeyPair>,
}

/// The two keys that sign during one period.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct KeyPair {
    pub(crate) id_token: SigningKey,
    pub(crate) access_token: SigningKey,
    /// When the pair begins to sign.
    from: Timestamp,
}

/// How long a new pair is published before it signs, in seconds: three times as long as key sets may be cached.
const PUBLISHED_BEFORE_SECONDS: u64 = 15 * 60;

/// How long a pair stays published after the next one began to sign, in seconds. Access and ID tokens are valid for a
/// day at most; one more hour covers calls in progress and clocks that differ.
const PUBLISHED_AFTER_SECONDS: u64 = 25 * 3600;

/// One key pair; the private half is sealed.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct SigningKey {
    pub(crate) kid: String,
    n: String,
    e: String,
    sealed: String,
}

impl SigningKeys {
    /// Generates both keys of a new pool. This is slow, so it is done only when a pool is created.
    pub(crate) async fn generate(cx: &mut Cx<'_>, pool_id: &str) -> Result<Self, Error> {
        let pair = KeyPair::generate(cx, pool_id, cx.now()).await?;
        Ok(Self { pool_id: pool_id.to_owned(), pairs: vec![pair] })
    }

    /// The pair that signs now: the newest one that has begun to sign.
    pub(crate) fn signing(&self, now: Timestamp) -> Result<&KeyPair, Error> {
        let begun = self.pairs.iter().rev().find(|pair| pair.from <= now);
        Ok(begun.or(self.pairs.first()).ok_or(Internal::Sealed("the pool's signing keys"))?)
    }

    /// The public keys, as the JWKS lists them: newest first.
    pub(crate) fn public(&self, now: Timestamp) -> Vec<(String, PublicKey)> {
        self.published(now)
            .rev()
            .flat_map(|pair| [&pair.id_token, &pair.access_token])
            .filter_map(|key| Some((key.kid.clone(), key.public()?)))
            .collect()
    }

    /// The key with this id that signs access tokens.
    pub(crate) fn access_key(&self, kid: &str, now: Timestamp) -> Option<&SigningKey> {
        self.published(now).map(|pair| &pair.access_token).find(|key| key.kid == kid)
    }

    /// The key with this id that signs ID tokens.
    pub(crate) fn id_key(&self, kid: &str, now: Timestamp) -> Option<&SigningKey> {
        self.published(now).map(|pair| &pair.id_token).find(|key| key.kid == kid)
    }

    /// Adds a pair that begins to sign later, and returns when. Does nothing while an earlier new pair waits.
    pub(crate) async fn rotate(
        &mut self,
        cx: &mut Cx<'_>,
        made: &mut Option<KeyPair>,
    ) -> Result<Timestamp, Error> {
        if let Some(next) = self.pairs.last().filter(|pair| pair.from > cx.now()) {
            return Ok(next.from);
        }
        self.retire(cx.now());
        let from = cx.now().plus_seconds(PUBLISHED_BEFORE_SECONDS);
        // The keys are generated once, even if the call is tried several times.
        let pair = match made {
            Some(pair) => pair.clone(),
            None => made.insert(KeyPair::generate(cx, &self.pool_id, from).await?).clone(),
        };
        self.pairs.push(pair);
        Ok(from)
    }

    /// Removes the pairs that are no longer published, and returns their number.
    pub(crate) fn retire(&mut self, now: Timestamp) -> usize {
        let before = self.pairs.len();
        let kept: Vec<KeyPair> = self.published(now).cloned().collect();
        self.pairs = kept;
        before - self.pairs.len()
    }

    /// In how many seconds the next pair can be removed, if there is one.
    pub(crate) fn next_retirement(&self, now: Timestamp) -> Option<u64> {
        let successor = self.pairs.get(1)?;
        Some(successor.from.plus_seconds(PUBLISHED_AFTER_SECONDS).seconds_since(now) + 1)
    }

    /// Seals the private keys again with the newest master key.
    pub(crate) fn reseal(&mut self, resealing: &mut Resealing<'_, '_>) {
        for pair in &mut self.pairs {
            for key in [&mut pair.id_token, &mut pair.access_token] {
                key.reseal(resealing, &keys::signing_keys());
            }
        }
    }

    /// Every pair except those whose successor has signed for long enough.
    fn published(&self, now: Timestamp) -> impl DoubleEndedIterator<Item = &KeyPair> {
        let ended = move |(at, _): &(usize, &KeyPair)| {
            let successor = self.pairs.get(at + 1);
            successor.is_some_and(|next| now >= next.from.plus_seconds(PUBLISHED_AFTER_SECONDS))
        };
        self.pairs.iter().enumerate().filter(move |pair| !ended(pair)).map(|(_, pair)| pair)
    }
}

impl KeyPair {
    async fn generate(cx: &mut Cx<'_>, pool_id: &str, from: Timestamp) -> Result<Self, Error> {
        Ok(Self {
            id_token: SigningKey::generate(cx, pool_id, &keys::signing_keys()).await?,
            access_token: SigningKey::generate(cx, pool_id, &keys::signing_keys()).await?,
            from,
        })
    }
}

impl SigningKey {
    /// Generates a key for the record `bound`.
    pub(crate) async fn generate(cx: &mut Cx<'_>, pool_id: &str, bound: &Key) -> Result<Self, Error> {
        let entropy = cx.random();
        let generated = cx.host.signer.generate(Algorithm::Rs256, entropy).await?;
        let PublicKey::Rsa { n, e } = &generated.public;
        Ok(Self {
            kid: jwks::key_id(&generated.public),
            n: BASE64URL.encode(n),
            e: BASE64URL.encode(e),
            sealed: cx.seal_stored(pool_id, Purpose::SigningKey, bound, &generated.private),
        })
    }

    /// The public half.
    pub(crate) fn public(&self) -> Option<PublicKey> {
        Some(PublicKey::Rsa { n: BASE64URL.decode(&self.n).ok()?, e: BASE64URL.decode(&self.e).ok()? })
    }

    /// Seals the private half again with the newest master key.
    pub(crate) fn reseal(&mut self, resealing: &mut Resealing<'_, '_>, bound: &Key) {
        resealing.stored(Purpose::SigningKey, bound, &mut self.sealed);
    }

    /// The private half, opened for the signer. `bound` is the record that the key is in.
    pub(crate) fn private(&self, cx: &Cx<'_>, pool_id: &str, bound: &Key) -> Result<KeyMaterial, Error> {
        let private = cx.open_stored(pool_id, Purpose::SigningKey, bound, &self.sealed)?;
        if private.is_empty() {
            return Err(Internal::Sealed("a signing key").into());
        }
        Ok(KeyMaterial { id: self.kid.clone(), algorithm: Algorithm::Rs256, private: private.to_vec() })
    }
}

impl Stored for SigningKeys {
    fn key(&self) -> Key {
        keys::signing_keys()
    }
}
