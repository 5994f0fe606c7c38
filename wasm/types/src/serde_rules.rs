//! The JSON form of a type according to its serde attributes.

use syn::{Attribute, Data as SynData, DeriveInput, Fields, LitStr, meta::ParseNestedMeta, token};

use crate::{
    casing::Case,
    docs,
    rust_types::RustType,
    shapes,
    source::{Definition, Source, SourceError},
};

/// The JSON form of an engine type.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Serialised {
    pub(crate) docs: Vec<String>,
    pub(crate) data: Data,
}

/// The kind of JSON that a type is written as.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Data {
    /// An object.
    Members(Vec<Member>),
    /// One of these strings.
    Literals(Vec<String>),
    /// The JSON form of one of these types.
    OneOf(Vec<RustType>),
    /// The JSON form of another type.
    Same(RustType),
}

/// A member of an object.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Member {
    /// The field's name in Rust.
    pub(crate) field: String,
    pub(crate) name: String,
    pub(crate) docs: Vec<String>,
    pub(crate) ty: RustType,
    /// It may be absent when read.
    pub(crate) omissible: bool,
    /// It may be absent when written.
    pub(crate) absent: bool,
    /// It may be `null` when read.
    pub(crate) reads_null: bool,
    /// It may be `null` when written.
    pub(crate) writes_null: bool,
    /// It comes back as it was given.
    pub(crate) kept: bool,
}

/// The attributes of a struct or enum.
#[derive(Default)]
struct Container {
    rename_all: Option<Case>,
    default: bool,
    transparent: bool,
    untagged: bool,
    /// Members come back as they were given: those of configurations.
    kept: bool,
    from: Option<RustType>,
    into: Option<RustType>,
}

/// The attributes of a field or variant.
#[derive(Default)]
struct Part {
    rename: Option<String>,
    default: bool,
    skip: bool,
    skip_if: bool,
    flatten: bool,
    null_as_default: bool,
}

/// Reads the type with this name.
pub(crate) fn read(source: &Source, name: &str) -> Result<Serialised, SourceError> {
    let input = match source.definition(name)? {
        Definition::Alias(alias) => {
            let data = Data::Same(RustType::parse(&alias.ty, name)?);
            return Ok(Serialised { docs: docs::read(&alias.attrs), data });
        }
        Definition::Struct(item) => DeriveInput::from(item.clone()),
        Definition::Enum(item) => DeriveInput::from(item.clone()),
    };
    // The JSON form of a type with handwritten serde code is unknown.
    if !derives(&input.attrs, "Serialize") && !derives(&input.attrs, "Deserialize") {
        return Err(SourceError::at(name, "neither Serialize nor Deserialize is derived"));
    }
    let container = Container::read(&input.attrs, name)?;
    Ok(Serialised { docs: docs::read(&input.attrs), data: data(source, name, &input, &container)? })
}

fn data(
    source: &Source,
    name: &str,
    input: &DeriveInput,
    container: &Container,
) -> Result<Data, SourceError> {
    match (&container.from, &container.into) {
        (Some(from), Some(into)) if from == into => return Ok(Data::Same(from.clone())),
        (None, None) => {}
        _ => return Err(SourceError::at(name, "it is read as one type and written as another")),
    }
    match &input.data {
        SynData::Struct(item) => match &item.fields {
            Fields::Named(_) if container.transparent => {
                only(members(source, name, &item.fields, container)?, name)
                    .map(|member| Data::Same(member.ty))
            }
            Fields::Named(_) => members(source, name, &item.fields, container).map(Data::Members),
            // serde writes a struct with one unnamed field as that field, with or without `transparent`.
            Fields::Unnamed(fields) => {
                let types = fields.unnamed.iter().map(|field| RustType::parse(&field.ty, name));
                only(types.collect::<Result<_, _>>()?, name).map(Data::Same)
            }
            Fields::Unit => Err(SourceError::at(name, "a struct without fields or braces is null")),
        },
        SynData::Enum(item) if container.untagged => {
            let mut types = Vec::new();
            for variant in &item.variants {
                let place = format!("{name}::{}", variant.ident);
                if Part::read(&variant.attrs, &place)?.skip {
                    continue;
                }
                match &variant.fields {
                    Fields::Unnamed(fields) if fields.unnamed.len() == 1 => {
                        types.push(RustType::parse(&fields.unnamed[0].ty, &place)?);
                    }
                    _ => {
                        return Err(SourceError::at(
                            place,
                            "an untagged variant that does not hold one value",
                        ));
                    }
                }
            }
            Ok(Data::OneOf(types))
        }
        SynData::Enum(item) => {
            let mut literals = Vec::new();
            for variant in &item.variants {
                let place = format!("{name}::{}", variant.ident);
                if !matches!(variant.fields, Fields::Unit) {
                    return Err(SourceError::at(
                        place,
                        "a variant with content in an enum that is not untagged",
                    ));
                }
                let part = Part::read(&variant.attrs, &place)?;
                if part.skip {
                    continue;
                }
                let ident = unraw(&variant.ident.to_string());
                literals.push(
                    part.rename
                        .or_else(|| discriminant(variant, &place))
                        .or_else(|| container.rename_all.map(|case| case.of_variant(&ident)))
                        .unwrap_or(ident),
                );
            }
            Ok(Data::Literals(literals))
        }
        SynData::Union(_) => Err(SourceError::at(name, "a union")),
    }
}

/// The text that an open enum gives its variant.
fn discriminant(variant: &syn::Variant, place: &str) -> Option<String> {
    variant.discriminant.as_ref().and_then(|(_, value)| shapes::text(value, place).ok())
}

fn members(
    source: &Source,
    name: &str,
    fields: &Fields,
    container: &Container,
) -> Result<Vec<Member>, SourceError> {
    let mut members = Vec::new();
    for field in fields {
        let ident = field.ident.as_ref().map(|ident| unraw(&ident.to_string())).unwrap_or_default();
        let place = format!("{name}.{ident}");
        let part = Part::read(&field.attrs, &place)?;
        if part.skip {
            continue;
        }
        let ty = RustType::parse(&field.ty, &place)?;
        if part.flatten {
            let RustType::Named(flattened) = &ty else {
                return Err(SourceError::at(place, "something flattened that is no struct"));
            };
            match read(source, flattened)?.data {
                Data::Members(inner) => members.extend(inner),
                _ => return Err(SourceError::at(place, "something flattened that is no object")),
            }
            continue;
        }
        let optional = matches!(ty, RustType::Optional(_));
        members.push(Member {
            name: part
                .rename
                .or_else(|| container.rename_all.map(|case| case.of_field(&ident)))
                .unwrap_or_else(|| ident.clone()),
            field: ident,
            docs: docs::read(&field.attrs),
            ty,
            omissible: optional || container.default || container.kept || part.default,
            absent: container.kept || part.skip_if,
            reads_null: optional || part.null_as_default,
            writes_null: optional && !part.skip_if,
            kept: container.kept,
        });
    }
    Ok(members)
}

fn only<T>(list: Vec<T>, name: &str) -> Result<T, SourceError> {
    let mut list = list.into_iter();
    match (list.next(), list.next()) {
        (Some(one), None) => Ok(one),
        _ => Err(SourceError::at(name, "it does not hold exactly one value")),
    }
}

fn unraw(ident: &str) -> String {
    ident.strip_prefix("r#").unwrap_or(ident).to_owned()
}

fn derives(attributes: &[Attribute], name: &str) -> bool {
    attributes.iter().filter(|attribute| attribute.path().is_ident("derive")).any(|attribute| {
        let mut found = false;
        let read = attribute.parse_nested_meta(|meta| {
            found |= meta.path.segments.last().is_some_and(|last| last.ident == name);
            Ok(())
        });
        read.is_ok() && found
    })
}

impl Container {
    fn read(attributes: &[Attribute], place: &str) -> Result<Self, SourceError> {
        let kept = attributes.iter().any(|attribute| attribute.path().is_ident("kept"));
        let mut container = Self { kept, ..Self::default() };
        each(attributes, place, |name, meta| {
            match name {
                "rename_all" => {
                    container.rename_all = Some(Case::parse(&text(meta)?).map_err(|e| meta.error(e))?)
                }
                "default" => {
                    skip_value(meta)?;
                    container.default = true;
                }
                "transparent" => container.transparent = true,
                "untagged" => container.untagged = true,
                "from" => container.from = Some(named_type(meta, place)?),
                "into" => container.into = Some(named_type(meta, place)?),
                // Does not affect the JSON form.
                "bound" => drop(text(meta)?),
                _ => return Err(meta.error(format!("serde's attribute {name}"))),
            }
            Ok(())
        })?;
        Ok(container)
    }
}

impl Part {
    fn read(attributes: &[Attribute], place: &str) -> Result<Self, SourceError> {
        let mut part = Self::default();
        each(attributes, place, |name, meta| {
            match name {
                "rename" => part.rename = Some(text(meta)?),
                "default" => {
                    skip_value(meta)?;
                    part.default = true;
                }
                "skip" => part.skip = true,
                "skip_serializing_if" => {
                    text(meta)?;
                    part.skip_if = true;
                }
                "flatten" => part.flatten = true,
                "deserialize_with" => match &*text(meta)? {
                    "null_as_default" => part.null_as_default = true,
                    other => return Err(meta.error(format!("what {other} reads"))),
                },
                _ => return Err(meta.error(format!("serde's attribute {name}"))),
            }
            Ok(())
        })?;
        Ok(part)
    }
}

fn each(
    attributes: &[Attribute],
    place: &str,
    mut read: impl FnMut(&str, &ParseNestedMeta<'_>) -> syn::Result<()>,
) -> Result<(), SourceError> {
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("serde")) {
        attribute
            .parse_nested_meta(|meta| {
                let name = meta.path.get_ident().map(ToString::to_string).unwrap_or_default();
                read(&name, &meta)
            })
            .map_err(|error| SourceError::at(place, error.to_string()))?;
    }
    Ok(())
}

/// The text after `=`. A list in brackets differs for reading and writing, which is not supported.
fn text(meta: &ParseNestedMeta<'_>) -> syn::Result<String> {
    Ok(meta.value()?.parse::<LitStr>()?.value())
}

fn skip_value(meta: &ParseNestedMeta<'_>) -> syn::Result<()> {
    if meta.input.peek(token::Eq) { text(meta).map(drop) } else { Ok(()) }
}

fn named_type(meta: &ParseNestedMeta<'_>, place: &str) -> syn::Result<RustType> {
    let ty = syn::parse_str(&text(meta)?)?;
    RustType::parse(&ty, place).map_err(|error| meta.error(error))
}

#[cfg(test)]
mod tests {
    use super::*;

    const DERIVE: &str = "#[derive(Clone, Serialize, serde::Deserialize)]";

    fn read_as(text: &str) -> Result<Data, SourceError> {
        let text = format!("{DERIVE} {text} {DERIVE} struct Other {{ x: u8, y: Option<u8> }}");
        Ok(read(&Source::of(&[("api/here.rs", &text)]), "Here")?.data)
    }

    fn names(text: &str) -> Vec<String> {
        match read_as(text).unwrap() {
            Data::Members(members) => members.into_iter().map(|member| member.name).collect(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn members_are_renamed() {
        let all = r#"#[serde(rename_all = "PascalCase", default)] struct Here { #[serde(rename = "URL")] a_url: u8, b_c: u8, r#type: u8 }"#;
        assert_eq!(names(all), ["URL", "BC", "Type"]);
        assert_eq!(names("struct Here { b_c: u8, r#type: u8 }"), ["b_c", "type"]);
    }

    #[test]
    fn members_may_be_absent_when_read_or_when_written() {
        let presence = |text: &str| match read_as(text).unwrap() {
            Data::Members(members) => (members[0].omissible, members[0].absent),
            other => panic!("{other:?}"),
        };
        assert_eq!(presence("struct Here { a: u8 }"), (false, false));
        assert_eq!(presence("struct Here { a: Option<u8> }"), (true, false));
        assert_eq!(presence("#[serde(default)] struct Here { a: u8 }"), (true, false));
        assert_eq!(presence("struct Here { #[serde(default)] a: u8 }"), (true, false));
        assert_eq!(presence(r#"struct Here { #[serde(default = "one")] a: u8 }"#), (true, false));
        assert_eq!(presence(r#"struct Here { #[serde(skip_serializing_if = "no")] a: u8 }"#), (false, true));
    }

    #[test]
    fn members_may_be_null_when_read_or_when_written() {
        let nulls = |text: &str| match read_as(text).unwrap() {
            Data::Members(members) => (members[0].reads_null, members[0].writes_null),
            other => panic!("{other:?}"),
        };
        assert_eq!(nulls("struct Here { a: u8 }"), (false, false));
        assert_eq!(nulls("struct Here { a: Option<u8> }"), (true, true));
        assert_eq!(
            nulls(r#"struct Here { #[serde(skip_serializing_if = "no")] a: Option<u8> }"#),
            (true, false)
        );
        assert_eq!(
            nulls(r#"struct Here { #[serde(deserialize_with = "null_as_default")] a: u8 }"#),
            (true, false)
        );
    }

    #[test]
    fn members_are_skipped_and_flattened() {
        assert_eq!(
            names("struct Here { #[serde(skip)] a: u8, #[serde(flatten)] b: Other, c: u8 }"),
            ["x", "y", "c"]
        );
        for wrong in ["u8", "Option<Other>"] {
            assert!(read_as(&format!("struct Here {{ #[serde(flatten)] b: {wrong} }}")).is_err(), "{wrong}");
        }
    }

    #[test]
    fn enums_are_strings_or_one_of_several_types() {
        let texts = |list: &[&str]| Data::Literals(list.iter().map(|text| (*text).to_owned()).collect());
        let renamed = r#"#[serde(rename_all = "SCREAMING_SNAKE_CASE")] enum Here { SmsMfa, #[serde(rename = "x")] EmailOtp, #[serde(skip)] No }"#;
        assert_eq!(read_as(renamed).unwrap(), texts(&["SMS_MFA", "x"]));
        assert_eq!(read_as("enum Here { SmsMfa }").unwrap(), texts(&["SmsMfa"]));
        assert_eq!(
            read_as("#[serde(untagged)] enum Here { A(String), B(Other) }").unwrap(),
            Data::OneOf(vec![RustType::Text, RustType::Named("Other".to_owned())])
        );
    }

    #[test]
    fn some_types_are_written_as_other_types() {
        let list = Data::Same(RustType::List(Box::new(RustType::Text)));
        assert_eq!(read_as("#[serde(transparent)] struct Here(Vec<String>);").unwrap(), list);
        assert_eq!(read_as("struct Here(Vec<String>);").unwrap(), list);
        assert_eq!(read_as("#[serde(transparent)] struct Here { list: Vec<String> }").unwrap(), list);
        assert_eq!(
            read_as(r#"#[serde(from = "Vec<String>", into = "Vec<String>")] struct Here(u8);"#).unwrap(),
            list
        );
        let alias = Source::of(&[("api/here.rs", "type Here = Vec<String>;")]);
        assert_eq!(read(&alias, "Here").unwrap().data, list);
    }

    #[test]
    fn unsupported_attributes_are_errors() {
        for text in [
            r#"#[serde(tag = "kind")] enum Here { A }"#,
            "enum Here { A(String) }",
            "#[serde(untagged)] enum Here { A }",
            r#"#[serde(rename_all(serialize = "camelCase"))] struct Here { a: u8 }"#,
            r#"struct Here { #[serde(with = "other")] a: u8 }"#,
            r#"struct Here { #[serde(deserialize_with = "other")] a: u8 }"#,
            r#"struct Here { #[serde(rename(serialize = "b"))] a: u8 }"#,
            r#"#[serde(from = "u8", into = "String")] struct Here(u8);"#,
            r#"#[serde(from = "u8")] struct Here(u8);"#,
            "struct Here;",
            "struct Here(u8, u8);",
            "struct Here { a: &'static str }",
        ] {
            assert!(read_as(text).is_err(), "{text}");
        }
        let by_hand = Source::of(&[("api/here.rs", "struct Here { a: u8 }")]);
        assert!(read(&by_hand, "Here").is_err());
    }
}
