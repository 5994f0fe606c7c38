//! The records that the host's audit log gets.

use std::sync::{Arc, Mutex, atomic::Ordering};

use serde_json::{Value, json};
use userpool::{
    error::NotAuthorized,
    storage::{AuditError, AuditLog, AuditRecord, AuditSource},
};

use super::{AWAY, CHROME, HOME, configure, events, protected, sign_in, sign_in_with, takeover};
use crate::world::{PASSWORD, START, World, assert_refused, signed_in};

/// Keeps every record; refuses them while it is broken.
#[derive(Default)]
struct Log {
    records: Mutex<Vec<AuditRecord>>,
    broken: Mutex<bool>,
}

impl Log {
    fn take(&self) -> Vec<AuditRecord> {
        std::mem::take(&mut *self.records.lock().unwrap())
    }

    /// The only record since the last look, as JSON.
    fn only(&self, source: AuditSource) -> Value {
        let records = self.take();
        assert_eq!(records.len(), 1, "{records:?}");
        assert_eq!(records[0].source, source);
        assert!(!records[0].json.contains('\n'));
        serde_json::from_str(&records[0].json).unwrap()
    }
}

impl AuditLog for Log {
    async fn record(&self, record: &AuditRecord) -> Result<(), AuditError> {
        self.records.lock().unwrap().push(record.clone());
        if *self.broken.lock().unwrap() { Err(AuditError::new("full")) } else { Ok(()) }
    }
}

fn with_log(seed: u64) -> (World, Arc<Log>) {
    let log = Arc::new(Log::default());
    let given = Arc::clone(&log);
    (protected(seed, "ENFORCED", |builder| builder.audit_log(given)), log)
}

fn export(world: &World, sources: &[&str]) {
    let group = json!({"LogGroupArn": "arn:aws:logs:us-east-1:123456789012:log-group:pool"});
    let configuration = |source: &&str| {
        let level = if *source == "userAuthEvents" { "INFO" } else { "ERROR" };
        json!({"EventSource": source, "LogLevel": level, "CloudWatchLogsConfiguration": group})
    };
    let configurations: Vec<Value> = sources.iter().map(configuration).collect();
    world.pool_ok("SetLogDeliveryConfiguration", json!({"LogConfigurations": configurations}));
}

#[test]
fn events_go_to_the_log_of_a_pool_that_exports_them() {
    let (world, log) = with_log(1);
    sign_in(&world, (HOME, CHROME)).unwrap();
    assert!(log.take().is_empty(), "nothing is exported unless the pool says so");
    export(&world, &["userAuthEvents"]);
    sign_in(&world, (HOME, CHROME)).unwrap();
    let record = log.only(AuditSource::UserAuthEvents);
    let event = &events(&world)[0];
    let sub = world.attribute("ana", "sub").unwrap();
    assert_eq!(
        record,
        json!({
            "eventTimestamp": START.millis().to_string(), "eventSource": "USER_AUTH_EVENTS", "logLevel": "INFO",
            "message": {
                "version": "1", "eventId": event["EventId"], "eventType": "SIGN_IN", "userSub": sub,
                "userName": "ana", "userPoolId": world.pool, "clientId": world.client,
                "creationDate": "Thu May 28 20:26:40 UTC 2026", "eventResponse": "Pass", "riskLevel": "",
                "riskDecision": "NoRisk", "challenges": ["Password:Success"],
                "deviceName": "Chrome 126, Windows 10", "ipAddress": HOME, "requestId": "", "idpName": "",
                "compromisedCredentialDetected": "false", "city": "", "country": "", "eventFeedbackValue": "",
                "eventFeedbackDate": "", "eventFeedbackProvider": "", "hasContextData": "true",
            },
            "logSourceId": {"userPoolId": world.pool},
        })
    );
    export(&world, &[]);
    sign_in(&world, (HOME, CHROME)).unwrap();
    assert!(log.take().is_empty());
}

#[test]
fn failures_and_blocked_sign_ins_are_logged_too() {
    let (world, log) = with_log(2);
    export(&world, &["userAuthEvents"]);
    configure(&world, &takeover("BLOCK", "BLOCK", "BLOCK"));
    signed_in(sign_in(&world, (HOME, CHROME)));
    log.take();
    assert!(sign_in_with(&world, (HOME, CHROME), "wrong-and-private").is_err());
    let record = log.only(AuditSource::UserAuthEvents);
    assert_eq!(record["message"]["eventResponse"], "Fail");
    assert_eq!(record["message"]["challenges"], json!(["Password:Failure"]));
    assert_refused(sign_in(&world, (AWAY, CHROME)), NotAuthorized::SecurityReasons);
    let record = log.only(AuditSource::UserAuthEvents);
    assert_eq!(record["message"]["riskDecision"], "Block");
    assert_eq!(record["message"]["riskLevel"], "Medium");
    let text = record.to_string();
    assert!(!text.contains(PASSWORD) && !text.contains("wrong-and-private"), "{text}");
    // Names that lead to nobody may be passwords.
    assert!(world.password_sign_in("typed-as-name", "wrong").is_err());
    assert!(log.take().is_empty());
}

#[test]
fn a_reset_is_logged_when_it_begins_and_when_it_is_done() {
    let (world, log) = with_log(3);
    export(&world, &["userAuthEvents"]);
    world.forgot_password("ana").unwrap();
    let begun = log.only(AuditSource::UserAuthEvents);
    assert_eq!(begun["message"]["eventType"], "FORGOT_PASSWORD");
    assert_eq!(begun["message"]["eventResponse"], "InProgress");
    let code = world.outbox.last_code();
    world.confirm_forgot_password("ana", &code, "Another-Horse9!").unwrap();
    let done = log.only(AuditSource::UserAuthEvents);
    assert_eq!(done["message"]["eventId"], begun["message"]["eventId"]);
    assert_eq!(done["message"]["eventResponse"], "Pass");
    let text = format!("{begun}{done}");
    assert!(!text.contains(&code) && !text.contains("Another-Horse9!"), "{text}");
}

#[test]
fn a_message_that_could_not_be_sent_is_logged() {
    let (world, log) = with_log(4);
    world.outbox.broken.store(true, Ordering::SeqCst);
    assert!(world.forgot_password("ana").is_err());
    assert!(log.take().is_empty(), "nothing is exported unless the pool says so");
    export(&world, &["userNotification"]);
    let refused = world.forgot_password("ana").unwrap_err();
    assert_eq!(refused.name(), "CodeDeliveryFailureException");
    let record = log.only(AuditSource::UserNotification);
    assert_eq!(
        record,
        json!({
            "eventTimestamp": START.millis().to_string(), "eventSource": "USER_NOTIFICATION",
            "logLevel": "ERROR", "message": {"details": "The gateway is closed."},
            "logSourceId": {"userPoolId": world.pool},
        })
    );
}

#[test]
fn a_log_that_fails_changes_no_answer() {
    let (world, log) = with_log(5);
    export(&world, &["userAuthEvents", "userNotification"]);
    *log.broken.lock().unwrap() = true;
    signed_in(sign_in(&world, (HOME, CHROME)));
    assert_eq!(log.take().len(), 1);
    let wrong = sign_in_with(&world, (HOME, CHROME), "wrong");
    assert_refused(wrong, NotAuthorized::IncorrectCredentials);
}
