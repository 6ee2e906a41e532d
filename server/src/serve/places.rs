//! Who may hold connections open, and how many: in all, and for each address.
//!
//! When all places are taken, a newcomer gets the place of the connection that waits longest, without a request, among those of the
//! address that holds most. So whoever opens many connections and says nothing gives way to everybody else.

use std::collections::{BTreeMap, HashMap};
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

use tokio_util::sync::CancellationToken;

use super::guarded::Traffic;
use crate::config::Config;
use crate::http::rate::network;

/// So many times more connections may come from this machine itself: tools, tests, a proxy that was not announced.
const LOOPBACK: usize = 4;

/// The places of one listener. Cheap to clone.
#[derive(Debug, Clone)]
pub(super) struct Places {
    held: Arc<Mutex<Held>>,
    all: usize,
    /// `None`: all callers come through a proxy, and are not told apart here.
    each: Option<usize>,
}

#[derive(Debug, Default)]
struct Held {
    last: u64,
    count: usize,
    /// The connections of each address by their age.
    by_address: HashMap<IpAddr, BTreeMap<u64, Connection>>,
}

#[derive(Debug)]
struct Connection {
    traffic: Arc<Traffic>,
    gives_way: CancellationToken,
}

/// A place, given back when this is dropped.
#[derive(Debug)]
pub(super) struct Place {
    held: Arc<Mutex<Held>>,
    address: IpAddr,
    id: u64,
    /// Fires when the connection has to give way.
    pub(super) gives_way: CancellationToken,
    /// What the connection is doing.
    pub(super) traffic: Arc<Traffic>,
}

/// Why there is no place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NoPlace {
    /// The caller's address holds its share.
    Share,
    /// Every connection is being answered.
    Full,
}

impl Places {
    pub(super) fn of(config: &Config) -> Self {
        let each = (!config.trust_forwarded_for).then_some(config.connections_per_address);
        Self { held: Arc::default(), all: config.max_connections.max(1), each }
    }

    /// A place for one more connection from `peer`; if all are taken, that of one who waits.
    pub(super) fn take(&self, peer: IpAddr) -> Result<Place, NoPlace> {
        let address = network(peer);
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let own = held.by_address.get(&address).map_or(0, BTreeMap::len);
        let most = self.each.map(|each| if peer.to_canonical().is_loopback() { each.saturating_mul(LOOPBACK) } else { each });
        if most.is_some_and(|most| own >= most) {
            return Err(NoPlace::Share);
        }
        if held.count >= self.all && !held.gives_way(own) {
            return Err(NoPlace::Full);
        }
        held.last += 1;
        held.count += 1;
        let (id, gives_way, traffic) = (held.last, CancellationToken::new(), Arc::<Traffic>::default());
        let connection = Connection { traffic: Arc::clone(&traffic), gives_way: gives_way.clone() };
        held.by_address.entry(address).or_default().insert(id, connection);
        Ok(Place { held: Arc::clone(&self.held), address, id, gives_way, traffic })
    }
}

impl Held {
    /// Ends the connection that gives way to a newcomer whose address holds `own`, if there is one.
    fn gives_way(&mut self, own: usize) -> bool {
        let waits = |connections: &BTreeMap<u64, Connection>| connections.iter().find(|(_, one)| !one.traffic.is_busy()).map(|(id, _)| *id);
        let greedier = self.by_address.iter().filter(|(_, connections)| connections.len() >= own.max(1));
        let waiting = greedier.filter_map(|(address, connections)| Some((connections.len(), waits(connections)?, *address)));
        // Of those who hold equally many, the one who has waited longest.
        let Some((_, id, address)) = waiting.max_by_key(|(count, id, _)| (*count, u64::MAX - id)) else { return false };
        if let Some(connection) = self.remove(address, id) {
            connection.gives_way.cancel();
        }
        true
    }

    fn remove(&mut self, address: IpAddr, id: u64) -> Option<Connection> {
        let connections = self.by_address.get_mut(&address)?;
        let removed = connections.remove(&id)?;
        if connections.is_empty() {
            self.by_address.remove(&address);
        }
        self.count -= 1;
        Some(removed)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.held.lock().unwrap_or_else(PoisonError::into_inner).remove(self.address, self.id);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on stops")]

    use super::*;

    fn places(all: usize) -> Places {
        Places::of(&Config { max_connections: all, connections_per_address: 100, ..Config::default() })
    }

    fn from(last: u8) -> IpAddr {
        IpAddr::from([192, 0, 2, last])
    }

    #[test]
    fn who_holds_most_and_waits_longest_gives_way() {
        let places = places(4);
        let modest = places.take(from(1)).unwrap();
        let greedy: Vec<Place> = (0..3).map(|_| places.take(from(2)).unwrap()).collect();
        let newcomer = places.take(from(3)).unwrap();
        assert!(greedy[0].gives_way.is_cancelled());
        assert!(![&modest, &greedy[1], &greedy[2], &newcomer].iter().any(|place| place.gives_way.is_cancelled()));
        // Given back once, not twice.
        drop((greedy, modest, newcomer));
        assert_eq!(places.held.lock().unwrap().count, 0);
        assert!(places.held.lock().unwrap().by_address.is_empty());
    }

    #[test]
    fn a_greedy_caller_takes_the_places_of_nobody_but_itself() {
        let places = places(3);
        let modest = places.take(from(1)).unwrap();
        let first = places.take(from(2)).unwrap();
        let _second = places.take(from(2)).unwrap();
        let _third = places.take(from(2)).unwrap();
        assert!(first.gives_way.is_cancelled());
        assert!(!modest.gives_way.is_cancelled());
    }
}
