//! A connection between the socket and hyper: it reads what has one reading only ([`super::framing`]), and keeps the deadlines that
//! hyper has none for.
//!
//! * The head of a request has to be there in [`Patience::head`] after its first byte, or after the connection was made.
//! * A connection that has answered and hears nothing is kept for [`Patience::idle`].
//! * A caller who takes nothing of the answer for [`Patience::answer`] is given up, and so is one who makes an answer wait, all pauses
//!   together, for that long and a second more for each [`SLOWEST`] bytes taken: who crawls holds a connection no longer than its worth.
//!   Once everything that there was is taken it counts anew, so that a feed may last however long.
//!
//! Left out: bodies, which have deadlines of their own ([`crate::http::slow_body`]).

use std::future::Future as _;
use std::io;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep, sleep};

use super::framing::{Found, Framing};

/// Slowest line that answers are sent over, in **bytes** per second: as slow as bodies may come.
const SLOWEST: u64 = 2_000;

/// How long a caller may keep a connection waiting.
#[derive(Debug, Clone, Copy)]
pub(super) struct Patience {
    /// For the head of a request.
    pub(super) head: Duration,
    /// For the next request.
    pub(super) idle: Duration,
    /// For taking more of an answer; also for all pauses of an answer together, beside the time that its bytes are worth.
    pub(super) answer: Duration,
}

/// What a connection and its handlers know of each other.
#[derive(Debug, Default)]
pub(super) struct Traffic {
    heads: AtomicU64,
    answered: AtomicU64,
    /// Since when the caller has taken nothing of what is to be written.
    stalled: Mutex<Option<Instant>>,
}

impl Traffic {
    /// Whether a request is being answered.
    pub(super) fn is_busy(&self) -> bool {
        self.heads.load(Ordering::Acquire) > self.answered.load(Ordering::Acquire)
    }

    /// Whether the connection waits for a request: none is being answered, and every answer is out.
    pub(super) fn is_waiting(&self) -> bool {
        !self.is_busy() && self.stalled_since().is_none()
    }

    /// Since when the caller has taken nothing of what is to be written, if something is.
    pub(super) fn stalled_since(&self) -> Option<Instant> {
        *self.stalled.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn stalls(&self, since: Option<Instant>) {
        *self.stalled.lock().unwrap_or_else(PoisonError::into_inner) = since;
    }

    fn heads(&self) -> u64 {
        self.heads.load(Ordering::Acquire)
    }
}

/// A request being answered; dropped when its answer is out.
#[derive(Debug)]
pub(super) struct Answering(Arc<Traffic>);

impl Answering {
    pub(super) fn begun(traffic: &Arc<Traffic>) -> Self {
        Self(Arc::clone(traffic))
    }
}

impl Drop for Answering {
    fn drop(&mut self) {
        self.0.answered.fetch_add(1, Ordering::AcqRel);
    }
}

/// What the connection waits for, and of which request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Waiting {
    Head(u64),
    Idle(u64),
}

/// The guarded connection.
#[derive(Debug)]
pub(super) struct Guarded<T> {
    inner: T,
    framing: Framing,
    traffic: Arc<Traffic>,
    patience: Patience,
    ended: bool,
    reading: Option<(Waiting, Pin<Box<Sleep>>)>,
    writing: Option<Pin<Box<Sleep>>>,
    taken: Taken,
}

/// How the caller takes the answers to one request.
#[derive(Debug, Default)]
struct Taken {
    /// The number of the request's head.
    heads: u64,
    /// How long everything had to wait for the caller since it had taken all there was.
    waited: Duration,
    /// How much it took since then, in **bytes**.
    bytes: u64,
}

impl Taken {
    /// How long the caller may take nothing now.
    fn left(&self, patience: Duration) -> Duration {
        let worth = patience.saturating_add(Duration::from_secs(self.bytes / SLOWEST));
        worth.saturating_sub(self.waited).min(patience)
    }
}

impl<T> Guarded<T> {
    pub(super) fn new(inner: T, traffic: Arc<Traffic>, patience: Patience) -> Self {
        Self { inner, framing: Framing::default(), traffic, patience, ended: false, reading: None, writing: None, taken: Taken::default() }
    }

    fn waiting(&self) -> Option<Waiting> {
        let heads = self.traffic.heads();
        // An answer is made, and dropped, before the last of it is out.
        if self.traffic.is_busy() || self.writing.is_some() || self.framing.in_body() {
            None
        } else if self.framing.in_head() || heads == 0 {
            Some(Waiting::Head(heads))
        } else {
            Some(Waiting::Idle(heads))
        }
    }

    /// Whether the caller has kept the connection waiting for too long.
    fn poll_reading(&mut self, context: &mut Context<'_>) -> Poll<()> {
        let Some(waiting) = self.waiting() else {
            self.reading = None;
            return Poll::Pending;
        };
        if self.reading.as_ref().is_none_or(|(since, _)| *since != waiting) {
            let patience = if matches!(waiting, Waiting::Head(_)) { self.patience.head } else { self.patience.idle };
            self.reading = Some((waiting, Box::pin(sleep(patience))));
        }
        self.reading.as_mut().map_or(Poll::Pending, |(_, over)| over.as_mut().poll(context))
    }

    fn poll_writing<R>(&mut self, context: &mut Context<'_>, written: Poll<io::Result<R>>) -> Poll<io::Result<R>> {
        let heads = self.traffic.heads();
        if self.taken.heads != heads {
            // Of another request: what the caller did with the answer before it counts no more.
            self.taken = Taken { heads, ..Taken::default() };
        }
        if written.is_ready() {
            if self.writing.take().is_some() {
                if let Some(since) = self.traffic.stalled_since() {
                    self.taken.waited += since.elapsed();
                }
                self.traffic.stalls(None);
                // So that the time for the next request begins: it did not run meanwhile.
                context.waker().wake_by_ref();
            }
            return written;
        }
        let patience = self.taken.left(self.patience.answer);
        if self.writing.is_none() {
            self.traffic.stalls(Some(Instant::now()));
        }
        let over = self.writing.get_or_insert_with(|| Box::pin(sleep(patience)));
        over.as_mut().poll(context).map(|()| Err(io::ErrorKind::TimedOut.into()))
    }
}

impl<T> Guarded<T> {
    /// So much of the answer was taken.
    fn note(&mut self, written: &Poll<io::Result<usize>>) {
        if let Poll::Ready(Ok(bytes)) = written {
            self.taken.bytes = self.taken.bytes.saturating_add(*bytes as u64);
        }
    }
}

impl<T: AsyncRead + Unpin> AsyncRead for Guarded<T> {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = &mut *self;
        if this.ended {
            return Poll::Ready(Ok(()));
        }
        let from = buffer.filled().len();
        match Pin::new(&mut this.inner).poll_read(context, buffer) {
            Poll::Pending => {
                ready!(this.poll_reading(context));
                return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
            }
            Poll::Ready(Err(error)) => return Poll::Ready(Err(error)),
            Poll::Ready(Ok(())) => {}
        }
        let found = this.framing.look_at(buffer.filled().get(from..).unwrap_or_default());
        this.traffic.heads.store(this.framing.heads(), Ordering::Release);
        match found {
            Found::Plain => {}
            Found::Unmeasured(at) => {
                this.ended = true;
                buffer.set_filled(from + at);
            }
            Found::Ambiguous(at) => {
                tracing::debug!("a request with more than one reading was refused");
                this.ended = true;
                // No head may hold this byte: hyper answers 400, and closes.
                buffer.set_filled(from + at + 1);
                if let Some(byte) = buffer.filled_mut().last_mut() {
                    *byte = 0;
                }
            }
        }
        Poll::Ready(Ok(()))
    }
}

impl<T: AsyncWrite + Unpin> AsyncWrite for Guarded<T> {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.inner).poll_write(context, bytes);
        let written = self.poll_writing(context, written);
        self.note(&written);
        written
    }

    fn poll_write_vectored(mut self: Pin<&mut Self>, context: &mut Context<'_>, parts: &[io::IoSlice<'_>]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.inner).poll_write_vectored(context, parts);
        let written = self.poll_writing(context, written);
        self.note(&written);
        written
    }

    fn is_write_vectored(&self) -> bool {
        self.inner.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let flushed = Pin::new(&mut self.inner).poll_flush(context);
        let flushed = self.poll_writing(context, flushed);
        if matches!(flushed, Poll::Ready(Ok(()))) {
            // Nothing waits for the caller: hyper flushes once all that it holds is written.
            self.taken = Taken { heads: self.taken.heads, ..Taken::default() };
        }
        flushed
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that cannot go on stops")]

    use axum::body::Body;
    use http::{Request, Response};
    use hyper::body::Incoming;
    use hyper::server::conn::http1;
    use hyper::service::service_fn;
    use hyper_util::rt::TokioIo;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, duplex, split};
    use tokio::time::timeout;

    use super::*;

    const SHORT: Duration = Duration::from_millis(60);
    const LONG: Duration = Duration::from_secs(600);

    async fn refused_after<T: AsyncRead + Unpin>(guarded: &mut Guarded<T>) -> Duration {
        let began = Instant::now();
        let mut rest = Vec::new();
        let error = guarded.read_to_end(&mut rest).await.unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::TimedOut);
        began.elapsed()
    }

    #[tokio::test]
    async fn a_head_that_trickles_in_is_given_up_in_time() {
        let (mut caller, server) = duplex(64);
        let mut guarded = Guarded::new(server, Arc::default(), Patience { head: SHORT, idle: LONG, answer: LONG });
        let trickle = tokio::spawn(async move {
            for byte in b"GET / HTTP/1.1\r\nX: y".iter().chain(std::iter::repeat(&b'z')) {
                if caller.write_all(&[*byte]).await.is_err() {
                    break;
                }
                sleep(SHORT / 10).await;
            }
        });
        assert!(refused_after(&mut guarded).await >= SHORT);
        drop(guarded);
        trickle.await.unwrap();
    }

    #[tokio::test]
    async fn a_connection_is_busy_for_as_long_as_the_answer_takes_and_idle_after_it() {
        let (mut caller, server) = duplex(64);
        let traffic = Arc::<Traffic>::default();
        let mut guarded = Guarded::new(server, Arc::clone(&traffic), Patience { head: SHORT, idle: SHORT, answer: LONG });
        caller.write_all(b"GET / HTTP/1.1\r\n\r\n").await.unwrap();
        let mut head = [0; 18];
        guarded.read_exact(&mut head).await.unwrap();
        let answering = Answering::begun(&traffic);
        assert!(timeout(SHORT * 4, guarded.read_u8()).await.is_err(), "a request is being answered");
        drop(answering);
        assert!(refused_after(&mut guarded).await >= SHORT);
    }

    #[tokio::test]
    async fn an_answer_on_its_way_out_is_not_cut_by_the_patience_for_the_next_request() {
        let (mut caller, server) = duplex(32);
        let traffic = Arc::<Traffic>::default();
        let mut guarded = Guarded::new(server, Arc::clone(&traffic), Patience { head: SHORT, idle: SHORT, answer: LONG });
        caller.write_all(b"GET / HTTP/1.1\r\n\r\n").await.unwrap();
        guarded.read_exact(&mut [0; 18]).await.unwrap();
        // The answer is made and dropped; the last of it waits for room.
        drop(Answering::begun(&traffic));
        assert!(traffic.is_waiting());
        let (mut reader, mut writer) = split(guarded);
        let writing = tokio::spawn(async move { writer.write_all(&[0; 64]).await });
        assert!(timeout(SHORT * 4, reader.read_u8()).await.is_err(), "the answer is on its way");
        assert!(!traffic.is_waiting() && traffic.stalled_since().is_some());
        caller.read_exact(&mut [0; 64]).await.unwrap();
        writing.await.unwrap().unwrap();
        assert!(traffic.is_waiting() && traffic.stalled_since().is_none());
        assert_eq!(reader.read_u8().await.unwrap_err().kind(), io::ErrorKind::TimedOut);
    }

    #[tokio::test]
    async fn a_slow_caller_gets_the_whole_answer_and_is_idle_after_it() {
        let (mut caller, server) = duplex(64);
        let traffic = Arc::<Traffic>::default();
        let guarded = Guarded::new(server, Arc::clone(&traffic), Patience { head: SHORT, idle: SHORT, answer: LONG });
        let service = service_fn(move |_: Request<Incoming>| {
            let answering = Answering::begun(&traffic);
            async move {
                drop(answering);
                Ok::<_, std::convert::Infallible>(Response::new(Body::from(vec![7; 4_096])))
            }
        });
        let connection = http1::Builder::new().header_read_timeout(None).serve_connection(TokioIo::new(guarded), service);
        let serving = tokio::spawn(connection);
        caller.write_all(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n").await.unwrap();
        sleep(SHORT * 4).await;
        let mut answer = Vec::new();
        timeout(LONG / 60, caller.read_to_end(&mut answer)).await.unwrap().unwrap();
        assert!(answer.ends_with(&[7; 4_096]));
        // It was kept for the next request, and closed when none came.
        let _closed = serving.await.unwrap();
    }

    #[test]
    fn all_pauses_of_an_answer_together_are_bounded_by_what_was_taken_of_it() {
        let patience = Duration::from_secs(300);
        let left = |waited_s, bytes| Taken { heads: 1, waited: Duration::from_secs(waited_s), bytes }.left(patience).as_secs();
        assert_eq!([left(0, 0), left(250, 0), left(300, 0), left(900, 0)], [300, 50, 0, 0]);
        assert_eq!(left(300, 100_000), 50, "what it took is worth 50 s");
        assert_eq!(left(300, 20 << 20), 300, "one pause alone is never longer");
    }

    #[tokio::test]
    async fn who_crawls_through_an_answer_is_given_up_though_no_pause_is_long() {
        let (mut caller, server) = duplex(16);
        let mut guarded = Guarded::new(server, Arc::default(), Patience { head: LONG, idle: LONG, answer: SHORT * 5 });
        let crawling = tokio::spawn(async move {
            while caller.read_u8().await.is_ok() {
                sleep(SHORT / 10).await;
            }
        });
        let error = guarded.write_all(&[0; 4_096]).await.unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::TimedOut);
        drop(guarded);
        crawling.await.unwrap();
    }

    #[tokio::test]
    async fn a_long_feed_with_many_short_stalls_goes_on_as_long_as_all_of_it_is_taken() {
        let (mut caller, server) = duplex(16);
        let mut guarded = Guarded::new(server, Arc::default(), Patience { head: LONG, idle: LONG, answer: SHORT * 5 });
        let taking = tokio::spawn(async move {
            let mut event = [0; 32];
            for _ in 0..20 {
                sleep(SHORT).await;
                caller.read_exact(&mut event).await.unwrap();
            }
        });
        for _ in 0..20 {
            guarded.write_all(&[0; 32]).await.unwrap();
            guarded.flush().await.unwrap();
        }
        taking.await.unwrap();
    }

    #[tokio::test]
    async fn a_caller_who_takes_nothing_of_the_answer_is_given_up() {
        let (_caller, server) = duplex(16);
        let mut guarded = Guarded::new(server, Arc::default(), Patience { head: LONG, idle: LONG, answer: SHORT });
        let error = guarded.write_all(&[0; 64]).await.unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::TimedOut);
    }
}
