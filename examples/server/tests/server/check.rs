//! `userpool-server check`: users whose names an earlier version allowed.

use std::process::Output;

use serde_json::json;

use crate::support::{Server, files, folder, run};

fn check(data: &std::path::Path) -> Output {
    run(&["check", "--data", data.to_str().unwrap()])
}

fn printed(output: &Output) -> (Option<i32>, String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

#[test]
fn names_are_checked_while_a_server_runs_and_nothing_is_changed() {
    let place = folder();
    let data = place.path().join("data");
    let server = Server::start_with(&data, &["--danger-accept-any-credentials", "--log", "warn"]);
    for name in ["one", "two"] {
        let pool = json!({"PoolName": name, "AliasAttributes": ["email", "preferred_username"]});
        let pool = server.done("CreateUserPool", &pool)["UserPool"]["Id"].clone();
        let attributes = json!([
            {"Name": "email", "Value": "ana@example.com"},
            {"Name": "email_verified", "Value": "true"},
            {"Name": "preferred_username", "Value": "boss"},
        ]);
        let user = json!({"UserPoolId": pool, "Username": "ana", "MessageAction": "SUPPRESS", "UserAttributes": attributes});
        server.done("AdminCreateUser", &user);
    }
    let found = "2 pools checked: every name leads to one user and has an accepted form; the 20 records of 2 users fit together.\n".to_owned();
    assert_eq!(printed(&check(&data)), (Some(0), found.clone(), String::new()));
    drop(server);
    // Without the files of SQLite, which come and go.
    let names = || -> Vec<_> {
        let paths = files(&data).into_iter().map(|(path, _)| path.to_string_lossy().into_owned());
        paths.filter(|path| !path.ends_with("-wal") && !path.ends_with("-shm")).collect()
    };
    let before = names();
    assert_eq!(printed(&check(&data)), (Some(0), found, String::new()));
    assert_eq!(names(), before, "no credentials and no other file are made");
}

#[test]
fn a_check_without_a_database_fails_and_creates_none() {
    let place = folder();
    let data = place.path().join("data");
    let (code, out, line) = printed(&check(&data));
    assert_eq!((code, &*out, line.trim_end().lines().count()), (Some(2), "", 1), "{line}");
    assert!(line.contains("no database"), "{line}");
    assert!(!data.exists());
}
