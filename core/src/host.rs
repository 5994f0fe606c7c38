//! The parts that an engine was built from, and the origin of a call.

use std::{
    net::IpAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use userpool_storage_traits::{
    Batch, DynAuditLog, DynCompromisedPasswords, DynFetch, DynMessenger, DynRateLimiter, DynSigner,
    DynStorage, DynTriggers, FetchError, FetchRequest, FetchResponse, Key, Partition, Record, Write,
};

#[cfg(feature = "saml")]
use crate::federation::saml::Metadata;
use crate::{
    federation::oidc::{Endpoints, KeySet},
    issuer::Issuer,
    kept::Kept,
    outgoing_url::is_outgoing_url,
    public_suffix::PublicSuffixes,
    quotas::{ProfileUse, Quotas},
    recent::Recent,
    seal::Keyring,
    time::{Moments, Timestamp},
    trigger_input::RequestOrigin,
    web::sigv4::AccessPolicy,
};

/// Most pools that an engine keeps decoded, each with some of its records.
pub(crate) const POOLS_KEPT_MAX: usize = 256;

/// Most values in each of an engine's caches, about a hundred bytes each.
pub(crate) const RECENT_MAX: usize = 4096;

/// The parts that an engine was built from, and its caches.
pub(crate) struct Host {
    pub(crate) storage: Box<dyn DynStorage>,
    pub(crate) messenger: Option<Box<dyn DynMessenger>>,
    pub(crate) triggers: Option<Box<dyn DynTriggers>>,
    pub(crate) rate_limiter: Option<Box<dyn DynRateLimiter>>,
    /// The service's quotas, if the host wants them.
    pub(crate) quotas: Option<Quotas>,
    pub(crate) compromised_passwords: Option<Box<dyn DynCompromisedPasswords>>,
    pub(crate) audit_log: Option<Box<dyn DynAuditLog>>,
    pub(crate) fetch: Option<Box<dyn DynFetch>>,
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
    /// Endpoints of identity providers that were discovered, and their keys.
    pub(crate) providers: Recent<String, Arc<CachedProvider>>,
    pub(crate) provider_keys: Recent<String, Arc<KeptKeys>>,
    #[cfg(feature = "saml")]
    pub(crate) saml_metadata: Recent<String, Arc<KeptMetadata>>,
    /// Pools, by id, with their opened secrets.
    pub(crate) pools: Kept<String>,
}

/// The endpoints of an identity provider from its discovery document.
#[derive(Debug)]
pub(crate) struct CachedProvider {
    pub(crate) endpoints: Endpoints,
    /// How long they are used.
    pub(crate) until: Timestamp,
}

/// The keys of an identity provider.
#[derive(Debug)]
pub(crate) struct KeptKeys {
    pub(crate) set: KeySet,
    pub(crate) fetched: Timestamp,
    /// How long they are used.
    pub(crate) until: Timestamp,
}

/// The metadata of a provider of SAML.
#[cfg(feature = "saml")]
#[derive(Debug)]
pub(crate) struct KeptMetadata {
    pub(crate) metadata: Metadata,
    /// How long it is used.
    pub(crate) until: Timestamp,
}

/// Where the client of a call is, for threat protection: pools with it record and compare this. A host that runs
/// operations for clients of its own gives it to [`Engine::send_for`](crate::Engine::send_for) and
/// [`Engine::call_for`](crate::Engine::call_for). [`Engine::fetch`](crate::Engine::fetch) takes it from the request.
///
/// Administrative operations do not use it, since the administrator's server is at another place than the user: there
/// the member `ContextData` of the request counts.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct ClientOrigin {
    /// The client's IP address, not that of a proxy.
    pub address: Option<IpAddr>,
    /// The value of the client's header `User-Agent`. The first 256 characters count.
    pub user_agent: Option<String>,
}

impl From<ClientOrigin> for RequestOrigin {
    fn from(client: ClientOrigin) -> Self {
        Self::seen(client.address, client.user_agent.as_deref())
    }
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
    /// Where the request came from, as the host says.
    pub(crate) client: RequestOrigin,
    /// What the request does with the profile of a user, if the rate of that user is limited.
    pub(crate) profile_use: Option<ProfileUse>,
    /// Data about the request, collected while it is processed.
    pub(crate) trace: Trace,
}

impl Origin {
    /// A call by the host itself, which can use the pools of all regions and creates new ones in `region`.
    pub(crate) fn host(region: &str) -> Self {
        Self {
            region: region.to_owned(),
            address: None,
            is_signed_for: false,
            client: RequestOrigin::default(),
            profile_use: None,
            trace: Trace::default(),
        }
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

    /// Sends a request to another server, if the host can and the URL may be used. Checks the length of the answer again.
    pub(crate) async fn fetch(&self, request: FetchRequest) -> Result<FetchResponse, FetchError> {
        let Some(fetch) = &self.fetch else {
            return Err(FetchError::Failed("the host sends no requests to other servers".to_owned()));
        };
        if !is_outgoing_url(request.url.expose(), fetch.allows_plain_http()) {
            return Err(FetchError::NotAllowed);
        }
        let bytes_max = request.response_bytes_max;
        let answer = fetch.fetch(request).await?;
        if answer.body.len() <= bytes_max { Ok(answer) } else { Err(FetchError::TooLong) }
    }

    /// Whether URLs of identity providers may begin with `http://`.
    pub(crate) fn allows_plain_http(&self) -> bool {
        self.fetch.as_ref().is_some_and(|fetch| fetch.allows_plain_http())
    }

    /// Removes records to which nothing leads. Nobody waits for it, so a failure is only logged.
    pub(crate) async fn remove(&self, partition: Partition, keys: Vec<Key>) {
        let writes = keys.into_iter().map(|key| Write::Delete { key }).collect();
        if let Err(error) = self.storage.commit(Batch { writes, ..Batch::new(partition) }).await {
            tracing::warn!(error = &error as &(dyn std::error::Error + 'static), "records of a user stay");
        }
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

#[cfg(all(test, feature = "os", feature = "rsa", feature = "public-suffixes"))]
mod tests {
    use userpool_storage_traits::{Fetch, FetchMethod, MemoryStorage, conformance::block_on};

    use super::*;
    use crate::engine::{Engine, EngineBuilder};

    fn builder() -> EngineBuilder {
        Engine::builder().storage(MemoryStorage::default()).master_key([7; 32])
    }

    /// Answers every request with three bytes.
    struct Answers {
        plain_http: bool,
    }

    impl Fetch for Answers {
        async fn fetch(&self, request: FetchRequest) -> Result<FetchResponse, FetchError> {
            assert_eq!(request.method, FetchMethod::Get);
            Ok(FetchResponse::new(200, "abc"))
        }

        fn allows_plain_http(&self) -> bool {
            self.plain_http
        }
    }

    #[test]
    fn a_host_without_outgoing_requests_answers_none() {
        let engine = builder().build().expect("an engine");
        let answer = block_on(engine.host().fetch(FetchRequest::get("https://example.com/")));
        let expected = FetchError::Failed("the host sends no requests to other servers".to_owned());
        assert_eq!(answer, Err(expected));
        assert!(!engine.host().allows_plain_http());
    }

    #[test]
    fn plain_http_is_refused_unless_the_host_allows_it() {
        for (plain_http, url, sent) in [
            (false, "https://example.com/", true),
            (false, "http://localhost/", false),
            (true, "http://localhost/", true),
            (true, "ftp://localhost/", false),
        ] {
            let engine = builder().fetch(Answers { plain_http }).build().expect("an engine");
            assert_eq!(engine.host().allows_plain_http(), plain_http);
            let answer = block_on(engine.host().fetch(FetchRequest::get(url)));
            assert_eq!(answer.is_ok(), sent, "{plain_http} {url}");
        }
    }

    #[test]
    fn a_body_that_is_longer_than_asked_for_is_refused() {
        let fetch = |_: FetchRequest| async { Ok(FetchResponse::new(200, "abc")) };
        let engine = builder().fetch(fetch).build().expect("an engine");
        for (response_bytes_max, expected) in
            [(3, Ok(FetchResponse::new(200, "abc"))), (2, Err(FetchError::TooLong))]
        {
            let mut request = FetchRequest::get("https://example.com/");
            request.response_bytes_max = response_bytes_max;
            assert_eq!(block_on(engine.host().fetch(request)), expected);
        }
    }
}
