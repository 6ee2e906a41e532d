use std::path::Path;
use std::sync::mpsc;

use tempfile::TempDir;

use super::*;

/// A writer that is held up until the gate is opened, so that jobs queue up and share one commit.
struct Held {
    writer: Writer,
    dir: TempDir,
    gate: mpsc::Sender<()>,
}

fn count(path: &Path, name: &str) -> i64 {
    let connection = Connection::open(path.join("test.db")).unwrap();
    connection.query_row("SELECT count(*) FROM word WHERE name = ?1", [name], |row| row.get(0)).unwrap()
}

fn writer() -> (Writer, TempDir) {
    let dir = tempfile::tempdir().unwrap();
    let connection = Connection::open(dir.path().join("test.db")).unwrap();
    connection.execute_batch("PRAGMA journal_mode = WAL; CREATE TABLE word (name TEXT NOT NULL UNIQUE) STRICT").unwrap();
    (Writer::start(connection, |_| {}).unwrap(), dir)
}

fn add(transaction: &Transaction<'_>, name: &str) -> Result<(), StoreError> {
    transaction.execute("INSERT INTO word (name) VALUES (?1)", [name])?;
    Ok(())
}

/// A job in the queue, and where its answer will come.
fn queue<T: Send + 'static>(
    writer: &Writer,
    job: impl FnOnce(&Transaction<'_>) -> Result<T, StoreError> + Send + 'static,
) -> oneshot::Receiver<Result<T, StoreError>> {
    let (reply, answer) = oneshot::channel();
    writer.send(Order::Job(Box::new(Pending { job: Some(job), result: None, reply: Some(reply) }))).unwrap();
    answer
}

/// The first job waits for the gate; whatever is queued meanwhile forms the next group.
fn held() -> Held {
    let (writer, dir) = writer();
    let (gate, opened) = mpsc::channel::<()>();
    let (began, running) = mpsc::channel();
    drop(queue(&writer, move |_| {
        began.send(()).unwrap();
        opened.recv().unwrap();
        Ok(())
    }));
    running.recv().unwrap();
    Held { writer, dir, gate }
}

#[tokio::test]
async fn a_failing_job_does_not_roll_back_its_neighbours() {
    let held = held();
    let before = queue(&held.writer, |tx| add(tx, "before"));
    let failing = queue(&held.writer, |tx| {
        add(tx, "failing")?;
        Err::<(), _>(StoreError::Damaged("nothing, the test says so"))
    });
    let breaking = queue(&held.writer, |tx| {
        add(tx, "breaking")?;
        add(tx, "before")
    });
    let after = queue(&held.writer, |tx| add(tx, "after"));
    held.gate.send(()).unwrap();

    before.await.unwrap().unwrap();
    after.await.unwrap().unwrap();
    assert!(matches!(failing.await.unwrap(), Err(StoreError::Damaged(_))));
    assert!(matches!(breaking.await.unwrap(), Err(StoreError::Sqlite(_))));
    let names = ["before", "failing", "breaking", "after"].map(|name| count(held.dir.path(), name));
    assert_eq!(names, [1, 0, 0, 1]);
}

#[tokio::test]
async fn a_panicking_job_is_rolled_back_alone_and_the_writer_goes_on() {
    let held = held();
    let panicking = queue(&held.writer, |tx| -> Result<(), StoreError> {
        add(tx, "panicking")?;
        panic!("the test says so")
    });
    let after = queue(&held.writer, |tx| add(tx, "after"));
    held.gate.send(()).unwrap();
    assert!(matches!(panicking.await.unwrap(), Err(StoreError::Panicked)));
    after.await.unwrap().unwrap();
    assert_eq!(count(held.dir.path(), "panicking"), 0);
    assert_eq!(count(held.dir.path(), "after"), 1);
}

#[tokio::test]
async fn waiting_jobs_share_one_commit_and_are_answered_after_it() {
    let held = held();
    let first = queue(&held.writer, |tx| add(tx, "first"));
    let path = held.dir.path().to_owned();
    // Looks from outside while the group runs: what a neighbour wrote is not there before the commit.
    let looking = queue(&held.writer, move |tx| {
        let inside: i64 = tx.query_row("SELECT count(*) FROM word WHERE name = 'first'", [], |row| row.get(0))?;
        Ok((inside, count(&path, "first")))
    });
    held.gate.send(()).unwrap();
    assert_eq!(looking.await.unwrap().unwrap(), (1, 0));
    first.await.unwrap().unwrap();
    assert_eq!(count(held.dir.path(), "first"), 1);
}

#[tokio::test]
async fn when_the_commit_fails_every_job_of_the_group_hears_it() {
    let held = held();
    let before = queue(&held.writer, |tx| add(tx, "before"));
    // Ends the transaction under the group, as SQLite does itself when the disk is full.
    let breaking = queue(&held.writer, |tx| {
        tx.execute_batch("ROLLBACK")?;
        Ok(())
    });
    let after = queue(&held.writer, |tx| add(tx, "after"));
    held.gate.send(()).unwrap();
    for answer in [before.await, breaking.await, after.await] {
        assert!(matches!(answer.unwrap(), Err(StoreError::Commit(_))));
    }
    assert_eq!(count(held.dir.path(), "before"), 0);
    let next = held.writer.run(|tx| add(tx, "next")).await;
    assert!(next.is_ok(), "{next:?}");
    assert_eq!(count(held.dir.path(), "next"), 1);
}

#[tokio::test]
async fn a_full_queue_refuses_at_once() {
    let held = held();
    let waiting: Vec<_> = (0..QUEUE).map(|_| queue(&held.writer, |_| Ok(()))).collect();
    assert!(matches!(held.writer.run(|_| Ok(())).await, Err(StoreError::Busy)));
    held.gate.send(()).unwrap();
    for answer in waiting {
        answer.await.unwrap().unwrap();
    }
}

#[tokio::test]
async fn dropping_the_writer_finishes_what_waits() {
    let held = held();
    let last = queue(&held.writer, |tx| add(tx, "last"));
    held.gate.send(()).unwrap();
    drop(held.writer);
    last.await.unwrap().unwrap();
    assert_eq!(count(held.dir.path(), "last"), 1);
}
