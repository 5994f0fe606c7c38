//! The authorization request.

use super::*;
use crate::federation::oidc::{
    Authorization, authorization::code_challenge, authorization_url, code_verifier,
};

/// [RFC 7636 Appendix B](https://www.rfc-editor.org/rfc/rfc7636#appendix-B).
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

const CALLBACK: &str = "https://auth.example.com/oauth2/idpresponse";

fn url(fixture: &Fixture, prompt: Option<&str>, login_hint: Option<&str>) -> String {
    let asked = Authorization {
        redirect_uri: CALLBACK,
        state: "af0ifjsldkj",
        nonce: NONCE,
        code_verifier: &Sensitive::new(VERIFIER),
        prompt,
        login_hint,
    };
    authorization_url(fixture.settings(), &fixture.endpoints(), asked).unwrap()
}

#[test]
fn the_challenge_is_that_of_rfc_7636() {
    assert_eq!(code_challenge(VERIFIER), CHALLENGE);
    // The octets of the appendix.
    let octets = [
        116, 24, 223, 180, 151, 153, 224, 37, 79, 250, 96, 125, 216, 173, 187, 186, 22, 212, 37, 77, 105,
        214, 191, 240, 91, 88, 5, 88, 83, 132, 141, 121,
    ];
    assert_eq!(code_verifier(&octets).as_str(), VERIFIER);
}

#[test]
fn an_oidc_provider_gets_nonce_challenge_prompt_and_hint() {
    let url = url(&Fixture::new(Kind::Oidc), Some("none login consent other"), Some("ana@example.com"));
    assert!(url.starts_with("https://server.example.com/authorize?response_type=code&"), "{url}");
    let expected = [
        ("response_type", "code"),
        ("client_id", CLIENT),
        ("redirect_uri", CALLBACK),
        ("scope", "openid email"),
        ("state", "af0ifjsldkj"),
        ("nonce", NONCE),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
        ("prompt", "login consent"),
        ("login_hint", "ana@example.com"),
    ];
    assert_eq!(query(&url), owned(&expected));
}

#[test]
fn social_providers_get_what_they_know() {
    let names = |kind| {
        let url = url(&Fixture::new(kind), Some("login"), Some("ana@example.com"));
        let added: Vec<String> = query(&url).into_iter().skip(5).map(|(name, _)| name).collect();
        added.join(" ")
    };
    assert_eq!(names(Kind::Google), "nonce code_challenge code_challenge_method prompt");
    assert_eq!(names(Kind::Apple), "nonce response_mode");
    assert_eq!(names(Kind::Facebook), "");
    assert_eq!(names(Kind::Amazon), "");
}

#[test]
fn apple_posts_only_if_name_or_email_are_asked_for() {
    for (scopes, posts) in [("email name", true), ("name", true), ("openid", false)] {
        let url = url(&Fixture::new(Kind::Apple).detail("authorize_scopes", scopes), None, None);
        assert_eq!(url.contains("response_mode=form_post"), posts, "{scopes}");
    }
}

#[test]
fn scopes_are_separated_as_the_provider_wants_and_openid_is_added() {
    for (kind, given, sent) in [
        (Kind::Facebook, "public_profile, email", "public_profile,email"),
        (Kind::Facebook, "public_profile email", "public_profile,email"),
        (Kind::Amazon, "profile  postal_code", "profile postal_code"),
        (Kind::Oidc, "email", "email openid"),
        (Kind::Google, " profile email openid ", "profile email openid"),
        (Kind::Apple, "email name", "email name"),
    ] {
        let url = url(&Fixture::new(kind).detail("authorize_scopes", given), None, None);
        assert!(query(&url).contains(&("scope".to_owned(), sent.to_owned())), "{kind:?} {url}");
    }
}

#[test]
fn a_query_of_the_endpoint_stays() {
    let fixture = Fixture::new(Kind::Amazon).detail("authorize_url", "https://www.amazon.com/ap/oa?tenant=1");
    assert!(
        url(&fixture, None, None).starts_with("https://www.amazon.com/ap/oa?tenant=1&response_type=code&")
    );
}

#[test]
fn values_cannot_add_parameters() {
    let url = url(&Fixture::new(Kind::Oidc), None, Some("a&state=other#x"));
    assert_eq!(query(&url).iter().filter(|(name, _)| name == "state").count(), 1);
    assert!(!url.contains('#'), "{url}");
}

#[test]
fn a_missing_detail_is_named() {
    for name in ["client_id", "authorize_scopes"] {
        let fixture = Fixture::new(Kind::Facebook).without(name);
        let asked = Authorization {
            redirect_uri: CALLBACK,
            state: "a",
            nonce: "b",
            code_verifier: &Sensitive::new(VERIFIER),
            prompt: None,
            login_hint: None,
        };
        let outcome = authorization_url(fixture.settings(), &fixture.endpoints(), asked);
        assert_eq!(outcome, Err(OidcError::Detail(name)));
    }
}
