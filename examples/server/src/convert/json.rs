//! Files of JSON that are too large for memory: the elements of one list are given one by one.

use std::{
    fmt,
    fs::File,
    io::{BufRead as _, BufReader, Read as _},
    path::Path,
};

use serde::de::{DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use super::{ConvertError, Origin};

/// Longest line of a file of lines.
const LINE_BYTES_MAX: u64 = 16 * 1024 * 1024;

/// A part of a file.
pub(super) enum Part {
    /// An element of the list, with its index.
    Element(u64, Value),
    /// Another member.
    Member(String, Value),
}

/// What takes the parts.
pub(super) type Take<'a> = &'a mut dyn FnMut(Part) -> Result<(), ConvertError>;

/// Reads a file with an object: the elements of its member `list`, and the members in `wanted`. A file with a list in place of the
/// object has only elements.
pub(super) fn read(path: &Path, list: &str, wanted: &[&str], take: Take<'_>) -> Result<(), ConvertError> {
    let file = File::open(path).map_err(ConvertError::read(path))?;
    let mut reader = serde_json::Deserializer::from_reader(BufReader::new(file));
    let mut refusal = None;
    let parts = Parts { list, wanted, take, refusal: &mut refusal };
    let read = parts.deserialize(&mut reader).and_then(|()| reader.end());
    match (refusal, read) {
        (Some(refusal), _) => Err(refusal),
        (None, Err(error)) => Err(explain(path, error)),
        (None, Ok(())) => Ok(()),
    }
}

/// The text of the error may contain a value of the file, so it is not shown.
fn explain(path: &Path, error: serde_json::Error) -> ConvertError {
    if error.is_io() {
        return ConvertError::Read { path: path.to_owned(), source: error.into() };
    }
    let problem = match error.classify() {
        serde_json::error::Category::Data => "this is not the JSON of this format",
        serde_json::error::Category::Eof => "the JSON ends early",
        _ => "this is not JSON",
    };
    let line = u64::try_from(error.line()).unwrap_or_default();
    Origin::line(path, line).error(format!("{problem}, at column {}", error.column()))
}

/// A whole file of JSON.
pub(super) fn whole(path: &Path) -> Result<Value, ConvertError> {
    let text = std::fs::read(path).map_err(ConvertError::read(path))?;
    serde_json::from_slice(&text).map_err(|error| explain(path, error))
}

/// Reads a file with a JSON value in each line. Empty lines do not count.
pub(super) fn lines(
    path: &Path,
    take: &mut dyn FnMut(u64, Value) -> Result<(), ConvertError>,
) -> Result<(), ConvertError> {
    let file = File::open(path).map_err(ConvertError::read(path))?;
    let mut reader = BufReader::new(file);
    let mut line = Vec::new();
    for number in 1.. {
        line.clear();
        let read = reader.by_ref().take(LINE_BYTES_MAX).read_until(b'\n', &mut line);
        if read.map_err(ConvertError::read(path))? == 0 {
            break;
        }
        if line.len() as u64 == LINE_BYTES_MAX {
            return Err(Origin::line(path, number).error("the line is longer than 16 MiB"));
        }
        let text = line.strip_prefix("\u{feff}".as_bytes()).unwrap_or(&line).trim_ascii();
        if text.is_empty() {
            continue;
        }
        let value = serde_json::from_slice(text).map_err(|error| {
            Origin::line(path, number).error(format!("this is not JSON, at column {}", error.column()))
        })?;
        take(number, value)?;
    }
    Ok(())
}

struct Parts<'a, 't> {
    list: &'a str,
    wanted: &'a [&'a str],
    take: Take<'t>,
    /// The error of `take`, which serde cannot carry.
    refusal: &'a mut Option<ConvertError>,
}

impl Parts<'_, '_> {
    fn give<E: serde::de::Error>(&mut self, part: Part) -> Result<(), E> {
        (self.take)(part).map_err(|error| {
            *self.refusal = Some(error);
            E::custom("refused")
        })
    }
}

impl<'de> DeserializeSeed<'de> for Parts<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Parts<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object or a list")
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<(), A::Error> {
        while let Some(name) = map.next_key::<String>()? {
            if name == self.list {
                map.next_value_seed(Elements(&mut self))?;
            } else if self.wanted.contains(&&*name) {
                let value = map.next_value()?;
                self.give(Part::Member(name, value))?;
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, seq: A) -> Result<(), A::Error> {
        Elements(&mut self).visit_seq(seq)
    }
}

/// The list.
struct Elements<'p, 'a, 't>(&'p mut Parts<'a, 't>);

impl<'de> DeserializeSeed<'de> for Elements<'_, '_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Elements<'_, '_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        let mut index = 0;
        while let Some(value) = seq.next_element::<Value>()? {
            if !value.is_object() {
                return Err(A::Error::custom("not an object"));
            }
            self.0.give(Part::Element(index, value))?;
            index += 1;
        }
        Ok(())
    }

    /// `null`: there is none.
    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }
}
