//! An app client: which sign-ins it allows, and how long its tokens are valid.

use std::sync::Arc;

use rand_core::Rng;
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq as _;
use userpool_storage_traits::Key;
use zeroize::Zeroizing;

use crate::{
    auth::secret_hash,
    context::{Cx, Stored, decode_row, directory},
    error::{Error, InvalidParameter, NotAuthorized, ResourceNotFound},
    host::Host,
    model::{
        keys,
        lookup::{companion_keys, threat_keys},
        naming::Naming,
        pool::Pool,
        resealing::Resealing,
    },
    random_text,
    seal::Purpose,
    sensitive::Sensitive,
    settings::{
        AnalyticsConfiguration, ExplicitAuthFlow, Feature, OAuthFlow, PreventUserExistenceErrors, TimeUnit,
    },
    time::Timestamp,
};

/// The record of an app client.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Client {
    pub(crate) id: String,
    pub(crate) pool_id: String,
    pub(crate) name: String,
    pub(crate) created: Timestamp,
    pub(crate) modified: Timestamp,
    /// Sealed, newest first. A client without secrets is public, and stays public.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) secrets: Vec<StoredSecret>,
    /// How long a session of managed login is accepted, in minutes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) sso_session_minutes: Option<u32>,
    /// The client has registered itself: `ClientType` is `DCR`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) is_registered: bool,
    pub(crate) settings: ClientSettings,
}

/// Most secrets of a client.
pub(crate) const SECRETS_MAX: usize = 2;

/// One client secret.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct StoredSecret {
    pub(crate) id: String,
    pub(crate) created: Timestamp,
    pub(crate) sealed: String,
}

/// The members that `CreateUserPoolClient` and `UpdateUserPoolClient` take and `UserPoolClientType` returns.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase", default)]
#[expect(missing_docs, reason = "members of the API's UserPoolClientType, named after it")]
pub struct ClientSettings {
    pub refresh_token_validity: Option<u64>,
    pub access_token_validity: Option<u64>,
    pub id_token_validity: Option<u64>,
    pub token_validity_units: Option<TokenValidityUnits>,
    pub read_attributes: Option<Vec<String>>,
    pub write_attributes: Option<Vec<String>>,
    pub explicit_auth_flows: Option<Vec<ExplicitAuthFlow>>,
    pub supported_identity_providers: Option<Vec<String>>,
    #[serde(rename = "CallbackURLs")]
    pub callback_urls: Option<Vec<String>>,
    #[serde(rename = "LogoutURLs")]
    pub logout_urls: Option<Vec<String>>,
    #[serde(rename = "DefaultRedirectURI")]
    pub default_redirect_uri: Option<String>,
    #[serde(rename = "AllowedOAuthFlows")]
    pub allowed_oauth_flows: Option<Vec<OAuthFlow>>,
    #[serde(rename = "AllowedOAuthScopes")]
    pub allowed_oauth_scopes: Option<Vec<String>>,
    #[serde(rename = "AllowedOAuthFlowsUserPoolClient")]
    pub allowed_oauth_flows_user_pool_client: Option<bool>,
    pub analytics_configuration: Option<AnalyticsConfiguration>,
    pub prevent_user_existence_errors: Option<PreventUserExistenceErrors>,
    pub enable_token_revocation: Option<bool>,
    pub enable_propagate_additional_user_context_data: Option<bool>,
    /// Minutes.
    pub auth_session_validity: Option<u64>,
    pub refresh_token_rotation: Option<RefreshTokenRotation>,
}

/// `TokenValidityUnitsType`: the unit of each token's validity.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase", default)]
#[expect(missing_docs, reason = "members of the API's type, named after it")]
pub struct TokenValidityUnits {
    pub access_token: Option<TimeUnit>,
    pub id_token: Option<TimeUnit>,
    pub refresh_token: Option<TimeUnit>,
}

/// `RefreshTokenRotationType`.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase", default)]
#[expect(missing_docs, reason = "members of the API's type, named after it")]
pub struct RefreshTokenRotation {
    pub feature: Feature,
    pub retry_grace_period_seconds: Option<u64>,
}

/// The entry of a client in the directory. Neither part ever changes.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct ClientEntry {
    pub(crate) pool_id: String,
    pub(crate) naming: Naming,
}

impl ClientEntry {
    /// The entry of this client. The engine caches it, since it never changes, and the pool and client that it leads to
    /// are read in any case.
    pub(crate) async fn load(host: &Host, id: &str) -> Result<Option<Self>, Error> {
        if let Some(known) = Self::known(host, id) {
            return Ok(Some(known));
        }
        let key = keys::client_entry(id);
        let found = host.storage.get(&directory(), std::slice::from_ref(&key)).await?;
        let Some(record) = found.into_iter().flatten().next() else { return Ok(None) };
        let entry = decode_row(&key, &record)?;
        host.directory.insert(key.as_str().to_owned(), Arc::new(record));
        Ok(Some(entry))
    }

    /// The entry of this client, if the engine has read it before.
    pub(crate) fn known(host: &Host, id: &str) -> Option<Self> {
        let key = keys::client_entry(id);
        let record = host.directory.get(key.as_str())?;
        decode_row(&key, &record).ok()
    }
}

impl Client {
    /// Draws the id of a new client.
    pub(crate) fn draw_id(rng: &mut impl Rng) -> String {
        random_text::draw(rng, random_text::LOWER_CASE, 26).to_string()
    }

    /// Draws a secret in the service's form: 52 of 36 characters, 268 bits.
    pub(crate) fn draw_secret(rng: &mut impl Rng) -> Zeroizing<String> {
        random_text::draw(rng, random_text::LOWER_CASE, 52)
    }

    /// Finds the client's pool, enters it, and loads pool, client and everything that `name` may lead to, in two reads.
    ///
    /// # Errors
    /// `ResourceNotFoundException` when the client does not exist.
    pub(crate) async fn load_public(
        cx: &mut Cx<'_>,
        id: &str,
        name: Option<&str>,
    ) -> Result<(Pool, Arc<Self>), Error> {
        let entry = Self::look_up(cx, id).await?;
        Self::load_as(cx, id, &entry, name).await
    }

    /// The entry of the client in the directory: the first half of [`Client::load_public`], for callers that hint at
    /// other reads before the second half.
    ///
    /// # Errors
    /// `ResourceNotFoundException` when the client does not exist.
    pub(crate) async fn look_up(cx: &mut Cx<'_>, id: &str) -> Result<ClientEntry, Error> {
        ClientEntry::load(cx.host, id).await?.ok_or_else(|| ResourceNotFound::Client(id.to_owned()).into())
    }

    /// The second half of [`Client::load_public`].
    ///
    /// # Errors
    /// `ResourceNotFoundException` when the client does not exist any more.
    pub(crate) async fn load_as(
        cx: &mut Cx<'_>,
        id: &str,
        entry: &ClientEntry,
        name: Option<&str>,
    ) -> Result<(Pool, Arc<Self>), Error> {
        let unknown = || Error::from(ResourceNotFound::Client(id.to_owned()));
        let mut keys = vec![keys::client(id)];
        cx.hint(threat_keys(cx.host, id));
        if let Some(name) = name {
            let candidates = entry.naming.candidates(name);
            keys.extend(candidates.keys());
            if !candidates.users.is_empty() {
                let username = entry.naming.canonical(name);
                cx.hint(companion_keys(&cx.host.keyring, &entry.pool_id, &username));
            }
        }
        // When a pool is deleted, its clients are gone too.
        let pool = Pool::load_with(cx, &entry.pool_id, &keys).await.map_err(|error| match error {
            Error::ResourceNotFound(_) => unknown(),
            other => other,
        })?;
        let client = cx.get_shared(&keys::client(id)).await?.ok_or_else(unknown)?;
        Ok((pool, client))
    }

    /// Loads a client of the pool that was entered before.
    pub(crate) async fn load(cx: &mut Cx<'_>, id: &str) -> Result<Arc<Self>, Error> {
        cx.get_shared(&keys::client(id)).await?.ok_or_else(|| ResourceNotFound::Client(id.to_owned()).into())
    }

    /// Seals a secret for this client.
    pub(crate) fn seal_secret(&mut self, cx: &mut Cx<'_>, secret: &str) {
        let sealed =
            cx.seal_stored(&self.pool_id, Purpose::ClientSecret, &keys::client(&self.id), secret.as_bytes());
        let id = self.free_secret_id(cx.now());
        self.secrets.insert(0, StoredSecret { id, created: cx.now(), sealed });
    }

    /// The id of a secret that is created now. Of two secrets that are created in the same second, the second gets the
    /// id of a later one.
    fn free_secret_id(&self, now: Timestamp) -> String {
        let mut seconds = now.seconds();
        loop {
            let id = format!("{}--{seconds}", self.id);
            if self.secrets.iter().all(|secret| secret.id != id) {
                return id;
            }
            seconds += 1;
        }
    }

    /// Seals the secrets again with the newest master key.
    pub(crate) fn reseal(&mut self, resealing: &mut Resealing<'_, '_>) {
        for secret in &mut self.secrets {
            resealing.stored(Purpose::ClientSecret, &keys::client(&self.id), &mut secret.sealed);
        }
    }

    /// The client's secrets, newest first.
    pub(crate) fn open_secrets(&self, cx: &Cx<'_>) -> Result<Vec<Zeroizing<String>>, Error> {
        self.secrets
            .iter()
            .map(|secret| {
                let bytes = cx.open_stored(
                    &self.pool_id,
                    Purpose::ClientSecret,
                    &keys::client(&self.id),
                    &secret.sealed,
                )?;
                Ok(Zeroizing::new(String::from_utf8_lossy(&bytes).into_owned()))
            })
            .collect()
    }

    /// Whether `given` is one of the client's secrets, compared in constant time. For a client without a secret,
    /// whether none was given.
    pub(crate) fn is_authenticated(&self, cx: &Cx<'_>, given: Option<&Sensitive>) -> Result<bool, Error> {
        let secrets = self.open_secrets(cx)?;
        let Some(given) = given else { return Ok(secrets.is_empty()) };
        let matches = secrets
            .iter()
            .fold(subtle::Choice::from(0), |found, secret| found | secret.as_bytes().ct_eq(given.as_bytes()));
        Ok(matches.into())
    }

    /// Checks `SECRET_HASH` against the names that it may have been computed from.
    ///
    /// # Errors
    /// The hash is missing or wrong, or was sent to a client without a secret.
    pub(crate) fn check_secret_hash(
        &self,
        cx: &Cx<'_>,
        given: Option<&Sensitive>,
        names: &[&str],
    ) -> Result<(), Error> {
        let Some(given) = given.filter(|given| !given.is_empty()) else {
            return if self.secrets.is_empty() {
                Ok(())
            } else {
                Err(NotAuthorized::SecretHashMissing(self.id.clone()).into())
            };
        };
        if self.secrets.is_empty() {
            return Err(InvalidParameter::SecretHashNotExpected(self.id.clone()).into());
        }
        if self.secret_hash_matches(cx, given, names)? {
            Ok(())
        } else {
            Err(NotAuthorized::SecretHash(self.id.clone()).into())
        }
    }

    /// Whether `given` is the hash of one of `names` under one of the client's secrets.
    pub(crate) fn secret_hash_matches(
        &self,
        cx: &Cx<'_>,
        given: &str,
        names: &[&str],
    ) -> Result<bool, Error> {
        let mut matches = false;
        for secret in self.open_secrets(cx)? {
            for name in names {
                matches |= secret_hash::verify(given, &secret, name, &self.id);
            }
        }
        Ok(matches)
    }

    /// Whether unknown users get the same responses as known users.
    pub(crate) fn hides_user_existence(&self) -> bool {
        self.settings.prevent_user_existence_errors == Some(PreventUserExistenceErrors::ENABLED)
    }
}

impl ClientSettings {
    /// These settings as they are stored and returned: omitted settings get the service's default.
    #[must_use]
    pub(crate) fn completed(mut self) -> Self {
        let units = self.token_validity_units.get_or_insert_default();
        if matches!(self.refresh_token_validity, None | Some(0)) {
            // Thirty days, whatever unit was given.
            self.refresh_token_validity = Some(30);
            units.refresh_token = units.refresh_token.take().map(|_| TimeUnit::DAYS);
        }
        for list in [&mut self.read_attributes, &mut self.write_attributes] {
            *list = list.take().filter(|names| !names.is_empty());
        }
        self.allowed_oauth_flows_user_pool_client.get_or_insert(false);
        self.enable_token_revocation.get_or_insert(true);
        self.enable_propagate_additional_user_context_data.get_or_insert(false);
        self.auth_session_validity.get_or_insert(3);
        if let Some(rotation) = &mut self.refresh_token_rotation {
            rotation.retry_grace_period_seconds.get_or_insert(0);
        }
        self
    }

    /// Whether the server that calls for users may say where they are: `EnablePropagateAdditionalUserContextData`.
    pub(crate) fn trusts_context_data(&self) -> bool {
        self.enable_propagate_additional_user_context_data.unwrap_or(false)
    }

    /// Whether `ExplicitAuthFlows` names this flow.
    pub(crate) fn allows(&self, flow: &ExplicitAuthFlow) -> bool {
        self.explicit_auth_flows.as_deref().unwrap_or_default().contains(flow)
    }

    /// Whether the client uses the OAuth endpoints, and this grant at them.
    pub(crate) fn allows_grant(&self, flow: &OAuthFlow) -> bool {
        self.allowed_oauth_flows_user_pool_client == Some(true)
            && self.allowed_oauth_flows.as_deref().unwrap_or_default().contains(flow)
    }

    /// How long an access token is valid, in seconds.
    pub(crate) fn access_token_seconds(&self) -> u64 {
        let unit = self.token_validity_units.as_ref().and_then(|units| units.access_token.as_ref());
        self.access_token_validity.map_or(3600, |value| value.saturating_mul(unit_seconds(unit, 3600)))
    }

    /// How long an ID token is valid, in seconds.
    pub(crate) fn id_token_seconds(&self) -> u64 {
        let unit = self.token_validity_units.as_ref().and_then(|units| units.id_token.as_ref());
        self.id_token_validity.map_or(3600, |value| value.saturating_mul(unit_seconds(unit, 3600)))
    }

    /// How long a refresh token is valid, in seconds. 0 means the default of 30 days.
    pub(crate) fn refresh_token_seconds(&self) -> u64 {
        let unit = self.token_validity_units.as_ref().and_then(|units| units.refresh_token.as_ref());
        match self.refresh_token_validity {
            None | Some(0) => 30 * 86_400,
            Some(value) => value.saturating_mul(unit_seconds(unit, 86_400)),
        }
    }

    /// How long a sign-in in progress is valid, in seconds.
    pub(crate) fn auth_session_seconds(&self) -> u64 {
        self.auth_session_validity.unwrap_or(3) * 60
    }

    /// Whether tokens carry `jti` and `origin_jti` and can be revoked.
    pub(crate) fn is_revocation_enabled(&self) -> bool {
        self.enable_token_revocation.unwrap_or(true)
    }

    /// Whether refreshing gives a new refresh token.
    pub(crate) fn is_rotating(&self) -> bool {
        self.refresh_token_rotation.as_ref().is_some_and(|rotation| rotation.feature == Feature::ENABLED)
    }

    /// How long a refresh token still works after it was rotated, in seconds.
    pub(crate) fn retry_grace_seconds(&self) -> u64 {
        self.refresh_token_rotation
            .as_ref()
            .and_then(|rotation| rotation.retry_grace_period_seconds)
            .unwrap_or(0)
    }

    /// Whether users of this client may read the attribute. They may always read `sub`.
    pub(crate) fn can_read(&self, attribute: &str) -> bool {
        if attribute == "sub" {
            return true;
        }
        match &self.read_attributes {
            Some(list) if !list.is_empty() => names(list, attribute),
            _ => !attribute.starts_with("dev:"),
        }
    }

    /// Whether users of this client may write the attribute.
    pub(crate) fn can_write(&self, attribute: &str) -> bool {
        if matches!(attribute, "sub" | "email_verified" | "phone_number_verified")
            || attribute.starts_with("dev:")
        {
            return false;
        }
        match &self.write_attributes {
            Some(list) if !list.is_empty() => names(list, attribute),
            _ => true,
        }
    }
}

/// The attributes that a name like `oidc:profile` in a list of attributes stands for: the claims of the scope
/// ([OpenID Connect Core 1.0 §5.4](https://openid.net/specs/openid-connect-core-1_0.html#ScopeClaims)).
pub(crate) fn attribute_group(name: &str) -> Option<&'static [&'static str]> {
    match name {
        "oidc:profile" => Some(&[
            "name",
            "family_name",
            "given_name",
            "middle_name",
            "nickname",
            "preferred_username",
            "profile",
            "picture",
            "website",
            "gender",
            "birthdate",
            "zoneinfo",
            "locale",
            "updated_at",
        ]),
        "oidc:email" => Some(&["email", "email_verified"]),
        "oidc:phone" => Some(&["phone_number", "phone_number_verified"]),
        "oidc:address" => Some(&["address"]),
        _ => None,
    }
}

/// Whether a list of attributes names `attribute`, alone or in a group.
pub(crate) fn names(list: &[String], attribute: &str) -> bool {
    list.iter().any(|name| {
        name == attribute || attribute_group(name).is_some_and(|group| group.contains(&attribute))
    })
}

fn unit_seconds(unit: Option<&TimeUnit>, default: u64) -> u64 {
    const UNITS: [(TimeUnit, u64); 4] =
        [(TimeUnit::SECONDS, 1), (TimeUnit::MINUTES, 60), (TimeUnit::HOURS, 3600), (TimeUnit::DAYS, 86_400)];
    UNITS.iter().find(|(known, _)| Some(known) == unit).map_or(default, |(_, seconds)| *seconds)
}

impl Stored for Client {
    fn key(&self) -> Key {
        keys::client(&self.id)
    }
}

#[cfg(test)]
mod tests {
    use chacha20::ChaCha20Rng;
    use rand_core::SeedableRng as _;
    use serde_json::{Value, json};

    use super::*;

    fn settings(value: Value) -> ClientSettings {
        serde_json::from_value(value).unwrap()
    }

    #[test]
    fn a_client_without_settings_has_the_defaults_of_the_service() {
        let mut shown = serde_json::to_value(ClientSettings::default().completed()).unwrap();
        shown.as_object_mut().unwrap().retain(|_, member| !member.is_null());
        let no_unit = json!({"AccessToken": null, "IdToken": null, "RefreshToken": null});
        assert_eq!(
            shown,
            json!({
                "RefreshTokenValidity": 30,
                "TokenValidityUnits": no_unit,
                "AllowedOAuthFlowsUserPoolClient": false,
                "EnableTokenRevocation": true,
                "EnablePropagateAdditionalUserContextData": false,
                "AuthSessionValidity": 3,
            })
        );
    }

    #[test]
    fn completing_settings_does_not_change_token_validity() {
        for given in [
            json!({}),
            json!({"RefreshTokenValidity": 0}),
            json!({"RefreshTokenValidity": 0, "TokenValidityUnits": {"RefreshToken": "minutes"}}),
            json!({"TokenValidityUnits": {"RefreshToken": "hours", "AccessToken": "minutes"}}),
            json!({"RefreshTokenValidity": 90, "TokenValidityUnits": {"RefreshToken": "minutes"}}),
        ] {
            let given = settings(given);
            let completed = given.clone().completed();
            assert_eq!(completed.refresh_token_seconds(), given.refresh_token_seconds());
            assert_eq!(completed.access_token_seconds(), given.access_token_seconds());
            assert_eq!(completed.clone().completed(), completed);
        }
    }

    #[test]
    fn a_group_in_a_list_stands_for_its_attributes() {
        let settings = settings(json!({"ReadAttributes": ["oidc:email"], "WriteAttributes": ["oidc:email"]}));
        assert!(
            settings.can_read("email") && settings.can_read("email_verified") && settings.can_read("sub")
        );
        assert!(!settings.can_read("name"));
        assert!(settings.can_write("email"));
        assert!(!settings.can_write("email_verified"), "no list can allow that");
    }

    #[test]
    fn an_empty_list_is_kept_as_no_list() {
        let settings = settings(json!({"ReadAttributes": [], "WriteAttributes": []})).completed();
        assert_eq!((settings.read_attributes, settings.write_attributes), (None, None));
    }

    #[test]
    fn ids_and_secrets_are_lower_case_letters_and_digits() {
        let mut rng = ChaCha20Rng::from_seed([1; 32]);
        let (id, secret) = (Client::draw_id(&mut rng), Client::draw_secret(&mut rng));
        assert_eq!((id.len(), secret.len()), (26, 52));
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
        assert!(id.bytes().chain(secret.bytes()).all(plain));
    }
}
