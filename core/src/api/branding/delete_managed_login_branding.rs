//! `DeleteManagedLoginBranding`: an administrator deletes a style.

use serde::{Deserialize, Serialize};

use crate::{
    check::{Member, required, shapes},
    context::Cx,
    error::Error,
    model::{branding::Styles, keys, pool::Pool},
    operation::{Caller, Empty, Operation},
};

/// Deletes a style. See
/// [DeleteManagedLoginBranding](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteManagedLoginBranding.html).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct DeleteManagedLoginBranding {
    /// The id of the style.
    pub managed_login_branding_id: String,
    /// The id of the pool.
    pub user_pool_id: String,
}

impl Operation for DeleteManagedLoginBranding {
    const NAME: &'static str = "DeleteManagedLoginBranding";
    const CALLER: Caller = Caller::Signed;
    const INPUT: &'static [Member] = &[
        required("ManagedLoginBrandingId", &shapes::MANAGED_LOGIN_BRANDING_ID),
        required("UserPoolId", &shapes::USER_POOL_ID),
    ];
    type Response = Empty;

    async fn run(&self, cx: &mut Cx<'_>) -> Result<Empty, Error> {
        Pool::load_with(cx, &self.user_pool_id, &[keys::brandings()]).await?;
        let styles = Styles::load(cx).await?;
        let entry = styles.with_id(&self.managed_login_branding_id)?;
        styles.remove(cx, &entry)?;
        Ok(Empty {})
    }
}
