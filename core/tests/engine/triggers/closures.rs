//! Closures in place of functions.

use serde_json::json;
use userpool::{
    Sensitive,
    error::{UnexpectedLambda, UserLambdaValidation},
    storage::TriggerError,
    trigger::{
        Event, PreSignUp, PreSignUpResponse, PreTokenGenerationV2, PreTokenGenerationV2Response, TriggerFns,
    },
};

use super::token_function;
use crate::world::{World, assert_refused, claims, function_arn, typed};

#[test]
fn the_configuration_that_names_closures_is_accepted_for_every_trigger() {
    use userpool::trigger::*;
    let closures = TriggerFns::new()
        .on(|_: Event<PreSignUp>| async { Ok(PreSignUpResponse::default()) })
        .on(|_: Event<PostConfirmation>| async { Ok(NoResponse::default()) })
        .on(|_: Event<PreAuthentication>| async { Ok(NoResponse::default()) })
        .on(|_: Event<PostAuthentication>| async { Ok(NoResponse::default()) })
        .on(|_: Event<DefineAuthChallenge>| async { Ok(DefineAuthChallengeResponse::default()) })
        .on(|_: Event<CreateAuthChallenge>| async { Ok(CreateAuthChallengeResponse::default()) })
        .on(|_: Event<VerifyAuthChallengeResponse>| async {
            Ok(VerifyAuthChallengeResponseResponse::default())
        })
        .on(|_: Event<UserMigration>| async { Ok(UserMigrationResponse::default()) })
        .on(|_: Event<CustomMessage>| async { Ok(CustomMessageResponse::default()) })
        .on(|_: Event<CustomEmailSender>| async { Ok(NoResponse::default()) })
        .on(|_: Event<CustomSmsSender>| async { Ok(NoResponse::default()) })
        .on(|_: Event<PreTokenGenerationV2>| async { Ok(PreTokenGenerationV2Response::default()) });
    let config = closures.lambda_config("us-east-1");
    let world = World::new(90);
    world.pool_ok("UpdateUserPool", json!({"LambdaConfig": config}));
    let members = json!(config);
    let names: Vec<&str> = members.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(
        names,
        [
            "CreateAuthChallenge",
            "CustomEmailSender",
            "CustomMessage",
            "CustomSMSSender",
            "DefineAuthChallenge",
            "KMSKeyID",
            "PostAuthentication",
            "PostConfirmation",
            "PreAuthentication",
            "PreSignUp",
            "PreTokenGenerationConfig",
            "UserMigration",
            "VerifyAuthChallengeResponse",
        ]
    );
}

#[test]
fn closures_answer_in_the_place_of_functions() {
    let triggers = TriggerFns::new()
        .on(|event: Event<PreSignUp>| async move {
            match event.request.user_attributes.get("email").map(String::as_str) {
                Some("ana@example.com") => {
                    Ok(PreSignUpResponse { auto_confirm_user: true, ..Default::default() })
                }
                _ => Err(TriggerError::Failed("Who are you?".to_owned())),
            }
        })
        .on(|event: Event<PreTokenGenerationV2>| async move {
            assert_eq!(event.version, "2");
            let claims = [("tenant".to_owned(), json!({"id": 7}))].into();
            let mut response = PreTokenGenerationV2Response::default();
            let details = response.claims_and_scope_override_details.get_or_insert_default();
            details.id_token_generation.get_or_insert_default().claims_to_add_or_override = Some(claims);
            Ok(response)
        });
    let mut config = token_function("V2_0");
    config["PreSignUp"] = json!(function_arn("any"));
    config["PostConfirmation"] = json!(function_arn("none"));
    let world = World::built(
        7,
        |builder| builder.triggers(triggers),
        |pool| pool.settings.lambda_config = typed(config),
        |_| {},
    );
    assert_refused(
        world.sign_up("eva"),
        UserLambdaValidation { trigger: "PreSignUp", message: "Who are you?".into() },
    );
    assert_refused(
        world.sign_up("ana"),
        UnexpectedLambda { trigger: "PostConfirmation", error: "ResourceNotFoundException".into() },
    );
    let tokens = world.tokens("ana");
    assert_eq!(claims(&tokens.id_token)["tenant"], json!({"id": 7}));
}

#[test]
fn an_event_shows_no_secret_when_it_is_printed() {
    let request = userpool::trigger::UserMigration {
        password: Some(Sensitive::new("Correct-Horse9!")),
        ..Default::default()
    };
    assert!(!format!("{request:?}").contains("Horse"));
}
