//! The expensive arithmetic of a call, with the random numbers of the attempt.

use rand_core::Rng as _;

use super::Cx;
use crate::{
    arithmetic::Inputs,
    auth::srp::{Identity, OpenPassword, Salt, ServerEphemeral, Verifier},
};

impl Cx<'_> {
    /// A newly drawn salt and the verifier of `password` with it; the same in every attempt.
    pub(crate) fn derive_password(&mut self, identity: &Identity<'_>, password: &str) -> (Salt, Verifier) {
        let rng = &mut self.rng;
        self.memory.arithmetic.derive_password(identity, password, || bytes(rng))
    }

    /// Whether `stored` was derived from `password`.
    pub(crate) fn password_matches(
        &mut self,
        identity: &Identity<'_>,
        password: &str,
        stored: &OpenPassword,
    ) -> bool {
        self.memory.arithmetic.password_matches(identity, password, stored)
    }

    /// The server's newly drawn SRP values for this verifier; the same in every attempt, since only one of them is
    /// sent.
    pub(crate) fn ephemeral(&mut self, verifier: &Verifier) -> ServerEphemeral {
        let rng = &mut self.rng;
        self.memory.arithmetic.ephemeral(verifier, || bytes(rng))
    }

    /// The result for these inputs. It is computed by `compute`, unless an earlier attempt did so.
    pub(crate) fn computed_once(&mut self, inputs: Inputs, compute: impl FnOnce() -> bool) -> bool {
        self.memory.arithmetic.computed_once(inputs, compute)
    }
}

fn bytes<const N: usize>(rng: &mut chacha20::ChaCha20Rng) -> [u8; N] {
    let mut bytes = [0; N];
    rng.fill_bytes(&mut bytes);
    bytes
}
