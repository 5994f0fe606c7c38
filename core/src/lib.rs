//! An embeddable authentication engine that speaks Amazon Cognito User Pools.
//!
//! Link it into a Rust service and call it with typed requests, or hand it HTTP requests with [`Engine::fetch`] and
//! point an unmodified AWS SDK at it. It does no I/O, reads no clock and draws no randomness by itself: storage,
//! messages and signatures go through the traits of [`storage`], and each call brings its [`Moment`].
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
//! * [`Engine::send`] runs a typed operation, [`Engine::call`] one that is known by its name.
//! * [`Engine::fetch`] answers HTTP requests, in any server: axum, hyper, a Worker.
//! * `verifier::Verifier` (feature `verifier`) checks tokens in the servers that your users call.
//! * [`trigger::TriggerFns`] runs Rust closures in the place of Lambda functions.
//! * [`storage`] has the traits for a store, a messenger or a signer of your own.
//!
//! # Features
//!
//! | Feature | Default | |
//! | --- | --- | --- |
//! | `os` | yes | time from the system clock, random numbers from the operating system (`OsMoments`) |
//! | `rsa` | yes | signatures in pure Rust (`RsaSigner`) |
//! | `public-suffixes` | yes | the Public Suffix List, compiled in (150 KB): no passkeys for `co.uk` |
//! | `aws-lc` | | signatures by aws-lc-rs (`AwsLcSigner`): three times faster, needs a C compiler; preferred to `rsa` |
//! | `client` | | `client`: SRP for Rust programs that sign in |
//! | `verifier` | | `verifier`: checks tokens in a resource server; needs `rsa` or `aws-lc` |
//! | `conformance` | | `storage::conformance`: the test suite for a store of your own |
//! | `fuzzing` | | for this crate's own tests and fuzz targets; not part of the interface |
//!
//! Without default features the engine compiles for `wasm32-unknown-unknown`; clock, random numbers, signer and
//! public suffixes must then be given to the builder ([`EngineBuilder::moments`], [`EngineBuilder::signer`],
//! [`EngineBuilder::public_suffixes`]).
//!
//! A store of your own is proved in its own tests by `userpool` alone, with feature `conformance`:
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
//! # Work between calls
//!
//! Deleted pools, expired records and changes of keys are long work that no call waits for: call [`Engine::work`] from time
//! to time, from any number of processes.
//!
//! # Layers of the source
//!
//! A file imports files of its own layer and of lower ones only; `core/tests/layers.rs` holds it to that. From the highest:
//!
//! | Layer | |
//! | --- | --- |
//! | `web`, `client` | HTTP in and out; SRP for programs that sign in |
//! | `api` | the operations, one file each |
//! | `work`, `upgrade` | work between calls |
//! | `engine` | the loop: attempt, commit, deliver |
//! | `operation` | what an operation is |
//! | `message`, `token` | what users are sent, what clients get |
//! | `trigger` | the pool's functions |
//! | `model` | the records, and the keys they are stored under |
//! | `context` | one attempt: what was read, what will be written and sent |
//! | `host`, `effects` | what an engine was built from, what follows a commit |
//! | `auth` | authentication as pure functions |
//! | `check` | the constraints of requests |
//! | `error` | every refusal and its text |
//! | the rest | time, secrets, JSON, encodings |
//!
//! # What an attacker with access to the store can do
//!
//! Verifiers, client secrets, signing keys and the secrets of authenticator apps are sealed with the master key, and every
//! record of a pool ends in a code over its key and its content. An attacker who can read and write the store and does not
//! have the master key can therefore neither read a secret nor change, forge, exchange or move a record: such a record is
//! refused with an internal error. They can still
//!
//! * read names, attributes, groups and settings, and change what only lists (which users a search or a group shows);
//! * remove records, and put a record back as it once was: an earlier password, a user who was disabled, a counter of wrong
//!   codes, a token that was revoked. Nothing in the store can tell an older copy from the present one. Access to the store
//!   is therefore access to be guarded, and backups are to be kept like the store itself.
#![cfg_attr(docsrs, feature(doc_cfg))]

mod api;
mod arithmetic;
pub mod auth;
mod bounded_json;
mod check;
#[cfg(feature = "client")]
pub mod client;
mod context;
mod effects;
mod engine;
pub mod error;
mod events;
#[cfg(feature = "fuzzing")]
#[doc(hidden)]
pub mod fuzzing;
mod host;
mod issuer;
mod jose;
mod json;
mod mac;
mod message;
mod model;
mod operation;
mod public_suffix;
mod random_text;
mod recent;
mod region;
mod seal;
mod sensitive;
pub mod time;
pub mod token;
pub mod trigger;
mod trigger_input;
mod unicode;
mod upgrade;
mod uuid;
mod web;
mod work;

/// The traits an engine's host implements: `userpool-storage-traits`.
pub use userpool_storage_traits as storage;

/// The operations, their requests and responses.
pub mod operations {
    pub use crate::api::*;
    pub use crate::{
        message::delivery::CodeDeliveryDetails,
        model::{
            attributes::Attribute,
            client::{ClientSettings, RefreshTokenRotation, TokenValidityUnits},
            epoch_seconds::EpochSeconds,
            mfa::MfaOption,
            naming::Alias,
            pool::{
                AccountRecoverySetting, AdminCreateUserConfig, MessageTemplate, PasswordPolicy, Policies,
                PoolSettings, RecoveryOption, SignInPolicy, VerificationMessageTemplate,
            },
            pool_mfa::EmailMfaConfiguration,
            schema::{NumberAttributeConstraints, SchemaAttribute, StringAttributeConstraints},
        },
    };
}

pub use engine::{BuildError, Engine, EngineBuilder, MasterKeyError};
pub use error::Error;
pub use host::Handled;
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
pub use web::strangers::Peer;
pub use work::{KeyRotation, Rekeyed, Worked};

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    /// The features as the manifest declares them.
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
