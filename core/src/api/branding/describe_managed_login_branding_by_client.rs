//! `DescribeManagedLoginBrandingByClient`: an administrator reads the style of an app client.

use serde::{Deserialize, Serialize};

use super::ManagedLoginBranding;
use crate::{
    check::{Member, optional, required, shapes},
    context::Cx,
    error::Error,
    model::{branding::Styles, client::Client, keys, pool::Pool},
    operation::{Caller, Operation},
};

/// Reads the style of an app client. See
/// [DescribeManagedLoginBrandingByClient](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DescribeManagedLoginBrandingByClient.html).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct DescribeManagedLoginBrandingByClient {
    /// The id of the pool.
    pub user_pool_id: String,
    /// The id of the app client.
    pub client_id: String,
    /// Has no effect: the engine has no style of its own to merge with.
    pub return_merged_resources: Option<bool>,
}

/// The response of [`DescribeManagedLoginBrandingByClient`].
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct DescribeManagedLoginBrandingByClientOutput {
    /// The style.
    pub managed_login_branding: ManagedLoginBranding,
}

impl Operation for DescribeManagedLoginBrandingByClient {
    const NAME: &'static str = "DescribeManagedLoginBrandingByClient";
    const CALLER: Caller = Caller::Signed;
    const INPUT: &'static [Member] = &[
        required("UserPoolId", &shapes::USER_POOL_ID),
        required("ClientId", &shapes::CLIENT_ID),
        optional("ReturnMergedResources", &shapes::BOOLEAN),
    ];
    type Response = DescribeManagedLoginBrandingByClientOutput;

    async fn run(&self, cx: &mut Cx<'_>) -> Result<DescribeManagedLoginBrandingByClientOutput, Error> {
        let keys = [keys::client(&self.client_id), keys::brandings()];
        let pool = Pool::load_with(cx, &self.user_pool_id, &keys).await?;
        let client = Client::load(cx, &self.client_id).await?;
        let entry = Styles::load(cx).await?.of_client(&client.id)?;
        // The style is read after the list, and may have changed in between.
        cx.check_reads_at_commit();
        let (style, assets) = entry.load(cx).await?;
        let managed_login_branding = ManagedLoginBranding::new(&pool, style, assets);
        Ok(DescribeManagedLoginBrandingByClientOutput { managed_login_branding })
    }
}
