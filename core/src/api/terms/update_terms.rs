//! `UpdateTerms`: an administrator changes a terms document.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{TermsDetails, check_links};
use crate::{
    check::{Member, optional, required, shapes},
    context::Cx,
    error::Error,
    model::{keys, pool::Pool, terms::Terms},
    operation::{Caller, Operation},
};

/// Changes the members of a terms document that the request has; others stay. See
/// [UpdateTerms](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateTerms.html).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct UpdateTerms {
    /// The id of the document.
    pub terms_id: String,
    /// The id of the pool.
    pub user_pool_id: String,
    /// `terms-of-use` or `privacy-policy`.
    pub terms_name: Option<String>,
    /// `LINK`.
    pub terms_source: Option<String>,
    /// `NONE`.
    pub enforcement: Option<String>,
    /// The new addresses by language; they replace all old ones.
    pub links: Option<BTreeMap<String, String>>,
}

/// The response of [`UpdateTerms`].
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct UpdateTermsOutput {
    /// The document after the update.
    pub terms: TermsDetails,
}

impl Operation for UpdateTerms {
    const NAME: &'static str = "UpdateTerms";
    const CALLER: Caller = Caller::Signed;
    const INPUT: &'static [Member] = &[
        required("TermsId", &shapes::TERMS_ID),
        required("UserPoolId", &shapes::USER_POOL_ID),
        optional("TermsName", &shapes::TERMS_NAME),
        optional("TermsSource", &shapes::TERMS_SOURCE),
        optional("Enforcement", &shapes::TERMS_ENFORCEMENT),
        optional("Links", &shapes::LINKS),
    ];
    type Response = UpdateTermsOutput;

    async fn run(&self, cx: &mut Cx<'_>) -> Result<UpdateTermsOutput, Error> {
        let keys = [keys::terms(&self.terms_id), keys::terms_list()];
        let pool = Pool::load_with(cx, &self.user_pool_id, &keys).await?;
        let mut terms = Terms::load(cx, &self.terms_id).await?;
        check_links(self.links.as_ref())?;
        terms.name = self.terms_name.clone().unwrap_or(terms.name);
        terms.source = self.terms_source.clone().unwrap_or(terms.source);
        terms.enforcement = self.enforcement.clone().unwrap_or(terms.enforcement);
        terms.links = self.links.clone().unwrap_or(terms.links);
        terms.modified = cx.now();
        terms.save(cx).await?;
        Ok(UpdateTermsOutput { terms: TermsDetails::new(&pool, terms) })
    }
}
