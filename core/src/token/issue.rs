//! Issues the tokens of a sign-in.

use std::sync::Arc;

use serde_json::Value;

use crate::{
    arithmetic::inputs,
    context::Cx,
    error::{Error, Internal},
    events::PostAuthentication,
    jose::jws,
    model::{
        app::App,
        group::GroupClaims,
        keys,
        pool::Pool,
        signing_keys::{SigningKey, SigningKeys},
        user::User,
    },
    sensitive::Sensitive,
    token::{
        authentication_result::{AuthenticationResult, NewDeviceMetadata},
        claims::{self, Family},
        overrides::{Overrides, PlannedTokens},
        refresh::RefreshToken,
        sessions,
    },
    trigger::{TriggerContext, user_attributes},
};

/// The occasion on which tokens are issued.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Occasion {
    Authentication,
    NewPassword,
    /// A remembered device replaced the second factor.
    AuthenticateDevice,
    /// A refresh: no new refresh token is issued here.
    Refresh,
    /// A code of a sign-in at the endpoint `/oauth2/authorize` is redeemed. The functions of the sign-in were called there.
    HostedAuth,
    /// A sign-in at the endpoint `/oauth2/authorize` gets tokens at once, without a refresh token.
    Implicit,
}

impl Occasion {
    /// The suffix after `TokenGeneration_` in the event.
    fn source(self) -> &'static str {
        match self {
            Self::Authentication => "Authentication",
            Self::NewPassword => "NewPasswordChallenge",
            Self::AuthenticateDevice => "AuthenticateDevice",
            Self::Refresh => "RefreshTokens",
            Self::HostedAuth | Self::Implicit => "HostedAuth",
        }
    }
}

/// The sign-in for which tokens are issued.
pub(crate) struct Grant<'a> {
    pub(crate) family: &'a Family,
    pub(crate) occasion: Occasion,
    /// The keys for a device that the pool has not seen before.
    pub(crate) new_device: Option<NewDeviceMetadata>,
}

/// Signs an access and an ID token for the user, with the changes of the pool's function. After a sign-in, also issues
/// a refresh token and calls the post authentication function.
pub(crate) async fn issue(
    cx: &mut Cx<'_>,
    app: App<'_>,
    user: &User,
    grant: Grant<'_>,
) -> Result<AuthenticationResult, Error> {
    let App { pool, client } = app;
    let Grant { family, occasion, new_device } = grant;
    let keys: Arc<SigningKeys> =
        cx.get_shared(&keys::signing_keys()).await?.ok_or(Internal::Sealed("the pool's signing keys"))?;
    let groups = GroupClaims::of(cx, user).await?;
    let planned = PlannedTokens { user, scope: &family.scope, groups: &groups, occasion: occasion.source() };
    let overrides = Overrides::ask(cx, app, planned).await?;
    let mut access = claims::access_token(cx, app, user, family);
    groups.add_to_access_token(&mut access);
    overrides.apply_to_access_token(&mut access);
    let signing = keys.signing(cx.now())?;
    let access_token = sign(cx, pool, &signing.access_token, &access).await?;
    let id_token = match family.gives_id_token() {
        true => {
            let mut id = claims::id_token(cx, app, user, family);
            groups.add_to_id_token(&mut id);
            overrides.apply_to_id_token(&mut id);
            if family.oauth.is_some() {
                claims::bind_to(&access_token, &mut id);
            }
            Some(sign(cx, pool, &signing.id_token, &id).await?)
        }
        false => None,
    };
    let refresh_token = match occasion {
        Occasion::Refresh | Occasion::Implicit => None,
        _ => Some(begin_session(cx, app, user, family).await?),
    };
    if !matches!(occasion, Occasion::Refresh | Occasion::Implicit | Occasion::HostedAuth) {
        call_post_authentication(cx, app, user, new_device.is_some())?;
    }
    Ok(AuthenticationResult {
        access_token: Some(Sensitive::new(access_token)),
        expires_in: client.settings.access_token_seconds(),
        token_type: Some("Bearer".to_owned()),
        refresh_token: refresh_token.map(Sensitive::new),
        id_token: id_token.map(Sensitive::new),
        new_device_metadata: new_device,
    })
}

/// Has the pool's function called after the commit of a sign-in.
pub(crate) fn call_post_authentication(
    cx: &mut Cx<'_>,
    app: App<'_>,
    user: &User,
    new_device_used: bool,
) -> Result<(), Error> {
    let request = PostAuthentication {
        user_attributes: user_attributes(app.pool, user),
        new_device_used,
        client_metadata: cx.trigger_input().client_metadata.clone(),
    };
    cx.trigger_after_commit(TriggerContext::of(app.pool, Some(app.client), user), "Authentication", request)
}

/// The refresh token of a sign-in, which becomes a session of the user.
async fn begin_session(cx: &mut Cx<'_>, app: App<'_>, user: &User, family: &Family) -> Result<String, Error> {
    let token = RefreshToken::new(cx, app.client, user, family);
    let text = token.encode(cx, app.pool, app.client)?;
    sessions::begin(cx, app, user, &token).await?;
    Ok(text)
}

/// Signs a token, once for all attempts of the call.
pub(super) async fn sign(
    cx: &mut Cx<'_>,
    pool: &Pool,
    key: &SigningKey,
    claims: &Value,
) -> Result<String, Error> {
    let material = key.private(cx, &pool.id, &keys::signing_keys())?;
    let header = jws::Header { kid: &key.kid, alg: material.algorithm };
    let input = jws::encode(header, claims)?;
    let inputs = inputs("signature", &[key.kid.as_bytes(), input.as_bytes()]);
    if let Some(signature) = cx.memory().arithmetic.signature(&inputs) {
        return Ok(jws::complete(input, &signature));
    }
    let entropy = cx.random();
    let signature = cx.host.signer.sign(&material, input.as_bytes(), entropy).await?;
    cx.memory().arithmetic.keep_signature(inputs, &signature);
    Ok(jws::complete(input, &signature))
}
