//! Every value of the test vectors, hostile input, and the whole protocol against a readable reference.

use num_bigint::BigUint;
use proptest::prelude::*;
use serde_json::Value;

use super::*;

fn vectors() -> Value {
    serde_json::from_str(include_str!("../../../tests/data/srp-vectors.json")).unwrap()
}

fn text<'a>(case: &'a Value, member: &str) -> &'a str {
    case[member].as_str().unwrap()
}

fn number(case: &Value, member: &str) -> BigUint {
    BigUint::parse_bytes(text(case, member).as_bytes(), 16).unwrap()
}

fn bytes(case: &Value, member: &str) -> Vec<u8> {
    number(case, member).to_bytes_be()
}

fn integer(element: &Element) -> BigUint {
    BigUint::from_bytes_be(&element.to_bytes())
}

fn padded(number: &[u8]) -> String {
    hex::padded(number).concat().iter().map(|byte| format!("{byte:02x}")).collect()
}

fn exact(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn n() -> BigUint {
    BigUint::from_bytes_be(&group::modulus_bytes())
}

fn identity(case: &Value) -> Identity<'_> {
    match case["kind"].as_str() {
        Some("device") => Identity::device(text(case, "device_group_key"), text(case, "device_key")),
        _ => Identity::user(pool_name(text(case, "user_pool_id")), text(case, "user_id_for_srp")),
    }
}

#[test]
fn the_group_and_the_multiplier_agree_with_the_test_vectors() {
    let vectors = vectors();
    assert_eq!(number(&vectors, "N_hex"), n());
    assert_eq!(number(&vectors, "g_hex"), integer(&Element::generator_pow(&[1])));
    assert_eq!(number(&vectors, "k_hex"), integer(&Element::generator_pow(&[0]).times_k()));
    assert_eq!(text(&vectors, "hkdf_info").as_bytes(), SessionKey::INFO);
}

#[test]
fn every_value_of_every_case_is_computed() {
    let vectors = vectors();
    let cases = vectors["cases"].as_array().unwrap();
    assert_eq!(cases.len(), 6);
    for case in cases {
        let (identity, password) = (identity(case), text(case, "password"));
        if case["kind"] == "user" {
            assert_eq!(pool_name(text(case, "user_pool_id")), case["pool_name"]);
        }
        assert_eq!(format!("{}:{password}", identity.names.concat()), case["identity_string"]);

        let salt = Salt::from_hex(text(case, "salt_hex")).unwrap();
        assert_eq!(salt.hex(), case["salt_hex"]);
        assert_eq!(padded(salt.as_bytes()), case["salt_padded_hex"]);
        assert_eq!(exact(&*identity.hash(password)), case["identity_hash_hex"]);
        assert_eq!(hex::encode(&*identity.exponent(password, &salt)), case["x_hex"]);

        let verifier = Verifier::derive(&identity, password, &salt);
        assert_eq!(hex::encode(&*verifier.to_bytes()), case["verifier_hex"]);
        assert_eq!(padded(&*verifier.to_bytes()), case["verifier_padded_hex"]);
        assert!(verifier.matches_password(&identity, password, &salt));

        let (a, b) = (bytes(case, "a_hex"), bytes(case, "b_hex"));
        let (client, server) = (client_public(&a), server_public(&verifier, &b));
        assert_eq!(client.hex(), case["A_hex"]);
        assert_eq!(padded(client.as_bytes()), case["A_padded_hex"]);
        assert_eq!(server.hex(), case["B_hex"]);
        assert_eq!(padded(server.as_bytes()), case["B_padded_hex"]);
        assert_eq!(PublicValue::from_hex(text(case, "A_hex")), Ok(client.clone()));
        assert_eq!(PublicValue::from_hex(text(case, "B_padded_hex")), Ok(server.clone()));

        let u = Scrambler::new(&client, &server).unwrap();
        assert_eq!(hex::encode(&u.0), case["u_hex"]);
        assert_eq!(padded(&u.0), case["u_padded_hex"]);

        let secret = server_secret(&client, &u, &b, &verifier);
        assert_eq!(hex::encode(&secret.to_bytes()), case["S_hex"]);
        assert_eq!(padded(&secret.to_bytes()), case["S_padded_hex"]);
        assert_eq!(exact(&*SessionKey::extract(&u, &secret)), case["hkdf_prk_hex"]);

        let key = SessionKey::derive(&u, &secret);
        assert_eq!(exact(&key.0), case["hkdf_key_hex"]);
        let x = identity.exponent(password, &salt);
        let from_client = client_session_key(&a, &client, &server, &*x).unwrap();
        assert_eq!(from_client.0, key.0);

        let (block, timestamp) = (text(case, "secret_block_base64"), text(case, "timestamp"));
        let block = BASE64.decode(block).unwrap();
        let message = [identity.names.concat().as_bytes(), block.as_slice(), timestamp.as_bytes()].concat();
        assert_eq!(exact(&message), case["claim_message_hex"]);
        let signature = text(case, "claim_signature_base64");
        assert_eq!(BASE64.encode(key.claim(&identity, &block, timestamp)), signature);
        assert!(key.verify_claim(&identity, &block, timestamp, signature));
    }
}

/// Otherwise a case could lose the property that it tests.
#[test]
fn the_cases_have_the_paddings_they_claim() {
    for case in vectors()["cases"].as_array().unwrap() {
        let properties = &case["properties"];
        for (name, member) in
            [("salt", "salt_hex"), ("A", "A_hex"), ("B", "B_hex"), ("u", "u_hex"), ("S", "S_hex")]
        {
            let digits = hex::encode(&bytes(case, member));
            assert_eq!(digits.len() % 2 == 1, properties[format!("{name}_odd_length")], "{name}");
            let top_bit = padded(&bytes(case, member)).starts_with("00");
            assert_eq!(top_bit, properties[format!("{name}_needs_00_pad")], "{name}");
        }
    }
}

#[test]
fn a_device_is_read_from_its_secret_verifier_config() {
    for case in vectors()["cases"].as_array().unwrap().iter().filter(|case| case["kind"] == "device") {
        let config = &case["confirm_device"];
        let (salt, verifier) =
            device_verifier(text(config, "Salt"), text(config, "PasswordVerifier")).unwrap();
        assert_eq!(salt.hex(), case["salt_hex"]);
        assert_eq!(hex::encode(&*verifier.to_bytes()), case["verifier_hex"]);
        assert!(verifier.matches_password(&identity(case), text(case, "password"), &salt));
    }
}

#[test]
fn a_device_with_an_impossible_verifier_is_refused() {
    let one = BASE64.encode([1]);
    let n_bytes = BASE64.encode(group::modulus_bytes());
    let n_less_one = BASE64.encode((n() - 1_u8).to_bytes_be());
    let too_long = BASE64.encode([1; 385]);
    let padded_n_less_one = BASE64.encode([vec![0], (n() - 1_u8).to_bytes_be()].concat());
    let refused = |salt: &str, verifier: &str| device_verifier(salt, verifier).map(|_| ());

    assert_eq!(refused(&one, &one), Ok(()));
    assert_eq!(refused(&one, &n_less_one), Ok(()));
    assert_eq!(refused(&one, &padded_n_less_one), Ok(()));
    assert_eq!(refused(&one, &n_bytes), Err(SrpError::OutOfRange));
    assert_eq!(refused(&one, &too_long), Err(SrpError::OutOfRange));
    assert_eq!(refused(&one, ""), Err(SrpError::OutOfRange));
    assert_eq!(refused(&one, "AA=="), Err(SrpError::OutOfRange));
    assert_eq!(refused("", &one), Err(SrpError::OutOfRange));
    assert_eq!(refused(&BASE64.encode([1; 65]), &one), Err(SrpError::OutOfRange));
    assert_eq!(refused("!", &one), Err(SrpError::NotBase64));
    assert_eq!(refused(&one, "AQ"), Err(SrpError::NotBase64));
}

#[test]
fn public_values_divisible_by_the_modulus_are_refused() {
    let parse = |number: BigUint| PublicValue::from_hex(&number.to_str_radix(16));
    for refused in [BigUint::ZERO, n(), n() * 2_u8, n() * 3_u8, n() + 1_u8, BigUint::from(1_u8) << 3072] {
        assert_eq!(parse(refused), Err(SrpError::OutOfRange));
    }
    for accepted in [BigUint::from(1_u8), n() - 1_u8] {
        let value = parse(accepted.clone()).unwrap();
        assert_eq!(value.hex(), accepted.to_str_radix(16));
        assert_eq!(PublicValue::from_bytes(*value.as_bytes()), Ok(value));
    }
    assert_eq!(PublicValue::from_bytes([0; PublicValue::BYTES]), Err(SrpError::OutOfRange));
    assert_eq!(PublicValue::from_bytes(group::modulus_bytes()), Err(SrpError::OutOfRange));
}

#[test]
fn a_public_value_that_is_not_a_number_is_refused() {
    for bad in ["", " 1", "1 ", "-1", "0x1", "g", "1\n", "é"] {
        assert_eq!(PublicValue::from_hex(bad), Err(SrpError::NotHex), "{bad:?}");
    }
    assert_eq!(PublicValue::from_hex(&"f".repeat(10_000)), Err(SrpError::OutOfRange));
    assert_eq!(PublicValue::from_hex(&"0".repeat(10_000)), Err(SrpError::OutOfRange));
}

#[test]
fn a_zero_scrambler_is_refused() {
    assert_eq!(Scrambler::from_hash([0; 32]).map(|_| ()), Err(SrpError::ZeroScrambler));
    let mut least = [0; 32];
    least[31] = 1;
    assert!(Scrambler::from_hash(least).is_ok());
}

#[test]
fn a_new_salt_always_has_32_digits() {
    for random in [[0; 16], [0xff; 16], [0x0f; 16], [0x10; 16]] {
        let salt = Salt::from_random(random);
        assert_eq!(salt.hex().len(), 32);
        assert!(!salt.hex().starts_with('0'));
        assert_eq!(salt.hex()[2..], exact(&random)[2..]);
        assert_eq!(Salt::from_hex(&salt.hex()), Ok(salt));
    }
}

#[test]
fn leading_zeros_do_not_change_a_salt() {
    let salt = Salt::from_bytes(&[0, 0, 0x0a, 0xbc]).unwrap();
    assert_eq!(salt.hex(), "abc");
    assert_eq!(Salt::from_hex("0000ABC"), Ok(salt.clone()));
    let identity = Identity::user("Pool", "ana");
    assert_eq!(
        *identity.exponent("x", &salt),
        *identity.exponent("x", &Salt::from_bytes(&[0x0a, 0xbc]).unwrap())
    );
    assert_eq!(Salt::from_hex("0"), Err(SrpError::OutOfRange));
    assert_eq!(Salt::from_hex(&"f".repeat(128)).map(|_| ()), Ok(()));
    assert_eq!(Salt::from_hex(&"f".repeat(129)), Err(SrpError::OutOfRange));
}

#[test]
fn a_verifier_matches_one_user_one_password_and_one_salt() {
    let salt = Salt::from_random([1; 16]);
    let ana = Identity::user("Pool", "ana");
    let verifier = Verifier::derive(&ana, "Correct-Horse9!", &salt);
    assert!(verifier.matches_password(&ana, "Correct-Horse9!", &salt));
    assert!(!verifier.matches_password(&ana, "Correct-Horse9", &salt));
    assert!(!verifier.matches_password(&Identity::user("Pool", "bob"), "Correct-Horse9!", &salt));
    assert!(!verifier.matches_password(&Identity::user("Pool2", "ana"), "Correct-Horse9!", &salt));
    assert!(!verifier.matches_password(&ana, "Correct-Horse9!", &Salt::from_random([2; 16])));
    assert!(Verifier::from_bytes(&*verifier.to_bytes()).unwrap().matches_password(
        &ana,
        "Correct-Horse9!",
        &salt
    ));
}

#[test]
fn a_claim_is_valid_for_one_block_one_time_and_one_name() {
    let key = SessionKey([7; 16]);
    let (ana, time) = (Identity::user("Pool", "ana"), "Sat Jan 3 04:05:06 UTC 2026");
    let signature = BASE64.encode(key.claim(&ana, b"block", time));
    assert!(key.verify_claim(&ana, b"block", time, &signature));
    assert!(!key.verify_claim(&ana, b"other", time, &signature));
    assert!(!key.verify_claim(&ana, b"block", "Sat Jan 3 04:05:07 UTC 2026", &signature));
    assert!(!key.verify_claim(&Identity::user("Pool", "bob"), b"block", time, &signature));
    assert!(!SessionKey([8; 16]).verify_claim(&ana, b"block", time, &signature));
    for bad in ["", "====", &signature[..43], &signature[..40], "é"] {
        assert!(!key.verify_claim(&ana, b"block", time, bad), "{bad}");
    }
}

#[test]
fn a_right_signature_over_a_malformed_time_is_refused() {
    let key = SessionKey([7; 16]);
    let ana = Identity::user("Pool", "ana");
    for time in ["Sat Jan 03 04:05:06 UTC 2026", "2026-01-03T04:05:06Z", ""] {
        let signature = BASE64.encode(key.claim(&ana, b"block", time));
        assert!(!key.verify_claim(&ana, b"block", time, &signature), "{time}");
    }
}

#[test]
fn values_sealed_between_the_steps_give_the_same_key() {
    let verifier = Verifier::derive(&Identity::user("Pool", "ana"), "x", &Salt::from_random([1; 16]));
    let server = ServerEphemeral::new(&verifier, [3; 32]);
    let restored = ServerEphemeral::from_parts(*server.secret(), server.public().clone());
    let client = client_public(&[5; 32]);
    let key = |server: &ServerEphemeral| server.session_key(&client, &verifier).unwrap().0;
    assert_eq!(key(&server), key(&restored));
}

#[test]
fn secrets_are_not_printed() {
    let verifier = Verifier::derive(&Identity::user("Pool", "ana"), "x", &Salt::from_random([1; 16]));
    let server = ServerEphemeral::new(&verifier, [0x5a; 32]);
    assert_eq!(format!("{verifier:?}"), "Verifier(…)");
    assert_eq!(format!("{:?}", SessionKey([7; 16])), "SessionKey(…)");
    assert_eq!(
        format!("{server:?}"),
        format!("ServerEphemeral {{ public: PublicValue({}), .. }}", server.public().hex())
    );
}

/// The formulas a second time, with plain integers and the `hkdf` crate.
fn reference_key(a_public: &BigUint, b: &BigUint, v: &BigUint) -> (BigUint, [u8; 16]) {
    let java = |number: &BigUint| num_bigint::BigInt::from(number.clone()).to_signed_bytes_be();
    let hash = |parts: &[&[u8]]| Sha256::digest(parts.concat()).to_vec();

    let k = BigUint::from_bytes_be(&hash(&[&java(&n()), &[2]]));
    let b_public = (k * v + BigUint::from(2_u8).modpow(b, &n())) % n();
    let u = BigUint::from_bytes_be(&hash(&[&java(a_public), &java(&b_public)]));
    let s = (a_public * v.modpow(&u, &n())).modpow(b, &n());
    let mut key = [0; 16];
    hkdf::Hkdf::<Sha256>::new(Some(&java(&u)), &java(&s)).expand(b"Caldera Derived Key", &mut key).unwrap();
    (b_public, key)
}

fn in_group() -> impl Strategy<Value = BigUint> {
    prop_oneof![
        Just(BigUint::from(1_u8)),
        Just(n() - 1_u8),
        any::<u8>().prop_map(|small| BigUint::from(small) + 1_u8),
        proptest::collection::vec(any::<u8>(), 384)
            .prop_map(|bytes| BigUint::from_bytes_be(&bytes) % n() + 1_u8),
    ]
}

fn secret() -> impl Strategy<Value = [u8; 32]> {
    let small = any::<u8>().prop_map(|last| std::array::from_fn(|i| if i == 31 { last } else { 0 }));
    prop_oneof![Just([0; 32]), Just([0xff; 32]), small, any::<[u8; 32]>()]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn the_server_agrees_with_the_reference(a in in_group(), b in secret(), v in in_group()) {
        let client = PublicValue::from_hex(&a.to_str_radix(16)).unwrap();
        let verifier = Verifier::from_bytes(&v.to_bytes_be()).unwrap();
        let server = ServerEphemeral::new(&verifier, b);
        let (b_public, key) = reference_key(&a, &BigUint::from_bytes_be(&b), &v);
        prop_assert_eq!(server.public().hex(), b_public.to_str_radix(16));
        prop_assert_eq!(server.session_key(&client, &verifier).unwrap().0, key);
    }

    #[test]
    fn any_text_is_read_or_refused(text in ".*", digits in "[0-9a-fA-F]{0,800}") {
        for text in [&text, &digits] {
            let _ = (PublicValue::from_hex(text), Salt::from_hex(text), device_verifier(text, text));
            let _ = (Salt::from_bytes(text.as_bytes()), Verifier::from_bytes(text.as_bytes()));
            let identity = Identity::user(pool_name(text), text);
            let _ = SessionKey([7; 16]).verify_claim(&identity, &[], text, text);
        }
    }
}
