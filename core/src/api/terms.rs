//! Terms documents of app clients; administrators manage them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    error::InvalidParameter,
    model::{epoch_seconds::EpochSeconds, pool::Pool, terms::Terms},
    operation::{Entry, entry},
};

mod create_terms;
mod delete_terms;
mod describe_terms;
mod describe_terms_by_client;
mod list_terms;
mod update_terms;

pub use create_terms::{CreateTerms, CreateTermsOutput};
pub use delete_terms::DeleteTerms;
pub use describe_terms::{DescribeTerms, DescribeTermsOutput};
pub use describe_terms_by_client::{DescribeTermsByClient, DescribeTermsByClientOutput};
pub use list_terms::{ListTerms, ListTermsOutput, TermsSummary};
pub use update_terms::{UpdateTerms, UpdateTermsOutput};

pub(super) const OPERATIONS: &[Entry] = &[
    entry::<CreateTerms>(),
    entry::<DescribeTerms>(),
    entry::<DescribeTermsByClient>(),
    entry::<UpdateTerms>(),
    entry::<DeleteTerms>(),
    entry::<ListTerms>(),
];

/// `TermsType`: a terms document as responses show it.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct TermsDetails {
    /// The id of the document, a UUID.
    pub terms_id: String,
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
    /// The addresses of the document by language, such as `cognito:default`.
    pub links: BTreeMap<String, String>,
    /// When the document was created.
    pub creation_date: EpochSeconds,
    /// When it was last changed.
    pub last_modified_date: EpochSeconds,
}

impl TermsDetails {
    fn new(pool: &Pool, terms: Terms) -> Self {
        Self {
            terms_id: terms.id,
            user_pool_id: pool.id.clone(),
            client_id: terms.client_id,
            terms_name: terms.name,
            terms_source: terms.source,
            enforcement: terms.enforcement,
            links: terms.links,
            creation_date: terms.created.into(),
            last_modified_date: terms.modified.into(),
        }
    }
}

/// Checks that there is an address for the languages that have none of their own.
fn check_links(links: Option<&BTreeMap<String, String>>) -> Result<(), InvalidParameter> {
    match links {
        Some(links) if !links.contains_key("cognito:default") => Err(InvalidParameter::TermsWithoutDefault),
        _ => Ok(()),
    }
}
