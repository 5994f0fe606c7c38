//! `GetDerivedToken`: exchanges a user's token for one that is meant for another service.

use serde::{Deserialize, Serialize};

use crate::{
    check::{Member, optional, required, shapes},
    context::Cx,
    error::{Error, InvalidParameter, NotAuthorized, ResourceNotFound},
    model::{app::App, client::Client, keys, resource_server::ResourceServer},
    operation::{Caller, Operation},
    sensitive::Sensitive,
    settings::{ExchangedTokenType, ExplicitAuthFlow},
    token::{
        claims::USER_ADMIN_SCOPE,
        exchange::{self, Derivation},
        presented::{Kind, Party, Presented, Verified},
    },
};

/// Exchanges a token of a user for a new one with fewer rights, for another service: with an actor's token the new one
/// names the actor in its claim `act` (delegation), without one it looks as if the user acted (impersonation). The app
/// client needs the flow `ALLOW_TOKEN_EXCHANGE_DELEGATION` or `ALLOW_TOKEN_EXCHANGE_IMPERSONATION`. See
/// [GetDerivedToken](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetDerivedToken.html)
/// and [RFC 8693](https://www.rfc-editor.org/rfc/rfc8693).
///
/// Tokens of other providers cannot be exchanged: the engine has none to verify them with. A signature in place of the
/// client's secret is not accepted.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct GetDerivedToken {
    /// The app client that asks.
    pub client_id: String,
    /// One of its secrets, if it has any.
    pub client_secret: Option<Sensitive>,
    /// The user's token.
    pub subject_token: Sensitive,
    /// `ACCESS_TOKEN` or `ID_TOKEN`.
    pub subject_token_type: ExchangedTokenType,
    /// Refused if given.
    pub subject_token_provider_name: Option<String>,
    /// A token of the client that asks: its own, or one of a user who signed in with it.
    pub actor_token: Option<Sensitive>,
    /// Required with `actor_token`.
    pub actor_token_type: Option<ExchangedTokenType>,
    /// Refused if given.
    pub actor_token_provider_name: Option<String>,
    /// The scopes of the new token: those of them that both the subject's token and the client have. Without any, all
    /// that both have.
    pub scopes: Option<Vec<String>>,
    /// The logical name of the service: the claim `aud` of the new token.
    pub audiences: Option<Vec<String>>,
    /// The identifier of a resource server: the claim `aud` of the new token, which gets only scopes of this resource
    /// server.
    pub resources: Option<Vec<String>>,
    /// `ACCESS_TOKEN`, the default, or `ID_TOKEN`.
    pub requested_token_type: Option<ExchangedTokenType>,
}

/// The response of [`GetDerivedToken`].
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct GetDerivedTokenOutput {
    /// The new token.
    pub issued_token: Sensitive,
    /// `ACCESS_TOKEN` or `ID_TOKEN`.
    pub issued_token_type: String,
    /// `Bearer`, or `N_A` for an ID token, which is no credential.
    pub token_type: String,
    /// How long the new token is valid, in seconds.
    pub expires_in: u64,
    /// The scopes of a new access token.
    pub scopes: Option<Vec<String>>,
}

impl Operation for GetDerivedToken {
    const NAME: &'static str = "GetDerivedToken";
    const CALLER: Caller = Caller::Public;
    const INPUT: &'static [Member] = &[
        required("ClientId", &shapes::CLIENT_ID),
        optional("ClientSecret", &shapes::CLIENT_SECRET),
        required("SubjectToken", &shapes::EXCHANGED_TOKEN),
        required("SubjectTokenType", &shapes::TOKEN_TYPE),
        optional("SubjectTokenProviderName", &shapes::PROVIDER_NAME),
        optional("ActorToken", &shapes::EXCHANGED_TOKEN),
        optional("ActorTokenType", &shapes::TOKEN_TYPE),
        optional("ActorTokenProviderName", &shapes::PROVIDER_NAME),
        optional("Scopes", &shapes::SCOPE_LIST),
        optional("Audiences", &shapes::AUDIENCE_LIST),
        optional("Resources", &shapes::RESOURCE_LIST),
        optional("RequestedTokenType", &shapes::ISSUED_TOKEN_TYPE),
    ];
    type Response = GetDerivedTokenOutput;

    async fn run(&self, cx: &mut Cx<'_>) -> Result<GetDerivedTokenOutput, Error> {
        let (presented, presented_actor) = self.presented()?;
        let entry = Client::look_up(cx, &self.client_id).await?;
        presented.hint(cx, &entry.pool_id);
        if let Some(actor) = &presented_actor {
            actor.hint(cx, &entry.pool_id);
        }
        cx.hint(self.resource().map(keys::resource_server));
        cx.hint(self.audience().or(self.resource()).map(keys::client));
        let (pool, client) = Client::load_as(cx, &self.client_id, &entry, None).await?;
        self.check_client(cx, &client)?;
        let subject = presented.verify(cx, &pool).await?;
        let actor = match &presented_actor {
            Some(actor) => Some(actor.verify(cx, &pool).await?),
            None => None,
        };
        let kind = self.issued_kind();
        self.check_parties(&client, &subject, actor.as_ref())?;
        self.check_audience(cx, &client).await?;
        let scopes = self.granted_scopes(cx, &client, &subject).await?;
        let app = App { pool: &pool, client: &client };
        let audience = self.audience().or(self.resource()).filter(|_| kind == Kind::Access);
        let derivation =
            Derivation { kind, subject: &subject, actor: actor.as_ref(), scopes: &scopes, audience };
        let derived = exchange::issue(cx, app, derivation).await?;
        let (issued_token_type, token_type) = match kind {
            Kind::Access => ("ACCESS_TOKEN", "Bearer"),
            Kind::Id => ("ID_TOKEN", "N_A"),
        };
        Ok(GetDerivedTokenOutput {
            issued_token: derived.token,
            issued_token_type: issued_token_type.to_owned(),
            token_type: token_type.to_owned(),
            expires_in: derived.expires_in,
            scopes: (kind == Kind::Access).then_some(scopes),
        })
    }
}

impl GetDerivedToken {
    fn audience(&self) -> Option<&str> {
        self.audiences.as_ref()?.first().map(String::as_str)
    }

    fn resource(&self) -> Option<&str> {
        self.resources.as_ref()?.first().map(String::as_str)
    }

    /// The kind of the issued token. The choice without a requested type is our own.
    fn issued_kind(&self) -> Kind {
        let requested = self.requested_token_type.as_ref();
        if requested == Some(&ExchangedTokenType::ID_TOKEN) { Kind::Id } else { Kind::Access }
    }

    /// The tokens of the request, and what must hold of the request alone.
    fn presented(&self) -> Result<(Presented<'_>, Option<Presented<'_>>), Error> {
        if self.audience().is_some() && self.resource().is_some() {
            return Err(InvalidParameter::AudienceAndResource.into());
        }
        if self.subject_token_provider_name.is_some() || self.actor_token_provider_name.is_some() {
            return Err(InvalidParameter::TokenOfProvider.into());
        }
        let subject = presented(Party::Subject, &self.subject_token, &self.subject_token_type)?;
        let actor = match (&self.actor_token, &self.actor_token_type) {
            (Some(token), Some(of_type)) => Some(presented(Party::Actor, token, of_type)?),
            (None, None) => None,
            _ => return Err(InvalidParameter::ActorTokenType.into()),
        };
        Ok((subject, actor))
    }

    /// Checks the client's secret, and that it may exchange tokens in this way.
    fn check_client(&self, cx: &Cx<'_>, client: &Client) -> Result<(), Error> {
        if !client.is_authenticated(cx, self.client_secret.as_ref())? {
            return Err(NotAuthorized::ClientSecret(client.id.clone()).into());
        }
        let flow = match self.actor_token {
            Some(_) => ExplicitAuthFlow::ALLOW_TOKEN_EXCHANGE_DELEGATION,
            None => ExplicitAuthFlow::ALLOW_TOKEN_EXCHANGE_IMPERSONATION,
        };
        if client.settings.allows(&flow) {
            return Ok(());
        }
        let name = if self.actor_token.is_some() { "DELEGATION" } else { "IMPERSONATION" };
        Err(InvalidParameter::TokenExchangeNotEnabled(name).into())
    }

    /// Checks whether these parties may exchange the token, and whether it may become one of the requested kind.
    fn check_parties(
        &self,
        client: &Client,
        subject: &Verified<'_>,
        actor: Option<&Verified<'_>>,
    ) -> Result<(), Error> {
        if actor.is_some_and(|actor| !actor.is_of_client(client)) {
            return Err(NotAuthorized::InvalidToken("Actor").into());
        }
        if !subject.may_be_exchanged_by(client, actor) {
            return Err(NotAuthorized::NotDesignated.into());
        }
        if actor.is_some() && subject.has_longest_chain() {
            return Err(InvalidParameter::TooManyActors.into());
        }
        // An ID token tells the user's attributes. It is derived only from tokens that give access to them.
        let reveals = ["openid", USER_ADMIN_SCOPE];
        let may_reveal =
            subject.is_id_token() || subject.scopes().iter().any(|scope| reveals.contains(scope));
        if self.issued_kind() == Kind::Id && !may_reveal {
            return Err(NotAuthorized::NoScopeGranted.into());
        }
        Ok(())
    }

    /// Checks the service that the token is meant for. An app client that trusts every token of the pool with its own id
    /// as audience would take a token that another client asked for, so no other client can be the audience, and an ID
    /// token has no other audience than the client that asks: our own choice.
    async fn check_audience(&self, cx: &mut Cx<'_>, client: &Client) -> Result<(), Error> {
        if let Some(resource) = self.resource() {
            let server: Option<ResourceServer> = cx.get(&keys::resource_server(resource)).await?;
            server.ok_or_else(|| ResourceNotFound::ResourceServer(resource.to_owned()))?;
        }
        let Some(target) = self.audience().or(self.resource()).filter(|target| *target != client.id) else {
            return Ok(());
        };
        if self.issued_kind() == Kind::Id || cx.exists(&keys::client(target)).await? {
            return Err(InvalidParameter::Audience(target.to_owned()).into());
        }
        Ok(())
    }

    /// The scopes of the new token: of those requested, or of all, the ones that the subject's token and the client have.
    /// A token for another service gets no scope for the user's own operations, and one for a resource server only scopes
    /// of that server: our own choice.
    async fn granted_scopes(
        &self,
        cx: &mut Cx<'_>,
        client: &Client,
        subject: &Verified<'_>,
    ) -> Result<Vec<String>, Error> {
        let requested = self.scopes.as_deref().unwrap_or_default();
        let allowed = client.settings.allowed_oauth_scopes.as_deref().unwrap_or_default();
        let is_elsewhere = self.audience().or(self.resource()).is_some();
        let mut granted: Vec<String> = subject.scopes().into_iter().map(str::to_owned).collect();
        granted.retain(|scope| allowed.contains(scope));
        granted.retain(|scope| requested.is_empty() || requested.contains(scope));
        granted.retain(|scope| !(is_elsewhere && scope == USER_ADMIN_SCOPE));
        let existing = ResourceServer::existing_scopes(cx, &granted).await?;
        granted.retain(|scope| ResourceServer::is_system_scope(scope) || existing.contains(scope));
        if let Some(resource) = self.resource() {
            let server: Option<ResourceServer> = cx.get(&keys::resource_server(resource)).await?;
            granted.retain(|scope| server.as_ref().is_some_and(|server| server.has(scope)));
        }
        if granted.is_empty() && !requested.is_empty() {
            return Err(NotAuthorized::NoScopeGranted.into());
        }
        Ok(granted)
    }
}

fn presented<'t>(
    party: Party,
    token: &'t Sensitive,
    of_type: &ExchangedTokenType,
) -> Result<Presented<'t>, Error> {
    let kind = match of_type {
        of_type if *of_type == ExchangedTokenType::ACCESS_TOKEN => Kind::Access,
        of_type if *of_type == ExchangedTokenType::ID_TOKEN => Kind::Id,
        _ => return Err(InvalidParameter::TokenOfProvider.into()),
    };
    Presented::parse(party, kind, token)
}
