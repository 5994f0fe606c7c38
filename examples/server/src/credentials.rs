//! The administrators' credentials, in the [format of the AWS
//! tools](https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html), so that the file the server reads is
//! the file a client signs with.

use std::fmt;

use base64::{Engine as _, engine::general_purpose::STANDARD};

/// One access key.
#[derive(Clone, Eq, PartialEq)]
pub(crate) struct Credential {
    /// `aws_access_key_id`.
    pub(crate) id: String,
    /// `aws_secret_access_key`.
    pub(crate) secret: String,
}

/// Reads the access key of every profile; at least one.
pub(crate) fn parse(text: &str) -> Result<Vec<Credential>, NotCredentials> {
    let mut profiles: Vec<Profile<'_>> = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with(['#', ';'])) {
        if line.starts_with('[') && line.ends_with(']') {
            profiles.push(Profile::default());
            continue;
        }
        let (name, value) = line.split_once('=').ok_or(NotCredentials::Line)?;
        let profile = profiles.last_mut().ok_or(NotCredentials::Line)?;
        match name.trim() {
            "aws_access_key_id" => profile.id = value.trim(),
            "aws_secret_access_key" => profile.secret = value.trim(),
            _ => {} // settings of clients, such as regions and session tokens
        }
    }
    let complete = profiles.iter().filter(|profile| !profile.id.is_empty() && !profile.secret.is_empty());
    let credentials: Vec<Credential> =
        complete.map(|p| Credential { id: p.id.to_owned(), secret: p.secret.to_owned() }).collect();
    if credentials.is_empty() { Err(NotCredentials::Missing) } else { Ok(credentials) }
}

/// Makes a new credential. Returns a file's text with it as the default profile.
pub(crate) fn generate() -> Result<String, getrandom::Error> {
    let mut random = [0; 12 + 30];
    getrandom::fill(&mut random)?;
    let (id, secret) = random.split_at(12);
    // Twenty characters, as AWS's keys have. The prefix identifies the key to people and to secret scanners.
    let id = format!("USERPOOL{}", id.iter().map(|byte| letter(*byte)).collect::<String>());
    let secret = STANDARD.encode(secret);
    Ok(format!(
        "# Administrator of a userpool server; use it as AWS_SHARED_CREDENTIALS_FILE.\n\
         [default]\naws_access_key_id = {id}\naws_secret_access_key = {secret}\n"
    ))
}

/// Why a file is not a credentials file. The text must not quote it.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub(crate) enum NotCredentials {
    #[error("expected lines like `name = value` under a profile like `[default]`")]
    Line,
    #[error("no profile has both aws_access_key_id and aws_secret_access_key")]
    Missing,
}

impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credential").field("id", &self.id).finish_non_exhaustive()
    }
}

#[derive(Default)]
struct Profile<'a> {
    id: &'a str,
    secret: &'a str,
}

/// One of 32 letters and digits, each equally likely.
fn letter(byte: u8) -> char {
    char::from(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[usize::from(byte % 32)])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(text: &str) -> Result<Vec<String>, NotCredentials> {
        Ok(parse(text)?.into_iter().map(|credential| credential.id).collect())
    }

    fn generated() -> Credential {
        let text = generate().expect("randomness");
        parse(&text).expect("what was generated reads back").remove(0)
    }

    #[test]
    fn a_generated_credential_can_be_parsed() {
        assert_eq!((generated().id.len(), generated().secret.len()), (20, 40));
        assert_ne!(generated(), generated());
    }

    #[test]
    fn every_complete_profile_counts() {
        let text = "\
            ; people\n[ana]\naws_access_key_id=A\naws_secret_access_key=s=1\nregion = us-east-1\n\
            [half]\naws_access_key_id=B\n\
            [ben]\n aws_access_key_id = C\n aws_secret_access_key = t\n";
        assert_eq!(ids(text), Ok(vec!["A".to_owned(), "C".to_owned()]));
        assert_eq!(parse(text).expect("parsed")[0].secret, "s=1");
    }

    #[test]
    fn anything_else_is_refused() {
        assert_eq!(ids(""), Err(NotCredentials::Missing));
        assert_eq!(ids("[default]\naws_access_key_id = A\n"), Err(NotCredentials::Missing));
        assert_eq!(ids("aws_access_key_id = A\n"), Err(NotCredentials::Line));
        assert_eq!(ids("[default]\nhello\n"), Err(NotCredentials::Line));
    }

    #[test]
    fn debug_does_not_show_the_secret() {
        let credential = generated();
        assert!(!format!("{credential:?}").contains(&credential.secret));
    }
}
