//! The attribute `identities`, and the claim of this name.

use serde_json::{Value, json};

use super::{identifier, link, subject, world};
use crate::world::{START, claims};

#[test]
fn the_attribute_is_json_in_the_form_of_the_service() {
    let (world, _) = world(1);
    assert_eq!(world.attribute("ana", "identities"), None);
    link(&world, "ana", subject("Google", "1234")).unwrap();
    let created = START.millis();
    let expected = format!(
        r#"[{{"userId":"1234","providerName":"Google","providerType":"Google","issuer":null,"primary":false,"dateCreated":{created}}}]"#
    );
    assert_eq!(world.attribute("ana", "identities"), Some(expected.clone()));
    let users = world.pool_ok("ListUsers", json!({"Filter": "username = \"ana\""}));
    let attributes = users["Users"][0]["Attributes"].clone();
    assert!(attributes.as_array().unwrap().contains(&json!({"Name": "identities", "Value": expected})));
}

#[test]
fn users_see_their_identities_if_the_client_may_read_them() {
    let (world, _) = world(2);
    link(&world, "ana", subject("Google", "1234")).unwrap();
    let seen = |read: Option<&[&str]>| {
        let client = world.add_client(|client| {
            client.settings.read_attributes =
                read.map(|list| list.iter().map(|name| (*name).into()).collect());
        });
        let request = json!({
            "AuthFlow": "USER_PASSWORD_AUTH", "ClientId": client.client_id,
            "AuthParameters": {"USERNAME": "ana", "PASSWORD": crate::world::PASSWORD},
        });
        let tokens = world.ok("InitiateAuth", request)["AuthenticationResult"].clone();
        let user = world.ok("GetUser", json!({"AccessToken": tokens["AccessToken"]}));
        let id_token = tokens["IdToken"].as_str().map(Into::into);
        let has = |attribute: &Value| attribute["Name"] == "identities";
        let attribute = user["UserAttributes"].as_array().unwrap().iter().any(has);
        (attribute, claims(&id_token).get("identities").is_some())
    };
    assert_eq!(seen(None), (true, true));
    assert_eq!(seen(Some(&["email"])), (false, false));
}

#[test]
fn the_claim_is_a_list_whose_members_are_text() {
    let (world, _) = world(3);
    assert_eq!(claims(&world.tokens("ana").id_token).get("identities"), None);
    link(&world, "ana", identifier("Corp", "mail", "ana@corp.example")).unwrap();
    let tokens = world.tokens("ana");
    let expected = json!([{
        "userId": "ana@corp.example", "providerName": "Corp", "providerType": "SAML", "issuer": null,
        "primary": "false", "dateCreated": START.millis().to_string(),
    }]);
    assert_eq!(claims(&tokens.id_token)["identities"], expected);
    assert_eq!(claims(&tokens.access_token).get("identities"), None);
}

#[test]
fn nobody_writes_the_attribute() {
    let (world, _) = world(4);
    let forged = json!([{"Name": "identities", "Value": "[]"}]);
    let access_token = world.tokens("ana").access_token.unwrap();
    for (operation, request) in [
        (
            "AdminUpdateUserAttributes",
            json!({"UserPoolId": world.pool, "Username": "ana", "UserAttributes": forged}),
        ),
        ("AdminCreateUser", json!({"UserPoolId": world.pool, "Username": "zoe", "UserAttributes": forged})),
        ("UpdateUserAttributes", json!({"AccessToken": &*access_token, "UserAttributes": forged})),
    ] {
        world.call(operation, &request).unwrap_err();
    }
}
