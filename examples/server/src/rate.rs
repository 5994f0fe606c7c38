//! How often one address and one app client may call the operations that need no signature.
//!
//! A generic cell rate algorithm in forty lines: crates for it come with nine others. Per key it keeps one moment, that at
//! which the key's calls would have been made if they had kept to the rate.

use std::{
    collections::HashMap,
    hash::Hash,
    net::IpAddr,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use userpool::storage::{PublicCall, RateLimiter};

use crate::connections::PeerKey;

/// How many seconds' worth of calls may come at once.
const BURST_SECONDS: u32 = 10;

/// Most keys that are remembered of each kind; those that have kept to the rate are forgotten first.
const KEYS_MAX: usize = 100_000;

/// The limits of calls without a signature.
pub(crate) struct Rates {
    peers: Option<Rate<PeerKey>>,
    clients: Option<Rate<String>>,
}

impl Rates {
    /// Calls a second of each address and of each app client; 0: no limit.
    pub(crate) fn new(per_peer: u32, per_client: u32) -> Self {
        Self { peers: Rate::new(per_peer), clients: Rate::new(per_client) }
    }

    fn admits(&self, peer: Option<IpAddr>, client: Option<&str>, now: Instant) -> bool {
        let peer_may = match (&self.peers, peer) {
            (Some(rate), Some(peer)) => rate.admits(PeerKey::of(peer), now),
            _ => true,
        };
        // A peer that has used up its own share uses up nobody else's.
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
        assert_eq!(admitted(&rates, 1, "b", begun), 0, "another client is no way around");
        assert_eq!(admitted(&rates, 1, "a", begun + Duration::from_secs(1)), 5);
        assert_eq!(admitted(&rates, 2, "a", begun), 50, "another peer has its own");
        assert_eq!(admitted(&rates, 1, "a", begun + Duration::from_secs(3600)), 50, "no more is saved up");
    }

    #[test]
    fn clients_have_a_rate_of_their_own() {
        let (rates, begun) = (Rates::new(0, 3), Instant::now());
        assert_eq!(admitted(&rates, 1, "a", begun), 30);
        assert_eq!(admitted(&rates, 2, "a", begun), 0);
        assert_eq!(admitted(&rates, 2, "b", begun), 30);
        assert!(rates.admits(None, None, begun), "without a name there is nothing to count");
    }

    #[test]
    fn a_refused_peer_uses_up_no_client() {
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
