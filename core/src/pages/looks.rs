//! How the pages of an app client look: style sheet, logos and icon.
//!
//! A domain with `ManagedLoginVersion` 1 has the classic customization, one with 2 the client's style of managed login.

use askama::Template;
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
    /// The address of the icon.
    pub(crate) icon: String,
    pub(super) pictures: Vec<Picture>,
    /// The logo is above the form's card instead of in it.
    pub(crate) logo_is_outside: bool,
    /// The buttons of providers without a picture have a letter.
    pub(crate) has_provider_icons: bool,
}

/// An image with its address, and that of another one for dark pages.
#[derive(Clone, Debug, Template)]
#[template(path = "picture.html")]
pub(crate) struct Picture {
    category: &'static str,
    /// The name of the identity provider on whose button it is.
    provider: String,
    url: String,
    dark: Option<String>,
}

/// The categories of images in pages, and the places in the settings that switch each off.
const PICTURES: [(&str, &[&str]); 9] = [
    (FORM_LOGO, &["components/form/logo/enabled"]),
    ("PAGE_HEADER_LOGO", &["categories/global/pageHeader/enabled", "components/pageHeader/logo/enabled"]),
    ("PAGE_FOOTER_LOGO", &["categories/global/pageFooter/enabled", "components/pageFooter/logo/enabled"]),
    ("EMAIL_GRAPHIC", GRAPHICS),
    ("SMS_GRAPHIC", GRAPHICS),
    ("AUTH_APP_GRAPHIC", GRAPHICS),
    ("PASSWORD_GRAPHIC", GRAPHICS),
    ("PASSKEY_GRAPHIC", GRAPHICS),
    ("IDP_BUTTON_ICON", &[PROVIDER_ICONS]),
];

const FORM_LOGO: &str = "FORM_LOGO";
const GRAPHICS: &[&str] = &["categories/form/displayGraphics"];
const PROVIDER_ICONS: &str = "componentClasses/idpButtons/icons/enabled";

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
        Self {
            scheme: Scheme::default().as_css(),
            style: String::new(),
            icon: String::new(),
            pictures: Vec::new(),
            logo_is_outside: false,
            has_provider_icons: false,
        }
    }

    /// The picture of a category. Each identity provider has its own; others are for the provider without a name.
    pub(crate) fn picture(&self, category: &str, provider: &str) -> Option<&Picture> {
        self.pictures.iter().find(|one| one.category == category && one.provider == provider)
    }

    /// The records that tell the looks. Hint at them before the pool is read.
    pub(super) fn keys(client_id: &str) -> Vec<Key> {
        vec![keys::ui(client_id), keys::ui(ALL), keys::brandings()]
    }

    /// The looks for a client of the pool that was entered before.
    pub(super) async fn load(cx: &mut Cx<'_>, site: &Site, client_id: &str) -> Result<Self, Error> {
        let found = Customization::load(cx, site, client_id).await?;
        let theme = found.theme();
        let address = |route: Route, query: String| format!("{}{}?{query}", site.path, route.path());
        let url = |image: &Image| address(Route::Image, image_query(client_id, image));
        let style = [("client_id", client_id), ("v", &digest(found.sheet(client_id).as_bytes()))];
        let mut looks = Self {
            scheme: theme.scheme().as_css(),
            style: address(Route::Style, encoded(&style)),
            icon: found.icon().map_or_else(|| address(Route::Icon, encoded(&style[..1])), &url),
            pictures: found.pictures(&url),
            logo_is_outside: theme.word("components/form/logo/formInclusion") == "OUT",
            has_provider_icons: theme.at(PROVIDER_ICONS) == Some(&Value::Bool(true)),
        };
        if let Some(classic) = found.classic.as_ref().filter(|classic| classic.image.is_some()) {
            let version = classic.modified.seconds().to_string();
            let query = encoded(&[("client_id", client_id), ("v", &version)]);
            looks.pictures.push(Picture {
                category: FORM_LOGO,
                provider: String::new(),
                url: address(Route::Logo, query),
                dark: None,
            });
        }
        Ok(looks)
    }
}

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
            let image = image_for(&self.images, (category, ""), mode)?;
            // The address is relative to that of the style sheet.
            Some(format!("image?{}", image_query(client_id, image)))
        });
        if let Some(css) = self.classic.as_ref().and_then(|classic| classic.css.as_ref()) {
            sheet.push_str(css);
        }
        sheet
    }

    /// The pictures of the style that its settings do not switch off.
    fn pictures(&self, url: &dyn Fn(&Image) -> String) -> Vec<Picture> {
        let theme = self.theme();
        let mut pictures: Vec<Picture> = Vec::new();
        for (category, places) in PICTURES {
            for image in &self.images {
                let provider = &image.provider;
                if image.category != category
                    || places.iter().any(|place| theme.hides(place))
                    || pictures.iter().any(|one| one.category == category && one.provider == *provider)
                {
                    continue;
                }
                let find = |mode| image_for(&self.images, (category, provider), mode);
                let (first, dark) = match theme.scheme() {
                    Scheme::Dark => (find(Mode::Dark), None),
                    Scheme::Light => (find(Mode::Light), None),
                    Scheme::Dynamic => (find(Mode::Light).or_else(|| find(Mode::Dark)), find(Mode::Dark)),
                };
                if let Some(first) = first {
                    let dark = dark.filter(|dark| dark.digest != first.digest).map(url);
                    let (url, provider) = (url(first), provider.clone());
                    pictures.push(Picture { category, provider, url, dark });
                }
            }
        }
        pictures
    }

    /// The icon in the bar of the browser.
    pub(super) fn icon(&self) -> Option<&Image> {
        let enabled = self.theme().at("components/favicon/enabledTypes").and_then(Value::as_array);
        for (category, kind) in [("FAVICON_SVG", "SVG"), ("FAVICON_ICO", "ICO")] {
            if enabled.is_none_or(|enabled| enabled.iter().any(|own| own == kind))
                && let Some(found) = self.images.iter().find(|image| image.category == category)
            {
                return Some(found);
            }
        }
        None
    }
}

/// The parameters of an image's address.
fn image_query(client_id: &str, image: &Image) -> String {
    let (category, mode) = (&*image.category, &*image.color_mode);
    let all = [
        ("client_id", client_id),
        ("category", category),
        ("mode", mode),
        ("v", &image.digest),
        ("provider", &image.provider),
    ];
    encoded(if image.provider.is_empty() { &all[..4] } else { &all })
}

pub(super) fn encoded(parameters: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(parameters).finish()
}

/// A short name for a content: another content has another one.
pub(super) fn digest(content: &[u8]) -> String {
    base16ct::lower::encode_string(&Sha256::digest(content)[..8])
}
