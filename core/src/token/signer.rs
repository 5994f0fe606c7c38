//! The built-in signers: `RsaSigner` in pure Rust and `AwsLcSigner` with aws-lc.
//!
//! Both store private keys as PKCS#8 DER ([RFC 5958](https://www.rfc-editor.org/rfc/rfc5958)) and make the same
//! signatures, so a host may change from one to the other with the same stored keys.

#[cfg(feature = "aws-lc")]
mod aws_lc;
#[cfg(any(feature = "rsa", feature = "aws-lc"))]
mod parsed;
#[cfg(feature = "rsa")]
mod rsa;
#[cfg(all(test, any(feature = "rsa", feature = "aws-lc")))]
pub(crate) mod testing;

#[cfg(feature = "aws-lc")]
pub use aws_lc::AwsLcSigner;
#[cfg(feature = "rsa")]
pub use rsa::RsaSigner;

// Checks signatures without a `Signer`: the faster one that is compiled in.
#[cfg(all(feature = "verifier", feature = "aws-lc"))]
pub(super) use aws_lc::VerifyingKey;
#[cfg(all(feature = "verifier", feature = "rsa", not(feature = "aws-lc")))]
pub(super) use rsa::VerifyingKey;

#[cfg(all(test, feature = "rsa", feature = "aws-lc"))]
mod tests {
    use userpool_storage_traits::{Algorithm, GeneratedKey, KeyMaterial, Signer};

    use super::*;

    #[test]
    fn either_signer_uses_the_keys_of_the_other() {
        let (ours, theirs) = (RsaSigner::new(), AwsLcSigner::new());
        let made = [
            testing::now(ours.generate(Algorithm::Rs256, [1; 32])).unwrap(),
            testing::now(theirs.generate(Algorithm::Rs256, [1; 32])).unwrap(),
        ];
        for GeneratedKey { private, public } in made {
            let key = KeyMaterial { id: "shared".into(), algorithm: Algorithm::Rs256, private };
            let signature = testing::sign(&ours, &key, "message");
            assert_eq!(signature, testing::sign(&theirs, &key, "message"));
            assert!(testing::now(ours.verify(&public, b"message", &signature)).unwrap());
            assert!(testing::now(theirs.verify(&public, b"message", &signature)).unwrap());
        }
    }
}
