//! What providers have said about themselves: endpoints and keys. Each engine keeps them for as long as the provider allows.

use std::sync::Arc;

use crate::{
    context::Cx,
    federation::oidc::{
        Endpoints, KeySet, OidcError, Settings, Step, discovery_request, fresh_seconds, keys_request,
    },
    host::{CachedProvider, KeptKeys},
    oauth::provider::OpenProvider,
};

/// How long a discovery document is used, in seconds.
const DISCOVERY_SECONDS: u64 = 3600;

fn key(cx: &Cx<'_>, provider: &OpenProvider) -> String {
    let record = &provider.record;
    let _ = cx;
    // A changed provider has another entry.
    format!("{}/{}/{}", record.pool_id, record.name, record.modified.millis())
}

/// The endpoints of a provider: configured, or from its discovery document.
pub(crate) async fn endpoints(
    cx: &Cx<'_>,
    provider: &OpenProvider,
    settings: Settings<'_>,
) -> Result<Endpoints, OidcError> {
    let plain_http = cx.host.allows_plain_http();
    if let Some(endpoints) = Endpoints::configured(settings, plain_http)? {
        return Ok(endpoints);
    }
    let key = key(cx, provider);
    let known = cx.host.providers.get(&key);
    if let Some(known) = &known
        && cx.now() < known.until
    {
        return Ok(known.endpoints.clone());
    }
    let answer = cx.host.fetch(discovery_request(settings)?).await;
    let answer = answer.map_err(|error| Step::Discovery.failed(&error))?;
    let endpoints = Endpoints::discovered(settings, &answer, plain_http)?;
    let until = cx.now().plus_seconds(DISCOVERY_SECONDS);
    cx.host.providers.insert(key, Arc::new(CachedProvider { endpoints: endpoints.clone(), until }));
    Ok(endpoints)
}

/// The keys of a provider. With `again` they are fetched even if they are known, because a token has a key that is not among them.
pub(crate) async fn keys(
    cx: &Cx<'_>,
    provider: &OpenProvider,
    endpoints: &Endpoints,
    again: bool,
) -> Result<Arc<KeptKeys>, OidcError> {
    let key = key(cx, provider);
    if let Some(known) = cx.host.provider_keys.get(&key)
        && !again
        && cx.now() < known.until
    {
        return Ok(known);
    }
    let request = keys_request(endpoints).ok_or(OidcError::Keys("address"))?;
    let answer = cx.host.fetch(request).await.map_err(|error| Step::Keys.failed(&error))?;
    let set = KeySet::received(&answer)?;
    let until = cx.now().plus_seconds(fresh_seconds(answer.cache_control.as_deref()));
    let kept = Arc::new(KeptKeys { set, fetched: cx.now(), until });
    cx.host.provider_keys.insert(key, Arc::clone(&kept));
    Ok(kept)
}
