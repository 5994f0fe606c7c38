//! The lines of a file: their types, the first and the last one.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};

use super::LineProblem;
use crate::{file_secrets::SecretsHeader, json, time::Timestamp};

/// The version that is written, and the newest that is read.
pub(super) const VERSION: u64 = 1;

/// Longest line, in bytes. The assets of a style are the longest that the engine writes.
pub(super) const LINE_BYTES_MAX: usize = 16 * 1024 * 1024;

/// The type of a line.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum LineType {
    Header,
    Pool,
    ResourceServer,
    IdentityProvider,
    Client,
    Group,
    Style,
    Terms,
    User,
    Mark,
    End,
}

/// The first line.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(super) struct Header {
    pub(super) version: u64,
    /// Drawn for each file. An import that was interrupted continues only with the same file.
    pub(super) id: String,
    pub(super) created: Timestamp,
    pub(super) secrets: SecretsHeader,
}

/// The last line.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub(super) struct End {
    /// The number of lines before it.
    pub(super) lines: u64,
    /// The SHA-256 of all bytes before it, in hexadecimal digits.
    pub(super) sha256: String,
}

/// A line that was read: its type, and its other members.
pub(super) struct Line {
    pub(super) kind: LineType,
    pub(super) members: Map<String, Value>,
}

/// The number of lines of a file so far, and their hash.
#[derive(Clone, Default)]
pub(super) struct Sum {
    pub(super) lines: u64,
    hash: Sha256,
}

impl LineType {
    const ALL: [Self; 11] = [
        Self::Header,
        Self::Pool,
        Self::ResourceServer,
        Self::IdentityProvider,
        Self::Client,
        Self::Group,
        Self::Style,
        Self::Terms,
        Self::User,
        Self::Mark,
        Self::End,
    ];

    /// The member `type` of the line.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Header => "userpool-export",
            Self::Pool => "pool",
            Self::ResourceServer => "resource-server",
            Self::IdentityProvider => "identity-provider",
            Self::Client => "client",
            Self::Group => "group",
            Self::Style => "style",
            Self::Terms => "terms",
            Self::User => "user",
            Self::Mark => "mark",
            Self::End => "end",
        }
    }
}

impl Line {
    /// Reads a line.
    pub(super) fn read(bytes: &[u8]) -> Result<Self, LineProblem> {
        let value: Value =
            serde_json::from_slice(bytes).map_err(|error| LineProblem::Json { column: error.column() })?;
        let Value::Object(mut members) = value else { return Err(LineProblem::NoType) };
        let Some(Value::String(name)) = members.remove("type") else { return Err(LineProblem::NoType) };
        let kind = LineType::ALL.into_iter().find(|kind| kind.as_str() == name);
        let kind = kind.ok_or_else(|| LineProblem::UnknownType(name.chars().take(40).collect()))?;
        Ok(Self { kind, members })
    }

    /// Writes a line with its end.
    pub(super) fn write(kind: LineType, members: &Value, out: &mut Vec<u8>) {
        // The type comes first, so that a reader of the file finds it.
        let text = members.to_string();
        let rest = text.strip_prefix('{').unwrap_or("}");
        let comma = if rest == "}" { "" } else { "," };
        out.extend_from_slice(format!("{{\"type\":\"{}\"{comma}{rest}\n", kind.as_str()).as_bytes());
    }

    /// Decodes the members.
    pub(super) fn decode<T: serde::de::DeserializeOwned>(self) -> Result<T, LineProblem> {
        let kind = self.kind;
        json::from_value(Value::Object(self.members)).map_err(|error| LineProblem::form(kind, error))
    }
}

impl Sum {
    /// Adds a line with its end.
    pub(super) fn add(&mut self, line: &[u8]) {
        self.lines += 1;
        self.hash.update(line);
    }

    /// The last line of a file with these lines.
    pub(super) fn end(&self) -> End {
        let digest = self.hash.clone().finalize();
        End { lines: self.lines, sha256: base16ct::lower::encode_string(&digest) }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn problem(line: &str) -> LineProblem {
        Line::read(line.as_bytes()).err().unwrap()
    }

    #[test]
    fn a_line_begins_with_its_type() {
        let mut out = Vec::new();
        Line::write(LineType::Group, &json!({"name": "a"}), &mut out);
        Line::write(LineType::End, &json!({}), &mut out);
        assert_eq!(out, b"{\"type\":\"group\",\"name\":\"a\"}\n{\"type\":\"end\"}\n");
        let line = Line::read(br#"{"name":"a","type":"group"}"#).unwrap();
        assert_eq!((line.kind, line.members["name"].as_str()), (LineType::Group, Some("a")));
        for kind in LineType::ALL {
            let text = json!({"type": kind.as_str()}).to_string();
            assert_eq!(Line::read(text.as_bytes()).unwrap().kind, kind);
        }
    }

    #[test]
    fn a_line_without_a_known_type_is_refused() {
        assert_eq!(problem("{"), LineProblem::Json { column: 1 });
        assert_eq!(problem("[]"), LineProblem::NoType);
        assert_eq!(problem(r#"{"type":1}"#), LineProblem::NoType);
        assert_eq!(problem(r#"{"type":"users"}"#), LineProblem::UnknownType("users".to_owned()));
    }
}
