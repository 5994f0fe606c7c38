//! The tables and their versions.

use userpool_postgres::{ConnectError, PostgresOptions};
use userpool_storage_traits::Storage as _;

use crate::setting::{Setting, absent, applies, new_schema, put, read, text};

pub(crate) async fn a_migration_is_made_once(setting: Setting) {
    let options = PostgresOptions::new().schema(new_schema());
    assert_eq!(options.migrate(&setting.url).await.unwrap(), 0);
    let store = options.connect(&setting.url).await.unwrap();
    assert!(applies(&store, vec![absent("a")], vec![put("a", 1, "x")]).await);
    assert_eq!(options.migrate(&setting.url).await.unwrap(), 1);
    assert_eq!(text(&store, "a").await.as_deref(), Some("x"));
    store.check().await.unwrap();
}

pub(crate) async fn many_migrate_at_once(setting: Setting) {
    for _ in 0..8 {
        let options = PostgresOptions::new().schema(new_schema());
        let all = (0..16).map(|_| {
            let (options, url) = (options.clone(), setting.url.clone());
            tokio::spawn(async move { options.migrate(&url).await.unwrap() })
        });
        for one in all.collect::<Vec<_>>() {
            one.await.unwrap();
        }
        options.connect(&setting.url).await.unwrap().check().await.unwrap();
    }
}

pub(crate) async fn a_migration_through_a_pooler(setting: Setting) {
    let options = PostgresOptions::new().schema(new_schema());
    assert_eq!(options.migrate(&setting.pooled_url()).await.unwrap(), 0);
    assert_eq!(options.migrate(&setting.pooled_url()).await.unwrap(), 1);
    options.connect(&setting.pooled_url()).await.unwrap().check().await.unwrap();
}

pub(crate) async fn a_schema_from_the_future_is_refused(setting: Setting) {
    let schema = new_schema();
    let options = setting.migrated(&schema).await;
    setting
        .client()
        .await
        .batch_execute(&format!("INSERT INTO {schema}.userpool_schema VALUES (7, 2)"))
        .await
        .unwrap();
    for error in
        [options.connect(&setting.url).await.unwrap_err(), options.migrate(&setting.url).await.unwrap_err()]
    {
        assert!(matches!(error, ConnectError::Newer { found: 7, known: 1 }), "{error:?}");
        assert_eq!(
            error.to_string(),
            "the tables were changed by a newer version of userpool (schema version 7, and this program knows 1): update \
             this program"
        );
    }
}

/// A step that only adds: instances of this version go on, and may be restarted.
pub(crate) async fn a_schema_from_the_future_that_only_adds_is_used(setting: Setting) {
    let schema = new_schema();
    let options = setting.migrated(&schema).await;
    let before = options.connect(&setting.url).await.unwrap();
    assert!(applies(&before, vec![], vec![put("a", 1, "x")]).await);
    let step = format!(
        "ALTER TABLE {schema}.userpool_records ADD COLUMN added text; INSERT INTO {schema}.userpool_schema VALUES (2, 1)"
    );
    setting.client().await.batch_execute(&step).await.unwrap();

    assert_eq!(options.migrate(&setting.url).await.unwrap(), 2);
    for store in [before, options.connect(&setting.url).await.unwrap()] {
        assert!(applies(&store, vec![], vec![put("a", 2, "y")]).await);
        assert_eq!(text(&store, "a").await.as_deref(), Some("y"));
        store.sweep(1, 1).await.unwrap();
    }
}

pub(crate) async fn tables_of_another_program_stay_as_they_are(setting: Setting) {
    let client = setting.client().await;
    for table in [
        "userpool_records (id int)",
        "userpool_records (partition text, key text, value text, revision bigint, expires_at bigint)",
        // Like ours, but not made by this crate.
        "userpool_records (partition text, key text, value bytea, revision bigint, expires_at bigint)",
        "userpool_schema (id int)",
        "userpool_schema (version text, oldest text); INSERT INTO {}.userpool_schema VALUES ('one', 'two')",
    ] {
        let schema = new_schema();
        let create =
            format!("CREATE SCHEMA {schema}; CREATE TABLE {schema}.{}", table.replace("{}", &schema));
        client.batch_execute(&create).await.unwrap();
        let options = PostgresOptions::new().schema(&schema);
        for error in [options.migrate(&setting.url).await.err(), options.connect(&setting.url).await.err()] {
            assert!(matches!(error, Some(ConnectError::NotOurs { .. })), "{table}: {error:?}");
        }
        let count = "SELECT count(*) FROM information_schema.tables WHERE table_schema = $1";
        let tables: i64 = client.query_one(count, &[&schema]).await.unwrap().get(0);
        assert_eq!(tables, 1, "{table}");
    }

    // Where only the table of records is missing, nothing is created behind the back of whoever removed it.
    let schema = new_schema();
    let options = setting.migrated(&schema).await;
    let store = options.connect(&setting.url).await.unwrap();
    client.batch_execute(&format!("DROP TABLE {schema}.userpool_records")).await.unwrap();
    assert!(read(&store, "a").await.is_err());
    assert!(matches!(options.migrate(&setting.url).await, Err(ConnectError::Postgres { .. })));
}
