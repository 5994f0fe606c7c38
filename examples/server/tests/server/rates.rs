//! Limits of unsigned calls, and the caller in the log.

use serde_json::{Value, json};

use crate::support::{Connection, Response, Server, folder};

const PROXY: [&str; 3] = ["--danger-accept-any-credentials", "--trusted-proxy", "127.0.0.0/8"];

fn call_for(connection: &mut Connection, client: &str, operation: &str, body: &Value) -> Response {
    let target = format!("AWSCognitoIdentityProviderService.{operation}");
    let headers = [
        ("x-amz-target", target.as_str()),
        ("content-type", "application/x-amz-json-1.1"),
        ("x-forwarded-for", client),
    ];
    connection.request("POST", "/", &headers, body.to_string().as_bytes()).unwrap()
}

#[test]
fn calls_over_the_limit_of_an_address_or_a_client_are_refused() {
    let place = folder();
    let flags = [&PROXY[..], &["--rate-per-peer", "1", "--rate-per-client", "2"]].concat();
    let server = Server::start_with(&place.path().join("data"), &flags);
    let mut connection = server.connect();
    let mut refused = |address: &str, client: &str| {
        let body = json!({"ClientId": client, "Username": "ana", "ConfirmationCode": "123456"});
        (0..40)
            .map(|_| call_for(&mut connection, address, "ConfirmSignUp", &body))
            .filter(|answer| answer.header("x-amzn-errortype") == Some("TooManyRequestsException:"))
            .inspect(|answer| {
                let message = json!({"__type": "TooManyRequestsException", "message": "Rate exceeded"});
                assert_eq!((answer.status, answer.json()), (400, message));
            })
            .count()
    };
    // A burst of ten seconds' calls is admitted, and a few more while the test runs.
    let first = refused("203.0.113.1", "a");
    assert!((20..=30).contains(&first), "{first} of 40 refused");
    assert!(refused("203.0.113.1", "b") > 30, "the limit of an address holds for all clients");
    assert!((20..=30).contains(&refused("203.0.113.2", "a")), "each address has its own limit");
    assert!(refused("203.0.113.3", "a") > 20, "the limit of the client is reached");

    // Administrators are not limited.
    for _ in 0..50 {
        let list = call_for(&mut connection, "203.0.113.1", "ListUserPools", &json!({"MaxResults": 5}));
        assert_eq!(list.status, 200);
    }
}

#[test]
fn the_limits_are_on_by_default_generous_and_can_be_switched_off() {
    let body = json!({"ClientId": "abc", "Username": "ana", "ConfirmationCode": "123456"});
    for (flags, refuses) in [(&[] as &[&str], true), (&["--rate-per-peer", "0"], false)] {
        let place = folder();
        let flags = [&["--danger-accept-any-credentials", "--log", "off"], flags].concat();
        let server = Server::start_with(&place.path().join("data"), &flags);
        let mut connection = server.connect();
        let mut admitted = 0;
        let refused = (0..6000).any(|_| {
            let answer = connection.call("ConfirmSignUp", &body).unwrap();
            let is_refused = answer.header("x-amzn-errortype") == Some("TooManyRequestsException:");
            admitted += u32::from(!is_refused);
            is_refused
        });
        assert!(admitted >= 1000, "{admitted}");
        // A machine that is slow enough never exceeds the rate.
        assert!(refused == refuses || admitted == 6000, "{refused} after {admitted}");
    }
}

#[test]
fn the_log_names_the_caller() {
    let place = folder();
    let server = Server::start_with(&place.path().join("data"), &PROXY);
    let pool = server.done("CreateUserPool", &json!({"PoolName": "p"}))["UserPool"]["Id"].clone();
    let client = server.done("CreateUserPoolClient", &json!({"UserPoolId": pool, "ClientName": "c"}));
    let client = client["UserPoolClient"]["ClientId"].as_str().unwrap().to_owned();
    let user = json!({"UserPoolId": pool, "Username": "ana", "MessageAction": "SUPPRESS"});
    server.done("AdminCreateUser", &user);
    let got = server.done("AdminGetUser", &json!({"UserPoolId": pool, "Username": "ana"}));
    let sub = got["UserAttributes"][0]["Value"].as_str().unwrap().to_owned();
    let body = json!({"ClientId": client, "Username": "ana", "ConfirmationCode": "123456"});
    call_for(&mut server.connect(), "203.0.113.9", "ConfirmSignUp", &body);

    let (_, log) = server.kill();
    let line = log.lines().find(|line| line.contains("ConfirmSignUp")).expect("a line");
    for said in ["peer=203.0.113.9", pool.as_str().unwrap(), client.as_str()] {
        assert!(line.contains(said), "{said}: {line}");
    }
    let line = log.lines().find(|line| line.contains("AdminGetUser")).expect("a line");
    assert!(line.contains("peer=127.0.0.1") && line.contains(&sub), "{line}");
    assert!(!log.contains("\"ana\""), "{log}");
}

#[test]
fn the_server_warns_of_plain_http_to_other_machines() {
    for (address, warns) in [("127.0.0.1:0", false), ("0.0.0.0:0", true)] {
        let place = folder();
        let mut command = crate::support::command();
        command.env("USERPOOL_LISTEN", address);
        let mut child = command
            .args(["--data"])
            .arg(place.path().join("data"))
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::piped())
            .spawn()
            .unwrap();
        std::thread::sleep(std::time::Duration::from_secs(2));
        child.kill().unwrap();
        let output = child.wait_with_output().unwrap();
        let log = String::from_utf8(output.stderr).unwrap();
        assert_eq!(log.contains("serving plain HTTP to other machines"), warns, "{log}");
    }
}

#[test]
fn the_quotas_of_the_service_are_off_unless_asked_for() {
    for (flags, refuses) in [(&[] as &[&str], false), (&["--service-quotas"], true)] {
        let place = folder();
        let flags = [&["--danger-accept-any-credentials", "--log", "off"], flags].concat();
        let server = Server::start_with(&place.path().join("data"), &flags);
        let mut connection = server.connect();
        let refused = (0..40).any(|_| {
            let answer = connection.call("ListUserPools", &json!({"MaxResults": 5})).unwrap();
            answer.header("x-amzn-errortype") == Some("TooManyRequestsException:")
        });
        assert_eq!(refused, refuses);
    }
}
