//! Public documents: key set and discovery.

use base64::{
    Engine as _,
    prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD as BASE64URL},
};
use serde_json::{Value, json};

use super::header;
use crate::world::World;

#[test]
fn a_key_set_lists_two_keys() {
    let world = World::new(40);
    let response = world.document(&format!("/{}/.well-known/jwks.json", world.pool));
    assert_eq!(response.status(), 200);
    assert!(header(&response, "content-type").starts_with("application/json"));
    let set: Value = serde_json::from_slice(response.body()).unwrap();
    assert_eq!(set.as_object().unwrap().keys().collect::<Vec<_>>(), ["keys"]);
    let keys = set["keys"].as_array().unwrap();
    assert_eq!(keys.len(), 2);
    for key in keys {
        let (kid, n) = (key["kid"].as_str().unwrap(), key["n"].as_str().unwrap());
        assert_eq!(
            *key,
            json!({"alg": "RS256", "e": "AQAB", "kid": kid, "kty": "RSA", "n": n, "use": "sig"})
        );
        assert_eq!((kid.len(), BASE64_STANDARD.decode(kid).unwrap().len()), (44, 32));
        assert_eq!(BASE64URL.decode(n).unwrap().len(), 256, "2048 bits");
    }
    assert_ne!(keys[0], keys[1]);
    // Another pool has keys of its own, and the same pool keeps its.
    let again = world.document(&format!("/{}/.well-known/jwks.json", world.pool));
    assert_eq!(again.body(), response.body());
    let other = world.moved_to(json!({"PoolName": "other"}));
    let other = other.document(&format!("/{}/.well-known/jwks.json", other.pool));
    assert_ne!(other.body(), response.body());
}

/// The discovery document that a client gets that asks at `uri` with the header `Host`.
fn discovery(world: &World, origin: &str, host: Option<&str>) -> Value {
    let uri = format!("{origin}/{}/.well-known/openid-configuration", world.pool);
    let mut request = http::Request::get(uri);
    if let Some(host) = host {
        request = request.header("host", host);
    }
    let response = world.fetch(request.body(bytes::Bytes::new()).unwrap());
    assert_eq!(response.status(), 200);
    assert!(header(&response, "content-type").starts_with("application/json"));
    serde_json::from_slice(response.body()).unwrap()
}

#[test]
fn a_discovery_document_names_the_issuer_and_keys_at_the_address_it_came_from() {
    let cognito = "https://cognito-idp.us-east-1.amazonaws.com";
    let public = Some("https://auth.example.com/base/");
    for (url, origin, host, issuer, keys) in [
        (None, "", None, cognito, cognito),
        (None, "", Some("localhost:9229"), cognito, "http://localhost:9229"),
        (None, "", Some("two words"), cognito, cognito),
        (None, "https://a.example.com", Some("b.example.com"), cognito, "https://a.example.com"),
        (public, "", None, "https://auth.example.com/base", "https://auth.example.com/base"),
        (public, "", Some("10.0.0.1"), "https://auth.example.com/base", "https://auth.example.com/base"),
    ] {
        let change = |builder: userpool::EngineBuilder| match url {
            Some(url) => builder.public_url(url),
            None => builder,
        };
        let world = World::built(41, change, |_| {}, |_| {});
        let at = |path: &str| format!("{keys}/{}{path}", world.pool);
        let expected = json!({
            "authorization_endpoint": at("/oauth2/authorize"),
            "code_challenge_methods_supported": ["S256"],
            "end_session_endpoint": at("/logout"),
            "grant_types_supported": ["authorization_code", "implicit", "refresh_token", "client_credentials"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "issuer": format!("{issuer}/{}", world.pool),
            "jwks_uri": at("/.well-known/jwks.json"),
            "response_types_supported": ["code", "token"],
            "revocation_endpoint": at("/oauth2/revoke"),
            "scopes_supported": ["openid", "email", "phone", "profile"],
            "subject_types_supported": ["public"],
            "token_endpoint": at("/oauth2/token"),
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
            "userinfo_endpoint": at("/oauth2/userInfo"),
        });
        assert_eq!(discovery(&world, origin, host), expected, "{url:?} {origin} {host:?}");
    }
}

#[test]
fn every_endpoint_in_discovery_answers() {
    let world = World::new(41);
    let mut document = discovery(&world, "", Some("localhost:9229"));
    // The issuer names the pool and is no endpoint.
    document.as_object_mut().unwrap().remove("issuer");
    let urls: Vec<&str> = document
        .as_object()
        .unwrap()
        .values()
        .filter_map(Value::as_str)
        .filter(|v| v.contains("://"))
        .collect();
    assert!(!urls.is_empty());
    for url in urls {
        let path = url.strip_prefix("http://localhost:9229").unwrap();
        // The endpoints answer that something is missing, and forms are posted.
        let status = world.document(path).status().as_u16();
        assert!(matches!(status, 200 | 400 | 405), "{url}: {status}");
    }
}

#[test]
fn an_unknown_document_is_not_found() {
    let world = World::new(42);
    let pool = &world.pool;
    for path in [
        "/".to_owned(),
        "/us-east-1_nothere99/.well-known/jwks.json".to_owned(),
        "/us-east-1_nothere99/.well-known/openid-configuration".to_owned(),
        "/directory/.well-known/jwks.json".to_owned(),
        "/x%2Fy_z/.well-known/jwks.json".to_owned(),
        format!("/{pool}"),
        format!("/{pool}/.well-known/"),
        format!("/{pool}/.well-known/nothing"),
        format!("/{pool}/.well-known/jwks.json/"),
        format!("/x/{pool}/.well-known/jwks.json"),
        format!("//{pool}/.well-known/jwks.json"),
    ] {
        let response = world.document(&path);
        assert_eq!((response.status().as_u16(), response.body().len()), (404, 0), "{path}");
    }
}
