//! Shutdown of the server.

use std::{
    net::TcpStream,
    thread::sleep,
    time::{Duration, Instant},
};

use crate::support::{Server, folder};

#[test]
fn a_request_in_progress_is_answered_before_the_server_stops() {
    let place = folder();
    for signal in ["TERM", "INT"] {
        let server = Server::start(&place.path().join("data"));
        let mut waiting = server.connect();
        assert_eq!(waiting.get("/health").unwrap().status, 200);
        let mut unused = server.connect();
        let mut running = server.connect();
        running
            .send(b"POST / HTTP/1.1\r\nhost: x\r\nx-amz-target: AWSCognitoIdentityProviderService.ListUserPools\r\ncontent-type: application/x-amz-json-1.1\r\ncontent-length: 17\r\n\r\n{\"MaxRes")
            .unwrap();
        sleep(Duration::from_millis(200));

        server.signal(signal);
        // Idle connections are closed, and new ones are refused.
        assert!(waiting.is_closed() && unused.is_closed());
        assert!(TcpStream::connect(server.address).is_err());

        running.send(b"ults\": 5}").unwrap();
        let response = running.response().expect("an answer");
        assert_eq!(
            (response.status, response.header("connection")),
            (200, Some("close")),
            "{}",
            response.text()
        );
        let (code, log) = server.wait();
        assert_eq!(code, Some(0));
        assert!(log.contains(&format!("SIG{signal}")), "{log}");
    }
}

#[test]
fn a_request_that_never_ends_does_not_prevent_shutdown() {
    let place = folder();
    let server = Server::start(&place.path().join("data"));
    let mut stuck = server.connect();
    stuck.send(b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n\r\n").unwrap();
    sleep(Duration::from_millis(100));
    let start = Instant::now();
    server.signal("TERM");
    assert_eq!(server.wait().0, Some(0));
    assert!((9..13).contains(&start.elapsed().as_secs()), "{:?}", start.elapsed());
}

#[test]
fn a_second_signal_stops_at_once() {
    let place = folder();
    let server = Server::start(&place.path().join("data"));
    let mut stuck = server.connect();
    stuck.send(b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n\r\n").unwrap();
    sleep(Duration::from_millis(100));
    let start = Instant::now();
    server.signal("TERM");
    sleep(Duration::from_millis(100));
    server.signal("INT");
    assert_eq!(server.wait().0, Some(0));
    assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
}
