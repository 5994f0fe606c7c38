//! Imports that are interrupted, and imports of one pool at the same time.

use std::sync::{Arc, atomic::Ordering};

use serde_json::json;
use userpool::{
    Engine,
    storage::MemoryStorage,
    transfer::{ImportError, ImportOptions, LineProblem},
};

use crate::{
    scene::{engine, export, full, import, keeping, plain, refusal},
    world::{Faulty, World, now},
};

/// Whether clients can see the pool.
fn is_visible(engine: &Engine, pool: &str) -> bool {
    let described = userpool::operations::DescribeUserPool { user_pool_id: pool.to_owned() };
    now(engine.send(described)).is_ok()
}

#[test]
fn an_import_that_is_interrupted_anywhere_goes_on_and_shows_nothing_before() {
    let world = full(Arc::new(MemoryStorage::default()));
    let file = export(&world.engine, &plain());
    for after in [false, true] {
        for calls in 1.. {
            let storage = Arc::new(Faulty::default());
            storage.calls_left.store(calls, Ordering::SeqCst);
            storage.after.store(after, Ordering::SeqCst);
            let target = engine(Arc::clone(&storage), 3, 9);
            let first = import(&target, &file, ImportOptions::default());
            match first {
                Ok(_) => {
                    assert!(calls > 30, "the store was never asked again");
                    break;
                }
                Err(ImportError::Engine { .. }) => {}
                Err(other) => panic!("call {calls}: {other}"),
            }
            let was_visible = is_visible(&target, &world.pool);
            let again = import(&target, &file, ImportOptions::default());
            if was_visible {
                // Only the answer to the last commit was lost.
                assert!(after, "call {calls}");
                assert_eq!(refusal(again).1, LineProblem::PoolExists(world.pool.clone()));
            } else {
                again.unwrap_or_else(|error| panic!("call {calls}: {error}"));
            }
            assert_eq!(
                export(&engine(Arc::clone(&storage), 77, 9), &plain()),
                export(&engine_of(&world), &plain())
            );
        }
    }
}

/// An engine on the world's store that draws the same numbers as the one that exports the copy.
fn engine_of(world: &World) -> Engine {
    let file = export(&world.engine, &plain());
    let copy = engine(MemoryStorage::default(), 77, 9);
    // One number of the copy's is drawn by the import of each line, so a fresh engine is built for the export.
    let storage = Arc::new(MemoryStorage::default());
    import(&engine(Arc::clone(&storage), 5, 9), &file, ImportOptions::default()).unwrap();
    drop(copy);
    engine(storage, 77, 9)
}

/// A pool with many users, as lines.
fn many(users: usize) -> String {
    let world = World::new(8);
    let pool = export(&world.engine, &plain());
    let mut lines: Vec<String> = pool.lines().map(str::to_owned).collect();
    lines.pop();
    let user = |number: usize| {
        let sub = format!("00000000-0000-4000-8000-{number:012}");
        json!({"type": "user", "username": format!("user{number}"), "sub": sub, "created": 1, "modified": 1, "enabled": true,
            "status": "CONFIRMED", "attributes": {"email": format!("user{number}@example.com")}})
        .to_string()
        // The type comes first in an export.
        .replacen("\"type\":\"user\",", "", 1)
        .replacen('{', "{\"type\":\"user\",", 1)
        .replace(",\"type\":\"user\"}", "}")
    };
    lines.extend((0..users).map(user));
    let mut file = lines.join("\n") + "\n";
    let sum = {
        use sha2::Digest as _;
        let digest = sha2::Sha256::digest(file.as_bytes());
        digest.iter().map(|byte| format!("{byte:02x}")).collect::<String>()
    };
    file += &json!({"type": "end", "lines": lines.len(), "sha256": sum}).to_string();
    file + "\n"
}

#[test]
fn a_long_import_goes_on_where_it_stopped() {
    let file = many(12_000);
    let storage = Arc::new(Faulty::default());
    let target = engine(Arc::clone(&storage), 3, 9);
    storage.calls_left.store(600, Ordering::SeqCst);
    let Err(ImportError::Engine { line, .. }) = import(&target, &file, ImportOptions::default()) else {
        panic!("the store did not fail")
    };
    assert!(line > 5_000, "{line}");
    let imported = import(&target, &file, ImportOptions::default()).unwrap();
    assert!(imported.resumed > 3_000, "{imported:?}");
    assert_eq!(imported.users + imported.resumed - 1, 12_000, "all but the client were users");
    let id = crate::scene::lines(&file, "pool")[0]["id"].as_str().unwrap().to_owned();
    let described = userpool::operations::DescribeUserPool { user_pool_id: id.clone() };
    assert_eq!(now(target.send(described)).unwrap().user_pool.estimated_number_of_users, 12_000);
}

#[test]
fn another_file_replaces_what_an_interrupted_import_left() {
    let world = full(Arc::new(MemoryStorage::default()));
    let (first, second) = (export(&world.engine, &plain()), export(&world.engine, &plain()));
    let storage = Arc::new(Faulty::default());
    let target = engine(Arc::clone(&storage), 3, 9);
    storage.calls_left.store(20, Ordering::SeqCst);
    import(&target, &first, ImportOptions::default()).unwrap_err();
    let imported = import(&target, &second, ImportOptions::default()).unwrap();
    assert_eq!((imported.resumed, imported.users), (0, 5));
}

#[test]
fn of_two_imports_of_a_pool_one_wins() {
    let world = full(Arc::new(MemoryStorage::default()));
    let files = [export(&world.engine, &plain()), export(&world.engine, &plain())];
    for at in 1..12 {
        let storage = Arc::new(MemoryStorage::default());
        let engines = [engine(Arc::clone(&storage), 3, 9), engine(Arc::clone(&storage), 4, 9)];
        let mut imports =
            [engines[0].import(ImportOptions::default()), engines[1].import(ImportOptions::default())];
        let lines: Vec<Vec<&str>> = files.iter().map(|file| file.split_inclusive('\n').collect()).collect();
        let mut refused = [false; 2];
        let mut push = |which: usize, range: std::ops::Range<usize>| {
            for line in &lines[which][range] {
                if !refused[which] && now(imports[which].push(line.as_bytes())).is_err() {
                    refused[which] = true;
                }
            }
        };
        push(0, 0..at);
        push(1, 0..at);
        push(0, at..lines[0].len());
        push(1, at..lines[1].len());
        let [first, second] = imports;
        let ended = [(refused[0], first), (refused[1], second)]
            .map(|(is_refused, import)| !is_refused && now(import.finish()).is_ok());
        assert_eq!(ended.iter().filter(|ended| **ended).count(), 1, "after {at} lines: {ended:?}");
        let copy = export(&engine(storage, 77, 9), &plain());
        assert_eq!(crate::scene::lines(&copy, "user").len(), 5);
    }
}

#[test]
fn a_short_file_can_be_repeated_after_any_fault() {
    let file = crate::short_lines::FIXTURE;
    for calls in 1.. {
        let storage = Arc::new(Faulty::default());
        storage.calls_left.store(calls, Ordering::SeqCst);
        let target = engine(Arc::clone(&storage), 3, 9);
        if import(&target, file, keeping()).is_ok() {
            assert!(calls > 10);
            break;
        }
        import(&target, file, keeping()).unwrap_or_else(|error| panic!("call {calls}: {error}"));
        let all = import(&target, file, keeping()).unwrap();
        assert_eq!((all.pools, all.users, all.kept), (0, 0, 8), "call {calls}");
        let domain = userpool::operations::DescribeUserPoolDomain { domain: "fixture".into() };
        let found = now(target.send(domain)).unwrap().domain_description.user_pool_id;
        assert_eq!(found.as_deref(), Some("eu-west-1_Fixture01"), "call {calls}");
    }
}

#[test]
fn an_interrupted_import_of_several_pools_is_completed_by_one_that_keeps_what_exists() {
    let world = full(Arc::new(MemoryStorage::default()));
    world.ok("CreateUserPool", json!({"PoolName": "second"}));
    let file = export(&world.engine, &plain());
    assert_eq!(crate::scene::lines(&file, "pool").len(), 2);
    for calls in (1..).step_by(3) {
        let storage = Arc::new(Faulty::default());
        storage.calls_left.store(calls, Ordering::SeqCst);
        let target = engine(Arc::clone(&storage), 3, 9);
        if import(&target, &file, ImportOptions::default()).is_ok() {
            assert!(calls > 40, "both pools were interrupted: {calls}");
            break;
        }
        import(&target, &file, keeping()).unwrap_or_else(|error| panic!("call {calls}: {error}"));
        let copy = export(&engine(storage, 77, 9), &plain());
        let of = |file: &str, kind: &str| crate::scene::lines(file, kind);
        for kind in ["pool", "client", "group", "user", "style", "terms"] {
            assert_eq!(of(&copy, kind), of(&file, kind), "call {calls}: {kind}");
        }
    }
}
