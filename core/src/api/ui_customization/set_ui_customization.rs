//! `SetUICustomization`: an administrator sets the customization of the classic hosted UI.

use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use serde::{Deserialize, Serialize};

use super::{UiCustomizationDescription, check_css};
use crate::{
    check::{Constraint, Member, Shown, optional, required, shapes, violation},
    context::Cx,
    error::{Error, InvalidParameter},
    model::{
        client::Client,
        domain::Domains,
        keys,
        pool::Pool,
        ui_customization::{ALL, ImageFormat, UiCustomization},
    },
    operation::{Caller, Operation},
};

/// Replaces the customization for an app client, or for all of them; a request without `CSS` and `ImageFile` removes it.
/// The pool must have a domain. See
/// [SetUICustomization](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SetUICustomization.html).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct SetUiCustomization {
    /// The id of the pool.
    pub user_pool_id: String,
    /// The id of the app client; `ALL` if absent.
    pub client_id: Option<String>,
    /// The style sheet.
    #[serde(rename = "CSS")]
    pub css: Option<String>,
    /// The logo in base64, a PNG or JPEG file of at most 131,072 bytes.
    pub image_file: Option<String>,
}

/// The response of [`SetUiCustomization`].
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct SetUiCustomizationOutput {
    /// The customization.
    #[serde(rename = "UICustomization")]
    pub ui_customization: UiCustomizationDescription,
}

/// Longest logo, in bytes.
const IMAGE_BYTES_MAX: i64 = 131_072;

impl Operation for SetUiCustomization {
    const NAME: &'static str = "SetUICustomization";
    const CALLER: Caller = Caller::Signed;
    const INPUT: &'static [Member] = &[
        required("UserPoolId", &shapes::USER_POOL_ID),
        optional("ClientId", &shapes::CLIENT_ID),
        optional("CSS", &shapes::CSS),
        optional("ImageFile", &shapes::BLOB),
    ];
    type Response = SetUiCustomizationOutput;

    async fn run(&self, cx: &mut Cx<'_>) -> Result<SetUiCustomizationOutput, Error> {
        let client = self.client_id.as_deref().unwrap_or(ALL);
        cx.hint([keys::client(client), keys::domains(), keys::ui(client)]);
        let pool = Pool::load(cx, &self.user_pool_id).await?;
        let domains = Domains::load(cx).await?;
        if domains.iter().next().is_none() {
            return Err(InvalidParameter::UiWithoutDomain.into());
        }
        if client != ALL {
            Client::load(cx, client).await?;
        }
        check_css(self.css.as_deref().unwrap_or_default())?;
        let before = UiCustomization::load(cx, client).await?;
        let customization = UiCustomization {
            client: client.to_owned(),
            css: self.css.clone(),
            image: self.image_format()?,
            created: before.map_or(cx.now(), |before| before.created),
            modified: cx.now(),
        };
        customization.save(cx, self.image_file.as_deref())?;
        let description = UiCustomizationDescription::new(cx, &pool, &domains, customization);
        Ok(SetUiCustomizationOutput { ui_customization: description })
    }
}

impl SetUiCustomization {
    fn image_format(&self) -> Result<Option<ImageFormat>, Error> {
        let Some(file) = &self.image_file else { return Ok(None) };
        let file = BASE64.decode(file).map_err(|_| Error::Serialization(None))?;
        if i64::try_from(file.len()).is_ok_and(|length| length > IMAGE_BYTES_MAX) {
            let limit = Constraint::LengthAtMost(IMAGE_BYTES_MAX);
            return Err(violation(Shown::Hidden, "imageFile", limit).into());
        }
        Ok(Some(ImageFormat::of(&file).ok_or(InvalidParameter::ImageFile)?))
    }
}
