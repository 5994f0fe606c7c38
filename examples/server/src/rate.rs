//! Limits how often one address and one app client may call operations without a signature.
//!
//! A generic cell rate algorithm in forty lines; crates for it have nine dependencies. For each key it stores the time at which
//! the key's calls would be used up at the allowed rate.

use std::{
    collections::HashMap,
    hash::Hash,
    net::IpAddr,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use userpool::storage::{PublicCall, RateLimiter};

use crate::connections::PeerKey;

/// The size of a burst, in seconds of calls at the allowed rate.
const BURST_SECONDS: u32 = 10;

/// Most keys of each kind. Keys that have not exceeded the rate are removed first.
const KEYS_MAX: usize = 100_000;

/// The limits of calls without a signature.
pub(crate) struct Rates {
    peers: Option<Rate<PeerKey>>,
    clients: Option<Rate<String>>,
}

impl Rates {
    /// The allowed calls a second of each address and of each app client; 0: no limit.
    pub(crate) fn new(per_peer: u32, per_client: u32) -> Self {
        Self { peers: Rate::new(per_peer), clients: Rate::new(per_client) }
    }

    fn admits(&self, peer: Option<IpAddr>, client: Option<&str>, now: Instant) -> bool {
        let peer_may = match (&self.peers, peer) {
            (Some(rate), Some(peer)) => rate.admits(PeerKey::of(peer), now),
            _ => true,
        };
        // The peer first, so that the refused calls of one peer do not count against the client's limit.
        peer_may
            && match (&self.clients, client) {
                (Some(rate), Some(client)) => rate.admits(client.to_owned(), now),
                _ => true,
            }
    }
}

impl RateLimiter for Rates {
    async fn admit(&self, call: &PublicCall) -> bool {
        self.admits(call.peer, call.client_id.as_deref(), Instant::now())
    }
}

struct Rate<K> {
    // Between two calls at the full rate.
    interval: Duration,
    due: Mutex<HashMap<K, Instant>>,
}

impl<K: Eq + Hash> Rate<K> {
    fn new(per_second: u32) -> Option<Self> {
        (per_second > 0)
            .then(|| Self { interval: Duration::from_secs(1) / per_second, due: Mutex::default() })
    }

    fn admits(&self, key: K, now: Instant) -> bool {
        let burst = Duration::from_secs(BURST_SECONDS.into());
        let mut due = self.due.lock().unwrap_or_else(PoisonError::into_inner);
        if due.len() >= KEYS_MAX {
            due.retain(|_, due| *due > now);
            if due.len() >= KEYS_MAX {
                due.clear();
            }
        }
        let due = due.entry(key).or_insert(now);
        let next = (*due).max(now) + self.interval;
        if next > now + burst {
            return false;
        }
        *due = next;
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn admitted(rates: &Rates, peer: u8, client: &str, now: Instant) -> usize {
        let peer = IpAddr::from([192, 0, 2, peer]);
        (0..10_000).filter(|_| rates.admits(Some(peer), Some(client), now)).count()
    }

    #[test]
    fn a_burst_is_admitted_and_then_the_rate() {
        let (rates, begun) = (Rates::new(5, 0), Instant::now());
        assert_eq!(admitted(&rates, 1, "a", begun), 50);
        assert_eq!(admitted(&rates, 1, "b", begun), 0, "the limit of a peer holds for all clients");
        assert_eq!(admitted(&rates, 1, "a", begun + Duration::from_secs(1)), 5);
        assert_eq!(admitted(&rates, 2, "a", begun), 50, "each peer has its own limit");
        assert_eq!(
            admitted(&rates, 1, "a", begun + Duration::from_secs(3600)),
            50,
            "a pause saves up no more than one burst"
        );
    }

    #[test]
    fn each_client_has_its_own_rate() {
        let (rates, begun) = (Rates::new(0, 3), Instant::now());
        assert_eq!(admitted(&rates, 1, "a", begun), 30);
        assert_eq!(admitted(&rates, 2, "a", begun), 0);
        assert_eq!(admitted(&rates, 2, "b", begun), 30);
        assert!(rates.admits(None, None, begun), "calls without peer and client are not limited");
    }

    #[test]
    fn refused_calls_of_a_peer_do_not_count_against_the_client() {
        let (rates, begun) = (Rates::new(1, 2), Instant::now());
        assert_eq!(admitted(&rates, 1, "a", begun), 10);
        assert_eq!(admitted(&rates, 2, "a", begun), 10);
        assert_eq!(admitted(&rates, 3, "a", begun), 0);
    }

    #[test]
    fn memory_is_bounded() {
        let (rate, begun) = (Rate::new(1000).expect("a rate"), Instant::now());
        for key in 0..250_000_u32 {
            assert!(rate.admits(key, begun + Duration::from_micros(key.into())));
        }
        assert!(rate.due.lock().expect("no panic").len() <= KEYS_MAX);
    }
}
