//! `CustomMessage` and custom senders.

use base64::{Engine as _, prelude::BASE64_STANDARD};
use serde_json::json;
use userpool::{error::InvalidParameter, operations::*};

use super::{Answer, admin_create, event, metadata, scripted, seen};
use crate::world::{PASSWORD, assert_refused, function_arn, function_for_each};

#[test]
fn a_message_takes_the_text_of_the_function() {
    let (world, script) = scripted(function_for_each(&["CustomMessage"]));
    script.respond(
        "CustomMessage_SignUp",
        json!({"smsMessage": null, "emailMessage": "Code {####}", "emailSubject": "Hello"}),
    );
    let request = SignUp { client_metadata: metadata("c"), ..world.sign_up_request("ana") };
    world.send(request).unwrap();
    let message = world.outbox.last();
    let code = world.outbox.last_code();
    assert_eq!(
        (message.subject.as_deref(), message.body.expose()),
        (Some("Hello"), &*format!("Code {code}"))
    );
    let mut attributes = seen(&world, "ana");
    attributes["cognito:user_status"] = json!("UNCONFIRMED");
    attributes["email_verified"] = json!("false");
    let source = "CustomMessage_SignUp";
    let request = json!({
        "userAttributes": attributes,
        "codeParameter": "{####}",
        "linkParameter": "{##Click Here##}",
        "usernameParameter": null,
        "clientMetadata": {"k": "c"},
    });
    let response = json!({"smsMessage": null, "emailMessage": null, "emailSubject": null});
    assert_eq!(script.event(source), event(&world, source, "ana", &world.client, request, response));
    world.confirm("ana", &code).unwrap();
}

#[test]
fn a_mail_without_the_code_fails_the_call_and_the_user_stays() {
    let (world, script) = scripted(function_for_each(&["CustomMessage"]));
    script.respond("CustomMessage_SignUp", json!({"emailMessage": "Foo"}));
    assert_refused(
        world.sign_up("ana"),
        InvalidParameter::Violations(r"1 validation error detected: Value 'Foo' at 'emailBody' failed to satisfy constraint: Member must satisfy regular expression pattern: [\p{L}\p{M}\p{S}\p{N}\p{P}\s*]*\{####\}[\p{L}\p{M}\p{S}\p{N}\p{P}\s*]*".into()), );
    assert_eq!(world.outbox.count(), 0);
    assert_eq!(world.admin_get("ana").unwrap().user_status, "UNCONFIRMED");

    script.respond("CustomMessage_SignUp", json!({"emailMessage": "Code {####}"}));
    let world = world.confirmed("eva");
    for source in ["CustomMessage_ForgotPassword", "CustomMessage_VerifyUserAttribute"] {
        script.respond(source, json!({"emailMessage": "Foo"}));
    }
    assert_eq!(world.forgot_password("eva").unwrap_err().name(), "InvalidParameterException");
    let tokens = world.tokens("eva");
    let refused = world.send(GetUserAttributeVerificationCode {
        access_token: tokens.access_token.unwrap(),
        attribute_name: "email".into(),
        ..Default::default()
    });
    assert_eq!(refused.unwrap_err().name(), "InvalidParameterException");
}

#[test]
fn values_in_the_text_of_the_function_are_escaped_and_its_subject_has_one_line() {
    let (world, script) = scripted(function_for_each(&["CustomMessage"]));
    let words =
        json!({"emailMessage": "<b>{username}</b> {####}", "emailSubject": "Hi\r\nBcc: eva@example.com"});
    script.respond("CustomMessage_AdminCreateUser", words);
    world
        .send(AdminCreateUser {
            user_pool_id: world.pool.clone(),
            username: "<i>ana</i>".into(),
            temporary_password: Some("Temporary&<9>".into()),
            user_attributes: Some(vec![Attribute::new("email", "ana@example.com")]),
            ..Default::default()
        })
        .unwrap();
    let message = world.outbox.last();
    assert_eq!(message.body.expose(), "<b>&lt;i&gt;ana&lt;/i&gt;</b> Temporary&amp;&lt;9&gt;");
    assert_eq!(message.subject.as_deref(), Some("Hi  Bcc: eva@example.com"));
    assert_eq!(message.code.unwrap().expose(), "Temporary&<9>", "the raw password is not escaped");
}

#[test]
fn an_invitation_names_the_user_and_a_text_without_placeholders_is_not_used() {
    let (world, script) = scripted(function_for_each(&["CustomMessage"]));
    let source = "CustomMessage_AdminCreateUser";
    script.respond(source, json!({"emailMessage": "{username}/{####}"}));
    admin_create(&world, "eva").unwrap();
    assert_eq!(world.outbox.last().body.expose(), format!("eva/{PASSWORD}"));
    assert_eq!(script.event(source)["request"]["usernameParameter"], "{username}");
    script.respond(source, json!({"emailMessage": "Welcome!"}));
    admin_create(&world, "ana").unwrap();
    assert_eq!(
        world.outbox.last().body.expose(),
        format!("Your username is ana and temporary password is {PASSWORD}.")
    );
}

#[test]
fn a_custom_sender_replaces_the_messenger_and_gets_the_code() {
    let sender = |name: &str| json!({"LambdaArn": function_arn(name), "LambdaVersion": "V1_0"});
    let (world, script) = scripted(json!({
        "CustomMessage": function_arn("words"),
        "CustomEmailSender": sender("mail"),
        "CustomSMSSender": sender("sms"),
        "KMSKeyID": "arn:aws:kms:us-east-1:123456789012:key/1",
    }));
    world.sign_up("ana").unwrap();
    let source = "CustomEmailSender_SignUp";
    let mut attributes = seen(&world, "ana");
    attributes["cognito:user_status"] = json!("UNCONFIRMED");
    attributes["email_verified"] = json!("false");
    let sent = script.event(source);
    let code = sent["request"]["code"].as_str().unwrap().to_owned();
    let request = json!({
        "type": "customEmailSenderRequestV1",
        "code": code,
        "userAttributes": attributes,
        "clientMetadata": null,
    });
    assert_eq!(sent, event(&world, source, "ana", &world.client, request, json!({})));
    assert_eq!(script.sources(), [source]);
    assert_eq!(world.outbox.count(), 0);
    world.confirm("ana", &String::from_utf8(BASE64_STANDARD.decode(code).unwrap()).unwrap()).unwrap();

    let source = "CustomSMSSender_AdminCreateUser";
    script.answer(source, Answer::Failed("what goes wrong here is not shown"));
    world
        .send(AdminCreateUser {
            user_pool_id: world.pool.clone(),
            username: "eva".into(),
            temporary_password: Some(PASSWORD.into()),
            user_attributes: Some(vec![Attribute::new("phone_number", "+12065551234")]),
            ..Default::default()
        })
        .unwrap();
    let request = &script.event(source)["request"];
    assert_eq!(
        (&request["type"], &request["code"]),
        (&json!("customSMSSenderRequestV1"), &json!(BASE64_STANDARD.encode(PASSWORD)))
    );
}
