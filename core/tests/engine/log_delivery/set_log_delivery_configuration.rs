//! `SetLogDeliveryConfiguration`.

use std::sync::Arc;

use serde_json::{Value, json};
use userpool::{
    error::{FeatureUnavailableInTier, InvalidParameter},
    storage::MemoryStorage,
};

use super::{activity, get, log_group, notifications, set, shown, with_tier};
use crate::world::{REGION, World, merged, records, refusal};

fn refused(world: &World, configuration: Value, error: InvalidParameter) {
    let answer = set(world, &json!([configuration]));
    assert_eq!(answer, Err(refusal(error)));
    assert_eq!(get(world), shown(world, &json!([])), "nothing is stored");
}

#[test]
fn the_list_is_replaced_as_a_whole_and_removed_by_an_empty_one() {
    let storage = Arc::new(MemoryStorage::new());
    let world = World::with(1, Arc::clone(&storage), |_| {}, |_| {})
        .moved_to(json!({"PoolName": "p", "UserPoolTier": "PLUS"}));
    let bucket = activity("S3Configuration", json!({"BucketArn": "arn:aws:s3:::logs"}));
    for list in [json!([notifications(), bucket]), json!([bucket]), json!([notifications()]), json!([])] {
        assert_eq!(set(&world, &list), Ok(shown(&world, &list)));
        assert_eq!(get(&world), shown(&world, &list));
    }
    let stored = records(&storage, &format!("pool/{}", world.pool));
    assert!(!stored.contains_key("log-delivery"), "{stored:?}");
}

#[test]
fn user_activity_goes_to_one_of_three_destinations() {
    let world = with_tier(2, "PLUS");
    let stream = format!("arn:aws:firehose:{REGION}:123456789012:deliverystream/logs");
    for list in [
        json!([activity("CloudWatchLogsConfiguration", json!({"LogGroupArn": log_group(REGION)}))]),
        json!([activity("S3Configuration", json!({"BucketArn": "arn:aws:s3:::logs"}))]),
        json!([activity("FirehoseConfiguration", json!({"StreamArn": stream}))]),
    ] {
        assert_eq!(set(&world, &list), Ok(shown(&world, &list)));
    }
}

#[test]
fn a_source_cannot_have_two_configurations() {
    let world = with_tier(3, "PLUS");
    let answer = set(&world, &json!([notifications(), notifications()]));
    assert_eq!(
        answer,
        Err("InvalidParameterException: Following event sources appear more then once in a request"
            .to_owned())
    );
}

#[test]
fn a_level_that_does_not_belong_to_the_source_is_refused() {
    let world = with_tier(4, "PLUS");
    let wrong = merged(notifications(), &json!({"LogLevel": "INFO"}));
    refused(&world, wrong, InvalidParameter::LogLevel("userNotification".to_owned()));
    let bucket = activity("S3Configuration", json!({"BucketArn": "arn:aws:s3:::logs"}));
    let wrong = merged(bucket, &json!({"LogLevel": "ERROR"}));
    refused(&world, wrong, InvalidParameter::LogLevel("userAuthEvents".to_owned()));
}

#[test]
fn a_configuration_has_one_destination_that_suits_its_source() {
    let world = with_tier(5, "PLUS");
    let bucket = json!({"S3Configuration": {"BucketArn": "arn:aws:s3:::logs"}});
    let of_notifications = || InvalidParameter::LogDestination("userNotification".to_owned());
    let nowhere = json!({"EventSource": "userNotification", "LogLevel": "ERROR"});
    refused(&world, nowhere.clone(), of_notifications());
    refused(&world, merged(nowhere, &bucket), of_notifications());
    refused(&world, merged(notifications(), &bucket), of_notifications());
    let nowhere = json!({"EventSource": "userAuthEvents", "LogLevel": "INFO"});
    refused(&world, nowhere, InvalidParameter::LogDestination("userAuthEvents".to_owned()));
}

#[test]
fn a_destination_in_another_region_is_refused() {
    let world = with_tier(6, "PLUS");
    let group = json!({"CloudWatchLogsConfiguration": {"LogGroupArn": log_group("eu-west-1")}});
    refused(&world, merged(notifications(), &group), InvalidParameter::ArnOfAnotherRegion);
    let stream = json!({"StreamArn": "arn:aws:firehose:eu-west-1:123456789012:deliverystream/logs"});
    refused(&world, activity("FirehoseConfiguration", stream), InvalidParameter::ArnOfAnotherRegion);
}

#[test]
fn user_activity_needs_the_tier_with_threat_protection() {
    for tier in ["LITE", "ESSENTIALS"] {
        let world = with_tier(7, tier);
        let bucket = activity("S3Configuration", json!({"BucketArn": "arn:aws:s3:::logs"}));
        let expected = FeatureUnavailableInTier::Feature(tier.to_owned(), "Log Streaming");
        assert_eq!(set(&world, &json!([bucket])), Err(refusal(expected)));
        assert!(set(&world, &json!([notifications()])).is_ok());
    }
}

#[test]
fn constraints_are_reported_with_the_place_in_the_list() {
    let world = with_tier(8, "PLUS");
    let answer = set(&world, &json!([{"EventSource": "userNotification"}])).unwrap_err();
    assert_eq!(
        answer,
        "InvalidParameterException: 1 validation error detected: Value null at 'logConfigurations.1.member.logLevel' \
         failed to satisfy constraint: Member must not be null"
    );
    let three = json!([notifications(), notifications(), notifications()]);
    assert!(set(&world, &three).unwrap_err().contains("Member must have length less than or equal to 2"));
}
