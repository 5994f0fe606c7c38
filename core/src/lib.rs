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
//! # #[cfg(all(feature = "os", feature = "rsa"))]
//! let engine = Engine::builder().storage(MemoryStorage::default()).master_key([7; 32]).build()?;
//! # Ok(()) }
//! ```

mod api;
pub mod auth;
mod check;
#[cfg(feature = "client")]
pub mod client;
mod context;
mod engine;
pub mod error;
mod json;
mod model;
mod seal;
mod sensitive;
pub mod time;
pub mod token;
pub mod trigger;
mod web;

/// The traits an engine's host implements: `userpool-storage-traits`.
pub use userpool_storage_traits as storage;

/// The operations, their requests and responses.
pub mod operations {
    pub use crate::api::*;
    pub use crate::model::{
        attributes::Attribute,
        client::{ClientSettings, RefreshTokenRotation, TokenValidityUnits},
        delivery::CodeDeliveryDetails,
        epoch_seconds::EpochSeconds,
        mfa::{EmailMfaConfiguration, MfaOption},
        naming::Alias,
        pool::{
            AccountRecoverySetting, AdminCreateUserConfig, MessageTemplate, PasswordPolicy, Policies,
            PoolSettings, RecoveryOption, SignInPolicy, VerificationMessageTemplate,
        },
        schema::{NumberAttributeConstraints, SchemaAttribute, StringAttributeConstraints},
    };
}

pub use engine::{BuildError, Engine, EngineBuilder, MasterKeyError};
pub use error::Error;
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
pub use web::sigv4;
pub use web::sigv4::{AccessPolicy, Credentials};
