//! `AssociateSoftwareToken` and `VerifySoftwareToken`.

use serde_json::json;
use userpool::{error::CodeMismatch, storage::MemoryStorage};

use super::{INVALID_SESSION, challenged, respond, with_app, world_with};
use crate::world::{assert_refused, other_than, signed_in};

#[test]
fn an_app_is_associated_and_verified_in_that_order() {
    let world = world_with(50, "OPTIONAL", &["SOFTWARE_TOKEN_MFA"]);
    let token = world.tokens("ana").access_token.unwrap();
    let verify = |code: &str| json!({"AccessToken": token.as_str(), "UserCode": code});
    assert_eq!(
        world.refused("VerifySoftwareToken", verify("123456")),
        "SoftwareTokenMFANotFoundException: Software Token MFA does not exist for the user."
    );
    for code in ["12345", "1234567", "12345a"] {
        assert!(
            world
                .refused("VerifySoftwareToken", verify(code))
                .starts_with("InvalidParameterException: 1 valid")
        );
    }
    for operation in ["AssociateSoftwareToken", "VerifySoftwareToken"] {
        let refused = world.refused(operation, json!({"UserCode": "123456"}));
        assert!(refused.starts_with("InvalidParameterException"), "{refused}");
        for session in
            ["a-session-of-nobodys-making", &"A".repeat(4096), "dXMtZWFzdC0xX0FiYwpjbGllbnQKbm90aGluZw"]
        {
            assert_eq!(
                world.refused(operation, json!({"Session": session, "UserCode": "123456"})),
                format!("NotAuthorizedException: {INVALID_SESSION}")
            );
        }
    }
    let secret = world.ok("AssociateSoftwareToken", json!({"AccessToken": token.as_str()}));
    assert_eq!(secret.as_object().unwrap().len(), 1, "no session without a session");
    let secret = secret["SecretCode"].as_str().unwrap();
    assert_eq!(
        world.refused("VerifySoftwareToken", verify(other_than(&world.totp(secret)))),
        "EnableSoftwareTokenMFAException: Code mismatch"
    );
    world.ok("VerifySoftwareToken", verify(&world.totp(secret)));
}

#[test]
fn an_app_goes_on_working_until_the_next_is_verified() {
    let (world, old) = with_app(51, MemoryStorage::default());
    let session = challenged(&world, "ana", "SOFTWARE_TOKEN_MFA").session;
    let tokens = signed_in(respond(&world, "SOFTWARE_TOKEN_MFA", &session, &world.totp(&old)));
    let token = tokens.access_token.unwrap();
    world.ok("AssociateSoftwareToken", json!({"AccessToken": token.as_str()}));
    world.clock.advance(30);
    let session = challenged(&world, "ana", "SOFTWARE_TOKEN_MFA").session;
    signed_in(respond(&world, "SOFTWARE_TOKEN_MFA", &session, &world.totp(&old)));

    let new = world.associate_app(&token);
    world.clock.advance(30);
    let session = challenged(&world, "ana", "SOFTWARE_TOKEN_MFA").session;
    assert_refused(
        respond(&world, "SOFTWARE_TOKEN_MFA", &session, &world.totp(&old)),
        CodeMismatch::SoftwareToken,
    );
    signed_in(respond(&world, "SOFTWARE_TOKEN_MFA", &session, &world.totp(&new)));
}

#[test]
fn a_pool_without_apps_associates_none() {
    for (seed, demand, factors) in [(52, "OFF", &[][..]), (53, "OPTIONAL", &["EMAIL_OTP"])] {
        let world = world_with(seed, demand, factors);
        let token = world.tokens("ana").access_token.unwrap();
        for operation in ["AssociateSoftwareToken", "VerifySoftwareToken"] {
            assert_eq!(
                world.refused(operation, json!({"AccessToken": token.as_str(), "UserCode": "123456"})),
                "SoftwareTokenMFANotFoundException: Software Token MFA has not been enabled by the userPool."
            );
        }
    }
}
