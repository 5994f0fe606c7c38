//! What an operator can do wrong: one clear line for each, without the password.

use std::io::Write as _;

use userpool_postgres::{ConnectError, PostgresOptions};

use crate::setting::{Setting, free_port, new_schema};

pub(crate) async fn no_server(setting: Setting) {
    let url = setting.url_at(&format!("127.0.0.1:{}", free_port()));
    let error = refusal(&setting, &url).await;
    assert!(matches!(error, ConnectError::Unreachable { .. }), "{error:?}");
    assert!(error.to_string().starts_with("cannot reach PostgreSQL at 127.0.0.1:"), "{error}");

    let error = refusal(&setting, "postgres://u:secret@no-such-host.invalid/d?sslmode=disable").await;
    assert!(matches!(error, ConnectError::Unreachable { .. }), "{error:?}");
}

/// A web server, and one that says nothing.
pub(crate) async fn a_server_of_another_kind(setting: Setting) {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    std::thread::spawn(move || {
        for link in listener.incoming().take(2).flatten() {
            let _ = (&link).write_all(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
        }
    });
    let error = refusal(&setting, &setting.url_at(&address)).await;
    assert!(matches!(error, ConnectError::Unreachable { .. }), "{error:?}");

    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = setting.url_at(&silent.local_addr().unwrap().to_string());
    let options = PostgresOptions::new().answer(std::time::Duration::from_millis(300));
    let error = options.connect(&url).await.unwrap_err();
    assert!(error.to_string().ends_with("no answer within 0.3 seconds"), "{error}");
}

pub(crate) async fn a_wrong_password(setting: Setting) {
    let error = refusal(&setting, &setting.url_of("postgres", "hunter2")).await;
    assert!(matches!(error, ConnectError::Refused { .. }), "{error:?}");
    assert!(
        error.to_string().contains("does not let the user postgres in: password authentication failed"),
        "{error}"
    );

    let error = refusal(&setting, &setting.url_of("nobody_known", "hunter2")).await;
    assert!(matches!(error, ConnectError::Refused { .. }), "{error:?}");
}

pub(crate) async fn no_password(setting: Setting) {
    let url = setting.url_of("postgres", "").replace(":@", "@");
    let error = refusal(&setting, &url).await;
    assert!(matches!(error, ConnectError::Refused { .. }), "{error:?}");
    assert!(error.to_string().contains("password missing"), "{error}");
}

pub(crate) async fn no_database(setting: Setting) {
    let error = refusal(&setting, &setting.url_with_database("absent")).await;
    assert!(matches!(error, ConnectError::NoDatabase { .. }), "{error:?}");
}

pub(crate) async fn no_right_to_create_tables(setting: Setting) {
    let user = new_role(&setting, "").await;
    let url = setting.url_of(&user, "hunter2");
    let error = PostgresOptions::new().schema(new_schema()).migrate(&url).await.unwrap_err();
    assert!(matches!(&error, ConnectError::NoRight { what: "create tables", .. }), "{error:?}");
    assert!(
        error.to_string().starts_with(&format!("the user {user} may not create tables: permission denied")),
        "{error}"
    );
    assert!(!error.to_string().contains("hunter2"));
}

pub(crate) async fn no_right_to_read_tables(setting: Setting) {
    let schema = new_schema();
    setting.migrated(&schema).await;
    let user = new_role(&setting, "").await;
    let options = PostgresOptions::new().schema(schema);
    let error = options.connect(&setting.url_of(&user, "hunter2")).await.unwrap_err();
    assert!(matches!(&error, ConnectError::NoRight { what: "read tables", .. }), "{error:?}");
}

/// The replicas of `outages` are read-only as well.
pub(crate) async fn a_read_only_server(setting: Setting) {
    let user = new_role(&setting, "SET default_transaction_read_only = on").await;
    let error = refusal(&setting, &setting.url_of(&user, "hunter2")).await;
    assert!(matches!(&error, ConnectError::ReadOnly { .. }), "{error:?}");
    assert!(error.to_string().contains("is read-only"), "{error}");
}

pub(crate) async fn another_encoding(setting: Setting) {
    let name = new_schema();
    let create = format!("CREATE DATABASE {name} ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0");
    setting.client().await.batch_execute(&create).await.unwrap();
    let error = refusal(&setting, &setting.url_with_database(&name)).await;
    assert!(matches!(&error, ConnectError::Encoding { encoding } if encoding == "LATIN1"), "{error:?}");
    setting.client().await.batch_execute(&format!("DROP DATABASE {name} WITH (FORCE)")).await.unwrap();
}

pub(crate) async fn no_tables(setting: Setting) {
    let options = PostgresOptions::new().schema(new_schema());
    let error = options.connect(&setting.url).await.unwrap_err();
    assert!(matches!(error, ConnectError::NotMigrated { found: 0, known: 1 }), "{error:?}");
    assert!(error.to_string().ends_with("migrate the database first"), "{error}");
}

pub(crate) async fn unusable_schema_names(setting: Setting) {
    for name in ["", "1a", "Upper", "with space", "quote\"", "a;b", &"a".repeat(64), "\0", "ä"] {
        let error = PostgresOptions::new().schema(name).migrate(&setting.url).await.unwrap_err();
        assert!(matches!(error, ConnectError::SchemaName { .. }), "{error:?}");
        assert!(!error.to_string().contains('\0'));
    }
}

pub(crate) async fn debug_shows_no_password(setting: Setting) {
    let store = setting.store().await;
    let shown = format!("{store:?} {:?}", setting.options().await);
    assert!(!shown.contains("secret"), "{shown}");
    assert!(shown.starts_with("PostgresStorage { figures: Figures { links: 0, "), "{shown}");
}

/// Both ways in refuse, in one line that shows no password.
async fn refusal(setting: &Setting, url: &str) -> ConnectError {
    let options = PostgresOptions::new().schema(new_schema());
    let migrated = options.migrate(url).await.unwrap_err();
    let error = options.connect(url).await.unwrap_err();
    assert_eq!(std::mem::discriminant(&migrated), std::mem::discriminant(&error), "{migrated:?} {error:?}");
    let (_, password) = setting.url.split_once("postgres:").unwrap();
    let password = password.split_once(':').unwrap().1.split_once('@').unwrap().0;
    for shown in [error.to_string(), format!("{error:?}"), migrated.to_string(), format!("{migrated:?}")] {
        assert!(!shown.contains(password) && !shown.contains("hunter2"), "{shown}");
    }
    assert_eq!(error.to_string().lines().count(), 1, "{error}");
    error
}

/// A user with the password `hunter2` and no rights.
async fn new_role(setting: &Setting, change: &str) -> String {
    let name = new_schema().replace("test", "role");
    let client = setting.client().await;
    client.batch_execute(&format!("CREATE ROLE {name} LOGIN PASSWORD 'hunter2'")).await.unwrap();
    if !change.is_empty() {
        client.batch_execute(&format!("ALTER ROLE {name} {change}")).await.unwrap();
    }
    name
}
