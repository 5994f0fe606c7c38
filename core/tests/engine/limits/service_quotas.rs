//! The quotas of the service, with `EngineBuilder::service_quotas`.

use serde_json::{Value, json};
use userpool::{error::LimitExceeded, operations::operation_names};

use super::{get, update};
use crate::world::{PASSWORD, World, refusal};

const EXCEEDED: &str = "TooManyRequestsException: Rate exceeded";

const SOURCE_ARN: &str = "arn:aws:ses:us-east-1:123456789012:identity/example.com";

fn world(seed: u64) -> World {
    let world = World::built(seed, |builder| builder.service_quotas(), |_| {}, |_| {});
    world.clock.advance(10);
    world
}

/// How many of `calls` calls at one time are not refused for their number.
fn admitted(world: &World, operation: &str, body: &Value, calls: usize) -> usize {
    (0..calls).filter(|_| world.call(operation, body) != Err(EXCEEDED.to_owned())).count()
}

fn about_ana(world: &World) -> Value {
    json!({"UserPoolId": world.pool, "Username": "ana"})
}

#[test]
fn requests_above_the_rate_of_their_category_are_refused() {
    let world = world(1);
    assert_eq!(admitted(&world, "AdminGetUser", &about_ana(&world), 200), 120);
    assert_eq!(world.refused("AdminGetUser", about_ana(&world)), EXCEEDED);
    world.clock.advance(1);
    assert_eq!(admitted(&world, "AdminGetUser", &about_ana(&world), 200), 120);
    // A call by the host is not limited.
    assert_eq!(world.admin_get("ana").unwrap_err().name(), "UserNotFoundException");
}

#[test]
fn a_user_is_read_and_written_ten_times_a_second() {
    let world = world(10).confirmed("ana").confirmed("ben");
    let tokens = world.tokens("ana");
    let get = |calls: usize| {
        let body = json!({"AccessToken": tokens.access_token}).to_string();
        let is_refused = |answer: &http::Response<bytes::Bytes>| {
            answer.headers().get("x-amzn-errortype").is_some_and(|name| name == "TooManyRequestsException:")
        };
        (0..calls).filter(|_| !is_refused(&world.wire("GetUser", body.clone()))).count()
    };
    world.clock.advance(1);
    assert_eq!(get(8), 8);
    assert_eq!(
        admitted(&world, "AdminGetUser", &about_ana(&world), 20),
        2,
        "one rate, however the user is named"
    );
    let about_ben = json!({"UserPoolId": world.pool, "Username": "ben"});
    assert_eq!(admitted(&world, "AdminGetUser", &about_ben, 20), 10);
    // The category admits 25.
    assert_eq!(admitted(&world, "AdminEnableUser", &about_ana(&world), 20), 10);
    world.clock.advance(1);
    assert_eq!(get(20), 10);
    // A call by the host is not limited.
    world.admin_get("ana").unwrap();
}

#[test]
fn a_forged_token_does_not_use_up_the_rate_of_a_user() {
    let world = world(11).confirmed("ana");
    let mut forged = world.tokens("ana").access_token.unwrap().to_string();
    let signature = forged.rfind('.').unwrap() + 1;
    forged.replace_range(signature.., &"A".repeat(342));
    world.clock.advance(1);
    for _ in 0..20 {
        world.wire("GetUser", json!({"AccessToken": forged}).to_string());
    }
    assert_eq!(admitted(&world, "AdminGetUser", &about_ana(&world), 20), 10);
}

#[test]
fn the_service_sends_fifty_mails_a_day() {
    let world = world(12);
    let exceeded = refusal(LimitExceeded::DailyEmails);
    let sign_up = |world: &World, number: usize| {
        world.clock.advance(1);
        world.sign_up(&format!("user{number}")).map(drop).map_err(refusal)
    };
    for number in 0..50 {
        sign_up(&world, number).unwrap();
    }
    assert_eq!(sign_up(&world, 50), Err(exceeded.clone()));
    assert_eq!(world.outbox.count(), 50);
    assert_eq!(world.admin_get("user50").unwrap_err().name(), "UserNotFoundException", "nothing is written");
    let own = json!({"EmailSendingAccount": "DEVELOPER", "SourceArn": SOURCE_ARN, "From": "a@example.com"});
    world.pool_ok("UpdateUserPool", json!({"EmailConfiguration": own, "AutoVerifiedAttributes": ["email"]}));
    sign_up(&world, 50).unwrap();
    world.pool_ok("UpdateUserPool", json!({"AutoVerifiedAttributes": ["email"]}));
    assert_eq!(sign_up(&world, 51), Err(exceeded));
    world.clock.advance(24 * 3600);
    sign_up(&world, 51).unwrap();

    let unlimited = World::new(13);
    (0..60).for_each(|number| sign_up(&unlimited, number).unwrap());
}

#[test]
fn unsigned_requests_are_counted_too() {
    let world = world(2);
    let sign_in = json!({
        "ClientId": world.client,
        "AuthFlow": "USER_PASSWORD_AUTH",
        "AuthParameters": {"USERNAME": "nobody", "PASSWORD": PASSWORD},
    });
    let exceeded = (0..150).filter(|_| {
        world.wire("InitiateAuth", sign_in.to_string()).headers()["x-amzn-errortype"]
            == "TooManyRequestsException:"
    });
    assert_eq!(exceeded.count(), 30);
}

#[test]
fn a_provisioned_limit_raises_the_rate() {
    let world = world(3);
    update(&world, "UserRead", 150).unwrap();
    assert_eq!(admitted(&world, "AdminGetUser", &about_ana(&world), 200), 150);
    world.clock.advance(1);
    update(&world, "UserRead", 120).unwrap();
    assert_eq!(admitted(&world, "AdminGetUser", &about_ana(&world), 200), 120);
    world.clock.advance(1);
    assert_eq!(get(&world, "UserRead")["Limit"]["ProvisionedLimitValue"], 120);
}

#[test]
fn an_operation_is_limited_in_each_pool() {
    let world = world(4);
    let groups = json!({"UserPoolId": world.pool});
    assert_eq!(admitted(&world, "ListGroups", &groups, 9), 5);
    let other = world.ok("CreateUserPool", json!({"PoolName": "other"}))["UserPool"]["Id"].clone();
    assert_eq!(admitted(&world, "ListGroups", &json!({"UserPoolId": other}), 9), 5);
}

#[test]
fn without_quotas_no_operation_is_limited() {
    let world = World::new(5);
    for (name, _) in operation_names() {
        assert_eq!(admitted(&world, name, &json!({}), 40), 40, "{name}");
    }
}

#[test]
fn a_pool_has_a_bounded_number_of_resource_servers() {
    let with_quotas = world(6);
    let create = |world: &World, number: usize| {
        world.clock.advance(1);
        let request =
            json!({"UserPoolId": world.pool, "Identifier": format!("api-{number}"), "Name": "An API"});
        world.call("CreateResourceServer", &request)
    };
    for number in 0..25 {
        create(&with_quotas, number).unwrap();
    }
    assert_eq!(create(&with_quotas, 25), Err(refusal(LimitExceeded::ResourceServers(25))));
    let without = World::new(7);
    for number in 0..30 {
        create(&without, number).unwrap();
    }
}

#[test]
fn a_region_has_a_bounded_number_of_pools_and_a_pool_of_clients() {
    let world = world(8);
    let room = |operation: &str, more: Value, most: usize| {
        let made = (0..most + 1).map(|number| {
            world.clock.advance(1);
            let mut body = more.clone();
            for (member, value) in body.as_object_mut().unwrap() {
                if value == "#" && member != "UserPoolId" {
                    *value = json!(format!("n{number}"));
                }
            }
            world.call(operation, &body)
        });
        made.filter_map(Result::err).collect::<Vec<_>>()
    };
    // The world has one of each already.
    assert_eq!(room("CreateUserPool", json!({"PoolName": "#"}), 999), [refusal(LimitExceeded::Pools(1000))]);
    let client = json!({"UserPoolId": world.pool, "ClientName": "#"});
    assert_eq!(room("CreateUserPoolClient", client, 999), [refusal(LimitExceeded::Clients(1000))]);
}
