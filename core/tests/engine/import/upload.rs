//! The upload of a file.

use std::sync::Arc;

use http::{Method, Uri};
use serde_json::json;
use userpool::{
    operations::UploadError,
    storage::{Key, MemoryStorage},
};

use super::{
    assert_ended, create, describe, file, finish, id, import, person, put, start, started, uploaded,
};
use crate::world::{World, now, records};

fn url(world: &World) -> (String, String) {
    let job = create(world);
    (id(&job), job["PreSignedUrl"].as_str().unwrap().to_owned())
}

fn parts(storage: &MemoryStorage, world: &World) -> usize {
    let partition = format!("pool/{}", world.pool);
    records(storage, &partition).keys().filter(|key| key.starts_with("import-file/")).count()
}

#[test]
fn a_url_is_valid_for_a_quarter_of_an_hour() {
    let world = World::new(1);
    let (job, url) = url(&world);
    world.clock.advance(15 * 60 - 1);
    assert_eq!(put(&world, &url, file(&[])).status(), 200);
    // The URL in a later response is valid for the same time.
    let later = describe(&world, &job)["PreSignedUrl"].as_str().unwrap().to_owned();
    assert_eq!(put(&world, &later, file(&[])).status(), 200);
    world.clock.advance(1);
    let later_still = describe(&world, &job)["PreSignedUrl"].as_str().unwrap().to_owned();
    for url in [url, later, later_still] {
        let refused = put(&world, &url, file(&[]));
        assert_eq!(refused.status(), 403);
        assert_eq!(refused.headers()["x-amzn-errortype"], "AccessDeniedException:");
    }
}

#[test]
fn a_url_is_for_one_job_of_one_pool() {
    let world = World::new(2);
    let ((job, url), (other, _)) = (url(&world), url(&world));
    let answer = world.ok("CreateUserPool", json!({"PoolName": "other"}));
    let pool = answer["UserPool"]["Id"].as_str().unwrap();
    let token = url.split_once("token=").unwrap().1;
    for wrong in [
        url.replace(&job, &other),
        url.replace(&world.pool, pool),
        url.replace("token=", "t="),
        format!("{url}x"),
        url.replace(token, ""),
        url.split('?').next().unwrap().to_owned(),
    ] {
        assert_eq!(put(&world, &wrong, file(&[])).status(), 403, "{wrong}");
        assert_eq!(world.engine.import_bytes_max(&Method::PUT, &wrong.parse().unwrap()), None);
    }
    let unknown = "http://localhost/other/import-x?token=x";
    assert_eq!(put(&world, unknown, file(&[])).status(), 405, "no such path");
    let url: Uri = url.parse().unwrap();
    assert_eq!(world.engine.import_bytes_max(&Method::PUT, &url), Some(100 * 1024 * 1024));
    assert_eq!(world.engine.import_bytes_max(&Method::POST, &url), None);
}

#[test]
fn a_job_that_was_started_takes_no_file() {
    let world = World::new(3);
    let (job, url) = url(&world);
    assert_eq!(put(&world, &url, file(&[person("ana")])).status(), 200);
    start(&world, &job);
    let refused = put(&world, &url, file(&[person("ben")]));
    assert_eq!(refused.status(), 400);
    let body: serde_json::Value = serde_json::from_slice(refused.body()).unwrap();
    let message = format!("No csv file can be uploaded for {job}. Current status is Pending");
    assert_eq!(body, json!({"__type": "PreconditionNotMetException", "message": message}));
    finish(&world.engine);
    assert!(world.admin_get("ana").is_ok() && world.admin_get("ben").is_err());
}

#[test]
fn a_later_file_replaces_an_earlier_one() {
    let world = World::new(4);
    let (job, url) = url(&world);
    for name in ["ana", "ben"] {
        assert_eq!(put(&world, &url, file(&[person(name)])).status(), 200);
    }
    start(&world, &job);
    finish(&world.engine);
    assert!(world.admin_get("ana").is_err() && world.admin_get("ben").is_ok());
}

#[test]
fn a_file_may_come_in_pieces_of_any_length() {
    // Long enough for several parts and several commits.
    let people: Vec<String> = (0..60).map(|number| person(&format!("user{number}"))).collect();
    let mut whole = file(&people).into_bytes();
    whole.resize(700_000, b'\n');
    for piece in [1 << 20, 524_288, 100_003] {
        let storage = Arc::new(MemoryStorage::new());
        let world = World::with(5, Arc::clone(&storage), |_| {}, |_| {});
        let (job, url) = url(&world);
        let mut upload = now(world.engine.upload_import_file(&url.parse().unwrap())).unwrap();
        for piece in whole.chunks(piece) {
            now(upload.write(piece)).unwrap();
        }
        now(upload.finish()).unwrap();
        assert_eq!(parts(&storage, &world), 11);
        start(&world, &job);
        finish(&world.engine);
        assert_ended(&describe(&world, &job), "Succeeded", [60, 0, 0]);
    }
}

#[test]
fn an_upload_that_is_dropped_counts_for_nothing_and_is_removed() {
    let storage = Arc::new(MemoryStorage::new());
    let world = World::with(6, Arc::clone(&storage), |_| {}, |_| {});
    let (job, url) = url(&world);
    let mut upload = now(world.engine.upload_import_file(&url.parse().unwrap())).unwrap();
    now(upload.write(&vec![b'\n'; 600_000])).unwrap();
    assert!(!format!("{upload:?}").contains("10, 10"));
    drop(upload);
    assert_eq!(parts(&storage, &world), 8);
    let refused = world.pool_refused("StartUserImportJob", json!({"JobId": job}));
    assert!(refused.contains("No csv file was uploaded"), "{refused}");
    world.clock.advance(25 * 3600);
    finish(&world.engine);
    assert_eq!(parts(&storage, &world), 0);
    assert_eq!(describe(&world, &job)["Status"], "Expired");
}

#[test]
fn a_file_has_at_most_a_hundred_mebibytes() {
    let world = World::new(7);
    let (_, url) = url(&world);
    let mut upload = now(world.engine.upload_import_file(&url.parse().unwrap())).unwrap();
    let refused = now(upload.write(&vec![b'\n'; 100 * 1024 * 1024 + 1])).unwrap_err();
    let UploadError::Refused(refused) = refused else { panic!("{refused:?}") };
    assert_eq!(refused.name(), "InvalidParameterException");
    assert_eq!(refused.to_string(), "The csv file is longer than 104857600 bytes.");
}

#[test]
fn a_file_is_sealed_in_the_store_and_removed_after_the_import() {
    let storage = Arc::new(MemoryStorage::new());
    let world = World::with(8, Arc::clone(&storage), |_| {}, |_| {});
    uploaded(&world, file(&[person("waiting")]));
    let job = started(&world, file(&[person("ana")]));
    let partition = format!("pool/{}", world.pool);
    for (key, value) in records(&storage, &partition) {
        assert!(!value.contains("ana@example.com") && !value.contains("waiting"), "{key}");
    }
    assert_eq!(parts(&storage, &world), 2);
    finish(&world.engine);
    assert_eq!(describe(&world, &job)["Status"], "Succeeded");
    assert_eq!(parts(&storage, &world), 1, "the file of the job that still waits");
}

#[test]
fn a_part_that_was_moved_or_changed_is_not_read() {
    let storage = Arc::new(MemoryStorage::new());
    let world = World::with(9, Arc::clone(&storage), |_| {}, |_| {});
    let job = started(&world, file(&[person("ana")]));
    let other = uploaded(&world, file(&[person("eve")]));
    let partition = format!("pool/{}", world.pool);
    let part_of = |job: &str| {
        let prefix = format!("import-file/{job}/");
        records(&storage, &partition).into_iter().find(|(key, _)| key.starts_with(&prefix)).unwrap()
    };
    let ((key, _), (_, value)) = (part_of(&job), part_of(&other));
    let mut batch = userpool::storage::Batch::new(userpool::storage::Partition::new(&*partition));
    let revision = userpool::storage::Revision::from_bits(9);
    let record = userpool::storage::Record { value: value.into_bytes(), revision, expires_at: None };
    batch.writes.push(userpool::storage::Write::Put { key: Key::from_stored(key), record });
    now(userpool::storage::Storage::commit(&*storage, batch)).unwrap();
    finish(&world.engine);
    assert_eq!(describe(&world, &job)["Status"], "Pending");
    assert!(world.admin_get("eve").is_err());
}

#[test]
fn a_browser_may_upload() {
    let world = World::new(10);
    let (_, url) = url(&world);
    let answer = put(&world, &url, file(&[]));
    assert_eq!(answer.headers()["access-control-allow-origin"], "*");
    assert_eq!(import(&world, file(&[])).0["Status"], "Succeeded");
}
