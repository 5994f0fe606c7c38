//! The parts that an engine was built from, and the origin of a call.

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

/// Most values in each of an engine's caches, about a hundred bytes each.
pub(crate) const RECENT_MAX: usize = 4096;

/// The parts that an engine was built from, and its caches.
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

/// The origin of a call.
#[derive(Clone, Debug)]
pub(crate) struct Origin {
    /// The region of new pools and of lists.
    pub(crate) region: String,
    /// The address that the client sent its request to, such as `https://auth.example.com`; `None` for a call without a
    /// request.
    pub(crate) address: Option<String>,
    /// The region comes from a signature, so the caller cannot see pools of other regions.
    pub(crate) is_signed_for: bool,
    /// Data about the request, collected while it is processed.
    pub(crate) trace: Trace,
}

impl Origin {
    /// A call by the host itself, which can use the pools of all regions and creates new ones in `region`.
    pub(crate) fn host(region: &str) -> Self {
        Self { region: region.to_owned(), address: None, is_signed_for: false, trace: Trace::default() }
    }

    /// Whether the caller can see pools of this region.
    pub(crate) fn reaches(&self, region: &str) -> bool {
        !self.is_signed_for || self.region == region
    }
}

impl Host {
    /// The address at which clients reach the engine: the public URL, otherwise the address of the request.
    pub(crate) fn address<'a>(&'a self, of_request: Option<&'a str>) -> Option<&'a str> {
        self.public_url.as_deref().or(of_request)
    }
}

/// Data about a request for the host's log, in the extensions of its response. It contains no secrets.
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

/// Collects data about a request while it is processed.
#[derive(Clone, Debug, Default)]
pub(crate) struct Trace(Arc<Mutex<Handled>>);

impl Trace {
    pub(crate) fn pool(&self, id: &str) {
        self.handled().user_pool_id = Some(id.to_owned());
    }

    pub(crate) fn client(&self, id: Option<&str>) {
        self.handled().client_id = id.map(str::to_owned);
    }

    /// Sets the user. Only the first one counts, because others may be looked up for comparison.
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
