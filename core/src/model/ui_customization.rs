//! The customization of the classic hosted UI: a style sheet and a logo for all app clients of a pool, or for one.
//!
//! `ui/{client}` has the style sheet and `ui-image/{client}` the logo, `ALL` in place of a client for all. The logo has a
//! record of its own because both together may be longer than a value.

use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use serde::{Deserialize, Serialize};
use userpool_storage_traits::Key;

use crate::{
    context::{Cx, Stored},
    error::Error,
    model::keys,
    time::Timestamp,
};

/// The `ClientId` of the customization for all app clients.
pub(crate) const ALL: &str = "ALL";

/// The record of a customization.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct UiCustomization {
    /// The id of an app client, or [`ALL`].
    pub(crate) client: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) css: Option<String>,
    /// The format of the logo, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) image: Option<ImageFormat>,
    pub(crate) created: Timestamp,
    pub(crate) modified: Timestamp,
}

/// The record of a logo.
#[derive(Clone, Debug, Deserialize, Serialize)]
struct UiImage {
    client: String,
    /// The file in base64.
    bytes: String,
}

/// The formats of logos.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum ImageFormat {
    Png,
    Jpeg,
}

impl ImageFormat {
    /// The format of a file, by its first bytes.
    pub(crate) fn of(file: &[u8]) -> Option<Self> {
        if file.starts_with(b"\x89PNG\r\n\x1a\n") {
            Some(Self::Png)
        } else if file.starts_with(&[0xFF, 0xD8, 0xFF]) {
            Some(Self::Jpeg)
        } else {
            None
        }
    }

    pub(crate) fn media_type(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
        }
    }

    /// The ending of a file's name.
    pub(crate) fn extension(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Jpeg => "jpg",
        }
    }
}

impl UiCustomization {
    /// The customization for an app client, or for [`ALL`], in the pool that was entered before.
    pub(crate) async fn load(cx: &mut Cx<'_>, client: &str) -> Result<Option<Self>, Error> {
        cx.get(&keys::ui(client)).await
    }

    /// The logo of an app client, or of [`ALL`].
    pub(crate) async fn image(
        cx: &mut Cx<'_>,
        client: &str,
    ) -> Result<Option<(ImageFormat, Vec<u8>)>, Error> {
        let Some(image) = cx.get::<UiImage>(&keys::ui_image(client)).await? else { return Ok(None) };
        let bytes = BASE64.decode(image.bytes).unwrap_or_default();
        Ok(ImageFormat::of(&bytes).map(|format| (format, bytes)))
    }

    /// The logo of an app client, or of [`ALL`], in base64.
    #[cfg(feature = "transfer")]
    pub(crate) async fn image_text(cx: &mut Cx<'_>, client: &str) -> Result<Option<String>, Error> {
        Ok(cx.get::<UiImage>(&keys::ui_image(client)).await?.map(|image| image.bytes))
    }

    /// Writes the customization with this logo in base64. Without a style sheet and a logo there is none afterwards.
    pub(crate) fn save(&self, cx: &mut Cx<'_>, image: Option<&str>) -> Result<(), Error> {
        if self.css.is_none() && image.is_none() {
            Self::forget(cx, &self.client);
            return Ok(());
        }
        match image {
            Some(bytes) => cx.put(&UiImage { client: self.client.clone(), bytes: bytes.to_owned() })?,
            None => cx.remove(keys::ui_image(&self.client)),
        }
        cx.put(self)
    }

    /// Removes the customization for an app client, or for [`ALL`].
    pub(crate) fn forget(cx: &mut Cx<'_>, client: &str) {
        cx.remove(keys::ui(client));
        cx.remove(keys::ui_image(client));
    }
}

impl Stored for UiCustomization {
    fn key(&self) -> Key {
        keys::ui(&self.client)
    }
}

impl Stored for UiImage {
    fn key(&self) -> Key {
        keys::ui_image(&self.client)
    }
}
