//! `DeleteTerms`: an administrator deletes a terms document.

use serde::{Deserialize, Serialize};

use crate::{
    check::{Member, required, shapes},
    context::Cx,
    error::Error,
    model::{keys, pool::Pool, terms::Terms},
    operation::{Caller, Empty, Operation},
};

/// Deletes a terms document. See
/// [DeleteTerms](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteTerms.html).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct DeleteTerms {
    /// The id of the document.
    pub terms_id: String,
    /// The id of the pool.
    pub user_pool_id: String,
}

impl Operation for DeleteTerms {
    const NAME: &'static str = "DeleteTerms";
    const CALLER: Caller = Caller::Signed;
    const INPUT: &'static [Member] =
        &[required("TermsId", &shapes::TERMS_ID), required("UserPoolId", &shapes::USER_POOL_ID)];
    type Response = Empty;

    async fn run(&self, cx: &mut Cx<'_>) -> Result<Empty, Error> {
        let keys = [keys::terms(&self.terms_id), keys::terms_list()];
        Pool::load_with(cx, &self.user_pool_id, &keys).await?;
        Terms::load(cx, &self.terms_id).await?.delete(cx).await?;
        Ok(Empty {})
    }
}
