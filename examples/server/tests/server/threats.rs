//! Threat protection: the address of a client, known passwords, and the audit log.

use serde_json::{Value, json};

use crate::support::{Connection, Response, Server, folder, run};

const PASSWORD: &str = "Correct-Horse9!";

/// SHA-1 of [`PASSWORD`].
const HASH: &str = "DFAD4AD7B8CCD03AF5B700B615DA9EDA29205210";

const CHROME: &str = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/126.0.0.0 Safari/537.36";

/// A pool with threat protection that exports its logs, a client, and a user `ana`.
fn prepare(server: &Server) -> (Value, Value) {
    let pool = json!({
        "PoolName": "p", "UserPoolTier": "PLUS", "UserPoolAddOns": {"AdvancedSecurityMode": "ENFORCED"},
    });
    let pool = server.done("CreateUserPool", &pool)["UserPool"]["Id"].clone();
    let client = json!({
        "UserPoolId": pool, "ClientName": "c", "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"],
    });
    let client = server.done("CreateUserPoolClient", &client)["UserPoolClient"]["ClientId"].clone();
    let user = json!({"UserPoolId": pool, "Username": "ana", "MessageAction": "SUPPRESS"});
    server.done("AdminCreateUser", &user);
    let password = json!({"UserPoolId": pool, "Username": "ana", "Password": PASSWORD, "Permanent": true});
    server.done("AdminSetUserPassword", &password);
    let group = json!({"LogGroupArn": "arn:aws:logs:us-east-1:123456789012:log-group:pool"});
    let logs = json!([{
        "EventSource": "userAuthEvents", "LogLevel": "INFO", "CloudWatchLogsConfiguration": group,
    }]);
    server.done("SetLogDeliveryConfiguration", &json!({"UserPoolId": pool, "LogConfigurations": logs}));
    (pool, client)
}

fn sign_in(connection: &mut Connection, client: &Value, forwarded: &str) -> Response {
    let body = json!({
        "ClientId": client, "AuthFlow": "USER_PASSWORD_AUTH",
        "AuthParameters": {"USERNAME": "ana", "PASSWORD": PASSWORD},
    });
    let headers = [
        ("x-amz-target", "AWSCognitoIdentityProviderService.InitiateAuth"),
        ("content-type", "application/x-amz-json-1.1"),
        ("x-forwarded-for", forwarded),
        ("cf-connecting-ip", "203.0.113.77"),
        ("user-agent", CHROME),
    ];
    connection.request("POST", "/", &headers, body.to_string().as_bytes()).unwrap()
}

fn newest_context(server: &Server, pool: &Value) -> Value {
    let list = server.done("AdminListUserAuthEvents", &json!({"UserPoolId": pool, "Username": "ana"}));
    list["AuthEvents"][0]["EventContextData"].clone()
}

#[test]
fn the_address_is_that_of_the_connection_or_what_a_trusted_proxy_says() {
    for (flags, address) in [
        (&[] as &[&str], "127.0.0.1"),
        (&["--trusted-proxy", "127.0.0.1"], "203.0.113.9"),
        (&["--trusted-proxy", "127.0.0.1,203.0.113.0/24"], "198.51.100.1"),
    ] {
        let place = folder();
        let flags = [&["--danger-accept-any-credentials"], flags].concat();
        let server = Server::start_with(&place.path().join("data"), &flags);
        let (pool, client) = prepare(&server);
        let answer = sign_in(&mut server.connect(), &client, "198.51.100.1, 203.0.113.9");
        assert_eq!(answer.status, 200, "{}", answer.text());
        let expected = json!({"IpAddress": address, "DeviceName": "Chrome 126, Windows 10"});
        assert_eq!(newest_context(&server, &pool), expected, "{flags:?}");
    }
}

#[test]
fn a_known_password_is_refused_and_the_audit_log_tells_it() {
    let place = folder();
    let list = place.path().join("known.txt");
    std::fs::write(&list, format!("{}\r\n{HASH}:12\r\n{}:3\r\n", "0".repeat(40), "F".repeat(40))).unwrap();
    let log = place.path().join("audit.jsonl");
    let flags = [
        "--danger-accept-any-credentials",
        "--compromised-passwords",
        list.to_str().unwrap(),
        "--audit-log",
        log.to_str().unwrap(),
    ];
    let server = Server::start_with(&place.path().join("data"), &flags);
    let (pool, client) = prepare(&server);
    assert_eq!(sign_in(&mut server.connect(), &client, "").status, 200);
    let block = json!({"Actions": {"EventAction": "BLOCK"}});
    let configuration = json!({"UserPoolId": pool, "CompromisedCredentialsRiskConfiguration": block});
    server.done("SetRiskConfiguration", &configuration);
    let answer = sign_in(&mut server.connect(), &client, "");
    let text = "Provided password cannot be used for security reasons.";
    assert_eq!(answer.json(), json!({"__type": "NotAuthorizedException", "message": text}));

    let logged = std::fs::read_to_string(&log).unwrap();
    let records: Vec<Value> = logged.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let told = |record: &Value| {
        let message = &record["message"];
        [&message["eventResponse"], &message["riskDecision"], &message["compromisedCredentialDetected"]]
            .map(|value| value.as_str().unwrap().to_owned())
            .join(" ")
    };
    assert_eq!(records.iter().map(told).collect::<Vec<_>>(), ["Pass NoRisk true", "Fail Block true"]);
    assert_eq!(records[0]["logSourceId"]["userPoolId"], pool);
    assert!(!logged.contains(PASSWORD) && !logged.to_uppercase().contains(HASH), "{logged}");
    let (_, said) = server.kill();
    assert!(!said.to_uppercase().contains(HASH), "{said}");
}

#[test]
fn the_audit_log_can_be_standard_output() {
    let place = folder();
    let flags = ["--danger-accept-any-credentials", "--audit-log", "-"];
    let mut server = Server::start_with(&place.path().join("data"), &flags);
    let (pool, client) = prepare(&server);
    assert_eq!(sign_in(&mut server.connect(), &client, "").status, 200);
    let line: Value = serde_json::from_str(&server.printed_line("USER_AUTH_EVENTS")).unwrap();
    assert_eq!(line["message"]["userName"], "ana");
    assert_eq!(line["logSourceId"]["userPoolId"], pool);
}

#[test]
fn files_that_cannot_be_used_are_refused_before_anything_is_created() {
    let place = folder();
    let other = place.path().join("other.txt");
    std::fs::write(&other, "correct horse\nbattery staple\n").unwrap();
    let data = place.path().join("data");
    let missing = place.path().join("missing/audit.jsonl");
    for (flag, file) in [
        ("--compromised-passwords", &other),
        ("--compromised-passwords", &missing),
        ("--audit-log", &missing),
    ] {
        let output = run(&["--data", data.to_str().unwrap(), flag, file.to_str().unwrap()]);
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.contains(flag) && !said.contains("horse"), "{said}");
        assert!(!data.exists(), "{said}");
    }
}
