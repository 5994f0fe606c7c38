//! Where a pool's logs should go, and the records that go to the host's audit log.
//!
//! The forms of the records are those that the service exports: see [Exporting
//! logs](https://docs.aws.amazon.com/cognito/latest/developerguide/exporting-quotas-and-usage.html).

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use userpool_storage_traits::{AuditRecord, AuditSource, Key};

use crate::{
    auth::srp::timestamp,
    context::{Cx, Stored, decode},
    error::Error,
    host::Host,
    model::{app::App, auth_events::AuthEvent, keys, pool::Pool, user::User},
    time::Timestamp,
};

/// The record of a pool's log delivery configuration. A pool without one exports no logs.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub(crate) struct LogDelivery {
    pub(crate) configurations: Vec<LogConfiguration>,
}

/// `LogConfigurationType`: where one source of logs goes.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct LogConfiguration {
    /// `ERROR` for `userNotification`, `INFO` for `userAuthEvents`.
    pub log_level: String,
    /// `userNotification` (messages that could not be sent) or `userAuthEvents` (user activity).
    pub event_source: String,
    /// A log group in CloudWatch.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cloud_watch_logs_configuration: Option<Value>,
    /// A bucket; for `userAuthEvents` only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub s3_configuration: Option<Value>,
    /// A stream of Data Firehose; for `userAuthEvents` only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub firehose_configuration: Option<Value>,
}

impl Stored for LogDelivery {
    fn key(&self) -> Key {
        keys::log_delivery()
    }
}

impl LogDelivery {
    fn exports(&self, source: AuditSource) -> bool {
        self.configurations.iter().any(|configuration| configuration.event_source == source.as_str())
    }
}

/// The record of a user's event, if the pool exports them and the host takes them.
pub(crate) async fn user_activity(
    cx: &mut Cx<'_>,
    app: App<'_>,
    user: &User,
    event: &AuthEvent,
) -> Result<Option<AuditRecord>, Error> {
    if cx.host.audit_log.is_none() {
        return Ok(None);
    }
    let found = cx.peek::<LogDelivery>(&[keys::log_delivery()]).await?;
    if !found.into_iter().flatten().any(|delivery| delivery.exports(AuditSource::UserAuthEvents)) {
        return Ok(None);
    }
    let pool_id = &app.pool.id;
    let line = json!({
        "eventTimestamp": cx.now().millis().to_string(),
        "eventSource": "USER_AUTH_EVENTS",
        "logLevel": "INFO",
        "message": activity(app, user, event),
        "logSourceId": {"userPoolId": pool_id},
    });
    Ok(Some(AuditRecord::new(&**pool_id, AuditSource::UserAuthEvents, line.to_string())))
}

/// The member `message`. What the engine does not know is the empty string, as in the service.
fn activity(app: App<'_>, user: &User, event: &AuthEvent) -> Value {
    let date = |at: Timestamp| timestamp::format(at.seconds());
    let proof = |(name, result): (&str, Option<bool>)| {
        Some(format!("{name}:{}", if result? { "Success" } else { "Failure" }))
    };
    let challenges: Vec<String> =
        [("Password", event.password), ("Mfa", event.mfa)].into_iter().filter_map(proof).collect();
    let feedback = event.feedback.as_ref();
    let value = feedback.map(|feedback| if feedback.is_valid { "VALID" } else { "INVALID" });
    let provider = feedback.map(|feedback| if feedback.by_administrator { "ADMIN" } else { "USER" });
    json!({
        "version": "1",
        "eventId": event.id,
        "eventType": event.kind.exported(),
        "userSub": user.sub,
        "userName": user.shown_username(),
        "userPoolId": app.pool.id,
        "clientId": app.client.id,
        "creationDate": date(event.at),
        "eventResponse": event.response.as_str(),
        "riskLevel": event.risk.level.map_or("", |level| level.as_str()),
        "riskDecision": event.risk.decision.as_str(),
        "challenges": challenges,
        "deviceName": event.device.as_deref().unwrap_or_default(),
        "ipAddress": event.address.as_deref().unwrap_or_default(),
        "requestId": "",
        "idpName": "",
        "compromisedCredentialDetected": event.risk.is_compromised.to_string(),
        "city": "",
        "country": "",
        "eventFeedbackValue": value.unwrap_or_default(),
        "eventFeedbackDate": feedback.map(|feedback| date(feedback.at)).unwrap_or_default(),
        "eventFeedbackProvider": provider.unwrap_or_default(),
        "hasContextData": (event.address.is_some() || event.device.is_some()).to_string(),
    })
}

/// The record of a message that could not be sent, if the pool exports them. Reads the configuration outside of the call
/// that sent the message, which is over. `details` must contain no code.
pub(crate) async fn failed_message(
    host: &Host,
    pool_id: &str,
    (now, details): (Timestamp, &str),
) -> Result<Option<AuditRecord>, Error> {
    if host.audit_log.is_none() {
        return Ok(None);
    }
    let key = keys::log_delivery();
    let Some((pool, Some(record))) = Pool::read_with(host, pool_id, &key).await? else { return Ok(None) };
    let delivery: LogDelivery = decode(pool.secret().records(), &key, &record)?;
    if !delivery.exports(AuditSource::UserNotification) {
        return Ok(None);
    }
    let line = json!({
        "eventTimestamp": now.millis().to_string(),
        "eventSource": "USER_NOTIFICATION",
        "logLevel": "ERROR",
        "message": {"details": details},
        "logSourceId": {"userPoolId": pool_id},
    });
    Ok(Some(AuditRecord::new(pool_id, AuditSource::UserNotification, line.to_string())))
}
