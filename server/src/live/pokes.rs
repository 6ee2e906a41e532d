//! Who listens, and telling them. In memory only.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use model::id::{DeviceId, OrganisationId, PersonId};
use tokio::sync::watch;

use crate::config::Config;
use crate::http::rate::CallerAddress;

/// A device's line holds a connection for minutes: all lines together take no more than this part of what the server holds open, so that
/// there is always room to sync.
const SHARE: usize = 2;

/// All open lines of one server process.
#[derive(Debug)]
pub(crate) struct Pokes {
    lines: Arc<Mutex<Lines>>,
    most: usize,
    /// `None`: all callers come through a proxy, and are not told apart here.
    most_of_address: Option<usize>,
}

#[derive(Debug, Default)]
struct Lines {
    organisations: HashMap<OrganisationId, HashMap<DeviceId, Line>>,
    addresses: HashMap<CallerAddress, usize>,
    opened: u64,
    open: usize,
}

#[derive(Debug)]
struct Line {
    person: PersonId,
    /// Tells this line from a later one of the same device.
    number: u64,
    news: watch::Sender<News>,
}

/// How often a line was told to sync, at once and some time soon. A line remembers how far it has told.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct News {
    pub(super) at_once: u64,
    pub(super) soon: u64,
}

/// An open line. Dropping it hangs up.
#[derive(Debug)]
pub(super) struct Listener {
    lines: Arc<Mutex<Lines>>,
    organisation: OrganisationId,
    device: DeviceId,
    address: CallerAddress,
    number: u64,
    /// Ends when the device opens another line or is put out.
    pub(super) news: watch::Receiver<News>,
}

impl Pokes {
    /// No lines yet.
    pub(crate) fn new(config: &Config) -> Self {
        Self {
            lines: Arc::default(),
            most: (config.max_connections / SHARE).max(1),
            most_of_address: (!config.trust_forwarded_for).then_some((config.connections_per_address / SHARE).max(1)),
        }
    }

    /// Opens the line of a device; one that it had before ends. `None` if no more can be held open.
    pub(super) fn listen(
        &self,
        organisation: OrganisationId,
        person: PersonId,
        device: DeviceId,
        address: CallerAddress,
    ) -> Option<Listener> {
        let mut lines = locked(&self.lines);
        let of_address = lines.addresses.get(&address).copied().unwrap_or(0);
        if lines.open >= self.most || self.most_of_address.is_some_and(|most| of_address >= most) {
            return None;
        }
        lines.open += 1;
        *lines.addresses.entry(address).or_insert(0) += 1;
        lines.opened += 1;
        let number = lines.opened;
        let (sender, news) = watch::channel(News::default());
        lines.organisations.entry(organisation).or_default().insert(device, Line { person, number, news: sender });
        Some(Listener { lines: Arc::clone(&self.lines), organisation, device, address, number, news })
    }

    /// Whether any device of the organisation listens.
    pub(crate) fn has_listeners(&self, organisation: OrganisationId) -> bool {
        locked(&self.lines).organisations.contains_key(&organisation)
    }

    /// Pokes the devices of these people, but not `except`.
    pub(crate) fn poke(&self, organisation: OrganisationId, people: &BTreeSet<PersonId>, except: Option<DeviceId>) {
        let lines = locked(&self.lines);
        let Some(devices) = lines.organisations.get(&organisation) else { return };
        for (device, line) in devices {
            if Some(*device) != except && people.contains(&line.person) {
                line.news.send_modify(|news| news.at_once += 1);
            }
        }
    }

    /// Pokes every device of the organisation, spread over a while.
    pub(crate) fn poke_all(&self, organisation: OrganisationId) {
        let lines = locked(&self.lines);
        for line in lines.organisations.get(&organisation).into_iter().flat_map(HashMap::values) {
            line.news.send_modify(|news| news.soon += 1);
        }
    }

    /// Ends the line of a device.
    pub(crate) fn hang_up(&self, organisation: OrganisationId, device: DeviceId) {
        locked(&self.lines).forget(organisation, device, None);
    }
}

impl Lines {
    fn forget(&mut self, organisation: OrganisationId, device: DeviceId, number: Option<u64>) {
        let Some(devices) = self.organisations.get_mut(&organisation) else { return };
        if devices.get(&device).is_some_and(|line| number.is_none_or(|number| line.number == number)) {
            devices.remove(&device);
        }
        if devices.is_empty() {
            self.organisations.remove(&organisation);
        }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let mut lines = locked(&self.lines);
        lines.open = lines.open.saturating_sub(1);
        if let Some(count) = lines.addresses.get_mut(&self.address) {
            *count = count.saturating_sub(1);
            if *count == 0 {
                lines.addresses.remove(&self.address);
            }
        }
        lines.forget(self.organisation, self.device, Some(self.number));
    }
}

fn locked(lines: &Mutex<Lines>) -> MutexGuard<'_, Lines> {
    lines.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hangzhou() -> OrganisationId {
        OrganisationId::from_bytes([1; 16])
    }

    fn wang() -> PersonId {
        PersonId::from_bytes([2; 16])
    }

    fn zhao() -> PersonId {
        PersonId::from_bytes([3; 16])
    }

    fn phone(byte: u8) -> DeviceId {
        DeviceId::from_bytes([byte; 16])
    }

    fn pokes(max_connections: usize) -> Pokes {
        Pokes::new(&Config { max_connections, ..Config::default() })
    }

    fn opened(pokes: &Pokes, person: PersonId, device: u8) -> Listener {
        pokes.listen(hangzhou(), person, phone(device), CallerAddress::nobody()).unwrap()
    }

    #[test]
    fn only_whom_it_concerns_is_poked_and_not_the_device_it_came_from() {
        let pokes = pokes(100);
        let (mut phone_of_wang, mut tablet) = (opened(&pokes, wang(), 1), opened(&pokes, wang(), 2));
        let of_zhao = opened(&pokes, zhao(), 3);
        pokes.poke(hangzhou(), &BTreeSet::from([wang()]), Some(phone(1)));
        pokes.poke(OrganisationId::from_bytes([9; 16]), &BTreeSet::from([zhao()]), None);
        assert!(!phone_of_wang.news.has_changed().unwrap());
        assert!(!of_zhao.news.has_changed().unwrap());
        assert_eq!(*tablet.news.borrow_and_update(), News { at_once: 1, soon: 0 });
        pokes.poke_all(hangzhou());
        assert_eq!(*phone_of_wang.news.borrow_and_update(), News { at_once: 0, soon: 1 });
    }

    #[test]
    fn a_device_has_one_line_and_none_once_it_is_put_out() {
        let pokes = pokes(100);
        let first = opened(&pokes, wang(), 1);
        let second = opened(&pokes, wang(), 1);
        assert!(first.news.has_changed().is_err(), "the newer one counts");
        drop(first);
        assert!(second.news.has_changed().is_ok(), "an older one that ends takes nothing along");
        pokes.hang_up(hangzhou(), phone(1));
        assert!(second.news.has_changed().is_err());
        assert!(!pokes.has_listeners(hangzhou()));
    }

    #[test]
    fn lines_leave_room_for_syncs() {
        let pokes = pokes(4);
        let held = [opened(&pokes, wang(), 1), opened(&pokes, wang(), 2)];
        assert!(pokes.listen(hangzhou(), zhao(), phone(3), CallerAddress::nobody()).is_none());
        drop(held);
        opened(&pokes, zhao(), 3);
        let lines = locked(&pokes.lines);
        assert_eq!((lines.open, lines.addresses.len()), (0, 0));
    }
}
