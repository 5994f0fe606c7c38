//! The engine's traits, implemented by functions of the JavaScript host. A malformed answer counts as an error of the host.

use std::borrow::Cow;

use js_sys::{Array, Function, Object, Reflect, Uint8Array};
use userpool::{
    Moment, Moments, PublicSuffixes,
    storage::{
        Algorithm, Batch, CommitError, DeliveryError, Fetch, FetchError, FetchRequest, FetchResponse,
        GeneratedKey, Invocation, Key, KeyMaterial, Message, Messenger, Partition, PublicKey, Record,
        Revision, Scan, Signer, SignerError, Storage, StorageError, Swept, TriggerError, Triggers, Write,
    },
    time::NoMoment,
};
use wasm_bindgen::{JsCast as _, JsValue};

use crate::host_calls::{HostCall, HostCalls};

/// The largest integer that every JavaScript number holds exactly.
const SAFE_INTEGER_MAX: f64 = 9_007_199_254_740_991.0;

/// Returns the time and the seed that the package passed to the running engine call.
#[derive(Debug)]
pub(crate) struct GivenMoments;

/// The host's store.
#[derive(Debug)]
pub(crate) struct HostStorage;

/// The host's messenger.
#[derive(Debug)]
pub(crate) struct HostMessenger;

/// The host's functions for triggers.
#[derive(Debug)]
pub(crate) struct HostTriggers;

/// Sends requests by the host's `fetch`.
#[derive(Debug)]
pub(crate) struct HostFetch {
    /// Whether the host also takes `http` URLs.
    pub(crate) plain_http: bool,
}

/// Signs with the host's WebCrypto.
#[derive(Debug)]
pub(crate) struct HostSigner;

/// The Public Suffix List from a JavaScript function.
#[derive(Debug)]
pub(crate) struct HostSuffixes(pub(crate) Function);

impl PublicSuffixes for HostSuffixes {
    fn rules(&self) -> Cow<'static, str> {
        let list = self.0.call0(&JsValue::UNDEFINED).ok().and_then(|list| list.as_string());
        Cow::Owned(list.unwrap_or_default())
    }
}

impl Moments for GivenMoments {
    fn moment(&self) -> Result<Moment, NoMoment> {
        HostCalls::moment().ok_or(NoMoment)
    }
}

impl Storage for HostStorage {
    async fn get(&self, partition: &Partition, keys: &[Key]) -> Result<Vec<Option<Record>>, StorageError> {
        userpool::storage::limits::check_get(partition, keys)?;
        let names: Array = keys.iter().map(|key| JsValue::from_str(key.as_str())).collect();
        let input = object([("partition", partition.as_str().into()), ("keys", names.into())]);
        let answer = HostCall::new("get", input).await.map_err(StorageError::new)?;
        let records = list(&answer).filter(|records| records.len() == keys.len()).ok_or_else(malformed)?;
        records.iter().map(|found| if is_none(found) { Ok(None) } else { record(found).map(Some) }).collect()
    }

    async fn scan(&self, partition: &Partition, scan: &Scan) -> Result<Vec<(Key, Record)>, StorageError> {
        userpool::storage::limits::check_scan(partition, scan)?;
        let input = object([
            ("partition", partition.as_str().into()),
            ("prefix", scan.prefix.as_str().into()),
            ("after", scan.after.as_ref().map_or(JsValue::UNDEFINED, |key| key.as_str().into())),
            ("limit", scan.limit.into()),
            ("reverse", scan.reverse.into()),
        ]);
        let answer = HostCall::new("scan", input).await.map_err(StorageError::new)?;
        let limit = usize::try_from(scan.limit).unwrap_or(usize::MAX);
        let entries = list(&answer).filter(|entries| entries.len() <= limit).ok_or_else(malformed)?;
        entries
            .iter()
            .map(|entry| {
                let key = text(entry, "key").ok_or_else(malformed)?;
                Ok((Key::from_stored(key), record(entry)?))
            })
            .collect()
    }

    async fn commit(&self, batch: Batch) -> Result<(), CommitError> {
        userpool::storage::limits::check_batch(&batch)?;
        let checks: Array = batch
            .checks
            .iter()
            .map(|check| {
                let expect = check.expect.map_or(JsValue::NULL, revision);
                object([("key", check.key.as_str().into()), ("revision", expect)])
            })
            .collect();
        let (puts, deletes) = (Array::new(), Array::new());
        for (index, write) in batch.writes.iter().enumerate() {
            // Only the last write to a key counts. The host gets no other, so the order of puts and deletes does not matter.
            if batch.writes[index + 1..].iter().any(|later| later.key() == write.key()) {
                continue;
            }
            match write {
                Write::Put { key, record } => {
                    puts.push(&object([
                        ("key", key.as_str().into()),
                        ("value", Uint8Array::from(&*record.value).into()),
                        ("revision", revision(record.revision)),
                        ("expiresAt", record.expires_at.map_or(JsValue::NULL, number)),
                    ]));
                }
                Write::Delete { key } => {
                    deletes.push(&key.as_str().into());
                }
            }
        }
        let input = object([
            ("partition", batch.partition.as_str().into()),
            ("checks", checks.into()),
            ("puts", puts.into()),
            ("deletes", deletes.into()),
        ]);
        let answer = HostCall::new("commit", input).await.map_err(StorageError::new)?;
        match answer.as_bool() {
            Some(true) => Ok(()),
            Some(false) => Err(CommitError::Conflict),
            None => Err(malformed().into()),
        }
    }

    async fn sweep(&self, before: u64, limit: u32) -> Result<Swept, StorageError> {
        // No record expires after this time.
        #[expect(clippy::cast_precision_loss, reason = "it is at most 53 bits")]
        let before = before.min(userpool::storage::limits::EXPIRES_AT_MAX) as f64;
        let input = object([("before", before.into()), ("limit", limit.into())]);
        let answer = HostCall::new("sweep", input).await.map_err(StorageError::new)?;
        swept(&answer).ok_or_else(malformed)
    }
}

/// Reads the answer of a sweep.
fn swept(answer: &JsValue) -> Option<Swept> {
    let records = Reflect::get(answer, &"records".into()).ok()?.as_f64()?;
    let more = Reflect::get(answer, &"more".into()).ok()?.as_bool()?;
    if !(0.0..=f64::from(u32::MAX)).contains(&records) {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is within the bounds")]
    Some(Swept { records: records as u32, more })
}

impl Messenger for HostMessenger {
    /// The host returns `{}` or `{undelivered: message}`.
    async fn deliver(&self, message: &Message) -> Result<(), DeliveryError> {
        let input = object([
            ("userPoolId", (&*message.user_pool_id).into()),
            ("clientId", optional(message.client_id.as_deref())),
            ("username", (&*message.username).into()),
            ("purpose", message.purpose.as_str().into()),
            ("medium", message.medium.as_str().into()),
            ("destination", (&*message.destination).into()),
            ("subject", optional(message.subject.as_deref())),
            ("body", message.body.expose().into()),
            ("code", optional(message.code.as_ref().map(|code| code.expose()))),
        ]);
        let answer = HostCall::new("deliver", input).await.map_err(DeliveryError::new)?;
        text(&answer, "undelivered").map_or(Ok(()), |message| Err(DeliveryError::new(message)))
    }
}

impl Triggers for HostTriggers {
    /// The host returns `{event}`, `{failed: message}` if the function threw, or `{notCallable: name}` if it could not be run.
    async fn invoke(&self, invocation: &Invocation) -> Result<String, TriggerError> {
        let input = object([
            ("function", (&*invocation.function).into()),
            ("source", (&*invocation.source).into()),
            ("event", (&*invocation.event).into()),
        ]);
        let answer = HostCall::new("invoke", input).await.map_err(TriggerError::NotCallable)?;
        if let Some(message) = text(&answer, "failed") {
            return Err(TriggerError::Failed(message));
        }
        if let Some(name) = text(&answer, "notCallable") {
            return Err(TriggerError::NotCallable(name));
        }
        Ok(text(&answer, "event").unwrap_or_default())
    }
}

impl Fetch for HostFetch {
    /// The host returns `{status, contentType, cacheControl, expires, body}` or `{error: name}`.
    async fn fetch(&self, request: FetchRequest) -> Result<FetchResponse, FetchError> {
        let headers: Array = request
            .headers
            .iter()
            .map(|(name, value)| Array::of2(&(*name).into(), &value.expose().into()))
            .collect();
        let input = object([
            ("method", request.method.as_str().into()),
            ("url", request.url.expose().into()),
            ("headers", headers.into()),
            ("body", request.body.expose().into()),
            ("timeoutMillis", request.timeout_millis.into()),
            ("bytesMax", u32::try_from(request.response_bytes_max).unwrap_or(u32::MAX).into()),
        ]);
        let answer = HostCall::new("fetch", input).await.map_err(FetchError::Failed)?;
        if let Some(name) = text(&answer, "error") {
            return Err(match &*name {
                "NotAllowed" => FetchError::NotAllowed,
                "TimedOut" => FetchError::TimedOut,
                "TooLong" => FetchError::TooLong,
                _ => FetchError::Failed(name),
            });
        }
        fetched(&answer).ok_or_else(|| FetchError::Failed("the host returned a malformed answer".to_owned()))
    }

    fn allows_plain_http(&self) -> bool {
        self.plain_http
    }
}

/// Reads the answer of a request.
fn fetched(answer: &JsValue) -> Option<FetchResponse> {
    let status = member(answer, "status").as_ref().and_then(whole)?;
    let mut fetched = FetchResponse::new(u16::try_from(status).ok()?, bytes(answer, "body")?);
    fetched.content_type = text(answer, "contentType");
    fetched.cache_control = text(answer, "cacheControl");
    fetched.expires = text(answer, "expires");
    Some(fetched)
}

impl Signer for HostSigner {
    async fn generate(&self, algorithm: Algorithm, _: [u8; 32]) -> Result<GeneratedKey, SignerError> {
        let input = object([("algorithm", algorithm.as_str().into())]);
        let answer = HostCall::new("generate", input).await.map_err(SignerError::new)?;
        let part = |name| bytes(&answer, name).ok_or_else(|| SignerError::new("the host returned no key"));
        Ok(GeneratedKey {
            private: part("private")?,
            public: PublicKey::Rsa { n: part("n")?, e: part("e")? },
        })
    }

    async fn sign(&self, key: &KeyMaterial, message: &[u8], _: [u8; 32]) -> Result<Vec<u8>, SignerError> {
        let input = object([
            ("id", (&*key.id).into()),
            ("algorithm", key.algorithm.as_str().into()),
            ("private", Uint8Array::from(&*key.private).into()),
            ("message", Uint8Array::from(message).into()),
        ]);
        let answer = HostCall::new("sign", input).await.map_err(SignerError::new)?;
        as_bytes(&answer).ok_or_else(|| SignerError::new("the host returned no signature"))
    }

    async fn verify(&self, key: &PublicKey, message: &[u8], signature: &[u8]) -> Result<bool, SignerError> {
        let PublicKey::Rsa { n, e } = key;
        let input = object([
            ("n", Uint8Array::from(&**n).into()),
            ("e", Uint8Array::from(&**e).into()),
            ("message", Uint8Array::from(message).into()),
            ("signature", Uint8Array::from(signature).into()),
        ]);
        let answer = HostCall::new("verify", input).await.map_err(SignerError::new)?;
        answer.as_bool().ok_or_else(|| SignerError::new("the host returned no result of the verification"))
    }
}

// ---- Conversion of values ----

/// An object with these members; those without a value are left out.
pub(crate) fn object<const N: usize>(members: [(&str, JsValue); N]) -> JsValue {
    let object = Object::new();
    for (name, value) in members {
        if !value.is_undefined() {
            // Setting a member of a plain object cannot fail.
            let _ = Reflect::set(&object, &JsValue::from_str(name), &value);
        }
    }
    object.into()
}

fn optional(text: Option<&str>) -> JsValue {
    text.map_or(JsValue::UNDEFINED, JsValue::from_str)
}

#[expect(clippy::cast_precision_loss, reason = "53 bits")]
fn revision(revision: Revision) -> JsValue {
    JsValue::from_f64(revision.to_bits() as f64)
}

#[expect(clippy::cast_precision_loss, reason = "seconds up to EXPIRES_AT_MAX, and numbers of things")]
pub(crate) fn number(number: u64) -> JsValue {
    JsValue::from_f64(number as f64)
}

fn is_none(value: &JsValue) -> bool {
    value.is_null() || value.is_undefined()
}

fn list(value: &JsValue) -> Option<Vec<JsValue>> {
    Array::is_array(value).then(|| value.unchecked_ref::<Array>().iter().collect())
}

pub(crate) fn member(value: &JsValue, name: &str) -> Option<JsValue> {
    value.is_object().then(|| Reflect::get(value, &JsValue::from_str(name)).ok()).flatten()
}

fn text(value: &JsValue, name: &str) -> Option<String> {
    member(value, name)?.as_string()
}

pub(crate) fn bytes(value: &JsValue, name: &str) -> Option<Vec<u8>> {
    as_bytes(&member(value, name)?)
}

fn as_bytes(value: &JsValue) -> Option<Vec<u8>> {
    value.dyn_ref::<Uint8Array>().map(Uint8Array::to_vec)
}

/// A non-negative integer that a JavaScript number represents exactly.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked")]
fn whole(value: &JsValue) -> Option<u64> {
    let number = value.as_f64()?;
    (number.fract() == 0.0 && (0.0..=SAFE_INTEGER_MAX).contains(&number)).then_some(number as u64)
}

fn record(value: &JsValue) -> Result<Record, StorageError> {
    let bits = member(value, "revision").as_ref().and_then(whole).ok_or_else(malformed)?;
    let expires_at = match member(value, "expiresAt") {
        Some(at) if !is_none(&at) => Some(whole(&at).ok_or_else(malformed)?),
        _ => None,
    };
    let value = bytes(value, "value").ok_or_else(malformed)?;
    Ok(Record { value, revision: Revision::from_bits(bits), expires_at })
}

fn malformed() -> StorageError {
    StorageError::new("the store returned a malformed answer")
}
