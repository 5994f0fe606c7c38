//! Mails with a link that confirms a new user.

use std::sync::Mutex;

use bytes::Bytes;
use http::Request;
use serde_json::{Value, json};
use userpool::operations::{CreateUserPool, CreateUserPoolClient};
use userpool::storage::{Invocation, TriggerError, Triggers};

use crate::scene::CALLBACK;
use crate::world::{PASSWORD, World, function_for_each, typed};

const PUBLIC_URL: &str = "https://auth.example.com";

fn by_link(pool: &mut CreateUserPool) {
    pool.settings.verification_message_template = typed(json!({"DefaultEmailOption": "CONFIRM_WITH_LINK"}));
}

fn world(seed: u64, public_url: Option<&str>, pool: impl FnOnce(&mut CreateUserPool)) -> World {
    let pool = |create: &mut CreateUserPool| {
        by_link(create);
        pool(create);
    };
    let build = |builder: userpool::EngineBuilder| match public_url {
        Some(url) => builder.public_url(url),
        None => builder,
    };
    World::built(seed, build, pool, for_pages)
}

fn for_pages(client: &mut CreateUserPoolClient) {
    let settings = &mut client.settings;
    settings.allowed_oauth_flows_user_pool_client = Some(true);
    settings.allowed_oauth_flows = Some(vec!["code".into()]);
    settings.allowed_oauth_scopes = Some(vec!["openid".into()]);
    settings.callback_urls = Some(vec![CALLBACK.into()]);
    settings.supported_identity_providers = Some(vec!["COGNITO".into()]);
}

/// The link in the last mail, as a browser reads it.
#[track_caller]
fn link(world: &World) -> String {
    let mail = world.outbox.last();
    let body = mail.body.expose();
    let (_, rest) = body.split_once("<a href=\"").unwrap_or_else(|| panic!("no link: {body}"));
    rest.split_once('"').unwrap().0.replace("&amp;", "&")
}

/// What the page of a link shows.
fn opened(world: &World, link: &str) -> (u16, String) {
    let response = world.fetch(Request::get(link).body(Bytes::new()).unwrap());
    (response.status().as_u16(), String::from_utf8(response.body().to_vec()).unwrap())
}

#[test]
fn the_link_in_the_mail_confirms_the_user_once() {
    let world = world(800, Some(PUBLIC_URL), |_| {});
    world.pool_ok("CreateUserPoolDomain", json!({"Domain": "demo"}));
    let answer = world.sign_up("ben").unwrap();
    assert_eq!(answer.code_delivery_details.unwrap().destination, "b***@e***");
    let mail = world.outbox.last();
    assert_eq!(mail.subject.as_deref(), Some("Your verification link"));
    let start = "Please click the link below to verify your email address. <a href=\"https://demo.auth.example.com/confirmUser?";
    assert!(mail.body.expose().starts_with(start), "{}", mail.body.expose());
    assert!(mail.body.expose().ends_with("\">Verify Email</a>"));
    let link = link(&world);
    let expected =
        format!("client_id={}&user_name=ben&confirmation_code={}", world.client, world.outbox.last_code());
    assert!(link.ends_with(&expected), "{link}");

    // A program that looks at the links of a mail changes nothing.
    let looked = world.fetch(Request::head(&link).body(Bytes::new()).unwrap());
    assert_eq!(
        (looked.status().as_u16(), world.admin_get("ben").unwrap().user_status),
        (405, "UNCONFIRMED".into())
    );
    let (status, html) = opened(&world, &link.replace("/confirmUser?", "/confirmUser/?"));
    assert_eq!(status, 200, "{html}");
    assert!(html.contains("Your registration has been confirmed!"));
    assert_eq!(world.admin_get("ben").unwrap().user_status, "CONFIRMED");
    assert_eq!(world.attribute("ben", "email_verified").as_deref(), Some("true"));
    world.password_sign_in("ben", PASSWORD).unwrap();

    let (status, html) = opened(&world, &link);
    assert_eq!(status, 400);
    assert!(html.contains("User cannot be confirmed. Current status is CONFIRMED"), "{html}");
}

#[test]
fn a_wrong_or_expired_code_shows_the_text_of_the_api() {
    let world = world(801, Some(PUBLIC_URL), |_| {});
    world.sign_up("ben").unwrap();
    let link = link(&world);
    assert!(link.starts_with(&format!("{PUBLIC_URL}/{}/confirmUser?", world.pool)), "{link}");
    let code = world.outbox.last_code();
    let (status, html) = opened(&world, &link.replace(&code, crate::world::other_than(&code)));
    assert_eq!(status, 400);
    assert!(html.contains("Invalid verification code provided, please try again."), "{html}");
    world.clock.advance(24 * 3600 + 1);
    let (status, html) = opened(&world, &link);
    assert_eq!(status, 400);
    assert!(html.contains("Invalid code provided, please request a code again."), "{html}");
    assert_eq!(world.admin_get("ben").unwrap().user_status, "UNCONFIRMED");
}

#[test]
fn the_page_of_a_link_leads_on_if_the_client_has_an_address_for_that() {
    let mut world = world(808, Some(PUBLIC_URL), |_| {});
    world.sign_up("ben").unwrap();
    assert!(!opened(&world, &link(&world)).1.contains("/login?"));
    world.client = world
        .add_client(|client| {
            for_pages(client);
            client.settings.default_redirect_uri = Some(CALLBACK.into());
        })
        .client_id;
    world.sign_up("eva").unwrap();
    for status in [200, 400] {
        let (shown, html) = opened(&world, &link(&world));
        assert_eq!(shown, status, "{html}");
        let (_, url) = html.split_once("<li class=\"redirect-customizable\"><a href=\"").unwrap();
        let url = crate::browser::unescaped(url.split('"').next().unwrap());
        let (status, login) = opened(&world, &format!("{PUBLIC_URL}{url}"));
        assert_eq!(status, 200, "{url}");
        assert!(login.contains("id=\"signInFormUsername\""), "{login}");
    }
}

#[test]
fn names_with_special_characters_are_confirmed() {
    let world = world(802, Some(PUBLIC_URL), |_| {});
    for name in ["a&b=c", "ü+ß%41", "<b>\"'", "日本語#?/"] {
        let mut request = world.sign_up_request("x");
        request.username = name.into();
        world.send(request).unwrap();
        assert!(!world.outbox.last().body.expose().contains("<b>"));
        let (status, html) = opened(&world, &link(&world));
        assert_eq!(status, 200, "{name}: {html}");
        assert_eq!(world.admin_get(name).unwrap().user_status, "CONFIRMED");
    }
}

#[test]
fn the_templates_of_the_pool_are_used() {
    let world = world(803, Some(PUBLIC_URL), |pool| {
        pool.settings.verification_message_template = typed(json!({
            "DefaultEmailOption": "CONFIRM_WITH_LINK",
            "EmailSubjectByLink": "Willkommen",
            "EmailMessageByLink": "<p>Hallo {username}, {##bitte bestätigen##}.</p>",
            "EmailMessage": "Code {####}",
        }));
    });
    world.sign_up("ben").unwrap();
    let mail = world.outbox.last();
    assert_eq!(mail.subject.as_deref(), Some("Willkommen"));
    assert!(mail.body.expose().starts_with("<p>Hallo ben, <a href=\"https://auth.example.com/"));
    assert!(mail.body.expose().ends_with("\">bitte bestätigen</a>.</p>"));
    assert_eq!(opened(&world, &link(&world)).0, 200);
    // Other mails say a code.
    world.forgot_password("ben").unwrap();
    assert_eq!(world.outbox.last().body.expose(), format!("Code {}", world.outbox.last_code()));
}

#[test]
fn a_link_that_is_sent_again_replaces_the_first() {
    let world = world(804, Some(PUBLIC_URL), |_| {});
    world.sign_up("ben").unwrap();
    let first = link(&world);
    world.ok("ResendConfirmationCode", json!({"ClientId": world.client, "Username": "ben"}));
    let second = link(&world);
    assert_ne!(first, second);
    assert_eq!(opened(&world, &first).0, 400);
    assert_eq!(opened(&world, &second).0, 200);
}

#[test]
fn without_a_public_url_the_host_of_the_request_is_in_no_mail() {
    let world = world(805, None, |_| {});
    let body = |name: &str| {
        json!({"ClientId": world.client, "Username": name, "Password": PASSWORD,
            "UserAttributes": [{"Name": "email", "Value": "victim@example.com"}]})
        .to_string()
    };
    let sign_up = |name: &str, host: &str| {
        let mut request = crate::world::request("SignUp", body(name));
        request.headers_mut().insert("host", host.parse().unwrap());
        world.fetch(request)
    };
    let refused = sign_up("eva", "evil.example");
    let text = String::from_utf8(refused.body().to_vec()).unwrap();
    assert_eq!(refused.status(), 400);
    assert!(text.contains("there does not exist a valid use pool domain associated"), "{text}");
    assert_eq!(world.outbox.count(), 0);
    // With a domain whose address nobody has set, the mail has a code.
    world.pool_ok("CreateUserPoolDomain", json!({"Domain": "demo"}));
    assert_eq!(sign_up("eva", "evil.example").status(), 200);
    assert!(!world.outbox.last().body.expose().contains("evil"));
    assert_eq!(
        world.outbox.last().body.expose(),
        format!("Your confirmation code is {}", world.outbox.last_code())
    );
    assert_eq!(sign_up("ben", "localhost:9229").status(), 200);
    assert!(link(&world).starts_with("http://demo.localhost:9229/confirmUser?"));
    assert_eq!(opened(&world, &link(&world)).0, 200);
}

#[test]
fn the_page_after_a_sign_up_speaks_of_the_link() {
    let world = world(806, None, |_| {});
    let browser = world.browser();
    let page = browser.get(&world.page("/signup", &[]));
    let fields =
        [("username", "ben"), ("requiredAttributes[email]", "ben@example.com"), ("password", PASSWORD)];
    let page = browser.submit(&page, &fields);
    assert!(page.html.contains("We have sent a link to b***@e***."), "{}", page.html);
    assert!(!page.html.contains("name=\"code\""));
    let first = link(&world);
    let again = browser.submit(&page, &[]);
    assert!(again.html.contains("We have sent a link to b***@e***."), "{}", again.html);
    assert_ne!(first, link(&world));
    assert_eq!(opened(&world, &link(&world)).0, 200);
}

/// Gives every event back with this mail.
struct Words(Mutex<Value>, Mutex<Vec<Value>>);

impl Triggers for Words {
    async fn invoke(&self, invocation: &Invocation) -> Result<String, TriggerError> {
        let mut event: Value = serde_json::from_str(&invocation.event).unwrap();
        self.1.lock().unwrap().push(event["request"].clone());
        event["response"]["emailMessage"] = self.0.lock().unwrap().clone();
        Ok(event.to_string())
    }
}

#[test]
fn the_text_of_a_function_has_the_link() {
    let words = std::sync::Arc::new(Words(Mutex::new(json!("Hi! {##Click Here##}")), Mutex::default()));
    let triggers = std::sync::Arc::clone(&words);
    let world = World::built(
        807,
        |builder| builder.triggers(triggers).public_url(PUBLIC_URL),
        |pool| {
            by_link(pool);
            pool.settings.lambda_config = typed(function_for_each(&["CustomMessage"]));
        },
        for_pages,
    );
    world.sign_up("ben").unwrap();
    let seen = words.1.lock().unwrap().pop().unwrap();
    assert_eq!(
        (&seen["linkParameter"], &seen["codeParameter"]),
        (&json!("{##Click Here##}"), &json!("{####}"))
    );
    assert!(world.outbox.last().body.expose().starts_with("Hi! <a href=\"https://auth.example.com/"));
    assert_eq!(opened(&world, &link(&world)).0, 200);
    // The code is enough, too, and one of them is needed.
    *words.0.lock().unwrap() = json!("{####}");
    world.sign_up("eva").unwrap();
    assert_eq!(world.outbox.last().body.expose(), world.outbox.last_code());
    *words.0.lock().unwrap() = json!("Hello");
    assert_eq!(world.sign_up("zoe").unwrap_err().name(), "InvalidParameterException");
}
