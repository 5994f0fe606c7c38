//! Conversion of files from other systems into the lines that [`userpool::transfer`] imports.
//!
//! Each format has its module. A conversion reads its files from the beginning to the end, keeps one user in memory, and gives every line
//! to its caller with the place that it came from. A hash of a password that the engine cannot verify does not end it: the user
//! is converted without the password, and counted.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt, io,
    path::{Path, PathBuf},
};

use serde_json::{Map, Value, json};

mod auth0;
mod aws;
mod csv;
mod firebase;
mod json;
mod keycloak;
mod mapping;

use mapping::Mapping;

/// What the files are.
#[derive(Clone, Copy, Debug, Eq, PartialEq, clap::ValueEnum)]
pub(crate) enum Format {
    /// A folder of what the AWS CLI prints about a pool of Cognito
    Aws,
    /// The export of a realm of Keycloak: a file, or a folder of files
    Keycloak,
    /// The export of users with hashes of passwords that Auth0 gives: a JSON object in each line
    Auth0,
    /// What `firebase auth:export` writes as JSON
    Firebase,
    /// A file of values between commas, with the names of the columns in its first line
    Csv,
}

/// Where the users come from.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Source<'a> {
    pub(crate) format: Format,
    /// The file or folder.
    pub(crate) path: &'a Path,
    /// The file that says which attribute becomes which.
    pub(crate) mapping: Option<&'a Path>,
    /// The id of the pool. A folder of the AWS CLI names it, and every other format needs it.
    pub(crate) pool: Option<&'a str>,
}

/// Where a line came from.
#[derive(Clone, Debug)]
pub(crate) struct Origin {
    path: PathBuf,
    place: Place,
}

#[derive(Clone, Debug)]
enum Place {
    File,
    Line(u64),
    /// The position in the list that this member is.
    Element(&'static str, u64),
}

/// What a conversion has done.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(crate) struct Converted {
    /// Users in the lines.
    pub(crate) users: u64,
    /// Those who sign in with their old password.
    pub(crate) with_password: u64,
    /// Those whose hash of a password the engine cannot verify, by the algorithm. They set a new password.
    pub(crate) unknown_hashes: BTreeMap<String, u64>,
    /// Users who are in no line, by the reason.
    pub(crate) left_out: BTreeMap<&'static str, u64>,
    /// Values that are not valid and are in no line, by the attribute.
    pub(crate) invalid: BTreeMap<String, u64>,
    /// Attributes of the other system that become none of the pool.
    pub(crate) unmapped: BTreeSet<String>,
    /// What must be done by hand.
    pub(crate) notes: Vec<String>,
}

/// Why a conversion ended. No text contains a value of a user.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ConvertError {
    #[error("cannot read {path}", path = path.display())]
    Read { path: PathBuf, source: io::Error },
    #[error("{origin}: {problem}")]
    Form { origin: Origin, problem: String },
    #[error("the id of the pool is needed for this format")]
    NoPool,
    /// The caller ended it.
    #[error(transparent)]
    Taken(io::Error),
}

impl Origin {
    fn file(path: &Path) -> Self {
        Self { path: path.to_owned(), place: Place::File }
    }

    fn line(path: &Path, line: u64) -> Self {
        Self { path: path.to_owned(), place: Place::Line(line) }
    }

    fn element(path: &Path, list: &'static str, index: u64) -> Self {
        Self { path: path.to_owned(), place: Place::Element(list, index) }
    }

    fn error(self, problem: impl Into<String>) -> ConvertError {
        ConvertError::Form { origin: self, problem: problem.into() }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.path.display())?;
        match self.place {
            Place::File => Ok(()),
            Place::Line(line) => write!(f, ", line {line}"),
            Place::Element(list, index) => write!(f, ", {list}[{index}]"),
        }
    }
}

impl ConvertError {
    fn read(path: &Path) -> impl FnOnce(io::Error) -> Self {
        |source| Self::Read { path: path.to_owned(), source }
    }
}

/// Each line of what the operator reads about a conversion.
impl fmt::Display for Converted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let users = |count: u64| if count == 1 { "1 user".to_owned() } else { format!("{count} users") };
        writeln!(f, "{} converted, {} of them with a password.", users(self.users), self.with_password)?;
        for (algorithm, count) in &self.unknown_hashes {
            writeln!(
                f,
                "{} must set a new password: the hash is by {algorithm}, or costs too much.",
                users(*count)
            )?;
        }
        for (reason, count) in &self.left_out {
            writeln!(f, "{} left out: {reason}.", users(*count))?;
        }
        for (attribute, count) in &self.invalid {
            writeln!(f, "Values of {attribute} left out, since they are not valid: {count}.")?;
        }
        if !self.unmapped.is_empty() {
            let names: Vec<&str> = self.unmapped.iter().map(String::as_str).collect();
            writeln!(f, "Attributes left out, since the mapping does not name them: {}.", names.join(", "))?;
        }
        self.notes.iter().try_for_each(|note| writeln!(f, "{note}"))
    }
}

/// Calls `take` with each line, without line feed, and with the place that it came from.
///
/// # Errors
/// [`ConvertError`] for a file that cannot be read or is not of the format, and what `take` returns.
pub(crate) fn lines(
    source: &Source<'_>,
    take: &mut dyn FnMut(&str, &Origin) -> io::Result<()>,
) -> Result<Converted, ConvertError> {
    let mapping = Mapping::load(source.format, source.mapping)?;
    let mut output = Output { take, groups: BTreeSet::new(), converted: Converted::default() };
    match source.format {
        Format::Aws => aws::convert(source.path, &mut output)?,
        Format::Keycloak => keycloak::convert(source.path, &mapping, pool_of(source)?, &mut output)?,
        Format::Auth0 => auth0::convert(source.path, &mapping, pool_of(source)?, &mut output)?,
        Format::Firebase => firebase::convert(source.path, &mapping, pool_of(source)?, &mut output)?,
        Format::Csv => csv::convert(source.path, &mapping, pool_of(source)?, &mut output)?,
    }
    Ok(output.converted)
}

fn pool_of<'a>(source: &Source<'a>) -> Result<&'a str, ConvertError> {
    source.pool.ok_or(ConvertError::NoPool)
}

/// The hash of a password, with the algorithm's name in lines.
#[derive(Clone, Eq, PartialEq)]
struct Hash {
    algorithm: String,
    text: String,
}

impl Hash {
    fn new(algorithm: &str, text: String) -> Self {
        Self { algorithm: algorithm.to_owned(), text }
    }

    /// A hash whose text says by which algorithm it is.
    fn detect(text: String) -> Self {
        let known = [
            ("$2", "BCRYPT"),
            ("$argon2", "ARGON2"),
            ("$pbkdf2-sha256$", "PBKDF2_SHA256"),
            ("$pbkdf2-sha512$", "PBKDF2_SHA512"),
            ("$pbkdf2", "PBKDF2_SHA1"),
            ("$6$", "SHA512_CRYPT"),
            ("$firebase-scrypt$", "FIREBASE_SCRYPT"),
        ];
        let found = known.iter().find(|(prefix, _)| text.starts_with(prefix));
        Self::new(found.map_or("an unknown algorithm", |(_, algorithm)| algorithm), text)
    }
}

/// A user.
#[derive(Default)]
struct User {
    username: String,
    sub: Option<String>,
    hash: Option<Hash>,
    /// The status of a user without a hash, unless it is `RESET_REQUIRED`.
    status: Option<&'static str>,
    is_disabled: bool,
    attributes: BTreeMap<String, String>,
    groups: Vec<String>,
}

/// Where lines go.
struct Output<'a> {
    take: &'a mut dyn FnMut(&str, &Origin) -> io::Result<()>,
    /// The groups that have a line.
    groups: BTreeSet<String>,
    converted: Converted,
}

impl Output<'_> {
    /// A line of this type.
    fn line(&mut self, origin: &Origin, kind: &str, members: Map<String, Value>) -> Result<(), ConvertError> {
        // The type is the first member, so that a person finds it.
        let members = Value::Object(members).to_string();
        let comma = if members == "{}" { "" } else { "," };
        let text = format!("{{\"type\":\"{kind}\"{comma}{}", members.get(1..).unwrap_or_default());
        (self.take)(&text, origin).map_err(ConvertError::Taken)
    }

    /// A group, unless it has a line.
    fn group(&mut self, origin: &Origin, name: &str) -> Result<(), ConvertError> {
        match self.groups.insert(name.to_owned()) {
            true => self.line(origin, "group", object(json!({ "name": name }))),
            false => Ok(()),
        }
    }

    /// The pool that the users of another system go to. If it exists, it stays as it is.
    fn pool(&mut self, origin: &Origin, id: &str, new: &NewPool<'_>) -> Result<(), ConvertError> {
        let custom = |name: &str| {
            let name = name.strip_prefix("custom:")?;
            Some(json!({ "Name": name, "AttributeDataType": "String", "Mutable": true }))
        };
        let schema: Vec<Value> = new.attributes.iter().filter_map(|name| custom(name)).collect();
        let mut settings = object(json!({ "AutoVerifiedAttributes": ["email"] }));
        if !schema.is_empty() {
            settings.insert("Schema".to_owned(), Value::Array(schema));
        }
        if !new.username_attributes.is_empty() {
            settings.insert("UsernameAttributes".to_owned(), json!(new.username_attributes));
        }
        self.line(origin, "pool", object(json!({ "id": id, "name": new.name, "settings": settings })))
    }

    fn user(&mut self, origin: &Origin, user: User) -> Result<(), ConvertError> {
        let User { username, sub, hash, status, is_disabled, mut attributes, groups } = user;
        attributes.retain(|_, value| !value.is_empty());
        self.check(&mut attributes);
        for group in &groups {
            self.group(origin, group)?;
        }
        let mut members = object(json!({ "username": username }));
        members.extend(sub.filter(|sub| is_uuid(sub)).map(|sub| ("sub".to_owned(), sub.into())));
        self.converted.users += 1;
        let verifiable = hash.filter(|hash| self.can_verify(hash));
        let status = match verifiable {
            Some(hash) => {
                self.converted.with_password += 1;
                let hash = json!({ "algorithm": hash.algorithm, "hash": hash.text });
                members.insert("password_hash".to_owned(), hash);
                status
            }
            None => Some(status.unwrap_or("RESET_REQUIRED")),
        };
        members.extend(status.map(|status| ("status".to_owned(), status.into())));
        if is_disabled {
            members.insert("enabled".to_owned(), false.into());
        }
        members.insert("attributes".to_owned(), json!(attributes));
        if !groups.is_empty() {
            members.insert("groups".to_owned(), json!(groups));
        }
        self.line(origin, "user", members)
    }

    fn can_verify(&mut self, hash: &Hash) -> bool {
        let can = userpool::transfer::accepts_password_hash(&hash.algorithm, &hash.text);
        if !can {
            *self.converted.unknown_hashes.entry(hash.algorithm.clone()).or_default() += 1;
        }
        can
    }

    /// Removes values that would end the import.
    fn check(&mut self, attributes: &mut BTreeMap<String, String>) {
        let is_number = |number: &String| {
            let digits = number.strip_prefix('+').unwrap_or_default();
            (2..=15).contains(&digits.len()) && digits.bytes().all(|digit| digit.is_ascii_digit())
        };
        let mut invalid = |name: &str| *self.converted.invalid.entry(name.to_owned()).or_default() += 1;
        if attributes.get("phone_number").is_some_and(|number| !is_number(number)) {
            attributes.remove("phone_number");
            invalid("phone_number");
        }
        for (verified, address) in [("email_verified", "email"), ("phone_number_verified", "phone_number")] {
            if !attributes.contains_key(address) {
                attributes.remove(verified);
            }
            if let Some(value) = attributes.get_mut(verified) {
                value.make_ascii_lowercase();
                if value != "true" && value != "false" {
                    attributes.remove(verified);
                    invalid(verified);
                }
            }
        }
    }

    fn leave_out(&mut self, reason: &'static str) {
        *self.converted.left_out.entry(reason).or_default() += 1;
    }
}

/// A pool that an import creates if it does not exist.
struct NewPool<'a> {
    name: &'a str,
    /// The attributes that users may have. Those with the prefix `custom:` are added to the pool.
    attributes: &'a BTreeSet<String>,
    username_attributes: &'a [&'a str],
}

/// The reasons for which users are left out.
const NO_NAME: &str = "they have no username";

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(members) => members,
        _ => Map::new(),
    }
}

/// Whether it is a UUID in lower case, as a `sub` is.
fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => matches!(byte, b'0'..=b'9' | b'a'..=b'f'),
        })
}

/// The files of a path: the file itself, or those of a folder that end in `.json`, in the order of their names and numbers.
fn json_files(path: &Path) -> Result<Vec<PathBuf>, ConvertError> {
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let mut files = files_of(path)?;
    files.retain(|file| file.extension().is_some_and(|extension| extension == "json"));
    match files.is_empty() {
        true => Err(Origin::file(path).error("the folder has no file that ends in .json")),
        false => Ok(files),
    }
}

/// The files of a folder, in the order of their names. `users-10.json` comes after `users-2.json`.
fn files_of(folder: &Path) -> Result<Vec<PathBuf>, ConvertError> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(ConvertError::read(folder))? {
        let path = entry.map_err(ConvertError::read(folder))?.path();
        if path.is_file() {
            files.push(path);
        }
    }
    files.sort_by_key(|path| (path.as_os_str().len(), path.clone()));
    Ok(files)
}

#[cfg(test)]
mod tests;
