//! [`Confirmation`]: whether a new user confirms the mail address by a code or by a link, and the link.

use http::Uri;
use userpool_storage_traits::Purpose;

use crate::{
    auth::channel::Channel,
    context::Cx,
    error::{Error, InvalidParameter},
    host::Host,
    model::{domain::Domains, pool::Pool},
    sensitive::Sensitive,
    settings::DefaultEmailOption,
};

/// The path of the page that confirms a user.
const PATH: &str = "/confirmUser";

/// How mails ask a user to confirm.
#[derive(Debug)]
pub(crate) enum Confirmation {
    ByCode,
    /// By a link to the pool's pages, which are at this address.
    ByLink(String),
    /// The pool wants links, and has no pages that a link could lead to.
    Impossible,
}

impl Confirmation {
    /// How mails of this purpose ask: those of a sign-up by a link if the pool's template says so, all others by a code.
    pub(crate) async fn of(cx: &mut Cx<'_>, pool: &Pool, purpose: Purpose) -> Result<Self, Error> {
        let template = pool.settings.verification_message_template.as_ref();
        let option = template.and_then(|template| template.default_email_option.as_ref());
        if option != Some(&DefaultEmailOption::CONFIRM_WITH_LINK)
            || !matches!(purpose, Purpose::SignUp | Purpose::ResendCode)
        {
            return Ok(Self::ByCode);
        }
        let domains = Domains::load(cx).await?;
        Ok(match pages(cx.host, cx.origin.address.as_deref(), &domains, &pool.id) {
            Some(address) => Self::ByLink(address),
            // The code confirms the user, too: by the API, or on the page that asks for it.
            None if domains.iter().next().is_some() => Self::ByCode,
            None => Self::Impossible,
        })
    }

    /// The address of the pages for a message by this channel. `None` if the message says only the code.
    ///
    /// # Errors
    /// `InvalidParameterException` when the pool wants a link and has no pages.
    pub(crate) fn pages(&self, channel: Channel) -> Result<Option<&str>, Error> {
        match self {
            Self::ByLink(address) if channel == Channel::Email => Ok(Some(address)),
            Self::Impossible if channel == Channel::Email => Err(InvalidParameter::NoDomainForLink.into()),
            _ => Ok(None),
        }
    }
}

/// The link with which a user confirms at the pages at `address`.
pub(crate) fn link(address: &str, client_id: &str, username: &str, code: &Sensitive) -> Sensitive {
    let query = form_urlencoded::Serializer::new(String::new())
        .append_pair("client_id", client_id)
        .append_pair("user_name", username)
        .append_pair("confirmation_code", code)
        .finish();
    Sensitive::new(format!("{address}{PATH}?{query}"))
}

/// The address of the pool's pages: on its custom domain, on its prefix domain, or below its path.
///
/// The mail goes to somebody whom the caller names, so the caller must not choose the address: without a public URL the address of
/// the request counts only if it is that of the reader's own machine.
fn pages(host: &Host, request: Option<&str>, domains: &Domains, pool_id: &str) -> Option<String> {
    let parse = |url: &str| url.parse::<Uri>().ok();
    let public = host.public_url.as_deref();
    if let Some(domain) = &domains.custom {
        let uri = public.and_then(parse).unwrap_or_default();
        return Some(format!("{}://{}{}", uri.scheme_str().unwrap_or("https"), domain.name, port(&uri)));
    }
    let own =
        public.or_else(|| request.filter(|address| parse(address).is_some_and(|uri| is_local(&uri))))?;
    let uri = parse(own)?;
    let name = uri.host()?;
    let has_names = name.parse::<std::net::Ipv4Addr>().is_err() && !name.starts_with('[');
    Some(match domains.prefix.as_ref().filter(|_| has_names) {
        Some(domain) => {
            format!("{}://{}.{name}{}", uri.scheme_str().unwrap_or("https"), domain.name, port(&uri))
        }
        None => format!("{}/{pool_id}", own.trim_end_matches('/')),
    })
}

fn port(uri: &Uri) -> String {
    uri.port_u16().map(|port| format!(":{port}")).unwrap_or_default()
}

/// Whether the address is that of the machine on which it is opened.
fn is_local(uri: &Uri) -> bool {
    matches!(uri.host(), Some("localhost" | "127.0.0.1" | "[::1]"))
}

#[cfg(test)]
#[cfg(all(feature = "os", feature = "rsa", feature = "public-suffixes"))]
mod tests {
    use super::*;
    use crate::{engine::Engine, model::domain::Domain, time::Timestamp};
    use userpool_storage_traits::MemoryStorage;

    const POOL: &str = "us-east-1_AbCdEfGhI";

    fn found(public: Option<&str>, request: Option<&str>, domains: [Option<&str>; 2]) -> Option<String> {
        let builder = Engine::builder().storage(MemoryStorage::new()).master_key([7; 32]);
        let builder = match public {
            Some(url) => builder.public_url(url),
            None => builder,
        };
        let [prefix, custom] =
            domains.map(|name| name.map(|name| Domain::new(name, Timestamp::from_seconds(1))));
        pages(builder.build().unwrap().host(), request, &Domains { prefix, custom }, POOL)
    }

    #[test]
    fn the_pages_are_at_the_custom_domain_then_the_prefix_domain_then_the_path() {
        let (demo, own) = (Some("demo"), Some("login.example.org"));
        for (public, domains, expected) in [
            ("https://auth.example.com", [demo, own], "https://login.example.org"),
            ("http://auth.example.com:8080", [None, own], "http://login.example.org:8080"),
            ("https://auth.example.com/in", [demo, None], "https://demo.auth.example.com"),
            ("http://localhost:9229", [demo, None], "http://demo.localhost:9229"),
            ("http://10.0.0.1:9229", [demo, None], "http://10.0.0.1:9229/us-east-1_AbCdEfGhI"),
            ("https://auth.example.com/in", [None, None], "https://auth.example.com/in/us-east-1_AbCdEfGhI"),
        ] {
            let address = found(Some(public), Some("https://evil.example"), domains);
            assert_eq!(address.as_deref(), Some(expected));
        }
        assert_eq!(found(None, None, [demo, own]).as_deref(), Some("https://login.example.org"));
    }

    #[test]
    fn without_a_public_url_only_this_machine_counts() {
        for (request, expected) in [
            ("http://localhost:9229", Some("http://localhost:9229/us-east-1_AbCdEfGhI")),
            ("http://127.0.0.1:9229", Some("http://127.0.0.1:9229/us-east-1_AbCdEfGhI")),
            ("http://[::1]:9229", Some("http://[::1]:9229/us-east-1_AbCdEfGhI")),
            ("https://evil.example", None),
            ("https://localhost.evil.example", None),
            ("http://127.0.0.1.evil.example", None),
        ] {
            assert_eq!(found(None, Some(request), [None, None]).as_deref(), expected, "{request}");
        }
        assert_eq!(found(None, Some("https://evil.example"), [Some("demo"), None]), None);
        assert_eq!(found(None, None, [Some("demo"), None]), None);
    }

    #[test]
    fn every_character_of_a_name_is_encoded() {
        let link = link("https://a.example", "abc", "a&b=ü \"<'+%", &Sensitive::new("123456"));
        let query = link.split_once('?').unwrap().1;
        let read: Vec<_> = form_urlencoded::parse(query.as_bytes()).collect();
        assert_eq!(read[1], ("user_name".into(), "a&b=ü \"<'+%".into()));
        assert!(link.is_ascii() && !link.contains(['"', '<', '\'', ' ']), "{}", link.as_str());
    }
}
