//! What happens when links and servers fail.

use std::{
    env,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
};
use userpool_postgres::{PostgresOptions, PostgresStorage};
use userpool_storage_traits::{CommitError, Storage, Write};

use crate::setting::{Server, Setting, absent, applies, at, batch, key, partition, put, read, sleep, text};

/// The end of a transaction on the wire: a simple query.
const COMMIT: &[u8] = b"Q\0\0\0\x0bCOMMIT\0";

/// The batch was applied, and the answer is lost: the store finds out that it succeeded.
pub(crate) async fn a_link_cut_behind_a_commit(setting: Setting) {
    let cut = Arc::new(AtomicBool::new(false));
    let address = proxy(setting.address(), cut.clone(), Cut::Behind).await;
    for option in ["", "?prepared=off"] {
        let store =
            setting.options().await.connect(&format!("{}{option}", setting.url_at(&address))).await.unwrap();
        assert!(applies(&store, vec![], vec![put("a", 1, "old")]).await);

        cut.store(true, Relaxed);
        assert!(
            applies(&store, vec![at("a", 1), absent("b")], vec![put("a", 2, "new"), put("b", 2, "new")])
                .await
        );
        assert!(!cut.load(Relaxed), "the link was not cut");
        assert_eq!(text(&store, "a").await.as_deref(), Some("new"));
        assert_eq!(store.figures().lost, 1);

        // A batch that only removes has nothing by which it could recognise itself.
        cut.store(true, Relaxed);
        let outcome = store.commit(batch(vec![], vec![Write::Delete { key: key("a") }])).await;
        assert!(
            matches!(&outcome, Err(CommitError::Storage(error)) if error.to_string().contains("outcome")),
            "{outcome:?}"
        );
        assert_eq!(text(&store, "a").await, None);
    }
}

/// The batch did not arrive: an error, never success, and no conflict, upon which the engine would try again.
pub(crate) async fn a_link_cut_before_a_commit(setting: Setting) {
    let cut = Arc::new(AtomicBool::new(false));
    let address = proxy(setting.address(), cut.clone(), Cut::Before).await;
    let store = setting.options().await.connect(&setting.url_at(&address)).await.unwrap();
    assert!(applies(&store, vec![], vec![put("a", 1, "old")]).await);

    cut.store(true, Relaxed);
    let outcome = store.commit(batch(vec![at("a", 1)], vec![put("a", 2, "new")])).await;
    assert!(
        matches!(&outcome, Err(CommitError::Storage(error)) if error.to_string().contains("outcome")),
        "{outcome:?}"
    );
    assert_eq!(text(&store, "a").await.as_deref(), Some("old"));

    // A read is simply made again.
    cut.store(true, Relaxed);
    assert_eq!(text(&store, "a").await.as_deref(), Some("old"));
    assert!(!cut.load(Relaxed), "the link was not cut");
}

/// A link that says nothing any more is given up.
pub(crate) async fn a_server_that_does_not_answer(setting: Setting) {
    let cut = Arc::new(AtomicBool::new(false));
    let address = proxy(setting.address(), cut.clone(), Cut::Silent).await;
    let options = setting.options().await.answer(Duration::from_millis(500));
    let store = options.connect(&setting.url_at(&address)).await.unwrap();
    assert!(applies(&store, vec![], vec![put("a", 1, "old")]).await);

    cut.store(true, Relaxed);
    let start = Instant::now();
    assert_eq!(text(&store, "a").await.as_deref(), Some("old"));
    assert!(start.elapsed() >= Duration::from_millis(500));
    assert_eq!(store.figures().lost, 1);
}

/// By an administrator, in the middle of a commit.
pub(crate) async fn a_session_that_is_ended(setting: Setting) {
    let schema = crate::setting::new_schema();
    let store = Arc::new(setting.migrated(&schema).await.connect(&setting.url).await.unwrap());
    assert!(applies(&store, vec![], vec![put("a", 1, "old")]).await);

    let client = setting.client().await;
    client
        .batch_execute(&format!("BEGIN; LOCK TABLE {schema}.userpool_records IN SHARE MODE"))
        .await
        .unwrap();
    let commit = tokio::spawn({
        let store = store.clone();
        async move { store.commit(batch(vec![at("a", 1)], vec![put("a", 2, "new")])).await }
    });
    sleep(200).await;
    let end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
               WHERE application_name = 'userpool' AND wait_event_type = 'Lock'";
    assert_eq!(client.query(end, &[]).await.unwrap().len(), 1);
    let outcome = commit.await.unwrap();
    assert!(
        matches!(&outcome, Err(CommitError::Storage(error)) if error.to_string().contains("57P01")),
        "{outcome:?}"
    );
    client.batch_execute("COMMIT").await.unwrap();
    assert_eq!(text(&store, "a").await.as_deref(), Some("old"));
    assert!(applies(&store, vec![at("a", 1)], vec![put("a", 2, "new")]).await);
}

pub(crate) async fn a_server_that_was_away(setting: Setting) {
    let server = Server::start(&setting, "");
    userpool_postgres::migrate(&server.url()).await.unwrap();
    let store = PostgresStorage::connect(&server.url()).await.unwrap();
    assert!(applies(&store, vec![], vec![put("a", 1, "x")]).await);

    server.kill();
    for _ in 0..3 {
        let error = read(&store, "a").await.unwrap_err().to_string();
        assert!(error.starts_with("storage: ") && !error.contains('\n'), "{error}");
        let outcome = store.commit(batch(vec![], vec![put("a", 2, "y")])).await;
        assert!(matches!(outcome, Err(CommitError::Storage(_))), "{outcome:?}");
        assert!(store.check().await.is_err());
    }
    server.resume();
    store.check().await.unwrap();
    assert_eq!(text(&store, "a").await.as_deref(), Some("x"));
    assert!(applies(&store, vec![at("a", 1)], vec![put("a", 2, "y")]).await);
}

/// Writers go on while the server is killed again and again, `USERPOOL_TEST_KILLS` times.
pub(crate) async fn nothing_acknowledged_is_lost_by_kills(setting: Setting) {
    let kills: u32 = env::var("USERPOOL_TEST_KILLS").ok().and_then(|text| text.parse().ok()).unwrap_or(10);
    let server = Server::start(&setting, "");
    userpool_postgres::migrate(&server.url()).await.unwrap();
    let load = Load::start(&server.url()).await;
    for number in 0..u64::from(kills) {
        sleep(150 + 37 * (number % 8)).await;
        server.kill();
        sleep(20).await;
        server.resume();
    }
    sleep(300).await;
    load.finish(kills.into()).await;
}

/// A replica that has every acknowledged commit becomes the primary server, and the store finds it by itself.
pub(crate) async fn a_replica_takes_over(setting: Setting) {
    let first = Server::start(&setting, "wal_level = replica\nmax_wal_senders = 5\nhot_standby = on");
    userpool_postgres::migrate(&first.url()).await.unwrap();
    let second = Server::replica(&setting, &first);
    let client = crate::setting::client(&first.url()).await;
    for change in ["ALTER SYSTEM SET synchronous_standby_names = '*'", "SELECT pg_reload_conf()"] {
        client.batch_execute(change).await.unwrap();
    }
    drop(client);

    let error = PostgresStorage::connect(&second.url()).await.unwrap_err();
    assert!(matches!(error, userpool_postgres::ConnectError::ReadOnly { .. }), "{error:?}");
    let error = userpool_postgres::migrate(&second.url()).await.unwrap_err();
    assert!(matches!(error, userpool_postgres::ConnectError::ReadOnly { .. }), "{error:?}");

    let hosts = format!("127.0.0.1:{},127.0.0.1:{}", second.port, first.port);
    let load = Load::start(&format!("postgres://postgres@{hosts}/postgres")).await;
    sleep(1500).await;
    first.kill();
    second.promote();
    sleep(1500).await;
    load.finish(1).await;
}

/// Callers that write records and count, and note what was acknowledged.
struct Load {
    store: Arc<PostgresStorage>,
    is_over: Arc<AtomicBool>,
    callers: Vec<tokio::task::JoinHandle<(Vec<String>, u64, u64)>>,
}

impl Load {
    const CALLERS: u64 = 16;

    async fn start(url: &str) -> Self {
        let options =
            PostgresOptions::new().links(12).wait(Duration::from_secs(5)).answer(Duration::from_secs(5));
        let store = Arc::new(options.connect(url).await.unwrap());
        for caller in 0..Self::CALLERS {
            assert!(applies(&store, vec![], vec![put(&format!("count/{caller}"), 0, "0")]).await);
        }
        let is_over = Arc::new(AtomicBool::new(false));
        let revision = Arc::new(AtomicU64::new(1));
        let callers = (0..Self::CALLERS).map(|caller| {
            let (store, is_over, revision) = (store.clone(), is_over.clone(), revision.clone());
            tokio::spawn(call(store, is_over, revision, caller))
        });
        let callers = callers.collect();
        Self { store, is_over, callers }
    }

    async fn finish(self, outages: u64) {
        self.is_over.store(true, Relaxed);
        let (mut acknowledged, mut failed) = (0, 0);
        for (caller, task) in self.callers.into_iter().enumerate() {
            let (names, unsure, failures) = task.await.unwrap();
            for chunk in names.chunks(90) {
                let keys: Vec<_> = chunk.iter().map(|name| key(name)).collect();
                let found = self.store.get(&partition(), &keys).await.unwrap();
                let lost: Vec<_> = chunk.iter().zip(found).filter(|(_, found)| found.is_none()).collect();
                assert!(lost.is_empty(), "lost: {lost:?}");
            }
            let count: u64 = text(&self.store, &format!("count/{caller}")).await.unwrap().parse().unwrap();
            let sure = u64::try_from(names.len()).unwrap();
            assert!(
                (sure..=sure + unsure).contains(&count),
                "{count} counted, {sure} acknowledged, {unsure} unsure"
            );
            acknowledged += sure;
            failed += failures;
        }
        let figures = self.store.figures();
        println!("  {acknowledged} acknowledged, {failed} requests failed in {outages} outages, {figures:?}");
        assert!(acknowledged > 20 * outages, "only {acknowledged} were acknowledged");
    }
}

/// Each round creates a record and counts, in one batch. Returns what was acknowledged, how many rounds may or may not have been
/// applied, and how many requests failed.
async fn call(
    store: Arc<PostgresStorage>,
    is_over: Arc<AtomicBool>,
    revision: Arc<AtomicU64>,
    caller: u64,
) -> (Vec<String>, u64, u64) {
    let (mut names, mut unsure, mut failures) = (Vec::new(), 0, 0);
    let counter = format!("count/{caller}");
    for number in 0.. {
        if is_over.load(Relaxed) {
            break;
        }
        let Ok(found) = read(&store, &counter).await else {
            failures += 1;
            sleep(20).await;
            continue;
        };
        let found = found.unwrap();
        let count: u64 = str::from_utf8(&found.value).unwrap().parse().unwrap();
        let name = format!("row/{caller}/{number}");
        let bits = revision.fetch_add(1, Relaxed);
        let checks = vec![absent(&name), at(&counter, found.revision.to_bits())];
        let writes = vec![put(&name, bits, "x"), put(&counter, bits, &(count + 1).to_string())];
        match store.commit(batch(checks, writes)).await {
            Ok(()) => names.push(name),
            // Nobody else counts here, but the round before may have been applied late.
            Err(CommitError::Conflict) => {}
            Err(CommitError::Storage(_)) => {
                unsure += 1;
                failures += 1;
                sleep(20).await;
            }
        }
    }
    (names, unsure, failures)
}

// ---- Proxies ----

/// What happens to the link that sends the next `COMMIT`.
#[derive(Clone, Copy, PartialEq)]
enum Cut {
    /// It is cut, and the server has not seen the transaction.
    Before,
    /// It is cut when the server has answered.
    Behind,
    /// Nothing passes any more.
    Silent,
}

/// A proxy to `server` that cuts one link when `cut` is set. Returns its address.
async fn proxy(server: &str, cut: Arc<AtomicBool>, kind: Cut) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let server = server.to_owned();
    tokio::spawn(async move {
        while let Ok((client, _)) = listener.accept().await {
            tokio::spawn(pass(client, server.clone(), cut.clone(), kind));
        }
    });
    address
}

async fn pass(mut client: TcpStream, server: String, cut: Arc<AtomicBool>, kind: Cut) {
    let Ok(mut server) = TcpStream::connect(server).await else { return };
    let (mut up, mut down) = (vec![0; 65536], vec![0; 65536]);
    loop {
        tokio::select! {
            read = client.read(&mut up) => {
                let Ok(count @ 1..) = read else { return };
                let ends = up[..count].windows(COMMIT.len()).any(|bytes| bytes == COMMIT);
                if ends && cut.swap(false, Relaxed) {
                    match kind {
                        Cut::Before => {}
                        Cut::Behind => {
                            server.write_all(&up[..count]).await.unwrap();
                            // The answers arrive here and go no further.
                            sleep(200).await;
                        }
                        Cut::Silent => sleep(60_000).await,
                    }
                    return;
                }
                if server.write_all(&up[..count]).await.is_err() { return }
            }
            read = server.read(&mut down) => {
                let Ok(count @ 1..) = read else { return };
                if client.write_all(&down[..count]).await.is_err() { return }
            }
        }
    }
}

/// A proxy to `server` whose answers take `trip`.
pub(crate) async fn slow(server: &str, trip: Duration) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let server = server.to_owned();
    tokio::spawn(async move {
        while let Ok((client, _)) = listener.accept().await {
            let server = TcpStream::connect(&server).await.unwrap();
            let (mut from_client, mut to_client) = client.into_split();
            let (mut from_server, mut to_server) = server.into_split();
            tokio::spawn(async move { tokio::io::copy(&mut from_client, &mut to_server).await });
            tokio::spawn(async move {
                let (sender, mut receiver) = tokio::sync::mpsc::unbounded_channel::<(Instant, Vec<u8>)>();
                tokio::spawn(async move {
                    let mut bytes = vec![0; 65536];
                    while let Ok(count @ 1..) = from_server.read(&mut bytes).await {
                        let _ = sender.send((Instant::now() + trip, bytes[..count].to_vec()));
                    }
                });
                while let Some((due, bytes)) = receiver.recv().await {
                    tokio::time::sleep_until(due.into()).await;
                    if to_client.write_all(&bytes).await.is_err() {
                        break;
                    }
                }
            });
        }
    });
    address
}
