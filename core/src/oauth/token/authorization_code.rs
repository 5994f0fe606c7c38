//! The grant `authorization_code`: the tokens of a sign-in at the pages of the pool
//! ([RFC 6749 §4.1.3](https://www.rfc-editor.org/rfc/rfc6749#section-4.1.3)).

use serde_json::Value;

use super::tokens;
use crate::{
    context::Cx,
    error::Error,
    model::{
        app::App,
        authorization_code::{AuthorizationCode, Redeemed, hash},
        keys,
        user::User,
    },
    oauth::{
        error::{Code, OAuthError},
        parameters::Parameters,
    },
    token::{
        claims::{Family, OAuthClaims},
        issue::{Grant, Occasion, issue},
        rotation::Revoked,
    },
};

pub(super) fn hint(cx: &mut Cx<'_>, parameters: &Parameters) {
    cx.hint(parameters.get("code").map(|code| keys::authorization_code(&hash(code))));
    cx.hint([keys::few_groups()]);
}

pub(super) async fn grant(
    cx: &mut Cx<'_>,
    app: App<'_>,
    parameters: &Parameters,
) -> Result<Value, OAuthError> {
    let internal = |error| OAuthError::of(error, Code::InvalidGrant);
    let code = parameters.get("code").ok_or(Code::InvalidRequest)?;
    let redirect_uri = parameters.get("redirect_uri").ok_or(Code::InvalidRequest)?;
    let code: Option<AuthorizationCode> =
        cx.get(&keys::authorization_code(&hash(code))).await.map_err(internal)?;
    let code = code.filter(|code| code.client_id == app.client.id).ok_or(Code::InvalidGrant)?;
    if let Some(redeemed) = &code.redeemed {
        let revoked = Revoked::family(&redeemed.origin_jti, redeemed.until);
        cx.put_even_on_failure(&revoked).map_err(internal)?;
        return Err(Code::InvalidGrant.into());
    }
    if !code.life.contains(cx.now()) {
        return Err(Code::InvalidGrant.into());
    }
    if code.redirect_uri != redirect_uri {
        return Err(OAuthError::described(Code::UnauthorizedClient, "invalid_redirect"));
    }
    if !code.is_verified_by(parameters.get("code_verifier")) {
        return Err(OAuthError::described(Code::InvalidGrant, "Invalid code_verifier"));
    }
    let user = owner(cx, &code).await.map_err(internal)?.ok_or(Code::InvalidGrant)?;
    redeem(cx, app, &user, code).await.map_err(internal)
}

/// The user who signed in, if the sign-in is still valid.
async fn owner(cx: &mut Cx<'_>, code: &AuthorizationCode) -> Result<Option<User>, Error> {
    let user: Option<User> = cx.get(&keys::user(&code.username)).await?;
    let is_valid = |user: &User| user.sub == code.sub && user.generation == code.generation && user.enabled;
    Ok(user.filter(is_valid))
}

async fn redeem(
    cx: &mut Cx<'_>,
    app: App<'_>,
    user: &User,
    mut code: AuthorizationCode,
) -> Result<Value, Error> {
    cx.origin.trace.user(&user.sub);
    let oauth = OAuthClaims {
        audience: code.audience.clone(),
        nonce: code.nonce.clone(),
        session: code.session.clone(),
    };
    let family = Family {
        auth_time: code.auth_time,
        scope: code.scope.clone(),
        oauth: Some(oauth),
        ..Family::new(cx, app.pool, user, None)
    };
    let settings = &app.client.settings;
    let seconds = settings.refresh_token_seconds() + settings.access_token_seconds();
    let until = cx.now().plus_seconds(seconds);
    code.redeemed = Some(Redeemed { origin_jti: family.origin_jti.clone(), until });
    // Of two uses at the same time one commits, and the other finds the code redeemed.
    cx.put(&code)?;
    let grant = Grant { family: &family, occasion: Occasion::HostedAuth, new_device: None };
    issue(cx, app, user, grant).await.map(tokens)
}
