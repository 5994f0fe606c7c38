//! Open enums: types whose known values are constants and which keep any other text as it was given.

use std::{
    borrow::Cow,
    fmt::{self, Debug, Formatter},
};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The text of a value: a constant of this crate, or a text that was read. All open enums are this type to the compiler, so
/// that their code is compiled once.
#[derive(Clone, Default, Eq, PartialEq)]
pub(super) struct Word(Cow<'static, str>);

impl Word {
    pub(super) const fn known(text: &'static str) -> Self {
        Self(Cow::Borrowed(text))
    }

    pub(super) const fn read(text: String) -> Self {
        Self(Cow::Owned(text))
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

impl Debug for Word {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        Debug::fmt(&self.0, f)
    }
}

impl Serialize for Word {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Word {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::read)
    }
}

/// Declares open enums: each value as a constant, with the text that the API writes. Any other text is kept, so that a value
/// survives which a later version of the service or of the engine wrote.
///
/// A value derefs to its text, and in JSON it is its text. The tables of `check` decide what a request may contain, before it is decoded.
///
/// `wasm/types` reads these declarations.
macro_rules! open_enum {
    ($($(#[$meta:meta])* pub enum $name:ident { $($value:ident = $text:literal,)+ })+) => {$(
        $(#[$meta])*
        ///
        /// Any other text is a value too.
        #[derive(Clone, Default, Eq, PartialEq, serde::Deserialize, serde::Serialize)]
        #[serde(transparent)]
        pub struct $name(crate::settings::open_enum::Word);

        impl $name {
            $(#[doc = concat!("`", $text, "`.")]
            pub const $value: Self = Self(crate::settings::open_enum::Word::known($text));)+

            /// The text that the API writes.
            pub fn as_str(&self) -> &str {
                self.0.as_str()
            }
        }

        /// The text.
        impl std::ops::Deref for $name {
            type Target = str;

            fn deref(&self) -> &str {
                self.as_str()
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self::from(text.to_owned())
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self(crate::settings::open_enum::Word::read(text))
            }
        }

        impl crate::settings::configuration::Setting for $name {
            type Read<'a> = Self;

            fn read(value: &serde_json::Value) -> Option<Self> {
                value.as_str().map(Self::from)
            }

            fn written(self) -> serde_json::Value {
                serde_json::Value::String(self.as_str().to_owned())
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                std::fmt::Debug::fmt(&self.0, f)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
    )+};
}

#[cfg(test)]
mod tests {
    use crate::settings::UserPoolMfa;

    #[test]
    fn known_values_are_constants_and_others_keep_their_text() {
        assert_eq!(UserPoolMfa::from("ON".to_owned()), UserPoolMfa::ON);
        assert_ne!(UserPoolMfa::from("on"), UserPoolMfa::ON);
        assert_eq!(UserPoolMfa::default().as_str(), "");
        for text in ["OPTIONAL", "LATER"] {
            let value = UserPoolMfa::from(text);
            assert_eq!((value.as_str(), &*value.to_string()), (text, text));
            assert_eq!(format!("{value:?}"), format!("{text:?}"));
        }
    }

    #[test]
    fn in_json_a_value_is_its_text() {
        for json in [r#"["OFF","OPTIONAL","ON"]"#, r#"["LATER",""]"#] {
            let values: Vec<UserPoolMfa> = serde_json::from_str(json).unwrap();
            assert_eq!(serde_json::to_string(&values).unwrap(), json);
        }
        assert!(serde_json::from_str::<UserPoolMfa>("1").is_err());
    }
}
