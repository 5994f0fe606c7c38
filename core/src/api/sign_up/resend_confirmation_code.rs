//! `ResendConfirmationCode`: sends the code of a registration again.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use userpool_storage_traits::Purpose;

use super::sign_up::confirmation_channel;
use crate::{
    api::existence::{CodeRequest, Existence, RequestedCode},
    auth::{channel::Channel, user_status::UserStatus},
    check::{Member, optional, required, shapes},
    context::Cx,
    error::{Error, InvalidParameter, NotAuthorized},
    message::delivery::CodeDeliveryDetails,
    model::{
        app::App,
        auth_events::{EventKind, EventResponse, NewEvent},
        client::Client,
        code::CodePurpose,
        keys,
        pool::Pool,
        user::User,
    },
    operation::{Caller, Operation},
    sensitive::Sensitive,
};

/// Sends a new confirmation code; the previous one becomes invalid. See
/// [ResendConfirmationCode](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ResendConfirmationCode.html).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct ResendConfirmationCode {
    /// The id of the app client.
    pub client_id: String,
    /// Required if the client has a secret.
    pub secret_hash: Option<Sensitive>,
    /// Its `IpAddress` is recorded, if the app client has `EnablePropagateAdditionalUserContextData`.
    pub user_context_data: Option<Value>,
    /// The user's name.
    pub username: String,
    /// Not evaluated.
    pub analytics_metadata: Option<Value>,
    /// Passed to the pool's triggers; never stored.
    pub client_metadata: Option<BTreeMap<String, String>>,
}

/// The response of [`ResendConfirmationCode`].
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct ResendConfirmationCodeOutput {
    /// Where the code was sent.
    pub code_delivery_details: Option<CodeDeliveryDetails>,
}

/// The channels whose addresses the pool verifies, the preferred one first.
fn verified_channels(pool: &Pool) -> Result<Vec<Channel>, NotAuthorized> {
    let mut channels = vec![Channel::PhoneNumber, Channel::Email];
    channels.retain(|channel| pool.settings.auto_verifies(*channel));
    if channels.is_empty() { Err(NotAuthorized::AutoVerificationOff) } else { Ok(channels) }
}

impl Operation for ResendConfirmationCode {
    const NAME: &'static str = "ResendConfirmationCode";
    const CALLER: Caller = Caller::Public;
    const INPUT: &'static [Member] = &[
        required("ClientId", &shapes::CLIENT_ID),
        optional("SecretHash", &shapes::SECRET_HASH),
        optional("UserContextData", &shapes::USER_CONTEXT_DATA),
        required("Username", &shapes::USERNAME),
        optional("AnalyticsMetadata", &shapes::ANALYTICS_METADATA),
        optional("ClientMetadata", &shapes::CLIENT_METADATA),
    ];
    type Response = ResendConfirmationCodeOutput;

    async fn run(&self, cx: &mut Cx<'_>) -> Result<ResendConfirmationCodeOutput, Error> {
        // A link in the mail leads there.
        cx.hint([keys::domains()]);
        let (pool, client) = Client::load_public(cx, &self.client_id, Some(&self.username)).await?;
        client.check_secret_hash(cx, self.secret_hash.as_ref(), &[&self.username])?;
        let preferred = verified_channels(&pool)?;
        let found = User::find_at_uniform_cost(cx, &pool, &self.username).await?;
        let is_hidden = Existence::of(&client).is_hidden();
        let found = match &found {
            None => None,
            Some(user) if is_hidden && !user.enabled => Some((user, Err(NotAuthorized::UserDisabled.into()))),
            // The service distinguishes this from an unknown user, so the engine does too.
            Some(user) if user.status != UserStatus::Unconfirmed => {
                return Err(InvalidParameter::AlreadyConfirmed.into());
            }
            Some(user) => {
                let channel = confirmation_channel(&pool, user);
                Some((user, channel.ok_or_else(|| InvalidParameter::NoConfirmationDestination.into())))
            }
        };
        let code = RequestedCode {
            request: CodeRequest { name: &self.username, purpose: CodePurpose::SignUp },
            message: Purpose::ResendCode,
            preferred: &preferred,
            event: NewEvent::new(EventKind::ResendCode, EventResponse::Pass),
        };
        let details = code.send(cx, App { pool: &pool, client: &client }, found).await?;
        Ok(ResendConfirmationCodeOutput { code_delivery_details: Some(details) })
    }
}
