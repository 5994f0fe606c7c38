//! `SetLogDeliveryConfiguration`: an administrator sets where a pool's logs should go.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::LogDeliveryConfigurationOutput;
use crate::{
    check::{Member, required, shapes},
    context::Cx,
    error::{Error, FeatureUnavailableInTier, InvalidParameter},
    model::{
        keys,
        log_delivery::{LogConfiguration, LogDelivery},
        pool::Pool,
    },
    operation::{Caller, Operation},
};

/// Replaces the log delivery configuration of a pool; an empty list removes it. See
/// [SetLogDeliveryConfiguration](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SetLogDeliveryConfiguration.html).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct SetLogDeliveryConfiguration {
    /// The id of the pool.
    pub user_pool_id: String,
    /// At most one configuration for each source of logs.
    pub log_configurations: Vec<LogConfiguration>,
}

impl Operation for SetLogDeliveryConfiguration {
    const NAME: &'static str = "SetLogDeliveryConfiguration";
    const CALLER: Caller = Caller::Signed;
    const INPUT: &'static [Member] = &[
        required("UserPoolId", &shapes::USER_POOL_ID),
        required("LogConfigurations", &shapes::LOG_CONFIGURATION_LIST),
    ];
    type Response = LogDeliveryConfigurationOutput;

    async fn run(&self, cx: &mut Cx<'_>) -> Result<LogDeliveryConfigurationOutput, Error> {
        let pool = Pool::load(cx, &self.user_pool_id).await?;
        let configurations = self.log_configurations.clone();
        for (index, configuration) in configurations.iter().enumerate() {
            let is_same = |other: &LogConfiguration| other.event_source == configuration.event_source;
            if configurations[..index].iter().any(is_same) {
                return Err(InvalidParameter::RepeatedEventSource.into());
            }
            check(&pool, configuration)?;
        }
        match configurations.is_empty() {
            true => cx.remove(keys::log_delivery()),
            false => cx.put(&LogDelivery { configurations: configurations.clone() })?,
        }
        Ok(LogDeliveryConfigurationOutput::new(&pool, configurations))
    }
}

/// Checks one configuration. Errors of messages go to CloudWatch; user activity goes to one of three destinations, and
/// needs the tier with threat protection.
fn check(pool: &Pool, configuration: &LogConfiguration) -> Result<(), Error> {
    let LogConfiguration {
        log_level,
        event_source,
        cloud_watch_logs_configuration: logs,
        s3_configuration: bucket,
        firehose_configuration: stream,
    } = configuration;
    let is_activity = event_source == "userAuthEvents";
    if log_level != if is_activity { "INFO" } else { "ERROR" } {
        return Err(InvalidParameter::LogLevel(event_source.clone()).into());
    }
    let destinations = [logs, bucket, stream].into_iter().flatten().count();
    if destinations != 1 || !is_activity && logs.is_none() {
        return Err(InvalidParameter::LogDestination(event_source.clone()).into());
    }
    let is_elsewhere = |destination: &Option<Value>, member: &str| {
        let arn = destination.as_ref().and_then(|destination| destination[member].as_str());
        arn.is_some_and(|arn| arn.split(':').nth(3) != Some(&pool.region))
    };
    if is_elsewhere(logs, "LogGroupArn") || is_elsewhere(stream, "StreamArn") {
        return Err(InvalidParameter::ArnOfAnotherRegion.into());
    }
    let tier = pool.settings.user_pool_tier.as_deref().unwrap_or_default();
    if is_activity && tier != "PLUS" {
        return Err(FeatureUnavailableInTier::Feature(tier.to_owned(), "Log Streaming").into());
    }
    Ok(())
}
