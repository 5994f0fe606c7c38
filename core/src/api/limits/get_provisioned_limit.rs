//! `GetProvisionedLimit`: the request rate of a category.

use serde::{Deserialize, Serialize};

use super::{LimitDefinition, ProvisionedLimitOutput, category};
use crate::{
    check::{Member, required, shapes},
    context::Cx,
    error::Error,
    model::provisioned_limit,
    operation::{Caller, Operation},
};

/// Reads the request rate of a category in the region that the request is signed for. See
/// [GetProvisionedLimit](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetProvisionedLimit.html).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct GetProvisionedLimit {
    /// The name of the limit.
    pub limit_definition: LimitDefinition,
}

impl Operation for GetProvisionedLimit {
    const NAME: &'static str = "GetProvisionedLimit";
    const CALLER: Caller = Caller::Signed;
    const INPUT: &'static [Member] = &[required("LimitDefinition", &shapes::LIMIT_DEFINITION)];
    type Response = ProvisionedLimitOutput;

    async fn run(&self, cx: &mut Cx<'_>) -> Result<ProvisionedLimitOutput, Error> {
        let category = category(&self.limit_definition)?;
        let provisioned = provisioned_limit::load(cx, category.name).await?.unwrap_or(category.rate);
        Ok(ProvisionedLimitOutput::new(category, &self.limit_definition, provisioned))
    }
}
