//! What a person sees after the start: where the server is, where the keys are, what to type next.

use std::{
    io::{self, Write as _},
    net::SocketAddr,
    path::Path,
};

use crate::{
    address::own_address,
    data_folder::DataFolder,
    first_steps::{Code, Credential, FirstSteps},
    options::Options,
};

/// Prints where things are; never a secret itself.
pub(crate) fn print(options: &Options, folder: &DataFolder, address: SocketAddr) {
    // The server is of use without anyone reading this.
    let _ = io::stdout().write_all(text(options, folder, address).as_bytes());
}

fn text(options: &Options, folder: &DataFolder, address: SocketAddr) -> String {
    let endpoint = own_address(address, options.tls().is_some());
    let credential = match folder.credentials() {
        Some(path) => quoted(path),
        None => "none needed: everyone is an administrator (--danger-accept-any-credentials)".to_owned(),
    };
    format!(
        "\
userpool-server {version} listens on {endpoint}
  data        {data}
  credential  {credential}
  messages    {messages}

From here to a user who has signed in, in another terminal:

{steps}
",
        version = env!("CARGO_PKG_VERSION"),
        data = quoted(folder.path()),
        messages = messages(options, folder),
        steps = first_steps(options, folder, &endpoint),
    )
}

fn first_steps(options: &Options, folder: &DataFolder, endpoint: &str) -> String {
    let (credentials, messages) = (folder.credentials().map(quoted), quoted(folder.messages()));
    let steps = FirstSteps {
        endpoint,
        region: &options.region,
        credential: match &credentials {
            Some(path) => Credential::File(path),
            None => Credential::Key("any", "any"),
        },
        code: match options.delivery.smtp() {
            Some(_) => Code::Elsewhere("type the code that was mailed"),
            None => Code::File(&messages),
        },
    };
    steps.text()
}

/// Who delivers what.
fn messages(options: &Options, folder: &DataFolder) -> String {
    let file = quoted(folder.messages());
    match (options.delivery.smtp().is_some(), options.delivery.sms_webhook.is_some()) {
        (false, false) => file,
        (true, false) => format!("mail by SMTP, the rest to {file}"),
        (false, true) => format!("text messages by webhook, the rest to {file}"),
        (true, true) => "mail by SMTP, text messages by webhook".to_owned(),
    }
}

/// The path as a shell reads it.
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
