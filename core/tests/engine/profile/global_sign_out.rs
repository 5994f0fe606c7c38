//! `GlobalSignOut`.

use serde_json::json;

use super::{access, refused_everywhere, signed_in};

#[test]
fn a_global_sign_out_also_revokes_the_token_that_asked_for_it() {
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
fn a_global_sign_out_leaves_the_tokens_of_other_users() {
    let (world, token) = signed_in(21);
    let world = world.confirmed("ben");
    let other = access(&world.tokens("ben"));
    world.ok("GlobalSignOut", json!({"AccessToken": token}));
    assert_eq!(world.ok("GetUser", json!({"AccessToken": other}))["Username"], "ben");
}
