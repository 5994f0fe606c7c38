//! Files that people write.

use serde_json::json;
use userpool::{
    operations::*,
    storage::MemoryStorage,
    transfer::{ImportOptions, LineProblem},
};

use crate::{
    scene::{checked, engine, export, import, keeping, lines, plain, refusal},
    world::{PASSWORD, World, now},
};

pub const FIXTURE: &str = r#"
{"type":"pool","id":"eu-west-1_Fixture01","name":"fixture","settings":{"AutoVerifiedAttributes":["email"]},"domain":"fixture"}
{"type":"resource-server","identifier":"https://api.example.com","scopes":[{"ScopeName":"read","ScopeDescription":"Read"}]}
{"type":"identity-provider","name":"Acme","kind":"OIDC","details":{"client_id":"c","client_secret":"s","attributes_request_method":"GET","oidc_issuer":"https://acme.example","authorize_scopes":"openid"}}
{"type":"client","id":"webclient","name":"web","settings":{"ExplicitAuthFlows":["ALLOW_USER_PASSWORD_AUTH","ALLOW_USER_SRP_AUTH","ALLOW_REFRESH_TOKEN_AUTH"]}}
{"type":"client","id":"machine","secret":"asecretofatleast24characters","settings":{"AllowedOAuthFlowsUserPoolClient":true,"AllowedOAuthFlows":["client_credentials"],"AllowedOAuthScopes":["https://api.example.com/read"]}}
{"type":"group","name":"admins","precedence":1}
{"type":"user","username":"ana","password":"Correct-Horse9!","groups":["admins"],"attributes":{"email":"ana@example.com","email_verified":"true"}}
{"type":"user","username":"bob","temporary_password":"Correct-Horse9!"}
"#;

#[test]
fn a_fixture_gives_a_pool_in_which_its_users_sign_in() {
    let mut world = World::new(1);
    world.engine = engine(MemoryStorage::default(), 3, 9);
    let imported = import(&world.engine, FIXTURE, ImportOptions::default()).unwrap();
    assert_eq!(
        (imported.pools, imported.clients, imported.groups, imported.users, imported.others),
        (1, 2, 1, 2, 2)
    );
    world.pool = "eu-west-1_Fixture01".into();
    world.client = "webclient".into();
    let tokens = world.tokens("ana");
    assert_eq!(crate::world::claims(&tokens.access_token)["cognito:groups"], json!(["admins"]));
    assert_eq!(
        world.srp_sign_in("bob", PASSWORD).unwrap().challenge_name.unwrap().as_str(),
        "NEW_PASSWORD_REQUIRED"
    );
    let described = DescribeUserPoolClient { user_pool_id: world.pool.clone(), client_id: "machine".into() };
    let machine = now(world.engine.send(described)).unwrap().user_pool_client;
    assert_eq!(machine.client_secret.unwrap().as_str(), "asecretofatleast24characters");
    let domain = now(world.engine.send(DescribeUserPoolDomain { domain: "fixture".into() })).unwrap();
    assert_eq!(domain.domain_description.user_pool_id.as_deref(), Some("eu-west-1_Fixture01"));
}

#[test]
fn a_fixture_that_is_applied_again_changes_nothing() {
    let target = engine(MemoryStorage::default(), 3, 9);
    import(&target, FIXTURE, keeping()).unwrap();
    let without_time = |file: &str| lines(file, "user");
    let before = export(&target, &plain());
    let again = import(&target, FIXTURE, keeping()).unwrap();
    assert_eq!(
        (again.kept, again.pools, again.clients, again.groups, again.users, again.others),
        (8, 0, 0, 0, 0, 0)
    );
    assert_eq!(without_time(&export(&target, &plain())), without_time(&before));

    // The ids are those of every other run.
    let other = engine(MemoryStorage::default(), 44, 2);
    import(&other, FIXTURE, keeping()).unwrap();
    let subs = |file: &str| lines(file, "user").iter().map(|user| user["sub"].clone()).collect::<Vec<_>>();
    assert_eq!(subs(&export(&other, &plain())), subs(&before));

    // What is new is added.
    let more = FIXTURE.to_owned() + r#"{"type":"user","username":"eve","groups":["admins"]}"#;
    let added = import(&target, &more, keeping()).unwrap();
    assert_eq!((added.kept, added.users), (8, 1));
    assert_eq!(
        refusal(import(&target, FIXTURE, ImportOptions::default())).1,
        LineProblem::PoolExists("eu-west-1_Fixture01".into())
    );
}

#[test]
fn a_user_without_a_password_resets_it_and_a_hash_is_used_once() {
    let mut world = World::new(1);
    let hash = "$2b$04$abcdefghijklmnopqrstuu9Zcr1A1rk8FfXtxOsmwvmvNY6NYsjTa";
    let file = format!(
        r#"{{"type":"pool","id":"eu-west-1_Fixture02","name":"p"}}
{{"type":"client","id":"web","settings":{{"ExplicitAuthFlows":["ALLOW_USER_PASSWORD_AUTH"]}}}}
{{"type":"user","username":"none"}}
{{"type":"user","username":"hashed","password_hash":{{"algorithm":"BCRYPT","hash":"{hash}"}},"sub":"00000000-0000-4000-8000-000000000001"}}"#
    );
    import(&world.engine, &file, ImportOptions::default()).unwrap();
    world.pool = "eu-west-1_Fixture02".into();
    world.client = "web".into();
    assert_eq!(world.admin_get("none").unwrap().user_status.as_str(), "RESET_REQUIRED");
    assert_eq!(world.admin_get("hashed").unwrap().user_status.as_str(), "CONFIRMED");
    assert_eq!(world.attribute("hashed", "sub").as_deref(), Some("00000000-0000-4000-8000-000000000001"));
    let exported = lines(&export(&world.engine, &plain()), "user");
    assert!(exported.iter().any(|user| user["imported_hash"]["algorithm"] == "BCRYPT"));
}

#[test]
fn a_check_reads_everything_and_writes_nothing() {
    let storage = std::sync::Arc::new(MemoryStorage::default());
    let target = engine(std::sync::Arc::clone(&storage), 3, 9);
    let found = import(&target, FIXTURE, checked()).unwrap();
    assert_eq!((found.pools, found.clients, found.groups, found.users), (1, 2, 1, 2));
    assert!(crate::world::records(&storage, "directory").is_empty());
    assert!(crate::world::records(&storage, "pool/eu-west-1_Fixture01").is_empty());
    let source = World::new(1);
    let file = export(&source.engine, &plain());
    import(&target, &file, checked()).unwrap();
    assert!(crate::world::records(&storage, "directory").is_empty());
    assert_eq!(refusal(import(&source.engine, &file, checked())), (2, LineProblem::PoolExists(source.pool)));
}
