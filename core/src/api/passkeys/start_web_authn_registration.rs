//! `StartWebAuthnRegistration`: the options that a browser needs to make a passkey.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::challenge::Challenge;
use crate::{
    auth::webauthn::ALGORITHMS,
    check::{Member, required, shapes},
    context::Cx,
    error::{Error, LimitExceeded},
    model::{
        app::App,
        passkey::{PASSKEYS_MAX, Passkey},
        user::User,
    },
    operation::{Caller, Operation},
    sensitive::Sensitive,
};

/// Begins the registration of a passkey for the signed-in user. See
/// [StartWebAuthnRegistration](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_StartWebAuthnRegistration.html).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct StartWebAuthnRegistration {
    /// The user's access token.
    pub access_token: Sensitive,
}

/// The response of [`StartWebAuthnRegistration`].
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct StartWebAuthnRegistrationOutput {
    /// `PublicKeyCredentialCreationOptionsJSON`, for `navigator.credentials.create`.
    pub credential_creation_options: Value,
}

/// How long the browser's dialog waits, in milliseconds.
const TIMEOUT_MILLIS: u32 = 60_000;

impl Operation for StartWebAuthnRegistration {
    const NAME: &'static str = "StartWebAuthnRegistration";
    const CALLER: Caller = Caller::AccessToken;
    const INPUT: &'static [Member] = &[required("AccessToken", &shapes::TOKEN_MODEL)];
    type Response = StartWebAuthnRegistrationOutput;

    async fn run(&self, cx: &mut Cx<'_>) -> Result<StartWebAuthnRegistrationOutput, Error> {
        let signed_in = super::signed_in(cx, &self.access_token, &mut |_, _| {}).await?;
        let app = App { pool: &signed_in.pool, client: &signed_in.client };
        let credential_creation_options = creation_options(cx, app, &signed_in.user).await?;
        Ok(StartWebAuthnRegistrationOutput { credential_creation_options })
    }
}

/// The options with which a browser makes a passkey for the user.
///
/// # Errors
/// `WebAuthnConfigurationMissingException` and `WebAuthnNotEnabledException` in a pool without passkeys,
/// `LimitExceededException` when the user has too many.
pub(crate) async fn creation_options(cx: &mut Cx<'_>, app: App<'_>, user: &User) -> Result<Value, Error> {
    let rp = super::relying_party(app.pool)?;
    let passkeys = Passkey::list(cx, user).await?;
    if passkeys.len() >= PASSKEYS_MAX {
        return Err(LimitExceeded::Passkeys(PASSKEYS_MAX).into());
    }
    let challenge = Challenge::begin(cx, app.client).seal(cx, app.pool, user)?;
    let algorithms = ALGORITHMS.map(|algorithm| json!({"type": "public-key", "alg": algorithm}));
    let excluded: Vec<Value> =
        passkeys.iter().map(|passkey| json!({"id": passkey.id, "type": "public-key"})).collect();
    Ok(json!({
        "rp": {"id": rp.id, "name": rp.id},
        "user": {
            "id": BASE64URL.encode(&user.sub),
            "name": user.shown_username(),
            "displayName": user.shown_username(),
        },
        "challenge": challenge,
        "pubKeyCredParams": algorithms,
        "timeout": TIMEOUT_MILLIS,
        "excludeCredentials": excluded,
        "authenticatorSelection": {
            "requireResidentKey": true,
            "residentKey": "required",
            "userVerification": rp.user_verification.as_str(),
        },
    }))
}
