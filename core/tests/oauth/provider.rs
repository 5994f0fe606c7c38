//! An identity provider as a host's `Fetch`: it answers as data, and signs ID tokens with ES256.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD as BASE64URL};
use p256::ecdsa::{Signature, SigningKey, signature::Signer as _};
use serde_json::{Value, json};
use userpool::storage::{FetchError, FetchRequest, FetchResponse};

pub const ISSUER: &str = "https://idp.example.com";

/// What the provider says next, and what it was asked.
#[derive(Default)]
pub struct Provider {
    state: Mutex<State>,
}

struct State {
    claims: Value,
    nonce: String,
    faults: BTreeMap<&'static str, FetchError>,
    asked: Vec<(String, String)>,
    status: u16,
}

impl Default for State {
    fn default() -> Self {
        Self {
            claims: json!({"sub": "u-1", "email": "ana@idp.example.com", "email_verified": true, "given_name": "Ana"}),
            nonce: String::new(),
            faults: BTreeMap::new(),
            asked: Vec::new(),
            status: 200,
        }
    }
}

impl Provider {
    pub fn says(&self, name: &str, value: impl Into<Value>) {
        self.state.lock().unwrap().claims[name] = value.into();
    }

    pub fn forgets(&self, name: &str) {
        self.state.lock().unwrap().claims.as_object_mut().unwrap().remove(name);
    }

    pub fn nonce(&self, nonce: &str) {
        nonce.clone_into(&mut self.state.lock().unwrap().nonce);
    }

    /// Requests to this path fail.
    pub fn fails(&self, path: &'static str, error: FetchError) {
        self.state.lock().unwrap().faults.insert(path, error);
    }

    pub fn refuses_codes(&self) {
        self.state.lock().unwrap().status = 400;
    }

    /// The paths and the bodies that it was asked with.
    pub fn asked(&self) -> Vec<(String, String)> {
        self.state.lock().unwrap().asked.clone()
    }

    pub fn fetch(&self, request: &FetchRequest) -> Result<FetchResponse, FetchError> {
        let mut state = self.state.lock().unwrap();
        let path = request.url.expose().strip_prefix(ISSUER).expect("the provider").to_owned();
        state.asked.push((path.clone(), request.body.expose().to_owned()));
        if let Some(fault) = state.faults.get(&*path) {
            return Err(fault.clone());
        }
        let (status, body) = match &*path {
            "/.well-known/openid-configuration" => (200, discovery()),
            "/keys" => (200, keys()),
            "/token" if state.status != 200 => (state.status, json!({"error": "invalid_grant"})),
            "/token" => {
                let tokens = json!({
                    "access_token": "at-1", "token_type": "Bearer", "expires_in": 60, "id_token": state.id_token(),
                });
                (200, tokens)
            }
            "/userinfo" => (200, state.claims.clone()),
            _ => (404, json!({})),
        };
        Ok(FetchResponse::new(status, body.to_string()))
    }
}

impl State {
    fn id_token(&self) -> String {
        let mut claims = self.claims.clone();
        let now = crate::world::START.seconds();
        for (name, value) in [
            ("iss", json!(ISSUER)),
            ("aud", json!("client-1")),
            ("iat", json!(now)),
            ("exp", json!(now + 600)),
            ("nonce", json!(self.nonce)),
        ] {
            if claims.get(name).is_none() {
                claims[name] = value;
            }
        }
        let part = |value: Value| BASE64URL.encode(value.to_string());
        let input = format!("{}.{}", part(json!({"alg": "ES256", "kid": "k1"})), part(claims));
        let signature: Signature = key().sign(input.as_bytes());
        format!("{input}.{}", BASE64URL.encode(signature.to_bytes()))
    }
}

fn key() -> SigningKey {
    SigningKey::from_slice(&[7; 32]).unwrap()
}

fn keys() -> Value {
    let point = key().verifying_key().to_sec1_point(false);
    let coordinate = |bytes: &[u8]| BASE64URL.encode(bytes);
    let bytes = point.as_bytes();
    json!({"keys": [{
        "kty": "EC", "crv": "P-256", "kid": "k1", "use": "sig", "alg": "ES256",
        "x": coordinate(&bytes[1..33]), "y": coordinate(&bytes[33..]),
    }]})
}

fn discovery() -> Value {
    json!({
        "issuer": ISSUER,
        "authorization_endpoint": format!("{ISSUER}/authorize"),
        "token_endpoint": format!("{ISSUER}/token"),
        "userinfo_endpoint": format!("{ISSUER}/userinfo"),
        "jwks_uri": format!("{ISSUER}/keys"),
    })
}

/// The provider as a host's `Fetch`.
pub fn host(provider: &Arc<Provider>) -> impl userpool::storage::Fetch + use<> {
    let provider = Arc::clone(provider);
    move |request: FetchRequest| {
        let answer = provider.fetch(&request);
        async move { answer }
    }
}
