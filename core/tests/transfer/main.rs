//! Exports and imports. A binary of its own, so that a change here does not compile the tests of the operations again.
#![expect(clippy::unwrap_used, clippy::panic, unreachable_pub, reason = "tests")]

mod bad_files;
mod interrupted;
mod round_trip;
mod scene;
mod schema;
mod short_lines;
#[expect(dead_code, unused_imports, reason = "the tests of the operations use the rest")]
#[path = "../engine/world/mod.rs"]
mod world;
