//! Passkeys: the ceremonies of [Web Authentication](https://www.w3.org/TR/webauthn-3/) as pure functions, from the
//! bytes that a browser sends to what may be believed of them.
//!
//! The caller knows the challenge: it reads [`ClientData`], compares or opens [`ClientData::challenge`], then calls
//! [`register`] or [`assertion`]. Attestation statements are not checked, as the service does not: what a passkey is
//! worth rests on its key alone.

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

/// Longer answers than any authenticator gives. RSA keys and certificates take a few kilobytes.
const RESPONSE_BYTES_MAX: usize = 64 * 1024;

/// Which of the two ceremonies.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Ceremony {
    /// Registration.
    Create,
    /// Sign-in.
    Get,
}

/// For whom passkeys are made, and how they are to be used.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct RelyingParty {
    /// A domain: pages of it and below it may use its passkeys.
    pub id: String,
    /// Whether the authenticator must know the user.
    pub user_verification: UserVerification,
}

/// `userVerification`.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum UserVerification {
    /// Nobody comes in without PIN or body.
    Required,
    /// Where the authenticator can; presence is enough.
    Preferred,
}

/// A credential that was made.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct NewCredential {
    /// Its id, 1 to 1023 bytes.
    pub id: Vec<u8>,
    /// Its public key as a COSE_Key, which [`CredentialKey::parse`] takes.
    pub public_key: Vec<u8>,
    /// The authenticator's signature counter.
    pub counter: u32,
    /// Whether the authenticator knew the user.
    pub user_verified: bool,
    /// Whether it may live on several devices. Never changes.
    pub backup_eligible: bool,
}

/// A sign-in that is right in all but its signature, which is still to be judged.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Assertion {
    /// What was signed.
    pub message: Vec<u8>,
    /// The authenticator's signature counter.
    pub counter: u32,
    /// Whether the authenticator knew the user.
    pub user_verified: bool,
    /// Whether the credential may live on several devices: as it was when it was made.
    pub backup_eligible: bool,
}

/// Why a ceremony failed.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Refusal {
    /// A part cannot be read.
    Malformed(&'static str),
    /// The client data is of another ceremony.
    Ceremony,
    /// The page was not the relying party's.
    Origin,
    /// The authenticator answered for another relying party.
    RelyingParty,
    /// Nobody touched the authenticator.
    UserNotPresent,
    /// The authenticator did not know who touched it, and must.
    UserNotVerified,
    /// A key of an algorithm that is not offered, or no key of its algorithm.
    Algorithm,
    /// The signature counter went back: there may be a copy of the authenticator.
    Counter,
}

/// Checks a registration, [WebAuthn §7.1](https://www.w3.org/TR/webauthn-3/#sctn-registering-a-new-credential) from
/// step 9 on. That the challenge is ours, and that the credential is new, is for the caller to see.
///
/// # Errors
/// The first reason in the order of that section.
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
/// The first reason in the order of that section.
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
    /// Compares the counter with the one that was seen last. Authenticators that do not count always say zero.
    ///
    /// # Errors
    /// When it did not grow.
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
        // "none" says nothing, and must: WebAuthn §8.7.
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
    /// As options say it.
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
