//! `CreateUserImportJob` and `DescribeUserImportJob`.

use serde_json::{Value, json};
use userpool::{
    operations::CreateUserImportJob,
    storage::{MemoryStorage, Storage},
};

use super::{ROLE, create, describe, id};
use crate::world::{World, now};

#[test]
fn a_new_job_waits_for_its_file() {
    let world = World::new(1);
    let mut job = create(&world);
    assert!(id(&job).strip_prefix("import-").unwrap().bytes().all(|byte| byte.is_ascii_alphanumeric()));
    let url = job["PreSignedUrl"].as_str().unwrap();
    let start =
        format!("http://cognito-idp.us-east-1.amazonaws.com/{}/import/{}?token=", world.pool, id(&job));
    assert!(url.starts_with(&start), "{url}");
    let mut described = describe(&world, &id(&job));
    for job in [&mut job, &mut described] {
        job.as_object_mut().unwrap().remove("PreSignedUrl");
    }
    let expected = json!({
        "JobName": "staff",
        "JobId": id(&job),
        "UserPoolId": world.pool,
        "CreationDate": job["CreationDate"],
        "Status": "Created",
        "CloudWatchLogsRoleArn": ROLE,
        "ImportedUsers": 0,
        "SkippedUsers": 0,
        "FailedUsers": 0,
    });
    assert!(job["CreationDate"].is_number());
    assert_eq!(job, expected);
    assert_eq!(described, expected);
}

#[test]
fn requests_are_held_against_the_constraints_of_the_model() {
    let world = World::new(2);
    let violation = |value: Value, at: &str, constraint: &str| {
        let printed = value.as_str().map_or_else(|| value.to_string(), |text| format!("'{text}'"));
        format!(
            "InvalidParameterException: 1 validation error detected: Value {printed} at '{at}' failed to satisfy \
             constraint: {constraint}"
        )
    };
    let refused = |body| world.pool_refused("CreateUserImportJob", body);
    assert_eq!(
        refused(json!({"CloudWatchLogsRoleArn": ROLE})),
        violation(Value::Null, "jobName", "Member must not be null"),
    );
    assert_eq!(
        refused(json!({"JobName": "a#", "CloudWatchLogsRoleArn": ROLE})),
        violation(json!("a#"), "jobName", r"Member must satisfy regular expression pattern: [\w\s+=,.@-]+"),
    );
    let hashing = json!({"JobName": "a", "CloudWatchLogsRoleArn": ROLE, "PasswordHashingAlgorithm": "MD5"});
    assert!(refused(hashing).contains("at 'passwordHashingAlgorithm'"));
    assert_eq!(
        world.pool_refused("DescribeUserImportJob", json!({"JobId": "job-1"})),
        violation(
            json!("job-1"),
            "jobId",
            "Member must satisfy regular expression pattern: import-[0-9a-zA-Z-]+"
        ),
    );
}

#[test]
fn an_unknown_job_is_not_found() {
    let world = World::new(3);
    for operation in ["DescribeUserImportJob", "StartUserImportJob", "StopUserImportJob"] {
        let refused = world.pool_refused(operation, json!({"JobId": "import-none"}));
        assert_eq!(refused, "ResourceNotFoundException: User import job import-none does not exist.");
    }
}

#[test]
fn a_pool_has_at_most_a_thousand_jobs() {
    let world = World::with(4, MemoryStorage::default(), |_| {}, |_| {});
    let request = || CreateUserImportJob {
        job_name: "staff".into(),
        user_pool_id: world.pool.clone(),
        cloud_watch_logs_role_arn: ROLE.into(),
        password_hashing_algorithm: None,
    };
    for _ in 0..1000 {
        now(world.engine.send(request())).unwrap();
    }
    let refused = now(world.engine.send(request())).unwrap_err();
    assert_eq!(refused.name(), "LimitExceededException");
    assert_eq!(refused.to_string(), "A user pool can have at most 1000 user import jobs.");
}

#[test]
fn a_job_that_is_not_started_in_a_day_expires() {
    let world = World::new(5);
    let job = create(&world);
    world.clock.advance(24 * 3600 - 1);
    assert_eq!(describe(&world, &id(&job))["Status"], "Created");
    world.clock.advance(2);
    let expired = describe(&world, &id(&job));
    assert_eq!(expired["Status"], "Expired");
    // Source: the example of list-user-import-jobs in the AWS CLI.
    assert_eq!(expired["CompletionMessage"], "The user import job has expired.");
    assert!(expired["CompletionDate"].is_number());
    let refused = world.pool_refused("StartUserImportJob", json!({"JobId": id(&job)}));
    assert!(refused.ends_with("cannot be started. Current status is Expired"), "{refused}");
}

#[test]
fn the_url_is_not_stored_and_not_printed() {
    let storage = std::sync::Arc::new(MemoryStorage::new());
    let world = World::with(6, std::sync::Arc::clone(&storage), |_| {}, |_| {});
    let request = CreateUserImportJob {
        job_name: "staff".into(),
        user_pool_id: world.pool.clone(),
        cloud_watch_logs_role_arn: ROLE.into(),
        password_hashing_algorithm: None,
    };
    let output = now(world.engine.send(request)).unwrap();
    let url = output.user_import_job.pre_signed_url.clone().unwrap();
    // A host that has no address gets the path.
    let (path, token) = url.split_once("?token=").unwrap();
    assert_eq!(path, format!("/{}/import/{}", world.pool, output.user_import_job.job_id));
    assert!(!format!("{output:?}").contains(token));
    let partition = userpool::storage::Partition::new(format!("pool/{}", world.pool));
    let all = userpool::storage::Scan::first(userpool::storage::Prefix::all(), 1000);
    for (_, record) in now(Storage::scan(&*storage, &partition, &all)).unwrap() {
        assert!(!String::from_utf8(record.value).unwrap().contains(token));
    }
}
