//! `SetRiskConfiguration`: an administrator sets how threat protection answers to risks.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{RiskConfigurationOutput, load};
use crate::{
    auth::risk::Range,
    check::{Member, optional, required, shapes},
    context::Cx,
    error::{Error, InvalidParameter},
    model::risk::RiskConfigurationRecord,
    operation::{Caller, Operation, drop_nulls},
};

/// Replaces the risk configuration of a pool, or that of one app client. Parts that are left out are reset. See
/// [SetRiskConfiguration](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SetRiskConfiguration.html).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct SetRiskConfiguration {
    /// The id of the pool.
    pub user_pool_id: String,
    /// The app client; if absent, the configuration of the pool.
    pub client_id: Option<String>,
    /// What follows when a password is known to be public.
    pub compromised_credentials_risk_configuration: Option<Value>,
    /// What follows when a sign-in looks like an attack.
    pub account_takeover_risk_configuration: Option<Value>,
    /// Addresses that are always or never refused.
    pub risk_exception_configuration: Option<Value>,
}

impl Operation for SetRiskConfiguration {
    const NAME: &'static str = "SetRiskConfiguration";
    const CALLER: Caller = Caller::Signed;
    const INPUT: &'static [Member] = &[
        required("UserPoolId", &shapes::USER_POOL_ID),
        optional("ClientId", &shapes::CLIENT_ID),
        optional(
            "CompromisedCredentialsRiskConfiguration",
            &shapes::COMPROMISED_CREDENTIALS_RISK_CONFIGURATION,
        ),
        optional("AccountTakeoverRiskConfiguration", &shapes::ACCOUNT_TAKEOVER_RISK_CONFIGURATION),
        optional("RiskExceptionConfiguration", &shapes::RISK_EXCEPTION_CONFIGURATION),
    ];
    type Response = RiskConfigurationOutput;

    async fn run(&self, cx: &mut Cx<'_>) -> Result<RiskConfigurationOutput, Error> {
        let client_id = self.client_id.as_deref();
        let (pool, _) = load(cx, &self.user_pool_id, client_id).await?;
        check_notifications(self.account_takeover_risk_configuration.as_ref())?;
        check_ranges(self.risk_exception_configuration.as_ref())?;
        let record = RiskConfigurationRecord {
            client_id: self.client_id.clone(),
            compromised_credentials: stored(&self.compromised_credentials_risk_configuration),
            account_takeover: stored(&self.account_takeover_risk_configuration),
            exceptions: stored(&self.risk_exception_configuration),
            modified: cx.now(),
        };
        cx.put(&record)?;
        Ok(RiskConfigurationOutput::new(&pool, client_id, Some(record)))
    }
}

fn stored(part: &Option<Value>) -> Option<Value> {
    let mut part = part.clone();
    part.iter_mut().for_each(drop_nulls);
    part
}

/// An action that notifies the user needs the settings of the notification.
fn check_notifications(takeover: Option<&Value>) -> Result<(), InvalidParameter> {
    let Some(takeover) = takeover else { return Ok(()) };
    let actions = ["LowAction", "MediumAction", "HighAction"].map(|level| &takeover["Actions"][level]);
    let notifies = actions.iter().any(|action| action["Notify"] == true);
    if notifies && takeover["NotifyConfiguration"].is_null() {
        return Err(InvalidParameter::NotifyConfigurationMissing);
    }
    Ok(())
}

fn check_ranges(exceptions: Option<&Value>) -> Result<(), InvalidParameter> {
    let Some(exceptions) = exceptions else { return Ok(()) };
    let lists = ["BlockedIPRangeList", "SkippedIPRangeList"].map(|list| exceptions[list].as_array());
    let mut ranges = lists.into_iter().flatten().flatten();
    match ranges.all(|range| range.as_str().and_then(Range::parse).is_some()) {
        true => Ok(()),
        false => Err(InvalidParameter::CidrFormat),
    }
}
