//! Tokens, checked by an independent peer; and forgeries, refused.

use std::sync::OnceLock;

use base64::{
    Engine as _,
    prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD as BASE64URL},
};
use jsonwebtoken::{
    Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, decode_header, jwk::JwkSet,
};
use serde_json::{Map, Value, json};
use userpool::{
    EngineBuilder, Issuer,
    operations::{AuthenticationResult, CreateUserPool},
    storage::MemoryStorage,
};

use crate::world::{PASSWORD, START, World, claims, forge, is_uuid, merged, typed};

/// Where several backends are compiled in, the peer wants to be told which one to use.
fn peer() {
    static INSTALLED: OnceLock<()> = OnceLock::new();
    INSTALLED.get_or_init(|| {
        let _ = jsonwebtoken::crypto::aws_lc::DEFAULT_PROVIDER.install_default();
    });
}

fn issuer(world: &World) -> String {
    format!("https://cognito-idp.us-east-1.amazonaws.com/{}", world.pool)
}

fn jwks(world: &World) -> JwkSet {
    let document = world.document(&format!("/{}/.well-known/jwks.json", world.pool));
    serde_json::from_slice(document.body()).unwrap()
}

/// The claims, if the peer finds the token good under the key that its header names.
fn verified(
    world: &World,
    token: &str,
    audience: Option<&str>,
) -> Result<Map<String, Value>, jsonwebtoken::errors::Error> {
    peer();
    let header = decode_header(token)?;
    let keys = jwks(world);
    let key = DecodingKey::from_jwk(keys.find(&header.kid.unwrap()).unwrap())?;
    let mut validation = Validation::new(Algorithm::RS256);
    validation.validate_exp = false;
    validation.set_issuer(&[issuer(world)]);
    validation.set_required_spec_claims(&["exp", "iss", "sub"]);
    match audience {
        Some(audience) => validation.set_audience(&[audience]),
        None => validation.validate_aud = false,
    }
    Ok(decode::<Map<String, Value>>(token, &key, &validation)?.claims)
}

fn signed_in(seed: u64) -> (World, AuthenticationResult) {
    let world = World::new(seed).confirmed("ana");
    let tokens = world.tokens("ana");
    (world, tokens)
}

fn header(token: &str) -> Value {
    serde_json::from_slice(&BASE64URL.decode(token.split('.').next().unwrap()).unwrap()).unwrap()
}

/// Every UUID named by the order in which it was first seen.
struct Normalised(Vec<String>);

impl Normalised {
    fn value(&mut self, value: &Value) -> Value {
        match value {
            Value::String(text) if is_uuid(text) => {
                let place = self.0.iter().position(|known| known == text).unwrap_or_else(|| {
                    self.0.push(text.clone());
                    self.0.len() - 1
                });
                json!(format!("<uuid {place}>"))
            }
            Value::Object(members) => {
                members.iter().map(|(name, value)| (name.clone(), self.value(value))).collect()
            }
            other => other.clone(),
        }
    }
}

fn get_user(world: &World, token: &str) -> Result<Value, String> {
    world.call("GetUser", &json!({"AccessToken": token}))
}

#[track_caller]
fn refused(world: &World, token: &str, text: &str) {
    assert_eq!(get_user(world, token), Err(format!("NotAuthorizedException: {text}")));
}

const INVALID: &str = "Invalid Access Token";
const UNVERIFIED: &str = "Could not verify signature for Access Token";

// ---- A peer reads them ----

#[test]
fn an_independent_library_verifies_both_tokens_by_the_key_set() {
    let (world, tokens) = signed_in(1);
    let (access, id) = (tokens.access_token.unwrap(), tokens.id_token.unwrap());
    assert_eq!(verified(&world, &access, None).unwrap()["token_use"], "access");
    assert_eq!(verified(&world, &id, Some(&world.client)).unwrap()["token_use"], "id");
    assert!(verified(&world, &id, Some("another")).is_err());
    let (input, signature) = access.rsplit_once('.').unwrap();
    let flipped = if signature.starts_with('A') { 'B' } else { 'A' };
    assert!(verified(&world, &format!("{input}.{flipped}{}", &signature[1..]), None).is_err());
}

#[test]
fn id_and_access_tokens_are_signed_by_different_keys_under_cognitos_header() {
    let (world, tokens) = signed_in(2);
    let headers = [&tokens.access_token, &tokens.id_token].map(|token| header(token.as_ref().unwrap()));
    for header in &headers {
        let kid = header["kid"].as_str().unwrap();
        assert_eq!(*header, json!({"kid": kid, "alg": "RS256"}));
        assert_eq!((kid.len(), BASE64_STANDARD.decode(kid).unwrap().len()), (44, 32));
        assert!(jwks(&world).find(kid).is_some());
    }
    assert_ne!(headers[0]["kid"], headers[1]["kid"]);
}

#[test]
fn the_tokens_of_a_sign_in_have_exactly_these_claims() {
    let (world, tokens) = signed_in(3);
    let mut normalised = Normalised(Vec::new());
    let now = START.seconds();
    // In the order of the members' names: event_id, jti, origin_jti, sub.
    let access = json!({
        "auth_time": now,
        "client_id": world.client,
        "event_id": "<uuid 0>",
        "exp": now + 3600,
        "iat": now,
        "iss": issuer(&world),
        "jti": "<uuid 1>",
        "origin_jti": "<uuid 2>",
        "scope": "aws.cognito.signin.user.admin",
        "sub": "<uuid 3>",
        "token_use": "access",
        "username": "ana",
    });
    let id = json!({
        "aud": world.client,
        "auth_time": now,
        "cognito:username": "ana",
        "email": "ana@example.com",
        "email_verified": true,
        "event_id": "<uuid 0>",
        "exp": now + 3600,
        "iat": now,
        "iss": issuer(&world),
        "jti": "<uuid 4>",
        "origin_jti": "<uuid 2>",
        "sub": "<uuid 3>",
        "token_use": "id",
    });
    assert_eq!(normalised.value(&claims(&tokens.access_token)), access);
    assert_eq!(normalised.value(&claims(&tokens.id_token)), id);

    // A refresh keeps the family and the time of the sign-in.
    world.clock.advance(100);
    let refresh = tokens.refresh_token.as_ref().unwrap();
    let renewed = world.initiate("REFRESH_TOKEN_AUTH", &[("REFRESH_TOKEN", refresh)]).unwrap();
    let renewed = renewed.authentication_result.unwrap();
    let later = json!({"iat": now + 100, "exp": now + 3700, "jti": "<uuid 5>"});
    assert_eq!(normalised.value(&claims(&renewed.access_token)), merged(access.clone(), &later));
    let later = merged(later, &json!({"jti": "<uuid 6>"}));
    assert_eq!(normalised.value(&claims(&renewed.id_token)), merged(id, &later));

    // Another sign-in is another family of the same user.
    let again = merged(
        access,
        &json!({
            "auth_time": now + 100, "iat": now + 100, "exp": now + 3700,
            "event_id": "<uuid 7>", "jti": "<uuid 8>", "origin_jti": "<uuid 9>",
        }),
    );
    assert_eq!(normalised.value(&claims(&world.tokens("ana").access_token)), again);
}

#[test]
fn an_id_token_shows_each_attribute_in_its_type() {
    let world = World::new(4).moved_to(json!({"PoolName": "p", "Schema": [
        {"Name": "team", "AttributeDataType": "String", "Mutable": true},
        {"Name": "age", "AttributeDataType": "Number", "Mutable": true},
        {"Name": "note", "AttributeDataType": "String", "Mutable": true, "DeveloperOnlyAttribute": true},
    ]}));
    let given = [
        ("email", "ana@example.com"),
        ("phone_number", "+12065550100"),
        ("phone_number_verified", "True"),
        ("address", "1 High St"),
        ("updated_at", "1780000000"),
        ("birthdate", "1970-01-01"),
        ("name", "Ana \"A\" Ångström"),
        ("custom:team", "red"),
        ("custom:age", "33"),
        ("dev:custom:note", "vip"),
    ];
    let list: Value = given.iter().map(|(name, value)| json!({"Name": name, "Value": value})).collect();
    world.pool_ok("AdminCreateUser", json!({"Username": "ana", "UserAttributes": list}));
    world
        .pool_ok("AdminSetUserPassword", json!({"Username": "ana", "Password": PASSWORD, "Permanent": true}));

    let mut shown = claims(&world.tokens("ana").id_token);
    let members = shown.as_object_mut().unwrap();
    let common = [
        "aud",
        "auth_time",
        "cognito:username",
        "event_id",
        "exp",
        "iat",
        "iss",
        "jti",
        "origin_jti",
        "sub",
        "token_use",
    ];
    for name in common {
        assert!(members.remove(name).is_some(), "{name}");
    }
    let expected = json!({
        "email": "ana@example.com",
        "email_verified": false,
        "phone_number": "+12065550100",
        "phone_number_verified": true,
        "address": {"formatted": "1 High St"},
        "updated_at": 1_780_000_000,
        "birthdate": "1970-01-01",
        "name": "Ana \"A\" Ångström",
        "custom:team": "red",
        "custom:age": "33",
    });
    assert_eq!(shown, expected);

    // What the client may not read stands in no token.
    let client = world.add_client(|client| client.settings.read_attributes = Some(vec!["name".into()]));
    let world = World { client: client.client_id, ..world };
    let shown = claims(&world.tokens("ana").id_token);
    for (name, _) in given.iter().filter(|(name, _)| *name != "name") {
        assert!(shown.get(*name).is_none(), "{name}");
    }
    assert_eq!(shown["name"], "Ana \"A\" Ångström");
    assert!(shown.get("email_verified").is_none());
}

#[test]
fn in_a_pool_with_username_attributes_every_name_is_the_sub() {
    let world = World::new(5).moved_to(json!({"PoolName": "p", "UsernameAttributes": ["email"]}));
    world.pool_ok("AdminCreateUser", json!({"Username": "ana@example.com"}));
    let password = json!({"Username": "ana@example.com", "Password": PASSWORD, "Permanent": true});
    world.pool_ok("AdminSetUserPassword", password);
    let tokens = world.tokens("ana@example.com");
    let (access, id) = (claims(&tokens.access_token), claims(&tokens.id_token));
    assert_eq!(access["username"], access["sub"]);
    assert_eq!(id["cognito:username"], id["sub"]);
    assert_eq!(id["email"], "ana@example.com");
}

#[test]
fn tokens_live_as_long_as_the_client_says() {
    let world = World::with(
        6,
        MemoryStorage::default(),
        |_| {},
        |client| {
            client.settings.access_token_validity = Some(5);
            client.settings.id_token_validity = Some(2);
            client.settings.token_validity_units = Some(userpool::operations::TokenValidityUnits {
                access_token: Some("minutes".into()),
                ..Default::default()
            });
        },
    )
    .confirmed("ana");
    let tokens = world.tokens("ana");
    assert_eq!(tokens.expires_in, 300);
    let lifetime = |token| {
        let claims = claims(token);
        claims["exp"].as_u64().unwrap() - claims["iat"].as_u64().unwrap()
    };
    assert_eq!((lifetime(&tokens.access_token), lifetime(&tokens.id_token)), (300, 7200));
    world.clock.advance(299);
    world.get_user(&tokens).unwrap();
    world.clock.advance(1);
    refused(&world, tokens.access_token.as_ref().unwrap(), "Access Token has expired");
}

#[test]
fn tokens_and_documents_name_the_same_issuer() {
    type Change = fn(EngineBuilder) -> EngineBuilder;
    let forms: [(Change, &str, &str); 9] = [
        (|b| b, "ORIGINAL", "https://cognito-idp.us-east-1.amazonaws.com"),
        (|b| b, "UPDATED", "https://issuer-cognito-idp.us-east-1.amazonaws.com"),
        (|b| b.public_url("https://auth.example.com"), "ORIGINAL", "https://auth.example.com"),
        (|b| b.public_url("https://auth.example.com/"), "UPDATED", "https://auth.example.com"),
        (|b| b.issuer(Issuer::Url("http://localhost:9229/".into())), "ORIGINAL", "http://localhost:9229"),
        (|b| b.issuer(Issuer::RequestAddress), "UPDATED", "https://a.example.com"),
        (
            |b| b.issuer(Issuer::Cognito).public_url("https://auth.example.com"),
            "UPDATED",
            "https://issuer-cognito-idp.us-east-1.amazonaws.com",
        ),
        (
            |b| {
                b.issuer(Issuer::Url("https://other.example.com".into()))
                    .public_url("https://auth.example.com")
            },
            "ORIGINAL",
            "https://other.example.com",
        ),
        (
            |b| b.issuer(Issuer::RequestAddress).public_url("https://auth.example.com"),
            "ORIGINAL",
            "https://auth.example.com",
        ),
    ];
    for (index, (change, kind, base)) in forms.into_iter().enumerate() {
        let setting = |pool: &mut CreateUserPool| {
            pool.settings.issuer_configuration = typed(json!({"Type": kind}));
        };
        let world = World::built(7, change, setting, |_| {}).confirmed("ana");
        let expected = format!("{base}/{}", world.pool);
        let tokens = sign_in_at(&world, "https://a.example.com");
        assert_eq!(claims_of(&tokens["AccessToken"])["iss"], expected, "{index}");
        assert_eq!(claims_of(&tokens["IdToken"])["iss"], expected, "{index}");
        let known = json!({"AccessToken": tokens["AccessToken"]});
        assert_eq!(post_at(&world, "https://a.example.com", "GetUser", &known)["Username"], "ana");
        let path = format!("https://a.example.com/{}/.well-known/openid-configuration", world.pool);
        let document: Value = serde_json::from_slice(world.document(&path).body()).unwrap();
        assert_eq!(document["issuer"], expected, "{index}");
    }
}

#[test]
fn an_engine_that_issues_under_the_address_of_the_request_takes_its_tokens_under_all_its_names() {
    let request_address = |b: EngineBuilder| b.issuer(Issuer::RequestAddress);
    let world = World::built(7, request_address, |_| {}, |_| {}).confirmed("ana");
    let tokens = sign_in_at(&world, "https://a.example.com");
    let known = json!({"AccessToken": tokens["AccessToken"]});
    assert_eq!(post_at(&world, "http://localhost:8787", "GetUser", &known)["Username"], "ana");
    // A refresh under another name gets tokens of that name.
    let refresh = json!({
        "ClientId": world.client,
        "AuthFlow": "REFRESH_TOKEN_AUTH",
        "AuthParameters": {"REFRESH_TOKEN": tokens["RefreshToken"]},
    });
    let refreshed = post_at(&world, "http://localhost:8787", "InitiateAuth", &refresh);
    let access = &refreshed["AuthenticationResult"]["AccessToken"];
    assert_eq!(claims_of(access)["iss"], format!("http://localhost:8787/{}", world.pool));
    // A call without a request has no address.
    let linked = world.tokens("ana");
    let cognito = format!("https://cognito-idp.us-east-1.amazonaws.com/{}", world.pool);
    assert_eq!(claims(&linked.access_token)["iss"], cognito);
    world.get_user(&linked).unwrap();
    // The name of another pool is not among them.
    let other = world.moved_to(json!({"PoolName": "other"}));
    let iss = json!({"iss": format!("https://a.example.com/{}", other.pool)});
    let true_header = header(tokens["AccessToken"].as_str().unwrap());
    let forged = forge(1, &true_header, &merged(claims_of(&tokens["AccessToken"]), &iss));
    let refused = post_at(&other, "https://a.example.com", "GetUser", &json!({"AccessToken": forged}));
    assert_eq!(refused["__type"], "NotAuthorizedException");
}

/// Posts an operation to the engine at `origin` and returns the body of the answer.
fn post_at(world: &World, origin: &str, operation: &str, input: &Value) -> Value {
    let request = http::Request::post(format!("{origin}/"))
        .header("content-type", "application/x-amz-json-1.1")
        .header("x-amz-target", format!("AWSCognitoIdentityProviderService.{operation}"))
        .body(bytes::Bytes::from(input.to_string()))
        .unwrap();
    serde_json::from_slice(world.fetch(request).body()).unwrap()
}

fn sign_in_at(world: &World, origin: &str) -> Value {
    let input = json!({
        "ClientId": world.client,
        "AuthFlow": "USER_PASSWORD_AUTH",
        "AuthParameters": {"USERNAME": "ana", "PASSWORD": PASSWORD},
    });
    post_at(world, origin, "InitiateAuth", &input)["AuthenticationResult"].clone()
}

fn claims_of(token: &Value) -> Value {
    let payload = token.as_str().unwrap().split('.').nth(1).unwrap();
    serde_json::from_slice(&BASE64URL.decode(payload).unwrap()).unwrap()
}

#[test]
fn a_refresh_token_has_cognitos_form_and_shows_no_content() {
    let (_, tokens) = signed_in(8);
    let token = tokens.refresh_token.unwrap();
    assert_eq!(header(&token), json!({"cty": "JWT", "enc": "A256GCM", "alg": "RSA-OAEP"}));
    let parts: Vec<_> = token.split('.').collect();
    assert_eq!(parts.len(), 5);
    for part in parts {
        let bytes = BASE64URL.decode(part).unwrap();
        assert!(!String::from_utf8_lossy(&bytes).contains("ana"));
    }
}

// ---- Forgeries ----

/// The true header and claims of an access token.
fn truth(tokens: &AuthenticationResult) -> (Value, Value) {
    (header(tokens.access_token.as_ref().unwrap()), claims(&tokens.access_token))
}

#[test]
fn a_token_made_with_the_true_key_is_accepted() {
    let (world, tokens) = signed_in(20);
    let (header, claims) = truth(&tokens);
    get_user(&world, &forge(1, &header, &claims)).unwrap();
}

#[test]
fn a_token_without_a_signature_is_refused() {
    let (world, tokens) = signed_in(21);
    let (header, claims) = truth(&tokens);
    let part = |value: &Value| BASE64URL.encode(value.to_string());
    for alg in ["none", "None", "NONE", "nOnE"] {
        let header = merged(header.clone(), &json!({"alg": alg}));
        for signature in ["", "AAAA"] {
            refused(&world, &format!("{}.{}.{signature}", part(&header), part(&claims)), INVALID);
        }
        refused(&world, &format!("{}.{}", part(&header), part(&claims)), INVALID);
    }
    // The algorithm it should have, and no signature.
    let token = format!("{}.{}.", part(&header), part(&claims));
    assert!(get_user(&world, &token).is_err());
}

#[test]
fn a_signature_with_the_public_key_as_secret_is_refused() {
    peer();
    let (world, tokens) = signed_in(22);
    let (header, claims) = truth(&tokens);
    let kid = header["kid"].as_str().unwrap();
    let set = world.document(&format!("/{}/.well-known/jwks.json", world.pool));
    let set: Value = serde_json::from_slice(set.body()).unwrap();
    let key = set["keys"].as_array().unwrap().iter().find(|key| key["kid"] == kid).unwrap();
    let modulus = key["n"].as_str().unwrap();
    for secret in [
        modulus.as_bytes().to_vec(),
        BASE64URL.decode(modulus).unwrap(),
        key.to_string().into_bytes(),
        set.to_string().into_bytes(),
    ] {
        for algorithm in [Algorithm::HS256, Algorithm::HS512] {
            let header = Header { kid: Some(kid.to_owned()), ..Header::new(algorithm) };
            let token = jsonwebtoken::encode(&header, &claims, &EncodingKey::from_secret(&secret)).unwrap();
            refused(&world, &token, INVALID);
        }
    }
}

#[test]
fn other_algorithms_with_the_true_key_are_refused() {
    let (world, tokens) = signed_in(23);
    let (header, claims) = truth(&tokens);
    for alg in [
        json!("RS384"),
        json!("RS512"),
        json!("PS256"),
        json!("ES256"),
        json!("rs256"),
        json!(null),
        json!(["RS256"]),
    ] {
        refused(&world, &forge(1, &merged(header.clone(), &json!({"alg": alg})), &claims), INVALID);
    }
    refused(&world, &forge(1, &merged(header, &json!({"crit": ["exp"], "exp": 1})), &claims), INVALID);
}

#[test]
fn a_token_must_be_signed_by_the_pools_own_key_for_access_tokens() {
    let (world, tokens) = signed_in(24);
    let (true_header, true_claims) = truth(&tokens);
    let id_header = header(tokens.id_token.as_ref().unwrap());
    // Claims of an access token under the key of ID tokens, by its own name and by the other one.
    refused(&world, &forge(0, &id_header, &true_claims), INVALID);
    refused(&world, &forge(0, &true_header, &true_claims), UNVERIFIED);
    // The right key under a wrong name, or none.
    refused(&world, &forge(1, &id_header, &true_claims), INVALID);
    refused(&world, &forge(1, &json!({"alg": "RS256"}), &true_claims), INVALID);
    refused(&world, &forge(1, &json!({"alg": "RS256", "kid": "../../key"}), &true_claims), INVALID);
    // A key that the token itself brings along.
    let set = world.document(&format!("/{}/.well-known/jwks.json", world.pool));
    let set: Value = serde_json::from_slice(set.body()).unwrap();
    let own = json!({"jwk": set["keys"][0], "jku": "https://example.com/jwks.json"});
    refused(&world, &forge(0, &merged(true_header, &own), &true_claims), UNVERIFIED);
}

#[test]
fn a_token_of_another_pool_works_in_that_pool_only() {
    let (world, tokens) = signed_in(25);
    let (header_1, claims_1) = truth(&tokens);
    let pool_1 = world.pool.clone();
    let world =
        world.moved_to(json!({"PoolName": "other", "AutoVerifiedAttributes": ["email"]})).confirmed("ana");
    let other = world.tokens("ana");
    let (header_2, claims_2) = truth(&other);
    assert_ne!(header_1["kid"], header_2["kid"]);
    assert_eq!(get_user(&world, &forge(3, &header_2, &claims_2)).unwrap()["Username"], "ana");

    // The second pool's key speaks of the first pool, under either name.
    refused(&world, &forge(3, &header_2, &claims_1), INVALID);
    refused(&world, &forge(3, &header_1, &claims_1), UNVERIFIED);
    // The first pool's key over the second pool's claims.
    refused(&world, &forge(1, &header_1, &claims_2), INVALID);
    refused(&world, &forge(1, &header_2, &claims_2), UNVERIFIED);
    // True key and pool, but an issuer that only ends like it.
    for iss in [
        format!("https://evil.example.com/{pool_1}"),
        format!("https://cognito-idp.eu-west-1.amazonaws.com/{pool_1}"),
        format!("http://cognito-idp.us-east-1.amazonaws.com/{pool_1}"),
        format!("https://cognito-idp.us-east-1.amazonaws.com/x/{pool_1}"),
        format!("https://cognito-idp.us-east-1.amazonaws.com/{pool_1}/"),
        "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_nothere99".to_owned(),
        pool_1.clone(),
        String::new(),
    ] {
        refused(&world, &forge(1, &header_1, &merged(claims_1.clone(), &json!({"iss": iss}))), INVALID);
    }
}

#[test]
fn claims_with_a_true_signature_must_be_those_of_a_valid_access_token() {
    let (world, tokens) = signed_in(26);
    let (header, claims) = truth(&tokens);
    let changed = |more: Value| forge(1, &header, &merged(claims.clone(), &more));
    let without = |name: &str| {
        let mut claims = claims.clone();
        claims.as_object_mut().unwrap().remove(name);
        forge(1, &header, &claims)
    };
    refused(&world, &changed(json!({"token_use": "id"})), INVALID);
    for name in ["iss", "token_use", "username", "client_id"] {
        refused(&world, &without(name), INVALID);
    }
    refused(&world, &changed(json!({"exp": START.seconds()})), "Access Token has expired");
    refused(&world, &without("exp"), "Access Token has expired");
    refused(&world, &changed(json!({"exp": "9999999999"})), "Access Token has expired");
    for scope in ["", "openid", "aws.cognito.signin.user.administrator", "xaws.cognito.signin.user.admin"] {
        refused(&world, &changed(json!({"scope": scope})), "Access Token does not have required scopes");
    }
    refused(&world, &without("scope"), "Access Token does not have required scopes");
    get_user(&world, &changed(json!({"scope": "openid aws.cognito.signin.user.admin"}))).unwrap();
    for more in [json!({"username": "nobody"}), json!({"sub": "744bf586-7150-4358-8789-b2dd78711992"})] {
        assert_eq!(
            get_user(&world, &changed(more)),
            Err("UserNotFoundException: User does not exist.".to_owned())
        );
    }
    // An unknown event belongs to no generation of the user.
    refused(
        &world,
        &changed(json!({"event_id": "744bf586-7150-4358-8789-b2dd78711992"})),
        "Access Token has been revoked",
    );
    // Whatever a name in the claims leads to, it is no key of the store.
    for name in ["", "a/b", "%", &"x".repeat(5000)] {
        assert!(get_user(&world, &changed(json!({"username": name}))).is_err());
        let _ = get_user(&world, &changed(json!({"client_id": name, "origin_jti": name})));
    }
}
