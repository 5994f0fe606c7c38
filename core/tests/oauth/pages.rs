//! The pages: sign-in, sign-up, passwords, and what protects them.

use serde_json::json;

use crate::scene::{CALLBACK, scene, scene_with};
use crate::world::PASSWORD;

#[test]
fn a_page_has_the_names_and_the_headers_of_the_service() {
    let world = scene(60);
    let page = world.browser().get(&world.page("/login", &[]));
    for part in [
        "<html lang=\"en\">",
        "name=\"_csrf\"",
        "id=\"signInFormUsername\" name=\"username\"",
        "id=\"signInFormPassword\" name=\"password\"",
        "name=\"signInSubmitButton\"",
        "Forgot your password?",
        "Need an account?",
    ] {
        assert!(page.html.contains(part), "{part}: {}", page.html);
    }
    let header = |name: &str| page.headers[name].to_str().unwrap().to_owned();
    let policy = header("content-security-policy");
    assert!(policy.starts_with("default-src 'none'; style-src 'self';"), "{policy}");
    assert!(policy.contains("form-action 'self' https:; frame-ancestors 'none'"), "{policy}");
    assert_eq!(header("referrer-policy"), "no-referrer");
    assert!(header("cache-control").contains("no-store"));
    assert_eq!(header("x-frame-options"), "DENY");
    assert!(!page.headers.contains_key("access-control-allow-origin"));
    assert!(!page.html.contains("<script"));
}

#[test]
fn a_wrong_password_shows_the_text_of_the_api_and_is_counted() {
    let world = scene(61);
    let browser = world.browser();
    let mut page = browser.get(&world.page("/login", &[]));
    for _ in 0..5 {
        page = browser.submit(&page, &[("username", "ana"), ("password", "Wrong-Horse9!")]);
        assert_eq!(page.status, 400);
        assert_eq!(page.error().unwrap(), "Incorrect username or password.");
        assert!(page.html.contains("value=\"ana\"") && !page.html.contains("Wrong-Horse9!"));
    }
    // The failures are those of the API.
    let locked = browser.submit(&page, &[("username", "ana"), ("password", PASSWORD)]);
    assert_eq!(locked.error().unwrap(), "Password attempts exceeded");
    let error = world.password_sign_in("ana", PASSWORD).unwrap_err();
    assert_eq!(error.to_string(), "Password attempts exceeded");
}

#[test]
fn a_form_that_no_page_of_the_site_has_sent_is_refused() {
    let world = scene(62);
    let browser = world.browser();
    let url = world.page("/login", &[]);
    let page = browser.get(&url);
    let csrf = page.form(0).fields["_csrf"].clone();
    let credentials = [("username", "ana"), ("password", PASSWORD)];
    for field in ["", "x"] {
        let shown = browser.post(&url, &[credentials[0], credentials[1], ("_csrf", field)]);
        assert_eq!((shown.status, shown.location), (403, None));
    }
    // Another browser, which has another cookie.
    let other = world.browser();
    other.get(&url);
    let shown = other.post(&url, &[credentials[0], credentials[1], ("_csrf", &csrf)]);
    assert_eq!(shown.status, 403);
    let without = world.browser().post(&url, &[credentials[0], credentials[1], ("_csrf", &csrf)]);
    assert_eq!(without.status, 403);
}

#[test]
fn nothing_of_a_request_becomes_markup() {
    let world = scene(63);
    let browser = world.browser();
    let script = "\"><script>alert(1)</script><x y='";
    for parameters in
        [vec![("state", script)], vec![("login_hint", script)], vec![("nonce", script), ("x", script)]]
    {
        for path in
            ["/login", "/signup", "/confirm", "/forgotPassword", "/resendcode", "/confirmforgotPassword"]
        {
            let page = browser.get(&world.page(path, &parameters));
            assert_eq!(page.status, 200, "{path}");
            assert!(!page.html.contains("<script") && !page.html.contains("<x "), "{path}: {}", page.html);
        }
    }
    let page = browser.get(&world.page("/login", &[]));
    let again = browser.submit(&page, &[("username", script), ("password", script)]);
    assert!(!again.html.contains("<script"), "{}", again.html);
    let site = world.site();
    let encoded = crate::scene::encoded(&[("error", script), ("error_description", script)]);
    assert!(!browser.get(&format!("{site}/error?{encoded}")).html.contains("<script"));
}

#[test]
fn a_visitor_signs_up_confirms_and_is_signed_in() {
    let world = scene(64);
    let browser = world.browser();
    let page = browser.get(&world.page("/signup", &[]));
    assert!(page.html.contains("name=\"requiredAttributes[email]\""), "{}", page.html);
    assert!(page.html.contains("name=\"signUpButton\""));
    let weak = browser.submit(
        &page,
        &[("username", "ben"), ("requiredAttributes[email]", "ben@example.com"), ("password", "weak")],
    );
    assert_eq!(weak.status, 400);
    assert!(weak.error().unwrap().starts_with("Password did not conform with policy"), "{:?}", weak.error());
    assert!(weak.html.contains("value=\"ben@example.com\""));
    let page = browser.submit(&weak, &[("password", PASSWORD)]);
    assert_eq!(page.status, 200, "{page:?}");
    assert!(page.html.contains("b***@e***"), "{}", page.html);
    let wrong = browser.submit(&page, &[("code", crate::world::other_than(&world.outbox.last_code()))]);
    assert_eq!(wrong.error().unwrap(), "Invalid verification code provided, please try again.");
    let done = browser.submit(&wrong, &[("code", &world.outbox.last_code())]);
    assert!(done.location.as_ref().unwrap().starts_with(CALLBACK), "{done:?}");
    let tokens = world.redeem(&done.parameter("code"));
    assert_eq!(crate::scene::claims_of(&tokens["id_token"])["email"], "ben@example.com");
}

#[test]
fn who_confirms_in_another_browser_signs_in_with_the_password() {
    let world = scene(65);
    world.sign_up("ben").unwrap();
    let browser = world.browser();
    let login = browser.get(&world.page("/login", &[]));
    let led = browser.submit(&login, &[("username", "ben"), ("password", PASSWORD)]);
    assert_eq!(led.status, 302);
    let page = browser.get(&format!("http://localhost:9229{}", led.location.unwrap()));
    assert!(page.html.contains("value=\"ben\""), "{}", page.html);
    let resent = browser.submit_form(&page, 1, &[]);
    assert!(resent.html.contains("A new code was sent."), "{}", resent.html);
    let confirmed = browser.submit(&resent, &[("code", &world.outbox.last_code())]);
    assert_eq!(confirmed.status, 200);
    assert!(confirmed.html.contains("Your registration has been confirmed!"));
}

#[test]
fn a_forgotten_password_is_replaced_and_the_user_is_signed_in() {
    let world = scene(66);
    let browser = world.browser();
    let page = browser.get(&world.page("/forgotPassword", &[]));
    let page = browser.submit(&page, &[("username", "ana")]);
    assert!(page.html.contains("a***@e***"), "{}", page.html);
    let code = world.outbox.last_code();
    let wrong = browser
        .submit(&page, &[("code", crate::world::other_than(&code)), ("new_password", "Another-Horse9!")]);
    assert_eq!(wrong.status, 400);
    let done = browser.submit(&wrong, &[("code", &code), ("new_password", "Another-Horse9!")]);
    assert!(done.location.as_ref().unwrap().starts_with(CALLBACK), "{done:?}");
    world.password_sign_in("ana", "Another-Horse9!").unwrap();
}

#[test]
fn the_pages_speak_the_language_of_the_browser_or_of_the_address() {
    let world = scene(67);
    for (tag, text) in [("de", "Anmelden"), ("fr", "connecter"), ("es", "sesi"), ("ja", "ログイン")] {
        let page = world.browser().get(&world.page("/login", &[("lang", tag)]));
        assert!(page.html.contains(&format!("<html lang=\"{tag}\">")), "{tag}");
        assert!(page.html.contains(text) || tag == "ja", "{tag}: {}", page.html);
        assert_eq!(page.headers["content-language"], tag);
    }
    let request = http::Request::get(world.page("/login", &[]))
        .header("accept-language", "it, de-AT;q=0.9, en;q=0.5")
        .body(bytes::Bytes::new())
        .unwrap();
    assert_eq!(world.fetch(request).headers()["content-language"], "de");
}

#[test]
fn a_client_with_a_secret_has_the_same_pages() {
    let world = scene_with(68, |_| {}, |client| client.generate_secret = Some(true));
    let browser = world.browser();
    assert!(browser.sign_in(&[]).location.unwrap().starts_with(CALLBACK));
    let page = browser.get(&world.page("/forgotPassword", &[]));
    assert_eq!(browser.submit(&page, &[("username", "ana")]).status, 200);
    let page = browser.get(&world.page("/signup", &[]));
    let fields =
        [("username", "ben"), ("requiredAttributes[email]", "ben@example.com"), ("password", PASSWORD)];
    assert_eq!(browser.submit(&page, &fields).status, 200);
}

#[test]
fn where_only_administrators_create_users_nobody_signs_up() {
    let world = scene_with(
        69,
        |pool| {
            pool.settings.admin_create_user_config =
                Some(crate::world::typed(json!({"AllowAdminCreateUserOnly": true})));
        },
        |_| {},
    );
    let browser = world.browser();
    assert!(!browser.get(&world.page("/login", &[])).html.contains("/signup"));
    let page = browser.get(&world.page("/signup", &[]));
    let refused = browser.submit(&page, &[("username", "ben"), ("password", PASSWORD)]);
    assert_eq!(refused.error().unwrap(), "SignUp is not permitted for this user pool");
}

#[test]
fn files_of_the_pages_are_served_with_the_clients_customization() {
    let world = scene(70);
    let browser = world.browser();
    world.pool_ok("UpdateUserPoolDomain", json!({"Domain": "demo", "ManagedLoginVersion": 1}));
    world.pool_ok(
        "SetUICustomization",
        json!({"ClientId": world.client, "CSS": ".banner-customizable { background: red; }"}),
    );
    let style = browser.get(&format!("{}/assets/pages.css?client_id={}", world.site(), world.client));
    assert_eq!(style.headers["content-type"], "text/css; charset=utf-8");
    assert!(style.html.ends_with(".banner-customizable { background: red; }"));
    let script = browser.get(&format!("{}/assets/passkey.js", world.site()));
    assert_eq!(script.headers["content-type"], "text/javascript; charset=utf-8");
    let logo = browser.get(&format!("{}/assets/logo?client_id={}", world.site(), world.client));
    assert_eq!(logo.status, 404);
    assert_eq!(browser.get(&format!("{}/assets/nothing", world.site())).status, 404);
}
