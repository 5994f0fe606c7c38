//! The files that belong to the pages: style sheet, script of passkeys, logos, icon, backgrounds.

use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use bytes::Bytes;
use http::{HeaderValue, Response, StatusCode, header};

use super::{
    looks::{Customization, Looks, digest},
    theme::Theme,
};
use crate::{
    context::Cx,
    error::Error,
    model::{
        branding::{Asset, Image, Styles},
        ui_customization::{ALL, UiCustomization},
    },
    oauth::{
        client_authentication::{load, load_pool},
        error::{Code, OAuthError},
        received::{Received, Refused},
        response,
        site::Route,
    },
};

const PASSKEY: &str = include_str!("passkey.js");

/// Sends the form of a page that leads to a provider of SAML.
const SUBMIT: &str = "document.forms[0].submit();\n";

/// For a file whose address stays when it changes: browsers keep it for five minutes.
const BRIEFLY: &str = "public, max-age=300";

/// For a file whose address contains its digest: browsers keep it for a year.
const FOREVER: &str = "public, max-age=31536000, immutable";

const CSS: &str = "text/css; charset=utf-8";
const SVG: &str = "image/svg+xml";

/// The icon of pages whose style has none.
const DEFAULT_ICON: File =
    File { kind: SVG, bytes: Bytes::from_static(include_bytes!("icon.svg")), digest: None };

/// A file with its type and its digest.
struct File {
    kind: &'static str,
    bytes: Bytes,
    digest: Option<String>,
}

pub(crate) async fn run(cx: &mut Cx<'_>, received: &Received) -> Result<Response<Bytes>, Refused> {
    let script = match received.route {
        Route::PasskeyScript => Some(PASSKEY),
        Route::SubmitScript => Some(SUBMIT),
        _ => None,
    };
    if let Some(script) = script {
        let bytes = Bytes::from_static(script.as_bytes());
        return Ok(File { kind: "text/javascript; charset=utf-8", bytes, digest: None }.respond(received));
    }
    let client_id = received.parameters.get("client_id").unwrap_or_default();
    cx.hint(Looks::keys(client_id));
    let client = load(cx, received, client_id).await?.map(|(_, client)| client.id.clone());
    if received.route == Route::Icon {
        let found = icon(cx, received, client).await;
        let file = found.map_err(|error| OAuthError::of(error, Code::InvalidRequest))?;
        return Ok(file.unwrap_or(DEFAULT_ICON).respond(received));
    }
    let found = match (received.route, client) {
        (Route::Style, None) => Ok(Some(sheet(Theme::default().sheet(&|_, _| None)))),
        (Route::Style, Some(client)) => {
            let customization = Customization::load(cx, &received.site, &client).await;
            customization.map(|found| Some(sheet(found.sheet(&client))))
        }
        (Route::Image, Some(client)) => {
            let wanted = |name| received.parameters.get(name).unwrap_or_default().to_owned();
            let image = Image {
                category: wanted("category"),
                color_mode: wanted("mode"),
                provider: wanted("provider"),
                ..Image::default()
            };
            file_of(cx, &client, &image).await
        }
        (Route::Logo, Some(client)) => classic_logo(cx, &client).await,
        _ => Ok(None),
    };
    match found {
        Ok(Some(file)) => Ok(file.respond(received)),
        Ok(None) => Ok(response::empty(StatusCode::NOT_FOUND)),
        Err(error) => Err(OAuthError::of(error, Code::InvalidRequest).into()),
    }
}

impl File {
    fn respond(self, received: &Received) -> Response<Bytes> {
        let is_named = self.digest.is_some() && self.digest.as_deref() == received.parameters.get("v");
        let mut response = response::empty(StatusCode::OK);
        *response.body_mut() = self.bytes;
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(self.kind));
        let cache = if is_named { FOREVER } else { BRIEFLY };
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
        headers.remove(header::PRAGMA);
        // An SVG may contain scripts, which must not run if somebody opens it as a page.
        headers.insert(
            header::CONTENT_SECURITY_POLICY,
            HeaderValue::from_static("default-src 'none'; style-src 'unsafe-inline'; sandbox"),
        );
        response
    }
}

fn sheet(css: String) -> File {
    let digest = Some(digest(css.as_bytes()));
    File { kind: CSS, bytes: Bytes::from(css), digest }
}

/// The icon of the client's style. Without a client, that of the pool's first style.
async fn icon(cx: &mut Cx<'_>, received: &Received, client: Option<String>) -> Result<Option<File>, Error> {
    let client = match client {
        Some(client) => client,
        None if load_pool(cx, received, None).await?.is_none() => return Ok(None),
        None => match Styles::load(cx).await?.first_client() {
            Some(client) => client.to_owned(),
            None => return Ok(None),
        },
    };
    let customization = Customization::load(cx, &received.site, &client).await?;
    match customization.icon() {
        Some(icon) => file_of(cx, &client, icon).await,
        None => Ok(None),
    }
}

/// The file of an image of the client's style of managed login.
async fn file_of(cx: &mut Cx<'_>, client: &str, image: &Image) -> Result<Option<File>, Error> {
    let Ok(entry) = Styles::load(cx).await?.of_client(client) else { return Ok(None) };
    let (_, assets) = entry.load(cx).await?;
    let mut fitting = assets.iter().filter(|asset| {
        asset.category == image.category
            && asset.color_mode == image.color_mode
            && asset.provider() == image.provider
    });
    Ok(fitting.find_map(decoded))
}

/// The logo of the classic customization.
async fn classic_logo(cx: &mut Cx<'_>, client: &str) -> Result<Option<File>, Error> {
    let own = UiCustomization::load(cx, client).await?;
    let owner = if own.is_some() { client } else { ALL };
    let found = UiCustomization::image(cx, owner).await?;
    Ok(found.map(|(format, bytes)| File {
        kind: format.media_type(),
        bytes: Bytes::from(bytes),
        digest: None,
    }))
}

fn decoded(asset: &Asset) -> Option<File> {
    let kind = match asset.extension.as_str() {
        "ICO" => "image/x-icon",
        "JPEG" => "image/jpeg",
        "PNG" => "image/png",
        "SVG" => SVG,
        "WEBP" => "image/webp",
        _ => return None,
    };
    let digest = Some(Image::of(asset)?.digest);
    Some(File { kind, bytes: Bytes::from(BASE64.decode(asset.bytes.as_ref()?).ok()?), digest })
}
