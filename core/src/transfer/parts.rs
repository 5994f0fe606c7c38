//! [`Portable`]: records that are exported as they are stored, except for their secrets.

use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};
use userpool_storage_traits::{Key, Record};

use super::{LineProblem, lines::LineType};
use crate::{
    context::{Cx, Stored},
    effects::CallMemory,
    engine::Engine,
    error::{Error, Internal},
    file_secrets::FileSecrets,
    host::Origin,
    json,
    model::{
        auth_events::{AuthEvents, OlderEvents},
        client::Client,
        device::Device,
        domain::Domains,
        group::Group,
        identity_provider::Provider,
        log_delivery::LogDelivery,
        passkey::Passkey,
        resealing::{NewText, Resealing},
        resource_server::ResourceServer,
        risk::RiskConfigurationRecord,
        saml_key::SamlKey,
        signing_keys::SigningKeys,
        spent::Spent,
        terms::Terms,
        user::User,
    },
    seal::Binding,
    time::Moment,
    token::{
        rotation::{Revoked, Rotation},
        sessions::UserSessions,
    },
};

/// A record that is exported with the members that it has in a store.
pub(super) trait Portable: Stored + DeserializeOwned {
    /// Seals its secrets again.
    fn reseal(&mut self, _: &mut Resealing<'_, '_>) {}
}

macro_rules! portable {
    (secret: $($secret:ty),+; open: $($open:ty),+) => {
        $(impl Portable for $secret {
            fn reseal(&mut self, resealing: &mut Resealing<'_, '_>) {
                <$secret>::reseal(self, resealing);
            }
        })+
        $(impl Portable for $open {})+
    };
}

portable!(
    secret: Client, Device, Provider, SamlKey, SigningKeys, User;
    open: AuthEvents, Domains, Group, LogDelivery, OlderEvents, Passkey, ResourceServer, Revoked,
        RiskConfigurationRecord, Rotation, Spent, Terms, UserSessions
);

/// The parts of a call that its context borrows.
pub(super) struct Call<'e> {
    engine: &'e Engine,
    origin: Origin,
    moment: Moment,
}

impl<'e> Call<'e> {
    pub(super) fn begin(engine: &'e Engine) -> Result<Self, Error> {
        Self::in_region(engine, &engine.host().region)
    }

    pub(super) fn in_region(engine: &'e Engine, region: &str) -> Result<Self, Error> {
        Ok(Self { engine, origin: Origin::host(region), moment: engine.host().moments.moment()? })
    }

    pub(super) fn cx(&self) -> Cx<'_> {
        self.attempt(CallMemory::default())
    }

    /// The context of an attempt after others, with what they remember.
    pub(super) fn attempt(&self, memory: CallMemory) -> Cx<'_> {
        Cx::new(self.engine.host(), &self.origin, &self.moment, memory)
    }
}

/// The members of a line. Settings without a value are left out.
///
/// Through the text of a record: a record is encoded to text when it is stored, and each kind of record would need another encoder for values.
pub(super) fn encoded<T: Serialize>(value: &T) -> Result<Value, Error> {
    members_of(&serde_json::to_vec(value).map_err(Internal::encoding("a record"))?)
}

// Compiled once for all records.
#[inline(never)]
fn members_of(text: &[u8]) -> Result<Value, Error> {
    let mut value: Value = serde_json::from_slice(text).map_err(Internal::encoding("a record"))?;
    drop_nulls(value.as_object_mut());
    Ok(value)
}

fn drop_nulls(members: Option<&mut Map<String, Value>>) {
    let Some(members) = members else { return };
    members.retain(|_, member| !member.is_null());
    for member in members.values_mut() {
        drop_nulls(member.as_object_mut());
    }
}

/// A pool, and the secrets of the file.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    pub(super) pool_id: &'a str,
    pub(super) secrets: &'a FileSecrets,
}

impl Place<'_> {
    /// A stored record as it stands in the file.
    pub(super) fn outward<T: Portable>(
        self,
        cx: &mut Cx<'_>,
        key: &Key,
        record: &Record,
    ) -> Result<Value, Error> {
        let record: T = cx.decode(key, record)?;
        self.outward_of(cx, record)
    }

    /// As [`Place::outward`], for a record that is decoded.
    pub(super) fn outward_of<T: Portable>(self, cx: &mut Cx<'_>, mut record: T) -> Result<Value, Error> {
        self.for_file(cx, |resealing| record.reseal(resealing))?;
        encoded(&record)
    }

    /// Reads a record of the file.
    pub(super) fn inward<T: Portable>(
        self,
        cx: &mut Cx<'_>,
        kind: LineType,
        value: Value,
    ) -> Result<T, LineProblem> {
        let mut record: T = json::from_value(value).map_err(|error| LineProblem::form(kind, error))?;
        self.for_store(cx, |resealing| record.reseal(resealing))?;
        Ok(record)
    }

    /// Seals secrets of the store for the file.
    pub(super) fn for_file(
        self,
        cx: &mut Cx<'_>,
        reseal: impl FnOnce(&mut Resealing<'_, '_>),
    ) -> Result<(), Error> {
        let task = |cx: &mut Cx<'_>, binding: Binding<'_>, sealed: &str| {
            let chance = cx.random();
            match cx.open_text(binding, sealed) {
                Some(secret) => NewText::Anew(self.secrets.write(binding, &secret, chance)),
                None => NewText::Unopened,
            }
        };
        let mut resealing = Resealing::new(cx, self.pool_id, &task);
        reseal(&mut resealing);
        if resealing.unopened > 0 { Err(Internal::Sealed("a stored secret").into()) } else { Ok(()) }
    }

    /// Seals secrets of the file for the store.
    pub(super) fn for_store(
        self,
        cx: &mut Cx<'_>,
        reseal: impl FnOnce(&mut Resealing<'_, '_>),
    ) -> Result<(), LineProblem> {
        let task = |cx: &mut Cx<'_>, binding: Binding<'_>, text: &str| match self.secrets.read(binding, text)
        {
            Some(secret) => NewText::Anew(cx.seal_text(binding, &secret)),
            None => NewText::Unopened,
        };
        let mut resealing = Resealing::new(cx, self.pool_id, &task);
        reseal(&mut resealing);
        if resealing.unopened > 0 { Err(LineProblem::Secret) } else { Ok(()) }
    }
}
