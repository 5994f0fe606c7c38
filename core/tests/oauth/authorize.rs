//! `/oauth2/authorize`, `/logout` and the session of the browser.

use std::sync::Arc;

use serde_json::json;

use crate::scene::{CALLBACK, LOGOUT, claims_of, code_challenge, for_browsers, scene, scene_with};
use crate::world::{Watched, World, is_uuid};

#[test]
fn a_sign_in_leads_to_the_application_with_a_code_and_the_state() {
    let world = scene(30);
    let browser = world.browser();
    let page = browser.get(&world.page("/oauth2/authorize", &[("scope", "openid")]));
    assert_eq!(page.status, 302);
    let login = page.location.unwrap();
    assert!(login.starts_with(&format!("{}/login?", world.site())), "{login}");
    let page = browser.get(&login);
    let done = browser.submit(&page, &[("username", "ana"), ("password", crate::world::PASSWORD)]);
    assert_eq!(done.status, 302);
    assert!(done.location.as_ref().unwrap().starts_with(&format!("{CALLBACK}?code=")), "{done:?}");
    assert!(is_uuid(&done.parameter("code")));
    assert_eq!(done.parameter("state"), "a state");
}

#[test]
fn the_implicit_grant_gives_the_tokens_in_the_order_of_the_service() {
    let world = scene(31);
    let done = world.browser().sign_in(&[("response_type", "token"), ("scope", "openid")]);
    let location = done.location.clone().unwrap();
    let fragment = location.strip_prefix(&format!("{CALLBACK}#")).unwrap();
    let names: Vec<&str> = fragment.split('&').map(|pair| pair.split('=').next().unwrap()).collect();
    assert_eq!(names, ["id_token", "access_token", "token_type", "expires_in", "state"]);
    assert_eq!(
        (done.parameter("token_type"), done.parameter("expires_in")),
        ("bearer".into(), "3600".into())
    );
    let id = claims_of(&json!(done.parameter("id_token")));
    assert_eq!(id["email"], "ana@example.com");
    let without =
        world.browser().sign_in(&[("response_type", "token"), ("scope", "https://api.example.com/read")]);
    assert!(!without.parameters().contains_key("id_token"));
}

#[test]
fn an_address_that_is_not_registered_is_never_led_to() {
    let world = scene(32);
    let browser = world.browser();
    let site = world.site();
    for (parameters, expected) in [
        (
            [("redirect_uri", "https://evil.example")],
            format!("{site}/error?error=redirect_mismatch&client_id={}", world.client),
        ),
        (
            [("redirect_uri", "https://app.example.com/cb/")],
            format!("{site}/error?error=redirect_mismatch&client_id={}", world.client),
        ),
        (
            [("redirect_uri", "https://app.example.com/cb?x")],
            format!("{site}/error?error=redirect_mismatch&client_id={}", world.client),
        ),
        ([("client_id", "unknown")], format!("{site}/error?error=Client+does+not+exist.")),
    ] {
        for path in ["/oauth2/authorize", "/login", "/signup", "/forgotPassword"] {
            let shown = browser.get(&world.page(path, &parameters));
            assert_eq!(shown.location.as_ref(), Some(&expected), "{path}");
        }
    }
    for name in ["client_id", "redirect_uri"] {
        let shown = browser.get(&world.page("/oauth2/authorize", &[(name, "-")]));
        assert_eq!(shown.status, 400);
        assert_eq!(shown.error().unwrap(), format!("Required String parameter '{name}' is not present"));
    }
    let error = browser.get(&format!("{site}/error?error=redirect_mismatch&client_id=x"));
    assert_eq!((error.status, error.error().unwrap()), (400, "redirect_mismatch".to_owned()));
}

#[test]
fn errors_of_a_request_are_told_to_the_application() {
    let world = scene(33);
    let browser = world.browser();
    let challenge = code_challenge();
    for (parameters, expected) in [
        (vec![("response_type", "-")], "invalid_request"),
        (vec![("response_type", "id_token")], "invalid_request"),
        (vec![("scope", "unknown")], "invalid_scope"),
        (vec![("scope", "https://api.example.com/write")], "invalid_scope"),
        (vec![("scope", "email")], "invalid_scope"),
        (vec![("code_challenge", &*challenge)], "invalid_request"),
        (vec![("code_challenge", &*challenge), ("code_challenge_method", "plain")], "invalid_request"),
        (vec![("code_challenge_method", "S256")], "invalid_request"),
        (vec![("code_challenge", "short"), ("code_challenge_method", "S256")], "invalid_request"),
        (vec![("prompt", "none")], "login_required"),
        (vec![("prompt", "none login")], "invalid_request"),
        (vec![("prompt", "unknown")], "invalid_request"),
        (vec![("resource", "http://api.example.com")], "invalid_request"),
        (vec![("resource", "no address")], "invalid_request"),
    ] {
        let shown = browser.get(&world.page("/oauth2/authorize", &parameters));
        assert_eq!(shown.status, 302, "{parameters:?}");
        assert!(shown.location.as_ref().unwrap().starts_with(&format!("{CALLBACK}?error=")), "{shown:?}");
        assert_eq!(
            (&*shown.parameter("error"), &*shown.parameter("state")),
            (expected, "a state"),
            "{parameters:?}"
        );
    }
    let only_code =
        scene_with(34, |_| {}, |client| client.settings.allowed_oauth_flows = Some(vec!["code".into()]));
    let shown = only_code.browser().get(&only_code.page("/oauth2/authorize", &[("response_type", "token")]));
    assert_eq!(shown.parameter("error"), "unauthorized_client");
}

#[test]
fn doubled_and_malformed_parameters_show_an_error_page() {
    let world = scene(35);
    let browser = world.browser();
    let url = world.page("/oauth2/authorize", &[]);
    for more in ["&state=x".to_owned(), "&x=a%0d%0ab".to_owned(), format!("&x={}", "y".repeat(9000))] {
        let shown = browser.get(&format!("{url}{more}"));
        assert_eq!((shown.status, shown.location), (400, None));
    }
}

#[test]
fn a_browser_that_has_signed_in_is_not_asked_again_for_an_hour() {
    let world = scene(36);
    let browser = world.browser();
    let authorize = world.page("/oauth2/authorize", &[]);
    browser.sign_in(&[]);
    let again = browser.get(&authorize);
    let first = world.redeem(&again.parameter("code"));
    let (auth_time, began) =
        (claims_of(&first["id_token"])["auth_time"].clone(), world.clock.now().seconds());
    assert_eq!(auth_time, began);
    world.clock.advance(3500);
    let later =
        world.redeem(&browser.get(&world.page("/oauth2/authorize", &[("prompt", "none")])).parameter("code"));
    assert_eq!(claims_of(&later["id_token"])["auth_time"], auth_time);
    // The page offers the account, and `prompt=login` asks for it again.
    let offered = browser.get(&world.page("/login", &[]));
    assert!(offered.html.contains("ana@example.com"), "{}", offered.html);
    let asked = browser.open(&world.page("/oauth2/authorize", &[("prompt", "login")]));
    assert!(asked.html.contains("name=\"password\""));
    let chosen = browser.open(&world.page("/oauth2/authorize", &[("prompt", "select_account")]));
    assert!(chosen.html.contains("Sign in as ana@example.com"), "{}", chosen.html);
    world.clock.advance(200);
    assert!(browser.get(&authorize).location.unwrap().contains("/login?"));
}

#[test]
fn a_session_ends_by_sign_out_password_disabling_and_logout() {
    for (operation, more) in [
        ("AdminUserGlobalSignOut", json!({})),
        ("AdminDisableUser", json!({})),
        ("AdminSetUserPassword", json!({"Password": "Another-Horse9!", "Permanent": true})),
        ("AdminDeleteUser", json!({})),
    ] {
        let world = scene(37);
        let browser = world.browser();
        browser.sign_in(&[]);
        world.pool_ok(operation, crate::world::merged(json!({"Username": "ana"}), &more));
        let shown = browser.get(&world.page("/oauth2/authorize", &[("prompt", "none")]));
        assert_eq!(shown.parameter("error"), "login_required", "{operation}");
    }
    let world = scene(38);
    let browser = world.browser();
    browser.sign_in(&[]);
    let copy = browser.cookie("cognito").unwrap();
    let out = browser.get(&format!("{}/logout?client_id={}&logout_uri={LOGOUT}", world.site(), world.client));
    assert_eq!((out.status, out.location.as_deref()), (302, Some(LOGOUT)));
    assert_eq!(browser.cookie("cognito"), None);
    // Somebody who has kept a copy of the cookie.
    browser.set_cookie("cognito", &copy);
    let shown = browser.get(&world.page("/oauth2/authorize", &[("prompt", "none")]));
    assert_eq!(shown.parameter("error"), "login_required");
}

#[test]
fn logout_leads_to_registered_addresses_only() {
    let world = scene(39);
    let browser = world.browser();
    let get = |query: &str| browser.get(&format!("{}/logout?{query}", world.site()));
    let client = &world.client;
    assert_eq!(get("").error().unwrap(), "Required String parameter 'client_id' is not present");
    assert_eq!(get(&format!("client_id={client}")).status, 400);
    for uri in ["https://evil.example", "https://app.example.com/cb"] {
        let shown = get(&format!("client_id={client}&logout_uri={uri}"));
        assert!(shown.location.unwrap().contains("/error?error=redirect_mismatch"), "{uri}");
    }
    let login = get(&format!("client_id={client}&redirect_uri={CALLBACK}&response_type=code&state=s"));
    assert!(login.location.unwrap().starts_with(&format!("{}/login?", world.site())));
    let mismatch = get(&format!("client_id={client}&redirect_uri={LOGOUT}&response_type=code"));
    assert!(mismatch.location.unwrap().contains("/error?error=redirect_mismatch"));
}

#[test]
fn a_forged_cookie_or_that_of_another_pool_is_no_session() {
    let world = scene(40);
    let browser = world.browser();
    browser.sign_in(&[]);
    let cookie = browser.cookie("cognito").unwrap();
    let other = scene(41);
    let elsewhere = other.browser();
    for value in [cookie.as_str(), "x", &cookie[1..], &format!("{cookie}A")] {
        elsewhere.set_cookie("cognito", value);
        let shown = elsewhere.get(&other.page("/oauth2/authorize", &[("prompt", "none")]));
        assert_eq!(shown.parameter("error"), "login_required");
    }
}

#[test]
fn a_revoked_refresh_token_ends_the_session_of_the_browser_if_that_is_asked_for() {
    for (asked, ends) in [("NONE", false), ("LINKED", true)] {
        let world = scene(42);
        let browser = world.browser();
        let tokens = world.redeem(&browser.code(&[]));
        world.ok(
            "RevokeToken",
            json!({"ClientId": world.client, "Token": tokens["refresh_token"], "RevokeAssociatedSessions": asked}),
        );
        let shown = browser.get(&world.page("/oauth2/authorize", &[("prompt", "none")]));
        assert_eq!(shown.parameters().contains_key("error"), ends, "{asked}");
    }
}

#[test]
fn an_authorization_with_a_session_costs_one_read_and_one_commit() {
    let watched = Arc::new(Watched::default());
    let mut world = World::with(43, Arc::clone(&watched), |_| {}, |_| {});
    world.client = world
        .add_client(|client| {
            for_browsers(client);
            client.settings.allowed_oauth_scopes = Some(vec!["openid".into(), "email".into()]);
        })
        .client_id;
    world.create_user("ana", &[("email", "ana@example.com")]);
    let browser = world.browser();
    browser.sign_in(&[]);
    let url = world.page("/oauth2/authorize", &[("scope", "openid email")]);
    watched.take();
    assert!(browser.get(&url).parameters().contains_key("code"));
    let calls = watched.take();
    assert_eq!(calls.len(), 2, "{calls:?}");
}
