//! Hands out the tokens of a sign-in.

use serde_json::Value;

use crate::{
    api::AuthenticationResult,
    context::Cx,
    error::{Error, Internal},
    model::{
        client::Client,
        group::GroupClaims,
        keys::{SigningKey, SigningKeys},
        pool::Pool,
        user::User,
    },
    sensitive::Sensitive,
    token::{
        claims::{self, Family},
        jws,
        refresh::RefreshToken,
    },
};

/// Whether a new refresh token comes along.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Refresh {
    Issue,
    Keep,
}

/// Signs an access and an ID token for the user.
pub(crate) async fn issue(
    cx: &mut Cx<'_>,
    pool: &Pool,
    client: &Client,
    user: &User,
    family: &Family,
    refresh: Refresh,
) -> Result<AuthenticationResult, Error> {
    let keys: SigningKeys =
        cx.get(&SigningKeys::key()).await?.ok_or(Internal::Sealed("the pool's signing keys"))?;
    let groups = GroupClaims::of(cx, user).await?;
    let mut access = claims::access_token(cx, pool, client, user, family);
    groups.add_to_access_token(&mut access);
    let mut id = claims::id_token(cx, pool, client, user, family);
    groups.add_to_id_token(&mut id);
    let access_token = sign(cx, pool, &keys.access_token, &access).await?;
    let id_token = sign(cx, pool, &keys.id_token, &id).await?;
    let refresh_token = match refresh {
        Refresh::Issue => Some(RefreshToken::new(cx, client, user, family).encode(cx, pool, client)),
        Refresh::Keep => None,
    };
    Ok(AuthenticationResult {
        access_token: Some(Sensitive::new(access_token)),
        expires_in: client.settings.access_token_seconds(),
        token_type: Some("Bearer".to_owned()),
        refresh_token: refresh_token.map(Sensitive::new),
        id_token: Some(Sensitive::new(id_token)),
    })
}

async fn sign(cx: &mut Cx<'_>, pool: &Pool, key: &SigningKey, claims: &Value) -> Result<String, Error> {
    let material = key.private(cx, &pool.id)?;
    let header = jws::Header { kid: &key.kid, alg: material.algorithm };
    let input = jws::encode(header, claims)?;
    let entropy = cx.random();
    let signature = cx.host.signer.sign(&material, input.as_bytes(), entropy).await?;
    Ok(jws::complete(input, &signature))
}
