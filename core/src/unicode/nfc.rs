//! Normalization form C ([UAX #15](https://www.unicode.org/reports/tr15/)).
//!
//! The table is our own because size counts in the WebAssembly module: it takes a tenth of what the usual crates bring,
//! which know all four forms. A test below makes it from the crate `unicode-normalization`, whose source is the Unicode
//! Character Database, and holds both against each other, character by character.

use std::{borrow::Cow, sync::OnceLock};

/// As [`tests::encoded`] writes it.
static TABLE: &[u8] = include_bytes!("nfc.bin");

/// Nothing before it decomposes into anything that does not compose again, and nothing before it combines.
const FIRST_COMBINING: char = '\u{300}';

/// The table, read.
#[derive(Debug)]
struct Tables {
    /// What a character decomposes to in one step: one character or two. Sorted.
    decompositions: Vec<(char, char, Option<char>)>,
    /// Pairs that compose, and what they compose to. Sorted.
    compositions: Vec<((char, char), char)>,
    /// Canonical combining classes of ranges, where they are not zero. Sorted.
    classes: Vec<(char, char, u8)>,
}

/// The same text in composed characters, as far as there are any.
pub(crate) fn nfc(text: &str) -> Cow<'_, str> {
    if text.chars().all(|c| c < FIRST_COMBINING) {
        return Cow::Borrowed(text);
    }
    let tables = Tables::get();
    let mut characters = Vec::with_capacity(text.len());
    for c in text.chars() {
        tables.decompose(c, &mut characters);
    }
    // Marks in the order of their classes, those of one class in the order in which they came.
    for marks in characters.chunk_by_mut(|(_, class), (_, next)| (*class == 0) == (*next == 0)) {
        if marks.first().is_some_and(|(_, class)| *class != 0) {
            marks.sort_by_key(|(_, class)| *class);
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

    /// Three kinds of decompositions, then the classes: a number of rows, and its columns.
    fn read() -> Self {
        let mut reader = Reader(TABLE);
        let composing = reader.pairs();
        let not_composing = reader.pairs();
        let singles = reader.singles();
        let classes = reader.classes();

        let mut compositions: Vec<_> =
            composing.iter().map(|(composite, first, second)| ((*first, *second), *composite)).collect();
        compositions.sort_unstable();
        let pairs = composing.iter().chain(&not_composing);
        let mut decompositions: Vec<_> =
            pairs.map(|(composite, first, second)| (*composite, *first, Some(*second))).collect();
        decompositions.extend(singles.into_iter().map(|(composite, single)| (composite, single, None)));
        decompositions.sort_unstable();
        Self { decompositions, compositions, classes }
    }

    fn class(&self, c: char) -> u8 {
        let after = self.classes.partition_point(|(first, ..)| *first <= c);
        match after.checked_sub(1).and_then(|at| self.classes.get(at)) {
            Some((_, last, class)) if c <= *last => *class,
            _ => 0,
        }
    }

    /// Appends the full decomposition of a character, with classes.
    fn decompose(&self, c: char, into: &mut Vec<(char, u8)>) {
        if let Some(syllable) = hangul::decompose(c) {
            into.extend(syllable.into_iter().flatten().map(|jamo| (jamo, 0)));
            return;
        }
        match self.decompositions.binary_search_by_key(&c, |(composite, ..)| *composite) {
            Ok(at) => {
                let (_, first, second) = self.decompositions[at];
                // At most three levels deep.
                self.decompose(first, into);
                into.extend(second.map(|second| (second, self.class(second))));
            }
            Err(_) => into.push((c, self.class(c))),
        }
    }

    /// Joins each character with the last one of class zero before it, unless one of its own class or a higher one stands
    /// between them.
    fn compose(&self, characters: &[(char, u8)]) -> String {
        let mut composed: Vec<char> = Vec::with_capacity(characters.len());
        let (mut starter, mut last_class) = (None, 0);
        for (c, class) in characters.iter().copied() {
            if let Some(at) = starter {
                let is_next = composed.len() == at + 1;
                let joined = if is_next || last_class < class { self.pair(composed[at], c) } else { None };
                if let Some(joined) = joined {
                    composed[at] = joined;
                    continue;
                }
            }
            if class == 0 {
                starter = Some(composed.len());
            }
            last_class = class;
            composed.push(c);
        }
        composed.into_iter().collect()
    }

    fn pair(&self, first: char, second: char) -> Option<char> {
        hangul::compose(first, second).or_else(|| {
            let at = self.compositions.binary_search_by_key(&(first, second), |(pair, _)| *pair).ok()?;
            self.compositions.get(at).map(|(_, composite)| *composite)
        })
    }
}

/// Hangul syllables, which need no table (Unicode, section 3.12).
mod hangul {
    const SYLLABLES: u32 = 0xAC00;
    const LEADING: u32 = 0x1100;
    const VOWELS: u32 = 0x1161;
    /// One before the first trailing consonant.
    const TRAILING: u32 = 0x11A7;
    const LEADING_COUNT: u32 = 19;
    const VOWEL_COUNT: u32 = 21;
    const TRAILING_COUNT: u32 = 28;

    pub(super) fn decompose(c: char) -> Option<[Option<char>; 3]> {
        let index = u32::from(c).checked_sub(SYLLABLES)?;
        if index >= LEADING_COUNT * VOWEL_COUNT * TRAILING_COUNT {
            return None;
        }
        let trailing = index % TRAILING_COUNT;
        Some([
            char::from_u32(LEADING + index / (VOWEL_COUNT * TRAILING_COUNT)),
            char::from_u32(VOWELS + index / TRAILING_COUNT % VOWEL_COUNT),
            if trailing == 0 { None } else { char::from_u32(TRAILING + trailing) },
        ])
    }

    pub(super) fn compose(first: char, second: char) -> Option<char> {
        let (first, second) = (u32::from(first), u32::from(second));
        let within =
            |value: u32, base: u32, count: u32| value.checked_sub(base).filter(|index| *index < count);
        if let (Some(leading), Some(vowel)) =
            (within(first, LEADING, LEADING_COUNT), within(second, VOWELS, VOWEL_COUNT))
        {
            return char::from_u32(SYLLABLES + (leading * VOWEL_COUNT + vowel) * TRAILING_COUNT);
        }
        let syllable = within(first, SYLLABLES, LEADING_COUNT * VOWEL_COUNT * TRAILING_COUNT)?;
        let trailing = within(second, TRAILING, TRAILING_COUNT).filter(|trailing| *trailing > 0)?;
        if syllable % TRAILING_COUNT == 0 { char::from_u32(SYLLABLES + syllable + trailing) } else { None }
    }
}

/// Reads columns of numbers: each the difference to the one before it, zigzag, seven bits to a byte.
struct Reader<'a>(&'a [u8]);

impl Reader<'_> {
    fn number(&mut self) -> u32 {
        let (mut number, mut shift) = (0, 0);
        while let Some((byte, rest)) = self.0.split_first() {
            self.0 = rest;
            number |= u32::from(byte & 0x7F) << shift;
            if byte & 0x80 == 0 {
                break;
            }
            shift += 7;
        }
        number
    }

    fn column(&mut self, rows: u32) -> Vec<u32> {
        let mut last = 0_u32;
        (0..rows)
            .map(|_| {
                let zigzag = self.number();
                last = last.wrapping_add(zigzag >> 1 ^ (zigzag & 1).wrapping_neg());
                last
            })
            .collect()
    }

    fn characters(&mut self, rows: u32) -> Vec<char> {
        let replacement = char::REPLACEMENT_CHARACTER;
        self.column(rows).into_iter().map(|number| char::from_u32(number).unwrap_or(replacement)).collect()
    }

    fn pairs(&mut self) -> Vec<(char, char, char)> {
        let rows = self.number();
        let (composites, firsts, seconds) =
            (self.characters(rows), self.characters(rows), self.characters(rows));
        let pairs = firsts.into_iter().zip(seconds);
        composites
            .into_iter()
            .zip(pairs)
            .map(|(composite, (first, second))| (composite, first, second))
            .collect()
    }

    fn singles(&mut self) -> Vec<(char, char)> {
        let rows = self.number();
        let (composites, singles) = (self.characters(rows), self.characters(rows));
        composites.into_iter().zip(singles).collect()
    }

    fn classes(&mut self) -> Vec<(char, char, u8)> {
        let rows = self.number();
        let (firsts, lasts, classes) = (self.characters(rows), self.characters(rows), self.column(rows));
        let ranges = firsts.into_iter().zip(lasts).zip(classes);
        ranges.map(|((first, last), class)| (first, last, u8::try_from(class).unwrap_or_default())).collect()
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

    use super::*;

    fn all() -> impl Iterator<Item = char> {
        char::MIN..=char::MAX
    }

    fn full(c: char) -> Vec<char> {
        let mut parts = Vec::new();
        decompose_canonical(c, |part| parts.push(part));
        parts
    }

    fn number(mut number: u32, into: &mut Vec<u8>) {
        while number >= 0x80 {
            into.push((number & 0x7F | 0x80) as u8);
            number >>= 7;
        }
        into.push(number as u8);
    }

    /// The number of rows, and the columns.
    fn rows(rows: &[Vec<u32>], into: &mut Vec<u8>) {
        number(u32::try_from(rows.len()).unwrap(), into);
        for column in 0..rows[0].len() {
            let mut last = 0;
            for row in rows {
                let difference = row[column].wrapping_sub(last).cast_signed();
                number((difference << 1 ^ difference >> 31).cast_unsigned(), into);
                last = row[column];
            }
        }
    }

    fn pair(composite: char, first: char, second: char) -> Vec<u32> {
        vec![composite.into(), first.into(), second.into()]
    }

    /// The table, made from the crate.
    fn encoded() -> Vec<u8> {
        let decomposed: BTreeMap<Vec<char>, char> = all()
            .filter(|c| hangul::decompose(*c).is_none())
            .map(|c| (full(c), c))
            .filter(|(parts, c)| *parts != [*c])
            // Of several with one decomposition, the one that is composed again.
            .fold(BTreeMap::new(), |mut known, (parts, c)| {
                let composed: String = parts.iter().collect::<String>().nfc().collect();
                if composed == String::from(c) || !known.contains_key(&parts) {
                    known.insert(parts, c);
                }
                known
            });
        let (mut composing, mut not_composing, mut singles) = (Vec::new(), Vec::new(), Vec::new());
        for c in all().filter(|c| hangul::decompose(*c).is_none()) {
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

    /// Writes the table anew when `USERPOOL_WRITE_TABLES` is set: after an update of the crate.
    #[test]
    fn the_table_is_that_of_the_crate() {
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
    fn text_that_is_composed_is_not_copied() {
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
