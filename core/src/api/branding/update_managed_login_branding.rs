//! `UpdateManagedLoginBranding`: an administrator changes a style.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{ManagedLoginBranding, check_assets};
use crate::{
    check::{Constraint, Member, Shown, optional, shapes, violation},
    context::Cx,
    error::{Error, InvalidParameter},
    model::{
        branding::{Asset, Style, Styles},
        pool::Pool,
    },
    operation::{Caller, Operation},
};

/// Changes the members of a style that the request has; others stay. See
/// [UpdateManagedLoginBranding](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateManagedLoginBranding.html).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct UpdateManagedLoginBranding {
    /// The id of the pool. The model does not mark it as required, but no style is found without it.
    pub user_pool_id: Option<String>,
    /// The id of the style, as necessary as the id of the pool.
    pub managed_login_branding_id: Option<String>,
    /// Whether the pages have the service's own style. Excludes `Settings`, and removes them.
    pub use_cognito_provided_values: Option<bool>,
    /// The new settings.
    pub settings: Option<Value>,
    /// The new images; they replace all old ones.
    pub assets: Option<Vec<Asset>>,
}

/// The response of [`UpdateManagedLoginBranding`].
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct UpdateManagedLoginBrandingOutput {
    /// The style after the update.
    pub managed_login_branding: ManagedLoginBranding,
}

impl Operation for UpdateManagedLoginBranding {
    const NAME: &'static str = "UpdateManagedLoginBranding";
    const CALLER: Caller = Caller::Signed;
    const INPUT: &'static [Member] = &[
        optional("UserPoolId", &shapes::USER_POOL_ID),
        optional("ManagedLoginBrandingId", &shapes::MANAGED_LOGIN_BRANDING_ID),
        optional("UseCognitoProvidedValues", &shapes::BOOLEAN),
        optional("Settings", &shapes::DOCUMENT),
        optional("Assets", &shapes::ASSET_LIST),
    ];
    type Response = UpdateManagedLoginBrandingOutput;

    async fn run(&self, cx: &mut Cx<'_>) -> Result<UpdateManagedLoginBrandingOutput, Error> {
        let pool_id = given(self.user_pool_id.as_deref(), "userPoolId")?;
        let id = given(self.managed_login_branding_id.as_deref(), "managedLoginBrandingId")?;
        cx.hint(Styles::keys_of(id));
        let pool = Pool::load(cx, pool_id).await?;
        let styles = Styles::load(cx).await?;
        let (style, assets) = styles.with_id(id)?.load(cx).await?;
        if self.use_cognito_provided_values == Some(true) && self.settings.is_some() {
            return Err(InvalidParameter::BrandingValues.into());
        }
        check_assets(self.assets.as_deref())?;

        let style = Style { modified: cx.now(), ..self.changed(style) };
        styles.save(cx, &style, self.assets.as_deref())?;
        let assets = self.assets.clone().unwrap_or(assets);
        let managed_login_branding = ManagedLoginBranding::new(&pool, style, assets);
        Ok(UpdateManagedLoginBrandingOutput { managed_login_branding })
    }
}

impl UpdateManagedLoginBranding {
    /// The style after the update. Settings end the use of the service's own style, and the other way around.
    fn changed(&self, mut style: Style) -> Style {
        match (self.use_cognito_provided_values, &self.settings) {
            (Some(true), _) => {
                style.use_cognito_provided_values = true;
                style.settings = None;
            }
            (provided, settings) => {
                if provided == Some(false) || settings.is_some() {
                    style.use_cognito_provided_values = false;
                }
                style.settings = settings.clone().or(style.settings);
            }
        }
        style
    }
}

/// A member without which the operation cannot work, although the model does not require it. Our choice: the text for a
/// required member.
fn given<'a>(member: Option<&'a str>, path: &str) -> Result<&'a str, InvalidParameter> {
    member.ok_or_else(|| violation(Shown::Null, path, Constraint::NotNull))
}
