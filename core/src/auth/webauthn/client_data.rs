//! `clientDataJSON`: the browser's data about the ceremony. [WebAuthn
//! §5.8.1](https://www.w3.org/TR/webauthn-3/#dictionary-client-data)

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL};
use serde::Deserialize;
use sha2::{Digest as _, Sha256};

use super::{Ceremony, Refusal};
use crate::json;

/// Browsers send a few hundred bytes; challenge and origin are the only long members.
const BYTES_MAX: usize = 16 * 1024;

/// The client data of a ceremony of the right type. Its other members are not checked yet.
#[derive(Clone, Debug)]
pub struct ClientData {
    challenge: Vec<u8>,
    origin: String,
    cross_origin: bool,
    hash: [u8; 32],
}

#[derive(Deserialize)]
struct Wire {
    r#type: String,
    challenge: String,
    origin: String,
    #[serde(rename = "crossOrigin", default)]
    cross_origin: Option<bool>,
}

impl ClientData {
    /// Parses the JSON of a `ceremony`.
    ///
    /// # Errors
    /// When the text is too long, is not such JSON, or belongs to the other ceremony.
    pub fn parse(json: &[u8], ceremony: Ceremony) -> Result<Self, Refusal> {
        const MALFORMED: Refusal = Refusal::Malformed("clientDataJSON");
        if json.len() > BYTES_MAX {
            return Err(MALFORMED);
        }
        let wire: Wire = json::from_slice(json).map_err(|_| MALFORMED)?;
        if wire.r#type != ceremony.client_data_type() {
            return Err(Refusal::Ceremony);
        }
        Ok(Self {
            challenge: BASE64URL.decode(&wire.challenge).map_err(|_| MALFORMED)?,
            origin: wire.origin,
            cross_origin: wire.cross_origin.unwrap_or(false),
            hash: Sha256::digest(json).into(),
        })
    }

    /// The challenge that the authenticator responded to.
    pub fn challenge(&self) -> &[u8] {
        &self.challenge
    }

    /// The SHA-256 of the JSON, which the authenticator signed.
    pub fn hash(&self) -> &[u8; 32] {
        &self.hash
    }

    /// Refuses pages that do not belong to the relying party, and frames inside other pages.
    pub(super) fn check_origin(&self, rp_id: &str) -> Result<(), Refusal> {
        if is_allowed(&self.origin, rp_id) && !self.cross_origin { Ok(()) } else { Err(Refusal::Origin) }
    }
}

/// Whether a page of `origin` may use passkeys of `rp_id`: an https page of that host or a subdomain, with any port.
/// Plain http is allowed on `localhost` only.
fn is_allowed(origin: &str, rp_id: &str) -> bool {
    let Some((scheme, authority)) = origin.split_once("://") else { return false };
    let (host, port) = authority.split_once(':').unwrap_or((authority, "443"));
    let is_host = !host.is_empty()
        && host
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-._".contains(&byte));
    let is_port = (1..=5).contains(&port.len()) && port.bytes().all(|byte| byte.is_ascii_digit());
    let is_local = is_within(host, "localhost");
    is_host && is_port && is_within(host, rp_id) && (scheme == "https" || scheme == "http" && is_local)
}

/// Whether `host` is `domain` or a subdomain of it.
fn is_within(host: &str, domain: &str) -> bool {
    !domain.is_empty()
        && host.strip_suffix(domain).is_some_and(|below| {
            below.is_empty() || below.len() > 1 && below.ends_with('.') && !below.starts_with('.')
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_of_the_relying_party_and_its_subdomains_are_allowed() {
        for (origin, rp_id) in [
            ("https://example.com", "example.com"),
            ("https://example.com:8443", "example.com"),
            ("https://login.example.com", "example.com"),
            ("https://a.b.example.com", "example.com"),
            ("http://localhost:3000", "localhost"),
            ("http://app.localhost", "localhost"),
            ("https://localhost", "localhost"),
        ] {
            assert!(is_allowed(origin, rp_id), "{origin} {rp_id}");
        }
    }

    #[test]
    fn all_other_pages_are_refused() {
        for origin in [
            "http://example.com",
            "https://example.org",
            "https://evilexample.com",
            "https://example.com.evil.net",
            "https://.example.com",
            "https://com",
            "https://example.com:443@evil.net",
            "https://evil.net/example.com",
            "https://evil.net#.example.com",
            "https://evil.net?example.com",
            "https://example.com/",
            "https://example.com:",
            "https://EXAMPLE.com",
            "https://[::1]",
            "android:apk-key-hash:example.com",
            "https:example.com",
            "null",
            "",
        ] {
            assert!(!is_allowed(origin, "example.com"), "{origin}");
        }
        assert!(!is_allowed("http://notlocalhost", "notlocalhost"));
        assert!(!is_allowed("https://example.com", ""));
        assert!(!is_allowed("https://example.com", "login.example.com"));
    }

    #[test]
    fn client_data_is_valid_for_one_ceremony() {
        let json = br#"{"type":"webauthn.get","challenge":"AQI","origin":"https://example.com","later":[1]}"#;
        assert_eq!(ClientData::parse(json, Ceremony::Get).unwrap().challenge(), [1, 2]);
        assert_eq!(ClientData::parse(json, Ceremony::Create).unwrap_err(), Refusal::Ceremony);
    }

    #[test]
    fn malformed_client_data_is_refused() {
        for json in [
            "",
            "[]",
            "{}",
            r#"{"type":"webauthn.get","challenge":"AQI"}"#,
            r#"{"type":"webauthn.get","challenge":"AQI=","origin":"o"}"#,
            r#"{"type":"webauthn.get","challenge":"A?","origin":"o"}"#,
            r#"{"type":"webauthn.get","type":"webauthn.get","challenge":"AQI","origin":"o"}"#,
        ] {
            let refusal = ClientData::parse(json.as_bytes(), Ceremony::Get).unwrap_err();
            assert_eq!(refusal, Refusal::Malformed("clientDataJSON"), "{json}");
        }
        let long =
            format!(r#"{{"type":"webauthn.get","challenge":"","origin":"{}"}}"#, "o".repeat(BYTES_MAX));
        assert!(ClientData::parse(long.as_bytes(), Ceremony::Get).is_err());
    }

    #[test]
    fn a_frame_inside_another_page_is_refused() {
        let parse = |cross| {
            let json = format!(
                r#"{{"type":"webauthn.get","challenge":"","origin":"https://example.com","crossOrigin":{cross}}}"#
            );
            ClientData::parse(json.as_bytes(), Ceremony::Get).unwrap().check_origin("example.com")
        };
        assert_eq!(parse(false), Ok(()));
        assert_eq!(parse(true), Err(Refusal::Origin));
    }
}
