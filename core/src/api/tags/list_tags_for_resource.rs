//! `ListTagsForResource`: an administrator reads the tags of a pool.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    check::{Member, required, shapes},
    context::Cx,
    error::Error,
    operation::{Caller, Operation},
};

/// Reads the tags of a pool. See
/// [ListTagsForResource](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListTagsForResource.html).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct ListTagsForResource {
    /// The ARN of the pool.
    pub resource_arn: String,
}

/// The response of [`ListTagsForResource`].
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct ListTagsForResourceOutput {
    /// The tags.
    pub tags: BTreeMap<String, String>,
}

impl Operation for ListTagsForResource {
    const NAME: &'static str = "ListTagsForResource";
    const CALLER: Caller = Caller::Signed;
    const INPUT: &'static [Member] = &[required("ResourceArn", &shapes::ARN)];
    type Response = ListTagsForResourceOutput;

    async fn run(&self, cx: &mut Cx<'_>) -> Result<ListTagsForResourceOutput, Error> {
        let pool = super::load(cx, &self.resource_arn).await?;
        Ok(ListTagsForResourceOutput { tags: pool.settings.user_pool_tags.clone().unwrap_or_default() })
    }
}
