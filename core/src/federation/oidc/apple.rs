//! What is special about Sign in with Apple: the client secret is a signed token, and the name of a user is sent only once, in a form.

use base64::{
    Engine as _,
    prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD},
};
use p256::ecdsa::{Signature, SigningKey, signature::Signer as _};
use serde_json::{Map, Value, json};
use zeroize::Zeroizing;

use super::{error::OidcError, settings::Settings};
use crate::{bounded_json, sensitive::Sensitive, time::Timestamp};

/// Apple's issuer, which is the audience of client secrets.
const AUDIENCE: &str = "https://appleid.apple.com";

/// How long a client secret is valid, in seconds. It is used at once; Apple allows six months.
const SECRET_SECONDS: u64 = 300;

/// Tags of DER.
const INTEGER: u8 = 0x02;
const OCTET_STRING: u8 = 0x04;
const SEQUENCE: u8 = 0x30;

/// The algorithm of a key for P-256: the identifiers `ecPublicKey` (1.2.840.10045.2.1) and `prime256v1` (1.2.840.10045.3.1.7).
const ALGORITHM: [u8; 19] =
    [6, 7, 0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1, 6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7];

/// Longest form member `user`, in bytes.
const USER_BYTES_MAX: usize = 4096;

/// A [client secret](https://developer.apple.com/documentation/accountorganizationaldatasharing/creating-a-client-secret): a JWT that
/// the private key of the provider details signs. Its signature needs no randomness ([RFC
/// 6979](https://www.rfc-editor.org/rfc/rfc6979)).
pub(super) fn client_secret(settings: Settings<'_>, now: Timestamp) -> Result<Sensitive, OidcError> {
    let key = signing_key(settings.required("private_key")?).ok_or(OidcError::Detail("private_key"))?;
    let header = json!({"alg": "ES256", "kid": settings.required("key_id")?});
    let claims = json!({
        "iss": settings.required("team_id")?,
        "iat": now.seconds(),
        "exp": now.seconds().saturating_add(SECRET_SECONDS),
        "aud": AUDIENCE,
        "sub": settings.client_id()?,
    });
    let [header, claims] = [header, claims].map(|part| BASE64_URL_SAFE_NO_PAD.encode(part.to_string()));
    let signing_input = format!("{header}.{claims}");
    let signature: Signature = key.sign(signing_input.as_bytes());
    Ok(Sensitive::new(format!("{signing_input}.{}", BASE64_URL_SAFE_NO_PAD.encode(signature.to_bytes()))))
}

/// Reads a private key for P-256 in PKCS#8, as PEM or as the base64 in it.
fn signing_key(text: &str) -> Option<SigningKey> {
    let lines = text.lines().map(str::trim).filter(|line| !line.starts_with("-----"));
    let base64 = Zeroizing::new(lines.collect::<String>());
    let document = Zeroizing::new(BASE64_STANDARD.decode(&*base64).ok()?);
    SigningKey::from_slice(private_scalar(&document)?).ok()
}

/// The 32 bytes of the private key in a `PrivateKeyInfo` ([RFC 5208 §5](https://www.rfc-editor.org/rfc/rfc5208#section-5)) that
/// contains an `ECPrivateKey` ([RFC 5915 §3](https://www.rfc-editor.org/rfc/rfc5915#section-3)). What follows them, such as the public
/// key, is not read.
///
/// The readers of the crate `der` would add three kilobytes to the module of the npm package.
fn private_scalar(document: &[u8]) -> Option<&[u8]> {
    let mut info = content(&mut { document }, SEQUENCE)?;
    let _version = content(&mut info, INTEGER)?;
    if content(&mut info, SEQUENCE)? != ALGORITHM {
        return None;
    }
    let mut key = content(&mut info, OCTET_STRING)?;
    let mut key = content(&mut key, SEQUENCE)?;
    let _version = content(&mut key, INTEGER)?;
    content(&mut key, OCTET_STRING)
}

/// Takes the next element, which must have this tag, and returns its content. Lengths have at most two bytes.
fn content<'d>(der: &mut &'d [u8], tag: u8) -> Option<&'d [u8]> {
    let rest = der.strip_prefix(&[tag])?;
    let (length, rest) = match *rest {
        [length @ ..=0x7f, ref rest @ ..] => (length, rest),
        [0x81, length, ref rest @ ..] => (length, rest),
        _ => return None,
    };
    let (content, rest) = rest.split_at_checked(length.into())?;
    *der = rest;
    Some(content)
}

/// The claims in the form member `user`, which Apple sends with the callback of a user's first sign-in: `firstName`, `lastName` and
/// `name`. Nobody has signed them, so the email address in it is ignored; the ID token has it. No claims if it cannot be read.
///
/// Source: [Request an authorization to the Sign in with Apple
/// server](https://developer.apple.com/documentation/signinwithapplerestapi/request-an-authorization-to-the-sign-in-with-apple-server.).
pub(crate) fn user_claims(user: &str) -> Map<String, Value> {
    let mut claims = Map::new();
    let parsed = if user.len() <= USER_BYTES_MAX { bounded_json::parse(user.as_bytes()).ok() } else { None };
    let part = |name: &str| parsed.as_ref()?.get("name")?.get(name)?.as_str();
    let parts = [("firstName", part("firstName")), ("lastName", part("lastName"))];
    for (name, value) in parts {
        if let Some(value) = value {
            claims.insert(name.to_owned(), value.into());
        }
    }
    let whole: Vec<&str> =
        parts.iter().filter_map(|(_, value)| *value).filter(|part| !part.is_empty()).collect();
    if !whole.is_empty() {
        claims.insert("name".to_owned(), whole.join(" ").into());
    }
    claims
}
