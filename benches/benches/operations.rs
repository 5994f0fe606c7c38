//! Operations on the stores in memory and on SQLite.
#![expect(clippy::unwrap_used, reason = "a benchmark")]

use std::{
    hint::black_box,
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use userpool::{
    Sensitive,
    operations::*,
    storage::{MemoryStorage, Storage},
};
use userpool_benches::{Bench, PASSWORD};
use userpool_sqlite::SqliteStorage;

/// The number of users in the pool that is listed.
const LISTED_USERS: u32 = 100_000;

fn operations(c: &mut Criterion) {
    on(c, "memory", MemoryStorage::default());
    let folder = tempfile::tempdir().unwrap();
    on(c, "sqlite", SqliteStorage::open(folder.path().join("users.db")).unwrap());
}

fn on(c: &mut Criterion, store: &str, storage: impl Storage) {
    let bench = Bench::new(storage);
    bench.add_user("ana");
    let mut group = c.benchmark_group(store);
    group.sample_size(30).measurement_time(Duration::from_secs(4));

    let (_, initiate) = bench.srp_request("ana");
    group.bench_function("srp_initiate", |b| b.iter(|| black_box(bench.send(initiate.clone()))));
    group.bench_function("srp_respond", |b| {
        b.iter_batched(|| bench.prove("ana").answer, |answer| bench.send(answer), BatchSize::SmallInput);
    });
    group.bench_function("password_sign_in", |b| b.iter(|| bench.password_sign_in("ana")));

    let tokens = bench.password_sign_in("ana");
    let refresh = InitiateAuth {
        auth_flow: "REFRESH_TOKEN_AUTH".into(),
        client_id: bench.client.clone(),
        auth_parameters: Some([("REFRESH_TOKEN".into(), tokens.refresh_token.clone().unwrap())].into()),
        ..Default::default()
    };
    group.bench_function("refresh", |b| b.iter(|| bench.send(refresh.clone())));

    let get_user = GetUser { access_token: tokens.access_token.clone().unwrap() };
    group.bench_function("get_user", |b| b.iter(|| bench.send(get_user.clone())));

    let number = AtomicU64::new(0);
    group.bench_function("sign_up", |b| {
        b.iter(|| {
            let number = number.fetch_add(1, Ordering::Relaxed);
            bench.send(SignUp {
                client_id: bench.client.clone(),
                username: format!("user{number}"),
                password: Some(PASSWORD.into()),
                // An address may get twenty messages an hour.
                user_attributes: Some(vec![Attribute::new("email", format!("user{number}@example.com"))]),
                ..Default::default()
            })
        });
    });
    // The pool's last measurement: from here on it records what users do.
    bench.record_events();
    group.bench_function("password_sign_in_with_events", |b| b.iter(|| bench.password_sign_in("ana")));
    group.finish();
}

/// Pages of a large pool: the first, one in the middle, and one with a filter.
fn list_users(c: &mut Criterion) {
    listed(c, "list_users_100k/memory", MemoryStorage::default());
    let folder = tempfile::tempdir().unwrap();
    let storage = SqliteStorage::open(folder.path().join("users.db")).unwrap();
    listed(c, "list_users_100k/sqlite", storage);
}

fn listed(c: &mut Criterion, name: &str, storage: impl Storage) {
    let bench = Bench::passwordless(storage);
    std::thread::scope(|scope| {
        let threads = 32;
        for thread in 0..threads {
            let bench = &bench;
            scope.spawn(move || {
                for user in (thread..LISTED_USERS).step_by(usize::try_from(threads).unwrap()) {
                    bench.send(AdminCreateUser {
                        user_pool_id: bench.pool.clone(),
                        username: format!("user{user:06}"),
                        message_action: Some("SUPPRESS".into()),
                        user_attributes: Some(vec![Attribute::new(
                            "email",
                            format!("user{user:06}@example.com"),
                        )]),
                        ..Default::default()
                    });
                }
            });
        }
    });
    let page = |token: Option<Sensitive>, filter: Option<&str>| {
        bench.send(ListUsers {
            user_pool_id: bench.pool.clone(),
            limit: Some(60),
            pagination_token: token,
            filter: filter.map(String::from),
            ..Default::default()
        })
    };
    let mut token = None;
    for _ in 0..20 {
        token = page(token, None).pagination_token;
    }
    let mut group = c.benchmark_group(name);
    group.sample_size(30);
    group.bench_function("first_page", |b| b.iter(|| page(None, None)));
    group.bench_function("later_page", |b| b.iter(|| page(token.clone(), None)));
    group.bench_function("filtered", |b| b.iter(|| page(None, Some("email ^= \"user0420\""))));
    group.finish();
}

criterion_group!(benches, operations, list_users);
criterion_main!(benches);
