//! `RespondToAuthChallenge`: a client answers a challenge.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{hints, machine, output::SignInOutput, parameters::Answer};
use crate::{
    auth::flow::Entrance,
    check::{Member, optional, required, shapes},
    context::Cx,
    error::Error,
    model::{app::App, client::Client},
    operation::{Caller, Operation},
    sensitive::Sensitive,
    settings::ChallengeName,
};

/// Answers a challenge. See
/// [RespondToAuthChallenge](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_RespondToAuthChallenge.html).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct RespondToAuthChallenge {
    /// The id of the app client.
    pub client_id: String,
    /// The name of the challenge that is answered.
    pub challenge_name: ChallengeName,
    /// The session that came with the challenge.
    pub session: Option<Sensitive>,
    /// The answer.
    pub challenge_responses: Option<BTreeMap<String, Sensitive>>,
    /// Not evaluated.
    pub analytics_metadata: Option<Value>,
    /// Its `IpAddress` is recorded, if the app client has `EnablePropagateAdditionalUserContextData`.
    pub user_context_data: Option<Value>,
    /// Passed to the pool's triggers; never stored.
    pub client_metadata: Option<BTreeMap<String, String>>,
}

impl Operation for RespondToAuthChallenge {
    const NAME: &'static str = "RespondToAuthChallenge";
    const CALLER: Caller = Caller::Public;
    const INPUT: &'static [Member] = &[
        required("ClientId", &shapes::CLIENT_ID),
        required("ChallengeName", &shapes::CHALLENGE_NAME),
        optional("Session", &shapes::SESSION),
        optional("ChallengeResponses", &shapes::CHALLENGE_RESPONSES),
        optional("AnalyticsMetadata", &shapes::ANALYTICS_METADATA),
        optional("UserContextData", &shapes::USER_CONTEXT_DATA),
        optional("ClientMetadata", &shapes::CLIENT_METADATA),
    ];
    type Response = SignInOutput;

    async fn run(&self, cx: &mut Cx<'_>) -> Result<SignInOutput, Error> {
        let responses = self.challenge_responses.clone().unwrap_or_default();
        let name = responses.get("USERNAME").map(|name| name.as_str());
        let entry = Client::look_up(cx, &self.client_id).await?;
        let answer = Answer {
            entrance: Entrance::Public,
            challenge: &self.challenge_name,
            session: self.session.as_ref(),
            responses: &responses,
        };
        let ids = hints::Ids { pool: &entry.pool_id, client: &self.client_id };
        hints::of_answer(cx, ids, &answer);
        let (pool, client) = Client::load_as(cx, &self.client_id, &entry, name).await?;
        machine::answer(cx, App { pool: &pool, client: &client }, &answer).await
    }
}
