//! Rust types, as far as requests and responses use them.

use syn::{GenericArgument, PathArguments, Type, TypePath};

use crate::source::SourceError;

/// The JSON form of a Rust type.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum RustType {
    Text,
    Number,
    Boolean,
    /// Seconds since the Unix epoch.
    Moment,
    /// Any JSON.
    Json,
    Optional(Box<RustType>),
    List(Box<RustType>),
    /// A map with string keys.
    Map(Box<RustType>),
    /// A struct, enum or alias of the engine.
    Named(String),
}

impl RustType {
    pub(crate) fn parse(ty: &Type, place: &str) -> Result<Self, SourceError> {
        let not_understood = |problem: &str| Err(SourceError::at(place, problem));
        let Type::Path(TypePath { qself: None, path, .. }) = ty else {
            return not_understood("a type that is no path");
        };
        let Some(last) = path.segments.last() else { return not_understood("a type without a name") };
        let arguments = match &last.arguments {
            PathArguments::None => Vec::new(),
            PathArguments::AngleBracketed(arguments) => arguments
                .args
                .iter()
                .map(|argument| match argument {
                    GenericArgument::Type(ty) => Self::parse(ty, place),
                    _ => Err(SourceError::at(place, "a generic argument that is no type")),
                })
                .collect::<Result<_, _>>()?,
            _ => return not_understood("a type that is a function"),
        };
        let name = last.ident.to_string();
        match (&*name, &arguments[..]) {
            ("String" | "Sensitive", []) => Ok(Self::Text),
            (
                "u8" | "u16" | "u32" | "u64" | "usize" | "i8" | "i16" | "i32" | "i64" | "isize" | "f32"
                | "f64",
                [],
            ) => Ok(Self::Number),
            ("bool", []) => Ok(Self::Boolean),
            ("EpochSeconds", []) => Ok(Self::Moment),
            ("Value", []) => Ok(Self::Json),
            ("Option", [inner]) => Ok(Self::Optional(Box::new(inner.clone()))),
            ("Box", [inner]) => Ok(inner.clone()),
            ("Vec", [inner]) => Ok(Self::List(Box::new(inner.clone()))),
            ("BTreeMap" | "HashMap" | "Map", [Self::Text, value]) => Ok(Self::Map(Box::new(value.clone()))),
            (_, []) => Ok(Self::Named(name)),
            _ => not_understood(&format!("the generic type {name}")),
        }
    }

    /// The type without its `Option`.
    pub(crate) fn present(&self) -> &Self {
        match self {
            Self::Optional(inner) => inner.present(),
            other => other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<RustType, SourceError> {
        RustType::parse(&syn::parse_str(text).unwrap(), "here")
    }

    #[test]
    fn types_in_requests_are_supported() {
        let text = || Box::new(RustType::Text);
        for (ty, expected) in [
            ("Sensitive", RustType::Text),
            ("std::string::String", RustType::Text),
            ("u64", RustType::Number),
            ("serde_json::Value", RustType::Json),
            ("Option<Vec<String>>", RustType::Optional(Box::new(RustType::List(text())))),
            ("BTreeMap<String, Sensitive>", RustType::Map(text())),
            ("Box<Pool>", RustType::Named("Pool".to_owned())),
        ] {
            assert_eq!(parse(ty).unwrap(), expected, "{ty}");
        }
    }

    #[test]
    fn an_unsupported_type_is_an_error() {
        for ty in [
            "&'static str",
            "BTreeMap<u64, String>",
            "Cow<'a, str>",
            "Page<String>",
            "(String, u8)",
            "[u8; 32]",
        ] {
            assert!(parse(ty).is_err(), "{ty}");
        }
    }
}
