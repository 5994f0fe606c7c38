//! More claims, which must be about the same user.

use serde_json::{Map, json};
use userpool_storage_traits::FetchMethod;

use super::*;
use crate::federation::oidc::{merged, user_info_claims, user_info_request};

fn request(fixture: &Fixture) -> Option<FetchRequest> {
    user_info_request(fixture.settings(), &fixture.endpoints(), &tokens())
}

fn map(value: Value) -> Map<String, Value> {
    value.as_object().unwrap().clone()
}

#[test]
fn the_method_is_that_of_the_details() {
    for (method, expected) in [("GET", FetchMethod::Get), ("POST", FetchMethod::Post)] {
        let request = request(&Fixture::new(Kind::Oidc).detail("attributes_request_method", method)).unwrap();
        assert_eq!((request.method, request.url.expose()), (expected, "https://server.example.com/userinfo"));
        assert_eq!(header(&request, "authorization"), Some("Bearer ya29.access"));
        assert_eq!(request.body.expose(), "");
    }
}

#[test]
fn facebook_is_asked_for_the_mapped_fields_and_the_id() {
    let fixture = Fixture::new(Kind::Facebook).mapped("name", "name").mapped("custom:x", "a&b=c");
    let url = "https://graph.facebook.com/v17.0/me?fields=a%26b%3Dc,email,name,id";
    assert_eq!(request(&fixture).unwrap().url.expose(), url);
    let mut unmapped = Fixture::new(Kind::Facebook);
    unmapped.mapping.clear();
    assert_eq!(request(&unmapped).unwrap().url.expose(), "https://graph.facebook.com/v17.0/me?fields=id");
}

#[test]
fn google_is_asked_only_for_what_its_id_token_lacks() {
    let fixture = Fixture::new(Kind::Google).mapped("name", "name");
    assert!(request(&fixture).is_none());
    let fixture = fixture.mapped("phone_number", "phoneNumbers").mapped("birthdate", "birthdays");
    let url = "https://people.googleapis.com/v1/people/me?personFields=birthdays,phoneNumbers";
    assert_eq!(request(&fixture).unwrap().url.expose(), url);
}

#[test]
fn apple_and_providers_without_the_endpoint_are_not_asked() {
    assert!(request(&Fixture::new(Kind::Apple)).is_none());
    let fixture = Fixture::new(Kind::Oidc);
    let endpoints = Endpoints { user_info: None, ..fixture.endpoints() };
    assert!(user_info_request(fixture.settings(), &endpoints, &tokens()).is_none());
}

#[test]
fn claims_of_another_user_are_refused() {
    let claims = |kind, body: Value, subject: Option<&str>| {
        user_info_claims(Fixture::new(kind).settings(), &json(&body), subject).map(Value::Object)
    };
    let good = json!({"sub": "1", "email": "ana@example.com"});
    assert_eq!(claims(Kind::Oidc, good.clone(), Some("1")), Ok(good.clone()));
    let refused = Err(OidcError::UserInfo("sub"));
    assert_eq!(claims(Kind::Oidc, good.clone(), Some("2")), refused);
    assert_eq!(claims(Kind::Oidc, good, None), refused);
    for body in
        [json!({}), json!({"sub": 1}), json!({"sub": ["1"]}), json!({"sub": "01"}), json!({"id": "1"})]
    {
        assert_eq!(claims(Kind::Oidc, body, Some("1")), refused);
    }
    for person in ["people/2", "people/", "1", "people/1/x"] {
        assert_eq!(claims(Kind::Google, json!({"resourceName": person}), Some("1")), refused, "{person}");
    }
    assert_eq!(claims(Kind::Google, json!({}), None), refused);
    for (kind, name) in [(Kind::Facebook, "id"), (Kind::Amazon, "user_id")] {
        let own = json!({name: "10"});
        assert_eq!(claims(kind, own.clone(), None), Ok(own));
        for body in [json!({}), json!({name: ""}), json!({name: 10}), json!({"sub": "10"})] {
            assert_eq!(claims(kind, body, None), Err(OidcError::UserInfo(name)));
        }
    }
}

#[test]
fn answers_that_are_no_claims_are_refused() {
    let fixture = Fixture::new(Kind::Oidc);
    for (status, body, problem) in [
        (401, r#"{"sub":"1"}"#, "status"),
        (302, r#"{"sub":"1"}"#, "status"),
        // A signed answer, which is not supported.
        (200, "eyJhbGciOiJSUzI1NiJ9.e30.AA", "format"),
        (200, "[]", "format"),
    ] {
        let refused = user_info_claims(fixture.settings(), &FetchResponse::new(status, body), Some("1"));
        assert_eq!(refused, Err(OidcError::UserInfo(problem)));
    }
}

#[test]
fn the_primary_entry_of_a_persons_field_is_the_claim() {
    let person = json!({
        "resourceName": "people/1",
        "etag": "%Eg",
        "names": [{"displayName": "Ana Tu", "givenName": "Ana"}],
        "phoneNumbers": [
            {"value": "030 1"},
            {"value": "030 123", "canonicalForm": "+4930123", "metadata": {"primary": true}},
        ],
        "birthdays": [{"date": {"year": 1990}, "text": "1/2/1990"}],
        "genders": [{"value": "female"}],
        "ageRanges": [],
        "skills": [1],
        "sub": [{"value": "2"}],
        "email": [{"value": "ana@evil.example"}],
    });
    let claims = user_info_claims(Fixture::new(Kind::Google).settings(), &json(&person), Some("1")).unwrap();
    let expected =
        json!({"names": "Ana Tu", "phoneNumbers": "+4930123", "birthdays": "1/2/1990", "genders": "female"});
    assert_eq!(Value::Object(claims), expected);
}

#[test]
fn claims_of_the_endpoint_take_precedence_except_for_the_identity() {
    let id_token = json!({"sub": "1", "iss": ISSUER, "aud": CLIENT, "name": "Ana", "nickname": "a"});
    let user_info =
        json!({"sub": "2", "iss": "https://evil.example", "aud": "x", "name": "Ana Tu", "locale": "de"});
    let expected =
        json!({"sub": "1", "iss": ISSUER, "aud": CLIENT, "name": "Ana Tu", "nickname": "a", "locale": "de"});
    assert_eq!(Value::Object(merged(map(id_token), map(user_info))), expected);
    let only = json!({"id": "10", "name": "Ana"});
    assert_eq!(Value::Object(merged(Map::new(), map(only.clone()))), only);
}

#[test]
fn another_address_is_not_verified_by_the_id_token() {
    let id_token = map(json!({"email": "a@example.com", "email_verified": true}));
    for (user_info, verified) in [
        (json!({"email": "b@example.com"}), None),
        (json!({"email": "a@example.com"}), Some(true)),
        (json!({"name": "Ana"}), Some(true)),
        (json!({"email": "b@example.com", "email_verified": false}), Some(false)),
    ] {
        let claims = merged(id_token.clone(), map(user_info.clone()));
        assert_eq!(claims.get("email_verified").and_then(Value::as_bool), verified, "{user_info}");
    }
}
