//! Configurations: objects with typed members, which keep every member that they do not know.

use serde::{Deserialize, Deserializer, Serialize, de::Error};
use serde_json::{Map, Value};

/// The members of a configuration: always an object. All configurations are this type to the compiler, so that their code
/// is compiled once.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(transparent)]
pub(super) struct Members(Value);

impl Members {
    pub(super) fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name)
    }

    pub(super) fn set(&mut self, name: &str, value: Value) {
        if let Some(members) = self.0.as_object_mut() {
            members.insert(name.to_owned(), value);
        }
    }

    /// The values of all members.
    pub(super) fn values(&self) -> impl Iterator<Item = &Value> {
        self.0.as_object().into_iter().flat_map(Map::values)
    }
}

impl Default for Members {
    fn default() -> Self {
        Self::from(Map::new())
    }
}

impl From<Map<String, Value>> for Members {
    fn from(members: Map<String, Value>) -> Self {
        Self(Value::Object(members))
    }
}

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        if value.is_object() {
            Ok(Self(value))
        } else {
            Err(D::Error::custom("a configuration is an object"))
        }
    }
}

/// The type of a configuration's member.
pub trait Setting {
    /// How the member is read.
    type Read<'a>;

    /// Reads the member; `None` for a value of another type.
    fn read(value: &Value) -> Option<Self::Read<'_>>;

    fn written(self) -> Value;
}

impl Setting for String {
    type Read<'a> = &'a str;

    fn read(value: &Value) -> Option<&str> {
        value.as_str()
    }

    fn written(self) -> Value {
        Value::String(self)
    }
}

impl Setting for bool {
    type Read<'a> = Self;

    fn read(value: &Value) -> Option<Self> {
        value.as_bool()
    }

    fn written(self) -> Value {
        Value::Bool(self)
    }
}

impl<T: Setting> Setting for Vec<T> {
    type Read<'a> = Vec<T::Read<'a>>;

    fn read(value: &Value) -> Option<Self::Read<'_>> {
        value.as_array()?.iter().map(T::read).collect()
    }

    fn written(self) -> Value {
        Value::Array(self.into_iter().map(T::written).collect())
    }
}

/// Declares configurations. In JSON a configuration is an object. It keeps the members that it was read with; for those
/// that are declared, it has methods that read and set them.
///
/// `wasm/types` reads these declarations.
macro_rules! configuration {
    ($($(#[$meta:meta])* pub struct $name:ident {
        $($(#[doc = $doc:literal])* #[serde(rename = $text:literal)] #[with($with:ident)]
        pub $member:ident: Option<$ty:ty>,)+
    })+) => {$(
        $(#[$meta])*
        ///
        /// Further members are kept and returned.
        #[derive(Clone, Debug, Default, PartialEq, serde::Deserialize, serde::Serialize)]
        #[serde(transparent)]
        pub struct $name(crate::settings::configuration::Members);

        impl $name {
            $(
                $(#[doc = $doc])*
                ///
                /// `None` if it is absent or of another type.
                pub fn $member(&self) -> Option<<$ty as crate::settings::configuration::Setting>::Read<'_>> {
                    <$ty as crate::settings::configuration::Setting>::read(self.0.get($text)?)
                }

                #[doc = concat!("Sets `", $text, "`.")]
                #[must_use]
                pub fn $with(mut self, value: impl Into<$ty>) -> Self {
                    self.0.set($text, crate::settings::configuration::Setting::written(value.into()));
                    self
                }
            )+
        }

        impl From<serde_json::Map<String, serde_json::Value>> for $name {
            fn from(members: serde_json::Map<String, serde_json::Value>) -> Self {
                Self(members.into())
            }
        }

        impl crate::settings::configuration::Setting for $name {
            type Read<'a> = Self;

            fn read(value: &serde_json::Value) -> Option<Self> {
                value.as_object().cloned().map(Self::from)
            }

            fn written(self) -> serde_json::Value {
                self.0.into()
            }
        }
    )+};
}

impl From<Members> for Value {
    fn from(members: Members) -> Self {
        members.0
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::settings::{
        EmailConfiguration, EmailSendingAccount, FunctionConfig, LambdaConfig, LambdaVersion,
        UserAttributeUpdateSettings, VerifiedAttribute,
    };

    #[test]
    fn what_was_read_is_written_as_it_came() {
        for given in [
            json!({}),
            json!({"SourceArn": "arn", "EmailSendingAccount": "LATER", "From": null, "Later": {"Deep": [1, null]}}),
            json!({"SourceArn": 1, "EmailSendingAccount": ["DEVELOPER"]}),
        ] {
            let read: EmailConfiguration = serde_json::from_value(given.clone()).unwrap();
            assert_eq!(serde_json::to_value(&read).unwrap(), given);
        }
    }

    #[test]
    fn members_are_typed() {
        let given = json!({"SourceArn": "arn", "EmailSendingAccount": "DEVELOPER", "From": 1, "Later": true});
        let mut read: EmailConfiguration = serde_json::from_value(given).unwrap();
        assert_eq!(read.source_arn(), Some("arn"));
        assert_eq!(read.email_sending_account(), Some(EmailSendingAccount::DEVELOPER));
        assert_eq!((read.sender(), read.configuration_set()), (None, None));

        read = read
            .with_sender("a@example.com")
            .with_email_sending_account(EmailSendingAccount::COGNITO_DEFAULT);
        let expected = json!({
            "SourceArn": "arn", "EmailSendingAccount": "COGNITO_DEFAULT", "From": "a@example.com", "Later": true,
        });
        assert_eq!(serde_json::to_value(&read).unwrap(), expected);
    }

    #[test]
    fn members_are_lists_and_configurations_too() {
        let function =
            FunctionConfig::default().with_lambda_arn("arn").with_lambda_version(LambdaVersion::V2_0);
        let config = LambdaConfig::default().with_pre_token_generation_config(function.clone());
        let expected = json!({"PreTokenGenerationConfig": {"LambdaVersion": "V2_0", "LambdaArn": "arn"}});
        assert_eq!(serde_json::to_value(&config).unwrap(), expected);
        assert_eq!(config.pre_token_generation_config(), Some(function));

        for (list, expected) in [
            (json!(["email", "later"]), Some(vec![VerifiedAttribute::EMAIL, "later".into()])),
            (json!([]), Some(Vec::new())),
            (json!(["email", 1]), None),
        ] {
            let given = json!({"AttributesRequireVerificationBeforeUpdate": list});
            let read: UserAttributeUpdateSettings = serde_json::from_value(given).unwrap();
            assert_eq!(read.attributes_require_verification_before_update(), expected);
        }
    }

    #[test]
    fn only_an_object_is_a_configuration() {
        for given in [json!(null), json!("text"), json!([])] {
            assert!(serde_json::from_value::<LambdaConfig>(given).is_err());
        }
    }
}
