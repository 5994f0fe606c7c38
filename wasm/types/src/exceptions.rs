//! The names of the exceptions that the engine returns.

use std::collections::BTreeSet;

use syn::{Arm, Expr, ImplItem, Item, ItemEnum, Pat, Stmt, Type};

use crate::{
    rust_types::RustType,
    shapes::text,
    source::{Source, SourceError},
};

/// The file with the error of all operations, and with the error of signatures, which has its own names.
const FILE: &str = "error.rs";
const SIGNATURE_FILE: &str = "web/sigv4/error.rs";

/// All names, sorted.
pub(crate) fn read(source: &Source) -> Result<BTreeSet<String>, SourceError> {
    let items = source.file(FILE)?;
    let mut names = BTreeSet::new();
    for arm in arms(items, "Error", "name")? {
        match &*arm.body {
            Expr::MethodCall(call) => {
                let ty = payload(items, &arm.pat)?;
                for arm in arms(source.file(SIGNATURE_FILE)?, &ty, &call.method.to_string())? {
                    names.insert(text(&arm.body, SIGNATURE_FILE)?);
                }
            }
            literal => {
                names.insert(text(literal, FILE)?);
            }
        }
    }
    Ok(names)
}

/// The arms of a method that consists of one `match`.
fn arms<'a>(items: &'a [Item], ty: &str, method: &str) -> Result<&'a [Arm], SourceError> {
    let place = || format!("{ty}::{method}");
    let mut methods = items.iter().filter_map(|item| match item {
        Item::Impl(item) if item.trait_.is_none() && is_named(&item.self_ty, ty) => Some(&item.items),
        _ => None,
    });
    let function = methods.find_map(|items| {
        items.iter().find_map(|item| match item {
            ImplItem::Fn(function) if function.sig.ident == method => Some(function),
            _ => None,
        })
    });
    let function = function.ok_or_else(|| SourceError::at(place(), "there is no such method"))?;
    match &function.block.stmts[..] {
        [Stmt::Expr(Expr::Match(expr), None)] => Ok(&expr.arms),
        _ => Err(SourceError::at(place(), "it is not one match")),
    }
}

fn is_named(ty: &Type, name: &str) -> bool {
    matches!(RustType::parse(ty, name), Ok(RustType::Named(found)) if found == name)
}

/// The type inside the variant of this pattern.
fn payload(items: &[Item], pattern: &Pat) -> Result<String, SourceError> {
    let variant = match pattern {
        Pat::TupleStruct(pattern) => pattern.path.segments.last().map(|last| &last.ident),
        _ => None,
    };
    let errors = items.iter().find_map(|item| match item {
        Item::Enum(item) if item.ident == "Error" => Some(item),
        _ => None,
    });
    let field = |errors: &ItemEnum| {
        let found = errors.variants.iter().find(|found| Some(&found.ident) == variant)?;
        let field = found.fields.iter().next()?;
        match RustType::parse(&field.ty, FILE) {
            Ok(RustType::Named(name)) => Some(name),
            _ => None,
        }
    };
    errors
        .and_then(field)
        .ok_or_else(|| SourceError::at(FILE, "an exception's name comes from something that is not known"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_from_the_error_and_from_the_types_it_contains() {
        let error = "enum Error { A, B(#[from] crate::web::Sig) } impl Error { fn name(&self) -> &'static str { \
            match self { Self::A => \"AException\", Self::B(error) => error.exception() } } }";
        let signature =
            "impl Sig { fn exception(&self) -> &'static str { match self { Self::X => \"XException\" } } }";
        let source = Source::of(&[(FILE, error), (SIGNATURE_FILE, signature)]);
        assert_eq!(read(&source).unwrap(), ["AException", "XException"].map(str::to_owned).into());
    }

    #[test]
    fn a_computed_name_is_an_error() {
        let error = "enum Error { A } impl Error { fn name(&self) -> String { match self { Self::A => format!(\"A\") } } }";
        let source = Source::of(&[(FILE, error), (SIGNATURE_FILE, "")]);
        assert!(read(&source).is_err());
    }
}
