//! The page of operations is what the engine does.

use std::collections::BTreeMap;

use userpool::operations::{Caller, operation_names};

#[test]
fn the_table_of_operations_is_the_registry() {
    let page = include_str!("../../../OPERATIONS.md");
    let table: BTreeMap<&str, &str> = page
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

#[test]
fn the_readme_counts_the_operations() {
    let counted = format!("[{} operations](core/OPERATIONS.md)", operation_names().count());
    assert!(include_str!("../../../../README.md").contains(&counted), "{counted}");
}
