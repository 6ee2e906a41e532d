//! How a running command is asked to end: Ctrl-C or SIGTERM.

use std::io;

use tokio_util::sync::CancellationToken;

use crate::outcome::Failure;

/// A token that is cancelled when the user or the system asks the process to end; a second request ends it at once. From the return of
/// this call on a request is heard and no longer kills the process: it comes before the line that says that the command is ready.
///
/// # Errors
/// [`Failure::Step`] if the system gives no signals.
pub(crate) fn asked_to_end() -> Result<CancellationToken, Failure> {
    let mut requests = Requests::listen().map_err(|error| Failure::Step(format!("the system gives no signals: {error}")))?;
    let asked = CancellationToken::new();
    let ends = asked.clone();
    tokio::spawn(async move {
        tokio::select! {
            () = requests.next() => ends.cancel(),
            () = ends.cancelled() => return,
        }
        requests.next().await;
        std::process::exit(130);
    });
    Ok(asked)
}

/// Requests to end, as they come in.
#[cfg(unix)]
struct Requests {
    interrupts: tokio::signal::unix::Signal,
    terminations: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Requests {
    fn listen() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self { interrupts: signal(SignalKind::interrupt())?, terminations: signal(SignalKind::terminate())? })
    }

    async fn next(&mut self) {
        tokio::select! {
            _ = self.interrupts.recv() => {}
            _ = self.terminations.recv() => {}
        }
    }
}

/// Requests to end, as they come in.
#[cfg(windows)]
struct Requests {
    interrupts: tokio::signal::windows::CtrlC,
}

#[cfg(windows)]
impl Requests {
    fn listen() -> io::Result<Self> {
        Ok(Self { interrupts: tokio::signal::windows::ctrl_c()? })
    }

    async fn next(&mut self) {
        self.interrupts.recv().await;
    }
}
