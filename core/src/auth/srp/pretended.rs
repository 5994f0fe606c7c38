//! The SRP values for a user who does not exist.

use zeroize::Zeroizing;

use super::group::{self, Element};
use super::{Salt, Verifier};
use crate::mac::hmac_sha256;

/// Salt, name and verifier of a user who does not exist.
///
/// If the client hides whether users exist, Cognito answers an unknown name like a wrong password for a known one. So
/// the same name always gets the same salt ([RFC 5054
/// §2.5.1.3](https://www.rfc-editor.org/rfc/rfc5054#section-2.5.1.3)), and these values replace real ones in every
/// step: [`ServerEphemeral`](super::ServerEphemeral) and [`Verifier::matches_password`] cost exactly what they cost for
/// a user, and no password matches.
#[derive(Clone, Debug)]
pub struct Pretended {
    /// A salt in the form of real ones.
    pub salt: Salt,

    /// A UUID, for pools whose users do not choose their names. In other pools `USER_ID_FOR_SRP` must be the name that
    /// was sent, as it is for users who exist.
    pub user_id: String,

    /// A number that was not computed from a password.
    pub verifier: Verifier,

    /// Random bytes for further invented data about the user; the same for the same name.
    pub draws: [u8; 32],
}

impl Pretended {
    /// Derives all values from a secret of the pool and the name as it was sent. Costs no exponentiation, since loading
    /// a user costs none.
    ///
    /// The caller folds the case of the name first, if the pool ignores case.
    pub fn new(pool_key: &[u8; 32], name: &str) -> Self {
        let salt = block(pool_key, b"salt", 0, name);
        let user_id = block(pool_key, b"user", 0, name);
        Self {
            salt: Salt::from_random(first_half(&salt)),
            user_id: uuid(first_half(&user_id)),
            verifier: verifier(pool_key, name),
            draws: *block(pool_key, b"draws", 0, name),
        }
    }
}

/// A verifier that is a square, like every power of g: an attacker can tell squares from other numbers.
fn verifier(pool_key: &[u8; 32], name: &str) -> Verifier {
    let mut number = Zeroizing::new([0; group::BYTES]);
    for (counter, bytes) in (0..).zip(number.chunks_exact_mut(32)) {
        bytes.copy_from_slice(&*block(pool_key, b"verifier", counter, name));
    }
    let root = Element::reduce(&number);
    Verifier(root.mul(&root))
}

fn block(pool_key: &[u8; 32], purpose: &[u8], counter: u8, name: &str) -> Zeroizing<[u8; 32]> {
    Zeroizing::new(hmac_sha256(pool_key, &[b"pretended ", purpose, &[0, counter], name.as_bytes()]))
}

fn first_half(block: &[u8; 32]) -> [u8; 16] {
    let mut half = [0; 16];
    half.copy_from_slice(&block[..16]);
    half
}

/// A UUID of version 4, in the layout of [RFC 9562 §5.4](https://www.rfc-editor.org/rfc/rfc9562#section-5.4).
fn uuid(random: [u8; 16]) -> String {
    let mut number = u128::from_be_bytes(random);
    number = number & !(0xf << 76) | (4 << 76);
    number = number & !(3 << 62) | (2 << 62);
    let digits = format!("{number:032x}");
    let mut text = String::with_capacity(36);
    for (position, digit) in digits.chars().enumerate() {
        if [8, 12, 16, 20].contains(&position) {
            text.push('-');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auth::srp::{Identity, ServerEphemeral, client_public};

    const KEY: [u8; 32] = [7; 32];

    #[test]
    fn the_same_name_gets_the_same_values() {
        let (once, again) = (Pretended::new(&KEY, "nobody"), Pretended::new(&KEY, "nobody"));
        assert_eq!((once.salt, once.user_id), (again.salt, again.user_id));
        assert_eq!(once.verifier.to_bytes(), again.verifier.to_bytes());
    }

    #[test]
    fn another_name_or_another_pool_gets_other_values() {
        let one = Pretended::new(&KEY, "nobody");
        for other in
            [Pretended::new(&KEY, "nobody2"), Pretended::new(&[8; 32], "nobody"), Pretended::new(&KEY, "")]
        {
            assert_ne!(one.salt, other.salt);
            assert_ne!(one.user_id, other.user_id);
            assert_ne!(one.verifier.to_bytes(), other.verifier.to_bytes());
        }
    }

    #[test]
    fn the_values_have_the_form_of_real_ones() {
        for number in 0..200 {
            let pretended = Pretended::new(&KEY, &format!("user-{number}"));
            assert_eq!(pretended.salt.hex().len(), 32);
            let shape: Vec<usize> = pretended.user_id.split('-').map(str::len).collect();
            assert_eq!(shape, [8, 4, 4, 4, 12]);
            assert_eq!(&pretended.user_id[14..15], "4");
            assert!("89ab".contains(&pretended.user_id[19..20]));
            assert!(Verifier::from_bytes(&*pretended.verifier.to_bytes()).is_ok());
        }
    }

    #[test]
    fn the_verifier_is_a_square_like_every_real_one() {
        let mut order = [0; group::BYTES];
        order.copy_from_slice(
            &(num_bigint::BigUint::from_bytes_be(&group::modulus_bytes()) >> 1_u8).to_bytes_be(),
        );
        let root_of_unity = Pretended::new(&KEY, "nobody").verifier.0.pow_public(&order);
        assert!(root_of_unity.equals(&Element::generator_pow(&[])));
    }

    #[test]
    fn no_password_matches() {
        let Pretended { salt, user_id, verifier, .. } = Pretended::new(&KEY, "nobody");
        let identity = Identity::user("Vect0rOne", &user_id);
        assert!(!verifier.matches_password(&identity, "Correct-Horse9!", &salt));

        let server = ServerEphemeral::new(&verifier, [3; 32]);
        let key = server.session_key(&client_public(&[5; 32]), &verifier);
        assert!(!key.unwrap().verify_claim(&identity, b"block", "Sat Jan 3 04:05:06 UTC 2026", ""));
    }
}
