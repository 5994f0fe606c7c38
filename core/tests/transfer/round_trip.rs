//! What leaves one store arrives in another.

use std::sync::Arc;

use serde_json::{Value, json};
use userpool::{
    Engine,
    operations::AuthenticationResult,
    storage::MemoryStorage,
    transfer::{ExportOptions, ImportOptions, LineProblem, Pools},
};
use userpool_postgres::PostgresOptions;
use userpool_sqlite::SqliteStorage;

use crate::{
    scene::{
        confirm_device, engine, export, full, import, keeping, lines, plain, refreshed, refusal, sealed,
    },
    world::{PASSWORD, World, now, records},
};

/// What the engine with this seed exports, whichever store it has.
fn twin(storage: impl userpool::storage::Storage, master_key: u8) -> String {
    export(&engine(storage, 77, master_key), &plain())
}

#[test]
fn an_export_that_is_imported_elsewhere_exports_the_same_bytes() {
    let source = Arc::new(MemoryStorage::default());
    let world = full(Arc::clone(&source));
    let tokens = world.tokens("ana");
    let device = confirm_device(&world, &tokens);
    world.associate_app(tokens.access_token.as_ref().unwrap());
    let file = twin(Arc::clone(&source), 7);
    for kind in [
        "userpool-export",
        "pool",
        "resource-server",
        "identity-provider",
        "client",
        "group",
        "style",
        "terms",
        "user",
        "end",
    ] {
        assert!(!lines(&file, kind).is_empty(), "{kind}");
    }
    let ana = lines(&file, "user").into_iter().find(|line| line["username"] == "ana").unwrap();
    for member in ["groups", "devices", "mfa", "events", "sessions", "identities", "password"] {
        assert!(!ana[member].is_null(), "{member}: {ana}");
    }

    // Another master key, and another kind of store.
    let memory = Arc::new(MemoryStorage::default());
    let imported = import(&engine(Arc::clone(&memory), 3, 9), &file, ImportOptions::default()).unwrap();
    assert_eq!((imported.pools, imported.clients, imported.groups, imported.users), (1, 2, 2, 5));
    assert_eq!(twin(Arc::clone(&memory), 9), file);
    let folder = tempfile::tempdir().unwrap();
    let sqlite = Arc::new(SqliteStorage::open(folder.path().join("users.db")).unwrap());
    import(&engine(Arc::clone(&sqlite), 4, 11), &file, ImportOptions::default()).unwrap();
    assert_eq!(twin(sqlite, 11), file);

    // Nothing but the seals, the revisions of directory entries and the counters differ in the store itself.
    let partition = format!("pool/{}", world.pool);
    let (before, after) = (records(&source, &partition), records(&memory, &partition));
    let kept = |key: &&String| {
        !["count/", "attempts/", "failures/", "messages/", "code/"]
            .iter()
            .any(|family| key.starts_with(family))
    };
    assert_eq!(before.keys().filter(kept).collect::<Vec<_>>(), after.keys().filter(kept).collect::<Vec<_>>());

    moved(world, engine(memory, 5, 9), &tokens, &device);
}

#[test]
#[ignore = "needs PostgreSQL: storage-traits/postgres/tests/with-postgres cargo test -p userpool --test transfer -- --ignored"]
fn an_export_that_is_imported_into_postgresql_exports_the_same_bytes() {
    #[expect(clippy::disallowed_methods, reason = "a test is told of its server in this way")]
    let url = std::env::var("USERPOOL_TEST_POSTGRES").unwrap();
    let source = Arc::new(MemoryStorage::default());
    let world = full(Arc::clone(&source));
    let tokens = world.tokens("ana");
    let device = confirm_device(&world, &tokens);
    let file = twin(Arc::clone(&source), 7);

    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let _entered = runtime.enter();
    let options = PostgresOptions::new().schema(format!("transfer_{}", std::process::id()));
    let open = async {
        options.migrate(&url).await.unwrap();
        options.connect(&url).await.unwrap()
    };
    let postgres = Arc::new(runtime.block_on(open));
    import(&engine(Arc::clone(&postgres), 3, 9), &file, ImportOptions::default()).unwrap();
    assert!(twin(Arc::clone(&postgres), 9) == file);
    moved(world, engine(postgres, 5, 9), &tokens, &device);
}

/// The application goes on with its ids, tokens and passwords.
fn moved(mut world: World, engine: Engine, tokens: &AuthenticationResult, device: &str) {
    let before = world.pool_ok("DescribeUserPool", json!({}));
    let keys = world.document(&format!("/{}/.well-known/jwks.json", world.pool)).into_body();
    world.engine = engine;
    let after = world.pool_ok("DescribeUserPool", json!({}));
    assert_eq!(after["UserPool"]["EstimatedNumberOfUsers"], 5);
    assert_eq!(after, before);
    assert_eq!(world.document(&format!("/{}/.well-known/jwks.json", world.pool)).into_body(), keys);

    assert_eq!(world.get_user(tokens).unwrap().username, "ana");
    let again = refreshed(&world, tokens.refresh_token.as_ref().unwrap(), device).unwrap();
    assert!(again.authentication_result.is_some());
    world.password_sign_in("ana", PASSWORD).unwrap();
    world.srp_sign_in("ana@example.com", PASSWORD).unwrap();
    assert!(world.password_sign_in("an", PASSWORD).unwrap_err().to_string().contains("disabled"));
    let found = world.pool_ok("ListUsers", json!({"Filter": "email ^= \"u@\""}));
    assert_eq!(found["Users"][0]["Username"], "ünï/cöde");
    let groups = world.pool_ok("ListUsersInGroup", json!({"GroupName": "staff"}));
    assert_eq!(groups["Users"].as_array().unwrap().len(), 2);
    let provider = world.pool_ok("DescribeIdentityProvider", json!({"ProviderName": "Acme"}));
    assert_eq!(provider["IdentityProvider"]["ProviderDetails"]["client_secret"], "provider-secret");
    let domain = world.ok("DescribeUserPoolDomain", json!({"Domain": "demo"}));
    assert_eq!(domain["DomainDescription"]["UserPoolId"], Value::String(world.pool.clone()));
    let events = world.pool_ok("AdminListUserAuthEvents", json!({"Username": "ana"}));
    assert!(events["AuthEvents"].as_array().unwrap().len() >= 3, "old and new ones");
    // A domain of the imported pool can be given up.
    world.pool_ok("DeleteUserPoolDomain", json!({"Domain": "demo"}));
}

#[test]
fn tokens_that_were_revoked_stay_revoked() {
    let source = Arc::new(MemoryStorage::default());
    let mut world = full(Arc::clone(&source));
    let tokens = world.tokens("ana");
    let device = confirm_device(&world, &tokens);
    let token = tokens.refresh_token.clone().unwrap();
    refreshed(&world, &token, &device).unwrap();
    world.ok("RevokeToken", json!({"Token": token.as_str(), "ClientId": world.client}));
    let refresh = |world: &World| refreshed(world, &token, &device);
    let refused = refresh(&world).unwrap_err().to_string();
    let file = export(&world.engine, &plain());
    assert_eq!(lines(&file, "mark").len(), 1);
    let target = engine(MemoryStorage::default(), 3, 9);
    import(&target, &file, ImportOptions::default()).unwrap();
    world.engine = target;
    assert_eq!(refresh(&world).unwrap_err().to_string(), refused);
}

#[test]
fn a_passphrase_seals_every_secret_of_a_file() {
    let source = Arc::new(MemoryStorage::default());
    let world = full(Arc::clone(&source));
    let open = export(&world.engine, &plain());
    assert!(open.contains("plain:"));
    let file = export(&world.engine, &sealed("correct horse"));
    assert!(!file.contains("plain:"));

    let target = || engine(MemoryStorage::default(), 3, 9);
    let with = |passphrase: &str| ImportOptions {
        passphrase: Some(passphrase.to_owned()),
        ..ImportOptions::default()
    };
    assert_eq!(
        refusal(import(&target(), &file, ImportOptions::default())),
        (1, LineProblem::PassphraseMissing)
    );
    assert_eq!(refusal(import(&target(), &file, with("wrong horse"))), (1, LineProblem::PassphraseWrong));
    let store = Arc::new(MemoryStorage::default());
    import(&engine(Arc::clone(&store), 3, 9), &file, with("correct horse")).unwrap();
    assert_eq!(twin(store, 9), twin(source, 7));
}

#[test]
fn a_deleted_pool_comes_back() {
    let world = full(Arc::new(MemoryStorage::default()));
    let file =
        export(&world.engine, &ExportOptions { pools: Pools::One(world.pool.clone()), passphrase: None });
    assert_eq!(
        refusal(import(&world.engine, &file, ImportOptions::default())),
        (2, LineProblem::PoolExists(world.pool.clone()))
    );
    world.pool_ok("DeleteUserPoolDomain", json!({"Domain": "demo"}));
    world.pool_ok("DeleteUserPool", json!({}));
    let removing = refusal(import(&world.engine, &file, ImportOptions::default()));
    assert_eq!(removing, (2, LineProblem::PoolInRemoval(world.pool.clone())));
    while now(world.engine.work(100)).unwrap().more {}
    import(&world.engine, &file, ImportOptions::default()).unwrap();
    world.password_sign_in("ana", PASSWORD).unwrap();
}

#[test]
fn what_another_pool_has_is_not_taken_from_it() {
    let world = full(Arc::new(MemoryStorage::default()));
    let file = export(&world.engine, &plain());
    // The same pool under another id.
    let other = file.replace(&world.pool, "us-east-1_Another01");
    let lines: Vec<&str> = other
        .lines()
        .filter(|line| !line.contains(r#""type":"end""#) && !line.contains("userpool-export"))
        .collect();
    let other = lines.join("\n");
    let (line, problem) = refusal(import(&world.engine, &other, ImportOptions::default()));
    assert_eq!(line, 1);
    assert!(matches!(problem, LineProblem::Refused(text) if text.contains("Domain already associated")));
    let other = other.replace(r#""name":"demo""#, r#""name":"demo2""#);
    let (_, problem) = refusal(import(&world.engine, &other, ImportOptions::default()));
    assert!(matches!(problem, LineProblem::ClientTaken(_)), "{problem}");
}

#[test]
fn exports_and_imports_can_run_on_another_thread() {
    fn assert_send(_: &impl Send) {}
    let engine = engine(MemoryStorage::default(), 3, 9);
    let mut export = engine.export(&plain()).unwrap();
    assert_send(&export.next());
    let mut import = engine.import(ImportOptions::default());
    assert_send(&import.push(b""));
    assert_send(&import.finish());
}

#[test]
fn a_user_whose_records_are_too_many_for_one_commit_comes_with_the_whole_pool_only() {
    let world = World::new(19);
    for (groups, fits) in [(60, true), (61, false)] {
        let user = format!("member-of-{groups}");
        world.create_user(&user, &[("email", &format!("{groups}@example.com")), ("email_verified", "true")]);
        for number in 0..groups {
            let group = format!("group-{number:02}");
            let _ = world.call("CreateGroup", &json!({"UserPoolId": world.pool, "GroupName": group}));
            world.pool_ok("AdminAddUserToGroup", json!({"Username": user, "GroupName": group}));
        }
        let file = export(&world.engine, &plain());
        world.pool_ok("AdminDeleteUser", json!({"Username": user}));
        let checked = ImportOptions { check_only: true, ..keeping() };
        for options in [checked, keeping()] {
            let imported = import(&world.engine, &file, options);
            if fits {
                assert_eq!(imported.unwrap().users, 1);
            } else {
                assert_eq!(refusal(imported).1, LineProblem::ManyParts(60));
            }
        }
        let target = engine(MemoryStorage::default(), 5, 3);
        import(&target, &file, ImportOptions::default()).unwrap();
        let copy = export(&target, &plain());
        for kind in ["user", "group"] {
            assert!(lines(&copy, kind) == lines(&file, kind), "whole, with {groups} groups: {kind}");
        }
    }
}
