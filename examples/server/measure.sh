#!/bin/sh
# Prints the start time and the memory of the optimised server; fails above 50 ms or 15 MB. Builds it unless
# USERPOOL_SERVER_BIN names one.
set -eu
cd "$(dirname "$0")/../.."
if [ -z "${USERPOOL_SERVER_BIN-}" ]; then
    cargo build --quiet --release --package userpool-server
    USERPOOL_SERVER_BIN=${CARGO_TARGET_DIR:-$PWD/target}/release/userpool-server
fi
export USERPOOL_SERVER_BIN
exec cargo test --quiet --workspace --test server -- --ignored --nocapture --exact figures::figures
