//! A device that a user confirmed: what is left of its password, and whether it is remembered.
//!
//! `owned/{username}/device/{device key}` is the device. The call that adds one writes the user's record as well: so the
//! commit checks that the user still exists and that no other call has added a device in the meantime, and the number of
//! devices can be limited. Nothing is stored for a device that was never confirmed.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL};
use serde::{Deserialize, Serialize};
use sha2::Digest as _;
use userpool_storage_traits::Key;

use crate::{
    auth::srp::{Identity, Salt, Verifier},
    context::{Cx, Stored},
    error::{Error, Internal, InvalidUserPoolConfiguration},
    model::{client::Client, keys, pool::Pool, resealing::Resealing, spent::Spent, user::User},
    seal::Purpose,
    sensitive::Sensitive,
    time::Timestamp,
};

/// The most devices of one user, our choice: so many are removed with the user in one commit. One more takes the place of
/// the one that is missed least.
pub(crate) const DEVICES_MAX: usize = 20;

/// Longest `DeviceKey`, in characters.
pub(crate) const KEY_CHARS_MAX: usize = 55;

/// Characters of a UUID and of the `_` in front of it.
const KEY_TAIL_CHARS: usize = 37;

/// Seconds after which no access token of a forgotten device is left: they live a day at most, and a call that was under
/// way may have issued one a little later.
const FORGOTTEN_SECONDS: u64 = 25 * 3600;

/// The record of a device.
#[derive(Clone, Deserialize, Serialize)]
pub(crate) struct Device {
    username: String,
    /// The user who confirmed it.
    sub: String,
    pub(crate) key: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) name: Option<String>,
    salt: String,
    sealed_verifier: String,
    /// Whether the user let it be remembered.
    pub(crate) remembered: bool,
    pub(crate) created: Timestamp,
    pub(crate) modified: Timestamp,
    /// The last sign-in with it.
    pub(crate) authenticated: Timestamp,
    /// How it was last asked to prove itself, until it has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) asked: Option<Asked>,
}

/// A challenge to a device.
#[derive(Clone, Deserialize, Serialize)]
pub(crate) struct Asked {
    client: String,
    session: Sensitive,
}

/// `DeviceConfiguration` of a pool that tracks devices.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Tracking {
    /// `ChallengeRequiredOnNewDevice`: a remembered device stands in for the second factor.
    pub(crate) stands_in: bool,
    /// `DeviceOnlyRememberedOnUserPrompt`: to confirm a device is not yet to remember it.
    pub(crate) on_prompt: bool,
}

impl Pool {
    /// How this pool tracks devices, if it does.
    pub(crate) fn device_tracking(&self) -> Option<Tracking> {
        let configuration = self.settings.device_configuration.as_ref()?;
        let is_set = |member: &str| configuration[member].as_bool() == Some(true);
        Some(Tracking {
            stands_in: is_set("ChallengeRequiredOnNewDevice"),
            on_prompt: is_set("DeviceOnlyRememberedOnUserPrompt"),
        })
    }

    /// As [`Pool::device_tracking`], for operations that make no sense without.
    ///
    /// # Errors
    /// `InvalidUserPoolConfigurationException`.
    pub(crate) fn require_device_tracking(&self) -> Result<Tracking, InvalidUserPoolConfiguration> {
        self.device_tracking().ok_or(InvalidUserPoolConfiguration)
    }

    /// `DeviceGroupKey`: the same for all devices of the pool, `-` and eight characters. It is hashed with a device's
    /// password, so it must never change.
    pub(crate) fn device_group_key(&self) -> String {
        let hash = sha2::Sha256::digest(format!("userpool device group {}", self.id));
        format!("-{}", BASE64URL.encode(&hash[..6]))
    }

    /// The key of a device that was not seen before: `{region}_{UUID}`.
    pub(crate) fn draw_device_key(&self, cx: &mut Cx<'_>) -> String {
        // A host may have named its region at greater length than a key allows.
        let region = self.region.chars().take(KEY_CHARS_MAX - KEY_TAIL_CHARS).collect::<String>();
        format!("{region}_{}", cx.uuid())
    }
}

/// What a device brings when it is confirmed.
pub(crate) struct NewDevice<'a> {
    pub(crate) key: &'a str,
    pub(crate) name: Option<String>,
    pub(crate) salt: Salt,
    pub(crate) verifier: Verifier,
    pub(crate) remembered: bool,
}

impl Device {
    /// A device that is confirmed now.
    pub(crate) fn confirm(cx: &mut Cx<'_>, pool: &Pool, user: &User, new: NewDevice<'_>) -> Self {
        let NewDevice { key, name, salt, verifier, remembered } = new;
        let row = keys::device(&user.username, key);
        let now = cx.now();
        Self {
            username: user.username.clone(),
            sub: user.sub.clone(),
            key: key.to_owned(),
            name,
            salt: salt.hex(),
            sealed_verifier: cx.seal_stored(&pool.id, Purpose::Verifier, &row, &*verifier.to_bytes()),
            remembered,
            created: now,
            modified: now,
            authenticated: now,
            asked: None,
        }
    }

    /// Keeps the session of a challenge, in place of an earlier one.
    pub(crate) fn keep_session(&mut self, client: &Client, session: &str) {
        self.asked = Some(Asked { client: client.id.clone(), session: Sensitive::new(session) });
    }

    /// The session of the last challenge that came from this client.
    pub(crate) fn kept_session(&self, client: &Client) -> Option<Sensitive> {
        self.asked.as_ref().filter(|asked| asked.client == client.id).map(|asked| asked.session.clone())
    }

    /// The user's device with this key.
    pub(crate) async fn load(cx: &mut Cx<'_>, user: &User, key: &str) -> Result<Option<Self>, Error> {
        // No text that is not a key is looked for: it may be longer than any key of a store.
        if key.is_empty() || key.len() > KEY_CHARS_MAX {
            return Ok(None);
        }
        let device = cx.get::<Self>(&keys::device(&user.username, key)).await?;
        Ok(device.filter(|device| device.sub == user.sub))
    }

    /// All devices of the user, in the order of their keys.
    pub(crate) async fn list(cx: &mut Cx<'_>, user: &User) -> Result<Vec<Self>, Error> {
        Self::page(cx, user, None, DEVICES_MAX).await
    }

    /// So many of the user's devices behind a key.
    pub(crate) async fn page(
        cx: &mut Cx<'_>,
        user: &User,
        after: Option<Key>,
        limit: usize,
    ) -> Result<Vec<Self>, Error> {
        let prefix = keys::devices(&user.username);
        let records = cx.scan(prefix, after, u32::try_from(limit).unwrap_or(u32::MAX)).await?;
        records.iter().map(|(key, record)| cx.decode(key, record)).collect()
    }

    /// Removes the device. Its refresh tokens end with it; and until its last access token has ended, none of them can
    /// bring it back.
    pub(crate) fn forget(&self, cx: &mut Cx<'_>) -> Result<(), Error> {
        cx.remove(Stored::key(self));
        let until = cx.now().plus_seconds(FORGOTTEN_SECONDS);
        cx.put(&Spent { id: self.key.clone(), until })
    }

    /// Whether a device with this key was forgotten not long ago. The commit makes sure that it stays so.
    pub(crate) async fn was_forgotten(cx: &mut Cx<'_>, key: &str) -> Result<bool, Error> {
        Ok(cx.get::<Spent>(&keys::spent(key)).await?.is_some())
    }

    /// The salt, and the verifier opened.
    pub(crate) fn open(&self, cx: &Cx<'_>, pool: &Pool) -> Result<(Salt, Verifier), Error> {
        let broken = || Error::from(Internal::Sealed("a device's verifier"));
        let bytes = cx.open_stored(&pool.id, Purpose::Verifier, &Stored::key(self), &self.sealed_verifier)?;
        Ok((
            Salt::from_hex(&self.salt).map_err(|_| broken())?,
            Verifier::from_bytes(&bytes).map_err(|_| broken())?,
        ))
    }

    /// Seals the verifier anew.
    pub(crate) fn reseal(&mut self, resealing: &mut Resealing<'_, '_>) {
        let key = Stored::key(self);
        resealing.stored(Purpose::Verifier, &key, &mut self.sealed_verifier);
    }

    /// What SRP hashes in front of the device's password.
    pub(crate) fn identity<'a>(&'a self, group_key: &'a str) -> Identity<'a> {
        Identity::device(group_key, &self.key)
    }

    /// The device that is missed least: one that is not remembered before one that is, then the one that signed in
    /// longest ago.
    pub(crate) fn least_missed(devices: &[Self]) -> Option<&Self> {
        devices.iter().min_by_key(|device| (device.remembered, device.authenticated, &device.key))
    }
}

impl Stored for Device {
    fn key(&self) -> Key {
        keys::device(&self.username, &self.key)
    }
}

impl std::fmt::Debug for Device {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Device")
            .field("key", &self.key)
            .field("remembered", &self.remembered)
            .finish_non_exhaustive()
    }
}
