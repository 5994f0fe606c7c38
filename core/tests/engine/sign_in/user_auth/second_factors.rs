//! First factors of users and pools with second factors.

use serde_json::json;
use userpool::error::NotAuthorized;

use super::{ALL, RP, app, available, name_of, prefer, respond, scene, start, with_ana};
use crate::world::{PASSWORD, World, assert_refused, merged};

fn configure(world: &World, demand: &str) {
    let config = json!({"MfaConfiguration": demand, "SoftwareTokenMfaConfiguration": {"Enabled": true}});
    world.pool_ok(
        "SetUserPoolMfaConfig",
        merged(config, &json!({"WebAuthnConfiguration": {"RelyingPartyId": RP}})),
    );
}

#[test]
fn codes_are_withheld_from_users_with_a_second_factor() {
    let world = with_ana(scene(60, &ALL), true);
    configure(&world, "OPTIONAL");
    assert_eq!(available(&start(&world, "ana", &[]).unwrap()), ["PASSWORD_SRP", "PASSWORD", "EMAIL_OTP"]);
    let before = prefer(&world, "ana", "EMAIL_OTP").unwrap();
    let right = world.outbox.last_code();
    let token = world.tokens("ana").access_token.unwrap();
    app(&world, &token);
    assert_eq!(available(&start(&world, "ana", &[]).unwrap()), ["PASSWORD_SRP", "PASSWORD"]);
    assert_eq!(name_of(&prefer(&world, "ana", "EMAIL_OTP").unwrap()), "SELECT_CHALLENGE");
    let refused = respond(&world, "EMAIL_OTP", &before, "ana", &[("EMAIL_OTP_CODE", &right)]);
    assert_refused(refused, NotAuthorized::IncorrectCredentials);
    let next = start(&world, "ana", &[("PREFERRED_CHALLENGE", "PASSWORD"), ("PASSWORD", PASSWORD)]).unwrap();
    assert_eq!(name_of(&next), "SOFTWARE_TOKEN_MFA");
}

#[test]
fn a_pool_that_demands_a_second_factor_sends_no_first_one() {
    let text = "InvalidParameterException: Only PASSWORD and WEB_AUTHN (if configured) can be enabled as an auth factor \
                if MFA is enabled";
    let world = scene(61, &ALL);
    let on = json!({"MfaConfiguration": "ON", "SoftwareTokenMfaConfiguration": {"Enabled": true}});
    assert_eq!(world.pool_refused("SetUserPoolMfaConfig", on.clone()), text);
    let world = scene(62, &["PASSWORD"]);
    world.pool_ok("SetUserPoolMfaConfig", on);
    let factors =
        json!({"Policies": {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP"]}}});
    assert_eq!(world.pool_refused("UpdateUserPool", factors.clone()), text);
    let sms = json!({"SnsCallerArn": "arn:aws:iam::123456789012:role/sms"});
    let create = json!({"PoolName": "p", "MfaConfiguration": "ON", "SmsConfiguration": sms});
    assert_eq!(world.refused("CreateUserPool", merged(create, &factors)), text);
}
