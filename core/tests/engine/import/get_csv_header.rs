//! `GetCSVHeader`.

use serde_json::json;

use super::HEADER;
use crate::world::World;

/// Source: the sample response in the developer guide, "Importing users into user pools from a CSV file".
#[test]
fn the_header_has_the_columns_of_the_documentation_in_their_order() {
    let world = World::new(1);
    let answer = world.pool_ok("GetCSVHeader", json!({}));
    let expected = json!([
        "name",
        "given_name",
        "family_name",
        "middle_name",
        "nickname",
        "preferred_username",
        "profile",
        "picture",
        "website",
        "email",
        "email_verified",
        "gender",
        "birthdate",
        "zoneinfo",
        "locale",
        "phone_number",
        "phone_number_verified",
        "address",
        "updated_at",
        "cognito:mfa_enabled",
        "cognito:username",
    ]);
    assert_eq!(answer, json!({"UserPoolId": world.pool, "CSVHeader": expected}));
    let mut columns: Vec<_> = HEADER.split(',').collect();
    columns.sort_unstable();
    let mut expected: Vec<_> =
        expected.as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect();
    expected.sort_unstable();
    assert_eq!(columns, expected);
}

#[test]
fn custom_attributes_come_before_the_columns_of_the_service() {
    let world = World::new(2);
    let attributes = json!([
        {"Name": "team", "AttributeDataType": "String"},
        {"Name": "level", "AttributeDataType": "Number", "DeveloperOnlyAttribute": true},
    ]);
    world.pool_ok("AddCustomAttributes", json!({"CustomAttributes": attributes}));
    let answer = world.pool_ok("GetCSVHeader", json!({}));
    let columns = answer["CSVHeader"].as_array().unwrap();
    let expected =
        ["updated_at", "custom:team", "dev:custom:level", "cognito:mfa_enabled", "cognito:username"];
    assert_eq!(columns[18..], expected);
}
