//! `TagResource`: an administrator adds tags to a pool.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    api::pools::rules,
    check::{Member, required, shapes},
    context::Cx,
    error::{Error, InvalidParameter},
    operation::{Caller, Empty, Operation},
};

/// Adds tags to a pool. A tag with the same key gets the new value; other tags stay. See
/// [TagResource](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_TagResource.html).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct TagResource {
    /// The ARN of the pool.
    pub resource_arn: String,
    /// The tags. A pool has at most 50.
    pub tags: BTreeMap<String, String>,
}

impl Operation for TagResource {
    const NAME: &'static str = "TagResource";
    const CALLER: Caller = Caller::Signed;
    const INPUT: &'static [Member] =
        &[required("ResourceArn", &shapes::ARN), required("Tags", &shapes::USER_POOL_TAGS)];
    type Response = Empty;

    async fn run(&self, cx: &mut Cx<'_>) -> Result<Empty, Error> {
        let mut pool = super::load(cx, &self.resource_arn).await?;
        let tags = pool.settings.user_pool_tags.get_or_insert_default();
        for (key, value) in &self.tags {
            tags.insert(key.clone(), value.clone());
        }
        rules::check_tags(Some(tags)).map_err(InvalidParameter::Tags)?;
        cx.put(&pool)?;
        Ok(Empty {})
    }
}
