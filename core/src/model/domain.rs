//! Domains of pools: where the pages of a pool are served. A pool has at most one prefix domain and one custom domain.
//!
//! The pool's record `domains` decides which domains it has. The directory's entry `domain/{name}` leads from a name to
//! the pool and makes the name unique among all pools: a pool that takes a name first writes the entry, on the condition
//! that it is absent, and then its own record. So of two calls that take one name, one fails at the entry. A call that
//! fails in between leaves an entry without a domain. The same pool can use it at once, another pool after
//! [`CLAIM_SECONDS_MAX`].

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use userpool_storage_traits::{Key, Record, Revision};

use crate::{
    context::{Cx, Stored, decode, decode_row},
    error::{Error, InvalidParameter},
    host::Host,
    model::{keys, pool::Pool},
    time::Timestamp,
};

/// How long an entry of the directory may wait until its pool has the domain, in seconds. The entry is written first,
/// and the call that wrote it may still be in progress. After this time that call has failed.
const CLAIM_SECONDS_MAX: u64 = 600;

/// The record of the domains of a pool.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub(crate) struct Domains {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) prefix: Option<Domain>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) custom: Option<Domain>,
}

/// A domain in the record of its pool.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Domain {
    /// The prefix, or the whole name of a custom domain.
    pub(crate) name: String,
    /// 1 for the classic hosted UI, 2 for managed login.
    pub(crate) managed_login_version: u32,
    /// Only custom domains have one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) custom_domain_config: Option<CustomDomainConfig>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) routing: Option<Routing>,
    pub(crate) modified: Timestamp,
    /// The revision of the entry in the directory.
    #[serde(default)]
    entry: u64,
}

/// The two kinds of domains.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum DomainKind {
    Prefix,
    Custom,
}

/// `CustomDomainConfigType`: how a custom domain is served.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct CustomDomainConfig {
    /// The ARN of the certificate in us-east-1.
    pub certificate_arn: Option<String>,
    /// `TLS_V1`, `TLS_V1_2_2021` or `TLS_V1_3_2025`.
    pub security_policy: Option<String>,
}

/// `RoutingType`: where requests to a domain are sent. The engine stores it and does not act on it.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct Routing {
    /// The region that takes over.
    pub failover: Option<Failover>,
}

/// `FailoverType`: the region that takes over when a health check fails.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct Failover {
    /// The region of a replica.
    pub secondary_region: String,
    /// The id of a health check of Route 53.
    pub primary_route53_health_check_id: String,
}

/// The entry of a domain in the directory.
#[derive(Clone, Debug, Deserialize, Serialize)]
struct DomainEntry {
    pool_id: String,
    made: Timestamp,
}

impl DomainKind {
    /// The error for a name that another pool has.
    fn taken(self) -> InvalidParameter {
        match self {
            Self::Prefix => InvalidParameter::DomainTaken,
            Self::Custom => InvalidParameter::CustomDomainTaken,
        }
    }
}

impl Domains {
    /// The domains of the pool that was entered before.
    pub(crate) async fn load(cx: &mut Cx<'_>) -> Result<Self, Error> {
        Ok(cx.get(&keys::domains()).await?.unwrap_or_default())
    }

    /// The domains, the custom one last.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Domain> {
        self.prefix.iter().chain(&self.custom)
    }

    /// `ManagedLoginVersion` of the pages at the domain with this name. Below the path of a pool they are those of its domain, and
    /// managed login if it has none.
    pub(crate) fn login_version(&self, name: Option<&str>) -> u32 {
        let mut found = self.iter().filter(|domain| name.is_none_or(|name| name == domain.name));
        found.next().map_or(2, |domain| domain.managed_login_version)
    }

    /// The domain with this name.
    pub(crate) fn get_mut(&mut self, name: &str) -> Option<&mut Domain> {
        self.prefix.iter_mut().chain(&mut self.custom).find(|domain| domain.name == name)
    }

    /// Adds a domain that the pool does not have, and takes its name for the pool.
    ///
    /// # Errors
    /// `InvalidParameterException` when the pool has a domain of this kind, or when another pool has the name.
    pub(crate) async fn add(
        mut self,
        cx: &mut Cx<'_>,
        pool: &Pool,
        kind: DomainKind,
        mut domain: Domain,
    ) -> Result<(), Error> {
        let place = match kind {
            DomainKind::Prefix => &mut self.prefix,
            DomainKind::Custom => &mut self.custom,
        };
        if place.is_some() {
            return Err(InvalidParameter::DomainConfigured.into());
        }
        domain.entry = DomainEntry::claim(cx, pool, kind, &domain.name).await?.to_bits();
        *place = Some(domain);
        cx.put(&self)
    }

    /// Takes the names of all these domains for a pool that has none, and writes them.
    ///
    /// # Errors
    /// `InvalidParameterException` when another pool has one of the names.
    #[cfg(feature = "transfer")]
    pub(crate) async fn take_all(mut self, cx: &mut Cx<'_>, pool: &Pool) -> Result<(), Error> {
        for (kind, place) in [(DomainKind::Prefix, &mut self.prefix), (DomainKind::Custom, &mut self.custom)]
        {
            if let Some(domain) = place {
                domain.entry = DomainEntry::claim(cx, pool, kind, &domain.name).await?.to_bits();
            }
        }
        cx.put(&self)
    }

    /// Removes a domain, and gives its name up. Returns whether the pool had it.
    pub(crate) fn remove(mut self, cx: &mut Cx<'_>, name: &str) -> Result<bool, Error> {
        let is_named = |domain: &mut Domain| domain.name == name;
        let Some(domain) = self.prefix.take_if(is_named).or_else(|| self.custom.take_if(is_named)) else {
            return Ok(false);
        };
        if self.prefix.is_none() && self.custom.is_none() {
            cx.remove(keys::domains());
        } else {
            cx.put(&self)?;
        }
        cx.directory_remove_revision(keys::domain_entry(name), Revision::from_bits(domain.entry));
        Ok(true)
    }
}

impl Domain {
    /// A domain that is not added yet.
    pub(crate) fn new(name: &str, now: Timestamp) -> Self {
        Self {
            name: name.to_owned(),
            managed_login_version: 1,
            custom_domain_config: None,
            routing: None,
            modified: now,
            entry: 0,
        }
    }

    /// The pool that the directory names for a domain. Whether the pool has the domain is in its own record.
    pub(crate) async fn pool_of(cx: &Cx<'_>, name: &str) -> Result<Option<String>, Error> {
        let key = keys::domain_entry(name);
        match cx.directory_now(&key).await? {
            Some(record) => Ok(Some(decode_row::<DomainEntry>(&key, &record)?.pool_id)),
            None => Ok(None),
        }
    }

    /// The host that the DNS name of a custom domain must lead to: the host of
    /// [`EngineBuilder::public_url`](crate::EngineBuilder::public_url). Without a public URL it is a name that belongs
    /// to nobody ([RFC 2606](https://www.rfc-editor.org/rfc/rfc2606)), because the engine has no content delivery
    /// network. Our choice; the service answers with a name under `cloudfront.net`.
    pub(crate) fn distribution(&self, host: &Host) -> String {
        let public = host.public_url.as_deref().and_then(|url| url.parse::<http::Uri>().ok());
        if let Some(name) = public.as_ref().and_then(http::Uri::host) {
            return name.to_owned();
        }
        let digest = Sha256::digest(self.name.as_bytes());
        let id = base16ct::lower::encode_string(&digest);
        format!("d{}.cloudfront.invalid", &id[..13])
    }
}

impl DomainEntry {
    /// Writes the entry of a domain that is free, and returns its revision.
    async fn claim(cx: &mut Cx<'_>, pool: &Pool, kind: DomainKind, name: &str) -> Result<Revision, Error> {
        let key = keys::domain_entry(name);
        // The first attempt assumes that the name is free, which saves a read. If it is not, the commit finds out.
        let before = if cx.is_first_attempt() { None } else { cx.directory_now(&key).await? };
        let expect = before.as_ref().map(|record| record.revision);
        if let Some(record) = before
            && !Self::is_free(cx, pool, &decode_row(&key, &record)?, name).await?
        {
            return Err(kind.taken().into());
        }
        let entry = Self { pool_id: pool.id.clone(), made: cx.now() };
        cx.directory_replace(key, &entry, expect)
    }

    /// Whether `pool` may take the name that has this entry.
    async fn is_free(cx: &Cx<'_>, pool: &Pool, entry: &Self, name: &str) -> Result<bool, Error> {
        if entry.pool_id == pool.id {
            return Ok(true);
        }
        let key = keys::domains();
        let Some((owner, record)) = Pool::read_with(cx.host, &entry.pool_id, &key).await? else {
            // The owner was deleted, so no call can give it a domain any more.
            return Ok(true);
        };
        if has(&owner, &key, record.as_ref(), name)? {
            return Ok(false);
        }
        Ok(cx.now().seconds_since(entry.made) >= CLAIM_SECONDS_MAX)
    }
}

/// Whether the record of a pool's domains has this name.
fn has(pool: &Pool, key: &Key, record: Option<&Record>, name: &str) -> Result<bool, Error> {
    let Some(record) = record else { return Ok(false) };
    let domains: Domains = decode(pool.secret().records(), key, record)?;
    Ok(domains.iter().any(|domain| domain.name == name))
}

impl Stored for Domains {
    fn key(&self) -> Key {
        keys::domains()
    }
}
