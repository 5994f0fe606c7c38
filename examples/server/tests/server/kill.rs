//! SIGKILL during writes, repeatedly.

use std::{
    fs,
    path::Path,
    sync::{
        Mutex,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::Duration,
};

use serde_json::{Value, json};

use crate::support::{Connection, Server, folder};

const ROUNDS: u32 = 50;
const CLIENTS: u32 = 4;

#[test]
fn no_acknowledged_sign_up_is_lost() {
    let place = folder();
    let data = place.path().join("data");
    let (pool, client) = pool_and_client(&data);

    let mut acknowledged: Vec<String> = Vec::new();
    let mut last_round = 0;
    for round in 0..ROUNDS {
        let server = Server::start_with(&data, &["--danger-accept-any-credentials", "--log", "warn"]);
        assert_all_there(&server, &pool, &acknowledged[last_round..]);
        last_round = acknowledged.len();
        acknowledged.extend(sign_up_until_killed(server, &client, round));
    }

    let server = Server::start(&data);
    assert_all_there(&server, &pool, &acknowledged);
    println!("{} sign-ups acknowledged over {ROUNDS} kills, none lost", acknowledged.len());
    assert!(acknowledged.len() > ROUNDS as usize, "too few to prove anything: {}", acknowledged.len());
    assert_acknowledged_messages_are_whole(&data, &acknowledged);
}

fn pool_and_client(data: &Path) -> (Value, Value) {
    let server = Server::start(data);
    let pool = server.done("CreateUserPool", &json!({"PoolName": "p", "AutoVerifiedAttributes": ["email"]}));
    let pool = pool["UserPool"]["Id"].clone();
    let client = server.done("CreateUserPoolClient", &json!({"UserPoolId": pool, "ClientName": "c"}));
    (pool, client["UserPoolClient"]["ClientId"].clone())
}

/// Signs users up from several connections at once and kills the server meanwhile. Returns the acknowledged names.
fn sign_up_until_killed(server: Server, client: &Value, round: u32) -> Vec<String> {
    let acknowledged = Mutex::new(Vec::new());
    let (acknowledged_ref, killed) = (&acknowledged, &AtomicBool::new(false));
    thread::scope(|scope| {
        for number in 0..CLIENTS {
            let mut connection = server.connect();
            scope.spawn(move || {
                for count in 0.. {
                    let username = format!("user-{round}-{number}-{count}");
                    match sign_up(&mut connection, client, &username) {
                        Ok(()) => acknowledged_ref.lock().unwrap().push(username),
                        Err(error) => {
                            assert!(killed.load(Ordering::SeqCst), "before the kill: {error}");
                            return;
                        }
                    }
                }
            });
        }
        // Kills at different times, each after some sign-ups.
        thread::sleep(Duration::from_millis(60 + u64::from(round * 37 % 90)));
        killed.store(true, Ordering::SeqCst);
        server.kill();
    });
    acknowledged.into_inner().unwrap()
}

fn sign_up(connection: &mut Connection, client: &Value, username: &str) -> std::io::Result<()> {
    let response = connection.call(
        "SignUp",
        &json!({
            "ClientId": client, "Username": username, "Password": "Pa55word!",
            "UserAttributes": [{"Name": "email", "Value": format!("{username}@example.com")}],
        }),
    )?;
    assert_eq!(response.status, 200, "{}", response.text());
    Ok(())
}

#[track_caller]
fn assert_all_there(server: &Server, pool: &Value, usernames: &[String]) {
    let mut connection = server.connect();
    for username in usernames {
        let response = connection
            .call("AdminGetUser", &json!({"UserPoolId": pool, "Username": username}))
            .expect("an answer");
        assert_eq!(response.status, 200, "{username}: {}", response.text());
        assert_eq!(response.json()["UserStatus"], "UNCONFIRMED");
    }
}

/// A kill may truncate the line that it interrupts, but not the line of an acknowledged sign-up.
fn assert_acknowledged_messages_are_whole(data: &Path, acknowledged: &[String]) {
    let text = fs::read_to_string(data.join("messages.jsonl")).unwrap();
    let delivered: std::collections::BTreeSet<String> = text
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        .filter_map(|message| message["username"].as_str().map(str::to_owned))
        .collect();
    for username in acknowledged {
        assert!(delivered.contains(username), "{username}");
    }
}
