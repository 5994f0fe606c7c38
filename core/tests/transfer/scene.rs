//! Engines on stores, a pool with one of everything, and the way out and in.

use std::sync::Arc;

use serde_json::{Value, json};
use userpool::{
    Engine,
    client::Device,
    operations::{AuthenticationResult, ConfirmDevice, DeviceSecretVerifierConfig, SignInOutput},
    storage::{MemoryStorage, Storage},
    transfer::{Existing, ExportOptions, ImportError, ImportOptions, Imported, LineProblem, Pools},
};

use crate::world::{Clock, HandClock, PASSWORD, PreparedKeys, World, administrators, now};

/// An engine with a master key of its own. Engines with one seed draw the same numbers.
pub fn engine(storage: impl Storage, seed: u64, master_key: u8) -> Engine {
    Engine::builder()
        .storage(storage)
        .signer(PreparedKeys::default())
        .moments(HandClock(Arc::new(Clock::new(seed))))
        .access(administrators())
        .master_key([master_key; 32])
        .build()
        .unwrap()
}

/// The file of an export.
pub fn export(engine: &Engine, options: &ExportOptions) -> String {
    let mut export = engine.export(options).unwrap();
    let mut file = Vec::new();
    while let Some(lines) = now(export.next()).unwrap() {
        file.extend(lines);
    }
    String::from_utf8(file).unwrap()
}

pub fn plain() -> ExportOptions {
    ExportOptions::default()
}

pub fn sealed(passphrase: &str) -> ExportOptions {
    ExportOptions { pools: Pools::All, passphrase: Some(passphrase.to_owned()) }
}

pub fn import(engine: &Engine, file: &str, options: ImportOptions) -> Result<Imported, ImportError> {
    let mut import = engine.import(options);
    // Pieces end anywhere.
    for piece in file.as_bytes().chunks(997) {
        now(import.push(piece))?;
    }
    now(import.finish())
}

pub fn checked() -> ImportOptions {
    ImportOptions { check_only: true, ..ImportOptions::default() }
}

pub fn keeping() -> ImportOptions {
    ImportOptions { existing: Existing::Keep, ..ImportOptions::default() }
}

/// The line and the reason of a refusal.
pub fn refusal(result: Result<Imported, ImportError>) -> (u64, LineProblem) {
    match result {
        Err(ImportError::Line { line, problem }) => (line, problem),
        other => panic!("no refusal of a line: {other:?}"),
    }
}

/// The lines of a type.
pub fn lines(file: &str, kind: &str) -> Vec<Value> {
    let all = file.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    all.filter(|line| line["type"] == kind).collect()
}

/// Confirms the device that a sign-in told of, and returns its key.
pub fn confirm_device(world: &World, tokens: &AuthenticationResult) -> String {
    let metadata = tokens.new_device_metadata.as_ref().unwrap();
    let device = Device::new(&metadata.device_group_key, &metadata.device_key, [5; 40]);
    let config = device.secret_verifier_config([7; 16]);
    let confirm = ConfirmDevice {
        access_token: tokens.access_token.clone().unwrap(),
        device_key: device.key().into(),
        device_secret_verifier_config: Some(DeviceSecretVerifierConfig {
            salt: Some(config.salt),
            password_verifier: Some(config.password_verifier.into()),
        }),
        device_name: Some("Pocket".into()),
    };
    world.send(confirm).unwrap();
    device.key().into()
}

/// A new access token for a refresh token.
pub fn refreshed(world: &World, refresh_token: &str, device: &str) -> Result<SignInOutput, userpool::Error> {
    world.initiate("REFRESH_TOKEN_AUTH", &[("REFRESH_TOKEN", refresh_token), ("DEVICE_KEY", device)])
}

/// A pool with something of every type. The user `ana` has everything that a user can have but a passkey.
pub fn full(storage: Arc<MemoryStorage>) -> World {
    let mut world = World::with(
        1,
        storage,
        |pool| {
            pool.alias_attributes = Some(vec![userpool::operations::Alias::Email]);
            pool.settings.lambda_config = None;
            pool.settings.user_pool_add_ons = Some(json!({"AdvancedSecurityMode": "AUDIT"}));
            pool.settings.user_pool_tags = Some([("team".to_owned(), "blue".to_owned())].into());
            pool.settings.device_configuration = Some(crate::world::typed(json!({
                "ChallengeRequiredOnNewDevice": false, "DeviceOnlyRememberedOnUserPrompt": false,
            })));
        },
        |client| client.generate_secret = Some(false),
    );
    let pool = world.pool.clone();
    world.pool_ok(
        "SetUserPoolMfaConfig",
        json!({"SoftwareTokenMfaConfiguration": {"Enabled": true}, "MfaConfiguration": "OPTIONAL"}),
    );
    world.pool_ok("CreateUserPoolDomain", json!({"Domain": "demo", "ManagedLoginVersion": 2}));
    world.pool_ok(
        "CreateResourceServer",
        json!({"Identifier": "https://api.example.com", "Name": "api", "Scopes": [
            {"ScopeName": "read", "ScopeDescription": "read"},
        ]}),
    );
    world.pool_ok("CreateIdentityProvider", json!({
        "ProviderName": "Acme", "ProviderType": "OIDC", "IdpIdentifiers": ["acme.example"],
        "ProviderDetails": {"client_id": "c", "client_secret": "provider-secret", "attributes_request_method": "GET",
            "oidc_issuer": "https://acme.example", "authorize_scopes": "openid"},
        "AttributeMapping": {"email": "email"},
    }));
    world.pool_ok(
        "CreateGroup",
        json!({"GroupName": "admins", "Precedence": 1, "RoleArn": "arn:aws:iam::000000000000:role/admin"}),
    );
    world.pool_ok("CreateGroup", json!({"GroupName": "Staff", "Description": "all"}));
    let machine = world.add_client(|client| {
        client.generate_secret = Some(true);
        client.settings.allowed_oauth_flows_user_pool_client = Some(true);
        client.settings.allowed_oauth_flows = Some(vec!["client_credentials".into()]);
        client.settings.allowed_oauth_scopes = Some(vec!["https://api.example.com/read".into()]);
    });
    world.pool_ok(
        "SetRiskConfiguration",
        json!({"CompromisedCredentialsRiskConfiguration": {"Actions": {"EventAction": "NO_ACTION"}}}),
    );
    world.pool_ok(
        "SetRiskConfiguration",
        json!({"ClientId": machine.client_id,
        "CompromisedCredentialsRiskConfiguration": {"Actions": {"EventAction": "BLOCK"}}}),
    );
    world.pool_ok("SetUICustomization", json!({"CSS": ".submitButton-customizable {color: red;}"}));
    world.pool_ok(
        "CreateManagedLoginBranding",
        json!({"ClientId": world.client, "Settings": {"components": {}}, "Assets": [
            {"Category": "FORM_LOGO", "ColorMode": "LIGHT", "Extension": "SVG", "Bytes": "PHN2Zy8+"},
        ]}),
    );
    world.pool_ok(
        "CreateTerms",
        json!({"ClientId": world.client, "TermsName": "terms-of-use", "TermsSource": "LINK",
        "Enforcement": "NONE", "Links": {"cognito:default": "https://example.com/terms"}}),
    );
    world.pool_ok(
        "SetUserPoolSessionConfiguration",
        json!({"UserSessionTracking": "ENABLED", "TokenSession": {"MaxPerUser": 20}}),
    );
    world.create_user("ana", &[("email", "ana@example.com"), ("email_verified", "true"), ("name", "Ana")]);
    world.create_user("an", &[]);
    world.create_user("an-a", &[]);
    world.create_user("ünï/cöde", &[("email", "u@example.com"), ("email_verified", "true")]);
    for (name, group) in [("ana", "admins"), ("ana", "Staff"), ("an-a", "Staff")] {
        world.pool_ok("AdminAddUserToGroup", json!({"Username": name, "GroupName": group}));
    }
    world.pool_ok(
        "AdminCreateUser",
        json!({"Username": "invited", "TemporaryPassword": PASSWORD, "MessageAction": "SUPPRESS"}),
    );
    world.pool_ok("AdminDisableUser", json!({"Username": "an"}));
    world.pool_ok("AdminLinkProviderForUser", json!({
        "DestinationUser": {"ProviderName": "Cognito", "ProviderAttributeValue": "ana"},
        "SourceUser": {"ProviderName": "Acme", "ProviderAttributeName": "Cognito_Subject", "ProviderAttributeValue": "acme-42"},
    }));
    world.pool = pool;
    world
}
