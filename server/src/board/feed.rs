//! How far each organisation's board has come, told after the commit.
//!
//! Only the number is handed round. Whoever listens reads the rows after the last one it has seen, so nothing is lost or comes
//! twice when many changes arrive at once, and a slow page costs no memory here.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use model::id::OrganisationId;
use tokio::sync::watch;

/// The feed of one server process.
#[derive(Debug, Default)]
pub(crate) struct Feed {
    organisations: Mutex<HashMap<OrganisationId, watch::Sender<u64>>>,
}

impl Feed {
    /// Tells listeners of `organisation` that rows up to `seq` are durable.
    pub(crate) fn publish(&self, organisation: OrganisationId, seq: u64) {
        let mut organisations = self.organisations.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(sender) = organisations.get(&organisation) else { return };
        if sender.receiver_count() == 0 {
            organisations.remove(&organisation);
            return;
        }
        sender.send_if_modified(|last| {
            let newer = seq > *last;
            *last = seq.max(*last);
            newer
        });
    }

    /// Listens for `organisation` from now on.
    pub(crate) fn listen(&self, organisation: OrganisationId) -> watch::Receiver<u64> {
        let mut organisations = self.organisations.lock().unwrap_or_else(PoisonError::into_inner);
        organisations.entry(organisation).or_insert_with(|| watch::Sender::new(0)).subscribe()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn organisation(byte: u8) -> OrganisationId {
        OrganisationId::from_bytes([byte; 16])
    }

    #[tokio::test]
    async fn a_listener_hears_the_furthest_commit_of_its_own_organisation() {
        let feed = Feed::default();
        feed.publish(organisation(1), 4);
        let mut listener = feed.listen(organisation(1));
        feed.publish(organisation(1), 9);
        feed.publish(organisation(1), 7);
        feed.publish(organisation(2), 90);
        listener.changed().await.unwrap();
        assert_eq!(*listener.borrow_and_update(), 9);
        assert!(!listener.has_changed().unwrap());
    }

    #[test]
    fn an_organisation_nobody_listens_to_is_forgotten() {
        let feed = Feed::default();
        drop(feed.listen(organisation(1)));
        feed.publish(organisation(1), 1);
        assert!(feed.organisations.lock().unwrap().is_empty());
    }
}
