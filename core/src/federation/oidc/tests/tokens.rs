//! The token request and its answer.

use serde_json::json;
use userpool_storage_traits::FetchMethod;

use super::*;
use crate::federation::oidc::{Exchange, token_request};

const CALLBACK: &str = "https://auth.example.com/oauth2/idpresponse";

fn request(fixture: &Fixture, endpoints: &Endpoints) -> FetchRequest {
    let (code, verifier) = (Sensitive::new("SplxlOBeZQQYbYS6WxSbIA"), Sensitive::new("verifier"));
    let exchange = Exchange { code: &code, redirect_uri: CALLBACK, code_verifier: &verifier };
    token_request(fixture.settings(), endpoints, exchange, NOW).unwrap()
}

#[test]
fn the_secret_is_sent_in_the_form() {
    let fixture = Fixture::new(Kind::Oidc);
    let request = request(&fixture, &fixture.endpoints());
    assert_eq!(
        (request.method, request.url.expose()),
        (FetchMethod::Post, "https://server.example.com/token")
    );
    assert_eq!(header(&request, "content-type"), Some("application/x-www-form-urlencoded"));
    assert_eq!(header(&request, "authorization"), None);
    let expected = [
        ("grant_type", "authorization_code"),
        ("code", "SplxlOBeZQQYbYS6WxSbIA"),
        ("redirect_uri", CALLBACK),
        ("code_verifier", "verifier"),
        ("client_id", CLIENT),
        ("client_secret", "s3cret"),
    ];
    assert_eq!(pairs(request.body.expose()), owned(&expected));
}

#[test]
fn a_provider_without_that_gets_the_secret_in_the_header() {
    let fixture = Fixture::new(Kind::Oidc).detail("client_id", "a b").detail("client_secret", "c:d/ä");
    let request = request(&fixture, &Endpoints { basic: true, ..fixture.endpoints() });
    // `a+b:c%3Ad%2F%C3%A4`
    assert_eq!(header(&request, "authorization"), Some("Basic YStiOmMlM0FkJTJGJUMzJUE0"));
    let names: Vec<String> = pairs(request.body.expose()).into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["grant_type", "code", "redirect_uri", "code_verifier"]);
}

#[test]
fn a_public_client_sends_no_secret() {
    let fixture = Fixture::new(Kind::Oidc).without("client_secret");
    let request = request(&fixture, &Endpoints { basic: true, ..fixture.endpoints() });
    assert_eq!(header(&request, "authorization"), None);
    assert!(request.body.expose().ends_with(&format!("&client_id={CLIENT}")));
}

#[test]
fn facebook_gets_a_query_and_amazon_no_verifier() {
    let fixture = Fixture::new(Kind::Facebook);
    let facebook = request(&fixture, &fixture.endpoints());
    assert_eq!((facebook.method, facebook.body.expose()), (FetchMethod::Get, ""));
    let expected = [
        ("grant_type", "authorization_code"),
        ("code", "SplxlOBeZQQYbYS6WxSbIA"),
        ("redirect_uri", CALLBACK),
        ("client_id", CLIENT),
        ("client_secret", "s3cret"),
    ];
    assert_eq!(query(facebook.url.expose()), owned(&expected));
    assert!(!format!("{facebook:?}").contains("s3cret"));

    let fixture = Fixture::new(Kind::Amazon);
    let amazon = request(&fixture, &fixture.endpoints());
    assert_eq!(pairs(amazon.body.expose()), owned(&expected));
}

fn received(kind: Kind, body: &Value) -> Result<Tokens, OidcError> {
    Tokens::received(Fixture::new(kind).settings(), &json(body))
}

#[test]
fn answers_of_all_providers_are_read() {
    let whole = json!({
        "access_token": "SlAV32hkKG", "token_type": "Bearer", "refresh_token": "8xLOxBtZp8", "expires_in": 3600,
        "id_token": "a.b.c",
    });
    let tokens = received(Kind::Oidc, &whole).unwrap();
    assert_eq!(tokens.access.as_str(), "SlAV32hkKG");
    assert_eq!(tokens.id.as_deref(), Some("a.b.c"));
    assert_eq!(tokens.refresh.as_deref(), Some("8xLOxBtZp8"));
    assert!(!format!("{tokens:?}").contains("SlAV32hkKG"));

    // Facebook and Amazon issue no ID token; one that appears there is not used.
    for kind in [Kind::Facebook, Kind::Amazon] {
        let short = json!({"access_token": "EAAB", "token_type": "bearer", "expires_in": 5183944});
        assert_eq!(received(kind, &short).unwrap().id, None);
        assert_eq!(received(kind, &whole).unwrap().id, None);
    }
}

#[test]
fn answers_without_usable_tokens_are_refused() {
    for (body, problem) in [
        (json!({"id_token": "a.b.c"}), "access_token"),
        (json!({"access_token": "", "id_token": "a.b.c"}), "access_token"),
        (json!({"access_token": 1, "id_token": "a.b.c"}), "access_token"),
        (json!({"access_token": "a\r\nb: c", "id_token": "a.b.c"}), "access_token"),
        (json!({"access_token": "a b", "id_token": "a.b.c"}), "access_token"),
        (json!({"access_token": "a".repeat(70_000), "id_token": "a.b.c"}), "access_token"),
        (json!({"access_token": "a"}), "id_token"),
        (json!({"access_token": "a", "id_token": null}), "id_token"),
        (json!({"access_token": "a", "id_token": "a.b.c", "token_type": "mac"}), "token_type"),
        (json!({"access_token": "a", "id_token": "a.b.c", "token_type": 1}), "token_type"),
    ] {
        assert_eq!(received(Kind::Oidc, &body), Err(OidcError::Tokens(problem)), "{problem}");
    }
}

#[test]
fn a_refusal_says_what_the_provider_said() {
    let too_long = json!({"error": "a".repeat(100)}).to_string();
    for (kind, status, body, text) in [
        (Kind::Google, 401, r#"{"error":"invalid_client"}"#, "Google Error - 401 invalid_client"),
        (
            Kind::Amazon,
            400,
            r#"{"error":"invalid_request","error_description":"The request is missing a required parameter : client_secret"}"#,
            "LoginWithAmazon Error - 400 invalid_request The request is missing a required parameter : client_secret",
        ),
        (
            Kind::Oidc,
            400,
            r#"{"error":"invalid_grant","error_description":"a\nb"}"#,
            "Corp Error - 400 invalid_grant",
        ),
        (Kind::Oidc, 400, r#"{"error":"in\u0000valid"}"#, "Corp Error - 400error getting token"),
        (Kind::Oidc, 400, &too_long, "Corp Error - 400error getting token"),
        (Kind::Oidc, 500, "<html>", "Corp Error - 500error getting token"),
        (Kind::Oidc, 302, "", "Corp Error - 302error getting token"),
        (Kind::Oidc, 200, r#"{"error":"denied","access_token":"a"}"#, "Corp Error - 200 denied"),
        (
            Kind::Facebook,
            400,
            r#"{"error":{"message":"Invalid verification code format.","type":"OAuthException","code":100}}"#,
            "Facebook Error - 400error getting token",
        ),
    ] {
        let refused = Tokens::received(Fixture::new(kind).settings(), &FetchResponse::new(status, body));
        assert_eq!(refused.unwrap_err().to_string(), text);
    }
}
