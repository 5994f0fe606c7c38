//! What a page needs before it is shown: the client, its pool and the looks of its pages.

use std::sync::Arc;

use super::{Stopped, looks::Looks, scene::Scene};
use crate::{
    context::Cx,
    model::{client::Client, pool::Pool},
    oauth::{
        authorization_request::{Failure, PageError},
        client_authentication::load,
        error::{Code, OAuthError},
        opened::{self, Opened},
    },
};

/// Opens the request of a page together with the records that its looks need.
pub(super) async fn open(cx: &mut Cx<'_>, scene: &Scene<'_>) -> Result<Opened, Stopped> {
    if let Some(client_id) = scene.received.parameters.get("client_id") {
        cx.hint(Looks::keys(client_id));
    }
    Ok(opened::open(cx, scene.received).await?)
}

/// The looks of the client's pages.
pub(super) async fn looks(cx: &mut Cx<'_>, scene: &Scene<'_>, opened: &Opened) -> Result<Looks, Stopped> {
    let loaded = Looks::load(cx, &scene.received.site, &opened.client.id).await;
    loaded.map_err(|error| Stopped::Failed(opened.failed(error)))
}

/// The client that a page without an authorization request names, and the looks of its pages.
pub(super) async fn named(
    cx: &mut Cx<'_>,
    scene: &Scene<'_>,
    client_id: &str,
) -> Result<(Pool, Arc<Client>, Looks), Failure> {
    cx.hint(Looks::keys(client_id));
    let found = load(cx, scene.received, client_id).await.map_err(Failure::Engine)?;
    let (pool, client) = found.ok_or(Failure::Page(PageError::UnknownClient))?;
    let looks = Looks::load(cx, &scene.received.site, &client.id).await;
    let looks = looks.map_err(|error| Failure::Engine(OAuthError::of(error, Code::ServerError)))?;
    Ok((pool, client, looks))
}
