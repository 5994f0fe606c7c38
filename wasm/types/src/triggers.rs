//! The triggers: the table that names each request and response, its sources and versions.

use syn::{
    Ident, Item, LitStr, Token, bracketed,
    parse::{Parse, ParseStream},
    punctuated::Punctuated,
};

use crate::source::{Source, SourceError};

/// The file with the table.
const FILE: &str = "events.rs";

/// One trigger.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Trigger {
    /// The name in `LambdaConfig`, or the name of the Rust type if several triggers have the same name.
    pub(crate) name: String,
    /// The type of its requests.
    pub(crate) request: String,
    /// The type of its responses.
    pub(crate) response: String,
    /// The part of `triggerSource` before the underscore.
    pub(crate) source: String,
    /// The versions of its events.
    pub(crate) versions: Vec<String>,
}

impl Trigger {
    /// The name of the type of its events.
    pub(crate) fn event(&self) -> String {
        format!("{}TriggerEvent", self.name)
    }
}

/// All triggers, in the table's order.
pub(crate) fn read(source: &Source) -> Result<Vec<Trigger>, SourceError> {
    let table = source.file(FILE)?.iter().find_map(|item| match item {
        // The definition of the macro has an ident, a call has none.
        Item::Macro(item) if item.ident.is_none() && item.mac.path.is_ident("triggers") => Some(&item.mac),
        _ => None,
    });
    let table = table.ok_or_else(|| SourceError::at(FILE, "there is no table of triggers"))?;
    let Table(triggers) = table.parse_body().map_err(|error| SourceError::at(FILE, error.to_string()))?;
    Ok(triggers)
}

struct Table(Vec<Trigger>);

/// Rows of the form `Request => Response: "Name", "Source", ["version", ...];`.
impl Parse for Table {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let mut triggers = Vec::new();
        while !input.is_empty() {
            let request: Ident = input.parse()?;
            input.parse::<Token![=>]>()?;
            let response: Ident = input.parse()?;
            input.parse::<Token![:]>()?;
            let name: LitStr = input.parse()?;
            input.parse::<Token![,]>()?;
            let source: LitStr = input.parse()?;
            input.parse::<Token![,]>()?;
            let versions;
            bracketed!(versions in input);
            let versions = Punctuated::<LitStr, Token![,]>::parse_terminated(&versions)?;
            input.parse::<Token![;]>()?;

            let (request, name) = (request.to_string(), name.value());
            triggers.push(Trigger {
                // The names differ only in case, except if versions of a trigger have different types.
                name: if request.eq_ignore_ascii_case(&name) { name } else { request.clone() },
                request,
                response: response.to_string(),
                source: source.value(),
                versions: versions.iter().map(LitStr::value).collect(),
            });
        }
        Ok(Self(triggers))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_from(text: &str) -> Result<Vec<Trigger>, SourceError> {
        read(&Source::of(&[(FILE, text)]))
    }

    #[test]
    fn triggers_are_read_from_their_table() {
        let table = r#"
            macro_rules! triggers { () => {}; }
            triggers! {
                CustomSmsSender => NoResponse: "CustomSMSSender", "CustomSMSSender", ["1"];
                TokensV2 => TokensV2Response: "Tokens", "TokenGeneration", ["2", "3"];
            }
        "#;
        let found = read_from(table).unwrap();
        assert_eq!(found[0].event(), "CustomSMSSenderTriggerEvent");
        assert_eq!(
            found[1],
            Trigger {
                name: "TokensV2".to_owned(),
                request: "TokensV2".to_owned(),
                response: "TokensV2Response".to_owned(),
                source: "TokenGeneration".to_owned(),
                versions: vec!["2".to_owned(), "3".to_owned()],
            }
        );
    }

    #[test]
    fn a_table_of_another_form_is_an_error() {
        assert!(read_from("").is_err());
        assert!(read_from(r#"triggers! { One => Two: "One"; }"#).is_err());
    }
}
