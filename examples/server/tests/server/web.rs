//! Browsers, health checks, the log and discovery documents.

use base64::Engine as _;
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
fn browsers_may_call_from_any_origin() {
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
fn the_log_has_requests_but_no_secrets() {
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

#[test]
fn tokens_are_issued_under_the_address_of_the_request_and_discovery_names_its_keys() {
    type Expected = fn(&str) -> String;
    let cases: [(&[&str], Expected, Expected); 4] = [
        (&[], str::to_owned, str::to_owned),
        (&["--issuer", "cognito"], |_| "https://cognito-idp.us-east-1.amazonaws.com".into(), str::to_owned),
        (
            &["--public-url", "https://auth.example.com/"],
            |_| "https://auth.example.com".into(),
            |_| "https://auth.example.com".into(),
        ),
        (
            &["--public-url", "https://auth.example.com", "--issuer", "cognito"],
            |_| "https://cognito-idp.us-east-1.amazonaws.com".into(),
            |_| "https://auth.example.com".into(),
        ),
    ];
    for (flags, issuer, keys) in cases {
        let place = folder();
        let flags = [&["--danger-accept-any-credentials"], flags].concat();
        let server = Server::start_with(&place.path().join("data"), &flags);
        // The host that the tests name.
        let own = "http://localhost";
        let pool = server.done("CreateUserPool", &json!({"PoolName": "p"}))["UserPool"]["Id"].clone();
        let pool = pool.as_str().unwrap();
        let path = format!("/{pool}/.well-known/openid-configuration");
        let document = server.connect().get(&path).unwrap().json();
        assert_eq!(document["issuer"], format!("{}/{pool}", issuer(own)), "{flags:?}");
        assert_eq!(document["jwks_uri"], format!("{}/{pool}/.well-known/jwks.json", keys(own)), "{flags:?}");
        assert_eq!(issuer_of_token(&server, pool), document["issuer"], "{flags:?}");
    }
}

#[test]
fn discovery_names_the_host_that_was_asked() {
    let place = folder();
    let server = Server::start(&place.path().join("data"));
    let pool = server.done("CreateUserPool", &json!({"PoolName": "p"}))["UserPool"]["Id"].clone();
    let path = format!("/{}/.well-known/openid-configuration", pool.as_str().unwrap());
    let host = [("host", "userpool:9229")];
    let document = server.connect().request("GET", &path, &host, b"").unwrap().json();
    let keys = format!("http://userpool:9229/{}/.well-known/jwks.json", pool.as_str().unwrap());
    assert_eq!(document["jwks_uri"], keys);
    // Clients of OpenID Connect require the issuer to be the address at which they found the document.
    assert_eq!(document["issuer"], format!("http://userpool:9229/{}", pool.as_str().unwrap()));
}

/// Signs a new user up and in, and returns the `iss` of their access token.
fn issuer_of_token(server: &Server, pool: &str) -> serde_json::Value {
    let client =
        json!({"UserPoolId": pool, "ClientName": "c", "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"]});
    let client = server.done("CreateUserPoolClient", &client)["UserPoolClient"]["ClientId"].clone();
    let user = json!({"ClientId": client, "Username": "ana", "Password": "Correct-Horse9!"});
    server.done("SignUp", &user);
    server.done("AdminConfirmSignUp", &json!({"UserPoolId": pool, "Username": "ana"}));
    let sign_in = json!({
        "ClientId": client, "AuthFlow": "USER_PASSWORD_AUTH",
        "AuthParameters": {"USERNAME": "ana", "PASSWORD": "Correct-Horse9!"},
    });
    let tokens = server.done("InitiateAuth", &sign_in)["AuthenticationResult"].clone();
    let token = tokens["AccessToken"].as_str().unwrap();
    let claims = base64::prelude::BASE64_URL_SAFE_NO_PAD.decode(token.split('.').nth(1).unwrap()).unwrap();
    serde_json::from_slice::<serde_json::Value>(&claims).unwrap()["iss"].clone()
}

#[test]
fn a_browser_that_opens_the_address_sees_a_page() {
    let place = folder();
    let server = Server::start(&place.path().join("data"));
    let page = server.connect().get("/").unwrap();
    assert_eq!((page.status, page.header("content-type")), (200, Some("text/html; charset=utf-8")));
    let text = page.text();
    for said in [env!("CARGO_PKG_VERSION"), &format!("http://{}", server.address), "/health"] {
        assert!(text.contains(said), "{said}: {text}");
    }
    assert!(!text.contains('{') || !text.contains("{address}"), "{text}");
    assert_eq!(server.connect().get("/nothing").unwrap().status, 404);
    // The API is at the same path.
    server.done("ListUserPools", &json!({"MaxResults": 1}));
}

#[test]
fn a_code_is_printed_where_the_server_was_started_and_never_logged() {
    for (flags, printed) in
        [(&["--print-codes", "always"] as &[&str], true), (&["--print-codes", "never"], false), (&[], false)]
    {
        let place = folder();
        let flags = [&["--danger-accept-any-credentials", "--log", "debug"], flags].concat();
        let server = Server::start_with(&place.path().join("data"), &flags);
        let pool = json!({"PoolName": "p", "AutoVerifiedAttributes": ["email"]});
        let pool = server.done("CreateUserPool", &pool)["UserPool"]["Id"].clone();
        let client = server.done("CreateUserPoolClient", &json!({"UserPoolId": pool, "ClientName": "c"}));
        let client = client["UserPoolClient"]["ClientId"].clone();
        let user = json!({
            "ClientId": client, "Username": "ana", "Password": "Correct-Horse9!",
            "UserAttributes": [{"Name": "email", "Value": "ana@example.com"}],
        });
        server.done("SignUp", &user);
        let messages = std::fs::read_to_string(place.path().join("data/messages.jsonl")).unwrap();
        let message: serde_json::Value = serde_json::from_str(messages.trim()).unwrap();
        let code = message["code"].as_str().unwrap();
        let (output, log) = server.kill();
        assert_eq!(output.contains(&format!("code {code}  SignUp of ana")), printed, "{output}");
        assert!(!log.contains(code), "{log}");
    }
}
