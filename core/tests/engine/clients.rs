//! App clients: defaults, refusals, secrets, replacement, lists, deletion.

use std::sync::Arc;

use serde_json::{Value, json};
use userpool::storage::MemoryStorage;

use crate::world::{PASSWORD, START, World, merged, records};

const DETECTED: &str = "InvalidParameterException: 1 validation error detected: Value";

#[track_caller]
fn create(world: &World, more: Value) -> Value {
    world.pool_ok("CreateUserPoolClient", merged(json!({"ClientName": "c"}), &more))["UserPoolClient"].clone()
}

#[track_caller]
fn describe(world: &World, id: &Value) -> Value {
    world.pool_ok("DescribeUserPoolClient", json!({"ClientId": id}))["UserPoolClient"].clone()
}

#[track_caller]
fn update(world: &World, id: &Value, more: Value) -> Value {
    world.pool_ok("UpdateUserPoolClient", merged(json!({"ClientId": id}), &more))["UserPoolClient"].clone()
}

/// Section 4.2: a client made with a name only.
fn defaults(world: &World, id: &Value) -> Value {
    json!({
        "UserPoolId": world.pool,
        "ClientName": "c",
        "ClientId": id,
        "LastModifiedDate": START.seconds(),
        "CreationDate": START.seconds(),
        "RefreshTokenValidity": 30,
        "TokenValidityUnits": {},
        "AllowedOAuthFlowsUserPoolClient": false,
        "EnableTokenRevocation": true,
        "EnablePropagateAdditionalUserContextData": false,
        "AuthSessionValidity": 3,
    })
}

// ---- CreateUserPoolClient, DescribeUserPoolClient ----

#[test]
fn a_client_with_nothing_but_a_name_has_all_defaults() {
    let world = World::new(1);
    let client = create(&world, json!({}));
    let id = client["ClientId"].as_str().unwrap();
    assert_eq!(id.len(), 26);
    assert!(id.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()), "{id}");
    assert_eq!(client, defaults(&world, &client["ClientId"]));
    assert_eq!(describe(&world, &client["ClientId"]), client);
}

#[test]
fn a_client_without_flows_allows_srp_and_refresh_and_no_passwords() {
    let mut world = World::new(2).confirmed("ana");
    world.client = create(&world, json!({}))["ClientId"].as_str().unwrap().to_owned();
    let tokens = world.srp_sign_in("ana", PASSWORD).unwrap().authentication_result.unwrap();
    assert_eq!(tokens.expires_in, 3600);
    world
        .initiate("REFRESH_TOKEN_AUTH", &[("REFRESH_TOKEN", tokens.refresh_token.as_ref().unwrap())])
        .unwrap();
    assert_eq!(
        world.password_sign_in("ana", PASSWORD).unwrap_err().to_string(),
        "USER_PASSWORD_AUTH flow not enabled for this client"
    );
}

#[test]
fn settings_come_back_as_they_were_given() {
    let given = json!({
        "RefreshTokenValidity": 20,
        "AccessTokenValidity": 10,
        "IdTokenValidity": 15,
        "TokenValidityUnits": {"AccessToken": "minutes", "IdToken": "minutes", "RefreshToken": "hours"},
        "ReadAttributes": ["email", "name"],
        "WriteAttributes": ["email"],
        "ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
        "SupportedIdentityProviders": ["COGNITO"],
        "CallbackURLs": ["https://example.com/a", "myapp://callback", "http://localhost:3000", "http://127.0.0.1/x", "http://[::1]:8080/"],
        "LogoutURLs": ["https://example.com/out"],
        "DefaultRedirectURI": "myapp://callback",
        "AllowedOAuthFlows": ["code", "implicit"],
        "AllowedOAuthScopes": ["openid", "email", "phone", "profile", "aws.cognito.signin.user.admin"],
        "AllowedOAuthFlowsUserPoolClient": true,
        "AnalyticsConfiguration": {"ApplicationArn": "arn:aws:mobiletargeting:us-east-1:123456789012:apps/1", "UserDataShared": true},
        "PreventUserExistenceErrors": "ENABLED",
        "EnableTokenRevocation": false,
        "EnablePropagateAdditionalUserContextData": true,
        "AuthSessionValidity": 15,
        "RefreshTokenRotation": {"Feature": "DISABLED", "RetryGracePeriodSeconds": 60},
    });
    let world = World::new(3);
    let client = create(&world, merged(given.clone(), &json!({"GenerateSecret": true})));
    for shown in [&client, &describe(&world, &client["ClientId"])] {
        for (name, value) in given.as_object().unwrap() {
            assert_eq!(&shown[name], value, "{name}");
        }
    }
}

/// Sign-in reference 6.8: `RetryGracePeriodSeconds: 0` is reported after it was omitted.
#[test]
fn an_omitted_grace_period_is_shown_as_nought() {
    let world = World::new(4);
    let client = create(&world, json!({"RefreshTokenRotation": {"Feature": "ENABLED"}}));
    let rotation = json!({"Feature": "ENABLED", "RetryGracePeriodSeconds": 0});
    assert_eq!(describe(&world, &client["ClientId"])["RefreshTokenRotation"], rotation);
}

#[test]
fn nought_days_of_a_refresh_token_are_thirty() {
    let world = World::new(5);
    for given in [
        json!({"RefreshTokenValidity": 0}),
        json!({"RefreshTokenValidity": 0, "TokenValidityUnits": {"RefreshToken": "minutes"}}),
    ] {
        let mut world = World::new(5).confirmed("ana");
        let flows = json!({"ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]});
        world.client = create(&world, merged(given, &flows))["ClientId"].as_str().unwrap().to_owned();
        let refresh = world.tokens("ana").refresh_token.unwrap();
        world.clock.advance(30 * 86_400 - 1);
        world.initiate("REFRESH_TOKEN_AUTH", &[("REFRESH_TOKEN", &refresh)]).unwrap();
        world.clock.advance(1);
        let late = world.initiate("REFRESH_TOKEN_AUTH", &[("REFRESH_TOKEN", &refresh)]).unwrap_err();
        assert_eq!(late.to_string(), "Refresh Token has expired");
    }
    assert_eq!(create(&world, json!({"RefreshTokenValidity": 0}))["RefreshTokenValidity"], 30);
}

// ---- Refusals of section 4.3 ----

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
fn wrong_settings_are_refused_in_the_words_of_the_service_by_create_and_update() {
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
fn the_borders_of_validity_are_taken() {
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
fn numbers_and_names_of_a_client_have_borders() {
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

// ---- Secrets ----

#[test]
fn a_secret_is_drawn_shown_every_time_and_stays() {
    let world = World::new(20);
    let client = create(&world, json!({"GenerateSecret": true}));
    let secret = client["ClientSecret"].as_str().unwrap();
    assert!((51..=52).contains(&secret.len()), "{secret}");
    assert!(secret.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()), "{secret}");
    assert_eq!(describe(&world, &client["ClientId"]), client);
    let updated =
        update(&world, &client["ClientId"], json!({"GenerateSecret": false, "ClientSecret": "x".repeat(30)}));
    assert_eq!(updated["ClientSecret"], secret);
    assert_eq!(describe(&world, &client["ClientId"])["ClientSecret"], secret);
    assert_ne!(create(&world, json!({"GenerateSecret": true}))["ClientSecret"], secret);
}

#[test]
fn an_update_gives_no_secret() {
    let world = World::new(21);
    let client = create(&world, json!({"GenerateSecret": false}));
    assert!(client.get("ClientSecret").is_none());
    let updated =
        update(&world, &client["ClientId"], json!({"GenerateSecret": true, "ClientSecret": "x".repeat(30)}));
    assert!(updated.get("ClientSecret").is_none());
}

#[test]
fn an_own_secret_is_kept_and_never_stored_in_the_clear() {
    let storage = Arc::new(MemoryStorage::new());
    let world = World::with(22, Arc::clone(&storage), |_| {}, |_| {});
    let secret = "Own_secret+of_the_caller_0";
    let client = create(&world, json!({"ClientSecret": secret}));
    assert_eq!(client["ClientSecret"], secret);
    for partition in [format!("pool/{}", world.pool), "directory".to_owned()] {
        for (key, record) in records(&storage, &partition) {
            assert!(!record.contains(secret), "{key}: {record}");
        }
    }
    let id = client["ClientId"].as_str().unwrap();
    let hash = userpool::auth::secret_hash::secret_hash(secret, "ana", id);
    let request = json!({"ClientId": id, "Username": "ana", "Password": PASSWORD, "SecretHash": hash});
    world.ok("SignUp", request);
}

// ---- UpdateUserPoolClient ----

#[test]
fn an_update_replaces_all_settings_but_the_name() {
    let world = World::new(30);
    let client = create(
        &world,
        json!({
            "RefreshTokenValidity": 20, "AccessTokenValidity": 2, "IdTokenValidity": 2,
            "TokenValidityUnits": {"AccessToken": "hours"},
            "ReadAttributes": ["email"], "WriteAttributes": ["email"],
            "ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH"],
            "SupportedIdentityProviders": ["COGNITO"],
            "CallbackURLs": ["https://a.example"], "LogoutURLs": ["https://a.example"],
            "DefaultRedirectURI": "https://a.example",
            "AllowedOAuthFlows": ["code"], "AllowedOAuthScopes": ["openid"], "AllowedOAuthFlowsUserPoolClient": true,
            "PreventUserExistenceErrors": "ENABLED", "EnableTokenRevocation": false, "AuthSessionValidity": 9,
        }),
    );
    world.clock.advance(60);
    let expected =
        merged(defaults(&world, &client["ClientId"]), &json!({"LastModifiedDate": START.seconds() + 60}));
    assert_eq!(update(&world, &client["ClientId"], json!({})), expected);
    assert_eq!(describe(&world, &client["ClientId"]), expected);
    assert_eq!(
        update(&world, &client["ClientId"], json!({"ClientName": "renamed"}))["ClientName"],
        "renamed"
    );
}

// ---- ListUserPoolClients ----

#[test]
fn clients_are_listed_in_short_and_in_pages_without_gaps_or_repeats() {
    let world = World::new(40);
    let mut expected = vec![world.client.clone()];
    for _ in 0..6 {
        let client = create(&world, json!({"GenerateSecret": true}));
        expected.push(client["ClientId"].as_str().unwrap().to_owned());
    }
    expected.sort();
    for limit in [json!(1), json!(3), json!(7), json!(60), Value::Null] {
        let (mut all, mut request) = (Vec::new(), json!({"MaxResults": limit}));
        loop {
            let answer = world.pool_ok("ListUserPoolClients", request.clone());
            for client in answer["UserPoolClients"].as_array().unwrap() {
                let members: Vec<_> = client.as_object().unwrap().keys().collect();
                assert_eq!(members, ["ClientId", "ClientName", "UserPoolId"]);
                assert_eq!(client["UserPoolId"], *world.pool);
                all.push(client["ClientId"].as_str().unwrap().to_owned());
            }
            match answer.get("NextToken") {
                Some(token) => request["NextToken"] = token.clone(),
                None => break,
            }
        }
        all.sort();
        assert_eq!(all, expected, "{limit}");
    }
}

#[test]
fn a_page_of_clients_has_one_to_sixty_and_a_token_of_its_pool() {
    let world = World::new(41);
    create(&world, json!({}));
    let failed = "at 'maxResults' failed to satisfy constraint: Member must have value";
    assert_eq!(
        world.pool_refused("ListUserPoolClients", json!({"MaxResults": 0})),
        format!("{DETECTED} '0' {failed} greater than or equal to 1")
    );
    assert_eq!(
        world.pool_refused("ListUserPoolClients", json!({"MaxResults": 61})),
        format!("{DETECTED} '61' {failed} less than or equal to 60")
    );
    let bad = "InvalidParameterException: Invalid pagination token";
    assert_eq!(world.pool_refused("ListUserPoolClients", json!({"NextToken": "garbage"})), bad);
    let token = world.pool_ok("ListUserPoolClients", json!({"MaxResults": 1}))["NextToken"].clone();
    let users = world.pool_refused("ListUsers", json!({"PaginationToken": token}));
    assert_eq!(users, bad, "a token of another operation");
    let world = world.moved_to(json!({"PoolName": "other"}));
    assert_eq!(world.pool_refused("ListUserPoolClients", json!({"NextToken": token})), bad);
}

// ---- DeleteUserPoolClient ----

#[test]
fn a_deleted_client_does_not_exist_for_anybody() {
    let storage = Arc::new(MemoryStorage::new());
    let world = World::with(50, Arc::clone(&storage), |_| {}, |_| {}).confirmed("ana");
    let (pool, directory) = (format!("pool/{}", world.pool), "directory");
    let before = (records(&storage, &pool).len(), records(&storage, directory).len());
    let id = create(&world, json!({"GenerateSecret": true}))["ClientId"].clone();
    assert_eq!(world.pool_ok("DeleteUserPoolClient", json!({"ClientId": id})), json!({}));
    assert_eq!((records(&storage, &pool).len(), records(&storage, directory).len()), before);

    let gone =
        format!("ResourceNotFoundException: User pool client {} does not exist.", id.as_str().unwrap());
    for operation in ["DescribeUserPoolClient", "UpdateUserPoolClient", "DeleteUserPoolClient"] {
        assert_eq!(world.pool_refused(operation, json!({"ClientId": id})), gone, "{operation}");
    }
    let sign_up = json!({"ClientId": id, "Username": "ben", "Password": PASSWORD});
    assert_eq!(world.refused("SignUp", sign_up), gone);
    world.tokens("ana");
}

#[test]
fn a_client_belongs_to_its_pool() {
    let world = World::new(51);
    let id = create(&world, json!({}))["ClientId"].clone();
    let world = world.moved_to(json!({"PoolName": "other"}));
    let gone =
        format!("ResourceNotFoundException: User pool client {} does not exist.", id.as_str().unwrap());
    for operation in ["DescribeUserPoolClient", "UpdateUserPoolClient", "DeleteUserPoolClient"] {
        assert_eq!(world.pool_refused(operation, json!({"ClientId": id})), gone, "{operation}");
    }
    assert_eq!(
        world
            .refused("CreateUserPoolClient", json!({"UserPoolId": "us-east-1_nothere99", "ClientName": "c"})),
        "ResourceNotFoundException: User pool us-east-1_nothere99 does not exist."
    );
}
