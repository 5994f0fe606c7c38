//! Where the endpoints of a pool are: on the host names of its domains, and for machines without DNS below the path `/{poolId}`.

use http::{Request, Uri};

use crate::{
    context::Cx,
    error::Error,
    host::Host,
    issuer::address_of,
    model::{client::ClientEntry, domain::Domain, pool_id::is_pool_id},
};

/// The place at which a request has reached the endpoints of a pool.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Site {
    /// The address that all endpoints begin with, without a slash at the end. Without a known address of the engine only its path.
    pub(crate) base: String,
    /// The path that all endpoints begin with, without a slash at the end.
    pub(crate) path: String,
    /// The address in the `iss` of tokens that are issued here, if the engine issues them under the address of each request.
    pub(crate) issuer_address: Option<String>,
    owner: Owner,
}

/// Whose the place is.
#[derive(Clone, Debug, Eq, PartialEq)]
enum Owner {
    /// The pool with this id, which the path names.
    Pool(String),
    /// The pool with the domain of this name, which the host name contains.
    Domain(String),
}

/// An endpoint or a page.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Route {
    Authorize,
    Token,
    UserInfo,
    Revoke,
    Register,
    IdpResponse,
    SamlResponse,
    SamlLogout,
    Login,
    Logout,
    SignUp,
    Confirm,
    ResendCode,
    ConfirmUser,
    ForgotPassword,
    ConfirmForgotPassword,
    AddPasskey,
    Error,
    Style,
    PasskeyScript,
    SubmitScript,
    Logo,
    Image,
    Icon,
}

impl Route {
    const ALL: [(&'static str, Self); 24] = [
        ("/oauth2/authorize", Self::Authorize),
        ("/oauth2/token", Self::Token),
        ("/oauth2/userInfo", Self::UserInfo),
        ("/oauth2/revoke", Self::Revoke),
        ("/oauth2/register", Self::Register),
        ("/oauth2/idpresponse", Self::IdpResponse),
        ("/saml2/idpresponse", Self::SamlResponse),
        ("/saml2/logout", Self::SamlLogout),
        ("/login", Self::Login),
        ("/logout", Self::Logout),
        ("/signup", Self::SignUp),
        ("/confirm", Self::Confirm),
        ("/resendcode", Self::ResendCode),
        ("/confirmUser", Self::ConfirmUser),
        ("/forgotPassword", Self::ForgotPassword),
        ("/confirmforgotPassword", Self::ConfirmForgotPassword),
        ("/passkeys/add", Self::AddPasskey),
        ("/error", Self::Error),
        ("/assets/pages.css", Self::Style),
        ("/assets/passkey.js", Self::PasskeyScript),
        ("/assets/submit.js", Self::SubmitScript),
        ("/assets/logo", Self::Logo),
        ("/assets/image", Self::Image),
        ("/favicon.ico", Self::Icon),
    ];

    fn of(path: &str) -> Option<Self> {
        // The service's documentation writes the link of its mails with a slash.
        let path = if path == "/confirmUser/" { "/confirmUser" } else { path };
        Self::ALL.into_iter().find(|(own, _)| *own == path).map(|(_, route)| route)
    }

    /// Whether browsers show the response.
    pub(crate) fn is_for_browsers(self) -> bool {
        !matches!(self, Self::Token | Self::UserInfo | Self::Revoke | Self::Register)
    }

    /// Whether the response is a file that belongs to the pages.
    pub(crate) fn is_asset(self) -> bool {
        use Route::{Icon, Image, Logo, PasskeyScript, Style, SubmitScript};
        matches!(self, Style | PasskeyScript | SubmitScript | Logo | Image | Icon)
    }

    /// The path below that of the site. It is the name of the endpoint for the host's rate limiter, too.
    pub(crate) fn path(self) -> &'static str {
        Self::ALL.into_iter().find(|(_, route)| *route == self).map_or("", |(path, _)| path)
    }
}

/// The endpoint that a request is for, and its place. `None` if there is none at this path. Whether the pool exists and has the
/// domain is not known yet.
pub(crate) fn locate<B>(host: &Host, request: &Request<B>) -> Option<(Site, Route)> {
    let path = request.uri().path();
    let address = address_of(request);
    if let Some(route) = Route::of(path) {
        let address = address?;
        let name = domain_of(host, &address)?;
        return Some((Site::of_domain(host, address, name), route));
    }
    let (pool_id, rest) = path.strip_prefix('/')?.split_once('/')?;
    let route = Route::of(path.get(path.len() - rest.len() - 1..)?)?;
    is_pool_id(pool_id).then(|| (Site::of_pool(host, address.as_deref(), pool_id), route))
}

/// The name of the domain in the address of a request: the prefix of a prefix domain, or the whole host name.
fn domain_of(host: &Host, address: &str) -> Option<String> {
    let uri: Uri = address.parse().ok()?;
    let name = uri.host()?;
    let own = host.public_url.as_ref().and_then(|url| url.parse::<Uri>().ok());
    let own = own.as_ref().and_then(Uri::host);
    if own == Some(name) {
        return None;
    }
    if let Some(prefix) = own.and_then(|own| name.strip_suffix(own)?.strip_suffix('.')) {
        return Some(prefix.to_owned());
    }
    if let Some(prefix) = name.strip_suffix(".localhost") {
        return Some(prefix.to_owned());
    }
    if let Some(rest) = name.strip_suffix(".amazoncognito.com") {
        let mut parts = rest.split('.');
        let (prefix, kind) = (parts.next()?, parts.next()?);
        let is_prefix_domain = matches!(kind, "auth" | "auth-fips") && parts.next().is_some();
        return (is_prefix_domain && parts.next().is_none()).then(|| prefix.to_owned());
    }
    let is_address = name.parse::<std::net::Ipv4Addr>().is_ok() || name.starts_with('[');
    (name.contains('.') && !is_address).then(|| name.to_owned())
}

impl Site {
    /// The place below the path of a pool.
    pub(crate) fn of_pool(host: &Host, address: Option<&str>, pool_id: &str) -> Self {
        let own = host.address(address).unwrap_or_default();
        let path =
            own.parse::<Uri>().map(|uri| uri.path().trim_end_matches('/').to_owned()).unwrap_or_default();
        Self {
            base: format!("{own}/{pool_id}"),
            path: format!("{path}/{pool_id}"),
            issuer_address: address.map(str::to_owned),
            owner: Owner::Pool(pool_id.to_owned()),
        }
    }

    fn of_domain(host: &Host, address: String, name: String) -> Self {
        let is_tls = host.public_url.as_ref().is_some_and(|url| url.starts_with("https://"));
        let base = match address.strip_prefix("http://").filter(|_| is_tls) {
            // A proxy in front of the host ends TLS.
            Some(rest) => format!("https://{rest}"),
            None => address.clone(),
        };
        // On this machine the API and the endpoints have one issuer.
        let local = format!("://{name}.localhost");
        let issuer_address = Some(address.replacen(&local, "://localhost", 1));
        Self { base, path: String::new(), issuer_address, owner: Owner::Domain(name) }
    }

    /// Whether browsers reach the place by TLS.
    pub(crate) fn is_secure(&self) -> bool {
        self.base.starts_with("https://")
    }

    /// The id of the pool, if the host knows it without reading the store.
    pub(crate) fn known_pool(&self, host: &Host, client_id: Option<&str>) -> Option<String> {
        match &self.owner {
            Owner::Pool(id) => Some(id.clone()),
            Owner::Domain(_) => Some(ClientEntry::known(host, client_id?)?.pool_id),
        }
    }

    /// The id of the pool. A domain leads to it, or the app client that the request names, whose entry is cached: whether the
    /// pool has the domain is checked in any case ([`load_pool`](crate::oauth::client_authentication::load_pool)).
    pub(crate) async fn pool(&self, cx: &Cx<'_>, client_id: Option<&str>) -> Result<Option<String>, Error> {
        let name = match &self.owner {
            Owner::Pool(id) => return Ok(Some(id.clone())),
            Owner::Domain(name) => name,
        };
        if let Some(id) = client_id
            && let Some(entry) = ClientEntry::load(cx.host, id).await?
        {
            return Ok(Some(entry.pool_id));
        }
        Domain::pool_of(cx, name).await
    }

    /// The name of the pool's domain that the place belongs to. `None` below the path of a pool.
    pub(crate) fn domain(&self) -> Option<&str> {
        match &self.owner {
            Owner::Pool(_) => None,
            Owner::Domain(name) => Some(name),
        }
    }
}

#[cfg(test)]
#[cfg(all(feature = "os", feature = "rsa", feature = "public-suffixes"))]
mod tests {
    use super::*;
    use crate::engine::Engine;
    use userpool_storage_traits::MemoryStorage;

    fn engine(public_url: Option<&str>) -> Engine {
        let builder = Engine::builder().storage(MemoryStorage::new()).master_key([7; 32]);
        match public_url {
            Some(url) => builder.public_url(url),
            None => builder,
        }
        .build()
        .unwrap()
    }

    fn located(public_url: Option<&str>, url: &str) -> Option<(Site, Route)> {
        let request = Request::get(url).body(()).unwrap();
        locate(engine(public_url).host(), &request)
    }

    #[test]
    fn a_domain_is_found_in_the_host_name() {
        for (url, name) in [
            ("https://demo.auth.eu-west-1.amazoncognito.com/oauth2/token", Some("demo")),
            ("https://demo.auth-fips.us-east-1.amazoncognito.com/oauth2/token", Some("demo")),
            ("http://demo.localhost:9229/oauth2/token", Some("demo")),
            ("https://demo.auth.example.com/oauth2/token", Some("demo")),
            ("https://login.example.org/oauth2/token", Some("login.example.org")),
            ("https://auth.example.com/oauth2/token", None),
            ("https://demo.api.eu-west-1.amazoncognito.com/oauth2/token", None),
            ("https://a.demo.auth.eu-west-1.amazoncognito.com/oauth2/token", None),
            ("http://localhost:9229/oauth2/token", None),
            ("http://127.0.0.1:9229/oauth2/token", None),
            ("http://[::1]:9229/oauth2/token", None),
        ] {
            let found = located(Some("https://auth.example.com"), url);
            assert_eq!(found.as_ref().and_then(|(site, _)| site.domain()), name, "{url}");
        }
    }

    #[test]
    fn a_pool_is_found_in_the_path() {
        let (site, route) = located(None, "http://localhost:9229/us-east-1_AbCdEfGhI/oauth2/token").unwrap();
        assert_eq!((site.base.as_str(), route), ("http://localhost:9229/us-east-1_AbCdEfGhI", Route::Token));
        assert_eq!((site.domain(), site.path.as_str()), (None, "/us-east-1_AbCdEfGhI"));
        let (site, _) =
            located(Some("https://auth.example.com/in"), "http://x/us-east-1_AbCdEfGhI/logout").unwrap();
        assert_eq!(site.base, "https://auth.example.com/in/us-east-1_AbCdEfGhI");
        assert_eq!(site.path, "/in/us-east-1_AbCdEfGhI");
        for path in ["/", "/us-east-1_AbCdEfGhI", "/us-east-1_AbCdEfGhI/nothing", "/x/oauth2/token"] {
            assert_eq!(located(None, &format!("http://localhost:9229{path}")), None, "{path}");
        }
    }

    #[test]
    fn tokens_of_a_domain_on_this_machine_have_the_issuer_of_the_api() {
        let issuer = |url| located(None, url).unwrap().0.issuer_address.unwrap();
        assert_eq!(issuer("http://demo.localhost:9229/oauth2/token"), "http://localhost:9229");
        assert_eq!(issuer("https://login.example.org/oauth2/token"), "https://login.example.org");
    }

    #[test]
    fn behind_a_proxy_that_ends_tls_the_address_is_secure() {
        let (site, _) = located(Some("https://auth.example.com"), "http://login.example.org/logout").unwrap();
        assert_eq!((site.base.as_str(), site.is_secure()), ("https://login.example.org", true));
    }

    #[test]
    fn every_endpoint_has_its_own_path() {
        for (path, route) in Route::ALL {
            assert_eq!((Route::of(path), route.path()), (Some(route), path));
        }
    }
}
