//! Connections that only read, handed out one job at a time.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::Connection;
use tokio::sync::Semaphore;

use crate::store::StoreError;

/// The readers. A job waits until one is free.
pub(super) struct Readers {
    free: Arc<Mutex<Vec<Connection>>>,
    permits: Arc<Semaphore>,
}

impl Readers {
    pub(super) fn new(connections: Vec<Connection>) -> Self {
        let permits = Arc::new(Semaphore::new(connections.len()));
        Self { free: Arc::new(Mutex::new(connections)), permits }
    }

    /// Runs `job` in a read transaction on a blocking thread.
    pub(super) async fn run<T, E, F>(&self, job: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
        F: FnOnce(&Connection) -> Result<T, E> + Send + 'static,
    {
        let permit = Arc::clone(&self.permits).acquire_owned().await.map_err(|_| StoreError::Stopped)?;
        let free = Arc::clone(&self.free);
        let work = tokio::task::spawn_blocking(move || {
            let _permit = permit;
            let taken = free.lock().unwrap_or_else(PoisonError::into_inner).pop();
            let connection = taken.ok_or(StoreError::Stopped)?;
            let result = catch_unwind(AssertUnwindSafe(|| in_one_state(&connection, job)));
            free.lock().unwrap_or_else(PoisonError::into_inner).push(connection);
            result.unwrap_or_else(|_| Err(StoreError::Panicked.into()))
        });
        work.await.map_err(|_| StoreError::Stopped)?
    }
}

/// All statements of `job` see the same state: they run in one deferred transaction, which has nothing to commit.
fn in_one_state<T, E, F>(connection: &Connection, job: F) -> Result<T, E>
where
    E: From<StoreError>,
    F: FnOnce(&Connection) -> Result<T, E>,
{
    let transaction = connection.unchecked_transaction().map_err(StoreError::from)?;
    job(&transaction)
}
