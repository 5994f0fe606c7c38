//! `InitiateAuth`: a client starts a sign-in.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{hints, machine, output::SignInOutput, parameters::Start};
use crate::{
    auth::flow::Entrance,
    check::{Member, optional, required, shapes},
    context::Cx,
    error::Error,
    model::{app::App, client::Client},
    operation::{Caller, Operation},
    sensitive::Sensitive,
    settings::AuthFlow,
    trigger_input::TriggerInput,
};

/// Starts a sign-in. See
/// [InitiateAuth](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_InitiateAuth.html).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct InitiateAuth {
    /// For example `USER_SRP_AUTH`.
    pub auth_flow: AuthFlow,
    /// The parameters of the flow, for example `USERNAME` and `SRP_A`.
    pub auth_parameters: Option<BTreeMap<String, Sensitive>>,
    /// Passed to the pool's triggers; never stored.
    pub client_metadata: Option<BTreeMap<String, String>>,
    /// The id of the app client.
    pub client_id: String,
    /// Not evaluated.
    pub analytics_metadata: Option<Value>,
    /// Its `IpAddress` is recorded, if the app client has `EnablePropagateAdditionalUserContextData`.
    pub user_context_data: Option<Value>,
    /// The session that `ConfirmSignUp` returned, if any.
    pub session: Option<Sensitive>,
}

impl Operation for InitiateAuth {
    const NAME: &'static str = "InitiateAuth";
    const CALLER: Caller = Caller::Public;
    const INPUT: &'static [Member] = &[
        required("AuthFlow", &shapes::AUTH_FLOW),
        optional("AuthParameters", &shapes::AUTH_PARAMETERS),
        optional("ClientMetadata", &shapes::CLIENT_METADATA),
        required("ClientId", &shapes::CLIENT_ID),
        optional("AnalyticsMetadata", &shapes::ANALYTICS_METADATA),
        optional("UserContextData", &shapes::USER_CONTEXT_DATA),
        optional("Session", &shapes::SESSION),
    ];
    type Response = SignInOutput;

    fn trigger_input(received: TriggerInput) -> TriggerInput {
        received.metadata_as_validation_data()
    }

    async fn run(&self, cx: &mut Cx<'_>) -> Result<SignInOutput, Error> {
        let parameters = self.auth_parameters.clone().unwrap_or_default();
        let name = parameters.get("USERNAME").map(|name| name.as_str());
        let entry = Client::look_up(cx, &self.client_id).await?;
        let username = name.map(|name| entry.naming.canonical(name));
        let ids = hints::Ids { pool: &entry.pool_id, client: &self.client_id };
        hints::of_start(cx, ids, username.as_deref(), &parameters);
        let (pool, client) = Client::load_as(cx, &self.client_id, &entry, name).await?;
        let start = Start {
            entrance: Entrance::Public,
            flow: &self.auth_flow,
            parameters: &parameters,
            session: self.session.as_ref(),
        };
        machine::start(cx, App { pool: &pool, client: &client }, &start).await
    }
}
