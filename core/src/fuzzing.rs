//! Entry points for fuzzing: one function for each parser of text or bytes from an attacker.
//!
//! The property tests of this crate and the targets in `core/fuzz` call the same functions. Each accepts any input, and
//! panics if the parser violates its contract. Nothing here is part of the crate's public interface.

#![expect(clippy::panic, reason = "a broken promise ends the fuzzer's run")]

use std::sync::{
    OnceLock,
    atomic::{AtomicU64, Ordering},
};

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, header};
use serde_json::{Value, json};
use userpool_storage_traits::{
    Algorithm, GeneratedKey, KeyMaterial, MemoryStorage, Message, PublicKey, Signer, SignerError,
    conformance::block_on,
};

use crate::{
    api,
    auth::webauthn::{self, Ceremony, ClientData, CredentialKey, Proof, RelyingParty, UserVerification},
    bounded_json,
    engine::Engine,
    jose::jws,
    time::{Moment, Moments, NoMoment, Timestamp},
    web::sigv4::{self, AccessKey, AccessPolicy, Credentials, RequestView},
};

/// The time of every call: 2026-01-01T00:00:00Z.
const NOW_SECONDS: u64 = 1_767_225_600;

/// A message of a SAML identity provider, and its metadata. Nothing may be accepted: no key has signed it.
#[cfg(feature = "saml")]
pub fn saml(bytes: &[u8]) {
    use crate::federation::saml::{
        DecryptionKey, Expected, ExpectedLogout, Metadata, verify_logout_request, verify_logout_response,
        verify_response,
    };
    let now = Timestamp::from_seconds(NOW_SECONDS);
    let _ = Metadata::parse(bytes, now);
    let Ok(idp) = Metadata::parse(SAML_METADATA.as_bytes(), now) else { unreachable!("it is right") };
    let url = "https://auth.example.org/saml2/idpresponse";
    let expected = Expected { audience: "urn:sp", acs_url: url, in_response_to: None, now };
    let key = DecryptionKey { pkcs8: &[], entropy: [0; 32] };
    let logout = ExpectedLogout { destination: url, now };
    let encoded = base64::prelude::BASE64_STANDARD.encode(bytes);
    let is_accepted = verify_response(&encoded, &idp, &expected, Some(key)).is_ok()
        || verify_logout_request(&encoded, &idp, logout).is_ok()
        || verify_logout_response(&encoded, &idp, logout).is_ok();
    assert!(!is_accepted, "a forged message");
}

/// Metadata with the certificate of P-256 from `tests/data/saml`.
#[cfg(feature = "saml")]
const SAML_METADATA: &str = concat!(
    "<EntityDescriptor xmlns='urn:oasis:names:tc:SAML:2.0:metadata' entityID='idp'><IDPSSODescriptor>",
    "<KeyDescriptor><KeyInfo xmlns='http://www.w3.org/2000/09/xmldsig#'><X509Data><X509Certificate>",
    include_str!("../tests/data/saml/certificate-ec.b64"),
    "</X509Certificate></X509Data></KeyInfo></KeyDescriptor><SingleSignOnService Location='https://i.example' ",
    "Binding='urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST'/></IDPSSODescriptor></EntityDescriptor>",
);

/// CBOR items, one after another.
pub fn cbor(bytes: &[u8]) {
    webauthn::check_cbor(bytes);
}

/// A COSE_Key of a passkey. The last 64 bytes also serve as a signature, which must not be valid.
pub fn cose(bytes: &[u8]) {
    if let Ok(key) = CredentialKey::parse(bytes) {
        let signature = &bytes[bytes.len().saturating_sub(64)..];
        assert!(!matches!(key.verify(b"a message", signature), Proof::Valid), "a forged signature");
    }
}

/// `clientDataJSON` of a registration and of a sign-in.
pub fn client_data(bytes: &[u8]) {
    let parsed = [Ceremony::Create, Ceremony::Get].map(|ceremony| ClientData::parse(bytes, ceremony));
    assert!(parsed.iter().filter(|parsed| parsed.is_ok()).count() <= 1, "one JSON, two ceremonies");
}

/// An attestation object, with valid client data.
pub fn attestation(bytes: &[u8]) {
    let json = br#"{"type":"webauthn.create","challenge":"AAAA","origin":"https://example.org"}"#;
    let client_data =
        ClientData::parse(json, Ceremony::Create).unwrap_or_else(|_| unreachable!("it is right"));
    let rp = RelyingParty { id: "example.org".to_owned(), user_verification: UserVerification::Preferred };
    if let Ok(credential) = webauthn::register(&client_data, bytes, &rp) {
        assert!(CredentialKey::parse(&credential.public_key).is_ok(), "a credential without a key");
    }
}

/// The parts of a signed request, each ended by a line feed: path and query, `Authorization`, `X-Amz-Date`, `Host`; the
/// rest is the body. Without the secret it does not verify; signed by us it verifies, and after a change it does not.
pub fn sigv4(bytes: &[u8]) {
    let mut parts = bytes.splitn(5, |byte| *byte == b'\n');
    let mut part = || parts.next().unwrap_or_default();
    let Ok(uri) = http::Uri::try_from(part()) else { return };
    let mut headers = HeaderMap::new();
    for name in [header::AUTHORIZATION, header::HeaderName::from_static("x-amz-date"), header::HOST] {
        let Ok(value) = HeaderValue::from_bytes(part()) else { return };
        headers.insert(name, value);
    }
    let mut request = http::Request::new(Bytes::copy_from_slice(part()));
    (*request.uri_mut(), *request.headers_mut()) = (uri, headers);
    let key = AccessKey::new("AKIDEXAMPLE", "a secret that no input contains");
    let policy =
        AccessPolicy::Keys(Credentials::none().with("AKIDEXAMPLE", "a secret that no input contains"));
    let now = NOW_SECONDS.cast_signed();
    let verify = |request: &http::Request<Bytes>| sigv4::verify(&RequestView::from(request), now, &policy);

    assert!(verify(&request).is_err(), "a forged signature");
    if sigv4::sign(&mut request, now, "us-east-1", &key).is_ok() {
        assert!(verify(&request).is_ok(), "a signature of ours is refused: {request:?}");
        let altered = [request.body(), &b"."[..]].concat();
        *request.body_mut() = altered.into();
        assert!(verify(&request).is_err(), "a signature of another body");
    }
}

/// The `Filter` of `ListUsers`.
pub fn filter(text: &str) {
    api::check_filter(text);
}

/// A compact JWS. A token that can be decoded has one representation.
pub fn jws(text: &str) {
    if let Ok(token) = jws::decode(text) {
        let signature = BASE64_URL_SAFE_NO_PAD.encode(&token.signature);
        let spelled = [token.signing_input, b".", signature.as_bytes()].concat();
        assert_eq!(spelled, text.as_bytes(), "a second spelling");
    }
}

/// JSON, parsed like a request: within the limits the result must be that of `serde_json`.
pub fn json(bytes: &[u8]) {
    if let Ok(value) = bounded_json::parse(bytes) {
        assert_eq!(serde_json::from_slice::<Value>(bytes).ok(), Some(value));
    }
}

/// The body of a request to an operation, which the first byte selects, for an engine that accepts every caller. In the
/// body `$POOL`, `$CLIENT` and `$TOKEN` are replaced by a pool, an app client of it and an access token of a user
/// `ana`. The response must not be an internal error.
pub fn operation(bytes: &[u8]) {
    static SERVICE: OnceLock<Service> = OnceLock::new();
    let Some((choice, body)) = bytes.split_first() else { return };
    let names: Vec<&str> = api::operation_names().map(|(name, _)| name).collect();
    let service = SERVICE.get_or_init(Service::new);
    let body = service.fill_in(body);
    let response = service.post(names[usize::from(*choice) % names.len()], body);
    assert_ne!(response.status(), 500, "{response:?}");
    if response.status() == 400 {
        let error: Value = serde_json::from_slice(response.body()).unwrap_or_default();
        assert!(error["__type"].is_string(), "{response:?}");
    }
}

/// An engine with a pool, an app client and a user.
struct Service {
    engine: Engine,
    /// Placeholders in the body, with their values.
    known: Vec<(&'static str, String)>,
}

impl Service {
    fn new() -> Self {
        let engine = Engine::builder()
            .storage(MemoryStorage::new())
            .messenger(|_: Message| async { Ok(()) })
            .signer(FixedSigner)
            .moments(FixedMoments)
            .public_suffixes("com")
            .master_key([7; 32])
            .access(AccessPolicy::DangerAcceptAny)
            .build();
        let mut service =
            Self { engine: engine.unwrap_or_else(|error| panic!("{error}")), known: Vec::new() };
        let pool = service.made("CreateUserPool", json!({"PoolName": "fuzzing"}), "/UserPool/Id");
        let flows = ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_USER_SRP_AUTH", "ALLOW_CUSTOM_AUTH"];
        let client = json!({"UserPoolId": pool, "ClientName": "fuzzing", "ExplicitAuthFlows": flows});
        let client = service.made("CreateUserPoolClient", client, "/UserPoolClient/ClientId");
        let user = json!({"UserPoolId": pool, "Username": "ana"});
        service.made("AdminCreateUser", user, "/User/Username");
        let password =
            json!({"UserPoolId": pool, "Username": "ana", "Password": "Correct-Horse9!", "Permanent": true});
        service.made("AdminSetUserPassword", password, "");
        let sign_in = json!({
            "AuthFlow": "USER_PASSWORD_AUTH",
            "ClientId": client,
            "AuthParameters": {"USERNAME": "ana", "PASSWORD": "Correct-Horse9!"},
        });
        let token = service.made("InitiateAuth", sign_in, "/AuthenticationResult/AccessToken");
        service.known = vec![("$POOL", pool), ("$CLIENT", client), ("$TOKEN", token)];
        service
    }

    /// Runs an operation that must succeed, and returns the value at this place of its response.
    fn made(&self, operation: &str, body: Value, place: &str) -> String {
        let response = self.post(operation, body.to_string().into_bytes());
        assert_eq!(response.status(), 200, "{operation}: {response:?}");
        let answer: Value = serde_json::from_slice(response.body()).unwrap_or_default();
        answer.pointer(place).and_then(Value::as_str).unwrap_or_default().to_owned()
    }

    fn fill_in(&self, body: &[u8]) -> Vec<u8> {
        let Ok(text) = std::str::from_utf8(body) else { return body.to_vec() };
        let filled = self.known.iter().fold(text.to_owned(), |text, (name, value)| text.replace(name, value));
        filled.into_bytes()
    }

    fn post(&self, operation: &str, body: Vec<u8>) -> http::Response<Bytes> {
        let mut request = http::Request::new(Bytes::from(body));
        *request.method_mut() = http::Method::POST;
        let headers = request.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/x-amz-json-1.1"));
        let target = format!("AWSCognitoIdentityProviderService.{operation}");
        let target = HeaderValue::from_str(&target).unwrap_or(HeaderValue::from_static(""));
        headers.insert("x-amz-target", target);
        block_on(self.engine.fetch(request))
    }
}

/// The same moments in every run, so that a finding can be reproduced.
struct FixedMoments;

impl Moments for FixedMoments {
    fn moment(&self) -> Result<Moment, NoMoment> {
        static CALLS: AtomicU64 = AtomicU64::new(0);
        let mut seed = [0; 32];
        seed[..8].copy_from_slice(&CALLS.fetch_add(1, Ordering::Relaxed).to_be_bytes());
        Ok(Moment { now: Timestamp::from_millis(NOW_SECONDS * 1000), seed })
    }
}

/// A signer whose signatures are constant and fast.
struct FixedSigner;

impl FixedSigner {
    const SIGNATURE: [u8; 256] = [0x5a; 256];
}

impl Signer for FixedSigner {
    async fn generate(&self, _: Algorithm, _: [u8; 32]) -> Result<GeneratedKey, SignerError> {
        let public = PublicKey::Rsa { n: vec![0xff; 256], e: vec![1, 0, 1] };
        Ok(GeneratedKey { private: vec![1], public })
    }

    async fn sign(&self, _: &KeyMaterial, _: &[u8], _: [u8; 32]) -> Result<Vec<u8>, SignerError> {
        Ok(Self::SIGNATURE.to_vec())
    }

    async fn verify(&self, _: &PublicKey, _: &[u8], signature: &[u8]) -> Result<bool, SignerError> {
        Ok(signature == Self::SIGNATURE)
    }
}
