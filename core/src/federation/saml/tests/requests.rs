//! Messages to an identity provider.

use base64::{Engine as _, prelude::BASE64_STANDARD};
use rsa::Pkcs1v15Sign;
use sha2::{Digest as _, Sha256};

use super::identity_provider::{ACS, AUDIENCE, NOW, SIGNER, key, rsa_signature};
use crate::federation::saml::{
    AuthnRequest, Header, LogoutRequestTo, LogoutResponseTo, Message,
    request::{RSA_SHA256, message_id},
    sp_entity_id,
};

const SSO: &str = "https://idp.example.com/sso";

fn header() -> Header<'static> {
    Header { random: [0xa5; 16], now: NOW, issuer: AUDIENCE, destination: SSO }
}

fn authn_request() -> AuthnRequest<'static> {
    AuthnRequest { header: header(), acs_url: ACS, force_authn: false, name_id_format: None }
}

fn xml(message: &Message) -> String {
    String::from_utf8(BASE64_STANDARD.decode(message.post()).unwrap()).unwrap()
}

/// The parameters of a URL, decoded.
fn parameters(url: &str) -> Vec<(String, String)> {
    let (_, query) = url.split_once('?').unwrap();
    form_urlencoded::parse(query.as_bytes()).into_owned().collect()
}

/// Reads DEFLATE that consists of one block without compression.
fn inflated(deflated: &[u8]) -> &[u8] {
    let [1, low, high, not_low, not_high, content @ ..] = deflated else { unreachable!("one stored block") };
    assert_eq!(usize::from(u16::from_le_bytes([*low, *high])), content.len());
    assert_eq!((!low, !high), (*not_low, *not_high));
    content
}

#[test]
fn a_pool_is_a_service_provider_by_its_id() {
    assert_eq!(sp_entity_id("eu-central-1_Abc"), AUDIENCE);
    assert_eq!(message_id([0xa5; 16]), "_a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5");
}

#[test]
fn an_authentication_request_says_what_the_protocol_demands() {
    let message = authn_request().message();
    assert_eq!(
        (message.id.as_str(), message.parameter()),
        ("_a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5", "SAMLRequest")
    );
    assert_eq!(
        xml(&message),
        "<samlp:AuthnRequest xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\" \
         xmlns:samlp=\"urn:oasis:names:tc:SAML:2.0:protocol\" Destination=\"https://idp.example.com/sso\" \
         ID=\"_a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5\" IssueInstant=\"2026-01-01T00:01:00.000Z\" Version=\"2.0\" \
         AssertionConsumerServiceURL=\"https://auth.example.org/saml2/idpresponse\" \
         ProtocolBinding=\"urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST\">\
         <saml:Issuer>urn:amazon:cognito:sp:eu-central-1_Abc</saml:Issuer></samlp:AuthnRequest>"
    );
}

#[test]
fn options_of_an_authentication_request_are_written() {
    let format = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent";
    let request = AuthnRequest { force_authn: true, name_id_format: Some(format), ..authn_request() };
    let xml = xml(&request.message());
    assert!(xml.contains(" ForceAuthn=\"true\" "), "{xml}");
    let policy =
        format!("</saml:Issuer><samlp:NameIDPolicy AllowCreate=\"true\" Format=\"{format}\"/></samlp:");
    assert!(xml.contains(&policy), "{xml}");
}

#[test]
fn values_are_escaped() {
    let header =
        Header { issuer: "a<b>&\"c", destination: "https://x/?a=1&b=\"</saml:Issuer>\n\u{0}", ..header() };
    let xml = xml(&AuthnRequest { header, ..authn_request() }.message());
    assert!(xml.contains("<saml:Issuer>a&lt;b&gt;&amp;&quot;c</saml:Issuer>"), "{xml}");
    let destination = "Destination=\"https://x/?a=1&amp;b=&quot;&lt;/saml:Issuer&gt;&#xA;\u{fffd}\"";
    assert!(xml.contains(destination), "{xml}");
}

#[test]
fn a_redirect_carries_the_message_and_the_relay_state() {
    let message = authn_request().message();
    let url = message.redirect(SSO, Some("a b&c"));
    assert!(url.starts_with("https://idp.example.com/sso?SAMLRequest="), "{url}");
    let [(name, value), (state_name, state)] = &parameters(&url)[..] else { unreachable!("two parameters") };
    assert_eq!((&**name, &**state_name, &**state), ("SAMLRequest", "RelayState", "a b&c"));
    let deflated = BASE64_STANDARD.decode(value).unwrap();
    assert_eq!(inflated(&deflated), xml(&message).as_bytes());
    let behind_a_query = message.redirect("https://idp.example.com/sso?a=b", None);
    assert!(behind_a_query.starts_with("https://idp.example.com/sso?a=b&SAMLRequest="), "{behind_a_query}");
    assert!(!behind_a_query.contains("RelayState"));
}

#[test]
fn a_signed_redirect_ends_in_the_signature_over_its_query() {
    let to_sign =
        authn_request().message().redirect_to_sign("https://idp.example.com/sso?a=b", Some("state"));
    let signed = to_sign.to_sign().to_vec();
    let url = to_sign.complete(&rsa_signature(SIGNER, &signed));
    let (query, signature) = url.split_once("&Signature=").unwrap();
    let query = query.strip_prefix("https://idp.example.com/sso?a=b&").unwrap();
    assert_eq!(query.as_bytes(), signed);
    let names: Vec<String> = parameters(&format!("?{query}")).into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["SAMLRequest", "RelayState", "SigAlg"]);
    assert_eq!(parameters(&url)[3].1, RSA_SHA256);
    let signature =
        form_urlencoded::parse(format!("s={signature}").as_bytes()).next().unwrap().1.into_owned();
    let signature = BASE64_STANDARD.decode(signature).unwrap();
    let digest = Sha256::digest(query);
    assert!(key(SIGNER).to_public_key().verify(Pkcs1v15Sign::new::<Sha256>(), &digest, &signature).is_ok());
}

#[test]
fn a_signed_form_value_has_its_signature_behind_the_issuer() {
    let to_sign = authn_request().message().post_to_sign().unwrap();
    let signature = rsa_signature(SIGNER, to_sign.to_sign());
    let signed = BASE64_STANDARD.decode(to_sign.complete(&signature)).unwrap();
    let signed = String::from_utf8(signed).unwrap();
    let parts: Vec<&str> = signed.split("</saml:Issuer><ds:Signature xmlns:ds=").collect();
    assert_eq!(parts.len(), 2, "{signed}");
    assert!(parts[1].contains("URI=\"#_a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5\""));
}

#[test]
fn what_is_signed_does_not_depend_on_the_names_in_it() {
    // A value that looks like the end of the issuer does not attract the signature.
    let request = LogoutRequestTo {
        header: Header { issuer: "</saml:Issuer>", ..header() },
        name_id: &"</saml:Issuer>".into(),
        name_id_format: None,
        session_index: Some("</saml:Issuer>"),
    };
    let to_sign = request.message().post_to_sign().unwrap();
    let signed = BASE64_STANDARD.decode(to_sign.complete(&[1; 256])).unwrap();
    let signed = String::from_utf8(signed).unwrap();
    assert_eq!(signed.matches("</saml:Issuer>").count(), 1);
    assert!(signed.contains("</saml:Issuer><ds:Signature "));
}

#[test]
fn logout_messages_say_what_the_protocol_demands() {
    let request = LogoutRequestTo {
        header: header(),
        name_id: &"bob@example.com".into(),
        name_id_format: Some("urn:f"),
        session_index: Some("_s"),
    };
    let message = request.message();
    assert_eq!(message.parameter(), "SAMLRequest");
    let text = xml(&message);
    assert!(text.starts_with("<samlp:LogoutRequest "), "{text}");
    assert!(text.contains(" NotOnOrAfter=\"2026-01-01T00:06:00.000Z\">"), "{text}");
    let content = "</saml:Issuer><saml:NameID Format=\"urn:f\">bob@example.com</saml:NameID>\
                   <samlp:SessionIndex>_s</samlp:SessionIndex></samlp:LogoutRequest>";
    assert!(text.ends_with(content), "{text}");

    let response = LogoutResponseTo { header: header(), in_response_to: "_r", succeeded: true };
    let message = response.message();
    assert_eq!(message.parameter(), "SAMLResponse");
    let text = xml(&message);
    assert!(text.contains(" InResponseTo=\"_r\">"), "{text}");
    assert!(text.contains("<samlp:StatusCode Value=\"urn:oasis:names:tc:SAML:2.0:status:Success\"/>"));
    let failed = xml(&LogoutResponseTo { succeeded: false, ..response }.message());
    assert!(failed.contains(":status:Responder\""));
}

#[test]
fn personal_data_of_a_message_is_not_shown_by_debug() {
    let name_id = &"bob".into();
    let request = LogoutRequestTo { header: header(), name_id, name_id_format: None, session_index: None };
    let message = request.message();
    let (redirect, post) = (message.redirect_to_sign(SSO, None), message.post_to_sign().unwrap());
    let shown = format!("{request:?} {message:?} {redirect:?} {post:?}");
    assert!(!shown.contains("bob") && shown.len() < 700, "{shown}");
}
