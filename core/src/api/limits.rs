//! Provisioned limits: the request rate of each category of operations. They belong to a region, not to a pool. The
//! engine stores them; a host that limits rates reads them with these operations.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    error::InvalidParameter,
    operation::{Entry, entry},
};

mod get_provisioned_limit;
mod update_provisioned_limit;

pub use get_provisioned_limit::GetProvisionedLimit;
pub use update_provisioned_limit::UpdateProvisionedLimit;

pub(super) const OPERATIONS: &[Entry] = &[entry::<GetProvisionedLimit>(), entry::<UpdateProvisionedLimit>()];

/// The categories whose rate can be raised, with their free rates in requests per second. See
/// [Quotas of Amazon Cognito](https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html).
const CATEGORIES: [(&str, u32); 6] = [
    ("UserAuthentication", 120),
    ("UserCreation", 50),
    ("UserFederation", 25),
    ("UserRead", 120),
    ("UserResourceRead", 50),
    ("UserToken", 120),
];

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

/// A category that was found by its definition.
#[derive(Clone, Copy)]
struct Category {
    name: &'static str,
    free: u32,
}

impl Category {
    fn find(definition: &LimitDefinition) -> Result<Self, InvalidParameter> {
        let given = definition.attributes.get("Category").filter(|_| definition.attributes.len() == 1);
        let known = CATEGORIES.iter().find(|(name, _)| given.is_some_and(|given| given == name));
        known.map(|&(name, free)| Self { name, free }).ok_or(InvalidParameter::LimitDefinition)
    }

    fn output(self, definition: &LimitDefinition, provisioned: u32) -> ProvisionedLimitOutput {
        ProvisionedLimitOutput {
            limit: ProvisionedLimit {
                limit_definition: definition.clone(),
                provisioned_limit_value: provisioned,
                free_limit_value: self.free,
            },
        }
    }
}
