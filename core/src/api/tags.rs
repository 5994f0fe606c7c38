//! Tags of pools. They are the `UserPoolTags` of `CreateUserPool` and `UpdateUserPool`.

use crate::{
    context::Cx,
    error::{Error, ResourceNotFound},
    model::{pool::Pool, pool_id::is_pool_id},
    operation::{Entry, entry},
};

mod list_tags_for_resource;
mod tag_resource;
mod untag_resource;

pub use list_tags_for_resource::{ListTagsForResource, ListTagsForResourceOutput};
pub use tag_resource::TagResource;
pub use untag_resource::UntagResource;

pub(super) const OPERATIONS: &[Entry] =
    &[entry::<TagResource>(), entry::<UntagResource>(), entry::<ListTagsForResource>()];

/// Loads the pool with this ARN. No other resource has tags.
///
/// # Errors
/// `ResourceNotFoundException` when no pool of this engine has the ARN.
async fn load(cx: &mut Cx<'_>, arn: &str) -> Result<Pool, Error> {
    let id = arn.rsplit_once(":userpool/").map(|(_, id)| id).filter(|id| is_pool_id(id));
    let unknown = || Error::from(ResourceNotFound::Pool(id.unwrap_or(arn).to_owned()));
    let pool = Pool::load(cx, id.ok_or_else(unknown)?).await?;
    if pool.arn(&cx.host.account) == arn { Ok(pool) } else { Err(unknown()) }
}
