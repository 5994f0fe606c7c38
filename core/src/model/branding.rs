//! The styles of managed login, one for an app client.
//!
//! `brandings` lists the styles of a pool: which app client each belongs to. `branding/{id}` has the settings of a style.
//! Its assets may be longer than a value, so their JSON is cut into the parts `branding-part/{id}/{number}`.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use userpool_storage_traits::Key;

use crate::{
    context::{Cx, Stored},
    error::{Error, Internal, InvalidParameter, LimitExceeded, ManagedLoginBrandingExists, ResourceNotFound},
    json,
    model::keys,
    ordered::Set,
    time::Timestamp,
};

/// Most styles of a pool.
const STYLES_MAX: usize = 20;

/// Longest part of the assets, in bytes. A part is stored as JSON text, in which some characters become two.
const PART_BYTES: usize = 120 * 1024;

/// Most parts of the assets of a style: the service allows 2 MB in a request, which are 2.7 MB in base64.
const PARTS_MAX: usize = 24;

/// The record that lists the styles of a pool.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub(crate) struct Styles {
    entries: Vec<StyleEntry>,
}

/// A style in the list of its pool.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct StyleEntry {
    id: String,
    client_id: String,
    /// The number of parts of its assets.
    #[serde(default)]
    parts: usize,
}

/// The record of a style, without its assets.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Style {
    pub(crate) id: String,
    pub(crate) use_cognito_provided_values: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) settings: Option<Value>,
    /// The images among its assets, so that a page need not read the files.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) images: Vec<Image>,
    pub(crate) created: Timestamp,
    pub(crate) modified: Timestamp,
}

/// The record of a part of the assets of a style.
#[derive(Clone, Debug, Deserialize, Serialize)]
struct Part {
    json: String,
}

/// What is known of an image without its file.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub(crate) struct Image {
    pub(crate) category: String,
    pub(crate) color_mode: String,
    /// Another file has another one.
    pub(crate) digest: String,
    /// The identity provider whose button has the icon.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(crate) provider: String,
}

impl Image {
    pub(crate) fn of(asset: &Asset) -> Option<Self> {
        let bytes = asset.bytes.as_ref().filter(|bytes| !bytes.is_empty())?;
        let digest = base16ct::lower::encode_string(&Sha256::digest(bytes)[..8]);
        Some(Self {
            category: asset.category.clone(),
            color_mode: asset.color_mode.clone(),
            digest,
            provider: asset.provider().to_owned(),
        })
    }
}

impl Asset {
    /// The identity provider whose button has the icon: `ResourceId` of an `IDP_BUTTON_ICON`.
    pub(crate) fn provider(&self) -> &str {
        self.resource_id.as_deref().filter(|_| self.category == "IDP_BUTTON_ICON").unwrap_or_default()
    }
}

/// `AssetType`: an image of a style.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct Asset {
    /// Where the image is shown, such as `FORM_LOGO`.
    pub category: String,
    /// `LIGHT`, `DARK` or `DYNAMIC`.
    pub color_mode: String,
    /// `ICO`, `JPEG`, `PNG`, `SVG` or `WEBP`.
    pub extension: String,
    /// The file in base64.
    pub bytes: Option<String>,
    /// The id of an asset that the service has.
    pub resource_id: Option<String>,
}

impl Styles {
    /// The keys of the styles.
    pub(crate) fn keys(&self) -> Set<Key> {
        self.entries.iter().map(|entry| keys::branding(&entry.id)).collect()
    }

    /// The styles of the pool that was entered before.
    pub(crate) async fn load(cx: &mut Cx<'_>) -> Result<Self, Error> {
        Ok(cx.get(&keys::brandings()).await?.unwrap_or_default())
    }

    /// The keys of a style and its assets. Hint at them before the pool is read.
    pub(crate) fn keys_of(id: &str) -> impl Iterator<Item = Key> {
        let parts = (0..PARTS_MAX).map(move |part| keys::branding_part(id, part));
        [keys::brandings(), keys::branding(id)].into_iter().chain(parts)
    }

    /// The style with this id.
    ///
    /// # Errors
    /// `ResourceNotFoundException` when the pool has none.
    pub(crate) fn with_id(&self, id: &str) -> Result<StyleEntry, Error> {
        let found = self.entries.iter().find(|entry| entry.id == id);
        found.cloned().ok_or_else(|| ResourceNotFound::Branding.into())
    }

    /// The app client of the first style.
    pub(crate) fn first_client(&self) -> Option<&str> {
        self.entries.first().map(|entry| &*entry.client_id)
    }

    /// The style of an app client.
    ///
    /// # Errors
    /// `ResourceNotFoundException` when the app client has none.
    pub(crate) fn of_client(&self, client_id: &str) -> Result<StyleEntry, Error> {
        let found = self.entries.iter().find(|entry| entry.client_id == client_id);
        found.cloned().ok_or_else(|| ResourceNotFound::BrandingOfClient(client_id.to_owned()).into())
    }

    /// The styles, in the order in which they were added.
    #[cfg(feature = "transfer")]
    pub(crate) fn entries(&self) -> &[StyleEntry] {
        &self.entries
    }

    /// Adds a style for an app client and writes it.
    ///
    /// # Errors
    /// `ManagedLoginBrandingExistsException` when the app client has one, `LimitExceededException` when the pool has too
    /// many.
    pub(crate) fn add(
        mut self,
        cx: &mut Cx<'_>,
        client_id: &str,
        style: &Style,
        assets: &[Asset],
    ) -> Result<(), Error> {
        if self.of_client(client_id).is_ok() {
            return Err(ManagedLoginBrandingExists(client_id.to_owned()).into());
        }
        if self.entries.len() >= STYLES_MAX {
            return Err(LimitExceeded::Brandings(STYLES_MAX).into());
        }
        self.entries.push(StyleEntry { id: style.id.clone(), client_id: client_id.to_owned(), parts: 0 });
        self.save(cx, style, Some(assets))
    }

    /// Writes a style of the list, and its assets if they are given.
    pub(crate) fn save(
        mut self,
        cx: &mut Cx<'_>,
        style: &Style,
        assets: Option<&[Asset]>,
    ) -> Result<(), Error> {
        let mut style = style.clone();
        if let Some(assets) = assets {
            style.images = assets.iter().filter_map(Image::of).collect();
        }
        if let Some(assets) = assets
            && let Some(entry) = self.entries.iter_mut().find(|entry| entry.id == style.id)
        {
            let parts = cut(assets)?;
            for (number, part) in parts.iter().enumerate() {
                cx.put_at(keys::branding_part(&style.id, number), part)?;
            }
            for number in parts.len()..entry.parts {
                cx.remove(keys::branding_part(&style.id, number));
            }
            entry.parts = parts.len();
        }
        cx.put(&self)?;
        cx.put(&style)
    }

    /// Removes a style with its assets.
    pub(crate) fn remove(mut self, cx: &mut Cx<'_>, removed: &StyleEntry) -> Result<(), Error> {
        for number in 0..removed.parts {
            cx.remove(keys::branding_part(&removed.id, number));
        }
        cx.remove(keys::branding(&removed.id));
        self.entries.retain(|entry| entry.id != removed.id);
        cx.put(&self)
    }

    /// Removes the style of a deleted app client.
    pub(crate) async fn forget_client(cx: &mut Cx<'_>, client_id: &str) -> Result<(), Error> {
        let styles = Self::load(cx).await?;
        match styles.of_client(client_id) {
            Ok(entry) => styles.remove(cx, &entry),
            Err(_) => Ok(()),
        }
    }
}

impl StyleEntry {
    /// The key of the style.
    pub(crate) fn key(&self) -> Key {
        keys::branding(&self.id)
    }

    /// The app client that the style belongs to.
    #[cfg(feature = "transfer")]
    pub(crate) fn client_id(&self) -> &str {
        &self.client_id
    }

    /// The style and its assets. If they were not read together with the list, the call must have the commit check them.
    pub(crate) async fn load(&self, cx: &mut Cx<'_>) -> Result<(Style, Vec<Asset>), Error> {
        let mut keys = vec![keys::branding(&self.id)];
        keys.extend((0..self.parts).map(|number| keys::branding_part(&self.id, number)));
        cx.prefetch(&keys).await?;
        let mut assets = String::new();
        for key in &keys[1..] {
            assets += &*cx.get::<Part>(key).await?.map(|part| part.json).unwrap_or_default();
        }
        let style = cx.get(&keys[0]).await?.ok_or(ResourceNotFound::Branding)?;
        Ok((style, join(&assets)?))
    }
}

/// The JSON of the assets in parts; no parts for no assets.
fn cut(assets: &[Asset]) -> Result<Vec<Part>, Error> {
    if assets.is_empty() {
        return Ok(Vec::new());
    }
    let json = serde_json::to_string(assets).map_err(Internal::encoding("a style"))?;
    let mut rest = &*json;
    let mut parts = Vec::new();
    while !rest.is_empty() {
        let mut end = rest.len().min(PART_BYTES);
        while !rest.is_char_boundary(end) {
            end -= 1;
        }
        let (part, more) = rest.split_at(end);
        parts.push(Part { json: part.to_owned() });
        rest = more;
    }
    if parts.len() > PARTS_MAX { Err(InvalidParameter::TooLarge.into()) } else { Ok(parts) }
}

fn join(parts: &str) -> Result<Vec<Asset>, Error> {
    if parts.is_empty() {
        return Ok(Vec::new());
    }
    let unreadable = |problem| Internal::Record { kind: "branding-part".to_owned(), problem };
    Ok(json::from_slice(parts.as_bytes()).map_err(unreadable)?)
}

impl Stored for Styles {
    fn key(&self) -> Key {
        keys::brandings()
    }
}

impl Stored for Style {
    fn key(&self) -> Key {
        keys::branding(&self.id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asset(bytes: usize) -> Asset {
        Asset { category: "FORM_LOGO".to_owned(), bytes: Some("é".repeat(bytes / 2)), ..Default::default() }
    }

    #[test]
    fn assets_are_cut_into_parts_and_joined_again() {
        for assets in [vec![], vec![asset(0)], vec![asset(PART_BYTES)], vec![asset(PART_BYTES * 3), asset(7)]]
        {
            let parts = cut(&assets).unwrap();
            assert!(parts.iter().all(|part| part.json.len() <= PART_BYTES));
            let json: String = parts.into_iter().map(|part| part.json).collect();
            assert_eq!(join(&json).unwrap(), assets);
        }
        assert!(cut(&[]).unwrap().is_empty());
        assert!(matches!(
            cut(&[asset(PART_BYTES * PARTS_MAX)]),
            Err(Error::InvalidParameter(InvalidParameter::TooLarge))
        ));
    }
}
