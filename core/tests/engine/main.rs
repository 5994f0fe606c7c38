//! The engine from outside, in one binary. The modules are the families of `core/src/api` and what they share.
#![recursion_limit = "256"] // for large `json!` values
#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, unreachable_pub, reason = "tests")]

mod attributes;
mod auth_events;
mod branding;
mod client_secrets;
mod clients;
mod devices;
mod domains;
mod groups;
mod identity_providers;
mod import;
mod limits;
mod linking;
mod log_delivery;
mod machine_tokens;
mod mfa;
mod passkeys;
mod pools;
mod profile;
mod races;
mod replicas;
mod resource_servers;
mod risk;
mod security;
mod sessions;
mod sign_in;
mod sign_up;
mod stores;
mod tags;
mod terms;
mod threat;
mod tokens;
mod triggers;
mod ui_customization;
mod updates;
mod users;
mod wire;
mod work;
mod world;
