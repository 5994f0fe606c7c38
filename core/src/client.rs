//! The client side of SRP, for tests, benchmarks and programs that sign in without sending the password.
//!
//! ```
//! use userpool::client::{PasswordChallenge, SrpClient};
//!
//! # fn main() -> Result<(), userpool::client::ClientError> {
//! let client = SrpClient::new("us-east-1_Vect0rOne", [7; 32]); // 32 bytes from a generator for secrets
//!
//! // InitiateAuth: AuthFlow USER_SRP_AUTH, AuthParameters USERNAME and SRP_A.
//! let srp_a = client.srp_a();
//! assert!(srp_a.len() <= 768);
//!
//! // The response names the challenge PASSWORD_VERIFIER and contains these ChallengeParameters.
//! let challenge = PasswordChallenge {
//!     salt: "2a5f0c9e13b748d6a1c0e4f7925b3d18",
//!     srp_b: "1234abcd",
//!     secret_block: "b3BhcXVl",
//!     user_id: "3f1b6c8e-5d0a-4b7e-9c21-7a0d4e9b1c55",
//! };
//!
//! // RespondToAuthChallenge: these are the ChallengeResponses.
//! let answer = client.answer("Correct-Horse9!", &challenge, 1_767_413_106)?;
//! assert_eq!(answer.timestamp, "Sat Jan 3 04:05:06 UTC 2026");
//! assert_eq!(answer.responses().map(|(name, _)| name)[1], "PASSWORD_CLAIM_SIGNATURE");
//! # Ok(())
//! # }
//! ```

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use zeroize::Zeroizing;

use crate::auth::srp::{
    self, Identity, PublicValue, Salt, SrpError, Verifier, client_public, client_session_key, pool_name,
    timestamp,
};

/// Why the client cannot respond to a challenge.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum ClientError {
    /// The challenge lacks a parameter.
    #[error("the challenge has no parameter {0}")]
    MissingParameter(&'static str),

    /// `SECRET_BLOCK` is not base64.
    #[error("the secret block is not base64")]
    SecretBlock,

    /// `SALT` or `SRP_B` is not acceptable. A server whose B is divisible by N, or whose B makes u zero, does not know
    /// the verifier.
    #[error(transparent)]
    Srp(#[from] SrpError),
}

/// One sign-in: the secret a, and A, which the server gets as `SRP_A`.
///
/// The same client may respond to `PASSWORD_VERIFIER` and then to `DEVICE_PASSWORD_VERIFIER`.
#[derive(Clone)]
pub struct SrpClient {
    pool_name: String,
    secret: Zeroizing<Vec<u8>>,
    public: PublicValue,
}

impl SrpClient {
    /// Starts a sign-in to a pool with 32 random bytes, newly drawn for every sign-in. Costs one exponentiation.
    pub fn new(user_pool_id: &str, random: [u8; 32]) -> Self {
        Self::with_exponent(user_pool_id, &*Zeroizing::new(random))
    }

    /// For test vectors: Amazon's clients draw 128 bytes, this one draws 32.
    pub(crate) fn with_exponent(user_pool_id: &str, a: &[u8]) -> Self {
        Self {
            pool_name: pool_name(user_pool_id).to_owned(),
            secret: Zeroizing::new(a.to_vec()),
            public: client_public(a),
        }
    }

    /// `SRP_A`: lower-case hexadecimal digits without leading zeros.
    pub fn srp_a(&self) -> String {
        self.public.hex()
    }

    /// Responds to `PASSWORD_VERIFIER` with the user's password.
    pub fn answer(
        &self,
        password: &str,
        challenge: &PasswordChallenge<'_>,
        unix_seconds: u64,
    ) -> Result<PasswordClaim, ClientError> {
        self.sign(&Identity::user(&self.pool_name, challenge.user_id), password, challenge, unix_seconds)
    }

    /// Responds to `DEVICE_PASSWORD_VERIFIER` with the device's own password.
    pub fn answer_device(
        &self,
        device: &Device,
        challenge: &PasswordChallenge<'_>,
        unix_seconds: u64,
    ) -> Result<PasswordClaim, ClientError> {
        self.sign(&device.identity(), &device.password, challenge, unix_seconds)
    }

    fn sign(
        &self,
        identity: &Identity<'_>,
        password: &str,
        challenge: &PasswordChallenge<'_>,
        unix_seconds: u64,
    ) -> Result<PasswordClaim, ClientError> {
        let salt = Salt::from_hex(challenge.salt)?;
        let server_public = PublicValue::from_hex(challenge.srp_b)?;
        let block = BASE64.decode(challenge.secret_block).map_err(|_| ClientError::SecretBlock)?;

        let x = identity.exponent(password, &salt);
        let key = client_session_key(&self.secret, &self.public, &server_public, &*x)?;
        let timestamp = timestamp::format(unix_seconds);
        Ok(PasswordClaim {
            secret_block: challenge.secret_block.to_owned(),
            signature: BASE64.encode(key.claim(identity, &block, &timestamp)),
            timestamp,
        })
    }
}

impl fmt::Debug for SrpClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SrpClient")
            .field("pool_name", &self.pool_name)
            .field("public", &self.public)
            .finish_non_exhaustive()
    }
}

/// The `ChallengeParameters` of `PASSWORD_VERIFIER` and `DEVICE_PASSWORD_VERIFIER` that the response depends on.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct PasswordChallenge<'a> {
    /// `SALT`
    pub salt: &'a str,
    /// `SRP_B`
    pub srp_b: &'a str,
    /// `SECRET_BLOCK`
    pub secret_block: &'a str,
    /// `USER_ID_FOR_SRP`; may be empty for a device.
    pub user_id: &'a str,
}

impl<'a> PasswordChallenge<'a> {
    /// Reads the parameters of `PASSWORD_VERIFIER` from any source, such as a map or JSON.
    pub fn user(parameter: impl Fn(&str) -> Option<&'a str>) -> Result<Self, ClientError> {
        let user_id = required(&parameter, "USER_ID_FOR_SRP")?;
        Ok(Self { user_id, ..Self::device(parameter)? })
    }

    /// Reads the parameters of `DEVICE_PASSWORD_VERIFIER`.
    pub fn device(parameter: impl Fn(&str) -> Option<&'a str>) -> Result<Self, ClientError> {
        Ok(Self {
            salt: required(&parameter, "SALT")?,
            srp_b: required(&parameter, "SRP_B")?,
            secret_block: required(&parameter, "SECRET_BLOCK")?,
            user_id: "",
        })
    }
}

fn required<'a>(
    parameter: impl Fn(&str) -> Option<&'a str>,
    name: &'static str,
) -> Result<&'a str, ClientError> {
    parameter(name).ok_or(ClientError::MissingParameter(name))
}

/// The proof that the client knows the password.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct PasswordClaim {
    /// `PASSWORD_CLAIM_SECRET_BLOCK`: the value from the challenge, unchanged.
    pub secret_block: String,
    /// `PASSWORD_CLAIM_SIGNATURE`
    pub signature: String,
    /// `TIMESTAMP`
    pub timestamp: String,
}

impl PasswordClaim {
    /// The `ChallengeResponses` with their names. The caller must add `USERNAME` and, for a device, `DEVICE_KEY`.
    pub fn responses(self) -> [(&'static str, String); 3] {
        [
            ("PASSWORD_CLAIM_SECRET_BLOCK", self.secret_block),
            ("PASSWORD_CLAIM_SIGNATURE", self.signature),
            ("TIMESTAMP", self.timestamp),
        ]
    }
}

/// A remembered device: the keys that the pool assigned in `NewDeviceMetadata`, and the password that the device
/// generated.
#[derive(Clone)]
pub struct Device {
    group_key: String,
    key: String,
    password: Zeroizing<String>,
}

impl Device {
    /// A device that will be confirmed, with 40 random bytes for its password.
    pub fn new(group_key: &str, key: &str, random: [u8; 40]) -> Self {
        let password = BASE64.encode(*Zeroizing::new(random));
        Self::restore(group_key, key, password)
    }

    /// A device that stored its password.
    pub fn restore(group_key: &str, key: &str, password: String) -> Self {
        Self { group_key: group_key.to_owned(), key: key.to_owned(), password: Zeroizing::new(password) }
    }

    /// The value for `ConfirmDevice`, with 16 random bytes for the salt. Costs one exponentiation.
    pub fn secret_verifier_config(&self, random: [u8; 16]) -> DeviceSecretVerifierConfig {
        let salt = Salt::from_random(random);
        let verifier = Verifier::derive(&self.identity(), &self.password, &salt);
        DeviceSecretVerifierConfig {
            salt: BASE64.encode(srp::pad_hex(salt.as_bytes())),
            password_verifier: BASE64.encode(srp::pad_hex(&*verifier.to_bytes())),
        }
    }

    /// `DEVICE_KEY`
    pub fn key(&self) -> &str {
        &self.key
    }

    /// The password, to be stored for [`restore`](Self::restore).
    pub fn password(&self) -> &str {
        &self.password
    }

    fn identity(&self) -> Identity<'_> {
        Identity::device(&self.group_key, &self.key)
    }
}

impl fmt::Debug for Device {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Device")
            .field("group_key", &self.group_key)
            .field("key", &self.key)
            .finish_non_exhaustive()
    }
}

/// `DeviceSecretVerifierConfig` of `ConfirmDevice`.
#[derive(Clone, Eq, PartialEq)]
pub struct DeviceSecretVerifierConfig {
    /// `Salt`
    pub salt: String,
    /// `PasswordVerifier`
    pub password_verifier: String,
}

impl fmt::Debug for DeviceSecretVerifierConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DeviceSecretVerifierConfig").field("salt", &self.salt).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auth::srp::{ServerEphemeral, device_verifier};
    use proptest::prelude::*;

    const POOL: &str = "eu-west-1_RoundTrip";
    const BLOCK: &str = "c2VjcmV0IGJsb2Nr";
    const NOW: u64 = 1_767_413_106;

    fn vectors() -> serde_json::Value {
        serde_json::from_str(include_str!("../tests/data/srp-vectors.json")).unwrap()
    }

    fn unhex(text: &serde_json::Value) -> Vec<u8> {
        num_bigint::BigUint::parse_bytes(text.as_str().unwrap().as_bytes(), 16).unwrap().to_bytes_be()
    }

    fn array<const N: usize>(bytes: Vec<u8>) -> [u8; N] {
        bytes.try_into().unwrap()
    }

    #[test]
    fn the_responses_agree_with_the_test_vectors() {
        for case in vectors()["cases"].as_array().unwrap() {
            let text = |name: &str| case[name].as_str();
            let client =
                SrpClient::with_exponent(text("user_pool_id").unwrap_or_default(), &unhex(&case["a_hex"]));
            let now = timestamp::parse(text("timestamp").unwrap()).unwrap();
            let challenge = PasswordChallenge {
                salt: text("salt_hex").unwrap(),
                srp_b: text("B_hex").unwrap(),
                secret_block: text("secret_block_base64").unwrap(),
                user_id: text("user_id_for_srp").unwrap_or_default(),
            };
            let password = text("password").unwrap();
            let claim = match text("device_key") {
                Some(key) => {
                    let device = Device::restore(text("device_group_key").unwrap(), key, password.to_owned());
                    let salt = array(unhex(&case["salt_hex"]));
                    let config = device.secret_verifier_config(salt);
                    assert_eq!(config.salt, case["confirm_device"]["Salt"]);
                    assert_eq!(config.password_verifier, case["confirm_device"]["PasswordVerifier"]);
                    client.answer_device(&device, &challenge, now)
                }
                None => client.answer(password, &challenge, now),
            };
            let claim = claim.unwrap();
            assert_eq!(client.srp_a(), case["A_hex"], "{}", case["id"]);
            assert_eq!(claim.timestamp, case["timestamp"], "{}", case["id"]);
            assert_eq!(claim.signature, case["claim_signature_base64"], "{}", case["id"]);
        }
    }

    #[test]
    fn a_confirmed_device_signs_in() {
        let device = Device::new("-v7w9UcY6", "us-east-1_5b1c9d2e-0f34-4a6b-8c7d-9e0f1a2b3c4d", [9; 40]);
        let config = device.secret_verifier_config([0xff; 16]);
        let (salt, verifier) = device_verifier(&config.salt, &config.password_verifier).unwrap();
        let server = ServerEphemeral::new(&verifier, [3; 32]);
        let client = SrpClient::new(POOL, [5; 32]);

        let (salt, srp_b) = (salt.hex(), server.public().hex());
        let challenge = PasswordChallenge { salt: &salt, srp_b: &srp_b, secret_block: BLOCK, user_id: "" };
        let claim = client.answer_device(&device, &challenge, NOW).unwrap();

        let key = server.session_key(&PublicValue::from_hex(&client.srp_a()).unwrap(), &verifier).unwrap();
        let block = BASE64.decode(&claim.secret_block).unwrap();
        assert!(key.verify_claim(&device.identity(), &block, &claim.timestamp, &claim.signature));
    }

    #[test]
    fn a_server_that_does_not_know_the_verifier_is_refused() {
        let client = SrpClient::new(POOL, [5; 32]);
        let answer = |salt, srp_b, secret_block| {
            client.answer("x", &PasswordChallenge { salt, srp_b, secret_block, user_id: "ana" }, NOW)
        };
        let n = vectors()["N_hex"].as_str().unwrap().to_owned();
        assert_eq!(answer("1f", "0", BLOCK), Err(ClientError::Srp(SrpError::OutOfRange)));
        assert_eq!(answer("1f", &n, BLOCK), Err(ClientError::Srp(SrpError::OutOfRange)));
        assert_eq!(answer("1f", "xyz", BLOCK), Err(ClientError::Srp(SrpError::NotHex)));
        assert_eq!(answer("", "1f", BLOCK), Err(ClientError::Srp(SrpError::NotHex)));
        assert_eq!(answer("1f", "1f", "*"), Err(ClientError::SecretBlock));
        assert!(answer("1f", "1f", BLOCK).is_ok());
    }

    #[test]
    fn the_challenge_is_read_from_json() {
        let parameters = serde_json::json!({
            "SALT": "1f", "SRP_B": "2e", "SECRET_BLOCK": "b3BhcXVl", "USERNAME": "ana", "USER_ID_FOR_SRP": "ana",
        });
        let read = PasswordChallenge::user(|name| parameters[name].as_str());
        assert_eq!(
            read,
            Ok(PasswordChallenge { salt: "1f", srp_b: "2e", secret_block: "b3BhcXVl", user_id: "ana" })
        );
        assert_eq!(PasswordChallenge::device(|_| None), Err(ClientError::MissingParameter("SALT")));
        assert_eq!(PasswordChallenge::user(|_| None), Err(ClientError::MissingParameter("USER_ID_FOR_SRP")));
    }

    #[test]
    fn secrets_are_not_printed() {
        let printed = format!(
            "{:?} {:?}",
            SrpClient::new(POOL, [5; 32]),
            Device::restore("group", "key", "hunter2".to_owned())
        );
        assert!(!printed.contains("hunter2") && !printed.contains("secret"), "{printed}");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        #[test]
        fn only_a_client_that_knows_the_password_signs_in(
            (user, password, other) in (".*", ".*", ".*"),
            (a, b, salt) in any::<([u8; 32], [u8; 32], [u8; 16])>(),
            zeros in 0..5_usize,
            now in 0_u64..4_000_000_000,
        ) {
            let identity = Identity::user("RoundTrip", &user);
            let salt = Salt::from_random(salt);
            let verifier = Verifier::derive(&identity, &password, &salt);
            let server = ServerEphemeral::new(&verifier, b);
            let client = SrpClient::new(POOL, a);

            // Leading zeros, which clients and servers may send.
            let zeros = "0".repeat(zeros);
            let salt = zeros.clone() + &salt.hex();
            let srp_b = zeros.clone() + &server.public().hex().to_uppercase();
            let srp_a = zeros + &client.srp_a().to_uppercase();
            let challenge =
                PasswordChallenge { salt: &salt, srp_b: &srp_b, secret_block: BLOCK, user_id: &user };

            let key = server.session_key(&PublicValue::from_hex(&srp_a).unwrap(), &verifier).unwrap();
            let block = BASE64.decode(BLOCK).unwrap();
            for guess in [&password, &other] {
                let claim = client.answer(guess, &challenge, now).unwrap();
                let accepted = key.verify_claim(&identity, &block, &claim.timestamp, &claim.signature);
                prop_assert_eq!(accepted, *guess == password);
            }
        }

        #[test]
        fn any_challenge_is_answered_or_refused(
            salt in ".{0,40}|[0-9a-fA-F]{0,40}",
            srp_b in ".{0,40}|[0-9a-fA-F]{0,800}",
            secret_block in ".{0,40}|([0-9a-z]{4}){0,9}",
        ) {
            let (salt, srp_b, secret_block) = (salt.as_str(), srp_b.as_str(), secret_block.as_str());
            let challenge = PasswordChallenge { salt, srp_b, secret_block, user_id: "ana" };
            let _ = SrpClient::new(POOL, [5; 32]).answer("x", &challenge, NOW);
        }
    }
}
