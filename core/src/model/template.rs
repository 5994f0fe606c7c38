//! The texts of messages: a pool's templates, or the service's, with placeholders filled in.

use crate::{
    model::{
        delivery::Channel,
        pool::{Pool, PoolSettings},
    },
    sensitive::Sensitive,
};

/// A text ready to send.
#[derive(Clone, Debug)]
pub(crate) struct Text {
    /// `None` for text messages.
    pub(crate) subject: Option<String>,
    pub(crate) body: Sensitive,
}

/// The placeholder of codes and temporary passwords.
pub(crate) const CODE: &str = "{####}";

/// The placeholder of the user's name.
pub(crate) const USERNAME: &str = "{username}";

/// A confirmation or reset code.
pub(crate) fn verification(settings: &PoolSettings, channel: Channel, username: &str, code: &str) -> Text {
    let template = settings.verification_message_template.clone().unwrap_or_default();
    let (subject, body) = match channel {
        Channel::Email => (
            template.email_subject.or_else(|| Some("Your verification code".to_owned())),
            template.email_message.unwrap_or_else(|| format!("Your confirmation code is {CODE}")),
        ),
        Channel::PhoneNumber => {
            (None, template.sms_message.unwrap_or_else(|| format!("Your verification code is {CODE}. ")))
        }
    };
    Text { subject, body: fill(&body, username, code) }
}

/// A code of a sign-in.
pub(crate) fn authentication(pool: &Pool, channel: Channel, username: &str, code: &str) -> Text {
    let (subject, body) = match channel {
        Channel::Email => {
            let template = pool.mfa.email.clone().unwrap_or_default();
            let subject = template.subject.unwrap_or_else(|| "Your authentication code".to_owned());
            (Some(subject), template.message.unwrap_or_else(|| format!("Your authentication code is {CODE}")))
        }
        Channel::PhoneNumber => {
            let template = pool.settings.sms_authentication_message.clone();
            (None, template.unwrap_or_else(|| format!("Your authentication code is {CODE}. ")))
        }
    };
    Text { subject, body: fill(&body, username, code) }
}

/// An invitation with a temporary password.
pub(crate) fn invitation(settings: &PoolSettings, channel: Channel, username: &str, password: &str) -> Text {
    let template = settings
        .admin_create_user_config
        .as_ref()
        .and_then(|config| config.invite_message_template.clone())
        .unwrap_or_default();
    let default = || format!("Your username is {USERNAME} and temporary password is {CODE}.");
    let (subject, body) = match channel {
        Channel::Email => (
            template.email_subject.or_else(|| Some("Your temporary password".to_owned())),
            template.email_message.unwrap_or_else(default),
        ),
        Channel::PhoneNumber => (None, template.sms_message.unwrap_or_else(default)),
    };
    Text { subject, body: fill(&body, username, password) }
}

/// One pass over the template, so that a name that looks like a placeholder stays a name.
pub(crate) fn fill(template: &str, username: &str, code: &str) -> Sensitive {
    let mut filled = String::with_capacity(template.len() + username.len() + code.len());
    let mut rest = template;
    while let Some(start) = rest.find('{') {
        filled.push_str(&rest[..start]);
        rest = &rest[start..];
        if let Some(behind) = rest.strip_prefix(CODE) {
            filled.push_str(code);
            rest = behind;
        } else if let Some(behind) = rest.strip_prefix(USERNAME) {
            filled.push_str(username);
            rest = behind;
        } else {
            filled.push('{');
            rest = &rest[1..];
        }
    }
    filled.push_str(rest);
    Sensitive::new(filled)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_filled_once() {
        let filled = fill("{username}: {####}{ {####", "{####}", "123456");
        assert_eq!(filled.as_str(), "{####}: 123456{ {####");
    }

    #[test]
    fn without_a_template_the_texts_are_the_services() {
        let settings = PoolSettings::default();
        let mail = verification(&settings, Channel::Email, "ana", "123456");
        assert_eq!(mail.subject.as_deref(), Some("Your verification code"));
        assert_eq!(mail.body.as_str(), "Your confirmation code is 123456");
        let sms = verification(&settings, Channel::PhoneNumber, "ana", "123456");
        assert_eq!((sms.subject, sms.body.as_str()), (None, "Your verification code is 123456. "));
        let invitation = invitation(&settings, Channel::Email, "ana", "Secret1!");
        assert_eq!(invitation.body.as_str(), "Your username is ana and temporary password is Secret1!.");
    }
}
