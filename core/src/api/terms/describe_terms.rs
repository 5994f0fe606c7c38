//! `DescribeTerms`: an administrator reads a terms document by its id.

use serde::{Deserialize, Serialize};

use super::TermsDetails;
use crate::{
    check::{Member, required, shapes},
    context::Cx,
    error::Error,
    model::{keys, pool::Pool, terms::Terms},
    operation::{Caller, Operation},
};

/// Reads a terms document by its id. See
/// [DescribeTerms](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DescribeTerms.html).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct DescribeTerms {
    /// The id of the document.
    pub terms_id: String,
    /// The id of the pool.
    pub user_pool_id: String,
}

/// The response of [`DescribeTerms`].
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct DescribeTermsOutput {
    /// The document.
    pub terms: TermsDetails,
}

impl Operation for DescribeTerms {
    const NAME: &'static str = "DescribeTerms";
    const CALLER: Caller = Caller::Signed;
    const INPUT: &'static [Member] =
        &[required("TermsId", &shapes::TERMS_ID), required("UserPoolId", &shapes::USER_POOL_ID)];
    type Response = DescribeTermsOutput;

    async fn run(&self, cx: &mut Cx<'_>) -> Result<DescribeTermsOutput, Error> {
        let pool = Pool::load_with(cx, &self.user_pool_id, &[keys::terms(&self.terms_id)]).await?;
        let terms = Terms::load(cx, &self.terms_id).await?;
        Ok(DescribeTermsOutput { terms: TermsDetails::new(&pool, terms) })
    }
}
