//! Requests that are too long, too slow or not HTTP.

use std::{
    io::Write as _,
    time::{Duration, Instant},
};

use crate::support::{Server, folder};

const MIB: usize = 1024 * 1024;

#[test]
fn the_longest_body_reaches_the_engine_and_one_byte_more_does_not() {
    let place = folder();
    let server = Server::start(&place.path().join("data"));
    // The request claims to be signed; the signature is checked after the body was read.
    let target = [
        ("x-amz-target", "AWSCognitoIdentityProviderService.CreateUserPool"),
        ("authorization", "AWS4-HMAC-SHA256 x"),
    ];

    let response = server.connect().request("POST", "/", &target, &vec![b' '; MIB]).unwrap();
    assert_ne!(response.status, 413);
    for length in [MIB + 1, 4 * MIB] {
        let response = server.connect().request("POST", "/", &target, &vec![b' '; length]).unwrap();
        assert_too_long(&response);
    }
}

#[test]
fn an_unsigned_request_has_a_smaller_limit_for_every_operation() {
    let place = folder();
    let server = Server::start_with(&place.path().join("data"), &[]);
    let limit = MIB / 8;
    for operation in ["SignUp", "CreateUserPool"] {
        let name = format!("AWSCognitoIdentityProviderService.{operation}");
        let target = [("x-amz-target", &*name)];
        let response = server.connect().request("POST", "/", &target, &vec![b' '; limit]).unwrap();
        assert_ne!(response.status, 413);
        let response = server.connect().request("POST", "/", &target, &vec![b' '; limit + 1]).unwrap();
        assert_too_long(&response);
        assert_eq!(response.json()["message"], "Request body is longer than 128 KiB.");
    }
}

/// `{"":0}` uses a hundred times its length in memory after parsing. A server without the limit used 220 MiB for one such request.
#[cfg(target_os = "linux")]
#[test]
fn a_body_of_very_many_values_uses_little_memory() {
    let place = folder();
    let server = Server::start(&place.path().join("data"));
    let objects = |bytes: usize| format!("[{}0]", "{\"\":0},".repeat(bytes / 7 - 1)).into_bytes();
    let target = |operation: &str| format!("AWSCognitoIdentityProviderService.{operation}");
    let kind = ("content-type", "application/x-amz-json-1.1");
    let before = peak_kib(server.process_id());
    for _ in 0..20 {
        let (administrative, public) = (target("CreateUserPool"), target("SignUp"));
        let claims = ("authorization", "AWS4-HMAC-SHA256 x");
        let headers = [("x-amz-target", &*administrative), kind, claims];
        assert_eq!(server.connect().request("POST", "/", &headers, &objects(MIB)).unwrap().status, 400);
        let headers = [("x-amz-target", &*public), kind];
        assert_eq!(server.connect().request("POST", "/", &headers, &objects(MIB / 8)).unwrap().status, 400);
    }
    let grown = peak_kib(server.process_id()) - before;
    println!("peak memory grew by {grown} KiB");
    assert!(grown < 16 * 1024, "{grown} KiB");
}

#[cfg(target_os = "linux")]
fn peak_kib(process: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

#[test]
fn a_body_of_unknown_length_ends_at_the_same_limit() {
    let place = folder();
    let server = Server::start(&place.path().join("data"));
    let mut connection = server.connect();
    connection.send(b"POST / HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n").unwrap();
    for _ in 0..17 {
        connection.send(b"10000\r\n").unwrap();
        connection.send(&vec![b' '; 0x10000]).unwrap();
        connection.send(b"\r\n").unwrap();
    }
    connection.send(b"0\r\n\r\n").unwrap();
    assert_too_long(&connection.response().unwrap());
}

#[test]
fn a_client_that_expects_100_continue_is_refused_before_it_sends() {
    let place = folder();
    let server = Server::start(&place.path().join("data"));
    let mut connection = server.connect();
    connection
        .send(b"POST / HTTP/1.1\r\nhost: x\r\nexpect: 100-continue\r\ncontent-length: 2000000\r\n\r\n")
        .unwrap();
    assert_too_long(&connection.response().unwrap());
}

#[test]
fn an_endless_head_is_refused() {
    let place = folder();
    let server = Server::start(&place.path().join("data"));
    let mut connection = server.connect();
    connection.send(b"GET / HTTP/1.1\r\nx: ").unwrap();
    // The server may close the connection meanwhile.
    let _ = connection.send(&vec![b'a'; 64 * 1024]);
    assert_eq!(connection.response().unwrap().status, 431);
}

#[test]
fn a_slow_head_is_closed_after_ten_seconds() {
    let place = folder();
    let server = Server::start(&place.path().join("data"));
    let start = Instant::now();
    let mut connection = server.connect();
    connection.send(b"GET / HTTP/1.1\r\n").unwrap();
    let mut drops = connection.stream.try_clone().unwrap();
    let dripping = std::thread::spawn(move || {
        while start.elapsed() < Duration::from_secs(15) && drops.write_all(b"x: y\r\n").is_ok() {
            std::thread::sleep(Duration::from_millis(500));
        }
    });
    assert!(connection.is_closed());
    let waited = start.elapsed();
    assert!((9..13).contains(&waited.as_secs()), "{waited:?}");
    dripping.join().unwrap();

    // A slow client does not affect others.
    assert_eq!(server.connect().get("/health").unwrap().status, 200);
}

#[test]
fn a_kept_connection_may_be_idle_longer_than_a_head_may_take() {
    let place = folder();
    let server = Server::start(&place.path().join("data"));
    let mut connection = server.connect();
    assert_eq!(connection.get("/health").unwrap().status, 200);
    std::thread::sleep(Duration::from_secs(12));
    assert_eq!(connection.get("/health").unwrap().status, 200);
}

#[test]
fn bytes_that_are_not_http_do_no_harm() {
    let place = folder();
    let server = Server::start(&place.path().join("data"));
    for bytes in
        [b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" as &[u8], b"\r\n\r\n", b"GET /\r\n\r\n", &[0; 4096]]
    {
        let mut connection = server.connect();
        connection.send(bytes).unwrap();
        let _ = connection.stream.shutdown(std::net::Shutdown::Write);
        let _ = connection.response();
    }
    assert_eq!(server.connect().get("/health").unwrap().status, 200);
}

#[track_caller]
fn assert_too_long(response: &crate::support::Response) {
    assert_eq!(response.status, 413);
    assert_eq!(response.json()["__type"], "RequestEntityTooLargeException");
    assert_eq!(response.header("x-amzn-errortype"), Some("RequestEntityTooLargeException:"));
    assert_eq!(response.header("access-control-allow-origin"), Some("*"));
}
