//! `DeleteUserPool`.

use std::sync::Arc;

use serde_json::json;
use userpool::storage::MemoryStorage;

use super::{create, describe};
use crate::world::{PASSWORD, World, merged, now, records};

#[test]
fn a_protected_pool_cannot_be_deleted() {
    let world = World::new(50);
    world.pool_ok("UpdateUserPool", json!({"DeletionProtection": "ACTIVE"}));
    assert_eq!(
        world.pool_refused("DeleteUserPool", json!({})),
        "InvalidParameterException: The user pool cannot be deleted because deletion protection is activated. Deletion \
         protection must be inactivated first."
    );
    world.sign_up("ana").unwrap();
    world.pool_ok("UpdateUserPool", json!({"DeletionProtection": "INACTIVE"}));
    assert_eq!(world.pool_ok("DeleteUserPool", json!({})), json!({}));
}

#[test]
fn a_deleted_pool_does_not_exist_for_any_operation() {
    let world = World::new(51).confirmed("ana");
    let tokens = world.tokens("ana");
    world.pool_ok("DeleteUserPool", json!({}));

    let gone = format!("ResourceNotFoundException: User pool {} does not exist.", world.pool);
    let user = json!({"Username": "ana"});
    let sign_in = json!({"USERNAME": "ana", "PASSWORD": PASSWORD});
    for (operation, request) in [
        ("DescribeUserPool", json!({})),
        ("UpdateUserPool", json!({})),
        ("DeleteUserPool", json!({})),
        ("ListUsers", json!({})),
        ("AdminGetUser", user.clone()),
        ("AdminCreateUser", user.clone()),
        ("AdminConfirmSignUp", user.clone()),
        ("AdminDeleteUser", user.clone()),
        ("AdminSetUserPassword", merged(user, &json!({"Password": PASSWORD}))),
        ("CreateUserPoolClient", json!({"ClientName": "c"})),
        ("DescribeUserPoolClient", json!({"ClientId": world.client})),
        ("UpdateUserPoolClient", json!({"ClientId": world.client})),
        ("DeleteUserPoolClient", json!({"ClientId": world.client})),
        ("ListUserPoolClients", json!({"MaxResults": 1})),
        (
            "AdminInitiateAuth",
            json!({"ClientId": world.client, "AuthFlow": "ADMIN_USER_PASSWORD_AUTH", "AuthParameters": sign_in}),
        ),
    ] {
        assert_eq!(world.pool_refused(operation, request), gone, "{operation}");
    }

    let client = format!("ResourceNotFoundException: User pool client {} does not exist.", world.client);
    let named = json!({"ClientId": world.client, "Username": "ana"});
    for (operation, more) in [
        ("SignUp", json!({"Password": PASSWORD})),
        ("ConfirmSignUp", json!({"ConfirmationCode": "123456"})),
        ("ResendConfirmationCode", json!({})),
        ("ForgotPassword", json!({})),
        ("ConfirmForgotPassword", json!({"ConfirmationCode": "123456", "Password": PASSWORD})),
        ("InitiateAuth", json!({"AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": sign_in})),
    ] {
        assert_eq!(world.refused(operation, merged(named.clone(), &more)), client, "{operation}");
    }

    let token = tokens.access_token.unwrap();
    assert_eq!(
        world.refused("GetUser", json!({"AccessToken": token.as_str()})),
        "NotAuthorizedException: Invalid Access Token"
    );
    for name in ["jwks.json", "openid-configuration"] {
        assert_eq!(world.document(&format!("/{}/.well-known/{name}", world.pool)).status(), 404);
    }
    assert_eq!(world.ok("ListUserPools", json!({"MaxResults": 60})), json!({"UserPools": []}));
}

#[test]
fn only_the_tombstone_of_a_deleted_pool_remains() {
    let storage = Arc::new(MemoryStorage::new());
    let world = World::with(52, Arc::clone(&storage), |_| {}, |_| {}).confirmed("canary");
    world.password_sign_in("canary", "Wrong-Horse9!").unwrap_err();
    world.srp_sign_in("canary", PASSWORD).unwrap();
    for number in 0..60 {
        let name = format!("canary{number}");
        world.pool_ok("AdminCreateUser", json!({"Username": name, "MessageAction": "SUPPRESS"}));
        world.add_client(|_| {});
    }
    let other = create(&world, json!({}));
    let partition = format!("pool/{}", world.pool);
    assert!(records(&storage, &partition).len() > 400);
    world.pool_ok("DeleteUserPool", json!({}));
    while now(world.engine.work(4)).unwrap().more {}

    let left = records(&storage, &partition);
    assert_eq!(left.keys().collect::<Vec<_>>(), ["pool"]);
    assert!(!left["pool"].contains("canary"));
    let mut directory = records(&storage, "directory");
    directory.remove("job/sweep/store").expect("the job that never ends");
    assert_eq!(directory.len(), 1, "{directory:?}");
    assert_eq!(describe(&world, &other["Id"]), other, "another pool is left alone");
}
