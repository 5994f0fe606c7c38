//! Resource servers and their scopes.

use std::sync::Arc;

use serde_json::{Value, json};
use userpool::{
    Error,
    error::{InvalidParameter, ResourceNotFound},
    operations::*,
    storage::MemoryStorage,
};

use crate::world::{Racer, World, Yielding, assert_refused, interleave, merged, now, records, refusal};

const API: &str = "https://api.example.com/v1";

fn scope(name: &str) -> Value {
    json!({"ScopeName": name, "ScopeDescription": format!("may {name}")})
}

fn create(world: &World, identifier: &str, scopes: &[&str]) -> Value {
    let scopes: Vec<Value> = scopes.iter().copied().map(scope).collect();
    let request = json!({"Identifier": identifier, "Name": "An API", "Scopes": scopes});
    world.pool_ok("CreateResourceServer", request)["ResourceServer"].clone()
}

fn describe(world: &World, identifier: &str) -> Value {
    world.pool_ok("DescribeResourceServer", json!({"Identifier": identifier}))["ResourceServer"].clone()
}

fn unknown(identifier: &str) -> String {
    refusal(ResourceNotFound::ResourceServer(identifier.to_owned()))
}

#[test]
fn a_resource_server_is_created_read_changed_and_deleted() {
    let world = World::new(1);
    let created = create(&world, API, &["read", "write"]);
    let expected = json!({
        "UserPoolId": world.pool, "Identifier": API, "Name": "An API", "Scopes": [scope("read"), scope("write")],
    });
    assert_eq!(created, expected);
    assert_eq!(describe(&world, API), expected);

    let change = json!({"Identifier": API, "Name": "Another", "Scopes": [scope("read")]});
    let changed = merged(expected, &json!({"Name": "Another", "Scopes": [scope("read")]}));
    assert_eq!(world.pool_ok("UpdateResourceServer", change)["ResourceServer"], changed);
    assert_eq!(describe(&world, API), changed);

    assert_eq!(world.pool_ok("DeleteResourceServer", json!({"Identifier": API})), json!({}));
    for (operation, more) in [
        ("DescribeResourceServer", json!({})),
        ("UpdateResourceServer", json!({"Name": "x"})),
        ("DeleteResourceServer", json!({})),
    ] {
        let request = merged(json!({"Identifier": API}), &more);
        assert_eq!(world.pool_refused(operation, request), unknown(API), "{operation}");
    }
    assert_eq!(unknown(API), format!("ResourceNotFoundException: Resource server {API} does not exist."));
}

#[test]
fn a_resource_server_without_scopes_has_an_empty_list() {
    let world = World::new(2);
    let created = world.pool_ok("CreateResourceServer", json!({"Identifier": "a", "Name": "A"}));
    assert_eq!(created["ResourceServer"]["Scopes"], json!([]));
}

#[test]
fn an_identifier_exists_once_in_a_pool() {
    let world = World::new(3);
    create(&world, API, &[]);
    let again = CreateResourceServer {
        user_pool_id: world.pool.clone(),
        identifier: API.into(),
        name: "again".into(),
        scopes: None,
    };
    let exists = || InvalidParameter::ResourceServerExists(API.into(), world.pool.clone());
    assert_refused(world.send(again), exists());
    assert_eq!(
        refusal(exists()),
        format!("InvalidParameterException: {API} already exists in user pool {}.", world.pool)
    );
    create(&world, "https://API.example.com/v1", &[]);
    let other = world.ok("CreateUserPool", json!({"PoolName": "other"}))["UserPool"]["Id"].clone();
    world.ok("CreateResourceServer", json!({"UserPoolId": other, "Identifier": API, "Name": "x"}));
}

#[test]
fn requests_are_checked_against_the_constraints_of_the_model() {
    let world = World::new(4);
    let named = json!({"Identifier": "a", "Name": "A"});
    let many: Vec<Value> = (0..101).map(|number| scope(&format!("s{number}"))).collect();
    for (more, text) in [
        (
            json!({"Identifier": "a b"}),
            "at 'identifier' failed to satisfy constraint: Member must satisfy regular",
        ),
        (json!({"Name": "a/b"}), "at 'name' failed to satisfy constraint: Member must satisfy regular"),
        (json!({"Name": null}), "Value null at 'name' failed to satisfy constraint: Member must not be null"),
        (json!({"Scopes": [scope("a/b")]}), "at 'scopes.1.member.scopeName' failed to satisfy constraint"),
        (json!({"Scopes": [{"ScopeName": "a"}]}), "Value null at 'scopes.1.member.scopeDescription'"),
        (json!({"Scopes": many}), "Member must have length less than or equal to 100"),
    ] {
        let refused = world.pool_refused("CreateResourceServer", merged(named.clone(), &more));
        assert!(refused.contains(text), "{refused}");
    }
    for limit in [0, 51] {
        let refused = world.pool_refused("ListResourceServers", json!({"MaxResults": limit}));
        assert!(refused.contains("at 'maxResults' failed to satisfy constraint"), "{refused}");
    }
}

#[test]
fn a_list_has_pages_and_its_tokens_belong_to_it() {
    let world = World::new(5).confirmed("ana");
    let expected: Vec<String> = (0..7).map(|number| format!("https://a.example/{number}")).collect();
    for identifier in expected.iter().rev() {
        create(&world, identifier, &["read"]);
    }
    let mut request = json!({"MaxResults": 3});
    let mut found = Vec::new();
    let mut pages = 0;
    loop {
        let page = world.pool_ok("ListResourceServers", request.clone());
        pages += 1;
        for server in page["ResourceServers"].as_array().unwrap() {
            assert_eq!(*server, describe(&world, server["Identifier"].as_str().unwrap()));
            found.push(server["Identifier"].as_str().unwrap().to_owned());
        }
        let Some(token) = page.get("NextToken") else { break };
        request["NextToken"] = token.clone();
    }
    assert_eq!((found, pages), (expected, 3));
    let all = world.pool_ok("ListResourceServers", json!({}));
    assert_eq!((all["ResourceServers"].as_array().unwrap().len(), all.get("NextToken")), (7, None));
    let token = request["NextToken"].clone();
    let foreign = world.pool_refused("ListGroups", json!({"NextToken": token}));
    assert_eq!(foreign, refusal(InvalidParameter::PaginationToken));
}

#[test]
fn an_app_client_lists_only_scopes_that_exist() {
    let world = World::new(6);
    create(&world, API, &["read", "write"]);
    let (read, write) = (format!("{API}/read"), format!("{API}/write"));
    let oauth = |scopes: &[&str]| {
        json!({"ClientName": "c", "AllowedOAuthScopes": scopes, "AllowedOAuthFlows": ["code"],
            "CallbackURLs": ["https://a.example"]})
    };
    let created = world.pool_ok("CreateUserPoolClient", oauth(&["openid", &read]))["UserPoolClient"].clone();
    assert_eq!(created["AllowedOAuthScopes"], json!(["openid", read]));
    let update = |scopes: &[&str]| {
        let mut request = oauth(scopes);
        request["ClientId"] = created["ClientId"].clone();
        request
    };
    world.pool_ok("UpdateUserPoolClient", update(&[&write, &read]));

    for scope in ["photos/read", "read", "openid/read", &format!("{API}/delete"), API] {
        let expected = refusal(Error::ScopeDoesNotExist(scope.to_owned()));
        assert_eq!(world.pool_refused("CreateUserPoolClient", oauth(&["openid", scope])), expected);
        assert_eq!(world.pool_refused("UpdateUserPoolClient", update(&[&read, scope])), expected);
    }
}

#[test]
fn an_app_client_still_lists_a_scope_that_was_removed() {
    let world = World::new(7);
    create(&world, API, &["read"]);
    let read = format!("{API}/read");
    let request = json!({"ClientName": "c", "AllowedOAuthScopes": [read]});
    let client = world.pool_ok("CreateUserPoolClient", request)["UserPoolClient"]["ClientId"].clone();
    world.pool_ok("UpdateResourceServer", json!({"Identifier": API, "Name": "x"}));
    let described = world.pool_ok("DescribeUserPoolClient", json!({"ClientId": client}));
    assert_eq!(described["UserPoolClient"]["AllowedOAuthScopes"], json!([read]));
    // A new list is checked.
    let update = json!({"ClientId": client, "AllowedOAuthScopes": [read]});
    let expected = refusal(Error::ScopeDoesNotExist(read));
    assert_eq!(world.pool_refused("UpdateUserPoolClient", update), expected);
}

#[test]
fn a_scope_removed_while_an_app_client_is_created_leaves_no_client_in_between_in_every_order() {
    for seed in 0..100 {
        let world = World::with(seed, Yielding(MemoryStorage::default()), |_| {}, |_| {});
        create(&world, "api", &["read"]);
        let mut create = CreateUserPoolClient {
            user_pool_id: world.pool.clone(),
            client_name: "c".into(),
            ..Default::default()
        };
        create.settings.allowed_oauth_scopes = Some(vec!["api/read".into()]);
        let delete = DeleteResourceServer { user_pool_id: world.pool.clone(), identifier: "api".into() };
        let outcomes = interleave(
            seed,
            vec![
                Box::pin(async { world.engine.send(create).await.map(|_| ()) }) as Racer<'_, ()>,
                Box::pin(async { world.engine.send(delete).await.map(|_| ()) }),
            ],
        );
        assert!(outcomes[1].is_ok(), "seed {seed}: {outcomes:?}");
        assert!(
            matches!(&outcomes[0], Ok(()) | Err(Error::ScopeDoesNotExist(_))),
            "seed {seed}: {outcomes:?}"
        );
        let clients = world.pool_ok("ListUserPoolClients", json!({}));
        let created = usize::from(outcomes[0].is_ok());
        assert_eq!(clients["UserPoolClients"].as_array().unwrap().len(), 1 + created, "seed {seed}");
    }
}

#[test]
fn resource_servers_are_deleted_with_the_pool() {
    let storage = Arc::new(MemoryStorage::new());
    let world = World::with(8, Arc::clone(&storage), |_| {}, |_| {});
    create(&world, API, &["read"]);
    world.pool_ok("DeleteUserPool", json!({}));
    while now(world.engine.work(4)).unwrap().more {}
    let left = records(&storage, &format!("pool/{}", world.pool));
    assert_eq!(left.keys().collect::<Vec<_>>(), ["pool"]);
}
