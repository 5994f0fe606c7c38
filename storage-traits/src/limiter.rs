//! [`RateLimiter`]: limits how often unauthenticated clients may call.

use std::{future::Future, net::IpAddr};

use crate::{BoxFuture, MaybeSend, MaybeSync};

/// Decides whether a call without a signature may proceed.
///
/// The engine calls this once for each such request to `Engine::fetch`, after parsing it and before any cryptography, storage
/// access, message or trigger. A refused call is answered with `TooManyRequestsException` (`Rate exceeded`), which SDKs retry
/// after a pause. Administrative operations and calls by the host itself are not limited.
///
/// A closure is a rate limiter:
///
/// ```
/// use std::sync::atomic::{AtomicU32, Ordering};
/// use userpool_storage_traits::{PublicCall, RateLimiter};
///
/// let left = AtomicU32::new(100);
/// let limiter = move |call: &PublicCall| {
///     call.operation != "SignUp" || left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1)).is_ok()
/// };
/// # fn is_one(_: impl RateLimiter) {}
/// # is_one(limiter);
/// ```
pub trait RateLimiter: MaybeSend + MaybeSync + 'static {
    /// Whether the call may proceed. Counts the call if so.
    fn admit(&self, call: &PublicCall) -> impl Future<Output = bool> + MaybeSend;
}

/// A call to be admitted. Only the peer address has been verified.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct PublicCall {
    /// For example `InitiateAuth`.
    pub operation: &'static str,
    /// The pool of the call's app client or access token, if it is known without reading the store.
    pub user_pool_id: Option<String>,
    /// The app client that the call or its access token names.
    pub client_id: Option<String>,
    /// The caller's address, if the host passed it to the engine (`userpool::Peer`).
    pub peer: Option<IpAddr>,
}

impl PublicCall {
    /// A call with only the operation known.
    pub fn new(operation: &'static str) -> Self {
        Self { operation, user_pool_id: None, client_id: None, peer: None }
    }
}

impl<F: Fn(&PublicCall) -> bool + MaybeSend + MaybeSync + 'static> RateLimiter for F {
    async fn admit(&self, call: &PublicCall) -> bool {
        self(call)
    }
}

/// The object-safe twin of [`RateLimiter`].
pub trait DynRateLimiter: MaybeSend + MaybeSync {
    /// See [`RateLimiter::admit`].
    fn admit<'a>(&'a self, call: &'a PublicCall) -> BoxFuture<'a, bool>;
}

impl<T: RateLimiter> DynRateLimiter for T {
    fn admit<'a>(&'a self, call: &'a PublicCall) -> BoxFuture<'a, bool> {
        Box::pin(RateLimiter::admit(self, call))
    }
}
