//! The expensive arithmetic of a call, done once even if the call is attempted several times.
//!
//! After a conflict, a new attempt reads the records again. Its exponentiations and signatures depend on the request
//! and on values that have rarely changed, so their results are kept until the call ends, each under a digest of all
//! its inputs.

use sha2::{Digest as _, Sha256};

use crate::auth::srp::{Identity, OpenPassword, Salt, ServerEphemeral, Verifier};

/// A digest of all inputs of a result.
pub(crate) type Inputs = [u8; 32];

/// The results of a call so far.
#[derive(Default)]
pub(crate) struct Arithmetic {
    passwords: Vec<(Inputs, Salt, Verifier)>,
    ephemerals: Vec<(Inputs, ServerEphemeral)>,
    verdicts: Vec<(Inputs, bool)>,
    signatures: Vec<(Inputs, Vec<u8>)>,
}

/// The digest of `parts`, each with its length, under a label for the kind of computation.
pub(crate) fn inputs(label: &str, parts: &[&[u8]]) -> Inputs {
    let hash = parts.iter().fold(Sha256::new().chain_update(label), |hash, part| {
        hash.chain_update((part.len() as u64).to_be_bytes()).chain_update(part)
    });
    hash.finalize().into()
}

impl Arithmetic {
    /// The signature over these inputs, if it was computed before.
    pub(crate) fn signature(&self, inputs: &Inputs) -> Option<Vec<u8>> {
        find(&self.signatures, inputs).cloned()
    }

    /// Keeps a signature.
    pub(crate) fn keep_signature(&mut self, inputs: Inputs, signature: &[u8]) {
        self.signatures.push((inputs, signature.to_vec()));
    }

    /// A newly drawn salt and the verifier of `password` with it; the same in every attempt.
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

    /// Whether `stored` was derived from `password`.
    pub(crate) fn password_matches(
        &mut self,
        identity: &Identity<'_>,
        password: &str,
        stored: &OpenPassword,
    ) -> bool {
        let OpenPassword { salt, verifier } = stored;
        let parts: [&[u8]; 3] = [&*identity.hash(password), salt.as_bytes(), &*verifier.to_bytes()];
        self.computed_once(inputs("match", &parts), || verifier.matches_password(identity, password, salt))
    }

    /// The server's newly drawn SRP values for this verifier; the same in every attempt, since only one of them is
    /// sent.
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

    /// The result for these inputs. It is computed by `compute`, unless an earlier attempt did so.
    pub(crate) fn computed_once(&mut self, inputs: Inputs, compute: impl FnOnce() -> bool) -> bool {
        if let Some(known) = find(&self.verdicts, &inputs) {
            return *known;
        }
        let verdict = compute();
        self.verdicts.push((inputs, verdict));
        verdict
    }
}

fn find<'a, T>(known: &'a [(Inputs, T)], inputs: &Inputs) -> Option<&'a T> {
    known.iter().find(|(known, _)| known == inputs).map(|(_, value)| value)
}

// Not derived: it contains verifiers and signatures of tokens.
impl std::fmt::Debug for Arithmetic {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Arithmetic").finish_non_exhaustive()
    }
}
