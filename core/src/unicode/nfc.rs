//! Normalization form C ([UAX #15](https://www.unicode.org/reports/tr15/)).
//!
//! The table is our own to keep the WebAssembly module small: it takes a tenth of the size of the usual crates, which
//! support all four forms. A test below generates it from the crate `unicode-normalization`, whose source is the
//! Unicode Character Database, and compares the two character by character.

use std::{borrow::Cow, collections::BinaryHeap, sync::OnceLock};

use super::table::Reader;

static TABLE: &[u8] = include_bytes!("nfc.bin");

/// Earlier characters do not combine, and they decompose only into characters that compose again.
const FIRST_COMBINING: char = '\u{300}';

/// The decoded table. Only pairs of one type are sorted here, so that the module contains one sort function.
#[derive(Debug)]
struct Tables {
    /// Characters and their decomposition in one step. Sorted.
    decompositions: Vec<(u64, u64)>,
    /// Pairs that compose, and the result. Sorted.
    compositions: Vec<(u64, u64)>,
    /// First and last character of a range and their canonical combining class, if it is not zero. Sorted.
    classes: Vec<(u32, u32, u32)>,
}

/// Packs two characters, or one character and zero.
fn joined(first: u32, second: u32) -> u64 {
    u64::from(first) << 32 | u64::from(second)
}

/// The reverse of [`joined`].
fn halves(pair: u64) -> (u32, u32) {
    #[expect(clippy::cast_possible_truncation, reason = "the half that is wanted")]
    ((pair >> 32) as u32, pair as u32)
}

/// A character of a text: its combining class and position, and the character itself.
type Placed = (u64, u64);

/// The text in composed characters, where they exist.
pub(crate) fn nfc(text: &str) -> Cow<'_, str> {
    if text.chars().all(|c| c < FIRST_COMBINING) {
        return Cow::Borrowed(text);
    }
    let tables = Tables::get();
    let mut characters: Vec<Placed> = Vec::with_capacity(text.len());
    for c in text.chars() {
        tables.decompose(c.into(), &mut characters);
    }
    // Sorts marks by class, and by position within a class.
    let is_mark = |(key, _): &Placed| halves(*key).0 != 0;
    for run in characters.chunk_by_mut(|one, other| is_mark(one) == is_mark(other)) {
        if run.first().is_some_and(is_mark) {
            run.copy_from_slice(&sorted(run.to_vec()));
        }
    }
    let composed = tables.compose(&characters);
    if composed == text { Cow::Borrowed(text) } else { Cow::Owned(composed) }
}

impl Tables {
    fn get() -> &'static Self {
        static TABLES: OnceLock<Tables> = OnceLock::new();
        TABLES.get_or_init(Self::read)
    }

    /// Reads pairs that compose again, pairs that do not, characters that decompose into one other character, and the
    /// classes.
    fn read() -> Self {
        let mut reader = Reader(TABLE);
        let (mut decompositions, mut compositions) = (Vec::new(), Vec::new());
        for composes in [true, false] {
            for [composite, first, second] in reader.rows() {
                let pair = joined(first, second);
                decompositions.push((composite.into(), pair));
                if composes {
                    compositions.push((pair, composite.into()));
                }
            }
        }
        decompositions.extend(reader.rows().map(|[composite, single]| (composite.into(), joined(single, 0))));
        let (decompositions, compositions) = (sorted(decompositions), sorted(compositions));
        let classes = reader.rows().map(|[first, last, class]| (first, last, class)).collect();
        Self { decompositions, compositions, classes }
    }

    fn class(&self, c: u32) -> u32 {
        let after = self.classes.partition_point(|(first, ..)| *first <= c);
        match after.checked_sub(1).and_then(|at| self.classes.get(at)) {
            Some((_, last, class)) if c <= *last => *class,
            _ => 0,
        }
    }

    /// Appends the full decomposition of a character.
    fn decompose(&self, c: u32, into: &mut Vec<Placed>) {
        if let Some(syllable) = hangul::decompose(c) {
            syllable.into_iter().filter(|jamo| *jamo != 0).for_each(|jamo| self.place(jamo, into));
        } else if let Some(pair) = find(&self.decompositions, c.into()) {
            let (first, second) = halves(pair);
            // At most three levels deep.
            self.decompose(first, into);
            if second != 0 {
                self.place(second, into);
            }
        } else {
            self.place(c, into);
        }
    }

    /// Appends one character with its class and position.
    fn place(&self, c: u32, into: &mut Vec<Placed>) {
        let place = u32::try_from(into.len()).unwrap_or(u32::MAX);
        into.push((joined(self.class(c), place), c.into()));
    }

    /// Joins each character with the last one of class zero before it, unless a character of the same class or a higher
    /// one is between them.
    fn compose(&self, characters: &[Placed]) -> String {
        let mut composed: Vec<u32> = Vec::with_capacity(characters.len());
        let (mut starter, mut last_class) = (None, 0);
        for (key, c) in characters {
            let (class, (_, c)) = (halves(*key).0, halves(*c));
            if let Some(at) = starter {
                let is_next = composed.len() == at + 1;
                let pair = if is_next || last_class < class { self.pair(composed[at], c) } else { None };
                if let Some(pair) = pair {
                    composed[at] = pair;
                    continue;
                }
            }
            if class == 0 {
                starter = Some(composed.len());
            }
            last_class = class;
            composed.push(c);
        }
        composed.into_iter().map(|c| char::from_u32(c).unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
    }

    fn pair(&self, first: u32, second: u32) -> Option<u32> {
        hangul::compose(first, second)
            .or_else(|| find(&self.compositions, joined(first, second)).map(|composite| halves(composite).1))
    }
}

/// Sorts with a heap, which compiles to much less code than the usual sorts.
fn sorted(pairs: Vec<(u64, u64)>) -> Vec<(u64, u64)> {
    BinaryHeap::from(pairs).into_sorted_vec()
}

fn find(table: &[(u64, u64)], key: u64) -> Option<u64> {
    let at = table.binary_search_by_key(&key, |(key, _)| *key).ok()?;
    table.get(at).map(|(_, value)| *value)
}

/// Hangul syllables, which need no table (Unicode, section 3.12).
mod hangul {
    const SYLLABLES: u32 = 0xAC00;
    const LEADING: u32 = 0x1100;
    const VOWELS: u32 = 0x1161;
    /// The code point before the first trailing consonant.
    const TRAILING: u32 = 0x11A7;
    const LEADING_COUNT: u32 = 19;
    const VOWEL_COUNT: u32 = 21;
    const TRAILING_COUNT: u32 = 28;
    const SYLLABLES_COUNT: u32 = LEADING_COUNT * VOWEL_COUNT * TRAILING_COUNT;

    /// Leading consonant, vowel, and trailing consonant or zero.
    pub(super) fn decompose(c: u32) -> Option<[u32; 3]> {
        let index = c.checked_sub(SYLLABLES).filter(|index| *index < SYLLABLES_COUNT)?;
        let trailing = index % TRAILING_COUNT;
        Some([
            LEADING + index / (VOWEL_COUNT * TRAILING_COUNT),
            VOWELS + index / TRAILING_COUNT % VOWEL_COUNT,
            if trailing == 0 { 0 } else { TRAILING + trailing },
        ])
    }

    pub(super) fn compose(first: u32, second: u32) -> Option<u32> {
        let within =
            |value: u32, base: u32, count: u32| value.checked_sub(base).filter(|index| *index < count);
        if let (Some(leading), Some(vowel)) =
            (within(first, LEADING, LEADING_COUNT), within(second, VOWELS, VOWEL_COUNT))
        {
            return Some(SYLLABLES + (leading * VOWEL_COUNT + vowel) * TRAILING_COUNT);
        }
        let syllable = within(first, SYLLABLES, SYLLABLES_COUNT)?;
        let trailing = within(second, TRAILING, TRAILING_COUNT).filter(|trailing| *trailing > 0)?;
        (syllable % TRAILING_COUNT == 0).then_some(SYLLABLES + syllable + trailing)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;
    use unicode_normalization::{
        UnicodeNormalization as _,
        char::{canonical_combining_class, compose, decompose_canonical},
    };

    use super::{super::table::testing::rows, *};

    fn all() -> impl Iterator<Item = char> {
        char::MIN..=char::MAX
    }

    fn full(c: char) -> Vec<char> {
        let mut parts = Vec::new();
        decompose_canonical(c, |part| parts.push(part));
        parts
    }

    fn pair(composite: char, first: char, second: char) -> Vec<u32> {
        vec![composite.into(), first.into(), second.into()]
    }

    /// The table, generated from the crate.
    fn encoded() -> Vec<u8> {
        let decomposed: BTreeMap<Vec<char>, char> = all()
            .filter(|c| hangul::decompose((*c).into()).is_none())
            .map(|c| (full(c), c))
            .filter(|(parts, c)| *parts != [*c])
            // If several have one decomposition, the one that it composes to.
            .fold(BTreeMap::new(), |mut known, (parts, c)| {
                let composed: String = parts.iter().collect::<String>().nfc().collect();
                if composed == String::from(c) || !known.contains_key(&parts) {
                    known.insert(parts, c);
                }
                known
            });
        let (mut composing, mut not_composing, mut singles) = (Vec::new(), Vec::new(), Vec::new());
        for c in all().filter(|c| hangul::decompose((*c).into()).is_none()) {
            let parts = full(c);
            match &*parts {
                [same] if *same == c => {}
                [single] => singles.push(vec![c.into(), (*single).into()]),
                [start @ .., second] => {
                    let first = if let [first] = start { *first } else { decomposed[start] };
                    let list =
                        if compose(first, *second) == Some(c) { &mut composing } else { &mut not_composing };
                    list.push(pair(c, first, *second));
                }
                [] => unreachable!(),
            }
        }
        let mut classes: Vec<Vec<u32>> = Vec::new();
        for c in all() {
            let class = u32::from(canonical_combining_class(c));
            match classes.last_mut() {
                _ if class == 0 => {}
                Some(range) if range[1] + 1 == u32::from(c) && range[2] == class => range[1] = c.into(),
                _ => classes.push(vec![c.into(), c.into(), class]),
            }
        }
        let mut table = Vec::new();
        for part in [&composing, &not_composing, &singles, &classes] {
            rows(part, &mut table);
        }
        table
    }

    /// Writes the table if `USERPOOL_WRITE_TABLES` is set: use it after an update of the crate.
    #[test]
    #[expect(clippy::disallowed_methods, reason = "a test may write the table on request")]
    fn the_table_agrees_with_the_crate() {
        let table = encoded();
        if std::env::var_os("USERPOOL_WRITE_TABLES").is_some() {
            std::fs::write(concat!(env!("CARGO_MANIFEST_DIR"), "/src/unicode/nfc.bin"), &table).unwrap();
        }
        assert!(table == TABLE, "set USERPOOL_WRITE_TABLES to write {} bytes", table.len());
    }

    #[test]
    fn every_character_and_every_decomposition_is_composed_as_by_the_crate() {
        for c in all() {
            let text = String::from(c);
            assert_eq!(nfc(&text), text.nfc().collect::<String>(), "{c:?}");
            let text: String = full(c).into_iter().collect();
            assert_eq!(nfc(&text), text.nfc().collect::<String>(), "{c:?}");
        }
    }

    #[test]
    fn text_that_is_already_composed_is_not_copied() {
        for text in ["", "ana", "Zoë", "Ångström", "名前", "한국"] {
            assert!(matches!(nfc(text), Cow::Borrowed(_)), "{text}");
        }
    }

    proptest! {
        #[test]
        fn texts_are_composed_as_by_the_crate(
            text in r"[a-zÀ-ž\u{300}-\u{36F}\u{1100}-\u{11FF}\u{AC00}-\u{D7A3}\u{900}-\u{97F}\u{5B0}-\u{5EA}\u{1D15E}-\u{1D172}\u{F900}-\u{FAFF}]{0,24}"
        ) {
            prop_assert_eq!(nfc(&text), text.nfc().collect::<String>());
        }

        #[test]
        fn any_text_is_composed_as_by_the_crate(text in any::<String>()) {
            prop_assert_eq!(nfc(&text), text.nfc().collect::<String>());
        }
    }
}
