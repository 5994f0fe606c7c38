//! What it costs to record the events of users: sign-ins with a password on SQLite, in a pool that records events and in one that
//! does not, in turns. Exits with 1 when the median time with events exceeds the other one by more than a tenth.
//!
//! Run `cargo run --release -p userpool-benches --bin events [SIGN-INS]`; 3,000 of each kind by default.
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a program that prints, and that stops when it cannot run"
)]

use std::{
    process::ExitCode,
    time::{Duration, Instant},
};

use userpool_benches::Bench;
use userpool_sqlite::SqliteStorage;

/// Most that the time of a sign-in may grow.
const RATIO_MAX: f64 = 1.1;

fn main() -> ExitCode {
    let sign_ins: usize = std::env::args().nth(1).map_or(3000, |number| number.parse().unwrap());
    let folder = tempfile::tempdir().unwrap();
    let open = |name: &str| {
        let bench = Bench::new(SqliteStorage::open(folder.path().join(name)).unwrap());
        bench.add_user("ana");
        bench
    };
    let (without, with) = (open("without.db"), open("with.db"));
    with.record_events();
    let (mut plain, mut recorded) = (Vec::new(), Vec::new());
    for turn in 0..sign_ins {
        // The second of two is a little faster.
        let [first, second] = if turn % 2 == 0 { [&without, &with] } else { [&with, &without] };
        let times = [timed(first), timed(second)];
        let [without, with] = if turn % 2 == 0 { times } else { [times[1], times[0]] };
        plain.push(without);
        recorded.push(with);
    }
    let (plain, recorded) = (median(&mut plain), median(&mut recorded));
    let ratio = recorded.as_secs_f64() / plain.as_secs_f64();
    println!("without events: {:.3} ms", millis(plain));
    println!("with events:    {:.3} ms, {:+.1} %", millis(recorded), (ratio - 1.0) * 100.0);
    ExitCode::from(u8::from(ratio > RATIO_MAX))
}

fn timed(bench: &Bench) -> Duration {
    let begun = Instant::now();
    bench.password_sign_in("ana");
    begun.elapsed()
}

fn median(times: &mut [Duration]) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}
