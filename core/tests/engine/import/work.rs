//! Import jobs as work: interrupted at every call of the store, continued by another engine, shared by two engines.

use std::sync::{Arc, atomic::Ordering};

use serde_json::json;
use userpool::{
    Engine, Worked,
    operations::DeleteUserPool,
    storage::{MemoryStorage, Storage},
};

use super::{assert_ended, create, describe, file, finish, id, line, log, person, put, started, uploaded};
use crate::world::{
    Faulty, HandClock, PreparedKeys, Racer, World, Yielding, administrators, interleave, now, records,
};

/// Names, so that they can be counted: two of them twice, and one bad line.
fn people(number: usize) -> Vec<String> {
    let mut lines: Vec<String> = (0..number).map(|number| person(&format!("user{number}"))).collect();
    lines.insert(number / 2, person("user0"));
    lines.insert(number / 3, line(&[("cognito:username", "x")]));
    lines.push(person("user1"));
    lines
}

/// Everything of the file was done once.
#[track_caller]
fn assert_imported(world: &World, job: &str, number: usize) {
    assert_ended(&describe(world, job), "Succeeded", [number as u64, 2, 1]);
    let pool = world.pool_ok("DescribeUserPool", json!({}))["UserPool"].clone();
    assert_eq!(pool["EstimatedNumberOfUsers"], number);
    let mut lines = log(world, job);
    lines.dedup();
    assert_eq!(lines.len(), 3, "{lines:?}");
    for number in 0..number {
        assert_eq!(world.admin_get(&format!("user{number}")).unwrap().user_status, "RESET_REQUIRED");
    }
}

/// Another engine on the store of this world.
fn another(world: &World, storage: impl Storage) -> Engine {
    Engine::builder()
        .storage(storage)
        .master_key([7; 32])
        .messenger(Arc::clone(&world.outbox))
        .signer(PreparedKeys::after(2))
        .moments(HandClock(Arc::clone(&world.clock)))
        .access(administrators())
        .build()
        .unwrap()
}

/// Imports with one fault at the call of this number, and then on a new engine; whether the fault was reached.
fn import_with_a_fault(call: i64, after: bool) -> bool {
    let storage = Arc::new(Faulty::default());
    let mut world = World::with(1, Arc::clone(&storage), |_| {}, |_| {});
    let job = started(&world, file(&people(30)));
    storage.after.store(after, Ordering::SeqCst);
    storage.calls_left.store(call, Ordering::SeqCst);
    let _ = now(world.engine.work(2));
    let reached = storage.calls_left.load(Ordering::SeqCst) <= 0;
    storage.calls_left.store(0, Ordering::SeqCst);
    world.engine = another(&world, Arc::clone(&storage));
    // The lease of the engine that is gone ends.
    world.clock.advance(61);
    finish(&world.engine);
    assert_imported(&world, &job, 30);
    reached
}

#[test]
fn another_engine_continues_after_a_crash_at_any_call() {
    for after in [false, true] {
        let reached = (1..200).take_while(|call| import_with_a_fault(*call, after)).count();
        assert!(reached > 12 && reached < 199, "{reached}");
    }
}

#[test]
fn a_job_goes_on_after_the_engine_was_dropped_in_the_middle() {
    let storage = Arc::new(MemoryStorage::new());
    let mut world = World::with(2, Arc::clone(&storage), |_| {}, |_| {});
    let job = started(&world, file(&people(12_000)));
    now(world.engine.work(2)).unwrap();
    assert_eq!(describe(&world, &job)["Status"], "InProgress");
    world.engine = another(&world, Arc::clone(&storage));
    finish(&world.engine);
    assert_imported(&world, &job, 12_000);
}

#[test]
fn two_engines_share_a_job_and_do_no_line_twice() {
    for seed in 0..30 {
        let memory = Arc::new(MemoryStorage::new());
        let world = World::with(seed, Yielding(Arc::clone(&memory)), |_| {}, |_| {});
        let other = another(&world, Yielding(Arc::clone(&memory)));
        let job = started(&world, file(&people(60)));
        for _ in 0..20 {
            let engines = [&world.engine, &other, &other];
            let workers = engines.map(|engine| Box::pin(engine.work(2)) as Racer<'_, Worked>);
            interleave(seed, workers.into()).into_iter().for_each(|worked| assert!(worked.is_ok()));
        }
        assert_imported(&world, &job, 60);
    }
}

#[test]
fn users_who_sign_up_meanwhile_are_skipped() {
    for seed in 0..20 {
        let world = World::with(seed, Yielding(MemoryStorage::new()), |_| {}, |_| {});
        let job = started(&world, file(&(0..20).map(|n| person(&format!("user{n}"))).collect::<Vec<_>>()));
        let names: Vec<String> = (5..10).map(|number| format!("user{number}")).collect();
        let mut calls: Vec<Racer<'_, bool>> = Vec::new();
        calls.push(Box::pin(async { world.engine.work(4).await.map(|_| false) }));
        for name in &names {
            let request = world.sign_up_request(name);
            calls.push(Box::pin(async { Ok(world.engine.send(request).await.is_ok()) }));
        }
        let signed_up =
            interleave(seed, calls).into_iter().filter(|done| matches!(done, Ok(true))).count() as u64;
        finish(&world.engine);
        assert_ended(&describe(&world, &job), "Succeeded", [20 - signed_up, signed_up, 0]);
        assert_eq!(
            world.pool_ok("DescribeUserPool", json!({}))["UserPool"]["EstimatedNumberOfUsers"],
            20,
            "seed {seed}"
        );
    }
}

#[test]
fn a_job_may_be_stopped_at_any_moment() {
    for seed in 0..20 {
        let world = World::with(seed, Yielding(MemoryStorage::new()), |_| {}, |_| {});
        let job = started(&world, file(&people(60)));
        let stop =
            userpool::operations::StopUserImportJob { user_pool_id: world.pool.clone(), job_id: job.clone() };
        let calls: Vec<Racer<'_, ()>> = vec![
            Box::pin(async { world.engine.work(20).await.map(drop) }),
            Box::pin(async { world.engine.send(stop).await.map(drop) }),
        ];
        let stopped = interleave(seed, calls).pop().unwrap().is_ok();
        finish(&world.engine);
        let ended = describe(&world, &job);
        assert_eq!(ended["Status"], if stopped { "Stopped" } else { "Succeeded" }, "seed {seed}");
        let pool = world.pool_ok("DescribeUserPool", json!({}))["UserPool"].clone();
        assert_eq!(pool["EstimatedNumberOfUsers"], ended["ImportedUsers"]);
    }
}

#[test]
fn a_file_of_many_parts_is_read_to_its_end() {
    let storage = Arc::new(MemoryStorage::new());
    let world = World::with(3, Arc::clone(&storage), |_| {}, |_| {});
    // Lines of very different lengths, so that they end everywhere in parts.
    let lines: Vec<String> = (0..150)
        .map(|number| {
            let name = format!("user{number}");
            let email = format!("{name}@example.com");
            let address = "ü".repeat(number * 13);
            let values = [
                ("cognito:username", &*name),
                ("email", &*email),
                ("email_verified", "TRUE"),
                ("address", &address),
            ];
            line(&values)
        })
        .collect();
    let text = file(&lines);
    assert!(text.len() > 4 * 65_536, "{}", text.len());
    let job = started(&world, text);
    finish(&world.engine);
    assert_ended(&describe(&world, &job), "Succeeded", [150, 0, 0]);
    for number in [0, 1, 77, 149] {
        let name = format!("user{number}");
        let found = world.attribute(&name, "address").unwrap_or_default();
        assert_eq!(found.chars().count(), number * 13);
    }
}

#[test]
fn jobs_and_files_are_purged_with_the_pool() {
    let storage = Arc::new(MemoryStorage::new());
    let world = World::with(4, Arc::clone(&storage), |_| {}, |_| {});
    uploaded(&world, file(&people(3)));
    let done = started(&world, file(&people(9)));
    finish(&world.engine);
    assert_imported(&world, &done, 9);
    create(&world);
    now(world.engine.send(DeleteUserPool { user_pool_id: world.pool.clone() })).unwrap();
    finish(&world.engine);
    world.clock.advance(25 * 3600);
    finish(&world.engine);
    let left = records(&storage, &format!("pool/{}", world.pool));
    assert_eq!(left.keys().collect::<Vec<_>>(), ["pool"]);
    let jobs: Vec<String> =
        records(&storage, "directory").into_keys().filter(|key| key.starts_with("job/import")).collect();
    assert_eq!(jobs, Vec::<String>::new());
}

#[test]
fn nothing_is_left_to_do_after_all_jobs_have_ended() {
    let storage = Arc::new(MemoryStorage::new());
    let world = World::with(5, Arc::clone(&storage), |_| {}, |_| {});
    started(&world, file(&people(3)));
    let waiting = create(&world);
    let url = waiting["PreSignedUrl"].as_str().unwrap();
    assert_eq!(put(&world, url, file(&[])).status(), 200);
    finish(&world.engine);
    let jobs = || {
        let keys = records(&storage, "directory").into_keys();
        keys.filter(|key| key.starts_with("job/import")).count()
    };
    assert_eq!(jobs(), 1);
    world.clock.advance(25 * 3600);
    finish(&world.engine);
    assert_eq!(describe(&world, &id(&waiting))["Status"], "Expired");
    assert_eq!(jobs(), 0);
}

/// A new master key seals what is sealed with master keys. Files are sealed with the secret of the pool.
#[test]
fn a_file_survives_a_change_of_the_master_key() {
    let storage = Arc::new(MemoryStorage::new());
    let mut world = World::with(6, Arc::clone(&storage), |_| {}, |_| {});
    let job = started(&world, file(&people(5)));
    let builder = |keys: &[[u8; 32]]| {
        let builder = Engine::builder()
            .storage(Arc::clone(&storage))
            .signer(PreparedKeys::after(2))
            .moments(HandClock(Arc::clone(&world.clock)))
            .access(administrators());
        keys.iter().fold(builder, |builder, key| builder.master_key(*key)).build().unwrap()
    };
    let rekeyed = now(builder(&[[8; 32], [7; 32]]).rekey(100)).unwrap();
    assert!(rekeyed.done, "{rekeyed:?}");
    let engine = builder(&[[8; 32]]);
    world.engine = engine;
    finish(&world.engine);
    assert_imported(&world, &job, 5);
}

/// A stop between the commits of a wave and the commit of its position: the users are counted all the same.
#[test]
fn a_stop_in_the_middle_of_a_wave_counts_the_users_of_the_wave() {
    let mut interrupted = 0;
    for call in 1..40 {
        let storage = Arc::new(Faulty::default());
        let world = World::with(7, Arc::clone(&storage), |_| {}, |_| {});
        let job = started(&world, file(&people(30)));
        storage.calls_left.store(call, Ordering::SeqCst);
        let _ = now(world.engine.work(2));
        storage.calls_left.store(0, Ordering::SeqCst);
        let before = describe(&world, &job);
        if before["Status"] == "Succeeded" {
            break;
        }
        let users = |world: &World| {
            world.pool_ok("DescribeUserPool", json!({}))["UserPool"]["EstimatedNumberOfUsers"]
                .as_u64()
                .unwrap()
        };
        interrupted += u64::from(before["ImportedUsers"] != users(&world));
        super::stop(&world, &job);
        world.clock.advance(61);
        finish(&world.engine);
        let ended = describe(&world, &job);
        assert_eq!(
            (&ended["Status"], ended["ImportedUsers"].as_u64()),
            (&json!("Stopped"), Some(users(&world)))
        );
    }
    assert!(interrupted > 0, "a wave was interrupted");
}
