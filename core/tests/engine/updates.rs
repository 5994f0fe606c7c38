//! Updates: what becomes of each member that a request leaves out. One table for all operations that change something, with
//! the source of each claim; a member without a row fails a test.

mod threat;

use std::{collections::BTreeSet, sync::Arc};

use LeftOut::{Becomes, Kept, NotStored, Refused, Reset};
use serde_json::{Map, Value, json};
use userpool::{
    auth::totp::TotpSecret,
    client::Device,
    operations::{ConfirmDevice, DeviceSecretVerifierConfig, request_members},
    storage::MemoryStorage,
};

use crate::world::{PASSWORD, World, merged, records};

// ---- The table ----

/// What an update does with a member that its request leaves out.
#[derive(Clone, Debug, PartialEq)]
enum LeftOut {
    /// The value stays.
    Kept,
    /// The value goes back to that of a new object.
    Reset,
    /// The value becomes this one.
    Becomes(Value),
    /// The request is refused, and nothing changes.
    Refused,
    /// The member belongs to the call only: nothing of it is kept anywhere.
    NotStored,
}
struct Row {
    /// A path: `Policies.PasswordPolicy` is a member of the member `Policies`.
    member: &'static str,
    left_out: LeftOut,
    source: &'static str,
}

fn row(member: &'static str, left_out: LeftOut, source: &'static str) -> Row {
    Row { member, left_out, source }
}

/// The object that an operation updates.
struct Subject {
    operation: &'static str,
    rows: Vec<Row>,
    /// Makes the world, and says which object it is: the members that every request needs.
    prepare: fn() -> Scene,
    /// All other members, each with a value that no new object has.
    all: Value,
    /// The object as it is read, under the names of the request's members.
    read: fn(&Scene) -> Value,
}

struct Scene {
    world: World,
    storage: Arc<MemoryStorage>,
    object: Value,
}

const REFERENCE: &str = "API reference: required";
const REPLACES: &str = "API reference: a parameter that is left out is set to its default";
const MEASURED: &str = "measured 2026-08";
const REPORTED: &str = "captured from one pool, 2026-08";
const OURS: &str = "not documented; chosen";
const CALL_ONLY: &str = "API reference: for functions, not stored";

const SMS: &str = "arn:aws:iam::123456789012:role/sms";
const KMS_KEY: &str = "arn:aws:kms:us-east-1:123456789012:key/1";

fn subjects() -> Vec<Subject> {
    vec![
        update_user_pool(),
        set_user_pool_mfa_config(),
        update_user_pool_client(),
        update_group(),
        update_identity_provider(),
        update_resource_server(),
        update_user_pool_domain(),
        set_ui_customization(),
        update_managed_login_branding(),
        update_terms(),
        update_user_attributes(),
        admin_update_user_attributes(),
        set_user_mfa_preference(),
        admin_set_user_mfa_preference(),
        set_user_settings(),
        admin_set_user_settings(),
        update_device_status(),
        admin_update_device_status(),
        threat::update_provisioned_limit(),
        threat::update_user_pool_replica(),
        threat::set_log_delivery_configuration(),
        threat::set_risk_configuration(),
        threat::admin_update_auth_event_feedback(),
        threat::set_user_pool_session_configuration(),
        threat::set_user_pool_client_session_configuration(),
    ]
}

/// Operations whose names say that they update something.
fn is_update(operation: &str) -> bool {
    let name = operation.strip_prefix("Admin").unwrap_or(operation);
    // A password is no member that could be left out, and it is never read. Nobody has the token of a user's feedback.
    let is_left_out = name == "SetUserPassword" || operation == "UpdateAuthEventFeedback";
    (name.starts_with("Update") || name.starts_with("Set")) && !is_left_out
}

// ---- Pools ----

fn update_user_pool() -> Subject {
    let rows = vec![
        row("UserPoolId", Refused, REFERENCE),
        row("Policies", Kept, MEASURED),
        row("Policies.PasswordPolicy", Kept, MEASURED),
        row("Policies.SignInPolicy", Kept, MEASURED),
        row("DeletionProtection", Reset, REPLACES),
        row("LambdaConfig", Reset, REPLACES),
        row("AutoVerifiedAttributes", Reset, MEASURED),
        row("SmsVerificationMessage", Reset, REPLACES),
        row("EmailVerificationMessage", Reset, REPLACES),
        row("EmailVerificationSubject", Reset, REPLACES),
        row("VerificationMessageTemplate", Reset, REPLACES),
        row("SmsAuthenticationMessage", Reset, REPLACES),
        row("UserAttributeUpdateSettings", Kept, REPORTED),
        // It has an operation of its own.
        row("MfaConfiguration", Kept, OURS),
        row("DeviceConfiguration", Reset, REPLACES),
        row("EmailConfiguration", Reset, REPLACES),
        row("SmsConfiguration", Reset, REPLACES),
        row("UserPoolTags", Kept, OURS),
        row("AdminCreateUserConfig.AllowAdminCreateUserOnly", Reset, REPLACES),
        row("AdminCreateUserConfig.InviteMessageTemplate", Reset, REPLACES),
        // It is the old name of a member of the password policy, which is kept.
        row("AdminCreateUserConfig.UnusedAccountValidityDays", Kept, MEASURED),
        row("UserPoolAddOns", Reset, REPLACES),
        row("DcrConfiguration", Kept, "API reference"),
        row("AccountRecoverySetting", Reset, REPLACES),
        row("PoolName", Kept, "API reference"),
        row("UserPoolTier", Kept, MEASURED),
        row("KeyConfiguration", Reset, REPLACES),
        row("IssuerConfiguration", Reset, REPLACES),
        row("AcrConfiguration", Reset, REPLACES),
    ];
    let template = json!({
        "SmsMessage": "sms {####}", "EmailMessage": "mail {####}", "EmailSubject": "subject",
        "EmailMessageByLink": "{##here##}", "EmailSubjectByLink": "link", "DefaultEmailOption": "CONFIRM_WITH_CODE",
    });
    let all = json!({
        "Policies": {
            "PasswordPolicy": {
                "MinimumLength": 12, "RequireUppercase": false, "RequireLowercase": true, "RequireNumbers": false,
                "RequireSymbols": false, "PasswordHistorySize": 2, "TemporaryPasswordValidityDays": 3,
            },
            "SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP"]},
        },
        "DeletionProtection": "ACTIVE",
        "LambdaConfig": {"PreSignUp": "arn:aws:lambda:us-east-1:123456789012:function:f"},
        "AutoVerifiedAttributes": ["email", "phone_number"],
        "SmsVerificationMessage": "sms {####}",
        "EmailVerificationMessage": "mail {####}",
        "EmailVerificationSubject": "subject",
        "VerificationMessageTemplate": template,
        "SmsAuthenticationMessage": "auth {####}",
        "UserAttributeUpdateSettings": {"AttributesRequireVerificationBeforeUpdate": ["email"]},
        "MfaConfiguration": "OPTIONAL",
        "DeviceConfiguration": {"ChallengeRequiredOnNewDevice": true, "DeviceOnlyRememberedOnUserPrompt": true},
        "EmailConfiguration": {"EmailSendingAccount": "COGNITO_DEFAULT", "ReplyToEmailAddress": "a@example.com"},
        "SmsConfiguration": {"SnsCallerArn": SMS, "ExternalId": "x"},
        "UserPoolTags": {"team": "red"},
        "AdminCreateUserConfig": {
            "AllowAdminCreateUserOnly": true,
            "InviteMessageTemplate": {"EmailMessage": "{username} {####}"},
        },
        "UserPoolAddOns": {"AdvancedSecurityMode": "AUDIT"},
        "DcrConfiguration": {"OpenDcrEnabled": true},
        "AccountRecoverySetting": {"RecoveryMechanisms": [{"Priority": 1, "Name": "admin_only"}]},
        "PoolName": "renamed",
        "UserPoolTier": "PLUS",
        "KeyConfiguration": {"KeyType": "CUSTOMER_MANAGED_KEY", "KmsKeyArn": KMS_KEY},
        "IssuerConfiguration": {"Type": "UPDATED"},
        "AcrConfiguration": {"Level1": {"AcrValue": "low"}},
    });
    Subject { operation: "UpdateUserPool", rows, prepare: new_pool, all, read: |scene| pool_of(scene) }
}

/// A pool with nothing but a name.
fn new_pool() -> Scene {
    let storage = Arc::new(MemoryStorage::default());
    let world = World::with(
        1,
        Arc::clone(&storage),
        |create| create.settings.auto_verified_attributes = None,
        |_| {},
    );
    let object = json!({"UserPoolId": world.pool});
    Scene { world, storage, object }
}

fn pool_of(scene: &Scene) -> Value {
    let mut pool = scene.world.pool_ok("DescribeUserPool", json!({}))["UserPool"].take();
    let name = pool["Name"].take();
    pool["PoolName"] = name;
    pool
}

fn set_user_pool_mfa_config() -> Subject {
    let rows = vec![
        row("UserPoolId", Refused, REFERENCE),
        row("SmsMfaConfiguration", Reset, "API reference: replaces the configuration"),
        row("SoftwareTokenMfaConfiguration", Reset, MEASURED),
        row("EmailMfaConfiguration", Reset, "API reference: replaces the configuration"),
        row("MfaConfiguration", Becomes(json!("OFF")), MEASURED),
        row("WebAuthnConfiguration", Reset, OURS),
    ];
    let all = json!({
        "SmsMfaConfiguration": {"SmsAuthenticationMessage": "auth {####}", "SmsConfiguration": {"SnsCallerArn": SMS}},
        "SoftwareTokenMfaConfiguration": {"Enabled": true},
        "EmailMfaConfiguration": {"Message": "mail {####}", "Subject": "subject"},
        "MfaConfiguration": "OPTIONAL",
        "WebAuthnConfiguration": {
            "RelyingPartyId": "example.com", "UserVerification": "required", "FactorConfiguration": "SINGLE_FACTOR",
        },
    });
    let prepare = || {
        let scene = new_pool();
        let sender = json!({
            "EmailSendingAccount": "DEVELOPER",
            "SourceArn": "arn:aws:ses:us-east-1:123456789012:identity/a@example.com",
        });
        scene.world.pool_ok("UpdateUserPool", json!({"EmailConfiguration": sender}));
        scene
    };
    let read = |scene: &Scene| scene.world.pool_ok("GetUserPoolMfaConfig", json!({}));
    Subject { operation: "SetUserPoolMfaConfig", rows, prepare, all, read }
}

fn update_user_pool_client() -> Subject {
    let switched_off = json!({"Feature": "DISABLED", "RetryGracePeriodSeconds": 0});
    let rows = vec![
        row("UserPoolId", Refused, REFERENCE),
        row("ClientId", Refused, REFERENCE),
        row("ClientName", Kept, "API reference"),
        row("RefreshTokenValidity", Reset, REPLACES),
        row("AccessTokenValidity", Reset, REPLACES),
        row("IdTokenValidity", Reset, REPLACES),
        row("TokenValidityUnits", Reset, REPLACES),
        row("ReadAttributes", Reset, REPLACES),
        row("WriteAttributes", Reset, REPLACES),
        row("ExplicitAuthFlows", Reset, REPLACES),
        row("SupportedIdentityProviders", Reset, REPLACES),
        row("CallbackURLs", Reset, REPLACES),
        row("LogoutURLs", Reset, REPLACES),
        row("DefaultRedirectURI", Reset, REPLACES),
        row("AllowedOAuthFlows", Reset, REPLACES),
        row("AllowedOAuthScopes", Reset, REPLACES),
        row("AllowedOAuthFlowsUserPoolClient", Reset, REPLACES),
        row("AnalyticsConfiguration", Reset, REPLACES),
        row("PreventUserExistenceErrors", Reset, REPLACES),
        row("EnableTokenRevocation", Reset, REPLACES),
        row("EnablePropagateAdditionalUserContextData", Reset, REPLACES),
        row("AuthSessionValidity", Reset, REPLACES),
        row("RefreshTokenRotation", Becomes(switched_off), REPORTED),
    ];
    let all = json!({
        "ClientName": "renamed",
        "RefreshTokenValidity": 5,
        "AccessTokenValidity": 10,
        "IdTokenValidity": 20,
        "TokenValidityUnits": {"AccessToken": "minutes", "IdToken": "minutes", "RefreshToken": "hours"},
        "ReadAttributes": ["email"],
        "WriteAttributes": ["email", "name"],
        "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"],
        "SupportedIdentityProviders": ["COGNITO"],
        "CallbackURLs": ["https://example.com/in"],
        "LogoutURLs": ["https://example.com/out"],
        "DefaultRedirectURI": "https://example.com/in",
        "AllowedOAuthFlows": ["code"],
        "AllowedOAuthScopes": ["openid"],
        "AllowedOAuthFlowsUserPoolClient": true,
        "AnalyticsConfiguration": {"ApplicationArn": "arn:aws:mobiletargeting:us-east-1:123456789012:apps/1"},
        "PreventUserExistenceErrors": "ENABLED",
        "EnableTokenRevocation": false,
        "EnablePropagateAdditionalUserContextData": true,
        "AuthSessionValidity": 9,
        "RefreshTokenRotation": {"Feature": "ENABLED", "RetryGracePeriodSeconds": 30},
    });
    let prepare = || {
        let mut scene = new_pool();
        let create = json!({"ClientName": "new", "GenerateSecret": true});
        let id = scene.world.pool_ok("CreateUserPoolClient", create)["UserPoolClient"]["ClientId"].take();
        scene.object["ClientId"] = id;
        scene
    };
    let read = |scene: &Scene| {
        scene.world.ok("DescribeUserPoolClient", scene.object.clone())["UserPoolClient"].take()
    };
    Subject { operation: "UpdateUserPoolClient", rows, prepare, all, read }
}

fn update_group() -> Subject {
    let rows = vec![
        row("GroupName", Refused, REFERENCE),
        row("UserPoolId", Refused, REFERENCE),
        row("Description", Kept, OURS),
        row("RoleArn", Kept, OURS),
        row("Precedence", Kept, OURS),
    ];
    let all = json!({"Description": "d", "RoleArn": "arn:aws:iam::123456789012:role/r", "Precedence": 5});
    let prepare = || {
        let mut scene = new_pool();
        scene.object["GroupName"] = json!("g");
        scene.world.ok("CreateGroup", scene.object.clone());
        scene
    };
    let read = |scene: &Scene| scene.world.ok("GetGroup", scene.object.clone())["Group"].take();
    Subject { operation: "UpdateGroup", rows, prepare, all, read }
}

// ---- Identity providers ----

fn update_identity_provider() -> Subject {
    let rows = vec![
        row("UserPoolId", Refused, REFERENCE),
        row("ProviderName", Refused, REFERENCE),
        row("ProviderDetails", Kept, OURS),
        row("AttributeMapping", Kept, OURS),
        row("IdpIdentifiers", Kept, OURS),
        row("AcrMapping", Kept, OURS),
    ];
    let details = json!({
        "client_id": "new", "authorize_scopes": "openid", "oidc_issuer": "https://acme.example",
        "attributes_request_method": "GET",
    });
    let all = json!({
        "ProviderDetails": details, "AttributeMapping": {"email": "mail"}, "IdpIdentifiers": ["acme.example"],
        "AcrMapping": {"Level1": "urn:one"},
    });
    let prepare = || {
        let mut scene = new_pool();
        scene.object["ProviderName"] = json!("Acme");
        let details = json!({
            "client_id": "old", "authorize_scopes": "openid", "oidc_issuer": "https://acme.example",
            "attributes_request_method": "GET",
        });
        let new = json!({"ProviderType": "OIDC", "ProviderDetails": details});
        scene.world.ok("CreateIdentityProvider", merged(scene.object.clone(), &new));
        scene
    };
    let read = |scene: &Scene| {
        scene.world.ok("DescribeIdentityProvider", scene.object.clone())["IdentityProvider"].take()
    };
    Subject { operation: "UpdateIdentityProvider", rows, prepare, all, read }
}

fn update_resource_server() -> Subject {
    let rows = vec![
        row("UserPoolId", Refused, REFERENCE),
        row("Identifier", Refused, REFERENCE),
        row("Name", Refused, REFERENCE),
        row("Scopes", Reset, REPLACES),
    ];
    let all = json!({"Name": "n", "Scopes": [{"ScopeName": "read", "ScopeDescription": "d"}]});
    let prepare = || {
        let mut scene = new_pool();
        scene.object["Identifier"] = json!("i");
        scene.world.ok("CreateResourceServer", merged(scene.object.clone(), &json!({"Name": "new"})));
        scene
    };
    let read = |scene: &Scene| {
        scene.world.ok("DescribeResourceServer", scene.object.clone())["ResourceServer"].take()
    };
    Subject { operation: "UpdateResourceServer", rows, prepare, all, read }
}

fn update_user_pool_domain() -> Subject {
    let rows = vec![
        row("Domain", Refused, REFERENCE),
        row("UserPoolId", Refused, REFERENCE),
        row("ManagedLoginVersion", Kept, OURS),
        row("CustomDomainConfig", Kept, OURS),
        row("Routing", Kept, OURS),
    ];
    let certificate = |name: &str| format!("arn:aws:acm:us-east-1:123456789012:certificate/{name}");
    let failover = json!({"SecondaryRegion": "us-west-2", "PrimaryRoute53HealthCheckId": "h"});
    let all = json!({
        "ManagedLoginVersion": 2,
        "CustomDomainConfig": {"CertificateArn": certificate("new"), "SecurityPolicy": "TLS_V1"},
        "Routing": {"Failover": failover},
    });
    let prepare = || {
        let mut scene = new_pool();
        scene.object["Domain"] = json!("auth.example.com");
        let config = json!({"CertificateArn": "arn:aws:acm:us-east-1:123456789012:certificate/old"});
        let create = merged(scene.object.clone(), &json!({"CustomDomainConfig": config}));
        scene.world.ok("CreateUserPoolDomain", create);
        scene
    };
    let read = |scene: &Scene| {
        let request = json!({"Domain": "auth.example.com"});
        scene.world.ok("DescribeUserPoolDomain", request)["DomainDescription"].take()
    };
    Subject { operation: "UpdateUserPoolDomain", rows, prepare, all, read }
}

fn set_ui_customization() -> Subject {
    let rows = vec![
        row("UserPoolId", Refused, REFERENCE),
        row("ClientId", Kept, "API reference: ALL"),
        row("CSS", Reset, OURS),
        row("ImageFile", Reset, OURS),
    ];
    // The signature of a PNG file.
    let all = json!({"CSS": ".label-customizable {}", "ImageFile": "iVBORw0KGgo="});
    let prepare = || {
        let mut scene = new_pool();
        scene.world.pool_ok("CreateUserPoolDomain", json!({"Domain": "one"}));
        scene.object["ClientId"] = json!(scene.world.client);
        scene
    };
    let read = |scene: &Scene| {
        let found = scene.world.ok("GetUICustomization", scene.object.clone());
        let found = &found["UICustomization"];
        json!({"CSS": found.get("CSS"), "ImageFile": found.get("ImageUrl")})
    };
    Subject { operation: "SetUICustomization", rows, prepare, all, read }
}

fn update_managed_login_branding() -> Subject {
    let rows = vec![
        row("UserPoolId", Refused, OURS),
        row("ManagedLoginBrandingId", Refused, OURS),
        row("UseCognitoProvidedValues", Kept, "measured 2026-09"),
        row("Settings", Kept, "measured 2026-09"),
        row("Assets", Kept, "measured 2026-09"),
    ];
    let asset =
        json!({"Category": "FORM_LOGO", "ColorMode": "DARK", "Extension": "SVG", "Bytes": "PHN2Zy8+"});
    let all = json!({"UseCognitoProvidedValues": false, "Settings": {"components": {}}, "Assets": [asset]});
    let prepare = || {
        let mut scene = new_pool();
        let create = json!({"ClientId": scene.world.client, "UseCognitoProvidedValues": true});
        let style = scene.world.pool_ok("CreateManagedLoginBranding", create);
        scene.object["ManagedLoginBrandingId"] =
            style["ManagedLoginBranding"]["ManagedLoginBrandingId"].clone();
        scene
    };
    let read = |scene: &Scene| {
        let found = scene.world.ok("DescribeManagedLoginBranding", scene.object.clone());
        found["ManagedLoginBranding"].clone()
    };
    Subject { operation: "UpdateManagedLoginBranding", rows, prepare, all, read }
}

fn update_terms() -> Subject {
    let rows = vec![
        row("TermsId", Refused, REFERENCE),
        row("UserPoolId", Refused, REFERENCE),
        row("TermsName", Kept, OURS),
        row("TermsSource", Kept, OURS),
        row("Enforcement", Kept, OURS),
        row("Links", Kept, OURS),
    ];
    let all = json!({"TermsName": "privacy-policy", "Links": {"cognito:default": "https://example.com/new"}});
    let prepare = || {
        let mut scene = new_pool();
        // Each of these has one value only.
        let fixed = json!({"TermsSource": "LINK", "Enforcement": "NONE"});
        let create = json!({
            "ClientId": scene.world.client, "TermsName": "terms-of-use",
            "Links": {"cognito:default": "https://example.com/old"},
        });
        let terms = scene.world.pool_ok("CreateTerms", merged(create, &fixed));
        scene.object = merged(scene.object, &fixed);
        scene.object["TermsId"] = terms["Terms"]["TermsId"].clone();
        scene
    };
    let read = |scene: &Scene| scene.world.ok("DescribeTerms", scene.object.clone())["Terms"].clone();
    Subject { operation: "UpdateTerms", rows, prepare, all, read }
}

// ---- Users ----

/// A user with everything that a preference needs: an address, a number, an authenticator app.
fn new_user() -> Scene {
    let mut scene = new_pool();
    let world = &scene.world;
    let device = json!({"ChallengeRequiredOnNewDevice": false, "DeviceOnlyRememberedOnUserPrompt": true});
    world.pool_ok(
        "UpdateUserPool",
        json!({"SmsConfiguration": {"SnsCallerArn": SMS}, "DeviceConfiguration": device}),
    );
    let factors = json!({"MfaConfiguration": "OPTIONAL", "SoftwareTokenMfaConfiguration": {"Enabled": true}});
    world.pool_ok("SetUserPoolMfaConfig", factors);
    let attributes = json!([
        {"Name": "email", "Value": "ana@example.com"}, {"Name": "phone_number", "Value": "+12065559934"},
    ]);
    let user = json!({"Username": "ana", "MessageAction": "SUPPRESS", "UserAttributes": attributes});
    world.pool_ok("AdminCreateUser", user);
    world
        .pool_ok("AdminSetUserPassword", json!({"Username": "ana", "Password": PASSWORD, "Permanent": true}));
    let token = world.tokens("ana").access_token.unwrap();
    let secret = world.ok("AssociateSoftwareToken", json!({"AccessToken": &*token}));
    let secret = TotpSecret::from_base32(secret["SecretCode"].as_str().unwrap()).unwrap();
    let code = secret.code_at(world.clock.now().seconds());
    world.ok("VerifySoftwareToken", json!({"AccessToken": &*token, "UserCode": code}));
    scene.object = json!({"AccessToken": &*token});
    scene
}

/// The same user as an administrator names them.
fn administered(mut scene: Scene) -> Scene {
    scene.object = json!({"UserPoolId": scene.world.pool, "Username": "ana"});
    scene
}

fn user_of(scene: &Scene) -> Value {
    scene.world.pool_ok("AdminGetUser", json!({"Username": "ana"}))
}

/// `UserAttributes` as a list in the request names them; an attribute of its own is looked at as `UserAttributes.name`.
fn attributes_of(scene: &Scene) -> Value {
    let listed = user_of(scene)["UserAttributes"].take();
    let attributes: Map<String, Value> = listed
        .as_array()
        .unwrap()
        .iter()
        .map(|attribute| (attribute["Name"].as_str().unwrap().to_owned(), attribute["Value"].clone()))
        .collect();
    json!({"UserAttributes": attributes})
}

fn update_user_attributes() -> Subject {
    let rows = vec![
        row("UserAttributes", Refused, REFERENCE),
        row("AccessToken", Refused, REFERENCE),
        row("ClientMetadata", NotStored, CALL_ONLY),
    ];
    let all =
        json!({"UserAttributes": [{"Name": "name", "Value": "Ana"}], "ClientMetadata": {"kept": "nowhere"}});
    Subject {
        operation: "UpdateUserAttributes",
        rows,
        prepare: new_user,
        all,
        read: |scene| attributes_of(scene),
    }
}

fn admin_update_user_attributes() -> Subject {
    let rows = vec![
        row("UserPoolId", Refused, REFERENCE),
        row("Username", Refused, REFERENCE),
        row("UserAttributes", Refused, REFERENCE),
        row("ClientMetadata", NotStored, CALL_ONLY),
    ];
    Subject {
        operation: "AdminUpdateUserAttributes",
        rows,
        prepare: || administered(new_user()),
        ..update_user_attributes()
    }
}

const STAYS: &str = "API reference: a setting that is left out is not changed";

fn set_user_mfa_preference() -> Subject {
    let rows = vec![
        row("SMSMfaSettings", Kept, STAYS),
        row("SoftwareTokenMfaSettings", Kept, STAYS),
        row("EmailMfaSettings", Kept, STAYS),
        row("WebAuthnMfaSettings", Kept, STAYS),
        row("AccessToken", Refused, REFERENCE),
    ];
    let on = json!({"Enabled": true});
    let all = json!({
        "SMSMfaSettings": {"Enabled": true, "PreferredMfa": true}, "SoftwareTokenMfaSettings": on,
        "EmailMfaSettings": on, "WebAuthnMfaSettings": on,
    });
    let read = |scene: &Scene| {
        let user = user_of(scene);
        let enabled = |factor: &str| {
            let list = user["UserMFASettingList"].as_array();
            let is_preferred = user["PreferredMfaSetting"] == factor;
            json!([list.is_some_and(|list| list.iter().any(|name| name == factor)), is_preferred])
        };
        // No operation shows this one.
        let stored: Vec<_> =
            records(&scene.storage, &format!("pool/{}", scene.world.pool)).into_values().collect();
        let web_authn = stored.iter().any(|record| record.contains("\"web_authn\":true"));
        json!({
            "SMSMfaSettings": enabled("SMS_MFA"),
            "SoftwareTokenMfaSettings": enabled("SOFTWARE_TOKEN_MFA"),
            "EmailMfaSettings": enabled("EMAIL_OTP"),
            "WebAuthnMfaSettings": web_authn,
        })
    };
    Subject { operation: "SetUserMFAPreference", rows, prepare: new_user, all, read }
}

fn admin_set_user_mfa_preference() -> Subject {
    let mut subject = set_user_mfa_preference();
    subject.rows.retain(|row| row.member != "AccessToken");
    subject.rows.push(row("UserPoolId", Refused, REFERENCE));
    subject.rows.push(row("Username", Refused, REFERENCE));
    Subject { operation: "AdminSetUserMFAPreference", prepare: || administered(new_user()), ..subject }
}

fn set_user_settings() -> Subject {
    let rows = vec![row("AccessToken", Refused, REFERENCE), row("MFAOptions", Refused, REFERENCE)];
    let all = json!({"MFAOptions": [{"DeliveryMedium": "SMS", "AttributeName": "phone_number"}]});
    Subject { operation: "SetUserSettings", rows, prepare: new_user, all, read: user_of }
}

fn admin_set_user_settings() -> Subject {
    let rows = vec![
        row("UserPoolId", Refused, REFERENCE),
        row("Username", Refused, REFERENCE),
        row("MFAOptions", Refused, REFERENCE),
    ];
    Subject {
        operation: "AdminSetUserSettings",
        rows,
        prepare: || administered(new_user()),
        ..set_user_settings()
    }
}

/// A device of the user that is confirmed and not remembered.
fn new_device() -> Scene {
    let mut scene = new_user();
    let tokens = scene.world.tokens("ana");
    let metadata = tokens.new_device_metadata.as_ref().unwrap();
    let device = Device::new(&metadata.device_group_key, &metadata.device_key, [1; 40]);
    let config = device.secret_verifier_config([7; 16]);
    let confirm = ConfirmDevice {
        access_token: tokens.access_token.clone().unwrap(),
        device_key: device.key().into(),
        device_secret_verifier_config: Some(DeviceSecretVerifierConfig {
            salt: Some(config.salt),
            password_verifier: Some(config.password_verifier.into()),
        }),
        device_name: None,
    };
    scene.world.send(confirm).unwrap();
    scene.object = json!({"AccessToken": &*tokens.access_token.unwrap(), "DeviceKey": device.key()});
    scene
}

fn device_of(scene: &Scene) -> Value {
    let request = json!({"Username": "ana", "DeviceKey": scene.object["DeviceKey"]});
    let device = scene.world.pool_ok("AdminGetDevice", request);
    let attributes = device["Device"]["DeviceAttributes"].as_array().unwrap();
    let status = attributes.iter().find(|attribute| attribute["Name"] == "dev:device_remembered_status");
    json!({"DeviceRememberedStatus": status.unwrap()["Value"]})
}

fn update_device_status() -> Subject {
    let rows = vec![
        row("AccessToken", Refused, REFERENCE),
        row("DeviceKey", Refused, REFERENCE),
        row("DeviceRememberedStatus", Kept, OURS),
    ];
    let all = json!({"DeviceRememberedStatus": "remembered"});
    Subject { operation: "UpdateDeviceStatus", rows, prepare: new_device, all, read: device_of }
}

fn admin_update_device_status() -> Subject {
    let rows = vec![
        row("UserPoolId", Refused, REFERENCE),
        row("Username", Refused, REFERENCE),
        row("DeviceKey", Refused, REFERENCE),
        row("DeviceRememberedStatus", Kept, OURS),
    ];
    let prepare = || {
        let scene = new_device();
        let key = scene.object["DeviceKey"].clone();
        let scene = administered(scene);
        Scene { object: merged(scene.object.clone(), &json!({"DeviceKey": key})), ..scene }
    };
    Subject { operation: "AdminUpdateDeviceStatus", rows, prepare, ..update_device_status() }
}

// ---- What holds the table to the operations ----

fn at<'v>(value: &'v Value, path: &str) -> &'v Value {
    path.split('.').fold(value, |value, name| &value[name])
}

fn without(mut request: Value, path: &str) -> Value {
    match path.split_once('.') {
        None => drop(request.as_object_mut().unwrap().remove(path)),
        Some((name, rest)) => request[name] = without(request[name].take(), rest),
    }
    request
}

#[test]
fn every_member_of_every_update_has_a_row_with_its_source() {
    let names: BTreeSet<&str> = userpool::operations::operation_names()
        .map(|(name, _)| name)
        .filter(|name| is_update(name))
        .collect();
    assert_eq!(subjects().iter().map(|subject| subject.operation).collect::<BTreeSet<_>>(), names);
    for subject in subjects() {
        let rows: BTreeSet<&str> =
            subject.rows.iter().map(|row| row.member.split('.').next().unwrap()).collect();
        let members: BTreeSet<&str> = request_members(subject.operation).into_iter().collect();
        assert_eq!(rows, members, "{}", subject.operation);
        assert!(subject.rows.iter().all(|row| !row.source.is_empty()), "{}", subject.operation);
    }
}

/// Without this the table could claim anything of a member that never changes.
#[test]
fn every_member_can_be_set() {
    for subject in subjects() {
        let scene = (subject.prepare)();
        let new = (subject.read)(&scene);
        scene.world.ok(subject.operation, merged(scene.object.clone(), &subject.all));
        let set = (subject.read)(&scene);
        for Row { member, left_out, .. } in &subject.rows {
            if scene.object.get(*member).is_none() && *left_out != NotStored {
                assert_ne!(at(&set, member), at(&new, member), "{}: {member}", subject.operation);
            }
        }
    }
}

#[test]
fn a_member_that_is_left_out_is_kept_or_reset_as_the_table_says() {
    for subject in subjects() {
        let scene = (subject.prepare)();
        let new = (subject.read)(&scene);
        scene.world.ok(subject.operation, merged(scene.object.clone(), &subject.all));
        let set = (subject.read)(&scene);
        // What is refused when it is left out stays; everything else goes.
        let request = subject.rows.iter().fold(subject.all.clone(), |request, row| match row.left_out {
            Refused => request,
            _ => without(request, row.member.split('.').next().unwrap()),
        });
        scene.world.ok(subject.operation, merged(scene.object.clone(), &request));
        let after = (subject.read)(&scene);
        for Row { member, left_out, .. } in &subject.rows {
            let expected = match left_out {
                Kept => at(&set, member),
                Reset => at(&new, member),
                Becomes(value) => value,
                Refused | NotStored => continue,
            };
            assert_eq!(at(&after, member), expected, "{}: {member}", subject.operation);
        }
    }
}

#[test]
fn a_part_of_a_member_that_is_left_out_is_kept_or_reset_as_the_table_says() {
    for subject in subjects() {
        for Row { member, left_out, .. } in subject.rows.iter().filter(|row| row.member.contains('.')) {
            let scene = (subject.prepare)();
            let new = (subject.read)(&scene);
            let all = merged(scene.object.clone(), &subject.all);
            scene.world.ok(subject.operation, all.clone());
            let set = (subject.read)(&scene);
            scene.world.ok(subject.operation, without(all, member));
            let expected = if *left_out == Kept { &set } else { &new };
            let after = (subject.read)(&scene);
            assert_eq!(at(&after, member), at(expected, member), "{}: {member}", subject.operation);
        }
    }
}

#[test]
fn a_request_without_what_it_needs_is_refused_and_changes_nothing() {
    for subject in subjects() {
        for Row { member, .. } in subject.rows.iter().filter(|row| row.left_out == Refused) {
            let scene = (subject.prepare)();
            let before = (subject.read)(&scene);
            let request = without(merged(scene.object.clone(), &subject.all), member);
            let refusal = scene.world.refused(subject.operation, request);
            assert!(refusal.starts_with("InvalidParameterException: "), "{}: {refusal}", subject.operation);
            assert_eq!((subject.read)(&scene), before, "{}: {member}", subject.operation);
        }
    }
}

#[test]
fn what_belongs_to_the_call_is_stored_nowhere() {
    for subject in subjects() {
        for row in subject.rows.iter().filter(|row| row.left_out == NotStored) {
            assert_eq!(row.member, "ClientMetadata");
            let scene = (subject.prepare)();
            scene.world.ok(subject.operation, merged(scene.object.clone(), &subject.all));
            for (key, record) in records(&scene.storage, &format!("pool/{}", scene.world.pool)) {
                assert!(!record.contains("nowhere"), "{key}: {record}");
            }
        }
    }
}

#[test]
fn attributes_that_an_update_does_not_name_are_kept() {
    for subject in [update_user_attributes(), admin_update_user_attributes()] {
        let scene = (subject.prepare)();
        let before = attributes_of(&scene);
        scene.world.ok(subject.operation, merged(scene.object.clone(), &subject.all));
        let mut expected = before.clone();
        expected["UserAttributes"]["name"] = json!("Ana");
        assert_eq!(attributes_of(&scene), expected);
    }
}

#[test]
fn settings_for_updates_of_attributes_are_turned_off_by_an_empty_list() {
    let scene = new_pool();
    let before = |list: Value| json!({"AttributesRequireVerificationBeforeUpdate": list});
    let on =
        json!({"AutoVerifiedAttributes": ["email"], "UserAttributeUpdateSettings": before(json!(["email"]))});
    scene.world.pool_ok("UpdateUserPool", on);
    scene.world.pool_ok("UpdateUserPool", json!({"UserAttributeUpdateSettings": before(json!([]))}));
    assert_eq!(pool_of(&scene)["UserAttributeUpdateSettings"], before(json!([])));
}

#[test]
fn a_client_that_never_rotated_gets_no_rotation_by_an_update() {
    let subject = update_user_pool_client();
    let scene = (subject.prepare)();
    scene.world.ok(subject.operation, scene.object.clone());
    assert_eq!((subject.read)(&scene).get("RefreshTokenRotation"), None);
}
