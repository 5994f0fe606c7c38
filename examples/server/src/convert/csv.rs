//! Files of values between commas, in the form of [RFC 4180](https://www.rfc-editor.org/rfc/rfc4180).

use std::{
    fs::File,
    io::{BufReader, Read as _},
    path::Path,
};

use serde_json::{Map, Value};

use super::{ConvertError, Hash, NO_NAME, NewPool, Origin, Output, User, mapping::Mapping};

/// Columns with a meaning of their own, besides those that become attributes.
const COLUMNS: &[&str] = &["sub", "algorithm", "hash", "password_hash", "enabled", "groups"];

/// Most bytes of a record.
const RECORD_BYTES_MAX: usize = 1024 * 1024;

pub(super) fn convert(
    path: &Path,
    mapping: &Mapping,
    pool: &str,
    output: &mut Output<'_>,
) -> Result<(), ConvertError> {
    let mut records = Records::open(path)?;
    let header = records.next()?.ok_or_else(|| Origin::file(path).error("the file is empty"))?;
    let columns = header.values;
    // A column that is named like an attribute of the pool becomes this attribute.
    let mut with_columns = mapping.clone();
    columns.iter().for_each(|column| with_columns.add_custom(column));
    let mapping = &with_columns;
    let unmapped = columns.iter().filter(|column| !COLUMNS.contains(&&***column) && !mapping.knows(column));
    output.converted.unmapped.extend(unmapped.cloned());

    let present = mapping.targets_of(&columns);
    let new = NewPool { name: "csv", attributes: &present, username_attributes: &[] };
    output.pool(&Origin::file(path), pool, &new)?;
    while let Some(record) = records.next()? {
        let origin = Origin::line(path, record.line);
        let value = record.value(&columns, &origin)?;
        user(&origin, &value, mapping, output)?;
    }
    Ok(())
}

fn user(
    origin: &Origin,
    value: &Value,
    mapping: &Mapping,
    output: &mut Output<'_>,
) -> Result<(), ConvertError> {
    let text = |name: &str| value.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
    let Some(username) = mapping.username(value) else {
        output.leave_out(NO_NAME);
        return Ok(());
    };
    let hash = text("hash").or_else(|| text("password_hash"));
    let enabled = text("enabled").unwrap_or("true").to_ascii_lowercase();
    if !["true", "false", "1", "0"].contains(&&*enabled) {
        return Err(origin.clone().error("the column enabled must be true or false"));
    }
    let groups = text("groups").unwrap_or_default().split(';').map(str::trim);
    let user = User {
        username,
        sub: text("sub").map(str::to_ascii_lowercase),
        hash: hash.map(|hash| named_hash(text("algorithm"), hash)),
        status: None,
        is_disabled: enabled == "false" || enabled == "0",
        attributes: mapping.attributes(value),
        groups: groups.filter(|group| !group.is_empty()).map(str::to_owned).collect(),
    };
    output.user(origin, user)
}

/// A hash, with the algorithm that another column names.
pub(super) fn named_hash(algorithm: Option<&str>, hash: &str) -> Hash {
    match algorithm {
        Some(algorithm) => Hash::new(&format!("{:.40}", algorithm.to_ascii_uppercase()), hash.to_owned()),
        None => Hash::detect(hash.to_owned()),
    }
}

/// A record of a file.
pub(super) struct Record {
    /// The number of its first line.
    pub(super) line: u64,
    pub(super) values: Vec<String>,
}

impl Record {
    /// The values by the names of their columns.
    pub(super) fn value(self, columns: &[String], origin: &Origin) -> Result<Value, ConvertError> {
        let (found, expected) = (self.values.len(), columns.len());
        if found != expected {
            return Err(origin.clone().error(format!("the line has {found} values instead of {expected}")));
        }
        let members = columns.iter().cloned().zip(self.values.into_iter().map(Value::from));
        Ok(Value::Object(members.collect::<Map<_, _>>()))
    }
}

/// The records of a file.
pub(super) struct Records<'p> {
    path: &'p Path,
    bytes: std::io::Bytes<BufReader<File>>,
    /// The number of the next line.
    line: u64,
}

impl<'p> Records<'p> {
    pub(super) fn open(path: &'p Path) -> Result<Self, ConvertError> {
        let file = File::open(path).map_err(ConvertError::read(path))?;
        Ok(Self { path, bytes: BufReader::new(file).bytes(), line: 1 })
    }

    /// The next record; lines without any character are none.
    pub(super) fn next(&mut self) -> Result<Option<Record>, ConvertError> {
        let mut line = self.line;
        let mut values: Vec<Vec<u8>> = vec![Vec::new()];
        let mut state = State::Start;
        let mut length = 0;
        loop {
            let byte = self.bytes.next().transpose().map_err(ConvertError::read(self.path))?;
            let refuse = |problem: &str| Err(Origin::line(self.path, line).error(problem));
            let Some(value) = values.last_mut() else { return Ok(None) };
            length += 1;
            if length > RECORD_BYTES_MAX {
                return refuse("the record is longer than 1 MiB");
            }
            if byte == Some(b'\n') {
                self.line += 1;
            }
            match (&state, byte) {
                (State::Quoted, None) => return refuse("a value in quotation marks has no end"),
                (State::Quoted, Some(b'"')) => state = State::Quote,
                (State::Quoted, Some(byte)) => value.push(byte),
                (State::Quote, Some(b'"')) => {
                    value.push(b'"');
                    state = State::Quoted;
                }
                (State::Start, Some(b'"')) => state = State::Quoted,
                (_, Some(b',')) => {
                    values.push(Vec::new());
                    state = State::Start;
                }
                (_, Some(b'\r')) => state = State::Return,
                (_, None | Some(b'\n')) => {
                    let is_empty =
                        values.len() == 1 && length <= if matches!(state, State::Return) { 2 } else { 1 };
                    match (is_empty, byte) {
                        (true, None) => return Ok(None),
                        (true, Some(_)) => {
                            line = self.line;
                            (state, length) = (State::Start, 0);
                        }
                        (false, _) => return self.record(line, values).map(Some),
                    }
                }
                (State::Quote | State::Return, Some(_)) => {
                    return refuse(
                        "a quotation mark or a carriage return stands inside a value without quotation marks",
                    );
                }
                (State::Plain, Some(b'"')) => {
                    return refuse("a quotation mark stands inside a value without quotation marks");
                }
                (State::Start | State::Plain, Some(byte)) => {
                    value.push(byte);
                    state = State::Plain;
                }
            }
        }
    }

    fn record(&self, line: u64, values: Vec<Vec<u8>>) -> Result<Record, ConvertError> {
        let mut texts = Vec::with_capacity(values.len());
        for value in values {
            let text = String::from_utf8(value);
            texts.push(text.map_err(|_| Origin::line(self.path, line).error("this is not UTF-8"))?);
        }
        // The mark that some programs write at the beginning of a file.
        if line == 1
            && let Some(first) = texts.first_mut()
            && let Some(rest) = first.strip_prefix('\u{feff}')
        {
            *first = rest.to_owned();
        }
        Ok(Record { line, values: texts })
    }
}

enum State {
    /// Before a value.
    Start,
    /// In a value without quotation marks.
    Plain,
    /// In a value with quotation marks.
    Quoted,
    /// Behind a quotation mark in such a value, or behind the value.
    Quote,
    /// Behind a carriage return.
    Return,
}
