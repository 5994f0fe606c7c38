//! Many connections, and clients that hold connections without using them.

use std::{
    io::{Read as _, Write as _},
    net::{Shutdown, TcpStream},
    thread,
    time::{Duration, Instant},
};

use serde_json::json;

use crate::support::{Connection, Server, command_after, connect, folder};

const CROWD: usize = 600;

const ANY: &str = "--danger-accept-any-credentials";

/// Calls of a normal client, on one kept connection and on new ones. None of them may wait for the idle connections.
fn work(server: &Server) {
    let mut kept = server.connect();
    server.done("CreateUserPool", &json!({"PoolName": "p"}));
    for _ in 0..20 {
        let begun = Instant::now();
        let list = json!({"MaxResults": 5});
        for response in [kept.call("ListUserPools", &list).unwrap(), server.call("ListUserPools", &list)] {
            assert_eq!(response.status, 200, "{}", response.text());
        }
        assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
    }
}

#[test]
fn six_hundred_idle_clients_do_not_block_others() {
    for limit in ["64", "0"] {
        let place = folder();
        let flags = [ANY, "--connections-per-peer", limit, "--log", "off"];
        let server = Server::start_with(&place.path().join("data"), &flags);
        let crowd: Vec<TcpStream> = (0..CROWD)
            .map(|number| {
                let mut stream = connect(server.address);
                // Some have made a request, some have begun one, some send nothing.
                let _ = match number % 3 {
                    0 => stream.write_all(b"GET /health HTTP/1.1\r\nhost: x\r\n\r\n"),
                    1 => stream.write_all(b"GET /health HTTP/1.1\r\n"),
                    _ => Ok(()),
                };
                stream
            })
            .collect();
        work(&server);
        drop(crowd);
    }
}

#[test]
fn six_hundred_clients_that_never_read_do_not_block_others() {
    for limit in ["64", "0"] {
        let place = folder();
        let flags = [ANY, "--connections-per-peer", limit, "--log", "off"];
        let server = Server::start_with(&place.path().join("data"), &flags);
        let requests = b"GET / HTTP/1.1\r\nhost: x\r\n\r\n".repeat(100);
        let crowd: Vec<TcpStream> = (0..CROWD)
            .map(|_| {
                let mut stream = connect(server.address);
                stream.set_nonblocking(true).unwrap();
                let _ = stream.write(&requests);
                stream
            })
            .collect();
        work(&server);
        drop(crowd);
    }
}

/// A client that sends without end and never reads is closed by the time limit, below the limits of connections.
#[test]
fn a_client_that_never_reads_is_closed_after_half_a_minute() {
    let place = folder();
    let server = Server::start_with(&place.path().join("data"), &[ANY, "--log", "off"]);
    let mut stream = connect(server.address);
    stream.set_write_timeout(Some(Duration::from_secs(60))).unwrap();
    let requests = b"GET / HTTP/1.1\r\nhost: x\r\n\r\n".repeat(1000);
    let begun = Instant::now();
    while stream.write_all(&requests).is_ok() {}
    let waited = begun.elapsed();
    assert!((29..59).contains(&waited.as_secs()), "{waited:?}");
}

#[test]
fn a_peer_with_too_many_running_requests_is_refused() {
    let place = folder();
    let flags = [ANY, "--connections-per-peer", "2"];
    let server = Server::start_with(&place.path().join("data"), &flags);
    let mut busy: Vec<Connection> = (0..2).map(|_| server.connect()).collect();
    for connection in &mut busy {
        begin_a_request(connection);
    }
    thread::sleep(Duration::from_millis(100));
    let mut refused = server.connect();
    let response = refused.response().unwrap();
    assert_eq!((response.status, response.header("connection")), (503, Some("close")));
    assert_eq!(response.json()["message"], "Too many connections from this address.");
    assert!(refused.is_closed());

    for connection in &mut busy {
        assert_eq!(end_the_request(connection), 200);
    }
    assert_eq!(server.connect().get("/health").unwrap().status, 200);
}

/// Clients may close their sending side after their last request.
#[test]
fn a_client_that_half_closes_gets_its_answers() {
    let place = folder();
    let server = Server::start(&place.path().join("data"));
    let operation = |name: &str| {
        let body = json!({"PoolName": name}).to_string();
        let target = "x-amz-target: AWSCognitoIdentityProviderService.CreateUserPool";
        format!(
            "POST / HTTP/1.1\r\nhost: x\r\n{target}\r\ncontent-type: application/x-amz-json-1.1\r\n\
             content-length: {}\r\n\r\n{body}",
            body.len()
        )
    };
    for count in [1, 2, 8] {
        let mut connection = server.connect();
        let requests: String = (0..count).map(|number| operation(&format!("p{number}"))).collect();
        connection.send(requests.as_bytes()).unwrap();
        connection.stream.shutdown(Shutdown::Write).unwrap();
        for number in 0..count {
            let response =
                connection.response().unwrap_or_else(|error| panic!("{number} of {count}: {error}"));
            assert_eq!(response.json()["UserPool"]["Name"], format!("p{number}"));
        }
        assert_eq!(connection.stream.read(&mut [0; 1]).unwrap(), 0, "then the server closes too");
    }
}

#[test]
fn too_few_open_files_are_reported_in_one_line() {
    let place = folder();
    let data = place.path().join("data");
    let mut start = command_after("ulimit -n 14");
    let output = start.args(["--listen", "127.0.0.1:0", "--data"]).arg(&data).output().unwrap();
    let line = String::from_utf8(output.stderr).unwrap();
    assert_eq!((output.status.code(), line.trim_end().lines().count()), (Some(2), 1), "{line}");
    assert!(line.contains("open only") && line.contains("ulimit -n"), "{line}");
    assert!(!data.exists());
}

#[test]
fn with_few_open_files_the_server_serves_and_refuses_with_an_answer() {
    let place = folder();
    let flags = [ANY, "--connections-per-peer", "0"];
    let server = Server::start_as(command_after("ulimit -n 64"), &place.path().join("data"), &flags);
    let crowd: Vec<TcpStream> = (0..100).map(|_| connect(server.address)).collect();
    work(&server);
    drop(crowd);

    // Now all connections have a running request.
    thread::sleep(Duration::from_millis(300));
    let mut connections: Vec<Connection> = (0..26).map(|_| server.connect()).collect();
    connections.iter_mut().for_each(begin_a_request);
    thread::sleep(Duration::from_millis(1500));
    let (mut refused, mut served) = (0, 0);
    for connection in &mut connections {
        connection.stream.set_read_timeout(Some(Duration::from_millis(10))).unwrap();
        match connection.response() {
            Ok(response) => {
                assert_eq!(response.json()["message"], "Too many connections.");
                refused += 1;
            }
            Err(_) => {
                connection.stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
                assert_eq!(end_the_request(connection), 200);
                served += 1;
            }
        }
    }
    assert!(refused > 0 && served > 10, "{refused} refused, {served} served");
    work(&server);
    let (_, log) = server.kill();
    assert!(!log.contains("cannot accept"), "{log}");
}

#[test]
fn the_usual_limit_of_open_files_is_sufficient() {
    let place = folder();
    let server = Server::start_as(command_after("ulimit -n 1024"), &place.path().join("data"), &[ANY]);
    let files = std::fs::read_dir(format!("/proc/{}/fd", server.process_id()));
    if let Ok(files) = files {
        let open = files.count();
        println!("an idle server has {open} files open");
        assert!(open < 24, "more than the server counts on: {open}");
    }
}

fn begin_a_request(connection: &mut Connection) {
    let head = "POST / HTTP/1.1\r\nhost: x\r\nx-amz-target: AWSCognitoIdentityProviderService.ListUserPools\r\n\
                content-type: application/x-amz-json-1.1\r\ncontent-length: 17\r\n\r\n{\"MaxRes";
    // A connection that is refused may be closed already.
    let _ = connection.send(head.as_bytes());
}

fn end_the_request(connection: &mut Connection) -> u16 {
    connection.send(b"ults\": 5}").unwrap();
    connection.response().unwrap().status
}
