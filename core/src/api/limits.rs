//! Provisioned limits: the request rate of each category of operations. They belong to a region, not to a pool. With
//! [`EngineBuilder::service_quotas`](crate::EngineBuilder::service_quotas) the engine applies them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    error::InvalidParameter,
    operation::{Entry, entry},
    quotas::Category,
};

mod get_provisioned_limit;
mod update_provisioned_limit;

pub use get_provisioned_limit::GetProvisionedLimit;
pub use update_provisioned_limit::UpdateProvisionedLimit;

pub(super) const OPERATIONS: &[Entry] = &[entry::<GetProvisionedLimit>(), entry::<UpdateProvisionedLimit>()];

/// The largest rate is this multiple of the free rate. The service's maximum is what it approved for an account; nobody
/// approves anything here, so the number is our own choice.
const MULTIPLE_MAX: u32 = 100;

/// `LimitDefinitionType`: the name of a limit.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct LimitDefinition {
    /// `API_CATEGORY`.
    pub limit_class: String,
    /// `Category` with the name of a category, for example `UserAuthentication`.
    pub attributes: BTreeMap<String, String>,
}

/// `LimitType`: the request rate of a category, in requests per second.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct ProvisionedLimit {
    /// The name of the limit.
    pub limit_definition: LimitDefinition,
    /// The rate that was set, or the free rate.
    pub provisioned_limit_value: u32,
    /// The rate that costs nothing.
    pub free_limit_value: u32,
}

/// The response of both operations.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct ProvisionedLimitOutput {
    /// The limit.
    pub limit: ProvisionedLimit,
}

/// The category that a definition names.
///
/// # Errors
/// `InvalidParameterException` when it names none, or one whose rate is fixed.
fn category(definition: &LimitDefinition) -> Result<&'static Category, InvalidParameter> {
    let given = definition.attributes.get("Category").filter(|_| definition.attributes.len() == 1);
    let found = given.and_then(|name| Category::named(name)).filter(|category| category.is_adjustable);
    found.ok_or(InvalidParameter::LimitDefinition)
}

impl ProvisionedLimitOutput {
    fn new(category: &Category, definition: &LimitDefinition, provisioned: u32) -> Self {
        Self {
            limit: ProvisionedLimit {
                limit_definition: definition.clone(),
                provisioned_limit_value: provisioned,
                free_limit_value: category.rate,
            },
        }
    }
}
