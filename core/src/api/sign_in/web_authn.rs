//! `WEB_AUTHN`: a passkey is the first factor, or both.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL};
use serde::Deserialize;
use serde_json::{Value, json};
use userpool_storage_traits::Key;

use super::{
    Attempt, Parameters, Session, SignInOutput, facts, proceed,
    user_auth::{Chooser, FirstStep},
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
    model::{client::Client, keys, passkey::Passkey, pool::Pool, user::User},
    sensitive::Sensitive,
};

/// The answer that holds what a passkey signed.
pub(super) const CREDENTIAL: &str = "CREDENTIAL";

/// The parameter that holds what a browser needs to use a passkey.
pub(super) const OPTIONS: &str = "CREDENTIAL_REQUEST_OPTIONS";

/// `AuthenticationResponseJSON`, as far as it is read.
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

/// Where the passkey lives that an answer was given with, if it was given with one of this user.
pub(super) fn passkey_key(username: &str, responses: &Parameters) -> Option<Key> {
    let credential = bounded_json::parse(responses.get(CREDENTIAL)?.as_bytes()).ok()?;
    Some(keys::passkey(username, credential.get("id")?.as_str()?))
}

/// Whether a passkey that knows this user counts as both factors: pool and user want it so.
pub(super) fn is_multi_factor(pool: &Pool, user: &User) -> bool {
    pool.passkeys_are_multi_factor() && user.mfa.web_authn
}

/// Asks for a passkey.
pub(super) fn challenge(
    cx: &mut Cx<'_>,
    pool: &Pool,
    client: &Client,
    chooser: &Chooser<'_>,
    attempt: &Attempt,
) -> Result<SignInOutput, Error> {
    let (challenge, options) =
        options(cx, pool, client, chooser).ok_or(InvalidParameter::FirstFactorNotAvailable)?;
    let step = FirstStep::Passkey(challenge);
    chooser.ask(cx, pool, client, attempt, step, [(OPTIONS, options)])
}

/// What the passkey is to sign, and `PublicKeyCredentialRequestOptionsJSON` with it, if the user may choose a passkey.
pub(super) fn options(
    cx: &mut Cx<'_>,
    pool: &Pool,
    client: &Client,
    chooser: &Chooser<'_>,
) -> Option<(String, String)> {
    let user = chooser.claimant.user.as_ref()?;
    let rp = relying_party(cx, pool, client, user)?;
    if !chooser.available.contains(&FirstFactor::WebAuthn) {
        return None;
    }
    let challenge = BASE64URL.encode(cx.random::<32>());
    let allowed: Vec<Value> = chooser
        .passkeys
        .iter()
        .map(|passkey| json!({"type": "public-key", "id": passkey.id, "transports": passkey.transports}))
        .collect();
    let options = json!({
        "challenge": challenge,
        "timeout": client.settings.auth_session_seconds() * 1000,
        "rpId": rp.id,
        "allowCredentials": allowed,
        "userVerification": rp.user_verification.as_str(),
    });
    Some((challenge, options.to_string()))
}

/// Judges what the passkey signed, and goes on. What is wrong with it is not told. A wrong answer leaves the session; the
/// right one spends it, and with it the challenge. Wrong ones are not counted: nobody guesses a signature, and a bound
/// would let strangers lock its owner out.
pub(super) async fn judge(
    cx: &mut Cx<'_>,
    pool: &Pool,
    client: &Client,
    session: &Session,
    user: User,
    expected: &str,
    credential: &Sensitive,
) -> Result<SignInOutput, Error> {
    let malformed = || Error::from(InvalidParameter::Credential("not an authentication response"));
    let given: AuthenticationResponse =
        crate::json::from_slice(credential.as_bytes()).map_err(|_| malformed())?;
    let incorrect = || Error::from(NotAuthorized::IncorrectCredentials);
    let rp = relying_party(cx, pool, client, &user).ok_or_else(incorrect)?;
    // Anything else is no id, and would be longer as part of a key.
    BASE64URL.decode(&given.id).map_err(|_| incorrect())?;
    let passkey =
        Passkey::load(cx, &user, &given.id).await?.filter(|passkey| passkey.relying_party_id == rp.id);
    let mut passkey = passkey.ok_or_else(incorrect)?;
    let (assertion, key, signature) = given.read(&rp, &user, &passkey, expected).ok_or_else(incorrect)?;
    let signed = match key.judge(&assertion.message, &signature) {
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
    session.spend(cx)?;
    let multi_factor = assertion.user_verified && is_multi_factor(pool, &user);
    let attempt = Attempt { proof: Proof::Passkey { multi_factor }, ..session.attempt.clone() };
    proceed(cx, pool, client, &user, &attempt).await
}

impl AuthenticationResponse {
    /// All of it that can be checked without the signer: what was signed, by whose key, and the signature.
    fn read(
        &self,
        rp: &RelyingParty,
        user: &User,
        passkey: &Passkey,
        expected: &str,
    ) -> Option<(Assertion, CredentialKey, Vec<u8>)> {
        let decoded = |text: &str| BASE64URL.decode(text).ok();
        // WebAuthn §7.2 step 6: the handle that was given at the registration, where it is said.
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

/// For whom the passkey answers. One that stands in for a second factor must know the user.
fn relying_party(cx: &Cx<'_>, pool: &Pool, client: &Client, user: &User) -> Option<RelyingParty> {
    let rp = pool.relying_party().filter(|_| pool.settings.allows_passkeys())?;
    let mfa = facts(cx, pool, client, user, &Attempt::default()).mfa;
    if challenge::needs_second_factor(&mfa) {
        return Some(RelyingParty { user_verification: UserVerification::Required, ..rp });
    }
    Some(rp)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_credential_of_very_many_values_is_not_read() {
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
