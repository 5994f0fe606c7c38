//! Tags of pools: their own operations, and the same tags in the pool.

use serde_json::{Map, Value, json};
use userpool::error::{InvalidParameter, ResourceNotFound, UserPoolTagging};

use crate::world::{World, refusal};

fn arn(world: &World) -> String {
    format!("arn:aws:cognito-idp:us-east-1:000000000000:userpool/{}", world.pool)
}

fn list(world: &World) -> Value {
    world.ok("ListTagsForResource", json!({"ResourceArn": arn(world)}))["Tags"].clone()
}

#[test]
fn tags_are_added_overwritten_and_removed() {
    let world = World::new(1);
    assert_eq!(list(&world), json!({}));
    let tag = |tags: Value| world.ok("TagResource", json!({"ResourceArn": arn(&world), "Tags": tags}));
    assert_eq!(tag(json!({"team": "red", "stage": "test", "empty": ""})), json!({}));
    assert_eq!(tag(json!({"team": "blue"})), json!({}));
    assert_eq!(list(&world), json!({"team": "blue", "stage": "test", "empty": ""}));
    let untag = json!({"ResourceArn": arn(&world), "TagKeys": ["stage", "unknown"]});
    assert_eq!(world.ok("UntagResource", untag), json!({}));
    assert_eq!(list(&world), json!({"team": "blue", "empty": ""}));
}

#[test]
fn a_pool_has_the_same_tags() {
    let world = World::new(2).moved_to(json!({"PoolName": "p", "UserPoolTags": {"team": "red"}}));
    assert_eq!(list(&world), json!({"team": "red"}));
    world.ok("TagResource", json!({"ResourceArn": arn(&world), "Tags": {"stage": "test"}}));
    let described = || world.pool_ok("DescribeUserPool", json!({}))["UserPool"]["UserPoolTags"].clone();
    assert_eq!(described(), json!({"team": "red", "stage": "test"}));
    // An update without tags keeps them, one with tags replaces them.
    world.pool_ok("UpdateUserPool", json!({}));
    assert_eq!(list(&world), described());
    world.pool_ok("UpdateUserPool", json!({"UserPoolTags": {"only": "this"}}));
    assert_eq!((list(&world), described()), (json!({"only": "this"}), json!({"only": "this"})));
}

#[test]
fn a_pool_has_at_most_fifty_tags_and_none_reserved_by_aws() {
    let world = World::new(3);
    let tags = |range: std::ops::Range<u32>| {
        let tags: Map<String, Value> = range.map(|number| (number.to_string(), json!("x"))).collect();
        json!({"ResourceArn": arn(&world), "Tags": tags})
    };
    world.ok("TagResource", tags(0..50));
    world.ok("TagResource", tags(10..20));
    let too_many = refusal(InvalidParameter::Tags(UserPoolTagging::TooMany));
    assert_eq!(world.refused("TagResource", tags(50..51)), too_many);
    let reserved = json!({"ResourceArn": arn(&world), "Tags": {"AWS:x": "y"}});
    let expected = refusal(InvalidParameter::Tags(UserPoolTagging::ReservedKey));
    world.ok("UntagResource", json!({"ResourceArn": arn(&world), "TagKeys": ["0"]}));
    assert_eq!(world.refused("TagResource", reserved), expected);
    assert_eq!(list(&world).as_object().unwrap().len(), 49);
}

#[test]
fn only_the_arn_of_a_pool_leads_to_tags() {
    let world = World::new(4);
    let pool = &world.pool;
    let absent = "us-east-1_NoWhere00";
    for (arn, named) in [
        (format!("arn:aws:cognito-idp:us-east-1:000000000000:userpool/{absent}"), absent),
        (format!("arn:aws:cognito-idp:us-east-1:111111111111:userpool/{pool}"), pool),
        (format!("arn:aws:cognito-idp:eu-west-1:000000000000:userpool/{pool}"), pool),
        (format!("arn:aws:other:us-east-1:000000000000:userpool/{pool}"), pool),
        ("arn:aws:iam::123456789012:role/r".to_owned(), "arn:aws:iam::123456789012:role/r"),
    ] {
        let expected = refusal(ResourceNotFound::Pool(named.to_owned()));
        for (operation, request) in [
            ("ListTagsForResource", json!({"ResourceArn": arn})),
            ("TagResource", json!({"ResourceArn": arn, "Tags": {"a": "b"}})),
            ("UntagResource", json!({"ResourceArn": arn, "TagKeys": ["a"]})),
        ] {
            assert_eq!(world.refused(operation, request), expected, "{operation} {arn}");
        }
    }
    let refused = world.refused("ListTagsForResource", json!({"ResourceArn": pool}));
    assert!(refused.contains("at 'resourceArn' failed to satisfy constraint"), "{refused}");
    let long = json!({"ResourceArn": arn(&world), "Tags": {"a": "x".repeat(257)}});
    let refused = world.refused("TagResource", long);
    assert!(
        refused.contains("Map value must satisfy constraint: [Member must have length less"),
        "{refused}"
    );
}

#[test]
fn the_region_of_the_signature_must_be_the_region_of_the_pool() {
    let world = World::new(5);
    let request = json!({"ResourceArn": arn(&world)});
    let refused = world.call_in("eu-west-1", "ListTagsForResource", &request).unwrap_err();
    assert_eq!(refused, refusal(ResourceNotFound::Pool(world.pool.clone())));
}
