//! `--memory`: no data folder and no files.

use std::fs;

use serde_json::json;

use crate::support::{Server, folder, run};

/// Signs a user up in a new pool, and returns the app client's id.
fn sign_up(server: &Server) -> String {
    let pool = json!({"PoolName": "p", "AutoVerifiedAttributes": ["email"]});
    let pool = server.done("CreateUserPool", &pool)["UserPool"]["Id"].clone();
    let client = server.done("CreateUserPoolClient", &json!({"UserPoolId": pool, "ClientName": "c"}));
    let client = client["UserPoolClient"]["ClientId"].as_str().unwrap().to_owned();
    let user = json!({
        "ClientId": client, "Username": "ana", "Password": "Correct-Horse9!",
        "UserAttributes": [{"Name": "email", "Value": "ana@example.com"}],
    });
    server.done("SignUp", &user);
    client
}

#[test]
fn a_user_signs_up_in_memory_and_the_folder_stays_empty() {
    let place = folder();
    let mut server = Server::start_in(place.path(), &["--memory", "--danger-accept-any-credentials"]);
    let client = sign_up(&server);
    assert_eq!(server.connect().get("/health").unwrap().status, 200);
    let printed = server.printed_line("  SignUp of ana");
    let code = printed.split_whitespace().nth(1).unwrap().to_owned();
    server.done("ConfirmSignUp", &json!({"ClientId": client, "Username": "ana", "ConfirmationCode": code}));
    assert!(
        server.banner.contains("in memory") && server.banner.contains("read -r CODE"),
        "{}",
        server.banner
    );
    server.signal("TERM");
    let (exit, log) = server.wait();
    assert_eq!(exit, Some(0));
    assert!(!log.contains(&code), "{log}");
    assert_eq!(fs::read_dir(place.path()).unwrap().count(), 0);
}

#[test]
fn the_administrators_credential_of_the_run_is_in_the_printed_commands() {
    let place = folder();
    let server = Server::start_in(place.path(), &["--memory"]);
    assert_eq!(server.call("ListUserPools", &json!({"MaxResults": 1})).status, 400, "an unsigned request");
    let keys = server.banner.lines().find(|line| line.contains("AWS_SECRET_ACCESS_KEY=")).unwrap().to_owned();
    let secret = keys.split("AWS_SECRET_ACCESS_KEY=").nth(1).unwrap();
    assert!(secret.len() >= 40 && secret != "any", "{keys}");
    let other = Server::start_in(place.path(), &["--memory"]);
    assert!(!other.banner.contains(secret), "each run has another one");
    let (_, log) = server.kill();
    assert!(!log.contains(secret));
}

#[test]
fn messages_may_still_go_to_a_file() {
    let place = folder();
    let file = place.path().join("mail.jsonl");
    let path = file.display().to_string();
    let flags =
        ["--memory", "--danger-accept-any-credentials", "--messages", &path, "--print-codes", "never"];
    let server = Server::start_in(place.path(), &flags);
    sign_up(&server);
    assert!(fs::read_to_string(&file).unwrap().contains(r#""purpose":"SignUp""#));
    let (printed, _) = server.kill();
    assert!(!printed.contains("SignUp of ana"), "{printed}");
}

#[test]
fn flags_that_contradict_memory_are_refused() {
    for (flags, said) in [
        (&["--memory", "--data", "x"] as &[&str], "--data"),
        (&["--memory", "--master-key-file", "x"], "--master-key-file"),
        (&["--memory", "--print-codes", "never"], "--messages"),
        (&["--memory", "backup", "x"], "data folder"),
    ] {
        let output = run(flags);
        let line = String::from_utf8(output.stderr).unwrap();
        assert_eq!((output.status.code(), line.lines().count()), (Some(2), 1), "{line}");
        assert!(line.contains(said), "{said}: {line}");
    }
}
