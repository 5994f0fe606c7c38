//! `GET /health`, and the failures that it reports: a disk that fails for a while, missing files, refused starts.

use std::{fs, os::unix::fs::PermissionsExt as _, path::Path, process::Command};

use serde_json::json;

use crate::support::{Server, command_after, command_as_another_user, files, folder, run};

/// The server recovers by itself after a disk was full or read-only for a while.
#[test]
fn a_disk_that_fails_for_a_while_is_told_and_outlived() {
    let place = folder();
    let flags = ["--danger-accept-any-credentials"];
    // A write beyond the limit then is an error rather than the end.
    let server = Server::start_as(command_after("trap '' XFSZ"), &place.path().join("data"), &flags);
    let pool = server.done("CreateUserPool", &json!({"PoolName": "p", "AutoVerifiedAttributes": ["email"]}));
    let pool = pool["UserPool"]["Id"].clone();
    let client = server.done("CreateUserPoolClient", &json!({"UserPoolId": pool, "ClientName": "c"}));
    let client = client["UserPoolClient"]["ClientId"].clone();
    let sign_up = |name: &str| {
        let email = json!([{"Name": "email", "Value": format!("{name}@example.com")}]);
        let user =
            json!({"ClientId": client, "Username": name, "Password": "Pa55word!", "UserAttributes": email});
        server.call("SignUp", &user)
    };
    assert_health(&server, 200, "ok");
    assert_eq!(sign_up("ana").status, 200);

    limit_file_size(&server, "0");
    let refused = sign_up("ben");
    assert_eq!((refused.status, &refused.json()["__type"]), (500, &json!("InternalErrorException")));
    assert_health(&server, 503, "the database cannot be written");
    assert_health(&server, 503, "the database cannot be written");

    limit_file_size(&server, "unlimited");
    assert_health(&server, 200, "ok");
    assert_eq!(sign_up("ben").status, 200);
    for name in ["ana", "ben"] {
        server.done("AdminGetUser", &json!({"UserPoolId": pool, "Username": name}));
    }
}

#[test]
fn a_deleted_or_replaced_database_is_reported_and_not_written() {
    let place = folder();
    let data = place.path().join("data");
    let server = Server::start(&data);
    let (database, aside) = (data.join("users.db"), data.join("aside"));
    fs::rename(&database, &aside).unwrap();
    assert_health(&server, 503, "moved or replaced");
    assert_eq!(server.call("CreateUserPool", &json!({"PoolName": "p"})).status, 500);
    fs::copy(&aside, &database).unwrap();
    assert_health(&server, 503, "moved or replaced");
    fs::rename(&aside, &database).unwrap();
    assert_health(&server, 200, "ok");
    server.done("CreateUserPool", &json!({"PoolName": "p"}));
}

#[test]
fn a_messages_file_that_cannot_be_written_is_reported() {
    let place = folder();
    let data = place.path().join("data");
    let server = Server::start(&data);
    let file = data.join("messages.jsonl");
    fs::remove_file(&file).unwrap();
    fs::create_dir(&file).unwrap();
    assert_health(&server, 503, "messages cannot be written");
    fs::remove_dir(&file).unwrap();
    assert_health(&server, 200, "ok");
}

#[test]
fn a_lost_database_is_not_replaced_by_a_new_one() {
    let place = folder();
    let data = place.path().join("data");
    let server = Server::start(&data);
    server.done("CreateUserPool", &json!({"PoolName": "p"}));
    server.signal("TERM");
    assert_eq!(server.wait().0, Some(0));
    let database = data.join("users.db");
    let kept = fs::read(&database).unwrap();

    for lose in [|path: &Path| fs::remove_file(path).unwrap(), |path: &Path| fs::write(path, "").unwrap()] {
        lose(&database);
        let before = files(&data);
        let output = run(&["--listen", "127.0.0.1:0", "--data", data.to_str().unwrap()]);
        let line = String::from_utf8(output.stderr).unwrap();
        assert_eq!((output.status.code(), line.trim_end().lines().count()), (Some(2), 1), "{line}");
        assert!(line.contains("missing or empty") && line.contains("users.db.begun"), "{line}");
        assert_eq!(files(&data), before);
        fs::write(&database, &kept).unwrap();
    }
    let server = Server::start(&data);
    assert_eq!(server.done("ListUserPools", &json!({"MaxResults": 5}))["UserPools"][0]["Name"], "p");
    drop(server);

    fs::remove_file(&database).unwrap();
    fs::remove_file(data.join("users.db.begun")).unwrap();
    drop(Server::start(&data));
}

/// A start that was refused for the permissions of a file does not affect later starts.
#[test]
fn a_refused_start_leaves_nothing_behind() {
    let place = folder();
    let start = || command_as_another_user(place.path());
    let data = place.path().join("data");
    let flags = ["--danger-accept-any-credentials"];
    let server = Server::start_as(start(), &data, &flags);
    server.signal("TERM");
    assert_eq!(server.wait().0, Some(0));
    let allow = |mode| {
        let file = data.join("users.db");
        fs::set_permissions(file, fs::Permissions::from_mode(mode)).unwrap();
    };

    allow(0o400);
    let before = files(&data);
    let output = start().args(["--listen", "127.0.0.1:0", "--data"]).arg(&data).args(flags).output().unwrap();
    let line = String::from_utf8(output.stderr).unwrap();
    assert_eq!((output.status.code(), line.trim_end().lines().count()), (Some(2), 1), "{line}");
    assert!(line.contains("cannot write to"), "{line}");
    assert_eq!(files(&data), before);

    allow(0o600);
    let server = Server::start_as(start(), &data, &flags);
    server.done("CreateUserPool", &json!({"PoolName": "p"}));
    assert_health(&server, 200, "ok");
}

#[track_caller]
fn assert_health(server: &Server, status: u16, said: &str) {
    let health = server.connect().get("/health").unwrap();
    assert!((health.status, health.text().contains(said)) == (status, true), "{}", health.text());
}

/// The longest file that the server may write, in bytes.
fn limit_file_size(server: &Server, limit: &str) {
    let process = server.process_id().to_string();
    let mut limited = Command::new("prlimit");
    limited.args(["--pid", &process, &format!("--fsize={limit}:unlimited")]);
    assert!(limited.status().expect("prlimit, of util-linux").success());
}
