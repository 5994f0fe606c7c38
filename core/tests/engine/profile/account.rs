//! Self-service: what signed-in users do with their own account, by their access token.

use std::sync::Arc;

use serde_json::{Value, json};
use userpool::{operations::AuthenticationResult, storage::MemoryStorage};

use crate::world::{PASSWORD, World, merged, records};

const NEW_PASSWORD: &str = "Better-Horse9!";

fn access(tokens: &AuthenticationResult) -> String {
    tokens.access_token.as_ref().unwrap().as_str().to_owned()
}

/// A user who signed up, confirmed and signed in; and their access token.
fn signed_in(seed: u64) -> (World, String) {
    let world = World::new(seed).confirmed("ana");
    let token = access(&world.tokens("ana"));
    (world, token)
}

fn change(token: &str, previous: &str, proposed: &str) -> Value {
    json!({"AccessToken": token, "PreviousPassword": previous, "ProposedPassword": proposed})
}

/// The operations of signed-in users, with all they need but the token.
fn operations() -> [(&'static str, Value); 4] {
    [
        ("GetUser", json!({})),
        ("ChangePassword", json!({"PreviousPassword": PASSWORD, "ProposedPassword": NEW_PASSWORD})),
        ("GlobalSignOut", json!({})),
        ("DeleteUser", json!({})),
    ]
}

#[track_caller]
fn refused_everywhere(world: &World, token: &str, refusal: &str) {
    for (operation, more) in operations() {
        let request = merged(json!({"AccessToken": token}), &more);
        assert_eq!(world.refused(operation, request), refusal, "{operation}");
    }
}

// ---- The token ----

#[test]
fn without_a_true_access_token_nothing_is_done() {
    let (world, token) = signed_in(1);
    let tokens = world.tokens("ana");
    refused_everywhere(&world, "nonsense", "NotAuthorizedException: Invalid Access Token");
    refused_everywhere(&world, "a.b.c", "NotAuthorizedException: Invalid Access Token");
    refused_everywhere(
        &world,
        tokens.id_token.as_ref().unwrap(),
        "NotAuthorizedException: Invalid Access Token",
    );
    refused_everywhere(
        &world,
        tokens.refresh_token.as_ref().unwrap(),
        "NotAuthorizedException: Invalid Access Token",
    );
    let head = "InvalidParameterException: 1 validation error detected: Value at 'accessToken' failed to satisfy constraint:";
    refused_everywhere(
        &world,
        "not a token",
        &format!("{head} Member must satisfy regular expression pattern: [A-Za-z0-9-_=.]+"),
    );
    for (operation, more) in operations() {
        assert_eq!(world.refused(operation, more), format!("{head} Member must not be null"), "{operation}");
    }
    let (input, signature) = token.rsplit_once('.').unwrap();
    let flipped = if signature.starts_with('A') { 'B' } else { 'A' };
    refused_everywhere(
        &world,
        &format!("{input}.{flipped}{}", &signature[1..]),
        "NotAuthorizedException: Could not verify signature for Access Token",
    );
    world.clock.advance(3600);
    refused_everywhere(&world, &token, "NotAuthorizedException: Access Token has expired");
    world.password_sign_in("ana", PASSWORD).unwrap();
}

#[test]
fn a_revoked_token_opens_nothing() {
    let (world, token) = signed_in(2);
    let tokens = world.tokens("ana");
    let refresh = tokens.refresh_token.as_ref().unwrap().as_str();
    world.ok("RevokeToken", json!({"Token": refresh, "ClientId": world.client}));
    refused_everywhere(&world, &access(&tokens), "NotAuthorizedException: Access Token has been revoked");
    world.ok("GetUser", json!({"AccessToken": token}));
}

// ---- GetUser ----

#[test]
fn users_read_their_own_profile_whole() {
    let (world, token) = signed_in(3);
    let user = world.ok("GetUser", json!({"AccessToken": token}));
    let sub = world.pool_ok("AdminGetUser", json!({"Username": "ana"}))["UserAttributes"][0]["Value"].clone();
    let expected = json!({
        "Username": "ana",
        "UserAttributes": [
            {"Name": "sub", "Value": sub},
            {"Name": "email", "Value": "ana@example.com"},
            {"Name": "email_verified", "Value": "true"},
        ],
    });
    assert_eq!(user, expected);
}

#[test]
fn a_client_shows_the_attributes_it_may_read_and_the_sub() {
    let world = World::new(4).moved_to(json!({"PoolName": "p", "Schema": [
        {"Name": "team", "AttributeDataType": "String", "Mutable": true},
        {"Name": "note", "AttributeDataType": "String", "Mutable": true, "DeveloperOnlyAttribute": true},
    ]}));
    let given: Value = [
        ("email", "ana@example.com"),
        ("email_verified", "true"),
        ("name", "Ana"),
        ("custom:team", "red"),
        ("dev:custom:note", "vip"),
    ]
    .iter()
    .map(|(name, value)| json!({"Name": name, "Value": value}))
    .collect();
    world.pool_ok("AdminCreateUser", json!({"Username": "ana", "UserAttributes": given}));
    world
        .pool_ok("AdminSetUserPassword", json!({"Username": "ana", "Password": PASSWORD, "Permanent": true}));

    for (readable, expected) in [
        (json!([]), &["sub", "custom:team", "email", "email_verified", "name"][..]),
        (json!(["name"]), &["sub", "name"]),
        (json!(["custom:team", "email"]), &["sub", "custom:team", "email"]),
        (json!(["email_verified"]), &["sub", "email_verified"]),
        (json!(["phone_number"]), &["sub"]),
        (json!(["sub"]), &["sub"]),
        (json!(["oidc:email"]), &["sub", "email", "email_verified"]),
    ] {
        let client = world.pool_ok(
            "CreateUserPoolClient",
            json!({"ClientName": "c", "ReadAttributes": readable, "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"]}),
        );
        let tokens = world.ok(
            "InitiateAuth",
            json!({
                "ClientId": client["UserPoolClient"]["ClientId"],
                "AuthFlow": "USER_PASSWORD_AUTH",
                "AuthParameters": {"USERNAME": "ana", "PASSWORD": PASSWORD},
            }),
        );
        let token = &tokens["AuthenticationResult"]["AccessToken"];
        let user = world.ok("GetUser", json!({"AccessToken": token}));
        let shown: Vec<_> = user["UserAttributes"]
            .as_array()
            .unwrap()
            .iter()
            .map(|attribute| attribute["Name"].as_str().unwrap())
            .collect();
        assert_eq!(shown, expected, "{readable}");
    }
}

// ---- ChangePassword ----

#[test]
fn a_changed_password_replaces_the_old_one_and_ends_no_token() {
    let (world, token) = signed_in(10);
    let tokens = world.tokens("ana");
    world.clock.advance(60);
    assert_eq!(world.ok("ChangePassword", change(&token, PASSWORD, NEW_PASSWORD)), json!({}));
    assert_eq!(
        world.password_sign_in("ana", PASSWORD).unwrap_err().to_string(),
        "Incorrect username or password."
    );
    world.srp_sign_in("ana", NEW_PASSWORD).unwrap();
    world.ok("GetUser", json!({"AccessToken": token}));
    world
        .initiate("REFRESH_TOKEN_AUTH", &[("REFRESH_TOKEN", tokens.refresh_token.as_ref().unwrap())])
        .unwrap();
    let user = world.pool_ok("AdminGetUser", json!({"Username": "ana"}));
    assert_eq!(user["UserLastModifiedDate"], crate::world::START.seconds() + 60);
    // Without a history the same password may be set again.
    world.ok("ChangePassword", change(&token, NEW_PASSWORD, NEW_PASSWORD));
}

#[test]
fn a_password_is_changed_only_by_who_knows_it() {
    let (world, token) = signed_in(11);
    assert_eq!(
        world.refused("ChangePassword", change(&token, "Wrong-Horse9!", NEW_PASSWORD)),
        "NotAuthorizedException: Incorrect username or password."
    );
    // The previous password is judged before the proposed one.
    assert_eq!(
        world.refused("ChangePassword", change(&token, "Wrong-Horse9!", "short")),
        "NotAuthorizedException: Incorrect username or password."
    );
    let without = json!({"AccessToken": token, "ProposedPassword": NEW_PASSWORD});
    assert!(world.refused("ChangePassword", without).starts_with("InvalidParameterException: "));
    assert_eq!(
        world.refused("ChangePassword", json!({"AccessToken": token, "PreviousPassword": PASSWORD})),
        "InvalidParameterException: 1 validation error detected: Value at 'proposedPassword' failed to satisfy constraint: \
         Member must not be null"
    );
    world.password_sign_in("ana", PASSWORD).unwrap();
}

#[test]
fn a_proposed_password_keeps_the_policy() {
    let (world, token) = signed_in(12);
    for (password, rule) in [
        ("", "Password not long enough"),
        ("Aa1!", "Password not long enough"),
        ("aaaaaaa1!", "Password must have uppercase characters"),
        ("AAAAAAA1!", "Password must have lowercase characters"),
        ("AAAAaaaa!", "Password must have numeric characters"),
        ("AAAAaaaa1", "Password must have symbol characters"),
        (" Better-Horse9!", r"Password must satisfy regular expression pattern: ^\S.*\S$"),
        ("Better-Horse9! ", r"Password must satisfy regular expression pattern: ^\S.*\S$"),
    ] {
        assert_eq!(
            world.refused("ChangePassword", change(&token, PASSWORD, password)),
            format!("InvalidPasswordException: Password does not conform to policy: {rule}"),
            "{password:?}"
        );
    }
    let longest = format!("Aa1!{}", "x".repeat(252));
    assert_eq!(
        world.refused("ChangePassword", change(&token, PASSWORD, &format!("{longest}x"))),
        "InvalidParameterException: 1 validation error detected: Value at 'proposedPassword' failed to satisfy constraint: \
         Member must have length less than or equal to 256"
    );
    world.ok("ChangePassword", change(&token, PASSWORD, &longest));
    world.ok("ChangePassword", change(&token, &longest, "Space is a 1 Symbol"));
}

#[test]
fn a_password_of_the_history_is_refused() {
    let world = World::new(13).moved_to(json!({
        "PoolName": "p",
        "Policies": {"PasswordPolicy": {"MinimumLength": 8, "PasswordHistorySize": 2}},
    }));
    world.pool_ok("AdminCreateUser", json!({"Username": "ana", "MessageAction": "SUPPRESS"}));
    world
        .pool_ok("AdminSetUserPassword", json!({"Username": "ana", "Password": PASSWORD, "Permanent": true}));
    let token = access(&world.tokens("ana"));
    let used = "PasswordHistoryPolicyViolationException: Password has previously been used";
    assert_eq!(world.refused("ChangePassword", change(&token, PASSWORD, PASSWORD)), used);
    world.ok("ChangePassword", change(&token, PASSWORD, "password2"));
    assert_eq!(world.refused("ChangePassword", change(&token, "password2", PASSWORD)), used);
    world.ok("ChangePassword", change(&token, "password2", "password3"));
    world.ok("ChangePassword", change(&token, "password3", PASSWORD));
}

#[test]
fn after_five_wrong_passwords_even_the_right_one_waits() {
    let (world, token) = signed_in(14);
    for _ in 0..5 {
        assert_eq!(
            world.refused("ChangePassword", change(&token, "Wrong-Horse9!", NEW_PASSWORD)),
            "NotAuthorizedException: Incorrect username or password."
        );
    }
    assert_eq!(
        world.refused("ChangePassword", change(&token, PASSWORD, NEW_PASSWORD)),
        "LimitExceededException: Attempt limit exceeded, please try after some time."
    );
    // Reading is no proof of a password.
    world.ok("GetUser", json!({"AccessToken": token}));
}

/// Quotas of section 12.3: `ChangePassword` per user and hour, 5.
#[test]
fn a_password_can_be_tried_five_times_an_hour() {
    let (world, token) = signed_in(15);
    for _ in 0..5 {
        world.refused("ChangePassword", change(&token, "Wrong-Horse9!", NEW_PASSWORD));
        world.clock.advance(120);
    }
    assert_eq!(
        world.call("ChangePassword", &change(&token, PASSWORD, NEW_PASSWORD)),
        Err("LimitExceededException: Attempt limit exceeded, please try after some time.".to_owned())
    );
    world.clock.advance(3600 - 5 * 120);
    let token = access(&world.tokens("ana"));
    world.ok("ChangePassword", change(&token, PASSWORD, NEW_PASSWORD));
}

#[test]
fn an_administrators_temporary_password_can_be_replaced_in_a_running_session() {
    let (world, token) = signed_in(16);
    world.pool_ok("AdminSetUserPassword", json!({"Username": "ana", "Password": "Temporary-9!"}));
    world.ok("ChangePassword", change(&token, "Temporary-9!", NEW_PASSWORD));
    let user = world.pool_ok("AdminGetUser", json!({"Username": "ana"}));
    assert_eq!(user["UserStatus"], "CONFIRMED");
    world.srp_sign_in("ana", NEW_PASSWORD).unwrap();
}

// ---- GlobalSignOut ----

#[test]
fn signing_out_everywhere_ends_this_very_token_too() {
    let (world, token) = signed_in(20);
    let other = access(&world.tokens("ana"));
    assert_eq!(world.ok("GlobalSignOut", json!({"AccessToken": token})), json!({}));
    for token in [&token, &other] {
        refused_everywhere(&world, token, "NotAuthorizedException: Access Token has been revoked");
    }
    let token = access(&world.tokens("ana"));
    world.ok("GetUser", json!({"AccessToken": token}));
}

#[test]
fn signing_out_everywhere_ends_nobody_elses_tokens() {
    let (world, token) = signed_in(21);
    let world = world.confirmed("ben");
    let other = access(&world.tokens("ben"));
    world.ok("GlobalSignOut", json!({"AccessToken": token}));
    assert_eq!(world.ok("GetUser", json!({"AccessToken": other}))["Username"], "ben");
}

// ---- DeleteUser ----

#[test]
fn users_delete_themselves_and_leave_nothing() {
    let storage = Arc::new(MemoryStorage::new());
    let world = World::with(30, Arc::clone(&storage), |_| {}, |_| {});
    let partition = format!("pool/{}", world.pool);
    let before = records(&storage, &partition);
    let world = world.confirmed("ana");
    let tokens = world.tokens("ana");
    let token = access(&tokens);
    assert_eq!(world.ok("DeleteUser", json!({"AccessToken": token})), json!({}));

    refused_everywhere(&world, &token, "UserNotFoundException: User does not exist.");
    assert_eq!(
        world.pool_refused("AdminGetUser", json!({"Username": "ana"})),
        "UserNotFoundException: User does not exist."
    );
    assert_eq!(world.pool_ok("ListUsers", json!({})), json!({"Users": []}));
    let refresh = [("REFRESH_TOKEN", tokens.refresh_token.as_ref().unwrap().as_str())];
    assert_eq!(world.initiate("REFRESH_TOKEN_AUTH", &refresh).unwrap_err().name(), "NotAuthorizedException");
    let after = records(&storage, &partition);
    let remaining: Vec<_> = after.keys().filter(|key| !before.contains_key(*key)).collect();
    // How many messages went to the address stays for the hour, under a keyed hash.
    let may_stay = |key: &&&String| key.starts_with("count/") || key.starts_with("messages/");
    assert_eq!(remaining.iter().filter(|key| !may_stay(key)).count(), 0, "{remaining:?}");
    assert!(!format!("{:?}", after.values()).contains("ana@example.com"));
    storage.drop_expired(world.clock.now().seconds() + 3601);
    assert!(records(&storage, &partition).keys().all(|key| !key.starts_with("messages/")));
    let world = world.confirmed("ana");
    assert_eq!(
        world.refused("GetUser", json!({"AccessToken": token})),
        "UserNotFoundException: User does not exist.",
        "another user of the same name is somebody else"
    );
}
