//! `GetCSVHeader`: the columns of a file of users.

use serde::{Deserialize, Serialize};

use crate::{
    check::{Member, required, shapes},
    context::Cx,
    error::Error,
    model::{import_job, pool::Pool},
    operation::{Caller, Operation},
};

/// Lists the columns that a file for a user import job of this pool must have. See
/// [GetCSVHeader](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetCSVHeader.html).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct GetCsvHeader {
    /// The id of the pool.
    pub user_pool_id: String,
}

/// The response of [`GetCsvHeader`].
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct GetCsvHeaderOutput {
    /// The id of the pool.
    pub user_pool_id: String,
    /// The names of the columns. Their order in the file does not matter.
    #[serde(rename = "CSVHeader")]
    pub csv_header: Vec<String>,
}

impl Operation for GetCsvHeader {
    const NAME: &'static str = "GetCSVHeader";
    const CALLER: Caller = Caller::Signed;
    const INPUT: &'static [Member] = &[required("UserPoolId", &shapes::USER_POOL_ID)];
    type Response = GetCsvHeaderOutput;

    async fn run(&self, cx: &mut Cx<'_>) -> Result<GetCsvHeaderOutput, Error> {
        let pool = Pool::load(cx, &self.user_pool_id).await?;
        Ok(GetCsvHeaderOutput { user_pool_id: pool.id.clone(), csv_header: import_job::header(&pool.schema) })
    }
}
