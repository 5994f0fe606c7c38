//! `SetUserMFAPreference`, `SetUserSettings`, and what users see of their factors.

use serde_json::{Value, json};
use userpool::storage::MemoryStorage;

use super::{NUMBER, challenged, on, prefer, preferred, respond, with_app, world_with};
use crate::world::{merged, signed_in};

#[test]
fn a_factor_that_the_user_cannot_answer_is_not_switched_on() {
    let world = world_with(60, "OPTIONAL", &["SMS_MFA", "SOFTWARE_TOKEN_MFA"]);
    let token = world.tokens("ana").access_token.unwrap();
    let own = |settings: Value| {
        world.refused("SetUserMFAPreference", merged(json!({"AccessToken": token.as_str()}), &settings))
    };
    let admin = |settings: Value| {
        world.pool_refused("AdminSetUserMFAPreference", merged(json!({"Username": "ana"}), &settings))
    };
    let (app_on, sms_on) = (json!({"SoftwareTokenMfaSettings": on()}), json!({"SMSMfaSettings": on()}));
    assert_eq!(own(app_on.clone()), "InvalidParameterException: User has not set up software token mfa");
    let no_app =
        "InvalidParameterException: User does not have delivery config set to turn on SOFTWARE_TOKEN_MFA";
    assert_eq!(admin(app_on.clone()), no_app);
    world.ok("AssociateSoftwareToken", json!({"AccessToken": token.as_str()}));
    assert_eq!(own(app_on.clone()), "InvalidParameterException: User has not verified software token mfa");
    assert_eq!(admin(app_on), no_app);
    let no_number = "InvalidParameterException: User does not have delivery config set to turn on SMS_MFA";
    assert_eq!(own(sms_on.clone()), no_number);
    assert_eq!(admin(sms_on), no_number);
    world.create_user("bo", &[]);
    assert_eq!(
        world.pool_refused("AdminSetUserMFAPreference", json!({"Username": "bo", "EmailMfaSettings": on()})),
        "InvalidParameterException: User does not have delivery config set to turn on EMAIL_OTP"
    );
    // Switching off a factor that was never on succeeds.
    prefer(&world, "ana", json!({"SoftwareTokenMfaSettings": {"Enabled": false}}));
    prefer(&world, "ana", json!({}));
}

#[test]
fn only_one_enabled_factor_can_be_preferred() {
    let world = world_with(61, "OPTIONAL", &["SMS_MFA", "EMAIL_OTP"]);
    world.create_user("bo", &[("phone_number", NUMBER), ("email", "bo@example.com")]);
    let refused = |settings: Value| {
        let refusal =
            world.pool_refused("AdminSetUserMFAPreference", merged(json!({"Username": "bo"}), &settings));
        assert!(refusal.starts_with("InvalidParameterException"), "{refusal}");
    };
    let seen = || {
        let user = world.pool_ok("AdminGetUser", json!({"Username": "bo"}));
        (user["PreferredMfaSetting"].clone(), user["UserMFASettingList"].clone())
    };
    refused(json!({"SMSMfaSettings": preferred(), "EmailMfaSettings": preferred()}));
    refused(json!({"SMSMfaSettings": {"Enabled": false, "PreferredMfa": true}}));
    refused(json!({"SMSMfaSettings": {"PreferredMfa": true}}));
    assert_eq!(seen(), (Value::Null, Value::Null));

    prefer(&world, "bo", json!({"SMSMfaSettings": preferred(), "EmailMfaSettings": on()}));
    assert_eq!(seen(), (json!("SMS_MFA"), json!(["SMS_MFA", "EMAIL_OTP"])));
    prefer(&world, "bo", json!({"EmailMfaSettings": {"PreferredMfa": true}}));
    assert_eq!(seen(), (json!("EMAIL_OTP"), json!(["SMS_MFA", "EMAIL_OTP"])));
    prefer(&world, "bo", json!({"EmailMfaSettings": {"Enabled": true, "PreferredMfa": false}}));
    assert_eq!(seen(), (Value::Null, json!(["SMS_MFA", "EMAIL_OTP"])));
    prefer(&world, "bo", json!({"SMSMfaSettings": preferred()}));
    prefer(&world, "bo", json!({"SMSMfaSettings": {"Enabled": false}}));
    assert_eq!(seen(), (Value::Null, json!(["EMAIL_OTP"])));
}

#[test]
fn the_old_settings_operations_accept_text_messages_only() {
    let world = world_with(62, "OPTIONAL", &["SMS_MFA"]);
    world.create_user("bo", &[("phone_number", NUMBER)]);
    let token = world.tokens("bo").access_token.unwrap();
    let sms = json!([{"DeliveryMedium": "SMS", "AttributeName": "phone_number"}]);
    let own = json!({"AccessToken": token.as_str(), "MFAOptions": sms});
    assert_eq!(world.ok("SetUserSettings", own), json!({}));
    challenged(&world, "bo", "SMS_MFA");
    let user = world.pool_ok("AdminGetUser", json!({"Username": "bo"}));
    assert_eq!((&user["MFAOptions"], &user["UserMFASettingList"]), (&sms, &json!(["SMS_MFA"])));
    let user = world.ok("GetUser", json!({"AccessToken": token.as_str()}));
    assert_eq!(user["MFAOptions"], sms);
    let listed = world.pool_ok("ListUsers", json!({"Filter": "username = \"bo\""}));
    assert_eq!(listed["Users"][0]["MFAOptions"], sms);

    assert_eq!(world.pool_ok("AdminSetUserSettings", json!({"Username": "bo", "MFAOptions": []})), json!({}));
    let user = world.pool_ok("AdminGetUser", json!({"Username": "bo"}));
    assert_eq!((&user["MFAOptions"], &user["UserMFASettingList"]), (&Value::Null, &Value::Null));
    world.tokens("bo");

    let refused = |name: &str, options: Value| {
        let refusal =
            world.pool_refused("AdminSetUserSettings", json!({"Username": name, "MFAOptions": options}));
        assert!(refusal.starts_with("InvalidParameterException"), "{refusal}");
    };
    refused("ana", sms);
    refused("bo", json!([{"DeliveryMedium": "EMAIL", "AttributeName": "email"}]));
}

#[test]
fn users_and_administrators_see_the_same_factors() {
    let (world, secret) = with_app(63, MemoryStorage::default());
    prefer(&world, "ana", json!({"SoftwareTokenMfaSettings": {"PreferredMfa": true}}));
    let session = challenged(&world, "ana", "SOFTWARE_TOKEN_MFA").session;
    let tokens = signed_in(respond(&world, "SOFTWARE_TOKEN_MFA", &session, &world.totp(&secret)));
    let token = json!({"AccessToken": tokens.access_token.unwrap().as_str()});
    let expected = json!({
        "Username": "ana",
        "PreferredMfaSetting": "SOFTWARE_TOKEN_MFA",
        "UserMFASettingList": ["SOFTWARE_TOKEN_MFA"],
        "ConfiguredUserAuthFactors": ["PASSWORD", "SOFTWARE_TOKEN"],
    });
    assert_eq!(world.ok("GetUserAuthFactors", token.clone()), expected);
    assert_eq!(world.pool_ok("AdminGetUserAuthFactors", json!({"Username": "ana"})), expected);
    let user = world.ok("GetUser", token);
    assert_eq!(user["PreferredMfaSetting"], "SOFTWARE_TOKEN_MFA");
    assert_eq!(user["UserMFASettingList"], json!(["SOFTWARE_TOKEN_MFA"]));

    world.create_user("bo", &[]);
    let nothing = json!({"Username": "bo", "ConfiguredUserAuthFactors": ["PASSWORD"]});
    assert_eq!(world.pool_ok("AdminGetUserAuthFactors", json!({"Username": "bo"})), nothing);
}
