//! [SAML metadata](https://docs.oasis-open.org/security/saml/v2.0/saml-metadata-2.0-os.pdf) of an identity provider.

use roxmltree::Node;

use super::{
    instant::{duration, instant},
    key::Key,
    refusal::Refusal,
    xml::{self, Bounds, Name, XmlError, name},
};
use crate::time::Timestamp;

const ENTITIES_DESCRIPTOR: Name = (name::METADATA, "EntitiesDescriptor");
const ENTITY_DESCRIPTOR: Name = (name::METADATA, "EntityDescriptor");
const IDP_SSO_DESCRIPTOR: Name = (name::METADATA, "IDPSSODescriptor");
const KEY_DESCRIPTOR: Name = (name::METADATA, "KeyDescriptor");
const SINGLE_SIGN_ON: Name = (name::METADATA, "SingleSignOnService");
const SINGLE_LOGOUT: Name = (name::METADATA, "SingleLogoutService");
const KEY_INFO: Name = (name::DSIG, "KeyInfo");
const X509_DATA: Name = (name::DSIG, "X509Data");
const X509_CERTIFICATE: Name = (name::DSIG, "X509Certificate");

const REDIRECT_BINDING: &str = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect";
const POST_BINDING: &str = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST";

/// A provider's own metadata has up to a hundred kilobytes; that of a whole federation is not meant here.
const BOUNDS: Bounds = Bounds { bytes: 512 * 1024, elements: 10_000 };

/// Most signing certificates: each is tried on a signature that does not match.
const CERTIFICATES_MAX: usize = 8;

/// Longest location of an endpoint, and longest entity ID ([SAML metadata, section 2.2.1]: 1024).
const LOCATION_BYTES_MAX: usize = 2048;
const ENTITY_ID_CHARACTERS_MAX: usize = 1024;

/// Why metadata was refused. The text may be shown to the administrator who configures the provider.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub(crate) enum MetadataError {
    /// The XML was not read.
    #[error("The SAML metadata cannot be read: {0}.")]
    Xml(#[from] XmlError),
    /// There is no `EntityDescriptor`, or an element that must be there once is there twice.
    #[error("The SAML metadata is not valid: {0}.")]
    Structure(&'static str),
    /// `validUntil` is over.
    #[error("The SAML metadata has expired.")]
    Expired,
    /// No `SingleSignOnService` with HTTP-Redirect or HTTP-POST.
    #[error("The SAML metadata has no single sign-on URL for HTTP-Redirect or HTTP-POST.")]
    NoSignOn,
    /// An endpoint's location is not a URL of HTTP or HTTPS.
    #[error("The SAML metadata has an endpoint whose location is not an HTTPS or HTTP URL.")]
    Location,
    /// No certificate that verifies one of the accepted algorithms.
    #[error(
        "The SAML metadata has no usable signing certificate: \
         RSA keys of 2048 to 4096 bits and P-256 keys are accepted."
    )]
    NoCertificate,
    /// More certificates than are tried.
    #[error("The SAML metadata has more than {CERTIFICATES_MAX} signing certificates.")]
    TooManyCertificates,
}

/// What the service provider needs to know about an identity provider.
#[derive(Clone, Debug)]
pub(crate) struct Metadata {
    /// The name of the provider, which issues its messages.
    pub(crate) entity_id: String,
    /// Where authentication requests go by HTTP-Redirect. It or `sso_post` is there.
    pub(crate) sso_redirect: Option<String>,
    /// Where authentication requests go by HTTP-POST.
    pub(crate) sso_post: Option<String>,
    /// Where logout messages go by HTTP-Redirect.
    pub(crate) slo_redirect: Option<Endpoint>,
    /// Where logout messages go by HTTP-POST.
    pub(crate) slo_post: Option<Endpoint>,
    /// The certificates of keys that sign, in DER: one or, while the provider changes its key, several.
    #[cfg_attr(
        not(test),
        expect(dead_code, reason = "the keys in them are used; tests compare the certificates")
    )]
    pub(crate) certificates: Vec<Vec<u8>>,
    /// `WantAuthnRequestsSigned`.
    pub(crate) wants_signed_requests: bool,
    /// `validUntil`: from then on the metadata must not be used.
    pub(crate) valid_until: Option<Timestamp>,
    /// `cacheDuration`: after so many seconds the metadata should be read again.
    pub(crate) cache_seconds: Option<u64>,
    keys: Vec<Key>,
}

/// An endpoint of the provider.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Endpoint {
    /// Where requests go.
    pub(crate) location: String,
    /// Where responses go, if elsewhere.
    pub(crate) response_location: Option<String>,
}

impl Endpoint {
    /// Where responses go.
    pub(crate) fn for_responses(&self) -> &str {
        self.response_location.as_deref().unwrap_or(&self.location)
    }
}

impl Metadata {
    /// Reads the metadata of one identity provider: an `EntityDescriptor`, or an `EntitiesDescriptor` in which only one entity
    /// is an identity provider.
    ///
    /// A signature of the metadata is not verified. The metadata is as trustworthy as its source: the administrator who
    /// uploaded it, or the HTTPS server it was read from.
    ///
    /// # Errors
    /// For XML that is not read, and for metadata that has expired, or has no sign-on URL or no usable certificate.
    pub(crate) fn parse(xml: &[u8], now: Timestamp) -> Result<Self, MetadataError> {
        let text = xml::decoded(xml, BOUNDS)?;
        let document = xml::parse(&text, BOUNDS)?;
        let root = document.root_element();
        let (entity, idp) = provider(root)?;
        let [root_validity, validity, role_validity] = [validity(root)?, validity(entity)?, validity(idp)?];
        let validity = root_validity.earlier(validity).earlier(role_validity);
        if validity.until.is_some_and(|until| until <= now) {
            return Err(MetadataError::Expired);
        }
        let entity_id = entity.attribute("entityID").unwrap_or_default();
        if entity_id.is_empty() || entity_id.chars().count() > ENTITY_ID_CHARACTERS_MAX {
            return Err(MetadataError::Structure("the entity ID is missing or too long"));
        }
        let location = |name, binding| endpoint(idp, name, binding).map(|it| it.map(|it| it.location));
        let (sso_redirect, sso_post) =
            (location(SINGLE_SIGN_ON, REDIRECT_BINDING)?, location(SINGLE_SIGN_ON, POST_BINDING)?);
        if sso_redirect.is_none() && sso_post.is_none() {
            return Err(MetadataError::NoSignOn);
        }
        let (certificates, keys) = certificates(idp)?;
        Ok(Self {
            entity_id: entity_id.to_owned(),
            sso_redirect,
            sso_post,
            slo_redirect: endpoint(idp, SINGLE_LOGOUT, REDIRECT_BINDING)?,
            slo_post: endpoint(idp, SINGLE_LOGOUT, POST_BINDING)?,
            certificates,
            wants_signed_requests: idp
                .attribute("WantAuthnRequestsSigned")
                .is_some_and(|wants| matches!(wants.trim(), "true" | "1")),
            valid_until: validity.until,
            cache_seconds: validity.cache_seconds,
            keys,
        })
    }

    /// When the metadata is to be read again: after `default_seconds`, or earlier if the provider says so.
    pub(crate) fn refresh_at(&self, read_at: Timestamp, default_seconds: u64) -> Timestamp {
        let seconds = self.cache_seconds.map_or(default_seconds, |cache| cache.min(default_seconds));
        let refresh = read_at.plus_seconds(seconds);
        self.valid_until.map_or(refresh, |until| until.min(refresh))
    }

    /// The keys of the certificates.
    pub(super) fn keys(&self) -> &[Key] {
        &self.keys
    }
}

/// The only identity provider in a document: its `EntityDescriptor` and its role.
fn provider<'a, 'i>(root: Node<'a, 'i>) -> Result<(Node<'a, 'i>, Node<'a, 'i>), MetadataError> {
    if !xml::is(root, ENTITY_DESCRIPTOR) && !xml::is(root, ENTITIES_DESCRIPTOR) {
        return Err(MetadataError::Structure("the root element is not an EntityDescriptor"));
    }
    let entities = root.descendants().filter(|node| xml::is(*node, ENTITY_DESCRIPTOR));
    let mut providers =
        entities.flat_map(|entity| xml::named(entity, IDP_SSO_DESCRIPTOR).map(move |idp| (entity, idp)));
    match (providers.next(), providers.next()) {
        (Some(provider), None) => Ok(provider),
        (None, _) => Err(MetadataError::Structure("it does not describe an identity provider")),
        (Some(_), Some(_)) => Err(MetadataError::Structure("it describes several identity providers")),
    }
}

/// How long a descriptor holds.
#[derive(Clone, Copy, Debug, Default)]
struct Validity {
    until: Option<Timestamp>,
    cache_seconds: Option<u64>,
}

impl Validity {
    fn earlier(self, other: Self) -> Self {
        Self {
            until: self.until.into_iter().chain(other.until).min(),
            cache_seconds: self.cache_seconds.into_iter().chain(other.cache_seconds).min(),
        }
    }
}

fn validity(descriptor: Node<'_, '_>) -> Result<Validity, MetadataError> {
    let until = descriptor
        .attribute("validUntil")
        .map(|text| instant(text).ok_or(MetadataError::Structure("validUntil is not a time")));
    let cache_seconds = descriptor
        .attribute("cacheDuration")
        .map(|text| duration(text).ok_or(MetadataError::Structure("cacheDuration is not a duration")));
    Ok(Validity { until: until.transpose()?, cache_seconds: cache_seconds.transpose()? })
}

/// The first endpoint of a binding.
fn endpoint(idp: Node<'_, '_>, name: Name, binding: &str) -> Result<Option<Endpoint>, MetadataError> {
    let mut endpoints = xml::named(idp, name);
    let Some(found) = endpoints.find(|endpoint| endpoint.attribute("Binding") == Some(binding)) else {
        return Ok(None);
    };
    Ok(Some(Endpoint {
        location: url(found.attribute("Location").unwrap_or_default())?,
        response_location: found.attribute("ResponseLocation").map(url).transpose()?,
    }))
}

/// A URL that a browser may be sent to.
fn url(location: &str) -> Result<String, MetadataError> {
    let location = location.trim();
    let rest = location.strip_prefix("https://").or_else(|| location.strip_prefix("http://"));
    let is_url = rest.is_some_and(|rest| !rest.is_empty() && !rest.starts_with('/'))
        && location.len() <= LOCATION_BYTES_MAX
        && location.bytes().all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'"' | b'<' | b'>' | b'#'));
    if is_url { Ok(location.to_owned()) } else { Err(MetadataError::Location) }
}

/// The certificates for signing whose keys can be used, and their keys.
fn certificates(idp: Node<'_, '_>) -> Result<(Vec<Vec<u8>>, Vec<Key>), MetadataError> {
    let signing = xml::named(idp, KEY_DESCRIPTOR)
        .filter(|key| key.attribute("use").is_none_or(|purpose| purpose == "signing"));
    let elements = signing
        .flat_map(|key| xml::named(key, KEY_INFO))
        .flat_map(|info| xml::named(info, X509_DATA))
        .flat_map(|data| xml::named(data, X509_CERTIFICATE));
    let (mut certificates, mut keys) = (Vec::new(), Vec::new());
    for element in elements {
        let text = xml::text(element);
        let text = text.map_err(|_: Refusal| MetadataError::Structure("a certificate is not text"))?;
        let Some(certificate) = xml::from_base64(&text) else { continue };
        let Some(key) = Key::of_certificate(&certificate) else { continue };
        if !certificates.contains(&certificate) {
            certificates.push(certificate);
            keys.push(key);
        }
        if keys.len() > CERTIFICATES_MAX {
            return Err(MetadataError::TooManyCertificates);
        }
    }
    if keys.is_empty() { Err(MetadataError::NoCertificate) } else { Ok((certificates, keys)) }
}
