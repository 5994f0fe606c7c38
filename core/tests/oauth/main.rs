//! The OAuth endpoints and the pages, as clients and browsers use them. A binary of its own, so that a change here does not
//! compile the tests of the operations again.
#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, unreachable_pub, reason = "tests")]

mod authorize;
mod browser;
mod challenges;
mod confirmation_link;
mod federation;
mod looks;
mod pages;
mod passkeys;
mod provider;
mod registration;
mod saml;
mod scene;
mod token;
#[expect(dead_code, unused_imports, reason = "the tests of the operations use the rest")]
#[path = "../engine/world/mod.rs"]
mod world;
