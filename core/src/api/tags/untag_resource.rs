//! `UntagResource`: an administrator removes tags from a pool.

use serde::{Deserialize, Serialize};

use crate::{
    check::{Member, required, shapes},
    context::Cx,
    error::Error,
    operation::{Caller, Empty, Operation},
};

/// Removes tags from a pool. Keys that the pool does not have are ignored. See
/// [UntagResource](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UntagResource.html).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct UntagResource {
    /// The ARN of the pool.
    pub resource_arn: String,
    /// The keys of the tags.
    pub tag_keys: Vec<String>,
}

impl Operation for UntagResource {
    const NAME: &'static str = "UntagResource";
    const CALLER: Caller = Caller::Signed;
    const INPUT: &'static [Member] =
        &[required("ResourceArn", &shapes::ARN), required("TagKeys", &shapes::USER_POOL_TAGS_LIST)];
    type Response = Empty;

    async fn run(&self, cx: &mut Cx<'_>) -> Result<Empty, Error> {
        let mut pool = super::load(cx, &self.resource_arn).await?;
        let tags = pool.settings.user_pool_tags.get_or_insert_default();
        for key in &self.tag_keys {
            tags.remove(key);
        }
        cx.put(&pool)?;
        Ok(Empty {})
    }
}
