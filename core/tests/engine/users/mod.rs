//! User administration: the `Admin...` operations on users, and `ListUsers`.

mod admin_confirm_sign_up;
mod admin_create_user;
mod admin_delete_user;
mod admin_disable_user;
mod admin_get_user;
mod admin_reset_user_password;
mod admin_set_user_password;
mod admin_user_global_sign_out;
mod filter;
mod list_users;
mod names;
mod unknown;

use serde_json::{Value, json};
use userpool::{error::NotAuthorized, operations::*};

use crate::world::{World, assert_refused, attributes, merged};

const DAY: u64 = 24 * 3600;

/// A signed `AdminCreateUser` of this name, with these members besides.
#[track_caller]
fn create(world: &World, name: &str, more: Value) -> Value {
    world.pool_ok("AdminCreateUser", merged(json!({"Username": name}), &more))["User"].clone()
}

#[track_caller]
fn not_created(world: &World, name: &str, more: Value) -> String {
    world.pool_refused("AdminCreateUser", merged(json!({"Username": name}), &more))
}

/// A user without an invitation.
#[track_caller]
fn add(world: &World, name: &str, attributes: Value) -> String {
    let user = create(world, name, json!({"MessageAction": "SUPPRESS", "UserAttributes": attributes}));
    value(&user["Attributes"], "sub").to_owned()
}

#[track_caller]
fn get(world: &World, name: &str) -> Value {
    world.pool_ok("AdminGetUser", json!({"Username": name}))
}

#[track_caller]
fn status(world: &World, name: &str) -> String {
    get(world, name)["UserStatus"].as_str().unwrap().to_owned()
}

#[track_caller]
fn value<'a>(list: &'a Value, name: &str) -> &'a str {
    let attribute = list.as_array().unwrap().iter().find(|attribute| attribute["Name"] == name);
    attribute.unwrap_or_else(|| panic!("no {name} in {list}"))["Value"].as_str().unwrap()
}

fn list(world: &World, request: Value) -> Vec<String> {
    names(&world.pool_ok("ListUsers", request))
}

fn names(answer: &Value) -> Vec<String> {
    let users = answer["Users"].as_array().unwrap();
    users.iter().map(|user| user["Username"].as_str().unwrap().to_owned()).collect()
}

/// The challenge or the refusal that a password meets.
fn challenge(world: &World, name: &str, password: &str) -> String {
    match world.password_sign_in(name, password) {
        Ok(output) => output.challenge_name.as_deref().unwrap_or("tokens").to_owned(),
        Err(error) => format!("{}: {error}", error.name()),
    }
}

const WRONG_PASSWORD: &str = "NotAuthorizedException: Incorrect username or password.";
const NO_SUCH_USER: &str = "UserNotFoundException: User does not exist.";

fn aliases(mail: &str, number: &str) -> Value {
    attributes(&[
        ("email", mail),
        ("email_verified", "true"),
        ("phone_number", number),
        ("phone_number_verified", "true"),
    ])
}

fn with_aliases(seed: u64) -> World {
    World::new(seed).moved_to(json!({"PoolName": "p", "AliasAttributes": ["email", "phone_number"]}))
}

/// Follows the tokens to the end: the names, and how many each page had.
fn pages(world: &World, request: &Value) -> (Vec<String>, Vec<usize>) {
    let (mut all, mut sizes, mut request) = (Vec::new(), Vec::new(), request.clone());
    loop {
        let answer = world.pool_ok("ListUsers", request.clone());
        let page = names(&answer);
        sizes.push(page.len());
        all.extend(page);
        match answer.get("PaginationToken") {
            Some(token) => request["PaginationToken"] = token.clone(),
            None => return (all, sizes),
        }
        assert!(sizes.len() < 1000, "the pages never end");
    }
}

const UNKNOWN_USER: &str = "UserNotFoundException: User does not exist.";

fn renew(world: &World, tokens: &AuthenticationResult) -> Result<SignInOutput, userpool::Error> {
    world.initiate("REFRESH_TOKEN_AUTH", &[("REFRESH_TOKEN", tokens.refresh_token.as_ref().unwrap())])
}

fn assert_revoked(world: &World, tokens: &AuthenticationResult) {
    assert_refused(world.get_user(tokens), NotAuthorized::AccessTokenRevoked);
    assert_refused(renew(world, tokens), NotAuthorized::RefreshTokenRevoked);
}
