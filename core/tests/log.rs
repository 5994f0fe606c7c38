//! What the engine logs of functions that fail: the kind of failure and the function's name, never the function's text.
//!
//! A binary of its own: `tracing` remembers for the whole process which log statements are enabled, and tests
//! that run at the same time without a subscriber could disable them here.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests")]

#[path = "engine/world/mod.rs"]
#[expect(dead_code, unused_imports, unreachable_pub, reason = "made for the tests of the engine")]
mod world;

use std::{
    fmt::{self, Write as _},
    sync::{Arc, Mutex},
};

use serde_json::{Value, json};
use tracing::{
    Event, Metadata, Subscriber,
    field::{Field, Visit},
    span,
};
use userpool::{
    operations::LambdaConfig,
    storage::{Invocation, TriggerError, Triggers},
    trigger::{
        self, PreSignUp, PreSignUpResponse, PreTokenGenerationV2, PreTokenGenerationV2Response, TriggerFns,
    },
};
use world::{PASSWORD, World};

/// Keeps every event of every level as one line with all its fields.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<String>>>);

struct Line(String);

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        write!(self.0, "{}={value:?} ", field.name()).unwrap();
    }

    fn record_error(&mut self, field: &Field, error: &(dyn std::error::Error + 'static)) {
        let mut cause = Some(error);
        while let Some(error) = cause {
            write!(self.0, "{}={error} {error:?} ", field.name()).unwrap();
            cause = error.source();
        }
    }
}

impl Subscriber for Log {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }
    fn event(&self, event: &Event<'_>) {
        let mut line = Line(String::new());
        event.record(&mut line);
        self.0.lock().unwrap().push(line.0);
    }
    fn new_span(&self, _: &span::Attributes<'_>) -> span::Id {
        span::Id::from_u64(1)
    }
    fn record(&self, _: &span::Id, _: &span::Record<'_>) {}
    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}
    fn enter(&self, _: &span::Id) {}
    fn exit(&self, _: &span::Id) {}
}

/// Fails every call in one way, with a text that repeats the whole event.
#[derive(Clone, Copy)]
enum Repeats {
    Message,
    Name,
    Answer,
}

impl Triggers for Repeats {
    async fn invoke(&self, invocation: &Invocation) -> Result<String, TriggerError> {
        let text = invocation.event.clone();
        match self {
            Self::Message => Err(TriggerError::Failed(text)),
            Self::Name => Err(TriggerError::NotCallable(text)),
            Self::Answer => Ok(text.replace("triggerSource", "other")),
        }
    }
}

const FUNCTION: &str = "arn:aws:lambda:us-east-1:123456789012:function:repeats";

/// What is logged while `work` runs in a world whose functions fail in this way.
fn logged(how: Repeats, config: Value, work: impl FnOnce(&World)) -> String {
    let log = Log::default();
    tracing::subscriber::with_default(log.clone(), || {
        let world = World::built(
            7,
            |builder| builder.triggers(how),
            |pool| pool.settings.lambda_config = world::typed(config),
            |client| client.settings.prevent_user_existence_errors = Some("ENABLED".into()),
        );
        work(&world);
    });
    let lines = log.0.lock().unwrap();
    lines.join("\n")
}

#[test]
fn a_closure_that_no_pool_names_is_warned_of_once() {
    let closures = || {
        TriggerFns::new().on(|_: trigger::Event<PreSignUp>| async { Ok(PreSignUpResponse::default()) }).on(
            |_: trigger::Event<PreTokenGenerationV2>| async { Ok(PreTokenGenerationV2Response::default()) },
        )
    };
    let warnings = |config: Option<LambdaConfig>| {
        let log = Log::default();
        let pool = tracing::subscriber::with_default(log.clone(), || {
            let world = World::built(
                8,
                |builder| builder.triggers(Arc::new(closures())),
                |pool| pool.settings.lambda_config = config,
                |_| {},
            );
            for name in ["ana", "eva"] {
                world.sign_up(name).unwrap();
                world.confirm(name, &world.outbox.last_code()).unwrap();
                world.tokens(name);
            }
            world.pool
        });
        let lines = log.0.lock().unwrap();
        let warned = |name: &str| {
            let trigger = format!("{name:?}");
            let about = |line: &&String| line.contains("a closure is not called") && line.contains(&trigger);
            let warnings: Vec<_> = lines.iter().filter(about).collect();
            assert!(warnings.iter().all(|line| line.contains(&pool)), "{warnings:?}");
            warnings.len()
        };
        ["PreSignUp", "PreTokenGeneration", "PostConfirmation"].map(warned)
    };
    assert_eq!(warnings(None), [1, 1, 0]);
    assert_eq!(warnings(Some(LambdaConfig::default().with_pre_sign_up(FUNCTION))), [0, 1, 0]);
    assert_eq!(warnings(Some(closures().lambda_config("us-east-1"))), [0, 0, 0]);
}

#[test]
fn a_failed_migration_logs_no_password() {
    for how in [Repeats::Message, Repeats::Name, Repeats::Answer] {
        let log = logged(how, json!({"UserMigration": FUNCTION}), |world| {
            assert!(world.password_sign_in("ana", PASSWORD).is_err());
        });
        assert!(log.contains(FUNCTION) && log.contains("a user was not migrated"), "{log}");
        assert!(!log.contains(PASSWORD), "{log}");
    }
}

#[test]
fn a_failed_custom_sender_logs_no_code() {
    let sender = json!({"LambdaArn": FUNCTION, "LambdaVersion": "V1_0"});
    for how in [Repeats::Message, Repeats::Name, Repeats::Answer] {
        let config =
            json!({"CustomEmailSender": sender, "KMSKeyID": "arn:aws:kms:us-east-1:123456789012:key/1"});
        let log = logged(how, config, |world| {
            world.sign_up("ana").unwrap();
        });
        assert!(log.contains(FUNCTION) && log.contains("a custom sender failed"), "{log}");
        // The event names the trigger beside the code.
        assert!(!log.contains("customEmailSenderRequestV1") && !log.contains("ana@example.com"), "{log}");
    }
}
