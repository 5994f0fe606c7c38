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
    let resent = browser.resend(&page, &[]);
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

#[test]
fn a_known_name_is_text_and_one_that_was_typed_here_can_be_corrected() {
    let world = scene(71);
    world.sign_up("ben").unwrap();
    let browser = world.browser();
    for path in ["/confirm", "/confirmforgotPassword"] {
        let known = browser.get(&world.page(path, &[("username", "ben")]));
        assert!(known.html.contains("<p class=\"known\">Username <b>ben</b></p>"), "{}", known.html);
        assert!(
            known.input("username").contains("type=\"hidden\"")
                && !known.html.contains("<label for=\"username")
        );
        let again = browser.submit(&known, &[("code", "000000"), ("new_password", "Another-Horse9!")]);
        assert_eq!(again.status, 400, "{path}");
        assert!(again.input("username").contains("type=\"hidden\""), "{path}: {}", again.html);

        let unknown = browser.get(&world.page(path, &[]));
        assert!(
            unknown.input("username").contains("type=\"text\"") && !unknown.html.contains("class=\"known\"")
        );
        let fields = [("username", "bem"), ("code", "000000"), ("new_password", "Another-Horse9!")];
        let again = browser.submit(&unknown, &fields);
        assert_eq!(again.status, 400, "{path}");
        assert!(again.input("username").contains("type=\"text\" value=\"bem\""), "{path}: {}", again.html);
    }
}

#[test]
fn another_code_is_sent_by_a_button_that_keeps_what_the_page_knows() {
    let world = scene(72);
    let browser = world.browser();
    let page = browser.get(&world.page("/signup", &[]));
    let fields =
        [("username", "ben"), ("requiredAttributes[email]", "ben@example.com"), ("password", PASSWORD)];
    let page = browser.submit(&page, &fields);
    let first = world.outbox.last_code();
    let wrong = browser.submit(&page, &[("code", crate::world::other_than(&first))]);
    assert!(wrong.html.contains("b***@e***"), "{}", wrong.html);
    let resent = browser.resend(&wrong, &[]);
    assert!(resent.html.contains("A new code was sent.") && resent.html.contains("b***@e***"));
    let done = browser.submit(&resent, &[("code", &world.outbox.last_code())]);
    // The user is signed in: the page has kept who has signed up in this browser.
    assert!(done.location.as_ref().unwrap().starts_with(CALLBACK), "{done:?}");

    // The name that was typed at the page is sent along.
    world.sign_up("eva").unwrap();
    let page = browser.get(&world.page("/confirm", &[]));
    let resent = browser.resend(&page, &[("username", "eva")]);
    assert!(resent.html.contains("<b>eva</b>"), "{}", resent.html);
    let refused = browser.resend(&page, &[("username", "ben")]);
    assert_eq!(refused.error().unwrap(), "User is already confirmed.");
    assert!(refused.html.contains("name=\"code\""));
}

#[test]
fn another_code_for_a_new_password_is_sent_by_a_button() {
    let world = scene(73);
    let browser = world.browser();
    let page = browser.get(&world.page("/forgotPassword", &[]));
    let page = browser.submit(&page, &[("username", "ana")]);
    let resent = browser.resend(&page, &[]);
    assert!(resent.html.contains("A new code was sent.") && resent.html.contains("a***@e***"));
    assert!(resent.html.contains("<b>ana</b>"), "{}", resent.html);
    let mut page = resent;
    while page.status == 200 {
        page = browser.resend(&page, &[]);
    }
    assert!(page.html.contains("name=\"code\"") && page.html.contains("a***@e***"), "{}", page.html);
    assert!(page.error().unwrap().starts_with("Attempt limit exceeded"), "{:?}", page.error());
}

#[test]
fn the_rules_of_the_pool_are_beside_the_field_for_a_new_password() {
    let world = scene(74);
    let browser = world.browser();
    let rules = |page: &crate::browser::Shown| {
        let (_, rules) = page.html.split_once("-rules\">").unwrap_or_else(|| panic!("{}", page.html));
        let rules = rules.split_once("</ul>").unwrap().0;
        rules.split("<li>").skip(1).map(|rule| rule.split('<').next().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let all = [
        "at least 8 characters",
        "an uppercase letter (A–Z)",
        "a lowercase letter (a–z)",
        "a number (0–9)",
        "a symbol, such as @ or #",
    ];
    for (path, name) in [("/signup", "password"), ("/confirmforgotPassword", "new_password")] {
        let page = browser.get(&world.page(path, &[]));
        assert_eq!(rules(&page), all);
        let described = crate::browser::attribute(page.input(name), "aria-describedby").unwrap();
        assert!(page.html.contains(&format!("class=\"rules\" id=\"{}\"", described.trim())), "{}", page.html);
    }
    let login = browser.get(&world.page("/login", &[]));
    assert!(!login.html.contains("-rules\""), "{}", login.html);
    for lang in ["de", "fr", "es", "ja"] {
        let shown = rules(&browser.get(&world.page("/signup", &[("lang", lang)])));
        assert!(shown.len() == 5 && shown[0].contains('8') && shown != all, "{lang}: {shown:?}");
    }
    let policy = json!({"MinimumLength": 12, "RequireNumbers": true});
    world.pool_ok(
        "UpdateUserPool",
        json!({"Policies": {"PasswordPolicy": policy}, "AutoVerifiedAttributes": ["email"]}),
    );
    let page = browser.get(&world.page("/signup", &[]));
    assert_eq!(rules(&page), ["at least 12 characters", "a number (0–9)"]);
    world.pool_ok(
        "AdminSetUserPassword",
        json!({"Username": "ana", "Password": "another-horse9", "Permanent": false}),
    );
    let page = browser.get(&world.page("/login", &[]));
    let page = browser.submit(&page, &[("username", "ana"), ("password", "another-horse9")]);
    assert_eq!(rules(&page), ["at least 12 characters", "a number (0–9)"]);
}

#[test]
fn the_fields_that_are_wrong_are_marked_and_the_first_empty_one_has_the_focus() {
    let world = scene(75);
    let browser = world.browser();
    let page = browser.get(&world.page("/login", &[]));
    assert!(page.input("username").ends_with(" autofocus") && !page.html.contains("aria-invalid"));
    assert_eq!(page.html.matches(" autofocus").count(), 1);
    let hinted = browser.get(&world.page("/login", &[("login_hint", "ana")]));
    assert!(hinted.input("password").ends_with(" autofocus"), "{}", hinted.html);
    let wrong = browser.submit(&page, &[("username", "ana"), ("password", "Wrong-Horse9!")]);
    for name in ["username", "password"] {
        assert!(
            wrong.input(name).contains(" aria-invalid=\"true\" aria-describedby=\"error\""),
            "{}",
            wrong.html
        );
    }
    assert!(wrong.input("password").ends_with(" autofocus"));

    let page = browser.get(&world.page("/signup", &[]));
    let fields =
        [("username", "ben"), ("requiredAttributes[email]", "ben@example.com"), ("password", "weak")];
    let weak = browser.submit(&page, &fields);
    assert!(
        weak.input("password")
            .contains("aria-invalid=\"true\" aria-describedby=\"error password-rules\" autofocus")
    );
    assert_eq!(weak.html.matches("aria-invalid").count(), 1, "{}", weak.html);
    let confirm = browser.submit(&weak, &[("password", PASSWORD)]);
    let code = crate::world::other_than(&world.outbox.last_code()).to_owned();
    let wrong = browser.submit(&confirm, &[("code", &code)]);
    assert_eq!(wrong.html.matches("aria-invalid").count(), 1, "{}", wrong.html);
    assert!(wrong.input("code").contains("aria-invalid") && wrong.input("code").ends_with(" autofocus"));
}

#[test]
fn the_documents_of_the_operator_are_named_before_the_button() {
    let world = scene(76);
    world.pool_ok(
        "CreateTerms",
        json!({"ClientId": world.client, "TermsName": "terms-of-use", "TermsSource": "LINK", "Enforcement": "NONE",
            "Links": {"cognito:default": "https://example.com/terms"}}),
    );
    let page = world.browser().get(&world.page("/signup", &[]));
    let (above, below) = page.html.split_once("class=\"legalText-customizable\"").unwrap();
    assert!(above.contains("name=\"password\"") && below.contains("name=\"signUpButton\""), "{}", page.html);
}

#[test]
fn who_must_reset_the_password_reads_why_and_signs_in_with_a_new_one() {
    let world = scene(77);
    world.pool_ok("AdminResetUserPassword", json!({"Username": "ana"}));
    let browser = world.browser();
    let page = browser.sign_in(&[]);
    assert_eq!(page.status, 200, "{page:?}");
    assert!(page.html.contains("<h1>Reset my password</h1>"), "{}", page.html);
    assert!(page.html.contains("Your administrator requires you to set a new password"), "{}", page.html);
    assert!(page.input("username").contains("value=\"ana\""));
    let page = browser.submit(&page, &[]);
    let fields = [("code", &*world.outbox.last_code()), ("new_password", "Another-Horse9!")];
    assert!(browser.submit(&page, &fields).location.unwrap().starts_with(CALLBACK));
}

#[test]
fn the_account_of_the_session_is_the_first_choice() {
    let world = scene(78);
    let browser = world.browser();
    browser.sign_in(&[]);
    let page = browser.open(&world.page("/oauth2/authorize", &[("prompt", "select_account")]));
    let buttons: Vec<&str> = page.html.split("<a class=\"button ").skip(1).collect();
    assert!(buttons[0].starts_with("submitButton-customizable\"") && buttons[0].contains("Sign in as a"));
    assert!(buttons[1].starts_with("\"") && buttons[1].contains("different user"), "{}", page.html);
}
