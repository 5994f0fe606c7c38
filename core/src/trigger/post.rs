//! Messages and the functions that change or send them.

use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use serde_json::{Map, Value};
use userpool_storage_traits::{Medium, Message, Purpose, Secret};

use super::{Effect, Outgoing, Scene, prepare, user_attributes};
use crate::{
    check::{Member, check, required, shapes},
    context::Cx,
    engine::Host,
    error::{Error, InvalidLambdaResponse},
    events::{CustomEmailSender, CustomMessage, CustomMessageResponse, CustomSmsSender},
    json,
    model::{
        pool::Pool,
        template::{CODE, USERNAME, fill, one_line},
        user::User,
    },
    sensitive::Sensitive,
};

/// Stands for a link in the texts of `CustomMessage`.
const LINK: &str = "{##Click Here##}";

/// Longest text message, in characters.
const SMS_CHARS_MAX: usize = 140;

/// Sends a message to the user after the commit, in the words of the pool's `CustomMessage` function, if it has one, or
/// through its custom sender. `shown_name` is what the message calls the user.
pub(crate) fn send(
    cx: &mut Cx<'_>,
    pool: &Pool,
    user: &User,
    shown_name: &str,
    mut message: Message,
) -> Result<(), Error> {
    message.subject = message.subject.as_deref().map(one_line);
    let scene = Scene::named(pool, message.client_id.as_deref(), user.shown_username());
    let occasion = message.purpose.as_str();
    let user_attributes = user_attributes(pool, user);
    let client_metadata = cx.given().client_metadata.clone();
    let code = message.code.as_ref().map(|code| Sensitive::new(BASE64.encode(code.expose())));

    let sender = match message.medium {
        Medium::Email => prepare(
            cx.host,
            scene,
            occasion,
            CustomEmailSender {
                kind: "customEmailSenderRequestV1".to_owned(),
                code,
                user_attributes: user_attributes.clone(),
                client_metadata: client_metadata.clone(),
            },
        )?,
        Medium::Sms => prepare(
            cx.host,
            scene,
            occasion,
            CustomSmsSender {
                kind: "customSMSSenderRequestV1".to_owned(),
                code,
                user_attributes: user_attributes.clone(),
                client_metadata: client_metadata.clone(),
            },
        )?,
    };
    let invites = message.purpose == Purpose::AdminCreateUser;
    let custom_message = CustomMessage {
        user_attributes,
        code_parameter: message.code.is_some().then(|| CODE.to_owned()),
        link_parameter: Some(LINK.to_owned()),
        username_parameter: invites.then(|| USERNAME.to_owned()),
        client_metadata,
    };
    // A sender writes its own text, and never sees that of `CustomMessage`.
    let custom_message = match sender {
        Some(_) => None,
        None => prepare(cx.host, scene, occasion, custom_message)?,
    };
    let shown_name = shown_name.to_owned();
    cx.later(Effect::Message(Box::new(Outgoing { message, custom_message, sender, shown_name })));
    Ok(())
}

impl Host {
    /// Lets the pool's functions change or send the message; otherwise the messenger does.
    pub(crate) async fn deliver(&self, outgoing: Outgoing) -> Result<(), Error> {
        let Outgoing { mut message, custom_message, sender, shown_name } = outgoing;
        if let Some(sender) = sender {
            // What goes wrong in a custom sender is not shown to the caller.
            if let Err(error) = self.call(&sender).await {
                // What a function says when it fails may repeat its event, which holds the code.
                let function = &*sender.invocation.function;
                tracing::warn!(function, error = Error::from(error).name(), "a custom sender failed");
            }
            return Ok(());
        }
        if let Some(custom_message) = custom_message {
            let response = self.call(&custom_message).await.map_err(Error::from)?;
            let words = json::from_value(response).map_err(|_| InvalidLambdaResponse)?;
            rewrite(&mut message, words, &shown_name)?;
        }
        let Some(messenger) = &self.messenger else {
            return Err(Error::CodeDeliveryFailure("No messenger is configured.".to_owned()));
        };
        messenger.deliver(&message).await.map_err(|error| Error::CodeDeliveryFailure(error.to_string()))
    }
}

/// Gives the message the function's words.
///
/// # Errors
/// A mail body without the code's placeholder fails the call, as it does in the service. An invitation or a text message
/// whose words lack a placeholder, or a text message that is too long, keeps its default words instead.
fn rewrite(message: &mut Message, words: CustomMessageResponse, shown_name: &str) -> Result<(), Error> {
    let (subject, body) = match message.medium {
        Medium::Email => (words.email_subject, words.email_message),
        Medium::Sms => (None, words.sms_message),
    };
    let invites = message.purpose == Purpose::AdminCreateUser;
    if let Some(body) = &body
        && message.medium == Medium::Email
        && !invites
    {
        check_email_body(body)?;
    }
    let says_enough = |body: &String| {
        (message.code.is_none() || body.contains(CODE))
            && (!invites || body.contains(USERNAME))
            && (message.medium == Medium::Email || body.chars().count() <= SMS_CHARS_MAX)
    };
    match body {
        Some(body) if says_enough(&body) => {
            let code = message.code.as_ref().map_or("", |code| code.expose());
            message.body = Secret::new(fill(&body, message.medium, shown_name, code).as_str());
        }
        Some(_) => {
            tracing::warn!("the text of CustomMessage is too long or lacks a placeholder, and is not used")
        }
        None => {}
    }
    if let Some(subject) = subject {
        message.subject = Some(one_line(&subject));
    }
    Ok(())
}

/// Checks a mail body of `CustomMessage` as the service does: as a request with the one member `emailBody`.
fn check_email_body(body: &str) -> Result<(), Error> {
    const WORDS: &[Member] = &[required("emailBody", &shapes::CUSTOM_EMAIL_BODY)];
    let words = Map::from_iter([("emailBody".to_owned(), Value::from(body))]);
    Ok(check(WORDS, &words)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(purpose: Purpose, medium: Medium) -> Message {
        Message {
            user_pool_id: "us-east-1_Abc".to_owned(),
            client_id: None,
            username: "ana".to_owned(),
            purpose,
            medium,
            destination: String::new(),
            subject: (medium == Medium::Email).then(|| "default".to_owned()),
            body: Secret::new("default"),
            code: Some(Secret::new("123456")),
        }
    }

    fn rewritten(purpose: Purpose, medium: Medium, body: &str) -> String {
        let mut message = message(purpose, medium);
        let words = CustomMessageResponse {
            sms_message: Some(body.to_owned()),
            email_message: Some(body.to_owned()),
            email_subject: None,
        };
        rewrite(&mut message, words, "ana").unwrap();
        message.body.expose().to_owned()
    }

    #[test]
    fn a_text_is_used_when_it_has_its_placeholders() {
        use Purpose::{AdminCreateUser, SignUp};
        assert_eq!(rewritten(SignUp, Medium::Email, "Code {####}"), "Code 123456");
        assert_eq!(rewritten(SignUp, Medium::Sms, "no code"), "default");
        assert_eq!(rewritten(AdminCreateUser, Medium::Email, "{username} {####}"), "ana 123456");
        assert_eq!(rewritten(AdminCreateUser, Medium::Email, "{####}"), "default");
        assert_eq!(rewritten(AdminCreateUser, Medium::Email, "{username}"), "default");
    }

    #[test]
    fn a_text_message_has_at_most_140_characters() {
        let text = |length: usize| format!("{{####}}{}", "x".repeat(length - 6));
        assert_ne!(rewritten(Purpose::SignUp, Medium::Sms, &text(140)), "default");
        assert_eq!(rewritten(Purpose::SignUp, Medium::Sms, &text(141)), "default");
        assert_ne!(rewritten(Purpose::SignUp, Medium::Email, &text(141)), "default");
    }

    #[test]
    fn a_text_message_has_no_subject() {
        let words = CustomMessageResponse { email_subject: Some("own".to_owned()), ..Default::default() };
        let mut mail = message(Purpose::SignUp, Medium::Email);
        rewrite(&mut mail, words.clone(), "ana").unwrap();
        assert_eq!((mail.subject.as_deref(), mail.body.expose()), (Some("own"), "default"));
        let mut sms = message(Purpose::SignUp, Medium::Sms);
        rewrite(&mut sms, words, "ana").unwrap();
        assert_eq!(sms.subject, None);
    }
}
