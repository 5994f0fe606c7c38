use super::{
    super::*,
    Algorithm::{self, *},
};

const PASSWORD: &str = "correct horse";

/// Hashes with their passwords.
const HASHES: [(Algorithm, &str, &str); 17] = [
    // The example of https://github.com/firebase/scrypt.
    (
        FirebaseScrypt,
        "user1password",
        "$firebase-scrypt$r=8,m=14$42xEC+ixf3L2lw==$Bw==$jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVMXAn210wjLNmdZJzxUECKbm0QsEmYUSDzZvpjeJ9WmXA==$lSrfV15cpx95/sZS2W9c9Kp6i/LVgQNDNC/qzrCnh1SAyZvqmZqAjTdn3aoItz+VHjoZilo78198JAdRuid5lQ==",
    ),
    // The examples of https://www.akkadia.org/drepper/SHA-crypt.txt.
    (
        Sha512Crypt,
        "Hello world!",
        "$6$saltstring$svn8UoSVapNtMuq1ukKS4tPQd8iKwSMHWjl/O817G3uBnIFNjnQJuesI68u4OTLiBFdcbYEdFCoEOfaS35inz1",
    ),
    (
        Sha512Crypt,
        "Hello world!",
        "$6$rounds=10000$saltstringsaltst$OW1/O6BYHV6BcXZu8QVeXbDWra3Oeqh0sbHbbMCVNSnCM/UrjmM0Dp8vOuZeHBy/YTBmSK6H9qs/y3RnOaw5v.",
    ),
    (
        Sha512Crypt,
        "This is just a test",
        "$6$rounds=5000$toolongsaltstrin$lQ8jolhgVRVhY4b5pZKaysCLi0QBxGoNeKQzQ3glMhwllF7oGDZxUhx1yxdYcz/e1JSbq3y6JMxxl8audkUEm0",
    ),
    (
        Sha512Crypt,
        "a very much longer text to encrypt.  This one even stretches over morethan one line.",
        "$6$rounds=1400$anotherlongsalts$POfYwTEok97VWcjxIiSOjiykti.o/pQs.wPvMxQ6Fm7I6IoYN3CmLs66x9t0oSwbtEW7o7UmJEiDwGqd8p4ur1",
    ),
    (
        Sha512Crypt,
        "we have a short salt string but not a short password",
        "$6$rounds=77777$short$WuQyW2YR.hBNpjjRhpYD/ifIw05xdfeEyQoMxIXbkvr0gge1a1x3yRULJ5CCaUeOxFmtlcGZelFl5CxtgfiAc0",
    ),
    // Made with passlib 1.7.4 for Python.
    (
        Sha512Crypt,
        "pässwordpässwordpässwordpässwordpässword",
        "$6$rounds=1000$abcdefgh$OKmZb8ABLeanyaAlfSJOF6s1dxrF355snaeQpSGikn5vS58DiODWVM32fS91jQrkaZ9Ld98Vd0fkkIh3ygmbf0",
    ),
    (
        Pbkdf2Sha512,
        PASSWORD,
        "$pbkdf2-sha512$1000$c2FsdHNhbHRzYWx0c2FsdA$EHLBej.uEvxlmr0QnHnceg1vM6h1wbwSP5XErh3SmizNDWZsIi28RPGARe0EssjGRoiACzxgHjNvqwJY1zxKig",
    ),
    (Pbkdf2Sha1, PASSWORD, "$pbkdf2$1000$c2FsdHNhbHRzYWx0c2FsdA$EUcKisx.yviAqdTmlEPmy.5ykUU"),
    // Made with hashlib of Python: as long as Keycloak makes them.
    (
        Pbkdf2Sha1,
        PASSWORD,
        "$pbkdf2-sha1$1000$c2FsdHNhbHRzYWx0c2FsdA==$EUcKisx+yviAqdTmlEPmy+5ykUVSCgcJIG6nNVgerx5t7XngttupuPiN19rIpTr/nPycbowbDpfi2+0Lcl7CJQ==",
    ),
    // The examples of https://www.rfc-editor.org/rfc/rfc6070.
    (Pbkdf2Sha1, "password", "$pbkdf2-sha1$1$c2FsdA$DGDID5YfDnHzqbUkr2ASBi/gN6Y"),
    (Pbkdf2Sha1, "password", "$pbkdf2-sha1$2$c2FsdA$6mwBTcctb4zNHtkqzh1B8NjeiVc"),
    (Pbkdf2Sha1, "password", "$pbkdf2-sha1$4096$c2FsdA$SwB5AbdlSJq+rUnZJvch0GWkKcE"),
    (
        Pbkdf2Sha1,
        "passwordPASSWORDpassword",
        "$pbkdf2-sha1$4096$c2FsdFNBTFRzYWx0U0FMVHNhbHRTQUxUc2FsdFNBTFRzYWx0$PS7sT+QchJuAyNg2YsDkSospGpZM8vBwOA",
    ),
    // Made with argon2-cffi for Python; the last one has the parameters of Keycloak.
    (
        Argon2,
        PASSWORD,
        "$argon2i$v=19$m=1024,t=3,p=2$c2FsdHNhbHRzYWx0c2FsdA$7wi0XG9+hKyvrhdLXEb9yYZHzmmkTladLFMKzjFIMTo",
    ),
    (
        Argon2,
        PASSWORD,
        "$argon2d$v=19$m=1024,t=2,p=4$c2FsdHNhbHRzYWx0c2FsdA$1aGVh1i4ni6BG6zX//KkE32pusAiqeCdgKZZK3Ua0/o",
    ),
    (
        Argon2,
        PASSWORD,
        "$argon2id$v=19$m=7168,t=5,p=1$c2FsdHNhbHRzYWx0c2FsdA$JHP+3w2PUJ5VQtxDHCjdoAAEC+JztcwU/LWpmtUl7XQ",
    ),
];

fn parse(algorithm: Algorithm, text: &str) -> Option<PasswordHash> {
    PasswordHash::parse(&Limits::STORED, HashAlgorithm::Foreign(algorithm), text)
}

#[test]
fn hashes_of_other_implementations_are_verified() {
    for (algorithm, password, text) in HASHES {
        let hash = parse(algorithm, text).expect(text);
        assert!(hash.matches(password), "{text}");
        for wrong in ["", &password[1..], &format!("{password} "), &password.to_uppercase()] {
            assert!(!hash.matches(wrong), "{text} {wrong}");
        }
    }
}

#[test]
fn each_algorithm_reads_only_its_own_form() {
    for (algorithm, _, text) in HASHES {
        for other in [Argon2, Pbkdf2Sha1, Pbkdf2Sha512, FirebaseScrypt, Sha512Crypt] {
            assert_eq!(parse(other, text).is_some(), other == algorithm, "{other:?} {text}");
        }
        for at in 0..text.len() {
            let cut = parse(algorithm, &text[..at]);
            // Some hashes are the beginning of longer ones.
            let is_shorter = matches!(algorithm, Argon2 | Pbkdf2Sha1 | Pbkdf2Sha512) && text.len() - at < 70;
            let is_unpadded = text[at..].bytes().all(|byte| byte == b'=');
            assert!(cut.is_none() || is_shorter || is_unpadded, "{}", &text[..at]);
        }
        for changed in [format!("{text}$x"), format!(" {text}"), format!("{text}é"), text.replace('$', "")] {
            assert!(parse(algorithm, &changed).is_none(), "{changed}");
        }
    }
}

#[test]
fn the_costs_are_bounded() {
    let salt_and_hash = "c2FsdHNhbHRzYWx0c2FsdA$MO33cCFnqSA8SskhR8/i5r/vajJ3mDxwI/Myoh5GZwk";
    let long = "c2FsdHNhbHRzYWx0c2FsdA$EUcKisx+yviAqdTmlEPmy+5ykUVSCgcJIG6nNVgerx5t7XngttupuPiN19rIpTr/nPycbowbDpfi2+0Lcl7CJQ==";
    let crypt = "svn8UoSVapNtMuq1ukKS4tPQd8iKwSMHWjl/O817G3uBnIFNjnQJuesI68u4OTLiBFdcbYEdFCoEOfaS35inz1";
    let key = "c2FsdHNhbHRzYWx0c2FsdHNhbHRzYWx0c2FsdHNhbHQ=";
    let firebase = format!("c2FsdA==$Bw==${key}${key}");
    for (algorithm, text, accepted) in [
        (Argon2, format!("$argon2id$v=19$m=262144,t=4,p=16${salt_and_hash}"), true),
        (Argon2, format!("$argon2id$v=19$m=262144,t=5,p=16${salt_and_hash}"), false),
        (Argon2, format!("$argon2id$v=19$m=262145,t=1,p=1${salt_and_hash}"), false),
        (Argon2, format!("$argon2id$v=19$m=1024,t=64,p=1${salt_and_hash}"), true),
        (Argon2, format!("$argon2id$v=19$m=1024,t=65,p=1${salt_and_hash}"), false),
        (Argon2, format!("$argon2id$v=19$m=1024,t=1,p=17${salt_and_hash}"), false),
        (Argon2, format!("$argon2id$v=19$m=127,t=1,p=16${salt_and_hash}"), false),
        (Argon2, format!("$argon2x$v=19$m=1024,t=1,p=1${salt_and_hash}"), false),
        (Pbkdf2Sha512, format!("$pbkdf2-sha512$1500000${long}"), true),
        (Pbkdf2Sha512, format!("$pbkdf2-sha512$1500001${long}"), false),
        (Pbkdf2Sha1, format!("$pbkdf2-sha1$750000${long}"), true),
        (Pbkdf2Sha1, format!("$pbkdf2-sha1$750001${long}"), false),
        (Pbkdf2Sha1, format!("$pbkdf2-sha1$0${long}"), false),
        (FirebaseScrypt, format!("$firebase-scrypt$r=8,m=18${firebase}"), true),
        (FirebaseScrypt, format!("$firebase-scrypt$r=9,m=18${firebase}"), false),
        (FirebaseScrypt, format!("$firebase-scrypt$r=1,m=19${firebase}"), false),
        (FirebaseScrypt, format!("$firebase-scrypt$r=1,m=64${firebase}"), false),
        (FirebaseScrypt, format!("$firebase-scrypt$r=1,m=0${firebase}"), false),
        (FirebaseScrypt, format!("$firebase-scrypt$r=0,m=14${firebase}"), false),
        (FirebaseScrypt, format!("$firebase-scrypt$r=8,m=14${firebase}$"), false),
        (FirebaseScrypt, format!("$firebase-scrypt$r=8,m=14$c2FsdA==$Bw==${key}$c2FsdA=="), false),
        (FirebaseScrypt, "$firebase-scrypt$r=8,m=14$c2FsdA==$Bw==$c2FsdA==$c2FsdA==".to_owned(), false),
        (Sha512Crypt, format!("$6$rounds=1000000$salt${crypt}"), true),
        (Sha512Crypt, format!("$6$rounds=1000001$salt${crypt}"), false),
        (Sha512Crypt, format!("$6$rounds=999$salt${crypt}"), false),
        (Sha512Crypt, format!("$6$rounds=+1000$salt${crypt}"), false),
        (Sha512Crypt, format!("$6$$${crypt}"), false),
        (Sha512Crypt, format!("$6$${crypt}"), false),
        (Sha512Crypt, format!("$6$saltsaltsaltsalts${crypt}"), false),
        (Sha512Crypt, format!("$6$salt${}", crypt.replace('8', "-")), false),
        (Sha512Crypt, format!("$6$salt${}é", &crypt[..84]), false),
    ] {
        assert_eq!(parse(algorithm, &text).is_some(), accepted, "{text}");
    }
}

#[test]
fn the_work_for_a_long_password_is_bounded() {
    let text = HASHES[1].2.replace("$6$", "$6$rounds=1000000$");
    let hash = parse(Sha512Crypt, &text).unwrap();
    let mut output = [0; 64];
    let Cost::Foreign(cost) = hash.cost else { panic!("another algorithm") };
    assert!(cost.compute(&[b'a'; 1024], &hash.salt, &mut output).is_none());
    let of_default = parse(Sha512Crypt, HASHES[1].2).unwrap();
    let Cost::Foreign(cost) = of_default.cost else { panic!("another algorithm") };
    assert!(cost.compute(&[b'a'; 1024], &hash.salt, &mut output).is_some());
}

#[test]
fn files_may_have_higher_costs_than_jobs() {
    let salt_and_hash = "c2FsdHNhbHRzYWx0c2FsdA$MO33cCFnqSA8SskhR8/i5r/vajJ3mDxwI/Myoh5GZwk";
    let hex = "73616c7473616c74$d6275182eea7b3be2c963b74d39a3905";
    for (algorithm, accepted, refused) in [
        (
            HashAlgorithm::Bcrypt,
            "$2b$14$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e".to_owned(),
            "$2b$15$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e".to_owned(),
        ),
        (HashAlgorithm::Scrypt, format!("131072$8$2${hex}"), format!("131072$8$3${hex}")),
        (HashAlgorithm::Scrypt, format!("65536$32$1${hex}"), format!("32768$33$1${hex}")),
        (
            HashAlgorithm::Argon2id,
            format!("$argon2id$v=19$m=65536,t=3,p=4${salt_and_hash}"),
            format!("$argon2id$v=19$m=262145,t=1,p=1${salt_and_hash}"),
        ),
        (
            HashAlgorithm::Pbkdf2Sha256,
            format!("$pbkdf2-sha256$3000000${salt_and_hash}"),
            format!("$pbkdf2-sha256$3000001${salt_and_hash}"),
        ),
    ] {
        assert!(PasswordHash::parse(&Limits::SERVICE, algorithm, &accepted).is_none(), "{accepted}");
        assert!(PasswordHash::parse(&Limits::STORED, algorithm, &accepted).is_some(), "{accepted}");
        assert!(PasswordHash::parse(&Limits::STORED, algorithm, &refused).is_none(), "{refused}");
    }
    // Made with the package bcrypt for Python.
    let hash = "$2b$13$abcdefghijklmnopqrstuufJyGQz74MaXA58G4n4SAlu8WLjGODFe";
    let hash = PasswordHash::parse(&Limits::STORED, HashAlgorithm::Bcrypt, hash).unwrap();
    assert!(hash.matches(PASSWORD) && !hash.matches("correct hors"));
}

#[test]
fn only_files_and_stores_know_the_names() {
    for name in ["ARGON2", "PBKDF2_SHA1", "PBKDF2_SHA512", "FIREBASE_SCRYPT", "SHA512_CRYPT"] {
        assert_eq!(HashAlgorithm::parse(name), None, "{name}");
        assert!(matches!(HashAlgorithm::parse_stored(name), Some(HashAlgorithm::Foreign(_))), "{name}");
    }
    for name in ["BCRYPT", "SCRYPT", "ARGON2ID", "PBKDF2_SHA256", "MD5", ""] {
        assert_eq!(HashAlgorithm::parse_stored(name), HashAlgorithm::parse(name), "{name}");
    }
}

#[test]
fn nothing_of_a_hash_is_printed() {
    let hash = parse(FirebaseScrypt, HASHES[0].2).unwrap();
    assert_eq!(format!("{hash:?}"), "PasswordHash { cost: Foreign(FirebaseScrypt { log_n: 14, r: 8 }), .. }");
}
