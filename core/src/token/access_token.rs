//! Access tokens: find the user who calls an operation.
//!
//! A token is checked in four steps. *Parse*: read the unverified claims. *Locate*: one read of all records that the
//! claims lead to. *Verify*: check the signature with a key of the pool, and the claims. *Standing*: check that the
//! user, the client and the tokens of the sign-in are still valid.

use std::sync::Arc;

use std::borrow::Cow;

use userpool_storage_traits::{Key, limits::KEY_BYTES_MAX};

use crate::{
    auth::user_status::UserStatus,
    context::Cx,
    error::{Error, NotAuthorized, PasswordResetRequired, UserNotFound},
    jose::{
        claims::{ClaimSet, has_expired},
        jws::{self, Unverified},
    },
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

/// A signed-in user, with the pool and the client of the token.
#[derive(Debug)]
pub(crate) struct SignedIn {
    pub(crate) pool: Pool,
    pub(crate) client: Client,
    pub(crate) user: User,
    /// The claim `device_key`: the device that the sign-in used, or that it offered to the client.
    pub(crate) device_key: Option<String>,
    /// The claim `origin_jti`: the sign-in that the token belongs to. Clients without token revocation have none.
    pub(crate) origin_jti: Option<String>,
}

/// The user that a token names, before the token is verified.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Claimed<'a> {
    pub(crate) pool_id: &'a str,
    pub(crate) username: &'a str,
    pub(crate) sub: &'a str,
    pub(crate) client_id: &'a str,
}

/// Hints of an operation about the user that a token names.
pub(crate) type Hint<'f> = dyn FnMut(&mut Cx<'_>, Claimed<'_>) + Send + 'f;

/// Checks an access token and loads its user, in one read.
///
/// # Errors
/// `NotAuthorizedException` for a token that is malformed, forged, expired, revoked or without the scope of user
/// operations; `UserNotFoundException` when the user was deleted.
pub(crate) async fn signed_in(cx: &mut Cx<'_>, token: &str) -> Result<SignedIn, Error> {
    signed_in_with_hints(cx, token, &mut |_, _| {}).await
}

/// As [`signed_in`], for operations that refuse users who must reset their password.
///
/// # Errors
/// Those of [`signed_in`], and `PasswordResetRequiredException`.
pub(crate) async fn signed_in_and_not_reset(
    cx: &mut Cx<'_>,
    token: &str,
    hint: &mut Hint<'_>,
) -> Result<SignedIn, Error> {
    let signed_in = signed_in_with_hints(cx, token, hint).await?;
    if signed_in.user.status == UserStatus::ResetRequired {
        return Err(PasswordResetRequired.into());
    }
    Ok(signed_in)
}

/// As [`signed_in`], for operations that need further records of the user.
///
/// # Errors
/// Those of [`signed_in`].
pub(crate) async fn signed_in_with_hints(
    cx: &mut Cx<'_>,
    token: &str,
    hint: &mut Hint<'_>,
) -> Result<SignedIn, Error> {
    let token = jws::decode(token).map_err(|_| invalid())?;
    let presented = Presented::parse(&token)?;
    let pool = presented.locate(cx, hint).await?;
    presented.verify(cx, &pool, &token, USER_ADMIN_SCOPE).await?;
    presented.standing(cx, pool).await
}

/// As [`signed_in`], for an endpoint that needs another scope. Returns all scopes of the token, too.
///
/// # Errors
/// Those of [`signed_in`].
pub(crate) async fn signed_in_with_scope(
    cx: &mut Cx<'_>,
    token: &str,
    scope: &str,
) -> Result<(SignedIn, String), Error> {
    let token = jws::decode(token).map_err(|_| invalid())?;
    let presented = Presented::parse(&token)?;
    cx.hint([keys::domains()]);
    let pool = presented.locate(cx, &mut |_, _| {}).await?;
    presented.verify(cx, &pool, &token, scope).await?;
    let scopes = presented.claims.text("scope").unwrap_or_default().to_owned();
    Ok((presented.standing(cx, pool).await?, scopes))
}

/// The unverified claims of a token. They only tell which records to read.
struct Presented<'t> {
    claims: ClaimSet<'t>,
    iss: &'t str,
    pool_id: &'t str,
    /// The username as it is returned, which is nearly always the same as it is stored.
    username: Cow<'t, str>,
    client_id: &'t str,
    origin_jti: Option<&'t str>,
}

impl<'t> Presented<'t> {
    fn parse(token: &'t Unverified<'_>) -> Result<Self, Error> {
        let claims = ClaimSet(&token.claims);
        let iss = claims.text("iss").ok_or_else(invalid)?;
        let (_, pool_id) = iss.rsplit_once('/').ok_or_else(invalid)?;
        if !is_pool_id(pool_id) {
            return Err(invalid());
        }
        let username = unicode::nfc(claims.text("username").ok_or_else(invalid)?);
        let client_id = claims.text("client_id").ok_or_else(invalid)?;
        Ok(Self { claims, iss, pool_id, username, client_id, origin_jti: claims.text("origin_jti") })
    }

    /// Loads the pool together with all records that the token leads to.
    async fn locate(&self, cx: &mut Cx<'_>, hint: &mut Hint<'_>) -> Result<Pool, Error> {
        let username = &*self.username;
        let mut records = vec![keys::signing_keys(), keys::user(username), keys::client(self.client_id)];
        records.extend(self.origin_jti.map(keys::revoked));
        let is_too_long = |key: &Key| key.as_str().len() > KEY_BYTES_MAX;
        if records.iter().any(is_too_long) {
            return Err(invalid());
        }
        cx.hint(companion_keys(&cx.host.keyring, self.pool_id, username));
        let sub = self.claims.text("sub").unwrap_or_default();
        hint(cx, Claimed { pool_id: self.pool_id, username, sub, client_id: self.client_id });
        Pool::load_with(cx, self.pool_id, &records).await.map_err(|error| match error {
            Error::ResourceNotFound(_) => invalid(),
            other => other,
        })
    }

    /// Checks the signature and the claims that do not depend on the user. The engine looks for the key among the
    /// access token keys only, because ID tokens are signed by another key.
    async fn verify(
        &self,
        cx: &mut Cx<'_>,
        pool: &Pool,
        token: &Unverified<'_>,
        scope: &str,
    ) -> Result<(), Error> {
        let signing: Arc<SigningKeys> = cx.get_shared(&keys::signing_keys()).await?.ok_or_else(invalid)?;
        let is_issued_here = pool.has_issued_as(self.iss, cx.host, cx.origin.address.as_deref());
        if !is_issued_here || self.claims.text("token_use") != Some("access") {
            return Err(invalid());
        }
        let key = signing.access_key(&token.kid, cx.now()).ok_or_else(invalid)?;
        let public = key.public().ok_or_else(invalid)?;
        if !cx.host.signer.verify(&public, token.signing_input, &token.signature).await? {
            return Err(NotAuthorized::AccessTokenSignature.into());
        }
        if self.claims.number("exp").is_none_or(|exp| has_expired(exp, cx.now().seconds(), 0)) {
            return Err(NotAuthorized::AccessTokenExpired.into());
        }
        if !self.claims.scopes().any(|own| own == scope) {
            return Err(NotAuthorized::AccessTokenScopes.into());
        }
        Ok(())
    }

    /// Checks that the user, the sign-in and the client of the token are still valid.
    async fn standing(&self, cx: &mut Cx<'_>, pool: Pool) -> Result<SignedIn, Error> {
        let user = self.user(cx, &pool).await?.ok_or(UserNotFound::User)?;
        cx.origin.trace.user(&user.sub);
        let is_revoked = match self.origin_jti {
            Some(origin_jti) => cx.get::<Revoked>(&keys::revoked(origin_jti)).await?.is_some(),
            None => false,
        };
        let event_id = self.claims.text("event_id");
        let is_current = event_id.is_some_and(|event_id| is_of_generation(&pool, &user, event_id));
        if is_revoked || !is_current {
            return Err(NotAuthorized::AccessTokenRevoked.into());
        }
        if !user.enabled {
            return Err(NotAuthorized::UserDisabled.into());
        }
        // When a client is deleted, its tokens are no longer valid.
        let client: Client = cx.get(&keys::client(self.client_id)).await?.ok_or_else(invalid)?;
        cx.charge_user(&user.sub)?;
        let device_key = self.claims.text("device_key").map(str::to_owned);
        let origin_jti = self.origin_jti.map(str::to_owned);
        Ok(SignedIn { pool, client, user, device_key, origin_jti })
    }

    /// The user named by the claims.
    async fn user(&self, cx: &mut Cx<'_>, pool: &Pool) -> Result<Option<User>, Error> {
        let sub = self.claims.text("sub");
        for key in pool.naming.candidates(self.claims.text("username").unwrap_or_default()).users {
            if let Some(user) = cx.get::<User>(&key).await?.filter(|user| sub == Some(&*user.sub)) {
                return Ok(Some(user));
            }
        }
        Ok(None)
    }
}

fn invalid() -> Error {
    NotAuthorized::InvalidAccessToken.into()
}
