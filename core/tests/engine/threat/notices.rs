//! Mails about sign-ins with a risk, and the feedback that they ask for.

use std::sync::atomic::Ordering;

use serde_json::{Value, json};
use userpool::{
    error::{NotAuthorized, ResourceNotFound},
    storage::{Message, Purpose},
};

use super::{
    AWAY, CHROME, FIREFOX, HOME, answer_app, client, configure, enforced, events, newest, protected, sign_in,
    with_app,
};
use crate::world::{World, assert_refused, now, refusal, signed_in};

const TEXT: &str = "{username} {ip-address} {city}{country} {login-time} {device-name} \
     {one-click-link-valid}{one-click-link-invalid}|{event-id}|{feedback-token}";

/// A configuration that tells the user of every level.
fn notifying(low: &str, medium: &str, high: &str) -> Value {
    let action = |action: &str| json!({"Notify": true, "EventAction": action});
    let email = |subject: &str| json!({"Subject": subject, "HtmlBody": TEXT, "TextBody": "not used"});
    json!({"AccountTakeoverRiskConfiguration": {
        "NotifyConfiguration": {
            "SourceArn": "arn:aws:ses:us-east-1:123456789012:identity/a@example.com",
            "BlockEmail": email("Blocked"), "NoActionEmail": email("Allowed"), "MfaEmail": email("Asked"),
        },
        "Actions": {"LowAction": action(low), "MediumAction": action(medium), "HighAction": action(high)},
    }})
}

/// The last mail, its words, its event and its token.
fn last_notice(world: &World) -> (Message, String, String, String) {
    let message = world.outbox.last();
    assert_eq!((message.purpose, message.code.is_none()), (Purpose::AccountTakeOverNotification, true));
    assert_eq!((&*message.destination, &*message.username), ("ana@example.com", "ana"));
    let body = message.body.expose().to_owned();
    let mut parts = body.split('|').map(str::to_owned);
    let mut part = || parts.next().unwrap();
    let (words, event, token) = (part(), part(), part());
    (message, words, event, token)
}

fn judge(world: &World, (event, token): (&str, &str), value: &str) -> Result<Value, String> {
    let request = json!({
        "UserPoolId": world.pool, "Username": "ana", "EventId": event, "FeedbackToken": token,
        "FeedbackValue": value,
    });
    world.call("UpdateAuthEventFeedback", &request)
}

#[test]
fn a_blocked_sign_in_is_told_and_can_be_judged() {
    let world = enforced(1);
    configure(&world, &notifying("NO_ACTION", "BLOCK", "BLOCK"));
    signed_in(sign_in(&world, (HOME, CHROME)));
    let before = world.outbox.count();
    assert_refused(sign_in(&world, (AWAY, CHROME)), NotAuthorized::SecurityReasons);
    assert_eq!(world.outbox.count(), before + 1);
    let (message, words, event, token) = last_notice(&world);
    assert_eq!(message.subject.as_deref(), Some("Blocked"));
    let time = "Thu May 28 20:26:40 UTC 2026";
    assert_eq!(words, format!("ana {AWAY}  {time} Chrome 126, Windows 10 "));
    assert_eq!(events(&world)[0]["EventId"], *event);

    let wrong = refusal(NotAuthorized::FeedbackToken);
    assert_eq!(judge(&world, (&event, "wrong"), "Valid"), Err(wrong.clone()));
    let other = events(&world)[1]["EventId"].as_str().unwrap().to_owned();
    assert_eq!(judge(&world, (&other, &token), "Valid"), Err(wrong), "a token is for one event");
    assert_eq!(judge(&world, (&event, &token), "Invalid"), Ok(json!({})));
    let feedback = &events(&world)[0]["EventFeedback"];
    assert_eq!((&feedback["FeedbackValue"], &feedback["Provider"]), (&json!("Invalid"), &json!("User")));
}

#[test]
fn a_sign_in_that_is_allowed_and_one_that_is_asked_for_a_factor_have_mails_of_their_own() {
    let world = enforced(2);
    configure(&world, &notifying("NO_ACTION", "MFA_IF_CONFIGURED", "MFA_REQUIRED"));
    signed_in(sign_in(&world, (HOME, CHROME)));
    signed_in(sign_in(&world, (HOME, FIREFOX)));
    let (message, _, event, token) = last_notice(&world);
    assert_eq!(message.subject.as_deref(), Some("Allowed"));
    assert_eq!(newest(&world), "SignIn Pass AccountTakeover Low");
    assert_eq!(events(&world)[0]["EventId"], *event);
    assert_eq!(judge(&world, (&event, &token), "Valid"), Ok(json!({})));

    let secret = with_app(&world, (HOME, CHROME));
    let asked = sign_in(&world, (AWAY, CHROME)).unwrap();
    let (message, _, event, token) = last_notice(&world);
    assert_eq!(message.subject.as_deref(), Some("Asked"));
    assert_eq!(judge(&world, (&event, &token), "Invalid"), Ok(json!({})), "before the code");
    let count = world.outbox.count();
    signed_in(answer_app(&world, &asked, &secret));
    assert_eq!(world.outbox.count(), count, "one mail for one sign-in");
    let passed = &events(&world)[0];
    assert_eq!((&passed["EventId"], &passed["EventResponse"]), (&json!(event), &json!("Pass")));
    assert_eq!(passed["EventFeedback"]["FeedbackValue"], "Invalid", "the feedback stays");
}

#[test]
fn a_mail_that_cannot_be_sent_changes_no_answer() {
    let world = enforced(3);
    configure(&world, &notifying("NO_ACTION", "BLOCK", "BLOCK"));
    signed_in(sign_in(&world, (HOME, CHROME)));
    world.outbox.broken.store(true, Ordering::SeqCst);
    signed_in(sign_in(&world, (HOME, FIREFOX)));
    assert_refused(sign_in(&world, (AWAY, CHROME)), NotAuthorized::SecurityReasons);
}

#[test]
fn nobody_is_told_without_a_mail_or_without_a_verified_address() {
    let world = enforced(4);
    let mut configuration = notifying("NO_ACTION", "BLOCK", "BLOCK");
    let notify = &mut configuration["AccountTakeoverRiskConfiguration"]["NotifyConfiguration"];
    notify.as_object_mut().unwrap().remove("BlockEmail");
    configure(&world, &configuration);
    signed_in(sign_in(&world, (HOME, CHROME)));
    let count = world.outbox.count();
    assert_refused(sign_in(&world, (AWAY, CHROME)), NotAuthorized::SecurityReasons);
    let unverified = json!([{"Name": "email_verified", "Value": "false"}]);
    world.pool_ok("AdminUpdateUserAttributes", json!({"Username": "ana", "UserAttributes": unverified}));
    signed_in(sign_in(&world, (HOME, FIREFOX)));
    assert_eq!(world.outbox.count(), count);
}

#[test]
fn a_name_in_a_mail_is_escaped_and_the_text_is_used_without_html() {
    let world = enforced(5);
    world.create_user("<b>", &[("email", "ana@example.com"), ("email_verified", "true")]);
    let mut configuration = notifying("BLOCK", "BLOCK", "BLOCK");
    let mail = json!({"Subject": "Blocked", "TextBody": "{username} {username"});
    configuration["AccountTakeoverRiskConfiguration"]["NotifyConfiguration"]["BlockEmail"] = mail;
    configure(&world, &configuration);
    let sign_in = |place| {
        let request = userpool::operations::InitiateAuth {
            auth_flow: "USER_PASSWORD_AUTH".into(),
            client_id: world.client.clone(),
            auth_parameters: Some(crate::world::map(&[
                ("USERNAME", "<b>"),
                ("PASSWORD", crate::world::PASSWORD),
            ])),
            ..Default::default()
        };
        now(world.engine.send_for(client(place), request))
    };
    signed_in(sign_in((HOME, CHROME)));
    assert_refused(sign_in((AWAY, CHROME)), NotAuthorized::SecurityReasons);
    assert_eq!(world.outbox.last().body.expose(), "&lt;b&gt; {username");
}

#[test]
fn an_event_that_is_no_longer_kept_cannot_be_judged() {
    let world = enforced(6);
    configure(&world, &notifying("BLOCK", "BLOCK", "BLOCK"));
    signed_in(sign_in(&world, (HOME, CHROME)));
    assert_refused(sign_in(&world, (AWAY, CHROME)), NotAuthorized::SecurityReasons);
    let (_, _, event, token) = last_notice(&world);
    world.clock.advance(91 * 86_400);
    let gone = refusal(ResourceNotFound::AuthEvent(event.clone()));
    assert_eq!(judge(&world, (&event, &token), "Valid"), Err(gone));
}

/// As [`notifying`], with links in the mails.
fn with_links() -> Value {
    let mut configuration = notifying("NO_ACTION", "NO_ACTION", "NO_ACTION");
    configuration["AccountTakeoverRiskConfiguration"]["NotifyConfiguration"]["NoActionEmail"]["HtmlBody"] =
        json!(r#"<a href="{one-click-link-valid}">yes</a> <a href="{one-click-link-invalid}">no</a>"#);
    configuration
}

/// An attacker who signs in as the user chooses the header `Host`.
#[test]
fn without_a_public_url_a_mail_has_no_link_to_the_host_of_the_request() {
    let world = enforced(10);
    configure(&world, &with_links());
    signed_in(sign_in(&world, (HOME, CHROME)));
    let before = world.outbox.count();
    let body = json!({
        "ClientId": world.client,
        "AuthFlow": "USER_PASSWORD_AUTH",
        "AuthParameters": {"USERNAME": "ana", "PASSWORD": crate::world::PASSWORD},
    });
    let mut request = crate::world::request("InitiateAuth", body.to_string());
    request.headers_mut().insert("host", "attacker.example".parse().unwrap());
    request.headers_mut().insert("user-agent", FIREFOX.parse().unwrap());
    assert_eq!(world.fetch(request).status(), 200);
    assert_eq!(world.outbox.count(), before + 1);
    assert_eq!(world.outbox.last().body.expose(), r#"<a href="">yes</a> <a href="">no</a>"#);
}

/// The links of the last mail.
fn links(world: &World) -> [String; 2] {
    let body = world.outbox.last().body.expose().to_owned();
    let mut links = body
        .split('"')
        .filter(|part| part.contains("/auth-event-feedback?"))
        .map(|link| link.replace("&amp;", "&"));
    [links.next().unwrap(), links.next().unwrap()]
}

fn follow(world: &World, method: &str, link: &str) -> (u16, String) {
    let request = http::Request::builder().method(method).uri(link).body(bytes::Bytes::new()).unwrap();
    let answer = world.fetch(request);
    assert_eq!(answer.headers()["content-type"], "text/html; charset=utf-8");
    assert!(answer.headers()["content-security-policy"].to_str().unwrap().starts_with("default-src 'none'"));
    assert_eq!(
        (&answer.headers()["cache-control"], &answer.headers()["referrer-policy"]),
        (&"no-store".parse().unwrap(), &"no-referrer".parse().unwrap())
    );
    let page = std::str::from_utf8(answer.body()).unwrap();
    let title = page.split("<h1>").nth(1).and_then(|rest| rest.split("</h1>").next()).unwrap().to_owned();
    (answer.status().as_u16(), title)
}

#[test]
fn a_link_of_a_mail_leads_to_a_page_whose_button_sends_the_answer() {
    let world = protected(9, "ENFORCED", |builder| builder.public_url("https://auth.example.com"));
    configure(&world, &with_links());
    signed_in(sign_in(&world, (HOME, CHROME)));
    signed_in(sign_in(&world, (AWAY, CHROME)));
    let [valid, invalid] = links(&world);
    let feedback = || events(&world)[0]["EventFeedback"]["FeedbackValue"].clone();
    for (link, expected) in [(&invalid, "Invalid"), (&valid, "Valid")] {
        assert!(link.starts_with("https://auth.example.com/"), "{link}");
        let before = feedback();
        let page = (200, "Was this sign-in yours?".to_owned());
        assert_eq!((follow(&world, "GET", link), follow(&world, "HEAD", link)), (page.clone(), page));
        assert_eq!(feedback(), before, "a link that is only followed stores nothing");
        assert_eq!(follow(&world, "POST", link), (200, "Thank you. Your answer is stored.".to_owned()));
        assert_eq!(feedback(), expected);
    }
    let refused = (400, "This link is not valid.".to_owned());
    for (part, instead) in [("username=ana", "username=ben"), ("token=", "token=x"), ("event=", "event=0")] {
        assert_eq!(follow(&world, "POST", &valid.replace(part, instead)), refused, "{part}");
    }
    let incomplete = (400, "This link is not complete.".to_owned());
    assert_eq!(follow(&world, "GET", &valid.replace("event=", "x=")), incomplete);
    assert_eq!(follow(&world, "POST", &valid.replace("answer=valid", "answer=%3Cb%3E")), incomplete);
}
