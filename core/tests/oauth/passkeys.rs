//! Passkeys at the pages: a user adds one, and signs in with it.

use serde_json::{Value, json};

use crate::{
    browser::{Shown, attribute},
    scene::{CALLBACK, scene_with},
    world::{PASSWORD, World, authenticator::Authenticator, typed},
};

/// A pool whose users sign in by choice, with passkeys for this machine.
fn scene(seed: u64) -> World {
    let world = scene_with(
        seed,
        |pool| {
            let policy = json!({"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "WEB_AUTHN"]}});
            pool.settings.policies = Some(typed(policy));
        },
        |client| client.settings.explicit_auth_flows = Some(vec!["ALLOW_USER_AUTH".into()]),
    );
    let configuration = json!({"RelyingPartyId": "localhost", "UserVerification": "required"});
    world.pool_ok(
        "SetUserPoolMfaConfig",
        json!({"WebAuthnConfiguration": configuration, "MfaConfiguration": "OFF"}),
    );
    world
}

fn authenticator(seed: u8) -> Authenticator {
    Authenticator {
        origin: "http://localhost:9229".into(),
        rp_id: "localhost".into(),
        ..Authenticator::new(seed)
    }
}

/// The options that the script of the page passes to the browser.
#[track_caller]
fn options(page: &Shown, kind: &str) -> Value {
    let form = page.html.split("data-passkey=").nth(1).unwrap_or_else(|| panic!("{}", page.html));
    assert!(form.starts_with(&format!("\"{kind}\"")), "{form}");
    serde_json::from_str(&attribute(form, "data-options").unwrap()).unwrap()
}

/// The page that asks for the passkey of `ana`.
fn asked(world: &World, browser: &crate::browser::Browser<'_>) -> Shown {
    let page = browser.open(&world.page("/oauth2/authorize", &[]));
    let choice = browser.submit(&page, &[("username", "ana")]);
    // The form with the password is the first.
    browser.submit_form(&choice, 1, &[("factor", "WEB_AUTHN")])
}

#[test]
fn a_passkey_is_added_at_the_page_and_signs_in() {
    let world = scene(840);
    let browser = world.browser();
    // Without a session the way leads over the sign-in.
    let add = format!(
        "{}/passkeys/add?{}",
        world.site(),
        crate::scene::encoded(&[("client_id", &world.client), ("redirect_uri", CALLBACK)])
    );
    let led = browser.get(&add);
    let login = browser.get(&format!("http://localhost:9229{}", led.location.unwrap()));
    let choice = browser.submit(&login, &[("username", "ana")]);
    let back = browser.submit(&choice, &[("password", PASSWORD)]);
    let page = browser.get(&format!("http://localhost:9229{}", back.location.unwrap()));
    let options_of_page = options(&page, "create");
    assert_eq!(options_of_page["rp"]["id"], "localhost");
    assert!(page.html.contains("/assets/passkey.js") && page.html.contains("name=\"addPasskey\""));

    let liar = Authenticator { origin: "https://evil.example".into(), ..authenticator(1) };
    let refused = browser.submit(&page, &[("credential", &liar.create(&options_of_page).to_string())]);
    assert_eq!(refused.status, 400);
    assert!(refused.error().is_some());
    let credential = authenticator(1).create(&options(&refused, "create")).to_string();
    let added = browser.submit(&refused, &[("credential", &credential)]);
    assert_eq!(added.location.as_deref(), Some(CALLBACK), "{added:?}");

    let visitor = world.browser();
    let page = asked(&world, &visitor);
    assert!(page.html.contains("<h1>Sign in with a passkey</h1>"), "{}", page.html);
    let asked_for = options(&page, "get");
    assert_eq!(asked_for["allowCredentials"][0]["id"], authenticator(1).id());
    let credential = authenticator(1).get(&asked_for).to_string();
    let done = visitor.submit(&page, &[("credential", &credential)]);
    assert!(done.location.as_ref().unwrap().starts_with(CALLBACK), "{done:?}");
    let tokens = world.redeem(&done.parameter("code"));
    assert_eq!(crate::scene::claims_of(&tokens["id_token"])["cognito:username"], "ana");
    // The answer is used up.
    let again = visitor.submit(&page, &[("credential", &credential)]);
    assert_eq!((again.status, again.location), (400, None));
}

#[test]
fn the_passkey_of_another_key_signs_nobody_in() {
    let world = scene(841);
    let access = world.tokens_by_choice("ana");
    let start = world.ok("StartWebAuthnRegistration", json!({"AccessToken": access}));
    let credential = authenticator(1).create(&start["CredentialCreationOptions"]);
    world.ok("CompleteWebAuthnRegistration", json!({"AccessToken": access, "Credential": credential}));
    let browser = world.browser();
    let page = asked(&world, &browser);
    let thief = Authenticator { key: authenticator(2).key, ..authenticator(1) };
    let refused = browser.submit(&page, &[("credential", &thief.get(&options(&page, "get")).to_string())]);
    assert_eq!((refused.status, &refused.location), (400, &None));
    // The challenge is over; the sign-in begins again.
    assert!(refused.html.contains("id=\"signInFormUsername\""), "{}", refused.html);
}

impl World {
    /// An access token by `USER_AUTH`, the only flow of the client.
    fn tokens_by_choice(&self, name: &str) -> String {
        let parameters = [("USERNAME", name), ("PREFERRED_CHALLENGE", "PASSWORD"), ("PASSWORD", PASSWORD)];
        let output = self.initiate("USER_AUTH", &parameters).unwrap();
        output.authentication_result.unwrap().access_token.unwrap().as_str().to_owned()
    }
}
