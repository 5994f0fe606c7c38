//! [`AuditLog`]: takes records of what users did and of messages that could not be sent.

use std::{future::Future, ops::Deref};

use crate::{BoxFuture, MaybeSend, MaybeSync};

/// Keeps the records of pools that export logs (`SetLogDeliveryConfiguration`).
///
/// The engine calls it after the commit. An error never fails the operation; it goes to the host's log. So a record can be missing,
/// as in the service, which [delivers logs by best
/// effort](https://docs.aws.amazon.com/cognito/latest/developerguide/exporting-quotas-and-usage.html).
///
/// A closure that takes an [`AuditRecord`] and returns a future is a log:
///
/// ```
/// # fn takes(_: impl userpool_storage_traits::AuditLog) {}
/// use userpool_storage_traits::AuditRecord;
///
/// # takes(
/// |record: AuditRecord| async move {
///     println!("{}", record.json);
///     Ok(())
/// }
/// # );
/// ```
pub trait AuditLog: MaybeSend + MaybeSync + 'static {
    /// Keeps one record.
    fn record(&self, record: &AuditRecord) -> impl Future<Output = Result<(), AuditError>> + MaybeSend;
}

/// One record. It contains names, addresses and results, but no secrets.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct AuditRecord {
    /// The pool.
    pub user_pool_id: String,
    /// What the record is about.
    pub source: AuditSource,
    /// The record as the service exports it: a JSON object on one line.
    pub json: String,
}

impl AuditRecord {
    /// A record of this pool.
    pub fn new(user_pool_id: impl Into<String>, source: AuditSource, json: impl Into<String>) -> Self {
        Self { user_pool_id: user_pool_id.into(), source, json: json.into() }
    }
}

/// `EventSource` of a log configuration.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum AuditSource {
    /// `userAuthEvents`: a user signed in, failed to, or changed a password.
    UserAuthEvents,
    /// `userNotification`: a message could not be sent.
    UserNotification,
}

impl AuditSource {
    /// The name in a log configuration.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::UserAuthEvents => "userAuthEvents",
            Self::UserNotification => "userNotification",
        }
    }
}

/// The record could not be kept.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct AuditError {
    message: String,
}

impl AuditError {
    /// `message` goes to the host's log.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into() }
    }
}

/// The object-safe twin of [`AuditLog`].
pub trait DynAuditLog: MaybeSend + MaybeSync {
    /// See [`AuditLog::record`].
    fn record<'a>(&'a self, record: &'a AuditRecord) -> BoxFuture<'a, Result<(), AuditError>>;
}

impl<L: AuditLog> DynAuditLog for L {
    fn record<'a>(&'a self, record: &'a AuditRecord) -> BoxFuture<'a, Result<(), AuditError>> {
        Box::pin(AuditLog::record(self, record))
    }
}

/// A shared log is a log.
impl<L: AuditLog + Send + Sync> AuditLog for std::sync::Arc<L> {
    fn record(&self, record: &AuditRecord) -> impl Future<Output = Result<(), AuditError>> + MaybeSend {
        self.deref().record(record)
    }
}

/// A closure is a log. It gets a copy of each record, since its future may outlive the call.
impl<F, Kept> AuditLog for F
where
    F: Fn(AuditRecord) -> Kept + MaybeSend + MaybeSync + 'static,
    Kept: Future<Output = Result<(), AuditError>> + MaybeSend,
{
    fn record(&self, record: &AuditRecord) -> impl Future<Output = Result<(), AuditError>> + MaybeSend {
        self(record.clone())
    }
}
