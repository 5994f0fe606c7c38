//! Arithmetic modulo N, the 3072-bit prime of group 15, with Cognito's generator g = 2.
//! [RFC 3526 §5](https://www.rfc-editor.org/rfc/rfc3526#section-5)
//!
//! The rest of SRP uses only the few operations below, so that a faster implementation can replace this one. All of
//! them take constant time; only the time of [`Element::pow_public`] depends on its exponent.

use std::fmt;

use crypto_bigint::modular::ConstMontyForm;
use crypto_bigint::{CtAssign, CtEq, CtLt, U256, U3072, const_monty_params};
use zeroize::Zeroize;

/// Length of N in bytes.
pub(crate) const BYTES: usize = 384;

/// N, big-endian.
const N: &str = concat!(
    "ffffffffffffffffc90fdaa22168c234c4c6628b80dc1cd129024e088a67cc74020bbea63b139b22514a08798e3404dd",
    "ef9519b3cd3a431b302b0a6df25f14374fe1356d6d51c245e485b576625e7ec6f44c42e9a637ed6b0bff5cb6f406b7ed",
    "ee386bfb5a899fa5ae9f24117c4b1fe649286651ece45b3dc2007cb8a163bf0598da48361c55d39a69163fa8fd24cf5f",
    "83655d23dca3ad961c62f356208552bb9ed529077096966d670c354e4abc9804f1746c08ca18217c32905e462e36ce3b",
    "e39e772c180e86039b2783a2ec07a28fb5c55df06f4c52c9de2bcbf6955817183995497cea956ae515d2261898fa0510",
    "15728e5a8aaac42dad33170d04507a33a85521abdf1cba64ecfb850458dbef0a8aea71575d060c7db3970f85a6e1e4c7",
    "abf5ae8cdb0933d71e8c94e04a25619dcee3d2261ad2ee6bf12ffa06d98a0864d87602733ec86a64521f2b18177b200c",
    "bbe117577a615d6c770988c0bad946e208e24fa074e5ab3143db5bfce0fd108e4b82d120a93ad2caffffffffffffffff",
);

/// k = SHA256(pad(N) ‖ pad(g)). A test verifies this value.
const K: U256 = U256::from_be_hex("538282c4354742d7cbbde2359fcf67f9f5b3a6b08791e5011b43b8a5b66d9ee6");

const_monty_params!(Group15, U3072, N, "Arithmetic modulo N.");

type Residue = ConstMontyForm<Group15, { U3072::LIMBS }>;

/// A number modulo N. It is treated as a secret: never printed, and wiped when dropped.
#[derive(Clone)]
pub(crate) struct Element(Residue);

impl Element {
    /// Any 384 bytes, big-endian, modulo N.
    pub(crate) fn reduce(bytes: &[u8; BYTES]) -> Self {
        Self(Residue::new(&U3072::from_be_slice(bytes)))
    }

    /// g^exponent. The time depends only on the length of the exponent.
    pub(crate) fn generator_pow(exponent: &[u8]) -> Self {
        #[cfg(test)]
        count::one();
        // Multiplying by g = 2 is an addition, so a window of powers would not be faster.
        let mut power = Self(Residue::ONE);
        for bit in exponent.iter().flat_map(|byte| (0..8).rev().map(move |i| (byte >> i) & 1)) {
            power.0 = power.0.square();
            let doubled = Self(power.0.double());
            power.0.ct_assign(&doubled.0, bit.ct_eq(&1));
        }
        power
    }

    /// self^exponent. The time depends only on the length of the exponent.
    pub(crate) fn pow(&self, exponent: &[u8]) -> Self {
        #[cfg(test)]
        count::one();
        let powers = self.small_powers();
        let mut power = Self(Residue::ONE);
        for digit in digits(exponent) {
            power.square_four_times();
            // Every entry is read, so that the cache does not reveal the digit.
            let mut factor = Self(Residue::ONE);
            for (entry, candidate) in (0_u8..).zip(&powers) {
                factor.0.ct_assign(&candidate.0, digit.ct_eq(&entry));
            }
            power.0 = power.0.mul(&factor.0);
        }
        power
    }

    /// self^exponent for a public exponent. The time reveals the exponent, but nothing about `self`.
    pub(crate) fn pow_public(&self, exponent: &[u8]) -> Self {
        #[cfg(test)]
        count::one();
        let powers = self.small_powers();
        let mut power = Self(Residue::ONE);
        for digit in digits(exponent) {
            power.square_four_times();
            if let Some(factor) = powers.get(usize::from(digit)).filter(|_| digit != 0) {
                power.0 = power.0.mul(&factor.0);
            }
        }
        power
    }

    /// self · other.
    pub(crate) fn mul(&self, other: &Self) -> Self {
        Self(self.0.mul(&other.0))
    }

    /// self + other.
    pub(crate) fn add(&self, other: &Self) -> Self {
        Self(self.0.add(&other.0))
    }

    /// self − other.
    #[cfg(any(feature = "client", test))]
    pub(crate) fn sub(&self, other: &Self) -> Self {
        Self(self.0.sub(&other.0))
    }

    /// k · self, with SRP-6a's multiplier k.
    pub(crate) fn times_k(&self) -> Self {
        const MULTIPLIER: Residue = Residue::new(&K.resize());
        Self(self.0.mul(&MULTIPLIER))
    }

    /// Big-endian, with leading zeros.
    pub(crate) fn to_bytes(&self) -> [u8; BYTES] {
        let mut integer = self.0.retrieve();
        let mut bytes = [0; BYTES];
        bytes.copy_from_slice(integer.to_be_bytes().as_ref());
        integer.zeroize();
        bytes
    }

    /// Compares in constant time.
    pub(crate) fn equals(&self, other: &Self) -> bool {
        CtEq::ct_eq(&self.0, &other.0).into()
    }

    /// self⁰ to self¹⁵.
    fn small_powers(&self) -> [Self; 16] {
        let mut powers = [const { Self(Residue::ONE) }; 16];
        let mut last = Self(Residue::ONE);
        for power in powers.iter_mut().skip(1) {
            last.0 = last.0.mul(&self.0);
            power.0 = last.0;
        }
        powers
    }

    fn square_four_times(&mut self) {
        for _ in 0..4 {
            self.0 = self.0.square();
        }
    }
}

impl Drop for Element {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl fmt::Debug for Element {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Element(…)")
    }
}

/// Whether the number is at least 1 and less than N, in constant time.
pub(crate) fn is_canonical(bytes: &[u8; BYTES]) -> bool {
    let mut integer = U3072::from_be_slice(bytes);
    let inside = integer.ct_lt(&Residue::MODULUS) & !integer.ct_eq(&U3072::ZERO);
    integer.zeroize();
    inside.into()
}

/// The exponent in groups of four bits, most significant first.
fn digits(exponent: &[u8]) -> impl Iterator<Item = u8> {
    exponent.iter().flat_map(|byte| [byte >> 4, byte & 15])
}

#[cfg(test)]
pub(super) fn modulus_bytes() -> [u8; BYTES] {
    let mut bytes = [0; BYTES];
    bytes.copy_from_slice(Residue::MODULUS.to_be_bytes().as_ref());
    bytes
}

/// Counts exponentiations, so that a test can compare the costs of two responses.
#[cfg(test)]
pub(crate) mod count {
    use std::cell::Cell;

    thread_local! {
        static DONE: Cell<usize> = const { Cell::new(0) };
    }

    pub(super) fn one() {
        DONE.set(DONE.get() + 1);
    }

    /// The number of exponentiations of this thread so far.
    pub(crate) fn done() -> usize {
        DONE.get()
    }
}

#[cfg(test)]
mod tests {
    use super::super::hex;
    use super::*;
    use num_bigint::BigUint;
    use proptest::prelude::*;
    use sha2::{Digest as _, Sha256};

    fn n() -> BigUint {
        BigUint::parse_bytes(N.as_bytes(), 16).unwrap()
    }

    fn bytes(integer: &BigUint) -> [u8; BYTES] {
        let digits = integer.to_bytes_be();
        let mut bytes = [0; BYTES];
        bytes[BYTES - digits.len()..].copy_from_slice(&digits);
        bytes
    }

    fn integer(element: &Element) -> BigUint {
        BigUint::from_bytes_be(&element.to_bytes())
    }

    /// Numbers that cause carries, borrows or the last subtraction, and random ones.
    fn operand() -> impl Strategy<Value = BigUint> {
        let one = BigUint::from(1_u8);
        let edges = vec![
            BigUint::ZERO,
            one.clone(),
            BigUint::from(2_u8),
            n() >> 1,
            n() - &one,
            n(),
            n() + &one,
            (&one << 3072) - &one,
            &one << 64,
            (&one << 64) - &one,
            &one << 3071,
        ];
        prop_oneof![
            proptest::sample::select(edges),
            proptest::collection::vec(any::<u8>(), BYTES).prop_map(|bytes| BigUint::from_bytes_be(&bytes)),
        ]
    }

    fn exponent() -> impl Strategy<Value = Vec<u8>> {
        prop_oneof![
            Just(vec![]),
            Just(vec![0; 32]),
            Just(vec![0xff; 32]),
            any::<u8>().prop_map(|last| [vec![0; 31], vec![last]].concat()),
            any::<[u8; 32]>().prop_map(Vec::from),
            proptest::collection::vec(any::<u8>(), 0..70),
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(96))]

        #[test]
        fn every_operation_agrees_with_the_reference(a in operand(), b in operand(), e in exponent()) {
            let (x, y) = (Element::reduce(&bytes(&a)), Element::reduce(&bytes(&b)));
            let power = BigUint::from_bytes_be(&e);
            let k = BigUint::from_bytes_be(K.to_be_bytes().as_ref());

            prop_assert_eq!(integer(&x), &a % n());
            prop_assert_eq!(integer(&x.mul(&y)), &a * &b % n());
            prop_assert_eq!(integer(&x.add(&y)), (&a + &b) % n());
            prop_assert_eq!(integer(&x.sub(&y)), (&a % n() + n() - &b % n()) % n());
            prop_assert_eq!(integer(&x.times_k()), &a * k % n());
            prop_assert_eq!(integer(&x.pow(&e)), a.modpow(&power, &n()));
            prop_assert_eq!(integer(&x.pow_public(&e)), a.modpow(&power, &n()));
            prop_assert_eq!(integer(&Element::generator_pow(&e)), BigUint::from(2_u8).modpow(&power, &n()));
            prop_assert_eq!(x.equals(&y), &a % n() == &b % n());
            prop_assert_eq!(is_canonical(&bytes(&a)), a != BigUint::ZERO && a < n());
        }
    }

    #[test]
    fn the_multiplier_is_the_hash_of_modulus_and_generator() {
        let modulus = bytes(&n());
        let hash = Sha256::new().chain_update(hex::padded(&modulus).concat()).chain_update([2]).finalize();
        assert_eq!(K, U256::from_be_slice(&hash));
    }

    #[test]
    fn the_modulus_is_a_safe_prime_and_two_generates_its_squares() {
        let (one, two) = (BigUint::from(1_u8), BigUint::from(2_u8));
        let order = n() >> 1;
        // Fermat tests with a few bases are enough to detect a mistyped digit.
        for base in [3_u8, 5, 7, 11].map(BigUint::from) {
            assert_eq!(base.modpow(&(n() - &one), &n()), one);
            assert_eq!(base.modpow(&(&order - &one), &order), one);
        }
        assert_eq!(two.modpow(&order, &n()), one);
    }

    #[test]
    fn an_element_is_not_printed() {
        assert_eq!(format!("{:?}", Element::generator_pow(&[3])), "Element(…)");
    }
}
