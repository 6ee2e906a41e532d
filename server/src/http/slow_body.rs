//! A request body that has to arrive in time: no caller holds a connection and its memory by sending a byte now and then.

use std::future::Future as _;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, Bytes};
use hyper::body::{Body as HttpBody, Frame, SizeHint};
use tokio::time::Sleep;

/// What every body may take.
const GRACE: Duration = Duration::from_secs(30);
/// Slowest line that is waited for, in **bytes** per second: a bad mobile network.
const SLOWEST: u64 = 2_000;
/// Longest body that is waited for by its length, in **bytes**; a longer one has to come faster.
const LONGEST: u64 = model::wire::sync::MAX_BODY_BYTES as u64;

/// The body did not arrive in time.
#[derive(Debug, thiserror::Error)]
#[error("the body did not arrive in time")]
struct TooSlow;

/// A body that fails once its time is over.
pub(crate) struct InTime {
    body: Body,
    over: Pin<Box<Sleep>>,
}

impl InTime {
    /// `body`, which has to be there after `time`.
    pub(crate) fn new(body: Body, time: Duration) -> Self {
        Self { body, over: Box::pin(tokio::time::sleep(time)) }
    }
}

/// How long a body of `length` **bytes** may take.
pub(crate) fn time_for(length: u64) -> Duration {
    GRACE + Duration::from_secs(length.min(LONGEST) / SLOWEST)
}

impl HttpBody for InTime {
    type Data = Bytes;
    type Error = axum::BoxError;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, axum::BoxError>>> {
        if self.over.as_mut().poll(context).is_ready() {
            return Poll::Ready(Some(Err(TooSlow.into())));
        }
        Pin::new(&mut self.body).poll_frame(context).map_err(Into::into)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use futures_util::stream::{StreamExt as _, once, pending};

    use super::*;

    #[tokio::test]
    async fn a_body_that_never_ends_is_cut_off_when_its_time_is_over() {
        let first = once(std::future::ready(Ok::<_, std::convert::Infallible>(Bytes::from_static(b"begin"))));
        let slow = InTime::new(Body::from_stream(first.chain(pending())), Duration::from_millis(50));
        let error = axum::body::to_bytes(Body::new(slow), 1 << 20).await.unwrap_err();
        assert!(error.to_string().contains("in time"), "{error}");
    }

    #[test]
    fn the_time_grows_with_the_length_and_has_an_end() {
        assert_eq!(time_for(0), GRACE);
        assert_eq!(time_for(200_000), GRACE + Duration::from_secs(100));
        assert_eq!(time_for(u64::MAX), time_for(LONGEST));
    }
}
