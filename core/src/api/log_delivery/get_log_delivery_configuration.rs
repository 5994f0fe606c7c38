//! `GetLogDeliveryConfiguration`: where a pool's logs should go.

use serde::{Deserialize, Serialize};

use super::LogDeliveryConfigurationOutput;
use crate::{
    check::{Member, required, shapes},
    context::Cx,
    error::Error,
    model::{keys, log_delivery::LogDelivery, pool::Pool},
    operation::{Caller, Operation},
};

/// Reads the log delivery configuration of a pool; the list is empty if none was set. See
/// [GetLogDeliveryConfiguration](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetLogDeliveryConfiguration.html).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct GetLogDeliveryConfiguration {
    /// The id of the pool.
    pub user_pool_id: String,
}

impl Operation for GetLogDeliveryConfiguration {
    const NAME: &'static str = "GetLogDeliveryConfiguration";
    const CALLER: Caller = Caller::Signed;
    const INPUT: &'static [Member] = &[required("UserPoolId", &shapes::USER_POOL_ID)];
    type Response = LogDeliveryConfigurationOutput;

    async fn run(&self, cx: &mut Cx<'_>) -> Result<LogDeliveryConfigurationOutput, Error> {
        let pool = Pool::load_with(cx, &self.user_pool_id, &[keys::log_delivery()]).await?;
        let stored: Option<LogDelivery> = cx.get(&keys::log_delivery()).await?;
        Ok(LogDeliveryConfigurationOutput::new(&pool, stored.unwrap_or_default().configurations))
    }
}
