//! Random identifiers and secrets as text, with every character equally likely.

use rand_core::Rng;
use zeroize::Zeroizing;

/// `0-9a-z`: client ids and client secrets.
pub(crate) const LOWER_CASE: &[u8] = b"0123456789abcdefghijklmnopqrstuvwxyz";

/// `0-9A-Za-z`: pool ids.
pub(crate) const MIXED_CASE: &[u8] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// Draws `length` characters of `alphabet`, which has 1 to 256 ASCII characters.
pub(crate) fn draw(rng: &mut impl Rng, alphabet: &[u8], length: usize) -> Zeroizing<String> {
    let mut text = Zeroizing::new(String::with_capacity(length));
    // Larger bytes are skipped: they would make the first characters more likely than the others.
    let fair = 256 - 256 % alphabet.len();
    while text.len() < length {
        let mut byte = [0];
        rng.fill_bytes(&mut byte);
        let drawn = usize::from(byte[0]);
        if drawn < fair {
            text.push(char::from(alphabet[drawn % alphabet.len()]));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use chacha20::ChaCha20Rng;
    use rand_core::SeedableRng as _;

    use super::*;

    #[test]
    fn every_character_is_equally_likely() {
        for alphabet in [LOWER_CASE, MIXED_CASE] {
            let text = draw(&mut ChaCha20Rng::from_seed([7; 32]), alphabet, 1000 * alphabet.len());
            for character in alphabet {
                let count = text.bytes().filter(|byte| byte == character).count();
                assert!((850..=1150).contains(&count), "{} came {count} times", char::from(*character));
            }
        }
    }

    #[test]
    fn two_draws_differ() {
        let mut rng = ChaCha20Rng::from_seed([7; 32]);
        assert_ne!(*draw(&mut rng, LOWER_CASE, 26), *draw(&mut rng, LOWER_CASE, 26));
        assert_eq!(draw(&mut rng, MIXED_CASE, 9).len(), 9);
    }
}
