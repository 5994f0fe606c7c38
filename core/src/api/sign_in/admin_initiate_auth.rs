//! `AdminInitiateAuth`: a trusted server starts a sign-in.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{hints, machine, output::SignInOutput, parameters::Start};
use crate::{
    auth::flow::Entrance,
    check::{Member, optional, required, shapes},
    context::Cx,
    error::Error,
    model::{app::App, client::Client, keys, lookup::hinted_keys, pool::Pool},
    operation::{Caller, Operation},
    sensitive::Sensitive,
    settings::AuthFlow,
    trigger_input::TriggerInput,
};

/// Starts a sign-in for a user, as an administrator. See
/// [AdminInitiateAuth](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminInitiateAuth.html).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct AdminInitiateAuth {
    /// The id of the pool.
    pub user_pool_id: String,
    /// The id of an app client of that pool.
    pub client_id: String,
    /// For example `ADMIN_USER_PASSWORD_AUTH`.
    pub auth_flow: AuthFlow,
    /// The parameters of the flow, for example `USERNAME` and `PASSWORD`.
    pub auth_parameters: Option<BTreeMap<String, Sensitive>>,
    /// Passed to the pool's triggers; never stored.
    pub client_metadata: Option<BTreeMap<String, String>>,
    /// Not evaluated.
    pub analytics_metadata: Option<Value>,
    /// Its `IpAddress` and its header `User-Agent` are recorded.
    pub context_data: Option<Value>,
    /// The session that `ConfirmSignUp` returned, if any.
    pub session: Option<Sensitive>,
}

impl Operation for AdminInitiateAuth {
    const NAME: &'static str = "AdminInitiateAuth";
    const CALLER: Caller = Caller::Signed;
    const INPUT: &'static [Member] = &[
        required("UserPoolId", &shapes::USER_POOL_ID),
        required("ClientId", &shapes::CLIENT_ID),
        required("AuthFlow", &shapes::AUTH_FLOW),
        optional("AuthParameters", &shapes::AUTH_PARAMETERS),
        optional("ClientMetadata", &shapes::CLIENT_METADATA),
        optional("AnalyticsMetadata", &shapes::ANALYTICS_METADATA),
        optional("ContextData", &shapes::CONTEXT_DATA),
        optional("Session", &shapes::SESSION),
    ];
    type Response = SignInOutput;

    fn trigger_input(received: TriggerInput) -> TriggerInput {
        received.metadata_as_validation_data()
    }

    async fn run(&self, cx: &mut Cx<'_>) -> Result<SignInOutput, Error> {
        let parameters = self.auth_parameters.clone().unwrap_or_default();
        let name = parameters.get("USERNAME").map(|name| name.as_str());
        if let Some(name) = name {
            cx.hint(hinted_keys(&cx.host.keyring, &self.user_pool_id, name));
        }
        let ids = hints::Ids { pool: &self.user_pool_id, client: &self.client_id };
        hints::of_start(cx, ids, name, &parameters);
        let pool = Pool::load_with(cx, &self.user_pool_id, &[keys::client(&self.client_id)]).await?;
        let client = Client::load(cx, &self.client_id).await?;
        let start = Start {
            entrance: Entrance::Admin,
            flow: &self.auth_flow,
            parameters: &parameters,
            session: self.session.as_ref(),
        };
        machine::start(cx, App { pool: &pool, client: &client }, &start).await
    }
}
