//! Gives a pool new signing keys, and makes the job that takes the old ones away.

use userpool_storage_traits::BoxFuture;

use crate::{
    context::Cx,
    engine::Engine,
    error::{Error, Internal, ResourceNotFound},
    host::Origin,
    model::{
        job::{Job, Kind},
        keys,
        pool::Pool,
        pool_id::is_pool_id,
        signing_keys::{KeyPair, SigningKeys},
    },
    operation::Attempt,
    time::Timestamp,
};

/// What [`Engine::rotate_signing_keys`] did.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct KeyRotation {
    /// When the new keys begin to sign.
    pub signs_from: Timestamp,
    /// The `kid` of every key in the key set now, the new ones first.
    pub published: Vec<String>,
}

/// A rotation of signing keys, and the keys that were made for it.
struct Rotating<'r> {
    pool_id: &'r str,
    made: Option<KeyPair>,
    rotation: Option<KeyRotation>,
}

impl Attempt for Rotating<'_> {
    fn attempt<'a, 'e: 'a>(&'a mut self, cx: &'a mut Cx<'e>) -> BoxFuture<'a, Result<(), Error>> {
        Box::pin(async move {
            if !is_pool_id(self.pool_id) {
                return Err(ResourceNotFound::Pool(self.pool_id.to_owned()).into());
            }
            let pool = Pool::load_with(cx, self.pool_id, &[keys::signing_keys()]).await?;
            let keys = cx.seen_record::<SigningKeys>(&keys::signing_keys())?;
            let mut keys = keys.ok_or(Internal::Sealed("the pool's signing keys"))?;
            let signs_from = keys.rotate(cx, &mut self.made).await?;
            if self.made.is_some() {
                cx.put(&keys)?;
                // Before the keys: a job that finds nothing to do is harmless.
                let seconds = keys.next_retirement(cx.now()).unwrap_or_default();
                let retire = Job::new(Kind::Retire, &pool.id, cx.now(), seconds);
                cx.directory_put(retire.key(), &retire)?;
            }
            let published = keys.public(cx.now()).into_iter().map(|(kid, _)| kid).collect();
            self.rotation = Some(KeyRotation { signs_from, published });
            Ok(())
        })
    }

    /// It has a type of its own.
    fn answer(&self) -> Result<serde_json::Value, Error> {
        Err(Internal::Unanswered.into())
    }
}

impl Engine {
    /// Gives a pool new signing keys. They are in its key set (JWKS) at once, begin to sign a quarter of an hour later, when
    /// verifiers that keep the key set have seen them, and the keys before them stay in the key set until the last token
    /// they signed has expired. [`Engine::work`] then removes them. While new keys wait for their time, another call
    /// changes nothing and says the same.
    ///
    /// # Errors
    /// `ResourceNotFoundException` when there is no such pool, or the store's or the signer's own error.
    pub async fn rotate_signing_keys(&self, pool_id: &str) -> Result<KeyRotation, Error> {
        let origin = Origin::host(&self.host().region);
        let moment = self.host().moments.moment()?;
        let mut rotating = Rotating { pool_id, made: None, rotation: None };
        self.drive(&mut rotating, &origin, &moment).await?;
        rotating.rotation.ok_or_else(|| Internal::Unanswered.into())
    }
}
