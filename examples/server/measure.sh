#!/bin/sh
# Prints the start time and the memory of a release build; fails above 50 ms or 15 MB.
set -eu
cd "$(dirname "$0")"
exec cargo test --release --package userpool-server --test server -- --ignored --nocapture --exact figures::figures
