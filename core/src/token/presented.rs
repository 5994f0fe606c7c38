//! Access and ID tokens that a request presents, besides those of users who call operations: in an exchange of tokens, and
//! from a client that registers others. Unlike the tokens of [`access_token`](super::access_token), they may be of an app client
//! without a user.

use std::sync::Arc;

use std::borrow::Cow;

use userpool_storage_traits::{Key, limits::KEY_BYTES_MAX};

use crate::{
    context::Cx,
    error::{Error, NotAuthorized, UserNotFound},
    jose::{
        claims::{ClaimSet, has_expired},
        jws::{self, Unverified},
    },
    model::{
        client::Client, keys, lookup::companion_keys, pool::Pool, resource_server::ResourceServer,
        signing_keys::SigningKeys, user::User,
    },
    token::{claims::is_of_generation, rotation::Revoked},
    unicode,
};

/// The kind of a token, presented or issued.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Kind {
    Access,
    Id,
}

/// Whom a presented token represents.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Party {
    Subject,
    Actor,
    /// Whoever calls an endpoint.
    Bearer,
}

/// A token as it was presented. Its claims are not verified.
pub(crate) struct Presented<'t> {
    party: Party,
    kind: Kind,
    token: Unverified<'t>,
}

/// A token that was verified. That of a subject has a user.
pub(crate) struct Verified<'p> {
    pub(super) claims: ClaimSet<'p>,
    pub(super) kind: Kind,
    pub(super) user: Option<User>,
    pub(super) expires: u64,
}

/// Most scopes of a token whose resource servers are read before the token is verified.
const HINTED_SCOPES_MAX: usize = 50;

impl Party {
    fn name(self) -> &'static str {
        match self {
            Self::Subject => "Subject",
            Self::Actor => "Actor",
            Self::Bearer => "Access",
        }
    }

    pub(super) fn invalid(self) -> Error {
        NotAuthorized::InvalidToken(self.name()).into()
    }
}

impl<'t> Presented<'t> {
    /// Reads a token without verifying it.
    ///
    /// # Errors
    /// `NotAuthorizedException` for a text that is no token.
    pub(crate) fn parse(party: Party, kind: Kind, text: &'t str) -> Result<Self, Error> {
        let token = jws::decode(text).map_err(|_| party.invalid())?;
        Ok(Self { party, kind, token })
    }

    fn claims(&self) -> ClaimSet<'_> {
        ClaimSet(&self.token.claims)
    }

    /// The app client that the token was issued to.
    fn client_id(&self) -> Option<&str> {
        self.claims().text(if self.kind == Kind::Access { "client_id" } else { "aud" })
    }

    fn username(&self) -> Option<&str> {
        self.claims().text(if self.kind == Kind::Access { "username" } else { "cognito:username" })
    }

    /// Hints at the records that the token leads to.
    pub(crate) fn hint(&self, cx: &mut Cx<'_>, pool_id: &str) {
        let username: Option<Cow<'_, str>> = self.username().map(unicode::nfc);
        if let Some(username) = &username {
            cx.hint(companion_keys(&cx.host.keyring, pool_id, username));
        }
        let scopes: Vec<String> = self.claims().scopes().take(HINTED_SCOPES_MAX).map(str::to_owned).collect();
        let mut records: Vec<Key> = vec![keys::signing_keys(), keys::few_groups()];
        records.extend(username.as_deref().map(keys::user));
        records.extend(self.client_id().map(keys::client));
        records.extend(self.claims().text("origin_jti").map(keys::revoked));
        records.extend(ResourceServer::keys_of(&scopes));
        cx.hint(records);
    }

    /// Checks the signature and the claims, and that user, client and sign-in of the token are still valid.
    ///
    /// # Errors
    /// `NotAuthorizedException` for a token that is not of this pool and kind, or is expired or revoked, or whose user is
    /// disabled; `UserNotFoundException` when the user was deleted.
    pub(crate) async fn verify(&self, cx: &mut Cx<'_>, pool: &Pool) -> Result<Verified<'_>, Error> {
        let claims = self.claims();
        let expires = self.check_signed(cx, pool).await?;
        let client_id = self.client_id().ok_or_else(|| self.party.invalid())?;
        if !cx.exists(&client_key(client_id).ok_or_else(|| self.party.invalid())?).await? {
            return Err(self.party.invalid());
        }
        let user = match self.username() {
            Some(username) => Some(self.user(cx, pool, username).await?),
            // A token of an app client for itself.
            None if self.party != Party::Subject && claims.text("sub") == Some(client_id) => None,
            None => return Err(self.party.invalid()),
        };
        if let Some(origin_jti) = claims.text("origin_jti")
            && cx.get::<Revoked>(&keys::revoked(origin_jti)).await?.is_some()
        {
            return Err(NotAuthorized::TokenRevoked(self.party.name()).into());
        }
        Ok(Verified { claims, kind: self.kind, user, expires })
    }

    /// Checks the signature, and the claims that depend on no record. Returns when the token expires, in seconds.
    async fn check_signed(&self, cx: &mut Cx<'_>, pool: &Pool) -> Result<u64, Error> {
        let invalid = || self.party.invalid();
        let claims = self.claims();
        let signing: Arc<SigningKeys> = cx.get_shared(&keys::signing_keys()).await?.ok_or_else(invalid)?;
        let (token_use, key) = match self.kind {
            Kind::Access => ("access", signing.access_key(&self.token.kid, cx.now())),
            Kind::Id => ("id", signing.id_key(&self.token.kid, cx.now())),
        };
        let address = cx.origin.address.as_deref();
        let is_issued_here = claims.text("iss").is_some_and(|iss| pool.has_issued_as(iss, cx.host, address));
        if !is_issued_here || claims.text("token_use") != Some(token_use) {
            return Err(invalid());
        }
        let public = key.and_then(|key| key.public()).ok_or_else(invalid)?;
        if !cx.host.signer.verify(&public, self.token.signing_input, &self.token.signature).await? {
            return Err(invalid());
        }
        let expires = claims.number("exp").ok_or_else(invalid)?;
        if has_expired(expires, cx.now().seconds(), 0) {
            return Err(NotAuthorized::TokenExpired(self.party.name()).into());
        }
        Ok(expires)
    }

    /// The user of the token, if the token is of the user's current generation.
    async fn user(&self, cx: &mut Cx<'_>, pool: &Pool, username: &str) -> Result<User, Error> {
        let claims = self.claims();
        if keys::user(&unicode::nfc(username)).as_str().len() > KEY_BYTES_MAX {
            return Err(self.party.invalid());
        }
        let mut found = None;
        for key in pool.naming.candidates(username).users {
            let user: Option<User> = cx.get(&key).await?;
            found = found.or(user.filter(|user| claims.text("sub") == Some(&*user.sub)));
        }
        let user = found.ok_or(UserNotFound::User)?;
        cx.origin.trace.user(&user.sub);
        let event_id = claims.text("event_id").unwrap_or_default();
        if !is_of_generation(pool, &user, event_id) {
            return Err(NotAuthorized::TokenRevoked(self.party.name()).into());
        }
        if !user.enabled {
            return Err(NotAuthorized::UserDisabled.into());
        }
        Ok(user)
    }
}

/// The key of the client in a claim, unless the claim cannot be the id of a client.
fn client_key(id: &str) -> Option<Key> {
    let is_id = (1..=128).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_alphanumeric());
    is_id.then(|| keys::client(id))
}

impl Verified<'_> {
    /// The scopes of the token; an ID token has none.
    pub(crate) fn scopes(&self) -> Vec<&str> {
        if self.kind == Kind::Id { Vec::new() } else { self.claims.scopes().collect() }
    }

    pub(crate) fn is_id_token(&self) -> bool {
        self.kind == Kind::Id
    }

    /// Whether the token was issued to this app client.
    pub(crate) fn is_of_client(&self, client: &Client) -> bool {
        let claim = if self.kind == Kind::Access { "client_id" } else { "aud" };
        self.claims.text(claim) == Some(&client.id)
    }
}
