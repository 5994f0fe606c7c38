//! The links to the documents of the operator that the sign-up page shows.

use super::{
    texts::Language,
    view::{Terms as Shown, TermsPart},
};
use crate::{
    context::Cx,
    error::Error,
    model::{
        keys,
        terms::{Terms, TermsList},
    },
    oauth::opened::Opened,
    ordered,
};

/// The names of the two documents.
const TERMS_OF_USE: &str = "terms-of-use";
const PRIVACY_POLICY: &str = "privacy-policy";

/// The documents of the client.
pub(super) async fn of(cx: &mut Cx<'_>, opened: &Opened, language: Language) -> Result<Option<Shown>, Error> {
    let list = cx.peek::<TermsList>(&[keys::terms_list()]).await?.into_iter().next().flatten();
    let Some(list) = list else { return Ok(None) };
    let texts = language.texts();
    let mut links: Vec<TermsPart> = Vec::new();
    for (name, text) in [(TERMS_OF_USE, texts.terms_of_use), (PRIVACY_POLICY, texts.privacy_policy)] {
        let Some(id) = list.id_of(&opened.client.id, name) else { continue };
        let found = cx.peek::<Terms>(&[keys::terms(id)]).await?.into_iter().next().flatten();
        if let Some(url) = found.as_ref().and_then(|found| address(found, language)) {
            links.push(TermsPart { text: text.to_owned(), url: Some(url) });
        }
    }
    Ok((!links.is_empty()).then(|| Shown { parts: sentence(texts.terms, links) }))
}

/// The address of a document in this language, or in the default one.
fn address(terms: &Terms, language: Language) -> Option<String> {
    let full = match language {
        Language::English => "english",
        Language::German => "german",
        Language::French => "french",
        Language::Spanish => "spanish",
        Language::Japanese => "japanese",
    };
    let of =
        |key: &str| terms.links.iter().find(|(own, _)| own.eq_ignore_ascii_case(key)).map(|(_, url)| url);
    let url =
        of(&format!("cognito:{full}")).or_else(|| of(language.tag())).or_else(|| of("cognito:default"))?;
    ["https://", "http://"].iter().any(|scheme| url.starts_with(scheme)).then(|| url.clone())
}

/// The sentence with its links. With one document only that link is shown.
fn sentence(text: &str, mut links: Vec<TermsPart>) -> Vec<TermsPart> {
    if links.len() < 2 {
        return links;
    }
    let mut parts = Vec::new();
    let mut rest = text;
    let privacy = links.pop();
    let terms = links.pop();
    let mut named = vec![("{terms}", terms), ("{privacy}", privacy)];
    ordered::sort_by_key(&mut named, |(name, _)| text.find(name));
    for (name, link) in named {
        if let Some((before, after)) = rest.split_once(name) {
            parts.push(TermsPart { text: before.to_owned(), url: None });
            parts.extend(link);
            rest = after;
        }
    }
    parts.push(TermsPart { text: rest.to_owned(), url: None });
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link(text: &str) -> TermsPart {
        TermsPart { text: text.to_owned(), url: Some(format!("https://example.com/{text}")) }
    }

    #[test]
    fn both_documents_are_links_in_a_sentence_of_any_order() {
        let words = |text| {
            let parts = sentence(text, vec![link("T"), link("P")]);
            parts.iter().map(|part| part.text.as_str()).collect::<String>()
        };
        assert_eq!(words("You accept {terms} and {privacy}."), "You accept T and P.");
        assert_eq!(words("{privacy} / {terms}"), "P / T");
    }
}
