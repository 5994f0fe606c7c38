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

fn icon_of(world: &World, url: &str) -> (u16, String, String) {
    let response = world.fetch(http::Request::get(url).body(bytes::Bytes::new()).unwrap());
    let kind = response.headers()["content-type"].to_str().unwrap().to_owned();
    (response.status().as_u16(), kind, String::from_utf8(response.body().to_vec()).unwrap())
}

#[test]
fn every_page_names_an_icon_and_the_usual_address_has_one() {
    let world = scene(825);
    let page = world.login();
    let named = address(&page, "rel=\"icon\" href=\"");
    assert!(named.starts_with(&format!("{}/favicon.ico?", world.site())), "{named}");
    let site = world.site();
    for url in [&*named, &*format!("{site}/favicon.ico"), "http://demo.localhost:9229/favicon.ico"] {
        let (status, kind, default) = icon_of(&world, url);
        assert_eq!((status, &*kind), (200, "image/svg+xml"), "{url}");
        assert!(default.len() < 300 && default.starts_with("<svg "), "{default}");
    }
    let id = world.style(settings("aa0000ff"), &[asset("FAVICON_SVG", "DYNAMIC", SVG)]);
    for url in [&*named, &*format!("{site}/favicon.ico"), "http://demo.localhost:9229/favicon.ico"] {
        assert_eq!(icon_of(&world, url).2, SVG, "{url}");
    }
    assert!(address(&world.login(), "rel=\"icon\" href=\"").contains("category=FAVICON_SVG"));
    // The settings may switch the type off.
    let off = json!({"components": {"favicon": {"enabledTypes": ["ICO"]}}});
    world.pool_ok("UpdateManagedLoginBranding", json!({"ManagedLoginBrandingId": id, "Settings": off}));
    assert_eq!(address(&world.login(), "rel=\"icon\" href=\""), named);
    assert_ne!(icon_of(&world, &named).2, SVG);
    // A page that is shown because a request cannot be read has the icon as well.
    let malformed = world.browser().get(&format!("{}&state=2", world.page("/login", &[])));
    let icon = address(&malformed, "rel=\"icon\" href=\"");
    assert_eq!(icon_of(&world, &icon).0, 200);
}

#[test]
fn the_logo_is_in_the_card_or_outside_of_it() {
    let world = scene(826);
    let logo = asset("FORM_LOGO", "LIGHT", SVG);
    let id = world.style(settings("aa0000ff"), &[logo]);
    let is_outside = |page: &Shown| page.html.find("banner-customizable") < page.html.find("<main");
    assert!(!is_outside(&world.login()));
    let out = json!({
        "categories": {"global": {"spacingDensity": "COMPACT"}},
        "components": {"form": {"logo": {"formInclusion": "OUT", "position": "BOTTOM"}}},
    });
    world.pool_ok("UpdateManagedLoginBranding", json!({"ManagedLoginBrandingId": id, "Settings": out}));
    let page = world.login();
    assert!(is_outside(&page), "{}", page.html);
    let sheet = world.browser().get(&sheet_of(&page)).html;
    assert!(
        sheet.contains(":root{--pad:1.25rem;--step:.75rem}")
            && sheet.contains("body>.banner-customizable{order:1;")
    );
    let unknown = json!({
        "categories": {"global": {"spacingDensity": "x;}"}, "form": {"displayGraphics": "x"}},
        "components": {"form": {"logo": {"formInclusion": "<b>", "position": 7}}, "favicon": {"enabledTypes": 1}},
    });
    world.pool_ok("UpdateManagedLoginBranding", json!({"ManagedLoginBrandingId": id, "Settings": unknown}));
    let page = world.login();
    assert!(!is_outside(&page) && !page.html.contains("<b>"), "{}", page.html);
}

#[test]
fn buttons_of_providers_have_the_icons_of_the_style_or_a_letter() {
    let world = scene(827);
    for name in ["Acme", "Other"] {
        world.pool_ok(
            "CreateIdentityProvider",
            json!({"ProviderName": name, "ProviderType": "OIDC", "ProviderDetails": {
                "client_id": "a", "client_secret": "b", "attributes_request_method": "GET",
                "authorize_scopes": "openid", "oidc_issuer": "https://idp.example.com",
                "authorize_url": "https://idp.example.com/a", "token_url": "https://idp.example.com/t",
                "attributes_url": "https://idp.example.com/u", "jwks_uri": "https://idp.example.com/j",
            }}),
        );
    }
    let described = world.pool_ok("DescribeUserPoolClient", json!({"ClientId": world.client}));
    let mut client = described["UserPoolClient"].clone();
    for member in ["CreationDate", "LastModifiedDate", "UserPoolId"] {
        client.as_object_mut().unwrap().remove(member);
    }
    client["SupportedIdentityProviders"] = json!(["COGNITO", "Acme", "Other"]);
    world.pool_ok("UpdateUserPoolClient", client);
    assert!(!world.login().html.contains("class=\"icon"), "without a style there are no icons");

    let icon = |mode: &str, content: &str| {
        let mut icon = asset("IDP_BUTTON_ICON", mode, content);
        icon["ResourceId"] = json!("Acme");
        icon
    };
    let dark = SVG.replace("/>", " id=\"dark\"/>");
    let icons = |enabled| {
        json!({
            "categories": {"global": {"colorSchemeMode": "DYNAMIC"}},
            "componentClasses": {"idpButtons": {"icons": {"enabled": enabled}}},
        })
    };
    let id = world.style(icons(true), &[icon("LIGHT", SVG), icon("DARK", &dark)]);
    let page = world.login();
    assert_eq!(page.html.matches("<span class=\"icon\"><picture>").count(), 1, "{}", page.html);
    assert!(
        page.html.contains("<span class=\"icon monogram\" aria-hidden=\"true\">O</span>Continue with Other")
    );
    let browser = world.browser();
    for (before, content) in [("<img src=\"", SVG), ("srcset=\"", &*dark)] {
        assert_eq!(browser.get(&address(&page, before)).html, content);
    }
    let other = address(&page, "<img src=\"").replace("provider=Acme", "provider=Other");
    assert_eq!(browser.get(&other).status, 404);
    world.pool_ok(
        "UpdateManagedLoginBranding",
        json!({"ManagedLoginBrandingId": id, "Settings": icons(false)}),
    );
    assert!(!world.login().html.contains("class=\"icon"));
}

#[test]
fn pages_show_the_graphics_of_the_style_unless_it_switches_them_off() {
    let world = scene(828);
    let shown = |assets: &[&str], graphics: bool| {
        let assets: Vec<Value> = assets.iter().map(|category| asset(category, "LIGHT", SVG)).collect();
        let settings = json!({"categories": {"form": {"displayGraphics": graphics}}});
        (settings, assets)
    };
    let (settings, assets) = shown(&["PASSWORD_GRAPHIC", "EMAIL_GRAPHIC"], true);
    let id = world.style(settings, &assets);
    let browser = world.browser();
    let graphic = |page: &Shown| {
        let (_, after) = page.html.split_once("<div class=\"graphic\">")?;
        Some(after.split_once("category=")?.1.split('&').next()?.to_owned())
    };
    let page = browser.get(&world.page("/forgotPassword", &[]));
    assert_eq!(graphic(&page).as_deref(), Some("PASSWORD_GRAPHIC"));
    let page = browser.submit(&page, &[("username", "ana")]);
    assert_eq!(graphic(&page).as_deref(), Some("EMAIL_GRAPHIC"));
    assert_eq!(graphic(&world.login()), None);
    let (settings, _) = shown(&[], false);
    world.pool_ok("UpdateManagedLoginBranding", json!({"ManagedLoginBrandingId": id, "Settings": settings}));
    assert_eq!(graphic(&browser.get(&world.page("/forgotPassword", &[]))), None);
}

#[test]
fn the_page_of_an_error_has_the_looks_of_the_client_if_that_is_known() {
    let world = scene(829);
    world.style(settings("aa0000ff"), &[asset("FORM_LOGO", "LIGHT", SVG)]);
    let browser = world.browser();
    let page =
        browser.open(&world.page("/oauth2/authorize", &[("redirect_uri", "https://evil.example.com")]));
    assert_eq!(page.status, 400);
    assert!(
        page.html.contains("redirect_mismatch") && page.html.contains("logo-customizable"),
        "{}",
        page.html
    );
    assert!(browser.get(&sheet_of(&page)).html.contains("--main:#aa0000ff;"));
    for client in ["", "unknown", "<b>"] {
        let query = crate::scene::encoded(&[("error", "x"), ("client_id", client)]);
        let page = browser.get(&format!("{}/error?{query}", world.site()));
        assert_eq!(page.status, 400);
        assert!(!page.html.contains("logo-customizable") && !page.html.contains("<b>"), "{}", page.html);
    }
}
