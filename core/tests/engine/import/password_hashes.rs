//! Imports with the hashes of passwords from another system. The hashes are made by other implementations, as in the tests
//! of `auth/password_hash.rs`.

use std::sync::Arc;

use serde_json::{Value, json};
use userpool::{
    error::{NotAuthorized, PasswordHistoryPolicyViolation},
    storage::MemoryStorage,
};

use super::{HEADER, ROLE, assert_ended, finish, id, line, log, put, start};
use crate::world::{
    PASSWORD, Racer, World, Yielding, assert_refused, hide_existence, interleave, records, refusal, signed_in,
};

const OLD: &str = "correct horse";

const HASHES: [(&str, &str); 4] = [
    ("BCRYPT", "$2b$04$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e"),
    (
        "SCRYPT",
        "16384$8$1$73616c7473616c7473616c7473616c74$d6275182eea7b3be2c963b74d39a3905b953295ec9ba5d073c64fa6975a75ca6",
    ),
    (
        "ARGON2ID",
        "$argon2id$v=19$m=1024\\,t=2\\,p=1$c2FsdHNhbHRzYWx0c2FsdA$MO33cCFnqSA8SskhR8/i5r/vajJ3mDxwI/Myoh5GZwk",
    ),
    (
        "PBKDF2_SHA256",
        "$pbkdf2-sha256$1000$c2FsdHNhbHRzYWx0c2FsdA$BBs+1+PaslLtBPULUr8/lQicvVuHiEPMz0i8MjLCbzM",
    ),
];

/// The line of a user with a verified mail address and this hash.
fn hashed(name: &str, hash: &str) -> String {
    let email = format!("{name}@example.com");
    let person = line(&[("cognito:username", name), ("email", &email), ("email_verified", "TRUE")]);
    format!("{person},{hash}")
}

fn file(lines: &[String]) -> String {
    format!("{HEADER},password_hash\n{}\n", lines.join("\n"))
}

/// Imports a file with hashes by this algorithm: the job in its last state, and the log.
fn import(world: &World, algorithm: Option<&str>, file: String) -> (Value, Vec<String>) {
    let request =
        json!({"JobName": "staff", "CloudWatchLogsRoleArn": ROLE, "PasswordHashingAlgorithm": algorithm});
    let job = world.pool_ok("CreateUserImportJob", request)["UserImportJob"].clone();
    assert_eq!(job["PasswordHashingAlgorithm"].as_str(), algorithm);
    let answer = put(world, job["PreSignedUrl"].as_str().unwrap(), file);
    assert_eq!(answer.status(), 200);
    start(world, &id(&job));
    finish(&world.engine);
    let job = world.pool_ok("DescribeUserImportJob", json!({"JobId": id(&job)}))["UserImportJob"].clone();
    let log = log(world, &id(&job));
    (job, log)
}

/// A world with the user `ana`, whose password is [`OLD`], as a bcrypt hash.
fn imported(world: World) -> World {
    let (job, log) = import(&world, Some("BCRYPT"), file(&[hashed("ana", HASHES[0].1)]));
    assert_ended(&job, "Succeeded", [1, 0, 0]);
    assert_eq!(log, Vec::<String>::new());
    world
}

fn wrong() -> NotAuthorized {
    NotAuthorized::IncorrectCredentials
}

#[test]
fn the_password_of_every_algorithm_signs_in() {
    for (algorithm, hash) in HASHES {
        let world = World::new(1);
        let (job, _) = import(&world, Some(algorithm), file(&[hashed("ana", hash)]));
        assert_ended(&job, "Succeeded", [1, 0, 0]);
        let user = world.admin_get("ana").unwrap();
        assert_eq!(user.user_status, "CONFIRMED", "{algorithm}");
        assert_refused(world.password_sign_in("ana", "wrong"), wrong());
        signed_in(world.password_sign_in("ana", OLD));
    }
}

#[test]
fn the_first_sign_in_replaces_the_hash_and_allows_srp() {
    let storage = Arc::new(MemoryStorage::default());
    let world = imported(World::with(2, Arc::clone(&storage), |_| {}, |_| {}));
    let stored = || {
        let records = records(&storage, &format!("pool/{}", world.pool));
        records["user/ana"].clone()
    };
    assert!(stored().contains("imported_hash") && !stored().contains("$2b$"), "it is sealed: {}", stored());
    assert_refused(world.srp_sign_in("ana", OLD), wrong());
    signed_in(world.password_sign_in("ana", OLD));
    assert!(!stored().contains("imported_hash"), "{}", stored());
    signed_in(world.srp_sign_in("ana", OLD));
    signed_in(world.password_sign_in("ana", OLD));
    assert_refused(world.password_sign_in("ana", "wrong"), wrong());
}

#[test]
fn every_flow_that_sends_the_password_accepts_it() {
    let world = imported(World::new(3));
    let parameters = json!({"USERNAME": "ana", "PASSWORD": OLD});
    let request = json!({
        "ClientId": world.client, "AuthFlow": "ADMIN_USER_PASSWORD_AUTH", "AuthParameters": parameters,
    });
    let answer = world.pool_ok("AdminInitiateAuth", request);
    assert!(answer["AuthenticationResult"]["AccessToken"].is_string(), "{answer}");

    let world = imported(World::with(
        4,
        MemoryStorage::default(),
        |_| {},
        |client| client.settings.explicit_auth_flows = Some(vec!["ALLOW_USER_AUTH".into()]),
    ));
    let parameters = json!({"USERNAME": "ana", "PREFERRED_CHALLENGE": "PASSWORD", "PASSWORD": OLD});
    let request = json!({"ClientId": world.client, "AuthFlow": "USER_AUTH", "AuthParameters": parameters});
    let answer = world.ok("InitiateAuth", request);
    assert!(answer["AuthenticationResult"]["AccessToken"].is_string(), "{answer}");
}

#[test]
fn a_client_that_hides_existence_tells_an_imported_user_from_no_other() {
    let world = imported(World::with(5, MemoryStorage::default(), |_| {}, hide_existence));
    for name in ["ana", "nobody"] {
        assert_refused(world.password_sign_in(name, "wrong"), wrong());
        let (_, challenge) = world.srp_start(name).unwrap();
        assert_eq!(challenge.challenge_name.as_ref().unwrap().as_str(), "PASSWORD_VERIFIER", "{name}");
        assert_refused(world.srp_sign_in(name, OLD), wrong());
    }
}

#[test]
fn wrong_passwords_of_imported_users_are_counted() {
    let world = imported(World::new(6));
    let refusals: Vec<String> =
        (0..8).map(|_| refusal(world.password_sign_in("ana", "wrong").unwrap_err())).collect();
    assert_eq!(refusals.last(), Some(&refusal(NotAuthorized::PasswordAttemptsExceeded)), "{refusals:?}");
    assert_refused(world.password_sign_in("ana", OLD), NotAuthorized::PasswordAttemptsExceeded);
}

#[test]
fn lines_without_a_hash_must_reset_and_malformed_ones_fail() {
    let world = World::new(7);
    let lines = [
        hashed("ana", HASHES[0].1),
        hashed("ben", ""),
        hashed("cid", "$2b$13$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e"),
        hashed("dan", HASHES[1].1),
        hashed("eve", HASHES[0].1),
    ];
    let (job, log) = import(&world, Some("BCRYPT"), file(&lines));
    assert_ended(&job, "Succeeded", [3, 0, 2]);
    let failed = |line: u64| {
        format!(
            "[FAILED] Line Number {line} - The value of password_hash is not a hash by BCRYPT, or exceeds the limits."
        )
    };
    assert_eq!(log, [failed(4), failed(5)]);
    assert_eq!(world.admin_get("ben").unwrap().user_status, "RESET_REQUIRED");
    assert_eq!(world.admin_get("eve").unwrap().user_status, "CONFIRMED");
}

#[test]
fn the_column_is_there_if_and_only_if_the_job_has_an_algorithm() {
    for (algorithm, file) in
        [(Some("BCRYPT"), super::file(&[super::person("ana")])), (None, file(&[hashed("ana", HASHES[0].1)]))]
    {
        let world = World::new(8);
        let (job, _) = import(&world, algorithm, file);
        assert_ended(&job, "Failed", [0, 0, 0]);
        let message = "The header of the csv file does not match the header of the user pool.";
        assert_eq!(job["CompletionMessage"], message);
    }
}

#[test]
fn every_new_password_replaces_the_hash() {
    let set: [fn(&World); 2] = [
        |world| {
            let request = json!({"Username": "ana", "Password": PASSWORD, "Permanent": true});
            world.pool_ok("AdminSetUserPassword", request);
        },
        |world| {
            world.forgot_password("ana").unwrap();
            world.confirm_forgot_password("ana", &world.outbox.last_code(), PASSWORD).unwrap();
        },
    ];
    for set in set {
        let world = imported(World::new(9));
        set(&world);
        assert_refused(world.password_sign_in("ana", OLD), wrong());
        signed_in(world.srp_sign_in("ana", PASSWORD));
    }
}

#[test]
fn changing_the_password_needs_the_old_one() {
    let world = imported(World::with(
        10,
        MemoryStorage::default(),
        |pool| {
            pool.settings = crate::world::typed(json!({
                "AutoVerifiedAttributes": ["email"],
                "Policies": {
                    "SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP"]},
                    "PasswordPolicy": {"PasswordHistorySize": 2, "MinimumLength": 8},
                },
            }));
        },
        |client| {
            let flows = ["ALLOW_USER_AUTH", "ALLOW_USER_PASSWORD_AUTH"].map(Into::into).to_vec();
            client.settings.explicit_auth_flows = Some(flows);
        },
    ));
    // The user signs in by a code, so the hash stays.
    let parameters = json!({"USERNAME": "ana", "PREFERRED_CHALLENGE": "EMAIL_OTP"});
    let request = json!({"ClientId": world.client, "AuthFlow": "USER_AUTH", "AuthParameters": parameters});
    let asked = world.ok("InitiateAuth", request);
    let responses = json!({"USERNAME": "ana", "EMAIL_OTP_CODE": world.outbox.last_code()});
    let request = json!({
        "ClientId": world.client, "ChallengeName": "EMAIL_OTP", "Session": asked["Session"],
        "ChallengeResponses": responses,
    });
    let token = world.ok("RespondToAuthChallenge", request)["AuthenticationResult"]["AccessToken"].clone();
    let change = |previous: Option<&str>, proposed: &str| {
        let request =
            json!({"AccessToken": token, "PreviousPassword": previous, "ProposedPassword": proposed});
        world.call("ChangePassword", &request).map(drop)
    };
    let without = change(None, PASSWORD).unwrap_err();
    assert!(without.contains("previousPassword"), "{without}");
    assert_eq!(change(Some("wrong"), PASSWORD), Err(refusal(wrong())));
    assert_eq!(change(Some(OLD), OLD), Err(refusal(PasswordHistoryPolicyViolation)));
    change(Some(OLD), PASSWORD).unwrap();
    assert_refused(world.password_sign_in("ana", OLD), wrong());
    signed_in(world.password_sign_in("ana", PASSWORD));
}

#[test]
fn first_sign_ins_at_once_all_succeed() {
    for seed in 0..10 {
        let world = imported(World::with(11, Yielding(MemoryStorage::default()), |_| {}, |_| {}));
        let parameters = json!({"USERNAME": "ana", "PASSWORD": OLD});
        let request =
            json!({"ClientId": world.client, "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": parameters});
        let call = || world.engine.call("InitiateAuth", request.clone());
        let calls = (0..3).map(|_| Box::pin(call()) as Racer<'_, Value>);
        for answer in interleave(seed, calls.collect()) {
            assert!(answer.unwrap()["AuthenticationResult"]["AccessToken"].is_string());
        }
        signed_in(world.srp_sign_in("ana", OLD));
    }
}
