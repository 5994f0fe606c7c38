use super::{HashAlgorithm::*, *};

const PASSWORD: &str = "correct horse";

/// Hashes of [`PASSWORD`], made by other implementations: libxcrypt for bcrypt, OpenSSL for scrypt and PBKDF2, the
/// reference implementation for Argon2id.
const HASHES: [(HashAlgorithm, &str); 8] = [
    (Bcrypt, "$2a$04$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e"),
    (Bcrypt, "$2b$04$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e"),
    (Bcrypt, "$2y$04$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e"),
    (
        Scrypt,
        "16384$8$1$73616c7473616c7473616c7473616c74$d6275182eea7b3be2c963b74d39a3905b953295ec9ba5d073c64fa6975a75ca6",
    ),
    (
        Argon2id,
        "$argon2id$v=19$m=1024,t=2,p=1$c2FsdHNhbHRzYWx0c2FsdA$MO33cCFnqSA8SskhR8/i5r/vajJ3mDxwI/Myoh5GZwk",
    ),
    (Argon2id, "$argon2id$v=16$m=8,t=1,p=1$c2FsdHNhbHQ$ulCTStIN7TxvuBVbDP2NTA"),
    (Pbkdf2Sha256, "$pbkdf2-sha256$1000$c2FsdHNhbHRzYWx0c2FsdA$BBs+1+PaslLtBPULUr8/lQicvVuHiEPMz0i8MjLCbzM"),
    (
        Pbkdf2Sha256,
        "$pbkdf2-sha256$i=1000$c2FsdHNhbHRzYWx0c2FsdA==$BBs.1.PaslLtBPULUr8/lQicvVuHiEPMz0i8MjLCbzM=",
    ),
];

#[cfg(feature = "password-hashes")]
#[test]
fn hashes_of_other_implementations_are_verified() {
    for (algorithm, text) in HASHES {
        let hash = PasswordHash::parse(&Limits::SERVICE, algorithm, text).expect(text);
        assert!(hash.matches(PASSWORD), "{text}");
        for wrong in ["", "correct hors", "correct horse ", "Correct horse"] {
            assert!(!hash.matches(wrong), "{text} {wrong}");
        }
    }
}

#[cfg(feature = "password-hashes")]
#[test]
fn bcrypt_takes_any_characters_and_at_most_72_bytes() {
    let parse = |text| PasswordHash::parse(&Limits::SERVICE, Bcrypt, text).unwrap();
    assert!(parse("$2b$04$abcdefghijklmnopqrstuum174eFeoTj0DHmtuueFaS3Wde4P7wHG").matches("pässword"));
    let long = parse("$2b$04$abcdefghijklmnopqrstuuBzzIgyKkz7xMWYSzkIjUSnxEQFQ0WNe");
    assert!(long.matches(&"a".repeat(80)) && long.matches(&"a".repeat(72)));
    assert!(!long.matches(&"a".repeat(71)));
    assert!(!long.matches(&"a".repeat(10_000).replace("aa", "ba")));
}

#[test]
fn each_algorithm_reads_only_its_own_form() {
    for (algorithm, text) in HASHES {
        for other in [Bcrypt, Scrypt, Argon2id, Pbkdf2Sha256] {
            assert_eq!(
                PasswordHash::parse(&Limits::SERVICE, other, text).is_some(),
                other == algorithm,
                "{other:?} {text}"
            );
        }
        for length in 0..text.len() {
            let cut = PasswordHash::parse(&Limits::SERVICE, algorithm, &text[..length]);
            let is_shorter_hash = !matches!(algorithm, Bcrypt) && cut.is_some_and(|cut| cut.hash.len() >= 16);
            let is_whole = PasswordHash::parse(&Limits::SERVICE, algorithm, &text[..length]).is_none();
            assert!(is_shorter_hash || is_whole, "{}", &text[..length]);
        }
        assert!(PasswordHash::parse(&Limits::SERVICE, algorithm, &format!("{text}$x")).is_none());
        assert!(PasswordHash::parse(&Limits::SERVICE, algorithm, &format!(" {text}")).is_none());
        assert!(PasswordHash::parse(&Limits::SERVICE, algorithm, &format!("{text}é")).is_none());
    }
}

#[test]
fn the_limits_are_those_of_the_service() {
    let salt_and_hash = "c2FsdHNhbHRzYWx0c2FsdA$MO33cCFnqSA8SskhR8/i5r/vajJ3mDxwI/Myoh5GZwk";
    let hex = "73616c7473616c74$d6275182eea7b3be2c963b74d39a3905";
    let bcrypt = "abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e";
    for (algorithm, text, accepted) in [
        (Bcrypt, format!("$2b$12${bcrypt}"), true),
        (Bcrypt, format!("$2x$04${bcrypt}"), true),
        (Bcrypt, format!("$2b$13${bcrypt}"), false),
        (Bcrypt, format!("$2b$03${bcrypt}"), false),
        (Bcrypt, format!("$2b$4${bcrypt}"), false),
        (Bcrypt, format!("$2c$04${bcrypt}"), false),
        (Bcrypt, format!("$2b$+4${bcrypt}"), false),
        (Scrypt, format!("65536$8$1${hex}"), true),
        (Scrypt, format!("131072$8$1${hex}"), false),
        (Scrypt, format!("65536$9$1${hex}"), false),
        (Scrypt, format!("65536$8$2${hex}"), false),
        (Scrypt, format!("1$8$1${hex}"), false),
        (Scrypt, format!("0$8$1${hex}"), false),
        (Scrypt, format!("1000$8$1${hex}"), false),
        (Scrypt, format!("1024$0$1${hex}"), false),
        (Scrypt, format!("1024$8$0${hex}"), false),
        (Scrypt, format!("4294967296$8$1${hex}"), false),
        (Scrypt, "1024$8$1$zz$d6275182eea7b3be2c963b74d39a3905".to_owned(), false),
        (Scrypt, "1024$8$1$73$d627".to_owned(), false),
        (Scrypt, "1024$8$1$$d6275182eea7b3be2c963b74d39a3905".to_owned(), false),
        (Argon2id, format!("$argon2id$v=19$m=19456,t=2,p=1${salt_and_hash}"), true),
        (Argon2id, format!("$argon2id$m=19456,t=2,p=1${salt_and_hash}"), true),
        (Argon2id, format!("$argon2id$v=19$m=19457,t=2,p=1${salt_and_hash}"), false),
        (Argon2id, format!("$argon2id$v=19$m=19456,t=3,p=1${salt_and_hash}"), false),
        (Argon2id, format!("$argon2id$v=19$m=19456,t=2,p=2${salt_and_hash}"), false),
        (Argon2id, format!("$argon2id$v=19$m=7,t=2,p=1${salt_and_hash}"), false),
        (Argon2id, format!("$argon2id$v=18$m=19456,t=2,p=1${salt_and_hash}"), false),
        (Argon2id, format!("$argon2id$v=19$t=2,m=19456,p=1${salt_and_hash}"), false),
        (Argon2id, format!("$argon2id$v=19$m=19456,t=2,p=1,x=1${salt_and_hash}"), false),
        (Argon2id, format!("$argon2i$v=19$m=19456,t=2,p=1${salt_and_hash}"), false),
        (Pbkdf2Sha256, format!("$pbkdf2-sha256$600000${salt_and_hash}"), true),
        (Pbkdf2Sha256, format!("$pbkdf2-sha256$600001${salt_and_hash}"), false),
        (Pbkdf2Sha256, format!("$pbkdf2-sha256$0${salt_and_hash}"), false),
        (Pbkdf2Sha256, format!("$pbkdf2-sha512$1000${salt_and_hash}"), false),
    ] {
        assert_eq!(PasswordHash::parse(&Limits::SERVICE, algorithm, &text).is_some(), accepted, "{text}");
    }
}

#[test]
fn the_algorithms_have_the_names_of_the_api() {
    for name in ["BCRYPT", "SCRYPT", "ARGON2ID", "PBKDF2_SHA256"] {
        assert!(HashAlgorithm::parse(name).is_some(), "{name}");
    }
    assert_eq!(HashAlgorithm::parse("bcrypt"), None);
}

#[test]
fn nothing_of_a_hash_is_printed() {
    let hash = PasswordHash::parse(&Limits::SERVICE, HASHES[6].0, HASHES[6].1).unwrap();
    assert_eq!(format!("{hash:?}"), "PasswordHash { cost: Pbkdf2Sha256 { iterations: 1000 }, .. }");
}
