//! `CreateManagedLoginBranding`: an administrator creates the style of an app client.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{ManagedLoginBranding, check_assets};
use crate::{
    check::{Member, optional, required, shapes},
    context::Cx,
    error::{Error, InvalidParameter},
    model::{
        branding::{Asset, Style, Styles},
        client::Client,
        keys,
        pool::Pool,
    },
    operation::{Caller, Operation},
};

/// Creates the style of an app client, either the service's own or one with `Settings`. See
/// [CreateManagedLoginBranding](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateManagedLoginBranding.html).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct CreateManagedLoginBranding {
    /// The id of the pool.
    pub user_pool_id: String,
    /// The id of the app client.
    pub client_id: String,
    /// Whether the pages have the service's own style. Excludes `Settings`.
    pub use_cognito_provided_values: Option<bool>,
    /// The settings of the style. The engine stores them as they are; the pages use those that they know.
    pub settings: Option<Value>,
    /// The images of the style, at most 40.
    pub assets: Option<Vec<Asset>>,
}

/// The response of [`CreateManagedLoginBranding`].
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct CreateManagedLoginBrandingOutput {
    /// The style.
    pub managed_login_branding: ManagedLoginBranding,
}

impl Operation for CreateManagedLoginBranding {
    const NAME: &'static str = "CreateManagedLoginBranding";
    const CALLER: Caller = Caller::Signed;
    const INPUT: &'static [Member] = &[
        required("UserPoolId", &shapes::USER_POOL_ID),
        required("ClientId", &shapes::CLIENT_ID),
        optional("UseCognitoProvidedValues", &shapes::BOOLEAN),
        optional("Settings", &shapes::DOCUMENT),
        optional("Assets", &shapes::ASSET_LIST),
    ];
    type Response = CreateManagedLoginBrandingOutput;

    async fn run(&self, cx: &mut Cx<'_>) -> Result<CreateManagedLoginBrandingOutput, Error> {
        let keys = [keys::client(&self.client_id), keys::brandings()];
        let pool = Pool::load_with(cx, &self.user_pool_id, &keys).await?;
        let client = Client::load(cx, &self.client_id).await?;
        let provided = self.use_cognito_provided_values.unwrap_or(false);
        if provided == self.settings.is_some() {
            return Err(InvalidParameter::BrandingValues.into());
        }
        check_assets(self.assets.as_deref())?;

        let style = Style {
            id: cx.uuid(),
            use_cognito_provided_values: provided,
            settings: self.settings.clone(),
            images: Vec::new(),
            created: cx.now(),
            modified: cx.now(),
        };
        let assets = self.assets.clone().unwrap_or_default();
        Styles::load(cx).await?.add(cx, &client.id, &style, &assets)?;
        let managed_login_branding = ManagedLoginBranding::new(&pool, style, assets);
        Ok(CreateManagedLoginBrandingOutput { managed_login_branding })
    }
}
