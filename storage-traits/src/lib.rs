//! The traits that a host of the `userpool` engine implements: [`Storage`], [`Messenger`], [`Triggers`], [`Signer`],
//! [`RateLimiter`], [`CompromisedPasswords`], [`AuditLog`] and [`Fetch`].
//!
//! The traits are narrow and use plain data, so that a backend needs no knowledge of user pools and a new feature of the engine
//! does not change backends. This crate does not depend on the engine.
//!
//! The functions return `impl Future + MaybeSend`. Each trait has an object-safe variant with boxed futures ([`DynStorage`],
//! ...), implemented for all implementors, so that the engine needs no type parameters. Futures are `Send` natively; on wasm32
//! they need not be.
//!
//! # Writing a store
//!
//! [`Storage`] has three required functions: read some keys, read a range of keys, write a batch if its checks hold. The fourth,
//! [`Storage::sweep`], removes expired records; a store that removes them by itself can leave it out. The documentation of
//! [`Storage`] has a store in fifty lines. A store begins each call with the check of [`limits`]. The module `conformance`
//! (feature `conformance`) tests a store; it runs on any executor and in wasm.
//!
//! ```
//! use userpool_storage_traits::{Batch, Check, CommitError, Key, MemoryStorage, Partition, Record, Revision, Storage, Write};
//!
//! async fn create(store: &MemoryStorage) -> Result<(), CommitError> {
//!     let key = Key::new(["user", "ana"]);
//!     let record = Record { value: b"{}".to_vec(), revision: Revision::from_bits(0x5eed), expires_at: None };
//!     let batch = Batch {
//!         checks: vec![Check { key: key.clone(), expect: None }], // it must be absent
//!         writes: vec![Write::Put { key, record }],
//!         ..Batch::new(Partition::new("pool"))
//!     };
//!     store.commit(batch).await // of several concurrent calls one succeeds, the others get `CommitError::Conflict`
//! }
//! ```

mod audit;
mod compromised;
mod fetch;
mod future;
mod key;
mod limiter;
pub mod limits;
mod message;
mod secret;
mod signer;
mod storage;
mod trigger;

pub mod memory;

#[cfg(feature = "conformance")]
pub mod conformance;

pub use audit::{AuditError, AuditLog, AuditRecord, AuditSource, DynAuditLog};
pub use compromised::{CompromisedPasswords, DynCompromisedPasswords, LookupError, PasswordDigest};
pub use fetch::{DynFetch, Fetch, FetchError, FetchMethod, FetchRequest, FetchResponse};
pub use future::{BoxFuture, MaybeSend, MaybeSync};
pub use key::{Key, Partition, Prefix};
pub use limiter::{DynRateLimiter, PublicCall, RateLimiter};
pub use memory::MemoryStorage;
pub use message::{DeliveryError, DynMessenger, Medium, Message, Messenger, Purpose};
pub use secret::Secret;
pub use signer::{Algorithm, DynSigner, GeneratedKey, KeyMaterial, PublicKey, Signer, SignerError};
pub use storage::{
    Batch, Check, CommitError, Durability, DynStorage, Record, Revision, Scan, Storage, StorageError, Swept,
    Write,
};
pub use trigger::{DynTriggers, Invocation, TriggerError, Triggers};
