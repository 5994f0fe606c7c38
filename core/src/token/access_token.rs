//! Who is calling: the user behind an access token.

use serde_json::{Map, Value};

use crate::{
    auth::user_status::UserStatus,
    context::Cx,
    error::{Error, NotAuthorized, PasswordResetRequired, UserNotFound},
    jose::jws,
    model::{
        client::Client, keys, lookup::companion_keys, pool::Pool, pool_id::is_pool_id,
        signing_keys::SigningKeys, user::User,
    },
    token::{
        claims::{USER_ADMIN_SCOPE, is_of_generation},
        rotation::Revoked,
    },
    unicode,
};

/// A user who is signed in, with the pool and the client of the token.
#[derive(Debug)]
pub(in crate::api) struct SignedIn {
    pub(in crate::api) pool: Pool,
    pub(in crate::api) client: Client,
    pub(in crate::api) user: User,
    /// The claim `device_key`: the device that the sign-in was made with or was offered.
    pub(in crate::api) device_key: Option<String>,
}

/// Checks an access token and loads its user, in one read.
///
/// # Errors
/// `NotAuthorizedException` for a token that is malformed, forged, expired, revoked or without the scope of user
/// operations; `UserNotFoundException` when the user is gone.
pub(in crate::api) async fn signed_in(cx: &mut Cx<'_>, token: &str) -> Result<SignedIn, Error> {
    signed_in_foreseeing(cx, token, &mut |_, _| {}).await
}

/// Whose token it claims to be.
#[derive(Clone, Copy, Debug)]
pub(in crate::api) struct Claimed<'a> {
    pub(in crate::api) pool_id: &'a str,
    pub(in crate::api) username: &'a str,
    pub(in crate::api) sub: &'a str,
}

/// What an operation foresees of whoever claims to call it.
pub(in crate::api) type Foresee<'f> = dyn FnMut(&mut Cx<'_>, Claimed<'_>) + Send + 'f;

/// As [`signed_in`], for operations that will look at more of whoever it is.
///
/// # Errors
/// Those of [`signed_in`].
pub(in crate::api) async fn signed_in_foreseeing(
    cx: &mut Cx<'_>,
    token: &str,
    foresee: &mut Foresee<'_>,
) -> Result<SignedIn, Error> {
    let invalid = || Error::from(NotAuthorized::InvalidAccessToken);
    let unverified = jws::decode(token).map_err(|_| invalid())?;
    let claims = Claims(&unverified.claims);

    // Nothing of the token is believed yet; it only says where to look.
    let pool_id = claims.text("iss").and_then(|iss| iss.rsplit_once('/')).ok_or_else(invalid)?.1;
    // As it is stored, or nearly always so: the token has it as it is shown.
    let username = &*unicode::nfc(claims.text("username").ok_or_else(invalid)?);
    let client_id = claims.text("client_id").ok_or_else(invalid)?;
    let origin_jti = claims.text("origin_jti");
    let client_key = keys::client(client_id);
    let mut keys = vec![keys::signing_keys(), keys::user(username), client_key.clone()];
    keys.extend(origin_jti.map(keys::revoked));
    let too_long = |key: &userpool_storage_traits::Key| {
        key.as_str().len() > userpool_storage_traits::limits::KEY_BYTES_MAX
    };
    if !is_pool_id(pool_id) || keys.iter().any(too_long) {
        return Err(invalid());
    }
    cx.foresee(companion_keys(&cx.host.keyring, pool_id, username));
    foresee(cx, Claimed { pool_id, username, sub: claims.text("sub").unwrap_or_default() });
    let pool = Pool::load_with(cx, pool_id, &keys).await.map_err(|error| match error {
        Error::ResourceNotFound(_) => invalid(),
        other => other,
    })?;

    let signing: SigningKeys = cx.seen_record(&keys::signing_keys())?.ok_or_else(invalid)?;
    let address = cx.origin.address.as_deref();
    let issued_here = claims.text("iss").is_some_and(|iss| pool.has_issued_as(iss, cx.host, address));
    if !issued_here || claims.text("token_use") != Some("access") {
        return Err(invalid());
    }
    // The key is chosen by us: an ID token is signed by another one.
    let key = signing.access_key(&unverified.kid, cx.now()).ok_or_else(invalid)?;
    let public = key.public().ok_or_else(invalid)?;
    if !cx.host.signer.verify(&public, unverified.signing_input, &unverified.signature).await? {
        return Err(NotAuthorized::AccessTokenSignature.into());
    }

    if claims.number("exp").is_none_or(|exp| cx.now().seconds() >= exp) {
        return Err(NotAuthorized::AccessTokenExpired.into());
    }
    let scopes = claims.text("scope").unwrap_or_default();
    if !scopes.split(' ').any(|scope| scope == USER_ADMIN_SCOPE) {
        return Err(NotAuthorized::AccessTokenScopes.into());
    }
    let user = user_of(cx, &pool, &claims).await?.ok_or(UserNotFound::User)?;
    cx.origin.trace.user(&user.sub);
    let revoked = match origin_jti {
        Some(origin_jti) => cx.seen_record::<Revoked>(&keys::revoked(origin_jti))?.is_some(),
        None => false,
    };
    let current = claims.text("event_id").is_some_and(|event_id| is_of_generation(&pool, &user, event_id));
    if revoked || !current {
        return Err(NotAuthorized::AccessTokenRevoked.into());
    }
    if !user.enabled {
        return Err(NotAuthorized::UserDisabled.into());
    }
    // A client that is gone takes its tokens with it.
    let client: Client = cx.seen_record(&client_key)?.ok_or_else(invalid)?;
    let device_key = claims.text("device_key").map(str::to_owned);
    Ok(SignedIn { pool, client, user, device_key })
}

/// The user whom the claims name.
async fn user_of(cx: &mut Cx<'_>, pool: &Pool, claims: &Claims<'_>) -> Result<Option<User>, Error> {
    for key in pool.naming.candidates(claims.text("username").unwrap_or_default()).users {
        if let Some(user) = cx.get::<User>(&key).await?.filter(|user| claims.text("sub") == Some(&*user.sub))
        {
            return Ok(Some(user));
        }
    }
    Ok(None)
}

/// As [`signed_in`], for operations that refuse whoever must reset their password.
///
/// # Errors
/// Those of [`signed_in`], and `PasswordResetRequiredException`.
pub(in crate::api) async fn signed_in_and_not_reset(
    cx: &mut Cx<'_>,
    token: &str,
    foresee: &mut Foresee<'_>,
) -> Result<SignedIn, Error> {
    let signed_in = signed_in_foreseeing(cx, token, foresee).await?;
    if signed_in.user.status == UserStatus::ResetRequired {
        return Err(PasswordResetRequired.into());
    }
    Ok(signed_in)
}

/// Typed looks at claims.
struct Claims<'a>(&'a Map<String, Value>);

impl<'a> Claims<'a> {
    fn text(&self, name: &str) -> Option<&'a str> {
        self.0.get(name).and_then(Value::as_str)
    }

    fn number(&self, name: &str) -> Option<u64> {
        self.0.get(name).and_then(Value::as_u64)
    }
}
