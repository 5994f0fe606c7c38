//! `DescribeRiskConfiguration`: how threat protection answers to risks.

use serde::{Deserialize, Serialize};

use super::{RiskConfigurationOutput, load};
use crate::{
    check::{Member, optional, required, shapes},
    context::Cx,
    error::Error,
    operation::{Caller, Operation},
};

/// Reads the risk configuration of a pool, or that of one app client. If it was never set, the response has the ids
/// only. See
/// [DescribeRiskConfiguration](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DescribeRiskConfiguration.html).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct DescribeRiskConfiguration {
    /// The id of the pool.
    pub user_pool_id: String,
    /// The app client; if absent, the configuration of the pool.
    pub client_id: Option<String>,
}

impl Operation for DescribeRiskConfiguration {
    const NAME: &'static str = "DescribeRiskConfiguration";
    const CALLER: Caller = Caller::Signed;
    const INPUT: &'static [Member] =
        &[required("UserPoolId", &shapes::USER_POOL_ID), optional("ClientId", &shapes::CLIENT_ID)];
    type Response = RiskConfigurationOutput;

    async fn run(&self, cx: &mut Cx<'_>) -> Result<RiskConfigurationOutput, Error> {
        let client_id = self.client_id.as_deref();
        let (pool, stored) = load(cx, &self.user_pool_id, client_id).await?;
        Ok(RiskConfigurationOutput::new(&pool, client_id, stored))
    }
}
