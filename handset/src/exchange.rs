//! Two handsets on one machine exchange over loopback TCP: one waits at a port, the other one goes there. The device's session does everything;
//! here are the socket, the clock and what the page shows of it.
//!
//! On the wire each frame stands behind its length, two bytes, little-endian. Left out: any address but this machine's, and finding each other.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use client_core::peer::VerifiedPeer;
use client_core::{Device, PeerError, PeerEvent, PeerReport, PeerRole, PeerSession};
use serde::Serialize;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio_util::sync::{CancellationToken, DropGuard};

/// The frames of this host, in **bytes**.
const FRAME_BYTES: usize = 16 * 1024;
/// How long somebody waits for somebody to come.
const WAIT: Duration = Duration::from_secs(300);
const TICK: Duration = Duration::from_secs(1);

/// Where an exchange is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub(crate) enum Stage {
    /// There is none.
    #[default]
    Idle,
    /// Somebody may come to this address.
    Waiting {
        /// Host and port on this machine.
        address: String,
    },
    /// The two devices find out who they are.
    Greeting,
    /// The other one is known to be a colleague's; the person has to agree.
    Asking {
        /// Who it is.
        peer: VerifiedPeer,
    },
    /// Documents go to and fro.
    Exchanging {
        /// Who it is.
        peer: VerifiedPeer,
        /// Changes taken so far.
        taken: u32,
    },
    /// Both are through.
    Done {
        /// Who it was.
        peer: VerifiedPeer,
        /// What it came to.
        report: PeerReport,
    },
    /// It ended before.
    Failed {
        /// The stable word for why.
        code: String,
        /// Why, for a person.
        detail: String,
    },
}

/// The one exchange of this page.
#[derive(Clone, Default)]
pub(crate) struct Exchange {
    inner: Arc<Mutex<Inner>>,
}

#[derive(Default)]
struct Inner {
    stage: Stage,
    /// Counts exchanges: one that was ended says nothing any more.
    turn: u64,
    agree: Option<mpsc::Sender<()>>,
    _stops_when_dropped: Option<DropGuard>,
}

/// What a running exchange holds.
struct Run {
    exchange: Exchange,
    turn: u64,
    agreed: mpsc::Receiver<()>,
    stop: CancellationToken,
}

impl Exchange {
    pub(crate) fn stage(&self) -> Stage {
        self.inner().stage.clone()
    }

    /// Waits at a free port of this machine until somebody comes. Ends what was under way.
    ///
    /// # Errors
    /// [`std::io::Error`] if there is no port to be had.
    pub(crate) async fn wait(&self, device: Device) -> std::io::Result<()> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let run = self.begin(Stage::Waiting { address: listener.local_addr()?.to_string() });
        tokio::spawn(async move {
            let stop = run.stop.clone();
            let come = async {
                match tokio::time::timeout(WAIT, listener.accept()).await {
                    Ok(come) => come.map(|(stream, _)| stream).map_err(Ended::Way),
                    Err(_) => Err(Ended::Session(PeerError::TimedOut)),
                }
            };
            tokio::select! {
                () = stop.cancelled() => {}
                come = come => run.go(device, PeerRole::Waited, come).await,
            }
        });
        Ok(())
    }

    /// Goes to somebody who waits. Ends what was under way.
    pub(crate) fn go(&self, device: Device, address: SocketAddr) {
        let run = self.begin(Stage::Greeting);
        tokio::spawn(async move {
            let stop = run.stop.clone();
            tokio::select! {
                () = stop.cancelled() => {}
                stream = TcpStream::connect(address) => run.go(device, PeerRole::Began, stream.map_err(Ended::Way)).await,
            }
        });
    }

    /// The person agrees. Answers whether anybody waits for that.
    pub(crate) fn agree(&self) -> bool {
        let inner = self.inner();
        matches!(inner.stage, Stage::Asking { .. }) && inner.agree.as_ref().is_some_and(|agree| agree.try_send(()).is_ok())
    }

    /// Ends what is under way.
    pub(crate) fn end(&self) {
        let mut inner = self.inner();
        *inner = Inner { turn: inner.turn + 1, ..Inner::default() };
    }

    fn begin(&self, stage: Stage) -> Run {
        let stop = CancellationToken::new();
        let (agree, agreed) = mpsc::channel(1);
        let mut inner = self.inner();
        let turn = inner.turn + 1;
        *inner = Inner { stage, turn, agree: Some(agree), _stops_when_dropped: Some(stop.clone().drop_guard()) };
        Run { exchange: self.clone(), turn, agreed, stop }
    }

    fn inner(&self) -> std::sync::MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Why an exchange ended.
enum Ended {
    Session(PeerError),
    Way(std::io::Error),
}

impl From<PeerError> for Ended {
    fn from(error: PeerError) -> Self {
        Self::Session(error)
    }
}

impl From<std::io::Error> for Ended {
    fn from(error: std::io::Error) -> Self {
        Self::Way(error)
    }
}

impl Run {
    fn show(&self, stage: Stage) {
        let mut inner = self.exchange.inner();
        if inner.turn == self.turn {
            inner.stage = stage;
        }
    }

    async fn go(mut self, device: Device, role: PeerRole, stream: Result<TcpStream, Ended>) {
        self.show(Stage::Greeting);
        let ended = match stream {
            Ok(stream) => self.talk(device, role, stream).await,
            Err(ended) => Err(ended),
        };
        let (code, detail) = match ended {
            Ok(()) => return,
            Err(Ended::Session(error)) => (error.code().to_owned(), error.to_string()),
            Err(Ended::Way(error)) => ("peer_way".to_owned(), error.to_string()),
        };
        tracing::info!(code, "an exchange with another device ended");
        self.show(Stage::Failed { code, detail });
    }

    async fn talk(&mut self, device: Device, role: PeerRole, stream: TcpStream) -> Result<(), Ended> {
        stream.set_nodelay(true)?;
        let (mut reader, mut writer) = stream.into_split();
        let mut session = device.peer_session(role, FRAME_BYTES)?;
        // Frames are read beside everything else: a read that is cut in the middle would lose its place.
        let (frames, mut came) = mpsc::channel::<Vec<u8>>(4);
        let reading = tokio::spawn(async move {
            while let Ok(length) = reader.read_u16_le().await {
                let mut frame = vec![0; usize::from(length)];
                if reader.read_exact(&mut frame).await.is_err() || frames.send(frame).await.is_err() {
                    break;
                }
            }
        });
        let _reading = AbortWhenDropped(reading);
        let (began, mut ticks) = (Instant::now(), tokio::time::interval(TICK));
        let mut peer: Option<VerifiedPeer> = None;
        let mut taken = 0;
        loop {
            session = send(session, &mut writer).await?;
            if let (true, Some(peer)) = (session.is_over(), &peer) {
                if !matches!(self.exchange.stage(), Stage::Done { .. }) {
                    self.show(Stage::Failed { code: PeerError::Closed.code().to_owned(), detail: peer.device_name.clone() });
                }
                return Ok(());
            }
            let frame = tokio::select! {
                () = self.stop.cancelled() => {
                    session.hang_up();
                    send(session, &mut writer).await?;
                    return Ok(());
                }
                _ = ticks.tick() => {
                    session.tick(u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX))?;
                    continue;
                }
                Some(()) = self.agreed.recv() => {
                    session = beside(session, PeerSession::accept).await?.0;
                    if let Some(peer) = &peer {
                        self.show(Stage::Exchanging { peer: peer.clone(), taken });
                    }
                    continue;
                }
                frame = came.recv() => frame.ok_or_else(|| std::io::Error::from(std::io::ErrorKind::UnexpectedEof))?,
            };
            let (back, events) = beside(session, move |session| Ok(session.receive(&frame))).await?;
            session = back;
            let events = match events {
                Ok(events) => events,
                Err(error) => {
                    // The other side hears why, if it still listens.
                    let _told = send(session, &mut writer).await;
                    return Err(error.into());
                }
            };
            for event in events {
                match event {
                    PeerEvent::Verified { peer: found } => {
                        peer = Some(found.clone());
                        self.show(if found.known { Stage::Exchanging { peer: found, taken } } else { Stage::Asking { peer: found } });
                    }
                    PeerEvent::Taken { changes, .. } => {
                        taken += changes;
                        if let Some(peer) = &peer {
                            self.show(Stage::Exchanging { peer: peer.clone(), taken });
                        }
                    }
                    PeerEvent::Refused { document, code, .. } => tracing::info!(%document, code, "something of a document was not taken"),
                    PeerEvent::Done { report } => {
                        if let Some(peer) = &peer {
                            self.show(Stage::Done { peer: peer.clone(), report });
                        }
                    }
                }
            }
        }
    }
}

/// Sends every frame that is ready.
async fn send(mut session: PeerSession, writer: &mut (impl tokio::io::AsyncWrite + Unpin)) -> Result<PeerSession, Ended> {
    loop {
        let (back, frame) = beside(session, PeerSession::poll_send).await?;
        session = back;
        let Some(frame) = frame else { return Ok(session) };
        let length = u16::try_from(frame.len()).map_err(|_| PeerError::FrameSize(frame.len()))?;
        writer.write_u16_le(length).await?;
        writer.write_all(&frame).await?;
    }
}

/// Runs `work` where it may wait for the disk.
async fn beside<T: Send + 'static>(
    mut session: PeerSession,
    work: impl FnOnce(&mut PeerSession) -> Result<T, PeerError> + Send + 'static,
) -> Result<(PeerSession, T), Ended> {
    let done = tokio::task::spawn_blocking(move || work(&mut session).map(|done| (session, done))).await;
    Ok(done.map_err(|_| PeerError::Closed)??)
}

struct AbortWhenDropped(tokio::task::JoinHandle<()>);

impl Drop for AbortWhenDropped {
    fn drop(&mut self) {
        self.0.abort();
    }
}
