//! Converts Rust documentation to JSDoc.

use syn::{Attribute, Expr, ExprLit, Lit, Meta};

/// The lines of the documentation of an item.
pub(crate) fn read(attributes: &[Attribute]) -> Vec<String> {
    let mut lines: Vec<String> = attributes.iter().filter_map(line).collect();
    while lines.last().is_some_and(String::is_empty) {
        lines.pop();
    }
    lines
}

fn line(attribute: &Attribute) -> Option<String> {
    let Meta::NameValue(pair) = &attribute.meta else { return None };
    match &pair.value {
        Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) if pair.path.is_ident("doc") => {
            let text = text.value();
            Some(text.strip_prefix(' ').unwrap_or(&text).to_owned())
        }
        _ => None,
    }
}

/// The service's name of a type, if its documentation begins with it, followed by a colon, comma or full stop:
/// ``/// `UserPoolType`: everything ...``.
pub(crate) fn leading_name(lines: &[String]) -> Option<&str> {
    let (name, rest) = lines.first()?.strip_prefix('`')?.split_once('`')?;
    (rest.starts_with([':', '.', ',']) && name.ends_with(|letter: char| letter.is_ascii_alphanumeric()))
        .then_some(name)
}

/// The documentation without the leading name, which the declaration already has.
pub(crate) fn without_leading_name(lines: &[String]) -> Vec<String> {
    let mut lines = lines.to_vec();
    let Some(first) = lines.first_mut() else { return lines };
    let Some((_, rest)) = first.strip_prefix('`').and_then(|rest| rest.split_once('`')) else { return lines };
    let rest = match rest.strip_prefix(": ").or_else(|| rest.strip_prefix(". ")) {
        Some(rest) => crate::casing::upper_first(rest),
        None if rest == "." => String::new(),
        None => return lines,
    };
    *first = rest;
    if first.is_empty() {
        lines.remove(0);
    }
    lines
}

/// Replaces links to Rust items by code: ``[`SignUp`]`` becomes `` `SignUp` ``. `rename` gives the TypeScript name of
/// an item. References to modules of the engine are removed, and `None` becomes `null`.
pub(crate) fn unlinked(line: &str, rename: impl Fn(&str) -> String) -> String {
    let line = line.replace("`None`", "`null`");
    let line = match line.split_once(": see [`crate::").map(|(before, link)| (before, link.split_once("`]")))
    {
        Some((before, Some((_, behind)))) => format!("{before}{behind}"),
        _ => line,
    };
    let mut out = String::new();
    let mut rest = &*line;
    while let Some((before, link)) = rest.split_once("[`") {
        out.push_str(before);
        let Some((name, behind)) = link.split_once("`]") else {
            out.push_str("[`");
            rest = link;
            continue;
        };
        out.push_str(&format!("`{}`", rename(name)));
        rest = match behind.strip_prefix('(').and_then(|target| target.split_once(')')) {
            Some((_, behind)) => behind,
            None => behind,
        };
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<String> {
        let item: syn::ItemStruct = syn::parse_str(&format!("{text}\nstruct Here;")).unwrap();
        read(&item.attrs)
    }

    #[test]
    fn documentation_is_read_line_by_line() {
        assert_eq!(lines("/// One.\n///\n/// Two.\n#[derive(Debug)]"), ["One.", "", "Two."]);
    }

    #[test]
    fn a_type_gives_its_name_in_the_service() {
        for (text, name, rest) in [
            ("/// `UserPoolType`: everything.", Some("UserPoolType"), vec!["Everything."]),
            ("/// `PolicyType`.", Some("PolicyType"), vec![]),
            ("/// `PolicyType`. Off.", Some("PolicyType"), vec!["Off."]),
            ("/// `SMS`", None, vec!["`SMS`"]),
            ("/// A user.", None, vec!["A user."]),
        ] {
            assert_eq!(leading_name(&lines(text)), name, "{text}");
            assert_eq!(without_leading_name(&lines(text)), rest, "{text}");
        }
    }

    #[test]
    fn links_to_items_become_code_and_other_links_stay() {
        let rename = |name: &str| name.replace("Mfa", "MFA");
        assert_eq!(
            unlinked("What [`SetMfa`] says, [`as`](crate::x) here.", rename),
            "What `SetMFA` says, `as` here."
        );
        assert_eq!(
            unlinked("Plain: see [`crate::trigger`]. `None` is nothing.", rename),
            "Plain. `null` is nothing."
        );
        assert_eq!(
            unlinked("See [SetMfa](https://a.example/).", rename),
            "See [SetMfa](https://a.example/)."
        );
    }
}
