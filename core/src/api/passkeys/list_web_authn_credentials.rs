//! `ListWebAuthnCredentials`: the signed-in user lists their passkeys.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL};
use serde::{Deserialize, Serialize};
use userpool_storage_traits::Key;

use crate::{
    check::{Member, optional, required, shapes},
    context::{Cx, Stored as _},
    error::{Error, InvalidParameter},
    model::{
        epoch_seconds::EpochSeconds,
        passkey::{Attachment, PASSKEYS_MAX, Passkey},
    },
    operation::{Caller, Operation},
    seal::Purpose,
    sensitive::Sensitive,
};

/// Lists the passkeys of the signed-in user. See
/// [ListWebAuthnCredentials](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListWebAuthnCredentials.html).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct ListWebAuthnCredentials {
    /// The user's access token.
    pub access_token: Sensitive,
    /// The token that the previous page returned.
    pub next_token: Option<String>,
    /// Maximum number of passkeys in a page, up to 20; 0 means 20.
    pub max_results: Option<u32>,
}

/// The response of [`ListWebAuthnCredentials`].
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct ListWebAuthnCredentialsOutput {
    /// The passkeys of this page.
    pub credentials: Vec<WebAuthnCredentialDescription>,
    /// The token for the next page; absent from the last page.
    pub next_token: Option<String>,
}

/// `WebAuthnCredentialDescription`: a passkey as its owner sees it.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct WebAuthnCredentialDescription {
    /// The id in base64url, as browsers show it.
    pub credential_id: String,
    /// A name for display.
    pub friendly_credential_name: String,
    /// The domain that the passkey was made for.
    pub relying_party_id: String,
    /// `platform` or `cross-platform`, if the browser sent it.
    pub authenticator_attachment: Option<String>,
    /// How a browser can reach the authenticator, for example `internal` or `usb`.
    pub authenticator_transports: Vec<String>,
    /// When it was registered.
    pub created_at: EpochSeconds,
}

impl Operation for ListWebAuthnCredentials {
    const NAME: &'static str = "ListWebAuthnCredentials";
    const CALLER: Caller = Caller::AccessToken;
    const INPUT: &'static [Member] = &[
        required("AccessToken", &shapes::TOKEN_MODEL),
        optional("NextToken", &shapes::PAGINATION_KEY),
        optional("MaxResults", &shapes::WEB_AUTHN_CREDENTIALS_QUERY_LIMIT),
    ];
    type Response = ListWebAuthnCredentialsOutput;

    async fn run(&self, cx: &mut Cx<'_>) -> Result<ListWebAuthnCredentialsOutput, Error> {
        let signed_in = super::signed_in(cx, &self.access_token, &mut |_, _| {}).await?;
        let (pool, user) = (signed_in.pool, signed_in.user);
        // A token is the sealed key of the last passkey on its page, and is bound to the owner.
        let bound = format!("ListWebAuthnCredentials {}", user.sub);
        let after =
            self.next_token.as_deref().map(|token| open_token(cx, &pool.id, &bound, token)).transpose()?;
        let limit = self.max_results.filter(|limit| *limit > 0).map_or(PASSKEYS_MAX, |limit| limit as usize);

        let mut passkeys = Passkey::page(cx, &user, after, limit.saturating_add(1)).await?;
        let more = passkeys.len() > limit;
        passkeys.truncate(limit);
        let next_token = passkeys.last().filter(|_| more).map(|last| {
            BASE64URL.encode(cx.seal(&pool.id, Purpose::Page, &bound, last.key().as_str().as_bytes()))
        });
        Ok(ListWebAuthnCredentialsOutput {
            credentials: passkeys.into_iter().map(Into::into).collect(),
            next_token,
        })
    }
}

fn open_token(cx: &Cx<'_>, pool_id: &str, bound: &str, token: &str) -> Result<Key, InvalidParameter> {
    BASE64URL
        .decode(token)
        .ok()
        .and_then(|sealed| cx.open(pool_id, Purpose::Page, bound, &sealed))
        .and_then(|last| String::from_utf8(last.to_vec()).ok())
        .map(Key::from_stored)
        .ok_or(InvalidParameter::PaginationToken)
}

impl From<Passkey> for WebAuthnCredentialDescription {
    fn from(passkey: Passkey) -> Self {
        Self {
            friendly_credential_name: passkey.friendly_name().to_owned(),
            credential_id: passkey.id,
            relying_party_id: passkey.relying_party_id,
            authenticator_attachment: passkey.attachment.map(Attachment::as_str).map(str::to_owned),
            authenticator_transports: passkey.transports,
            created_at: passkey.created.into(),
        }
    }
}
