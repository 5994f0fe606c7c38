//! Adds new signing keys to a pool, and creates the job that removes the old ones.

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
    trigger_input::TriggerInput,
};

/// The result of [`Engine::rotate_signing_keys`].
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct KeyRotation {
    /// When the new keys begin to sign.
    pub signs_from: Timestamp,
    /// The `kid` of every key in the key set now, the new ones first.
    pub published: Vec<String>,
}

/// A rotation of signing keys, and the keys that were generated for it.
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
            let keys = cx.get::<SigningKeys>(&keys::signing_keys()).await?;
            let mut keys = keys.ok_or(Internal::Sealed("the pool's signing keys"))?;
            let signs_from = keys.rotate(cx, &mut self.made).await?;
            if self.made.is_some() {
                cx.put(&keys)?;
                // Created before the keys: a job that finds nothing to do is harmless.
                let seconds = keys.next_retirement(cx.now()).unwrap_or_default();
                let retire = Job::new(Kind::Retire, &pool.id, cx.now(), seconds);
                cx.directory_put(retire.key(), &retire)?;
            }
            let published = keys.public(cx.now()).into_iter().map(|(kid, _)| kid).collect();
            self.rotation = Some(KeyRotation { signs_from, published });
            Ok(())
        })
    }

    /// Unused: [`Engine::rotate_signing_keys`] returns its own type.
    fn answer(&self) -> Result<serde_json::Value, Error> {
        Err(Internal::Unanswered.into())
    }
}

impl Engine {
    /// Adds new signing keys to a pool. They are in its key set (JWKS) at once. They begin to sign a quarter of an hour
    /// later, when verifiers that cache the key set have seen them. The previous keys stay in the key set until the
    /// last token they signed has expired; [`Engine::work`] then removes them. While new keys wait, another call
    /// changes nothing and returns the same result.
    ///
    /// # Errors
    /// `ResourceNotFoundException` when the pool does not exist, or the error of the store or the signer.
    pub async fn rotate_signing_keys(&self, pool_id: &str) -> Result<KeyRotation, Error> {
        let origin = Origin::host(&self.host().region);
        let moment = self.host().moments.moment()?;
        let mut rotating = Rotating { pool_id, made: None, rotation: None };
        self.drive(&mut rotating, &TriggerInput::default(), &origin, &moment).await?;
        rotating.rotation.ok_or_else(|| Internal::Unanswered.into())
    }
}
