//! The settings of applications: `userpool-server outputs`.

use std::{path::Path, process::Output};

use serde_json::{Value, json};

use crate::support::{Server, command, folder};

fn outputs(data: &Path, arguments: &[&str]) -> Output {
    command().arg("outputs").args(arguments).arg("--data").arg(data).output().unwrap()
}

fn printed(output: Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[track_caller]
fn assert_refused(output: &Output, said: &str) {
    let line = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{line}");
    assert_eq!(line.trim_end().lines().count(), 1, "{line}");
    assert!(line.contains(said), "{said}: {line}");
    assert!(output.stdout.is_empty());
}

fn id(value: &Value) -> &str {
    value.as_str().unwrap()
}

/// Makes a pool and its id.
fn new_pool(server: &Server, settings: &Value) -> Value {
    server.done("CreateUserPool", settings)["UserPool"]["Id"].clone()
}

fn new_client(server: &Server, settings: &Value) -> Value {
    server.done("CreateUserPoolClient", settings)["UserPoolClient"]["ClientId"].clone()
}

#[test]
fn amplify_gets_the_settings_of_the_pool_while_the_server_runs() {
    let place = folder();
    let data = place.path().join("data");
    let server = Server::start(&data);
    let pool = new_pool(
        &server,
        &json!({
            "PoolName": "p", "UsernameAttributes": ["email"], "AutoVerifiedAttributes": ["email"],
            "Policies": {
                "PasswordPolicy": {
                    "MinimumLength": 12, "RequireLowercase": true, "RequireUppercase": false,
                    "RequireNumbers": true, "RequireSymbols": false, "TemporaryPasswordValidityDays": 7,
                },
                "SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP", "WEB_AUTHN"]},
            },
            "Schema": [
                {"Name": "email", "AttributeDataType": "String", "Mutable": true, "Required": true},
                {"Name": "name", "AttributeDataType": "String", "Mutable": true, "Required": true},
                {"Name": "plan", "AttributeDataType": "String", "Mutable": true},
            ],
        }),
    );
    server.done(
        "SetUserPoolMfaConfig",
        &json!({
            "UserPoolId": pool, "MfaConfiguration": "OPTIONAL",
            "SoftwareTokenMfaConfiguration": {"Enabled": true},
            "WebAuthnConfiguration": {"RelyingPartyId": "localhost", "UserVerification": "required"},
        }),
    );
    server.done("CreateGroup", &json!({"UserPoolId": pool, "GroupName": "staff", "Precedence": 3}));
    let domain = json!({"UserPoolId": pool, "Domain": "shop-of-the-test"});
    server.done("CreateUserPoolDomain", &domain);
    let client = new_client(
        &server,
        &json!({
            "UserPoolId": pool, "ClientName": "web", "AllowedOAuthFlowsUserPoolClient": true,
            "AllowedOAuthFlows": ["code"], "AllowedOAuthScopes": ["openid", "email"],
            "CallbackURLs": ["http://localhost:3000/"], "LogoutURLs": ["http://localhost:3000/bye"],
            "SupportedIdentityProviders": ["COGNITO"],
        }),
    );
    let (pool, client) = (id(&pool), id(&client));

    let text = printed(outputs(&data, &["--pool", pool, "--public-url", "https://auth.example.com"]));
    let expected = json!({
        "version": "1",
        "auth": {
            "aws_region": "us-east-1",
            "user_pool_id": pool,
            "user_pool_client_id": client,
            "unauthenticated_identities_enabled": false,
            "username_attributes": ["email"],
            "standard_required_attributes": ["email", "name"],
            "user_verification_types": ["email"],
            "mfa_configuration": "OPTIONAL",
            "mfa_methods": ["TOTP"],
            "groups": [{"staff": {"precedence": 3}}],
            "password_policy": {
                "min_length": 12, "require_lowercase": true, "require_numbers": true,
                "require_symbols": false, "require_uppercase": false,
            },
            "oauth": {
                "domain": format!("auth.example.com/{pool}"),
                "identity_providers": [],
                "scopes": ["openid", "email"],
                "redirect_sign_in_uri": ["http://localhost:3000/"],
                "redirect_sign_out_uri": ["http://localhost:3000/bye"],
                "response_type": "code",
            },
            "passwordless": {
                "email_otp_enabled": true, "sms_otp_enabled": false,
                "web_authn": {"relying_party_id": "localhost", "user_verification": "required"},
            },
        },
        "custom": {"user_pool_endpoint": "https://auth.example.com"},
    });
    let mut found: Value = serde_json::from_str(&text).unwrap();
    let sorted = |list: &mut Value| {
        let list = list.as_array_mut().unwrap();
        list.sort_by_key(Value::to_string);
    };
    sorted(&mut found["auth"]["standard_required_attributes"]);
    assert_eq!(found, expected, "{text}");

    // The server still works, and the same is printed after its end.
    server.done("ListUserPools", &json!({"MaxResults": 1}));
    server.kill();
    let again = printed(outputs(
        &data,
        &["--pool", pool, "--client", client, "--public-url", "https://auth.example.com/"],
    ));
    assert_eq!(again, text);
}

#[test]
fn a_pool_without_a_domain_has_the_settings_of_usernames() {
    let place = folder();
    let data = place.path().join("data");
    let server = Server::start(&data);
    let pool =
        new_pool(&server, &json!({"PoolName": "p", "AliasAttributes": ["email", "preferred_username"]}));
    let client = new_client(&server, &json!({"UserPoolId": pool, "ClientName": "web"}));
    let text = printed(outputs(&data, &["--pool", id(&pool)]));
    let auth = &serde_json::from_str::<Value>(&text).unwrap()["auth"];
    assert_eq!(auth["username_attributes"], json!(["username", "email"]));
    assert_eq!(auth["mfa_configuration"], "NONE");
    assert!(auth.get("oauth").is_none() && auth.get("passwordless").is_none(), "{text}");

    let lines = printed(outputs(&data, &["--pool", id(&pool), "--env"]));
    let expected = format!(
        "AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER=http://127.0.0.1:9229\nAWS_REGION=us-east-1\n\
         COGNITO_USER_POOL_ID={}\nCOGNITO_CLIENT_ID={}\n",
        id(&pool),
        id(&client)
    );
    assert_eq!(lines, expected);
    let other = printed(outputs(&data, &["--pool", id(&pool), "--env", "--listen", "0.0.0.0:8080"]));
    assert!(other.contains("=http://localhost:8080\n"), "{other}");
}

#[test]
fn what_is_missing_or_ambiguous_is_said_in_one_line() {
    let place = folder();
    let data = place.path().join("data");
    assert_refused(&outputs(&data, &["--pool", "us-east-1_AbCdEfGhI"]), "database");
    assert!(!data.exists());

    let server = Server::start(&data);
    let pool = new_pool(&server, &json!({"PoolName": "p"}));
    let pool = id(&pool);
    assert_refused(&outputs(&data, &[]), "--pool");
    assert_refused(&outputs(&data, &["--pool", "us-east-1_AbCdEfGhI"]), "us-east-1_AbCdEfGhI");
    assert_refused(&outputs(&data, &["--pool", "no pool"]), "settings cannot be read");
    assert_refused(&outputs(&data, &["--pool", pool]), "has no app client");
    assert_refused(&outputs(&data, &["--pool", pool, "--client", "nobody"]), "nobody");
    assert_refused(&outputs(&data, &["--pool", pool, "--listen", "127.0.0.1:0"]), "--public-url");

    let secret = json!({"UserPoolId": pool, "ClientName": "machine", "GenerateSecret": true});
    let secret = new_client(&server, &secret);
    assert_refused(&outputs(&data, &["--pool", pool]), "has a secret");
    let lines = printed(outputs(&data, &["--pool", pool, "--env"]));
    assert!(lines.contains(id(&secret)), "{lines}");

    new_client(&server, &json!({"UserPoolId": pool, "ClientName": "web"}));
    let refused = outputs(&data, &["--pool", pool]);
    assert_refused(&refused, "several app clients");
    assert_refused(&refused, &format!("{} (machine)", id(&secret)));
}
