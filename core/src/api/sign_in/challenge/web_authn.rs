//! `WEB_AUTHN`: a passkey is the first factor, or counts as both.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL};
use serde::Deserialize;
use serde_json::{Value, json};
use userpool_storage_traits::Key;

use super::super::{
    facts::mfa_facts,
    first_factor_choice::{FirstFactorChoice, passkey_is_multi_factor},
    output::SignInOutput,
    parameters::Parameters,
    session::FirstStep,
};
use crate::{
    auth::{
        challenge::{self, Proof},
        first_factor::FirstFactor,
        webauthn::{
            self, Assertion, Ceremony, ClientData, CredentialKey, Proof as Signature, RelyingParty,
            UserVerification,
        },
    },
    bounded_json,
    context::Cx,
    error::{Error, InvalidParameter, NotAuthorized},
    model::{app::App, keys, passkey::Passkey, pool::Pool, user::User},
    sensitive::Sensitive,
};

/// The response parameter that holds the passkey's signed answer.
pub(in super::super) const CREDENTIAL: &str = "CREDENTIAL";

/// A passkey's answer, and the challenge that it must have signed.
pub(in super::super) struct Signed<'a> {
    pub(in super::super) expected: &'a str,
    pub(in super::super) credential: &'a Sensitive,
}

/// The challenge parameter that holds the options for the browser.
pub(super) const OPTIONS: &str = "CREDENTIAL_REQUEST_OPTIONS";

/// `AuthenticationResponseJSON`: the members that the engine reads.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct AuthenticationResponse {
    id: String,
    raw_id: String,
    r#type: String,
    response: AssertionResponse,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct AssertionResponse {
    #[serde(rename = "clientDataJSON")]
    client_data_json: String,
    authenticator_data: String,
    signature: String,
    #[serde(default)]
    user_handle: Option<String>,
}

/// The storage key of the passkey that an answer names, under this user; `None` if the answer names none.
pub(in super::super) fn passkey_key(username: &str, responses: &Parameters) -> Option<Key> {
    let credential = bounded_json::parse(responses.get(CREDENTIAL)?.as_bytes()).ok()?;
    Some(keys::passkey(username, credential.get("id")?.as_str()?))
}

/// Asks for a passkey.
pub(in super::super) fn ask(
    cx: &mut Cx<'_>,
    app: App<'_>,
    choice: &FirstFactorChoice<'_>,
) -> Result<SignInOutput, Error> {
    let (challenge, options) = options(cx, app, choice).ok_or(InvalidParameter::FirstFactorNotAvailable)?;
    choice.ask(cx, app, FirstStep::Passkey(challenge), [(OPTIONS, options)])
}

/// The challenge that the passkey signs, and `PublicKeyCredentialRequestOptionsJSON` with it, if the user may choose a
/// passkey.
pub(super) fn options(
    cx: &mut Cx<'_>,
    app: App<'_>,
    choice: &FirstFactorChoice<'_>,
) -> Option<(String, String)> {
    let user = choice.claimant.user.as_ref()?;
    let rp = relying_party(app.pool, user)?;
    if !choice.available.contains(&FirstFactor::WebAuthn) {
        return None;
    }
    let challenge = BASE64URL.encode(cx.random::<32>());
    let allowed: Vec<Value> = choice
        .passkeys
        .iter()
        .map(|passkey| json!({"type": "public-key", "id": passkey.id, "transports": passkey.transports}))
        .collect();
    let options = json!({
        "challenge": challenge,
        "timeout": app.client.settings.auth_session_seconds() * 1000,
        "rpId": rp.id,
        "allowCredentials": allowed,
        "userVerification": rp.user_verification.as_str(),
    });
    Some((challenge, options.to_string()))
}

/// Verifies what the passkey signed, and returns the user and the proof. The error does not say what is wrong. A wrong
/// answer leaves the session open; the caller spends it, and the challenge with it, after the right one. Wrong answers
/// are not counted: an attacker cannot guess a signature, and with a limit an attacker could lock the owner out.
pub(in super::super) async fn verify(
    cx: &mut Cx<'_>,
    app: App<'_>,
    user: User,
    signed: Signed<'_>,
) -> Result<(User, Proof), Error> {
    let Signed { expected, credential } = signed;
    let malformed = || Error::from(InvalidParameter::Credential("not an authentication response"));
    let given: AuthenticationResponse =
        crate::json::from_slice(credential.as_bytes()).map_err(|_| malformed())?;
    let incorrect = || Error::from(NotAuthorized::IncorrectCredentials);
    let rp = relying_party(app.pool, &user).ok_or_else(incorrect)?;
    // Any other text is not a passkey's id, and as part of a key it would be longer.
    BASE64URL.decode(&given.id).map_err(|_| incorrect())?;
    let passkey =
        Passkey::load(cx, &user, &given.id).await?.filter(|passkey| passkey.relying_party_id == rp.id);
    let mut passkey = passkey.ok_or_else(incorrect)?;
    let (assertion, key, signature) = given.read(&rp, &user, &passkey, expected).ok_or_else(incorrect)?;
    let signed = match key.verify(&assertion.message, &signature) {
        Signature::Valid => true,
        Signature::Invalid => false,
        Signature::Rsa(key) => cx.host.signer.verify(key, &assertion.message, &signature).await?,
    };
    if !signed || assertion.check_counter(passkey.counter).is_err() {
        return Err(incorrect());
    }
    if passkey.counter != assertion.counter {
        passkey.counter = assertion.counter;
        cx.put(&passkey)?;
    }
    let multi_factor = assertion.user_verified && passkey_is_multi_factor(app.pool, &user);
    Ok((user, Proof::Passkey { multi_factor }))
}

impl AuthenticationResponse {
    /// Everything that can be checked without the signer: what was signed, by whose key, and the signature.
    fn read(
        &self,
        rp: &RelyingParty,
        user: &User,
        passkey: &Passkey,
        expected: &str,
    ) -> Option<(Assertion, CredentialKey, Vec<u8>)> {
        let decoded = |text: &str| BASE64URL.decode(text).ok();
        // WebAuthn §7.2 step 6: if the answer has a user handle, it must be the one given at the registration.
        let handle = self.response.user_handle.as_deref().filter(|handle| !handle.is_empty());
        let is_users = match handle {
            Some(handle) => decoded(handle)? == user.sub.as_bytes(),
            None => true,
        };
        if self.r#type != "public-key" || self.raw_id != self.id || !is_users {
            return None;
        }
        let client_data =
            ClientData::parse(&decoded(&self.response.client_data_json)?, Ceremony::Get).ok()?;
        if client_data.challenge() != decoded(expected)? {
            return None;
        }
        let data = decoded(&self.response.authenticator_data)?;
        let assertion = webauthn::assertion(&client_data, &data, rp).ok()?;
        if assertion.backup_eligible != passkey.backup_eligible {
            return None;
        }
        let key = CredentialKey::parse(&decoded(&passkey.public_key)?).ok()?;
        Some((assertion, key, decoded(&self.response.signature)?))
    }
}

/// The relying party of the pool. It requires user verification if the passkey also serves as the second factor.
fn relying_party(pool: &Pool, user: &User) -> Option<RelyingParty> {
    let rp = pool.relying_party().filter(|_| pool.settings.allows_passkeys())?;
    if challenge::needs_second_factor(&mfa_facts(pool, user)) {
        return Some(RelyingParty { user_verification: UserVerification::Required, ..rp });
    }
    Some(rp)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_credential_with_very_many_values_is_not_read() {
        let credential =
            |count: usize| format!(r#"{{"id":"x","more":[{}]}}"#, vec!["{\"\":0}"; count].join(","));
        let key = |count: usize| {
            let responses = [(CREDENTIAL.to_owned(), Sensitive::new(credential(count)))];
            passkey_key("ana", &Parameters::from(responses))
        };
        assert_eq!(key(1000), Some(keys::passkey("ana", "x")));
        assert_eq!(key(15_000), None);
    }
}
