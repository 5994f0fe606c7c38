//! What the `userpool` engine asks of its host: a [`Storage`], a [`Messenger`], [`Triggers`], a [`Signer`] and a
//! [`RateLimiter`].
//!
//! The traits are narrow and made of plain data, so that a backend needs to know nothing about user pools and
//! a new feature of the engine never touches a backend. Nothing here depends on the engine.
//!
//! Each trait returns `impl Future + MaybeSend` and has an object-safe boxed twin ([`DynStorage`], ...) that is
//! implemented for every implementor, which is how the engine holds them without type parameters. Futures are
//! `Send` natively; on wasm32 they need not be.
//!
//! # Writing a store
//!
//! [`Storage`] is three functions: read some keys, read a range of keys, write a batch if its checks hold. A fourth one,
//! [`Storage::sweep`], drops expired records and need not be written by stores that drop them by themselves.
//! The documentation of [`Storage`] has one in fifty lines. A store begins each call with the check of [`limits`], and
//! proves itself with the suite of clauses in the module `conformance` (feature `conformance`), which runs on any
//! executor and in wasm.
//!
//! ```
//! use userpool_storage_traits::{Batch, Check, CommitError, Key, MemoryStorage, Partition, Record, Revision, Storage, Write};
//!
//! async fn create(store: &MemoryStorage) -> Result<(), CommitError> {
//!     let key = Key::new(["user", "ana"]);
//!     let record = Record { value: b"{}".to_vec(), revision: Revision::from_bits(0x5eed), expires_at: None };
//!     let batch = Batch {
//!         partition: Partition::new("pool"),
//!         checks: vec![Check { key: key.clone(), expect: None }], // it must be absent
//!         writes: vec![Write::Put { key, record }],
//!     };
//!     store.commit(batch).await // of many at once one wins, the others get `CommitError::Conflict`
//! }
//! ```

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

pub use future::{BoxFuture, MaybeSend, MaybeSync};
pub use key::{Key, Partition, Prefix};
pub use limiter::{DynRateLimiter, PublicCall, RateLimiter};
pub use memory::MemoryStorage;
pub use message::{DeliveryError, DynMessenger, Medium, Message, Messenger, Purpose};
pub use secret::Secret;
pub use signer::{Algorithm, DynSigner, GeneratedKey, KeyMaterial, PublicKey, Signer, SignerError};
pub use storage::{
    Batch, Check, CommitError, DynStorage, Record, Revision, Scan, Storage, StorageError, Swept, Write,
};
pub use trigger::{DynTriggers, Invocation, TriggerError, Triggers};
