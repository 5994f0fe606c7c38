//! An embeddable authentication engine that speaks Amazon Cognito User Pools.
//!
//! Link it into a Rust service and call it with typed requests, or pass HTTP requests to [`Engine::fetch`] and use an
//! unmodified AWS SDK as the client. The crate itself does no I/O, reads no clock and draws no random numbers: storage,
//! messages and signatures go through the traits of [`storage`], and the host supplies a [`Moment`] for each call.
//!
//! ```
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use userpool::{Engine, storage::MemoryStorage};
//!
//! # #[cfg(all(feature = "os", feature = "rsa", feature = "public-suffixes"))]
//! let engine = Engine::builder().storage(MemoryStorage::default()).master_key([7; 32]).build()?;
//! # Ok(()) }
//! ```
//!
//! # Where to go from here
//!
//! * [`Engine::send`] runs a typed operation, [`Engine::call`] an operation given by its name.
//! * [`Engine::fetch`] answers HTTP requests, in any server: axum, hyper, a Worker.
//! * `verifier::Verifier` (feature `verifier`) checks tokens in resource servers.
//! * [`trigger::TriggerFns`] runs Rust closures instead of Lambda functions.
//! * [`storage`] has the traits for custom stores, messengers and signers, and for requests to identity providers.
//!
//! # Features
//!
//! | Feature | Default | |
//! | --- | --- | --- |
//! | `os` | yes | time from the system clock, random numbers from the operating system (`OsMoments`) |
//! | `rsa` | yes | signatures in pure Rust (`RsaSigner`) |
//! | `password-hashes` | yes | imports of users with hashes of passwords: bcrypt, scrypt, Argon2id, PBKDF2 |
//! | `public-suffixes` | yes | the Public Suffix List, compiled in (150 KB): no passkeys for `co.uk` |
//! | `transfer` | yes | `transfer`: exports and imports of pools as files of lines |
//! | `aws-lc` | | signatures by aws-lc-rs (`AwsLcSigner`): three times faster, needs a C compiler; preferred to `rsa` |
//! | `foreign-hashes` | | imports from files with further hashes of passwords, and with higher costs |
//! | `saml` | | signatures, metadata and messages of SAML 2.0 identity providers, in pure Rust |
//! | `client` | | `client`: SRP for Rust programs that sign in |
//! | `verifier` | | `verifier`: checks tokens in a resource server; needs `rsa` or `aws-lc` |
//! | `conformance` | | `storage::conformance`: the test suite for a store of your own |
//! | `fuzzing` | | for this crate's own tests and fuzz targets; not part of the interface |
//!
//! Without default features the engine compiles for `wasm32-unknown-unknown`; clock, random numbers, signer and
//! public suffixes must then be given to the builder ([`EngineBuilder::moments`], [`EngineBuilder::signer`],
//! [`EngineBuilder::public_suffixes`]).
//!
//! Test a custom store with the conformance suite of `userpool`, with feature `conformance`:
//!
//! ```
//! # #[cfg(feature = "conformance")]
//! # mod proof {
//! use userpool::storage::{
//!     MemoryStorage,
//!     conformance::{Clause, block_on},
//! };
//!
//! fn prove(clause: &Clause) {
//!     let store = MemoryStorage::new(); // yours
//!     block_on(clause.run(&store, "")).unwrap_or_else(|failure| panic!("{clause}: {failure}"));
//! }
//!
//! userpool::storage::conformance_tests!(prove); // one #[test] for each clause of the contract
//! # pub fn all() { userpool::storage::conformance::CLAUSES.iter().for_each(prove) }
//! # }
//! # #[cfg(feature = "conformance")]
//! # proof::all();
//! ```
//!
//! # Background work
//!
//! Removal of deleted pools, removal of expired records, and changes of keys take long, so no call waits for them: call
//! [`Engine::work`] from time to time, from any number of processes.
//!
//! # Layers of the source
//!
//! A file imports only files of its own layer and of lower layers; `core/tests/layers.rs` checks this. From the
//! highest:
//!
//! | Layer | |
//! | --- | --- |
//! | `web`, `client` | HTTP in and out; SRP for programs that sign in |
//! | `transfer` | exports and imports of pools |
//! | `api` | the operations, one file each |
//! | `work`, `upgrade` | work between calls |
//! | `engine` | the loop: attempt, commit, deliver |
//! | `operation` | what an operation is |
//! | `message`, `token` | what users are sent, what clients get |
//! | `trigger` | the pool's functions |
//! | `model` | the records, and the keys they are stored under |
//! | `context` | one attempt: what was read, what will be written and sent |
//! | `host`, `effects` | what an engine was built from, what follows a commit |
//! | `auth`, `federation` | authentication and the protocols of identity providers as pure functions |
//! | `check` | the constraints of requests |
//! | `error` | every refusal and its text |
//! | the rest | time, secrets, JSON, encodings |
//!
//! # What an attacker with access to the store can do
//!
//! Verifiers, client secrets, signing keys and the secrets of authenticator apps are sealed with the master key, and
//! every record of a pool ends in an authentication code over its key and its content. An attacker who can read and
//! write the store and does not have the master key can therefore neither read a secret nor change, forge, exchange or
//! move a record: such a record is refused with an internal error. The attacker can still
//!
//! * read names, attributes, groups and settings, and change index rows (which users a search or a group shows);
//! * remove records, and restore an earlier state of a record: an earlier password, a user before being disabled, a
//!   counter of wrong codes, a token before its revocation. The store cannot tell an older copy from the current one.
//!   So restrict access to the store, and protect backups like the store itself.
#![cfg_attr(docsrs, feature(doc_cfg))]

mod api;
mod arithmetic;
pub mod auth;
mod bounded_json;
mod certificate;
mod check;
#[cfg(feature = "client")]
pub mod client;
mod context;
mod csv;
mod effects;
mod engine;
pub mod error;
mod events;
mod federation;
#[cfg(feature = "transfer")]
mod file_secrets;
#[cfg(feature = "fuzzing")]
#[doc(hidden)]
pub mod fuzzing;
mod host;
mod issuer;
mod jose;
mod json;
mod kept;
mod mac;
mod message;
mod model;
mod oauth;
mod operation;
mod ordered;
mod outgoing_url;
mod pages;
mod public_suffix;
mod quotas;
mod random_text;
mod recent;
mod region;
mod seal;
mod sensitive;
mod settings;
pub mod time;
pub mod token;
#[cfg(feature = "transfer")]
pub mod transfer;
pub mod trigger;
mod trigger_input;
mod unicode;
mod upgrade;
mod user_agent;
mod uuid;
mod web;
mod work;

/// The traits that the host of an engine implements: `userpool-storage-traits`.
pub use userpool_storage_traits as storage;

/// The operations, their requests and responses.
pub mod operations {
    pub use crate::api::*;
    pub use crate::settings::*;
    pub use crate::{
        auth::factor::Factor,
        message::delivery::CodeDeliveryDetails,
        model::{
            attributes::Attribute,
            branding::Asset,
            client::{ClientSettings, RefreshTokenRotation, TokenValidityUnits},
            domain::{CustomDomainConfig, Failover, Routing},
            epoch_seconds::EpochSeconds,
            log_delivery::LogConfiguration,
            mfa::MfaOption,
            naming::Alias,
            pool::{
                AccountRecoverySetting, AdminCreateUserConfig, MessageTemplate, PasswordPolicy, Policies,
                PoolSettings, RecoveryOption, SignInPolicy, VerificationMessageTemplate,
            },
            pool_mfa::EmailMfaConfiguration,
            resource_server::ResourceServerScope,
            schema::{NumberAttributeConstraints, SchemaAttribute, StringAttributeConstraints},
        },
    };
}

pub use engine::{BuildError, Engine, EngineBuilder, MasterKeyError};
pub use error::Error;
pub use host::{ClientOrigin, Handled};
pub use issuer::Issuer;
pub use public_suffix::PublicSuffixes;
pub use sensitive::Sensitive;
#[cfg(feature = "os")]
pub use time::OsMoments;
pub use time::{Moment, Moments, Timestamp};
#[cfg(feature = "aws-lc")]
pub use token::AwsLcSigner;
#[cfg(feature = "rsa")]
pub use token::RsaSigner;
#[cfg(feature = "verifier")]
pub use token::verifier;
pub use upgrade::{NameFinding, NameProblem, NamesCursor, NamesPage};
pub use web::refusal;
pub use web::sigv4;
pub use web::sigv4::{AccessPolicy, Credentials};
pub use web::unsigned::Peer;
pub use work::{
    ImportLogEntry, ImportOutcome, KeyRotation, RecordCheck, RecordFinding, RecordProblem, Rekeyed, Worked,
};

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    /// The features in the manifest.
    fn declared() -> BTreeSet<&'static str> {
        let manifest = include_str!("../Cargo.toml");
        let (_, features) = manifest.split_once("[features]\n").expect("a section of features");
        let (features, _) = features.split_once("\n[").expect("a section after it");
        let names = features.lines().filter_map(|line| line.split_once(" = ["));
        names.map(|(name, _)| name).filter(|name| *name != "default").collect()
    }

    #[test]
    fn the_table_lists_every_feature() {
        let table = include_str!("lib.rs").split_once("//! | Feature |").expect("a table").1;
        let rows = table.lines().skip(2).map_while(|line| line.strip_prefix("//! | `"));
        let listed: BTreeSet<&str> =
            rows.filter_map(|row| row.split_once('`')).map(|(name, _)| name).collect();
        assert_eq!(listed, declared());
    }
}
