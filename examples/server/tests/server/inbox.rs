//! The page of the last messages.

use std::{
    io::{BufRead as _, BufReader},
    process::{Child, Stdio},
};

use serde_json::json;

use crate::support::{Connection, Response, Server, command, folder};

const PATHS: [&str; 5] =
    ["/_userpool/", "/_userpool/messages", "/_userpool/inbox.js", "/_userpool/inbox.css", "/_userpool"];

fn sign_up(server: &Server, name: &str) {
    let pool = json!({"PoolName": "p", "AutoVerifiedAttributes": ["email"]});
    let pool = server.done("CreateUserPool", &pool)["UserPool"]["Id"].clone();
    let client = server.done("CreateUserPoolClient", &json!({"UserPoolId": pool, "ClientName": "c"}));
    let user = json!({
        "ClientId": client["UserPoolClient"]["ClientId"], "Username": name, "Password": "Correct-Horse9!",
        "UserAttributes": [{"Name": "email", "Value": "ana@example.com"}],
    });
    server.done("SignUp", &user);
}

fn asked(server: &Server, path: &str, headers: &[(&str, &str)]) -> Response {
    server.connect().request("GET", path, headers, b"").unwrap()
}

#[test]
fn the_page_shows_codes_and_escapes_what_users_chose() {
    let place = folder();
    let data = place.path().join("data");
    let server = Server::start(&data);
    let url = format!("http://{}/_userpool/", server.address);
    assert!(server.banner.contains(&url), "{}", server.banner);
    assert!(asked(&server, "/_userpool/", &[]).text().contains("There are no messages yet."));

    sign_up(&server, "<img/src=x>&\"");
    let messages = std::fs::read_to_string(data.join("messages.jsonl")).unwrap();
    let message: serde_json::Value = serde_json::from_str(messages.trim()).unwrap();
    let code = message["code"].as_str().unwrap();
    for path in ["/_userpool/", "/_userpool/messages"] {
        let page = asked(&server, path, &[]);
        assert_eq!((page.status, page.header("content-type")), (200, Some("text/html; charset=utf-8")));
        let text = page.text();
        for said in
            [&format!("<code>{code}</code>"), "ana@example.com", "&lt;img/src=x&gt;&amp;&quot;", "SignUp"]
        {
            assert!(text.contains(said), "{said}: {text}");
        }
        assert!(!text.contains("<img"), "{text}");
        let policy = page.header("content-security-policy").unwrap();
        assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
        assert_eq!(page.header("cache-control"), Some("no-store"));
        assert_eq!(page.header("access-control-allow-origin"), None);
    }
    let script = asked(&server, "/_userpool/inbox.js", &[]);
    assert_eq!(script.header("content-type"), Some("text/javascript; charset=utf-8"));
    assert_eq!(asked(&server, "/_userpool", &[]).header("location"), Some("/_userpool/"));

    // The page shows the file, so a restart changes nothing.
    server.kill();
    let server = Server::start(&data);
    assert!(asked(&server, "/_userpool/", &[]).text().contains(code));
    let (_, log) = server.kill();
    assert!(!log.contains(code), "{log}");
}

#[test]
fn a_request_that_another_site_or_machine_may_have_sent_finds_no_page() {
    let place = folder();
    let server = Server::start(&place.path().join("data"));
    for path in PATHS {
        assert!(asked(&server, path, &[("host", "localhost:9229")]).status < 400, "{path}");
        for header in [
            ("host", "evil.example"),
            ("host", "localhost.evil.example:9229"),
            ("host", "192.168.0.1:9229"),
            ("x-forwarded-for", "192.0.2.1"),
            ("forwarded", "for=192.0.2.1"),
        ] {
            assert_eq!(asked(&server, path, &[header]).status, 404, "{path} {header:?}");
        }
    }
}

#[test]
fn flags_switch_the_page_off() {
    for flags in [
        &["--inbox", "never"] as &[&str],
        &["--public-url", "https://auth.example.com"],
        &["--trusted-proxy", "127.0.0.1"],
    ] {
        let place = folder();
        let flags = [&["--danger-accept-any-credentials"], flags].concat();
        let server = Server::start_with(&place.path().join("data"), &flags);
        assert!(!server.banner.contains("_userpool/"), "{}", server.banner);
        for path in PATHS {
            assert_eq!(asked(&server, path, &[]).status, 404, "{path} {flags:?}");
        }
    }
}

/// Ends the process at the end of a test.
struct Ended(Child);

impl Drop for Ended {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn a_server_that_listens_beyond_this_machine_has_no_page() {
    let place = folder();
    let mut command = command();
    command.arg("--data").arg(place.path().join("data")).args(["--listen", "0.0.0.0:0"]);
    let mut child = Ended(command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap());
    let mut banner = String::new();
    BufReader::new(child.0.stdout.take().unwrap()).read_line(&mut banner).unwrap();
    let port = banner.trim().rsplit(':').next().unwrap();
    let address = format!("127.0.0.1:{port}").parse().unwrap();
    assert_eq!(Connection::open(address).get("/health").unwrap().status, 200);
    for path in PATHS {
        assert_eq!(Connection::open(address).get(path).unwrap().status, 404, "{path}");
    }
}
