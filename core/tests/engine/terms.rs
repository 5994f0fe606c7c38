//! Terms documents of app clients.

use std::sync::Arc;

use serde_json::{Value, json};
use userpool::{
    error::{InvalidParameter, LimitExceeded, ResourceNotFound, TermsExists},
    operations::*,
    storage::MemoryStorage,
};

use crate::world::{Racer, World, Yielding, interleave, is_uuid, merged, now, records, refusal};

fn document(client: &str, name: &str) -> Value {
    json!({
        "ClientId": client, "TermsName": name, "TermsSource": "LINK", "Enforcement": "NONE",
        "Links": {"cognito:default": "https://example.com/terms"},
    })
}

fn create(world: &World, client: &str, name: &str) -> Value {
    world.pool_ok("CreateTerms", document(client, name))["Terms"].clone()
}

fn describe(world: &World, id: &Value) -> Value {
    world.pool_ok("DescribeTerms", json!({"TermsId": id}))["Terms"].clone()
}

#[test]
fn a_document_is_created_read_changed_and_deleted() {
    let world = World::new(1);
    let made = create(&world, &world.client, "terms-of-use");
    let id = made["TermsId"].clone();
    assert!(is_uuid(id.as_str().unwrap()));
    let start = world.clock.now().seconds();
    let expected = merged(
        document(&world.client, "terms-of-use"),
        &json!({"TermsId": id, "UserPoolId": world.pool, "CreationDate": start, "LastModifiedDate": start}),
    );
    assert_eq!((&made, &describe(&world, &id)), (&expected, &expected));
    let request = json!({"ClientId": world.client, "TermsName": "terms-of-use"});
    assert_eq!(world.pool_ok("DescribeTermsByClient", request)["Terms"], expected);

    world.clock.advance(5);
    let changes = json!({
        "TermsName": "privacy-policy",
        "Links": {"cognito:default": "https://example.com", "cognito:german": "https://example.com/de"},
    });
    let update = |more: &Value| merged(json!({"TermsId": id}), more);
    let changed = merged(merged(expected, &changes), &json!({"LastModifiedDate": start + 5}));
    assert_eq!(world.pool_ok("UpdateTerms", update(&changes))["Terms"], changed);
    // What is left out stays.
    assert_eq!(world.pool_ok("UpdateTerms", update(&json!({})))["Terms"], changed);
    assert_eq!(describe(&world, &id), changed);

    assert_eq!(world.pool_ok("DeleteTerms", update(&json!({}))), json!({}));
    for operation in ["DescribeTerms", "UpdateTerms", "DeleteTerms"] {
        let refused = world.pool_refused(operation, update(&json!({})));
        assert_eq!(refused, refusal(ResourceNotFound::Terms), "{operation}");
    }
    let request = json!({"ClientId": world.client, "TermsName": "privacy-policy"});
    let none = refusal(ResourceNotFound::TermsOfClient(world.client.clone()));
    assert_eq!(world.pool_refused("DescribeTermsByClient", request), none);
    create(&world, &world.client, "privacy-policy");
}

#[test]
fn an_app_client_has_one_document_of_each_name() {
    let world = World::new(2);
    create(&world, &world.client, "terms-of-use");
    let policy = create(&world, &world.client, "privacy-policy");
    let exists = |name: &str| refusal(TermsExists { name: name.into(), client_id: world.client.clone() });
    for name in ["terms-of-use", "privacy-policy"] {
        assert_eq!(world.pool_refused("CreateTerms", document(&world.client, name)), exists(name));
    }
    let rename = json!({"TermsId": policy["TermsId"], "TermsName": "terms-of-use"});
    assert_eq!(world.pool_refused("UpdateTerms", rename), exists("terms-of-use"));
    let other = world.add_client(|_| {}).client_id;
    create(&world, &other, "terms-of-use");
    let unknown = world.pool_refused("CreateTerms", document("absent", "terms-of-use"));
    assert_eq!(unknown, refusal(ResourceNotFound::Client("absent".into())));
}

#[test]
fn an_app_client_has_one_document_of_a_name_in_every_order() {
    for seed in 0..100 {
        let world = World::with(seed, Yielding(MemoryStorage::default()), |_| {}, |_| {});
        let racers = (0..3).map(|_| {
            let request = CreateTerms {
                user_pool_id: world.pool.clone(),
                client_id: world.client.clone(),
                terms_name: "terms-of-use".into(),
                terms_source: "LINK".into(),
                enforcement: "NONE".into(),
                links: None,
            };
            Box::pin(async { world.engine.send(request).await.map(|_| ()) }) as Racer<'_, ()>
        });
        let outcomes = interleave(seed, racers.collect());
        assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1, "seed {seed}: {outcomes:?}");
    }
}

#[test]
fn links_have_a_default_and_known_languages() {
    let world = World::new(3);
    let with = |links: Value| {
        let request = merged(document(&world.client, "terms-of-use"), &json!({"Links": links}));
        world.pool_refused("CreateTerms", request)
    };
    let german = json!({"cognito:german": "https://example.com"});
    assert_eq!(with(german.clone()), refusal(InvalidParameter::TermsWithoutDefault));
    for (links, text) in [
        (json!({}), "Member must have length greater than or equal to 1"),
        (
            json!({"cognito:polish": "https://example.com"}),
            "Map keys must satisfy constraint: [Member must satisfy",
        ),
        (json!({"cognito:default": "a b"}), "Map value must satisfy constraint: ["),
    ] {
        let refused = with(links);
        assert!(refused.contains(text), "{refused}");
    }
    let made = create(&world, &world.client, "terms-of-use");
    let update = json!({"TermsId": made["TermsId"], "Links": german});
    assert_eq!(world.pool_refused("UpdateTerms", update), refusal(InvalidParameter::TermsWithoutDefault));
    let name = world.pool_refused("CreateTerms", document(&world.client, "imprint"));
    assert!(name.contains("at 'termsName' failed to satisfy constraint"), "{name}");
}

#[test]
fn a_list_has_pages_and_a_pool_forty_documents_at_most() {
    let world = World::new(4);
    let mut made = Vec::new();
    for _ in 0..20 {
        let client = world.add_client(|_| {}).client_id;
        for name in ["terms-of-use", "privacy-policy"] {
            made.push(create(&world, &client, name));
        }
    }
    let over = world.pool_refused("CreateTerms", document(&world.client, "terms-of-use"));
    assert_eq!(over, refusal(LimitExceeded::Terms(40)));
    // A change adds none.
    world.pool_ok("UpdateTerms", json!({"TermsId": made[0]["TermsId"]}));

    let mut request = json!({"MaxResults": 15});
    let mut found = Vec::new();
    loop {
        let page = world.pool_ok("ListTerms", request.clone());
        found.extend(page["Terms"].as_array().unwrap().clone());
        let Some(token) = page.get("NextToken") else { break };
        request["NextToken"] = token.clone();
    }
    let summary = |terms: &Value| {
        let members = ["TermsId", "TermsName", "Enforcement", "CreationDate", "LastModifiedDate"];
        members.iter().map(|name| ((*name).to_owned(), terms[name].clone())).collect::<Value>()
    };
    let mut expected: Vec<Value> = made.iter().map(summary).collect();
    expected.sort_by_key(|terms| terms["TermsId"].as_str().unwrap().to_owned());
    assert_eq!(found, expected);
    assert_eq!(world.pool_ok("ListTerms", json!({}))["Terms"].as_array().unwrap().len(), 40);
    let foreign = world.pool_refused("ListGroups", json!({"NextToken": request["NextToken"]}));
    assert_eq!(foreign, refusal(InvalidParameter::PaginationToken));
}

#[test]
fn documents_are_deleted_with_their_app_client_and_their_pool() {
    let storage = Arc::new(MemoryStorage::new());
    let world = World::with(5, Arc::clone(&storage), |_| {}, |_| {});
    let client = world.add_client(|_| {}).client_id;
    let kept = create(&world, &world.client, "terms-of-use");
    for name in ["terms-of-use", "privacy-policy"] {
        create(&world, &client, name);
    }
    world.pool_ok("DeleteUserPoolClient", json!({"ClientId": client}));
    let listed = world.pool_ok("ListTerms", json!({}))["Terms"].clone();
    assert_eq!((listed.as_array().unwrap().len(), &listed[0]["TermsId"]), (1, &kept["TermsId"]));
    let left = || {
        let keys = records(&storage, &format!("pool/{}", world.pool)).into_keys();
        keys.filter(|key| key.starts_with("terms")).count()
    };
    assert_eq!(left(), 2, "the list and the document");
    world.pool_ok("DeleteUserPool", json!({}));
    while now(world.engine.work(4)).unwrap().more {}
    assert_eq!(left(), 0);
}
