//! The operations: each implementation of the trait `Operation`.

use std::collections::BTreeMap;

use syn::{ImplItem, Item, ItemImpl, Type};

use crate::{
    casing::lower_first,
    docs,
    rust_types::RustType,
    shapes::{self, ShapeMember},
    source::{Definition, Source, SourceError},
};

/// One operation.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Operation {
    /// The name in `X-Amz-Target`.
    pub(crate) name: String,
    pub(crate) docs: Vec<String>,
    /// The callers that have permission for it over HTTP.
    pub(crate) caller: String,
    /// The type of the request.
    pub(crate) request: String,
    /// The members of the request.
    pub(crate) input: Vec<ShapeMember>,
    /// The type of the response.
    pub(crate) response: String,
}

/// All operations, sorted by name.
pub(crate) fn read(source: &Source) -> Result<Vec<Operation>, SourceError> {
    let callers = callers(source)?;
    let mut operations = Vec::new();
    for item in source.items() {
        if let Item::Impl(item) = item
            && item.trait_.iter().any(|(path, ..)| path.is_ident("Operation"))
        {
            operations.push(operation(source, item, &callers)?);
        }
    }
    operations.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(operations)
}

fn operation(
    source: &Source,
    item: &ItemImpl,
    callers: &BTreeMap<String, String>,
) -> Result<Operation, SourceError> {
    let request = named(&item.self_ty, "an operation")?;
    let missing = |what: &str| SourceError::at(&request, format!("the operation has no {what}"));
    let (mut name, mut caller, mut input, mut response) = (None, None, None, None);
    for item in &item.items {
        match item {
            ImplItem::Const(constant) if constant.ident == "NAME" => {
                name = Some(shapes::text(&constant.expr, &request)?);
            }
            ImplItem::Const(constant) if constant.ident == "CALLER" => {
                let variant = shapes::last_segment(&constant.expr, &request)?;
                caller = Some(callers.get(&variant).ok_or_else(|| missing("known caller"))?.clone());
            }
            ImplItem::Const(constant) if constant.ident == "INPUT" => {
                input = Some(shapes::members(&constant.expr, &request)?);
            }
            ImplItem::Type(ty) if ty.ident == "Response" => response = Some(named(&ty.ty, &request)?),
            // The names of exceptions are read from the error itself.
            ImplItem::Const(constant) if constant.ident == "INTERNAL_ERROR" => {}
            ImplItem::Fn(_) => {}
            _ => return Err(SourceError::at(&request, "an item of an operation that is not known")),
        }
    }
    let Definition::Struct(definition) = source.definition(&request)? else {
        return Err(SourceError::at(&request, "a request that is no struct"));
    };
    Ok(Operation {
        name: name.ok_or_else(|| missing("NAME"))?,
        docs: docs::read(&definition.attrs),
        caller: caller.ok_or_else(|| missing("CALLER"))?,
        input: input.ok_or_else(|| missing("INPUT"))?,
        response: response.ok_or_else(|| missing("Response"))?,
        request,
    })
}

fn named(ty: &Type, place: &str) -> Result<String, SourceError> {
    match RustType::parse(ty, place)? {
        RustType::Named(name) => Ok(name),
        _ => Err(SourceError::at(place, "a request or response that is no type of the engine")),
    }
}

/// The documentation of each variant of `Caller`.
fn callers(source: &Source) -> Result<BTreeMap<String, String>, SourceError> {
    let Definition::Enum(item) = source.definition("Caller")? else {
        return Err(SourceError::at("Caller", "it is no enum"));
    };
    let said = |variant: &syn::Variant| lower_first(&docs::read(&variant.attrs).join(" "));
    Ok(item.variants.iter().map(|variant| (variant.ident.to_string(), said(variant))).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    const CALLER: &str = "enum Caller { /// Anybody.\n Public }";

    fn read_from(text: &str) -> Result<Vec<Operation>, SourceError> {
        read(&Source::of(&[("api/here.rs", &format!("{CALLER} {text}"))]))
    }

    #[test]
    fn an_operation_is_read_from_its_request_type() {
        let text = "/// Greets.\nstruct Greet {} impl Operation for Greet { const NAME: &'static str = \"GreetMFA\"; \
            const CALLER: Caller = Caller::Public; const INPUT: &'static [Member] = &[required(\"A\", &shapes::X)]; \
            type Response = Empty; async fn run(&self) {} }";
        let input = vec![ShapeMember { name: "A".to_owned(), shape: "X".to_owned(), required: true }];
        assert_eq!(
            read_from(text).unwrap(),
            [Operation {
                name: "GreetMFA".to_owned(),
                docs: vec!["Greets.".to_owned()],
                caller: "anybody.".to_owned(),
                request: "Greet".to_owned(),
                input,
                response: "Empty".to_owned(),
            }]
        );
    }

    #[test]
    fn a_missing_part_of_an_operation_is_named_in_the_error() {
        let error =
            read_from("struct Greet {} impl Operation for Greet { type Response = Empty; }").unwrap_err();
        assert_eq!(error.to_string(), "Greet: the operation has no NAME");
    }
}
