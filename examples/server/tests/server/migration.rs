//! Users of an old pool are migrated when they sign in. A second server is the old pool.

use std::path::Path;

use serde_json::{Value, json};

use crate::support::{FakeHttp, Reply, Response, Server, folder, run, tls_config};

const FUNCTION: &str = "arn:aws:lambda:us-east-1:000000000000:function:userpool-migrate";
const PASSWORD: &str = "Correct-Horse9!";

/// A server with a pool and an app client for sign-ins by password.
struct Pool {
    server: Server,
    id: String,
    client: String,
    secret: Option<String>,
}

impl Pool {
    fn start(data: &Path, flags: &[&str], settings: &Value, client: &Value) -> Self {
        let flags = [&["--danger-accept-any-credentials", "--log", "debug"], flags].concat();
        let server = Server::start_with(data, &flags);
        let schema = json!([
            {"Name": "email", "AttributeDataType": "String", "Mutable": true, "Required": false},
            {"Name": "plan", "AttributeDataType": "String", "Mutable": true},
        ]);
        let pool = merged(json!({"PoolName": "p", "Schema": schema}), settings);
        let id = server.done("CreateUserPool", &pool)["UserPool"]["Id"].as_str().unwrap().to_owned();
        let made = Self { server, id, client: String::new(), secret: None };
        let (client, secret) = made.new_client(client);
        Self { client, secret, ..made }
    }

    fn new_client(&self, settings: &Value) -> (String, Option<String>) {
        let client = json!({
            "UserPoolId": self.id, "ClientName": "c",
            "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
        });
        let client = self.server.done("CreateUserPoolClient", &merged(client, settings));
        let text = |name: &str| client["UserPoolClient"][name].as_str().map(str::to_owned);
        (text("ClientId").unwrap(), text("ClientSecret"))
    }

    fn new_user(&self, name: &str) {
        let user = json!({"UserPoolId": self.id, "Username": name});
        let with = json!({
            "MessageAction": "SUPPRESS",
            "UserAttributes": [
                {"Name": "email", "Value": format!("{name}@example.com")},
                {"Name": "email_verified", "Value": "true"},
                {"Name": "custom:plan", "Value": "gold"},
            ],
        });
        self.server.done("AdminCreateUser", &merged(user.clone(), &with));
        let password = json!({"Password": PASSWORD, "Permanent": true});
        self.server.done("AdminSetUserPassword", &merged(user, &password));
    }

    fn sign_in(&self, client: &str, name: &str, password: &str) -> Response {
        let parameters = json!({"USERNAME": name, "PASSWORD": password});
        self.server.call(
            "InitiateAuth",
            &json!({"ClientId": client, "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": parameters}),
        )
    }

    fn user(&self, name: &str) -> Response {
        self.server.call("AdminGetUser", &json!({"UserPoolId": self.id, "Username": name}))
    }

    fn url(&self) -> String {
        format!("http://{}", self.server.address)
    }

    /// The value of `--migrate-from` for this pool.
    fn from(&self) -> String {
        format!("us-east-1:{}:{}", self.id, self.client)
    }
}

fn merged(mut first: Value, second: &Value) -> Value {
    let members = first.as_object_mut().unwrap();
    members.extend(second.as_object().unwrap().clone());
    first
}

/// A new pool that names the function.
fn new_pool(data: &Path, flags: &[&str]) -> Pool {
    let settings = json!({"LambdaConfig": {"UserMigration": FUNCTION}});
    Pool::start(data, flags, &settings, &json!({"PreventUserExistenceErrors": "ENABLED"}))
}

fn attributes(user: &Value) -> Vec<(&str, &str)> {
    let list = user["UserAttributes"].as_array().unwrap();
    list.iter().map(|one| (one["Name"].as_str().unwrap(), one["Value"].as_str().unwrap())).collect()
}

fn error(response: &Response) -> (String, String) {
    let body = response.json();
    let text = |name: &str| body[name].as_str().unwrap_or_default().to_owned();
    (text("__type"), text("message"))
}

#[test]
fn a_user_of_the_old_pool_signs_in_with_the_old_password() {
    let place = folder();
    let old = Pool::start(&place.path().join("old"), &[], &json!({}), &json!({"GenerateSecret": true}));
    for name in ["ana", "ben"] {
        old.new_user(name);
    }
    let secret = place.path().join("secret");
    std::fs::write(&secret, old.secret.clone().unwrap()).unwrap();
    let (url, from) = (old.url(), old.from());
    let flags = ["--migrate-from", &from, "--migrate-endpoint", &url, "--migrate-client-secret-file"];
    let new = new_pool(&place.path().join("new"), &[&flags[..], &[secret.to_str().unwrap()]].concat());

    let wrong = new.sign_in(&new.client, "ana", "Wrong-Horse9!");
    let expected = ("NotAuthorizedException".to_owned(), "Incorrect username or password.".to_owned());
    assert_eq!(error(&wrong), expected);
    assert_eq!(error(&new.sign_in(&new.client, "nobody", PASSWORD)), expected);
    assert_eq!(new.user("ana").status, 400);

    let (shows, _) = new.new_client(&json!({"PreventUserExistenceErrors": "LEGACY"}));
    let (name, message) = error(&new.sign_in(&shows, "ana", "Wrong-Horse9!"));
    assert!(message.contains("Incorrect username or password."), "{name}: {message}");
    assert_eq!(error(&new.sign_in(&shows, "nobody", PASSWORD)).0, "UserNotFoundException");
    assert_eq!(new.user("ana").status, 400);

    let signed_in = new.sign_in(&new.client, "ana", PASSWORD);
    assert_eq!(signed_in.json()["AuthenticationResult"]["TokenType"], "Bearer", "{}", signed_in.text());
    let (of_old, of_new) = (old.user("ana").json(), new.user("ana").json());
    assert_eq!(of_new["UserStatus"], "CONFIRMED");
    let (of_old, of_new) = (attributes(&of_old), attributes(&of_new));
    for (name, value) in of_old {
        assert_eq!(of_new.contains(&(name, value)), name != "sub", "{name}: {of_new:?}");
    }

    // A password is forgotten before the first sign-in: nobody can be asked for the user.
    let forgotten = json!({"ClientId": shows, "Username": "ben"});
    let (name, _) = error(&new.server.call("ForgotPassword", &forgotten));
    assert_eq!(name, "UserNotFoundException");

    // From now on the old pool is not needed.
    drop(old);
    assert_eq!(new.sign_in(&new.client, "ana", PASSWORD).status, 200);
    assert_eq!(error(&new.sign_in(&new.client, "ben", PASSWORD)), expected);
    assert_eq!(new.user("ben").status, 400);

    let (_, log) = new.server.kill();
    assert!(log.contains("cannot reset a password") && log.contains("a user cannot be migrated"), "{log}");
    for secret in
        [PASSWORD, "Wrong-Horse9!", "ana@example.com", std::fs::read_to_string(&secret).unwrap().trim()]
    {
        assert!(!log.contains(secret), "{secret}: {log}");
    }
}

#[test]
fn a_user_with_a_second_factor_or_a_temporary_password_is_not_migrated() {
    let place = folder();
    let old = Pool::start(&place.path().join("old"), &[], &json!({}), &json!({}));
    let invited = json!({
        "UserPoolId": old.id, "Username": "ana", "TemporaryPassword": PASSWORD, "MessageAction": "SUPPRESS",
    });
    old.server.done("AdminCreateUser", &invited);
    let (url, from) = (old.url(), old.from());
    let new = new_pool(&place.path().join("new"), &["--migrate-from", &from, "--migrate-endpoint", &url]);
    assert_eq!(error(&new.sign_in(&new.client, "ana", PASSWORD)).0, "NotAuthorizedException");
    let (shows, _) = new.new_client(&json!({"PreventUserExistenceErrors": "LEGACY"}));
    let (name, message) = error(&new.sign_in(&shows, "ana", PASSWORD));
    assert_eq!(name, "UserLambdaValidationException");
    assert!(message.contains("NEW_PASSWORD_REQUIRED"), "{message}");
    assert_eq!(new.user("ana").status, 400);
    let (_, log) = new.server.kill();
    assert!(log.contains("the old pool asks for NEW_PASSWORD_REQUIRED"), "{log}");
}

#[test]
fn a_pool_that_names_no_function_does_not_ask_the_old_pool() {
    let place = folder();
    let old = FakeHttp::start(vec![Reply::new(500, "")]);
    let flags = ["--migrate-from", "us-east-1:us-east-1_old:client", "--migrate-endpoint", &old.url()];
    let new = Pool::start(&place.path().join("new"), &flags, &json!({}), &json!({}));
    assert_eq!(error(&new.sign_in(&new.client, "ana", PASSWORD)).0, "UserNotFoundException");
    assert_eq!(old.requests().len(), 0);
}

#[test]
fn passwords_go_only_to_an_old_pool_with_a_trusted_certificate() {
    let place = folder();
    let old = FakeHttp::start_tls(vec![Reply::new(500, "")], tls_config());
    let url = format!("https://localhost:{}", old.address.port());
    let flags = ["--migrate-from", "us-east-1:us-east-1_old:client", "--migrate-endpoint", &url];
    let new = new_pool(&place.path().join("new"), &flags);
    assert_eq!(error(&new.sign_in(&new.client, "ana", PASSWORD)).0, "NotAuthorizedException");
    assert_eq!((old.requests().len(), new.user("ana").status), (0, 400));
    let (_, log) = new.server.kill();
    assert!(log.contains("a user cannot be migrated") && log.contains("certificate"), "{log}");
}

#[test]
fn a_secret_that_cannot_be_read_stops_the_start() {
    let place = folder();
    let data = place.path().join("data");
    let missing = place.path().join("missing");
    let output = run(&[
        "--data",
        data.to_str().unwrap(),
        "--migrate-from",
        "us-east-1:us-east-1_old:client",
        "--migrate-client-secret-file",
        missing.to_str().unwrap(),
    ]);
    let line = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{line}");
    assert!(line.contains("missing") && line.contains("--migrate-client-secret-file"), "{line}");
    assert!(!data.exists());
}
