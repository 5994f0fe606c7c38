//! `SetUserPoolMfaConfig` and `GetUserPoolMfaConfig`.

use serde_json::{Value, json};
use userpool::storage::MemoryStorage;

use super::{challenged, configure, world_on, world_with};
use crate::world::{World, merged};

#[test]
fn a_fresh_pool_has_no_second_factor() {
    let world = World::new(1);
    assert_eq!(world.pool_ok("GetUserPoolMfaConfig", json!({})), json!({"MfaConfiguration": "OFF"}));
}

#[test]
fn settings_are_read_as_they_were_set_and_omitted_ones_are_removed() {
    let world = world_on(2, MemoryStorage::default());
    let all = json!({
        "MfaConfiguration": "OPTIONAL",
        "SmsMfaConfiguration": {
            "SmsAuthenticationMessage": "Use {####}",
            "SmsConfiguration": {"SnsCallerArn": "arn:aws:iam::123456789012:role/other"},
        },
        "SoftwareTokenMfaConfiguration": {"Enabled": true},
        "EmailMfaConfiguration": {"Message": "Take {####}", "Subject": "A code"},
        "WebAuthnConfiguration": {"RelyingPartyId": "example.com", "UserVerification": "required"},
    });
    assert_eq!(world.pool_ok("SetUserPoolMfaConfig", all.clone()), all);
    assert_eq!(world.pool_ok("GetUserPoolMfaConfig", json!({})), all);
    let described = world.pool_ok("DescribeUserPool", json!({}));
    assert_eq!(described["UserPool"]["MfaConfiguration"], "OPTIONAL");
    assert_eq!(described["UserPool"]["SmsAuthenticationMessage"], "Use {####}");

    let app_only = json!({"MfaConfiguration": "ON", "SoftwareTokenMfaConfiguration": {"Enabled": true}});
    assert_eq!(world.pool_ok("SetUserPoolMfaConfig", app_only.clone()), app_only);
    assert_eq!(world.pool_ok("GetUserPoolMfaConfig", json!({})), app_only);

    let off = json!({"MfaConfiguration": "OFF", "WebAuthnConfiguration": {"RelyingPartyId": "example.com"}});
    assert_eq!(world.pool_ok("SetUserPoolMfaConfig", off.clone()), off);
    let off = json!({"MfaConfiguration": "OFF"});
    assert_eq!(world.pool_ok("SetUserPoolMfaConfig", off.clone()), off);
}

#[test]
fn a_public_suffix_is_refused_as_relying_party() {
    let world = world_on(3, MemoryStorage::default());
    let config =
        |id: &str| json!({"MfaConfiguration": "OFF", "WebAuthnConfiguration": {"RelyingPartyId": id}});
    for id in ["com", "co.uk", "CO.UK.", "github.io", "any.ck", "xn--55qx5d.cn"] {
        assert_eq!(
            world.pool_refused("SetUserPoolMfaConfig", config(id)),
            "InvalidParameterException: RelyingPartyId cannot be a public suffix.",
            "{id}"
        );
    }
    for id in ["localhost", "example.com", "auth.example.co.uk", "example.github.io", "www.ck"] {
        world.pool_ok("SetUserPoolMfaConfig", config(id));
    }
    assert_eq!(world.pool_ok("GetUserPoolMfaConfig", json!({})), config("www.ck"));
}

#[test]
fn contradictory_configurations_of_factors_are_refused() {
    let world = world_on(3, MemoryStorage::default());
    let refused = |config: Value| world.pool_refused("SetUserPoolMfaConfig", config);
    for demand in ["ON", "OPTIONAL"] {
        for nothing in [json!({}), json!({"SoftwareTokenMfaConfiguration": {"Enabled": false}})] {
            assert_eq!(
                refused(merged(nothing, &json!({"MfaConfiguration": demand}))),
                "InvalidParameterException: Invalid MFA configuration given, can't disable all MFAs with a required or \
                 optional configuration."
            );
        }
    }
    let passkeys = json!({"RelyingPartyId": "example.com"});
    assert_eq!(
        refused(json!({"MfaConfiguration": "OPTIONAL", "WebAuthnConfiguration": passkeys})),
        "InvalidParameterException: Invalid MFA Configuration given. SMS MFA, Email MFA, or Software Token MFA must be \
         enabled."
    );
    for block in [
        json!({"SmsMfaConfiguration": {}}),
        json!({"SoftwareTokenMfaConfiguration": {"Enabled": true}}),
        json!({"EmailMfaConfiguration": {}}),
    ] {
        assert_eq!(
            refused(merged(block, &json!({"MfaConfiguration": "OFF"}))),
            "InvalidParameterException: Invalid MFA configuration given, can't turn off MFA and configure an MFA together."
        );
    }
    let plain = World::new(4);
    assert_eq!(
        plain.pool_refused(
            "SetUserPoolMfaConfig",
            json!({"MfaConfiguration": "ON", "EmailMfaConfiguration": {}})
        ),
        "InvalidParameterException: Cannot set EmailMfaConfiguration when user pool EmailConfiguration contains an \
         EmailSendingAccount of COGNITO_DEFAULT."
    );
    assert_eq!(
        plain.pool_refused(
            "SetUserPoolMfaConfig",
            json!({"MfaConfiguration": "ON", "SmsMfaConfiguration": {}})
        ),
        "InvalidParameterException: SMS configuration and Auto verification for phone_number are required when MFA is \
         required/optional"
    );
    assert_eq!(plain.pool_ok("GetUserPoolMfaConfig", json!({})), json!({"MfaConfiguration": "OFF"}));
}

#[test]
fn malformed_factors_are_refused() {
    let world = world_on(5, MemoryStorage::default()).moved_to(json!({
        "PoolName": "lite",
        "UserPoolTier": "LITE",
    }));
    let email = json!({"MfaConfiguration": "ON", "EmailMfaConfiguration": {}});
    assert_eq!(
        world.pool_refused("SetUserPoolMfaConfig", email),
        "FeatureUnavailableInTierException: The following feature is not available for the LITE pricing tier \
         configured: Email MFA"
    );
    let world = world.moved_to(json!({
        "PoolName": "codes",
        "Policies": {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP"]}},
    }));
    let app = json!({"SoftwareTokenMfaConfiguration": {"Enabled": true}});
    world.pool_ok("SetUserPoolMfaConfig", merged(app, &json!({"MfaConfiguration": "OPTIONAL"})));
}

#[test]
fn without_mfa_configuration_mfa_is_off_and_the_factors_are_gone() {
    let world = world_with(7, "OPTIONAL", &["SOFTWARE_TOKEN_MFA"]);
    let off = json!({"MfaConfiguration": "OFF"});
    assert_eq!(world.pool_ok("SetUserPoolMfaConfig", json!({})), off);
    assert_eq!(world.pool_ok("GetUserPoolMfaConfig", json!({})), off);
    world.tokens("ana");
}

const FIRST_FACTORS_REFUSED: &str = "InvalidParameterException: Only PASSWORD and WEB_AUTHN (if configured) can be \
                                     enabled as an auth factor if MFA is enabled";

const PASSKEYS_REFUSED: &str = "InvalidParameterException: Cannot set WebAuthn factor configuration to SINGLE_FACTOR if \
                                MFA is required and WebAuthn is an allowed first auth factor";

fn first_factors(factor: &str) -> Value {
    json!({
        "SmsConfiguration": {"SnsCallerArn": "arn:aws:iam::123456789012:role/sms"},
        "Policies": {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", factor]}},
    })
}

#[test]
fn codes_as_first_factors_exclude_required_mfa_whichever_comes_first() {
    let app = |demand: &str| json!({"MfaConfiguration": demand, "SoftwareTokenMfaConfiguration": {"Enabled": true}});
    for factor in ["EMAIL_OTP", "SMS_OTP"] {
        let world = World::new(8);
        world.pool_ok("SetUserPoolMfaConfig", app("ON"));
        assert_eq!(world.pool_refused("UpdateUserPool", first_factors(factor)), FIRST_FACTORS_REFUSED);
        world.pool_ok("SetUserPoolMfaConfig", app("OPTIONAL"));
        world.pool_ok("UpdateUserPool", first_factors(factor));

        assert_eq!(world.pool_refused("SetUserPoolMfaConfig", app("ON")), FIRST_FACTORS_REFUSED);
        let on = merged(first_factors("PASSWORD"), &json!({"MfaConfiguration": "ON"}));
        world.pool_ok("UpdateUserPool", on);
        assert_eq!(world.pool_refused("UpdateUserPool", first_factors(factor)), FIRST_FACTORS_REFUSED);
    }
    let create = merged(first_factors("EMAIL_OTP"), &json!({"PoolName": "p", "MfaConfiguration": "ON"}));
    assert_eq!(World::new(9).refused("CreateUserPool", create), FIRST_FACTORS_REFUSED);
}

#[test]
fn passkeys_go_with_required_mfa_only_where_they_are_both_factors() {
    let config = |web_authn: Option<&str>| {
        let mut config =
            json!({"MfaConfiguration": "ON", "SoftwareTokenMfaConfiguration": {"Enabled": true}});
        if let Some(factor) = web_authn {
            config["WebAuthnConfiguration"] =
                json!({"RelyingPartyId": "example.com", "FactorConfiguration": factor});
        }
        config
    };
    let both = "MULTI_FACTOR_WITH_USER_VERIFICATION";
    let world = World::new(10);
    world.pool_ok("UpdateUserPool", first_factors("WEB_AUTHN"));
    for single in [None, Some("SINGLE_FACTOR")] {
        assert_eq!(world.pool_refused("SetUserPoolMfaConfig", config(single)), PASSKEYS_REFUSED);
    }
    world.pool_ok("SetUserPoolMfaConfig", config(Some(both)));
    world.pool_ok("UpdateUserPool", first_factors("WEB_AUTHN"));

    // The other order.
    for single in [None, Some("SINGLE_FACTOR")] {
        let world = World::new(11);
        world.pool_ok("SetUserPoolMfaConfig", config(single));
        assert_eq!(world.pool_refused("UpdateUserPool", first_factors("WEB_AUTHN")), PASSKEYS_REFUSED);
        world.pool_ok("SetUserPoolMfaConfig", config(Some(both)));
        world.pool_ok("UpdateUserPool", first_factors("WEB_AUTHN"));
    }
}

#[test]
fn one_time_passwords_by_text_message_need_a_pool_that_can_send_them() {
    let world = World::new(12);
    let text = "InvalidParameterException: SMS_OTP can not be configured as AuthFactor as user pool is missing valid SMS \
                configuration";
    let mut factors = first_factors("SMS_OTP");
    factors.as_object_mut().unwrap().remove("SmsConfiguration");
    assert_eq!(world.pool_refused("UpdateUserPool", factors.clone()), text);
    assert_eq!(world.refused("CreateUserPool", merged(factors, &json!({"PoolName": "p"}))), text);
    world.pool_ok("UpdateUserPool", first_factors("SMS_OTP"));
    // The factors would be kept, and the configuration reset.
    assert_eq!(world.pool_refused("UpdateUserPool", json!({})), text);
}

#[test]
fn an_update_keeps_the_factors_and_does_not_switch_them_on() {
    let world = world_on(6, MemoryStorage::default());
    assert_eq!(
        world.pool_refused("UpdateUserPool", json!({"MfaConfiguration": "ON"})),
        "InvalidParameterException: Cannot turn MFA functionality ON, once the user pool has been created."
    );
    configure(&world, "ON", &["SOFTWARE_TOKEN_MFA"]);
    let before = world.pool_ok("GetUserPoolMfaConfig", json!({}));
    world.pool_ok("UpdateUserPool", json!({}));
    assert_eq!(world.pool_ok("GetUserPoolMfaConfig", json!({})), before);
    challenged(&world, "ana", "MFA_SETUP");
    world.pool_ok("UpdateUserPool", json!({"MfaConfiguration": "OFF"}));
    world.tokens("ana");
}
