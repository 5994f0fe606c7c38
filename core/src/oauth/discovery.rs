//! The metadata documents of a pool: OpenID Connect Discovery, and the metadata of an authorization server.

use serde_json::{Map, Value};

use crate::{
    host::Host,
    model::pool::Pool,
    oauth::site::{Route, Site},
};

/// [OpenID Connect Discovery §3](https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderMetadata) and
/// [RFC 8414 §2](https://www.rfc-editor.org/rfc/rfc8414#section-2), with the members that the service has. All addresses are below
/// that of this document, whatever the issuer is, so every client that has found the document finds the endpoints.
pub(crate) fn document(host: &Host, pool: &Pool, address: Option<&str>) -> Value {
    let issuer = pool.issuer(host, address);
    let site = Site::of_pool(host, address, &pool.id);
    // Without an address only the issuer's own is known.
    let base = if host.address(address).is_some() { site.base } else { issuer.clone() };
    let mut document = Map::new();
    for (name, route) in ENDPOINTS {
        document.insert(name.to_owned(), Value::from(format!("{base}{}", route.path())));
    }
    for (name, supported) in SUPPORTED {
        let supported: Vec<Value> = supported.iter().copied().map(Value::from).collect();
        document.insert(name.to_owned(), Value::Array(supported));
    }
    document.insert("jwks_uri".to_owned(), Value::from(format!("{base}/.well-known/jwks.json")));
    document.insert("issuer".to_owned(), Value::from(issuer));
    if pool.settings.registration().is_some() {
        let endpoint = format!("{base}{}", Route::Register.path());
        document.insert("registration_endpoint".to_owned(), Value::from(endpoint));
    }
    Value::Object(document)
}

const ENDPOINTS: [(&str, Route); 5] = [
    ("authorization_endpoint", Route::Authorize),
    ("end_session_endpoint", Route::Logout),
    ("revocation_endpoint", Route::Revoke),
    ("token_endpoint", Route::Token),
    ("userinfo_endpoint", Route::UserInfo),
];

const SUPPORTED: [(&str, &[&str]); 7] = [
    ("code_challenge_methods_supported", &["S256"]),
    ("grant_types_supported", &["authorization_code", "implicit", "refresh_token", "client_credentials"]),
    ("id_token_signing_alg_values_supported", &["RS256"]),
    ("response_types_supported", &["code", "token"]),
    ("scopes_supported", &["openid", "email", "phone", "profile"]),
    ("subject_types_supported", &["public"]),
    ("token_endpoint_auth_methods_supported", &["client_secret_basic", "client_secret_post"]),
];
