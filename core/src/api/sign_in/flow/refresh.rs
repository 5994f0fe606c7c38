//! `REFRESH_TOKEN_AUTH`: new tokens for an existing sign-in.

use super::super::{
    output::SignInOutput,
    parameters::{Parameters, parameter},
    proved::Proved,
};
use crate::{
    context::Cx,
    error::{Error, NotAuthorized, RefreshTokenReuse},
    model::{app::App, client::Client, device::Device, keys, user::User},
    sensitive::Sensitive,
    token::{
        authentication_result::AuthenticationResult,
        issue::{Grant, Occasion, issue},
        refresh::RefreshToken,
        rotation::{Revoked, Rotation, Standing},
        sessions,
    },
};

/// Renews access and ID token. No challenge follows.
pub(super) async fn start(cx: &mut Cx<'_>, app: App<'_>, parameters: &Parameters) -> Result<Proved, Error> {
    let App { pool, client } = app;
    let text = parameter(parameters, "REFRESH_TOKEN")?;
    let token = RefreshToken::decode(pool.secret(), &client.id, text);
    check_secret_hash(cx, client, parameters, token.as_ref())?;
    let token = token.ok_or(NotAuthorized::InvalidRefreshToken)?;
    if client.settings.is_rotating() {
        return Err(NotAuthorized::InvalidRefreshToken.into());
    }
    let device_key = parameters.get("DEVICE_KEY").map(|key| key.as_str());
    let result = renew(cx, app, &token, device_key).await?;
    Ok(Proved::Answered(SignInOutput::tokens(result)))
}

/// New tokens for the sign-in of `token`, and the next refresh token if the client rotates its refresh tokens.
///
/// # Errors
/// Those of [`owner`].
pub(crate) async fn renew(
    cx: &mut Cx<'_>,
    app: App<'_>,
    token: &RefreshToken,
    device_key: Option<&str>,
) -> Result<AuthenticationResult, Error> {
    let user = owner(cx, app, token, device_key).await?;
    sessions::touch(cx, app, &user, token).await?;
    let grant = Grant { family: &token.family(), occasion: Occasion::Refresh, new_device: None };
    let mut result = issue(cx, app, &user, grant).await?;
    if app.client.settings.is_rotating() {
        let next = rotate(cx, app, token).await?;
        result.refresh_token = Some(Sensitive::new(next));
    }
    Ok(result)
}

/// The token that replaces `token`. Its grace period starts with the first use; a client that sends it again within
/// that period gets the same successor.
async fn rotate(cx: &mut Cx<'_>, app: App<'_>, token: &RefreshToken) -> Result<String, Error> {
    let App { pool, client } = app;
    // Of several first uses at once, only one can commit; the others then find the token rotated.
    let rotation: Option<Rotation> = cx.get(&keys::rotation(&token.origin_jti)).await?;
    if Rotation::standing(rotation.as_ref(), token.number, cx.now()) == Standing::Newest {
        let grace_seconds = client.settings.retry_grace_seconds();
        cx.put(&Rotation::rotated(rotation, token, cx.now(), grace_seconds))?;
    }
    token.successor(cx, pool, client)
}

/// The user that the token belongs to, if the token is still valid and the device with this key sends it.
///
/// # Errors
/// `NotAuthorizedException` for a token that is revoked or expired, or whose user is deleted or disabled, and in pools
/// that track devices for a token that is sent without the confirmed device of its sign-in;
/// `RefreshTokenReuseException` for a token that was rotated and whose grace period is over: this revokes its whole
/// family.
async fn owner(
    cx: &mut Cx<'_>,
    app: App<'_>,
    token: &RefreshToken,
    device_key: Option<&str>,
) -> Result<User, Error> {
    let user_key = keys::user(&token.username);
    let revoked_key = keys::revoked(&token.origin_jti);
    let rotation_key = keys::rotation(&token.origin_jti);
    cx.prefetch(&[user_key.clone(), revoked_key.clone(), rotation_key.clone()]).await?;
    let user: User = cx
        .get::<User>(&user_key)
        .await?
        .filter(|user| user.sub == token.sub)
        .ok_or(NotAuthorized::InvalidRefreshToken)?;
    let revoked = cx.get::<Revoked>(&revoked_key).await?.is_some();
    if revoked || token.generation != user.generation {
        return Err(NotAuthorized::RefreshTokenRevoked.into());
    }
    // Before the check of the rotation: the record of the rotation may be deleted once the token has expired.
    if cx.now() >= token.expires {
        return Err(NotAuthorized::RefreshTokenExpired.into());
    }
    let rotation = cx.get::<Rotation>(&rotation_key).await?;
    match Rotation::standing(rotation.as_ref(), token.number, cx.now()) {
        Standing::Newest | Standing::Retried => {}
        Standing::Reused => {
            // RFC 9700 section 4.14.2: the server cannot tell the attacker from the legitimate client, so it revokes
            // the family.
            cx.put_even_on_failure(&Revoked::family_of(token, app.client.settings.access_token_seconds()))?;
            return Err(RefreshTokenReuse.into());
        }
        Standing::Unknown => return Err(NotAuthorized::InvalidRefreshToken.into()),
    }
    if !user.enabled {
        return Err(NotAuthorized::UserDisabled.into());
    }
    // A browser in which a page signs users in is no device that the pool tracks.
    if app.pool.device_tracking().is_some() && token.oauth.is_none() {
        let of_token = token.device_key.as_deref().filter(|key| device_key == Some(*key));
        let key = of_token.ok_or(NotAuthorized::InvalidRefreshToken)?;
        // The tokens of a device that was never confirmed, or is forgotten, are not valid.
        Device::load(cx, &user, key).await?.ok_or(NotAuthorized::InvalidRefreshToken)?;
    }
    Ok(user)
}

/// As elsewhere, but computed over the name of the token's owner only, and with a different error text: a `USERNAME`
/// that the caller adds proves nothing about the token.
fn check_secret_hash(
    cx: &Cx<'_>,
    client: &Client,
    parameters: &Parameters,
    token: Option<&RefreshToken>,
) -> Result<(), Error> {
    let names: Vec<&str> = token
        .iter()
        .flat_map(|token| [Some(&*token.username), token.written.as_deref(), Some(&*token.sub)])
        .flatten()
        .collect();
    match client.check_secret_hash(cx, parameters.get("SECRET_HASH"), &names) {
        // A malformed token has no owner; the caller gets the error for a malformed token.
        Err(Error::NotAuthorized(NotAuthorized::SecretHash(_))) if token.is_none() => Ok(()),
        Err(Error::NotAuthorized(NotAuthorized::SecretHash(id))) => {
            Err(NotAuthorized::SecretHashInRefresh(id).into())
        }
        other => other,
    }
}
