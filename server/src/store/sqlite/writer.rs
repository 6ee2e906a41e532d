//! The one writer: group commit.
//!
//! Jobs queue up; the writer takes what waits (at most [`GROUP`]), runs each in its own savepoint inside one transaction, commits
//! once, and only then answers. So the cost of a durable commit is shared, and no answer is given for what is not on disk.
//! A job that fails or panics is rolled back to its savepoint alone. If the commit fails, every job of the group gets that error.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread::{self, JoinHandle};

use rusqlite::{Connection, Transaction, TransactionBehavior};
use tokio::sync::{mpsc, oneshot};

use crate::store::StoreError;

/// Most jobs that share one commit.
const GROUP: usize = 64;
/// Most jobs that wait; the next is refused at once instead of being kept waiting.
const QUEUE: usize = 512;

enum Order {
    Job(Box<dyn Job>),
    Checkpoint(oneshot::Sender<Result<(), StoreError>>),
}

/// Hands jobs to the writer's thread. Dropping it ends the thread after the jobs that wait.
pub(super) struct Writer {
    queue: Option<mpsc::Sender<Order>>,
    thread: Option<JoinHandle<()>>,
}

impl Writer {
    /// Starts the thread. `after_commit` runs on it after every commit, before the jobs are answered.
    pub(super) fn start(connection: Connection, after_commit: impl FnMut(&Connection) + Send + 'static) -> std::io::Result<Self> {
        let (queue, orders) = mpsc::channel(QUEUE);
        let thread = thread::Builder::new().name("store-writer".to_owned()).spawn(move || work(connection, orders, after_commit))?;
        Ok(Self { queue: Some(queue), thread: Some(thread) })
    }

    pub(super) async fn run<T, E, F>(&self, job: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
        F: FnOnce(&Transaction<'_>) -> Result<T, E> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        self.send(Order::Job(Box::new(Pending { job: Some(job), result: None, reply: Some(reply) })))?;
        answer.await.map_err(|_| StoreError::Stopped)?
    }

    pub(super) async fn checkpoint(&self) -> Result<(), StoreError> {
        let (reply, answer) = oneshot::channel();
        self.send(Order::Checkpoint(reply))?;
        answer.await.map_err(|_| StoreError::Stopped)?
    }

    fn send(&self, order: Order) -> Result<(), StoreError> {
        let queue = self.queue.as_ref().ok_or(StoreError::Stopped)?;
        queue.try_send(order).map_err(|error| match error {
            mpsc::error::TrySendError::Full(_) => StoreError::Busy,
            mpsc::error::TrySendError::Closed(_) => StoreError::Stopped,
        })
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.queue = None;
        let Some(thread) = self.thread.take() else { return };
        // A job can hold the last handle to the store; its thread cannot wait for itself.
        if thread.thread().id() != thread::current().id() && thread.join().is_err() {
            tracing::error!("the store's writer ended by a panic");
        }
    }
}

fn work(mut connection: Connection, mut orders: mpsc::Receiver<Order>, mut after_commit: impl FnMut(&Connection)) {
    while let Some(first) = orders.blocking_recv() {
        let mut next = Some(first);
        let mut jobs = Vec::new();
        let mut checkpoint = None;
        while let Some(order) = next.take() {
            match order {
                Order::Job(job) => jobs.push(job),
                Order::Checkpoint(reply) => checkpoint = Some(reply),
            }
            if jobs.len() < GROUP && checkpoint.is_none() {
                next = orders.try_recv().ok();
            }
        }
        if !jobs.is_empty() {
            commit_group(&mut connection, jobs, &mut after_commit);
        }
        if let Some(reply) = checkpoint {
            // Nobody waiting for the answer is no reason not to have folded the log.
            let _unheard = reply.send(fold_log(&connection));
        }
    }
    if let Err(error) = fold_log(&connection) {
        tracing::warn!(error = %error, "the write-ahead log was not folded at close; it is read at the next start");
    }
}

fn fold_log(connection: &Connection) -> Result<(), StoreError> {
    connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
    Ok(())
}

/// Runs `jobs` in one transaction, commits it, answers.
fn commit_group(connection: &mut Connection, mut jobs: Vec<Box<dyn Job>>, after_commit: &mut impl FnMut(&Connection)) {
    let outcome = run_group(connection, &mut jobs).map_err(|error| error.to_string());
    match &outcome {
        Ok(()) => after_commit(connection),
        Err(error) => tracing::error!(error = %error, jobs = jobs.len(), "a commit failed; its jobs were rolled back"),
    }
    for job in jobs {
        job.answer(&outcome);
    }
}

fn run_group(connection: &mut Connection, jobs: &mut [Box<dyn Job>]) -> rusqlite::Result<()> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    for job in jobs.iter_mut() {
        transaction.execute_batch("SAVEPOINT job")?;
        if job.run(&transaction) {
            transaction.execute_batch("RELEASE job")?;
        } else {
            // Fails if SQLite has already rolled back everything (disk full, I/O error): then the whole group fails with it.
            transaction.execute_batch("ROLLBACK TO job; RELEASE job")?;
        }
    }
    transaction.commit()
}

/// A queued write.
trait Job: Send {
    /// Runs inside the open savepoint; whether to keep what it wrote.
    fn run(&mut self, transaction: &Transaction<'_>) -> bool;

    /// Answers the caller once the fate of the group is known.
    fn answer(self: Box<Self>, commit: &Result<(), String>);
}

struct Pending<T, E, F> {
    job: Option<F>,
    result: Option<Result<T, E>>,
    reply: Option<oneshot::Sender<Result<T, E>>>,
}

impl<T, E, F> Job for Pending<T, E, F>
where
    T: Send,
    E: From<StoreError> + Send,
    F: FnOnce(&Transaction<'_>) -> Result<T, E> + Send,
{
    fn run(&mut self, transaction: &Transaction<'_>) -> bool {
        let Some(job) = self.job.take() else { return false };
        let result = catch_unwind(AssertUnwindSafe(|| job(transaction)));
        let result = result.unwrap_or_else(|_| Err(StoreError::Panicked.into()));
        let keep = result.is_ok();
        self.result = Some(result);
        keep
    }

    fn answer(mut self: Box<Self>, commit: &Result<(), String>) {
        let result = match (commit, self.result.take()) {
            (Ok(()), Some(result)) => result,
            (Ok(()), None) => Err(StoreError::Stopped.into()),
            // Refusals too: they may rest on what a neighbour wrote and what is now gone.
            (Err(error), _) => Err(StoreError::Commit(error.clone()).into()),
        };
        if let Some(reply) = self.reply.take() {
            // The caller may have gone away; what was committed stays committed.
            let _unheard = reply.send(result);
        }
    }
}

#[cfg(test)]
mod tests;
