//! The public interface alone is enough to sign in as the vectors do.

use serde_json::Value;
use userpool::auth::srp::{
    Identity, PublicValue, Salt, ServerEphemeral, Verifier, device_verifier, pool_name,
};

fn cases() -> Vec<Value> {
    let vectors: Value = serde_json::from_str(include_str!("../../data/srp-vectors.json")).unwrap();
    vectors["cases"].as_array().unwrap().clone()
}

fn text<'a>(case: &'a Value, member: &str) -> &'a str {
    case[member].as_str().unwrap()
}

fn identity(case: &Value) -> Identity<'_> {
    match case["kind"].as_str() {
        Some("device") => Identity::device(text(case, "device_group_key"), text(case, "device_key")),
        _ => Identity::user(pool_name(text(case, "user_pool_id")), text(case, "user_id_for_srp")),
    }
}

fn decode(digits: &str) -> Vec<u8> {
    digits
        .as_bytes()
        .chunks(2)
        .map(|pair| u8::from_str_radix(str::from_utf8(pair).unwrap(), 16).unwrap())
        .collect()
}

#[test]
fn every_password_fits_its_verifier() {
    for case in cases() {
        let salt = Salt::from_hex(text(&case, "salt_hex")).unwrap();
        let verifier = Verifier::from_bytes(&decode(text(&case, "verifier_padded_hex"))).unwrap();
        assert!(
            verifier.matches_password(&identity(&case), text(&case, "password"), &salt),
            "{}",
            case["id"]
        );
        assert!(!verifier.matches_password(&identity(&case), "wrong", &salt), "{}", case["id"]);
    }
}

#[test]
fn every_confirmed_device_has_its_verifier() {
    for case in cases().iter().filter(|case| case["kind"] == "device") {
        let config = &case["confirm_device"];
        let (salt, verifier) =
            device_verifier(text(config, "Salt"), text(config, "PasswordVerifier")).unwrap();
        assert_eq!(salt.hex(), case["salt_hex"]);
        assert!(verifier.matches_password(&identity(case), text(case, "password"), &salt));
    }
}

/// Only this case has a b of 256 bits, which is what [`ServerEphemeral`] draws.
#[test]
fn the_signature_of_the_short_case_is_accepted() {
    let cases = cases();
    let case = cases.iter().find(|case| case["id"] == "user-short-and-utf8").unwrap();
    let verifier = Verifier::from_bytes(&decode(text(case, "verifier_padded_hex"))).unwrap();
    let server = ServerEphemeral::new(&verifier, decode(text(case, "b_hex")).try_into().unwrap());
    assert_eq!(server.public().hex(), case["B_hex"]);

    let client = PublicValue::from_hex(text(case, "A_hex")).unwrap();
    let key = server.session_key(&client, &verifier).unwrap();
    // The signed message holds the block between the names and the time.
    let message = decode(text(case, "claim_message_hex"));
    let names = text(case, "pool_name").len() + text(case, "user_id_for_srp").len();
    let block = &message[names..message.len() - text(case, "timestamp").len()];
    let signature = text(case, "claim_signature_base64");
    assert!(key.verify_claim(&identity(case), block, text(case, "timestamp"), signature));
    assert!(!key.verify_claim(&identity(case), &block[1..], text(case, "timestamp"), signature));
}
