//! [`RateLimiter`]: how often strangers may call.

use std::{future::Future, net::IpAddr};

use crate::{BoxFuture, MaybeSend, MaybeSync};

/// Decides whether a call that carries no signature may go on.
///
/// The engine asks once for each such request that comes through `Engine::fetch`: after it was parsed, and before any
/// arithmetic, any read or write of the store, any message and any function. A call that may not go on is answered with
/// `TooManyRequestsException` (`Rate exceeded`), which SDKs retry after a pause. Operations for administrators are not asked
/// for, and neither are calls that the host makes itself.
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
    /// Whether the call may go on. Counts it if so.
    fn admit(&self, call: &PublicCall) -> impl Future<Output = bool> + MaybeSend;
}

/// A call that asks to go on. Nothing of it but the peer has been verified.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct PublicCall {
    /// For example `InitiateAuth`.
    pub operation: &'static str,
    /// The pool that the call names by a client or by an access token, as far as that is known without the store.
    pub user_pool_id: Option<String>,
    /// The app client that the call or its access token names.
    pub client_id: Option<String>,
    /// Who calls, if the host told the engine (`userpool::Peer`).
    pub peer: Option<IpAddr>,
}

impl PublicCall {
    /// A call of which only the operation is known.
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
