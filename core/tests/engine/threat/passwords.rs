//! Passwords that are publicly known.

use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use userpool::{
    error::{InvalidPassword, NotAuthorized},
    storage::{CompromisedPasswords, LookupError, PasswordDigest},
};

use super::{CHROME, HOME, configure, newest, protected, sign_in, sign_in_with};
use crate::world::{PASSWORD, World, assert_refused, refusal, signed_in};

const NEW_PASSWORD: &str = "Battery-Staple7!";

/// SHA-1 of [`PASSWORD`] and of [`NEW_PASSWORD`].
const HASHES: [&str; 2] =
    ["DFAD4AD7B8CCD03AF5B700B615DA9EDA29205210", "A9ABFDFB76EBC11D1DAA4443F95A86244CD6A1D1"];

/// A list that a test fills, and that remembers what it was asked for.
#[derive(Default)]
struct List {
    known: Mutex<Vec<&'static str>>,
    asked: Mutex<Vec<String>>,
    broken: Mutex<bool>,
}

impl List {
    fn know(&self, hash: &'static str) {
        self.known.lock().unwrap().push(hash);
    }

    fn asked(&self) -> Vec<String> {
        std::mem::take(&mut *self.asked.lock().unwrap())
    }
}

impl CompromisedPasswords for List {
    async fn contains(&self, password: PasswordDigest) -> Result<bool, LookupError> {
        let hash = password.to_hex();
        self.asked.lock().unwrap().push(hash.clone());
        match *self.broken.lock().unwrap() {
            true => Err(LookupError::new("the disk is gone")),
            false => Ok(self.known.lock().unwrap().iter().any(|known| *known == hash)),
        }
    }
}

fn with_list(seed: u64, mode: &str) -> (World, Arc<List>) {
    let list = Arc::new(List::default());
    let given = Arc::clone(&list);
    (protected(seed, mode, |builder| builder.compromised_passwords(given)), list)
}

fn block(filter: &[&str]) -> Value {
    let mut part = json!({"Actions": {"EventAction": "BLOCK"}});
    if !filter.is_empty() {
        part["EventFilter"] = json!(filter);
    }
    json!({"CompromisedCredentialsRiskConfiguration": part})
}

fn change(world: &World, previous: &str, proposed: &str) -> Result<Value, String> {
    let tokens = sign_in_with(world, (HOME, CHROME), previous).unwrap().authentication_result.unwrap();
    world.call(
        "ChangePassword",
        &json!({
            "AccessToken": tokens.access_token.as_deref().unwrap(), "PreviousPassword": previous,
            "ProposedPassword": proposed,
        }),
    )
}

#[test]
fn the_host_gets_the_hash_of_a_right_password_only() {
    let (world, list) = with_list(1, "ENFORCED");
    assert_eq!(list.asked(), [HASHES[0]], "at sign-up");
    sign_in(&world, (HOME, CHROME)).unwrap();
    assert_eq!(list.asked(), [HASHES[0]]);
    assert!(sign_in_with(&world, (HOME, CHROME), "wrong").is_err());
    world.srp_sign_in("ana", PASSWORD).unwrap();
    assert!(list.asked().is_empty(), "a wrong password, and one that was not sent");
}

#[test]
fn a_sign_in_with_a_known_password_is_refused() {
    let (world, list) = with_list(2, "ENFORCED");
    list.know(HASHES[0]);
    signed_in(sign_in(&world, (HOME, CHROME)));
    assert_eq!(newest(&world), "SignIn Pass NoRisk - compromised");
    configure(&world, &block(&[]));
    assert_refused(sign_in(&world, (HOME, CHROME)), NotAuthorized::CompromisedPassword);
    assert_eq!(newest(&world), "SignIn Fail Block - compromised");
    configure(&world, &block(&["SIGN_UP", "PASSWORD_CHANGE"]));
    signed_in(sign_in(&world, (HOME, CHROME)));
    assert_eq!(newest(&world), "SignIn Pass NoRisk -");
}

#[test]
fn with_audit_a_known_password_is_only_recorded() {
    let (world, list) = with_list(3, "AUDIT");
    list.know(HASHES[0]);
    list.know(HASHES[1]);
    configure(&world, &block(&[]));
    signed_in(sign_in(&world, (HOME, CHROME)));
    assert_eq!(newest(&world), "SignIn Pass Block - compromised");
    change(&world, PASSWORD, NEW_PASSWORD).unwrap();
    assert_eq!(newest(&world), "PasswordChange Pass NoRisk - compromised");
    world.sign_up("bob").unwrap();
}

#[test]
fn a_known_password_is_refused_at_sign_up() {
    let (world, list) = with_list(4, "ENFORCED");
    list.know(HASHES[0]);
    configure(&world, &block(&["SIGN_UP"]));
    assert_refused(world.sign_up("bob"), InvalidPassword::Compromised);
    assert!(world.admin_get("bob").is_err());
    signed_in(sign_in(&world, (HOME, CHROME)));
    // Administrators choose passwords themselves.
    world.create_user("eva", &[]);
}

#[test]
fn a_known_password_is_refused_as_a_new_one() {
    let (world, list) = with_list(5, "ENFORCED");
    configure(&world, &block(&["PASSWORD_CHANGE"]));
    list.know(HASHES[1]);
    let refused = refusal(InvalidPassword::Compromised);
    assert_eq!(change(&world, PASSWORD, NEW_PASSWORD), Err(refused.clone()));
    assert_eq!(newest(&world), "PasswordChange Fail Block - compromised");

    world.forgot_password("ana").unwrap();
    let code = world.outbox.last_code();
    let answer = world.confirm_forgot_password("ana", &code, NEW_PASSWORD);
    assert_refused(answer, InvalidPassword::Compromised);
    world.confirm_forgot_password("ana", &code, "Another-Horse9!").unwrap();
    assert_eq!(newest(&world), "ForgotPassword Pass NoRisk -");

    let created = json!({"Username": "eva", "MessageAction": "SUPPRESS", "TemporaryPassword": PASSWORD});
    world.pool_ok("AdminCreateUser", created);
    let asked = world.password_sign_in("eva", PASSWORD).unwrap();
    assert_eq!(asked.challenge_name.as_deref(), Some("NEW_PASSWORD_REQUIRED"));
    let answer = |password: &str| {
        let responses = [("USERNAME", "eva"), ("NEW_PASSWORD", password)];
        world.respond("NEW_PASSWORD_REQUIRED", asked.session.as_ref(), &responses)
    };
    assert_refused(answer(NEW_PASSWORD), InvalidPassword::Compromised);
    signed_in(answer("Another-Horse9!"));
}

#[test]
fn a_list_that_fails_refuses_nobody() {
    let (world, list) = with_list(6, "ENFORCED");
    configure(&world, &block(&[]));
    *list.broken.lock().unwrap() = true;
    signed_in(sign_in(&world, (HOME, CHROME)));
    world.sign_up("bob").unwrap();
    assert_eq!(newest(&world), "SignIn Pass NoRisk -");
}

#[test]
fn a_pool_without_protection_asks_nobody() {
    let list = Arc::new(List::default());
    let given = Arc::clone(&list);
    let world = World::built(7, |builder| builder.compromised_passwords(given), |_| {}, |_| {});
    let world = world.confirmed("ana");
    world.tokens("ana");
    assert!(list.asked().is_empty());
}

#[test]
fn an_excepted_address_is_not_compared() {
    let (world, list) = with_list(8, "ENFORCED");
    list.know(HASHES[0]);
    let exceptions = json!({"RiskExceptionConfiguration": {"SkippedIPRangeList": ["192.0.2.0/24"]}});
    configure(&world, &super::both(block(&[]), &exceptions));
    signed_in(sign_in(&world, (HOME, CHROME)));
    assert_eq!(newest(&world), "SignIn Pass NoRisk -");
    assert_refused(sign_in(&world, ("198.51.100.1", CHROME)), NotAuthorized::CompromisedPassword);
}
