//! `CreateTerms`: an administrator gives an app client a terms document.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{TermsDetails, check_links};
use crate::{
    check::{Member, optional, required, shapes},
    context::Cx,
    error::Error,
    model::{client::Client, keys, pool::Pool, terms::Terms},
    operation::{Caller, Operation},
};

/// Gives an app client a terms document. An app client has at most one of each name. See
/// [CreateTerms](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateTerms.html).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct CreateTerms {
    /// The id of the pool.
    pub user_pool_id: String,
    /// The id of the app client.
    pub client_id: String,
    /// `terms-of-use` or `privacy-policy`.
    pub terms_name: String,
    /// `LINK`.
    pub terms_source: String,
    /// `NONE`.
    pub enforcement: String,
    /// The addresses of the document by language; `cognito:default` must be among them.
    pub links: Option<BTreeMap<String, String>>,
}

/// The response of [`CreateTerms`].
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct CreateTermsOutput {
    /// The document.
    pub terms: TermsDetails,
}

impl Operation for CreateTerms {
    const NAME: &'static str = "CreateTerms";
    const CALLER: Caller = Caller::Signed;
    const INPUT: &'static [Member] = &[
        required("UserPoolId", &shapes::USER_POOL_ID),
        required("ClientId", &shapes::CLIENT_ID),
        required("TermsName", &shapes::TERMS_NAME),
        required("TermsSource", &shapes::TERMS_SOURCE),
        required("Enforcement", &shapes::TERMS_ENFORCEMENT),
        optional("Links", &shapes::LINKS),
    ];
    type Response = CreateTermsOutput;

    async fn run(&self, cx: &mut Cx<'_>) -> Result<CreateTermsOutput, Error> {
        let keys = [keys::client(&self.client_id), keys::terms_list()];
        let pool = Pool::load_with(cx, &self.user_pool_id, &keys).await?;
        let client = Client::load(cx, &self.client_id).await?;
        check_links(self.links.as_ref())?;
        let terms = Terms {
            id: cx.uuid(),
            client_id: client.id.clone(),
            name: self.terms_name.clone(),
            source: self.terms_source.clone(),
            enforcement: self.enforcement.clone(),
            links: self.links.clone().unwrap_or_default(),
            created: cx.now(),
            modified: cx.now(),
        };
        terms.save(cx).await?;
        Ok(CreateTermsOutput { terms: TermsDetails::new(&pool, terms) })
    }
}
