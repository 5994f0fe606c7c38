//! `GetUICustomization`: an administrator reads the customization of the classic hosted UI.

use serde::{Deserialize, Serialize};

use super::UiCustomizationDescription;
use crate::{
    check::{Member, optional, required, shapes},
    context::Cx,
    error::Error,
    model::{
        client::Client,
        domain::Domains,
        keys,
        pool::Pool,
        ui_customization::{ALL, UiCustomization},
    },
    operation::{Caller, Operation},
};

/// Reads the customization for an app client. If it has none of its own, the answer is the customization for all app
/// clients, and without that an empty one. See
/// [GetUICustomization](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetUICustomization.html).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct GetUiCustomization {
    /// The id of the pool.
    pub user_pool_id: String,
    /// The id of the app client; `ALL` if absent.
    pub client_id: Option<String>,
}

/// The response of [`GetUiCustomization`].
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct GetUiCustomizationOutput {
    /// The customization.
    #[serde(rename = "UICustomization")]
    pub ui_customization: UiCustomizationDescription,
}

impl Operation for GetUiCustomization {
    const NAME: &'static str = "GetUICustomization";
    const CALLER: Caller = Caller::Signed;
    const INPUT: &'static [Member] =
        &[required("UserPoolId", &shapes::USER_POOL_ID), optional("ClientId", &shapes::CLIENT_ID)];
    type Response = GetUiCustomizationOutput;

    async fn run(&self, cx: &mut Cx<'_>) -> Result<GetUiCustomizationOutput, Error> {
        let client = self.client_id.as_deref().unwrap_or(ALL);
        cx.hint([keys::client(client), keys::domains(), keys::ui(client), keys::ui(ALL)]);
        let pool = Pool::load(cx, &self.user_pool_id).await?;
        if client != ALL {
            Client::load(cx, client).await?;
        }
        let own = UiCustomization::load(cx, client).await?;
        let found = match own {
            Some(own) => Some(own),
            None => UiCustomization::load(cx, ALL).await?,
        };
        let domains = Domains::load(cx).await?;
        let found = found.map(|found| UiCustomizationDescription::new(cx, &pool, &domains, found));
        Ok(GetUiCustomizationOutput { ui_customization: found.unwrap_or_default() })
    }
}
