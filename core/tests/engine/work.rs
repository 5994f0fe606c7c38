//! Long work in slices: purges, sweeps, changes of the master key, rotations of signing keys; by one engine and by several,
//! cut off at every step.

use std::{
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicI64, AtomicUsize, Ordering},
    },
};

use serde_json::{Value, json};
use userpool::{
    Engine, Error, Worked,
    operations::*,
    storage::{
        Batch, CommitError, Key, MemoryStorage, Partition, Record, Scan, Storage, StorageError, Swept,
    },
};

use crate::world::{PASSWORD, World, Yielding, claims, interleave, now, records};

/// A pool with some users and clients on a store that the test keeps.
fn filled(storage: impl Storage, seed: u64, users: usize) -> World {
    let world = World::with(seed, storage, |_| {}, |_| {}).confirmed("ana");
    for number in 0..users {
        let name = format!("user{number}");
        world.pool_ok("AdminCreateUser", json!({"Username": name, "MessageAction": "SUPPRESS"}));
        if number % 10 == 0 {
            world.add_client(|client| client.generate_secret = Some(true));
        }
    }
    world
}

fn partition(world: &World) -> String {
    format!("pool/{}", world.pool)
}

fn finish(engine: &Engine) -> Worked {
    let mut all = Worked::default();
    loop {
        let worked = now(engine.work(3)).unwrap();
        all.slices += worked.slices;
        all.records += worked.records;
        if !worked.more {
            return all;
        }
    }
}

fn delete_pool(world: &World) {
    world.pool_ok("DeleteUserPool", json!({}));
}

/// Nothing is left of the pool but the tombstone, and no job.
#[track_caller]
fn assert_purged(storage: &MemoryStorage, world: &World) {
    assert_eq!(records(storage, &partition(world)).keys().collect::<Vec<_>>(), ["pool"]);
    let directory = records(storage, "directory");
    assert!(
        directory.keys().all(|key| !key.starts_with("client/") && !key.starts_with("job/purge")),
        "{directory:?}"
    );
}

// ---- Purges ----

#[test]
fn a_pool_is_gone_at_once_and_its_records_go_by_slices() {
    let storage = Arc::new(MemoryStorage::new());
    let world = filled(Arc::clone(&storage), 1, 60);
    let before = records(&storage, &partition(&world)).len();
    assert!(before > 300, "{before}");
    delete_pool(&world);
    assert!(world.admin_get("ana").is_err());
    assert_eq!(records(&storage, &partition(&world)).len(), before, "the call itself removes nothing");

    let one = now(world.engine.work(1)).unwrap();
    assert!((1..=100).contains(&one.records) && one.more, "{one:?}");
    let rest = finish(&world.engine);
    assert_eq!(one.records + rest.records, before as u64 - 1);
    assert_purged(&storage, &world);
    assert_eq!(now(world.engine.work(5)).unwrap(), Worked::default());
}

/// Fails at the call with this number, before or after it was done.
#[derive(Default)]
struct Failing {
    memory: MemoryStorage,
    calls_left: AtomicI64,
    after: std::sync::atomic::AtomicBool,
}

impl Failing {
    fn fails_now(&self) -> bool {
        self.calls_left.fetch_sub(1, Ordering::SeqCst) == 1
    }
}

fn broken() -> StorageError {
    StorageError::new("the disk is gone")
}

impl Storage for Failing {
    async fn get(&self, partition: &Partition, keys: &[Key]) -> Result<Vec<Option<Record>>, StorageError> {
        if self.fails_now() { Err(broken()) } else { Storage::get(&self.memory, partition, keys).await }
    }

    async fn scan(&self, partition: &Partition, scan: &Scan) -> Result<Vec<(Key, Record)>, StorageError> {
        if self.fails_now() { Err(broken()) } else { Storage::scan(&self.memory, partition, scan).await }
    }

    async fn commit(&self, batch: Batch) -> Result<(), CommitError> {
        if !self.fails_now() {
            return Storage::commit(&self.memory, batch).await;
        }
        if self.after.load(Ordering::SeqCst) {
            Storage::commit(&self.memory, batch).await?;
        }
        Err(broken().into())
    }

    async fn sweep(&self, before: u64, limit: u32) -> Result<Swept, StorageError> {
        if self.fails_now() { Err(broken()) } else { Storage::sweep(&self.memory, before, limit).await }
    }
}

/// Deletes a pool and works, with one fault at the call of this number; whether the fault was reached.
fn purge_with_a_fault(seed: u64, call: i64, after: bool) -> bool {
    let storage = Arc::new(Failing::default());
    let world = filled(Arc::clone(&storage), seed, 0);
    for number in 0..60 {
        world.pool_ok("CreateGroup", json!({"GroupName": format!("group{number}")}));
        world.add_client(|_| {});
    }
    storage.after.store(after, Ordering::SeqCst);
    storage.calls_left.store(call, Ordering::SeqCst);
    let deleted = world.send(DeleteUserPool { user_pool_id: world.pool.clone() });
    // A client tries again.
    if deleted.is_err() {
        let again = world.send(DeleteUserPool { user_pool_id: world.pool.clone() });
        assert!(matches!(again, Ok(_) | Err(Error::ResourceNotFound(_))), "{again:?}");
    }
    for _ in 0..6 {
        let _ = now(world.engine.work(3));
        // A lease that was lost with its engine ends, and so does a rest.
        world.clock.advance(61);
    }
    let reached = storage.calls_left.load(Ordering::SeqCst) <= 0;
    storage.calls_left.store(0, Ordering::SeqCst);
    finish(&world.engine);
    assert_purged(&storage.memory, &world);
    reached
}

#[test]
fn a_purge_ends_whatever_call_fails() {
    for after in [false, true] {
        let reached = (1..200).take_while(|call| purge_with_a_fault(2, *call, after)).count();
        assert!(reached > 15 && reached < 199, "{reached}");
    }
}

#[test]
fn the_job_of_a_deletion_that_failed_removes_nothing() {
    let storage = Arc::new(Failing::default());
    let world = filled(Arc::clone(&storage), 3, 1);
    // The pool is read, the job is written, and the pool's own commit fails.
    storage.calls_left.store(3, Ordering::SeqCst);
    world.send(DeleteUserPool { user_pool_id: world.pool.clone() }).unwrap_err();
    let jobs = || {
        let keys = records(&storage.memory, "directory").into_keys();
        keys.filter(|key| key.starts_with("job/purge")).count()
    };
    assert_eq!(jobs(), 1);
    for _ in 0..12 {
        finish(&world.engine);
        world.clock.advance(60);
    }
    assert_eq!(jobs(), 0);
    world.tokens("ana");
}

#[test]
fn a_job_of_a_kind_that_is_not_known_is_left_alone_and_holds_up_no_other() {
    let storage = Arc::new(MemoryStorage::new());
    let world = filled(Arc::clone(&storage), 4, 1);
    let mut batch = Batch::new(Partition::new("directory"));
    for (subject, value) in [("a", r#"{"kind":"import","subject":"a"}"#), ("b", "garbage")] {
        let revision = userpool::storage::Revision::from_bits(1);
        let record = Record { value: value.into(), revision, expires_at: None };
        batch
            .writes
            .push(userpool::storage::Write::Put { key: Key::new(["job", "import", subject]), record });
    }
    now(Storage::commit(&*storage, batch)).unwrap();
    delete_pool(&world);
    finish(&world.engine);
    assert_purged(&storage, &world);
    let left = records(&storage, "directory").into_keys().filter(|key| key.starts_with("job/import"));
    assert_eq!(left.count(), 2);
}

/// Counts how often each key is deleted, so a piece of work that is done twice shows.
struct Counting {
    storage: Yielding<Arc<MemoryStorage>>,
    deletes: AtomicUsize,
}

impl Storage for Counting {
    async fn get(&self, partition: &Partition, keys: &[Key]) -> Result<Vec<Option<Record>>, StorageError> {
        Storage::get(&self.storage, partition, keys).await
    }

    async fn scan(&self, partition: &Partition, scan: &Scan) -> Result<Vec<(Key, Record)>, StorageError> {
        Storage::scan(&self.storage, partition, scan).await
    }

    async fn commit(&self, batch: Batch) -> Result<(), CommitError> {
        let deletes =
            batch.writes.iter().filter(|write| matches!(write, userpool::storage::Write::Delete { .. }));
        if batch.partition.as_str().starts_with("pool/") {
            self.deletes.fetch_add(deletes.count(), Ordering::SeqCst);
        }
        Storage::commit(&self.storage, batch).await
    }
}

type Worker<'a> = Pin<Box<dyn Future<Output = Result<Worked, Error>> + 'a>>;

#[test]
fn engines_on_one_store_share_the_work_and_do_no_piece_twice() {
    for seed in 0..30 {
        let memory = Arc::new(MemoryStorage::new());
        let storage =
            Arc::new(Counting { storage: Yielding(Arc::clone(&memory)), deletes: AtomicUsize::new(0) });
        let world = filled(Arc::clone(&storage), seed, 0);
        for _ in 0..250 {
            world.add_client(|_| {});
        }
        let records_before = records(&memory, &partition(&world)).len();
        storage.deletes.store(0, Ordering::SeqCst);
        delete_pool(&world);
        for _ in 0..20 {
            let workers = (0..3).map(|_| Box::pin(world.engine.work(2)) as Worker<'_>).collect();
            interleave(seed, workers).into_iter().for_each(|worked| assert!(worked.is_ok()));
        }
        assert_purged(&memory, &world);
        assert_eq!(storage.deletes.load(Ordering::SeqCst), records_before - 1, "seed {seed}");
    }
}

// ---- Sweeps ----

#[test]
fn what_expired_goes_within_two_hours_without_a_write() {
    let storage = Arc::new(MemoryStorage::new());
    let world = World::with(20, Arc::clone(&storage), |_| {}, |_| {}).confirmed("ana");
    world.forgot_password("ana").unwrap();
    world.password_sign_in("ana", "Wrong-Horse9!").unwrap_err();
    let waiting = || {
        let keys = records(&storage, &partition(&world)).into_keys();
        keys.filter(|key| key.starts_with("code/forgot-password") || key.starts_with("failures")).count()
    };
    assert_eq!(waiting(), 2);
    // Both end within the hour.
    world.clock.advance(3600);
    for _ in 0..24 {
        finish(&world.engine);
        world.clock.advance(300);
    }
    assert_eq!(waiting(), 0);
    world.tokens("ana");
}

#[test]
fn a_clock_that_is_ahead_for_a_while_sweeps_nothing_early() {
    let storage = Arc::new(MemoryStorage::new());
    let world = World::with(21, Arc::clone(&storage), |_| {}, |_| {}).confirmed("ana");
    let keys = || records(&storage, &partition(&world)).into_keys().collect::<Vec<_>>();
    finish(&world.engine);
    world.forgot_password("ana").unwrap();
    let before = keys();
    world.clock.advance(40 * 86_400);
    for _ in 0..5 {
        finish(&world.engine);
        world.clock.advance(60);
    }
    world.clock.set(crate::world::START.plus_seconds(600));
    for _ in 0..5 {
        finish(&world.engine);
        world.clock.advance(60);
    }
    assert_eq!(keys(), before);
    // And the job does not wait for the wrong time to come.
    world.clock.advance(26 * 3600);
    for _ in 0..3 {
        finish(&world.engine);
        world.clock.advance(1800);
    }
    assert!(keys().len() < before.len());
}

// ---- Master keys ----

const OLD: [u8; 32] = [7; 32];
const NEW: [u8; 32] = [8; 32];

/// The same world after a restart with these master keys, newest first.
fn restarted(world: World, storage: impl Storage, keys: &[[u8; 32]]) -> World {
    let World { clock, outbox, pool, client, .. } = world;
    let builder = Engine::builder()
        .storage(storage)
        .messenger(Arc::clone(&outbox))
        .signer(crate::world::PreparedKeys::after(2))
        .moments(crate::world::HandClock(Arc::clone(&clock)))
        .access(crate::world::administrators());
    let engine = keys.iter().fold(builder, |builder, key| builder.master_key(*key)).build().unwrap();
    World { engine, clock, outbox, pool, client }
}

fn has_job(storage: &MemoryStorage, kind: &str) -> bool {
    let key = Key::new(["job", kind, "store"]);
    let found = now(Storage::get(storage, &Partition::new("directory"), &[key])).unwrap();
    found[0].is_some()
}

/// The ids of the keys that anything in the store is sealed with.
fn key_ids(storage: &MemoryStorage, partitions: &[String]) -> std::collections::BTreeSet<Vec<u8>> {
    fn collect(value: &Value, ids: &mut std::collections::BTreeSet<Vec<u8>>) {
        use base64::{Engine as _, prelude::BASE64_STANDARD};
        match value {
            Value::Object(members) => {
                for (name, member) in members {
                    match member {
                        Value::String(text) if name.starts_with("sealed") => {
                            ids.insert(BASE64_STANDARD.decode(text).unwrap()[..4].to_vec());
                        }
                        other => collect(other, ids),
                    }
                }
            }
            Value::Array(items) => items.iter().for_each(|item| collect(item, ids)),
            _ => {}
        }
    }
    let mut ids = std::collections::BTreeSet::new();
    for partition in partitions {
        for (key, text) in records(storage, partition) {
            let value = serde_json::from_str(&text).unwrap_or_else(|_| panic!("{key}: {text}"));
            collect(&value, &mut ids);
        }
    }
    ids
}

/// A pool with a secret of every kind, and tokens of its users.
fn with_every_secret(storage: Arc<MemoryStorage>) -> (World, AuthenticationResult, UserPoolClient) {
    let world = filled(storage, 30, 45);
    now(world.engine.check_master_key()).unwrap();
    world.pool_ok(
        "SetUserPoolMfaConfig",
        json!({"MfaConfiguration": "OPTIONAL", "SoftwareTokenMfaConfiguration": {"Enabled": true}}),
    );
    let tokens = world.tokens("ana");
    let access_token = tokens.access_token.clone();
    world.send(AssociateSoftwareToken { access_token, ..Default::default() }).unwrap();
    let secret = world.add_client(|client| client.generate_secret = Some(true));
    (world, tokens, secret)
}

/// Everything that was issued or set before still works.
#[track_caller]
fn assert_all_works(world: &World, tokens: &AuthenticationResult, secret: &UserPoolClient) {
    world.get_user(tokens).expect("an access token from before");
    let refresh = tokens.refresh_token.clone().unwrap();
    let renewed =
        world.initiate("REFRESH_TOKEN_AUTH", &[("REFRESH_TOKEN", &refresh)]).expect("a refresh token");
    world.get_user(&renewed.authentication_result.unwrap()).unwrap();
    world.tokens("ana");
    world.srp_sign_in("ana", PASSWORD).unwrap();
    let hash = userpool::auth::secret_hash::secret_hash(
        secret.client_secret.as_ref().unwrap(),
        "ana",
        &secret.client_id,
    );
    let flow = ForgotPassword {
        client_id: secret.client_id.clone(),
        username: "ana".into(),
        secret_hash: Some(hash.as_str().into()),
        ..Default::default()
    };
    world.send(flow).expect("a client's secret");
    assert_eq!(world.document(&format!("/{}/.well-known/jwks.json", world.pool)).status(), 200);
}

#[test]
fn after_the_change_of_the_master_key_the_old_one_is_not_needed() {
    let storage = Arc::new(MemoryStorage::new());
    let (world, tokens, secret) = with_every_secret(Arc::clone(&storage));
    world.forgot_password("ana").unwrap();
    let code = world.outbox.last_code();
    let hidden = |world: &World| {
        let client = world.add_client(|client| {
            client.settings.prevent_user_existence_errors = Some("ENABLED".into());
        });
        let flow =
            ForgotPassword { client_id: client.client_id, username: "nobody".into(), ..Default::default() };
        world.send(flow).unwrap().code_delivery_details
    };
    let invented = hidden(&world);
    let everywhere = [partition(&world)];
    let old_id = key_ids(&storage, &everywhere);
    assert_eq!(old_id.len(), 1);

    let world = restarted(world, Arc::clone(&storage), &[NEW, OLD]);
    now(world.engine.check_master_key()).unwrap();
    assert_all_works(&world, &tokens, &secret);
    let mut last = now(world.engine.rekey(1)).unwrap();
    while !last.done {
        let next = now(world.engine.rekey(1)).unwrap();
        assert!(!next.busy && next.resealed >= last.resealed);
        last = next;
    }
    assert!(last.resealed > 10 && last.unopened == 0, "{last:?}");
    let new_id = key_ids(&storage, &everywhere);
    assert!(new_id.len() == 1 && new_id != old_id);

    let world = restarted(world, Arc::clone(&storage), &[NEW]);
    now(world.engine.check_master_key()).unwrap();
    assert_all_works(&world, &tokens, &secret);
    assert_eq!(hidden(&world), invented, "what is invented does not change with the key");
    world.confirm_forgot_password("ana", &code, "Another-Horse9!").unwrap_err();
    world.forgot_password("ana").unwrap();
    let code = world.outbox.last_code();
    world.confirm_forgot_password("ana", &code, "Another-Horse9!").unwrap();

    let world = restarted(world, storage, &[OLD]);
    assert!(matches!(now(world.engine.check_master_key()), Err(userpool::MasterKeyError::Wrong)));
}

#[test]
fn work_changes_the_master_key_by_itself_and_goes_on_after_a_restart() {
    let storage = Arc::new(MemoryStorage::new());
    let (mut world, tokens, secret) = with_every_secret(Arc::clone(&storage));
    let mut restarts = 0;
    world = restarted(world, Arc::clone(&storage), &[NEW, OLD]);
    while now(world.engine.work(1)).unwrap().more {
        restarts += 1;
        world = restarted(world, Arc::clone(&storage), &[NEW, OLD]);
        // Until the end the old key is needed, and says so.
        let without = restarted(world, Arc::clone(&storage), &[NEW]);
        let early = now(without.engine.check_master_key());
        world = restarted(without, Arc::clone(&storage), &[NEW, OLD]);
        let over = !has_job(&storage, "rekey");
        assert!(over || matches!(early, Err(userpool::MasterKeyError::Wrong)));
    }
    assert!(restarts > 5, "{restarts}");
    let world = restarted(world, storage, &[NEW]);
    now(world.engine.check_master_key()).unwrap();
    assert_all_works(&world, &tokens, &secret);
}

#[test]
fn what_does_not_open_is_counted_and_does_not_hold_up_the_rest() {
    let storage = Arc::new(MemoryStorage::new());
    let (world, tokens, secret) = with_every_secret(Arc::clone(&storage));
    let key = Key::new(["user", "user3"]);
    let place = Partition::new(partition(&world));
    let found = now(Storage::get(&*storage, &place, std::slice::from_ref(&key))).unwrap().remove(0).unwrap();
    let record = Record { value: br#"{"username":"user3"}"#.to_vec(), ..found };
    let writes = vec![userpool::storage::Write::Put { key, record }];
    now(Storage::commit(&*storage, Batch { writes, ..Batch::new(place) })).unwrap();

    let world = restarted(world, Arc::clone(&storage), &[NEW, OLD]);
    let rekeyed = now(world.engine.rekey(1000)).unwrap();
    assert!(rekeyed.done && rekeyed.unopened == 1, "{rekeyed:?}");
    let world = restarted(world, storage, &[NEW]);
    assert_all_works(&world, &tokens, &secret);
}

// ---- Signing keys ----

fn published(world: &World) -> Vec<String> {
    let document = world.document(&format!("/{}/.well-known/jwks.json", world.pool));
    let keys: Value = serde_json::from_slice(document.body()).unwrap();
    keys["keys"].as_array().unwrap().iter().map(|key| key["kid"].as_str().unwrap().to_owned()).collect()
}

fn kid(token: Option<&userpool::Sensitive>) -> String {
    use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
    let header = token.unwrap().split('.').next().unwrap().to_owned();
    let header: Value = serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(header).unwrap()).unwrap();
    header["kid"].as_str().unwrap().to_owned()
}

#[test]
fn new_signing_keys_are_published_before_they_sign_and_old_ones_until_their_last_token_has_expired() {
    let storage = Arc::new(MemoryStorage::new());
    let day = |client: &mut CreateUserPoolClient| client.settings.access_token_validity = Some(24);
    let world = World::with(40, Arc::clone(&storage), |_| {}, day).confirmed("ana");
    let old = published(&world);
    let rotation = now(world.engine.rotate_signing_keys(&world.pool)).unwrap();
    assert_eq!(published(&world), rotation.published);
    assert_eq!((rotation.published.len(), &rotation.published[2..]), (4, &*old));
    assert_eq!(now(world.engine.rotate_signing_keys(&world.pool)).unwrap(), rotation, "it is under way");

    let minutes = rotation.signs_from.seconds_since(world.clock.now()) / 60;
    assert_eq!(minutes, 15, "longer than key sets are kept");
    world.clock.advance(15 * 60 - 1);
    let last = world.tokens("ana");
    assert!(old.contains(&kid(last.access_token.as_ref())) && old.contains(&kid(last.id_token.as_ref())));
    world.clock.advance(1);
    let first = world.tokens("ana");
    for token in [&first.access_token, &first.id_token] {
        assert!(rotation.published[..2].contains(&kid(token.as_ref())));
    }
    assert_ne!(kid(first.access_token.as_ref()), kid(first.id_token.as_ref()));

    // A day later the last token has expired.
    world.clock.advance(86_400 - 2);
    finish(&world.engine);
    world.get_user(&last).unwrap();
    assert_eq!(published(&world).len(), 4);
    world.clock.advance(2 * 3600);
    assert_eq!(published(&world), rotation.published[..2]);
    finish(&world.engine);
    let stored = &records(&storage, &partition(&world))["signing-keys"];
    assert!(old.iter().all(|kid| !stored.contains(kid.as_str())), "{stored}");
    assert!(!records(&storage, "directory").keys().any(|key| key.starts_with("job/retire")));
    assert_eq!(claims(&world.tokens("ana").access_token)["token_use"], "access");
    world.get_user(&world.tokens("ana")).unwrap();
}

#[test]
fn a_rotation_that_fails_anywhere_can_be_repeated() {
    for after in [false, true] {
        for call in 1..6 {
            let storage = Arc::new(Failing::default());
            let world = filled(Arc::clone(&storage), 41, 0);
            let old = published(&world);
            storage.after.store(after, Ordering::SeqCst);
            storage.calls_left.store(call, Ordering::SeqCst);
            let _ = now(world.engine.rotate_signing_keys(&world.pool));
            storage.calls_left.store(0, Ordering::SeqCst);
            let world = restarted(world, Arc::clone(&storage), &[OLD]);
            assert!([2, 4].contains(&published(&world).len()));
            let rotation = now(world.engine.rotate_signing_keys(&world.pool)).unwrap();
            assert_eq!((published(&world).len(), &rotation.published[2..]), (4, &*old));
            for _ in 0..4 {
                world.clock.advance(9 * 3600);
                finish(&world.engine);
            }
            assert_eq!(published(&world), rotation.published[..2]);
            let stored = &records(&storage.memory, &partition(&world))["signing-keys"];
            assert!(old.iter().all(|kid| !stored.contains(kid.as_str())));
        }
    }
}

#[test]
fn no_pool_no_rotation() {
    let world = World::new(42);
    for pool in ["us-east-1_Nothing00", "", "directory", "../pool"] {
        let refused = now(world.engine.rotate_signing_keys(pool)).unwrap_err();
        assert_eq!(refused.name(), "ResourceNotFoundException", "{pool}");
    }
}
