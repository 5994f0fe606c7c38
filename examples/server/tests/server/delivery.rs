//! Delivery of messages to users: by mail, by webhook, and failures of both.

use std::{fs, net::TcpListener, path::Path};

use serde_json::{Value, json};

use crate::support::{Encryption, FakeHttp, FakeSmtp, Reply, Response, Server, fixture, folder, tls_config};

const PASSWORD: &str = "mail-s3cret";
const TOKEN: &str = "sms-t0ken";

#[test]
fn mail_goes_through_the_mail_server() {
    let place = folder();
    let password = secret_file(place.path(), PASSWORD);
    let ca = text(&fixture("tls-cert.pem"));
    for (encryption, scheme, flags) in [
        (Encryption::FromTheStart, "smtps", vec!["--extra-ca", &ca]),
        (Encryption::StartTls, "smtp", vec!["--extra-ca", &ca]),
        (Encryption::Never, "smtp", vec!["--danger-smtp-without-tls"]),
    ] {
        let mail_server = FakeSmtp::start(encryption);
        let url = format!("{scheme}://ana%40example.com@localhost:{}", mail_server.address.port());
        let mail =
            ["--smtp-url", &url, "--smtp-password-file", &password, "--smtp-from", "Us <us@example.com>"];
        let data = place.path().join(format!("{encryption:?}"));
        let world = World::start(&data, &[mail.as_slice(), &flags].concat());
        assert!(world.server.banner.contains("mail by SMTP, the rest to "), "{}", world.server.banner);

        assert_eq!(world.sign_up("ben").status, 200);
        let mails = mail_server.mails();
        assert_eq!(mails.len(), 1);
        assert_eq!(mails[0].encrypted, encryption != Encryption::Never);
        assert_eq!(mails[0].login, Some(format!("\0ana@example.com\0{PASSWORD}")));
        assert!(mails[0].from.contains("<us@example.com>"), "{}", mails[0].from);
        assert!(mails[0].to.contains("<ben@example.com>"), "{}", mails[0].to);
        world.confirm("ben", &code(&mails[0].text));

        // Text messages still go to the file.
        world.invite_by_sms("cleo");
        let file = fs::read_to_string(data.join("messages.jsonl")).unwrap();
        assert_eq!(file.lines().count(), 1);
        assert!(file.contains(r#""medium":"SMS""#), "{file}");
    }
}

#[test]
fn a_refused_mail_is_an_error_and_can_be_requested_again() {
    let place = folder();
    let mail_server = FakeSmtp::start(Encryption::Never);
    let url = format!("smtp://ana:{PASSWORD}@127.0.0.1:{}", mail_server.address.port());
    let flags = ["--smtp-url", &url, "--smtp-from", "us@example.com", "--danger-smtp-without-tls"];
    let world = World::start(&place.path().join("data"), &[&flags[..], &["--log", "debug"]].concat());

    // Mail servers quote what they refuse.
    mail_server.refuse(Some(&format!("550 5.1.1 <ben@example.com> {PASSWORD} is unknown")));
    let failed = world.sign_up("ben");
    assert_failed(&failed, "The mail server did not accept the message.");
    assert!(mail_server.mails().is_empty());

    mail_server.refuse(None);
    world.resend("ben");
    let mails = mail_server.mails();
    let code = code(&mails[0].text);
    world.confirm("ben", &code);

    let (printed, log) = world.server.kill();
    assert!(log.contains("the server said 550 5.1.1"), "{log}");
    for secret in [PASSWORD, &code, "ben@example.com"] {
        assert!(!printed.contains(secret) && !log.contains(secret), "{secret}: {log}");
    }
}

#[test]
fn nothing_is_sent_to_a_mail_server_without_a_trusted_certificate() {
    let place = folder();
    let password = secret_file(place.path(), PASSWORD);
    let (cert, other) = (text(&fixture("tls-cert.pem")), "The mail server could not be reached.");
    let plain = "The mail server does not offer encryption (STARTTLS).";
    for (encryption, scheme, flags, said) in [
        (Encryption::FromTheStart, "smtps", vec![], other), // its authority is unknown
        (Encryption::StartTls, "smtp", vec![], other),
        (Encryption::Never, "smtp", vec!["--extra-ca", &cert], plain),
    ] {
        let mail_server = FakeSmtp::start(encryption);
        let url = format!("{scheme}://ana@localhost:{}", mail_server.address.port());
        let mail = ["--smtp-url", &url, "--smtp-password-file", &password, "--smtp-from", "us@example.com"];
        let data = place.path().join(format!("{encryption:?}"));
        let world = World::start(&data, &[mail.as_slice(), &flags].concat());
        assert_failed(&world.sign_up("ben"), said);
        let told = mail_server.commands();
        assert!(
            !told.iter().any(|verb| matches!(verb.as_str(), "AUTH" | "MAIL")),
            "{encryption:?}: {told:?}"
        );
        let (_, log) = world.server.kill();
        assert_eq!(log.contains("--danger-smtp-without-tls"), said == plain, "{log}");
    }
}

#[test]
fn text_messages_go_to_the_gateway() {
    let place = folder();
    let token = secret_file(place.path(), TOKEN);
    let ca = text(&fixture("tls-cert.pem"));
    for tls in [false, true] {
        let replies = vec![Reply::new(202, "queued")];
        let gateway = if tls { FakeHttp::start_tls(replies, tls_config()) } else { FakeHttp::start(replies) };
        let url = format!(
            "{}://localhost:{}/sms?from=us",
            if tls { "https" } else { "http" },
            gateway.address.port()
        );
        let flags = ["--sms-webhook", &url, "--sms-webhook-token-file", &token, "--extra-ca", &ca];
        let data = place.path().join(format!("data-{tls}"));
        let world = World::start(&data, &flags);

        world.invite_by_sms("cleo");
        let asked = gateway.requests();
        assert_eq!(
            (asked.len(), asked[0].method.as_str(), asked[0].path.as_str()),
            (1, "POST", "/sms?from=us")
        );
        assert_eq!(asked[0].header("authorization"), Some(format!("Bearer {TOKEN}").as_str()));
        assert_eq!(asked[0].header("content-type"), Some("application/json"));
        let message: Value = serde_json::from_slice(&asked[0].body).unwrap();
        let code = message["code"].as_str().unwrap();
        assert!(message["body"].as_str().unwrap().contains(code));
        let expected = json!({
            "medium": "SMS", "destination": "+12065550100", "subject": null, "body": message["body"], "code": code,
            "username": "cleo", "purpose": "AdminCreateUser", "userPoolId": world.pool, "clientId": null,
            "time": message["time"],
        });
        assert_eq!(message, expected);

        // Mail still goes to the file.
        assert_eq!(world.sign_up("ben").status, 200);
        assert!(fs::read_to_string(data.join("messages.jsonl")).unwrap().contains(r#""medium":"EMAIL""#));
    }
}

#[test]
fn a_failing_gateway_is_an_error_and_no_secret_is_logged() {
    let place = folder();
    let token = secret_file(place.path(), TOKEN);
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let refusing = FakeHttp::start(vec![
        Reply::new(500, TOKEN),
        Reply::new(302, "").with("location", "http://127.0.0.1:1/"),
        Reply::new(200, ""),
    ]);
    for (url, said, attempts) in [
        (refusing.url(), "The message gateway did not accept the message.", 2),
        (format!("http://{free}"), "The message gateway could not be reached.", 1),
    ] {
        let url = format!("{url}/path-s3cret");
        let flags = ["--sms-webhook", &url, "--sms-webhook-token-file", &token, "--log", "debug"];
        let world = World::start(&place.path().join(format!("data-{attempts}")), &flags);
        assert_failed(&world.call_invite("cleo", json!({})), said);
        if attempts == 2 {
            assert_failed(&world.call_invite("cleo", json!({"MessageAction": "RESEND"})), said);
            assert_eq!(world.call_invite("cleo", json!({"MessageAction": "RESEND"})).status, 200);
        }
        let (printed, log) = world.server.kill();
        assert!(log.contains("the gateway did not"), "{log}");
        for secret in [TOKEN, "path-s3cret", "+12065550100"] {
            assert!(!printed.contains(secret) && !log.contains(secret), "{secret}: {log}");
        }
    }
}

/// A server with a pool and a client.
struct World {
    server: Server,
    pool: Value,
    client: Value,
}

impl World {
    fn start(data: &Path, flags: &[&str]) -> Self {
        let server = Server::start_with(data, &[&["--danger-accept-any-credentials"], flags].concat());
        let input = json!({"PoolName": "p", "AutoVerifiedAttributes": ["email"]});
        let pool = server.done("CreateUserPool", &input)["UserPool"]["Id"].clone();
        let client = server.done("CreateUserPoolClient", &json!({"UserPoolId": pool, "ClientName": "c"}));
        Self { pool, client: client["UserPoolClient"]["ClientId"].clone(), server }
    }

    fn sign_up(&self, name: &str) -> Response {
        let email = json!([{"Name": "email", "Value": format!("{name}@example.com")}]);
        let user = json!({
            "ClientId": self.client, "Username": name, "Password": "Pa55word!", "UserAttributes": email,
        });
        self.server.call("SignUp", &user)
    }

    fn resend(&self, name: &str) {
        self.server.done("ResendConfirmationCode", &json!({"ClientId": self.client, "Username": name}));
    }

    fn confirm(&self, name: &str, code: &str) {
        let confirmation = json!({"ClientId": self.client, "Username": name, "ConfirmationCode": code});
        self.server.done("ConfirmSignUp", &confirmation);
    }

    fn invite_by_sms(&self, name: &str) {
        let response = self.call_invite(name, json!({}));
        assert_eq!(response.status, 200, "{}", response.text());
    }

    fn call_invite(&self, name: &str, more: Value) -> Response {
        let mut input = json!({
            "UserPoolId": self.pool, "Username": name, "DesiredDeliveryMediums": ["SMS"],
            "UserAttributes": [{"Name": "phone_number", "Value": "+12065550100"}],
        });
        input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        self.server.call("AdminCreateUser", &input)
    }
}

fn assert_failed(response: &Response, said: &str) {
    let error = response.json();
    assert_eq!((response.status, &error["__type"]), (400, &json!("CodeDeliveryFailureException")), "{error}");
    assert_eq!(error["message"].as_str().or(error["Message"].as_str()), Some(said));
}

/// The six digits of a mail.
fn code(mail: &str) -> String {
    let (_, body) = mail.split_once("\n\n").expect("a body");
    let code: String = body.chars().filter(char::is_ascii_digit).collect();
    assert_eq!(code.len(), 6, "{mail}");
    code
}

fn secret_file(folder: &Path, secret: &str) -> String {
    let path = folder.join("secret");
    fs::write(&path, format!("{secret}\n")).unwrap();
    text(&path)
}

fn text(path: &Path) -> String {
    path.display().to_string()
}
