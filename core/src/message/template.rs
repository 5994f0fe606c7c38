//! The texts of messages: a pool's templates, or the service's, with the placeholders filled in.

use userpool_storage_traits::Medium;

use crate::{
    auth::channel::Channel,
    model::pool::{Pool, PoolSettings},
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

/// The text with a confirmation or reset code.
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
    Text { subject, body: fill(&body, channel.medium(), username, code) }
}

/// The mail with a link that confirms a user.
pub(crate) fn verification_by_link(settings: &PoolSettings, username: &str, code: &str, link: &str) -> Text {
    let template = settings.verification_message_template.clone().unwrap_or_default();
    let default =
        || "Please click the link below to verify your email address. {##Verify Email##}".to_owned();
    let body = template.email_message_by_link.unwrap_or_else(default);
    Text {
        subject: template.email_subject_by_link.or_else(|| Some("Your verification link".to_owned())),
        body: fill_all(&body, Medium::Email, &[(CODE, code), (USERNAME, username)], Some(link)),
    }
}

/// The text with a code of a sign-in.
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
    Text { subject, body: fill(&body, channel.medium(), username, code) }
}

/// The text of an invitation with a temporary password.
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
    Text { subject, body: fill(&body, channel.medium(), username, password) }
}

/// The text of an invitation for a user without a password. The pool's template mentions a password, so it is not used.
/// The subject is the engine's choice.
pub(crate) fn invitation_without_password(channel: Channel, name: &str) -> Text {
    Text {
        subject: (channel == Channel::Email).then(|| "Your username".to_owned()),
        body: fill("Your username is {username}.", channel.medium(), name, ""),
    }
}

/// Fills in the placeholders, in one pass over the template, so that a name that looks like a placeholder remains
/// unchanged.
///
/// Mails are HTML: there the values are escaped, since users choose their own names, and passwords may contain `<` and
/// `&`. The template itself is the administrator's HTML and is not escaped. Text messages are plain text.
pub(crate) fn fill(template: &str, medium: Medium, username: &str, code: &str) -> Sensitive {
    fill_all(template, medium, &[(CODE, code), (USERNAME, username)], None)
}

/// As [`fill`], with these placeholders and their values. A text between `{##` and `##}` becomes a link if there is one.
pub(crate) fn fill_all(
    template: &str,
    medium: Medium,
    values: &[(&str, &str)],
    link: Option<&str>,
) -> Sensitive {
    let mut filled = String::with_capacity(template.len() * 2);
    let mut rest = template;
    while let Some(start) = rest.find('{') {
        filled.push_str(&rest[..start]);
        rest = &rest[start..];
        match values.iter().find(|(placeholder, _)| rest.starts_with(placeholder)) {
            Some((placeholder, value)) => {
                push_value(&mut filled, medium, value);
                rest = &rest[placeholder.len()..];
            }
            None => match link.zip(label(rest)) {
                Some((link, (label, after))) => {
                    filled.push_str("<a href=\"");
                    push_value(&mut filled, medium, link);
                    filled.push_str("\">");
                    filled.push_str(label);
                    filled.push_str("</a>");
                    rest = after;
                }
                None => {
                    filled.push('{');
                    rest = &rest[1..];
                }
            },
        }
    }
    filled.push_str(rest);
    Sensitive::new(filled)
}

/// The text of the placeholder for a link at the beginning, and what follows the placeholder.
fn label(text: &str) -> Option<(&str, &str)> {
    text.strip_prefix("{##")?.split_once("##}")
}

/// Whether the text has a placeholder for a link.
pub(crate) fn has_link(text: &str) -> bool {
    text.split_once("{##").is_some_and(|(_, rest)| rest.contains("##}"))
}

fn push_value(filled: &mut String, medium: Medium, value: &str) {
    if medium != Medium::Email {
        return filled.push_str(value);
    }
    for character in value.chars() {
        match character {
            '&' => filled.push_str("&amp;"),
            '<' => filled.push_str("&lt;"),
            '>' => filled.push_str("&gt;"),
            '"' => filled.push_str("&quot;"),
            '\'' => filled.push_str("&#39;"),
            other => filled.push(other),
        }
    }
}

/// A subject on one line: line breaks and other control characters become spaces, so that a subject cannot add a header
/// to a mail, however the messenger writes it.
pub(crate) fn one_line(subject: &str) -> String {
    let breaks = |character: char| character.is_control() || matches!(character, '\u{2028}' | '\u{2029}');
    subject.chars().map(|character| if breaks(character) { ' ' } else { character }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_filled_once() {
        let filled = fill("{username}: {####}{ {####", Medium::Email, "{####}", "123456");
        assert_eq!(filled.as_str(), "{####}: 123456{ {####");
    }

    #[test]
    fn a_placeholder_for_a_link_becomes_a_link() {
        let filled = |template: &str, link: Option<&str>| {
            let values = [(CODE, "123456"), (USERNAME, "{##x##}")];
            fill_all(template, Medium::Email, &values, link).as_str().to_owned()
        };
        let link = Some("https://a.example/?a=1&b=\"");
        let start = "<a href=\"https://a.example/?a=1&amp;b=&quot;\">";
        assert_eq!(filled("{##Verify <b>now</b>##}!", link), format!("{start}Verify <b>now</b></a>!"));
        assert_eq!(filled("{####} {##A##}{##B##}", link), format!("123456 {start}A</a>{start}B</a>"));
        // Names are not templates, and an opening without an end is text.
        assert_eq!(filled("{username} {##open", link), "{##x##} {##open");
        assert_eq!(filled("{##Verify##}", None), "{##Verify##}");
    }

    #[test]
    fn values_are_escaped_in_mails_only() {
        let template = "<p>{username}</p>{####}";
        let filled =
            |medium| fill(template, medium, "<a href='x'>\"Ana\" & co</a>", "P&<1>").as_str().to_owned();
        assert_eq!(
            filled(Medium::Email),
            "<p>&lt;a href=&#39;x&#39;&gt;&quot;Ana&quot; &amp; co&lt;/a&gt;</p>P&amp;&lt;1&gt;"
        );
        assert_eq!(filled(Medium::Sms), "<p><a href='x'>\"Ana\" & co</a></p>P&<1>");
    }

    #[test]
    fn a_subject_has_one_line() {
        assert_eq!(one_line("Hi\r\nBcc: eva@example.com\u{2028}\tü"), "Hi  Bcc: eva@example.com  ü");
    }

    #[test]
    fn without_a_template_the_texts_are_those_of_the_service() {
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
