//! [`Engine`]: runs a call in attempts, commits, and delivers messages.

use std::sync::Arc;

use chacha20::ChaCha20Rng;
use rand_core::{Rng as _, SeedableRng as _};
use userpool_storage_traits::{
    AuditLog, Batch, Check, CommitError, CompromisedPasswords, DynAuditLog, DynCompromisedPasswords,
    DynFetch, DynMessenger, DynRateLimiter, DynSigner, DynStorage, DynTriggers, Fetch, Messenger,
    RateLimiter, Record, Revision, Signer, Storage, StorageError, Triggers, Write,
};

use crate::{
    check::{self, Member},
    context::{Cx, Finished, directory},
    effects::{CallMemory, Effect},
    error::{Error, Internal},
    host::{ClientOrigin, Host, Origin, POOLS_KEPT_MAX, RECENT_MAX},
    issuer::Issuer,
    kept::Kept,
    model::{
        keys,
        mark::{MARK, MARK_BOUND},
    },
    operation::{Attempt, Caller, Entry, Operation, Running, drop_nulls},
    public_suffix::PublicSuffixes,
    quotas::Quotas,
    recent::Recent,
    region::is_region,
    seal::{Binding, Keyring, Purpose},
    time::{Moment, Moments, NoMoment, Timestamp},
    trigger_input::TriggerInput,
    web::sigv4::AccessPolicy,
};

/// Most identity providers whose endpoints and keys an engine keeps.
const PROVIDERS_KEPT_MAX: usize = 256;

/// Most attempts of a call before the caller gets an error. Each conflict means that another call was committed, so the
/// limit is reached only under a load that the service would throttle too.
const ATTEMPTS_MAX: u64 = 64;

/// A Cognito User Pools engine with the given store, messenger and signer.
///
/// Cheap to clone; clones share everything.
#[derive(Clone)]
pub struct Engine {
    host: Arc<Host>,
}

/// One call from the wire.
pub(crate) struct Call {
    /// The request's body.
    pub(crate) input: serde_json::Value,
    /// The origin of the request. A caller without permission for the operation was refused before.
    pub(crate) origin: Origin,
    pub(crate) moment: Moment,
}

/// A call whose input satisfies the constraints and whose caller has permission.
struct Checked {
    input: serde_json::Value,
    origin: Origin,
    moment: Moment,
}

/// Collects what an [`Engine`] needs: a store and a master key. Everything else has a default.
///
/// ```
/// # #[cfg(all(feature = "os", feature = "rsa", feature = "public-suffixes"))]
/// # fn main() -> Result<(), userpool::BuildError> {
/// use userpool::{
///     AccessPolicy, Credentials, Engine,
///     storage::{MemoryStorage, Message},
/// };
///
/// let administrators = Credentials::none().with("AKIDEXAMPLE", "the secret of an access key");
/// let engine = Engine::builder()
///     .storage(MemoryStorage::new()) // a database of yours
///     .master_key([7; 32]) // 32 random bytes, kept apart from the database
///     .messenger(|message: Message| async move {
///         println!("To {}: {}", message.destination, message.body.expose());
///         Ok(())
///     })
///     .region("eu-central-1")
///     .public_url("https://auth.example.com")
///     .access(AccessPolicy::Keys(administrators))
///     .build()?;
/// # drop(engine);
/// # Ok(()) }
/// # #[cfg(not(all(feature = "os", feature = "rsa", feature = "public-suffixes")))]
/// # fn main() {}
/// ```
#[derive(Default)]
pub struct EngineBuilder {
    storage: Option<Box<dyn DynStorage>>,
    messenger: Option<Box<dyn DynMessenger>>,
    triggers: Option<Box<dyn DynTriggers>>,
    rate_limiter: Option<Box<dyn DynRateLimiter>>,
    service_quotas: bool,
    compromised_passwords: Option<Box<dyn DynCompromisedPasswords>>,
    audit_log: Option<Box<dyn DynAuditLog>>,
    fetch: Option<Box<dyn DynFetch>>,
    signer: Option<Box<dyn DynSigner>>,
    master_keys: Vec<[u8; 32]>,
    region: Option<String>,
    account: Option<String>,
    public_url: Option<String>,
    issuer: Option<Issuer>,
    access: Option<AccessPolicy>,
    moments: Option<Box<dyn Moments>>,
    public_suffixes: Option<Box<dyn PublicSuffixes>>,
}

/// Why [`Engine::check_master_key`] failed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum MasterKeyError {
    /// The data in the store is sealed with another key.
    #[error("the master key is not the one this store was begun with")]
    Wrong,
    /// The store was started by a version with a different layout of records.
    #[error(
        "the store was written by an earlier version of this program, whose records this version cannot read: start with an empty store"
    )]
    Earlier,
    /// The store failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// The host's random number generator failed.
    #[error(transparent)]
    Moment(#[from] NoMoment),
}

/// Why [`EngineBuilder::build`] failed.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum BuildError {
    /// No storage was given.
    #[error("an engine needs a storage: call .storage(...)")]
    Storage,
    /// No master key was given.
    #[error("an engine needs a master key to seal secrets with: call .master_key(...)")]
    MasterKey,
    /// No signer was given, and none is built in.
    #[error("an engine needs a signer: call .signer(...), or enable feature `rsa` or `aws-lc`")]
    Signer,
    /// No source of moments was given, and none is built in.
    #[error("an engine needs moments: call .moments(...), or enable feature `os`")]
    Moments,
    /// No public suffixes were given, and none are built in.
    #[error(
        "an engine needs the public suffixes: call .public_suffixes(...), or enable feature `public-suffixes`"
    )]
    PublicSuffixes,
    /// The region is not well formed. An example of the form is `eu-west-1`.
    #[error("the region must be letters, digits and hyphens, such as eu-west-1")]
    Region,
}

impl Engine {
    /// Returns a builder for an engine.
    pub fn builder() -> EngineBuilder {
        EngineBuilder::default()
    }

    /// Runs an operation for a trusted caller, which has permission for administrative operations.
    ///
    /// Operations that need the user's access token or password still require it.
    ///
    /// ```
    /// # #[cfg(all(feature = "os", feature = "rsa"))]
    /// # async fn example(engine: userpool::Engine) -> Result<(), userpool::Error> {
    /// use userpool::operations::{CreateUserPool, CreateUserPoolClient, SignUp};
    ///
    /// let pool = CreateUserPool { pool_name: "demo".into(), ..Default::default() };
    /// let pool = engine.send(pool).await?.user_pool;
    ///
    /// let app = CreateUserPoolClient {
    ///     user_pool_id: pool.id.clone(),
    ///     client_name: "app".into(),
    ///     ..Default::default()
    /// };
    /// let app = engine.send(app).await?.user_pool_client;
    ///
    /// let ana = SignUp {
    ///     client_id: app.client_id,
    ///     username: "ana".into(),
    ///     password: Some("too simple".into()),
    ///     ..Default::default()
    /// };
    /// let refused = engine.send(ana).await.expect_err("the pool's password policy");
    /// assert_eq!(refused.name(), "InvalidPasswordException");
    /// # Ok(()) }
    /// # #[cfg(all(feature = "conformance", feature = "os", feature = "rsa", feature = "public-suffixes"))]
    /// # userpool::storage::conformance::block_on(example(userpool::Engine::builder()
    /// #     .storage(userpool::storage::MemoryStorage::default()).master_key([7; 32]).build().unwrap())).unwrap();
    /// ```
    ///
    /// # Errors
    /// The exceptions of Cognito: see [`Error`].
    pub async fn send<O: Operation>(&self, request: O) -> Result<O::Response, Error> {
        self.send_for(ClientOrigin::default(), request).await
    }

    /// As [`Engine::send`], for a client at this place. Threat protection records and compares it.
    ///
    /// # Errors
    /// As [`Engine::send`].
    pub async fn send_for<O: Operation>(
        &self,
        client: ClientOrigin,
        request: O,
    ) -> Result<O::Response, Error> {
        let sent = self.sent(client, request).await;
        sent.map_err(|error| error.with_internal(O::INTERNAL_ERROR))
    }

    async fn sent<O: Operation>(&self, client: ClientOrigin, request: O) -> Result<O::Response, Error> {
        let origin = Origin { client: client.into(), ..Origin::host(&self.host.region) };
        let mut input = serde_json::to_value(&request).map_err(Internal::encoding("the request"))?;
        drop_nulls(&mut input);
        check_input(O::INPUT, &input)?;
        let moment = self.host.moments.moment()?;
        let received = O::trigger_input(TriggerInput::received(&input, O::CALLER == Caller::Signed));
        let mut running = Running::new(request);
        self.drive(&mut running, &received, &origin, &moment).await?;
        running.response.ok_or_else(|| Internal::Unanswered.into())
    }

    /// Checks and decodes a request from the wire, and runs it.
    pub(crate) async fn receive(&self, operation: &Entry, call: Call) -> Result<serde_json::Value, Error> {
        let received = self.received(operation, call).await;
        received.map_err(|error| error.with_internal(operation.internal_error))
    }

    async fn received(&self, operation: &Entry, call: Call) -> Result<serde_json::Value, Error> {
        let Checked { input, origin, moment } = call.check(operation.input)?;
        let received = TriggerInput::received(&input, operation.caller == Caller::Signed);
        let received = (operation.trigger_input)(received);
        let mut request = (operation.decode)(input)?;
        self.drive(&mut *request, &received, &origin, &moment).await?;
        let mut output = request.answer()?;
        drop_nulls(&mut output);
        Ok(output)
    }

    /// The loop over attempts, compiled once for all operations.
    pub(crate) async fn drive(
        &self,
        running: &mut dyn Attempt,
        received: &TriggerInput,
        origin: &Origin,
        moment: &Moment,
    ) -> Result<(), Error> {
        let mut memory = CallMemory::default();
        for _ in 0..ATTEMPTS_MAX {
            let mut cx = Cx::new(&self.host, origin, moment, memory);
            cx.set_trigger_input(received.clone());
            let outcome = running.attempt(&mut cx).await;
            memory = cx.take_memory();
            match cx.finish(outcome.is_ok()).await? {
                Finished::Conflict => {}
                Finished::Committed(effects) => {
                    let followed = self.follow_up(effects, moment.now).await;
                    return outcome.and(followed);
                }
            }
        }
        Err(Error::TooManyRequests)
    }

    /// Sends the messages and calls the triggers that waited for the commit, in order. The commit stands even if they
    /// fail; the first failure is returned.
    async fn follow_up(&self, effects: Vec<Effect>, now: Timestamp) -> Result<(), Error> {
        let mut outcome = Ok(());
        for effect in effects {
            // If one message fails, the others are still sent.
            let done = match effect {
                Effect::Message(outgoing) => self.host.deliver(*outgoing, now).await,
                Effect::Trigger(prepared) => self.host.call(&prepared).await.map(drop).map_err(Error::from),
                Effect::Notice(outgoing) => {
                    self.host.notify(*outgoing, now).await;
                    Ok(())
                }
                Effect::Audit(record) => {
                    self.host.audit(&record).await;
                    Ok(())
                }
                Effect::Remove(partition, keys) => {
                    self.host.remove(partition, keys).await;
                    Ok(())
                }
            };
            outcome = outcome.and(done);
        }
        outcome
    }

    /// Checks that the master keys are those the store was started with, so that a store is never sealed with two keys
    /// of which one is lost. The first call on a new store writes a mark. Call it once at start-up.
    ///
    /// # Errors
    /// [`MasterKeyError::Wrong`] when the key is a different one, or the error of the store or the host.
    pub async fn check_master_key(&self) -> Result<(), MasterKeyError> {
        let (host, key) = (&self.host, keys::master_key_mark());
        let binding = Binding { pool: MARK_BOUND, purpose: Purpose::Mark, bound: key.as_str() };
        for _ in 0..2 {
            let found = host.storage.get(&directory(), std::slice::from_ref(&key)).await?;
            if let Some(mark) = found.into_iter().flatten().next() {
                let opened = host.keyring.open(binding, &mark.value);
                return match opened {
                    Some(mark) if *mark == MARK => Ok(()),
                    Some(_) => Err(MasterKeyError::Earlier),
                    None => Err(MasterKeyError::Wrong),
                };
            }
            let moment = host.moments.moment()?;
            let mut rng = ChaCha20Rng::from_seed(moment.seed);
            let mut nonce = [0; 24];
            rng.fill_bytes(&mut nonce);
            let revision = Revision::from_bits(rng.next_u64());
            let value = host.keyring.seal(binding, MARK, nonce);
            let batch = Batch {
                checks: vec![Check { key: key.clone(), expect: None }],
                writes: vec![Write::Put {
                    key: key.clone(),
                    record: Record { value, revision, expires_at: None },
                }],
                ..Batch::new(directory())
            };
            match host.storage.commit(batch).await {
                Ok(()) => return Ok(()),
                // Another engine wrote its mark at the same time: read again.
                Err(CommitError::Conflict) => {}
                Err(CommitError::Storage(error)) => return Err(error.into()),
            }
        }
        Err(MasterKeyError::Wrong)
    }

    pub(crate) fn host(&self) -> &Host {
        &self.host
    }
}

impl Call {
    fn check(mut self, constraints: &[Member]) -> Result<Checked, Error> {
        drop_nulls(&mut self.input);
        check_input(constraints, &self.input)?;
        Ok(Checked { input: self.input, origin: self.origin, moment: self.moment })
    }
}

fn check_input(constraints: &[Member], input: &serde_json::Value) -> Result<(), Error> {
    let Some(members) = input.as_object() else {
        return Err(Error::Serialization(None));
    };
    Ok(check::check(constraints, members)?)
}

impl EngineBuilder {
    /// The store for all data. Required.
    #[must_use]
    pub fn storage(mut self, storage: impl Storage) -> Self {
        self.storage = Some(Box::new(storage));
        self
    }

    /// The messenger that delivers codes and invitations. Without one, operations that must send a message return
    /// `CodeDeliveryFailureException`.
    #[must_use]
    pub fn messenger(mut self, messenger: impl Messenger) -> Self {
        self.messenger = Some(Box::new(messenger));
        self
    }

    /// Runs the functions in a pool's `LambdaConfig`: see [`crate::trigger`]. Without it, operations whose function
    /// cannot be called return `UnexpectedLambdaException`.
    #[must_use]
    pub fn triggers(mut self, triggers: impl Triggers) -> Self {
        self.triggers = Some(Box::new(triggers));
        self
    }

    /// Applies the default [quotas of the service](https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html), which
    /// are off otherwise, for tests of how an application behaves when it exceeds them:
    ///
    /// * the request rates of all categories of operations, for calls by [`Engine::fetch`]; the call above a rate returns
    ///   `TooManyRequestsException`. `UpdateProvisionedLimit` raises a rate, which other engines notice within a minute.
    ///   Each engine counts for itself.
    /// * the rates of each user, ten reads and ten writes of the profile a second, for the same calls.
    /// * the numbers of pools in a region (1,000), and of app clients (1,000), groups (10,000) and resource servers (25) in
    ///   a pool; the call that creates one more returns `LimitExceededException`.
    /// * the mails of the service's own sender: fifty a day, from 09:00 UTC on, of all pools whose `EmailSendingAccount` is not
    ///   `DEVELOPER`; the call that would send one more returns `LimitExceededException`, and notices of risks are not sent.
    #[must_use]
    pub fn service_quotas(mut self) -> Self {
        self.service_quotas = true;
        self
    }

    /// Limits how often public operations can be called over [`Engine::fetch`]: see [`RateLimiter`]. By default there
    /// is no limit except those for codes, passwords and messages.
    ///
    /// ```
    /// use userpool::storage::PublicCall;
    ///
    /// let engine = userpool::Engine::builder().rate_limiter(|call: &PublicCall| call.operation != "SignUp");
    /// ```
    #[must_use]
    pub fn rate_limiter(mut self, limiter: impl RateLimiter) -> Self {
        self.rate_limiter = Some(Box::new(limiter));
        self
    }

    /// Tells which passwords are publicly known, for pools with threat protection: see [`CompromisedPasswords`]. Without
    /// it, no password counts as known.
    #[must_use]
    pub fn compromised_passwords(mut self, list: impl CompromisedPasswords) -> Self {
        self.compromised_passwords = Some(Box::new(list));
        self
    }

    /// Takes the logs of pools that export them with `SetLogDeliveryConfiguration`: see [`AuditLog`]. Whatever
    /// destination a pool names, its logs go here. Without it, they go nowhere.
    #[must_use]
    pub fn audit_log(mut self, log: impl AuditLog) -> Self {
        self.audit_log = Some(Box::new(log));
        self
    }

    /// Sends requests to identity providers: see [`Fetch`]. Without it, users cannot sign in with OIDC and social providers, and
    /// the metadata of SAML providers is not read from its URL.
    #[must_use]
    pub fn fetch(mut self, fetch: impl Fetch) -> Self {
        self.fetch = Some(Box::new(fetch));
        self
    }

    /// Creates keys and signatures. By default `AwsLcSigner` (feature `aws-lc`) or `RsaSigner` (feature `rsa`).
    #[must_use]
    pub fn signer(mut self, signer: impl Signer) -> Self {
        self.signer = Some(Box::new(signer));
        self
    }

    /// The master key: 32 secret bytes that seal every stored secret. If it is lost, all passwords and signing keys are
    /// lost. May be called several times, newest key first: the first key seals, and every key opens. At least one is
    /// required. After a new key is added in front, [`Engine::work`] seals all stored secrets with it; the old key can
    /// be removed when [`Engine::rekey`] reports that it is done.
    #[must_use]
    pub fn master_key(mut self, key: [u8; 32]) -> Self {
        self.master_keys.push(key);
        self
    }

    /// The region of new pools when the request names none; `us-east-1` by default.
    #[must_use]
    pub fn region(mut self, region: impl Into<String>) -> Self {
        self.region = Some(region.into());
        self
    }

    /// The twelve digits of the account in ARNs; `000000000000` by default.
    #[must_use]
    pub fn account(mut self, account: impl Into<String>) -> Self {
        self.account = Some(account.into());
        self
    }

    /// The URL at which clients reach [`Engine::fetch`], without query and fragment, such as
    /// `https://auth.example.com`. Discovery documents contain it instead of the address of each request, and the `iss`
    /// of tokens is `{url}/{poolId}` unless [`EngineBuilder::issuer`] sets another form.
    #[must_use]
    pub fn public_url(mut self, url: impl Into<String>) -> Self {
        self.public_url = Some(url.into().trim_end_matches('/').to_owned());
        self
    }

    /// The form of the `iss` of tokens. By default `{url}/{poolId}` if [`EngineBuilder::public_url`] is set, otherwise
    /// Cognito's own form, `https://cognito-idp.{region}.amazonaws.com/{poolId}`. After a change, access tokens with
    /// the earlier form are refused; refresh tokens stay valid and give tokens with the new form.
    #[must_use]
    pub fn issuer(mut self, issuer: Issuer) -> Self {
        self.issuer = Some(match issuer {
            Issuer::Url(url) => Issuer::Url(url.trim_end_matches('/').to_owned()),
            other => other,
        });
        self
    }

    /// Which callers have permission for administrative operations over [`Engine::fetch`]. By default none.
    #[must_use]
    pub fn access(mut self, access: AccessPolicy) -> Self {
        self.access = Some(access);
        self
    }

    /// The source of the time and of random numbers. By default `OsMoments` (feature `os`).
    #[must_use]
    pub fn moments(mut self, moments: impl Moments) -> Self {
        self.moments = Some(Box::new(moments));
        self
    }

    /// Domains that cannot be the relying party of passkeys. By default the built-in list (feature `public-suffixes`).
    #[must_use]
    pub fn public_suffixes(mut self, list: impl PublicSuffixes) -> Self {
        self.public_suffixes = Some(Box::new(list));
        self
    }

    /// Builds the engine.
    ///
    /// # Errors
    /// [`BuildError`] when something required is missing or malformed.
    #[cfg_attr(
        target_arch = "wasm32",
        expect(
            clippy::arc_with_non_send_sync,
            reason = "there is one thread; natively the host is Send and Sync"
        )
    )]
    pub fn build(self) -> Result<Engine, BuildError> {
        let region = self.region.unwrap_or_else(|| "us-east-1".to_owned());
        if !is_region(&region) {
            return Err(BuildError::Region);
        }
        let host = Host {
            storage: self.storage.ok_or(BuildError::Storage)?,
            messenger: self.messenger,
            triggers: self.triggers,
            rate_limiter: self.rate_limiter,
            quotas: self.service_quotas.then(Quotas::default),
            compromised_passwords: self.compromised_passwords,
            audit_log: self.audit_log,
            fetch: self.fetch,
            signer: self.signer.or_else(default_signer).ok_or(BuildError::Signer)?,
            keyring: Keyring::new(self.master_keys).ok_or(BuildError::MasterKey)?,
            region,
            account: self.account.unwrap_or_else(|| "000000000000".to_owned()),
            issuer: self
                .issuer
                .unwrap_or_else(|| self.public_url.clone().map_or(Issuer::Cognito, Issuer::Url)),
            public_url: self.public_url,
            access: self.access.unwrap_or_default(),
            moments: self.moments.or_else(default_moments).ok_or(BuildError::Moments)?,
            public_suffixes: self
                .public_suffixes
                .or_else(default_public_suffixes)
                .ok_or(BuildError::PublicSuffixes)?,
            directory: Recent::new(RECENT_MAX),
            providers: Recent::new(PROVIDERS_KEPT_MAX),
            provider_keys: Recent::new(PROVIDERS_KEPT_MAX),
            #[cfg(feature = "saml")]
            saml_metadata: Recent::new(PROVIDERS_KEPT_MAX),
            pools: Kept::new(POOLS_KEPT_MAX),
        };
        Ok(Engine { host: Arc::new(host) })
    }
}

fn default_signer() -> Option<Box<dyn DynSigner>> {
    #[cfg(feature = "aws-lc")]
    return Some(Box::new(crate::token::AwsLcSigner::new()));
    #[cfg(all(feature = "rsa", not(feature = "aws-lc")))]
    return Some(Box::new(crate::token::RsaSigner::new()));
    #[cfg(not(any(feature = "rsa", feature = "aws-lc")))]
    None
}

fn default_moments() -> Option<Box<dyn Moments>> {
    #[cfg(feature = "os")]
    return Some(Box::new(crate::time::OsMoments));
    #[cfg(not(feature = "os"))]
    None
}

fn default_public_suffixes() -> Option<Box<dyn PublicSuffixes>> {
    #[cfg(feature = "public-suffixes")]
    return Some(Box::new(crate::public_suffix::LIST));
    #[cfg(not(feature = "public-suffixes"))]
    None
}

impl std::fmt::Debug for Engine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Engine").field("region", &self.host.region).finish_non_exhaustive()
    }
}

impl std::fmt::Debug for EngineBuilder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("EngineBuilder").field("region", &self.region).finish_non_exhaustive()
    }
}
