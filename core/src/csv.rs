//! The format of files of users: one user on a line, values between commas, a comma in a value as `\,`. There is no
//! quoting, so a line is a record, which readers of [RFC 4180](https://www.rfc-editor.org/rfc/rfc4180) cannot read.
//! Source: [Formatting the CSV
//! file](https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-using-import-tool.html).

/// The complete lines of a section of a file, without empty ones.
#[derive(Clone, Debug)]
pub(crate) struct Lines<'f> {
    rest: &'f [u8],
    /// The section ends with the file, so that its last line needs no line end.
    is_end: bool,
    /// The bytes of the section that were read.
    pub(crate) offset: u64,
    /// The number of the last line that was read.
    pub(crate) line: u64,
}

/// A line without its line end.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Line<'f> {
    /// The number of the line in the file, counted from 1.
    pub(crate) number: u64,
    pub(crate) bytes: &'f [u8],
}

impl<'f> Lines<'f> {
    /// The lines of `section`, which begins after the line with this number.
    pub(crate) fn new(section: &'f [u8], is_end: bool, line: u64) -> Self {
        Self { rest: section, is_end, offset: 0, line }
    }
}

impl<'f> Iterator for Lines<'f> {
    type Item = Line<'f>;

    fn next(&mut self) -> Option<Line<'f>> {
        loop {
            let end = self.rest.iter().position(|byte| *byte == b'\n');
            let (bytes, taken) = match end {
                Some(end) => (self.rest.get(..end)?, end + 1),
                None if self.is_end && !self.rest.is_empty() => (self.rest, self.rest.len()),
                None => return None,
            };
            self.rest = self.rest.get(taken..)?;
            self.offset += taken as u64;
            self.line += 1;
            if !bytes.iter().all(u8::is_ascii_whitespace) {
                let bytes = bytes.strip_suffix(b"\r").unwrap_or(bytes);
                return Some(Line { number: self.line, bytes });
            }
        }
    }
}

/// The values of a line, without white space around them.
pub(crate) fn values(line: &str) -> Vec<String> {
    let mut values = Vec::new();
    let mut value = String::new();
    let mut characters = line.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\\' if characters.next_if_eq(&',').is_some() => value.push(','),
            ',' => values.push(std::mem::take(&mut value).trim().to_owned()),
            other => value.push(other),
        }
    }
    values.push(value.trim().to_owned());
    values
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn lines(section: &str, is_end: bool) -> (Vec<(u64, &str)>, u64, u64) {
        let mut lines = Lines::new(section.as_bytes(), is_end, 0);
        let read = lines.by_ref().map(|line| (line.number, std::str::from_utf8(line.bytes).unwrap()));
        let read: Vec<_> = read.collect();
        (read, lines.offset, lines.line)
    }

    #[test]
    fn empty_lines_count_and_are_left_out() {
        for end in ["\n", "\r\n"] {
            let text = ["a", "", " ", "b", ""].join(end);
            let (read, offset, line) = lines(&text, true);
            assert_eq!(read, [(1, "a"), (4, "b")]);
            assert_eq!((offset, line), (text.len() as u64, 4));
        }
    }

    #[test]
    fn a_line_without_its_end_is_complete_only_at_the_end_of_the_file() {
        assert_eq!(lines("a\nb", true), (vec![(1, "a"), (2, "b")], 3, 2));
        assert_eq!(lines("a\nb", false), (vec![(1, "a")], 2, 1));
        assert_eq!(lines("", true), (vec![], 0, 0));
        assert_eq!(lines("\n", true), (vec![], 1, 1));
    }

    #[test]
    fn a_comma_in_a_value_has_a_backslash_before_it() {
        for (line, expected) in [
            ("a,b", vec!["a", "b"]),
            (r"123 Any Street\, Town ,b", vec!["123 Any Street, Town", "b"]),
            (r"\,,\,\,", vec![",", ",,"]),
            (r"a\b,\", vec![r"a\b", r"\"]),
            (" a b ,\t", vec!["a b", ""]),
            (r#""a","b c""#, vec![r#""a""#, r#""b c""#]),
            ("", vec![""]),
        ] {
            assert_eq!(values(line), expected, "{line}");
        }
    }

    proptest! {
        /// Wherever a file is divided, the lines are the same.
        #[test]
        fn a_file_can_be_read_in_sections(text in "[ab,\\\\\r\n ]{0,60}", cut in any::<prop::sample::Index>()) {
            let (whole, _, last) = lines(&text, true);
            let mut first = Lines::new(&text.as_bytes()[..cut.index(text.len() + 1)], false, 0);
            let mut read: Vec<_> = first.by_ref().map(|line| (line.number, line.bytes.to_vec())).collect();
            let from = usize::try_from(first.offset).unwrap();
            let mut second = Lines::new(&text.as_bytes()[from..], true, first.line);
            read.extend(second.by_ref().map(|line| (line.number, line.bytes.to_vec())));
            prop_assert!(second.next().is_none());
            prop_assert_eq!(second.line, last);
            let whole: Vec<_> = whole.into_iter().map(|(number, line)| (number, line.as_bytes().to_vec())).collect();
            prop_assert_eq!(read, whole);
        }

        #[test]
        fn values_are_read_as_they_were_written(values in prop::collection::vec("[a-z, \\.]{0,8}", 1..6)) {
            let written: Vec<_> = values.iter().map(|value| value.replace(',', r"\,")).collect();
            let expected: Vec<_> = values.iter().map(|value| value.trim().to_owned()).collect();
            prop_assert_eq!(super::values(&written.join(",")), expected);
        }
    }
}
