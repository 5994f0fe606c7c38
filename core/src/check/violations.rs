//! The message that lists all violations of a request.

use std::fmt::{self, Write as _};

use serde_json::Value;

use super::{Member, whole};

/// Most violations that are written out. All are counted, but a request of a megabyte could contain
/// hundreds of thousands, and the response would be fifty times as long as the request.
pub(super) const WRITTEN_MAX: usize = 100;

/// The violations found so far.
#[derive(Debug, Default)]
pub(super) struct Violations {
    count: usize,
    text: String,
}

impl Violations {
    pub(super) fn add(&mut self, shown: Shown<'_>, path: &impl fmt::Display, constraint: &impl fmt::Display) {
        self.count += 1;
        if self.count > WRITTEN_MAX {
            return;
        }
        let separator = if self.count == 1 { "" } else { "; " };
        // Writing to a String cannot fail.
        let _ = write!(
            self.text,
            "{separator}Value{shown} at '{path}' failed to satisfy constraint: {constraint}"
        );
    }

    /// The complete message; `None` without violations.
    pub(super) fn into_message(self) -> Option<String> {
        let noun = match self.count {
            0 => return None,
            1 => "error",
            _ => "errors",
        };
        Some(format!("{} validation {noun} detected: {}", self.count, self.text))
    }
}

/// The part of the value that a message repeats.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Shown<'a> {
    Hidden,
    Null,
    Value(&'a Value),
}

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Hidden => Ok(()),
            Self::Null => f.write_str(" null"),
            Self::Value(value) => write!(f, " '{}'", Java(value)),
        }
    }
}

/// A value as Java's `toString` prints it: `[a, b]`, `{k=v}`.
struct Java<'a>(&'a Value);

impl fmt::Display for Java<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Value::Null => f.write_str("null"),
            Value::Bool(flag) => write!(f, "{flag}"),
            Value::Number(number) => match whole(number) {
                Some(whole) => write!(f, "{whole}"),
                None => write!(f, "{number}"),
            },
            Value::String(text) => f.write_str(text),
            Value::Array(items) => {
                f.write_char('[')?;
                for (index, item) in items.iter().enumerate() {
                    write!(f, "{}{}", separator(index), Java(item))?;
                }
                f.write_char(']')
            }
            Value::Object(entries) => {
                f.write_char('{')?;
                for (index, (key, value)) in entries.iter().enumerate() {
                    write!(f, "{}{key}={}", separator(index), Java(value))?;
                }
                f.write_char('}')
            }
        }
    }
}

fn separator(index: usize) -> &'static str {
    if index == 0 { "" } else { ", " }
}

/// The path of a value in the request. It is kept on the stack and written out only for a violation.
#[derive(Clone, Copy, Debug)]
pub(super) struct Path<'a> {
    pub(super) parent: Option<&'a Path<'a>>,
    pub(super) step: Step<'a>,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Step<'a> {
    Member(&'a Member),
    /// Position in a list, starting at 1.
    Index(usize),
    /// Key in a map.
    Key(&'a str),
}

impl fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(parent) = self.parent {
            write!(f, "{parent}.")?;
        }
        match self.step {
            Step::Member(Member { printed: Some(printed), .. }) => f.write_str(printed),
            Step::Member(member) => lower_camel(member.name, f),
            Step::Index(index) => write!(f, "{index}.member"),
            Step::Key(key) => write!(f, "{key}.member"),
        }
    }
}

/// `UserPoolId` as `userPoolId`. If a name begins with several capitals, only the one that begins the next word stays:
/// `SMSMessage` as `smsMessage`, `CSS` as `css`.
fn lower_camel(name: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let capitals = name.bytes().take_while(u8::is_ascii_uppercase).count();
    let next_is_word = name.as_bytes().get(capitals).is_some_and(u8::is_ascii_lowercase);
    let lowered = if capitals > 1 && next_is_word { capitals - 1 } else { capitals };
    let (head, tail) = name.split_at(lowered);
    write!(f, "{}{tail}", head.to_ascii_lowercase())
}
