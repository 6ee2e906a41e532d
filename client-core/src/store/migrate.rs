//! Migrations: numbered files, run in order by this runner, each in its own transaction. `user_version` counts those done.

use rusqlite::{Connection, TransactionBehavior};

use super::OpenError;

/// Every migration ever shipped, oldest first. Append only.
const MIGRATIONS: &[&str] = &[
    include_str!("migrations/0001_device.sql"),
    include_str!("migrations/0002_standing.sql"),
    include_str!("migrations/0003_reference.sql"),
    include_str!("migrations/0004_kinds.sql"),
    include_str!("migrations/0005_on_site.sql"),
    include_str!("migrations/0006_certificate.sql"),
    include_str!("migrations/0007_heard_at.sql"),
    include_str!("migrations/0008_later_verdicts.sql"),
    include_str!("migrations/0009_config.sql"),
    include_str!("migrations/0010_photos.sql"),
    include_str!("migrations/0011_refused.sql"),
    include_str!("migrations/0012_incarnation.sql"),
    include_str!("migrations/0013_peer.sql"),
    include_str!("migrations/0014_journal.sql"),
    include_str!("migrations/0015_left_out.sql"),
    include_str!("migrations/0016_bundles.sql"),
    include_str!("migrations/0017_unsent.sql"),
];
/// Says in the file's header that it is ours (`PRAGMA application_id`): "FBdv".
const APPLICATION_ID: i64 = 0x4642_6476;

/// Whether this is a database of ours and not newer than this program, before anything is written to it.
///
/// # Errors
/// [`OpenError::NotOurs`], [`OpenError::Newer`], [`OpenError::Damaged`].
pub(super) fn check(conn: &Connection) -> Result<(), OpenError> {
    let application: i64 = conn.pragma_query_value(None, "application_id", |row| row.get(0))?;
    let done: i64 = conn.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let tables: i64 = conn.query_row("SELECT count(*) FROM sqlite_master", [], |row| row.get(0))?;
    let empty = application == 0 && done == 0 && tables == 0;
    if application != APPLICATION_ID && !empty {
        return Err(OpenError::NotOurs);
    }
    let known = i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX);
    if done > known {
        return Err(OpenError::Newer { found: done, known });
    }
    Ok(())
}

/// Brings the database to the newest version known here.
///
/// # Errors
/// [`OpenError`] if a step fails, which then left no trace.
pub(super) fn migrate(conn: &mut Connection) -> Result<(), OpenError> {
    for (version, step) in (1_i64..).zip(MIGRATIONS) {
        let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
        // Asked inside the transaction: another process may have just done it.
        let done: i64 = tx.pragma_query_value(None, "user_version", |row| row.get(0))?;
        if done >= version {
            continue;
        }
        tx.execute_batch(step)?;
        tx.pragma_update(None, "user_version", version)?;
        tx.pragma_update(None, "application_id", APPLICATION_ID)?;
        tx.commit()?;
    }
    Ok(())
}
