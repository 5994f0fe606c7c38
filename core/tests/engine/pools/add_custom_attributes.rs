//! `AddCustomAttributes`.

use serde_json::json;
use userpool::operations::*;

use crate::world::World;

#[test]
fn a_schema_grows_and_its_new_attributes_can_be_used() {
    let world = World::new(6).confirmed("ana");
    let tokens = world.tokens("ana");
    let add = |attributes: serde_json::Value| json!({"CustomAttributes": attributes});
    let team = json!({"Name": "team", "AttributeDataType": "String", "Mutable": true});
    let hidden_team = json!({"Name": "team", "AttributeDataType": "String", "DeveloperOnlyAttribute": true});
    assert_eq!(world.pool_ok("AddCustomAttributes", add(json!([team]))), json!({}));
    let write = UpdateUserAttributes {
        access_token: tokens.access_token.clone().unwrap(),
        user_attributes: vec![Attribute::new("custom:team", "red")],
        ..Default::default()
    };
    assert!(world.send(write).unwrap().code_delivery_details_list.is_empty());
    let user = world.get_user(&tokens).unwrap();
    assert!(user.user_attributes.contains(&Attribute::new("custom:team", "red")));

    for (attributes, text) in [
        (json!([team]), "custom:team: Existing attribute already has name custom:team."),
        (json!([hidden_team]), "dev:custom:team: Existing attribute already has name custom:team."),
        (
            json!([{"Name": "x", "AttributeDataType": "String"}, {"Name": "x", "AttributeDataType": "String"}]),
            "Duplicate custom attribute names custom:x are not allowed in a user pool schema.",
        ),
        (
            json!([{"Name": "y", "AttributeDataType": "String", "Required": true}]),
            "Required custom attributes are not supported currently.",
        ),
        (
            json!([{"Name": "z"}]),
            "Invalid AttributeDataType input, consider using the provided AttributeDataType enum.",
        ),
        (
            json!([{"AttributeDataType": "String"}]),
            "1 validation error detected: Value null at 'customAttributes.1.member.name' failed to satisfy \
             constraint: Member must not be null",
        ),
    ] {
        let refused = world.pool_refused("AddCustomAttributes", add(attributes));
        assert_eq!(refused, format!("InvalidParameterException: {text}"));
    }
    // A refused list adds none of its attributes.
    let pool = world.pool_ok("DescribeUserPool", json!({}));
    assert_eq!(pool["UserPool"]["SchemaAttributes"].as_array().unwrap().len(), 21);

    let banana = json!({"Name": "banana", "AttributeDataType": "String", "DeveloperOnlyAttribute": true});
    world.pool_ok("AddCustomAttributes", add(json!([banana])));
    assert_eq!(
        world.pool_refused(
            "AddCustomAttributes",
            add(json!([{"Name": "banana", "AttributeDataType": "String"}]))
        ),
        "InvalidParameterException: custom:banana: Existing attribute already has name dev:custom:banana."
    );
}
