//! Replacement of keys, and background work: each is interrupted by SIGKILL and resumed.

use std::{
    fs,
    path::Path,
    process::{Output, Stdio},
    thread,
    time::{Duration, Instant},
};

use serde_json::{Value, json};

use crate::support::{Server, command, folder, run};

/// Cognito's issuer does not contain the port, so tokens stay valid after a restart.
const FLAGS: [&str; 5] = ["--danger-accept-any-credentials", "--log", "warn", "--issuer", "cognito"];

/// A pool, its client, and the tokens of one user.
struct Kept {
    pool: Value,
    client: Value,
    tokens: Value,
}

/// Makes a pool with this many users; `user0` has signed in.
fn begin(server: &Server, users: u32) -> Kept {
    let pool = server.done("CreateUserPool", &json!({"PoolName": "p"}))["UserPool"]["Id"].clone();
    let flows = ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"];
    let create = json!({"UserPoolId": pool, "ClientName": "c", "ExplicitAuthFlows": flows});
    let client = server.done("CreateUserPoolClient", &create)["UserPoolClient"]["ClientId"].clone();
    let mut connection = server.connect();
    for number in 0..users {
        let input =
            json!({"UserPoolId": pool, "Username": format!("user{number}"), "MessageAction": "SUPPRESS"});
        assert_eq!(connection.call("AdminCreateUser", &input).unwrap().status, 200);
    }
    let password =
        json!({"UserPoolId": pool, "Username": "user0", "Password": "Pa55word!", "Permanent": true});
    server.done("AdminSetUserPassword", &password);
    let tokens = sign_in(server, &client);
    Kept { pool, client, tokens }
}

fn sign_in(server: &Server, client: &Value) -> Value {
    let parameters = json!({"USERNAME": "user0", "PASSWORD": "Pa55word!"});
    let input = json!({"ClientId": client, "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": parameters});
    server.done("InitiateAuth", &input)["AuthenticationResult"].clone()
}

#[track_caller]
fn assert_all_works(server: &Server, kept: &Kept) {
    server.done("GetUser", &json!({"AccessToken": kept.tokens["AccessToken"]}));
    let parameters = json!({"REFRESH_TOKEN": kept.tokens["RefreshToken"]});
    let refresh =
        json!({"ClientId": kept.client, "AuthFlow": "REFRESH_TOKEN_AUTH", "AuthParameters": parameters});
    server.done("InitiateAuth", &refresh);
    sign_in(server, &kept.client);
}

/// Puts a new key in front of the master keys. Returns the older ones.
fn put_new_key_in_front(data: &Path) -> String {
    let file = data.join("master.key");
    let old = fs::read_to_string(&file).unwrap();
    fs::write(&file, format!("{}\n{old}", "0123456789abcdef".repeat(4))).unwrap();
    old
}

fn remove_old_keys(data: &Path) {
    let file = data.join("master.key");
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, text.lines().next().unwrap()).unwrap();
}

fn keys_command(name: &str, data: &Path, more: &[&str]) -> Output {
    command().arg(name).args(more).arg("--data").arg(data).output().unwrap()
}

#[track_caller]
fn printed(output: &Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout.clone()).unwrap()
}

#[test]
fn the_master_key_is_replaced_although_the_command_is_killed_repeatedly() {
    let place = folder();
    let data = place.path().join("data");
    let server = Server::start_with(&data, &FLAGS);
    let kept = begin(&server, 400);
    server.kill();

    put_new_key_in_front(&data);
    let mut kills = 0;
    for millis in [5, 15, 25, 40, 60] {
        let mut child = command()
            .args(["rekey", "--data"])
            .arg(&data)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        thread::sleep(Duration::from_millis(millis));
        kills += u32::from(child.try_wait().unwrap().is_none());
        child.kill().unwrap();
        child.wait().unwrap();
    }
    assert!(kills > 0);
    let text = printed(&keys_command("rekey", &data, &[]));
    assert!(text.contains("Older keys can be removed"), "{text}");

    remove_old_keys(&data);
    let server = Server::start_with(&data, &FLAGS);
    assert_all_works(&server, &kept);
    println!("rekey was killed {kills} times and ended");
}

#[test]
fn a_server_replaces_the_master_key_and_does_not_start_without_a_key_that_is_needed() {
    let place = folder();
    let data = place.path().join("data");
    let server = Server::start_with(&data, &FLAGS);
    let kept = begin(&server, 20);
    server.kill();
    let old = put_new_key_in_front(&data);

    let server = Server::start_with(&data, &FLAGS);
    assert_all_works(&server, &kept);
    // While the server runs, the command waits for it or does the work itself.
    let text = printed(&keys_command("rekey", &data, &[]));
    assert!(text.contains("none is left"), "{text}");
    assert_all_works(&server, &kept);
    server.kill();

    fs::write(data.join("master.key"), &old).unwrap();
    let refused = run(&["--listen", "127.0.0.1:0", "--data", data.to_str().unwrap()]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("master key"), "{refused:?}");
    let refused = keys_command("rekey", &data, &[]);
    assert_eq!(refused.status.code(), Some(2));
}

fn key_set(server: &Server, pool: &Value) -> Vec<Value> {
    let path = format!("/{}/.well-known/jwks.json", pool.as_str().unwrap());
    server.connect().get(&path).expect("a key set").json()["keys"].as_array().unwrap().clone()
}

#[test]
fn signing_keys_are_rotated_while_a_server_runs_and_completely_or_not_at_all() {
    let place = folder();
    let data = place.path().join("data");
    let server = Server::start_with(&data, &FLAGS);
    let kept = begin(&server, 1);
    let before = key_set(&server, &kept.pool);
    assert_eq!(before.len(), 2);
    let pool = kept.pool.as_str().unwrap();
    for millis in [2, 20, 100, 250] {
        let mut child = command()
            .args(["rotate-keys", pool, "--data"])
            .arg(&data)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        thread::sleep(Duration::from_millis(millis));
        child.kill().unwrap();
        child.wait().unwrap();
        assert!([2, 4].contains(&key_set(&server, &kept.pool).len()));
        assert_all_works(&server, &kept);
    }
    let text = printed(&keys_command("rotate-keys", &data, &[pool]));
    let after = key_set(&server, &kept.pool);
    assert_eq!(after.len(), 4);
    assert_eq!(&after[2..], &*before);
    for key in &after {
        assert!(text.contains(key["kid"].as_str().unwrap()), "{text}");
    }
    // Another rotation before the new keys sign changes nothing.
    printed(&keys_command("rotate-keys", &data, &[pool]));
    assert_eq!(key_set(&server, &kept.pool), after);
    server.kill();
    let server = Server::start_with(&data, &FLAGS);
    assert_eq!(key_set(&server, &kept.pool), after);
    assert_all_works(&server, &kept);

    let unknown = keys_command("rotate-keys", &data, &["us-east-1_Nothing00"]);
    assert_eq!(unknown.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&unknown.stderr).contains("does not exist"), "{unknown:?}");
}

#[test]
fn a_deleted_pool_is_removed_although_the_server_is_killed() {
    let place = folder();
    let data = place.path().join("data");
    let server = Server::start_with(&data, &FLAGS);
    let kept = begin(&server, 600);
    let other = begin(&server, 2);
    server.done("DeleteUserPool", &json!({"UserPoolId": kept.pool}));
    server.kill();
    for millis in [30, 60, 90] {
        let server = Server::start_with(&data, &FLAGS);
        thread::sleep(Duration::from_millis(millis));
        server.kill();
    }
    let server = Server::start_with(&data, &FLAGS);
    let end = Instant::now() + Duration::from_secs(60);
    while left(&data, &kept.pool) > 1 {
        assert!(Instant::now() < end, "{} records are left", left(&data, &kept.pool));
        thread::sleep(Duration::from_millis(50));
    }
    assert_all_works(&server, &other);
    assert_eq!(server.call("DescribeUserPool", &json!({"UserPoolId": kept.pool})).status, 400);
}

/// Records of the pool in the database.
fn left(data: &Path, pool: &Value) -> i64 {
    let file = rusqlite::Connection::open(data.join("users.db")).unwrap();
    let sql = "SELECT count(*) FROM records WHERE partition = ?1";
    let partition = format!("pool/{}", pool.as_str().unwrap());
    file.query_row(sql, [partition], |row| row.get(0)).unwrap()
}

#[test]
fn without_a_database_there_are_no_keys_to_replace() {
    let place = folder();
    let data = place.path().join("data");
    for arguments in [&["rekey"][..], &["rotate-keys", "us-east-1_Abc"]] {
        let refused = command().args(arguments).arg("--data").arg(&data).output().unwrap();
        assert_eq!(refused.status.code(), Some(2));
        assert!(String::from_utf8_lossy(&refused.stderr).contains("no database"), "{refused:?}");
    }
    assert!(!data.exists());
}
