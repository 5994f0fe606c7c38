//! What a start creates, prints, keeps and refuses.

use std::{fs, net::TcpListener, path::Path};

use crate::support::{Server, command, files, fixture, folder, run};

#[test]
fn the_first_start_creates_private_files() {
    let place = folder();
    let data = place.path().join("a/data");
    let _server = Server::start_with(&data, &[]);

    assert_eq!(mode(&data), 0o700);
    for name in ["users.db", "master.key", "credentials", "messages.jsonl"] {
        assert_eq!(mode(&data.join(name)), 0o600, "{name}");
    }
    let extra: Vec<_> =
        files(&data).into_iter().map(|(path, _)| path).filter(|path| mode(path) != 0o600).collect();
    assert!(extra.is_empty(), "{extra:?}");
}

#[test]
fn the_banner_shows_addresses_and_files_but_no_secret() {
    let place = folder();
    let data = place.path().join("data");
    let server = Server::start_with(&data, &["--region", "eu-west-1"]);
    let (printed, log) = server.kill();

    let shown = data.display();
    assert!(printed.contains("listens on http://127.0.0.1:"), "{printed}");
    assert!(printed.contains(&format!("AWS_SHARED_CREDENTIALS_FILE={shown}/credentials")), "{printed}");
    assert!(printed.contains(&format!("{shown}/messages.jsonl")), "{printed}");
    assert!(printed.contains("--profile default --region eu-west-1"), "{printed}");
    assert!(printed.contains("AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER=http://127.0.0.1:"), "{printed}");
    assert!(printed.contains("confirm-sign-up") && printed.contains("initiate-auth"), "{printed}");

    let credentials = fs::read_to_string(data.join("credentials")).unwrap();
    let master_key = fs::read_to_string(data.join("master.key")).unwrap();
    for secret in [value(&credentials, "aws_secret_access_key"), master_key.trim()] {
        assert!(!printed.contains(secret) && !log.contains(secret));
    }
}

#[test]
fn the_second_start_keeps_the_files_of_the_first() {
    let place = folder();
    let data = place.path().join("data");
    let keys = ["master.key", "credentials"];
    let read = || keys.map(|name| fs::read_to_string(data.join(name)).unwrap());

    drop(Server::start_with(&data, &[]));
    let first = read();
    let server = Server::start_with(&data, &[]);
    assert_eq!(read(), first);
    assert_eq!(server.connect().get("/health").unwrap().status, 200);
}

#[test]
fn another_master_key_is_refused_and_a_new_one_may_precede_the_old_one() {
    let place = folder();
    let data = place.path().join("data");
    drop(Server::start_with(&data, &[]));
    let key = data.join("master.key");
    let old = fs::read_to_string(&key).unwrap();
    let new = "ab".repeat(32);

    fs::write(&key, &new).unwrap();
    let refused = run(&["--listen", "127.0.0.1:0", "--data", data.to_str().unwrap()]);
    assert_refused(&refused, 2, "the master key is not the one this store was begun with");

    fs::write(&key, format!("{new}\n{old}")).unwrap();
    let server = Server::start_with(&data, &[]);
    assert_eq!(server.connect().get("/health").unwrap().status, 200);
}

#[test]
fn a_variable_replaces_its_flag() {
    let place = folder();
    let data = place.path().join("data");
    let output = command().env("USERPOOL_DATA", &data).env("USERPOOL_LISTEN", "nowhere").output().unwrap();
    assert_refused(&output, 2, "nowhere");
    let output =
        command().env("USERPOOL_DANGER_ACCEPT_ANY_CREDENTIALS", "1").args(["--listen", "0.0.0.0:0"]).output();
    assert_refused(&output.unwrap(), 2, "loopback");
}

#[test]
fn wrong_flags_are_refused_and_no_file_changes() {
    let place = folder();
    let data = place.path().join("data");
    let path = |name: &str| fixture(name).display().to_string();
    let (cert, key, other) = (path("tls-cert.pem"), path("tls-key.pem"), path("other-key.pem"));
    let nowhere = place.path().join("nowhere/file").display().to_string();
    for (flags, said) in [
        (vec!["--listen", "9229"], "127.0.0.1:9229"),
        (vec!["--region", "Mars"], "us-east-1"),
        (vec!["--public-url", "auth.example.com"], "https://"),
        (vec!["--log", "loud"], "possible values"),
        (vec!["--danger-accept-any-credentials", "--listen", "0.0.0.0:0"], "loopback"),
        (vec!["--tls-cert", &cert], "--tls-key"),
        (vec!["--tls-key", &key], "--tls-cert"),
        (vec!["--tls-cert", &cert, "--tls-key", &other], "tls-cert.pem"),
        (vec!["--tls-cert", &key, "--tls-key", &key], "tls-key.pem"),
        (vec!["--tls-cert", &nowhere, "--tls-key", &key], "nowhere"),
        (vec!["--credentials", &nowhere], "nowhere"),
        (vec!["--credentials", &cert], "tls-cert.pem"),
        (vec!["--master-key-file", &nowhere], "nowhere"),
        (vec!["--master-key-file", &cert], "64 hex digits"),
        (vec!["--messages", &nowhere], "nowhere"),
        (vec!["--smtp-url", "mail.example.com"], "smtps://host"),
        (vec!["--smtp-url", "smtp://mail.example.com"], "--smtp-from"),
        (vec!["--smtp-from", "a@example.com"], "--smtp-url"),
        (vec!["--smtp-url", "smtp://a", "--smtp-from", "nobody"], "no-reply@example.com"),
        (
            vec!["--smtp-url", "smtp://u@a", "--smtp-from", "a@b.c", "--smtp-password-file", &nowhere],
            "nowhere",
        ),
        (vec!["--smtp-url", "smtp://u@a", "--smtp-from", "a@b.c", "--smtp-password-file", &cert], "one line"),
        (vec!["--smtp-url", "smtp://a", "--smtp-from", "a@b.c", "--extra-ca", &key], "tls-key.pem"),
        (vec!["--sms-webhook", "sms.example.com"], "https://"),
        (vec!["--sms-webhook", "https://a", "--sms-webhook-token-file", &nowhere], "nowhere"),
        (vec!["--sms-webhook-token-file", &nowhere], "--sms-webhook"),
        (vec!["--lambda-endpoint", "localhost:9001"], "http://"),
        (vec!["--lambda-map", &nowhere], "nowhere"),
        (vec!["--lambda-map", &cert], "JSON object"),
        (vec!["--frobnicate"], "--frobnicate"),
        (vec!["--port", "9229"], "--listen"),
        (vec!["--danger-trust-network"], "--danger-accept-any-credentials"),
        // A file that cannot be used is named with its flag.
        (vec!["--tls-cert", &nowhere, "--tls-key", &key], "(--tls-cert)"),
        (vec!["--credentials", &nowhere], "(--credentials)"),
        (vec!["--master-key-file", &cert], "(--master-key-file)"),
        (vec!["--messages", &nowhere], "(--messages)"),
        (vec!["--extra-ca", &nowhere], "(--extra-ca)"),
        (
            vec!["--smtp-url", "smtp://u@a", "--smtp-from", "a@b.c", "--smtp-password-file", &nowhere],
            "(--smtp-password-file)",
        ),
        (
            vec!["--sms-webhook", "https://a", "--sms-webhook-token-file", &nowhere],
            "(--sms-webhook-token-file)",
        ),
        (vec!["--lambda-map", &nowhere], "(--lambda-map)"),
    ] {
        let output = command()
            .args(&flags)
            .env("USERPOOL_LISTEN", "127.0.0.1:0")
            .env("USERPOOL_DATA", &data)
            .output()
            .unwrap();
        assert_refused(&output, 2, said);
        assert_eq!(fs::read_dir(place.path()).unwrap().count(), 0, "{flags:?}");
    }
}

#[test]
fn a_folder_with_other_files_is_refused_unchanged() {
    type Make = fn(&Path);
    let hex = "00".repeat(32);
    let cases: [(&str, Make, &str); 6] = [
        ("other files", |data| fs::write(data.join("thesis.tex"), "x").unwrap(), "other files"),
        (
            "only credentials, as ~/.aws",
            |data| fs::write(data.join("credentials"), "x").unwrap(),
            "other files",
        ),
        ("a database whose key is lost", |data| fs::write(data.join("users.db"), "x").unwrap(), "master.key"),
        ("a broken key", |data| fs::write(data.join("master.key"), "x").unwrap(), "64 hex digits"),
        ("a folder as key", |data| fs::create_dir(data.join("master.key")).unwrap(), "master.key"),
        (
            "broken credentials",
            |data| {
                fs::write(data.join("master.key"), "00".repeat(32)).unwrap();
                fs::write(data.join("credentials"), "x").unwrap();
            },
            "credentials",
        ),
    ];
    for (name, make, said) in cases {
        let place = folder();
        make(place.path());
        let before = files(place.path());
        assert_refused(&run(&["--listen", "127.0.0.1:0", "--data", place.path().to_str().unwrap()]), 2, said);
        assert_eq!(files(place.path()), before, "{name}");
    }

    let place = folder();
    fs::write(place.path().join("master.key"), &hex).unwrap();
    fs::write(place.path().join("users.db"), "this is not a database, but a text of some length").unwrap();
    let before = files(place.path());
    assert_refused(
        &run(&["--listen", "127.0.0.1:0", "--data", place.path().to_str().unwrap()]),
        2,
        "users.db",
    );
    assert_eq!(files(place.path()), before);

    let file = place.path().join("users.db");
    assert_refused(&run(&["--data", file.to_str().unwrap()]), 2, "not a folder");
}

#[test]
fn an_address_in_use_is_reported_and_no_file_changes() {
    let place = folder();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let data = place.path().join("data");
    assert_refused(&run(&["--listen", &address, "--data", data.to_str().unwrap()]), 1, &address);
    assert!(!data.exists());
}

#[test]
fn keys_and_credentials_may_be_in_other_folders() {
    let place = folder();
    let (data, key) = (place.path().join("data"), place.path().join("key"));
    let (credentials, messages) = (place.path().join("people"), place.path().join("mail.jsonl"));
    fs::write(&key, format!("# newest\n{}\n{}\n", "ab".repeat(32), "cd".repeat(32))).unwrap();
    fs::write(&credentials, "[ana]\naws_access_key_id = A\naws_secret_access_key = s\n").unwrap();
    let path = |path: &Path| path.display().to_string();
    let server = Server::start_with(
        &data,
        &[
            "--master-key-file",
            &path(&key),
            "--credentials",
            &path(&credentials),
            "--messages",
            &path(&messages),
        ],
    );
    assert!(server.banner.contains(&path(&credentials)) && server.banner.contains(&path(&messages)));
    let names: Vec<_> =
        files(&data).into_iter().map(|(path, _)| path.file_name().unwrap().to_owned()).collect();
    assert!(names.iter().all(|name| name.to_string_lossy().starts_with("users.db")), "{names:?}");
}

#[test]
fn help_and_version_are_printed() {
    let help = run(&["--help"]);
    let text = String::from_utf8(help.stdout).unwrap();
    assert_eq!(help.status.code(), Some(0));
    for said in [
        "Address:",
        "Pools:",
        "Files:",
        "Messages to users:",
        "Operation:",
        "USERPOOL_LISTEN",
        "[default: 127.0.0.1:9229]",
    ] {
        assert!(text.contains(said), "{said}: {text}");
    }
    assert!(text.lines().all(|line| line.chars().count() <= 120), "{text}");
    let version = run(&["--version"]);
    assert_eq!(
        String::from_utf8(version.stdout).unwrap().trim(),
        concat!("userpool-server ", env!("CARGO_PKG_VERSION"))
    );
}

fn assert_refused(output: &std::process::Output, code: i32, said: &str) {
    let line = String::from_utf8(output.stderr.clone()).unwrap();
    assert_eq!(output.status.code(), Some(code), "{line}");
    assert_eq!(line.trim_end().lines().count(), 1, "{line}");
    assert!(line.contains(said), "{said}: {line}");
    assert!(output.stdout.is_empty());
}

fn mode(path: &Path) -> u32 {
    use std::os::unix::fs::PermissionsExt as _;

    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

fn value<'a>(ini: &'a str, name: &str) -> &'a str {
    ini.lines().find_map(|line| line.strip_prefix(name)?.trim().strip_prefix('=')).expect(name).trim()
}
