//! Makes passkeys and signs in with them as a browser and its authenticator do, and lies as it is told.

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD as BASE64URL};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use userpool::{
    RsaSigner,
    storage::{Algorithm, KeyMaterial, Signer},
};

use super::{KEYS, now};

/// The private half, by algorithm.
#[derive(Clone)]
pub enum PasskeyKey {
    Es256(p256::ecdsa::SigningKey),
    EdDsa(ed25519_dalek::SigningKey),
    Rs256(Vec<u8>),
}

#[derive(Clone)]
pub struct Authenticator {
    pub key: PasskeyKey,
    pub id: Vec<u8>,
    pub origin: String,
    pub rp_id: String,
    pub flags: u8,
    pub counter: u32,
    /// The ceremony that the browser reports, if it is false.
    pub ceremony: Option<&'static str>,
    /// The algorithm that a registration names instead of ES256.
    pub algorithm: Option<u8>,
    /// A registration has a credential.
    pub attested: bool,
    pub attachment: Option<&'static str>,
    pub transports: &'static [&'static str],
    pub user_handle: Option<String>,
}

/// The user was present.
pub const PRESENT: u8 = 1;
/// The user was verified.
pub const VERIFIED: u8 = 4;
const ATTESTED: u8 = 0x40;

impl Authenticator {
    pub fn new(seed: u8) -> Self {
        Self {
            key: PasskeyKey::Es256(p256::ecdsa::SigningKey::from_slice(&[seed + 1; 32]).unwrap()),
            id: vec![seed; 20],
            origin: "https://login.example.com".into(),
            rp_id: "example.com".into(),
            flags: PRESENT | VERIFIED,
            counter: 0,
            ceremony: None,
            algorithm: None,
            attested: true,
            attachment: Some("platform"),
            transports: &["internal"],
            user_handle: None,
        }
    }

    pub fn eddsa(seed: u8) -> Self {
        Self { key: PasskeyKey::EdDsa(ed25519_dalek::SigningKey::from_bytes(&[seed; 32])), ..Self::new(seed) }
    }

    pub fn rs256(seed: u8) -> Self {
        use base64::prelude::BASE64_STANDARD;
        let private = BASE64_STANDARD.decode(KEYS[usize::from(seed) % KEYS.len()].trim()).unwrap();
        Self { key: PasskeyKey::Rs256(private), ..Self::new(seed) }
    }

    pub fn id(&self) -> String {
        BASE64URL.encode(&self.id)
    }

    /// `RegistrationResponseJSON`.
    pub fn create(&self, options: &Value) -> Value {
        let client_data = self.client_data("webauthn.create", options);
        let mut data = Sha256::digest(&self.rp_id).to_vec();
        data.push(self.flags | if self.attested { ATTESTED } else { 0 });
        data.extend(self.counter.to_be_bytes());
        data.extend([0; 16]);
        data.extend(u16::try_from(self.id.len()).unwrap().to_be_bytes());
        data.extend(&self.id);
        data.extend(self.cose_key());
        let mut attestation = b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x59".to_vec();
        attestation.extend(u16::try_from(data.len()).unwrap().to_be_bytes());
        attestation.extend(data);
        json!({
            "id": self.id(),
            "rawId": self.id(),
            "type": "public-key",
            "authenticatorAttachment": self.attachment,
            "clientExtensionResults": {"credProps": {"rk": true}},
            "response": {
                "clientDataJSON": BASE64URL.encode(client_data),
                "attestationObject": BASE64URL.encode(attestation),
                "transports": self.transports,
                "publicKeyAlgorithm": match self.key {
                    PasskeyKey::Es256(_) => -7,
                    PasskeyKey::EdDsa(_) => -8,
                    PasskeyKey::Rs256(_) => -257,
                },
            },
        })
    }

    /// `AuthenticationResponseJSON`.
    pub fn get(&self, options: &Value) -> Value {
        let client_data = self.client_data("webauthn.get", options);
        let mut data = Sha256::digest(&self.rp_id).to_vec();
        data.push(self.flags);
        data.extend(self.counter.to_be_bytes());
        let signature = self.sign(&[&data[..], &Sha256::digest(&client_data)].concat());
        json!({
            "id": self.id(),
            "rawId": self.id(),
            "type": "public-key",
            "authenticatorAttachment": self.attachment,
            "clientExtensionResults": {},
            "response": {
                "clientDataJSON": BASE64URL.encode(client_data),
                "authenticatorData": BASE64URL.encode(data),
                "signature": BASE64URL.encode(signature),
                "userHandle": self.user_handle,
            },
        })
    }

    fn client_data(&self, ceremony: &str, options: &Value) -> String {
        let ceremony = self.ceremony.unwrap_or(ceremony);
        json!({
            "type": ceremony, "challenge": options["challenge"], "origin": self.origin, "crossOrigin": false,
        })
        .to_string()
    }

    fn cose_key(&self) -> Vec<u8> {
        match &self.key {
            PasskeyKey::Es256(key) => {
                let point = key.verifying_key().to_sec1_point(false);
                let point = point.as_bytes();
                let mut cose = vec![0xa5, 1, 2, 3, self.algorithm.unwrap_or(0x26), 0x20, 1, 0x21, 0x58, 32];
                cose.extend(&point[1..33]);
                cose.extend([0x22, 0x58, 32]);
                cose.extend(&point[33..]);
                cose
            }
            PasskeyKey::EdDsa(key) => {
                let mut cose = vec![0xa4, 1, 1, 3, 0x27, 0x20, 6, 0x21, 0x58, 32];
                cose.extend(key.verifying_key().as_bytes());
                cose
            }
            PasskeyKey::Rs256(private) => {
                use rsa::{pkcs8::DecodePrivateKey as _, traits::PublicKeyParts as _};
                let key = rsa::RsaPrivateKey::from_pkcs8_der(private).unwrap();
                let mut cose = vec![0xa4, 1, 3, 3, 0x39, 1, 0, 0x20, 0x59, 1, 0];
                cose.extend(key.n().to_be_bytes_trimmed_vartime());
                cose.extend([0x21, 0x43, 1, 0, 1]);
                cose
            }
        }
    }

    fn sign(&self, message: &[u8]) -> Vec<u8> {
        match &self.key {
            PasskeyKey::Es256(key) => {
                use p256::ecdsa::signature::Signer as _;
                let signature: p256::ecdsa::Signature = key.sign(message);
                signature.to_der().as_bytes().to_vec()
            }
            PasskeyKey::EdDsa(key) => {
                use ed25519_dalek::Signer as _;
                key.sign(message).to_bytes().to_vec()
            }
            PasskeyKey::Rs256(private) => {
                let material = KeyMaterial {
                    id: "passkey".into(),
                    algorithm: Algorithm::Rs256,
                    private: private.clone(),
                };
                now(RsaSigner::default().sign(&material, message, [9; 32])).unwrap()
            }
        }
    }
}
