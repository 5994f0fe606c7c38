//! What the README promises is what the engine does.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeMap;

use userpool::operations::{Caller, operation_names};

#[test]
fn the_table_of_operations_is_the_registry() {
    let readme = include_str!("../../README.md");
    let table: BTreeMap<&str, &str> = readme
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.strip_suffix(" |")?.split_once("` | "))
        .collect();
    let registry: BTreeMap<&str, &str> = operation_names()
        .map(|(name, caller)| {
            let caller = match caller {
                Caller::Public => "public",
                Caller::AccessToken => "access token",
                Caller::Signed => "signed",
            };
            (name, caller)
        })
        .collect();
    assert_eq!(table, registry);
}
