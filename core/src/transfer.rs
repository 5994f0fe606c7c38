//! Exports and imports of pools as files of lines.
//!
//! A file is UTF-8 text with a JSON object in each line. The member `type` of a line says what it is:
//!
//! | Type | Content |
//! | --- | --- |
//! | `userpool-export` | the first line: version, id of the file, how secrets are written |
//! | `pool` | a pool with all settings, its signing keys and domains; the lines after it belong to it |
//! | `resource-server`, `identity-provider`, `client`, `group`, `style`, `terms` | what belongs to the pool |
//! | `user` | a user with attributes, password, second factors, groups, devices, passkeys, events and sessions |
//! | `mark` | which tokens were rotated or revoked |
//! | `end` | the last line: the number of lines and their SHA-256 |
//!
//! `core/userpool-export.schema.json` is the [JSON Schema](https://json-schema.org/draft/2020-12/schema) of a line.
//!
//! [`Engine::export`](crate::Engine::export) writes a pool completely: with its ids, its secrets, and the keys from which tokens
//! are derived, so that an application and its refresh tokens go on working after the import. It leaves out what is over within
//! hours or counts something: codes that were sent, sign-ins in progress, counters of failures, user import jobs. Secrets
//! are sealed with a key that Argon2id derives from a passphrase, or written as they are without one.
//!
//! [`Engine::import`](crate::Engine::import) reads such a file, and files that people write. A line without the members that only
//! an engine knows gets the defaults: a pool needs an `id` and a `name`, a client an `id`, a group a `name`, a user a `username`.
//! Such a file needs neither first nor last line.
//!
//! ```
//! # use userpool::{Engine, storage::{MemoryStorage, conformance::block_on}, transfer::{Existing, ImportOptions}};
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let engine = Engine::builder().storage(MemoryStorage::default()).master_key([7; 32]).build()?;
//! let file = br#"
//!     {"type":"pool","id":"us-east-1_Example01","name":"example"}
//!     {"type":"client","id":"exampleclient","settings":{"ExplicitAuthFlows":["ALLOW_USER_PASSWORD_AUTH"]}}
//!     {"type":"group","name":"admins"}
//!     {"type":"user","username":"ana","password":"Passw0rd!","groups":["admins"],"attributes":{"email":"ana@example.com"}}
//! "#;
//! let imported = block_on(async {
//!     let mut import = engine.import(ImportOptions { existing: Existing::Keep, ..Default::default() });
//!     import.push(file).await?;
//!     import.finish().await
//! })?;
//! assert_eq!((imported.pools, imported.users), (1, 1));
//! # Ok(())
//! # }
//! ```
//!
//! # Hashes of passwords
//!
//! A user of another system may have the member `password_hash` in place of `password`, an object with `algorithm` and `hash`. The first
//! sign-in with the password itself replaces the hash. [`accepts_password_hash`] tells whether an import takes one:
//!
//! | Algorithm | Hash | |
//! | --- | --- | --- |
//! | `BCRYPT` | `$2b$12$...`, also `$2a$`, `$2x$`, `$2y$` | |
//! | `SCRYPT` | `N$r$p$salt$hash` in hexadecimal digits | |
//! | `ARGON2ID` | `$argon2id$v=19$m=19456,t=2,p=1$salt$hash` in base64 | |
//! | `PBKDF2_SHA256` | `$pbkdf2-sha256$iterations$salt$hash` in base64 | |
//! | `ARGON2` | as `ARGON2ID`, also with `argon2i` and `argon2d` | `foreign-hashes` |
//! | `PBKDF2_SHA1`, `PBKDF2_SHA512` | `$pbkdf2-sha1$...`, `$pbkdf2$...`, `$pbkdf2-sha512$...` | `foreign-hashes` |
//! | `FIREBASE_SCRYPT` | `$firebase-scrypt$r=8,m=14$salt$separator$signer key$hash` in base64 | `foreign-hashes` |
//! | `SHA512_CRYPT` | `$6$salt$hash`, `$6$rounds=5000$salt$hash` | `foreign-hashes` |
//!
//! Without the feature `foreign-hashes` the costs have the limits of the service, with it higher ones: bcrypt with cost 14, 256 MiB, about
//! two seconds.
//!
//! # Imports of whole pools
//!
//! A pool with all its members is written record by record, and exists only with the last one: until then no client can see it. An
//! import that was interrupted goes on where it stopped when the same file is imported again; a different file starts from the
//! beginning. In a file of several pools those before the interruption exist by then, so repeat it with [`Existing::Keep`]. With
//! [`ImportOptions::check_only`] the whole file is read and compared with the store, and nothing is written.

use crate::{
    auth::password_hash::{HashAlgorithm, Limits, PasswordHash},
    error::Error,
    file_secrets::PassphraseError,
    json::DecodeError,
};

mod export;
mod import;
mod lines;
mod parts;

pub use export::{Export, ExportOptions, Pools};
pub use import::{Existing, Import, ImportOptions, Imported};

/// Whether an import accepts this hash of a password in a user's line: its algorithm is known to this build, the text has its form, and
/// its cost is within the limits.
pub fn accepts_password_hash(algorithm: &str, hash: &str) -> bool {
    let known = HashAlgorithm::parse_stored(algorithm);
    known.and_then(|algorithm| PasswordHash::parse(&Limits::FILES, algorithm, hash)).is_some()
}

/// Why an export cannot begin.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ExportError {
    /// The key cannot be derived from the passphrase.
    #[error("no key can be derived from the passphrase")]
    Passphrase,
    /// The pool does not exist, or the store failed.
    #[error(transparent)]
    Engine(#[from] Error),
}

/// Why an import ended.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ImportError {
    /// A line is refused.
    #[error("line {line}: {problem}")]
    Line {
        /// The number of the line, counted from 1.
        line: u64,
        /// Why.
        problem: LineProblem,
    },
    /// The store or the host failed. The import can be repeated.
    #[error("line {line}: {error}")]
    Engine {
        /// The number of the line, counted from 1.
        line: u64,
        /// The error.
        #[source]
        error: Error,
    },
}

/// Why a line is refused. No text contains a secret.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum LineProblem {
    /// It is not JSON.
    #[error("this is not JSON, from column {column} on")]
    Json {
        /// The position of the error.
        column: usize,
    },
    /// It is longer than any line of an export.
    #[error("the line is longer than 16 MiB")]
    TooLong,
    /// It is not an object, or has no member `type`.
    #[error("a line must be a JSON object with a member \"type\"")]
    NoType,
    /// The type is unknown.
    #[error("there is no type {0:?}")]
    UnknownType(String),
    /// Its members are not those of its type.
    #[error("this is not a line of type {kind:?}: {problem}")]
    Form {
        /// The type.
        kind: &'static str,
        /// What is wrong with a member.
        problem: String,
    },
    /// The file was written by a later version.
    #[error("the file has version {0}, and this program reads version 1")]
    Version(u64),
    /// A first line stands behind another line, or a line behind the last one.
    #[error("a line of type {0:?} cannot stand here")]
    Misplaced(&'static str),
    /// No pool stands before it.
    #[error("no line of type \"pool\" stands before this line")]
    NoPool,
    /// The secrets are sealed, and no passphrase was given.
    #[error("the secrets of this file are sealed: a passphrase is needed")]
    PassphraseMissing,
    /// The passphrase is a different one.
    #[error("this is not the passphrase of the file")]
    PassphraseWrong,
    /// The derivation of the key has parameters that are not allowed.
    #[error("the parameters for the passphrase are not allowed")]
    PassphraseParameters,
    /// A secret cannot be opened.
    #[error("a secret cannot be opened: the line was changed, or belongs to another pool or record")]
    Secret,
    /// The same thing stands in an earlier line.
    #[error("an earlier line has the same {0}")]
    Duplicate(&'static str),
    /// The pool exists.
    #[error("the pool {0} exists")]
    PoolExists(String),
    /// The pool was deleted, and its records are being removed.
    #[error("the pool {0} was deleted a moment ago: repeat the import when its records are removed")]
    PoolInRemoval(String),
    /// Another pool has an app client with this id.
    #[error("another pool has the app client {0}")]
    ClientTaken(String),
    /// Another pool has the domain.
    #[error("another pool has the domain {0}")]
    DomainTaken(String),
    /// The line names something that has no line before it.
    #[error("there is no {0} {1:?}")]
    Unknown(&'static str, String),
    /// A part of a line belongs to something else.
    #[error("a part of the line belongs to another {0}")]
    Foreign(&'static str),
    /// The engine's rules refuse it, with the text of the API.
    #[error("{0}")]
    Refused(String),
    /// A name or value is longer than a store accepts.
    #[error("a name or a value is too long")]
    Long,
    /// Everything of a user who is added to a pool that exists is one commit, which has room for so many things.
    #[error(
        "the user has more than {0} groups, devices and other things: only an import of the whole pool takes so many"
    )]
    ManyParts(usize),
    /// Another program imports the same pool at the same time.
    #[error("another import of the pool {0} is running")]
    Busy(String),
    /// The checksum in the last line is a different one.
    #[error("the file was changed: its lines are not those of the checksum")]
    Checksum,
    /// The last line is missing.
    #[error("the file ends early: its last line is missing")]
    Truncated,
}

impl LineProblem {
    fn form(kind: lines::LineType, error: DecodeError) -> Self {
        Self::Form { kind: kind.as_str(), problem: error.to_string() }
    }
}

impl From<PassphraseError> for LineProblem {
    fn from(error: PassphraseError) -> Self {
        match error {
            PassphraseError::Missing => Self::PassphraseMissing,
            PassphraseError::Wrong => Self::PassphraseWrong,
            PassphraseError::Parameters => Self::PassphraseParameters,
        }
    }
}
