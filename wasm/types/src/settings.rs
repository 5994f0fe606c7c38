//! The macros that declare settings. What they are given reads as enums and structs, with what serde needs left out.

use syn::{
    Attribute, Item, ItemEnum, ItemMacro, ItemStruct,
    parse::{Parse, ParseStream, Parser},
};

/// The items, with open enums and configurations as enums and structs of their own. Those of configurations are marked as
/// `kept`: their members come back as they were given.
pub(crate) fn expanded(items: Vec<Item>) -> syn::Result<Vec<Item>> {
    let mut expanded = Vec::with_capacity(items.len());
    for item in items {
        match item {
            Item::Macro(call) if is_call(&call, "open_enum") => {
                for mut item in call.mac.parse_body::<All<ItemEnum>>()?.0 {
                    item.attrs.extend(attributes("#[derive(Serialize, Deserialize)]")?);
                    expanded.push(Item::Enum(item));
                }
            }
            Item::Macro(call) if is_call(&call, "configuration") => {
                for mut item in call.mac.parse_body::<All<ItemStruct>>()?.0 {
                    item.attrs.extend(attributes("#[derive(Serialize, Deserialize)] #[kept]")?);
                    expanded.push(Item::Struct(item));
                }
            }
            item => expanded.push(item),
        }
    }
    Ok(expanded)
}

/// A call of this macro. The macro's definition has a name of its own.
fn is_call(item: &ItemMacro, name: &str) -> bool {
    item.ident.is_none() && item.mac.path.is_ident(name)
}

fn attributes(text: &str) -> syn::Result<Vec<Attribute>> {
    Attribute::parse_outer.parse_str(text)
}

/// One after the other until the end.
struct All<T>(Vec<T>);

impl<T: Parse> Parse for All<T> {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let mut all = Vec::new();
        while !input.is_empty() {
            all.push(input.parse()?);
        }
        Ok(Self(all))
    }
}

#[cfg(test)]
mod tests {
    use crate::{
        serde_rules::{self, Data},
        source::Source,
    };

    fn read(text: &str) -> Data {
        serde_rules::read(&Source::of(&[("settings/here.rs", text)]), "Here").unwrap().data
    }

    #[test]
    fn an_open_enum_is_one_of_its_texts() {
        let text = r#"
            macro_rules! open_enum { () => {}; }
            open_enum! { pub enum Here { Red = "RED", Green = "green", } pub enum Other { Blue = "BLUE", } }
        "#;
        assert_eq!(read(text), Data::Literals(vec!["RED".to_owned(), "green".to_owned()]));
    }

    #[test]
    fn members_of_a_configuration_may_be_left_out() {
        let text = r#"configuration! { pub struct Here { #[serde(rename = "URL")] pub url: String, } }"#;
        let Data::Members(members) = read(text) else { panic!("{text}") };
        assert_eq!((&*members[0].name, members[0].omissible, members[0].kept), ("URL", true, true));
    }
}
