//! `CreateUserPoolDomain`: an administrator gives a pool a domain.

use serde::{Deserialize, Serialize};

use crate::{
    check::{Member, optional, required, shapes},
    context::Cx,
    error::Error,
    model::{
        domain::{CustomDomainConfig, Domain, DomainKind, Domains, Routing},
        keys,
        pool::Pool,
    },
    operation::{Caller, Operation},
};

/// Gives a pool a prefix domain or, with `CustomDomainConfig`, a custom domain. A pool has at most one of each. A name
/// belongs to one pool of the whole engine. See
/// [CreateUserPoolDomain](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPoolDomain.html).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct CreateUserPoolDomain {
    /// The prefix, or the whole name of a custom domain.
    pub domain: String,
    /// The id of the pool.
    pub user_pool_id: String,
    /// 1 for the classic hosted UI, 2 for managed login; 1 if absent.
    pub managed_login_version: Option<u32>,
    /// The certificate of a custom domain; absent for a prefix domain.
    pub custom_domain_config: Option<CustomDomainConfig>,
    /// Where requests go if the region fails.
    pub routing: Option<Routing>,
}

/// The response of [`CreateUserPoolDomain`].
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct CreateUserPoolDomainOutput {
    /// 1 for the classic hosted UI, 2 for managed login.
    pub managed_login_version: Option<u32>,
    /// The host that the DNS name of a custom domain must lead to.
    pub cloud_front_domain: Option<String>,
    /// Where requests go if the region fails.
    pub routing: Option<Routing>,
}

impl Operation for CreateUserPoolDomain {
    const NAME: &'static str = "CreateUserPoolDomain";
    const CALLER: Caller = Caller::Signed;
    const INPUT: &'static [Member] = &[
        required("Domain", &shapes::DOMAIN),
        required("UserPoolId", &shapes::USER_POOL_ID),
        optional("ManagedLoginVersion", &shapes::INTEGER),
        optional("CustomDomainConfig", &shapes::CUSTOM_DOMAIN_CONFIG),
        optional("Routing", &shapes::ROUTING),
    ];
    type Response = CreateUserPoolDomainOutput;

    async fn run(&self, cx: &mut Cx<'_>) -> Result<CreateUserPoolDomainOutput, Error> {
        let pool = Pool::load_with(cx, &self.user_pool_id, &[keys::domains()]).await?;
        let kind = match self.custom_domain_config {
            Some(_) => DomainKind::Custom,
            None => DomainKind::Prefix,
        };
        super::check_name(cx, kind, &self.domain)?;
        super::check_certificate(self.custom_domain_config.as_ref())?;
        super::check_version(&pool, self.managed_login_version)?;

        let mut domain = Domain::new(&self.domain, cx.now());
        domain.managed_login_version = self.managed_login_version.unwrap_or(domain.managed_login_version);
        domain.custom_domain_config.clone_from(&self.custom_domain_config);
        domain.routing.clone_from(&self.routing);
        let output = CreateUserPoolDomainOutput {
            managed_login_version: Some(domain.managed_login_version),
            cloud_front_domain: (kind == DomainKind::Custom).then(|| domain.distribution(cx.host)),
            routing: domain.routing.clone(),
        };
        Domains::load(cx).await?.add(cx, &pool, kind, domain).await?;
        Ok(output)
    }
}
