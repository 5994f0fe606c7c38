//! What administrators do to users: sign them out, lock them out, make them set a new password.

use serde_json::json;
use userpool::{operations::*, storage::MemoryStorage};

use crate::world::{PASSWORD, World, assert_refused};

const NOBODY: &str = "UserNotFoundException: User does not exist.";

fn renew(world: &World, tokens: &AuthenticationResult) -> Result<SignInOutput, userpool::Error> {
    world.initiate("REFRESH_TOKEN_AUTH", &[("REFRESH_TOKEN", tokens.refresh_token.as_ref().unwrap())])
}

fn assert_revoked(world: &World, tokens: &AuthenticationResult) {
    assert_refused(world.get_user(tokens), "NotAuthorizedException", "Access Token has been revoked");
    assert_refused(renew(world, tokens), "NotAuthorizedException", "Refresh Token has been revoked");
}

#[test]
fn a_global_sign_out_by_an_administrator_ends_all_tokens_and_no_new_sign_in() {
    let world = World::new(1).confirmed("ana").confirmed("bob");
    let (one, two, others) = (world.tokens("ana"), world.tokens("ana"), world.tokens("bob"));
    assert_eq!(world.pool_ok("AdminUserGlobalSignOut", json!({"Username": "ana"})), json!({}));
    for tokens in [&one, &two] {
        assert_revoked(&world, tokens);
    }
    world.get_user(&others).unwrap();
    world.get_user(&world.tokens("ana")).unwrap();
    assert_eq!(world.pool_refused("AdminUserGlobalSignOut", json!({"Username": "eve"})), NOBODY);
}

#[test]
fn a_disabled_user_has_no_tokens_and_gets_none_until_enabled() {
    let world = World::new(2).confirmed("ana");
    let tokens = world.tokens("ana");
    for _ in 0..2 {
        assert_eq!(world.pool_ok("AdminDisableUser", json!({"Username": "ana"})), json!({}));
    }
    assert!(!world.admin_get("ana").unwrap().enabled);
    assert_revoked(&world, &tokens);
    let disabled = ("NotAuthorizedException", "User is disabled.");
    assert_refused(world.password_sign_in("ana", PASSWORD), disabled.0, disabled.1);
    assert_refused(world.srp_sign_in("ana", PASSWORD), disabled.0, disabled.1);
    assert_refused(world.forgot_password("ana"), disabled.0, disabled.1);
    let listed = |status: &str| {
        let filter = format!("status = \"{status}\"");
        world.pool_ok("ListUsers", json!({ "Filter": filter }))["Users"].as_array().unwrap().len()
    };
    assert_eq!((listed("Enabled"), listed("Disabled")), (0, 1));

    for _ in 0..2 {
        assert_eq!(world.pool_ok("AdminEnableUser", json!({"Username": "ana"})), json!({}));
    }
    assert_eq!((listed("Enabled"), listed("Disabled")), (1, 0));
    // What was revoked stays revoked.
    assert_revoked(&world, &tokens);
    world.get_user(&world.tokens("ana")).unwrap();
    for operation in ["AdminDisableUser", "AdminEnableUser"] {
        assert_eq!(world.pool_refused(operation, json!({"Username": "eve"})), NOBODY);
    }
}

#[test]
fn a_reset_ends_the_password_and_sends_a_code_for_another() {
    let world = World::new(3).confirmed("ana");
    let tokens = world.tokens("ana");
    for _ in 0..2 {
        assert_eq!(world.pool_ok("AdminResetUserPassword", json!({"Username": "ana"})), json!({}));
        assert_eq!(world.admin_get("ana").unwrap().user_status, "RESET_REQUIRED");
    }
    let required = ("PasswordResetRequiredException", "Password reset required for the user");
    assert_refused(world.password_sign_in("ana", PASSWORD), required.0, required.1);
    world.get_user(&tokens).unwrap();

    let message = world.outbox.last();
    assert_eq!(message.destination, "ana@example.com");
    assert_eq!((message.purpose.as_str(), message.client_id), ("ForgotPassword", None));
    world.confirm_forgot_password("ana", &world.outbox.last_code(), "Another-Horse9!").unwrap();
    world.password_sign_in("ana", "Another-Horse9!").unwrap();
    assert_eq!(world.admin_get("ana").unwrap().user_status, "CONFIRMED");
    assert_eq!(world.pool_refused("AdminResetUserPassword", json!({"Username": "eve"})), NOBODY);
}

#[test]
fn a_reset_needs_somebody_whom_a_code_can_reach() {
    let world = World::new(4);
    world.sign_up("new").unwrap();
    let unreachable = "InvalidParameterException: Cannot reset password for the user as there is no \
                       registered/verified email or phone_number";
    assert_eq!(world.pool_refused("AdminResetUserPassword", json!({"Username": "new"})), unreachable);
    // An address that an administrator vouches for is no confirmation.
    let verified =
        json!({"Username": "new", "UserAttributes": [{"Name": "email_verified", "Value": "true"}]});
    world.pool_ok("AdminUpdateUserAttributes", verified);
    assert_eq!(world.pool_refused("AdminResetUserPassword", json!({"Username": "new"})), unreachable);
    world.pool_ok("AdminConfirmSignUp", json!({"Username": "new"}));
    world.pool_ok("AdminResetUserPassword", json!({"Username": "new"}));

    world.pool_ok("AdminCreateUser", json!({"Username": "invited", "MessageAction": "SUPPRESS"}));
    assert_eq!(
        world.pool_refused("AdminResetUserPassword", json!({"Username": "invited"})),
        "NotAuthorizedException: User password cannot be reset in the current state."
    );
    world.pool_ok(
        "AdminSetUserPassword",
        json!({"Username": "invited", "Password": PASSWORD, "Permanent": true}),
    );
    assert_eq!(world.pool_refused("AdminResetUserPassword", json!({"Username": "invited"})), unreachable);
    assert_eq!(world.admin_get("invited").unwrap().user_status, "CONFIRMED");
}

#[test]
fn where_only_administrators_reset_no_code_is_sent() {
    let world = World::with(
        5,
        MemoryStorage::default(),
        |pool| {
            pool.settings.account_recovery_setting = Some(AccountRecoverySetting {
                recovery_mechanisms: Some(vec![RecoveryOption { priority: 1, name: "admin_only".into() }]),
            });
        },
        |_| {},
    )
    .confirmed("ana");
    assert_eq!(
        world.pool_refused("AdminResetUserPassword", json!({"Username": "ana"})),
        "NotAuthorizedException: Contact administrator to reset password."
    );
    world.tokens("ana");
}

#[test]
fn a_schema_grows_and_its_new_attributes_can_be_used() {
    let world = World::new(6).confirmed("ana");
    let tokens = world.tokens("ana");
    let add = |attributes: serde_json::Value| json!({"CustomAttributes": attributes});
    let team = json!({"Name": "team", "AttributeDataType": "String", "Mutable": true});
    let hidden_team = json!({"Name": "team", "AttributeDataType": "String", "DeveloperOnlyAttribute": true});
    assert_eq!(world.pool_ok("AddCustomAttributes", add(json!([team]))), json!({}));
    let write = UpdateUserAttributes {
        access_token: tokens.access_token.clone().unwrap(),
        user_attributes: vec![Attribute::new("custom:team", "red")],
        ..Default::default()
    };
    assert!(world.send(write).unwrap().code_delivery_details_list.is_empty());
    let user = world.get_user(&tokens).unwrap();
    assert!(user.user_attributes.contains(&Attribute::new("custom:team", "red")));

    for (attributes, text) in [
        (json!([team]), "custom:team: Existing attribute already has name custom:team."),
        (json!([hidden_team]), "dev:custom:team: Existing attribute already has name custom:team."),
        (
            json!([{"Name": "x", "AttributeDataType": "String"}, {"Name": "x", "AttributeDataType": "String"}]),
            "Duplicate custom attribute names custom:x are not allowed in a user pool schema.",
        ),
        (
            json!([{"Name": "y", "AttributeDataType": "String", "Required": true}]),
            "Required custom attributes are not supported currently.",
        ),
        (
            json!([{"Name": "z"}]),
            "Invalid AttributeDataType input, consider using the provided AttributeDataType enum.",
        ),
        (
            json!([{"AttributeDataType": "String"}]),
            "1 validation error detected: Value null at 'customAttributes.1.member.name' failed to satisfy \
             constraint: Member must not be null",
        ),
    ] {
        let refused = world.pool_refused("AddCustomAttributes", add(attributes));
        assert_eq!(refused, format!("InvalidParameterException: {text}"));
    }
    // A refused list adds none of its attributes.
    let pool = world.pool_ok("DescribeUserPool", json!({}));
    assert_eq!(pool["UserPool"]["SchemaAttributes"].as_array().unwrap().len(), 21);

    let banana = json!({"Name": "banana", "AttributeDataType": "String", "DeveloperOnlyAttribute": true});
    world.pool_ok("AddCustomAttributes", add(json!([banana])));
    assert_eq!(
        world.pool_refused(
            "AddCustomAttributes",
            add(json!([{"Name": "banana", "AttributeDataType": "String"}]))
        ),
        "InvalidParameterException: custom:banana: Existing attribute already has name dev:custom:banana."
    );
}
