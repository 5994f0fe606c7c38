//! `ListUserImportJobs`: an administrator lists the user import jobs of a pool.

use serde::{Deserialize, Serialize};
use userpool_storage_traits::Key;

use super::UserImportJob;
use crate::{
    api::users::page,
    check::{Member, optional, required, shapes},
    context::{Cx, decode_row},
    error::Error,
    model::{import_job::ImportJob, keys, pool::Pool},
    operation::{Caller, Operation},
    sensitive::Sensitive,
};

/// Most jobs of a page, whatever the request asks for: `UserImportJobsListType`.
const PAGE_MAX: u32 = 50;

/// Lists the user import jobs of a pool, newest first. See
/// [ListUserImportJobs](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUserImportJobs.html).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct ListUserImportJobs {
    /// The id of the pool.
    pub user_pool_id: String,
    /// Maximum number of jobs in a page, 1 to 60. A page has at most 50.
    pub max_results: u32,
    /// The token that the previous page returned.
    pub pagination_token: Option<Sensitive>,
}

/// The response of [`ListUserImportJobs`].
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct ListUserImportJobsOutput {
    /// The jobs of this page.
    pub user_import_jobs: Vec<UserImportJob>,
    /// The token for the next page; absent from the last page.
    pub pagination_token: Option<Sensitive>,
}

impl Operation for ListUserImportJobs {
    const NAME: &'static str = "ListUserImportJobs";
    const CALLER: Caller = Caller::Signed;
    const INPUT: &'static [Member] = &[
        required("UserPoolId", &shapes::USER_POOL_ID),
        required("MaxResults", &shapes::POOL_QUERY_LIMIT),
        optional("PaginationToken", &shapes::PAGINATION_KEY_UNBOUNDED),
    ];
    type Response = ListUserImportJobsOutput;

    async fn run(&self, cx: &mut Cx<'_>) -> Result<ListUserImportJobsOutput, Error> {
        let pool = Pool::load(cx, &self.user_pool_id).await?;
        let after = match &self.pagination_token {
            Some(token) => Some(page::open(cx, &pool.id, Self::NAME, token)?),
            None => None,
        };
        let size = self.max_results.min(PAGE_MAX);
        let mut rows = cx.scan(keys::import_rows(), after, size + 1).await?;
        let more = rows.len() > size as usize;
        rows.truncate(size as usize);
        let pagination_token = match rows.last() {
            Some(last) if more => Some(page::seal(cx, &pool.id, Self::NAME, &last.0)?.into()),
            _ => None,
        };
        let mut keys: Vec<Key> = Vec::with_capacity(rows.len());
        for (key, row) in &rows {
            keys.push(keys::import_job(&decode_row::<String>(key, row)?));
        }
        let mut user_import_jobs = Vec::with_capacity(keys.len());
        for job in cx.peek::<ImportJob>(&keys).await?.into_iter().flatten() {
            user_import_jobs.push(UserImportJob::new(cx, &pool, &job)?);
        }
        Ok(ListUserImportJobsOutput { user_import_jobs, pagination_token })
    }
}
