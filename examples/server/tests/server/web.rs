//! What browsers, probes and operators see.

use serde_json::json;

use crate::support::{Server, folder};

#[test]
fn health_is_ok_while_the_database_can_be_read() {
    let place = folder();
    let server = Server::start(&place.path().join("data"));
    let response = server.connect().get("/health").unwrap();
    assert_eq!((response.status, response.json()), (200, json!({"status": "ok"})));
    assert_eq!(server.connect().request("POST", "/health", &[], b"").unwrap().status, 405);
}

#[test]
fn a_browser_may_call_from_anywhere() {
    let place = folder();
    let server = Server::start(&place.path().join("data"));
    let asked = [
        ("origin", "https://app.example.com"),
        ("access-control-request-method", "POST"),
        ("access-control-request-headers", "content-type,x-amz-target,x-amz-user-agent"),
    ];
    let response = server.connect().request("OPTIONS", "/", &asked, b"").unwrap();
    assert_eq!((response.status, response.body.len()), (200, 0));
    assert_eq!(response.header("access-control-allow-origin"), Some("*"));
    assert_eq!(response.header("access-control-allow-methods"), Some("POST"));
    assert_eq!(response.header("access-control-allow-headers"), Some(asked[2].1));

    let response = server.call("ListUserPools", &json!({"MaxResults": 1}));
    assert_eq!(response.header("access-control-allow-origin"), Some("*"));
}

#[test]
fn an_administrator_must_sign() {
    let place = folder();
    let server = Server::start_with(&place.path().join("data"), &[]);
    let response = server.call("ListUserPools", &json!({"MaxResults": 1}));
    assert_eq!(response.status, 400, "{}", response.text());
}

#[test]
fn the_log_tells_of_requests_and_keeps_secrets() {
    let place = folder();
    let data = place.path().join("data");
    let server = Server::start_with(&data, &["--danger-accept-any-credentials", "--log", "debug"]);
    let pool = server.done("CreateUserPool", &json!({"PoolName": "p"}))["UserPool"]["Id"].clone();
    let client =
        json!({"UserPoolId": pool, "ClientName": "c", "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"]});
    let client = server.done("CreateUserPoolClient", &client)["UserPoolClient"]["ClientId"].clone();
    let password = "Pa55word!-that-is-secret";
    let user = json!({"ClientId": client, "Username": "ana-the-user", "Password": password});
    server.done("SignUp", &user);
    assert_eq!(server.call("SignUp", &user).status, 400);
    server.done("AdminConfirmSignUp", &json!({"UserPoolId": pool, "Username": "ana-the-user"}));
    let sign_in = json!({
        "ClientId": client, "AuthFlow": "USER_PASSWORD_AUTH",
        "AuthParameters": {"USERNAME": "ana-the-user", "PASSWORD": password},
    });
    let tokens = server.done("InitiateAuth", &sign_in)["AuthenticationResult"].clone();
    let authorization = [("authorization", "Bearer do-not-log-me"), ("x-amz-target", "x\u{1b}[31mforged")];
    let _ = server.connect().request("POST", "/?code=do-not-log-me", &authorization, b"{}").unwrap();
    let (printed, log) = server.kill();

    for said in [
        "operation=\"SignUp\"",
        "status=400",
        "error=\"UsernameExistsException\"",
        "request_id=",
        "milliseconds=",
    ] {
        assert!(log.contains(said), "{said}: {log}");
    }
    let token = |name: &str| tokens[name].as_str().expect("a token").to_owned();
    let secrets = [token("AccessToken"), token("IdToken"), token("RefreshToken"), password.to_owned()];
    let others = ["do-not-log-me", "ana-the-user", "forged", "\u{1b}"].map(str::to_owned);
    for secret in secrets.iter().chain(&others) {
        assert!(!log.contains(secret) && !printed.contains(secret), "{secret}");
    }
}
