//! The store in memory passes the conformance suite.

#![expect(clippy::panic, reason = "tests may panic")]

use userpool_storage_traits::{
    MemoryStorage,
    conformance::{Clause, block_on},
};

fn prove(clause: &Clause) {
    let store = MemoryStorage::new();
    block_on(clause.run(&store, "")).unwrap_or_else(|failure| panic!("{clause}: {failure}"));
}

userpool_storage_traits::conformance_tests!(prove);

/// Runs the whole suite on one store.
#[test]
fn clauses_do_not_disturb_each_other() {
    let store = MemoryStorage::new();
    for clause in userpool_storage_traits::conformance::CLAUSES {
        block_on(clause.run(&store, "")).unwrap_or_else(|failure| panic!("{clause}: {failure}"));
    }
}
