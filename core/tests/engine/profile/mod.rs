//! Self-service: what signed-in users do with their own account.

mod access_token;
mod change_password;
mod delete_user;
mod get_user;
mod global_sign_out;

use serde_json::{Value, json};
use userpool::operations::AuthenticationResult;

use crate::world::{PASSWORD, World, merged};

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
