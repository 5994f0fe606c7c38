//! Limits the number of connections, in total and per peer, and chooses which one is closed for a new one.

use std::{
    collections::HashMap,
    net::{IpAddr, Ipv6Addr},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::{
    sync::Notify,
    time::{Instant, timeout},
};

use crate::{phase::Phase, proxies::Network};

/// How long a new connection waits at most until another one ends.
const ADMISSION_TIME_MAX: Duration = Duration::from_millis(500);

/// The same, while a connection is being closed for it: on a busy machine that takes a while.
const CLOSING_TIME_MAX: Duration = Duration::from_secs(2);

/// The pause between two searches for a connection that can be closed.
const ADMISSION_PAUSE: Duration = Duration::from_millis(5);

/// A connection that has waited for its client for less time is not closed, since a request may be arriving.
const WAIT_MIN: Duration = Duration::from_millis(20);

/// All open connections.
#[derive(Clone)]
pub(crate) struct Connections {
    inner: Arc<Inner>,
}

/// How many connections may be open at once.
#[derive(Clone, Debug)]
pub(crate) struct ConnectionLimits {
    /// In total.
    pub(crate) all: usize,
    /// From one peer; `None`: no limit.
    pub(crate) per_peer: Option<usize>,
    /// Peers without a limit: proxies.
    pub(crate) exempt: Vec<Network>,
}

/// Why a connection was not admitted.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Full {
    /// There are too many connections.
    All,
    /// There are too many connections from this peer.
    Peer,
}

/// One open connection. It counts until the last clone is dropped, since the engine may still work after the connection has ended.
pub(crate) struct Slot {
    inner: Arc<Inner>,
    id: u64,
    phase: Phase,
    close: Arc<Notify>,
}

struct Inner {
    limits: ConnectionLimits,
    open: Mutex<Open>,
    released: Notify,
}

#[derive(Default)]
struct Open {
    next: u64,
    entries: HashMap<u64, Entry>,
}

struct Entry {
    peer: PeerKey,
    phase: Phase,
    close: Arc<Notify>,
    is_closing: bool,
}

/// One peer: an IPv4 address, or an IPv6 /64 network, which usually belongs to one host.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub(crate) struct PeerKey(IpAddr);

impl PeerKey {
    pub(crate) fn of(ip: IpAddr) -> Self {
        Self(match ip.to_canonical() {
            IpAddr::V4(ip) => ip.into(),
            IpAddr::V6(ip) => Ipv6Addr::from_bits(ip.to_bits() & !u128::from(u64::MAX)).into(),
        })
    }
}

impl Connections {
    pub(crate) fn new(limits: ConnectionLimits) -> Self {
        Self { inner: Arc::new(Inner { limits, open: Mutex::default(), released: Notify::new() }) }
    }

    /// Admits a new connection if the limits allow it.
    pub(crate) fn try_admit(&self, peer: IpAddr) -> Result<Slot, Full> {
        self.inner.try_admit(&self.inner, peer)
    }

    /// Admits a new connection. At the limit, closes the connection that has waited longest for its client.
    ///
    /// # Errors
    /// When for half a second no connection waits for its client, or the one that closes takes longer than two seconds.
    pub(crate) async fn admit(&self, peer: IpAddr) -> Result<Slot, Full> {
        let begun = Instant::now();
        let mut closing = None;
        loop {
            let released = self.inner.released.notified();
            tokio::pin!(released);
            released.as_mut().enable();
            let full = match self.try_admit(peer) {
                Ok(slot) => return Ok(slot),
                Err(full) => full,
            };
            // A request may have begun there meanwhile, or another new connection may have taken its place.
            closing = closing
                .filter(|id| self.inner.is_closing(*id))
                .or_else(|| self.inner.close_one(full, PeerKey::of(peer)));
            let longest = if closing.is_some() { CLOSING_TIME_MAX } else { ADMISSION_TIME_MAX };
            if begun.elapsed() >= longest {
                return Err(full);
            }
            // Not only when a connection ends: another one may begin to wait for its client.
            let _ = timeout(ADMISSION_PAUSE, released).await;
        }
    }

    /// Whether a connection can be closed for a new one from this peer.
    pub(crate) fn can_make_room(&self, full: Full, peer: IpAddr) -> bool {
        longest_waiting(&mut self.inner.open(), full, PeerKey::of(peer)).is_some()
    }

    /// Waits until all connections have ended. No new ones may be admitted.
    pub(crate) async fn ended(&self) {
        loop {
            let released = self.inner.released.notified();
            tokio::pin!(released);
            released.as_mut().enable();
            if self.inner.open().entries.is_empty() {
                return;
            }
            released.await;
        }
    }
}

impl Slot {
    /// What the connection is doing.
    pub(crate) fn phase(&self) -> &Phase {
        &self.phase
    }

    /// Returns when the connection must be closed for a new one.
    pub(crate) async fn closed(&self) {
        loop {
            self.close.notified().await;
            // A request may have begun since then.
            if self.phase.waits_since().is_some() {
                return;
            }
            if let Some(entry) = self.inner.open().entries.get_mut(&self.id) {
                entry.is_closing = false;
            }
        }
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        self.inner.open().entries.remove(&self.id);
        self.inner.released.notify_waiters();
    }
}

impl Inner {
    fn try_admit(&self, this: &Arc<Self>, ip: IpAddr) -> Result<Slot, Full> {
        let is_exempt = self.limits.exempt.iter().any(|network| network.contains(ip));
        let most = self.limits.per_peer.filter(|_| !is_exempt);
        let peer = PeerKey::of(ip);
        let mut open = self.open();
        let of_peer = || open.entries.values().filter(|entry| entry.peer == peer).count();
        if most.is_some_and(|most| of_peer() >= most) {
            return Err(Full::Peer);
        }
        if open.entries.len() >= self.limits.all {
            return Err(Full::All);
        }
        let (id, phase, close) = (open.next, Phase::new(), Arc::new(Notify::new()));
        open.next += 1;
        let entry = Entry { peer, phase: phase.clone(), close: Arc::clone(&close), is_closing: false };
        open.entries.insert(id, entry);
        Ok(Slot { inner: Arc::clone(this), id, phase, close })
    }

    /// Tells the connection that has waited longest for its client to close. Returns its number, or `None` if none waits.
    fn close_one(&self, full: Full, peer: PeerKey) -> Option<u64> {
        let mut open = self.open();
        let (id, longest) = longest_waiting(&mut open, full, peer)?;
        longest.is_closing = true;
        longest.close.notify_one();
        Some(id)
    }

    /// Whether a connection that was asked to close still does.
    fn is_closing(&self, id: u64) -> bool {
        self.open().entries.get(&id).is_some_and(|entry| entry.is_closing)
    }

    fn open(&self) -> MutexGuard<'_, Open> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The connection that has waited longest for its client; only the peer's for `Full::Peer`.
fn longest_waiting(open: &mut Open, full: Full, peer: PeerKey) -> Option<(u64, &mut Entry)> {
    let candidates = open
        .entries
        .iter_mut()
        .filter(|(_, entry)| !entry.is_closing && (full == Full::All || entry.peer == peer));
    let waiting = candidates
        .filter_map(|(id, entry)| Some((entry.phase.waits_since()?, *id, entry)))
        // For the limit of a peer, connections that have just begun to wait may be closed too.
        .filter(|(since, _, _)| full == Full::Peer || since.elapsed() >= WAIT_MIN);
    waiting.min_by_key(|(since, _, _)| *since).map(|(_, id, entry)| (id, entry))
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use super::*;

    fn peer(last: u8) -> IpAddr {
        Ipv4Addr::new(192, 0, 2, last).into()
    }

    fn connections(all: usize, per_peer: Option<usize>) -> Connections {
        let exempt = vec!["198.51.100.0/24".parse().expect("a network")];
        Connections::new(ConnectionLimits { all, per_peer, exempt })
    }

    /// Ends when the connection is told to close.
    fn end_when_closed(slot: Slot) -> tokio::task::JoinHandle<()> {
        tokio::spawn(async move { slot.closed().await })
    }

    #[tokio::test(start_paused = true)]
    async fn the_longest_waiting_connection_is_closed() {
        let connections = connections(2, None);
        let first = end_when_closed(connections.admit(peer(1)).await.expect("room"));
        tokio::time::advance(Duration::from_secs(1)).await;
        let second = end_when_closed(connections.admit(peer(2)).await.expect("room"));
        let third = connections.admit(peer(3)).await.expect("room was made");
        assert!(first.is_finished() && !second.is_finished());
        drop(third);
    }

    #[tokio::test(start_paused = true)]
    async fn a_connection_with_a_running_request_is_not_closed() {
        let connections = connections(1, None);
        let slot = connections.admit(peer(1)).await.expect("room");
        slot.phase().works();
        let working = end_when_closed(slot);
        assert_eq!(connections.admit(peer(2)).await.err(), Some(Full::All));
        assert!(!working.is_finished());
    }

    #[tokio::test(start_paused = true)]
    async fn a_connection_that_takes_seconds_to_close_is_waited_for() {
        let connections = connections(1, None);
        let slot = connections.admit(peer(1)).await.expect("room");
        let slow = tokio::spawn(async move {
            slot.closed().await;
            tokio::time::sleep(Duration::from_millis(1500)).await;
        });
        assert!(connections.admit(peer(2)).await.is_ok());
        assert!(slow.is_finished());
    }

    #[tokio::test(start_paused = true)]
    async fn where_a_connection_refuses_to_close_another_is_found() {
        let connections = connections(2, None);
        let busy = connections.admit(peer(1)).await.expect("room");
        tokio::time::advance(Duration::from_secs(1)).await;
        let idle = end_when_closed(connections.admit(peer(2)).await.expect("room"));
        tokio::time::advance(Duration::from_secs(1)).await;
        let phase = busy.phase().clone();
        let busy = tokio::spawn(async move {
            // The request arrives together with the wish to close.
            busy.close.notified().await;
            phase.works();
            busy.close.notify_one();
            busy.closed().await;
        });
        assert!(connections.admit(peer(3)).await.is_ok());
        assert!(idle.is_finished() && !busy.is_finished());
    }

    #[tokio::test(start_paused = true)]
    async fn a_peer_with_too_many_connections_loses_one_of_them() {
        let connections = connections(10, Some(1));
        let other = end_when_closed(connections.admit(peer(1)).await.expect("room"));
        let own = end_when_closed(connections.admit(peer(2)).await.expect("room"));
        let slot = connections.admit(peer(2)).await.expect("room was made");
        assert!(own.is_finished() && !other.is_finished());

        slot.phase().works();
        assert_eq!(connections.admit(peer(2)).await.err(), Some(Full::Peer));
        assert!(connections.admit(peer(3)).await.is_ok());
    }

    #[tokio::test(start_paused = true)]
    async fn a_proxy_has_no_limit_per_peer() {
        let connections = connections(3, Some(1));
        let slots: Vec<Slot> =
            (0..3).map(|_| connections.try_admit([198, 51, 100, 7].into()).expect("room")).collect();
        slots.iter().for_each(|slot| slot.phase().works());
        assert_eq!(connections.admit([198, 51, 100, 7].into()).await.err(), Some(Full::All));
    }

    #[tokio::test(start_paused = true)]
    async fn ended_waits_until_all_slots_are_dropped() {
        let connections = connections(10, None);
        let slot = Arc::new(connections.admit(peer(1)).await.expect("room"));
        let engine = Arc::clone(&slot);
        drop(slot);
        let ended = tokio::time::timeout(Duration::from_secs(1), connections.ended());
        assert!(ended.await.is_err());
        drop(engine);
        connections.ended().await;
    }

    #[test]
    fn an_ipv6_network_is_one_peer() {
        let key = |text: &str| PeerKey::of(text.parse().expect("an address"));
        assert_eq!(key("2001:db8:1:2::1"), key("2001:db8:1:2:ffff::9"));
        assert_ne!(key("2001:db8:1:2::1"), key("2001:db8:1:3::1"));
        assert_eq!(key("::ffff:192.0.2.1"), key("192.0.2.1"));
        assert_ne!(key("192.0.2.1"), key("192.0.2.2"));
    }
}
