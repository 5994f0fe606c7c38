//! `AddCustomAttributes`: adds attributes to a pool's schema.

use serde::{Deserialize, Serialize};

use crate::{
    check::{Member, required, shapes},
    context::Cx,
    error::Error,
    model::{import_job::Imports, keys, pool::Pool, schema::SchemaAttribute},
    operation::{Caller, Empty, Operation},
};

/// Adds custom attributes to a pool's schema; they cannot be removed later. App clients without lists of attributes can
/// use them at once. See
/// [AddCustomAttributes](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AddCustomAttributes.html).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct AddCustomAttributes {
    /// The id of the pool.
    pub user_pool_id: String,
    /// The attributes, named without `custom:`.
    pub custom_attributes: Vec<SchemaAttribute>,
}

impl Operation for AddCustomAttributes {
    const NAME: &'static str = "AddCustomAttributes";
    const CALLER: Caller = Caller::Signed;
    const INPUT: &'static [Member] = &[
        required("UserPoolId", &shapes::USER_POOL_ID),
        required("CustomAttributes", &shapes::CUSTOM_ATTRIBUTES_LIST),
    ];
    type Response = Empty;

    async fn run(&self, cx: &mut Cx<'_>) -> Result<Empty, Error> {
        let mut pool = Pool::load_with(cx, &self.user_pool_id, &[keys::imports()]).await?;
        Imports::refuse_running(cx).await?;
        pool.schema.extend(&self.custom_attributes)?;
        pool.modified = cx.now();
        cx.put(&pool)?;
        Ok(Empty {})
    }
}
