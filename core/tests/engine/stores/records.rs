//! `Engine::check_records`: after any sequence of operations all records fit together, also when the store fails in between;
//! and every kind of damage is found.

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, atomic::Ordering},
};

use proptest::{prelude::*, test_runner::TestRunner};
use serde_json::{Value, json};
use userpool::{
    RecordCheck, RecordFinding, RecordProblem,
    operations::Alias,
    storage::{Batch, Key, MemoryStorage, Partition, Record, Storage, Write},
};

use crate::{
    import,
    world::{Faulty, PASSWORD, World, merged, now, records},
};

/// One operation with a request that is chosen by bytes.
type Act = (&'static str, fn(&Known, [u8; 3]) -> Value);

/// What earlier responses contained, by the name of the member: ids that later requests name.
#[derive(Default)]
struct Known(BTreeMap<String, Vec<String>>);

const NAMES: [&str; 3] = ["ana", "ben", "cleo"];
const ADDRESSES: [&str; 3] = ["a@example.com", "b@example.com", "c@example.com"];

/// Members that later requests may name.
const IDS: [&str; 6] =
    ["ClientId", "ClientSecretId", "TermsId", "ManagedLoginBrandingId", "JobId", "ConfirmationCode"];

impl Known {
    fn learn(&mut self, answer: &Value) {
        match answer {
            Value::Object(members) => {
                for (name, value) in members {
                    match value.as_str().filter(|_| IDS.contains(&&**name)) {
                        Some(id) => self.0.entry(name.clone()).or_default().push(id.to_owned()),
                        None => self.learn(value),
                    }
                }
            }
            Value::Array(items) => items.iter().for_each(|item| self.learn(item)),
            _ => {}
        }
    }

    fn id(&self, name: &str, choice: u8) -> Value {
        let ids = self.0.get(name).map(Vec::as_slice).unwrap_or_default();
        ids.get(usize::from(choice) % ids.len().max(1)).map_or(json!("unknown0"), |id| json!(id))
    }
}

fn pick<T: Copy>(from: &[T], choice: u8) -> T {
    from[usize::from(choice) % from.len()]
}

fn named(choice: u8) -> Value {
    json!({"Username": pick(&NAMES, choice)})
}

fn attributes([_, first, second]: [u8; 3]) -> Value {
    json!([
        {"Name": "email", "Value": pick(&ADDRESSES, first)},
        {"Name": "email_verified", "Value": if second % 2 == 0 { "true" } else { "false" }},
        {"Name": "preferred_username", "Value": pick(&["boss", "chief", "", "head"], second / 2)},
        {"Name": "name", "Value": pick(&["", "Ana", "Ben"], first / 3)},
    ])
}

fn identity(choice: u8) -> Value {
    json!({
        "ProviderName": pick(&["One", "Two"], choice),
        "ProviderAttributeName": "Cognito_Subject",
        "ProviderAttributeValue": pick(&["1", "2"], choice / 2),
    })
}

/// Users with their names, attributes, groups and identities.
const USERS: &[Act] = &[
    ("SignUp", |known, choice| {
        let all = attributes(choice);
        let given: Vec<Value> =
            [0, 2, 3].into_iter().map(|at| all[at].clone()).filter(|each| each["Value"] != "").collect();
        merged(
            json!({"ClientId": known.id("ClientId", 0), "Password": PASSWORD, "UserAttributes": given}),
            &named(choice[0]),
        )
    }),
    ("ConfirmSignUp", |known, [name, ..]| {
        let code = known.id("ConfirmationCode", u8::MAX);
        let force = json!({"ClientId": known.id("ClientId", 0), "ConfirmationCode": code, "ForceAliasCreation": true});
        merged(force, &named(name))
    }),
    ("AdminConfirmSignUp", |_, [name, ..]| named(name)),
    ("AdminCreateUser", |_, choice| {
        let given = attributes(choice).as_array().unwrap()[..2].to_vec();
        let more = json!({"UserAttributes": given, "MessageAction": "SUPPRESS", "ForceAliasCreation": choice[2] % 3 == 0});
        merged(more, &named(choice[0]))
    }),
    ("AdminUpdateUserAttributes", |_, choice| {
        merged(json!({"UserAttributes": attributes(choice)}), &named(choice[0]))
    }),
    ("AdminDeleteUserAttributes", |_, [name, which, _]| {
        let attribute = pick(&["email", "name", "preferred_username"], which);
        merged(json!({"UserAttributeNames": [attribute]}), &named(name))
    }),
    ("AdminSetUserPassword", |_, [name, ..]| {
        merged(json!({"Password": PASSWORD, "Permanent": true}), &named(name))
    }),
    ("AdminDisableUser", |_, [name, ..]| named(name)),
    ("AdminEnableUser", |_, [name, ..]| named(name)),
    ("AdminDeleteUser", |_, [name, ..]| named(name)),
    ("CreateGroup", |_, [_, group, _]| json!({"GroupName": pick(&["admins", "Admins", "staff"], group)})),
    ("DeleteGroup", |_, [_, group, _]| json!({"GroupName": pick(&["admins", "staff"], group)})),
    ("AdminAddUserToGroup", |_, [name, group, _]| {
        merged(json!({"GroupName": pick(&["admins", "staff"], group)}), &named(name))
    }),
    ("AdminRemoveUserFromGroup", |_, [name, group, _]| {
        merged(json!({"GroupName": pick(&["admins", "staff"], group)}), &named(name))
    }),
    ("CreateIdentityProvider", |_, [_, name, identifier]| {
        let details = json!({
            "client_id": "id",
            "authorize_scopes": "openid",
            "oidc_issuer": "https://acme.example",
            "attributes_request_method": "GET",
        });
        json!({
            "ProviderName": pick(&["One", "Two"], name),
            "ProviderType": "OIDC",
            "ProviderDetails": details,
            "IdpIdentifiers": [pick(&["one.example", "two.example"], identifier)],
        })
    }),
    ("DeleteIdentityProvider", |_, [_, name, _]| json!({"ProviderName": pick(&["One", "Two"], name)})),
    ("AdminLinkProviderForUser", |_, [name, which, _]| {
        let local = json!({"ProviderName": "Cognito", "ProviderAttributeValue": pick(&NAMES, name)});
        json!({"DestinationUser": local, "SourceUser": identity(which)})
    }),
    ("AdminDisableProviderForUser", |_, [_, which, _]| json!({"User": identity(which)})),
];

/// App clients, and what belongs to them or to the pool.
const RESOURCES: &[Act] = &[
    (
        "CreateUserPoolClient",
        |_, [secret, ..]| json!({"ClientName": "app", "GenerateSecret": secret % 2 == 0}),
    ),
    ("DeleteUserPoolClient", |known, [client, ..]| json!({"ClientId": known.id("ClientId", client)})),
    ("AddUserPoolClientSecret", |known, [client, ..]| json!({"ClientId": known.id("ClientId", client)})),
    ("DeleteUserPoolClientSecret", |known, [_, secret, _]| {
        let secret = known.id("ClientSecretId", secret);
        // The id of a secret begins with that of its app client.
        let client = secret.as_str().and_then(|id| id.split("--").next());
        json!({"ClientId": client, "ClientSecretId": secret})
    }),
    ("CreateUserPoolDomain", |_, [name, ..]| json!({"Domain": pick(&["one", "two"], name)})),
    ("DeleteUserPoolDomain", |_, [name, ..]| json!({"Domain": pick(&["one", "two"], name)})),
    (
        "CreateResourceServer",
        |_, [name, ..]| json!({"Identifier": pick(&["api", "photos"], name), "Name": "An API"}),
    ),
    ("DeleteResourceServer", |_, [name, ..]| json!({"Identifier": pick(&["api", "photos"], name)})),
    (
        "CreateManagedLoginBranding",
        |known, [client, ..]| json!({"ClientId": known.id("ClientId", client), "UseCognitoProvidedValues": true}),
    ),
    (
        "DeleteManagedLoginBranding",
        |known, [style, ..]| json!({"ManagedLoginBrandingId": known.id("ManagedLoginBrandingId", style)}),
    ),
    ("CreateTerms", |known, [client, name, _]| {
        json!({
            "ClientId": known.id("ClientId", client),
            "TermsName": pick(&["terms-of-use", "privacy-policy"], name),
            "TermsSource": "LINK",
            "Enforcement": "NONE",
            "Links": {"cognito:default": "https://example.com/terms"},
        })
    }),
    (
        "UpdateTerms",
        |known, [terms, name, _]| json!({"TermsId": known.id("TermsId", terms), "TermsName": pick(&["terms-of-use", "privacy-policy"], name)}),
    ),
    ("DeleteTerms", |known, [terms, ..]| json!({"TermsId": known.id("TermsId", terms)})),
    (
        "CreateUserImportJob",
        |_, _| json!({"JobName": "staff", "CloudWatchLogsRoleArn": "arn:aws:iam::123456789012:role/import"}),
    ),
    ("StartUserImportJob", |known, [job, ..]| json!({"JobId": known.id("JobId", job)})),
    ("StopUserImportJob", |known, [job, ..]| json!({"JobId": known.id("JobId", job)})),
];

/// A pool with aliases, and a client.
fn world(store: impl Storage, seed: u64) -> World {
    World::with(
        seed,
        store,
        |pool| {
            pool.alias_attributes = Some(vec![Alias::Email, Alias::PreferredUsername]);
        },
        |_| {},
    )
}

/// Runs the acts one after another, and returns those that were not refused. A refusal is as good as a success.
fn play(world: &World, acts: &[Act], chosen: &[(usize, [u8; 3])]) -> BTreeSet<&'static str> {
    let mut known = Known::default();
    known.learn(&json!({"ClientId": world.client}));
    let mut succeeded = BTreeSet::new();
    for (act, choice) in chosen {
        let (operation, request) = acts[act % acts.len()];
        let request = merged(request(&known, *choice), &json!({"UserPoolId": world.pool}));
        let Ok(answer) = world.call(operation, &request) else { continue };
        succeeded.insert(operation);
        known.learn(&answer);
        match operation {
            "SignUp" => known.learn(&json!({"ConfirmationCode": world.outbox.last_code()})),
            "CreateUserImportJob" => {
                let url = answer["UserImportJob"]["PreSignedUrl"].as_str().unwrap();
                import::put(world, url, import::file(&NAMES.map(import::person)));
            }
            _ => {}
        }
    }
    now(world.engine.work(50)).ok();
    succeeded
}

fn check(world: &World) -> (RecordCheck, Vec<RecordFinding>) {
    let mut findings = Vec::new();
    let checked = now(world.engine.check_records(|finding| findings.push(finding))).unwrap();
    (checked, findings)
}

fn assert_fits(world: &World) {
    let (checked, findings) = check(world);
    assert!(findings.is_empty(), "{findings:#?}");
    assert_eq!((checked.pools, checked.problems), (1, 0));
}

fn sequences(acts: &'static [Act], length: usize) -> impl Strategy<Value = Vec<(usize, [u8; 3])>> {
    prop::collection::vec((0..acts.len(), any::<[u8; 3]>()), 1..length)
}

fn runner(cases: u32) -> TestRunner {
    TestRunner::new(ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() })
}

fn any_sequence_fits(acts: &'static [Act]) {
    let succeeded = RefCell::new(BTreeSet::new());
    let all: BTreeSet<&str> = acts.iter().map(|(operation, _)| *operation).collect();
    // The sequences are not all refusals. Those of one run may miss an operation that needs several others before it.
    for _ in 0..10 {
        runner(150)
            .run(&(any::<u64>(), sequences(acts, 40)), |(seed, chosen)| {
                let world = world(MemoryStorage::default(), seed);
                succeeded.borrow_mut().append(&mut play(&world, acts, &chosen));
                assert_fits(&world);
                Ok(())
            })
            .unwrap();
        if *succeeded.borrow() == all {
            return;
        }
    }
    assert_eq!(succeeded.into_inner(), all);
}

#[test]
fn after_any_operations_on_users_the_records_fit_together() {
    any_sequence_fits(USERS);
}

#[test]
fn after_any_operations_on_clients_and_resources_the_records_fit_together() {
    any_sequence_fits(RESOURCES);
}

/// One call of the store fails, before or after it took effect.
#[test]
fn after_a_fault_of_the_store_the_records_fit_together() {
    for acts in [USERS, RESOURCES] {
        let faults = (any::<u64>(), sequences(acts, 30), 1..60_i64, any::<bool>());
        runner(100)
            .run(&faults, |(seed, chosen, at, after)| {
                let store = Arc::new(Faulty::default());
                let world = world(Arc::clone(&store), seed);
                store.after.store(after, Ordering::SeqCst);
                store.calls_left.store(at, Ordering::SeqCst);
                play(&world, acts, &chosen);
                store.calls_left.store(0, Ordering::SeqCst);
                assert_fits(&world);
                Ok(())
            })
            .unwrap();
    }
}

// ---- Damage ----

/// A pool with a user of every kind of record.
fn damaged(seed: u64) -> (World, Arc<MemoryStorage>) {
    let store = Arc::new(MemoryStorage::default());
    let world = world(Arc::clone(&store), seed);
    world.create_user("ana", &[("email", "a@example.com"), ("email_verified", "true")]);
    world.create_user("ben", &[("email", "b@example.com")]);
    world.pool_ok("CreateGroup", json!({"GroupName": "staff"}));
    world.pool_ok("AdminAddUserToGroup", json!({"GroupName": "staff", "Username": "ana"}));
    let terms = json!({
        "ClientId": world.client,
        "TermsName": "terms-of-use",
        "TermsSource": "LINK",
        "Enforcement": "NONE",
        "Links": {"cognito:default": "https://example.com/terms"},
    });
    world.pool_ok("CreateTerms", terms);
    world.pool_ok("CreateUserPoolDomain", json!({"Domain": "one"}));
    assert_fits(&world);
    (world, store)
}

fn partition(world: &World) -> Partition {
    Partition::new(format!("pool/{}", world.pool))
}

/// Writes or removes records outside of the engine.
fn write(store: &MemoryStorage, partition: Partition, writes: Vec<Write>) {
    now(Storage::commit(store, Batch { writes, ..Batch::new(partition) })).unwrap();
}

/// The keys that begin so.
fn keys(world: &World, store: &MemoryStorage, start: &str) -> Vec<Key> {
    let all = records(store, &format!("pool/{}", world.pool));
    all.keys().filter(|key| key.starts_with(start)).map(|key| Key::from_stored(key.clone())).collect()
}

fn record(store: &MemoryStorage, partition: &Partition, key: &Key) -> Record {
    now(Storage::get(store, partition, std::slice::from_ref(key))).unwrap().remove(0).unwrap()
}

fn found(world: &World) -> Vec<(String, RecordProblem)> {
    check(world).1.into_iter().map(|finding| (finding.key, finding.problem)).collect()
}

#[test]
fn a_missing_record_is_found() {
    for start in ["sub/", "alias/email/", "created/", "ix/email/a", "ix/status/", "member/", "terms/"] {
        let (world, store) = damaged(1);
        let key = keys(&world, &store, start).remove(0);
        write(&store, partition(&world), vec![Write::Delete { key: key.clone() }]);
        let found = found(&world);
        let [(at, RecordProblem::Missing { .. })] = &*found else { panic!("{start}: {found:?}") };
        assert_eq!(at, key.as_str());
    }
}

#[test]
fn a_row_without_its_user_is_found() {
    let (world, store) = damaged(2);
    let key = keys(&world, &store, "user/ana").remove(0);
    write(&store, partition(&world), vec![Write::Delete { key: key.clone() }]);
    let found = found(&world);
    let leads_to = key.as_str().to_owned();
    let strays =
        found.iter().filter(|(_, problem)| *problem == RecordProblem::Stray { leads_to: leads_to.clone() });
    let families: Vec<&str> = strays.map(|(key, _)| key.split('/').next().unwrap()).collect();
    for family in ["sub", "alias", "created", "ix", "memberships"] {
        assert!(families.contains(&family), "{family}: {families:?}");
    }
    assert!(
        found.contains(&("count/00".to_owned(), RecordProblem::Count { counted: 2, stored: 1 })),
        "{found:?}"
    );
}

#[test]
fn a_row_with_another_value_is_found() {
    let (world, store) = damaged(3);
    let row = keys(&world, &store, "ix/email/a").remove(0);
    let moved = Key::new(["ix", "email", "z@example.com", &row.last()]);
    let record = record(&store, &partition(&world), &row);
    write(&store, partition(&world), vec![Write::Put { key: moved.clone(), record }]);
    let leads_to = "user/ana".to_owned();
    assert_eq!(found(&world), [(moved.as_str().to_owned(), RecordProblem::Stray { leads_to })]);
}

#[test]
fn an_altered_record_is_found() {
    let (world, store) = damaged(4);
    let key = Key::new(["user", "ana"]);
    let mut altered = record(&store, &partition(&world), &key);
    let text = String::from_utf8(altered.value).unwrap().replacen("ana", "eve", 1);
    altered.value = text.into_bytes();
    write(&store, partition(&world), vec![Write::Put { key: key.clone(), record: altered }]);
    assert!(found(&world).contains(&(key.as_str().to_owned(), RecordProblem::Unreadable)));
}

#[test]
fn a_record_that_its_list_does_not_name_is_found() {
    for (list, start) in [("terms-list", "terms/"), ("few-groups", "group/")] {
        let (world, store) = damaged(5);
        let (key, other) =
            (keys(&world, &store, start).remove(0), Key::new([start.trim_end_matches('/'), "other"]));
        let record = record(&store, &partition(&world), &key);
        write(&store, partition(&world), vec![Write::Put { key: other.clone(), record }]);
        let problem = RecordProblem::Unlisted { list: list.to_owned() };
        assert_eq!(found(&world), [(other.as_str().to_owned(), problem)]);
    }
}

#[test]
fn a_client_and_a_domain_that_the_directory_does_not_name_are_found() {
    let (world, store) = damaged(6);
    let (client, domain) = (Key::new(["client", &world.client]), Key::new(["domain", "one"]));
    let removed = [&client, &domain].map(|key| Write::Delete { key: key.clone() }).to_vec();
    write(&store, Partition::new("directory"), removed);
    let unlisted = |entry: &Key| RecordProblem::Unlisted { list: format!("directory: {}", entry.as_str()) };
    assert_eq!(
        found(&world),
        [(client.as_str().to_owned(), unlisted(&client)), ("domains".to_owned(), unlisted(&domain))]
    );
}

#[test]
fn a_finding_is_one_line() {
    let (world, store) = damaged(7);
    let key = keys(&world, &store, "created/").remove(0);
    write(&store, partition(&world), vec![Write::Delete { key: key.clone() }]);
    let line = check(&world).1[0].to_string();
    let expected = format!("{}: {}: the record is missing, and user/ana needs it", world.pool, key.as_str());
    assert_eq!(line, expected);
}
