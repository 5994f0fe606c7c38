//! Risk configuration: how threat protection answers to risks. Sign-ins are assessed in `api/sign_in/risk.rs`, passwords
//! in `api/threat.rs`.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    context::Cx,
    error::{Error, ResourceNotFound, UserPoolAddOnNotEnabled},
    model::{client::Client, epoch_seconds::EpochSeconds, keys, pool::Pool, risk::RiskConfigurationRecord},
    operation::{Entry, entry},
};

mod describe_risk_configuration;
mod set_risk_configuration;

pub use describe_risk_configuration::DescribeRiskConfiguration;
pub use set_risk_configuration::SetRiskConfiguration;

pub(super) const OPERATIONS: &[Entry] =
    &[entry::<DescribeRiskConfiguration>(), entry::<SetRiskConfiguration>()];

/// `RiskConfigurationType`: how threat protection answers to risks.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct RiskConfiguration {
    /// The id of the pool.
    pub user_pool_id: String,
    /// The app client, if this is the configuration of one.
    pub client_id: Option<String>,
    /// What follows when a password is known to be public.
    pub compromised_credentials_risk_configuration: Option<Value>,
    /// What follows when a sign-in looks like an attack.
    pub account_takeover_risk_configuration: Option<Value>,
    /// Addresses that are always or never refused.
    pub risk_exception_configuration: Option<Value>,
    /// When the configuration was last set; absent if it never was.
    pub last_modified_date: Option<EpochSeconds>,
}

/// The response of both operations.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct RiskConfigurationOutput {
    /// The configuration.
    pub risk_configuration: RiskConfiguration,
}

impl RiskConfigurationOutput {
    fn new(pool: &Pool, client_id: Option<&str>, stored: Option<RiskConfigurationRecord>) -> Self {
        let ids = RiskConfiguration {
            user_pool_id: pool.id.clone(),
            client_id: client_id.map(str::to_owned),
            ..RiskConfiguration::default()
        };
        let Some(stored) = stored else { return Self { risk_configuration: ids } };
        Self {
            risk_configuration: RiskConfiguration {
                compromised_credentials_risk_configuration: stored.compromised_credentials,
                account_takeover_risk_configuration: stored.account_takeover,
                risk_exception_configuration: stored.exceptions,
                last_modified_date: Some(stored.modified.into()),
                ..ids
            },
        }
    }
}

/// Loads the pool and the stored configuration of the pool or of this client, in one read.
///
/// # Errors
/// `ResourceNotFoundException` if there is no such client, `UserPoolAddOnNotEnabledException` if threat protection is
/// off in the pool.
async fn load(
    cx: &mut Cx<'_>,
    pool_id: &str,
    client_id: Option<&str>,
) -> Result<(Pool, Option<RiskConfigurationRecord>), Error> {
    let key = keys::risk_configuration(client_id);
    let mut others = vec![key.clone()];
    others.extend(client_id.map(keys::client));
    let pool = Pool::load_with(cx, pool_id, &others).await?;
    if let Some(id) = client_id {
        let client: Option<Client> = cx.get(&keys::client(id)).await?;
        client.ok_or_else(|| ResourceNotFound::Client(id.to_owned()))?;
    }
    if !pool.settings.has_threat_protection() {
        return Err(UserPoolAddOnNotEnabled.into());
    }
    let stored = cx.get(&key).await?;
    Ok((pool, stored))
}
