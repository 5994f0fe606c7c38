//! `InitiateAuth`: a sign-in starts, on the user's side.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{
    Parameters, SignInOutput, custom_auth, foresight, password, password_verifier, refresh, user_auth,
};
use crate::{
    auth::flow::{Entrance, Flow},
    check::{Member, optional, required, shapes},
    context::Cx,
    error::{Error, InvalidParameter},
    model::{client::Client, pool::Pool},
    operation::{Caller, Operation},
    sensitive::Sensitive,
};

/// Starts a sign-in. See
/// [InitiateAuth](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_InitiateAuth.html).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct InitiateAuth {
    /// For example `USER_SRP_AUTH`.
    pub auth_flow: String,
    /// What the flow needs, for example `USERNAME` and `SRP_A`.
    pub auth_parameters: Option<BTreeMap<String, Sensitive>>,
    /// For triggers; never stored.
    pub client_metadata: Option<BTreeMap<String, String>>,
    /// The app client.
    pub client_id: String,
    /// Not evaluated.
    pub analytics_metadata: Option<Value>,
    /// Not evaluated.
    pub user_context_data: Option<Value>,
    /// The session of `ConfirmSignUp`, where one was given.
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

    async fn run(&self, cx: &mut Cx<'_>) -> Result<SignInOutput, Error> {
        cx.give_validation_data(self.client_metadata.clone());
        let parameters = self.auth_parameters.clone().unwrap_or_default();
        let name = parameters.get("USERNAME").map(|name| name.as_str());
        let entry = Client::look_up(cx, &self.client_id).await?;
        let username = name.map(|name| entry.naming.canonical(name));
        foresight::of_start(cx, &entry.pool_id, &self.client_id, username.as_deref(), &parameters);
        let (pool, client) = Client::load_as(cx, &self.client_id, &entry, name).await?;
        let session = self.session.as_ref();
        start(cx, &pool, &client, Entrance::Public, &self.auth_flow, &parameters, session).await
    }
}

/// Starts a flow, for both operations.
pub(super) async fn start(
    cx: &mut Cx<'_>,
    pool: &Pool,
    client: &Client,
    entrance: Entrance,
    name: &str,
    parameters: &Parameters,
    session: Option<&Sensitive>,
) -> Result<SignInOutput, Error> {
    let flow = Flow::parse(name).ok_or(InvalidParameter::AuthFlowNotSupported)?;
    flow.admit(entrance, client.settings.explicit_auth_flows.as_deref())?;
    match flow {
        Flow::UserSrp => password_verifier::challenge(cx, pool, client, parameters).await,
        // Under its old name only: the other says what it misses.
        Flow::AdminUserPassword if name == "ADMIN_NO_SRP_AUTH" && !parameters.contains_key("PASSWORD") => {
            user_auth::ask_admin_password(cx, pool, client, parameters).await
        }
        Flow::UserPassword | Flow::AdminUserPassword => password::sign_in(cx, pool, client, parameters).await,
        Flow::RefreshToken => refresh::renew(cx, pool, client, parameters).await,
        Flow::Custom => custom_auth::start(cx, pool, client, parameters).await,
        Flow::User => user_auth::start(cx, pool, client, parameters, session).await,
    }
}
