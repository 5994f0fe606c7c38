//! `DescribeManagedLoginBranding`: an administrator reads a style by its id.

use serde::{Deserialize, Serialize};

use super::ManagedLoginBranding;
use crate::{
    check::{Member, optional, required, shapes},
    context::Cx,
    error::Error,
    model::{branding::Styles, pool::Pool},
    operation::{Caller, Operation},
};

/// Reads a style by its id. See
/// [DescribeManagedLoginBranding](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DescribeManagedLoginBranding.html).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct DescribeManagedLoginBranding {
    /// The id of the pool.
    pub user_pool_id: String,
    /// The id of the style.
    pub managed_login_branding_id: String,
    /// Has no effect: the engine has no style of its own to merge with.
    pub return_merged_resources: Option<bool>,
}

/// The response of [`DescribeManagedLoginBranding`].
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct DescribeManagedLoginBrandingOutput {
    /// The style.
    pub managed_login_branding: ManagedLoginBranding,
}

impl Operation for DescribeManagedLoginBranding {
    const NAME: &'static str = "DescribeManagedLoginBranding";
    const CALLER: Caller = Caller::Signed;
    const INPUT: &'static [Member] = &[
        required("UserPoolId", &shapes::USER_POOL_ID),
        required("ManagedLoginBrandingId", &shapes::MANAGED_LOGIN_BRANDING_ID),
        optional("ReturnMergedResources", &shapes::BOOLEAN),
    ];
    type Response = DescribeManagedLoginBrandingOutput;

    async fn run(&self, cx: &mut Cx<'_>) -> Result<DescribeManagedLoginBrandingOutput, Error> {
        cx.hint(Styles::keys_of(&self.managed_login_branding_id));
        let pool = Pool::load(cx, &self.user_pool_id).await?;
        let entry = Styles::load(cx).await?.with_id(&self.managed_login_branding_id)?;
        let (style, assets) = entry.load(cx).await?;
        let managed_login_branding = ManagedLoginBranding::new(&pool, style, assets);
        Ok(DescribeManagedLoginBrandingOutput { managed_login_branding })
    }
}
