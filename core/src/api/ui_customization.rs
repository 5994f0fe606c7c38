//! The customization of the classic hosted UI; administrators set it.

use serde::{Deserialize, Serialize};

use crate::{
    context::Cx,
    error::InvalidParameter,
    model::{
        domain::Domains, epoch_seconds::EpochSeconds, pool::Pool, ui_customization::UiCustomization,
        version::version,
    },
    operation::{Entry, entry},
};

mod get_ui_customization;
mod set_ui_customization;

pub use get_ui_customization::{GetUiCustomization, GetUiCustomizationOutput};
pub use set_ui_customization::{SetUiCustomization, SetUiCustomizationOutput};

pub(super) const OPERATIONS: &[Entry] = &[entry::<GetUiCustomization>(), entry::<SetUiCustomization>()];

/// `UICustomizationType`: a customization as responses show it; without members if there is none.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct UiCustomizationDescription {
    /// The id of the pool.
    pub user_pool_id: Option<String>,
    /// The id of the app client, or `ALL`.
    pub client_id: Option<String>,
    /// The address of the logo, in the form of the service. Nothing is served there: the pages show the logo from an address of their
    /// own.
    pub image_url: Option<String>,
    /// The style sheet.
    #[serde(rename = "CSS")]
    pub css: Option<String>,
    /// When the customization was last changed, such as `20190128172214`.
    #[serde(rename = "CSSVersion")]
    pub css_version: Option<String>,
    /// When the customization was last changed.
    pub last_modified_date: Option<EpochSeconds>,
    /// When it was created.
    pub creation_date: Option<EpochSeconds>,
}

impl UiCustomizationDescription {
    fn new(cx: &Cx<'_>, pool: &Pool, domains: &Domains, found: UiCustomization) -> Self {
        let css_version = version(found.modified);
        let image_url = domains.iter().next().zip(found.image).map(|(domain, image)| {
            let host = domain.distribution(cx.host);
            let folder = format!("{}/{}/{}/{css_version}", version(domain.modified), pool.id, found.client);
            format!("https://{host}/{folder}/assets/images/image.{}", image.extension())
        });
        Self {
            user_pool_id: Some(pool.id.clone()),
            client_id: Some(found.client),
            image_url,
            css: found.css,
            css_version: Some(css_version),
            last_modified_date: Some(found.modified.into()),
            creation_date: Some(found.created.into()),
        }
    }
}

/// The classes that a style sheet may name. The last five are not in all lists of the service's documentation.
const CLASSES: [&str; 18] = [
    "background-customizable",
    "banner-customizable",
    "errorMessage-customizable",
    "idpButton-customizable",
    "idpButton-customizable:hover",
    "inputField-customizable",
    "inputField-customizable:focus",
    "label-customizable",
    "legalText-customizable",
    "logo-customizable",
    "submitButton-customizable",
    "submitButton-customizable:hover",
    "textDescription-customizable",
    "redirect-customizable",
    "socialButton-customizable",
    "idpDescription-customizable",
    "passwordCheck-valid-customizable",
    "passwordCheck-notValid-customizable",
];

/// Checks that a style sheet has rules for the known classes only.
fn check_css(css: &str) -> Result<(), InvalidParameter> {
    let css = without_comments(css);
    let mut rest = &*css;
    while !rest.trim().is_empty() {
        let (selectors, block) = rest.split_once('{').unwrap_or((rest, ""));
        for selector in selectors.split(',').map(str::trim) {
            let class = selector.strip_prefix('.');
            if !class.is_some_and(|class| CLASSES.contains(&class)) {
                return Err(InvalidParameter::CssClass(selector.to_owned()));
            }
        }
        rest = block.split_once('}').map_or("", |(_, rest)| rest);
    }
    Ok(())
}

fn without_comments(css: &str) -> String {
    let mut kept = String::with_capacity(css.len());
    let mut rest = css;
    while let Some((before, comment)) = rest.split_once("/*") {
        kept.push_str(before);
        rest = comment.split_once("*/").map_or("", |(_, rest)| rest);
    }
    kept + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_style_sheet_names_only_known_classes() {
        for css in [
            "",
            " \n",
            ".banner-customizable { color: red; }",
            "/* .foo {} */ .label-customizable{}\n.idpButton-customizable:hover , .logo-customizable {a:b}",
            ".submitButton-customizable { background: url(a) } /* end",
        ] {
            assert_eq!(check_css(css), Ok(()), "{css}");
        }
        for (css, class) in [
            (".foo { color: red }", ".foo"),
            ("body { color: red }", "body"),
            (".label-customizable {} .label-customizable a {}", ".label-customizable a"),
            (".label-customizable, b {}", "b"),
            ("@media screen { .label-customizable {} }", "@media screen"),
            (".label-customizable {} rest", "rest"),
            (".label-customizable {}}", "}"),
        ] {
            assert_eq!(check_css(css), Err(InvalidParameter::CssClass(class.to_owned())), "{css}");
        }
    }
}
