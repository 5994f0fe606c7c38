//! What an engine was built from, and where a call comes from.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use userpool_storage_traits::{DynMessenger, DynRateLimiter, DynSigner, DynStorage, DynTriggers, Record};

use crate::{
    issuer::Issuer,
    public_suffix::PublicSuffixes,
    recent::Recent,
    seal::{Keyring, PoolSecret},
    time::Moments,
    web::sigv4::AccessPolicy,
};

/// Most values that each of an engine's caches keeps, some hundred bytes each.
pub(crate) const RECENT_MAX: usize = 4096;

/// What an engine was built from, and what it has read before.
pub(crate) struct Host {
    pub(crate) storage: Box<dyn DynStorage>,
    pub(crate) messenger: Option<Box<dyn DynMessenger>>,
    pub(crate) triggers: Option<Box<dyn DynTriggers>>,
    pub(crate) rate_limiter: Option<Box<dyn DynRateLimiter>>,
    pub(crate) signer: Box<dyn DynSigner>,
    pub(crate) keyring: Keyring,
    pub(crate) region: String,
    pub(crate) account: String,
    pub(crate) public_url: Option<String>,
    pub(crate) issuer: Issuer,
    pub(crate) access: AccessPolicy,
    pub(crate) moments: Box<dyn Moments>,
    pub(crate) public_suffixes: Box<dyn PublicSuffixes>,
    /// Records of the directory that never change, by key.
    pub(crate) directory: Recent<String, Arc<Record>>,
    /// The secrets of pools, by id. They never change.
    pub(crate) secrets: Recent<String, PoolSecret>,
}

/// Where a call comes from.
#[derive(Clone, Debug)]
pub(crate) struct Origin {
    /// The region that new pools get and that lists show.
    pub(crate) region: String,
    /// Where the client sent its request, as `https://auth.example.com`; nothing when there is no request.
    pub(crate) address: Option<String>,
    /// The region is that of a signature, so pools of other regions do not exist for the caller.
    pub(crate) is_signed_for: bool,
    /// What is learned of the request while it is handled.
    pub(crate) trace: Trace,
}

impl Origin {
    /// The host itself, which reaches the pools of all regions and makes new ones in `region`.
    pub(crate) fn host(region: &str) -> Self {
        Self { region: region.to_owned(), address: None, is_signed_for: false, trace: Trace::default() }
    }

    /// Whether pools of this region exist for the caller.
    pub(crate) fn reaches(&self, region: &str) -> bool {
        !self.is_signed_for || self.region == region
    }
}

impl Host {
    /// Where clients reach the engine: the public URL, else the address of the present request.
    pub(crate) fn address<'a>(&'a self, of_request: Option<&'a str>) -> Option<&'a str> {
        self.public_url.as_deref().or(of_request)
    }
}

/// What the engine learned of a request, in the extensions of its response: for the host's log. None of it is secret.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub struct Handled {
    /// The pool.
    pub user_pool_id: Option<String>,
    /// The app client that the request names, whether or not it exists.
    pub client_id: Option<String>,
    /// The `sub` of the user.
    pub user_sub: Option<String>,
}

/// What is being learned of a request while it is handled.
#[derive(Clone, Debug, Default)]
pub(crate) struct Trace(Arc<Mutex<Handled>>);

impl Trace {
    pub(crate) fn pool(&self, id: &str) {
        self.handled().user_pool_id = Some(id.to_owned());
    }

    pub(crate) fn client(&self, id: Option<&str>) {
        self.handled().client_id = id.map(str::to_owned);
    }

    /// The first user counts: others may be looked up for comparison.
    pub(crate) fn user(&self, sub: &str) {
        self.handled().user_sub.get_or_insert_with(|| sub.to_owned());
    }

    pub(crate) fn so_far(&self) -> Handled {
        self.handled().clone()
    }

    fn handled(&self) -> MutexGuard<'_, Handled> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
