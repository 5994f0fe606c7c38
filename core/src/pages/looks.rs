//! How the pages of an app client look: style sheet, logos and icon.
//!
//! A domain with `ManagedLoginVersion` 1 has the classic customization, one with 2 the client's style of managed login.

use serde_json::Value;
use sha2::{Digest as _, Sha256};
use userpool_storage_traits::Key;

use super::theme::{Mode, Scheme, Theme, image_for};
use crate::{
    context::Cx,
    error::Error,
    model::{
        branding::{Image, Style, Styles},
        domain::Domains,
        keys,
        ui_customization::{ALL, UiCustomization},
    },
    oauth::site::{Route, Site},
};

/// What a page shows.
#[derive(Clone, Debug)]
pub(crate) struct Looks {
    /// The value of the CSS property `color-scheme`.
    pub(crate) scheme: &'static str,
    /// The address of the style sheet.
    pub(crate) style: String,
    pub(crate) icon: Option<String>,
    pub(crate) logo: Option<Picture>,
    pub(crate) header: Option<Picture>,
    pub(crate) footer: Option<Picture>,
}

/// An image with its address, and that of another one for dark pages.
#[derive(Clone, Debug)]
pub(crate) struct Picture {
    pub(crate) url: String,
    pub(crate) dark: Option<String>,
}

/// The customization of an app client.
#[derive(Debug, Default)]
pub(super) struct Customization {
    is_classic: bool,
    /// The client's own classic customization, or else that for all clients.
    classic: Option<UiCustomization>,
    settings: Option<Value>,
    images: Vec<Image>,
}

impl Looks {
    /// Those of a page without a client. The style sheet has no address yet.
    pub(super) fn none() -> Self {
        let scheme = Scheme::default().as_css();
        Self { scheme, style: String::new(), icon: None, logo: None, header: None, footer: None }
    }

    /// The records that tell the looks. Hint at them before the pool is read.
    pub(super) fn keys(client_id: &str) -> Vec<Key> {
        vec![keys::ui(client_id), keys::ui(ALL), keys::brandings()]
    }

    /// The looks for a client of the pool that was entered before.
    pub(super) async fn load(cx: &mut Cx<'_>, site: &Site, client_id: &str) -> Result<Self, Error> {
        let found = Customization::load(cx, site, client_id).await?;
        let theme = found.theme();
        let scheme = theme.scheme();
        let address = |route: Route, query: String| format!("{}{}?{query}", site.path, route.path());
        let url = |image: &Image| address(Route::Image, image_query(client_id, image));
        let picture = |category: &str, places: &[&str]| {
            if places.iter().any(|place| theme.hides(place)) {
                return None;
            }
            let find = |mode| image_for(&found.images, category, mode);
            let dark = find(Mode::Dark);
            match scheme {
                Scheme::Dark => Some(Picture { url: url(dark?), dark: None }),
                Scheme::Light => Some(Picture { url: url(find(Mode::Light)?), dark: None }),
                Scheme::Dynamic => {
                    let light = find(Mode::Light).or(dark)?;
                    let dark = dark.filter(|dark| dark.digest != light.digest).map(url);
                    Some(Picture { url: url(light), dark })
                }
            }
        };
        let style = [("client_id", client_id), ("v", &digest(found.sheet(client_id).as_bytes()))];
        Ok(Self {
            scheme: scheme.as_css(),
            style: address(Route::Style, encoded(&style)),
            icon: found.icon().map(url),
            logo: match &found.classic {
                Some(classic) => classic.image.map(|_| {
                    let version = classic.modified.seconds().to_string();
                    let query = encoded(&[("client_id", client_id), ("v", &version)]);
                    Picture { url: address(Route::Logo, query), dark: None }
                }),
                None => picture("FORM_LOGO", &["components/form/logo/enabled"]),
            },
            header: picture("PAGE_HEADER_LOGO", &HEADER),
            footer: picture("PAGE_FOOTER_LOGO", &FOOTER),
        })
    }
}

/// What switches the logos above and below the form off.
const HEADER: [&str; 2] = ["categories/global/pageHeader/enabled", "components/pageHeader/logo/enabled"];
const FOOTER: [&str; 2] = ["categories/global/pageFooter/enabled", "components/pageFooter/logo/enabled"];

impl Customization {
    /// The customization for pages at this place, in the pool that was entered before.
    pub(super) async fn load(cx: &mut Cx<'_>, site: &Site, client_id: &str) -> Result<Self, Error> {
        let is_classic = Domains::load(cx).await?.login_version(site.domain()) == 1;
        if is_classic {
            let found = cx.peek::<UiCustomization>(&[keys::ui(client_id), keys::ui(ALL)]).await?;
            let classic = found.into_iter().flatten().next();
            return Ok(Self { is_classic, classic, ..Self::default() });
        }
        let styles = cx.peek::<Styles>(&[keys::brandings()]).await?.into_iter().flatten().next();
        let Some(entry) = styles.and_then(|styles| styles.of_client(client_id).ok()) else {
            return Ok(Self::default());
        };
        let style = cx.peek::<Style>(&[entry.key()]).await?.into_iter().flatten().next();
        Ok(style.map_or_else(Self::default, |style| Self {
            settings: style.settings,
            images: style.images,
            ..Self::default()
        }))
    }

    fn theme(&self) -> Theme<'_> {
        Theme { settings: self.settings.as_ref(), is_classic: self.is_classic }
    }

    /// The style sheet of the client's pages.
    pub(super) fn sheet(&self, client_id: &str) -> String {
        let mut sheet = self.theme().sheet(&|category, mode| {
            let image = image_for(&self.images, category, mode)?;
            // The address is relative to that of the style sheet.
            Some(format!("image?{}", image_query(client_id, image)))
        });
        if let Some(css) = self.classic.as_ref().and_then(|classic| classic.css.as_ref()) {
            sheet.push_str(css);
        }
        sheet
    }

    fn icon(&self) -> Option<&Image> {
        ["FAVICON_SVG", "FAVICON_ICO"]
            .iter()
            .find_map(|category| self.images.iter().find(|image| image.category == *category))
    }
}

fn image_query(client_id: &str, image: &Image) -> String {
    let (category, mode) = (&*image.category, &*image.color_mode);
    encoded(&[("client_id", client_id), ("category", category), ("mode", mode), ("v", &image.digest)])
}

fn encoded(parameters: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(parameters).finish()
}

/// A short name for a content: another content has another one.
pub(super) fn digest(content: &[u8]) -> String {
    base16ct::lower::encode_string(&Sha256::digest(content)[..8])
}
