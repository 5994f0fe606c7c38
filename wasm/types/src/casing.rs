//! Changes of case: serde's `rename_all`, and the service's names of shapes.

use crate::source::SourceError;

/// A value of serde's `rename_all`.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Case {
    Lower,
    Upper,
    Pascal,
    Camel,
    Snake,
    ScreamingSnake,
    Kebab,
    ScreamingKebab,
}

impl Case {
    pub(crate) fn parse(name: &str) -> Result<Self, SourceError> {
        Ok(match name {
            "lowercase" => Self::Lower,
            "UPPERCASE" => Self::Upper,
            "PascalCase" => Self::Pascal,
            "camelCase" => Self::Camel,
            "snake_case" => Self::Snake,
            "SCREAMING_SNAKE_CASE" => Self::ScreamingSnake,
            "kebab-case" => Self::Kebab,
            "SCREAMING-KEBAB-CASE" => Self::ScreamingKebab,
            _ => return Err(SourceError::at("rename_all", format!("{name} is no case of serde's"))),
        })
    }

    /// The name of a field, which is snake case in Rust.
    pub(crate) fn of_field(self, name: &str) -> String {
        match self {
            Self::Lower | Self::Snake => name.to_owned(),
            Self::Upper | Self::ScreamingSnake => name.to_uppercase(),
            Self::Pascal => pascal(name),
            Self::Camel => lower_first(&pascal(name)),
            Self::Kebab => name.replace('_', "-"),
            Self::ScreamingKebab => name.to_uppercase().replace('_', "-"),
        }
    }

    /// The name of a variant, which is Pascal case in Rust.
    pub(crate) fn of_variant(self, name: &str) -> String {
        match self {
            Self::Pascal => name.to_owned(),
            Self::Lower => name.to_lowercase(),
            Self::Upper => name.to_uppercase(),
            Self::Camel => lower_first(name),
            Self::Snake | Self::ScreamingSnake | Self::Kebab | Self::ScreamingKebab => {
                self.of_field(&snake(name))
            }
        }
    }
}

/// The service's name of a shape. The name of the shape's static leaves out the final `Type` and is in upper snake
/// case.
pub(crate) fn service_name(shape: &str) -> String {
    let known = IRREGULAR.iter().find(|(name, _)| *name == shape);
    known.map_or_else(|| format!("{}Type", pascal(&shape.to_lowercase())), |(_, name)| (*name).to_owned())
}

/// Names that do not follow the rule.
const IRREGULAR: &[(&str, &str)] = &[
    ("ATTRIBUTE_DATA_TYPE", "AttributeDataType"),
    ("CLIENT_SSO_SESSION_CONFIG", "ClientSSOSessionConfigType"),
    ("CUSTOM_SMS_LAMBDA_VERSION_CONFIG", "CustomSMSLambdaVersionConfigType"),
    ("CUSTOM_SMS_SENDER_LAMBDA_VERSION", "CustomSMSSenderLambdaVersionType"),
    ("ENCRYPTION_KEY_TYPE", "EncryptionKeyType"),
    ("EVENT_CHALLENGE", "ChallengeName"),
    ("EVENT_CHALLENGE_RESULT", "ChallengeResponse"),
    ("EVENT_KIND", "EventType"),
    ("EVENT_SOURCE_NAME", "EventSourceName"),
    ("HTTP_HEADER", "HttpHeader"),
    ("ISSUER_TYPE", "IssuerType"),
    ("LIMIT_CLASS", "LimitClass"),
    ("LOG_LEVEL", "LogLevel"),
    ("MFA_OPTION", "MFAOptionType"),
    ("OAUTH_FLOW", "OAuthFlowType"),
    ("PREVENT_USER_EXISTENCE_ERRORS", "PreventUserExistenceErrorTypes"),
    ("SESSION_KIND", "SessionTypeType"),
    ("SMS_MFA_SETTINGS", "SMSMfaSettingsType"),
    ("USER_POOL_CLIENT_DESCRIPTION", "UserPoolClientDescription"),
    ("WEB_AUTHN_CREDENTIAL_DESCRIPTION", "WebAuthnCredentialDescription"),
];

fn pascal(snake: &str) -> String {
    snake.split('_').map(upper_first).collect()
}

fn snake(pascal: &str) -> String {
    let mut snake = String::new();
    for (at, letter) in pascal.char_indices() {
        if letter.is_uppercase() && at > 0 {
            snake.push('_');
        }
        snake.extend(letter.to_lowercase());
    }
    snake
}

pub(crate) fn upper_first(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

pub(crate) fn lower_first(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_and_variants_are_renamed_as_serde_does() {
        for (case, field, variant) in [
            ("lowercase", "user_pool_id", "smsmfa"),
            ("UPPERCASE", "USER_POOL_ID", "SMSMFA"),
            ("PascalCase", "UserPoolId", "SmsMfa"),
            ("camelCase", "userPoolId", "smsMfa"),
            ("snake_case", "user_pool_id", "sms_mfa"),
            ("SCREAMING_SNAKE_CASE", "USER_POOL_ID", "SMS_MFA"),
            ("kebab-case", "user-pool-id", "sms-mfa"),
            ("SCREAMING-KEBAB-CASE", "USER-POOL-ID", "SMS-MFA"),
        ] {
            let rule = Case::parse(case).unwrap();
            assert_eq!(rule.of_field("user_pool_id"), field, "{case}");
            assert_eq!(rule.of_variant("SmsMfa"), variant, "{case}");
        }
        assert!(Case::parse("Train-Case").is_err());
    }

    #[test]
    fn shapes_get_the_names_of_the_service() {
        assert_eq!(service_name("USER_POOL_ADD_ONS"), "UserPoolAddOnsType");
        assert_eq!(service_name("CLIENT_TYPE"), "ClientTypeType");
        assert_eq!(service_name("HTTP_HEADER"), "HttpHeader");
    }
}
