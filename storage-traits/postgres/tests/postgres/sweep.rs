//! The removal of expired records.

use std::time::Instant;

use userpool_postgres::PostgresStorage;
use userpool_storage_traits::{Prefix, Record, Scan, Storage, Swept, Write};

use crate::setting::{Setting, batch, key, new_schema, partition, put, record};

pub(crate) async fn the_oldest_are_removed_first(setting: Setting) {
    let store = setting.store().await;
    let writes = (0..10).map(|number| ending(&format!("{number}"), 100 - number));
    let writes = writes.chain([ending("kept", 101), put("lasting", 1, "x")]);
    store.commit(batch(vec![], writes.collect())).await.unwrap();

    assert_eq!(store.sweep(101, 0).await.unwrap(), Swept::default());
    assert_eq!(store.sweep(101, 4).await.unwrap(), Swept { records: 4, more: true });
    assert_eq!(keys(&store).await, ["0", "1", "2", "3", "4", "5", "kept", "lasting"]);
    assert_eq!(store.sweep(101, u32::MAX).await.unwrap(), Swept { records: 6, more: false });
    assert_eq!(keys(&store).await, ["kept", "lasting"]);
    assert_eq!(store.sweep(u64::MAX, 10).await.unwrap(), Swept { records: 1, more: false });
}

/// As several instances do: together they remove each record once.
pub(crate) async fn several_sweep_at_once(setting: Setting) {
    let schema = new_schema();
    let options = setting.migrated(&schema).await;
    fill(&setting, &schema, 20_000).await;
    let sweepers = (0..4).map(|_| {
        let (options, url) = (options.clone(), setting.url.clone());
        tokio::spawn(async move {
            let store = options.links(1).connect(&url).await.unwrap();
            let mut removed = 0;
            loop {
                let swept = store.sweep(1_000_000, 1000).await.unwrap();
                removed += swept.records;
                if !swept.more {
                    break removed;
                }
            }
        })
    });
    let mut removed = Vec::new();
    for sweeper in sweepers.collect::<Vec<_>>() {
        removed.push(sweeper.await.unwrap());
    }
    let store = options.connect(&setting.url).await.unwrap();
    let rest = store.sweep(1_000_000, 1000).await.unwrap();
    assert_eq!(removed.iter().sum::<u32>() + rest.records, 20_000, "{removed:?}");
    assert!(keys(&store).await.is_empty());
}

pub(crate) async fn locked_records_are_left(setting: Setting) {
    let schema = new_schema();
    let store = setting.migrated(&schema).await.connect(&setting.url).await.unwrap();
    store.commit(batch(vec![], vec![ending("a", 1), ending("b", 2)])).await.unwrap();
    let client = setting.client().await;
    let lock = format!("BEGIN; SELECT * FROM {schema}.userpool_records WHERE key = 'a' FOR UPDATE");
    client.batch_execute(&lock).await.unwrap();
    assert_eq!(store.sweep(10, 10).await.unwrap(), Swept { records: 1, more: false });
    client.batch_execute("COMMIT").await.unwrap();
    assert_eq!(keys(&store).await, ["a"]);
}

/// Also in a large table whose statistics are missing.
pub(crate) async fn the_limit_is_cheap(setting: Setting) {
    let schema = new_schema();
    let store = setting.migrated(&schema).await.connect(&setting.url).await.unwrap();
    fill(&setting, &schema, 300_000).await;
    let mut seconds = Vec::new();
    for _ in 0..10 {
        let start = Instant::now();
        assert_eq!(store.sweep(1_000_000, 1000).await.unwrap(), Swept { records: 1000, more: true });
        seconds.push(start.elapsed().as_secs_f64());
    }
    seconds.sort_by(f64::total_cmp);
    // It takes some 10 ms; a plan that reads the whole table takes more than half a second.
    assert!(seconds[5] < 0.25, "{seconds:?}");
}

/// Records that expire at one second after another.
async fn fill(setting: &Setting, schema: &str, count: u32) {
    let sql = format!(
        "INSERT INTO {schema}.userpool_records SELECT 'p', 'k/' || n, 'x', n, n FROM generate_series(1, {count}) AS n"
    );
    setting.client().await.batch_execute(&sql).await.unwrap();
}

fn ending(name: &str, expires_at: u64) -> Write {
    Write::Put { key: key(name), record: Record { expires_at: Some(expires_at), ..record(1, "x") } }
}

async fn keys(store: &PostgresStorage) -> Vec<String> {
    let found = store.scan(&partition(), &Scan::first(Prefix::all(), 1000)).await.unwrap();
    found.into_iter().map(|(key, _)| key.as_str().to_owned()).collect()
}
