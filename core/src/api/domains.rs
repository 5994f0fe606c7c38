//! Domains of pools: where the pages of a pool are served. Administrators manage them.

use crate::{
    context::Cx,
    error::{Error, FeatureUnavailableInTier, InvalidParameter},
    model::{
        domain::{CustomDomainConfig, DomainKind},
        pool::Pool,
    },
    operation::{Entry, entry},
    public_suffix::is_public_suffix,
    settings::UserPoolTier,
};

mod create_user_pool_domain;
mod delete_user_pool_domain;
mod describe_user_pool_domain;
mod update_user_pool_domain;

pub use create_user_pool_domain::{CreateUserPoolDomain, CreateUserPoolDomainOutput};
pub use delete_user_pool_domain::DeleteUserPoolDomain;
pub use describe_user_pool_domain::{
    DescribeUserPoolDomain, DescribeUserPoolDomainOutput, DomainDescription,
};
pub use update_user_pool_domain::{UpdateUserPoolDomain, UpdateUserPoolDomainOutput};

pub(super) const OPERATIONS: &[Entry] = &[
    entry::<CreateUserPoolDomain>(),
    entry::<DescribeUserPoolDomain>(),
    entry::<UpdateUserPoolDomain>(),
    entry::<DeleteUserPoolDomain>(),
];

/// Words that no prefix has between its hyphens.
const RESERVED: [&str; 3] = ["aws", "amazon", "cognito"];

/// Checks the name of a new domain.
fn check_name(cx: &Cx<'_>, kind: DomainKind, name: &str) -> Result<(), InvalidParameter> {
    match kind {
        DomainKind::Prefix if name.contains('.') => Err(InvalidParameter::DomainCharacters),
        DomainKind::Prefix => {
            match RESERVED.into_iter().find(|word| name.split('-').any(|part| part == *word)) {
                Some(word) => Err(InvalidParameter::DomainReservedWord(word)),
                None => Ok(()),
            }
        }
        DomainKind::Custom => match name.split_once('.') {
            // The service looks for an address of the parent domain, which a top-level domain does not have.
            Some((_, parent))
                if parent.contains('.') && !is_public_suffix(&cx.host.public_suffixes.rules(), parent) =>
            {
                Ok(())
            }
            _ => Err(InvalidParameter::CustomDomainName),
        },
    }
}

/// Checks that the certificate is one of ACM in us-east-1.
fn check_certificate(config: Option<&CustomDomainConfig>) -> Result<(), InvalidParameter> {
    let Some(arn) = config.and_then(|config| config.certificate_arn.as_deref()) else { return Ok(()) };
    let mut parts = arn.split(':').skip(2);
    let is_certificate = parts.next() == Some("acm") && parts.next() == Some("us-east-1");
    if is_certificate { Ok(()) } else { Err(InvalidParameter::Certificate) }
}

/// Checks the version of the pages: managed login needs a tier above LITE.
fn check_version(pool: &Pool, version: Option<u32>) -> Result<(), Error> {
    match version {
        None | Some(1) => Ok(()),
        Some(2) if pool.settings.user_pool_tier == Some(UserPoolTier::LITE) => {
            let tier = UserPoolTier::LITE.to_string();
            Err(FeatureUnavailableInTier::Feature(tier, "Managed Login Version 2").into())
        }
        Some(2) => Ok(()),
        Some(_) => Err(InvalidParameter::ManagedLoginVersion.into()),
    }
}
