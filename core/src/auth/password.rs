//! The rules for passwords, and temporary passwords that satisfy them.

use rand_core::CryptoRng;

/// Longest password, in characters.
pub const LENGTH_MAX: usize = 256;

/// The password policy of a pool.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct PasswordPolicy {
    /// Minimum number of characters; the service allows 6 to 99.
    pub minimum_length: u32,
    /// Requires one of A to Z.
    pub require_uppercase: bool,
    /// Requires one of a to z.
    pub require_lowercase: bool,
    /// Requires one of 0 to 9.
    pub require_numbers: bool,
    /// Requires an ASCII punctuation character, or a space that is neither first nor last.
    pub require_symbols: bool,
}

impl Default for PasswordPolicy {
    /// The policy of a pool that was created without a policy.
    fn default() -> Self {
        Self {
            minimum_length: 8,
            require_uppercase: true,
            require_lowercase: true,
            require_numbers: true,
            require_symbols: true,
        }
    }
}

/// The rule that a password breaks. The text is what the service appends to the operation's prefix.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum PasswordRule {
    /// Fewer characters than the policy's minimum.
    #[error("Password not long enough")]
    MinimumLength,

    /// No character of A to Z.
    #[error("Password must have uppercase characters")]
    Uppercase,

    /// No character of a to z.
    #[error("Password must have lowercase characters")]
    Lowercase,

    /// No digit.
    #[error("Password must have numeric characters")]
    Numbers,

    /// No symbol.
    #[error("Password must have symbol characters")]
    Symbols,

    /// White space first or last, or a line break.
    #[error(r"Password must satisfy regular expression pattern: ^\S.*\S$")]
    WhiteSpace,

    /// More than [`LENGTH_MAX`] characters. On the wire the request is refused earlier by the constraint of the member,
    /// so the service's own text is unknown.
    #[error("Password must not have more than 256 characters")]
    MaximumLength,
}

impl PasswordPolicy {
    /// Returns the first rule that the password breaks, since the service names only one.
    ///
    /// The order is our choice: the service does not document it. Length counts characters, not bytes; whether the
    /// service counts a character outside the basic plane as one or as two is unknown. Letters and digits outside ASCII
    /// are allowed, but satisfy no rule.
    pub fn check(&self, password: &str) -> Result<(), PasswordRule> {
        let length = password.chars().take(LENGTH_MAX + 1).count();
        let has = |class: fn(char) -> bool| password.chars().any(class);
        let inner_space = password.trim_matches(' ').contains(' ');

        if length < self.minimum_length as usize {
            return Err(PasswordRule::MinimumLength);
        }
        if self.require_uppercase && !has(|c| c.is_ascii_uppercase()) {
            return Err(PasswordRule::Uppercase);
        }
        if self.require_lowercase && !has(|c| c.is_ascii_lowercase()) {
            return Err(PasswordRule::Lowercase);
        }
        if self.require_numbers && !has(|c| c.is_ascii_digit()) {
            return Err(PasswordRule::Numbers);
        }
        // The documented list of symbols is exactly the punctuation of ASCII.
        if self.require_symbols && !has(|c| c.is_ascii_punctuation()) && !inner_space {
            return Err(PasswordRule::Symbols);
        }
        if !satisfies_pattern(password) {
            return Err(PasswordRule::WhiteSpace);
        }
        if length > LENGTH_MAX {
            return Err(PasswordRule::MaximumLength);
        }
        Ok(())
    }
}

/// `^\S.*\S$` as Java interprets it: `\S` excludes only ASCII white space, and the dot does not match line ends.
fn satisfies_pattern(password: &str) -> bool {
    let is_space = |c: char| matches!(c, ' ' | '\t' | '\n' | '\u{b}' | '\u{c}' | '\r');
    let is_line_end = |c: char| matches!(c, '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}');

    let mut characters = password.chars();
    match (characters.next(), characters.next_back()) {
        (Some(first), Some(last)) => !is_space(first) && !is_space(last) && !characters.any(is_line_end),
        _ => false,
    }
}

/// A temporary password for an invitation. It satisfies the policy, and any other policy whose minimum length it
/// reaches.
///
/// It has at least twelve characters, including one of each kind. It contains no characters that are easily confused or
/// that need escaping in HTML, since users read it in a message and type it once.
pub fn generate_temporary(policy: &PasswordPolicy, rng: &mut impl CryptoRng) -> String {
    const UPPERCASE: &[u8] = b"ABCDEFGHJKLMNPQRSTUVWXYZ";
    const LOWERCASE: &[u8] = b"abcdefghijkmnpqrstuvwxyz";
    const NUMBERS: &[u8] = b"23456789";
    const SYMBOLS: &[u8] = b"!@#$%*+-=?";
    const KINDS: [&[u8]; 4] = [UPPERCASE, LOWERCASE, NUMBERS, SYMBOLS];
    const LENGTH_MIN: usize = 12;

    let length = (policy.minimum_length as usize).clamp(LENGTH_MIN, LENGTH_MAX);
    let all = KINDS.concat();
    let alphabets = KINDS.into_iter().chain(std::iter::repeat(all.as_slice()));
    let mut password: Vec<char> = alphabets.take(length).filter_map(|alphabet| draw(alphabet, rng)).collect();

    // The first four characters are of known kinds; a Fisher-Yates shuffle moves them to random places.
    for end in (1..password.len()).rev() {
        password.swap(end, below(end + 1, rng));
    }
    password.into_iter().collect()
}

fn draw(alphabet: &[u8], rng: &mut impl CryptoRng) -> Option<char> {
    alphabet.get(below(alphabet.len(), rng)).map(|&byte| char::from(byte))
}

/// A uniformly distributed number less than `bound`: values beyond the last whole multiple are drawn again.
fn below(bound: usize, rng: &mut impl CryptoRng) -> usize {
    let bound = u32::try_from(bound).unwrap_or(u32::MAX).max(1);
    let beyond = u32::MAX - u32::MAX % bound;
    loop {
        let number = rng.next_u32();
        if number < beyond {
            return (number % bound) as usize;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chacha20::ChaCha20Rng;
    use chacha20::rand_core::SeedableRng as _;
    use proptest::prelude::*;

    const LAX: PasswordPolicy = PasswordPolicy {
        minimum_length: 6,
        require_uppercase: false,
        require_lowercase: false,
        require_numbers: false,
        require_symbols: false,
    };

    fn broken(password: &str) -> Option<PasswordRule> {
        PasswordPolicy::default().check(password).err()
    }

    #[test]
    fn the_first_broken_rule_is_named() {
        assert_eq!(broken(" "), Some(PasswordRule::MinimumLength));
        assert_eq!(broken("       "), Some(PasswordRule::MinimumLength));
        assert_eq!(broken("        "), Some(PasswordRule::Uppercase));
        assert_eq!(broken(" A      "), Some(PasswordRule::Lowercase));
        assert_eq!(broken(" Aa     "), Some(PasswordRule::Numbers));
        assert_eq!(broken(" Aa1    "), Some(PasswordRule::Symbols));
        assert_eq!(broken(" Aa1!   "), Some(PasswordRule::WhiteSpace));
        assert_eq!(broken("Aa1!...."), None);
    }

    #[test]
    fn the_texts_are_those_of_the_service() {
        let texts = [
            PasswordRule::MinimumLength,
            PasswordRule::Uppercase,
            PasswordRule::Lowercase,
            PasswordRule::Numbers,
            PasswordRule::Symbols,
            PasswordRule::WhiteSpace,
        ]
        .map(|rule| rule.to_string());
        assert_eq!(
            texts,
            [
                "Password not long enough",
                "Password must have uppercase characters",
                "Password must have lowercase characters",
                "Password must have numeric characters",
                "Password must have symbol characters",
                r"Password must satisfy regular expression pattern: ^\S.*\S$",
            ]
        );
    }

    #[test]
    fn both_limits_of_the_length_are_inclusive() {
        let policy = |minimum_length| PasswordPolicy { minimum_length, ..LAX };
        for minimum in [6, 8, 99] {
            let enough = "é".repeat(minimum as usize);
            assert_eq!(policy(minimum).check(&enough), Ok(()));
            assert_eq!(policy(minimum + 1).check(&enough), Err(PasswordRule::MinimumLength));
        }
        assert_eq!(LAX.check(&"é".repeat(256)), Ok(()));
        assert_eq!(LAX.check(&"é".repeat(257)), Err(PasswordRule::MaximumLength));
    }

    #[test]
    fn every_documented_symbol_counts() {
        for symbol in r#"^$*.[]{}()?"!@#%&/\,><':;|_~`=+-"#.chars() {
            assert_eq!(broken(&format!("Password1{symbol}")), None, "{symbol}");
        }
        assert_eq!(broken("Pass word1"), None);
        assert_eq!(broken("Password1 "), Some(PasswordRule::Symbols));
        assert_eq!(broken(" Password1"), Some(PasswordRule::Symbols));
        assert_eq!(broken("Password1€"), Some(PasswordRule::Symbols));
        assert_eq!(broken("Pass\u{a0}word1"), Some(PasswordRule::Symbols));
        assert_eq!(broken("Pass\tword1"), Some(PasswordRule::Symbols));
    }

    #[test]
    fn letters_and_digits_outside_ascii_satisfy_no_rule() {
        assert_eq!(broken("ÄÖÜaaa1!"), Some(PasswordRule::Uppercase));
        assert_eq!(broken("AAAäöü1!"), Some(PasswordRule::Lowercase));
        assert_eq!(broken("AAAaaa١!"), Some(PasswordRule::Numbers));
    }

    #[test]
    fn white_space_is_allowed_inside_but_not_at_the_ends() {
        for bad in [" secret", "secret ", "\tsecret", "secret\n", "sec\nret", "sec\u{2028}ret", "      "] {
            assert_eq!(LAX.check(bad), Err(PasswordRule::WhiteSpace), "{bad:?}");
        }
        for good in ["sec ret", "sec\tret", "\u{a0}secret\u{a0}"] {
            assert_eq!(LAX.check(good), Ok(()), "{good:?}");
        }
        assert_eq!(PasswordPolicy { minimum_length: 0, ..LAX }.check("x"), Err(PasswordRule::WhiteSpace));
        assert_eq!(PasswordPolicy { minimum_length: 0, ..LAX }.check("xy"), Ok(()));
    }

    #[test]
    fn numbers_are_drawn_uniformly() {
        let mut rng = ChaCha20Rng::from_seed([1; 32]);
        let mut counts = [0; 10];
        for _ in 0..10_000 {
            counts[below(10, &mut rng)] += 1;
        }
        assert!(counts.iter().all(|count| (900..1100).contains(count)), "{counts:?}");
        assert_eq!(below(1, &mut rng), 0);
        assert_eq!(below(0, &mut rng), 0);
    }

    proptest! {
        #[test]
        fn a_temporary_password_satisfies_any_policy(seed in any::<[u8; 32]>(), minimum_length in 6_u32..=99) {
            let policy = PasswordPolicy { minimum_length, ..PasswordPolicy::default() };
            let password = generate_temporary(&policy, &mut ChaCha20Rng::from_seed(seed));
            prop_assert_eq!(policy.check(&password), Ok(()));
            prop_assert_eq!(password.len(), minimum_length.max(12) as usize);
            prop_assert!(!password.contains(|c| "0Oo1lI<>&\"' ".contains(c)));
        }

        #[test]
        fn a_huge_minimum_length_does_not_exhaust_memory(minimum_length in 257_u32..) {
            let policy = PasswordPolicy { minimum_length, ..LAX };
            let mut rng = ChaCha20Rng::from_seed([1; 32]);
            prop_assert_eq!(generate_temporary(&policy, &mut rng).len(), LENGTH_MAX);
        }

        #[test]
        fn any_text_passes_or_breaks_a_rule(password in any::<String>()) {
            let _ = PasswordPolicy::default().check(&password);
        }
    }
}
