//! `ForgotPassword`: a user requests a code to set a new password.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use userpool_storage_traits::Purpose;

use crate::{
    api::{
        existence::{CodeRequest, RequestedCode},
        migration::migrate,
    },
    auth::{channel::Channel, factor::Factor, user_status::UserStatus},
    check::{Member, optional, required, shapes},
    context::Cx,
    error::{Error, InvalidParameter, NotAuthorized},
    message::delivery::CodeDeliveryDetails,
    model::{
        app::App,
        auth_events::{EventKind, EventResponse, NewEvent},
        client::Client,
        code::CodePurpose,
        pool::{Pool, Recovery},
        user::User,
    },
    operation::{Caller, Operation},
    sensitive::Sensitive,
};

/// Sends a password-reset code. See
/// [ForgotPassword](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ForgotPassword.html).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct ForgotPassword {
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

/// The response of [`ForgotPassword`].
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct ForgotPasswordOutput {
    /// Where the code was sent.
    pub code_delivery_details: Option<CodeDeliveryDetails>,
}

impl Operation for ForgotPassword {
    const NAME: &'static str = "ForgotPassword";
    const CALLER: Caller = Caller::Public;
    const INPUT: &'static [Member] = &[
        required("ClientId", &shapes::CLIENT_ID),
        optional("SecretHash", &shapes::SECRET_HASH),
        optional("UserContextData", &shapes::USER_CONTEXT_DATA),
        required("Username", &shapes::USERNAME),
        optional("AnalyticsMetadata", &shapes::ANALYTICS_METADATA),
        optional("ClientMetadata", &shapes::CLIENT_METADATA),
    ];
    type Response = ForgotPasswordOutput;

    async fn run(&self, cx: &mut Cx<'_>) -> Result<ForgotPasswordOutput, Error> {
        let (pool, client) = Client::load_public(cx, &self.client_id, Some(&self.username)).await?;
        client.check_secret_hash(cx, self.secret_hash.as_ref(), &[&self.username])?;
        let app = App { pool: &pool, client: &client };
        let found = match migrate(cx, app, &self.username, None).await? {
            None => User::find_at_uniform_cost(cx, &pool, &self.username).await?,
            migrated => migrated,
        };
        let preferred = match pool.settings.recovery() {
            Recovery::By(channels) => channels,
            Recovery::AdminOnly => vec![Channel::Email],
        };
        let code = RequestedCode {
            request: CodeRequest { name: &self.username, purpose: CodePurpose::ForgotPassword },
            message: Purpose::ForgotPassword,
            preferred: &preferred,
            event: NewEvent::new(EventKind::ForgotPassword, EventResponse::InProgress),
        };
        let found = found.as_ref().map(|user| (user, destination(&pool, user)));
        let details = code.send(cx, app, found).await?;
        Ok(ForgotPasswordOutput { code_delivery_details: Some(details) })
    }
}

/// The channel of a reset code, if the user's state allows a reset at all.
pub(in crate::api) fn destination(pool: &Pool, user: &User) -> Result<Channel, Error> {
    if !user.enabled {
        return Err(NotAuthorized::UserDisabled.into());
    }
    let Recovery::By(channels) = pool.settings.recovery() else {
        return Err(NotAuthorized::ContactAdministrator.into());
    };
    if matches!(user.status, UserStatus::ForceChangePassword | UserStatus::ExternalProvider) {
        return Err(NotAuthorized::CannotResetPassword.into());
    }
    channels
        .into_iter()
        // A user must not reset the password by the same channel that serves as the second factor.
        .filter(|channel| user.mfa.preferred().and_then(Factor::channel) != Some(*channel))
        .find(|channel| user.verified_address(*channel).is_some())
        .ok_or_else(|| InvalidParameter::NoRecoveryDestination.into())
}
