//! Passkeys: the ceremonies of [Web Authentication](https://www.w3.org/TR/webauthn-3/) as pure functions that read and
//! check the bytes that a browser sends.
//!
//! The caller checks the challenge: it reads [`ClientData`], compares or opens [`ClientData::challenge`], then calls
//! [`register`] or [`assertion`]. Attestation statements are not checked, as in the service: trust in a passkey rests
//! on its key alone.

use std::fmt;

mod authenticator_data;
mod cbor;
mod client_data;
mod cose;

#[cfg(feature = "fuzzing")]
pub(crate) use cbor::check_items as check_cbor;
pub use client_data::ClientData;
pub use cose::{ALGORITHMS, CredentialKey, Proof};

use authenticator_data::AuthenticatorData;
use cbor::Reader;

/// Larger than any response of an authenticator. RSA keys and certificates take a few kilobytes.
const RESPONSE_BYTES_MAX: usize = 64 * 1024;

/// The kind of ceremony.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Ceremony {
    /// Registration.
    Create,
    /// Sign-in.
    Get,
}

/// The relying party of passkeys, and its requirements.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct RelyingParty {
    /// A domain: pages of this domain and its subdomains may use the passkeys.
    pub id: String,
    /// Whether the authenticator must verify the user.
    pub user_verification: UserVerification,
}

/// `userVerification`.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum UserVerification {
    /// A PIN or biometric check is mandatory.
    Required,
    /// The authenticator verifies the user if it can; user presence is enough.
    Preferred,
}

/// A newly registered credential.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct NewCredential {
    /// The credential id, 1 to 1023 bytes.
    pub id: Vec<u8>,
    /// The public key as a COSE_Key, which [`CredentialKey::parse`] reads.
    pub public_key: Vec<u8>,
    /// The authenticator's signature counter.
    pub counter: u32,
    /// Whether the authenticator verified the user.
    pub user_verified: bool,
    /// Whether the credential may exist on several devices. Never changes.
    pub backup_eligible: bool,
}

/// A sign-in whose signature is not checked yet; everything else was right.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Assertion {
    /// The bytes that were signed.
    pub message: Vec<u8>,
    /// The authenticator's signature counter.
    pub counter: u32,
    /// Whether the authenticator verified the user.
    pub user_verified: bool,
    /// Whether the credential may exist on several devices: the same value as at registration.
    pub backup_eligible: bool,
}

/// Why a ceremony failed.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Refusal {
    /// This part of the response is malformed.
    Malformed(&'static str),
    /// The client data is for the other ceremony.
    Ceremony,
    /// The page does not belong to the relying party.
    Origin,
    /// The response is for another relying party.
    RelyingParty,
    /// No user touched the authenticator.
    UserNotPresent,
    /// The authenticator did not verify the user, although this is required.
    UserNotVerified,
    /// The algorithm is not one of [`ALGORITHMS`], or the key is not valid for it.
    Algorithm,
    /// The signature counter did not increase: there may be a copy of the authenticator.
    Counter,
}

/// Checks a registration, [WebAuthn §7.1](https://www.w3.org/TR/webauthn-3/#sctn-registering-a-new-credential) from
/// step 9 on. The caller must check the challenge and that the credential is new.
///
/// # Errors
/// The first failed check in the order of that section.
pub fn register(
    client_data: &ClientData,
    attestation_object: &[u8],
    rp: &RelyingParty,
) -> Result<NewCredential, Refusal> {
    client_data.check_origin(&rp.id)?;
    let data = AuthenticatorData::parse(authenticator_data_of(attestation_object)?)?;
    data.check(rp)?;
    let credential = data.attested.ok_or(Refusal::Malformed("attestedCredentialData"))?;
    CredentialKey::parse(credential.public_key)?;
    Ok(NewCredential {
        id: credential.id.to_vec(),
        public_key: credential.public_key.to_vec(),
        counter: data.counter,
        user_verified: data.is_user_verified(),
        backup_eligible: data.is_backup_eligible(),
    })
}

/// Checks a sign-in up to its signature,
/// [WebAuthn §7.2](https://www.w3.org/TR/webauthn-3/#sctn-verifying-assertion) from step 11 to 20.
///
/// # Errors
/// The first failed check in the order of that section.
pub fn assertion(
    client_data: &ClientData,
    authenticator_data: &[u8],
    rp: &RelyingParty,
) -> Result<Assertion, Refusal> {
    client_data.check_origin(&rp.id)?;
    if authenticator_data.len() > RESPONSE_BYTES_MAX {
        return Err(Refusal::Malformed("authenticatorData"));
    }
    let data = AuthenticatorData::parse(authenticator_data)?;
    data.check(rp)?;
    Ok(Assertion {
        message: [authenticator_data, client_data.hash()].concat(),
        counter: data.counter,
        user_verified: data.is_user_verified(),
        backup_eligible: data.is_backup_eligible(),
    })
}

impl Assertion {
    /// Compares the counter with the last one seen. Authenticators without a counter always send zero.
    ///
    /// # Errors
    /// [`Refusal::Counter`] when it did not increase.
    pub fn check_counter(&self, last: u32) -> Result<(), Refusal> {
        // WebAuthn §7.2 step 22.
        let counts = self.counter != 0 || last != 0;
        if counts && self.counter <= last { Err(Refusal::Counter) } else { Ok(()) }
    }
}

/// The authenticator data in an attestation object,
/// [WebAuthn §6.5](https://www.w3.org/TR/webauthn-3/#sctn-attestation).
fn authenticator_data_of(attestation_object: &[u8]) -> Result<&[u8], Refusal> {
    const MALFORMED: Refusal = Refusal::Malformed("attestationObject");
    if attestation_object.len() > RESPONSE_BYTES_MAX {
        return Err(MALFORMED);
    }
    let mut reader = Reader::new(attestation_object);
    let (mut format, mut statement, mut data) = (None, None, None);
    for _ in 0..reader.map()? {
        let twice = match reader.text()? {
            "fmt" => format.replace(reader.text()?).is_some(),
            "attStmt" => {
                let item = reader.skip()?;
                statement.replace(Reader::new(item).map()?).is_some()
            }
            "authData" => data.replace(reader.bytes()?).is_some(),
            _ => {
                reader.skip()?;
                false
            }
        };
        if twice {
            return Err(MALFORMED);
        }
    }
    match (format, statement, data) {
        // The format "none" must have an empty statement: WebAuthn §8.7.
        (Some("none"), Some(1..), _) => Err(MALFORMED),
        (Some(_), Some(_), Some(data)) if reader.rest().is_empty() => Ok(data),
        _ => Err(MALFORMED),
    }
}

impl Ceremony {
    fn client_data_type(self) -> &'static str {
        match self {
            Self::Create => "webauthn.create",
            Self::Get => "webauthn.get",
        }
    }
}

impl UserVerification {
    /// The name in the options of a ceremony.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Required => "required",
            Self::Preferred => "preferred",
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed(part) => write!(f, "the {part} cannot be read"),
            Self::Ceremony => f.write_str("the client data is of another ceremony"),
            Self::Origin => f.write_str("the page is not the relying party's"),
            Self::RelyingParty => f.write_str("the answer is for another relying party"),
            Self::UserNotPresent => f.write_str("no user was present"),
            Self::UserNotVerified => f.write_str("the user was not verified"),
            Self::Algorithm => f.write_str("the key is not supported"),
            Self::Counter => f.write_str("the signature counter went back"),
        }
    }
}

impl std::error::Error for Refusal {}

#[cfg(test)]
#[cfg(feature = "rsa")]
mod tests;
