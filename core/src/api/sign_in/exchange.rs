//! The state that SRP keeps between its two steps, for users and for devices.

use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use serde::{Deserialize, Serialize};

use crate::{
    arithmetic::inputs,
    auth::srp::{Identity, PublicValue, ServerEphemeral, Verifier, is_claim},
    context::Cx,
    sensitive::Sensitive,
};

/// A, and the server's state with b. It reveals the verifier, so it is sent or stored only when sealed.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(super) struct Exchange {
    a: String,
    b: String,
    secret: Sensitive,
}

/// What a client sends to prove that it knows the password.
pub(super) struct Claim<'a> {
    /// The secret block, decoded but still sealed.
    pub(super) sealed: &'a [u8],
    pub(super) timestamp: &'a str,
    pub(super) signature: &'a str,
}

impl Exchange {
    pub(super) fn new(a: &PublicValue, ephemeral: &ServerEphemeral) -> Self {
        Self {
            a: BASE64.encode(a.as_bytes()),
            b: BASE64.encode(ephemeral.public().as_bytes()),
            secret: BASE64.encode(ephemeral.secret()).into(),
        }
    }

    /// Whether the claim proves knowledge of the password. Costs two exponentiations, unless the claim is malformed.
    pub(super) fn is_proved(
        &self,
        cx: &mut Cx<'_>,
        verifier: &Verifier,
        identity: &Identity<'_>,
        claim: &Claim<'_>,
    ) -> bool {
        let Some((a, ephemeral)) = self.open() else { return false };
        let Claim { sealed, timestamp, signature } = *claim;
        if !is_claim(timestamp, signature) {
            return false;
        }
        let parts: [&[u8]; 5] =
            [sealed, timestamp.as_bytes(), signature.as_bytes(), &*verifier.to_bytes(), &*identity.hash("")];
        cx.computed_once(inputs("claim", &parts), || {
            let key = ephemeral.session_key(&a, verifier);
            key.is_ok_and(|key| key.verify_claim(identity, sealed, timestamp, signature))
        })
    }

    /// The values that [`Exchange::new`] took.
    fn open(&self) -> Option<(PublicValue, ServerEphemeral)> {
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

/// The bytes of a secret block that a client sent back. Some clients encode it in the URL-safe alphabet.
pub(super) fn decode_block(text: &str) -> Option<Vec<u8>> {
    BASE64.decode(text.replace('-', "+").replace('_', "/")).ok()
}
