//! `RespondToAuthChallenge`: a challenge is answered, on the user's side.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{
    Parameters, SignInOutput, custom_challenge, device_password_verifier, device_srp_auth, email_otp,
    foresight, mfa_setup, new_password_required, one_time_password, password_verifier, select_mfa_type,
    sent_code, software_token_mfa, user_auth,
};
use crate::{
    auth::{custom::CUSTOM_CHALLENGE, factor::Factor, first_factor::FirstFactor},
    check::{Member, optional, required, shapes},
    context::Cx,
    error::{Error, InvalidParameter},
    model::{client::Client, pool::Pool},
    operation::{Caller, Operation},
    sensitive::Sensitive,
};

/// Answers a challenge. See
/// [RespondToAuthChallenge](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_RespondToAuthChallenge.html).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct RespondToAuthChallenge {
    /// The app client.
    pub client_id: String,
    /// The challenge that is answered.
    pub challenge_name: String,
    /// What came with the challenge.
    pub session: Option<Sensitive>,
    /// The answer.
    pub challenge_responses: Option<BTreeMap<String, Sensitive>>,
    /// Not evaluated.
    pub analytics_metadata: Option<Value>,
    /// Not evaluated.
    pub user_context_data: Option<Value>,
    /// For triggers; never stored.
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

    fn client_metadata(&self) -> Option<&BTreeMap<String, String>> {
        self.client_metadata.as_ref()
    }

    async fn run(&self, cx: &mut Cx<'_>) -> Result<SignInOutput, Error> {
        let responses = self.challenge_responses.clone().unwrap_or_default();
        let name = responses.get("USERNAME").map(|name| name.as_str());
        let entry = Client::look_up(cx, &self.client_id).await?;
        foresight::of_answer(cx, &entry.pool_id, &self.client_id, self.session.as_ref(), &responses);
        let (pool, client) = Client::load_as(cx, &self.client_id, &entry, name).await?;
        answer(cx, &pool, &client, &self.challenge_name, self.session.as_ref(), &responses).await
    }
}

/// Takes the answer to a challenge, for both operations.
pub(super) async fn answer(
    cx: &mut Cx<'_>,
    pool: &Pool,
    client: &Client,
    challenge: &str,
    session: Option<&Sensitive>,
    responses: &Parameters,
) -> Result<SignInOutput, Error> {
    match challenge {
        "PASSWORD_VERIFIER" => password_verifier::answer(cx, pool, client, responses).await,
        "NEW_PASSWORD_REQUIRED" => new_password_required::answer(cx, pool, client, session, responses).await,
        "SMS_MFA" => sent_code::answer(cx, pool, client, session, responses, Factor::SmsMfa).await,
        "EMAIL_OTP" => email_otp::answer(cx, pool, client, session, responses).await,
        "SOFTWARE_TOKEN_MFA" => software_token_mfa::answer(cx, pool, client, session, responses).await,
        "SELECT_MFA_TYPE" => select_mfa_type::answer(cx, pool, client, session, responses).await,
        "MFA_SETUP" => mfa_setup::answer(cx, pool, client, session, responses).await,
        device_srp_auth::NAME => device_srp_auth::answer(cx, pool, client, session, responses).await,
        device_password_verifier::NAME => device_password_verifier::answer(cx, pool, client, responses).await,
        CUSTOM_CHALLENGE => custom_challenge::answer(cx, pool, client, session, responses).await,
        "SELECT_CHALLENGE" | "PASSWORD" | "PASSWORD_SRP" | "WEB_AUTHN" => {
            user_auth::answer(cx, pool, client, challenge, session, responses).await
        }
        "SMS_OTP" => {
            one_time_password::answer(cx, pool, client, session, responses, FirstFactor::SmsOtp).await
        }
        other => Err(InvalidParameter::ChallengeNotSupported(other.to_owned()).into()),
    }
}
