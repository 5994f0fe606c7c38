//! `DescribeRiskConfiguration`.

use serde_json::json;
use userpool::error::{ResourceNotFound, UserPoolAddOnNotEnabled};

use super::{describe, everything, protected, set};
use crate::world::{World, merged, refusal};

#[test]
fn a_configuration_that_was_never_set_has_the_ids_only() {
    let world = protected(1);
    assert_eq!(describe(&world, json!({})), json!({"UserPoolId": world.pool}));
    let client = json!({"ClientId": world.client});
    assert_eq!(describe(&world, client.clone()), merged(json!({"UserPoolId": world.pool}), &client));
}

#[test]
fn a_client_has_a_configuration_of_its_own() {
    let world = protected(2);
    let client = json!({"ClientId": world.client});
    set(&world, &merged(everything(), &client)).unwrap();
    assert_eq!(describe(&world, json!({})), json!({"UserPoolId": world.pool}));
    let described = describe(&world, client);
    assert_eq!(described["ClientId"], *world.client);
    assert_eq!(described["RiskExceptionConfiguration"], everything()["RiskExceptionConfiguration"]);
}

#[test]
fn an_unknown_client_is_refused() {
    let world = protected(3);
    for operation in ["DescribeRiskConfiguration", "SetRiskConfiguration"] {
        let answer = world.pool_refused(operation, json!({"ClientId": "nobody"}));
        assert_eq!(answer, refusal(ResourceNotFound::Client("nobody".to_owned())));
    }
}

#[test]
fn a_pool_without_threat_protection_has_no_configuration() {
    let world = World::new(4);
    let off = world.add_client(|_| {});
    for operation in ["DescribeRiskConfiguration", "SetRiskConfiguration"] {
        for request in [json!({}), json!({"ClientId": off.client_id})] {
            assert_eq!(world.pool_refused(operation, request), refusal(UserPoolAddOnNotEnabled));
        }
    }
}
