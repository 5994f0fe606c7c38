//! `SetRiskConfiguration`.

use serde_json::{Value, json};
use userpool::error::InvalidParameter;

use super::{describe, everything, protected, set};
use crate::world::{START, merged, refusal};

#[test]
fn everything_is_stored_and_returned() {
    let world = protected(1);
    world.clock.advance(60);
    let expected = merged(
        merged(json!({"UserPoolId": world.pool}), &everything()),
        &json!({"LastModifiedDate": START.seconds() + 60}),
    );
    assert_eq!(set(&world, &everything()), Ok(json!({"RiskConfiguration": expected})));
    assert_eq!(describe(&world, json!({})), expected);
}

#[test]
fn a_part_that_is_left_out_is_reset() {
    let world = protected(2);
    set(&world, &everything()).unwrap();
    set(&world, &json!({"RiskExceptionConfiguration": {"BlockedIPRangeList": []}})).unwrap();
    let expected = json!({
        "UserPoolId": world.pool, "LastModifiedDate": START.seconds(),
        "RiskExceptionConfiguration": {"BlockedIPRangeList": []},
    });
    assert_eq!(describe(&world, json!({})), expected);
}

#[test]
fn a_null_deep_in_a_part_is_not_returned() {
    let world = protected(3);
    let part = json!({"EventFilter": null, "Actions": {"EventAction": "BLOCK"}});
    set(&world, &json!({"CompromisedCredentialsRiskConfiguration": part})).unwrap();
    let described = describe(&world, json!({}));
    assert_eq!(
        described["CompromisedCredentialsRiskConfiguration"],
        json!({"Actions": {"EventAction": "BLOCK"}})
    );
}

#[test]
fn a_notification_needs_its_settings() {
    let world = protected(4);
    let takeover = |notify: bool| {
        let action = json!({"Notify": notify, "EventAction": "NO_ACTION"});
        json!({"AccountTakeoverRiskConfiguration": {"Actions": {"LowAction": action}}})
    };
    let missing = refusal(InvalidParameter::NotifyConfigurationMissing);
    assert_eq!(set(&world, &takeover(true)), Err(missing));
    assert!(set(&world, &takeover(false)).is_ok());
}

#[test]
fn a_range_that_is_malformed_is_refused() {
    let world = protected(5);
    for list in ["BlockedIPRangeList", "SkippedIPRangeList"] {
        let request = json!({"RiskExceptionConfiguration": {list: ["192.0.2.0/24", "192.0.2.0"]}});
        assert_eq!(
            set(&world, &request),
            Err("InvalidParameterException: Incorrect CIDR format".to_owned()),
            "{list}"
        );
    }
    let many: Vec<Value> = (0..201).map(|_| json!("192.0.2.0/24")).collect();
    let request = json!({"RiskExceptionConfiguration": {"BlockedIPRangeList": many}});
    assert!(set(&world, &request).unwrap_err().contains("Member must have length less than or equal to 200"));
}

#[test]
fn an_unknown_action_is_refused_with_the_list_of_actions() {
    let world = protected(6);
    let action = json!({"Notify": false, "EventAction": "PANIC"});
    let request = json!({"AccountTakeoverRiskConfiguration": {"Actions": {"HighAction": action}}});
    assert_eq!(
        set(&world, &request),
        Err("InvalidParameterException: 1 validation error detected: Value 'PANIC' at \
             'accountTakeoverRiskConfiguration.actions.highAction.eventAction' failed to satisfy constraint: Member must \
             satisfy enum value set: [MFA_IF_CONFIGURED, BLOCK, NO_ACTION, MFA_REQUIRED]"
            .to_owned())
    );
}
