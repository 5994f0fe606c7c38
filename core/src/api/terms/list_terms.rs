//! `ListTerms`: an administrator lists the terms documents of a pool.

use serde::{Deserialize, Serialize};

use crate::{
    api::users::page::Listing,
    check::{Member, optional, required, shapes},
    context::Cx,
    error::Error,
    model::{epoch_seconds::EpochSeconds, keys, pool::Pool, terms::Terms},
    operation::{Caller, Operation},
    sensitive::Sensitive,
};

/// Lists the terms documents of a pool in the order of their ids. See
/// [ListTerms](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListTerms.html).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct ListTerms {
    /// The id of the pool.
    pub user_pool_id: String,
    /// Maximum number of entries in a page, 1 to 60; 60 if absent.
    pub max_results: Option<u32>,
    /// The token that the previous page returned.
    pub next_token: Option<Sensitive>,
}

/// The response of [`ListTerms`].
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct ListTermsOutput {
    /// The documents of this page.
    pub terms: Vec<TermsSummary>,
    /// The token for the next page; absent from the last page.
    pub next_token: Option<Sensitive>,
}

/// `TermsDescriptionType`: the summary of a terms document.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct TermsSummary {
    /// The id of the document.
    pub terms_id: String,
    /// `terms-of-use` or `privacy-policy`.
    pub terms_name: String,
    /// `NONE`.
    pub enforcement: String,
    /// When the document was created.
    pub creation_date: EpochSeconds,
    /// When it was last changed.
    pub last_modified_date: EpochSeconds,
}

/// Maximum number of entries in a page.
const MAX_RESULTS_DEFAULT: u32 = 60;

impl Operation for ListTerms {
    const NAME: &'static str = "ListTerms";
    const CALLER: Caller = Caller::Signed;
    const INPUT: &'static [Member] = &[
        required("UserPoolId", &shapes::USER_POOL_ID),
        optional("MaxResults", &shapes::QUERY_LIMIT_FROM_ONE),
        optional("NextToken", &shapes::STRING),
    ];
    type Response = ListTermsOutput;

    async fn run(&self, cx: &mut Cx<'_>) -> Result<ListTermsOutput, Error> {
        let pool = Pool::load(cx, &self.user_pool_id).await?;
        let listing = Listing {
            pool_id: &pool.id,
            bound: Self::NAME,
            prefix: keys::all_terms(),
            size: self.max_results.unwrap_or(MAX_RESULTS_DEFAULT),
        };
        let (found, next_token) = listing.page::<Terms>(cx, self.next_token.as_ref()).await?;
        let terms = found.into_iter().map(TermsSummary::from).collect();
        Ok(ListTermsOutput { terms, next_token })
    }
}

impl From<Terms> for TermsSummary {
    fn from(terms: Terms) -> Self {
        Self {
            terms_id: terms.id,
            terms_name: terms.name,
            enforcement: terms.enforcement,
            creation_date: terms.created.into(),
            last_modified_date: terms.modified.into(),
        }
    }
}
