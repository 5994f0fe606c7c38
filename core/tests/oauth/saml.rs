//! Sign-in through a provider of SAML. The provider of these tests writes its assertions in canonical form, so that it can sign them as
//! they are.

use base64::{Engine as _, prelude::BASE64_STANDARD};
use rsa::{Pkcs1v15Sign, RsaPrivateKey, pkcs8::DecodePrivateKey as _};
use serde_json::json;
use sha2::{Digest as _, Sha256};
use userpool::storage::MemoryStorage;

use crate::{
    browser::{Browser, Shown},
    scene::{CALLBACK, LOGOUT, claims_of, encoded, for_browsers},
    world::{KEYS, START, World},
};

const ENTITY: &str = "https://idp.example.com/metadata";
const SSO: &str = "https://idp.example.com/sso";
const SLO: &str = "https://idp.example.com/slo";

/// The key of the provider: that of the certificate which the first pool has for its own requests.
const KEY: usize = 0;

fn scene(seed: u64, details: &[(&str, &str)]) -> World {
    let builder = |builder: userpool::EngineBuilder| builder.storage(MemoryStorage::default());
    let first = World::built(seed, builder, |_| {}, |_| {});
    let idp = first.pool.clone();
    let mut world = first.moved_to(json!({"PoolName": "federated"}));
    let certificate = world.ok("GetSigningCertificate", json!({"UserPoolId": idp}));
    let mut all = json!({"MetadataFile": metadata(certificate["Certificate"].as_str().unwrap())});
    for (name, value) in details {
        all[*name] = json!(value);
    }
    world.pool_ok(
        "CreateIdentityProvider",
        json!({
            "ProviderName": "Corp", "ProviderType": "SAML", "ProviderDetails": all,
            "AttributeMapping": {"email": "mail", "name": "displayName"},
        }),
    );
    world.client = world
        .add_client(|client| {
            for_browsers(client);
            client.settings.allowed_oauth_scopes = Some(vec!["openid".into()]);
            client.settings.supported_identity_providers = Some(vec!["COGNITO".into(), "Corp".into()]);
        })
        .client_id;
    world
}

fn metadata(certificate: &str) -> String {
    let endpoint = |name: &str, binding: &str, url: &str| {
        format!("<md:{name} Binding=\"urn:oasis:names:tc:SAML:2.0:bindings:{binding}\" Location=\"{url}\"/>")
    };
    format!(
        "<md:EntityDescriptor xmlns:md=\"urn:oasis:names:tc:SAML:2.0:metadata\" entityID=\"{ENTITY}\">\
         <md:IDPSSODescriptor protocolSupportEnumeration=\"urn:oasis:names:tc:SAML:2.0:protocol\">\
         <md:KeyDescriptor use=\"signing\"><ds:KeyInfo xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"><ds:X509Data>\
         <ds:X509Certificate>{certificate}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>{}{}\
         </md:IDPSSODescriptor></md:EntityDescriptor>",
        endpoint("SingleLogoutService", "HTTP-POST", SLO),
        endpoint("SingleSignOnService", "HTTP-Redirect", SSO),
    )
}

/// What the provider says.
struct Said<'a> {
    audience: String,
    acs: String,
    request: Option<&'a str>,
    assertion: &'a str,
    mail: &'a str,
}

impl<'a> Said<'a> {
    fn to(world: &World, request: Option<&'a str>) -> Self {
        Self {
            audience: format!("urn:amazon:cognito:sp:{}", world.pool),
            acs: format!("{}/saml2/idpresponse", world.site()),
            request,
            assertion: "_a1",
            mail: "bob@corp.example",
        }
    }

    /// The response in base64, with a signed assertion.
    fn response(&self) -> String {
        let Self { audience, acs, request, assertion, mail } = self;
        let time = |seconds: u64| START.plus(seconds);
        let (now, soon) = (time(0), time(300));
        let answers = request.map(|id| format!(" InResponseTo=\"{id}\"")).unwrap_or_default();
        let attribute = |name: &str, value: &str| {
            format!(
                "<saml:Attribute Name=\"{name}\"><saml:AttributeValue>{value}</saml:AttributeValue></saml:Attribute>"
            )
        };
        let head = format!(
            "<saml:Assertion xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\" ID=\"{assertion}\" \
             IssueInstant=\"{now}\" Version=\"2.0\"><saml:Issuer>{ENTITY}</saml:Issuer>"
        );
        let rest = format!(
            "<saml:Subject><saml:NameID>bob</saml:NameID>\
             <saml:SubjectConfirmation Method=\"urn:oasis:names:tc:SAML:2.0:cm:bearer\">\
             <saml:SubjectConfirmationData{answers} NotOnOrAfter=\"{soon}\" Recipient=\"{acs}\">\
             </saml:SubjectConfirmationData></saml:SubjectConfirmation></saml:Subject>\
             <saml:Conditions NotBefore=\"{now}\" NotOnOrAfter=\"{soon}\"><saml:AudienceRestriction>\
             <saml:Audience>{audience}</saml:Audience></saml:AudienceRestriction></saml:Conditions>\
             <saml:AuthnStatement AuthnInstant=\"{now}\" SessionIndex=\"_s1\"><saml:AuthnContext>\
             <saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:Password</saml:AuthnContextClassRef>\
             </saml:AuthnContext></saml:AuthnStatement><saml:AttributeStatement>{}{}</saml:AttributeStatement>\
             </saml:Assertion>",
            attribute("mail", mail),
            attribute("displayName", "Bob"),
        );
        let signature = signature(&format!("{head}{rest}"), assertion);
        let response = format!(
            "<samlp:Response xmlns:samlp=\"urn:oasis:names:tc:SAML:2.0:protocol\" ID=\"_r1\" Version=\"2.0\" \
             IssueInstant=\"{now}\" Destination=\"{acs}\"{answers}>\
             <saml:Issuer xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\">{ENTITY}</saml:Issuer><samlp:Status>\
             <samlp:StatusCode Value=\"urn:oasis:names:tc:SAML:2.0:status:Success\"/></samlp:Status>\
             {head}{signature}{rest}</samlp:Response>"
        );
        BASE64_STANDARD.encode(response)
    }
}

/// The signature over a text in canonical form, which is the element of this ID.
fn signature(canonical: &str, id: &str) -> String {
    let digest = BASE64_STANDARD.encode(Sha256::digest(canonical));
    let algorithm = |element: &str, url: &str| format!("<ds:{element} Algorithm=\"{url}\"></ds:{element}>");
    let info = format!(
        "<ds:SignedInfo xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\">{}{}<ds:Reference URI=\"#{id}\">\
         <ds:Transforms>{}{}</ds:Transforms>{}<ds:DigestValue>{digest}</ds:DigestValue></ds:Reference></ds:SignedInfo>",
        algorithm("CanonicalizationMethod", "http://www.w3.org/2001/10/xml-exc-c14n#"),
        algorithm("SignatureMethod", "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"),
        algorithm("Transform", "http://www.w3.org/2000/09/xmldsig#enveloped-signature"),
        algorithm("Transform", "http://www.w3.org/2001/10/xml-exc-c14n#"),
        algorithm("DigestMethod", "http://www.w3.org/2001/04/xmlenc#sha256"),
    );
    let key = RsaPrivateKey::from_pkcs8_der(&BASE64_STANDARD.decode(KEYS[KEY].trim()).unwrap()).unwrap();
    let signature = key.sign(Pkcs1v15Sign::new::<Sha256>(), &Sha256::digest(&info)).unwrap();
    let value = BASE64_STANDARD.encode(signature);
    format!(
        "<ds:Signature xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\">{info}\
         <ds:SignatureValue>{value}</ds:SignatureValue></ds:Signature>"
    )
}

trait Plus {
    /// The time so many seconds later, as SAML writes it.
    fn plus(self, seconds: u64) -> String;
}

impl Plus for userpool::Timestamp {
    fn plus(self, seconds: u64) -> String {
        Self::from_seconds(self.seconds() + seconds).to_rfc3339()
    }
}

/// The browser at the provider: the id of the request, and the relay state.
fn begin(world: &World, browser: &Browser<'_>) -> (String, String) {
    let led = browser.get(&world.page("/oauth2/authorize", &[("identity_provider", "Corp")]));
    assert!(led.location.as_ref().is_some_and(|url| url.starts_with(&format!("{SSO}?"))), "{led:?}");
    let request = BASE64_STANDARD.decode(led.parameter("SAMLRequest")).unwrap();
    // Stored blocks of DEFLATE have the text as it is.
    let text = String::from_utf8_lossy(&request).into_owned();
    assert!(text.contains(&format!("urn:amazon:cognito:sp:{}", world.pool)), "{text}");
    let id = text.split(" ID=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    (id, led.parameter("RelayState"))
}

fn post(world: &World, browser: &Browser<'_>, response: &str, relay_state: &str) -> Shown {
    let url = format!("{}/saml2/idpresponse", world.site());
    browser.post(&url, &[("SAMLResponse", response), ("RelayState", relay_state)])
}

#[test]
fn a_signed_response_signs_the_user_in_once() {
    let world = scene(120, &[]);
    let browser = world.browser();
    let (id, relay_state) = begin(&world, &browser);
    let response = Said::to(&world, Some(&id)).response();
    let done = post(&world, &browser, &response, &relay_state);
    assert!(done.location.as_ref().is_some_and(|url| url.starts_with(CALLBACK)), "{done:?}");
    assert_eq!(done.parameter("state"), "a state");
    let claims = claims_of(&world.redeem(&done.parameter("code"))["id_token"]);
    assert_eq!(
        (&claims["cognito:username"], &claims["email"]),
        (&json!("Corp_bob"), &json!("bob@corp.example"))
    );
    assert_eq!((&claims["name"], &claims["identities"][0]["providerType"]), (&json!("Bob"), &json!("SAML")));
    let again = post(&world, &browser, &response, &relay_state);
    assert_eq!(again.parameter("error"), "invalid_request", "{again:?}");
    let user = world.pool_ok("AdminGetUser", json!({"Username": "Corp_bob"}));
    assert_eq!(user["UserStatus"], "EXTERNAL_PROVIDER");
}

#[test]
fn a_response_for_somebody_else_is_refused_and_the_application_is_told() {
    let told = |change: &dyn Fn(&mut Said<'_>)| {
        let world = scene(121, &[]);
        let browser = world.browser();
        let (id, relay_state) = begin(&world, &browser);
        let mut said = Said::to(&world, Some(&id));
        change(&mut said);
        let shown = post(&world, &browser, &said.response(), &relay_state);
        assert_eq!(world.pool_ok("ListUsers", json!({}))["Users"], json!([]));
        shown.parameter("error_description")
    };
    let start = "Error in SAML response processing: ";
    assert_eq!(
        told(&|said| said.audience = "urn:amazon:cognito:sp:other".into()),
        format!("{start}the assertion is for another audience")
    );
    for description in [told(&|said| said.request = Some("_other")), told(&|said| said.request = None)] {
        assert!(description.starts_with(start), "{description}");
    }
}

#[test]
fn another_browser_cannot_finish_a_sign_in() {
    let world = scene(122, &[("IDPInit", "true")]);
    let browser = world.browser();
    let (id, relay_state) = begin(&world, &browser);
    let response = Said::to(&world, Some(&id)).response();
    assert_eq!(post(&world, &world.browser(), &response, &relay_state).status, 400);
}

#[test]
fn a_provider_may_begin_a_sign_in_only_if_it_is_set_up_for_that() {
    let world = scene(123, &[("IDPInit", "true")]);
    let relay_state = encoded(&[
        ("identity_provider", "Corp"),
        ("client_id", &world.client),
        ("redirect_uri", CALLBACK),
        ("response_type", "code"),
        ("scope", "openid"),
    ]);
    let response = Said::to(&world, None).response();
    let browser = world.browser();
    let done = post(&world, &browser, &response, &relay_state);
    assert!(done.location.as_ref().is_some_and(|url| url.starts_with(CALLBACK)), "{done:?}");
    world.redeem(&done.parameter("code"));
    // The same assertion again.
    assert_eq!(post(&world, &browser, &response, &relay_state).parameter("error"), "invalid_request");

    let strict = scene(124, &[]);
    let relay_state = relay_state.replace(&world.client, &strict.client);
    let response = Said::to(&strict, None).response();
    assert_eq!(post(&strict, &strict.browser(), &response, &relay_state).status, 400);
}

#[test]
fn logout_leads_to_the_provider_if_it_is_set_up_for_that() {
    let world = scene(125, &[("IDPSignout", "true")]);
    let browser = world.browser();
    let (id, relay_state) = begin(&world, &browser);
    post(&world, &browser, &Said::to(&world, Some(&id)).response(), &relay_state);
    let out = browser.get(&format!("{}/logout?client_id={}&logout_uri={LOGOUT}", world.site(), world.client));
    assert_eq!(out.status, 200);
    let form = out.form(0);
    assert_eq!(form.action, SLO);
    let request = String::from_utf8(BASE64_STANDARD.decode(&form.fields["SAMLRequest"]).unwrap()).unwrap();
    assert!(request.contains(">bob</saml:NameID>") && request.contains("<ds:SignatureValue>"), "{request}");
    assert_eq!(browser.cookie("cognito"), None);
    // A forged answer does not lead on.
    let forged = [("SAMLResponse", "PHg+PC94Pg=="), ("RelayState", &*form.fields["RelayState"])];
    let shown = browser.post(&format!("{}/saml2/logout", world.site()), &forged);
    assert_eq!((shown.status, shown.location), (400, None));
}

#[test]
fn malformed_messages_are_refused() {
    let world = scene(126, &[("IDPInit", "true")]);
    let browser = world.browser();
    let (_, relay_state) = begin(&world, &browser);
    for response in ["x", "PHg+PC94Pg==", &"A".repeat(99_000)] {
        let shown = post(&world, &browser, response, &relay_state);
        assert_eq!(shown.parameter("error"), "invalid_request");
    }
    for relay_state in ["x", "identity_provider=Corp", ""] {
        let shown = post(&world, &browser, "PHg+PC94Pg==", relay_state);
        assert!((400..500).contains(&shown.status), "{shown:?}");
    }
}
