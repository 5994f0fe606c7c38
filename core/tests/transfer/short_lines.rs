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
fn hashes_of_other_systems_are_replaced_at_the_first_sign_in() {
    let mut world = World::new(1);
    world.pool = "eu-west-1_Fixture03".into();
    world.client = "web".into();
    let hashes = [
        (
            "ARGON2",
            "$argon2i$v=19$m=1024,t=3,p=2$c2FsdHNhbHRzYWx0c2FsdA$7wi0XG9+hKyvrhdLXEb9yYZHzmmkTladLFMKzjFIMTo",
        ),
        ("PBKDF2_SHA1", "$pbkdf2$1000$c2FsdHNhbHRzYWx0c2FsdA$EUcKisx.yviAqdTmlEPmy.5ykUU"),
        ("BCRYPT", "$2b$13$abcdefghijklmnopqrstuufJyGQz74MaXA58G4n4SAlu8WLjGODFe"),
    ];
    let mut file = r#"{"type":"pool","id":"eu-west-1_Fixture03","name":"p"}
{"type":"client","id":"web","settings":{"ExplicitAuthFlows":["ALLOW_USER_PASSWORD_AUTH","ALLOW_USER_SRP_AUTH"]}}
"#
    .to_owned();
    for (algorithm, hash) in hashes {
        assert!(userpool::transfer::accepts_password_hash(algorithm, hash), "{algorithm}");
        file += &format!(
            r#"{{"type":"user","username":"{algorithm}","password_hash":{{"algorithm":"{algorithm}","hash":"{hash}"}}}}"#
        );
        file.push('\n');
    }
    import(&world.engine, &file, ImportOptions::default()).unwrap();
    for (name, _) in hashes {
        assert!(world.password_sign_in(name, "wrong horse").is_err(), "{name}");
        let tokens = world.password_sign_in(name, "correct horse").unwrap();
        assert!(tokens.authentication_result.is_some(), "{name}");
        let challenge = world.srp_sign_in(name, "correct horse").unwrap();
        assert!(challenge.authentication_result.is_some(), "{name}");
    }
    assert!(!export(&world.engine, &plain()).contains("imported_hash"));
    for (algorithm, hash) in [("MD5", "x"), ("ARGON2", hashes[1].1), ("BCRYPT", "$2b$15$abc")] {
        assert!(!userpool::transfer::accepts_password_hash(algorithm, hash), "{algorithm}");
    }
}

#[test]
fn a_user_of_an_identity_provider_keeps_the_name_in_every_pool() {
    for naming in ["", r#","settings":{"UsernameAttributes":["email"]}"#] {
        let mut world = World::new(1);
        world.pool = "eu-west-1_Fixture04".into();
        let file = format!(
            r#"{{"type":"pool","id":"eu-west-1_Fixture04","name":"p"{naming}}}
{{"type":"user","username":"acme_1","status":"EXTERNAL_PROVIDER","attributes":{{"email":"ana@example.com"}}}}
"#
        );
        import(&world.engine, &file, ImportOptions::default()).unwrap();
        let user = world.admin_get("acme_1").unwrap();
        assert_eq!((&*user.username, user.user_status.as_str()), ("acme_1", "EXTERNAL_PROVIDER"), "{naming}");
        let long = file.replace("acme_1", &"a".repeat(129));
        let refused =
            refusal(import(&engine(MemoryStorage::default(), 3, 9), &long, ImportOptions::default()));
        assert_eq!(refused, (2, LineProblem::Long));
    }
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
