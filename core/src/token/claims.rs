//! The claims of access and ID tokens, and how a claim is bound to the user's generation.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};

use crate::{
    context::Cx,
    jose,
    model::{app::App, identity::IDENTITIES, pool::Pool, user::User},
    seal::Purpose,
    time::Timestamp,
    uuid,
};

/// The scope of every sign-in through the API.
pub(crate) const USER_ADMIN_SCOPE: &str = "aws.cognito.signin.user.admin";

/// The data that all tokens of one sign-in share and that a refresh keeps.
#[derive(Clone, Debug)]
pub(crate) struct Family {
    pub(crate) origin_jti: String,
    pub(crate) event_id: String,
    pub(crate) auth_time: Timestamp,
    pub(crate) scope: String,
    /// The device of the sign-in, in pools that track devices.
    pub(crate) device_key: Option<String>,
    /// What the sign-in asked for; only of a sign-in at the endpoint `/oauth2/authorize`.
    pub(crate) oauth: Option<OAuthClaims>,
}

/// The claims that a client asks for at `/oauth2/authorize`.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub(crate) struct OAuthClaims {
    /// The claim `aud` of access tokens ([RFC 8707](https://www.rfc-editor.org/rfc/rfc8707)).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) audience: Option<String>,
    /// The claim `nonce` of the first ID token. A refresh leaves it out
    /// ([OpenID Connect Core 1.0 §12.2](https://openid.net/specs/openid-connect-core-1_0.html#RefreshTokenResponse)).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) nonce: Option<String>,
    /// The browser's session in which the code was given, and when it ends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) session: Option<(String, Timestamp)>,
}

/// The scope without which a sign-in at `/oauth2/authorize` gives no ID token.
pub(crate) const OPENID: &str = "openid";

impl Family {
    /// The family of a sign-in that completes now.
    pub(crate) fn new(cx: &mut Cx<'_>, pool: &Pool, user: &User, device_key: Option<String>) -> Self {
        Self {
            origin_jti: cx.steady_uuid(),
            event_id: event_id(cx, pool, user),
            auth_time: cx.now(),
            scope: USER_ADMIN_SCOPE.to_owned(),
            device_key,
            oauth: None,
        }
    }

    /// Whether the scope has this word.
    pub(crate) fn has_scope(&self, scope: &str) -> bool {
        jose::claims::scopes(&self.scope).any(|word| word == scope)
    }

    /// Whether the sign-in gives an ID token.
    pub(crate) fn gives_id_token(&self) -> bool {
        self.oauth.is_none() || self.has_scope(OPENID)
    }
}

/// The claims of an access token.
pub(crate) fn access_token(cx: &mut Cx<'_>, app: App<'_>, user: &User, family: &Family) -> Value {
    let App { pool, client } = app;
    let mut claims = common(cx, app, user, family);
    expire(&mut claims, cx.now(), client.settings.access_token_seconds());
    claims.insert("client_id".to_owned(), json!(client.id));
    claims.insert("token_use".to_owned(), json!("access"));
    // A token derived from another one may have no scope.
    if !family.scope.is_empty() {
        claims.insert("scope".to_owned(), json!(family.scope));
    }
    claims.insert("username".to_owned(), json!(user.shown_username()));
    // The claim is left out if the pool no longer tracks devices.
    if let Some(device_key) = family.device_key.as_ref().filter(|_| pool.device_tracking().is_some()) {
        claims.insert("device_key".to_owned(), json!(device_key));
    }
    if let Some(oauth) = &family.oauth {
        claims.insert("version".to_owned(), json!(2));
        if let Some(audience) = &oauth.audience {
            claims.insert("aud".to_owned(), json!(audience));
        }
    }
    Value::Object(claims)
}

/// The claims of an ID token, with every attribute that the client may read.
pub(crate) fn id_token(cx: &mut Cx<'_>, app: App<'_>, user: &User, family: &Family) -> Value {
    let client = app.client;
    let mut claims = Map::new();
    // Developer-only attributes are not for tokens.
    let is_claim =
        |name: &str| client.settings.can_read(name) && !name.starts_with("dev:") && shows(family, name);
    for (name, value) in &user.attributes {
        if is_claim(name) {
            claims.insert(name.clone(), attribute_claim(name, value));
        }
    }
    if let Some(identities) = user.identities_claim().filter(|_| client.settings.can_read(IDENTITIES)) {
        claims.insert(IDENTITIES.to_owned(), identities);
    }
    for (address, verified) in [("email", "email_verified"), ("phone_number", "phone_number_verified")] {
        if claims.contains_key(address) && client.settings.can_read(verified) {
            claims.entry(verified).or_insert(Value::Bool(false));
        }
    }
    claims.extend(common(cx, app, user, family));
    expire(&mut claims, cx.now(), client.settings.id_token_seconds());
    claims.insert("aud".to_owned(), json!(client.id));
    claims.insert("token_use".to_owned(), json!("id"));
    claims.insert("cognito:username".to_owned(), json!(user.shown_username()));
    if let Some(nonce) = family.oauth.as_ref().and_then(|oauth| oauth.nonce.as_ref()) {
        claims.insert("nonce".to_owned(), json!(nonce));
    }
    Value::Object(claims)
}

/// Binds an ID token to the access token that is issued with it
/// ([OpenID Connect Core 1.0 §3.1.3.6](https://openid.net/specs/openid-connect-core-1_0.html#CodeIDToken)).
pub(crate) fn bind_to(access_token: &str, id: &mut Value) {
    let half = &Sha256::digest(access_token.as_bytes())[..16];
    if let Some(claims) = id.as_object_mut() {
        claims.insert("at_hash".to_owned(), json!(BASE64URL.encode(half)));
    }
}

/// Whether the scope of the sign-in shows the attribute. `openid` alone shows every attribute; with `profile`, `email` or
/// `phone` the attributes of these scopes are shown.
fn shows(family: &Family, attribute: &str) -> bool {
    family.oauth.is_none() || scopes_show(&family.scope, attribute)
}

/// Whether a token with this scope shows the attribute in ID tokens and at the endpoint `/oauth2/userInfo`.
pub(crate) fn scopes_show(scope: &str, attribute: &str) -> bool {
    let own_scope = match attribute {
        "email" | "email_verified" => "email",
        "phone_number" | "phone_number_verified" => "phone",
        _ => "profile",
    };
    let limits = |word: &&str| matches!(*word, "profile" | "email" | "phone");
    let mut limiting = jose::claims::scopes(scope).filter(limits).peekable();
    limiting.peek().is_none() || limiting.any(|word| word == own_scope)
}

/// Whether a token with this `event_id` was issued in the user's current generation.
pub(crate) fn is_of_generation(pool: &Pool, user: &User, event_id: &str) -> bool {
    let Some(bytes) = uuid::parse(event_id) else { return false };
    let Some(chance) = bytes.first_chunk::<8>() else { return false };
    with_tag(bytes, tag(pool, user, *chance)) == event_id
}

/// The claims of both tokens, except for the token's own times.
fn common(cx: &mut Cx<'_>, app: App<'_>, user: &User, family: &Family) -> Map<String, Value> {
    let App { pool, client } = app;
    let mut claims = Map::new();
    claims.insert("sub".to_owned(), json!(user.sub));
    claims.insert("iss".to_owned(), json!(pool.issuer(cx.host, cx.origin.address.as_deref())));
    claims.insert("event_id".to_owned(), json!(family.event_id));
    claims.insert("auth_time".to_owned(), json!(family.auth_time.seconds()));
    if client.settings.is_revocation_enabled() {
        claims.insert("jti".to_owned(), json!(cx.steady_uuid()));
        claims.insert("origin_jti".to_owned(), json!(family.origin_jti));
    }
    claims
}

fn expire(claims: &mut Map<String, Value>, now: Timestamp, lifetime_seconds: u64) {
    let now = now.seconds();
    claims.insert("iat".to_owned(), json!(now));
    claims.insert("exp".to_owned(), json!(now.saturating_add(lifetime_seconds)));
}

/// Booleans become JSON booleans, an address an object, `updated_at` a number; all other values are text.
fn attribute_claim(name: &str, value: &str) -> Value {
    match name {
        "email_verified" | "phone_number_verified" => Value::Bool(value.eq_ignore_ascii_case("true")),
        "address" => json!({ "formatted": value }),
        "updated_at" => value.parse::<i64>().map_or_else(|_| json!(value), |number| json!(number)),
        _ => json!(value),
    }
}

/// A random UUID whose second half is a keyed hash of the first half and of the user's generation.
///
/// `GlobalSignOut` revokes all tokens of a user at once. Tokens are not stored, so they cannot be listed, and an
/// additional claim would make them different from Cognito's. So the generation is bound to a claim that every token
/// has. Clients with revocation switched off have no `origin_jti`, but still an `event_id`.
fn event_id(cx: &mut Cx<'_>, pool: &Pool, user: &User) -> String {
    let drawn = uuid::parse(&cx.steady_uuid()).unwrap_or_default();
    let chance = drawn.first_chunk::<8>().copied().unwrap_or_default();
    with_tag(drawn, tag(pool, user, chance))
}

fn tag(pool: &Pool, user: &User, chance: [u8; 8]) -> [u8; 32] {
    let generation = user.generation.to_be_bytes();
    pool.secret().hash(Purpose::Generation, &[&chance[..], user.sub.as_bytes(), &generation])
}

fn with_tag(mut bytes: [u8; 16], tag: [u8; 32]) -> String {
    bytes[8..].copy_from_slice(&tag[..8]);
    uuid::from_bytes(bytes)
}
