//! Domains of pools, and that a name belongs to one pool.

use std::sync::{Arc, atomic::Ordering};

use serde_json::{Value, json};
use userpool::{
    error::{FeatureUnavailableInTier, InvalidParameter, ResourceNotFound},
    operations::*,
    storage::MemoryStorage,
};

use crate::world::{
    Faulty, Racer, START, World, Yielding, assert_refused, interleave, merged, now, records, refusal,
};

const CERTIFICATE: &str = "arn:aws:acm:us-east-1:123456789012:certificate/0a1b";
const CUSTOM: &str = "auth.example.com";

fn custom() -> Value {
    json!({"Domain": CUSTOM, "CustomDomainConfig": {"CertificateArn": CERTIFICATE}})
}

fn describe(world: &World, domain: &str) -> Value {
    world.ok("DescribeUserPoolDomain", json!({"Domain": domain}))["DomainDescription"].clone()
}

fn pool(world: &World, id: &str) -> Value {
    world.ok("DescribeUserPool", json!({"UserPoolId": id}))["UserPool"].clone()
}

fn another_pool(world: &World) -> String {
    let pool = world.ok("CreateUserPool", json!({"PoolName": "other"}));
    pool["UserPool"]["Id"].as_str().unwrap().to_owned()
}

fn create(pool: &str, domain: &str) -> CreateUserPoolDomain {
    CreateUserPoolDomain { user_pool_id: pool.to_owned(), domain: domain.to_owned(), ..Default::default() }
}

fn delete(pool: &str, domain: &str) -> DeleteUserPoolDomain {
    DeleteUserPoolDomain { user_pool_id: pool.to_owned(), domain: domain.to_owned() }
}

#[test]
fn a_prefix_domain_is_created_read_changed_and_deleted() {
    let world = World::new(1);
    assert_eq!(describe(&world, "my-app"), json!({}));
    let created = world.pool_ok("CreateUserPoolDomain", json!({"Domain": "my-app"}));
    assert_eq!(created, json!({"ManagedLoginVersion": 1}));
    let described = describe(&world, "my-app");
    let distribution = described["CloudFrontDistribution"].as_str().unwrap();
    assert!(distribution.starts_with('d') && distribution.ends_with(".cloudfront.invalid"), "{distribution}");
    let expected = json!({
        "UserPoolId": world.pool, "AWSAccountId": "000000000000", "Domain": "my-app", "Status": "ACTIVE",
        "S3Bucket": "aws-cognito-prod-us-east-1-assets", "CloudFrontDistribution": distribution,
        "Version": "20260528202640", "CustomDomainConfig": {}, "ManagedLoginVersion": 1,
    });
    assert_eq!((START.seconds(), &described), (1_780_000_000, &expected));
    assert_eq!(pool(&world, &world.pool)["Domain"], "my-app");
    assert_eq!(pool(&world, &world.pool).get("CustomDomain"), None);

    world.clock.advance(61);
    let updated = json!({"Domain": "my-app", "ManagedLoginVersion": 2});
    assert_eq!(world.pool_ok("UpdateUserPoolDomain", updated), json!({"ManagedLoginVersion": 2}));
    let changed = merged(expected, &json!({"ManagedLoginVersion": 2, "Version": "20260528202741"}));
    assert_eq!(describe(&world, "my-app"), changed);

    assert_eq!(world.pool_ok("DeleteUserPoolDomain", json!({"Domain": "my-app"})), json!({}));
    assert_eq!(describe(&world, "my-app"), json!({}));
    assert_eq!(pool(&world, &world.pool).get("Domain"), None);
    let gone = refusal(InvalidParameter::NoSuchDomain);
    for operation in ["UpdateUserPoolDomain", "DeleteUserPoolDomain"] {
        assert_eq!(world.pool_refused(operation, json!({"Domain": "my-app"})), gone);
    }
}

#[test]
fn a_custom_domain_has_a_certificate_and_a_host_to_lead_to() {
    let world = World::new(2);
    let routing = json!({"Failover": {"SecondaryRegion": "us-west-2", "PrimaryRoute53HealthCheckId": "h"}});
    let created = world.pool_ok("CreateUserPoolDomain", merged(custom(), &json!({"Routing": routing})));
    let described = describe(&world, CUSTOM);
    assert_eq!(created["CloudFrontDomain"], described["CloudFrontDistribution"]);
    assert_eq!((&created["Routing"], &described["Routing"]), (&routing, &routing));
    assert_eq!(described["CustomDomainConfig"], json!({"CertificateArn": CERTIFICATE}));
    assert_eq!(pool(&world, &world.pool)["CustomDomain"], CUSTOM);

    let config = json!({"CertificateArn": format!("{CERTIFICATE}2"), "SecurityPolicy": "TLS_V1_2_2021"});
    let update = json!({"Domain": CUSTOM, "CustomDomainConfig": config});
    let updated = world.pool_ok("UpdateUserPoolDomain", update);
    assert_eq!(updated, created);
    assert_eq!(describe(&world, CUSTOM)["CustomDomainConfig"], config);
}

#[test]
fn a_custom_domain_leads_to_the_public_host_of_the_engine() {
    let world =
        World::built(3, |builder| builder.public_url("https://id.example.net:8443/x"), |_| {}, |_| {});
    let created = world.pool_ok("CreateUserPoolDomain", custom());
    assert_eq!(created["CloudFrontDomain"], "id.example.net");
}

#[test]
fn a_pool_has_one_domain_of_each_kind() {
    let world = World::new(4);
    world.pool_ok("CreateUserPoolDomain", json!({"Domain": "one"}));
    world.pool_ok("CreateUserPoolDomain", custom());
    let second = refusal(InvalidParameter::DomainConfigured);
    assert_eq!(world.pool_refused("CreateUserPoolDomain", json!({"Domain": "two"})), second);
    assert_eq!(world.pool_refused("CreateUserPoolDomain", json!({"Domain": "one"})), second);
    let other = merged(custom(), &json!({"Domain": "login.example.com"}));
    assert_eq!(world.pool_refused("CreateUserPoolDomain", other), second);
    assert_eq!(describe(&world, "two"), json!({}));

    world.pool_ok("DeleteUserPoolDomain", json!({"Domain": "one"}));
    assert_eq!(pool(&world, &world.pool)["CustomDomain"], CUSTOM);
    world.pool_ok("CreateUserPoolDomain", json!({"Domain": "two"}));
    assert_eq!(pool(&world, &world.pool)["Domain"], "two");
}

#[test]
fn a_name_belongs_to_one_pool_until_it_is_deleted() {
    let world = World::new(5);
    let other = another_pool(&world);
    world.send(create(&world.pool, "one")).unwrap();
    world.pool_ok("CreateUserPoolDomain", custom());
    assert_refused(world.send(create(&other, "one")), InvalidParameter::DomainTaken);
    let again = merged(custom(), &json!({"UserPoolId": other}));
    assert_eq!(world.refused("CreateUserPoolDomain", again), refusal(InvalidParameter::CustomDomainTaken));
    assert_refused(world.send(delete(&other, "one")), InvalidParameter::NoSuchDomain);

    world.send(delete(&world.pool, "one")).unwrap();
    world.send(create(&other, "one")).unwrap();
    assert_eq!(describe(&world, "one")["UserPoolId"], other);
    assert_refused(world.send(create(&world.pool, "one")), InvalidParameter::DomainTaken);
}

#[test]
fn names_are_checked() {
    let world = World::new(6);
    for (name, expected) in [
        ("a.b", InvalidParameter::DomainCharacters),
        ("my-aws-app", InvalidParameter::DomainReservedWord("aws")),
        ("amazon", InvalidParameter::DomainReservedWord("amazon")),
        ("cognito-app", InvalidParameter::DomainReservedWord("cognito")),
    ] {
        assert_refused(world.send(create(&world.pool, name)), expected);
    }
    for name in ["A", "-a", "a_b", &"a".repeat(64)] {
        let refused = world.pool_refused("CreateUserPoolDomain", json!({"Domain": name}));
        assert!(refused.contains("at 'domain' failed to satisfy constraint"), "{refused}");
    }
    for name in ["app", "example.com", "example.co.uk"] {
        let request = merged(custom(), &json!({"Domain": name}));
        let expected = refusal(InvalidParameter::CustomDomainName);
        assert_eq!(world.pool_refused("CreateUserPoolDomain", request), expected, "{name}");
    }
    for arn in
        ["arn:aws:acm:eu-west-1:123456789012:certificate/0", "arn:aws:iam:us-east-1:123456789012:role/r"]
    {
        let request = merged(custom(), &json!({"CustomDomainConfig": {"CertificateArn": arn}}));
        let expected = refusal(InvalidParameter::Certificate);
        assert_eq!(world.pool_refused("CreateUserPoolDomain", request), expected, "{arn}");
    }
    // A word that only contains a reserved one is none.
    world.send(create(&world.pool, "awsome-amazonas")).unwrap();
    let certificate = merged(custom(), &json!({"Domain": "awsome-amazonas"}));
    let expected = refusal(InvalidParameter::CertificateOfPrefixDomain);
    assert_eq!(world.pool_refused("UpdateUserPoolDomain", certificate), expected);
}

#[test]
fn managed_login_needs_a_tier_above_lite() {
    let world = World::new(7).moved_to(json!({"PoolName": "p", "UserPoolTier": "LITE"}));
    let request = json!({"Domain": "one", "ManagedLoginVersion": 2});
    let expected = refusal(FeatureUnavailableInTier::Feature("LITE".into(), "Managed Login Version 2"));
    assert_eq!(world.pool_refused("CreateUserPoolDomain", request.clone()), expected);
    world.pool_ok("CreateUserPoolDomain", json!({"Domain": "one"}));
    assert_eq!(world.pool_refused("UpdateUserPoolDomain", request), expected);
    for version in [0, 3] {
        let request = json!({"Domain": "one", "ManagedLoginVersion": version});
        let expected = refusal(InvalidParameter::ManagedLoginVersion);
        assert_eq!(world.pool_refused("UpdateUserPoolDomain", request), expected);
    }
}

#[test]
fn a_pool_with_a_domain_is_not_deleted() {
    let storage = Arc::new(MemoryStorage::new());
    let world = World::with(8, Arc::clone(&storage), |_| {}, |_| {});
    for request in [json!({"Domain": "one"}), custom()] {
        world.pool_ok("CreateUserPoolDomain", request.clone());
        let refused = world.pool_refused("DeleteUserPool", json!({}));
        assert_eq!(refused, refusal(InvalidParameter::PoolHasDomain));
        world.pool_ok("DeleteUserPoolDomain", json!({"Domain": request["Domain"]}));
    }
    world.pool_ok("DeleteUserPool", json!({}));
    while now(world.engine.work(4)).unwrap().more {}
    let left = records(&storage, &format!("pool/{}", world.pool));
    assert_eq!(left.keys().collect::<Vec<_>>(), ["pool"]);
    let entries = records(&storage, "directory").into_keys().filter(|key| key.starts_with("domain/"));
    assert_eq!(entries.count(), 0);
    let unknown = refusal(ResourceNotFound::Pool(world.pool.clone()));
    assert_eq!(world.pool_refused("CreateUserPoolDomain", json!({"Domain": "one"})), unknown);
}

#[test]
fn a_domain_is_seen_only_in_the_region_of_its_pool() {
    let world = World::new(9);
    world.pool_ok("CreateUserPoolDomain", json!({"Domain": "one"}));
    let elsewhere = world.call_in("eu-west-1", "DescribeUserPoolDomain", &json!({"Domain": "one"})).unwrap();
    assert_eq!(elsewhere, json!({"DomainDescription": {}}));
}

#[test]
fn of_pools_that_take_one_name_one_has_it_in_every_order() {
    for seed in 0..300 {
        let world = World::with(seed, Yielding(MemoryStorage::default()), |_| {}, |_| {});
        let pools: Vec<String> =
            [world.pool.clone()].into_iter().chain((0..3).map(|_| another_pool(&world))).collect();
        let racers = pools.iter().map(|pool| {
            let request = create(pool, "one");
            Box::pin(async { world.engine.send(request).await.map(|_| ()) }) as Racer<'_, ()>
        });
        let outcomes = interleave(seed, racers.collect());
        let won: Vec<usize> = (0..pools.len()).filter(|racer| outcomes[*racer].is_ok()).collect();
        assert_eq!(won.len(), 1, "seed {seed}: {outcomes:?}");
        for (racer, (pool_id, outcome)) in pools.iter().zip(outcomes).enumerate() {
            if racer == won[0] {
                assert_eq!(describe(&world, "one")["UserPoolId"], *pool_id, "seed {seed}");
                assert_eq!(pool(&world, pool_id)["Domain"], "one", "seed {seed}");
            } else {
                assert_refused(outcome, InvalidParameter::DomainTaken);
                assert_eq!(pool(&world, pool_id).get("Domain"), None, "seed {seed}");
            }
        }
    }
}

/// One pool gives the name up and takes it again, another takes it, and the first is deleted.
#[test]
fn a_name_that_moves_leads_to_the_pool_that_has_it_in_every_order() {
    for seed in 0..300 {
        let world = World::with(seed, Yielding(MemoryStorage::default()), |_| {}, |_| {});
        let pools = [world.pool.clone(), another_pool(&world)];
        world.send(create(&pools[0], "one")).unwrap();
        let race: Vec<Racer<'_, ()>> = vec![
            Box::pin(async { world.engine.send(delete(&pools[0], "one")).await.map(|_| ()) }),
            Box::pin(async { world.engine.send(create(&pools[0], "one")).await.map(|_| ()) }),
            Box::pin(async { world.engine.send(create(&pools[1], "one")).await.map(|_| ()) }),
            Box::pin(async {
                world.engine.send(DeleteUserPool { user_pool_id: pools[0].clone() }).await.map(|_| ())
            }),
        ];
        let outcomes = interleave(seed, race);
        assert!(outcomes[0].is_ok(), "seed {seed}: {outcomes:?}");
        let having: Vec<&String> = pools
            .iter()
            .filter(|id| {
                let described = world.call("DescribeUserPool", &json!({"UserPoolId": id}));
                described.is_ok_and(|described| described["UserPool"]["Domain"] == "one")
            })
            .collect();
        assert!(having.len() <= 1, "seed {seed}: {outcomes:?}");
        let described = describe(&world, "one");
        assert_eq!(described.get("UserPoolId").and_then(Value::as_str), having.first().map(|id| &***id));
        if having.is_empty() {
            // A claim that came to nothing ends after a while.
            world.clock.advance(600);
            world.send(create(&pools[1], "one")).unwrap();
        }
    }
}

#[test]
fn a_creation_and_a_deletion_that_fail_anywhere_can_be_repeated() {
    for after in [false, true] {
        for call in 1..5 {
            let store = Arc::new(Faulty::default());
            let world = World::with(10, Arc::clone(&store), |_| {}, |_| {});
            let other = another_pool(&world);
            store.after.store(after, Ordering::SeqCst);
            store.calls_left.store(call, Ordering::SeqCst);
            let outcome = world.send(create(&world.pool, "one"));
            store.calls_left.store(0, Ordering::SeqCst);
            assert_eq!(outcome.is_err(), call < 4, "call {call}");
            if pool(&world, &world.pool).get("Domain").is_none() {
                world.send(create(&world.pool, "one")).unwrap();
            }
            assert_eq!(describe(&world, "one")["UserPoolId"], world.pool);
            assert_refused(world.send(create(&other, "one")), InvalidParameter::DomainTaken);

            store.calls_left.store(call, Ordering::SeqCst);
            let outcome = world.send(delete(&world.pool, "one"));
            store.calls_left.store(0, Ordering::SeqCst);
            assert_eq!(outcome.is_err(), call < 4, "call {call}");
            if pool(&world, &world.pool).get("Domain").is_some() {
                world.send(delete(&world.pool, "one")).unwrap();
            }
            assert_eq!(describe(&world, "one"), json!({}));
            world.clock.advance(600);
            world.send(create(&other, "one")).unwrap();
        }
    }
}

#[test]
fn a_claim_whose_call_failed_holds_for_ten_minutes() {
    let store = Arc::new(Faulty::default());
    let world = World::with(11, Arc::clone(&store), |_| {}, |_| {});
    let other = another_pool(&world);
    // The pool is read, the entry is written, and the pool's own commit fails.
    store.calls_left.store(3, Ordering::SeqCst);
    world.send(create(&world.pool, "one")).unwrap_err();
    assert_eq!(describe(&world, "one"), json!({}));
    world.clock.advance(599);
    assert_refused(world.send(create(&other, "one")), InvalidParameter::DomainTaken);
    world.clock.advance(1);
    world.send(create(&other, "one")).unwrap();
    assert_refused(world.send(create(&world.pool, "one")), InvalidParameter::DomainTaken);
    assert_eq!(pool(&world, &world.pool).get("Domain"), None);
}
