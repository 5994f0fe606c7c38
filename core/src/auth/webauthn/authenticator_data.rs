//! Authenticator data: the signed data of the authenticator about the ceremony.
//! [WebAuthn §6.1](https://www.w3.org/TR/webauthn-3/#sctn-authenticator-data)

use sha2::{Digest as _, Sha256};

use super::{Refusal, RelyingParty, UserVerification, cbor::Reader};

/// [WebAuthn §4](https://www.w3.org/TR/webauthn-3/#credential-id): at most 1023 bytes.
const CREDENTIAL_ID_BYTES_MAX: usize = 1023;

const USER_PRESENT: u8 = 1;
const USER_VERIFIED: u8 = 1 << 2;
const BACKUP_ELIGIBLE: u8 = 1 << 3;
const BACKUP_STATE: u8 = 1 << 4;
const ATTESTED: u8 = 1 << 6;
const EXTENSIONS: u8 = 1 << 7;

/// Authenticator data that is parsed but not checked.
#[derive(Clone, Copy, Debug)]
pub(super) struct AuthenticatorData<'a> {
    rp_id_hash: &'a [u8; 32],
    flags: u8,
    pub(super) counter: u32,
    pub(super) attested: Option<AttestedCredential<'a>>,
}

/// The newly registered credential.
#[derive(Clone, Copy, Debug)]
pub(super) struct AttestedCredential<'a> {
    pub(super) id: &'a [u8],
    /// A COSE_Key that is not parsed yet.
    pub(super) public_key: &'a [u8],
}

const MALFORMED: Refusal = Refusal::Malformed("authenticatorData");

impl<'a> AuthenticatorData<'a> {
    pub(super) fn parse(bytes: &'a [u8]) -> Result<Self, Refusal> {
        let (rp_id_hash, rest) = bytes.split_first_chunk::<32>().ok_or(MALFORMED)?;
        let (&flags, rest) = rest.split_first().ok_or(MALFORMED)?;
        let (counter, mut rest) = rest.split_first_chunk::<4>().ok_or(MALFORMED)?;
        let mut attested = None;
        if flags & ATTESTED != 0 {
            let (credential, behind) = AttestedCredential::parse(rest)?;
            (attested, rest) = (Some(credential), behind);
        }
        if flags & EXTENSIONS != 0 {
            // No extension is requested, and the output of unrequested extensions may be ignored.
            let mut reader = Reader::new(rest);
            let mut extensions = Reader::new(reader.skip()?);
            extensions.map()?;
            rest = reader.rest();
        }
        let backed_up_by_surprise = flags & BACKUP_STATE != 0 && flags & BACKUP_ELIGIBLE == 0;
        if !rest.is_empty() || backed_up_by_surprise {
            return Err(MALFORMED);
        }
        Ok(Self { rp_id_hash, flags, counter: u32::from_be_bytes(*counter), attested })
    }

    /// Checks that the ceremony was for this relying party, with user presence, and with user verification if required.
    pub(super) fn check(&self, rp: &RelyingParty) -> Result<(), Refusal> {
        if *self.rp_id_hash != *Sha256::digest(rp.id.as_bytes()) {
            return Err(Refusal::RelyingParty);
        }
        if self.flags & USER_PRESENT == 0 {
            return Err(Refusal::UserNotPresent);
        }
        if rp.user_verification == UserVerification::Required && !self.is_user_verified() {
            return Err(Refusal::UserNotVerified);
        }
        Ok(())
    }

    /// Whether the authenticator verified the user by PIN or biometric check.
    pub(super) fn is_user_verified(&self) -> bool {
        self.flags & USER_VERIFIED != 0
    }

    /// Whether the credential may exist on several devices.
    pub(super) fn is_backup_eligible(&self) -> bool {
        self.flags & BACKUP_ELIGIBLE != 0
    }
}

impl<'a> AttestedCredential<'a> {
    /// Parses the credential, and returns it with the remaining bytes.
    fn parse(bytes: &'a [u8]) -> Result<(Self, &'a [u8]), Refusal> {
        let (_aaguid, rest) = bytes.split_first_chunk::<16>().ok_or(MALFORMED)?;
        let (length, rest) = rest.split_first_chunk::<2>().ok_or(MALFORMED)?;
        let length = usize::from(u16::from_be_bytes(*length));
        let (id, rest) = rest.split_at_checked(length).ok_or(MALFORMED)?;
        if id.is_empty() || id.len() > CREDENTIAL_ID_BYTES_MAX {
            return Err(MALFORMED);
        }
        let mut reader = Reader::new(rest);
        let public_key = reader.skip()?;
        Ok((Self { id, public_key }, reader.rest()))
    }
}
