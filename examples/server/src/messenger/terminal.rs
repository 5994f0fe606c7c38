//! Prints messages to users on the server's terminal, for people who try it out.

use std::io::{self, Write as _};

use userpool::storage::Message;

/// Prints a message on standard output, never to the log. Uses a separate thread, so that a terminal whose output is stopped does
/// not block the server.
pub(super) async fn print(message: &Message) -> io::Result<()> {
    let text = text(message);
    let printed = tokio::task::spawn_blocking(move || {
        let mut out = io::stdout().lock();
        out.write_all(text.as_bytes())?;
        out.flush()
    });
    printed.await.unwrap_or_else(|error| Err(io::Error::other(error)))
}

/// One line, which begins with the code if there is one.
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

/// Replaces control and bidirectional characters. Users choose names and addresses, which must not control the terminal.
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
    fn a_name_cannot_control_the_terminal() {
        let line = text(&message("\u{1b}[2Jana\r\n\u{9b}31m\u{202e}", Some("123456")));
        assert!(line.trim_end().chars().all(|c| !c.is_control() && c != '\u{202e}'), "{line:?}");
        assert_eq!(line.matches('\n').count(), 1);
    }
}
