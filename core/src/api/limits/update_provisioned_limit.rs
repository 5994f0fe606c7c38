//! `UpdateProvisionedLimit`: sets the request rate of a category.

use serde::{Deserialize, Serialize};

use super::{LimitDefinition, MULTIPLE_MAX, ProvisionedLimitOutput, category};
use crate::{
    check::{Member, required, shapes},
    context::Cx,
    error::{Error, InvalidParameter, ServiceQuotaExceeded},
    model::provisioned_limit,
    operation::{Caller, Operation},
};

/// Sets the request rate of a category in the region that the request is signed for. The rate cannot be less than the
/// free rate. See
/// [UpdateProvisionedLimit](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateProvisionedLimit.html).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct UpdateProvisionedLimit {
    /// The name of the limit.
    pub limit_definition: LimitDefinition,
    /// The rate in requests per second.
    pub requested_limit_value: i32,
}

impl Operation for UpdateProvisionedLimit {
    const NAME: &'static str = "UpdateProvisionedLimit";
    const CALLER: Caller = Caller::Signed;
    const INPUT: &'static [Member] = &[
        required("LimitDefinition", &shapes::LIMIT_DEFINITION),
        required("RequestedLimitValue", &shapes::INTEGER),
    ];
    type Response = ProvisionedLimitOutput;

    async fn run(&self, cx: &mut Cx<'_>) -> Result<ProvisionedLimitOutput, Error> {
        let category = category(&self.limit_definition)?;
        let requested = u32::try_from(self.requested_limit_value).unwrap_or(0);
        if requested < category.rate {
            return Err(InvalidParameter::LimitBelowFree(category.rate).into());
        }
        let max = category.rate * MULTIPLE_MAX;
        if requested > max {
            return Err(ServiceQuotaExceeded(max).into());
        }
        provisioned_limit::store(cx, category.name, requested)?;
        if let Some(quotas) = &cx.host.quotas {
            quotas.forget(&cx.origin.region, category);
        }
        Ok(ProvisionedLimitOutput::new(category, &self.limit_definition, requested))
    }
}
