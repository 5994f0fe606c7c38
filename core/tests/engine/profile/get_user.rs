//! `GetUser`.

use serde_json::{Value, json};

use super::signed_in;
use crate::world::{PASSWORD, World};

#[test]
fn users_read_every_member_of_their_own_profile() {
    let (world, token) = signed_in(3);
    let user = world.ok("GetUser", json!({"AccessToken": token}));
    let sub = world.pool_ok("AdminGetUser", json!({"Username": "ana"}))["UserAttributes"][0]["Value"].clone();
    let expected = json!({
        "Username": "ana",
        "UserAttributes": [
            {"Name": "sub", "Value": sub},
            {"Name": "email", "Value": "ana@example.com"},
            {"Name": "email_verified", "Value": "true"},
        ],
    });
    assert_eq!(user, expected);
}

#[test]
fn a_client_shows_the_attributes_it_may_read_and_the_sub() {
    let world = World::new(4).moved_to(json!({"PoolName": "p", "Schema": [
        {"Name": "team", "AttributeDataType": "String", "Mutable": true},
        {"Name": "note", "AttributeDataType": "String", "Mutable": true, "DeveloperOnlyAttribute": true},
    ]}));
    let given: Value = [
        ("email", "ana@example.com"),
        ("email_verified", "true"),
        ("name", "Ana"),
        ("custom:team", "red"),
        ("dev:custom:note", "vip"),
    ]
    .iter()
    .map(|(name, value)| json!({"Name": name, "Value": value}))
    .collect();
    world.pool_ok("AdminCreateUser", json!({"Username": "ana", "UserAttributes": given}));
    world
        .pool_ok("AdminSetUserPassword", json!({"Username": "ana", "Password": PASSWORD, "Permanent": true}));

    for (readable, expected) in [
        (json!([]), &["sub", "custom:team", "email", "email_verified", "name"][..]),
        (json!(["name"]), &["sub", "name"]),
        (json!(["custom:team", "email"]), &["sub", "custom:team", "email"]),
        (json!(["email_verified"]), &["sub", "email_verified"]),
        (json!(["phone_number"]), &["sub"]),
        (json!(["sub"]), &["sub"]),
        (json!(["oidc:email"]), &["sub", "email", "email_verified"]),
    ] {
        let client = world.pool_ok(
            "CreateUserPoolClient",
            json!({"ClientName": "c", "ReadAttributes": readable, "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"]}),
        );
        let tokens = world.ok(
            "InitiateAuth",
            json!({
                "ClientId": client["UserPoolClient"]["ClientId"],
                "AuthFlow": "USER_PASSWORD_AUTH",
                "AuthParameters": {"USERNAME": "ana", "PASSWORD": PASSWORD},
            }),
        );
        let token = &tokens["AuthenticationResult"]["AccessToken"];
        let user = world.ok("GetUser", json!({"AccessToken": token}));
        let shown: Vec<_> = user["UserAttributes"]
            .as_array()
            .unwrap()
            .iter()
            .map(|attribute| attribute["Name"].as_str().unwrap())
            .collect();
        assert_eq!(shown, expected, "{readable}");
    }
}
