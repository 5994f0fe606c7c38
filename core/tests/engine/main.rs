//! The engine from outside, in one binary. The modules are the families of `core/src/api` and what they share.
#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, unreachable_pub, reason = "tests")]

mod attributes;
mod client_secrets;
mod clients;
mod devices;
mod groups;
mod identity_providers;
mod import;
mod linking;
mod mfa;
mod passkeys;
mod pools;
mod profile;
mod races;
mod security;
mod sign_in;
mod sign_up;
mod stores;
mod tokens;
mod triggers;
mod updates;
mod users;
mod wire;
mod work;
mod world;
