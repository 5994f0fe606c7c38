//! Sends messages after the commit; the pool's functions may change or send them.

use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use serde_json::Value;
use userpool_storage_traits::{AuditRecord, Medium, Message, Purpose, Secret};

use super::template::{CODE, Text, USERNAME, fill_all, has_link, one_line};
use crate::{
    auth::channel::Channel,
    check::{Member, check, required, shapes},
    context::Cx,
    effects::{Effect, Outgoing, Prepared},
    error::{Error, InvalidLambdaResponse, LimitExceeded},
    events::{CustomEmailSender, CustomMessage, CustomMessageResponse, CustomSmsSender},
    host::Host,
    json,
    model::{log_delivery, pool::Pool, user::User},
    ordered,
    sensitive::Sensitive,
    settings::{EmailConfiguration, EmailSendingAccount},
    time::Timestamp,
    trigger::{TriggerContext, prepare, user_attributes},
};

/// The placeholder for a link in the texts of `CustomMessage`.
const LINK: &str = "{##Click Here##}";

/// Longest text message, in characters.
const SMS_CHARS_MAX: usize = 140;

/// A message to a user.
pub(super) struct UserMessage<'a> {
    /// The app client that the message was requested through; `None` for an administrator.
    pub(super) client_id: Option<&'a str>,
    pub(super) user: &'a User,
    /// The name of the user in the message.
    pub(super) shown_name: &'a str,
    pub(super) purpose: Purpose,
    pub(super) channel: Channel,
    /// The address need not be one of the user's attributes yet.
    pub(super) address: &'a str,
    pub(super) text: Text,
    /// The code or temporary password in the text.
    pub(super) code: Option<&'a str>,
    /// The link in the text.
    pub(super) link: Option<Sensitive>,
}

/// Refuses a message that is a mail of the service's own sender, when the host applies the service's quotas and the day has no more
/// mails. Called also where a message is only pretended, so that the refusal does not reveal whether a user exists.
///
/// # Errors
/// `LimitExceededException`.
pub(crate) fn check_mails(cx: &Cx<'_>, pool: &Pool, channel: Channel) -> Result<(), Error> {
    match &cx.host.quotas {
        Some(quotas) if is_counted(pool, channel) && !quotas.has_mail(cx.now()) => {
            Err(LimitExceeded::DailyEmails.into())
        }
        _ => Ok(()),
    }
}

/// Whether messages of the pool by this channel are mails of the service's own sender.
fn is_counted(pool: &Pool, channel: Channel) -> bool {
    let account =
        pool.settings.email_configuration.as_ref().and_then(EmailConfiguration::email_sending_account);
    let functions = pool.settings.lambda_config.as_ref();
    channel.medium() == Medium::Email
        && account != Some(EmailSendingAccount::DEVELOPER)
        && functions.is_none_or(|config| config.function("CustomEmailSender").is_none())
}

impl UserMessage<'_> {
    /// Sends the message after the commit, with the text of the pool's `CustomMessage` function, or through the pool's
    /// custom sender, if it has one of them.
    pub(super) fn send(self, cx: &mut Cx<'_>, pool: &Pool) -> Result<(), Error> {
        check_mails(cx, pool, self.channel)?;
        let outgoing = self.outgoing(cx, pool)?;
        cx.after_commit(Effect::Message(Box::new(outgoing)));
        Ok(())
    }

    /// The message, and the functions that may change or send it.
    pub(super) fn outgoing(self, cx: &Cx<'_>, pool: &Pool) -> Result<Outgoing, Error> {
        let context = TriggerContext::named(pool, self.client_id, self.user.shown_username());
        let sender = self.sender(cx, context)?;
        // A custom sender writes its own text, and never gets that of `CustomMessage`. Notices have a text of their own.
        let custom_message = match sender {
            Some(_) => None,
            None if self.purpose == Purpose::AccountTakeOverNotification => None,
            None => self.custom_message(cx, context)?,
        };
        let is_counted = is_counted(pool, self.channel);
        let shown_name = self.shown_name.to_owned();
        let link = self.link.clone();
        let message = self.message(pool);
        Ok(Outgoing { message, custom_message, sender, shown_name, link, is_counted })
    }

    /// The event for the pool's custom sender of this medium, if the pool has one.
    fn sender(&self, cx: &Cx<'_>, context: TriggerContext<'_>) -> Result<Option<Prepared>, Error> {
        let occasion = self.purpose.as_str();
        let code = self.code.map(|code| Sensitive::new(BASE64.encode(code)));
        let user_attributes = user_attributes(context.pool, self.user);
        let client_metadata = cx.trigger_input().client_metadata.clone();
        match self.channel.medium() {
            Medium::Email => {
                let kind = "customEmailSenderRequestV1".to_owned();
                let request = CustomEmailSender { kind, code, user_attributes, client_metadata };
                prepare(cx.host, context, occasion, request)
            }
            Medium::Sms => {
                let kind = "customSMSSenderRequestV1".to_owned();
                let request = CustomSmsSender { kind, code, user_attributes, client_metadata };
                prepare(cx.host, context, occasion, request)
            }
        }
    }

    /// The event for the pool's `CustomMessage` function, if the pool has one.
    fn custom_message(&self, cx: &Cx<'_>, context: TriggerContext<'_>) -> Result<Option<Prepared>, Error> {
        let invites = self.purpose == Purpose::AdminCreateUser;
        let request = CustomMessage {
            user_attributes: user_attributes(context.pool, self.user),
            code_parameter: self.code.is_some().then(|| CODE.to_owned()),
            link_parameter: Some(LINK.to_owned()),
            username_parameter: invites.then(|| USERNAME.to_owned()),
            client_metadata: cx.trigger_input().client_metadata.clone(),
        };
        prepare(cx.host, context, self.purpose.as_str(), request)
    }

    /// The message as the messenger gets it.
    fn message(self, pool: &Pool) -> Message {
        Message {
            user_pool_id: pool.id.clone(),
            client_id: self.client_id.map(str::to_owned),
            username: self.user.shown_username().to_owned(),
            purpose: self.purpose,
            medium: self.channel.medium(),
            destination: self.address.to_owned(),
            subject: self.text.subject.as_deref().map(one_line),
            body: Secret::new(self.text.body.as_str()),
            code: self.code.map(Secret::new),
        }
    }
}

impl Host {
    /// Sends a message. If that fails, the pool's log gets a record.
    pub(crate) async fn deliver(&self, outgoing: Outgoing, now: Timestamp) -> Result<(), Error> {
        let pool_id = outgoing.message.user_pool_id.clone();
        let delivered = self.hand_over(outgoing, (&pool_id, now)).await;
        if let Err(error) = &delivered {
            // The text of a messenger contains no code; that of a function may.
            let details = match error {
                Error::CodeDeliveryFailure(text) => text.clone(),
                other => other.name().to_owned(),
            };
            self.audit_failed_message(&pool_id, (now, &details)).await;
        }
        delivered
    }

    /// Sends a notice of a risk. Nobody waits for it, so a failure is only logged.
    pub(crate) async fn notify(&self, outgoing: Outgoing, now: Timestamp) {
        if let Err(error) = self.deliver(outgoing, now).await {
            tracing::warn!(error = error.name(), "a notice of a risk could not be sent");
        }
    }

    /// Gives a record to the host's audit log.
    pub(crate) async fn audit(&self, record: &AuditRecord) {
        let Some(log) = &self.audit_log else { return };
        if let Err(error) = log.record(record).await {
            tracing::warn!(error = &error as &(dyn std::error::Error + 'static), "a log record is lost");
        }
    }

    async fn audit_failed_message(&self, pool_id: &str, failure: (Timestamp, &str)) {
        match log_delivery::failed_message(self, pool_id, failure).await {
            Ok(Some(record)) => self.audit(&record).await,
            Ok(None) => {}
            Err(error) => tracing::warn!(error = error.name(), "a log record is lost"),
        }
    }

    /// Sends a message through the pool's custom sender, or else through the messenger, after `CustomMessage`.
    async fn hand_over(&self, outgoing: Outgoing, (pool_id, now): (&str, Timestamp)) -> Result<(), Error> {
        let Outgoing { mut message, custom_message, sender, shown_name, link, is_counted } = outgoing;
        if let Some(sender) = sender {
            // The caller does not see errors of a custom sender.
            if let Err(error) = self.call(&sender).await {
                // The function's error text may repeat its event, which contains the code, so it is not logged.
                let function = &*sender.invocation.function;
                let name = Error::from(error).name();
                tracing::warn!(function, error = name, "a custom sender failed");
                self.audit_failed_message(pool_id, (now, name)).await;
            }
            return Ok(());
        }
        if let Some(custom_message) = custom_message {
            let response = self.call(&custom_message).await.map_err(Error::from)?;
            let words = json::from_value(response).map_err(|_| InvalidLambdaResponse)?;
            rewrite(&mut message, words, &shown_name, link.as_ref())?;
        }
        let Some(messenger) = &self.messenger else {
            return Err(Error::CodeDeliveryFailure("No messenger is configured.".to_owned()));
        };
        if let (Some(quotas), true) = (&self.quotas, is_counted)
            && !quotas.take_mail(now)
        {
            return Err(LimitExceeded::DailyEmails.into());
        }
        messenger.deliver(&message).await.map_err(|error| Error::CodeDeliveryFailure(error.to_string()))
    }
}

/// Replaces the message's text by the function's.
///
/// # Errors
/// A mail body without the code's placeholder fails the call, as in the service; that of a link will do if there is a link. An
/// invitation or a text message without a placeholder, or a text message that is too long, keeps its default text instead.
fn rewrite(
    message: &mut Message,
    words: CustomMessageResponse,
    shown_name: &str,
    link: Option<&Sensitive>,
) -> Result<(), Error> {
    let (subject, body) = match message.medium {
        Medium::Email => (words.email_subject, words.email_message),
        Medium::Sms => (None, words.sms_message),
    };
    let invites = message.purpose == Purpose::AdminCreateUser;
    let leads = |body: &str| link.is_some() && has_link(body);
    if let Some(body) = &body
        && message.medium == Medium::Email
        && !invites
        && !leads(body)
    {
        check_email_body(body)?;
    }
    let says_enough = |body: &String| {
        (message.code.is_none() || body.contains(CODE) || leads(body))
            && (!invites || body.contains(USERNAME))
            && (message.medium == Medium::Email || body.chars().count() <= SMS_CHARS_MAX)
    };
    match body {
        Some(body) if says_enough(&body) => {
            let code = message.code.as_ref().map_or("", |code| code.expose());
            let values = [(CODE, code), (USERNAME, shown_name)];
            let link = link.map(Sensitive::as_str);
            message.body = Secret::new(fill_all(&body, message.medium, &values, link).as_str());
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

/// Checks a mail body of `CustomMessage` as the service does: as a request with the single member `emailBody`.
fn check_email_body(body: &str) -> Result<(), Error> {
    const WORDS: &[Member] = &[required("emailBody", &shapes::CUSTOM_EMAIL_BODY)];
    let words = ordered::object([("emailBody".to_owned(), Value::from(body))]);
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
        rewrite(&mut message, words, "ana", None).unwrap();
        message.body.expose().to_owned()
    }

    #[test]
    fn a_text_is_used_if_it_has_its_placeholders() {
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
        rewrite(&mut mail, words.clone(), "ana", None).unwrap();
        assert_eq!((mail.subject.as_deref(), mail.body.expose()), (Some("own"), "default"));
        let mut sms = message(Purpose::SignUp, Medium::Sms);
        rewrite(&mut sms, words, "ana", None).unwrap();
        assert_eq!(sms.subject, None);
    }
}
