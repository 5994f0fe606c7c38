//! User import jobs: their operations, the upload of their file, the rules of its lines, and the work on them.

mod create_user_import_job;
mod get_csv_header;
mod lines;
mod list_user_import_jobs;
mod password_hashes;
mod start_user_import_job;
mod stop_user_import_job;
mod upload;
mod work;

use bytes::Bytes;
use http::{Request, Response};
use serde_json::{Value, json};
use userpool::Engine;

use crate::world::{World, now};

const ROLE: &str = "arn:aws:iam::123456789012:role/import";

/// The header of a pool without custom attributes, in an order of its own.
const HEADER: &str = "cognito:username,name,given_name,family_name,middle_name,nickname,preferred_username,profile,\
                      picture,website,email,email_verified,gender,birthdate,zoneinfo,locale,phone_number,\
                      phone_number_verified,address,updated_at,cognito:mfa_enabled";

/// A line under [`HEADER`] with these values, in any order, and nothing else.
fn line(values: &[(&str, &str)]) -> String {
    let value = |column: &str| values.iter().find(|(name, _)| *name == column).map_or("", |(_, value)| value);
    assert!(values.iter().all(|(name, _)| HEADER.split(',').any(|column| column == *name)), "{values:?}");
    HEADER.split(',').map(value).collect::<Vec<_>>().join(",")
}

/// The line of a user with a verified mail address.
pub fn person(name: &str) -> String {
    let email = format!("{name}@example.com");
    line(&[("cognito:username", name), ("email", &email), ("email_verified", "TRUE")])
}

/// A file with these lines under [`HEADER`].
pub fn file(lines: &[String]) -> String {
    std::iter::once(HEADER).chain(lines.iter().map(String::as_str)).map(|line| format!("{line}\n")).collect()
}

fn create(world: &World) -> Value {
    let request = json!({"JobName": "staff", "CloudWatchLogsRoleArn": ROLE});
    world.pool_ok("CreateUserImportJob", request)["UserImportJob"].clone()
}

fn id(job: &Value) -> String {
    job["JobId"].as_str().unwrap().to_owned()
}

fn describe(world: &World, id: &str) -> Value {
    world.pool_ok("DescribeUserImportJob", json!({"JobId": id}))["UserImportJob"].clone()
}

fn start(world: &World, id: &str) -> Value {
    world.pool_ok("StartUserImportJob", json!({"JobId": id}))["UserImportJob"].clone()
}

fn stop(world: &World, id: &str) -> Value {
    world.pool_ok("StopUserImportJob", json!({"JobId": id}))["UserImportJob"].clone()
}

/// Uploads a file as the documentation of the service does.
pub fn put(world: &World, url: &str, file: impl Into<Vec<u8>>) -> Response<Bytes> {
    let request = Request::put(url).header("x-amz-server-side-encryption", "aws:kms");
    world.fetch(request.body(Bytes::from(file.into())).unwrap())
}

/// A job whose file is uploaded: its id.
fn uploaded(world: &World, file: impl Into<Vec<u8>>) -> String {
    let job = create(world);
    let answer = put(world, job["PreSignedUrl"].as_str().unwrap(), file);
    assert_eq!((answer.status().as_u16(), answer.body().len()), (200, 0), "{answer:?}");
    id(&job)
}

/// A job that was started: its id.
fn started(world: &World, file: impl Into<Vec<u8>>) -> String {
    let id = uploaded(world, file);
    start(world, &id);
    id
}

/// Works until nothing is due.
fn finish(engine: &Engine) {
    for _ in 0..1000 {
        if !now(engine.work(3)).unwrap().more {
            return;
        }
    }
    panic!("the work does not end");
}

/// Imports a file: the job in its last state, and the log.
fn import(world: &World, file: impl Into<Vec<u8>>) -> (Value, Vec<String>) {
    let id = started(world, file);
    finish(&world.engine);
    (describe(world, &id), log(world, &id))
}

/// The whole log of a job.
fn log(world: &World, id: &str) -> Vec<String> {
    let (mut lines, mut after) = (Vec::new(), 0);
    loop {
        let page = now(world.engine.import_log(&world.pool, id, after)).unwrap();
        let Some(last) = page.last() else { return lines };
        after = last.line;
        lines.extend(page.iter().map(ToString::to_string));
    }
}

/// Status, and the numbers of imported, skipped and failed lines.
#[track_caller]
fn assert_ended(job: &Value, status: &str, counts: [u64; 3]) {
    let found = ["ImportedUsers", "SkippedUsers", "FailedUsers"].map(|name| job[name].as_u64().unwrap());
    assert_eq!((job["Status"].as_str().unwrap(), found), (status, counts), "{job}");
}
