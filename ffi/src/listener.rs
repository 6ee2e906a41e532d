//! Observing: the host hands in a [`DeviceListener`] and holds a [`Subscription`] for as long as it wants to be told.
//!
//! Notices of one subscription come one after the other on a thread of their own, so that a slow listener delays neither the
//! technician nor the sync. A listener that falls too far behind is told once to read everything again.

use std::sync::Arc;
use std::thread;

use client_core::Notice as CoreNotice;
use model::id::DocumentId;
use model::reference::Set;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use tokio_util::sync::{CancellationToken, DropGuard};

use crate::failures::FieldError;

/// What changed. Sent after it is on disk: whoever looks then sees it.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Enum)]
pub enum Notice {
    /// One document: a visit, a repair, an old part, a complaint or a day.
    Document {
        /// Which.
        id: DocumentId,
    },
    /// What waits to be sent, or what the last contact came to.
    Outbox,
    /// The lists of documents.
    Agenda,
    /// The network switch.
    Network,
    /// Who this device is.
    Identity,
    /// Reference data.
    Reference {
        /// Which set.
        set: Set,
    },
    /// Notices were missed: read everything again that you show.
    Everything,
}

impl From<CoreNotice> for Notice {
    fn from(notice: CoreNotice) -> Self {
        match notice {
            CoreNotice::Document(id) => Self::Document { id },
            CoreNotice::Outbox => Self::Outbox,
            CoreNotice::Agenda => Self::Agenda,
            CoreNotice::Network => Self::Network,
            CoreNotice::Identity => Self::Identity,
            CoreNotice::Reference(set) => Self::Reference { set },
        }
    }
}

/// What the host implements to be told.
#[uniffi::export(with_foreign)]
pub trait DeviceListener: Send + Sync {
    /// Something changed; read again what you show. Called on a thread of the subscription: hand over to the thread that draws.
    ///
    /// # Errors
    /// [`ListenerFailure`] if the host could not take the notice. It is logged, and the next notice comes all the same.
    fn on_notice(&self, notice: Notice) -> Result<(), ListenerFailure>;
}

/// The listener could not take a notice.
#[derive(Debug, thiserror::Error, uniffi::Error)]
pub enum ListenerFailure {
    /// What the host says about it.
    #[error("{detail}")]
    Failed {
        /// For a log.
        detail: String,
    },
}

impl From<uniffi::UnexpectedUniFFICallbackError> for ListenerFailure {
    fn from(error: uniffi::UnexpectedUniFFICallbackError) -> Self {
        Self::Failed { detail: error.reason }
    }
}

/// A listener that is being told. Ends when it is cancelled, when it is dropped, and with the device.
#[derive(uniffi::Object)]
pub struct Subscription {
    cancelled: CancellationToken,
    ended: CancellationToken,
    _ends_when_dropped: DropGuard,
}

#[uniffi::export]
impl Subscription {
    /// Ends the subscription. A call that is under way still comes to its end; no other begins.
    pub fn cancel(&self) {
        self.cancelled.cancel();
    }
}

#[uniffi::export(async_runtime = "tokio")]
impl Subscription {
    /// Waits until the subscription has ended: afterwards the listener has been let go and is not called any more. A host whose
    /// runtime can end before the process does (Python's interpreter) cancels and waits first.
    pub async fn ended(&self) {
        self.ended.cancelled().await;
    }
}

impl Subscription {
    /// Begins to tell `listener` what `notices` say.
    pub(crate) fn begin(notices: Receiver<CoreNotice>, listener: Arc<dyn DeviceListener>) -> Result<Arc<Self>, FieldError> {
        let (cancelled, ended) = (CancellationToken::new(), CancellationToken::new());
        let runtime = tokio::runtime::Builder::new_current_thread().build().map_err(FieldError::no_thread)?;
        let (until, has_ended) = (cancelled.clone(), ended.clone().drop_guard());
        let work = move || {
            // Dropped last: by then the listener is let go.
            let _has_ended = has_ended;
            runtime.block_on(until.run_until_cancelled_owned(tell(notices, listener)));
        };
        thread::Builder::new().name("fieldcore-notices".to_owned()).spawn(work).map_err(FieldError::no_thread)?;
        Ok(Arc::new(Self { _ends_when_dropped: cancelled.clone().drop_guard(), cancelled, ended }))
    }
}

async fn tell(mut notices: Receiver<CoreNotice>, listener: Arc<dyn DeviceListener>) {
    loop {
        let notice = match notices.recv().await {
            Ok(notice) => notice.into(),
            Err(RecvError::Lagged(_)) => Notice::Everything,
            Err(RecvError::Closed) => return,
        };
        if let Err(failure) = listener.on_notice(notice) {
            tracing::warn!(failure = %failure, "a listener could not take a notice");
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;
    use std::time::Duration;

    use tokio::sync::broadcast;

    use super::*;

    /// Ends a test that would otherwise hang.
    const LONG: Duration = Duration::from_secs(20);

    /// Passes on what it is told, refuses the switch, and says when it is let go.
    struct Screen {
        told: mpsc::Sender<Notice>,
    }

    impl DeviceListener for Screen {
        fn on_notice(&self, notice: Notice) -> Result<(), ListenerFailure> {
            self.told.send(notice.clone()).unwrap();
            match notice {
                Notice::Network => Err(ListenerFailure::Failed { detail: "the screen is gone".to_owned() }),
                _ => Ok(()),
            }
        }
    }

    fn screen() -> (Arc<Screen>, mpsc::Receiver<Notice>) {
        let (told, seen) = mpsc::channel();
        (Arc::new(Screen { told }), seen)
    }

    #[test]
    fn a_listener_is_told_in_order_even_after_it_failed_once() {
        let (screen, seen) = screen();
        let notices = broadcast::Sender::new(8);
        let _subscription = Subscription::begin(notices.subscribe(), screen).unwrap();
        let id = DocumentId::from_bytes([7; 16]);
        for notice in [CoreNotice::Network, CoreNotice::Document(id), CoreNotice::Outbox] {
            notices.send(notice).unwrap();
        }
        let told: Vec<Notice> = (0..3).map(|_| seen.recv_timeout(LONG).unwrap()).collect();
        assert_eq!(told, [Notice::Network, Notice::Document { id }, Notice::Outbox]);
    }

    #[test]
    fn a_listener_that_missed_notices_is_told_to_read_everything() {
        let (screen, seen) = screen();
        let notices = broadcast::Sender::new(2);
        let late = notices.subscribe();
        for _ in 0..5 {
            notices.send(CoreNotice::Outbox).unwrap();
        }
        let _subscription = Subscription::begin(late, screen).unwrap();
        assert_eq!(seen.recv_timeout(LONG), Ok(Notice::Everything));
    }

    /// A subscription under way, the device's end, and where its notices arrive.
    fn under_way() -> (Arc<Subscription>, broadcast::Sender<CoreNotice>, mpsc::Receiver<Notice>) {
        let (screen, seen) = screen();
        let notices = broadcast::Sender::new(2);
        (Subscription::begin(notices.subscribe(), screen).unwrap(), notices, seen)
    }

    /// The listener was let go, and with it the other end of the channel.
    fn has_ended(seen: &mpsc::Receiver<Notice>) -> bool {
        seen.recv_timeout(LONG) == Err(mpsc::RecvTimeoutError::Disconnected)
    }

    #[test]
    fn a_cancelled_subscription_ends() {
        let (subscription, _device, seen) = under_way();
        subscription.cancel();
        tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(subscription.ended());
        assert_eq!(seen.try_recv(), Err(mpsc::TryRecvError::Disconnected), "the listener is let go before the end is told");
    }

    #[test]
    fn a_dropped_subscription_ends() {
        let (subscription, _device, seen) = under_way();
        drop(subscription);
        assert!(has_ended(&seen));
    }

    #[test]
    fn a_subscription_ends_with_its_device() {
        let (_subscription, device, seen) = under_way();
        drop(device);
        assert!(has_ended(&seen));
    }
}
