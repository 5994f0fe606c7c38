//! Memory and start time of a release build, run by `examples/server/measure.sh`. Ignored in ordinary runs, since the figures
//! need an idle machine.

use std::{
    fs,
    path::Path,
    thread::sleep,
    time::{Duration, Instant},
};

use serde_json::json;

use crate::support::{Server, folder};

const STARTS: usize = 15;
const START_MAX: Duration = Duration::from_millis(50);
const RESIDENT_KIB_MAX: u64 = 15 * 1024;

#[test]
#[ignore = "measures; run by measure.sh on a release build"]
fn figures() {
    let place = folder();
    let data = place.path().join("data");
    let (_, first) = start(&data);
    println!("first start, makes the data folder    {first:>8.1?}");

    let mut starts: Vec<Duration> = (0..STARTS).map(|_| start(&data).1).collect();
    starts.sort_unstable();
    let (median, slowest) = (starts[STARTS / 2], starts[STARTS - 1]);
    println!("start to first answer, median of {STARTS}   {median:>8.1?} (slowest {slowest:.1?})");

    let (server, _) = start(&data);
    sleep(Duration::from_secs(1));
    let idle = resident_kib(server.process_id());
    println!("resident when idle                    {:>8.1} MB", megabytes(idle));
    work(&server);
    sleep(Duration::from_secs(1));
    let worked = resident_kib(server.process_id());
    println!("resident after 200 sign-ups           {:>8.1} MB", megabytes(worked));

    if std::env::var_os("USERPOOL_SERVER_BIN").is_none() {
        println!("a debug build: the bounds are not checked");
        return;
    }
    assert!(median < START_MAX, "start to first answer: {median:?}, at most {START_MAX:?}");
    assert!(idle < RESIDENT_KIB_MAX, "resident when idle: {idle} KiB, at most {RESIDENT_KIB_MAX}");
}

/// Starts, and waits for the first answer.
fn start(data: &Path) -> (Server, Duration) {
    let begun = Instant::now();
    let server = Server::start(data);
    assert_eq!(server.connect().get("/health").unwrap().status, 200);
    (server, begun.elapsed())
}

fn work(server: &Server) {
    let pool = server.done("CreateUserPool", &json!({"PoolName": "p"}))["UserPool"]["Id"].clone();
    let client = server.done("CreateUserPoolClient", &json!({"UserPoolId": pool, "ClientName": "c"}));
    let client = client["UserPoolClient"]["ClientId"].clone();
    for number in 0..200 {
        let user = json!({"ClientId": client, "Username": format!("user-{number}"), "Password": "Pa55word!"});
        server.done("SignUp", &user);
    }
}

fn resident_kib(process_id: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process_id}/status")).expect("Linux");
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("VmRSS");
    line.trim().trim_end_matches(" kB").parse().expect("a number")
}

/// Megabytes as in the README: 15 MB are 15 * 1024 KiB.
fn megabytes(kib: u64) -> f64 {
    f64::from(u32::try_from(kib).unwrap_or(u32::MAX)) / 1024.0
}
