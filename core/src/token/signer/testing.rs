//! Keys from `tests/data/jws`, and tests that every built-in signer must pass.
#![expect(clippy::unwrap_used, reason = "tests may panic")]

use std::{
    pin::pin,
    task::{Context, Poll, Waker},
};

use base64::{Engine, prelude::BASE64_STANDARD};
use userpool_storage_traits::{Algorithm, GeneratedKey, KeyMaterial, PublicKey, Signer};

use super::parsed::EXPONENT;

pub(crate) const KEYS: [&str; 4] = [
    include_str!("../../../tests/data/jws/test-only-rsa2048-1.pkcs8.b64"),
    include_str!("../../../tests/data/jws/test-only-rsa2048-2.pkcs8.b64"),
    include_str!("../../../tests/data/jws/test-only-rsa2048-3.pkcs8.b64"),
    include_str!("../../../tests/data/jws/test-only-rsa2048-4.pkcs8.b64"),
];
pub(crate) const RFC7515_KEY: &str = include_str!("../../../tests/data/jws/rfc7515-a2.pkcs8.b64");
pub(crate) const RFC7515_TOKEN: &str = include_str!("../../../tests/data/jws/rfc7515-a2.jws");
const WEAK: [&str; 2] = [
    include_str!("../../../tests/data/jws/weak-rsa1024.pkcs8.b64"),
    include_str!("../../../tests/data/jws/weak-rsa2048-e3.pkcs8.b64"),
];
const ENTROPY: [u8; 32] = [7; 32];

pub(crate) fn key(id: &str, base64: &str) -> KeyMaterial {
    let private = BASE64_STANDARD.decode(base64.trim()).unwrap();
    KeyMaterial { id: id.into(), algorithm: Algorithm::Rs256, private }
}

pub(crate) fn public(key: &KeyMaterial) -> PublicKey {
    #[cfg(feature = "rsa")]
    return super::rsa::public_half(&super::rsa::parse_private(&key.private).unwrap());
    #[cfg(not(feature = "rsa"))]
    return super::aws_lc::public_half(&super::aws_lc::parse_private(&key.private).unwrap());
}

/// Polls once: the built-in signers never wait.
pub(crate) fn now<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => unreachable!("a local signer waits for nothing"),
    }
}

pub(crate) fn sign(signer: &impl Signer, key: &KeyMaterial, message: &str) -> Vec<u8> {
    now(signer.sign(key, message.as_bytes(), ENTROPY)).unwrap()
}

fn verify(signer: &impl Signer, key: &PublicKey, message: &str, signature: &[u8]) -> bool {
    now(signer.verify(key, message.as_bytes(), signature)).unwrap()
}

pub(super) fn a_new_key_signs(signer: &impl Signer) {
    let GeneratedKey { private, public } = now(signer.generate(Algorithm::Rs256, ENTROPY)).unwrap();
    let key = KeyMaterial { id: "new".into(), algorithm: Algorithm::Rs256, private };
    let PublicKey::Rsa { n, e } = &public;
    assert_eq!((n.len(), e.as_slice()), (256, EXPONENT.as_slice()));
    assert!(n[0] >= 0x80, "exactly 2048 bits");

    assert_eq!(public, self::public(&key));
    assert!(verify(signer, &public, "message", &sign(signer, &key, "message")));
}

/// RFC 7515 appendix A.2. PKCS#1 v1.5 signatures are deterministic, so ours must be the same.
pub(super) fn the_vector_of_rfc_7515_holds(signer: &impl Signer) {
    let key = key("rfc", RFC7515_KEY);
    let (signing_input, signature) = RFC7515_TOKEN.trim().rsplit_once('.').unwrap();
    let signature = base64::prelude::BASE64_URL_SAFE_NO_PAD.decode(signature).unwrap();

    assert_eq!(sign(signer, &key, signing_input), signature);
    assert!(verify(signer, &public(&key), signing_input, &signature));
}

pub(super) fn nothing_but_the_signature_is_taken_for_it(signer: &impl Signer) {
    let [key, other] = [key("a", KEYS[0]), key("b", KEYS[1])];
    let public_key = public(&key);
    let signature = sign(signer, &key, "message");
    assert!(verify(signer, &public_key, "message", &signature));

    assert!(!verify(signer, &public_key, "massage", &signature));
    assert!(!verify(signer, &public(&other), "message", &signature));
    for bit in 0..signature.len() * 8 {
        let mut flipped = signature.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        assert!(!verify(signer, &public_key, "message", &flipped), "bit {bit}");
    }

    let PublicKey::Rsa { n, .. } = &public_key;
    let zero_before = [&[0], signature.as_slice()].concat();
    let zero_behind = [signature.as_slice(), &[0]].concat();
    for wrong in
        [&[], &signature[1..], &signature[..255], &zero_before, &zero_behind, n, &[0; 256], &[255; 256]]
    {
        assert!(!verify(signer, &public_key, "message", wrong), "{wrong:?}");
    }
}

pub(super) fn the_key_that_signs_is_the_one_in_the_bytes(signer: &impl Signer) {
    let [ours, theirs] = [key("same id", KEYS[0]), key("same id", KEYS[1])];
    for _ in 0..2 {
        assert!(verify(signer, &public(&ours), "message", &sign(signer, &ours, "message")));
        assert!(verify(signer, &public(&theirs), "message", &sign(signer, &theirs, "message")));
    }
}

pub(super) fn weak_and_broken_private_keys_are_refused(signer: &impl Signer) {
    let refused = |key: &KeyMaterial| now(signer.sign(key, b"message", ENTROPY)).is_err();
    for weak in WEAK {
        assert!(refused(&key("weak", weak)));
    }

    let sound = key("sound", KEYS[0]);
    for length in [0, 1, 100, sound.private.len() - 1] {
        let mut cut = sound.clone();
        cut.private.truncate(length);
        assert!(refused(&cut), "{length}");
    }
    // A private exponent that does not match the public one: it follows 65537 in the file.
    let mut inconsistent = sound.clone();
    let exponent = sound.private.windows(5).position(|bytes| bytes == [2, 3, 1, 0, 1]).unwrap();
    inconsistent.private[exponent + 100] ^= 1;
    assert!(refused(&inconsistent));
    assert!(!refused(&sound));
}

pub(super) fn weak_public_keys_are_refused(signer: &impl Signer) {
    let PublicKey::Rsa { n, e } = public(&key("sound", KEYS[0]));
    let refused = |n: &[u8], e: &[u8]| {
        let key = PublicKey::Rsa { n: n.to_vec(), e: e.to_vec() };
        now(signer.verify(&key, b"message", &[1; 256])).is_err()
    };
    let even = [&n[..255], &[n[255] & 0xfe]].concat();
    let short = [&[0x7f], &n[1..]].concat();
    let padded = [&[0], n.as_slice()].concat();
    let large = [&[1], [n.as_slice(); 2].concat().as_slice()].concat();

    assert!(!refused(&n, &e));
    assert!(refused(&short, &e), "2047 bits");
    assert!(!refused(&[n.as_slice(); 2].concat(), &e), "4096 bits");
    for modulus in [&[], &n[..128], &n[..255], &even, &padded, &large, &[0; 256]] {
        assert!(refused(modulus, &e), "{modulus:?}");
    }
    for exponent in
        [&[][..], &[0], &[1], &[3], &[1, 0, 0], &[0, 1, 0, 1], &[1, 0, 3], &[1, 0, 1, 1], &[255; 256]]
    {
        assert!(refused(&n, exponent), "{exponent:?}");
    }
}
