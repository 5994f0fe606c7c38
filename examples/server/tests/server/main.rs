//! Tests of the built server: files, flags, limits, shutdown.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test fails by panicking, and the figures are printed"
)]

mod backup;
mod check;
mod connections;
mod delivery;
mod figures;
mod functions;
mod health;
mod inbox;
mod keys;
mod kill;
mod limits;
mod memory;
mod messages;
mod migration;
mod outputs;
mod rates;
mod shutdown;
mod start;
mod support;
mod threats;
mod tls;
mod transfer;
mod web;
