//! The challenges of a sign-in at the pages.

use serde_json::json;

use crate::scene::{CALLBACK, scene, scene_with};
use crate::world::{PASSWORD, typed};

#[test]
fn a_temporary_password_is_replaced_at_the_page() {
    let world = scene(80);
    world.pool_ok(
        "AdminSetUserPassword",
        json!({"Username": "ana", "Password": PASSWORD, "Permanent": false}),
    );
    let browser = world.browser();
    let page = browser.sign_in(&[]);
    assert_eq!(page.status, 200, "{page:?}");
    assert!(page.html.contains("Please set a new password."), "{}", page.html);
    let weak = browser.submit(&page, &[("new_password", "weak")]);
    assert!(weak.error().unwrap().starts_with("Password does not conform to policy"), "{:?}", weak.error());
    let done = browser.submit(&weak, &[("new_password", "Another-Horse9!")]);
    assert!(done.location.unwrap().starts_with(CALLBACK));
    world.password_sign_in("ana", "Another-Horse9!").unwrap();
}

#[test]
fn an_authenticator_app_is_set_up_and_asked_for_afterwards() {
    let world = scene(81);
    world.pool_ok(
        "SetUserPoolMfaConfig",
        json!({"MfaConfiguration": "ON", "SoftwareTokenMfaConfiguration": {"Enabled": true}}),
    );
    let browser = world.browser();
    let page = browser.sign_in(&[]);
    assert!(page.html.contains("<svg "), "{page:?}");
    let groups = page.html.split("<code>").nth(1).unwrap().split("</code>").next().unwrap();
    let groups: Vec<&str> =
        groups.split("<span>").skip(1).map(|group| group.split('<').next().unwrap()).collect();
    assert!(groups.len() == 13 && groups[..12].iter().all(|group| group.len() == 4), "{groups:?}");
    // There is no space between the groups that would be copied.
    assert!(page.html.contains(&groups.join("</span><wbr><span>")), "{}", page.html);
    let secret = groups.concat();
    let wrong = browser.submit(&page, &[("authentication_code", "000000")]);
    assert_eq!(wrong.status, 400, "{wrong:?}");
    let done = browser.submit(&wrong, &[("authentication_code", &world.totp(&secret))]);
    assert!(done.location.as_ref().unwrap().starts_with(CALLBACK), "{done:?}");
    world.redeem(&done.parameter("code"));

    let later = world.browser();
    world.clock.advance(60);
    let page = later.sign_in(&[]);
    assert!(page.html.contains("Enter the code of your authenticator app."), "{}", page.html);
    let wrong = later.submit(&page, &[("authentication_code", "000000")]);
    assert_eq!(wrong.error().unwrap(), "Invalid code received for user");
    let done = later.submit(&wrong, &[("authentication_code", &world.totp(&secret))]);
    assert!(done.location.unwrap().starts_with(CALLBACK));
}

#[test]
fn a_factor_is_chosen_and_its_code_is_entered() {
    let world = scene(82);
    world.pool_ok(
        "SetUserPoolMfaConfig",
        json!({
            "MfaConfiguration": "OPTIONAL",
            "SmsMfaConfiguration": {"SmsConfiguration": {"SnsCallerArn": "arn:aws:iam::123456789012:role/sms", "ExternalId": "x"}},
            "SoftwareTokenMfaConfiguration": {"Enabled": true},
        }),
    );
    world.pool_ok(
        "AdminUpdateUserAttributes",
        json!({"Username": "ana", "UserAttributes": crate::world::attributes(&[
            ("phone_number", "+12065550100"), ("phone_number_verified", "true"),
        ])}),
    );
    let access = world.tokens("ana").access_token.unwrap();
    let secret = world.associate_app(&access);
    world.pool_ok(
        "AdminSetUserMFAPreference",
        json!({"Username": "ana", "SMSMfaSettings": {"Enabled": true}, "SoftwareTokenMfaSettings": {"Enabled": true}}),
    );
    let browser = world.browser();
    let page = browser.sign_in(&[]);
    assert!(page.html.contains("value=\"SMS_MFA\"") && page.html.contains("value=\"SOFTWARE_TOKEN_MFA\""));
    let sms = browser.submit(&page, &[("factor", "SMS_MFA")]);
    assert!(sms.html.contains("We have sent a code to +*******0100."), "{}", sms.html);
    let done = browser.submit(&sms, &[("authentication_code", &world.outbox.last_code())]);
    assert!(done.location.unwrap().starts_with(CALLBACK));

    world.clock.advance(60);
    let browser = world.browser();
    let page = browser.sign_in(&[]);
    let app = browser.submit(&page, &[("factor", "SOFTWARE_TOKEN_MFA")]);
    let done = browser.submit(&app, &[("authentication_code", &world.totp(&secret))]);
    assert!(done.location.unwrap().starts_with(CALLBACK));
}

#[test]
fn a_first_factor_is_chosen_after_the_name() {
    let world = scene_with(
        83,
        |pool| {
            pool.settings.policies = Some(typed(json!({"SignInPolicy": {
                "AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP"],
            }})));
        },
        |client| {
            client.settings.explicit_auth_flows = Some(vec!["ALLOW_USER_AUTH".into()]);
        },
    );
    let browser = world.browser();
    let page = browser.open(&world.page("/oauth2/authorize", &[]));
    assert!(
        !page.html.contains("name=\"password\"") && page.html.contains("value=\"Next\""),
        "{}",
        page.html
    );
    let choice = browser.submit(&page, &[("username", "ana")]);
    assert!(choice.html.contains("value=\"EMAIL_OTP\"") && choice.html.contains("name=\"password\""));
    let wrong = browser.submit(&choice, &[("password", "Wrong-Horse9!")]);
    assert_eq!(wrong.error().unwrap(), "Incorrect username or password.");
    // The session of the choice is used up, so the sign-in begins again.
    assert!(wrong.html.contains("value=\"ana\"") && wrong.html.contains("value=\"Next\""), "{}", wrong.html);
    let choice = browser.submit(&wrong, &[]);
    let code = browser.submit_form(&choice, 1, &[("factor", "EMAIL_OTP")]);
    assert!(code.html.contains("We have sent a code to a***@e***."), "{}", code.html);
    let done = browser.submit(&code, &[("authentication_code", &world.outbox.last_code())]);
    assert!(done.location.unwrap().starts_with(CALLBACK));
    let browser = world.browser();
    let page = browser.open(&world.page("/oauth2/authorize", &[]));
    let choice = browser.submit(&page, &[("username", "ana")]);
    let done = browser.submit(&choice, &[("password", PASSWORD)]);
    assert!(done.location.unwrap().starts_with(CALLBACK));
}

#[test]
fn a_state_of_another_client_or_a_changed_one_is_refused() {
    let world = scene(84);
    world.pool_ok(
        "AdminSetUserPassword",
        json!({"Username": "ana", "Password": PASSWORD, "Permanent": false}),
    );
    let browser = world.browser();
    let page = browser.sign_in(&[]);
    let state = page.form(0).fields["state"].clone();
    for changed in ["", "x", &state[1..]] {
        let shown = browser.submit(&page, &[("state", changed), ("new_password", "Another-Horse9!")]);
        assert_eq!((shown.status, shown.location), (400, None));
    }
}
