//! `StopUserImportJob`.

use serde_json::json;

use super::{assert_ended, create, describe, file, finish, id, person, start, started, stop, uploaded};
use crate::world::{World, now};

#[test]
fn a_pending_job_is_stopped_without_users() {
    let world = World::new(1);
    let job = started(&world, file(&[person("ana")]));
    assert_eq!(stop(&world, &job)["Status"], "Stopping");
    finish(&world.engine);
    let stopped = describe(&world, &job);
    assert_ended(&stopped, "Stopped", [0, 0, 0]);
    assert_eq!(stopped["CompletionMessage"], "The Import Job was stopped by the developer.");
    assert!(stopped["CompletionDate"].is_number());
    assert!(world.admin_get("ana").is_err());
}

#[test]
fn the_users_who_were_imported_stay() {
    let world = World::new(2);
    let people: Vec<String> = (0..12_000).map(|number| person(&format!("user{number}"))).collect();
    let job = started(&world, file(&people));
    now(world.engine.work(2)).unwrap();
    let running = describe(&world, &job);
    assert_eq!(running["Status"], "InProgress");
    let imported = running["ImportedUsers"].as_u64().unwrap();
    assert!((1..12_000).contains(&imported), "{imported}");
    stop(&world, &job);
    // The pool can be changed at once.
    world.pool_ok("UpdateUserPool", json!({"AutoVerifiedAttributes": ["email"]}));
    finish(&world.engine);
    assert_ended(&describe(&world, &job), "Stopped", [imported, 0, 0]);
    for number in 0..12_000 {
        assert_eq!(world.admin_get(&format!("user{number}")).is_ok(), number < imported);
    }
}

#[test]
fn only_a_job_that_was_started_can_be_stopped() {
    let world = World::new(3);
    let job = id(&create(&world));
    let refused = |job: &str, status: &str| {
        let expected = format!(
            "PreconditionNotMetException: User import job {job} cannot be stopped. Current status is {status}"
        );
        assert_eq!(world.pool_refused("StopUserImportJob", json!({"JobId": job})), expected);
    };
    refused(&job, "Created");
    let job = started(&world, file(&[person("ana")]));
    stop(&world, &job);
    refused(&job, "Stopping");
    finish(&world.engine);
    refused(&job, "Stopped");
    let refused = world.pool_refused("StartUserImportJob", json!({"JobId": job}));
    assert!(refused.ends_with("cannot be started. Current status is Stopped"), "{refused}");
}

#[test]
fn another_job_may_start_while_one_is_stopping() {
    let world = World::new(4);
    let first = started(&world, file(&[person("ana")]));
    stop(&world, &first);
    let second = uploaded(&world, file(&[person("ben")]));
    start(&world, &second);
    finish(&world.engine);
    assert_ended(&describe(&world, &first), "Stopped", [0, 0, 0]);
    assert_ended(&describe(&world, &second), "Succeeded", [1, 0, 0]);
}
