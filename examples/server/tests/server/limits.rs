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
    let target = [("x-amz-target", "AWSCognitoIdentityProviderService.CreateUserPool")];

    let response = server.connect().request("POST", "/", &target, &vec![b' '; MIB]).unwrap();
    assert_ne!(response.status, 413);
    for length in [MIB + 1, 4 * MIB] {
        let response = server.connect().request("POST", "/", &target, &vec![b' '; length]).unwrap();
        assert_too_long(&response);
    }
}

#[test]
fn whoever_signs_nothing_may_say_less() {
    let place = folder();
    let server = Server::start(&place.path().join("data"));
    let target = [("x-amz-target", "AWSCognitoIdentityProviderService.SignUp")];
    let limit = MIB / 8;
    let response = server.connect().request("POST", "/", &target, &vec![b' '; limit]).unwrap();
    assert_ne!(response.status, 413);
    let response = server.connect().request("POST", "/", &target, &vec![b' '; limit + 1]).unwrap();
    assert_too_long(&response);
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
fn a_client_that_asks_first_is_refused_before_it_sends() {
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
    // The server may hang up in the middle.
    let _ = connection.send(&vec![b'a'; 64 * 1024]);
    assert_eq!(connection.response().unwrap().status, 431);
}

#[test]
fn a_head_in_drops_is_cut_off_after_ten_seconds() {
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

    // A slow client is no reason to lose a quick one.
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
