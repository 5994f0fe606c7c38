//! The expensive arithmetic of a call, done once however often the call is attempted.
//!
//! An attempt that meets a conflict is made again on fresh records. Its exponentiations and signatures depend on the
//! request and on values that seldom changed meanwhile, so their results are kept for the life of the call, each under a
//! digest of everything it was computed from.

use sha2::{Digest as _, Sha256};

use crate::auth::srp::{Identity, OpenPassword, Salt, ServerEphemeral, Verifier};

/// A digest of everything a result depends on.
pub(crate) type Inputs = [u8; 32];

/// What was computed for a call so far.
#[derive(Default)]
pub(crate) struct Arithmetic {
    passwords: Vec<(Inputs, Salt, Verifier)>,
    ephemerals: Vec<(Inputs, ServerEphemeral)>,
    verdicts: Vec<(Inputs, bool)>,
    signatures: Vec<(Inputs, Vec<u8>)>,
}

/// Digests `parts`, each with its length, under a label of the computation.
pub(crate) fn inputs(label: &str, parts: &[&[u8]]) -> Inputs {
    let hash = parts.iter().fold(Sha256::new().chain_update(label), |hash, part| {
        hash.chain_update((part.len() as u64).to_be_bytes()).chain_update(part)
    });
    hash.finalize().into()
}

impl Arithmetic {
    /// The signature over these inputs, if it was made before.
    pub(crate) fn signature(&self, inputs: &Inputs) -> Option<Vec<u8>> {
        find(&self.signatures, inputs).cloned()
    }

    /// Keeps a signature.
    pub(crate) fn keep_signature(&mut self, inputs: Inputs, signature: &[u8]) {
        self.signatures.push((inputs, signature.to_vec()));
    }

    /// A fresh salt and the verifier of `password` under it; in every attempt the same.
    pub(crate) fn derive_password(
        &mut self,
        identity: &Identity<'_>,
        password: &str,
        random: impl FnOnce() -> [u8; 16],
    ) -> (Salt, Verifier) {
        let inputs = inputs("password", &[&*identity.hash(password)]);
        if let Some((_, salt, verifier)) = self.passwords.iter().find(|(known, ..)| *known == inputs) {
            return (salt.clone(), verifier.clone());
        }
        let salt = Salt::from_random(random());
        let verifier = Verifier::derive(identity, password, &salt);
        self.passwords.push((inputs, salt.clone(), verifier.clone()));
        (salt, verifier)
    }

    /// Whether `password` is the one that `stored` was derived from.
    pub(crate) fn password_matches(
        &mut self,
        identity: &Identity<'_>,
        password: &str,
        stored: &OpenPassword,
    ) -> bool {
        let OpenPassword { salt, verifier } = stored;
        let parts: [&[u8]; 3] = [&*identity.hash(password), salt.as_bytes(), &*verifier.to_bytes()];
        self.judged_once(inputs("match", &parts), || verifier.matches_password(identity, password, salt))
    }

    /// A fresh part of the server in SRP for this verifier; in every attempt the same, since only one of them is shown.
    pub(crate) fn ephemeral(
        &mut self,
        verifier: &Verifier,
        random: impl FnOnce() -> [u8; 32],
    ) -> ServerEphemeral {
        let inputs = inputs("ephemeral", &[&*verifier.to_bytes()]);
        if let Some(known) = find(&self.ephemerals, &inputs) {
            return known.clone();
        }
        let ephemeral = ServerEphemeral::new(verifier, random());
        self.ephemerals.push((inputs, ephemeral.clone()));
        ephemeral
    }

    /// The verdict on these inputs, which `judge` computes unless an earlier attempt did.
    pub(crate) fn judged_once(&mut self, inputs: Inputs, judge: impl FnOnce() -> bool) -> bool {
        if let Some(known) = find(&self.verdicts, &inputs) {
            return *known;
        }
        let verdict = judge();
        self.verdicts.push((inputs, verdict));
        verdict
    }
}

fn find<'a, T>(known: &'a [(Inputs, T)], inputs: &Inputs) -> Option<&'a T> {
    known.iter().find(|(known, _)| known == inputs).map(|(_, value)| value)
}

// Holds verifiers and tokens' signatures.
impl std::fmt::Debug for Arithmetic {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Arithmetic").finish_non_exhaustive()
    }
}
