//! `ResendConfirmationCode`: sends the code of a registration again.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use userpool_storage_traits::Purpose;

use super::sign_up::confirmation_channel;
use crate::{
    api::existence::{CodeRequest, Existence, UnknownUser, compute_pretended},
    auth::{channel::Channel, user_status::UserStatus},
    check::{Member, optional, required, shapes},
    context::Cx,
    error::{Error, InvalidParameter, NotAuthorized, UserNotFound},
    message::{code_message::CodeMessage, delivery::CodeDeliveryDetails},
    model::{
        app::App,
        auth_events::{self, EventKind, EventResponse, NewEvent},
        client::Client,
        code::{Code, CodePurpose, Owner},
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
        let (pool, client) = Client::load_public(cx, &self.client_id, Some(&self.username)).await?;
        client.check_secret_hash(cx, self.secret_hash.as_ref(), &[&self.username])?;
        let preferred = verified_channels(&pool)?;
        let existence = Existence::of(&client);
        let found = User::find_at_uniform_cost(cx, &pool, &self.username).await?;
        let destination: Result<(&User, Channel), Error> = match &found {
            None => Err(UserNotFound::WithClient.into()),
            Some(user) if existence.is_hidden() && !user.enabled => Err(NotAuthorized::UserDisabled.into()),
            // The service distinguishes this from an unknown user, so the engine does too.
            Some(user) if user.status != UserStatus::Unconfirmed => {
                return Err(InvalidParameter::AlreadyConfirmed.into());
            }
            Some(user) => confirmation_channel(&pool, user)
                .map(|channel| (user, channel))
                .ok_or_else(|| InvalidParameter::NoConfirmationDestination.into()),
        };
        let purpose = CodePurpose::SignUp;
        let app = App { pool: &pool, client: &client };
        let resent = NewEvent::new(EventKind::ResendCode, EventResponse::Pass);
        let details = match destination {
            Ok((user, channel)) => {
                compute_pretended(&pool, &self.username);
                auth_events::record(cx, app, user, resent).await?;
                let code = Code::issue(cx, &pool, Owner::of(user, purpose), channel).await?;
                let message = CodeMessage {
                    client: Some(&client),
                    user,
                    purpose: Purpose::ResendCode,
                    channel,
                    address: user.address(channel).unwrap_or_default(),
                    code: &code,
                };
                message.send(cx, &pool)?
            }
            Err(_) if existence.is_hidden() => {
                auth_events::pretend_named(cx, app, &self.username, resent)?;
                let request = CodeRequest { name: &self.username, purpose };
                UnknownUser::new(&pool, request, found.as_ref()).pretend_to_send(cx, &preferred).await?
            }
            Err(error) => return Err(error),
        };
        Ok(ResendConfirmationCodeOutput { code_delivery_details: Some(details) })
    }
}
