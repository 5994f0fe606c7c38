//! Lambda triggers.

mod client_metadata;
mod closures;
mod custom_message;
mod decisions;
mod events;
mod failures;
mod order;
mod pre_token_generation;
mod user_migration;

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use serde_json::{Value, json};
use userpool::{
    operations::*,
    storage::{Invocation, TriggerError, Triggers},
};

use crate::world::{PASSWORD, World, function_arn, typed};

/// Gives back the event as it came, unless told otherwise for its source.
#[derive(Default)]
struct Script {
    answers: Mutex<BTreeMap<String, Answer>>,
    calls: Mutex<Vec<Invocation>>,
}

#[derive(Clone)]
enum Answer {
    Response(Value),
    Raw(String),
    Failed(&'static str),
    NotCallable(&'static str),
}

impl Script {
    fn answer(&self, source: &str, answer: Answer) {
        self.answers.lock().unwrap().insert(source.to_owned(), answer);
    }

    fn respond(&self, source: &str, response: Value) {
        self.answer(source, Answer::Response(response));
    }

    /// The sources called since the last look, in order.
    fn sources(&self) -> Vec<String> {
        self.calls.lock().unwrap().drain(..).map(|call| call.source).collect()
    }

    /// The one event of this source.
    fn event(&self, source: &str) -> Value {
        let calls = self.calls.lock().unwrap();
        let found: Vec<_> = calls.iter().filter(|call| call.source == source).collect();
        assert_eq!(found.len(), 1, "{source} in {calls:?}");
        serde_json::from_str(&found[0].event).unwrap()
    }
}

impl Triggers for Script {
    async fn invoke(&self, invocation: &Invocation) -> Result<String, TriggerError> {
        self.calls.lock().unwrap().push(invocation.clone());
        let answer = self.answers.lock().unwrap().get(&invocation.source).cloned();
        match answer {
            None => Ok(invocation.event.clone()),
            Some(Answer::Raw(text)) => Ok(text),
            Some(Answer::Failed(message)) => Err(TriggerError::Failed(message.to_owned())),
            Some(Answer::NotCallable(error)) => Err(TriggerError::NotCallable(error.to_owned())),
            Some(Answer::Response(response)) => {
                let mut event: Value = serde_json::from_str(&invocation.event).unwrap();
                event["response"] = response;
                Ok(event.to_string())
            }
        }
    }
}

fn token_function(version: &str) -> Value {
    json!({"PreTokenGenerationConfig": {"LambdaArn": function_arn("tokens"), "LambdaVersion": version}})
}

fn scripted(config: Value) -> (World, Arc<Script>) {
    scripted_with(config, |_| {}, |_| {})
}

fn scripted_with(
    config: Value,
    pool: impl FnOnce(&mut CreateUserPool),
    client: impl FnOnce(&mut CreateUserPoolClient),
) -> (World, Arc<Script>) {
    let script = Arc::new(Script::default());
    let triggers = Arc::clone(&script);
    let world = World::built(
        7,
        |builder| builder.triggers(triggers),
        |create| {
            create.settings.lambda_config = typed(config);
            pool(create);
        },
        client,
    );
    (world, script)
}

const ALL: [&str; 7] = [
    "PreSignUp",
    "PostConfirmation",
    "PreAuthentication",
    "PostAuthentication",
    "PreTokenGeneration",
    "UserMigration",
    "CustomMessage",
];

/// The event that a function must have seen, to the letter.
fn event(world: &World, source: &str, user: &str, client: &str, request: Value, response: Value) -> Value {
    json!({
        "version": "1",
        "triggerSource": source,
        "region": "us-east-1",
        "userPoolId": world.pool,
        "userName": user,
        "callerContext": {"awsSdkVersion": "aws-sdk-unknown-unknown", "clientId": client},
        "request": request,
        "response": response,
    })
}

fn metadata(value: &str) -> Option<BTreeMap<String, String>> {
    Some([("k".to_owned(), value.to_owned())].into())
}

fn sub_of(world: &World, name: &str) -> String {
    let attributes = world.admin_get(name).unwrap().user_attributes;
    attributes.into_iter().find(|attribute| attribute.name == "sub").unwrap().value.unwrap().to_string()
}

/// What functions see of a user whose mail address is verified.
fn seen(world: &World, name: &str) -> Value {
    json!({
        "sub": sub_of(world, name),
        "cognito:user_status": "CONFIRMED",
        "email": format!("{name}@example.com"),
        "email_verified": "true",
    })
}

fn admin_create(world: &World, name: &str) -> Result<AdminCreateUserOutput, userpool::Error> {
    world.send(AdminCreateUser {
        user_pool_id: world.pool.clone(),
        username: name.into(),
        temporary_password: Some(PASSWORD.into()),
        user_attributes: Some(vec![Attribute::new("email", format!("{name}@example.com"))]),
        validation_data: Some(vec![Attribute::new("v", "1")]),
        client_metadata: metadata("admin"),
        ..Default::default()
    })
}
