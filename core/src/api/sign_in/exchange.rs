//! What SRP must remember between its two steps, for users and for devices.

use base64::{
    Engine as _,
    engine::{GeneralPurpose, GeneralPurposeConfig, general_purpose::STANDARD as BASE64},
};
use serde::{Deserialize, Serialize};

use crate::{
    auth::srp::{PublicValue, ServerEphemeral},
    sensitive::Sensitive,
};

/// A, and our part with b. Whoever reads it can compute the verifier, so it is only ever sealed.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(super) struct Exchange {
    a: String,
    b: String,
    secret: Sensitive,
}

/// Some clients send the block back in the other alphabet.
const EITHER_ALPHABET: GeneralPurpose =
    GeneralPurpose::new(&base64::alphabet::STANDARD, GeneralPurposeConfig::new());

impl Exchange {
    pub(super) fn new(a: &PublicValue, ephemeral: &ServerEphemeral) -> Self {
        Self {
            a: BASE64.encode(a.as_bytes()),
            b: BASE64.encode(ephemeral.public().as_bytes()),
            secret: BASE64.encode(ephemeral.secret()).into(),
        }
    }

    /// What [`Exchange::new`] was given.
    pub(super) fn open(&self) -> Option<(PublicValue, ServerEphemeral)> {
        let value = |text: &str| {
            let bytes = BASE64.decode(text).ok()?.try_into().ok()?;
            PublicValue::from_bytes(bytes).ok()
        };
        let secret = BASE64.decode(self.secret.as_str()).ok()?.try_into().ok()?;
        Some((value(&self.a)?, ServerEphemeral::from_parts(secret, value(&self.b)?)))
    }
}

/// The text of a secret block.
pub(super) fn encode_block(sealed: &[u8]) -> String {
    BASE64.encode(sealed)
}

/// The bytes of a secret block that a client sent back.
pub(super) fn decode_block(text: &str) -> Option<Vec<u8>> {
    EITHER_ALPHABET.decode(text.replace('-', "+").replace('_', "/")).ok()
}
