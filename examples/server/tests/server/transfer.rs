//! `userpool-server export`, `import` and `--seed`.

use std::{fs, os::unix::fs::PermissionsExt as _, path::Path, process::Output};

use serde_json::{Value, json};

use crate::support::{Server, files, folder, run};

const FIXTURE: &str = r#"{"type":"pool","id":"eu-west-1_Fixture01","name":"fixture"}
{"type":"client","id":"web","settings":{"ExplicitAuthFlows":["ALLOW_USER_PASSWORD_AUTH","ALLOW_REFRESH_TOKEN_AUTH"]}}
{"type":"group","name":"admins"}
{"type":"user","username":"ana","password":"Correct-Horse9!","groups":["admins"],"attributes":{"email":"ana@example.com"}}
"#;

fn on(data: &Path, words: &[&str]) -> Output {
    run(&[words, &["--data", data.to_str().unwrap()]].concat())
}

fn done(output: Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// The line with which the program refuses.
fn refused(output: Output, code: i32) -> String {
    let line = String::from_utf8(output.stderr).unwrap();
    assert_eq!((output.status.code(), line.lines().count()), (Some(code), 1), "{line}");
    line.trim_end().to_owned()
}

/// Signs in and returns the answer.
fn sign_in(server: &Server, password: &str) -> Value {
    let parameters = json!({"USERNAME": "ana", "PASSWORD": password});
    server.done(
        "InitiateAuth",
        &json!({"ClientId": "web", "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": parameters}),
    )
}

#[test]
fn a_pool_moves_to_another_data_folder_while_its_server_runs() {
    let place = folder();
    let path = |name: &str| place.path().join(name);
    let text = |name: &str| path(name).to_str().unwrap().to_owned();
    fs::write(path("fixture.jsonl"), FIXTURE).unwrap();
    let server = Server::start_with(
        &path("one"),
        &["--seed", &text("fixture.jsonl"), "--log", "warn", "--danger-accept-any-credentials"],
    );
    let tokens = sign_in(&server, "Correct-Horse9!")["AuthenticationResult"].clone();
    fs::write(path("pass"), "correct horse battery staple\n").unwrap();
    let said = done(on(
        &path("one"),
        &["export", "--all", "--passphrase-file", &text("pass"), &text("pools.jsonl")],
    ));
    assert!(said.contains("1 users") && said.contains("sealed"), "{said}");
    assert_eq!(fs::metadata(path("pools.jsonl")).unwrap().permissions().mode() & 0o777, 0o600);
    assert!(!path("pools.jsonl.part").exists());
    drop(server);

    let import = ["import", &text("pools.jsonl")];
    let before = files(place.path());
    let line = refused(on(&path("two"), &import), 2);
    assert!(line.contains("pools.jsonl: line 1: the secrets of this file are sealed"), "{line}");
    let import = ["import", &text("pools.jsonl"), "--passphrase-file", &text("pass")];
    let said = done(on(&path("two"), &[&import[..], &["--dry-run"]].concat()));
    assert!(said.contains("1 pool, 1 app client, 1 group, 1 user"), "{said}");
    assert_eq!(files(place.path()), before, "neither a refusal nor a dry run makes a data folder");
    let said = done(on(&path("two"), &import));
    assert!(said.contains("1 user, 0 other things imported."), "{said}");
    let line = refused(on(&path("two"), &import), 2);
    assert!(line.contains("line 2: the pool eu-west-1_Fixture01 exists"), "{line}");
    assert!(done(on(&path("two"), &["check"])).contains("fit together"));

    let server = Server::start_with(&path("two"), &["--danger-accept-any-credentials"]);
    assert!(sign_in(&server, "Correct-Horse9!")["AuthenticationResult"]["AccessToken"].is_string());
    let refresh = json!({"ClientId": "web", "AuthFlow": "REFRESH_TOKEN_AUTH", "AuthParameters": {"REFRESH_TOKEN": tokens["RefreshToken"]}});
    assert!(server.done("InitiateAuth", &refresh)["AuthenticationResult"]["AccessToken"].is_string());
}

#[test]
fn a_seed_is_applied_at_each_start_and_changes_nothing_that_exists() {
    let place = folder();
    let (data, seed) = (place.path().join("data"), place.path().join("seed.jsonl"));
    fs::write(&seed, FIXTURE).unwrap();
    let flags = ["--seed", seed.to_str().unwrap(), "--log", "warn", "--danger-accept-any-credentials"];
    let sub = |server: &Server| {
        let user =
            server.done("AdminGetUser", &json!({"UserPoolId": "eu-west-1_Fixture01", "Username": "ana"}));
        user["UserAttributes"]
            .as_array()
            .unwrap()
            .iter()
            .find(|attribute| attribute["Name"] == "sub")
            .unwrap()["Value"]
            .clone()
    };
    let server = Server::start_with(&data, &flags);
    let first = sub(&server);
    let password = json!({"UserPoolId": "eu-west-1_Fixture01", "Username": "ana", "Password": "Another-Horse9!", "Permanent": true});
    server.done("AdminSetUserPassword", &password);
    drop(server);
    let server = Server::start_with(&data, &flags);
    assert_eq!(sub(&server), first);
    sign_in(&server, "Another-Horse9!");
    drop(server);
    // In memory, every run begins anew with the same ids.
    let server = Server::start_in(place.path(), &[&flags[..], &["--memory"]].concat());
    assert_eq!(sub(&server), first);
    sign_in(&server, "Correct-Horse9!");
}

#[test]
fn a_bad_seed_ends_the_start_with_its_line() {
    let place = folder();
    let (data, seed) = (place.path().join("data"), place.path().join("seed.jsonl"));
    fs::write(&seed, FIXTURE.replace("Correct-Horse9!", "short")).unwrap();
    let line =
        refused(on(&data, &["--seed", seed.to_str().unwrap(), "--listen", "127.0.0.1:0", "--log", "off"]), 2);
    let said = format!("{}: line 4: Password did not conform with password policy", seed.display());
    assert!(line.contains(&said) && line.ends_with("(--seed)"), "{line}");
    assert!(!line.contains("short\""), "{line}");
}

#[test]
fn an_export_needs_a_decision_about_secrets_and_overwrites_nothing() {
    let place = folder();
    let data = place.path().join("data");
    let target = place.path().join("taken");
    fs::write(&target, "precious").unwrap();
    let file = target.to_str().unwrap();
    assert!(refused(on(&data, &["export", "--all", file]), 2).contains("--passphrase-file"));
    assert!(refused(on(&data, &["export", "--plain", file]), 2).contains("--pool"));
    assert!(refused(on(&data, &["export", "--all", "--plain", file]), 2).contains("there is no database"));
    drop(Server::start(&data));
    assert!(refused(on(&data, &["export", "--all", "--plain", file]), 2).contains("exists already"));
    assert_eq!(fs::read_to_string(&target).unwrap(), "precious");
    let other = place.path().join("other");
    let line = refused(
        on(&data, &["export", "--pool", "eu-west-1_None00001", "--plain", other.to_str().unwrap()]),
        2,
    );
    assert!(line.contains("does not exist"), "{line}");
    assert!(!other.exists() && !place.path().join("other.part").exists());
    assert!(done(on(&data, &["export", "--all", "--plain", "-"])).ends_with("\"}\n"));
}

#[test]
fn users_of_another_system_sign_in_with_their_passwords() {
    let place = folder();
    let (data, users) = (place.path().join("data"), place.path().join("users.csv"));
    // The hash is that of "correct horse" by bcrypt.
    fs::write(
        &users,
        "username,email,hash,loyalty\n\
         ana,ana@example.com,$2b$04$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e,7\n\
         bob,bob@example.com,md5:5f4dcc3b5aa765d61d8327deb882cf99,\n",
    )
    .unwrap();
    let file = users.to_str().unwrap();
    let import = ["import", "--from", "csv", file];
    assert!(refused(on(&data, &import), 2).contains("--pool"));
    let import = [&import[..], &["--pool", "eu-west-1_Fixture01"]].concat();
    let said = done(on(&data, &[&import[..], &["--dry-run"]].concat()));
    assert!(
        said.contains("2 users converted, 1 of them with a password") && said.contains("loyalty"),
        "{said}"
    );
    assert!(!data.exists());
    done(on(&data, &import));

    let server = Server::start_with(&data, &["--danger-accept-any-credentials"]);
    let client = json!({"UserPoolId": "eu-west-1_Fixture01", "ClientName": "web", "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"]});
    let client = server.done("CreateUserPoolClient", &client)["UserPoolClient"]["ClientId"].clone();
    let parameters = json!({"USERNAME": "ana", "PASSWORD": "correct horse"});
    let signed_in = server.done(
        "InitiateAuth",
        &json!({"ClientId": client, "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": parameters}),
    );
    assert!(signed_in["AuthenticationResult"]["AccessToken"].is_string());
    let bob = server.done("AdminGetUser", &json!({"UserPoolId": "eu-west-1_Fixture01", "Username": "bob"}));
    assert_eq!(bob["UserStatus"], "RESET_REQUIRED");
    drop(server);

    // Once more: nothing changes.
    let said = done(on(&data, &import));
    assert!(said.contains("0 users") && said.contains("existed"), "{said}");
    fs::write(&users, "username,email\nana,\"ana\n").unwrap();
    let line = refused(on(&data, &import), 2);
    assert!(line.contains("users.csv, line "), "{line}");
}
