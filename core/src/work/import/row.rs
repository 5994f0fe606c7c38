//! One line of a file of users: its values, checked against the rules of the file and of the pool.

use std::collections::BTreeMap;

use userpool_storage_traits::Key;

use crate::{
    auth::{
        channel::Channel,
        password_hash::{HashAlgorithm, Limits, PasswordHash},
    },
    check::patterns::is_visible,
    csv,
    error::InvalidParameter,
    model::{
        attributes::is_true,
        import_job::{HASH_COLUMN, MFA_COLUMN, USERNAME_COLUMN},
        keys,
        pool::Pool,
        schema::Required,
    },
    ordered,
    sensitive::Sensitive,
    settings::UserPoolMfa,
};

/// Longest line, in characters.
const LINE_CHARS_MAX: usize = 16_000;

/// A user to import.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Row {
    pub(super) username: String,
    pub(super) attributes: BTreeMap<String, String>,
    /// Codes by text message are the second factor.
    pub(super) mfa: bool,
    /// The hash of the password.
    pub(super) hash: Option<Sensitive>,
}

/// Why a line does not become a user. The texts contain no values of the file. Except for the first one, which the
/// service's documentation shows, they are chosen by us.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub(super) enum LineError {
    #[error(
        "The User Record does not set any of the auto verified attributes to true. (Example: email_verified to true)."
    )]
    NoVerifiedAttribute,
    #[error("The line is not valid UTF-8.")]
    Encoding,
    #[error("The line is longer than {LINE_CHARS_MAX} characters.")]
    TooLong,
    #[error("The line has {found} values instead of {expected}.")]
    Values { found: usize, expected: usize },
    #[error("The value of {USERNAME_COLUMN} is missing.")]
    NoUsername,
    #[error("The value of {USERNAME_COLUMN} must not contain white space or invisible characters.")]
    InvisibleUsername,
    #[error("The value of {0} must be TRUE or FALSE.")]
    NotBoolean(&'static str),
    #[error("The attribute {0} is set to true, but the value of {1} is missing.")]
    NothingVerified(&'static str, &'static str),
    #[error("The value of {MFA_COLUMN} must be {0} in this user pool.")]
    Mfa(&'static str),
    #[error("The value of {MFA_COLUMN} is TRUE, but the value of phone_number is missing.")]
    MfaWithoutPhoneNumber,
    #[error("The value of {HASH_COLUMN} is not a hash by {0}, or exceeds the limits.")]
    PasswordHash(String),
    #[error("The value of birthdate must have the form mm/dd/yyyy.")]
    Birthdate,
    #[error("{0}")]
    Invalid(String),
    #[error("The user could not be imported due to an internal error.")]
    Internal,
}

impl From<InvalidParameter> for LineError {
    /// A violation of the schema may have several lines.
    fn from(error: InvalidParameter) -> Self {
        Self::Invalid(error.to_string().trim().replace('\n', " "))
    }
}

impl Row {
    /// Reads a line. `hashing` is the algorithm of the job, if its lines have hashes of passwords.
    pub(super) fn read(
        pool: &Pool,
        columns: &[String],
        hashing: Option<&str>,
        line: &[u8],
    ) -> Result<Self, LineError> {
        let line = std::str::from_utf8(line).map_err(|_| LineError::Encoding)?;
        if line.chars().count() > LINE_CHARS_MAX {
            return Err(LineError::TooLong);
        }
        let values = csv::values(line);
        if values.len() != columns.len() {
            return Err(LineError::Values { found: values.len(), expected: columns.len() });
        }
        let mut attributes =
            ordered::map(columns.iter().cloned().zip(values).filter(|(_, value)| !value.is_empty()));
        let username = attributes.remove(USERNAME_COLUMN).ok_or(LineError::NoUsername)?;
        if !username.chars().all(is_visible) {
            return Err(LineError::InvisibleUsername);
        }
        pool.naming.check_username(&username)?;
        if let Some(alias) = pool.naming.named_by(&username) {
            attributes.insert(alias.attribute().to_owned(), username.clone());
        }
        let mfa = attributes.remove(MFA_COLUMN);
        let hash = attributes.remove(HASH_COLUMN).map(Sensitive::new);
        if let Some(hash) = &hash {
            check_hash(hashing.unwrap_or_default(), hash)?;
        }
        check_verified(pool, &attributes)?;
        let mfa = check_mfa(pool, mfa.as_deref(), &attributes)?;
        if attributes.get("birthdate").is_some_and(|date| !is_birthdate(date)) {
            return Err(LineError::Birthdate);
        }
        pool.schema.check(&attributes, Required::Present(&BTreeMap::new()))?;
        Ok(Self { username, attributes, mfa, hash })
    }

    /// The keys of all records that tell whether the user can be added, with this `sub`.
    pub(super) fn keys(&self, pool: &Pool, sub: &str) -> Vec<Key> {
        let username = pool.naming.canonical(&self.username);
        let username = if pool.naming.username_attributes.is_empty() { &*username } else { sub };
        let mut keys = pool.naming.candidates(&self.username).keys();
        keys.extend(pool.naming.aliases_of(&self.attributes));
        keys.extend([keys::user(username), keys::sub(sub)]);
        ordered::sort(&mut keys);
        keys.dedup();
        keys
    }
}

/// The value must be a hash by the algorithm of the job.
fn check_hash(algorithm: &str, hash: &str) -> Result<(), LineError> {
    let known = HashAlgorithm::parse(algorithm);
    let parsed = known.and_then(|algorithm| PasswordHash::parse(&Limits::SERVICE, algorithm, hash));
    parsed.map(drop).ok_or_else(|| LineError::PasswordHash(algorithm.to_owned()))
}

/// At least one attribute that the pool verifies must be verified.
fn check_verified(pool: &Pool, attributes: &BTreeMap<String, String>) -> Result<(), LineError> {
    let mut has_verified = false;
    for channel in [Channel::Email, Channel::PhoneNumber] {
        let (address, verified) = (channel.attribute(), channel.verified_attribute());
        if !attributes.get(verified).is_none_or(|value| is_boolean(value)) {
            return Err(LineError::NotBoolean(verified));
        }
        if is_true(attributes, verified) {
            if !attributes.contains_key(address) {
                return Err(LineError::NothingVerified(verified, address));
            }
            has_verified |= pool.settings.auto_verifies(channel);
        }
    }
    if has_verified { Ok(()) } else { Err(LineError::NoVerifiedAttribute) }
}

/// Whether codes by text message are switched on. The value must agree with the pool's `MfaConfiguration`; an empty one
/// always does.
fn check_mfa(
    pool: &Pool,
    value: Option<&str>,
    attributes: &BTreeMap<String, String>,
) -> Result<bool, LineError> {
    let Some(value) = value else { return Ok(false) };
    if !is_boolean(value) {
        return Err(LineError::NotBoolean(MFA_COLUMN));
    }
    let is_on = value.eq_ignore_ascii_case("true");
    let asks = |who| pool.settings.mfa_configuration == Some(who);
    if asks(UserPoolMfa::ON) && !is_on {
        return Err(LineError::Mfa("TRUE or empty"));
    }
    if is_on && !asks(UserPoolMfa::ON) && !asks(UserPoolMfa::OPTIONAL) {
        return Err(LineError::Mfa("FALSE or empty"));
    }
    if is_on && !attributes.contains_key(Channel::PhoneNumber.attribute()) {
        return Err(LineError::MfaWithoutPhoneNumber);
    }
    Ok(is_on)
}

fn is_boolean(value: &str) -> bool {
    value.eq_ignore_ascii_case("true") || value.eq_ignore_ascii_case("false")
}

/// `mm/dd/yyyy`.
fn is_birthdate(date: &str) -> bool {
    let number = |part: &str, digits: usize| {
        let is_number = part.len() == digits && part.bytes().all(|byte| byte.is_ascii_digit());
        is_number.then(|| part.parse::<u32>().ok()).flatten()
    };
    let mut parts = date.split('/');
    let mut next = |digits| parts.next().and_then(|part| number(part, digits));
    let (month, day, year) = (next(2), next(2), next(4));
    let is_date = month.is_some_and(|month| (1..=12).contains(&month))
        && day.is_some_and(|day| (1..=31).contains(&day))
        && year.is_some();
    is_date && parts.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_birthdate_has_the_form_of_the_documentation() {
        for (date, expected) in [
            ("02/01/1985", true),
            ("12/31/2000", true),
            ("1985-02-01", false),
            ("13/01/1985", false),
            ("00/01/1985", false),
            ("01/32/1985", false),
            ("2/1/1985", false),
            ("02/01/85", false),
            ("02/01/1985/", false),
            ("02/01/+985", false),
            ("", false),
        ] {
            assert_eq!(is_birthdate(date), expected, "{date}");
        }
    }
}
