//! Settings that `CreateUserPoolClient` and `UpdateUserPoolClient` refuse.

use serde_json::{Value, json};

use super::{DETECTED, create, defaults, describe};
use crate::world::{World, merged};

/// What is refused however a client gets its settings.
fn refused_settings() -> Vec<(Value, &'static str)> {
    let range = "InvalidParameterException: Invalid range for token validity.";
    let order = "InvalidParameterException: Access and Id Token expiration times must be less than or equal to refresh \
                 token expiration times.";
    let oauth = "InvalidParameterException: AllowedOAuthFlows and AllowedOAuthScopes are required if user pool client is \
                 allowed to use OAuth flows.";
    let analytics = "InvalidParameterException: Invalid analytics configuration given, either <application arn> or \
                     <application id, role arn, external id> are valid";
    let units = |token: &str, unit: &str| json!({token: unit});
    let arn = "arn:aws:mobiletargeting:us-east-1:123456789012:apps/1";
    let mut cases = vec![
        (json!({"AccessTokenValidity": 25}), range),
        (json!({"IdTokenValidity": 25}), range),
        (json!({"AccessTokenValidity": 299, "TokenValidityUnits": units("AccessToken", "seconds")}), range),
        (json!({"AccessTokenValidity": 4, "TokenValidityUnits": units("AccessToken", "minutes")}), range),
        (json!({"IdTokenValidity": 2, "TokenValidityUnits": units("IdToken", "days")}), range),
        (json!({"RefreshTokenValidity": 59, "TokenValidityUnits": units("RefreshToken", "minutes")}), range),
        (json!({"RefreshTokenValidity": 3651}), range),
        (
            json!({"AccessTokenValidity": 3, "RefreshTokenValidity": 2, "TokenValidityUnits": units("RefreshToken", "hours")}),
            order,
        ),
        (
            json!({"IdTokenValidity": 3, "RefreshTokenValidity": 2, "TokenValidityUnits": units("RefreshToken", "hours")}),
            order,
        ),
        (
            json!({"ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH", "ADMIN_NO_SRP_AUTH"]}),
            "InvalidParameterException: Auth flow name with prefix 'ALLOW' cannot be used with legacy auth flow names.",
        ),
        (json!({"AllowedOAuthFlowsUserPoolClient": true}), oauth),
        (
            json!({"AllowedOAuthFlowsUserPoolClient": true, "AllowedOAuthFlows": ["code"], "CallbackURLs": ["https://a.example"]}),
            oauth,
        ),
        (json!({"AllowedOAuthFlowsUserPoolClient": true, "AllowedOAuthScopes": ["openid"]}), oauth),
        (
            json!({"AllowedOAuthFlows": ["code"]}),
            "InvalidParameterException: CallbackUrls can not be empty when code flow or implicit flow is selected",
        ),
        (
            json!({"AllowedOAuthFlows": ["implicit"], "CallbackURLs": []}),
            "InvalidParameterException: CallbackUrls can not be empty when code flow or implicit flow is selected",
        ),
        (
            json!({"CallbackURLs": ["http://example.com/"]}),
            "InvalidParameterException: http://example.com/ cannot use the HTTP protocol.",
        ),
        (
            json!({"LogoutURLs": ["http://localhost.example.com"]}),
            "InvalidParameterException: http://localhost.example.com cannot use the HTTP protocol.",
        ),
        (
            json!({"CallbackURLs": ["https://example.com/#top"]}),
            "InvalidParameterException: https://example.com/#top cannot use fragment",
        ),
        (
            json!({"CallbackURLs": ["https://a.example"], "DefaultRedirectURI": "https://b.example"}),
            "InvalidParameterException: The default redirect URI https://b.example is not in the callback URIs list.",
        ),
        (
            json!({"AllowedOAuthScopes": ["openid", "photos/read"]}),
            "ScopeDoesNotExistException: Invalid scope requested: photos/read",
        ),
        (json!({"AnalyticsConfiguration": {"ApplicationArn": arn, "ExternalId": "x"}}), analytics),
        (json!({"AnalyticsConfiguration": {"ApplicationId": "d70b2ba36a8c4dc5a04a0451a31a1e12"}}), analytics),
        (json!({"AnalyticsConfiguration": {"UserDataShared": true}}), analytics),
    ];
    cases.push((
        json!({"AllowedOAuthFlows": ["client_credentials", "code"], "CallbackURLs": ["https://a.example"]}),
        "InvalidOAuthFlowException: client_credentials flow can not be selected along with code flow or implicit flow.",
    ));
    cases
}

/// What is refused besides to clients without a secret.
fn refused_without_secret() -> Vec<(Value, &'static str)> {
    vec![
        (
            json!({"AllowedOAuthFlows": ["client_credentials"]}),
            "InvalidParameterException: client_credentials flow can not be selected if client does not have a client \
             secret.",
        ),
        (
            json!({"EnablePropagateAdditionalUserContextData": true}),
            "InvalidParameterException: Client Secret is required to set EnablePropagateAdditionalUserContextData as true",
        ),
    ]
}

#[test]
fn wrong_settings_are_refused_by_create_and_update_with_the_services_text() {
    let world = World::new(10);
    let public = create(&world, json!({}))["ClientId"].clone();
    let confidential = create(&world, json!({"GenerateSecret": true}))["ClientId"].clone();
    let tried = |operation: &str, request: Value| {
        world.call(operation, &merged(request, &json!({"UserPoolId": world.pool}))).map(|_| ())
    };
    let new = |secret: bool| json!({"ClientName": "c", "GenerateSecret": secret});
    for (settings, refusal) in refused_settings() {
        let refusal = Err(refusal.to_owned());
        let of = |request: Value| merged(request, &settings);
        assert_eq!(tried("CreateUserPoolClient", of(new(true))), refusal, "{settings}");
        assert_eq!(tried("CreateUserPoolClient", of(new(false))), refusal, "{settings}");
        assert_eq!(
            tried("UpdateUserPoolClient", of(json!({"ClientId": confidential}))),
            refusal,
            "{settings}"
        );
        assert_eq!(tried("UpdateUserPoolClient", of(json!({"ClientId": public}))), refusal, "{settings}");
    }
    for (settings, refusal) in refused_without_secret() {
        let refusal = Err(refusal.to_owned());
        let of = |request: Value| merged(request, &settings);
        assert_eq!(tried("CreateUserPoolClient", of(new(false))), refusal, "{settings}");
        assert_eq!(tried("UpdateUserPoolClient", of(json!({"ClientId": public}))), refusal, "{settings}");
        assert_eq!(tried("CreateUserPoolClient", of(new(true))), Ok(()), "{settings}");
        assert_eq!(
            tried("UpdateUserPoolClient", of(json!({"ClientId": confidential}))),
            Ok(()),
            "{settings}"
        );
    }
    assert_eq!(describe(&world, &public), defaults(&world, &public), "a refused update changes nothing");
}

#[test]
fn the_limits_of_validity_are_accepted() {
    let world = World::new(11);
    for settings in [
        json!({"AccessTokenValidity": 300, "TokenValidityUnits": {"AccessToken": "seconds"}}),
        json!({"AccessTokenValidity": 5, "IdTokenValidity": 1, "TokenValidityUnits": {"AccessToken": "minutes", "IdToken": "days"}}),
        json!({"AccessTokenValidity": 24, "IdTokenValidity": 24, "RefreshTokenValidity": 1}),
        json!({"RefreshTokenValidity": 60, "TokenValidityUnits": {"RefreshToken": "minutes"}}),
        json!({"RefreshTokenValidity": 3650}),
        json!({"RefreshTokenValidity": 315_360_000, "TokenValidityUnits": {"RefreshToken": "seconds"}}),
        json!({"ExplicitAuthFlows": ["ADMIN_NO_SRP_AUTH", "USER_PASSWORD_AUTH"]}),
        // A client that cannot refresh is legal.
        json!({"ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH"]}),
        json!({"AnalyticsConfiguration": {
            "ApplicationId": "d70b2ba36a8c4dc5a04a0451a31a1e12", "RoleArn": "arn:aws:iam::123456789012:role/r", "ExternalId": "x",
        }}),
    ] {
        create(&world, settings);
    }
}

#[test]
fn an_unknown_provider_is_refused() {
    let world = World::new(12);
    let request = json!({"ClientName": "c", "SupportedIdentityProviders": ["COGNITO", "Google"]});
    let refusal = world.pool_refused("CreateUserPoolClient", request);
    let head =
        format!("InvalidParameterException: The provider Google does not exist for User Pool {}", world.pool);
    assert!(refusal.starts_with(&head), "{refusal}");
}

#[test]
fn rotation_and_the_refresh_flow_exclude_each_other() {
    let world = World::new(13);
    let settings = |feature: &str, flow: &str| json!({"ClientName": "c", "RefreshTokenRotation": {"Feature": feature}, "ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH", flow]});
    let refusal = world.pool_refused("CreateUserPoolClient", settings("ENABLED", "ALLOW_REFRESH_TOKEN_AUTH"));
    assert!(refusal.starts_with("InvalidParameterException: "), "{refusal}");
    create(&world, settings("DISABLED", "ALLOW_REFRESH_TOKEN_AUTH"));
    create(&world, settings("ENABLED", "ALLOW_USER_PASSWORD_AUTH"));
}

fn with_schema(seed: u64) -> World {
    World::new(seed).moved_to(json!({"PoolName": "p", "Schema": [
        {"Name": "email", "Required": true},
        {"Name": "team", "AttributeDataType": "String", "Mutable": true},
        {"Name": "tenant", "AttributeDataType": "String", "Mutable": false},
        {"Name": "note", "AttributeDataType": "String", "Mutable": true, "DeveloperOnlyAttribute": true},
    ]}))
}

#[test]
fn a_client_reads_and_writes_what_the_schema_has() {
    let world = with_schema(14);
    let id = create(&world, json!({}))["ClientId"].clone();
    for (member, names) in [
        ("WriteAttributes", json!(["email", "custom:unknown"])),
        ("WriteAttributes", json!(["custom:team"])),
        ("WriteAttributes", json!(["email", "sub"])),
        ("WriteAttributes", json!(["email", "email_verified"])),
        ("WriteAttributes", json!(["email", "phone_number_verified"])),
        ("WriteAttributes", json!(["email", "dev:custom:note"])),
        ("ReadAttributes", json!(["custom:unknown"])),
        ("ReadAttributes", json!(["dev:custom:note"])),
    ] {
        let which = if member == "WriteAttributes" { "write" } else { "read" };
        let text = |verb: &str| {
            format!("InvalidParameterException: Invalid {which} attributes specified while {verb} a client")
        };
        assert_eq!(
            world.pool_refused("CreateUserPoolClient", json!({"ClientName": "c", member: names})),
            text("creating"),
            "{names}"
        );
        assert_eq!(
            world.pool_refused("UpdateUserPoolClient", json!({"ClientId": id, member: names})),
            text("updating"),
            "{names}"
        );
    }
    create(
        &world,
        json!({
            "WriteAttributes": ["email", "custom:team", "name"],
            "ReadAttributes": ["sub", "email_verified", "phone_number_verified", "custom:team", "custom:tenant"],
        }),
    );
    create(&world, json!({"WriteAttributes": ["oidc:profile", "email"], "ReadAttributes": ["oidc:profile"]}));
}

/// Section 4.3: "WriteAttributes: only known, mutable attributes".
#[test]
fn a_client_does_not_write_what_never_changes() {
    let world = with_schema(15);
    assert_eq!(
        world.call(
            "CreateUserPoolClient",
            &json!({"UserPoolId": world.pool, "ClientName": "c", "WriteAttributes": ["email", "custom:tenant"]})
        ),
        Err("InvalidParameterException: Invalid write attributes specified while creating a client".to_owned())
    );
}

#[test]
fn numbers_and_names_of_a_client_have_limits() {
    let world = World::new(16);
    let refused =
        |more: Value| world.pool_refused("CreateUserPoolClient", merged(json!({"ClientName": "c"}), &more));
    let failed = |path: &str| format!("at '{path}' failed to satisfy constraint: Member must");
    for (value, border) in [(2, "greater than or equal to 3"), (16, "less than or equal to 15")] {
        assert_eq!(
            refused(json!({"AuthSessionValidity": value})),
            format!("{DETECTED} '{value}' {} have value {border}", failed("authSessionValidity"))
        );
    }
    for (value, border) in [(-1, "greater than or equal to 0"), (61, "less than or equal to 60")] {
        assert_eq!(
            refused(
                json!({"RefreshTokenRotation": {"Feature": "ENABLED", "RetryGracePeriodSeconds": value}})
            ),
            format!(
                "{DETECTED} '{value}' {} have value {border}",
                failed("refreshTokenRotation.retryGracePeriodSeconds")
            )
        );
    }
    assert_eq!(
        world.pool_refused("CreateUserPoolClient", json!({})),
        format!("{DETECTED} null {} not be null", failed("clientName"))
    );
    assert_eq!(
        refused(json!({"ClientName": "no/slash"})),
        format!(
            r"{DETECTED} 'no/slash' {} satisfy regular expression pattern: [\w\s+=,.@-]+",
            failed("clientName")
        )
    );
    for (secret, border) in [(23, "greater than or equal to 24"), (65, "less than or equal to 64")] {
        assert_eq!(
            refused(json!({"ClientSecret": "x".repeat(secret)})),
            format!("{DETECTED} {} have length {border}", failed("clientSecret"))
        );
    }
    for secret in [24, 64] {
        create(&world, json!({"ClientSecret": "x".repeat(secret)}));
    }
}
