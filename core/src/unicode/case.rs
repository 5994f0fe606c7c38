//! Lower case, and case folding ([Unicode, section 3.13](https://www.unicode.org/versions/Unicode17.0.0/core-spec/chapter-3/#G33992)).
//!
//! The tables are our own, for two reasons: those of the standard library take 11 KB of a WebAssembly module (gzip), ten times as much; and
//! names of users are stored in lower case, which must not change with a new version of Rust.

use std::sync::OnceLock;

use super::table::Reader;

/// Runs of characters with the same distance to their lower case: the first and the last one, the distance between two of them, and the
/// lower case of the first one.
static TABLE: &[u8] = include_bytes!("case.bin");

/// The only character whose lower case has two characters.
const DOTTED_I: char = 'İ';
const DOTTED_I_LOWER: [char; 2] = ['i', '\u{307}'];

const SIGMA: char = 'Σ';
const FINAL_SIGMA: char = 'ς';

fn runs() -> &'static [[u32; 4]] {
    static RUNS: OnceLock<Vec<[u32; 4]>> = OnceLock::new();
    RUNS.get_or_init(|| Reader(TABLE).rows().collect())
}

/// Lower case of one character, except for [`DOTTED_I`].
fn lower(c: char) -> char {
    if c.is_ascii() {
        return c.to_ascii_lowercase();
    }
    let code = u32::from(c);
    let after = runs().partition_point(|[first, ..]| *first <= code);
    match after.checked_sub(1).and_then(|at| runs().get(at)) {
        Some([first, last, step, lower]) if code <= *last && (code - first) % step == 0 => {
            char::from_u32(lower + (code - first)).unwrap_or(c)
        }
        _ => c,
    }
}

/// Whether the character has a lower case, or is one.
fn is_cased(c: char) -> bool {
    let is_lower = |[first, last, _, lower]: &[u32; 4]| (*lower..=lower + (last - first)).contains(&c.into());
    c.is_ascii_alphabetic() || lower(c) != c || runs().iter().any(is_lower)
}

/// The text in lower case. At the end of a word, which only a letter continues, a sigma takes its final form.
pub(crate) fn lowercase(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let mut lowercase = String::with_capacity(text.len());
    let mut before = None;
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        match c {
            DOTTED_I => lowercase.extend(DOTTED_I_LOWER),
            SIGMA if before.is_some_and(is_cased) && !rest.clone().next().is_some_and(is_cased) => {
                lowercase.push(FINAL_SIGMA);
            }
            _ => lowercase.push(lower(c)),
        }
        before = Some(c);
    }
    lowercase
}

/// The characters whose case folding is not their lower case, each followed by its folding (`CaseFolding.txt` of the Unicode
/// Character Database, status C and F).
const FOLDINGS: &str = "\
    µμ ßss ŉʼn ſs ǰj\u{30c} \u{345}ι ΐι\u{308}\u{301} ΰυ\u{308}\u{301} ςσ ϐβ ϑθ ϕφ ϖπ ϰκ ϱρ ϵε ևեւ ᲀв ᲁд ᲂо ᲃс \
    ᲄт ᲅт ᲆъ ᲇѣ ᲈꙋ ẖh\u{331} ẗt\u{308} ẘw\u{30a} ẙy\u{30a} ẚaʾ ẛṡ ẞss ὐυ\u{313} ὒυ\u{313}\u{300} \
    ὔυ\u{313}\u{301} ὖυ\u{313}\u{342} ᾀἀι ᾁἁι ᾂἂι ᾃἃι ᾄἄι ᾅἅι ᾆἆι ᾇἇι ᾈἀι ᾉἁι ᾊἂι ᾋἃι ᾌἄι ᾍἅι ᾎἆι ᾏἇι ᾐἠι ᾑἡι \
    ᾒἢι ᾓἣι ᾔἤι ᾕἥι ᾖἦι ᾗἧι ᾘἠι ᾙἡι ᾚἢι ᾛἣι ᾜἤι ᾝἥι ᾞἦι ᾟἧι ᾠὠι ᾡὡι ᾢὢι ᾣὣι ᾤὤι ᾥὥι ᾦὦι ᾧὧι ᾨὠι ᾩὡι ᾪὢι ᾫὣι ᾬὤι \
    ᾭὥι ᾮὦι ᾯὧι ᾲὰι ᾳαι ᾴάι ᾶα\u{342} ᾷα\u{342}ι ᾼαι ιι ῂὴι ῃηι ῄήι ῆη\u{342} ῇη\u{342}ι ῌηι ῒι\u{308}\u{300} \
    ΐι\u{308}\u{301} ῖι\u{342} ῗι\u{308}\u{342} ῢυ\u{308}\u{300} ΰυ\u{308}\u{301} ῤρ\u{313} ῦυ\u{342} \
    ῧυ\u{308}\u{342} ῲὼι ῳωι ῴώι ῶω\u{342} ῷω\u{342}ι ῼωι ﬀff ﬁfi ﬂfl ﬃffi ﬄffl ﬅst ﬆst ﬓմն ﬔմե ﬕմի ﬖվն ﬗմխ";

/// `toCasefold` of one character.
pub(super) fn fold(c: char) -> impl Iterator<Item = char> {
    let mut folding = FOLDINGS.split(' ').find_map(|row| row.strip_prefix(c)).unwrap_or_default().chars();
    let (first, second) = match folding.next() {
        Some(first) => (first, folding.next()),
        None if c == DOTTED_I => (DOTTED_I_LOWER[0], Some(DOTTED_I_LOWER[1])),
        None => (lower(c), None),
    };
    [first].into_iter().chain(second).chain(folding)
}

#[cfg(test)]
mod tests {
    use super::{super::table::testing::rows, *};

    fn all() -> impl Iterator<Item = char> {
        char::MIN..=char::MAX
    }

    /// The table, generated from the standard library.
    fn encoded() -> Vec<u8> {
        let mut runs: Vec<Vec<u32>> = Vec::new();
        for c in all().filter(|c| !c.is_ascii() && *c != DOTTED_I) {
            let mut lower = c.to_lowercase();
            let (code, lower) = (u32::from(c), u32::from(lower.next().unwrap()));
            if lower == code {
                continue;
            }
            match runs.last_mut().map(Vec::as_mut_slice) {
                Some([first, last, step, start])
                    if *start + (code - *first) == lower
                        && (code - *last == *step || (first == last && code - *last == 2)) =>
                {
                    *step = code - *last;
                    *last = code;
                }
                _ => runs.push(vec![code, code, 1, lower]),
            }
        }
        let mut table = Vec::new();
        rows(&runs, &mut table);
        table
    }

    /// Writes the table if `USERPOOL_WRITE_TABLES` is set. That changes in which case names are stored, if a later version of Unicode has
    /// more pairs of letters.
    #[test]
    #[expect(clippy::disallowed_methods, reason = "a test may write the table on request")]
    fn the_table_is_that_of_unicode_17() {
        let table = encoded();
        if std::env::var_os("USERPOOL_WRITE_TABLES").is_some() {
            std::fs::write(concat!(env!("CARGO_MANIFEST_DIR"), "/src/unicode/case.bin"), &table).unwrap();
        }
        if char::UNICODE_VERSION == (17, 0, 0) {
            assert!(table == TABLE, "set USERPOOL_WRITE_TABLES to write {} bytes", table.len());
        }
        for c in all().filter(|c| lower(*c) != *c) {
            assert_eq!(c.to_lowercase().collect::<Vec<_>>(), [lower(c)], "{c:?}");
        }
    }

    #[test]
    fn texts_are_in_lower_case_as_by_the_standard_library() {
        for text in [
            "",
            "Ana",
            "ÉTÉ",
            "STRASSE",
            "Straße",
            "İstanbul",
            "IĞDIR",
            "ΟΔΟΣ",
            "ΟΔΟΣ ΣΟΦΙΑ",
            "Σ",
            "ΣΑΣ@ΣΑΣ",
            "Ω",
            "ДОМ",
            "Ꭰ",
            "Ǆ",
            "𐐀",
            "名前",
            "aΣ1",
            "1Σ",
            "ΣΣ",
        ] {
            assert_eq!(lowercase(text), text.to_lowercase(), "{text}");
        }
    }

    /// Conversion to lower, upper and again lower case gives the same equivalences, except that the dotless i would become equal to the
    /// dotted one.
    #[test]
    fn every_character_is_folded_as_by_the_tables_of_the_standard_library() {
        for c in all().filter(|c| *c != 'ı') {
            let expected = c.to_lowercase().flat_map(char::to_uppercase).flat_map(char::to_lowercase);
            // A later version of Unicode may have more pairs of letters.
            if char::UNICODE_VERSION == (17, 0, 0) || !fold(c).eq([c]) {
                assert!(fold(c).eq(expected), "{c:?}");
            }
        }
        assert!(fold('ı').eq(['ı']));
    }
}
