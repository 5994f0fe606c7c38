//! Which attribute of another system becomes which: defaults for each format, changed by a small file of JSON.
//!
//! ```json
//! {"attributes": {"attributes.department": "custom:department", "nickname": null}, "username": "email"}
//! ```

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use serde_json::{Map, Value};

use super::{ConvertError, Format, Origin, Output, json};

/// Names of a user's attributes, and what they become.
#[derive(Clone, Debug)]
pub(super) struct Mapping {
    /// Paths in the other system's user, and the attributes that their values become.
    attributes: BTreeMap<String, String>,
    /// Paths to the username. The first one with a value counts.
    username: Vec<String>,
    /// The mapping names the username.
    pub(super) names_username: bool,
    /// Paths that the file has decided to leave out.
    dropped: BTreeSet<String>,
    /// The parameters of Firebase's hashes.
    pub(super) hash_config: Option<HashConfig>,
}

/// The parameters of Firebase's hashes.
#[derive(Clone)]
pub(super) struct HashConfig {
    pub(super) signer_key: String,
    pub(super) salt_separator: String,
    pub(super) rounds: u64,
    pub(super) mem_cost: u64,
}

impl std::fmt::Debug for HashConfig {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("HashConfig").finish_non_exhaustive()
    }
}

const KEYCLOAK: &[(&str, &str)] = &[
    ("email", "email"),
    ("emailVerified", "email_verified"),
    ("firstName", "given_name"),
    ("lastName", "family_name"),
    ("attributes.locale", "locale"),
    ("attributes.phoneNumber", "phone_number"),
    ("attributes.phoneNumberVerified", "phone_number_verified"),
];

const AUTH0: &[(&str, &str)] = &[
    ("email", "email"),
    ("email_verified", "email_verified"),
    ("name", "name"),
    ("given_name", "given_name"),
    ("family_name", "family_name"),
    ("nickname", "nickname"),
    ("picture", "picture"),
    ("phone_number", "phone_number"),
    ("phone_verified", "phone_number_verified"),
];

const FIREBASE: &[(&str, &str)] = &[
    ("email", "email"),
    ("emailVerified", "email_verified"),
    ("displayName", "name"),
    ("photoUrl", "picture"),
    ("phoneNumber", "phone_number"),
];

/// The standard attributes, which columns of a CSV file are named by.
const STANDARD: &[&str] = &[
    "name",
    "given_name",
    "family_name",
    "middle_name",
    "nickname",
    "preferred_username",
    "profile",
    "picture",
    "website",
    "email",
    "email_verified",
    "gender",
    "birthdate",
    "zoneinfo",
    "locale",
    "phone_number",
    "phone_number_verified",
    "address",
    "updated_at",
];

impl Mapping {
    /// The mapping of a format, changed by a file.
    pub(super) fn load(format: Format, path: Option<&Path>) -> Result<Self, ConvertError> {
        let (attributes, username): (&[(&str, &str)], &[&str]) = match format {
            Format::Aws => (&[], &[]),
            Format::Keycloak => (KEYCLOAK, &["username"]),
            Format::Auth0 => (AUTH0, &["email", "phone_number"]),
            Format::Firebase => (FIREBASE, &["email", "phoneNumber"]),
            Format::Csv => (&[], &["username", "cognito:username", "email"]),
        };
        let texts = |pair: &(&str, &str)| (pair.0.to_owned(), pair.1.to_owned());
        let mut mapping = Self {
            attributes: attributes.iter().map(texts).collect(),
            username: username.iter().map(|path| (*path).to_owned()).collect(),
            names_username: false,
            dropped: BTreeSet::new(),
            hash_config: None,
        };
        if format == Format::Csv {
            mapping.attributes = STANDARD.iter().map(|name| texts(&(name, name))).collect();
        }
        if let Some(path) = path {
            mapping.change(path)?;
        }
        Ok(mapping)
    }

    fn change(&mut self, path: &Path) -> Result<(), ConvertError> {
        let text = std::fs::read_to_string(path).map_err(ConvertError::read(path))?;
        if let Some(config) = text.trim_start().strip_prefix("hash_config") {
            self.hash_config = Some(HashConfig::read(path, &console_members(config))?);
            return Ok(());
        }
        let refuse = |problem: String| Origin::file(path).error(problem);
        let Value::Object(members) = json::whole(path)? else {
            return Err(refuse("a mapping must be a JSON object".to_owned()));
        };
        if members.contains_key("base64_signer_key") {
            self.hash_config = Some(HashConfig::read(path, &members)?);
            return Ok(());
        }
        for (name, value) in members {
            match (name.as_str(), value) {
                ("attributes", Value::Object(attributes)) => self.change_attributes(path, attributes)?,
                ("username", Value::String(username)) => {
                    self.username = vec![username];
                    self.names_username = true;
                }
                ("hash_config", Value::Object(config)) => {
                    self.hash_config = Some(HashConfig::read(path, &config)?);
                }
                ("attributes" | "username" | "hash_config", _) => {
                    return Err(refuse(format!("the member {name:?} has the wrong type")));
                }
                _ => {
                    let known = "attributes, username and hash_config";
                    return Err(refuse(format!("the member {name:?} is unknown: a mapping has {known}")));
                }
            }
        }
        Ok(())
    }

    fn change_attributes(&mut self, path: &Path, attributes: Map<String, Value>) -> Result<(), ConvertError> {
        for (theirs, ours) in attributes {
            match ours {
                Value::Null => {
                    self.attributes.remove(&theirs);
                    self.dropped.insert(theirs);
                }
                Value::String(ours) if STANDARD.contains(&&*ours) || is_custom(&ours) => {
                    self.attributes.insert(theirs, ours);
                }
                Value::String(ours) => {
                    let problem =
                        format!("there is no attribute {ours:?}: write custom:{ours} for one of your own");
                    return Err(Origin::file(path).error(problem));
                }
                _ => {
                    let problem = format!("the member \"attributes\": {theirs:?} must be a text or null");
                    return Err(Origin::file(path).error(problem));
                }
            }
        }
        Ok(())
    }

    /// The attributes that users may have.
    pub(super) fn targets(&self) -> BTreeSet<String> {
        self.attributes.values().cloned().collect()
    }

    /// The attributes that users with these columns may have.
    pub(super) fn targets_of(&self, columns: &[String]) -> BTreeSet<String> {
        columns.iter().filter_map(|column| self.attributes.get(column)).cloned().collect()
    }

    /// Maps a column to an attribute of the same name.
    pub(super) fn add_custom(&mut self, column: &str) {
        if is_custom(column) && !self.knows(column) {
            self.attributes.insert(column.to_owned(), column.to_owned());
        }
    }

    /// Whether it is decided what becomes of the value at this path.
    pub(super) fn knows(&self, path: &str) -> bool {
        self.attributes.contains_key(path)
            || self.dropped.contains(path)
            || self.username.iter().any(|known| known == path)
    }

    /// The username of a user.
    pub(super) fn username(&self, user: &Value) -> Option<String> {
        let names = self.username.iter().filter_map(|path| text(find(user, path)?));
        names.into_iter().find(|name| !name.is_empty())
    }

    /// The attributes of a user.
    pub(super) fn attributes(&self, user: &Value) -> BTreeMap<String, String> {
        let value = |(path, name): (&String, &String)| Some((name.clone(), text(find(user, path)?)?));
        self.attributes.iter().filter_map(value).collect()
    }

    /// Notes the members of an object of attributes that become nothing.
    pub(super) fn note_unmapped(&self, user: &Value, member: &str, output: &mut Output<'_>) {
        let Some(members) = user.get(member).and_then(Value::as_object) else { return };
        for name in members.keys() {
            let path = format!("{member}.{name}");
            if !self.knows(&path) && !output.converted.unmapped.contains(&path) {
                output.converted.unmapped.insert(path);
            }
        }
    }
}

fn is_custom(name: &str) -> bool {
    name.strip_prefix("custom:").is_some_and(|name| !name.is_empty())
}

/// The value at a path of names between dots. A name may itself contain dots.
fn find<'v>(value: &'v Value, path: &str) -> Option<&'v Value> {
    let members = value.as_object()?;
    let split = || {
        path.match_indices('.').find_map(|(at, _)| find(members.get(path.get(..at)?)?, path.get(at + 1..)?))
    };
    members.get(path).or_else(split)
}

/// A value as an attribute: a text, a number, a truth value, or a list of them between commas.
fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Bool(value) => Some(value.to_string()),
        Value::Number(number) => Some(number.to_string()),
        Value::Array(values) => {
            let texts: Vec<String> = values.iter().filter_map(text).collect();
            Some(texts.join(","))
        }
        Value::Null | Value::Object(_) => None,
    }
}

impl HashConfig {
    fn read(path: &Path, members: &Map<String, Value>) -> Result<Self, ConvertError> {
        let missing =
            |name: &str| Origin::file(path).error(format!("hash_config has no valid member {name:?}"));
        let text = |name: &str| {
            members.get(name).and_then(Value::as_str).map(standard_base64).ok_or_else(|| missing(name))
        };
        let number = |name: &str| members.get(name).and_then(Value::as_u64).ok_or_else(|| missing(name));
        if members.get("algorithm").and_then(Value::as_str).is_some_and(|algorithm| algorithm != "SCRYPT") {
            return Err(Origin::file(path).error("hash_config has another algorithm than SCRYPT"));
        }
        Ok(Self {
            signer_key: text("base64_signer_key")?,
            salt_separator: text("base64_salt_separator")?,
            rounds: number("rounds")?,
            mem_cost: number("mem_cost")?,
        })
    }
}

/// The members of the parameters as Firebase's console shows them: `{ algorithm: SCRYPT, rounds: 8, ... }`, which is not JSON.
fn console_members(text: &str) -> Map<String, Value> {
    let text = text.trim().trim_start_matches('{').trim_end_matches('}');
    let member = |part: &str| {
        let (name, value) = part.split_once(':')?;
        let value = value.trim();
        let value = value.parse::<u64>().map_or_else(|_| Value::from(value), Value::from);
        Some((name.trim().to_owned(), value))
    };
    text.split([',', '\n']).filter_map(member).collect()
}

/// Firebase writes base64 in either alphabet.
pub(super) fn standard_base64(text: &str) -> String {
    text.replace('-', "+").replace('_', "/")
}
