//! What is stored. Each noun knows its keys, its index rows and its encoding.

pub(crate) mod attempts;
pub(crate) mod attributes;
pub(crate) mod budget;
pub(crate) mod client;
pub(crate) mod code;
pub(crate) mod custom_flow;
pub(crate) mod decoy;
pub(crate) mod delivery;
pub(crate) mod device;
pub(crate) mod email_address;
pub(crate) mod epoch_seconds;
pub(crate) mod failures;
pub(crate) mod group;
pub(crate) mod invented;
pub(crate) mod keys;
pub(crate) mod mfa;
pub(crate) mod names;
pub(crate) mod naming;
pub(crate) mod passkey;
pub(crate) mod pool;
pub(crate) mod schema;
pub(crate) mod template;
pub(crate) mod tombstone;
pub(crate) mod user;
