//! `userpool-server backup FILE` while a server runs, and a server that is started on the copy.

use std::{
    fs,
    os::unix::fs::PermissionsExt as _,
    path::Path,
    sync::atomic::{AtomicBool, AtomicU32, Ordering},
    thread,
    time::{Duration, Instant},
};

use serde_json::{Value, json};

use crate::support::{Connection, Server, command, files, folder, run};

#[test]
fn a_backup_under_load_has_all_acknowledged_users_and_can_be_restored() {
    let place = folder();
    let (data, copy) = (place.path().join("data"), place.path().join("copy.db"));
    let server = Server::start_with(&data, &["--danger-accept-any-credentials", "--log", "warn"]);
    let pool = server.done("CreateUserPool", &json!({"PoolName": "p"}))["UserPool"]["Id"].clone();
    let (acknowledged, is_done) = (&AtomicU32::new(0), &AtomicBool::new(false));
    let (before, took) = thread::scope(|scope| {
        let (mut connection, pool) = (server.connect(), &pool);
        scope.spawn(move || {
            while !is_done.load(Ordering::SeqCst) {
                let number = acknowledged.load(Ordering::SeqCst);
                create_user(&mut connection, pool, number);
                acknowledged.store(number + 1, Ordering::SeqCst);
            }
        });
        while acknowledged.load(Ordering::SeqCst) < 20 {
            thread::sleep(Duration::from_millis(5));
        }
        let (before, begun) = (acknowledged.load(Ordering::SeqCst), Instant::now());
        let output = command().arg("backup").arg(&copy).arg("--data").arg(&data).output().unwrap();
        is_done.store(true, Ordering::SeqCst);
        let printed = String::from_utf8(output.stdout).unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        assert!(printed.contains("records") && printed.contains("master key"), "{printed}");
        (before, begun.elapsed())
    });
    println!("backup beside {} users, in {took:?}", acknowledged.load(Ordering::SeqCst));
    assert_eq!(fs::metadata(&copy).unwrap().permissions().mode() & 0o777, 0o600);
    drop(server);

    let restored = place.path().join("restored");
    fs::create_dir(&restored).unwrap();
    fs::copy(data.join("master.key"), restored.join("master.key")).unwrap();
    fs::rename(&copy, restored.join("users.db")).unwrap();
    let server = Server::start(&restored);
    for number in 0..before {
        let user = json!({"UserPoolId": pool, "Username": format!("user-{number}")});
        assert_eq!(server.done("AdminGetUser", &user)["Username"], user["Username"]);
    }
}

#[test]
fn a_backup_overwrites_no_file_and_creates_no_data_folder() {
    let place = folder();
    let data = place.path().join("data");
    let backup = |file: &Path| run(&["backup", file.to_str().unwrap(), "--data", data.to_str().unwrap()]);
    let refused = |file: &Path, said: &str| {
        let output = backup(file);
        let line = String::from_utf8(output.stderr).unwrap();
        assert_eq!((output.status.code(), line.trim_end().lines().count()), (Some(2), 1), "{line}");
        assert!(line.contains(said), "{line}");
    };
    refused(&place.path().join("copy.db"), "no database");
    assert!(!data.exists());

    drop(Server::start(&data));
    let taken = place.path().join("taken");
    fs::write(&taken, "precious").unwrap();
    let before = files(place.path());
    refused(&taken, "exists already");
    refused(&place.path().join("no/such/folder"), "cannot write");
    assert_eq!(files(place.path()), before);
}

fn create_user(connection: &mut Connection, pool: &Value, number: u32) {
    let user = json!({"UserPoolId": pool, "Username": format!("user-{number}"), "MessageAction": "SUPPRESS"});
    let response = connection.call("AdminCreateUser", &user).unwrap();
    assert_eq!(response.status, 200, "{}", response.text());
}
