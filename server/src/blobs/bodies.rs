//! How many bodies with photos are taken in at the same time, in all and of each device: each holds a piece in memory.
//!
//! Apart from [`crate::admission`]: a photo takes minutes over a slow line, and would keep a place to work from everybody.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use model::id::DeviceId;

/// Bodies of one device: the one that goes on, and one whose line is gone and that nobody has noticed yet.
const OF_A_DEVICE: usize = 2;
/// Bodies in all; each holds up to 512 KiB.
const IN_ALL: usize = 256;

/// The bodies of one server process.
#[derive(Debug, Default)]
pub(crate) struct Bodies {
    held: Mutex<HashMap<DeviceId, usize>>,
}

/// A body that is taken in; given back when this is dropped.
#[derive(Debug)]
pub(super) struct Place {
    bodies: Arc<Bodies>,
    device: DeviceId,
}

impl Bodies {
    /// A place for one more body of `device`; `None` if it has its places, or all are taken.
    pub(super) fn take(self: &Arc<Self>, device: DeviceId) -> Option<Place> {
        let mut held = self.held();
        let own = held.get(&device).copied().unwrap_or(0);
        if own >= OF_A_DEVICE || held.values().sum::<usize>() >= IN_ALL {
            return None;
        }
        held.insert(device, own + 1);
        Some(Place { bodies: Arc::clone(self), device })
    }

    fn held(&self) -> MutexGuard<'_, HashMap<DeviceId, usize>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut held = self.bodies.held();
        if let Some(own) = held.get_mut(&self.device) {
            *own -= 1;
            if *own == 0 {
                held.remove(&self.device);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn device(number: usize) -> DeviceId {
        let mut id = [0; 16];
        id[..8].copy_from_slice(&(number as u64).to_be_bytes());
        DeviceId::from_bytes(id)
    }

    #[test]
    fn bodies_are_bounded_in_all_and_for_each_device_and_given_back() {
        let bodies = Arc::<Bodies>::default();
        let mut places: Vec<Option<Place>> = (0..IN_ALL).map(|number| bodies.take(device(number / OF_A_DEVICE))).collect();
        assert!(places.iter().all(Option::is_some));
        assert!(bodies.take(device(IN_ALL)).is_none(), "all are taken");
        places.truncate(3);
        assert!(bodies.take(device(0)).is_none(), "the device has its places");
        assert!(bodies.take(device(1)).is_some());
        drop(places);
        assert!(bodies.held().is_empty());
    }
}
