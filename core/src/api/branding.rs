//! The styles of managed login, one for an app client; administrators manage them.

use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    check::{Constraint, Shown, violation},
    error::{Error, InvalidParameter},
    model::{
        branding::{Asset, Style},
        epoch_seconds::EpochSeconds,
        pool::Pool,
    },
    operation::{Entry, entry},
};

mod create_managed_login_branding;
mod delete_managed_login_branding;
mod describe_managed_login_branding;
mod describe_managed_login_branding_by_client;
mod update_managed_login_branding;

pub use create_managed_login_branding::{CreateManagedLoginBranding, CreateManagedLoginBrandingOutput};
pub use delete_managed_login_branding::DeleteManagedLoginBranding;
pub use describe_managed_login_branding::{DescribeManagedLoginBranding, DescribeManagedLoginBrandingOutput};
pub use describe_managed_login_branding_by_client::{
    DescribeManagedLoginBrandingByClient, DescribeManagedLoginBrandingByClientOutput,
};
pub use update_managed_login_branding::{UpdateManagedLoginBranding, UpdateManagedLoginBrandingOutput};

pub(super) const OPERATIONS: &[Entry] = &[
    entry::<CreateManagedLoginBranding>(),
    entry::<DescribeManagedLoginBranding>(),
    entry::<DescribeManagedLoginBrandingByClient>(),
    entry::<UpdateManagedLoginBranding>(),
    entry::<DeleteManagedLoginBranding>(),
];

/// `ManagedLoginBrandingType`: a style as responses show it.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct ManagedLoginBranding {
    /// The id of the style, a UUID.
    pub managed_login_branding_id: String,
    /// The id of the pool.
    pub user_pool_id: String,
    /// Whether the pages have the service's own style.
    pub use_cognito_provided_values: bool,
    /// The settings of the style, as they were given.
    pub settings: Option<Value>,
    /// The images of the style.
    pub assets: Vec<Asset>,
    /// When the style was created.
    pub creation_date: EpochSeconds,
    /// When it was last changed.
    pub last_modified_date: EpochSeconds,
}

impl ManagedLoginBranding {
    fn new(pool: &Pool, style: Style, assets: Vec<Asset>) -> Self {
        Self {
            managed_login_branding_id: style.id,
            user_pool_id: pool.id.clone(),
            use_cognito_provided_values: style.use_cognito_provided_values,
            settings: style.settings,
            assets,
            creation_date: style.created.into(),
            last_modified_date: style.modified.into(),
        }
    }
}

/// Longest file of an asset, in bytes: `AssetBytesType` of the model.
const ASSET_BYTES_MAX: i64 = 1_000_000;

/// Checks that the assets are in base64 and not too long, and that icons are only used as icons.
fn check_assets(assets: Option<&[Asset]>) -> Result<(), Error> {
    for (index, asset) in assets.unwrap_or_default().iter().enumerate() {
        let bytes = asset.bytes.as_deref().unwrap_or_default();
        let file = BASE64.decode(bytes).map_err(|_| Error::Serialization(None))?;
        if i64::try_from(file.len()).is_ok_and(|length| length > ASSET_BYTES_MAX) {
            let path = format!("assets.{}.member.bytes", index + 1);
            let limit = Constraint::LengthAtMost(ASSET_BYTES_MAX);
            return Err(violation(Shown::Hidden, &path, limit).into());
        }
        if asset.extension == "ICO" && asset.category != "FAVICON_ICO" {
            return Err(InvalidParameter::IconAsset(asset.category.clone()).into());
        }
    }
    Ok(())
}
