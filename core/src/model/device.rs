//! A device that a user confirmed: its password verifier, and whether it is remembered.
//!
//! `owned/{username}/device/{device key}` is the device. The call that adds a device writes the user's record as well.
//! So the commit checks that the user still exists and that no other call has added a device meanwhile, and the number
//! of devices can be limited. Nothing is stored for a device that was never confirmed.

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

/// Most devices of one user. The limit is our choice: one commit can remove this many devices together with the user. A
/// further device replaces the one that [`Device::least_missed`] returns.
pub(crate) const DEVICES_MAX: usize = 20;

/// Longest `DeviceKey`, in characters.
pub(crate) const KEY_CHARS_MAX: usize = 55;

/// Characters of a UUID and of the `_` in front of it.
const KEY_TAIL_CHARS: usize = 37;

/// Seconds after which all access tokens of a forgotten device have expired: they are valid for a day at most, and a
/// call in progress may have issued one a little later.
const FORGOTTEN_SECONDS: u64 = 25 * 3600;

/// The record of a device.
#[derive(Clone, Deserialize, Serialize)]
pub(crate) struct Device {
    username: String,
    /// The `sub` of the user who confirmed it.
    sub: String,
    pub(crate) key: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) name: Option<String>,
    salt: String,
    sealed_verifier: String,
    /// Whether the user chose to remember it.
    pub(crate) remembered: bool,
    pub(crate) created: Timestamp,
    pub(crate) modified: Timestamp,
    /// The time of the last sign-in with it.
    pub(crate) authenticated: Timestamp,
    /// The last challenge to the device, until the device has answered it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) asked: Option<DeviceChallenge>,
}

/// A challenge that was sent to a device.
#[derive(Clone, Deserialize, Serialize)]
pub(crate) struct DeviceChallenge {
    client: String,
    session: Sensitive,
}

/// `DeviceConfiguration` of a pool that tracks devices.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Tracking {
    /// `ChallengeRequiredOnNewDevice`: a remembered device replaces the second factor.
    pub(crate) stands_in: bool,
    /// `DeviceOnlyRememberedOnUserPrompt`: a confirmed device is not remembered until the user agrees.
    pub(crate) on_prompt: bool,
}

impl Pool {
    /// How this pool tracks devices, if it does.
    pub(crate) fn device_tracking(&self) -> Option<Tracking> {
        let configuration = self.settings.device_configuration.as_ref()?;
        Some(Tracking {
            stands_in: configuration.challenge_required_on_new_device() == Some(true),
            on_prompt: configuration.device_only_remembered_on_user_prompt() == Some(true),
        })
    }

    /// As [`Pool::device_tracking`], for operations that need device tracking.
    ///
    /// # Errors
    /// `InvalidUserPoolConfigurationException` when the pool does not track devices.
    pub(crate) fn require_device_tracking(&self) -> Result<Tracking, InvalidUserPoolConfiguration> {
        self.device_tracking().ok_or(InvalidUserPoolConfiguration)
    }

    /// `DeviceGroupKey`: the same for all devices of the pool, `-` and eight characters. It is hashed with a device's
    /// password, so it must never change.
    pub(crate) fn device_group_key(&self) -> String {
        let hash = sha2::Sha256::digest(format!("userpool device group {}", self.id));
        format!("-{}", BASE64URL.encode(&hash[..6]))
    }

    /// Draws the key of a new device: `{region}_{UUID}`.
    pub(crate) fn draw_device_key(&self, cx: &mut Cx<'_>) -> String {
        // The host's region name may be longer than a device key allows.
        let region = self.region.chars().take(KEY_CHARS_MAX - KEY_TAIL_CHARS).collect::<String>();
        format!("{region}_{}", cx.uuid())
    }
}

/// What a client sends to confirm a device.
pub(crate) struct NewDevice<'a> {
    pub(crate) key: &'a str,
    pub(crate) name: Option<String>,
    pub(crate) salt: Salt,
    pub(crate) verifier: Verifier,
    pub(crate) remembered: bool,
}

impl Device {
    /// The record of a device that is confirmed now.
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

    /// Stores the session of a challenge, replacing an earlier one.
    pub(crate) fn keep_session(&mut self, client: &Client, session: &str) {
        self.asked = Some(DeviceChallenge { client: client.id.clone(), session: Sensitive::new(session) });
    }

    /// The session of the last challenge, if it belongs to this client.
    pub(crate) fn kept_session(&self, client: &Client) -> Option<Sensitive> {
        self.asked.as_ref().filter(|asked| asked.client == client.id).map(|asked| asked.session.clone())
    }

    /// The user's device with this key.
    pub(crate) async fn load(cx: &mut Cx<'_>, user: &User, key: &str) -> Result<Option<Self>, Error> {
        // A text that cannot be a device key is not looked up: it may be too long for a key of the store.
        if key.is_empty() || key.len() > KEY_CHARS_MAX {
            return Ok(None);
        }
        let device = cx.get::<Self>(&keys::device(&user.username, key)).await?;
        Ok(device.filter(|device| device.sub == user.sub))
    }

    /// All devices of the user, ordered by key.
    pub(crate) async fn list(cx: &mut Cx<'_>, user: &User) -> Result<Vec<Self>, Error> {
        Self::page(cx, user, None, DEVICES_MAX).await
    }

    /// At most `limit` of the user's devices that follow a key.
    pub(crate) async fn page(
        cx: &mut Cx<'_>,
        user: &User,
        after: Option<Key>,
        limit: usize,
    ) -> Result<Vec<Self>, Error> {
        let prefix = keys::devices(&user.username);
        cx.list(prefix, after, u32::try_from(limit).unwrap_or(u32::MAX)).await
    }

    /// Removes the device and so ends its refresh tokens. A mark stays until the device's last access token has
    /// expired, so that none of these tokens can bring the device back.
    pub(crate) fn forget(&self, cx: &mut Cx<'_>) -> Result<(), Error> {
        cx.remove(Stored::key(self));
        let until = cx.now().plus_seconds(FORGOTTEN_SECONDS);
        cx.put(&Spent { id: self.key.clone(), until })
    }

    /// Whether a device with this key was forgotten recently. The commit checks that this has not changed.
    pub(crate) async fn was_forgotten(cx: &mut Cx<'_>, key: &str) -> Result<bool, Error> {
        Ok(cx.get::<Spent>(&keys::spent(key)).await?.is_some())
    }

    /// The salt and the opened verifier.
    pub(crate) fn open(&self, cx: &Cx<'_>, pool: &Pool) -> Result<(Salt, Verifier), Error> {
        let broken = || Error::from(Internal::Sealed("a device's verifier"));
        let bytes = cx.open_stored(&pool.id, Purpose::Verifier, &Stored::key(self), &self.sealed_verifier)?;
        Ok((
            Salt::from_hex(&self.salt).map_err(|_| broken())?,
            Verifier::from_bytes(&bytes).map_err(|_| broken())?,
        ))
    }

    /// Seals the verifier again with the newest master key.
    pub(crate) fn reseal(&mut self, resealing: &mut Resealing<'_, '_>) {
        let key = Stored::key(self);
        resealing.stored(Purpose::Verifier, &key, &mut self.sealed_verifier);
    }

    /// What SRP hashes before the device's password.
    pub(crate) fn identity<'a>(&'a self, group_key: &'a str) -> Identity<'a> {
        Identity::device(group_key, &self.key)
    }

    /// The device to replace first: devices that are not remembered before remembered ones, then the one whose last
    /// sign-in is oldest.
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
