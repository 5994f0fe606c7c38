//! Choice-based sign-in: what users may choose, codes and passkeys as first factors, sign-in after a sign-up, and what
//! must not be possible with any of it.

use std::{
    pin::Pin,
    sync::{Arc, Mutex},
};

use serde_json::{Value, json};
use userpool::{
    EngineBuilder, Error, Sensitive,
    auth::totp::TotpSecret,
    client::{PasswordChallenge, SrpClient},
    operations::*,
    storage::{
        Batch, CommitError, Invocation, Key, MemoryStorage, Partition, Record, Scan, Storage, StorageError,
        TriggerError, Triggers,
    },
};
use userpool_storage_traits::Medium;

use crate::world::{
    PASSWORD, World, Yielding, assert_refused,
    authenticator::{Authenticator, PRESENT, VERIFIED},
    interleave, map, merged, records,
};

const INCORRECT: &str = "Incorrect username or password.";
const WRONG_CODE: &str = "Invalid code or auth state for the user.";
const INVALID_SESSION: &str = "Invalid session for the user.";
const EXPIRED_SESSION: &str = "Invalid session for the user, session is expired.";
const SPENT_SESSION: &str = "Invalid session for the user, session can only be used once.";
const SESSION_OF_ANOTHER: &str = "Invalid session provided for the user.";
const TOO_MANY: &str = "Password attempts exceeded";
const NOT_AVAILABLE: &str = "The selected challenge is not available for the user.";
const ALL: [&str; 4] = ["PASSWORD", "EMAIL_OTP", "SMS_OTP", "WEB_AUTHN"];
const NUMBER: &str = "+12065559934";
const RP: &str = "example.com";

// ---- The scene ----

/// A pool that allows these first factors, and can send mails and text messages.
fn scene_on(seed: u64, storage: impl Storage, factors: &[&str], hides: bool) -> World {
    scene_built(seed, |builder| builder.storage(storage), factors, hides)
}

fn scene_built(
    seed: u64,
    change: impl FnOnce(EngineBuilder) -> EngineBuilder,
    factors: &[&str],
    hides: bool,
) -> World {
    let factors = factors.iter().map(|factor| (*factor).to_owned()).collect();
    let policy = SignInPolicy { allowed_first_auth_factors: Some(factors) };
    World::built(
        seed,
        change,
        |pool| {
            pool.settings.policies = Some(Policies { sign_in_policy: Some(policy), ..Default::default() });
            pool.settings.sms_configuration =
                Some(json!({"SnsCallerArn": "arn:aws:iam::123456789012:role/sms"}));
            pool.settings.email_configuration = Some(json!({
                "EmailSendingAccount": "DEVELOPER",
                "SourceArn": "arn:aws:ses:us-east-1:123456789012:identity/a@example.com",
            }));
        },
        |client| {
            let flows = client.settings.explicit_auth_flows.as_mut().unwrap();
            flows.push("ALLOW_USER_AUTH".into());
            client.settings.prevent_user_existence_errors =
                Some(if hides { "ENABLED" } else { "LEGACY" }.into());
        },
    )
}

fn scene(seed: u64, factors: &[&str]) -> World {
    scene_on(seed, MemoryStorage::default(), factors, false)
}

fn hiding(seed: u64, factors: &[&str]) -> World {
    scene_on(seed, MemoryStorage::default(), factors, true)
}

/// A user whom an administrator made with these attributes.
fn created(world: &World, name: &str, attributes: &[(&str, &str)]) -> Value {
    let attributes: Vec<_> =
        attributes.iter().map(|(name, value)| json!({"Name": name, "Value": value})).collect();
    world.pool_ok(
        "AdminCreateUser",
        json!({"Username": name, "MessageAction": "SUPPRESS", "UserAttributes": attributes}),
    )
}

/// The same without a password.
fn passwordless(world: &World, name: &str, attributes: &[(&str, &str)]) {
    assert_eq!(created(world, name, attributes)["User"]["UserStatus"], "CONFIRMED");
}

/// The same with a password.
fn made(world: &World, name: &str, attributes: &[(&str, &str)]) {
    created(world, name, attributes);
    world.pool_ok("AdminSetUserPassword", json!({"Username": name, "Password": PASSWORD, "Permanent": true}));
}

fn mailed(name: &str) -> Vec<(&'static str, String)> {
    vec![("email", format!("{name}@example.com")), ("email_verified", "true".into())]
}

/// `ana`, who has a mail address, and a password or none.
fn with_ana(world: World, password: bool) -> World {
    let attributes = mailed("ana");
    let attributes: Vec<_> = attributes.iter().map(|(name, value)| (*name, value.as_str())).collect();
    if password {
        made(&world, "ana", &attributes)
    } else {
        passwordless(&world, "ana", &attributes)
    }
    world
}

fn start(world: &World, name: &str, given: &[(&str, &str)]) -> Result<SignInOutput, Error> {
    let mut parameters = vec![("USERNAME", name)];
    parameters.extend(given);
    world.initiate("USER_AUTH", &parameters)
}

fn prefer(world: &World, name: &str, factor: &str) -> Result<SignInOutput, Error> {
    start(world, name, &[("PREFERRED_CHALLENGE", factor)])
}

fn respond(
    world: &World,
    challenge: &str,
    output: &SignInOutput,
    name: &str,
    given: &[(&str, &str)],
) -> Result<SignInOutput, Error> {
    let mut responses = vec![("USERNAME", name)];
    responses.extend(given);
    world.respond(challenge, output.session.as_ref(), &responses)
}

fn name_of(output: &SignInOutput) -> &str {
    output.challenge_name.as_deref().unwrap_or("tokens")
}

fn available(output: &SignInOutput) -> Vec<&str> {
    output.available_challenges.iter().flatten().map(String::as_str).collect()
}

fn parameters(output: &SignInOutput) -> Value {
    serde_json::to_value(output.challenge_parameters.as_ref().unwrap()).unwrap()
}

#[track_caller]
fn assert_tokens(output: Result<SignInOutput, Error>) -> AuthenticationResult {
    let output = output.unwrap();
    assert_eq!(output.challenge_name, None, "{output:?}");
    assert_eq!(parameters(&output), json!({}));
    output.authentication_result.unwrap()
}

fn other_than(code: &str) -> &'static str {
    if code == "12345678" { "87654321" } else { "12345678" }
}

fn attribute(world: &World, name: &str, attribute: &str) -> Option<String> {
    let user = world.admin_get(name).unwrap();
    let found = user.user_attributes.into_iter().find(|found| found.name == attribute)?;
    found.value.map(|value| value.as_str().to_owned())
}

fn code(challenge: &str) -> &'static str {
    if challenge == "SMS_OTP" { "SMS_OTP_CODE" } else { "EMAIL_OTP_CODE" }
}

// ---- The choice ----

#[test]
fn without_a_preference_the_user_selects() {
    let world = with_ana(scene(1, &ALL), true);
    let output = start(&world, "ana", &[]).unwrap();
    assert_eq!(name_of(&output), "SELECT_CHALLENGE");
    assert_eq!(available(&output), ["PASSWORD_SRP", "PASSWORD", "EMAIL_OTP"]);
    assert_eq!(parameters(&output), json!({}));
    let session = output.session.unwrap();
    assert!((300..1600).contains(&session.len()), "{}", session.len());
    // What the user does not have is as good as no preference, and so is what nobody has.
    for factor in ["SMS_OTP", "WEB_AUTHN", "SOFTWARE_TOKEN", ""] {
        assert_eq!(name_of(&prefer(&world, "ana", factor).unwrap()), "SELECT_CHALLENGE", "{factor}");
    }
    assert_eq!(world.outbox.count(), 0);
    made(&world, "bob", &[("email", "bob@example.com"), ("phone_number", NUMBER)]);
    let output = start(&world, "bob", &[]).unwrap();
    assert_eq!(available(&output), ["PASSWORD_SRP", "PASSWORD", "EMAIL_OTP", "SMS_OTP"]);
}

#[test]
fn the_pool_says_what_may_be_chosen() {
    for (factors, expected) in [
        (&["PASSWORD"][..], &["PASSWORD_SRP", "PASSWORD"][..]),
        (&["PASSWORD", "SMS_OTP"], &["PASSWORD_SRP", "PASSWORD"]),
        (&["PASSWORD", "EMAIL_OTP"], &["PASSWORD_SRP", "PASSWORD", "EMAIL_OTP"]),
    ] {
        let world = scene(2, factors).confirmed("ana");
        assert_eq!(available(&start(&world, "ana", &[]).unwrap()), expected);
    }
}

#[test]
fn a_user_with_one_factor_goes_straight_to_it() {
    let world = with_ana(scene(3, &ALL), false);
    let output = start(&world, "ana", &[]).unwrap();
    assert_eq!((name_of(&output), available(&output)), ("EMAIL_OTP", vec!["EMAIL_OTP"]));
    assert_eq!(world.outbox.count(), 1);
    let output = prefer(&world, "ana", "PASSWORD").unwrap();
    assert_eq!(name_of(&output), "EMAIL_OTP", "there is no password to prefer");
}

#[test]
fn a_temporary_password_is_proved_by_itself() {
    let world = scene(4, &ALL);
    world.pool_ok(
        "AdminCreateUser",
        json!({"Username": "ana", "TemporaryPassword": "Temporary-9!", "MessageAction": "SUPPRESS",
               "UserAttributes": [{"Name": "email", "Value": "ana@example.com"}]}),
    );
    let output = start(&world, "ana", &[]).unwrap();
    assert_eq!(name_of(&output), "SELECT_CHALLENGE");
    assert_eq!(available(&output), ["PASSWORD_SRP", "PASSWORD"]);
    let refused = respond(&world, "SELECT_CHALLENGE", &output, "ana", &[("ANSWER", "EMAIL_OTP")]);
    assert_refused(refused, "InvalidParameterException", NOT_AVAILABLE);
    let next = respond(&world, "PASSWORD", &output, "ana", &[("PASSWORD", "Temporary-9!")]).unwrap();
    assert_eq!(name_of(&next), "NEW_PASSWORD_REQUIRED");
}

#[test]
fn a_user_with_nothing_to_sign_in_with_is_told_so_unless_that_is_hidden() {
    let text = "Cannot send code to either email or phone_number.";
    let world = scene(5, &ALL);
    passwordless(&world, "ana", &[]);
    assert_refused(start(&world, "ana", &[]), "InvalidParameterException", text);
    let world = hiding(5, &ALL);
    passwordless(&world, "ana", &[]);
    let output = start(&world, "ana", &[]).unwrap();
    assert_eq!((name_of(&output), available(&output)), ("EMAIL_OTP", vec!["EMAIL_OTP"]));
    let answer = respond(&world, "EMAIL_OTP", &output, "ana", &[("EMAIL_OTP_CODE", "12345678")]);
    assert_refused(answer, "CodeMismatchException", WRONG_CODE);
    assert_eq!(world.outbox.count(), 0);
}

#[test]
fn a_pool_of_the_lite_tier_has_no_choice() {
    let world = scene(6, &["PASSWORD"]).confirmed("ana");
    world.pool_ok("UpdateUserPool", json!({"UserPoolTier": "LITE"}));
    assert_refused(
        start(&world, "ana", &[]),
        "FeatureUnavailableInTierException",
        "The following feature is not available for the LITE pricing tier configured: Choice-Based Sign-In",
    );
}

#[test]
fn what_a_challenge_needs_is_named() {
    let world = with_ana(scene(7, &ALL), true);
    assert_refused(
        world.initiate("USER_AUTH", &[]),
        "InvalidParameterException",
        "Missing required parameter USERNAME",
    );
    let output = start(&world, "ana", &[]).unwrap();
    for (challenge, missing) in [
        ("SELECT_CHALLENGE", "ANSWER"),
        ("PASSWORD", "PASSWORD"),
        ("PASSWORD_SRP", "SRP_A"),
        ("WEB_AUTHN", "CREDENTIAL"),
        ("EMAIL_OTP", "EMAIL_OTP_CODE"),
        ("SMS_OTP", "SMS_OTP_CODE"),
    ] {
        assert_refused(
            respond(&world, challenge, &output, "ana", &[]),
            "InvalidParameterException",
            &format!("Missing required parameter {missing}"),
        );
        assert_refused(
            world.respond(challenge, output.session.as_ref(), &[]),
            "InvalidParameterException",
            "Missing required parameter USERNAME",
        );
    }
    assert_refused(
        world.respond("SELECT_CHALLENGE", None, &[("USERNAME", "ana"), ("ANSWER", "PASSWORD")]),
        "InvalidParameterException",
        "Missing required parameter Session",
    );
    for answer in ["SMS_OTP", "WEB_AUTHN", "CUSTOM_CHALLENGE", "x"] {
        let refused = respond(&world, "SELECT_CHALLENGE", &output, "ana", &[("ANSWER", answer)]);
        assert_refused(refused, "InvalidParameterException", NOT_AVAILABLE);
    }
    // None of that spent the session.
    let given = [("ANSWER", "PASSWORD"), ("PASSWORD", PASSWORD)];
    assert_tokens(respond(&world, "SELECT_CHALLENGE", &output, "ana", &given));
}

// ---- Passwords ----

#[test]
fn a_password_that_comes_along_is_judged_at_once() {
    let world = with_ana(scene(10, &ALL), true);
    let sign_in =
        |password| start(&world, "ana", &[("PREFERRED_CHALLENGE", "PASSWORD"), ("PASSWORD", password)]);
    assert_tokens(sign_in(PASSWORD));
    for _ in 0..5 {
        assert_refused(sign_in("Wrong-Horse9!"), "NotAuthorizedException", INCORRECT);
    }
    assert_refused(sign_in(PASSWORD), "NotAuthorizedException", TOO_MANY);
    world.clock.advance(1);
    assert_tokens(sign_in(PASSWORD));
}

#[test]
fn a_password_may_come_later_and_a_wrong_one_ends_the_attempt() {
    let world = with_ana(scene(11, &ALL), true);
    let asked = || prefer(&world, "ana", "PASSWORD").unwrap();
    let output = asked();
    assert_eq!(name_of(&output), "PASSWORD");
    assert_eq!(available(&output), ["PASSWORD_SRP", "PASSWORD", "EMAIL_OTP"]);
    assert_tokens(respond(&world, "PASSWORD", &output, "ana", &[("PASSWORD", PASSWORD)]));
    let again = respond(&world, "PASSWORD", &output, "ana", &[("PASSWORD", PASSWORD)]);
    assert_refused(again, "NotAuthorizedException", SPENT_SESSION);

    for output in [asked(), start(&world, "ana", &[]).unwrap()] {
        let wrong = respond(&world, "PASSWORD", &output, "ana", &[("PASSWORD", "Wrong-Horse9!")]);
        assert_refused(wrong, "NotAuthorizedException", INCORRECT);
        let right = respond(&world, "PASSWORD", &output, "ana", &[("PASSWORD", PASSWORD)]);
        assert_refused(right, "NotAuthorizedException", SPENT_SESSION);
    }
}

#[test]
fn a_password_is_proved_by_srp_in_one_step_or_two() {
    let world = with_ana(scene(12, &ALL), true);
    let prove = |challenge: SignInOutput| {
        assert_eq!(name_of(&challenge), "PASSWORD_VERIFIER");
        let srp = SrpClient::new(&world.pool, [42; 32]);
        let parameters = challenge.challenge_parameters.as_ref().unwrap();
        let asked = PasswordChallenge::user(|name| parameters.get(name).map(String::as_str)).unwrap();
        let claim = srp.answer(PASSWORD, &asked, world.clock.now().seconds()).unwrap();
        let claim = claim.responses();
        let mut given: Vec<_> = claim.iter().map(|(name, value)| (*name, value.as_str())).collect();
        given.push(("USERNAME", &*parameters["USERNAME"]));
        world.respond("PASSWORD_VERIFIER", challenge.session.as_ref(), &given)
    };
    let srp_a = SrpClient::new(&world.pool, [42; 32]).srp_a();
    let inline = start(&world, "ana", &[("PREFERRED_CHALLENGE", "PASSWORD_SRP"), ("SRP_A", &srp_a)]).unwrap();
    assert_tokens(prove(inline));

    let asked = prefer(&world, "ana", "PASSWORD_SRP").unwrap();
    assert_eq!(name_of(&asked), "PASSWORD_SRP");
    let bad = respond(&world, "PASSWORD_SRP", &asked, "ana", &[("SRP_A", "0")]);
    assert_refused(bad, "InvalidParameterException", "Invalid SRP_A");
    assert_tokens(prove(respond(&world, "PASSWORD_SRP", &asked, "ana", &[("SRP_A", &srp_a)]).unwrap()));
    let again = respond(&world, "PASSWORD_SRP", &asked, "ana", &[("SRP_A", &srp_a)]);
    assert_refused(again, "NotAuthorizedException", SPENT_SESSION);

    let selecting = start(&world, "ana", &[]).unwrap();
    let given = [("ANSWER", "PASSWORD_SRP"), ("SRP_A", &*srp_a)];
    assert_tokens(prove(respond(&world, "SELECT_CHALLENGE", &selecting, "ana", &given).unwrap()));
    let selecting = start(&world, "ana", &[]).unwrap();
    assert_tokens(prove(respond(&world, "PASSWORD_SRP", &selecting, "ana", &[("SRP_A", &srp_a)]).unwrap()));
}

#[test]
fn a_selected_password_is_asked_for_when_it_did_not_come_along() {
    let world = with_ana(scene(13, &ALL), true);
    let selecting = start(&world, "ana", &[]).unwrap();
    let asked = respond(&world, "SELECT_CHALLENGE", &selecting, "ana", &[("ANSWER", "PASSWORD")]).unwrap();
    assert_eq!(name_of(&asked), "PASSWORD");
    let again = respond(&world, "SELECT_CHALLENGE", &selecting, "ana", &[("ANSWER", "PASSWORD")]);
    assert_refused(again, "NotAuthorizedException", SPENT_SESSION);
    assert_tokens(respond(&world, "PASSWORD", &asked, "ana", &[("PASSWORD", PASSWORD)]));
}

// ---- Codes ----

#[test]
fn a_code_by_mail_has_eight_digits_and_signs_in_once() {
    let world = with_ana(scene(20, &ALL), true);
    let output = prefer(&world, "ana", "EMAIL_OTP").unwrap();
    assert_eq!(name_of(&output), "EMAIL_OTP");
    assert_eq!(available(&output), ["PASSWORD_SRP", "PASSWORD", "EMAIL_OTP"]);
    assert_eq!(
        parameters(&output),
        json!({"CODE_DELIVERY_DELIVERY_MEDIUM": "EMAIL", "CODE_DELIVERY_DESTINATION": "a***@e***"})
    );
    let sent = world.outbox.last();
    assert_eq!((sent.medium, &*sent.destination), (Medium::Email, "ana@example.com"));
    let right = world.outbox.last_code();
    assert!(right.len() == 8 && right.bytes().all(|byte| byte.is_ascii_digit()), "{right}");

    for _ in 0..4 {
        let wrong = respond(&world, "EMAIL_OTP", &output, "ana", &[("EMAIL_OTP_CODE", other_than(&right))]);
        assert_refused(wrong, "CodeMismatchException", WRONG_CODE);
    }
    assert_tokens(respond(&world, "EMAIL_OTP", &output, "ana", &[("EMAIL_OTP_CODE", &right)]));
    let again = respond(&world, "EMAIL_OTP", &output, "ana", &[("EMAIL_OTP_CODE", &right)]);
    assert_refused(again, "NotAuthorizedException", SPENT_SESSION);
}

#[test]
fn a_late_code_finds_the_session_expired() {
    let world = with_ana(scene(21, &ALL), false);
    let output = start(&world, "ana", &[]).unwrap();
    let right = world.outbox.last_code();
    world.clock.advance(3 * 60 + 54);
    let late = respond(&world, "EMAIL_OTP", &output, "ana", &[("EMAIL_OTP_CODE", &right)]);
    assert_refused(late, "NotAuthorizedException", EXPIRED_SESSION);
}

#[test]
fn a_code_by_text_message_verifies_the_number() {
    let world = scene(22, &ALL);
    passwordless(&world, "ana", &[("phone_number", NUMBER)]);
    assert_ne!(attribute(&world, "ana", "phone_number_verified").as_deref(), Some("true"));
    let output = start(&world, "ana", &[]).unwrap();
    assert_eq!((name_of(&output), available(&output)), ("SMS_OTP", vec!["SMS_OTP"]));
    assert_eq!(
        parameters(&output),
        json!({"CODE_DELIVERY_DELIVERY_MEDIUM": "SMS", "CODE_DELIVERY_DESTINATION": "+*******9934"})
    );
    let right = world.outbox.last_code();
    let wrong = respond(&world, "SMS_OTP", &output, "ana", &[("SMS_OTP_CODE", other_than(&right))]);
    assert_refused(wrong, "CodeMismatchException", WRONG_CODE);
    assert_tokens(respond(&world, "SMS_OTP", &output, "ana", &[("SMS_OTP_CODE", &right)]));
    assert_eq!(attribute(&world, "ana", "phone_number_verified").as_deref(), Some("true"));
}

#[test]
fn a_code_confirms_a_user_who_was_not_yet() {
    let world = scene(23, &ALL);
    world.sign_up("ana").unwrap();
    assert_refused(
        start(&world, "ana", &[("PREFERRED_CHALLENGE", "PASSWORD"), ("PASSWORD", PASSWORD)]),
        "UserNotConfirmedException",
        "User is not confirmed.",
    );
    let output = prefer(&world, "ana", "EMAIL_OTP").unwrap();
    let right = world.outbox.last_code();
    assert_tokens(respond(&world, "EMAIL_OTP", &output, "ana", &[("EMAIL_OTP_CODE", &right)]));
    assert_eq!(world.admin_get("ana").unwrap().user_status, "CONFIRMED");
    assert_eq!(attribute(&world, "ana", "email_verified").as_deref(), Some("true"));
}

#[test]
fn a_code_takes_no_alias_from_somebody_else() {
    let world = scene(24, &ALL).moved_to(json!({
        "PoolName": "aliases",
        "AliasAttributes": ["email"],
        "Policies": {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP"]}},
    }));
    let client = world.add_client(|client| {
        client.settings.explicit_auth_flows.as_mut().unwrap().push("ALLOW_USER_AUTH".into());
    });
    let world = World { client: client.client_id, ..world };
    passwordless(&world, "owner", &[("email", "a@example.com"), ("email_verified", "true")]);
    passwordless(&world, "other", &[("email", "a@example.com")]);
    let output = start(&world, "other", &[]).unwrap();
    let right = world.outbox.last_code();
    assert_tokens(respond(&world, "EMAIL_OTP", &output, "other", &[("EMAIL_OTP_CODE", &right)]));
    assert_ne!(attribute(&world, "other", "email_verified").as_deref(), Some("true"));
    // The address still leads to its owner.
    let output = start(&world, "a@example.com", &[]).unwrap();
    let right = world.outbox.last_code();
    assert_tokens(respond(&world, "EMAIL_OTP", &output, "a@example.com", &[("EMAIL_OTP_CODE", &right)]));
}

#[test]
fn a_selected_code_is_sent_when_it_is_selected() {
    let world = with_ana(scene(25, &ALL), true);
    let selecting = start(&world, "ana", &[]).unwrap();
    assert_eq!(world.outbox.count(), 0);
    let output = respond(&world, "SELECT_CHALLENGE", &selecting, "ana", &[("ANSWER", "EMAIL_OTP")]).unwrap();
    assert_eq!((name_of(&output), world.outbox.count()), ("EMAIL_OTP", 1));
    let again = respond(&world, "SELECT_CHALLENGE", &selecting, "ana", &[("ANSWER", "EMAIL_OTP")]);
    assert_refused(again, "NotAuthorizedException", SPENT_SESSION);
    let right = world.outbox.last_code();
    assert_tokens(respond(&world, "EMAIL_OTP", &output, "ana", &[("EMAIL_OTP_CODE", &right)]));
}

#[test]
fn a_code_works_with_its_own_session_only() {
    let world = with_ana(scene(26, &ALL), false);
    let first = start(&world, "ana", &[]).unwrap();
    let of_first = world.outbox.last_code();
    let second = start(&world, "ana", &[]).unwrap();
    let of_second = world.outbox.last_code();
    let mixed = respond(&world, "EMAIL_OTP", &first, "ana", &[("EMAIL_OTP_CODE", &of_second)]);
    assert_refused(mixed, "CodeMismatchException", WRONG_CODE);
    assert_tokens(respond(&world, "EMAIL_OTP", &second, "ana", &[("EMAIL_OTP_CODE", &of_second)]));
    assert_tokens(respond(&world, "EMAIL_OTP", &first, "ana", &[("EMAIL_OTP_CODE", &of_first)]));
}

#[test]
fn a_changed_address_ends_its_code() {
    let world = with_ana(scene(27, &ALL), false);
    let output = start(&world, "ana", &[]).unwrap();
    let right = world.outbox.last_code();
    world.pool_ok(
        "AdminUpdateUserAttributes",
        json!({"Username": "ana", "UserAttributes": [{"Name": "email", "Value": "b@example.com"}]}),
    );
    let late = respond(&world, "EMAIL_OTP", &output, "ana", &[("EMAIL_OTP_CODE", &right)]);
    assert_refused(late, "CodeMismatchException", WRONG_CODE);
}

#[test]
fn an_hour_has_twenty_messages_and_a_session_five_wrong_codes_for_anybody() {
    for (seed, name) in [(28, "ana"), (29, "nobody")] {
        let world = with_ana(hiding(seed, &ALL), false);
        let output = start(&world, name, &[]).unwrap();
        for _ in 0..5 {
            let wrong = respond(&world, "EMAIL_OTP", &output, name, &[("EMAIL_OTP_CODE", "0")]);
            assert_refused(wrong, "CodeMismatchException", WRONG_CODE);
        }
        let right = if name == "ana" { world.outbox.last_code() } else { "12345678".into() };
        let given = [("EMAIL_OTP_CODE", &*right)];
        assert_refused(
            respond(&world, "EMAIL_OTP", &output, name, &given),
            "NotAuthorizedException",
            TOO_MANY,
        );
        for _ in 1..20 {
            start(&world, name, &[]).unwrap();
        }
        assert_refused(start(&world, name, &[]), "NotAuthorizedException", TOO_MANY);
        world.clock.advance(3600);
        assert_eq!(name_of(&start(&world, name, &[]).unwrap()), "EMAIL_OTP");
    }
}

/// Wrong codes count for the session that asked for the code: those of a stranger do not keep the user out.
#[test]
fn wrong_codes_of_a_stranger_leave_the_users_own_session_its_tries() {
    let world = with_ana(hiding(28, &ALL), false);
    let own = start(&world, "ana", &[]).unwrap();
    let right = world.outbox.last_code();
    for _ in 0..10 {
        let session = start(&world, "ana", &[]).unwrap();
        for _ in 0..6 {
            respond(&world, "EMAIL_OTP", &session, "ana", &[("EMAIL_OTP_CODE", "0")]).unwrap_err();
        }
    }
    assert_tokens(respond(&world, "EMAIL_OTP", &own, "ana", &[("EMAIL_OTP_CODE", &right)]));
}

type Guess<'a> = Pin<Box<dyn Future<Output = Result<SignInOutput, Error>> + 'a>>;

fn guess<'a>(world: &'a World, challenge: &str, output: &SignInOutput, code: &str) -> Guess<'a> {
    let request = RespondToAuthChallenge {
        client_id: world.client.clone(),
        challenge_name: challenge.into(),
        session: output.session.clone(),
        challenge_responses: Some(map(&[("USERNAME", "ana"), (self::code(challenge), code)])),
        ..Default::default()
    };
    Box::pin(world.engine.send(request))
}

#[test]
fn a_hundred_codes_at_once_are_no_more_than_five() {
    let storage = Yielding(MemoryStorage::default());
    let world = with_ana(scene_on(30, storage, &ALL, false), false);
    let output = start(&world, "ana", &[]).unwrap();
    let right = world.outbox.last_code();
    let guesses = (0..100).map(|_| guess(&world, "EMAIL_OTP", &output, other_than(&right))).collect();
    let judged = interleave(30, guesses)
        .into_iter()
        .filter(|outcome| outcome.as_ref().is_err_and(|error| error.name() == "CodeMismatchException"));
    assert_eq!(judged.count(), 5);
}

#[test]
fn of_many_who_answer_a_session_at_once_one_signs_in() {
    let world = with_ana(scene_on(31, Yielding(MemoryStorage::default()), &ALL, false), false);
    let output = start(&world, "ana", &[]).unwrap();
    let right = world.outbox.last_code();
    let answers = (0..8).map(|_| guess(&world, "EMAIL_OTP", &output, &right)).collect();
    assert_eq!(interleave(31, answers).into_iter().filter(Result::is_ok).count(), 1);
}

// ---- Who does not exist, and who may not sign in ----

#[test]
fn unknown_users_show_where_the_client_shows_them() {
    let world = scene(40, &ALL);
    for factor in ["", "PASSWORD", "EMAIL_OTP", "WEB_AUTHN"] {
        assert_refused(prefer(&world, "nobody", factor), "UserNotFoundException", "User does not exist.");
    }
}

#[test]
fn an_unknown_user_is_asked_for_a_code_that_nobody_gets() {
    let world = with_ana(hiding(41, &ALL), false);
    for factor in ["", "EMAIL_OTP", "SMS_OTP", "WEB_AUTHN", "PASSWORD"] {
        let (known, unknown) =
            (prefer(&world, "ana", factor).unwrap(), prefer(&world, "eve", factor).unwrap());
        assert_eq!(name_of(&unknown), "EMAIL_OTP", "{factor}");
        assert_eq!(name_of(&unknown), name_of(&known));
        assert_eq!(available(&unknown), available(&known));
        let lengths = [&known, &unknown].map(|output| output.session.as_ref().unwrap().len());
        assert_eq!(lengths[0], lengths[1], "the sessions are of one size");
        let keys = |output: &SignInOutput| -> Vec<String> {
            output.challenge_parameters.as_ref().unwrap().keys().cloned().collect()
        };
        assert_eq!(keys(&unknown), keys(&known));
    }
    let sent = world.outbox.all();
    assert!(sent.iter().all(|message| message.username == "ana") && sent.len() == 5);

    let unknown = start(&world, "eve@example.com", &[]).unwrap();
    assert_eq!(parameters(&unknown)["CODE_DELIVERY_DESTINATION"], "e***@e***");
    let invented =
        |name: &str| parameters(&start(&world, name, &[]).unwrap())["CODE_DELIVERY_DESTINATION"].clone();
    assert_eq!(invented("eve"), invented("eve"));
    for _ in 0..4 {
        let wrong =
            respond(&world, "EMAIL_OTP", &unknown, "eve@example.com", &[("EMAIL_OTP_CODE", "12345678")]);
        assert_refused(wrong, "CodeMismatchException", WRONG_CODE);
    }
    for name in ["ana", "eve"] {
        let other = respond(&world, "EMAIL_OTP", &unknown, name, &[("EMAIL_OTP_CODE", "12345678")]);
        assert_refused(other, "NotAuthorizedException", SESSION_OF_ANOTHER);
    }
    world.clock.advance(180);
    let late = respond(&world, "EMAIL_OTP", &unknown, "eve@example.com", &[("EMAIL_OTP_CODE", "12345678")]);
    assert_refused(late, "NotAuthorizedException", EXPIRED_SESSION);
}

/// A store that writes down what it is asked for: how many keys, rows or writes at a time.
#[derive(Default)]
struct Watched {
    storage: MemoryStorage,
    calls: Mutex<Vec<(&'static str, usize)>>,
}

impl Watched {
    fn note(&self, call: &'static str, count: usize) {
        self.calls.lock().unwrap().push((call, count));
    }

    fn seen(&self) -> Vec<(&'static str, usize)> {
        std::mem::take(&mut self.calls.lock().unwrap())
    }
}

impl Storage for Watched {
    async fn get(&self, partition: &Partition, keys: &[Key]) -> Result<Vec<Option<Record>>, StorageError> {
        self.note("get", keys.len());
        Storage::get(&self.storage, partition, keys).await
    }

    async fn scan(&self, partition: &Partition, scan: &Scan) -> Result<Vec<(Key, Record)>, StorageError> {
        self.note("scan", 1);
        Storage::scan(&self.storage, partition, scan).await
    }

    async fn commit(&self, batch: Batch) -> Result<(), CommitError> {
        self.note("commit", batch.writes.len());
        Storage::commit(&self.storage, batch).await
    }
}

#[test]
fn whoever_does_not_exist_costs_the_same_calls() {
    let watched = Arc::new(Watched::default());
    let world = with_ana(scene_on(49, Arc::clone(&watched), &ALL, true), false);
    world.pool_ok("SetUserPoolMfaConfig", json!({"WebAuthnConfiguration": {"RelyingPartyId": RP}}));
    let cost = |name: &str| {
        watched.seen();
        let output = start(&world, name, &[]).unwrap();
        let first = watched.seen();
        let wrong = respond(&world, "EMAIL_OTP", &output, name, &[("EMAIL_OTP_CODE", "0")]);
        assert_refused(wrong, "CodeMismatchException", WRONG_CODE);
        (first, watched.seen())
    };
    // Where the client belongs is asked once.
    start(&world, "zoe", &[]).unwrap();
    let (known, unknown) = (cost("ana"), cost("eve"));
    assert!(!known.0.is_empty() && !known.1.is_empty());
    assert_eq!(known, unknown);
    assert_eq!(cost("ana"), cost("eve"));
}

/// Where addresses are names, whoever has one is found by following it; whoever has none costs as much.
#[test]
fn whoever_does_not_exist_costs_the_same_calls_where_names_are_addresses() {
    for by_alias in [false, true] {
        let watched = Arc::new(Watched::default());
        let world = World::built(
            51,
            |builder| builder.storage(Arc::clone(&watched)),
            |pool| {
                let email = Some(vec![Alias::Email]);
                if by_alias {
                    pool.alias_attributes = email
                } else {
                    pool.username_attributes = email
                }
                let factors = ["PASSWORD", "EMAIL_OTP"].map(str::to_owned).to_vec();
                let policy = SignInPolicy { allowed_first_auth_factors: Some(factors) };
                pool.settings.policies =
                    Some(Policies { sign_in_policy: Some(policy), ..Default::default() });
                pool.settings.email_configuration = Some(json!({
                    "EmailSendingAccount": "DEVELOPER",
                    "SourceArn": "arn:aws:ses:us-east-1:123456789012:identity/a@example.com",
                }));
            },
            |client| {
                client.settings.explicit_auth_flows.as_mut().unwrap().push("ALLOW_USER_AUTH".into());
                client.settings.prevent_user_existence_errors = Some("ENABLED".into());
            },
        );
        let name = if by_alias { "ana" } else { "ana@example.com" };
        made(&world, name, &[("email", "ana@example.com"), ("email_verified", "true")]);
        let reads = |operation: &str, name: &str| {
            watched.seen();
            // What is asked for is refused now and then, for both alike.
            let _ = match operation {
                "InitiateAuth" => prefer(&world, name, "EMAIL_OTP").map(drop),
                "USER_SRP_AUTH" => world.srp_start(name).map(drop),
                "USER_PASSWORD_AUTH" => world.password_sign_in(name, "Wrong-Horse9!").map(drop),
                "ForgotPassword" => world.forgot_password(name).map(drop),
                "ConfirmForgotPassword" => world.confirm_forgot_password(name, "123456", PASSWORD).map(drop),
                "ConfirmSignUp" => world.confirm(name, "123456").map(drop),
                other => panic!("{other}"),
            };
            let seen = watched.seen();
            seen.into_iter().filter(|(call, _)| *call != "commit").collect::<Vec<_>>()
        };
        start(&world, "zoe@example.com", &[]).unwrap();
        for operation in [
            "InitiateAuth",
            "USER_SRP_AUTH",
            "USER_PASSWORD_AUTH",
            "ForgotPassword",
            "ConfirmForgotPassword",
            "ConfirmSignUp",
        ] {
            let (known, unknown) = (reads(operation, "ana@example.com"), reads(operation, "eve@example.com"));
            assert!(known.len() >= 2, "{operation} follows the address: {known:?}");
            assert_eq!(known, unknown, "{operation}, by alias: {by_alias}");
        }
    }
}

#[test]
fn a_name_taken_later_does_not_inherit_the_session_of_nobody() {
    let world = hiding(42, &ALL);
    let unknown = start(&world, "ana", &[]).unwrap();
    let world = with_ana(world, false);
    let wrong = respond(&world, "EMAIL_OTP", &unknown, "ana", &[("EMAIL_OTP_CODE", "12345678")]);
    assert_refused(wrong, "CodeMismatchException", WRONG_CODE);
}

#[test]
fn a_password_of_nobody_is_wrong_and_so_is_one_of_somebody_without() {
    let world = with_ana(hiding(43, &ALL), false);
    made(&world, "bob", &[("email", "bob@example.com")]);
    let srp_a = SrpClient::new(&world.pool, [42; 32]).srp_a();
    for name in ["ana", "bob", "eve"] {
        let wrong =
            start(&world, name, &[("PREFERRED_CHALLENGE", "PASSWORD"), ("PASSWORD", "Wrong-Horse9!")]);
        assert_refused(wrong, "NotAuthorizedException", INCORRECT);
        let asked =
            start(&world, name, &[("PREFERRED_CHALLENGE", "PASSWORD_SRP"), ("SRP_A", &srp_a)]).unwrap();
        assert_eq!(name_of(&asked), "PASSWORD_VERIFIER");
    }
}

#[test]
fn where_nothing_is_sent_by_mail_nobody_has_a_password() {
    for factors in [&["PASSWORD"][..], &["PASSWORD", "WEB_AUTHN"], &["PASSWORD", "SMS_OTP"]] {
        let world = with_ana(hiding(44, factors), true);
        let (known, unknown) = (start(&world, "ana", &[]).unwrap(), start(&world, "eve", &[]).unwrap());
        for output in [&known, &unknown] {
            assert_eq!(name_of(output), "SELECT_CHALLENGE");
            assert_eq!(available(output), ["PASSWORD_SRP", "PASSWORD"]);
            assert_eq!(parameters(output), json!({}));
        }
        assert_eq!(known.session.as_ref().unwrap().len(), unknown.session.as_ref().unwrap().len());
        for (name, output) in [("ana", &known), ("eve", &unknown)] {
            let refused = respond(&world, "SELECT_CHALLENGE", output, name, &[("ANSWER", "EMAIL_OTP")]);
            assert_refused(refused, "InvalidParameterException", NOT_AVAILABLE);
            let refused = respond(&world, "WEB_AUTHN", output, name, &[("CREDENTIAL", "{}")]);
            assert_refused(refused, "InvalidParameterException", NOT_AVAILABLE);
            let wrong = respond(&world, "PASSWORD", output, name, &[("PASSWORD", "Wrong-Horse9!")]);
            assert_refused(wrong, "NotAuthorizedException", INCORRECT);
            let spent = respond(&world, "PASSWORD", output, name, &[("PASSWORD", PASSWORD)]);
            assert_refused(spent, "NotAuthorizedException", SPENT_SESSION);
        }
    }
}

#[test]
fn whoever_may_not_sign_in_is_sent_nothing() {
    for (seed, hides) in [(45, false), (46, true)] {
        let world = scene_on(seed, MemoryStorage::default(), &ALL, hides);
        let world = with_ana(world, false);
        made(&world, "bob", &[("email", "bob@example.com"), ("email_verified", "true")]);
        world.pool_ok("AdminDisableUser", json!({"Username": "ana"}));
        world.pool_ok("AdminResetUserPassword", json!({"Username": "bob"}));
        let sent = world.outbox.count();
        for (name, exception, message) in [
            ("ana", "NotAuthorizedException", "User is disabled."),
            ("bob", "PasswordResetRequiredException", "Password reset required for the user"),
        ] {
            let output = prefer(&world, name, "EMAIL_OTP");
            if hides {
                let output = output.unwrap();
                let wrong = respond(&world, "EMAIL_OTP", &output, name, &[("EMAIL_OTP_CODE", "12345678")]);
                assert_refused(wrong, "CodeMismatchException", WRONG_CODE);
            } else {
                assert_refused(output, exception, message);
            }
        }
        assert_eq!(world.outbox.count(), sent);
    }
}

#[test]
fn a_user_disabled_meanwhile_is_not_signed_in_by_the_right_code() {
    let world = with_ana(scene(47, &ALL), false);
    let output = start(&world, "ana", &[]).unwrap();
    let right = world.outbox.last_code();
    world.pool_ok("AdminDisableUser", json!({"Username": "ana"}));
    let refused = respond(&world, "EMAIL_OTP", &output, "ana", &[("EMAIL_OTP_CODE", &right)]);
    assert!(refused.is_err());
}

#[test]
fn names_longer_than_any_are_nobodys() {
    let world = hiding(48, &ALL);
    let name = "x".repeat(5000);
    let output = start(&world, &name, &[]).unwrap();
    assert!(output.session.as_ref().unwrap().len() < 1600);
    let wrong = respond(&world, "EMAIL_OTP", &output, &name, &[("EMAIL_OTP_CODE", "12345678")]);
    assert_refused(wrong, "CodeMismatchException", WRONG_CODE);
}

// ---- Sessions ----

#[test]
fn a_session_waits_for_its_own_challenge() {
    let world = with_ana(scene(50, &ALL), true);
    let (email, password) =
        (prefer(&world, "ana", "EMAIL_OTP").unwrap(), prefer(&world, "ana", "PASSWORD").unwrap());
    let srp_a = SrpClient::new(&world.pool, [42; 32]).srp_a();
    let selecting = start(&world, "ana", &[]).unwrap();
    let answers: [(&str, &[(&str, &str)]); 9] = [
        ("SELECT_CHALLENGE", &[("ANSWER", "PASSWORD"), ("PASSWORD", PASSWORD)]),
        ("PASSWORD", &[("PASSWORD", PASSWORD)]),
        ("PASSWORD_SRP", &[("SRP_A", &srp_a)]),
        ("WEB_AUTHN", &[("CREDENTIAL", "{}")]),
        ("SMS_OTP", &[("SMS_OTP_CODE", "12345678")]),
        ("SMS_MFA", &[("SMS_MFA_CODE", "123456")]),
        ("SOFTWARE_TOKEN_MFA", &[("SOFTWARE_TOKEN_MFA_CODE", "123456")]),
        ("NEW_PASSWORD_REQUIRED", &[("NEW_PASSWORD", PASSWORD)]),
        ("MFA_SETUP", &[]),
    ];
    for (challenge, given) in answers {
        let refused = respond(&world, challenge, &email, "ana", given);
        assert_refused(refused, "NotAuthorizedException", INVALID_SESSION);
        if challenge != "PASSWORD" {
            let refused = respond(&world, challenge, &password, "ana", given);
            assert_refused(refused, "NotAuthorizedException", INVALID_SESSION);
        }
        if !["SELECT_CHALLENGE", "PASSWORD", "PASSWORD_SRP", "WEB_AUTHN"].contains(&challenge) {
            let refused = respond(&world, challenge, &selecting, "ana", given);
            assert_refused(refused, "NotAuthorizedException", INVALID_SESSION);
        }
    }
    for other in [&password, &selecting] {
        let refused = respond(&world, "EMAIL_OTP", other, "ana", &[("EMAIL_OTP_CODE", "12345678")]);
        assert_refused(refused, "NotAuthorizedException", INVALID_SESSION);
    }
}

#[test]
fn a_session_belongs_to_its_user_and_its_client() {
    let world = with_ana(scene(51, &ALL), true);
    made(&world, "bob", &[("email", "bob@example.com")]);
    let outputs = [
        (
            "EMAIL_OTP",
            prefer(&world, "ana", "EMAIL_OTP").unwrap(),
            [("EMAIL_OTP_CODE", world.outbox.last_code())],
        ),
        ("PASSWORD", prefer(&world, "ana", "PASSWORD").unwrap(), [("PASSWORD", PASSWORD.to_owned())]),
        ("PASSWORD", start(&world, "ana", &[]).unwrap(), [("PASSWORD", PASSWORD.to_owned())]),
    ];
    let elsewhere = world.add_client(|client| {
        client.settings.explicit_auth_flows.as_mut().unwrap().push("ALLOW_USER_AUTH".into());
    });
    for (challenge, output, given) in &outputs {
        let given: Vec<_> = given.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let refused = respond(&world, challenge, output, "bob", &given);
        assert_refused(refused, "NotAuthorizedException", SESSION_OF_ANOTHER);
        let mut responses = vec![("USERNAME", "ana")];
        responses.extend(&given);
        let refused = world.send(RespondToAuthChallenge {
            client_id: elsewhere.client_id.clone(),
            challenge_name: (*challenge).into(),
            session: output.session.clone(),
            challenge_responses: Some(map(&responses)),
            ..Default::default()
        });
        assert_refused(refused, "NotAuthorizedException", INVALID_SESSION);
        assert_tokens(respond(&world, challenge, output, "ana", &given));
    }
}

#[test]
fn no_secret_lies_open() {
    let storage = Arc::new(MemoryStorage::default());
    let world = with_ana(scene_on(52, Arc::clone(&storage), &ALL, false), false);
    let output = start(&world, "ana", &[]).unwrap();
    let right = world.outbox.last_code();
    let stored = records(&storage, &format!("pool/{}", world.pool));
    assert!(stored.values().all(|record| !record.contains(&right)));
    assert!(!format!("{output:?}").contains(output.session.as_ref().unwrap().as_str()));
}

// ---- With second factors ----

fn configure(world: &World, demand: &str) {
    let config = json!({"MfaConfiguration": demand, "SoftwareTokenMfaConfiguration": {"Enabled": true}});
    world.pool_ok(
        "SetUserPoolMfaConfig",
        merged(config, &json!({"WebAuthnConfiguration": {"RelyingPartyId": RP}})),
    );
}

/// Gives the user an authenticator app.
fn app(world: &World, token: &Sensitive) -> String {
    let secret = world.ok("AssociateSoftwareToken", json!({"AccessToken": token.as_str()}));
    let secret = secret["SecretCode"].as_str().unwrap().to_owned();
    let code = TotpSecret::from_base32(&secret).unwrap().code_at(world.clock.now().seconds());
    world.ok("VerifySoftwareToken", json!({"AccessToken": token.as_str(), "UserCode": code}));
    world.ok(
        "SetUserMFAPreference",
        json!({"AccessToken": token.as_str(), "SoftwareTokenMfaSettings": {"Enabled": true}}),
    );
    world.clock.advance(30);
    secret
}

#[test]
fn codes_are_withheld_from_users_with_a_second_factor() {
    let world = with_ana(scene(60, &ALL), true);
    configure(&world, "OPTIONAL");
    assert_eq!(available(&start(&world, "ana", &[]).unwrap()), ["PASSWORD_SRP", "PASSWORD", "EMAIL_OTP"]);
    let before = prefer(&world, "ana", "EMAIL_OTP").unwrap();
    let right = world.outbox.last_code();
    let token = world.tokens("ana").access_token.unwrap();
    app(&world, &token);
    assert_eq!(available(&start(&world, "ana", &[]).unwrap()), ["PASSWORD_SRP", "PASSWORD"]);
    assert_eq!(name_of(&prefer(&world, "ana", "EMAIL_OTP").unwrap()), "SELECT_CHALLENGE");
    let refused = respond(&world, "EMAIL_OTP", &before, "ana", &[("EMAIL_OTP_CODE", &right)]);
    assert_refused(refused, "NotAuthorizedException", INCORRECT);
    let next = start(&world, "ana", &[("PREFERRED_CHALLENGE", "PASSWORD"), ("PASSWORD", PASSWORD)]).unwrap();
    assert_eq!(name_of(&next), "SOFTWARE_TOKEN_MFA");
}

#[test]
fn a_pool_that_demands_a_second_factor_sends_no_first_one() {
    let text = "InvalidParameterException: Only PASSWORD and WEB_AUTHN (if configured) can be enabled as an auth factor \
                if MFA is enabled";
    let world = scene(61, &ALL);
    let on = json!({"MfaConfiguration": "ON", "SoftwareTokenMfaConfiguration": {"Enabled": true}});
    assert_eq!(world.pool_refused("SetUserPoolMfaConfig", on.clone()), text);
    let world = scene(62, &["PASSWORD"]);
    world.pool_ok("SetUserPoolMfaConfig", on);
    let factors =
        json!({"Policies": {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP"]}}});
    assert_eq!(world.pool_refused("UpdateUserPool", factors.clone()), text);
    let sms = json!({"SnsCallerArn": "arn:aws:iam::123456789012:role/sms"});
    let create = json!({"PoolName": "p", "MfaConfiguration": "ON", "SmsConfiguration": sms});
    assert_eq!(world.refused("CreateUserPool", merged(create, &factors)), text);
}

// ---- After a sign-up ----

fn confirm_with(
    world: &World,
    name: &str,
    session: Option<&Sensitive>,
) -> Result<ConfirmSignUpOutput, Error> {
    world.send(ConfirmSignUp {
        client_id: world.client.clone(),
        username: name.into(),
        confirmation_code: Sensitive::new(world.outbox.last_code()),
        session: session.cloned(),
        ..Default::default()
    })
}

fn continue_with(world: &World, name: &str, session: Option<&Sensitive>) -> Result<SignInOutput, Error> {
    world.send(InitiateAuth {
        auth_flow: "USER_AUTH".into(),
        client_id: world.client.clone(),
        auth_parameters: Some(map(&[("USERNAME", name)])),
        session: session.cloned(),
        ..Default::default()
    })
}

#[test]
fn whoever_confirms_a_sign_up_is_signed_in_once() {
    let world = scene(70, &ALL);
    let signed_up = world.sign_up("ana").unwrap();
    let session = confirm_with(&world, "ana", signed_up.session.as_ref()).unwrap().session;
    assert!(session.is_some());
    assert_tokens(continue_with(&world, "ana", session.as_ref()));
    let again = continue_with(&world, "ana", session.as_ref());
    assert_refused(again, "NotAuthorizedException", SPENT_SESSION);
}

/// As Amplify does it: it keeps the session of `SignUp` to itself.
#[test]
fn the_code_of_a_sign_up_is_enough_to_be_signed_in() {
    let world = scene(70, &ALL);
    world.sign_up("ana").unwrap();
    let session = confirm_with(&world, "ana", None).unwrap().session;
    assert_tokens(continue_with(&world, "ana", session.as_ref()));
}

#[test]
fn a_session_of_a_sign_up_is_good_for_nothing_else() {
    let world = scene(71, &ALL);
    let of_ana = world.sign_up("ana").unwrap().session;
    let early = continue_with(&world, "ana", of_ana.as_ref());
    assert_refused(early, "NotAuthorizedException", INVALID_SESSION);
    let of_bob = world.sign_up("bob").unwrap().session;
    let crossed = confirm_with(&world, "bob", of_ana.as_ref());
    assert_refused(crossed, "NotAuthorizedException", SESSION_OF_ANOTHER);
    let garbage = Sensitive::new("A".repeat(400));
    assert_refused(confirm_with(&world, "bob", Some(&garbage)), "NotAuthorizedException", INVALID_SESSION);
    let session = confirm_with(&world, "bob", of_bob.as_ref()).unwrap().session;
    let crossed = continue_with(&world, "ana", session.as_ref());
    assert_refused(crossed, "NotAuthorizedException", SESSION_OF_ANOTHER);
    for (challenge, member) in
        [("EMAIL_OTP", "EMAIL_OTP_CODE"), ("PASSWORD", "PASSWORD"), ("SELECT_CHALLENGE", "ANSWER")]
    {
        let answer = world.respond(challenge, session.as_ref(), &[("USERNAME", "bob"), (member, "PASSWORD")]);
        assert_refused(answer, "NotAuthorizedException", INVALID_SESSION);
    }
    let elsewhere = world.add_client(|client| {
        client.settings.explicit_auth_flows.as_mut().unwrap().push("ALLOW_USER_AUTH".into());
    });
    let (client, mut world) = (world.client.clone(), world);
    world.client = elsewhere.client_id;
    let foreign = continue_with(&world, "bob", session.as_ref());
    assert_refused(foreign, "NotAuthorizedException", INVALID_SESSION);
    world.client = client;
    world.clock.advance(180);
    let late = continue_with(&world, "bob", session.as_ref());
    assert_refused(late, "NotAuthorizedException", EXPIRED_SESSION);
}

#[test]
fn a_code_may_take_longer_than_the_session_of_its_sign_up() {
    let world = scene(72, &ALL);
    let session = world.sign_up("ana").unwrap().session;
    world.clock.advance(180);
    let session = confirm_with(&world, "ana", session.as_ref()).unwrap().session;
    assert_tokens(continue_with(&world, "ana", session.as_ref()));
}

#[test]
fn a_client_without_the_flow_gets_no_session_of_a_sign_up() {
    let world = World::new(73);
    assert!(world.sign_up("ana").unwrap().session.is_none());
    assert!(confirm_with(&world, "ana", None).unwrap().session.is_none());
}

#[test]
fn a_disabled_user_is_not_signed_in_by_a_sign_up() {
    let world = scene(74, &ALL);
    let session = world.sign_up("ana").unwrap().session;
    let session = confirm_with(&world, "ana", session.as_ref()).unwrap().session;
    world.pool_ok("AdminDisableUser", json!({"Username": "ana"}));
    assert!(continue_with(&world, "ana", session.as_ref()).is_err());
}

// ---- Functions ----

/// Functions that have nothing to say, and what they heard.
#[derive(Default)]
struct Heard(Mutex<Vec<String>>);

impl Triggers for Heard {
    async fn invoke(&self, invocation: &Invocation) -> Result<String, TriggerError> {
        self.0.lock().unwrap().push(invocation.source.clone());
        Ok(invocation.event.clone())
    }
}

#[test]
fn functions_hear_of_the_attempt_and_of_the_confirmation_and_are_not_asked_to_migrate() {
    let heard = Arc::new(Heard::default());
    let triggers = Arc::clone(&heard);
    let world = scene_built(75, |builder| builder.triggers(triggers), &ALL, true);
    let functions: serde_json::Map<_, _> =
        ["PreAuthentication", "PostAuthentication", "PostConfirmation", "UserMigration"]
            .map(|name| {
                (name.to_owned(), json!(format!("arn:aws:lambda:us-east-1:123456789012:function:{name}")))
            })
            .into_iter()
            .collect();
    world.pool_ok(
        "UpdateUserPool",
        json!({"LambdaConfig": functions, "AutoVerifiedAttributes": ["email"],
               "SmsConfiguration": {"SnsCallerArn": "arn:aws:iam::123456789012:role/sms"},
               "Policies": {"SignInPolicy": {"AllowedFirstAuthFactors": ALL}}}),
    );
    let sources = || std::mem::take(&mut *heard.0.lock().unwrap());
    world.sign_up("ana").unwrap();
    let output = prefer(&world, "ana", "EMAIL_OTP").unwrap();
    assert_eq!(sources(), ["PreAuthentication_Authentication"]);
    let right = world.outbox.last_code();
    assert_tokens(respond(&world, "EMAIL_OTP", &output, "ana", &[("EMAIL_OTP_CODE", &right)]));
    let mut after = sources();
    after.sort();
    assert_eq!(after, ["PostAuthentication_Authentication", "PostConfirmation_ConfirmSignUp"]);
    start(&world, "eve", &[("PREFERRED_CHALLENGE", "PASSWORD"), ("PASSWORD", PASSWORD)]).unwrap_err();
    assert_eq!(sources(), ["PreAuthentication_Authentication"]);
}

// ---- A password asked for on a trusted server ----

#[test]
fn an_administrator_may_send_the_password_later() {
    let world = with_ana(scene(80, &["PASSWORD"]), true);
    let begin = json!({"ClientId": world.client, "AuthFlow": "ADMIN_NO_SRP_AUTH", "AuthParameters": {"USERNAME": "ana"}});
    let asked = world.pool_ok("AdminInitiateAuth", begin.clone());
    assert_eq!(asked["ChallengeName"], "ADMIN_NO_SRP_AUTH");
    let answer = |asked: &Value, password: &str| {
        json!({"ClientId": world.client, "UserPoolId": world.pool, "ChallengeName": "ADMIN_NO_SRP_AUTH",
               "Session": asked["Session"],
               "ChallengeResponses": {"USERNAME": "ana", "PASSWORD": password}})
    };
    // Not by users themselves.
    let session = Sensitive::new(asked["Session"].as_str().unwrap());
    let given = [("USERNAME", "ana"), ("PASSWORD", PASSWORD)];
    assert_refused(
        world.respond("ADMIN_NO_SRP_AUTH", Some(&session), &given),
        "InvalidParameterException",
        "Challenge ADMIN_NO_SRP_AUTH is not supported.",
    );
    assert_refused(
        world.respond("PASSWORD", Some(&session), &given),
        "NotAuthorizedException",
        INVALID_SESSION,
    );
    let tokens = world.ok("AdminRespondToAuthChallenge", answer(&asked, PASSWORD));
    assert_eq!(tokens["AuthenticationResult"]["TokenType"], "Bearer");

    let asked = world.pool_ok("AdminInitiateAuth", begin);
    let wrong = world.refused("AdminRespondToAuthChallenge", answer(&asked, "Wrong-Horse9!"));
    assert_eq!(wrong, format!("NotAuthorizedException: {INCORRECT}"));
    let spent = world.refused("AdminRespondToAuthChallenge", answer(&asked, PASSWORD));
    assert_eq!(spent, format!("NotAuthorizedException: {SPENT_SESSION}"));
}

// ---- Passkeys ----

/// `ana` with a password, a mail address and this passkey.
fn with_passkey(seed: u64, authenticator: &Authenticator, configuration: &Value) -> World {
    let world = with_ana(scene(seed, &ALL), true);
    let configuration = merged(json!({"RelyingPartyId": RP}), configuration);
    world.pool_ok("SetUserPoolMfaConfig", json!({"WebAuthnConfiguration": configuration}));
    register(&world, "ana", authenticator);
    world
}

fn register(world: &World, name: &str, authenticator: &Authenticator) {
    let token = world.tokens(name).access_token.unwrap();
    let started = world.ok("StartWebAuthnRegistration", json!({"AccessToken": token.as_str()}));
    let credential = authenticator.create(&started["CredentialCreationOptions"]);
    world
        .ok("CompleteWebAuthnRegistration", json!({"AccessToken": token.as_str(), "Credential": credential}));
}

fn options(output: &SignInOutput) -> Value {
    serde_json::from_str(&output.challenge_parameters.as_ref().unwrap()["CREDENTIAL_REQUEST_OPTIONS"])
        .unwrap()
}

fn show(world: &World, output: &SignInOutput, credential: &Value) -> Result<SignInOutput, Error> {
    respond(world, "WEB_AUTHN", output, "ana", &[("CREDENTIAL", &credential.to_string())])
}

fn by_passkey(world: &World, authenticator: &Authenticator) -> Result<SignInOutput, Error> {
    let output = prefer(world, "ana", "WEB_AUTHN").unwrap();
    assert_eq!(name_of(&output), "WEB_AUTHN");
    show(world, &output, &authenticator.get(&options(&output)))
}

#[test]
fn a_passkey_of_each_algorithm_signs_in() {
    for (seed, authenticator) in
        [(90, Authenticator::new(1)), (91, Authenticator::eddsa(1)), (92, Authenticator::rs256(1))]
    {
        let world = with_passkey(seed, &authenticator, &json!({}));
        let output = prefer(&world, "ana", "WEB_AUTHN").unwrap();
        assert_eq!(available(&output), ["PASSWORD_SRP", "PASSWORD", "EMAIL_OTP", "WEB_AUTHN"]);
        let mut options = options(&output);
        let credential = authenticator.get(&options);
        assert!(options["challenge"].take().as_str().unwrap().len() >= 22);
        assert_eq!(
            options,
            json!({
                "challenge": null,
                "timeout": 180_000,
                "rpId": RP,
                "allowCredentials": [{"type": "public-key", "id": authenticator.id(), "transports": ["internal"]}],
                "userVerification": "preferred",
            })
        );
        assert_tokens(show(&world, &output, &credential));
        let again = show(&world, &output, &credential);
        assert_refused(again, "NotAuthorizedException", SPENT_SESSION);
        // The same answer is none to another challenge.
        let other = prefer(&world, "ana", "WEB_AUTHN").unwrap();
        assert_refused(show(&world, &other, &credential), "NotAuthorizedException", INCORRECT);
    }
}

#[test]
fn each_lie_of_a_passkey_is_refused_in_one_text_and_leaves_the_session() {
    let honest = Authenticator { counter: 5, ..Authenticator::new(1) };
    let world = with_passkey(93, &honest, &json!({"UserVerification": "required"}));
    let honest = Authenticator { counter: 6, ..honest };
    let sub = world.admin_get("ana").unwrap().user_attributes;
    let sub = sub.iter().find(|attribute| attribute.name == "sub").unwrap().value.clone().unwrap();
    let handle = |text: &str| {
        use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
        Some(BASE64_URL_SAFE_NO_PAD.encode(text))
    };
    let output = prefer(&world, "ana", "WEB_AUTHN").unwrap();
    let lies = [
        Authenticator { origin: "https://example.org".into(), ..honest.clone() },
        Authenticator { origin: "http://example.com".into(), ..honest.clone() },
        Authenticator { rp_id: "example.org".into(), ..honest.clone() },
        Authenticator { ceremony: Some("webauthn.create"), ..honest.clone() },
        Authenticator { flags: PRESENT, ..honest.clone() },
        Authenticator { flags: VERIFIED, ..honest.clone() },
        Authenticator { flags: PRESENT | VERIFIED | 8, ..honest.clone() },
        Authenticator { counter: 5, ..honest.clone() },
        Authenticator { counter: 0, ..honest.clone() },
        Authenticator { key: Authenticator::new(2).key, ..honest.clone() },
        Authenticator { id: vec![9; 20], ..honest.clone() },
        Authenticator { user_handle: handle("somebody"), ..honest.clone() },
    ];
    for (index, liar) in lies.iter().enumerate() {
        let refused = show(&world, &output, &liar.get(&options(&output)));
        assert!(
            refused.as_ref().is_err_and(|error| error.to_string() == INCORRECT),
            "lie {index}: {refused:?}"
        );
    }
    let good = Authenticator { user_handle: handle(&sub), ..honest }.get(&options(&output));
    for member in ["clientDataJSON", "authenticatorData", "signature"] {
        let mut tampered = good.clone();
        let text = tampered["response"][member].as_str().unwrap();
        let first = if text.starts_with('A') { 'B' } else { 'A' };
        tampered["response"][member] = json!(format!("{first}{}", &text[1..]));
        assert_refused(show(&world, &output, &tampered), "NotAuthorizedException", INCORRECT);
    }
    assert_tokens(show(&world, &output, &good));
}

#[test]
fn what_is_no_assertion_is_an_invalid_parameter() {
    let world = with_passkey(94, &Authenticator::new(1), &json!({}));
    let output = prefer(&world, "ana", "WEB_AUTHN").unwrap();
    for text in ["x", "{}", "[]", "null", "{\"id\":1}"] {
        let refused = respond(&world, "WEB_AUTHN", &output, "ana", &[("CREDENTIAL", text)]);
        assert_refused(
            refused,
            "InvalidParameterException",
            "Invalid credential: not an authentication response",
        );
    }
}

#[test]
fn a_counter_grows() {
    let authenticator = Authenticator { counter: 1, ..Authenticator::new(1) };
    let world = with_passkey(95, &authenticator, &json!({}));
    let counting = |counter| Authenticator { counter, ..authenticator.clone() };
    assert_tokens(by_passkey(&world, &counting(7)));
    for back in [7, 6, 1, 0] {
        assert_refused(by_passkey(&world, &counting(back)), "NotAuthorizedException", INCORRECT);
    }
    assert_tokens(by_passkey(&world, &counting(8)));
}

#[test]
fn a_passkey_signs_in_its_owner_only() {
    let (of_ana, of_bob) = (Authenticator::new(1), Authenticator::new(2));
    let world = with_passkey(96, &of_ana, &json!({}));
    made(&world, "bob", &[("email", "bob@example.com")]);
    register(&world, "bob", &of_bob);
    assert_refused(by_passkey(&world, &of_bob), "NotAuthorizedException", INCORRECT);
    let output = prefer(&world, "ana", "WEB_AUTHN").unwrap();
    let credential = of_bob.get(&options(&output)).to_string();
    let crossed = respond(&world, "WEB_AUTHN", &output, "bob", &[("CREDENTIAL", &credential)]);
    assert_refused(crossed, "NotAuthorizedException", SESSION_OF_ANOTHER);
}

#[test]
fn wrong_assertions_lock_nobody_out() {
    let authenticator = Authenticator::new(1);
    let world = with_passkey(97, &authenticator, &json!({}));
    let output = prefer(&world, "ana", "WEB_AUTHN").unwrap();
    let wrong =
        Authenticator { key: Authenticator::new(2).key, ..authenticator.clone() }.get(&options(&output));
    for _ in 0..30 {
        assert_refused(show(&world, &output, &wrong), "NotAuthorizedException", INCORRECT);
    }
    let hostile = json!({"id": "%".repeat(256), "rawId": "%".repeat(256), "type": "public-key",
        "response": {"clientDataJSON": "", "authenticatorData": "", "signature": ""}});
    assert_refused(show(&world, &output, &hostile), "NotAuthorizedException", INCORRECT);
    assert_tokens(show(&world, &output, &authenticator.get(&options(&output))));
}

#[test]
fn a_choice_may_be_answered_by_the_passkey_at_once() {
    let authenticator = Authenticator::new(1);
    let world = with_passkey(98, &authenticator, &json!({}));
    let selecting = || start(&world, "ana", &[]).unwrap();
    let output = selecting();
    assert_eq!(name_of(&output), "SELECT_CHALLENGE");
    assert_tokens(show(&world, &output, &authenticator.get(&options(&output))));
    let output = selecting();
    let credential = authenticator.get(&options(&output)).to_string();
    let given = [("ANSWER", "WEB_AUTHN"), ("CREDENTIAL", &*credential)];
    assert_tokens(respond(&world, "SELECT_CHALLENGE", &output, "ana", &given));
    let output =
        respond(&world, "SELECT_CHALLENGE", &selecting(), "ana", &[("ANSWER", "WEB_AUTHN")]).unwrap();
    assert_eq!(name_of(&output), "WEB_AUTHN");
    assert_tokens(show(&world, &output, &authenticator.get(&options(&output))));
}

#[test]
fn a_disabled_user_and_a_removed_passkey_do_not_sign_in() {
    let authenticator = Authenticator::new(1);
    let world = with_passkey(99, &authenticator, &json!({}));
    let output = prefer(&world, "ana", "WEB_AUTHN").unwrap();
    let token = world.tokens("ana").access_token.unwrap();
    let credential = authenticator.get(&options(&output));
    world.ok(
        "DeleteWebAuthnCredential",
        json!({"AccessToken": token.as_str(), "CredentialId": authenticator.id()}),
    );
    assert_refused(show(&world, &output, &credential), "NotAuthorizedException", INCORRECT);
    register(&world, "ana", &authenticator);
    let output = prefer(&world, "ana", "WEB_AUTHN").unwrap();
    world.pool_ok("AdminDisableUser", json!({"Username": "ana"}));
    assert!(show(&world, &output, &authenticator.get(&options(&output))).is_err());
    assert_refused(by_passkey(&world, &authenticator), "NotAuthorizedException", "User is disabled.");
}

#[test]
fn a_passkey_is_one_factor_unless_pool_and_user_want_two() {
    let authenticator = Authenticator::new(1);
    let multi = json!({"RelyingPartyId": RP, "FactorConfiguration": "MULTI_FACTOR_WITH_USER_VERIFICATION"});
    let config = |factor: &Value| {
        json!({"MfaConfiguration": "OPTIONAL", "SoftwareTokenMfaConfiguration": {"Enabled": true},
               "WebAuthnConfiguration": factor})
    };
    let world = with_passkey(100, &authenticator, &json!({}));
    world.pool_ok("SetUserPoolMfaConfig", config(&json!({"RelyingPartyId": RP})));
    let token = world.tokens("ana").access_token.unwrap();
    app(&world, &token);
    let offered = |world: &World| available(&start(world, "ana", &[]).unwrap()).contains(&"WEB_AUTHN");
    let user_wants = |enabled: bool| {
        let settings = json!({"Username": "ana", "WebAuthnMfaSettings": {"Enabled": enabled}});
        world.pool_ok("AdminSetUserMFAPreference", settings);
    };
    assert!(!offered(&world), "one factor is not two");
    user_wants(true);
    assert!(!offered(&world), "the pool does not want it");
    world.pool_ok("SetUserPoolMfaConfig", config(&multi));
    user_wants(false);
    assert!(!offered(&world), "the user does not want it");
    let settings = json!({"AccessToken": token.as_str(), "WebAuthnMfaSettings": {"Enabled": true}});
    assert_eq!(world.ok("SetUserMFAPreference", settings), json!({}));
    assert!(offered(&world));

    let output = prefer(&world, "ana", "WEB_AUTHN").unwrap();
    assert_eq!(options(&output)["userVerification"], "required");
    let unverified = Authenticator { flags: PRESENT, ..authenticator.clone() };
    let refused = show(&world, &output, &unverified.get(&options(&output)));
    assert_refused(refused, "NotAuthorizedException", INCORRECT);
    assert_tokens(show(&world, &output, &authenticator.get(&options(&output))));
}

#[test]
fn users_see_what_they_may_sign_in_with() {
    let world = with_passkey(101, &Authenticator::new(1), &json!({}));
    let token = world.tokens("ana").access_token.unwrap();
    let seen = world.ok("GetUserAuthFactors", json!({"AccessToken": token.as_str()}));
    assert_eq!(seen["ConfiguredUserAuthFactors"], json!(["PASSWORD", "EMAIL_OTP", "WEB_AUTHN"]));
    assert_eq!(world.pool_ok("AdminGetUserAuthFactors", json!({"Username": "ana"})), seen);
    passwordless(&world, "bob", &[("phone_number", NUMBER)]);
    let seen = world.pool_ok("AdminGetUserAuthFactors", json!({"Username": "bob"}));
    assert_eq!(seen["ConfiguredUserAuthFactors"], json!(["SMS_OTP"]));
}

#[test]
fn whoever_has_no_passkey_at_hand_chooses_something_else() {
    let authenticator = Authenticator::new(1);
    let world = with_passkey(110, &authenticator, &json!({}));
    let output = prefer(&world, "ana", "WEB_AUTHN").unwrap();
    assert_eq!(name_of(&output), "WEB_AUTHN");
    let chosen = [("ANSWER", "PASSWORD"), ("PASSWORD", PASSWORD)];
    assert_tokens(respond(&world, "SELECT_CHALLENGE", &output, "ana", &chosen));
    // The session is spent, and the passkey's challenge with it.
    let late = authenticator.get(&options(&output));
    assert_refused(show(&world, &output, &late), "NotAuthorizedException", SPENT_SESSION);
}

/// Amplify sends the key of a device for ever, and has no second code to begin anew with.
#[test]
fn a_right_code_is_not_lost_for_a_device_that_was_forgotten() {
    let world = with_ana(scene(111, &ALL), true);
    let tracking = json!({"ChallengeRequiredOnNewDevice": true, "DeviceOnlyRememberedOnUserPrompt": false});
    let policies = json!({"SignInPolicy": {"AllowedFirstAuthFactors": ALL}});
    let sms = json!({"SnsCallerArn": "arn:aws:iam::123456789012:role/sms"});
    world.pool_ok(
        "UpdateUserPool",
        json!({"DeviceConfiguration": tracking, "Policies": policies, "SmsConfiguration": sms}),
    );
    let unknown = ("DEVICE_KEY", "us-east-1_6d1b2fd5-2c1a-4b4f-8fd0-1fd0a1b2c3d4");
    let output = start(&world, "ana", &[("PREFERRED_CHALLENGE", "EMAIL_OTP"), unknown]).unwrap();
    let code = world.outbox.last_code();
    let answer = respond(&world, "EMAIL_OTP", &output, "ana", &[("EMAIL_OTP_CODE", &code), unknown]);
    assert!(answer.unwrap().authentication_result.unwrap().new_device_metadata.is_some());
}
