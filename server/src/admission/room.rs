//! The waiting room of requests: bounded in bytes, in seats, and in how long one waits; places to work are dealt fairly.
//!
//! * A device has one request at work and one that waits, whatever it sends.
//! * When the room is full, an organisation has its fair share of it: as much as there are organisations in the room.
//! * Places go to the organisations with waiting requests in turn, and within one to its devices in turn.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use model::id::{DeviceId, OrganisationId};
use tokio::sync::{oneshot, watch};
use tokio::time::Instant;

/// Requests of one device in the room: one at work, one that waits.
const SEATS_OF_A_DEVICE: usize = 2;
/// Longest that a request is expected to wait for its place when it is let in.
const EXPECTED: Duration = Duration::from_millis(1_500);
/// Longest that a request waits for its place, whatever was expected.
const PATIENCE: Duration = Duration::from_secs(5);
/// A request of which nothing is known yet is expected to take so long.
const FIRST_GUESS: Duration = Duration::from_millis(10);
/// Those who are turned away are expected to take so many times less than those before them: the first of a rush are measured while all the
/// others connect. Who comes too early is told again, which costs little; who comes too late leaves the places empty.
const EASIER: u32 = 2;
/// Longest time anybody is told to stay away, in **seconds**.
const LONGEST_WAIT_S: u64 = 120;

/// The bounds of a room.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bounds {
    /// Requests at work at the same time.
    pub(super) places: usize,
    /// Requests that hold a seat at the same time.
    pub(super) seats: usize,
    /// What the bodies of all seats hold together, in **bytes**.
    pub(super) bytes: usize,
}

/// The waiting room of one server.
#[derive(Debug)]
pub(crate) struct Room {
    bounds: Bounds,
    inside: Mutex<Inside>,
    /// Whether a request works or waits for a place.
    busy: watch::Sender<bool>,
}

#[derive(Debug)]
struct Inside {
    /// Only those with somebody in the room.
    organisations: HashMap<OrganisationId, Organisation>,
    /// Organisations with a request that may start, in turn.
    turn: VecDeque<OrganisationId>,
    working: usize,
    seats: usize,
    waiting: usize,
    bytes: usize,
    last: u64,
    /// How long a request holds its place, smoothed.
    takes: Duration,
    /// Until when the time of the places is given away to those who were turned away.
    booked: Option<Instant>,
}

#[derive(Debug, Default)]
struct Organisation {
    seats: usize,
    waiting: usize,
    bytes: usize,
    devices: HashMap<DeviceId, Device>,
    /// Devices with a request that may start, in turn.
    turn: VecDeque<DeviceId>,
}

#[derive(Debug, Default)]
struct Device {
    seats: usize,
    works: bool,
    waiting: VecDeque<(u64, oneshot::Sender<()>)>,
}

/// Turned away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Shed {
    /// When there will be room, in **seconds** from now.
    pub(super) wait_s: u32,
}

/// A seat in the room, and the memory of a body; given back when this is dropped.
#[derive(Debug)]
pub(super) struct Seat {
    room: Arc<Room>,
    organisation: OrganisationId,
    device: DeviceId,
    bytes: usize,
}

/// A place to work with its seat; given back when this is dropped.
#[derive(Debug)]
pub(super) struct Place {
    /// Dropped after the place is given back.
    seat: Seat,
    ticket: u64,
    /// When work began; `None` while this waits.
    since: Option<Instant>,
}

impl Room {
    /// The room of a machine with so many cores. Most of a request's time passes in waiting for the disk, which many share at once.
    pub(crate) fn of(cores: usize) -> Self {
        Self::with(Bounds { places: (cores * 8).clamp(8, 64), seats: 2_048, bytes: 64 << 20 })
    }

    fn with(bounds: Bounds) -> Self {
        let inside = Inside {
            organisations: HashMap::new(),
            turn: VecDeque::new(),
            working: 0,
            seats: 0,
            waiting: 0,
            bytes: 0,
            last: 0,
            takes: FIRST_GUESS,
            booked: None,
        };
        Self { bounds, inside: Mutex::new(inside), busy: watch::Sender::new(false) }
    }

    /// Waits until no request works or waits for a place. Bodies that are still on their way do not count.
    pub(crate) async fn quiet(&self) {
        let mut busy = self.busy.subscribe();
        // The sender lives as long as this waits.
        drop(busy.wait_for(|busy| !busy).await);
    }

    /// Tells whether there is work, to be called whenever that may have changed.
    fn tell(&self, inside: &Inside) {
        let busy = inside.working + inside.waiting > 0;
        self.busy.send_if_modified(|known| std::mem::replace(known, busy) != busy);
    }

    fn inside(&self) -> MutexGuard<'_, Inside> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How full the room is, in **hundredths**: of seats, of bytes, or of the wait beyond which nobody more is let in, whatever is fuller.
    pub(crate) fn fill(&self) -> u32 {
        let inside = self.inside();
        let part = |held: usize, most: usize| u32::try_from(held.saturating_mul(100) / most.max(1)).unwrap_or(u32::MAX);
        let ahead = u32::try_from(inside.waiting / self.bounds.places.max(1)).unwrap_or(u32::MAX);
        let wait = usize::try_from(inside.takes.saturating_mul(ahead).as_micros()).unwrap_or(usize::MAX);
        let expected = usize::try_from(EXPECTED.as_micros()).unwrap_or(usize::MAX);
        part(inside.seats, self.bounds.seats).max(part(inside.bytes, self.bounds.bytes)).max(part(wait, expected))
    }

    /// A seat for a request whose body has up to `bytes`.
    ///
    /// # Errors
    /// [`Shed`] if the device has its seats, the room is full and its organisation has its share, or the wait would be too long.
    pub(super) fn seat(self: &Arc<Self>, organisation: OrganisationId, device: DeviceId, bytes: usize) -> Result<Seat, Shed> {
        let mut inside = self.inside();
        let own = inside.organisations.get(&organisation);
        let (seats, held, of_device) =
            own.map_or((0, 0, 0), |own| (own.seats, own.bytes, own.devices.get(&device).map_or(0, |device| device.seats)));
        if of_device >= SEATS_OF_A_DEVICE {
            // It waits for itself: no time of the places is given away to it.
            return Err(Shed { wait_s: 1 });
        }
        let present = inside.organisations.len() + usize::from(own.is_none());
        let fills = |all: usize, own: usize, bound: usize| all > bound && own.saturating_mul(present) > bound;
        let full = fills(inside.seats + 1, seats + 1, self.bounds.seats) || fills(inside.bytes + bytes, held + bytes, self.bounds.bytes);
        if full || inside.expects(organisation, self.bounds.places) > EXPECTED {
            return Err(inside.shed(self.bounds.places));
        }
        inside.seats += 1;
        inside.bytes += bytes;
        let own = inside.organisations.entry(organisation).or_default();
        own.seats += 1;
        own.bytes += bytes;
        own.devices.entry(device).or_default().seats += 1;
        Ok(Seat { room: Arc::clone(self), organisation, device, bytes })
    }
}

impl Seat {
    /// Waits for a place to work.
    ///
    /// # Errors
    /// [`Shed`] if the wait is, or would be, too long.
    pub(super) async fn place(self) -> Result<Place, Shed> {
        let (room, places) = (Arc::clone(&self.room), self.room.bounds.places);
        let (mut place, called) = {
            let mut inside = room.inside();
            if inside.expects(self.organisation, places) > EXPECTED {
                return Err(inside.shed(places));
            }
            let (tell, called) = oneshot::channel();
            let ticket = inside.queue(&self, tell);
            inside.deal(places);
            room.tell(&inside);
            (Place { seat: self, ticket, since: None }, called)
        };
        if tokio::time::timeout(PATIENCE, called).await.is_err() {
            return Err(room.inside().shed(places));
        }
        place.since = Some(Instant::now());
        Ok(place)
    }
}

impl Inside {
    /// How long a new request of `organisation` is expected to wait: behind its own, and behind as many of each other.
    fn expects(&self, organisation: OrganisationId, places: usize) -> Duration {
        let own = self.organisations.get(&organisation).map_or(0, |own| own.waiting);
        let others = self.organisations.iter().filter(|(id, _)| **id != organisation).map(|(_, other)| other.waiting.min(own + 1));
        let ahead = own + others.sum::<usize>();
        self.takes * u32::try_from(ahead / places.max(1)).unwrap_or(u32::MAX)
    }

    /// Turns one away: each gets a time of its own, as far off as the places need to work off all who were turned away before.
    fn shed(&mut self, places: usize) -> Shed {
        let now = Instant::now();
        let each = self.takes / u32::try_from(places.max(1)).unwrap_or(u32::MAX);
        let latest = now + Duration::from_secs(LONGEST_WAIT_S);
        let backlog = now + each.saturating_mul(u32::try_from(self.waiting).unwrap_or(u32::MAX));
        let booked = self.booked.map_or(backlog, |booked| booked.max(backlog)) + each / EASIER;
        self.booked = Some(booked.min(latest));
        let wait = booked.min(latest).duration_since(now).as_secs() + 1;
        Shed { wait_s: u32::try_from(wait).unwrap_or(u32::MAX) }
    }

    fn queue(&mut self, seat: &Seat, tell: oneshot::Sender<()>) -> u64 {
        self.last += 1;
        self.waiting += 1;
        let organisation = self.organisations.entry(seat.organisation).or_default();
        organisation.waiting += 1;
        let device = organisation.devices.entry(seat.device).or_default();
        device.waiting.push_back((self.last, tell));
        self.may_start(seat.organisation, seat.device);
        self.last
    }

    /// Puts the device in the line if it has a request that may start and stands in none yet.
    fn may_start(&mut self, id: OrganisationId, device: DeviceId) {
        let Some(organisation) = self.organisations.get_mut(&id) else { return };
        let ready = organisation.devices.get(&device).is_some_and(|device| !device.works && !device.waiting.is_empty());
        if !ready || organisation.turn.contains(&device) {
            return;
        }
        organisation.turn.push_back(device);
        if !self.turn.contains(&id) {
            self.turn.push_back(id);
        }
    }

    /// Deals free places to those whose turn it is.
    fn deal(&mut self, places: usize) {
        while self.working < places {
            let Some(id) = self.turn.pop_front() else { return };
            let Some(organisation) = self.organisations.get_mut(&id) else { continue };
            let next = organisation.turn.pop_front();
            let device = next.and_then(|next| organisation.devices.get_mut(&next));
            let called = device.filter(|device| !device.works).and_then(|device| {
                let (_, tell) = device.waiting.pop_front()?;
                device.works = true;
                Some(tell)
            });
            if called.is_some() {
                organisation.waiting -= 1;
            }
            if !organisation.turn.is_empty() {
                self.turn.push_back(id);
            }
            if let Some(tell) = called {
                self.waiting -= 1;
                self.working += 1;
                // Whoever does not wait any more gives the place back itself.
                let _ = tell.send(());
            }
        }
    }

    /// Ends the request with this ticket: it waits no more, or its place is free.
    fn end(&mut self, seat: &Seat, ticket: u64, worked: Option<Duration>) {
        let Some(organisation) = self.organisations.get_mut(&seat.organisation) else { return };
        let Some(device) = organisation.devices.get_mut(&seat.device) else { return };
        if let Some(at) = device.waiting.iter().position(|(waiting, _)| *waiting == ticket) {
            device.waiting.remove(at);
            organisation.waiting -= 1;
            self.waiting -= 1;
            return;
        }
        device.works = false;
        self.working -= 1;
        if let Some(worked) = worked {
            self.takes = (self.takes * 15 + worked) / 16;
        }
        self.may_start(seat.organisation, seat.device);
    }

    fn leave(&mut self, seat: &Seat) {
        self.seats -= 1;
        self.bytes -= seat.bytes;
        let Some(organisation) = self.organisations.get_mut(&seat.organisation) else { return };
        organisation.seats -= 1;
        organisation.bytes -= seat.bytes;
        if let Some(device) = organisation.devices.get_mut(&seat.device) {
            device.seats -= 1;
            if device.seats == 0 {
                organisation.devices.remove(&seat.device);
            }
        }
        if organisation.seats == 0 {
            self.organisations.remove(&seat.organisation);
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let places = self.seat.room.bounds.places;
        let mut inside = self.seat.room.inside();
        inside.end(&self.seat, self.ticket, self.since.map(|since| since.elapsed()));
        inside.deal(places);
        self.seat.room.tell(&inside);
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.room.inside().leave(self);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test that cannot go on stops")]

    use std::future::Future;
    use std::pin::{Pin, pin};
    use std::task::{Context, Poll, Waker};

    use super::*;

    type Waiting = Pin<Box<dyn Future<Output = Result<Place, Shed>> + Send>>;

    fn organisation(byte: u8) -> OrganisationId {
        OrganisationId::from_bytes([byte; 16])
    }

    fn device(byte: u8) -> DeviceId {
        DeviceId::from_bytes([byte; 16])
    }

    fn room(places: usize, seats: usize, bytes: usize) -> Arc<Room> {
        Arc::new(Room::with(Bounds { places, seats, bytes }))
    }

    #[tokio::test]
    async fn the_room_is_as_full_as_what_is_scarcest() {
        let room = room(1, 10, 1_000);
        assert_eq!(room.fill(), 0);
        let seat = Room::seat(&room, organisation(1), device(1), 100).unwrap();
        assert_eq!(room.fill(), 10, "one seat of ten, a tenth of the bytes");
        let large = Room::seat(&room, organisation(1), device(2), 500).unwrap();
        assert_eq!(room.fill(), 60, "bytes");
        drop(large);
        room.inside().takes = Duration::from_millis(300);
        let place = seat.place().await.unwrap();
        let mut waiting: Vec<Waiting> =
            (3..6).map(|byte| Box::pin(Room::seat(&room, organisation(1), device(byte), 0).unwrap().place()) as Waiting).collect();
        waiting.iter_mut().for_each(|waiting| assert!(poll(waiting).is_pending()));
        assert_eq!(room.fill(), 60, "three times 300 ms of the 1.5 s that anybody may wait");
        drop((waiting, place));
        assert_eq!(room.fill(), 0);
    }

    fn poll(waiting: &mut Waiting) -> Poll<Result<Place, Shed>> {
        pin!(waiting).as_mut().poll(&mut Context::from_waker(Waker::noop()))
    }

    /// A request of a device of an organisation that waits, or works already.
    fn asks(room: &Arc<Room>, of: u8, by: u8) -> Waiting {
        let mut waiting: Waiting = Box::pin(room.seat(organisation(of), device(by), 10).unwrap().place());
        if let Poll::Ready(ready) = poll(&mut waiting) {
            let mut ready = Some(ready);
            return Box::pin(std::future::poll_fn(move |_| ready.take().map_or(Poll::Pending, Poll::Ready)));
        }
        waiting
    }

    fn works(waiting: &mut Waiting) -> Option<Place> {
        match poll(waiting) {
            Poll::Ready(place) => Some(place.unwrap()),
            Poll::Pending => None,
        }
    }

    #[tokio::test]
    async fn places_go_round_organisations_and_then_devices() {
        let room = room(1, 100, 10_000);
        let first = works(&mut asks(&room, 1, 1)).unwrap();
        // Organisation 1 floods with many devices; 2 and 3 come later with one each.
        let mut waiting: Vec<((u8, u8), Waiting)> = (2..8).map(|by| ((1, by), asks(&room, 1, by))).collect();
        waiting.push(((2, 20), asks(&room, 2, 20)));
        waiting.push(((3, 30), asks(&room, 3, 30)));
        let (mut order, mut working) = (Vec::new(), Some(first));
        while !waiting.is_empty() {
            drop(working.take());
            let at = waiting.iter_mut().position(|(_, waiting)| match works(waiting) {
                Some(place) => working.insert(place).ticket > 0,
                None => false,
            });
            order.push(waiting.remove(at.unwrap()).0);
        }
        assert_eq!(order, [(1, 2), (2, 20), (3, 30), (1, 3), (1, 4), (1, 5), (1, 6), (1, 7)]);
        drop(working);
        assert_empty(&room);
    }

    #[tokio::test]
    async fn a_device_has_one_request_at_work_and_one_that_waits() {
        let room = room(10, 100, 10_000);
        let first = works(&mut asks(&room, 1, 1)).unwrap();
        let mut second = asks(&room, 1, 1);
        assert!(works(&mut second).is_none(), "there are free places, but not for this device");
        for _ in 0..1_000 {
            assert_eq!(room.seat(organisation(1), device(1), 10).unwrap_err(), Shed { wait_s: 1 });
        }
        assert_eq!(room.inside().booked, None, "who floods pushes nobody else's time away");
        let other = works(&mut asks(&room, 1, 2)).unwrap();
        drop(first);
        drop((works(&mut second).unwrap(), other, second));
        assert_empty(&room);
    }

    #[tokio::test]
    async fn whoever_hangs_up_leaves_no_place_behind() {
        let room = room(1, 100, 10_000);
        let first = works(&mut asks(&room, 1, 1)).unwrap();
        let gone = asks(&room, 1, 2);
        let called = asks(&room, 2, 3);
        let mut last = asks(&room, 2, 4);
        drop(gone);
        // `called` has its place the moment the first is done, and hangs up without having looked.
        drop(first);
        drop(called);
        drop((works(&mut last).unwrap(), last));
        assert_empty(&room);
    }

    #[tokio::test]
    async fn a_full_room_leaves_others_their_share() {
        for (seats, bytes) in [(10, 10_000), (100, 100)] {
            let room = room(1, seats, bytes);
            let _flood: Vec<Waiting> = (0..10).map(|by| asks(&room, 1, by)).collect();
            assert!(room.seat(organisation(1), device(99), 10).is_err());
            let others: Vec<Seat> = (0..5).map(|by| room.seat(organisation(2), device(100 + by), 10).unwrap()).collect();
            assert!(room.seat(organisation(2), device(200), 10).is_err(), "{} of {seats}", others.len());
            assert!(room.seat(organisation(1), device(201), 10).is_err());
        }
    }

    #[tokio::test]
    async fn who_would_wait_too_long_is_told_when_to_come_and_not_all_at_the_same_time() {
        let room = room(2, 10_000, 1 << 20);
        room.inside().takes = Duration::from_secs(1);
        let waiting: Vec<Waiting> = (0..6).map(|by| asks(&room, 1, by)).collect();
        let times: Vec<u32> = (0..20).map(|by| room.seat(organisation(1), device(100 + by), 10).unwrap_err().wait_s).collect();
        assert!(times[0] == 3 && times[19] == 7, "two places, a second each, four wait, and half as long for each after them: {times:?}");
        assert!(times.is_sorted());
        // The other organisation does not stand behind all of them.
        let mut other = asks(&room, 2, 50);
        drop(waiting);
        drop((works(&mut other).unwrap(), other));
        assert_empty(&room);
    }

    #[tokio::test]
    async fn the_room_is_quiet_once_nobody_works_or_waits() {
        let room = room(1, 10, 1_000);
        room.quiet().await;
        let first = works(&mut asks(&room, 1, 1)).unwrap();
        let mut second = asks(&room, 1, 2);
        let mut quiet = Box::pin(room.quiet());
        let mut is_quiet = || pin!(&mut quiet).as_mut().poll(&mut Context::from_waker(Waker::noop())).is_ready();
        assert!(!is_quiet());
        drop(first);
        assert!(!is_quiet(), "the second works now");
        drop(works(&mut second).unwrap());
        assert!(is_quiet());
    }

    fn assert_empty(room: &Room) {
        let inside = room.inside();
        assert_eq!((inside.working, inside.seats, inside.waiting, inside.bytes), (0, 0, 0, 0));
        assert!(inside.organisations.is_empty());
    }
}
