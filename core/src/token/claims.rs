//! The claims of access and ID tokens, and how a claim is bound to the user's generation.

use serde_json::{Map, Value, json};

use crate::{
    context::Cx,
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
}

impl Family {
    /// The family of a sign-in that completes now.
    pub(crate) fn new(cx: &mut Cx<'_>, pool: &Pool, user: &User, device_key: Option<String>) -> Self {
        Self {
            origin_jti: cx.steady_uuid(),
            event_id: event_id(cx, pool, user),
            auth_time: cx.now(),
            scope: USER_ADMIN_SCOPE.to_owned(),
            device_key,
        }
    }
}

/// The claims of an access token.
pub(crate) fn access_token(cx: &mut Cx<'_>, app: App<'_>, user: &User, family: &Family) -> Value {
    let App { pool, client } = app;
    let mut claims = common(cx, app, user, family);
    expire(&mut claims, cx.now(), client.settings.access_token_seconds());
    claims.insert("client_id".to_owned(), json!(client.id));
    claims.insert("token_use".to_owned(), json!("access"));
    claims.insert("scope".to_owned(), json!(family.scope));
    claims.insert("username".to_owned(), json!(user.shown_username()));
    // The claim is left out if the pool no longer tracks devices.
    if let Some(device_key) = family.device_key.as_ref().filter(|_| pool.device_tracking().is_some()) {
        claims.insert("device_key".to_owned(), json!(device_key));
    }
    Value::Object(claims)
}

/// The claims of an ID token, with every attribute that the client may read.
pub(crate) fn id_token(cx: &mut Cx<'_>, app: App<'_>, user: &User, family: &Family) -> Value {
    let client = app.client;
    let mut claims = Map::new();
    for (name, value) in &user.attributes {
        // Developer-only attributes are not for tokens.
        if client.settings.can_read(name) && !name.starts_with("dev:") {
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
    claims.append(&mut common(cx, app, user, family));
    expire(&mut claims, cx.now(), client.settings.id_token_seconds());
    claims.insert("aud".to_owned(), json!(client.id));
    claims.insert("token_use".to_owned(), json!("id"));
    claims.insert("cognito:username".to_owned(), json!(user.shown_username()));
    Value::Object(claims)
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
