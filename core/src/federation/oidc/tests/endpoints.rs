//! Discovery documents, also those that lie.

use serde_json::json;

use super::*;
use crate::federation::oidc::discovery_request;

pub(super) fn document() -> Value {
    json!({
        "issuer": ISSUER,
        "authorization_endpoint": "https://server.example.com/authorize",
        "token_endpoint": "https://server.example.com/token",
        "userinfo_endpoint": "https://server.example.com/userinfo",
        "jwks_uri": "https://server.example.com/jwks.json",
        "response_types_supported": ["code"],
        "extra": {"nested": [1, 2, 3]},
    })
}

fn discovered(fixture: &Fixture, document: &Value) -> Result<Endpoints, OidcError> {
    Endpoints::discovered(fixture.settings(), &json(document), false)
}

#[test]
fn the_document_is_below_the_issuer() {
    for (issuer, url) in [
        (ISSUER, "https://server.example.com/.well-known/openid-configuration"),
        ("https://a.example.com/tenant", "https://a.example.com/tenant/.well-known/openid-configuration"),
        ("https://a.example.com/tenant/", "https://a.example.com/tenant/.well-known/openid-configuration"),
    ] {
        let fixture = Fixture::new(Kind::Oidc).detail("oidc_issuer", issuer);
        let request = discovery_request(fixture.settings()).unwrap();
        assert_eq!(request.url.expose(), url);
    }
}

#[test]
fn a_document_gives_the_endpoints() {
    let endpoints = discovered(&Fixture::new(Kind::Oidc), &document()).unwrap();
    let expected = Endpoints {
        authorization: "https://server.example.com/authorize".to_owned(),
        token: "https://server.example.com/token".to_owned(),
        user_info: Some("https://server.example.com/userinfo".to_owned()),
        keys: Some("https://server.example.com/jwks.json".to_owned()),
        basic: false,
    };
    assert_eq!(endpoints, expected);
}

#[test]
fn a_document_about_another_issuer_is_refused() {
    for issuer in [
        json!("https://server.example.com/"),
        json!("https://SERVER.example.com"),
        json!("http://server.example.com"),
        json!("https://server.example.com.evil.example"),
        json!("https://server.example.com/{tenantid}"),
        json!(""),
        json!(null),
        json!([ISSUER]),
    ] {
        let mut lie = document();
        lie["issuer"] = issuer.clone();
        let refused = discovered(&Fixture::new(Kind::Oidc), &lie);
        assert_eq!(refused, Err(OidcError::Discovery("issuer")), "{issuer}");
    }
}

#[test]
fn a_document_with_a_url_that_is_not_https_is_refused() {
    for member in ["authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri"] {
        for url in [
            "http://server.example.com/a",
            "file:///etc/passwd",
            "//server.example.com",
            "javascript:alert(1)",
            "",
        ] {
            let mut lie = document();
            lie[member] = json!(url);
            let refused = discovered(&Fixture::new(Kind::Oidc), &lie);
            assert_eq!(refused, Err(OidcError::Discovery("URL")), "{member} {url}");
        }
    }
}

#[test]
fn plain_http_is_allowed_if_the_host_allows_it() {
    let fixture = Fixture::new(Kind::Oidc).detail("oidc_issuer", "http://localhost:9000");
    let text = document().to_string().replace(ISSUER, "http://localhost:9000");
    let answer = FetchResponse::new(200, text);
    assert!(Endpoints::discovered(fixture.settings(), &answer, true).is_ok());
    let refused = Endpoints::discovered(fixture.settings(), &answer, false);
    assert_eq!(refused, Err(OidcError::Discovery("URL")));
}

#[test]
fn what_is_missing_in_a_document_is_named() {
    for member in ["authorization_endpoint", "token_endpoint", "jwks_uri"] {
        let mut incomplete = document();
        incomplete.as_object_mut().unwrap().remove(member);
        let refused = discovered(&Fixture::new(Kind::Oidc), &incomplete);
        assert_eq!(refused, Err(OidcError::Discovery(member)));
    }
    let mut without = document();
    without.as_object_mut().unwrap().remove("userinfo_endpoint");
    assert_eq!(discovered(&Fixture::new(Kind::Oidc), &without).unwrap().user_info, None);
}

#[test]
fn an_answer_that_is_no_document_is_refused() {
    let refused = |answer| Endpoints::discovered(Fixture::new(Kind::Oidc).settings(), &answer, false);
    for status in [204, 302, 404, 500] {
        let answer = FetchResponse::new(status, document().to_string());
        assert_eq!(refused(answer), Err(OidcError::Discovery("status")), "{status}");
    }
    let deep = format!("{{\"issuer\":{}{}}}", "[".repeat(100_000), "]".repeat(100_000));
    let large = format!("{{\"a\":[{}]}}", vec!["{\"\":0}"; 5000].join(","));
    for body in ["", "<html>", "[]", "null", "\"a\"", &deep, &large] {
        assert_eq!(refused(FetchResponse::new(200, body)), Err(OidcError::Discovery("format")));
    }
}

#[test]
fn details_take_precedence_and_replace_the_document() {
    let fixture = Fixture::new(Kind::Oidc).detail("token_url", "https://other.example.com/token");
    assert_eq!(Endpoints::configured(fixture.settings(), false), Ok(None));
    assert_eq!(discovered(&fixture, &document()).unwrap().token, "https://other.example.com/token");

    let fixture = fixture
        .detail("authorize_url", "https://other.example.com/authorize")
        .detail("jwks_uri", "https://other.example.com/jwks");
    let endpoints = Endpoints::configured(fixture.settings(), false).unwrap().unwrap();
    assert_eq!(endpoints.keys.as_deref(), Some("https://other.example.com/jwks"));
    assert_eq!(endpoints.user_info, None);

    let plain = fixture.detail("jwks_uri", "http://other.example.com/jwks");
    assert_eq!(Endpoints::configured(plain.settings(), false), Err(OidcError::Detail("URL")));
    assert!(Endpoints::configured(plain.settings(), true).unwrap().is_some());
}

#[test]
fn social_providers_need_no_discovery() {
    for kind in ALL.into_iter().filter(|kind| *kind != Kind::Oidc) {
        let endpoints = Endpoints::configured(Fixture::new(kind).settings(), false).unwrap().unwrap();
        assert_eq!(endpoints.keys.is_some(), kind.has_id_token(), "{kind:?}");
    }
}

#[test]
fn the_secret_is_sent_in_the_header_only_if_the_form_is_not_accepted() {
    for (methods, basic) in [
        (json!(["client_secret_basic"]), true),
        (json!(["private_key_jwt", "client_secret_basic"]), true),
        (json!(["client_secret_basic", "client_secret_post"]), false),
        (json!(["private_key_jwt"]), false),
        (json!([]), false),
        (json!(null), false),
        (json!("client_secret_basic"), false),
    ] {
        let mut with_methods = document();
        with_methods["token_endpoint_auth_methods_supported"] = methods.clone();
        assert_eq!(discovered(&Fixture::new(Kind::Oidc), &with_methods).unwrap().basic, basic, "{methods}");
    }
}
