//! Sign-in through a provider of OpenID Connect.

use std::sync::Arc;

use serde_json::{Value, json};
use userpool::storage::{FetchError, MemoryStorage};

use crate::{
    browser::{Browser, Shown},
    provider::{ISSUER, Provider, host},
    scene::{CALLBACK, claims_of, for_browsers},
    world::{PASSWORD, World, merged},
};

/// A pool with the provider `Acme`, whose claims become attributes.
fn scene(seed: u64) -> (World, Arc<Provider>) {
    scene_with(seed, json!({}))
}

fn scene_with(seed: u64, pool: Value) -> (World, Arc<Provider>) {
    let provider = Arc::new(Provider::default());
    let mut world = World::built(
        seed,
        |builder| builder.storage(MemoryStorage::default()).fetch(host(&provider)),
        |_| {},
        |_| {},
    )
    .moved_to(merged(json!({"PoolName": "federated", "AutoVerifiedAttributes": ["email"]}), &pool));
    world.pool_ok(
        "CreateIdentityProvider",
        json!({
            "ProviderName": "Acme", "ProviderType": "OIDC",
            "ProviderDetails": {
                "client_id": "client-1", "client_secret": "s3cret", "attributes_request_method": "GET",
                "oidc_issuer": ISSUER, "authorize_scopes": "openid email",
            },
            "AttributeMapping": {"email": "email", "given_name": "given_name"},
            "IdpIdentifiers": ["acme.example"],
        }),
    );
    world.client = world
        .add_client(|client| {
            for_browsers(client);
            client.settings.allowed_oauth_scopes = Some(vec!["openid".into()]);
            client.settings.supported_identity_providers = Some(vec!["COGNITO".into(), "Acme".into()]);
        })
        .client_id;
    (world, provider)
}

const ACME: [(&str, &str); 1] = [("identity_provider", "Acme")];

/// The browser at the provider; `begin` gives the provider's nonce to it.
fn begin(world: &World, provider: &Provider, browser: &Browser<'_>, parameters: &[(&str, &str)]) -> Shown {
    let led = browser.get(&world.page("/oauth2/authorize", parameters));
    assert!(
        led.location.as_ref().is_some_and(|url| url.starts_with(&format!("{ISSUER}/authorize?"))),
        "{led:?}"
    );
    provider.nonce(&led.parameter("nonce"));
    led
}

/// The browser comes back with a code.
fn back(world: &World, browser: &Browser<'_>, led: &Shown) -> Shown {
    let query = crate::scene::encoded(&[("code", "c-1"), ("state", &led.parameter("state"))]);
    browser.get(&format!("{}/oauth2/idpresponse?{query}", world.site()))
}

fn sign_in(world: &World, provider: &Provider) -> Shown {
    let browser = world.browser();
    let led = begin(world, provider, &browser, &ACME);
    back(world, &browser, &led)
}

#[test]
fn the_first_sign_in_creates_a_user_and_the_next_ones_overwrite_mapped_attributes() {
    let (world, provider) = scene(100);
    let browser = world.browser();
    let led = begin(&world, &provider, &browser, &ACME);
    for (name, expected) in [
        ("response_type", "code"),
        ("client_id", "client-1"),
        ("code_challenge_method", "S256"),
        ("scope", "openid email"),
        ("redirect_uri", &format!("{}/oauth2/idpresponse", world.site())),
    ] {
        assert_eq!(led.parameter(name), expected);
    }
    let done = back(&world, &browser, &led);
    assert!(done.location.as_ref().unwrap().starts_with(CALLBACK), "{done:?}");
    assert_eq!(done.parameter("state"), "a state");
    let id = claims_of(&world.redeem(&done.parameter("code"))["id_token"]);
    assert_eq!(id["cognito:username"], "Acme_u-1");
    assert_eq!((&id["email"], &id["email_verified"]), (&json!("ana@idp.example.com"), &json!(false)));
    assert_eq!(id["cognito:groups"], json!([format!("{}_Acme", world.pool)]));
    let identity = &id["identities"][0];
    assert_eq!((&identity["userId"], &identity["providerName"]), (&json!("u-1"), &json!("Acme")));
    assert_eq!((&identity["providerType"], &identity["primary"]), (&json!("OIDC"), &json!("true")));
    let user = world.pool_ok("AdminGetUser", json!({"Username": "Acme_u-1"}));
    assert_eq!(user["UserStatus"], "EXTERNAL_PROVIDER");
    // The token request has the secret and the verifier.
    let asked = provider.asked();
    let (_, form) = asked.iter().find(|(path, _)| path == "/token").unwrap();
    assert!(form.contains("client_secret=s3cret") && form.contains("code_verifier="), "{form}");

    provider.says("email", "new@idp.example.com");
    provider.forgets("given_name");
    let again = claims_of(&world.redeem(&sign_in(&world, &provider).parameter("code"))["id_token"]);
    assert_eq!((&again["email"], &again["given_name"]), (&json!("new@idp.example.com"), &json!("Ana")));
    assert_eq!(again["sub"], id["sub"]);
    // Discovery and keys were fetched once.
    let count = |path: &str| provider.asked().iter().filter(|(asked, _)| asked == path).count();
    assert_eq!((count("/.well-known/openid-configuration"), count("/keys"), count("/token")), (1, 1, 2));
}

#[test]
fn a_provider_is_chosen_by_its_button_its_identifier_or_as_the_only_one() {
    let (mut world, provider) = scene(101);
    let browser = world.browser();
    let page = browser.open(&world.page("/oauth2/authorize", &[]));
    assert!(
        page.html.contains("Continue with Acme") && page.html.contains("name=\"password\""),
        "{}",
        page.html
    );
    begin(&world, &provider, &browser, &[("idp_identifier", "acme.example")]);
    for (name, value) in [("identity_provider", "Other"), ("idp_identifier", "other.example")] {
        let shown = browser.get(&world.page("/oauth2/authorize", &[(name, value)]));
        assert_eq!(shown.parameter("error"), "invalid_request");
    }
    world.client = world
        .add_client(|client| {
            for_browsers(client);
            client.settings.allowed_oauth_scopes = Some(vec!["openid".into()]);
            client.settings.supported_identity_providers = Some(vec!["Acme".into()]);
        })
        .client_id;
    begin(&world, &provider, &world.browser(), &[]);
    let page = world.browser().get(&world.page("/login", &[]));
    assert!(!page.html.contains("name=\"password\""), "{}", page.html);
}

#[test]
fn a_linked_identity_signs_in_the_user_it_is_linked_to() {
    for attribute in ["Cognito_Subject", "email"] {
        let (world, provider) = scene(102);
        world.create_user("ana", &[("email", "ana@example.com")]);
        let value = if attribute == "email" { "ana@idp.example.com" } else { "u-1" };
        world.pool_ok(
            "AdminLinkProviderForUser",
            json!({
                "DestinationUser": {"ProviderName": "Cognito", "ProviderAttributeValue": "ana"},
                "SourceUser": {"ProviderName": "Acme", "ProviderAttributeName": attribute, "ProviderAttributeValue": value},
            }),
        );
        let id = claims_of(&world.redeem(&sign_in(&world, &provider).parameter("code"))["id_token"]);
        assert_eq!((&id["cognito:username"], &id["email"]), (&json!("ana"), &json!("ana@idp.example.com")));
        assert_eq!(id["identities"][0]["primary"], "false");
        world.password_sign_in("ana", PASSWORD).unwrap();
    }
}

#[test]
fn the_application_is_told_why_a_sign_in_with_a_provider_fails() {
    let told = |change: &dyn Fn(&World, &Provider)| {
        let (world, provider) = scene(103);
        let browser = world.browser();
        let led = begin(&world, &provider, &browser, &ACME);
        change(&world, &provider);
        let done = back(&world, &browser, &led);
        assert!(done.location.as_ref().unwrap().starts_with(CALLBACK), "{done:?}");
        assert_eq!(
            (done.parameter("error"), done.parameter("state")),
            ("invalid_request".into(), "a state".into())
        );
        let users = world.pool_ok("ListUsers", json!({}));
        assert_eq!(users["Users"], json!([]));
        done.parameter("error_description")
    };
    for (path, fault, expected) in [
        ("/token", FetchError::TimedOut, "Timeout occurred in calling IdP token endpoint"),
        ("/keys", FetchError::TimedOut, "Timeout in calling jwks uri"),
        ("/userinfo", FetchError::Failed("x".into()), "Connection reset"),
        ("/keys", FetchError::TooLong, "The answer of the identity provider is too long"),
    ] {
        assert_eq!(told(&|_, provider| provider.fails(path, fault.clone())), expected);
    }
    assert_eq!(told(&|_, provider| provider.refuses_codes()), "Acme Error - 400 invalid_grant");
    assert_eq!(told(&|_, provider| provider.nonce("another")), "Bad id_token nonce");
    for (claim, value, expected) in [
        ("iss", "https://evil.example", "Bad id_token issuer"),
        ("aud", "client-2", "Bad id_token audience"),
        ("sub", "", "Bad id_token subject"),
    ] {
        assert_eq!(told(&|_, provider| provider.says(claim, value)), expected);
    }
}

#[test]
fn a_user_without_required_attributes_or_disabled_is_refused() {
    let schema = json!({"Schema": [{"Name": "family_name", "Required": true, "Mutable": true}]});
    let (world, provider) = scene_with(104, schema);
    let shown = sign_in(&world, &provider);
    assert_eq!(shown.parameter("error_description"), "attributes required: [family_name]");

    let (world, provider) = scene(105);
    sign_in(&world, &provider);
    world.pool_ok("AdminDisableUser", json!({"Username": "Acme_u-1"}));
    assert_eq!(sign_in(&world, &provider).parameter("error_description"), "User is not enabled");
}

#[test]
fn a_refusal_by_the_user_at_the_provider_is_told_as_such() {
    let (world, provider) = scene(106);
    let browser = world.browser();
    let led = begin(&world, &provider, &browser, &ACME);
    let query = crate::scene::encoded(&[("error", "access_denied"), ("state", &led.parameter("state"))]);
    let done = browser.get(&format!("{}/oauth2/idpresponse?{query}", world.site()));
    assert_eq!(
        (done.parameter("error"), done.parameter("state")),
        ("access_denied".into(), "a state".into())
    );
}

#[test]
fn a_state_is_good_for_one_browser_one_pool_one_time_and_some_minutes() {
    let (world, provider) = scene(107);
    let browser = world.browser();
    let led = begin(&world, &provider, &browser, &ACME);
    let other = world.browser();
    assert_eq!(back(&world, &other, &led).status, 400);
    other.set_cookie("cognito-fl", "forged");
    assert_eq!(back(&world, &other, &led).status, 400);
    assert!(back(&world, &browser, &led).location.is_some());
    let again = back(&world, &browser, &led);
    assert_eq!(again.parameter("error"), "invalid_request", "{again:?}");

    let slow = world.browser();
    let late = begin(&world, &provider, &slow, &ACME);
    world.clock.advance(901);
    assert_eq!(back(&world, &slow, &late).status, 400);
    for state in ["", "x"] {
        let url = format!("{}/oauth2/idpresponse?code=c&state={state}", world.site());
        assert_eq!((browser.get(&url).status, browser.get(&url).location), (400, None));
    }
}

#[test]
fn a_session_of_a_provider_is_accepted_by_clients_that_support_the_provider() {
    let (world, provider) = scene(108);
    let browser = world.browser();
    let led = begin(&world, &provider, &browser, &ACME);
    back(&world, &browser, &led);
    let silent = [("prompt", "none")];
    assert!(browser.get(&world.page("/oauth2/authorize", &silent)).parameters().contains_key("code"));
    // The session is not that of a user of the pool.
    let page = browser.open(&world.page("/oauth2/authorize", &[("identity_provider", "COGNITO")]));
    assert_eq!(page.status, 200);
    let other = world.add_client(|client| {
        for_browsers(client);
        client.settings.allowed_oauth_scopes = Some(vec!["openid".into()]);
    });
    let other = other.client_id;
    let shown = browser.get(&world.page("/oauth2/authorize", &[silent[0], ("client_id", &other)]));
    assert_eq!(shown.parameter("error"), "login_required");
}
