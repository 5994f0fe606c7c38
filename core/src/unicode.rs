//! Unicode properties of names: which spellings are equal, and which characters are invisible.

mod case;
mod nfc;
mod table;

pub(crate) use self::{case::lowercase, nfc::nfc};

/// The form in which names are compared without regard to case: full case folding between two normalizations ([Unicode,
/// section 3.13.5](https://www.unicode.org/versions/Unicode17.0.0/core-spec/chapter-3/#G53253), D145, with composed
/// characters). "STRASSE" and "straße" are the same name, as are both forms of the Greek sigma; the dotless and the
/// dotted i are different.
pub(crate) fn caseless(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let folded: String = nfc(text).chars().flat_map(case::fold).collect();
    nfc(&folded).into_owned()
}

/// Whether a character is usually invisible: `Default_Ignorable_Code_Point` of Unicode 17 (`DerivedCoreProperties.txt`
/// of the Unicode Character Database). Two names that differ only in such characters look the same.
pub(crate) fn is_default_ignorable(c: char) -> bool {
    matches!(c,
        '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}'..='\u{1160}' | '\u{17B4}'..='\u{17B5}'
        | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}'
        | '\u{3164}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF0}'..='\u{FFF8}'
        | '\u{1BCA0}'..='\u{1BCA3}' | '\u{1D173}'..='\u{1D17A}' | '\u{E0000}'..='\u{E0FFF}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn spellings_of_one_name_are_equal() {
        for (one, other) in [
            ("ANA", "ana"),
            ("É", "e\u{301}"),
            ("STRASSE", "straße"),
            ("STRAẞE", "strasse"),
            ("ΟΔΟΣ", "οδος"),
            ("οδοσ", "οδος"),
            ("K", "\u{212A}"),
            ("å", "\u{212B}"),
            ("ſ", "S"),
            ("µ", "μ"),
            ("İ", "i\u{307}"),
            ("Ꭰ", "ꭰ"),
            ("𐐀", "𐐨"),
            ("ﬁ", "FI"),
        ] {
            assert_eq!(caseless(one), caseless(other), "{one} {other}");
        }
        for (one, other) in [("ı", "i"), ("I", "ı"), ("a", "ä"), ("l", "1"), ("а", "a")] {
            assert_ne!(caseless(one), caseless(other), "{one} {other}");
        }
    }

    proptest! {
        #[test]
        fn a_caseless_name_stays_as_it_is(text in r"[\PC\u{300}-\u{36F}]{0,12}") {
            let once = caseless(&text);
            prop_assert_eq!(caseless(&once), once.clone());
            prop_assert_eq!(nfc(&once), once.as_str());
        }

        #[test]
        fn case_and_normalization_make_no_difference(text in r"[A-Za-zÀ-ÖØ-öø-ſΑ-ωА-я\u{300}-\u{30C}]{0,12}") {
            use unicode_normalization::UnicodeNormalization as _;
            let plain = caseless(&text);
            prop_assert_eq!(caseless(&text.nfd().collect::<String>()), plain.clone());
            if !text.contains('ı') {
                prop_assert_eq!(caseless(&text.to_uppercase()), plain.clone());
            }
            prop_assert_eq!(caseless(&text.to_lowercase()), plain);
        }
    }

    #[test]
    fn every_character_is_caseless_after_one_pass() {
        for c in (char::MIN..=char::MAX).map(String::from) {
            let once = caseless(&c);
            assert_eq!(caseless(&once), once, "{c:?}");
        }
    }
}
