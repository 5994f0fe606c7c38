//! `AdminRespondToAuthChallenge`: a trusted server answers a challenge.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{hints, machine, output::SignInOutput, parameters::Answer};
use crate::{
    auth::flow::Entrance,
    check::{Member, optional, required, shapes},
    context::Cx,
    error::Error,
    model::{app::App, client::Client, keys, lookup::hinted_keys, pool::Pool},
    operation::{Caller, Operation},
    sensitive::Sensitive,
    settings::ChallengeName,
};

/// Answers a challenge for a user, as an administrator. See
/// [AdminRespondToAuthChallenge](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminRespondToAuthChallenge.html).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct AdminRespondToAuthChallenge {
    /// The id of the pool.
    pub user_pool_id: String,
    /// The id of an app client of that pool.
    pub client_id: String,
    /// The name of the challenge that is answered.
    pub challenge_name: ChallengeName,
    /// The answer.
    pub challenge_responses: Option<BTreeMap<String, Sensitive>>,
    /// The session that came with the challenge.
    pub session: Option<Sensitive>,
    /// Not evaluated.
    pub analytics_metadata: Option<Value>,
    /// Its `IpAddress` and its header `User-Agent` are recorded.
    pub context_data: Option<Value>,
    /// Passed to the pool's triggers; never stored.
    pub client_metadata: Option<BTreeMap<String, String>>,
}

impl Operation for AdminRespondToAuthChallenge {
    const NAME: &'static str = "AdminRespondToAuthChallenge";
    const CALLER: Caller = Caller::Signed;
    const INPUT: &'static [Member] = &[
        required("UserPoolId", &shapes::USER_POOL_ID),
        required("ClientId", &shapes::CLIENT_ID),
        required("ChallengeName", &shapes::CHALLENGE_NAME),
        optional("ChallengeResponses", &shapes::CHALLENGE_RESPONSES),
        optional("Session", &shapes::SESSION),
        optional("AnalyticsMetadata", &shapes::ANALYTICS_METADATA),
        optional("ContextData", &shapes::CONTEXT_DATA),
        optional("ClientMetadata", &shapes::CLIENT_METADATA),
    ];
    type Response = SignInOutput;

    async fn run(&self, cx: &mut Cx<'_>) -> Result<SignInOutput, Error> {
        let responses = self.challenge_responses.clone().unwrap_or_default();
        if let Some(name) = responses.get("USERNAME") {
            cx.hint(hinted_keys(&cx.host.keyring, &self.user_pool_id, name));
        }
        let answer = Answer {
            entrance: Entrance::Admin,
            challenge: &self.challenge_name,
            session: self.session.as_ref(),
            responses: &responses,
        };
        let ids = hints::Ids { pool: &self.user_pool_id, client: &self.client_id };
        hints::of_answer(cx, ids, &answer);
        let pool = Pool::load_with(cx, &self.user_pool_id, &[keys::client(&self.client_id)]).await?;
        let client = Client::load(cx, &self.client_id).await?;
        machine::answer(cx, App { pool: &pool, client: &client }, &answer).await
    }
}
