//! Passkeys: registration, list and removal, with a software authenticator.

use std::sync::Arc;

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD as BASE64URL};
use serde_json::{Value, json};
use userpool::{
    Sensitive,
    operations::{Policies, SignInPolicy},
    storage::MemoryStorage,
};

use crate::world::{
    PASSWORD, START, World, Yielding,
    authenticator::{Authenticator, PRESENT, VERIFIED},
    interleave, records,
};

const RP: &str = "example.com";

/// A world whose pool takes passkeys for `example.com`, with `ana` signed in.
struct Passkeys {
    world: World,
    storage: Arc<MemoryStorage>,
    token: Sensitive,
}

impl Passkeys {
    fn new(seed: u64) -> Self {
        Self::configured(seed, &["PASSWORD", "WEB_AUTHN"], Some(json!({"RelyingPartyId": RP})))
    }

    fn configured(seed: u64, factors: &[&str], configuration: Option<Value>) -> Self {
        let storage = Arc::new(MemoryStorage::default());
        let factors = factors.iter().map(|factor| (*factor).into()).collect();
        let policy = SignInPolicy { allowed_first_auth_factors: Some(factors) };
        let world = World::with(
            seed,
            Yielding(Arc::clone(&storage)),
            |pool| {
                pool.settings.policies =
                    Some(Policies { sign_in_policy: Some(policy), ..Default::default() });
            },
            |_| {},
        )
        .confirmed("ana");
        if let Some(configuration) = configuration {
            world.pool_ok(
                "SetUserPoolMfaConfig",
                json!({"WebAuthnConfiguration": configuration, "MfaConfiguration": "OFF"}),
            );
        }
        let token = world.tokens("ana").access_token.unwrap();
        Self { world, storage, token }
    }

    fn call(&self, operation: &str, body: Value) -> Result<Value, String> {
        self.call_as(&self.token, operation, body)
    }

    fn call_as(&self, token: &Sensitive, operation: &str, mut body: Value) -> Result<Value, String> {
        body["AccessToken"] = Value::from(token.as_str());
        let response = self.world.wire(operation, body.to_string());
        let answer: Value = serde_json::from_slice(response.body()).unwrap();
        if response.status() == 200 {
            return Ok(answer);
        }
        Err(answer["__type"].as_str().unwrap().to_owned())
    }

    fn start(&self) -> Result<Value, String> {
        self.call("StartWebAuthnRegistration", json!({}))
            .map(|answer| answer["CredentialCreationOptions"].clone())
    }

    fn complete(&self, credential: &Value) -> Result<Value, String> {
        self.call("CompleteWebAuthnRegistration", json!({ "Credential": credential }))
    }

    fn register(&self, authenticator: &Authenticator) -> Result<Value, String> {
        self.complete(&authenticator.create(&self.start()?))
    }

    fn list(&self) -> Vec<Value> {
        let answer = self.call("ListWebAuthnCredentials", json!({})).unwrap();
        assert!(answer.get("NextToken").is_none());
        answer["Credentials"].as_array().unwrap().clone()
    }
}

/// An authenticator that can be carried around.
fn roaming(seed: u8) -> Authenticator {
    Authenticator {
        attachment: Some("cross-platform"),
        transports: &["usb", "nfc"],
        ..Authenticator::new(seed)
    }
}

#[test]
fn the_options_have_the_form_that_browsers_accept() {
    let passkeys = Passkeys::new(1);
    let mut options = passkeys.start().unwrap();
    let challenge = options["challenge"].take();
    assert!(BASE64URL.decode(challenge.as_str().unwrap()).unwrap().len() > 16);
    let user_id = options["user"]["id"].take();
    assert!(BASE64URL.decode(user_id.as_str().unwrap()).unwrap().len() <= 64, "a user handle's length");
    assert_eq!(
        options,
        json!({
            "rp": {"id": RP, "name": RP},
            "user": {"id": null, "name": "ana", "displayName": "ana"},
            "challenge": null,
            "pubKeyCredParams": [
                {"type": "public-key", "alg": -7},
                {"type": "public-key", "alg": -257},
                {"type": "public-key", "alg": -8},
            ],
            "timeout": 60000,
            "excludeCredentials": [],
            "authenticatorSelection": {
                "requireResidentKey": true, "residentKey": "required", "userVerification": "preferred",
            },
        })
    );
}

#[test]
fn a_passkey_is_registered_listed_excluded_and_removed() {
    let passkeys = Passkeys::new(2);
    assert!(passkeys.list().is_empty());
    let authenticator = roaming(1);
    assert_eq!(passkeys.register(&authenticator), Ok(json!({})));

    let id = BASE64URL.encode(&authenticator.id);
    let listed = json!({
        "CredentialId": id,
        "FriendlyCredentialName": "Roaming passkey",
        "RelyingPartyId": RP,
        "AuthenticatorAttachment": "cross-platform",
        "AuthenticatorTransports": ["usb", "nfc"],
        "CreatedAt": START.seconds(),
    });
    assert_eq!(passkeys.list(), [listed]);
    let excluded = &passkeys.start().unwrap()["excludeCredentials"];
    assert_eq!(*excluded, json!([{"id": id, "type": "public-key"}]));

    let delete = |id: &str| passkeys.call("DeleteWebAuthnCredential", json!({ "CredentialId": id }));
    assert_eq!(delete(&id), Ok(json!({})));
    assert!(passkeys.list().is_empty());
    for unknown in [&*id, "", "../user/ana", &"A".repeat(5000)] {
        assert_eq!(delete(unknown), Err("ResourceNotFoundException".into()));
    }
}

#[test]
fn each_false_registration_has_its_exception() {
    let passkeys = Passkeys::new(3);
    let honest = roaming(1);
    let lies: [(&str, Authenticator); 9] = [
        (
            "WebAuthnOriginNotAllowedException",
            Authenticator { origin: "https://example.org".into(), ..honest.clone() },
        ),
        (
            "WebAuthnOriginNotAllowedException",
            Authenticator { origin: "http://example.com".into(), ..honest.clone() },
        ),
        (
            "WebAuthnRelyingPartyMismatchException",
            Authenticator { rp_id: "example.org".into(), ..honest.clone() },
        ),
        ("WebAuthnCredentialNotSupportedException", Authenticator { flags: VERIFIED, ..honest.clone() }),
        (
            "WebAuthnCredentialNotSupportedException",
            Authenticator { algorithm: Some(0x25), ..honest.clone() },
        ),
        (
            "WebAuthnCredentialNotSupportedException",
            Authenticator { algorithm: Some(0x27), ..honest.clone() },
        ),
        (
            "WebAuthnCredentialNotSupportedException",
            Authenticator { attachment: Some("glued"), ..honest.clone() },
        ),
        ("InvalidParameterException", Authenticator { ceremony: Some("webauthn.get"), ..honest.clone() }),
        ("InvalidParameterException", Authenticator { attested: false, ..honest.clone() }),
    ];
    for (index, (exception, liar)) in lies.iter().enumerate() {
        assert_eq!(passkeys.register(liar).unwrap_err(), *exception, "lie {index}");
    }
    assert!(passkeys.list().is_empty());
}

#[test]
fn a_malformed_credential_is_an_invalid_parameter() {
    let passkeys = Passkeys::new(4);
    let good = roaming(1).create(&passkeys.start().unwrap());
    let refused = |change: &dyn Fn(&mut Value)| {
        let mut credential = good.clone();
        change(&mut credential);
        passkeys.complete(&credential).unwrap_err()
    };
    for member in ["id", "rawId", "type", "response"] {
        assert_eq!(refused(&|credential| credential[member] = json!(null)), "InvalidParameterException");
    }
    for member in ["clientDataJSON", "attestationObject"] {
        for wrong in [json!(null), json!(1), json!(""), json!("AA"), json!("?"), json!("e30=")] {
            let refusal = refused(&|credential| credential["response"][member] = wrong.clone());
            assert_eq!(refusal, "InvalidParameterException", "{member}: {wrong}");
        }
    }
    assert_eq!(refused(&|credential| credential["id"] = json!("AQID")), "InvalidParameterException");
    assert_eq!(refused(&|credential| credential["rawId"] = json!("AQID")), "InvalidParameterException");
    let type_of = refused(&|credential| credential["type"] = json!("password"));
    assert_eq!(type_of, "WebAuthnCredentialNotSupportedException");
    for wrong in [json!("text"), json!([]), json!(7), json!({}), json!(null)] {
        assert_eq!(passkeys.complete(&wrong), Err("InvalidParameterException".into()), "{wrong}");
    }
    // None of that spent the challenge.
    assert_eq!(passkeys.complete(&good), Ok(json!({})));
}

#[test]
fn a_challenge_works_once_until_it_expires_and_for_its_user() {
    let passkeys = Passkeys::new(5);
    let gone = Err("WebAuthnChallengeNotFoundException".to_owned());
    let first = roaming(1);
    let options = passkeys.start().unwrap();
    assert_eq!(passkeys.complete(&first.create(&options)), Ok(json!({})));
    assert_eq!(passkeys.complete(&roaming(2).create(&options)), gone, "used");

    let options = passkeys.start().unwrap();
    passkeys.world.clock.advance(300);
    assert_eq!(passkeys.complete(&roaming(2).create(&options)), gone, "expired");

    let invented = json!({"challenge": BASE64URL.encode([7; 120])});
    assert_eq!(passkeys.complete(&roaming(2).create(&invented)), gone, "invented");

    let options = passkeys.start().unwrap();
    let passkeys = Passkeys { world: passkeys.world.confirmed("bob"), ..passkeys };
    let bob = passkeys.world.tokens("bob").access_token.unwrap();
    let body = json!({"Credential": roaming(2).create(&options)});
    assert_eq!(passkeys.call_as(&bob, "CompleteWebAuthnRegistration", body), gone, "another user's");
    assert_eq!(passkeys.list().len(), 1);
}

#[test]
fn a_registration_must_be_completed_by_the_client_that_began_it() {
    let mut passkeys = Passkeys::new(6);
    let credential = roaming(1).create(&passkeys.start().unwrap());
    let first = passkeys.token.clone();
    passkeys.world.client = passkeys.world.add_client(|_| {}).client_id;
    passkeys.token = passkeys.world.tokens("ana").access_token.unwrap();
    assert_eq!(passkeys.complete(&credential), Err("WebAuthnClientMismatchException".into()));
    let body = json!({ "Credential": credential });
    assert_eq!(passkeys.call_as(&first, "CompleteWebAuthnRegistration", body), Ok(json!({})));
}

#[test]
fn the_same_authenticator_is_registered_once() {
    let passkeys = Passkeys::new(7);
    let authenticator = roaming(1);
    passkeys.register(&authenticator).unwrap();
    let again = passkeys.register(&authenticator);
    assert_eq!(again, Err("WebAuthnCredentialNotSupportedException".into()));
    assert_eq!(passkeys.list().len(), 1);
}

#[test]
fn a_user_has_at_most_20_passkeys_and_pages_list_them_all() {
    let passkeys = Passkeys::new(8);
    let late = passkeys.start().unwrap();
    for seed in 0..20 {
        let mut authenticator = roaming(seed);
        // Ids that are longer than a key are kept as well.
        authenticator.id = vec![seed; if seed < 10 { 16 } else { 1023 }];
        assert_eq!(passkeys.register(&authenticator), Ok(json!({})), "{seed}");
    }
    assert_eq!(passkeys.start(), Err("LimitExceededException".into()));
    let one_more = roaming(20).create(&late);
    assert_eq!(passkeys.complete(&one_more), Err("LimitExceededException".into()));
    let all = passkeys.list();
    assert_eq!(all.len(), 20);

    let (mut paged, mut body) = (Vec::new(), json!({"MaxResults": 7}));
    loop {
        let page = passkeys.call("ListWebAuthnCredentials", body.clone()).unwrap();
        paged.extend(page["Credentials"].as_array().unwrap().clone());
        let Some(token) = page.get("NextToken") else { break };
        body["NextToken"] = token.clone();
    }
    assert_eq!(paged, all);
    let forged = passkeys.call("ListWebAuthnCredentials", json!({"NextToken": "AAAA"}));
    assert_eq!(forged, Err("InvalidParameterException".into()));

    let id = all[19]["CredentialId"].as_str().unwrap();
    passkeys.call("DeleteWebAuthnCredential", json!({ "CredentialId": id })).unwrap();
    assert_eq!(passkeys.complete(&one_more), Ok(json!({})));
}

#[test]
fn concurrent_registrations_do_not_exceed_the_limit_of_20() {
    for seed in 0..8 {
        let passkeys = Passkeys::new(100 + seed);
        for seed in 0..19 {
            passkeys.register(&roaming(seed)).unwrap();
        }
        let credentials: Vec<Value> =
            (30..34).map(|seed| roaming(seed).create(&passkeys.start().unwrap())).collect();
        let calls = credentials.iter().map(|credential| {
            let request = userpool::operations::CompleteWebAuthnRegistration {
                access_token: passkeys.token.clone(),
                credential: credential.clone(),
            };
            let call = async { passkeys.world.engine.send(request).await.is_ok() };
            Box::pin(call) as std::pin::Pin<Box<dyn Future<Output = bool>>>
        });
        let outcomes = interleave(seed, calls.collect());
        assert_eq!(outcomes.iter().filter(|won| **won).count(), 1, "seed {seed}");
        assert_eq!(passkeys.list().len(), 20);
    }
}

#[test]
fn pools_without_passkeys_refuse_registrations() {
    let off = Passkeys::configured(9, &["PASSWORD"], Some(json!({"RelyingPartyId": RP})));
    assert_eq!(off.start(), Err("WebAuthnNotEnabledException".into()));
    assert!(off.list().is_empty());
    for configuration in [None, Some(json!({})), Some(json!({"UserVerification": "required"}))] {
        let unsaid = Passkeys::configured(10, &["PASSWORD", "WEB_AUTHN"], configuration);
        assert_eq!(unsaid.start(), Err("WebAuthnConfigurationMissingException".into()));
    }
}

#[test]
fn where_verification_is_required_presence_is_not_enough() {
    let configuration = json!({"RelyingPartyId": RP, "UserVerification": "required"});
    let passkeys = Passkeys::configured(11, &["PASSWORD", "WEB_AUTHN"], Some(configuration));
    assert_eq!(passkeys.start().unwrap()["authenticatorSelection"]["userVerification"], "required");
    let touched = Authenticator { flags: PRESENT, ..roaming(1) };
    assert_eq!(passkeys.register(&touched), Err("WebAuthnCredentialNotSupportedException".into()));
    assert_eq!(passkeys.register(&roaming(1)), Ok(json!({})));
}

#[test]
fn passkeys_are_deleted_with_their_user() {
    let passkeys = Passkeys::new(12);
    passkeys.register(&roaming(1)).unwrap();
    let partition = format!("pool/{}", passkeys.world.pool);
    let count = || {
        let records = records(&passkeys.storage, &partition);
        records.keys().filter(|key| key.contains("/passkey/")).count()
    };
    assert_eq!(count(), 1);
    passkeys.world.pool_ok("AdminDeleteUser", json!({"Username": "ana"}));
    assert_eq!(count(), 0);
    let start = passkeys.start();
    assert_eq!(start, Err("UserNotFoundException".into()));
}

#[test]
fn the_configuration_is_neither_shown_nor_set_with_other_settings() {
    let passkeys = Passkeys::new(13);
    let shown = passkeys.world.pool_ok("DescribeUserPool", json!({}));
    assert!(shown["UserPool"].get("WebAuthnConfiguration").is_none());
    let policies = shown["UserPool"]["Policies"].clone();
    let other = json!({"Policies": policies, "WebAuthnConfiguration": {"RelyingPartyId": "evil.net"}});
    passkeys.world.pool_ok("UpdateUserPool", other);
    assert_eq!(passkeys.start().unwrap()["rp"]["id"], RP, "an update keeps it");
    assert!(passkeys.world.password_sign_in("ana", PASSWORD).is_ok());
}
