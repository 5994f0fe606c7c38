//! How pages look: the client's style of managed login, or the classic customization.

use base64::{Engine as _, prelude::BASE64_STANDARD};
use serde_json::{Value, json};

use crate::browser::Shown;
use crate::scene::scene;
use crate::world::World;

const SVG: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\"/>";
const FOREVER: &str = "public, max-age=31536000, immutable";

fn asset(category: &str, mode: &str, content: &str) -> Value {
    json!({"Category": category, "ColorMode": mode, "Extension": "SVG", "Bytes": BASE64_STANDARD.encode(content)})
}

fn settings(colour: &str) -> Value {
    json!({
        "categories": {"global": {"colorSchemeMode": "DYNAMIC"}},
        "components": {"primaryButton": {"lightMode": {"defaults": {"backgroundColor": colour}}}},
    })
}

impl World {
    fn style(&self, settings: Value, assets: &[Value]) -> String {
        let input = json!({"ClientId": self.client, "Settings": settings, "Assets": assets});
        let answer = self.pool_ok("CreateManagedLoginBranding", input);
        answer["ManagedLoginBranding"]["ManagedLoginBrandingId"].as_str().unwrap().to_owned()
    }

    fn login(&self) -> Shown {
        self.browser().get(&self.page("/login", &[]))
    }
}

/// The address in the attribute that follows `before`.
#[track_caller]
fn address(page: &Shown, before: &str) -> String {
    let found = page.html.split_once(before).unwrap_or_else(|| panic!("no {before}: {}", page.html)).1;
    format!(
        "http://localhost:9229{}",
        found.split_once('"').unwrap().0.replace("&#38;", "&").replace("&amp;", "&")
    )
}

fn sheet_of(page: &Shown) -> String {
    address(page, "rel=\"stylesheet\" href=\"")
}

fn cache(file: &Shown) -> &str {
    file.headers["cache-control"].to_str().unwrap()
}

#[test]
fn a_changed_style_is_seen_at_once_and_an_unchanged_one_is_kept() {
    let world = scene(820);
    let browser = world.browser();
    let plain = sheet_of(&world.login());
    assert_eq!(cache(&browser.get(&plain)), FOREVER);
    let id = world.style(settings("aa0000ff"), &[]);
    let first = sheet_of(&world.login());
    assert_ne!(first, plain);
    assert_eq!(first, sheet_of(&world.login()));
    let file = browser.get(&first);
    assert!(file.html.contains("--main:#aa0000ff;") && cache(&file) == FOREVER, "{}", file.html);
    // The digest in the address is no longer that of the content.
    assert_eq!(cache(&browser.get(&plain)), "public, max-age=300");
    world.pool_ok(
        "UpdateManagedLoginBranding",
        json!({"ManagedLoginBrandingId": id, "Settings": settings("00aa00ff")}),
    );
    let second = sheet_of(&world.login());
    assert_ne!(first, second);
    assert!(browser.get(&second).html.contains("--main:#00aa00ff;"));
    world.pool_ok("DeleteManagedLoginBranding", json!({"ManagedLoginBrandingId": id}));
    assert_eq!(sheet_of(&world.login()), plain);
}

#[test]
fn images_are_shown_for_light_and_dark_pages() {
    let world = scene(821);
    let dark = SVG.replace("/>", " id=\"dark\"/>");
    let assets = [
        asset("FORM_LOGO", "LIGHT", SVG),
        asset("FORM_LOGO", "DARK", &dark),
        asset("FAVICON_SVG", "DYNAMIC", SVG),
        asset("PAGE_BACKGROUND", "DYNAMIC", SVG),
        asset("PAGE_HEADER_LOGO", "LIGHT", SVG),
    ];
    let id = world.style(settings("aa0000ff"), &assets);
    let browser = world.browser();
    let page = world.login();
    for (before, content) in [
        ("<img class=\"logo-customizable\" src=\"", SVG),
        ("media=\"(prefers-color-scheme: dark)\" srcset=\"", &dark),
        ("rel=\"icon\" href=\"", SVG),
    ] {
        let file = browser.get(&address(&page, before));
        assert_eq!((file.status, &*file.html, cache(&file)), (200, content, FOREVER), "{before}");
        assert_eq!(file.headers["content-type"], "image/svg+xml");
        assert!(file.headers["content-security-policy"].to_str().unwrap().contains("sandbox"));
    }
    assert!(page.html.contains("<header"));
    let sheet = browser.get(&sheet_of(&page)).html;
    let (_, url) = sheet.split_once("--page-image:url(\"").unwrap();
    let url = format!("{}/assets/{}", world.site(), url.split_once('"').unwrap().0);
    assert_eq!(browser.get(&url).html, SVG);

    let hidden = json!({
        "categories": {"global": {"colorSchemeMode": "DARK", "pageHeader": {"enabled": false}}},
        "components": {"pageBackground": {"image": {"enabled": false}}},
    });
    world.pool_ok("UpdateManagedLoginBranding", json!({"ManagedLoginBrandingId": id, "Settings": hidden}));
    let page = world.login();
    assert!(!page.html.contains("<header") && !page.html.contains("<source"), "{}", page.html);
    assert!(page.html.contains("<meta name=\"color-scheme\" content=\"dark\">"));
    assert_eq!(browser.get(&address(&page, "<img class=\"logo-customizable\" src=\"")).html, dark);
    assert!(!browser.get(&sheet_of(&page)).html.contains("--page-image:"));
    let wrong = format!("{}/assets/image?client_id={}&category=x&mode=LIGHT", world.site(), world.client);
    assert_eq!(browser.get(&wrong).status, 404);
}

#[test]
fn settings_cannot_write_css() {
    let world = scene(822);
    world.style(settings("ffffff;}body{background:url(https://evil.example)"), &[]);
    let sheet = world.browser().get(&sheet_of(&world.login())).html;
    assert!(!sheet.contains("evil") && sheet.contains("--main:#1d4ed8;"), "{sheet}");
}

#[test]
fn the_version_of_the_domain_decides_which_customization_applies() {
    let world = scene(823);
    let browser = world.browser();
    world.style(settings("aa0000ff"), &[]);
    let css = ".banner-customizable { background: red; }";
    let png = BASE64_STANDARD.encode(b"\x89PNG\r\n\x1a\n");
    world.pool_ok("SetUICustomization", json!({"ClientId": world.client, "CSS": css, "ImageFile": png}));
    let managed = world.login();
    let sheet = browser.get(&sheet_of(&managed)).html;
    assert!(sheet.contains("--main:#aa0000ff;") && !sheet.contains(css));
    assert!(!managed.html.contains("logo-customizable"));

    world.pool_ok("UpdateUserPoolDomain", json!({"Domain": "demo", "ManagedLoginVersion": 1}));
    let classic = world.login();
    let file = browser.get(&sheet_of(&classic));
    assert!(file.html.ends_with(css) && !file.html.contains("aa0000"), "{}", file.html);
    assert!(!file.html.contains("prefers-color-scheme: dark") && cache(&file) == FOREVER);
    let logo = address(&classic, "<img class=\"logo-customizable\" src=\"");
    let request = http::Request::get(&logo).body(bytes::Bytes::new()).unwrap();
    let logo = world.fetch(request);
    assert_eq!(
        (logo.status().as_u16(), logo.headers()["content-type"].to_str().unwrap()),
        (200, "image/png")
    );
    // At a domain the version is that of this domain.
    let at_domain = world.page("/login", &[]).replace(&world.site(), "http://demo.localhost:9229");
    let response = world.fetch(http::Request::get(at_domain).body(bytes::Bytes::new()).unwrap());
    assert!(String::from_utf8(response.body().to_vec()).unwrap().contains("logo-customizable"));
}

#[test]
fn the_classes_of_the_classic_customization_are_on_the_pages() {
    let world = scene(824);
    world.pool_ok("UpdateUserPoolDomain", json!({"Domain": "demo", "ManagedLoginVersion": 1}));
    let png = BASE64_STANDARD.encode(b"\x89PNG\r\n\x1a\n");
    world.pool_ok("SetUICustomization", json!({"ImageFile": png}));
    let browser = world.browser();
    let login = world.login();
    let failed =
        browser.submit(&browser.get(&world.page("/login", &[])), &[("username", "x"), ("password", "y")]);
    let all = format!("{}{}", login.html, failed.html);
    for class in [
        "background",
        "banner",
        "logo",
        "label",
        "inputField",
        "submitButton",
        "textDescription",
        "redirect",
        "errorMessage",
    ] {
        assert!(all.contains(&format!("{class}-customizable")), "{class}");
    }
}
