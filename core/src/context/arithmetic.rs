//! The expensive arithmetic of a call, with this attempt's random numbers.

use rand_core::Rng as _;

use super::Cx;
use crate::{
    arithmetic::Inputs,
    auth::srp::{Identity, OpenPassword, Salt, ServerEphemeral, Verifier},
};

impl Cx<'_> {
    /// A fresh salt and the verifier of `password` under it; in every attempt the same.
    pub(crate) fn derive_password(&mut self, identity: &Identity<'_>, password: &str) -> (Salt, Verifier) {
        let rng = &mut self.rng;
        self.memory.arithmetic.derive_password(identity, password, || bytes(rng))
    }

    /// Whether `password` is the one that `stored` was derived from.
    pub(crate) fn password_matches(
        &mut self,
        identity: &Identity<'_>,
        password: &str,
        stored: &OpenPassword,
    ) -> bool {
        self.memory.arithmetic.password_matches(identity, password, stored)
    }

    /// A fresh part of the server in SRP for this verifier; in every attempt the same, since only one of them is shown.
    pub(crate) fn ephemeral(&mut self, verifier: &Verifier) -> ServerEphemeral {
        let rng = &mut self.rng;
        self.memory.arithmetic.ephemeral(verifier, || bytes(rng))
    }

    /// The verdict on these inputs, which `judge` computes unless an earlier attempt did.
    pub(crate) fn judged_once(&mut self, inputs: Inputs, judge: impl FnOnce() -> bool) -> bool {
        self.memory.arithmetic.judged_once(inputs, judge)
    }
}

fn bytes<const N: usize>(rng: &mut chacha20::ChaCha20Rng) -> [u8; N] {
    let mut bytes = [0; N];
    rng.fill_bytes(&mut bytes);
    bytes
}
