//! Messages to users, printed where the server was started: for people who try it out and read the code there.

use std::io::{self, Write as _};

use userpool::storage::Message;

/// Prints a message on standard output, never into the log. In a thread of its own: a terminal whose user has stopped the
/// output must not stop the server.
pub(super) async fn print(message: &Message) -> io::Result<()> {
    let text = text(message);
    let printed = tokio::task::spawn_blocking(move || {
        let mut out = io::stdout().lock();
        out.write_all(text.as_bytes())?;
        out.flush()
    });
    printed.await.unwrap_or_else(|error| Err(io::Error::other(error)))
}

/// One line, with the code first where there is one.
fn text(message: &Message) -> String {
    let code = match &message.code {
        Some(code) => format!("code {}", code.expose()),
        None => message.body.expose().to_owned(),
    };
    let line = format!(
        "{code}  {purpose} of {username} in {pool}, {medium} to {destination}",
        purpose = message.purpose.as_str(),
        username = message.username,
        pool = message.user_pool_id,
        medium = message.medium.as_str(),
        destination = message.destination,
    );
    format!("{}\n", printable(&line))
}

/// Users choose names and addresses, and those must not move the cursor of the terminal or turn the line around.
fn printable(text: &str) -> String {
    let is_harmless = |c: char| {
        !c.is_control()
            && !matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    text.chars().map(|c| if is_harmless(c) { c } else { '\u{fffd}' }).collect()
}

#[cfg(test)]
mod tests {
    use userpool::storage::{Medium, Purpose, Secret};

    use super::*;

    fn message(username: &str, code: Option<&str>) -> Message {
        Message {
            user_pool_id: "us-east-1_example".to_owned(),
            client_id: None,
            username: username.to_owned(),
            purpose: Purpose::SignUp,
            medium: Medium::Email,
            destination: "ana@example.com".to_owned(),
            subject: None,
            body: Secret::new("Welcome,\nana"),
            code: code.map(Secret::new),
        }
    }

    #[test]
    fn a_message_is_one_line_with_its_code() {
        let line = text(&message("ana", Some("123456")));
        assert_eq!(line, "code 123456  SignUp of ana in us-east-1_example, EMAIL to ana@example.com\n");
        assert!(text(&message("ana", None)).starts_with("Welcome,\u{fffd}ana  SignUp of ana"));
    }

    #[test]
    fn a_name_cannot_steer_the_terminal() {
        let line = text(&message("\u{1b}[2Jana\r\n\u{9b}31m\u{202e}", Some("123456")));
        assert!(line.trim_end().chars().all(|c| !c.is_control() && c != '\u{202e}'), "{line:?}");
        assert_eq!(line.matches('\n').count(), 1);
    }
}
