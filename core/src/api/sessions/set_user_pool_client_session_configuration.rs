//! `SetUserPoolClientSessionConfiguration`: an administrator sets how long an app client accepts a session of managed
//! login.

use serde::{Deserialize, Serialize};

use crate::{
    api::clients,
    check::{Member, required, shapes},
    context::Cx,
    error::{Error, FeatureUnavailableInTier},
    model::client::Client,
    operation::{Caller, Operation},
};

/// Sets how long an app client accepts a session of managed login without a new sign-in. The engine stores the setting;
/// it has no managed login yet. See
/// [SetUserPoolClientSessionConfiguration](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SetUserPoolClientSessionConfiguration.html).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct SetUserPoolClientSessionConfiguration {
    /// The id of the pool.
    pub user_pool_id: String,
    /// The id of the app client.
    pub client_id: String,
    /// The time.
    #[serde(rename = "SSOSession")]
    pub sso_session: SsoSession,
}

/// The response, and that of
/// [`GetUserPoolClientSessionConfiguration`](super::GetUserPoolClientSessionConfiguration).
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct UserPoolClientSessionConfiguration {
    /// The id of the pool.
    pub user_pool_id: String,
    /// The id of the app client.
    pub client_id: String,
    /// The time.
    #[serde(rename = "SSOSession")]
    pub sso_session: SsoSession,
}

/// `ClientSSOSessionConfigType`: how long a session of managed login is accepted.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct SsoSession {
    /// Minutes since the sign-in, up to 129,600 (90 days).
    pub max_validity_minutes: u32,
}

/// The default of the service.
const MINUTES: u32 = 60;

impl UserPoolClientSessionConfiguration {
    pub(super) fn of(client: &Client) -> Self {
        let max_validity_minutes = client.sso_session_minutes.unwrap_or(MINUTES);
        Self {
            user_pool_id: client.pool_id.clone(),
            client_id: client.id.clone(),
            sso_session: SsoSession { max_validity_minutes },
        }
    }
}

impl Operation for SetUserPoolClientSessionConfiguration {
    const NAME: &'static str = "SetUserPoolClientSessionConfiguration";
    const CALLER: Caller = Caller::Signed;
    const INPUT: &'static [Member] = &[
        required("UserPoolId", &shapes::USER_POOL_ID),
        required("ClientId", &shapes::CLIENT_ID),
        required("SSOSession", &shapes::CLIENT_SSO_SESSION_CONFIG),
    ];
    type Response = UserPoolClientSessionConfiguration;

    async fn run(&self, cx: &mut Cx<'_>) -> Result<UserPoolClientSessionConfiguration, Error> {
        let (pool, mut client) = clients::load(cx, &self.user_pool_id, &self.client_id).await?;
        if let Some(tier @ "LITE") = pool.settings.user_pool_tier.as_deref() {
            return Err(FeatureUnavailableInTier::Feature(tier.to_owned(), "User Session Tracking").into());
        }
        client.sso_session_minutes = Some(self.sso_session.max_validity_minutes);
        client.modified = cx.now();
        cx.put(&client)?;
        Ok(UserPoolClientSessionConfiguration::of(&client))
    }
}
