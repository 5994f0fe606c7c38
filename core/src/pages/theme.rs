//! The style sheet of the pages, with the colours and measures of a style of managed login.
//!
//! The rules in `style.css` use custom properties. Their values are here, for light and dark mode, with the place in the settings of a
//! style that replaces each. Of the settings only colours, bounded numbers and known words count, so nothing else of them becomes CSS.

use std::fmt::Write as _;

use serde_json::Value;

use crate::model::branding::Image;

/// The rules.
const RULES: &str = include_str!("style.css");

/// Greatest radius of a corner, in pixels.
const RADIUS_MAX: f64 = 64.0;

/// A colour: the custom property, its place in the settings without the mode, and the values in light and dark mode. Without values
/// the rules have another property in its place.
type Colour = (&'static str, &'static str, &'static str, &'static str);

/// `*` in a place is `lightMode` or `darkMode`.
const COLOURS: [Colour; 38] = [
    ("page", "components/pageBackground/*/color", "#f1f3f7", "#0d1117"),
    ("card", "components/form/*/backgroundColor", "#ffffff", "#171c25"),
    ("edge", "components/form/*/borderColor", "#dde2ea", "#2c3442"),
    ("heading", "components/pageText/*/headingColor", "#121a27", "#f3f6fa"),
    ("text", "components/pageText/*/bodyColor", "#17202e", "#e8edf4"),
    ("soft", "components/pageText/*/descriptionColor", "#4a5568", "#b3bdcc"),
    ("label", "componentClasses/inputLabel/*/textColor", "#17202e", "#e8edf4"),
    ("hint", "componentClasses/inputDescription/*/textColor", "#4a5568", "#b3bdcc"),
    ("field", "componentClasses/input/*/defaults/backgroundColor", "#ffffff", "#0f141c"),
    ("line", "componentClasses/input/*/defaults/borderColor", "#79839a", "#8793a7"),
    ("divider", "componentClasses/divider/*/borderColor", "#c3cad6", "#3c4657"),
    ("focus", "componentClasses/focusState/*/borderColor", "#1d4ed8", "#8ab4ff"),
    ("link", "componentClasses/link/*/defaults/textColor", "#1d4ed8", "#8ab4ff"),
    ("link-hover", "componentClasses/link/*/hover/textColor", "#163a9f", "#b7d0ff"),
    ("main", "components/primaryButton/*/defaults/backgroundColor", "#1d4ed8", "#8ab4ff"),
    ("main-hover", "components/primaryButton/*/hover/backgroundColor", "#163a9f", "#b7d0ff"),
    ("on-main", "components/primaryButton/*/defaults/textColor", "#ffffff", "#0b1526"),
    ("on-main-hover", "components/primaryButton/*/hover/textColor", "", ""),
    ("other", "components/secondaryButton/*/defaults/backgroundColor", "#ffffff", "#171c25"),
    ("other-hover", "components/secondaryButton/*/hover/backgroundColor", "#eef2fb", "#232b38"),
    ("other-edge", "components/secondaryButton/*/defaults/borderColor", "#79839a", "#8793a7"),
    ("other-edge-hover", "components/secondaryButton/*/hover/borderColor", "", ""),
    ("on-other", "components/secondaryButton/*/defaults/textColor", "#17202e", "#e8edf4"),
    ("on-other-hover", "components/secondaryButton/*/hover/textColor", "", ""),
    ("idp", "components/idpButton/standard/*/defaults/backgroundColor", "#ffffff", "#171c25"),
    ("idp-hover", "components/idpButton/standard/*/hover/backgroundColor", "#eef2fb", "#232b38"),
    ("idp-edge", "components/idpButton/standard/*/defaults/borderColor", "#79839a", "#8793a7"),
    ("idp-edge-hover", "components/idpButton/standard/*/hover/borderColor", "", ""),
    ("on-idp", "components/idpButton/standard/*/defaults/textColor", "#17202e", "#e8edf4"),
    ("on-idp-hover", "components/idpButton/standard/*/hover/textColor", "", ""),
    ("error", "", "#a3141c", "#ffb4b4"),
    ("error-back", "components/alert/*/error/backgroundColor", "#fdecec", "#3a1517"),
    ("error-edge", "components/alert/*/error/borderColor", "#d9656b", "#b3474c"),
    ("notice", "", "#14532d", "#b6f0c8"),
    ("notice-back", "componentClasses/statusIndicator/*/success/backgroundColor", "#e7f6ec", "#12351f"),
    ("notice-edge", "componentClasses/statusIndicator/*/success/borderColor", "#5a9a73", "#3f7d57"),
    ("header", "components/pageHeader/*/background/color", "transparent", "transparent"),
    ("footer", "components/pageFooter/*/background/color", "transparent", "transparent"),
];

/// Radii of corners in pixels: the custom property, its place in the settings, and the value.
const RADII: [(&str, &str, u32); 4] = [
    ("round", "components/form/borderRadius", 12),
    ("round-button", "componentClasses/buttons/borderRadius", 8),
    ("round-input", "componentClasses/input/borderRadius", 8),
    ("round-alert", "components/alert/borderRadius", 8),
];

/// The words of the settings about places, and the rule for each.
const PLACES: [(&str, &str, &str); 6] = [
    ("categories/form/location/horizontal", "START", ":root{--start:1rem}"),
    ("categories/form/location/horizontal", "END", ":root{--end:1rem}"),
    ("categories/form/location/vertical", "START", ":root{--above:1rem}"),
    ("categories/form/location/vertical", "END", ":root{--below:1rem}"),
    ("categories/global/spacingDensity", "COMPACT", ":root{--pad:1.25rem;--step:.75rem}"),
    (
        "components/form/logo/position",
        "BOTTOM",
        "main .banner-customizable{order:1;margin-top:0;padding-top:1.25rem;border-radius:0}\
         body>.banner-customizable{order:1;margin-block:0 var(--below,auto)}\
         body>.banner-customizable+main{margin-block:var(--above,auto) 0}.footer{order:2}",
    ),
];

/// `colorSchemeMode`: which of the two modes a page has.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(super) enum Scheme {
    Light,
    Dark,
    /// That of the browser.
    #[default]
    Dynamic,
}

impl Scheme {
    /// The value of the CSS property `color-scheme`.
    pub(super) fn as_css(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
            Self::Dynamic => "light dark",
        }
    }
}

/// How the pages are drawn.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Theme<'a> {
    pub(super) settings: Option<&'a Value>,
    /// The classic pages: their style sheets are written for light pages.
    pub(super) is_classic: bool,
}

/// One of the two modes.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Mode {
    Light,
    Dark,
}

impl<'a> Theme<'a> {
    /// The value at a place in the settings. Its parts are divided by `/`.
    pub(super) fn at(self, place: &str) -> Option<&'a Value> {
        place.split('/').try_fold(self.settings?, |value, part| value.get(part))
    }

    pub(super) fn word(self, place: &str) -> &'a str {
        self.at(place).and_then(Value::as_str).unwrap_or_default()
    }

    /// Whether the settings switch a part of the page off.
    pub(super) fn hides(self, place: &str) -> bool {
        self.at(place) == Some(&Value::Bool(false))
    }

    /// A style without a word about it is light: the default of the service.
    pub(super) fn scheme(self) -> Scheme {
        match (self.is_classic, self.settings, self.word("categories/global/colorSchemeMode")) {
            (true, ..) => Scheme::Light,
            (_, None, _) | (.., "DYNAMIC") => Scheme::Dynamic,
            (.., "DARK") => Scheme::Dark,
            _ => Scheme::Light,
        }
    }

    /// The style sheet. `image` gives the address of an image, which needs no escape in CSS.
    pub(super) fn sheet(self, image: &dyn Fn(&str, Mode) -> Option<String>) -> String {
        let mut sheet = String::with_capacity(RULES.len() + 4096);
        let scheme = self.scheme();
        let first = if scheme == Scheme::Dark { Mode::Dark } else { Mode::Light };
        let _ = write!(sheet, ":root{{color-scheme:{};", scheme.as_css());
        for (name, place, default) in RADII {
            let own = self.at(place).and_then(Value::as_f64).filter(|own| (0.0..=RADIUS_MAX).contains(own));
            let _ = write!(sheet, "--{name}:{}px;", own.unwrap_or(f64::from(default)));
        }
        self.write_mode(&mut sheet, first, image);
        sheet.push('}');
        if scheme == Scheme::Dynamic {
            sheet.push_str("@media(prefers-color-scheme:dark){:root{");
            self.write_mode(&mut sheet, Mode::Dark, image);
            sheet.push_str("}}");
        }
        sheet.push('\n');
        sheet.push_str(RULES);
        self.write_places(&mut sheet);
        sheet
    }

    fn write_mode(self, sheet: &mut String, mode: Mode, image: &dyn Fn(&str, Mode) -> Option<String>) {
        let own = |place: &str| {
            let mode = if mode == Mode::Light { "lightMode" } else { "darkMode" };
            colour(self.word(&place.replace('*', mode)))
        };
        for (name, place, light, dark) in COLOURS {
            let default = if mode == Mode::Light { light } else { dark };
            // The colour under the pointer belongs to the default of the other one only.
            let base = name.strip_suffix("-hover").and_then(|base| COLOURS.iter().find(|one| one.0 == base));
            let has_own_base = base.is_some_and(|base| own(base.1).is_some());
            match own(place) {
                Some(colour) => {
                    let _ = write!(sheet, "--{name}:#{colour};");
                }
                None if default.is_empty() || has_own_base => {}
                None => {
                    let _ = write!(sheet, "--{name}:{default};");
                }
            }
        }
        for (name, category, place) in [
            ("page-image", "PAGE_BACKGROUND", "components/pageBackground/image/enabled"),
            ("card-image", "FORM_BACKGROUND", "components/form/backgroundImage/enabled"),
            ("header-image", "PAGE_HEADER_BACKGROUND", "components/pageHeader/backgroundImage/enabled"),
            ("footer-image", "PAGE_FOOTER_BACKGROUND", "components/pageFooter/backgroundImage/enabled"),
        ] {
            if let Some(url) = image(category, mode).filter(|_| !self.hides(place)) {
                let _ = write!(sheet, "--{name}:url(\"{url}\");");
            }
        }
    }

    /// Where the form and the logos are, and how much space is between the parts of the form.
    fn write_places(self, sheet: &mut String) {
        for (place, word, rule) in PLACES {
            if self.word(place) == word {
                sheet.push_str(rule);
            }
        }
        for (selector, place) in [
            (".banner-customizable", "components/form/logo/location"),
            (".header", "components/pageHeader/logo/location"),
            (".footer", "components/pageFooter/logo/location"),
        ] {
            let side = match self.word(place) {
                "START" => "start",
                "CENTER" => "center",
                "END" => "end",
                _ => continue,
            };
            let _ = write!(sheet, "{selector}{{text-align:{side}}}");
        }
    }
}

/// A colour of the settings: six or eight hexadecimal digits.
fn colour(text: &str) -> Option<&str> {
    let digits = text.strip_prefix('#').unwrap_or(text);
    let is_colour = matches!(digits.len(), 6 | 8) && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_colour.then_some(digits)
}

/// The image of a category for a mode: its own, or else one for both modes, or else that for light pages.
pub(super) fn image_for<'a>(
    images: &'a [Image],
    (category, provider): (&str, &str),
    mode: Mode,
) -> Option<&'a Image> {
    let find = |wanted: &str| {
        images.iter().find(|image| {
            image.category == category && image.provider == provider && image.color_mode == wanted
        })
    };
    match mode {
        Mode::Light => find("LIGHT").or_else(|| find("DYNAMIC")),
        Mode::Dark => find("DARK").or_else(|| find("DYNAMIC")).or_else(|| find("LIGHT")),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn styled(settings: &Value) -> Theme<'_> {
        Theme { settings: Some(settings), is_classic: false }
    }

    fn sheet(settings: &Value) -> String {
        styled(settings).sheet(&|_, _| None)
    }

    #[test]
    fn settings_become_values_of_the_style_sheet() {
        let settings = json!({
            "categories": {
                "global": {"colorSchemeMode": "DYNAMIC"},
                "form": {"location": {"horizontal": "END", "vertical": "START"}},
            },
            "componentClasses": {
                "buttons": {"borderRadius": 4.5},
                "focusState": {"lightMode": {"borderColor": "#00FF00"}},
            },
            "components": {
                "form": {"borderRadius": 0, "logo": {"location": "START", "position": "BOTTOM"}},
                "pageBackground": {"lightMode": {"color": "fafafaff"}, "darkMode": {"color": "010203ff"}},
                "primaryButton": {"lightMode": {
                    "defaults": {"backgroundColor": "aa0000ff", "textColor": "fefefe"},
                }},
            },
        });
        let sheet = sheet(&settings);
        let (light, dark) = sheet.split_once("@media(prefers-color-scheme:dark)").unwrap();
        for part in [
            "color-scheme:light dark;",
            "--round:0px;--round-button:4.5px;--round-input:8px;",
            "--page:#fafafaff;",
            "--focus:#00FF00;",
            "--main:#aa0000ff;--on-main:#fefefe;",
        ] {
            assert!(light.contains(part), "{part}: {light}");
        }
        assert!(dark.starts_with("{:root{--page:#010203ff;--card:#171c25;"), "{dark}");
        // The colours of a mode that the settings do not name stay.
        assert!(dark.contains("--main:#8ab4ff;--main-hover:#b7d0ff;"), "{dark}");
        for rule in [
            ":root{--end:1rem}",
            ":root{--above:1rem}",
            "main .banner-customizable{order:1;margin-top:0;padding-top:1.25rem;border-radius:0}",
            ".banner-customizable{text-align:start}",
        ] {
            assert!(sheet.contains(rule), "{rule}");
        }
    }

    #[test]
    fn only_colours_numbers_and_known_words_become_css() {
        let plain = sheet(&json!({}));
        for value in [
            json!("red"),
            json!("fff"),
            json!("#ffffff;}body{display:none"),
            json!("fffffff;"),
            json!("ffffff/*"),
            json!("ééé"),
            json!("url(x)"),
            json!("</style>"),
            json!(null),
            json!(7),
            json!(["ffffff"]),
            json!({"a": "ffffff"}),
            json!("START}*{color:red"),
        ] {
            let settings = json!({
                "categories": {"form": {"location": {"horizontal": value, "vertical": value}}},
                "components": {
                    "pageBackground": {"lightMode": {"color": value}, "darkMode": value, "image": value},
                    "form": {"lightMode": value, "logo": {"location": value, "position": value}},
                    "primaryButton": value,
                },
                "componentClasses": value,
            });
            assert_eq!(sheet(&settings), plain, "{value}");
        }
        for radius in [json!(-1), json!(65), json!(1e300), json!("8"), json!("8px;}"), json!(null), json!({})]
        {
            assert_eq!(sheet(&json!({"components": {"form": {"borderRadius": radius}}})), plain, "{radius}");
        }
        for whole in [json!(null), json!([]), json!("x"), json!(1)] {
            assert_eq!(sheet(&whole), plain, "{whole}");
        }
    }

    #[test]
    fn a_style_is_light_unless_it_says_otherwise() {
        let scheme = |mode: &str| {
            let settings = json!({"categories": {"global": {"colorSchemeMode": mode}}});
            styled(&settings).scheme()
        };
        assert_eq!(scheme("DARK"), Scheme::Dark);
        assert_eq!(scheme("DYNAMIC"), Scheme::Dynamic);
        assert_eq!((scheme("LIGHT"), scheme("x")), (Scheme::Light, Scheme::Light));
        assert_eq!(Theme::default().scheme(), Scheme::Dynamic);
        let dark = json!({"categories": {"global": {"colorSchemeMode": "DARK"}}});
        assert!(sheet(&dark).contains("--page:#0d1117;") && !sheet(&dark).contains("prefers-color-scheme"));
        assert!(!sheet(&json!({})).contains("prefers-color-scheme"));
    }

    #[test]
    fn every_property_of_the_rules_has_a_value() {
        let sheet = Theme::default().sheet(&|_, _| None);
        let (values, rules) = sheet.split_once('\n').unwrap();
        for part in rules.split("var(--").skip(1) {
            let name = part.split([')', ',']).next().unwrap();
            let has_other = part[name.len()..].starts_with(',');
            assert!(has_other || values.contains(&format!("--{name}:")), "{name}");
        }
    }

    /// The contrast of two colours: [WCAG 2.2](https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio).
    fn contrast(one: &str, other: &str) -> f64 {
        let luminance = |colour: &str| {
            let part = |from: usize| {
                let part = f64::from(u8::from_str_radix(&colour[from..from + 2], 16).unwrap()) / 255.0;
                if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
            };
            0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5)
        };
        let (one, other) = (luminance(one), luminance(other));
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }

    #[test]
    fn the_colours_have_the_contrast_of_wcag_level_aa() {
        let value = |name: &str, mode: Mode| {
            let (.., light, dark) = COLOURS.iter().find(|colour| colour.0 == name).unwrap();
            if mode == Mode::Light { *light } else { *dark }
        };
        for mode in [Mode::Light, Mode::Dark] {
            for (text, back) in [
                ("heading", "card"),
                ("text", "card"),
                ("soft", "card"),
                ("hint", "card"),
                ("label", "card"),
                ("text", "field"),
                ("link", "card"),
                ("link-hover", "card"),
                ("on-main", "main"),
                ("on-main", "main-hover"),
                ("on-other", "other"),
                ("on-other", "other-hover"),
                ("on-idp", "idp"),
                ("on-idp", "idp-hover"),
                ("error", "error-back"),
                ("notice", "notice-back"),
            ] {
                let ratio = contrast(value(text, mode), value(back, mode));
                assert!(ratio >= 4.5, "{mode:?} {text} on {back}: {ratio}");
            }
            for (line, back) in [
                ("line", "card"),
                ("line", "field"),
                ("other-edge", "card"),
                ("focus", "card"),
                ("focus", "page"),
            ] {
                let ratio = contrast(value(line, mode), value(back, mode));
                assert!(ratio >= 3.0, "{mode:?} {line} on {back}: {ratio}");
            }
        }
    }
}
