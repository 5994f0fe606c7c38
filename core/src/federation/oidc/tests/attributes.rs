//! Claims as attributes.

use serde_json::{Map, json};

use super::*;
use crate::federation::oidc::{attributes, subject, with_tokens};

fn map(value: Value) -> Map<String, Value> {
    value.as_object().unwrap().clone()
}

fn written(fixture: &Fixture, claims: Value) -> Vec<(String, String)> {
    let written = attributes(fixture.settings(), &map(claims));
    written.into_iter().map(|(name, value)| (name, value.as_str().to_owned())).collect()
}

#[test]
fn claims_become_text() {
    let fixture = Fixture::new(Kind::Oidc).mapped("custom:claim", "claim");
    for (claim, text) in [
        (json!("Ana"), Some("Ana")),
        (json!(""), Some("")),
        (json!(true), Some("true")),
        (json!(42), Some("42")),
        (json!(-1.5), Some("-1.5")),
        (json!(null), None),
        (json!({"formatted": "a"}), None),
        (json!(["a", "b"]), Some("[a,b]")),
        (json!(["a b", "c,d", "e/f", "ä"]), Some("[a+b,c%2Cd,e%2Ff,%C3%A4]")),
        (json!([1, true, null, {"a": 1}, ["x"]]), Some("[1,true]")),
        (json!(["a"]), Some("[a]")),
        (json!([]), Some("[]")),
    ] {
        let expected: Vec<(String, String)> =
            text.into_iter().map(|text| ("custom:claim".to_owned(), text.to_owned())).collect();
        assert_eq!(written(&fixture, json!({"claim": claim})), expected, "{claim}");
    }
}

#[test]
fn an_absent_claim_keeps_and_an_empty_one_clears_the_attribute() {
    let fixture = Fixture::new(Kind::Oidc).mapped("name", "name");
    assert_eq!(written(&fixture, json!({"sub": "1"})), []);
    assert_eq!(written(&fixture, json!({"name": ""})), owned(&[("name", "")]));
    // The username is no attribute, and claims that are not mapped are not written.
    assert_eq!(written(&fixture, json!({"sub": "1", "phone_number": "+49"})), []);
}

#[test]
fn an_address_is_its_formatted_text() {
    let fixture = Fixture::new(Kind::Oidc).mapped("address", "address");
    assert_eq!(
        written(&fixture, json!({"address": {"formatted": "Street 1\nCity"}})),
        owned(&[("address", "Street 1\nCity")])
    );
    assert_eq!(written(&fixture, json!({"address": {"locality": "City"}})), []);
    assert_eq!(written(&fixture, json!({"address": "Street 1"})), owned(&[("address", "Street 1")]));
}

#[test]
fn an_address_is_verified_only_if_the_provider_says_true() {
    let fixture = Fixture::new(Kind::Apple).mapped("email_verified", "email_verified");
    for (claim, text) in [
        (json!(true), "true"),
        (json!("true"), "true"),
        (json!(false), "false"),
        (json!("false"), "false"),
        (json!("yes"), "false"),
        (json!(1), "false"),
        (json!("TRUE"), "false"),
    ] {
        assert_eq!(
            written(&fixture, json!({"email_verified": claim})),
            owned(&[("email_verified", text)]),
            "{claim}"
        );
    }
    assert_eq!(written(&fixture, json!({})), []);
}

#[test]
fn a_claim_with_any_name_can_be_mapped() {
    let fixture = Fixture::new(Kind::Oidc).mapped("custom:roles", "https://example.com/roles");
    let claims = json!({"https://example.com/roles": ["admin"]});
    assert_eq!(written(&fixture, claims), owned(&[("custom:roles", "[admin]")]));
}

#[test]
fn tokens_can_be_mapped() {
    let fixture =
        Fixture::new(Kind::Oidc).mapped("custom:access", "access_token").mapped("custom:id", "id_token");
    let tokens = Tokens { id: Some(Sensitive::new("a.b.c")), ..tokens() };
    // A claim of this name is not the token.
    let claims = with_tokens(map(json!({"access_token": "other"})), &tokens);
    let expected = owned(&[("custom:access", "ya29.access"), ("custom:id", "a.b.c")]);
    assert_eq!(written(&fixture, Value::Object(claims)), expected);
    let shown = format!("{:?}", attributes(fixture.settings(), &with_tokens(Map::new(), &tokens)));
    assert!(!shown.contains("ya29"), "{shown}");
}

#[test]
fn the_subject_is_the_claim_that_the_username_is_mapped_to() {
    for (kind, claims) in [
        (Kind::Oidc, json!({"sub": "1"})),
        (Kind::Google, json!({"sub": "1"})),
        (Kind::Apple, json!({"sub": "1"})),
        (Kind::Facebook, json!({"id": "1"})),
        (Kind::Amazon, json!({"user_id": "1"})),
    ] {
        assert_eq!(subject(Fixture::new(kind).settings(), &map(claims.clone())), Ok("1".to_owned()));
        let mut fixture = Fixture::new(kind);
        fixture.mapping.clear();
        assert_eq!(subject(fixture.settings(), &map(claims)), Ok("1".to_owned()));
    }
    let fixture = Fixture::new(Kind::Oidc).mapped("username", "employee");
    assert_eq!(subject(fixture.settings(), &map(json!({"sub": "1", "employee": 7}))), Ok("7".to_owned()));
    for claims in [
        json!({"sub": "1"}),
        json!({"employee": ""}),
        json!({"employee": ["a"]}),
        json!({"employee": "a".repeat(256)}),
    ] {
        assert_eq!(subject(fixture.settings(), &map(claims)), Err(OidcError::Subject));
    }
}
