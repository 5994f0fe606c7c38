//! `DescribeTermsByClient`: an administrator reads a terms document of an app client.

use serde::{Deserialize, Serialize};

use super::TermsDetails;
use crate::{
    check::{Member, required, shapes},
    context::Cx,
    error::{Error, ResourceNotFound},
    model::{
        client::Client,
        keys,
        pool::Pool,
        terms::{Terms, TermsList},
    },
    operation::{Caller, Operation},
};

/// Reads the terms document of this name of an app client. See
/// [DescribeTermsByClient](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DescribeTermsByClient.html).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct DescribeTermsByClient {
    /// The id of the app client.
    pub client_id: String,
    /// The id of the pool.
    pub user_pool_id: String,
    /// `terms-of-use` or `privacy-policy`.
    pub terms_name: String,
}

/// The response of [`DescribeTermsByClient`].
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct DescribeTermsByClientOutput {
    /// The document.
    pub terms: TermsDetails,
}

impl Operation for DescribeTermsByClient {
    const NAME: &'static str = "DescribeTermsByClient";
    const CALLER: Caller = Caller::Signed;
    const INPUT: &'static [Member] = &[
        required("ClientId", &shapes::CLIENT_ID),
        required("UserPoolId", &shapes::USER_POOL_ID),
        required("TermsName", &shapes::TERMS_NAME),
    ];
    type Response = DescribeTermsByClientOutput;

    async fn run(&self, cx: &mut Cx<'_>) -> Result<DescribeTermsByClientOutput, Error> {
        let keys = [keys::client(&self.client_id), keys::terms_list()];
        let pool = Pool::load_with(cx, &self.user_pool_id, &keys).await?;
        let client = Client::load(cx, &self.client_id).await?;
        let list = TermsList::load(cx).await?;
        let id = list
            .id_of(&client.id, &self.terms_name)
            .ok_or_else(|| ResourceNotFound::TermsOfClient(client.id.clone()))?;
        let terms = Terms::load(cx, id).await?;
        Ok(DescribeTermsByClientOutput { terms: TermsDetails::new(&pool, terms) })
    }
}
