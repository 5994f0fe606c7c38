//! QR codes for authenticator apps, as SVG within the page.

use std::fmt::Write as _;

use qrcodegen::{QrCode as Symbol, QrCodeEcc};

use super::view::QrCode;
use crate::sensitive::Sensitive;

/// The white border of a symbol, in modules (ISO/IEC 18004).
const BORDER: i32 = 4;

/// The [key URI](https://github.com/google/google-authenticator/wiki/Key-Uri-Format) of a secret as a QR code. `None` if the names
/// are too long for one.
pub(super) fn code(issuer: &str, user: &str, secret: &Sensitive, description: &str) -> Option<QrCode> {
    let encoded =
        |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>().replace('+', "%20");
    let (issuer, user) = (encoded(issuer), encoded(user));
    let uri =
        Sensitive::new(format!("otpauth://totp/{issuer}:{user}?secret={}&issuer={issuer}", secret.as_str()));
    let symbol = Symbol::encode_text(&uri, QrCodeEcc::Medium).ok()?;
    Some(QrCode { svg: svg(&symbol, description), secret: secret.clone() })
}

fn svg(symbol: &Symbol, description: &str) -> String {
    let size = symbol.size();
    let mut path = String::new();
    for y in 0..size {
        for x in (0..size).filter(|x| symbol.get_module(*x, y)) {
            // Writing to a text cannot fail.
            let _ = write!(path, "M{},{}h1v1h-1z", x + BORDER, y + BORDER);
        }
    }
    let all = size + 2 * BORDER;
    let description = escaped(description);
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {all} {all}\" role=\"img\" aria-label=\"{description}\">\
         <path d=\"M0,0h{all}v{all}h-{all}z\" fill=\"#fff\"/><path d=\"{path}\"/></svg>"
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_drawn_and_its_description_is_escaped() {
        let drawn =
            code("My pool", "ana@example.com", &Sensitive::new("JBSWY3DPEHPK3PXP"), "a \"<b>\"").unwrap();
        assert!(drawn.svg.starts_with("<svg ") && drawn.svg.ends_with("</svg>"));
        assert!(drawn.svg.contains("aria-label=\"a &quot;&lt;b>&quot;\""), "{}", drawn.svg);
    }

    #[test]
    fn a_name_that_is_too_long_has_no_code() {
        assert!(code(&"x".repeat(4000), "ana", &Sensitive::new("AAAA"), "").is_none());
    }
}
