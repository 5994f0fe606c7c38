//! Open enums: the known values of a text in the API, and any other text unchanged.

/// Declares open enums. Each variant has the text that the API writes. `Other` holds any other text, so that a value of
/// a later version of the service, or of a record that a later version of the engine wrote, is preserved.
///
/// In JSON an open enum is its text. The tables of `check` decide which values a request may have, before it is
/// decoded.
///
/// `wasm/types` reads these declarations.
macro_rules! open_enum {
    ($($(#[$meta:meta])* pub enum $name:ident { $($variant:ident = $text:literal,)+ })+) => {$(
        $(#[$meta])*
        #[derive(Clone, Debug, Eq, PartialEq)]
        #[non_exhaustive]
        pub enum $name {
            $(#[doc = concat!("`", $text, "`.")] $variant,)+
            /// A value that this version does not know.
            Other(String),
        }

        impl $name {
            /// The text that the API writes.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $text,)+
                    Self::Other(text) => text,
                }
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                match &*text {
                    $($text => Self::$variant,)+
                    _ => Self::Other(text),
                }
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self::from(text.to_owned())
            }
        }

        /// No value: the empty text, which no request may contain.
        impl Default for $name {
            fn default() -> Self {
                Self::Other(String::new())
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer).map(Self::from)
            }
        }
    )+};
}

#[cfg(test)]
mod tests {
    use crate::settings::UserPoolMfa;

    #[test]
    fn known_values_become_variants_and_others_keep_their_text() {
        for (text, value) in [
            ("ON", UserPoolMfa::On),
            ("OPTIONAL", UserPoolMfa::Optional),
            ("on", UserPoolMfa::Other("on".to_owned())),
            ("", UserPoolMfa::default()),
        ] {
            assert_eq!(UserPoolMfa::from(text), value);
            assert_eq!((value.as_str(), &*value.to_string()), (text, text));
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
