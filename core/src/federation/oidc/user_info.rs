//! The userinfo endpoint, [OpenID Connect Core §5.3](https://openid.net/specs/openid-connect-core-1_0.html#UserInfo), and what the
//! social providers have in its place.

use serde_json::{Map, Value};
use userpool_storage_traits::{FetchRequest, FetchResponse};

use super::{
    endpoints::Endpoints,
    error::{OidcError, object},
    id_token::is_subject,
    query::encoded,
    settings::{Kind, Settings},
    tokens::Tokens,
};
use crate::ordered;

/// The [claims of Google's ID tokens](https://developers.google.com/identity/openid-connect/openid-connect#an-id-tokens-payload). All
/// other mapped names are fields of the People API.
const GOOGLE_CLAIMS: [&str; 9] =
    ["email", "email_verified", "family_name", "given_name", "hd", "locale", "name", "picture", "sub"];

/// The members of an entry of the People API that contain its text, in the order of preference.
const PEOPLE_TEXTS: [&str; 6] = ["canonicalForm", "formattedValue", "displayName", "value", "text", "url"];

/// The request for more claims. `None` if the provider has no such endpoint, or no mapped claim is there.
pub(crate) fn user_info_request(
    settings: Settings<'_>,
    endpoints: &Endpoints,
    tokens: &Tokens,
) -> Option<FetchRequest> {
    let mut url = endpoints.user_info.clone()?;
    if settings.given("attributes_url_add_attributes") == Some("true") {
        let names = added_names(settings);
        if names.is_empty() {
            return None;
        }
        url.push_str(&names.into_iter().map(encoded).collect::<Vec<_>>().join(","));
    }
    let request = match settings.given("attributes_request_method") {
        Some("POST") => FetchRequest::post_form(url, ""),
        _ => FetchRequest::get(url),
    };
    let bearer = format!("Bearer {}", tokens.access.as_str());
    Some(request.with("accept", "application/json").with("authorization", bearer))
}

/// The names of fields that the URL asks for.
fn added_names(settings: Settings<'_>) -> Vec<&str> {
    let mut names = settings.mapped_claims();
    match settings.kind {
        Kind::Google => names.retain(|name| !GOOGLE_CLAIMS.contains(name)),
        kind if !names.contains(&kind.subject_claim()) => names.insert(0, kind.subject_claim()),
        _ => {}
    }
    names
}

/// The claims in the answer to that request.
///
/// # Errors
/// When the answer is not a JSON object, or is about another user than the ID token, whose `sub` is `subject`. Without that check a
/// provider's mistake, or a token that was exchanged for another one, would mix two users (OpenID Connect Core §5.3.2).
pub(crate) fn user_info_claims(
    settings: Settings<'_>,
    answer: &FetchResponse,
    subject: Option<&str>,
) -> Result<Map<String, Value>, OidcError> {
    let members = object(answer).map_err(OidcError::UserInfo)?;
    let text = |name: &str| members.get(name).and_then(Value::as_str);
    let is_same = match settings.kind {
        Kind::Google => {
            let person = text("resourceName").and_then(|name| name.strip_prefix("people/"));
            person.is_some() && person == subject
        }
        Kind::Oidc | Kind::Apple => subject.is_some() && text("sub") == subject,
        Kind::Facebook | Kind::Amazon => text(settings.kind.subject_claim()).is_some_and(is_subject),
    };
    if !is_same {
        return Err(OidcError::UserInfo(settings.kind.subject_claim()));
    }
    Ok(if settings.kind == Kind::Google { people_claims(&members) } else { members })
}

/// The fields of a [person](https://developers.google.com/people/api/rest/v1/people#Person) as claims: the text of the primary entry of
/// each, or of the first one.
fn people_claims(person: &Map<String, Value>) -> Map<String, Value> {
    let claim = |(name, entries): (&String, &Value)| {
        let entries = entries.as_array()?;
        let is_primary = |entry: &&Value| entry.pointer("/metadata/primary") == Some(&Value::Bool(true));
        let entry = entries.iter().find(is_primary).or_else(|| entries.first())?;
        let text = PEOPLE_TEXTS.iter().find_map(|text| entry.get(text)?.as_str())?;
        Some((name.clone(), text.into()))
    };
    let fields = person.iter().filter(|(name, _)| !GOOGLE_CLAIMS.contains(&name.as_str()));
    ordered::object(fields.filter_map(claim))
}

/// The claims of the ID token and those of the userinfo endpoint, which take precedence. Whether an address is verified is said by the
/// answer that the address is from.
pub(crate) fn merged(id_token: Map<String, Value>, user_info: Map<String, Value>) -> Map<String, Value> {
    let mut claims = id_token;
    for (address, verified) in [("email", "email_verified"), ("phone_number", "phone_number_verified")] {
        if user_info.get(address).is_some_and(|found| claims.get(address) != Some(found)) {
            claims.remove(verified);
        }
    }
    for (name, value) in user_info {
        // The engine has checked these in the ID token.
        if !matches!(name.as_str(), "sub" | "iss" | "aud") || !claims.contains_key(&name) {
            claims.insert(name, value);
        }
    }
    claims
}
