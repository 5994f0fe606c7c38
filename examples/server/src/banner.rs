//! The text on standard output after the start: addresses, files and the first commands.

use std::{
    io::{self, Write as _},
    net::SocketAddr,
    path::Path,
};

use crate::{
    address::own_address,
    credentials::Credential as AccessKey,
    data_folder::DataFolder,
    first_steps::{Code, Credential, FirstSteps},
    inbox,
    options::Options,
};

/// Prints the text. It contains no stored secret.
///
/// `made` is a credential for this run only. It is printed in the commands, since it is in no file.
pub(crate) fn print(
    options: &Options,
    folder: &DataFolder,
    made: Option<&AccessKey>,
    address: SocketAddr,
    has_inbox: bool,
) {
    // The server works even if standard output is closed.
    let _ = io::stdout().write_all(text(options, folder, made, address, has_inbox).as_bytes());
}

fn text(
    options: &Options,
    folder: &DataFolder,
    made: Option<&AccessKey>,
    address: SocketAddr,
    has_inbox: bool,
) -> String {
    let endpoint = own_address(address, options.tls().is_some());
    let credential = match (folder.credentials(), made) {
        (Some(path), _) => quoted(path),
        (None, Some(_)) => "for this run only, in the commands below".to_owned(),
        (None, None) => {
            "none needed: every caller is an administrator (--danger-accept-any-credentials)".to_owned()
        }
    };
    format!(
        "\
userpool-server {version} listens on {endpoint}
  data        {data}
  credential  {credential}
  messages    {messages}{inbox}

From here to a user who has signed in, in another terminal:

{steps}
",
        version = env!("CARGO_PKG_VERSION"),
        data = folder.path().map_or_else(|| "in memory, lost when the server stops".to_owned(), quoted),
        messages = messages(options, folder),
        inbox = if has_inbox { format!("\n  inbox       {endpoint}{}", inbox::PATH) } else { String::new() },
        steps = first_steps(options, folder, made, &endpoint),
    )
}

fn first_steps(options: &Options, folder: &DataFolder, made: Option<&AccessKey>, endpoint: &str) -> String {
    let (credentials, messages) = (folder.credentials().map(quoted), folder.messages().map(quoted));
    let steps = FirstSteps {
        endpoint,
        region: &options.region,
        credential: match (&credentials, made) {
            (Some(path), _) => Credential::File(path),
            (None, Some(made)) => Credential::Key(&made.id, &made.secret),
            (None, None) => Credential::Key("any", "any"),
        },
        code: match (options.delivery.smtp(), &messages) {
            (Some(_), _) => Code::Elsewhere("type the code that was mailed"),
            (None, Some(file)) => Code::File(file),
            (None, None) => Code::Elsewhere("type the code that the server prints"),
        },
    };
    steps.text()
}

/// Where messages to users go.
fn messages(options: &Options, folder: &DataFolder) -> String {
    let file = folder.messages().map_or_else(|| "standard output".to_owned(), quoted);
    match (options.delivery.smtp().is_some(), options.delivery.sms_webhook.is_some()) {
        (false, false) => file,
        (true, false) => format!("mail by SMTP, the rest to {file}"),
        (false, true) => format!("text messages by webhook, the rest to {file}"),
        (true, true) => "mail by SMTP, text messages by webhook".to_owned(),
    }
}

/// The path, quoted for a shell if necessary.
fn quoted(path: &Path) -> String {
    let text = path.display().to_string();
    let plain = |c: char| c.is_alphanumeric() || "/._-+@%,:".contains(c);
    if text.chars().all(plain) { text } else { format!("'{}'", text.replace('\'', r"'\''")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_quoted_when_a_shell_would_split_it() {
        assert_eq!(quoted(Path::new("/var/lib/userpool")), "/var/lib/userpool");
        assert_eq!(quoted(Path::new("/my data/it's")), r"'/my data/it'\''s'");
    }
}
