//! The contract of a store: every clause, races of 64 callers, and what a link must not do.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};

use userpool_postgres::{PostgresOptions, PostgresStorage};
use userpool_storage_traits::{
    Key, Partition, Prefix, Scan, Storage, Write,
    conformance::{CLAUSES, Failure},
};

use crate::setting::{Setting, absent, applies, at, batch, key, partition, put, read, sleep, text};

/// How many callers race.
const CALLERS: u64 = 64;

pub(crate) async fn every_clause(setting: Setting) {
    prove(&setting.store().await, "").await;
}

pub(crate) async fn every_clause_through_a_pooler(setting: Setting) {
    let store = setting.options().await.connect(&setting.pooled_url()).await.unwrap();
    prove(&store, "").await;
}

pub(crate) async fn every_clause_with_unnamed_statements(setting: Setting) {
    let url = format!("{}?prepared=off", setting.url);
    prove(&setting.options().await.connect(&url).await.unwrap(), "").await;
}

/// Two stores in one process are to PostgreSQL what two processes are.
pub(crate) async fn all_clauses_at_once_through_several_stores(setting: Setting) {
    at_once(&setting.options().await, &setting.url).await;
}

pub(crate) async fn all_clauses_at_once_through_a_pooler(setting: Setting) {
    at_once(&setting.options().await, &setting.pooled_url()).await;
}

async fn at_once(options: &PostgresOptions, url: &str) {
    let options = options.clone().links(4).wait(Duration::from_secs(60));
    let (one, other) = (options.connect(url).await.unwrap(), options.connect(url).await.unwrap());
    tokio::join!(prove(&one, "1"), prove(&other, "2"), prove(&one, "3"), prove(&other, "4"));
}

async fn prove(store: &PostgresStorage, run: &str) {
    let mut failures: Vec<String> = Vec::new();
    for clause in CLAUSES {
        let outcome: Result<(), Failure> = clause.run(store, run).await;
        if let Err(failure) = outcome {
            failures.push(format!("{clause}: {failure}"));
        }
    }
    assert!(failures.is_empty(), "{} of {} clauses: {failures:#?}", failures.len(), CLAUSES.len());
}

pub(crate) async fn of_64_creations_one_succeeds(setting: Setting) {
    let store = patient(&setting, &setting.url).await;
    for round in 0..10 {
        let name = format!("key/{round}");
        let racers = (0..CALLERS).map(|caller| {
            let (store, name) = (store.clone(), name.clone());
            tokio::spawn(async move {
                applies(&store, vec![absent(&name)], vec![put(&name, caller, &caller.to_string())]).await
            })
        });
        let mut winners = Vec::new();
        for (caller, racer) in racers.collect::<Vec<_>>().into_iter().enumerate() {
            winners.extend(racer.await.unwrap().then_some(caller));
        }
        assert_eq!(winners.len(), 1, "{winners:?}");
        assert_eq!(text(&store, &name).await, Some(winners[0].to_string()));
    }
}

pub(crate) async fn of_64_increments_none_is_lost(setting: Setting) {
    increment(patient(&setting, &setting.url).await).await;
}

pub(crate) async fn of_64_increments_through_a_pooler_none_is_lost(setting: Setting) {
    increment(patient(&setting, &setting.pooled_url()).await).await;
}

async fn increment(store: Arc<PostgresStorage>) {
    assert!(applies(&store, vec![], vec![put("count", 0, "0")]).await);
    let revision = Arc::new(AtomicU64::new(1));
    let racers = (0..CALLERS).map(|_| {
        let (store, revision) = (store.clone(), revision.clone());
        tokio::spawn(async move {
            for _ in 0..3 {
                loop {
                    let found = read(&store, "count").await.unwrap().unwrap();
                    let count: u64 = str::from_utf8(&found.value).unwrap().parse().unwrap();
                    let next = put("count", revision.fetch_add(1, Relaxed), &(count + 1).to_string());
                    if applies(&store, vec![at("count", found.revision.to_bits())], vec![next]).await {
                        break;
                    }
                }
            }
        })
    });
    for racer in racers.collect::<Vec<_>>() {
        racer.await.unwrap();
    }
    assert_eq!(text(&store, "count").await, Some((3 * CALLERS).to_string()));
}

/// Write skew over absence: of each pair both create their own record if that of the other one is absent.
pub(crate) async fn of_32_pairs_that_need_the_absence_of_each_other_one_each_succeeds(setting: Setting) {
    let options = setting.options().await.links(64).wait(Duration::from_secs(60));
    let store = Arc::new(options.connect(&setting.url).await.unwrap());
    for round in 0..10 {
        let name = move |caller: u64| format!("pair/{round}/{caller:02}");
        let racers = (0..CALLERS).map(|caller| {
            let store = store.clone();
            tokio::spawn(async move {
                applies(&store, vec![absent(&name(caller ^ 1))], vec![put(&name(caller), 1, "x")]).await
            })
        });
        let mut applied = Vec::new();
        for racer in racers.collect::<Vec<_>>() {
            applied.push(racer.await.unwrap());
        }
        for (pair, applied) in applied.chunks(2).enumerate() {
            assert_ne!(applied, [true, true], "pair {pair} of round {round}");
        }
        let scan = Scan::first(Prefix::under(["pair", &round.to_string()]), 100);
        let found = store.scan(&partition(), &scan).await.unwrap();
        assert_eq!(found.len(), applied.iter().filter(|applied| **applied).count());
        // Both may give up only if both were refused again and again.
        assert!(found.len() >= 24, "only {} of 32 pairs", found.len());
    }
}

pub(crate) async fn batches_are_visible_before_changes_of_what_they_checked(setting: Setting) {
    order(patient(&setting, &setting.url).await).await;
}

pub(crate) async fn batches_through_a_pooler_are_visible_before_changes_of_what_they_checked(
    setting: Setting,
) {
    order(patient(&setting, &setting.pooled_url()).await).await;
}

/// Writers create rows on the condition that the settings have not changed, while somebody changes them and reads the rows that
/// there are then. The clause does the same in few rounds; with plain reads one change in fifty is followed by a late row.
async fn order(store: Arc<PostgresStorage>) {
    const CHANGES: u64 = 300;
    assert!(applies(&store, vec![], vec![put("settings", 0, "x")]).await);
    let is_over = Arc::new(AtomicBool::new(false));
    let writers = (0..8).map(|writer| {
        let (store, is_over) = (store.clone(), is_over.clone());
        tokio::spawn(async move {
            let mut applied: Vec<(u64, String)> = Vec::new();
            for number in 0.. {
                if is_over.load(Relaxed) {
                    break;
                }
                let revision = read(&store, "settings").await.unwrap().unwrap().revision.to_bits();
                let name = format!("row/{revision:04}/{writer}-{number:06}");
                if applies(&store, vec![at("settings", revision)], vec![put(&name, 1, "x")]).await {
                    applied.push((revision, name));
                }
            }
            applied
        })
    });
    let writers: Vec<_> = writers.collect();

    let mut seen: Vec<Vec<String>> = Vec::new();
    for change in 1..=CHANGES {
        assert!(applies(&store, vec![], vec![put("settings", change, "x")]).await);
        let mut scan = Scan::first(Prefix::under(["row", &format!("{:04}", change - 1)]), 1000);
        let mut names = Vec::new();
        loop {
            let page = store.scan(&partition(), &scan).await.unwrap();
            let Some((last, _)) = page.last() else { break };
            scan.after = Some(last.clone());
            names.extend(page.iter().map(|(key, _)| key.as_str().to_owned()));
        }
        seen.push(names);
    }
    is_over.store(true, Relaxed);
    let (mut rows, mut late) = (0, Vec::new());
    for writer in writers {
        for (revision, name) in writer.await.unwrap() {
            // Nobody looked behind the last change.
            let Some(seen) = seen.get(usize::try_from(revision).unwrap()) else { continue };
            rows += 1;
            if !seen.contains(&name) {
                late.push(name);
            }
        }
    }
    assert!(rows > 100, "only {rows} rows");
    assert!(late.is_empty(), "{} of {rows} rows behind {CHANGES} changes: {late:?}", late.len());
}

/// The messages of a transaction are queued at once, so a future that is dropped halfway does not leave one open.
pub(crate) async fn dropped_requests_leave_no_transaction_open(setting: Setting) {
    let store = setting.options().await.links(2).connect(&setting.url).await.unwrap();
    assert!(applies(&store, vec![], vec![put("a", 0, "x")]).await);
    let mut dropped = 0;
    for number in 0..400_u64 {
        let commit = store.commit(batch(vec![], vec![put(&format!("k/{number}"), number, "x")]));
        let limit = Duration::from_micros(number * 5);
        dropped += u32::from(tokio::time::timeout(limit, commit).await.is_err());
    }
    assert!(dropped > 20, "only {dropped} were dropped");
    let open = "SELECT coalesce(string_agg(state || ': ' || query, '; '), '') FROM pg_stat_activity \
                WHERE application_name = 'userpool' AND state <> 'idle'";
    let client = setting.client().await;
    let start = Instant::now();
    loop {
        // What was sent is still carried out.
        let open: String = client.query_one(open, &[]).await.unwrap().get(0);
        if open.is_empty() {
            break;
        }
        assert!(start.elapsed() < Duration::from_secs(10), "{open}");
        sleep(50).await;
    }
    // The links still answer the right question.
    for number in 0..50 {
        assert!(applies(&store, vec![], vec![put("last", number, &number.to_string())]).await);
        assert_eq!(text(&store, "last").await, Some(number.to_string()));
    }
}

/// With a slow network the time of a commit is that of one round trip.
pub(crate) async fn a_commit_is_one_round_trip(setting: Setting) {
    const TRIP: Duration = Duration::from_millis(100);
    let (options, address) =
        (setting.options().await.links(1), crate::outages::slow(setting.address(), TRIP).await);
    for option in ["", "?prepared=off"] {
        let url = format!("{}{option}", setting.url_at(&address));
        let store = options.connect(&url).await.unwrap();
        read(&store, "a").await.unwrap();
        let trips = |start: Instant| start.elapsed().as_secs_f64() / TRIP.as_secs_f64();

        let start = Instant::now();
        let writes = vec![put("a", 1, "x"), put("b", 1, "x"), Write::Delete { key: key("c") }];
        assert!(applies(&store, vec![absent("a"), absent("z")], writes).await);
        assert!((1.0..1.9).contains(&trips(start)), "a commit: {} trips", trips(start));

        let start = Instant::now();
        store.get(&partition(), &[key("a"), key("b")]).await.unwrap();
        assert!((1.0..1.9).contains(&trips(start)), "a get: {} trips", trips(start));

        let start = Instant::now();
        assert!(applies(&store, vec![at("a", 1)], vec![]).await);
        assert!((1.0..1.9).contains(&trips(start)), "a question: {} trips", trips(start));

        let start = Instant::now();
        store.sweep(1, 10).await.unwrap();
        assert!((1.0..1.9).contains(&trips(start)), "a sweep: {} trips", trips(start));
        let deletes = vec![Write::Delete { key: key("a") }, Write::Delete { key: key("b") }];
        assert!(applies(&store, vec![], deletes).await);
    }
}

pub(crate) async fn requests_wait_for_a_link_and_then_fail(setting: Setting) {
    let options = setting.options().await.links(1).wait(Duration::from_millis(200));
    let store = Arc::new(options.connect(&setting.url).await.unwrap());
    assert!(applies(&store, vec![], vec![put("a", 1, "x")]).await);

    let client = setting.client().await;
    // The link is in use for as long as this lock is held.
    let table: String = client
        .query_one("SELECT table_schema FROM information_schema.tables WHERE table_name = 'userpool_records' ORDER BY table_schema DESC LIMIT 1", &[])
        .await
        .unwrap()
        .get(0);
    client.batch_execute(&format!("BEGIN; LOCK TABLE {table}.userpool_records")).await.unwrap();
    let held = tokio::spawn({
        let store = store.clone();
        async move { read(&store, "a").await.unwrap().is_some() }
    });
    sleep(50).await;
    let error = read(&store, "a").await.unwrap_err();
    assert_eq!(error.to_string(), "storage: all 1 links to PostgreSQL are in use");
    client.batch_execute("COMMIT").await.unwrap();
    assert!(held.await.unwrap());
    assert!(read(&store, "a").await.unwrap().is_some());
}

pub(crate) async fn old_links_are_replaced(setting: Setting) {
    let options = setting.options().await.links(1).lifetime(Duration::from_millis(300));
    let store = options.connect(&setting.url).await.unwrap();
    let client = setting.client().await;
    let mut links = std::collections::BTreeSet::new();
    for _ in 0..20 {
        read(&store, "a").await.unwrap();
        let link = "SELECT pid FROM pg_stat_activity WHERE application_name = 'userpool' ORDER BY backend_start DESC LIMIT 1";
        links.insert(client.query_one(link, &[]).await.unwrap().get::<_, i32>(0));
        sleep(50).await;
    }
    assert!((2..=6).contains(&links.len()), "{links:?}");
}

/// Named statements behind a pooler that exchanges links.
pub(crate) async fn a_pooler_without_prepared_statements_is_named(setting: Setting) {
    let Some(pooler) = &setting.pooler else { return };
    let url = pooler.replace("prepared=off", "prepared=on");
    let options = setting.options().await.links(8);
    let Ok(store) = options.connect(&url).await else { return };
    let store = Arc::new(store);
    let mut errors = Vec::new();
    for _ in 0..10 {
        let requests = (0..8).map(|_| {
            tokio::spawn({
                let store = store.clone();
                async move { read(&store, "a").await.err().map(|error| error.to_string()) }
            })
        });
        for request in requests.collect::<Vec<_>>() {
            errors.extend(request.await.unwrap());
        }
    }
    // A newer pooler allows them.
    assert!(errors.iter().all(|error| error.contains("prepared=off")), "{errors:?}");
}

pub(crate) async fn text_with_nul_is_an_error(setting: Setting) {
    let store = setting.store().await;
    let nul = Key::from_stored("a\0b");
    assert!(store.get(&partition(), std::slice::from_ref(&nul)).await.is_err());
    assert!(store.get(&Partition::new("\0"), &[key("a")]).await.is_err());
    let write = Write::Put { key: nul, record: crate::setting::record(1, "x") };
    assert!(store.commit(batch(vec![], vec![write])).await.is_err());
    assert!(applies(&store, vec![absent("a")], vec![put("a", 1, "x")]).await);
}

/// A store for many callers.
async fn patient(setting: &Setting, url: &str) -> Arc<PostgresStorage> {
    let options = setting.options().await.wait(Duration::from_secs(60));
    Arc::new(options.connect(url).await.unwrap())
}
