//! `UpdateUserPoolDomain`: an administrator changes a domain.

use serde::{Deserialize, Serialize};

use crate::{
    check::{Member, optional, required, shapes},
    context::Cx,
    error::{Error, InvalidParameter},
    model::{
        domain::{CustomDomainConfig, Domains, Routing},
        keys,
        pool::Pool,
    },
    operation::{Caller, Operation},
};

/// Changes the members of a domain that the request has; others stay. See
/// [UpdateUserPoolDomain](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateUserPoolDomain.html).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct UpdateUserPoolDomain {
    /// The prefix, or the whole name of a custom domain.
    pub domain: String,
    /// The id of the pool.
    pub user_pool_id: String,
    /// 1 for the classic hosted UI, 2 for managed login.
    pub managed_login_version: Option<u32>,
    /// The new certificate of a custom domain.
    pub custom_domain_config: Option<CustomDomainConfig>,
    /// Where requests go if the region fails.
    pub routing: Option<Routing>,
}

/// The response of [`UpdateUserPoolDomain`].
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct UpdateUserPoolDomainOutput {
    /// 1 for the classic hosted UI, 2 for managed login.
    pub managed_login_version: Option<u32>,
    /// The host that the DNS name of a custom domain must lead to.
    pub cloud_front_domain: Option<String>,
    /// Where requests go if the region fails.
    pub routing: Option<Routing>,
}

impl Operation for UpdateUserPoolDomain {
    const NAME: &'static str = "UpdateUserPoolDomain";
    const CALLER: Caller = Caller::Signed;
    const INPUT: &'static [Member] = &[
        required("Domain", &shapes::DOMAIN),
        required("UserPoolId", &shapes::USER_POOL_ID),
        optional("ManagedLoginVersion", &shapes::INTEGER),
        optional("CustomDomainConfig", &shapes::CUSTOM_DOMAIN_CONFIG),
        optional("Routing", &shapes::ROUTING),
    ];
    type Response = UpdateUserPoolDomainOutput;

    async fn run(&self, cx: &mut Cx<'_>) -> Result<UpdateUserPoolDomainOutput, Error> {
        let pool = Pool::load_with(cx, &self.user_pool_id, &[keys::domains()]).await?;
        let mut domains = Domains::load(cx).await?;
        let domain = domains.get_mut(&self.domain).ok_or(InvalidParameter::NoSuchDomain)?;
        super::check_certificate(self.custom_domain_config.as_ref())?;
        super::check_version(&pool, self.managed_login_version)?;
        if self.custom_domain_config.is_some() && domain.custom_domain_config.is_none() {
            return Err(InvalidParameter::CertificateOfPrefixDomain.into());
        }

        domain.managed_login_version = self.managed_login_version.unwrap_or(domain.managed_login_version);
        domain.custom_domain_config =
            self.custom_domain_config.clone().or(domain.custom_domain_config.take());
        domain.routing = self.routing.clone().or(domain.routing.take());
        domain.modified = cx.now();
        let output = UpdateUserPoolDomainOutput {
            managed_login_version: Some(domain.managed_login_version),
            cloud_front_domain: domain.custom_domain_config.is_some().then(|| domain.distribution(cx.host)),
            routing: domain.routing.clone(),
        };
        cx.put(&domains)?;
        Ok(output)
    }
}
