//! `DescribeUserPoolDomain`: an administrator reads a domain.

use serde::{Deserialize, Serialize};

use crate::{
    check::{Member, required, shapes},
    context::Cx,
    error::Error,
    model::{
        domain::{CustomDomainConfig, Domain, Domains, Routing},
        keys,
        pool::Pool,
        version::version,
    },
    operation::{Caller, Operation},
};

/// Reads a domain. The description of an unknown domain is empty. See
/// [DescribeUserPoolDomain](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DescribeUserPoolDomain.html).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct DescribeUserPoolDomain {
    /// The prefix, or the whole name of a custom domain.
    pub domain: String,
}

/// The response of [`DescribeUserPoolDomain`].
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct DescribeUserPoolDomainOutput {
    /// The domain; without members if no pool has it.
    pub domain_description: DomainDescription,
}

/// `DomainDescriptionType`: a domain as responses show it.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct DomainDescription {
    /// The id of the pool.
    pub user_pool_id: Option<String>,
    /// The account of the engine.
    #[serde(rename = "AWSAccountId")]
    pub aws_account_id: Option<String>,
    /// The prefix, or the whole name of a custom domain.
    pub domain: Option<String>,
    /// A name in the form of the service; the engine has no such bucket.
    pub s3_bucket: Option<String>,
    /// The host that the DNS name of a custom domain must lead to.
    pub cloud_front_distribution: Option<String>,
    /// When the domain was last changed, such as `20190128172214`.
    pub version: Option<String>,
    /// `ACTIVE`: the engine has nothing to wait for.
    pub status: Option<String>,
    /// The certificate; empty for a prefix domain.
    pub custom_domain_config: Option<CustomDomainConfig>,
    /// 1 for the classic hosted UI, 2 for managed login.
    pub managed_login_version: Option<u32>,
    /// Where requests go if the region fails.
    pub routing: Option<Routing>,
}

impl Operation for DescribeUserPoolDomain {
    const NAME: &'static str = "DescribeUserPoolDomain";
    const CALLER: Caller = Caller::Signed;
    const INPUT: &'static [Member] = &[required("Domain", &shapes::DOMAIN)];
    type Response = DescribeUserPoolDomainOutput;

    async fn run(&self, cx: &mut Cx<'_>) -> Result<DescribeUserPoolDomainOutput, Error> {
        let Some(pool_id) = Domain::pool_of(cx, &self.domain).await? else {
            return Ok(DescribeUserPoolDomainOutput::default());
        };
        let pool = match Pool::load_with(cx, &pool_id, &[keys::domains()]).await {
            Ok(pool) => pool,
            Err(Error::ResourceNotFound(_)) => return Ok(DescribeUserPoolDomainOutput::default()),
            Err(error) => return Err(error),
        };
        let domains = Domains::load(cx).await?;
        let found = domains.iter().find(|domain| domain.name == self.domain);
        let description = found.map(|domain| DomainDescription::new(cx, &pool, domain));
        Ok(DescribeUserPoolDomainOutput { domain_description: description.unwrap_or_default() })
    }
}

impl DomainDescription {
    fn new(cx: &Cx<'_>, pool: &Pool, domain: &Domain) -> Self {
        Self {
            user_pool_id: Some(pool.id.clone()),
            aws_account_id: Some(cx.host.account.clone()),
            domain: Some(domain.name.clone()),
            s3_bucket: Some(format!("aws-cognito-prod-{}-assets", pool.region)),
            cloud_front_distribution: Some(domain.distribution(cx.host)),
            version: Some(version(domain.modified)),
            status: Some("ACTIVE".to_owned()),
            custom_domain_config: Some(domain.custom_domain_config.clone().unwrap_or_default()),
            managed_login_version: Some(domain.managed_login_version),
            routing: domain.routing.clone(),
        }
    }
}
