//! `CompleteWebAuthnRegistration`: stores the passkey that a browser made.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::challenge::Challenge;
use crate::{
    auth::webauthn::{self, Ceremony, ClientData, Refusal},
    check::{Member, required, shapes},
    context::Cx,
    error::{
        Error, InvalidParameter, LimitExceeded, WebAuthnCredentialNotSupported, WebAuthnOriginNotAllowed,
        WebAuthnRelyingPartyMismatch,
    },
    model::{
        app::App,
        keys,
        passkey::{Attachment, PASSKEYS_MAX, Passkey, Registered},
        user::User,
    },
    operation::{Caller, Empty, Operation},
    sensitive::Sensitive,
    token::access_token::{Claimed, SignedIn},
};

/// Completes the registration of a passkey for the signed-in user. See
/// [CompleteWebAuthnRegistration](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CompleteWebAuthnRegistration.html).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct CompleteWebAuthnRegistration {
    /// The user's access token.
    pub access_token: Sensitive,
    /// `RegistrationResponseJSON`: the result of `navigator.credentials.create`.
    pub credential: Value,
}

/// `RegistrationResponseJSON`: the members that the engine reads.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct RegistrationResponse {
    id: String,
    raw_id: String,
    r#type: String,
    #[serde(default)]
    authenticator_attachment: Option<String>,
    response: AttestationResponse,
}

#[derive(Debug, Deserialize)]
struct AttestationResponse {
    #[serde(rename = "clientDataJSON")]
    client_data_json: String,
    #[serde(rename = "attestationObject")]
    attestation_object: String,
    #[serde(default)]
    transports: Option<Vec<String>>,
}

/// Six transports are registered. Transports beyond this limit are not stored.
const TRANSPORTS_MAX: usize = 8;
const TRANSPORT_CHARS_MAX: usize = 32;

impl Operation for CompleteWebAuthnRegistration {
    const NAME: &'static str = "CompleteWebAuthnRegistration";
    const CALLER: Caller = Caller::AccessToken;
    const INPUT: &'static [Member] =
        &[required("AccessToken", &shapes::TOKEN_MODEL), required("Credential", &shapes::DOCUMENT)];
    type Response = Empty;

    async fn run(&self, cx: &mut Cx<'_>) -> Result<Empty, Error> {
        let SignedIn { pool, client, user, .. } =
            super::signed_in(cx, &self.access_token, &mut |cx, claimed| self.hint(cx, claimed)).await?;
        register(cx, App { pool: &pool, client: &client }, &user, &self.credential).await?;
        Ok(Empty {})
    }
}

/// Stores the passkey that a browser has made for the user.
///
/// # Errors
/// Those of [`CompleteWebAuthnRegistration`], the access token apart.
pub(crate) async fn register(
    cx: &mut Cx<'_>,
    app: App<'_>,
    user: &User,
    credential: &Value,
) -> Result<(), Error> {
    let rp = super::relying_party(app.pool)?;
    let given = RegistrationResponse::deserialize(credential)
        .map_err(|_| InvalidParameter::Credential("not a registration response"))?;
    let attachment = given.attachment()?;

    let client_data = decoded(&given.response.client_data_json, "clientDataJSON")?;
    let client_data = ClientData::parse(&client_data, Ceremony::Create).map_err(refused)?;
    let challenge = Challenge::open(cx, app, user, client_data.challenge()).await?;
    let attestation = decoded(&given.response.attestation_object, "attestationObject")?;
    let credential = webauthn::register(&client_data, &attestation, &rp).map_err(refused)?;
    let id = BASE64URL.encode(&credential.id);
    if given.id != id || given.raw_id != id {
        return Err(InvalidParameter::Credential("id").into());
    }

    if Passkey::load(cx, user, &id).await?.is_some() {
        return Err(WebAuthnCredentialNotSupported::AlreadyRegistered.into());
    }
    if Passkey::list(cx, user).await?.len() >= PASSKEYS_MAX {
        return Err(LimitExceeded::Passkeys(PASSKEYS_MAX).into());
    }
    let registered = Registered {
        relying_party_id: &rp.id,
        attachment,
        transports: given.transports(),
        created: cx.now(),
    };
    cx.put(&Passkey::new(user, credential, registered))?;
    challenge.spend(cx)?;
    // Writes the user unchanged, to get a new revision: if two registrations run at once, the second one counts the
    // passkeys again.
    cx.put(user)?;
    Ok(())
}

impl CompleteWebAuthnRegistration {
    fn hint(&self, cx: &mut Cx<'_>, claimed: Claimed<'_>) {
        let Ok(given) = RegistrationResponse::deserialize(&self.credential) else { return };
        cx.hint([keys::passkey(claimed.username, &given.id)]);
        let Ok(client_data) = BASE64URL.decode(&given.response.client_data_json) else { return };
        let Ok(client_data) = ClientData::parse(&client_data, Ceremony::Create) else { return };
        let challenge = client_data.challenge();
        cx.hint(Challenge::spent_key(cx, claimed.pool_id, claimed.sub, challenge));
    }
}

impl RegistrationResponse {
    fn attachment(&self) -> Result<Option<Attachment>, WebAuthnCredentialNotSupported> {
        if self.r#type != "public-key" {
            return Err(WebAuthnCredentialNotSupported::Type);
        }
        let Some(attachment) = &self.authenticator_attachment else { return Ok(None) };
        Attachment::parse(attachment).map(Some).ok_or(WebAuthnCredentialNotSupported::Attachment)
    }

    fn transports(&self) -> Vec<String> {
        let given = self.response.transports.iter().flatten();
        given.filter(|text| text.len() <= TRANSPORT_CHARS_MAX).take(TRANSPORTS_MAX).cloned().collect()
    }
}

fn decoded(text: &str, what: &'static str) -> Result<Vec<u8>, InvalidParameter> {
    BASE64URL.decode(text).map_err(|_| InvalidParameter::Credential(what))
}

/// Converts a refusal of the WebAuthn code to the service's exception.
fn refused(refusal: Refusal) -> Error {
    use WebAuthnCredentialNotSupported as NotSupported;
    match refusal {
        Refusal::Malformed(part) => InvalidParameter::Credential(part).into(),
        Refusal::Ceremony => InvalidParameter::Credential("type").into(),
        Refusal::Origin => WebAuthnOriginNotAllowed.into(),
        Refusal::RelyingParty => WebAuthnRelyingPartyMismatch.into(),
        Refusal::UserNotPresent => NotSupported::UserNotPresent.into(),
        Refusal::UserNotVerified => NotSupported::UserNotVerified.into(),
        // A registration has no earlier counter, so `Counter` does not occur.
        Refusal::Algorithm | Refusal::Counter => NotSupported::Algorithm.into(),
    }
}
