//! The credential scope and the signature that is derived for it.

use std::fmt;

use zeroize::Zeroizing;

use super::{
    ALGORITHM, TERMINATOR,
    basic_time::BasicTime,
    canonical::sha256_hex,
    error::{IncompleteSignature, InvalidSignature, SigV4Error},
    verify::Caller,
};
use crate::{mac::hmac_sha256, region::is_region};

/// `AKIDEXAMPLE/20150830/us-east-1/cognito-idp/aws4_request`: the id of the access key, and the values from which the
/// signing key is derived.
///
/// It is printed without the id, as in the string to sign.
pub(super) struct Scope<'a> {
    pub(super) access_key_id: &'a str,
    pub(super) day: BasicTime,
    pub(super) region: &'a str,
    pub(super) service: &'a str,
}

impl<'a> Scope<'a> {
    pub(super) fn read(credential: &'a str, signed_at: BasicTime, service: &str) -> Result<Self, SigV4Error> {
        let (scope, terminator) = Self::split(credential).ok_or(IncompleteSignature::CredentialElements)?;
        if terminator != TERMINATOR {
            return Err(InvalidSignature::ScopeTerminator.into());
        }
        if scope.service != service {
            return Err(InvalidSignature::ScopeService.into());
        }
        if !is_region(scope.region) {
            return Err(InvalidSignature::ScopeRegion.into());
        }
        if scope.day != signed_at.midnight() {
            return Err(InvalidSignature::ScopeDate { scope: scope.day, signed_at }.into());
        }
        Ok(scope)
    }

    /// Splits a credential into five elements and returns the last one separately. Ids are at most 128 characters long
    /// (IAM, `AccessKey`).
    pub(super) fn split(credential: &'a str) -> Option<(Self, &'a str)> {
        let mut elements = credential.split('/');
        let (access_key_id, day, region) = (elements.next()?, elements.next()?, elements.next()?);
        let (service, terminator, None) = (elements.next()?, elements.next()?, elements.next()) else {
            return None;
        };
        let named = (1..=128).contains(&access_key_id.len())
            && access_key_id.bytes().all(|byte| byte.is_ascii_graphic());
        let day = BasicTime::parse(&format!("{day}T000000Z"))?;
        named.then_some((Self { access_key_id, day, region, service }, terminator))
    }

    pub(super) fn caller(&self) -> Caller {
        Caller { access_key_id: Some(self.access_key_id.to_owned()), region: Some(self.region.to_owned()) }
    }
}

impl fmt::Display for Scope<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}/{}/{TERMINATOR}", self.day.day(), self.region, self.service)
    }
}

/// "Create a string to sign", "Calculate the signature".
pub(super) fn signature(
    secret: &str,
    signed_at: BasicTime,
    scope: &Scope<'_>,
    canonical_request: &[u8],
) -> Zeroizing<[u8; 32]> {
    let hashed = sha256_hex(canonical_request);
    let string_to_sign = format!("{ALGORITHM}\n{signed_at}\n{scope}\n{hashed}");

    let mut seed = Zeroizing::new(Vec::with_capacity(4 + secret.len()));
    seed.extend_from_slice(b"AWS4");
    seed.extend_from_slice(secret.as_bytes());
    let mut key = Zeroizing::new(hmac_sha256(&seed, &[scope.day.day().as_bytes()]));
    for part in [scope.region, scope.service, TERMINATOR] {
        key = Zeroizing::new(hmac_sha256(&*key, &[part.as_bytes()]));
    }
    Zeroizing::new(hmac_sha256(&*key, &[string_to_sign.as_bytes()]))
}
