//! Functions of a pool, called by HTTP.

use serde_json::{Value, json};

use crate::support::{FakeHttp, Reply, Response, Server, folder};

const ARN: &str = "arn:aws:lambda:us-east-1:000000000000:function:pre-sign-up";

#[test]
fn a_function_may_confirm_a_user_or_refuse() {
    let function = FakeHttp::start(vec![
        Reply::event(r#"{"autoConfirmUser": true, "autoVerifyEmail": false, "autoVerifyPhone": false}"#),
        Reply::new(200, r#"{"errorMessage":"no robots"}"#).with("X-Amz-Function-Error", "Unhandled"),
        Reply::new(404, ""),
    ]);
    let place = folder();
    let map = place.path().join("map.json");
    std::fs::write(&map, json!({"pre-sign-up": format!("{}/own", function.url())}).to_string()).unwrap();
    for (folder, flag, value, path) in [
        ("endpoint", "--lambda-endpoint", function.url(), "/2015-03-31/functions/arn%3Aaws%3Alambda%3A"),
        ("map", "--lambda-map", map.display().to_string(), "/own"),
    ] {
        let flags = ["--danger-accept-any-credentials", flag, &value, "--log", "debug"];
        let server = Server::start_with(&place.path().join(folder), &flags);
        let pool = json!({"PoolName": "p", "LambdaConfig": {"PreSignUp": ARN}});
        let pool = server.done("CreateUserPool", &pool)["UserPool"]["Id"].clone();
        let client = server.done("CreateUserPoolClient", &json!({"UserPoolId": pool, "ClientName": "c"}));
        let client = client["UserPoolClient"]["ClientId"].clone();

        let before = function.requests().len();
        let first = sign_up(&server, &client, "ana");
        let asked = function.requests()[before].clone();
        assert!(asked.path.starts_with(path), "{}", asked.path);
        let event: Value = serde_json::from_slice(&asked.body).unwrap();
        assert_eq!(
            (&event["triggerSource"], &event["userName"]),
            (&json!("PreSignUp_SignUp"), &json!("ana"))
        );
        if folder == "endpoint" {
            assert_eq!(first.json()["UserConfirmed"], json!(true), "{}", first.text());
            let refused = sign_up(&server, &client, "ben");
            assert_eq!(refused.json()["__type"], "UserLambdaValidationException", "{}", refused.text());
            assert!(refused.text().contains("PreSignUp failed with error no robots."), "{}", refused.text());
        } else {
            assert_eq!(first.json()["__type"], "UnexpectedLambdaException", "{}", first.text());
        }
        let (_, log) = server.kill();
        assert!(!log.contains("no robots") && !log.contains("userAttributes"), "{log}");
    }
}

/// Any text of a function may repeat its event, which contains the password.
#[test]
fn a_password_that_a_function_repeats_stays_out_of_the_log() {
    let secret = "Pa55wordThatIsRepeated";
    let function = FakeHttp::start(vec![
        Reply::new(200, &json!({"errorMessage": format!("no {secret}")}).to_string()),
        Reply::new(404, secret).with("x-amzn-ErrorType", secret),
        Reply::new(200, secret),
    ]);
    let place = folder();
    let flags = ["--danger-accept-any-credentials", "--lambda-endpoint", &function.url(), "--log", "debug"];
    let server = Server::start_with(&place.path().join("data"), &flags);
    let pool = json!({"PoolName": "p", "LambdaConfig": {"UserMigration": ARN}});
    let pool = server.done("CreateUserPool", &pool)["UserPool"]["Id"].clone();
    for hides in ["ENABLED", "LEGACY"] {
        let client = json!({
            "UserPoolId": pool, "ClientName": "c", "PreventUserExistenceErrors": hides,
            "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
        });
        let client = server.done("CreateUserPoolClient", &client)["UserPoolClient"]["ClientId"].clone();
        for _ in 0..3 {
            let parameters = json!({"USERNAME": "ana", "PASSWORD": secret});
            let request =
                json!({"ClientId": client, "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": parameters});
            assert_eq!(server.call("InitiateAuth", &request).status, 400);
        }
    }
    assert!(
        function.requests().iter().any(|request| String::from_utf8_lossy(&request.body).contains(secret))
    );
    let (_, log) = server.kill();
    assert!(log.contains("a user was not migrated") && log.contains(ARN), "{log}");
    assert!(!log.contains(secret), "{log}");
}

fn sign_up(server: &Server, client: &Value, name: &str) -> Response {
    server.call("SignUp", &json!({"ClientId": client, "Username": name, "Password": "Pa55word!"}))
}
