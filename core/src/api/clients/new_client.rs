//! The creation of an app client: by `CreateUserPoolClient`, or because the client registers itself.

use super::rules;
use crate::{
    context::{Cx, pool_partition},
    error::{Error, Internal, LimitExceeded},
    model::{
        client::{Client, ClientEntry, ClientSettings},
        keys,
        pool::Pool,
        resource_server::ResourceServer,
    },
    quotas::CLIENTS_MAX,
};

/// The source of a new client's secret.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum NewSecret<'a> {
    Drawn,
    Given(&'a str),
}

/// An app client that does not exist yet.
pub(crate) struct NewClient<'a> {
    pub(crate) id: String,
    pub(crate) name: &'a str,
    pub(crate) secret: Option<NewSecret<'a>>,
    pub(crate) settings: &'a ClientSettings,
    /// See [`Client::is_registered`].
    pub(crate) is_registered: bool,
}

/// Hints at the records that [`NewClient::create`] reads.
pub(crate) fn hint(cx: &mut Cx<'_>, id: &str, scopes: &[String]) {
    cx.hint([keys::client(id), keys::identity_providers()]);
    cx.hint(ResourceServer::keys_of(scopes));
}

impl NewClient<'_> {
    /// Creates the client in the pool that was entered before.
    ///
    /// # Errors
    /// Those of the rules for settings; `LimitExceededException` when the pool has no room for another client.
    pub(crate) async fn create(self, cx: &mut Cx<'_>, pool: &Pool) -> Result<Client, Error> {
        self.check(cx, pool).await?;
        if !cx.has_room(&pool_partition(&pool.id), keys::clients(), CLIENTS_MAX).await? {
            return Err(LimitExceeded::Clients(CLIENTS_MAX).into());
        }

        let mut client = Client {
            id: self.id,
            pool_id: pool.id.clone(),
            name: self.name.to_owned(),
            created: cx.now(),
            modified: cx.now(),
            secrets: Vec::new(),
            sso_session_minutes: None,
            is_registered: self.is_registered,
            settings: self.settings.clone().completed(),
        };
        if cx.exists(&keys::client(&client.id)).await? {
            return Err(Internal::IdentifierTaken("app client").into());
        }
        match self.secret {
            Some(NewSecret::Given(secret)) => client.seal_secret(cx, secret),
            Some(NewSecret::Drawn) => {
                let drawn = Client::draw_secret(cx.rng());
                client.seal_secret(cx, &drawn);
            }
            None => {}
        }
        cx.put(&client)?;
        let entry = ClientEntry { pool_id: client.pool_id.clone(), naming: pool.naming.clone() };
        cx.directory_put(keys::client_entry(&client.id), &entry)?;
        Ok(client)
    }

    async fn check(&self, cx: &mut Cx<'_>, pool: &Pool) -> Result<(), Error> {
        let scopes = self.settings.allowed_oauth_scopes.as_deref().unwrap_or_default();
        let unknown_scope = ResourceServer::unknown_scope(cx, scopes).await?;
        let facts = rules::Facts {
            pool_id: &pool.id,
            schema: &pool.schema,
            providers: &rules::providers(cx, self.settings).await?,
            has_secret: self.secret.is_some(),
            is_registered: self.is_registered,
            unknown_scope: unknown_scope.as_deref(),
            change: rules::Change::Create,
        };
        rules::check_settings(self.settings, facts)
    }
}
