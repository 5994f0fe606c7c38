//! `StartUserImportJob`.

use serde_json::json;
use userpool::{operations::CreateUserPool, storage::MemoryStorage};

use super::{create, describe, file, finish, id, person, start, started, uploaded};
use crate::world::World;

#[test]
fn a_job_needs_a_file() {
    let world = World::new(1);
    let job = create(&world);
    let refused = world.pool_refused("StartUserImportJob", json!({"JobId": id(&job)}));
    assert_eq!(refused, format!("PreconditionNotMetException: No csv file was uploaded for {}", id(&job)));
}

#[test]
fn a_started_job_is_pending_until_work_begins() {
    let world = World::new(2);
    let job = uploaded(&world, file(&[person("ana")]));
    let pending = start(&world, &job);
    assert_eq!(pending["Status"], "Pending");
    assert!(pending["StartDate"].is_number());
    assert_eq!(describe(&world, &job)["Status"], "Pending");
}

#[test]
fn a_job_is_started_once() {
    let world = World::new(3);
    let job = started(&world, file(&[person("ana")]));
    let refused = |status| {
        let expected = format!(
            "PreconditionNotMetException: User import job {job} cannot be started. Current status is {status}"
        );
        assert_eq!(world.pool_refused("StartUserImportJob", json!({"JobId": job})), expected);
    };
    refused("Pending");
    finish(&world.engine);
    refused("Succeeded");
}

#[test]
fn one_job_of_a_pool_runs_at_a_time() {
    let world = World::new(4);
    let first = uploaded(&world, file(&[person("ana")]));
    let second = uploaded(&world, file(&[person("ben")]));
    start(&world, &first);
    let refused = world.pool_refused("StartUserImportJob", json!({"JobId": second}));
    let expected =
        format!("PreconditionNotMetException: User import job {first} of the user pool is in progress.");
    assert_eq!(refused, expected);
    finish(&world.engine);
    start(&world, &second);
    finish(&world.engine);
    assert_eq!(describe(&world, &second)["Status"], "Succeeded");
}

#[test]
fn a_pool_without_attributes_to_verify_starts_no_job() {
    let none = |pool: &mut CreateUserPool| pool.settings.auto_verified_attributes = None;
    let world = World::with(5, MemoryStorage::default(), none, |_| {});
    let job = uploaded(&world, file(&[person("ana")]));
    let refused = world.pool_refused("StartUserImportJob", json!({"JobId": job}));
    assert_eq!(
        refused,
        "PreconditionNotMetException: Users can only be imported into a user pool that has auto verified attributes.",
    );
}

#[test]
fn a_pool_is_not_changed_while_a_job_runs() {
    let world = World::new(6);
    let job = started(&world, file(&[person("ana")]));
    let attributes = json!([{"Name": "team", "AttributeDataType": "String"}]);
    let changes = [
        ("AddCustomAttributes", json!({"CustomAttributes": attributes})),
        ("UpdateUserPool", json!({"AutoVerifiedAttributes": ["email"]})),
        ("DeleteUserPool", json!({})),
    ];
    for (operation, body) in &changes {
        assert_eq!(
            world.pool_refused(operation, body.clone()),
            "UserImportInProgressException: A user import job is in progress for the user pool.",
        );
    }
    finish(&world.engine);
    assert_eq!(describe(&world, &job)["Status"], "Succeeded");
    for (operation, body) in changes {
        world.pool_ok(operation, body);
    }
}
