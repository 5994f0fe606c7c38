//! The SQLite store passes the conformance suite.

#![expect(clippy::unwrap_used, clippy::panic, reason = "tests may panic")]

use userpool_sqlite::SqliteStorage;
use userpool_storage_traits::conformance::{CLAUSES, Clause, block_on};

fn prove(clause: &Clause) {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStorage::open(folder.path().join("users.db")).unwrap();
    block_on(clause.run(&store, "")).unwrap_or_else(|failure| panic!("{clause}: {failure}"));
}

userpool_storage_traits::conformance_tests!(prove);

/// Runs the whole suite on one file, from several threads and through two stores, as two processes would.
#[test]
fn all_clauses_at_once_on_one_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("users.db");
    let stores = [SqliteStorage::open(&path).unwrap(), SqliteStorage::open(&path).unwrap()];
    std::thread::scope(|scope| {
        for (index, store) in stores.iter().cycle().take(4).enumerate() {
            scope.spawn(move || {
                for clause in CLAUSES {
                    block_on(clause.run(store, &index.to_string()))
                        .unwrap_or_else(|failure| panic!("{clause}: {failure}"));
                }
            });
        }
    });
}
