//! `CreateUserPoolReplica`.

use serde_json::json;
use userpool::error::{FeatureUnavailableInTier, InvalidParameter, LimitExceeded, UserPoolTagging};

use super::{call, create, list, replica, replicated};
use crate::world::{REGION, World, refusal};

#[test]
fn a_new_replica_is_inactive_once_it_was_created() {
    let world = replicated(1);
    assert_eq!(create(&world, "eu-west-1"), replica(&world, "eu-west-1", "CREATING"));
    let expected = [replica(&world, REGION, "ACTIVE"), replica(&world, "eu-west-1", "INACTIVE")];
    assert_eq!(list(&world), expected);
}

#[test]
fn the_list_of_pools_names_the_regions() {
    let world = replicated(2);
    create(&world, "eu-west-1");
    create(&world, "eu-central-1");
    let pools = world.ok("ListUserPools", json!({"MaxResults": 60}));
    for pool in pools["UserPools"].as_array().unwrap() {
        let expected = (pool["Id"] == *world.pool).then(|| json!(["eu-west-1", "eu-central-1"]));
        assert_eq!(pool.get("ReplicaRegions"), expected.as_ref());
    }
}

#[test]
fn a_pool_needs_a_key_of_its_own() {
    let refused = Err(refusal(InvalidParameter::ReplicaWithoutKey));
    assert_eq!(call(&World::new(3), "CreateUserPoolReplica", "eu-west-1"), refused);
}

#[test]
fn the_lowest_tier_has_no_replicas() {
    let world = World::new(4).moved_to(json!({"PoolName": "p", "UserPoolTier": "LITE"}));
    let expected = FeatureUnavailableInTier::Feature("LITE".to_owned(), "User Pool Replicas");
    assert_eq!(call(&world, "CreateUserPoolReplica", "eu-west-1"), Err(refusal(expected)));
}

#[test]
fn a_region_has_the_pool_once() {
    let world = replicated(5);
    create(&world, "eu-west-1");
    for region in [REGION, "eu-west-1"] {
        let exists = refusal(InvalidParameter::ReplicaExists(region.to_owned()));
        assert_eq!(call(&world, "CreateUserPoolReplica", region), Err(exists));
    }
}

#[test]
fn a_text_that_is_no_region_is_refused() {
    let world = replicated(6);
    let invalid = refusal(InvalidParameter::RegionName("EU West".to_owned()));
    assert_eq!(call(&world, "CreateUserPoolReplica", "EU West"), Err(invalid));
    let answer = call(&world, "CreateUserPoolReplica", "eu-w").unwrap_err();
    assert!(answer.contains("Value 'eu-w' at 'regionName' failed to satisfy constraint"), "{answer}");
}

#[test]
fn tags_are_checked_like_those_of_a_pool() {
    let world = replicated(7);
    let request = json!({"RegionName": "eu-west-1", "UserPoolTags": {"aws:x": "y"}});
    let answer = world.pool_refused("CreateUserPoolReplica", request);
    assert_eq!(answer, refusal(UserPoolTagging::ReservedKey));
    world.pool_ok("CreateUserPoolReplica", json!({"RegionName": "eu-west-1", "UserPoolTags": {"x": "y"}}));
}

#[test]
fn a_pool_has_five_replicas_at_most() {
    let world = replicated(8);
    for number in 1..=5 {
        create(&world, &format!("eu-west-{number}"));
    }
    let refused = Err(refusal(LimitExceeded::Replicas(5)));
    assert_eq!(call(&world, "CreateUserPoolReplica", "eu-west-6"), refused);
}

#[test]
fn an_update_of_the_pool_keeps_its_replicas() {
    let world = replicated(9);
    create(&world, "eu-west-1");
    world.pool_ok("UpdateUserPool", json!({}));
    assert_eq!(list(&world).len(), 2);
}
