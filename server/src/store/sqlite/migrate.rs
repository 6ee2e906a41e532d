//! The schema, step by step. Steps are append-only: a released step is never edited, the next one corrects it.
//!
//! The database counts the steps it has taken in `user_version`. All missing steps run in one transaction.

use rusqlite::{Connection, TransactionBehavior};

/// Every step there is, oldest first; the first one makes `user_version` 1.
const STEPS: &[&str] = &[
    include_str!("migrations/0001_identity.sql"),
    include_str!("migrations/0002_documents.sql"),
    include_str!("migrations/0003_blobs.sql"),
];

/// Why the schema was left as it was.
#[derive(Debug, thiserror::Error)]
pub(crate) enum MigrateError {
    /// A newer server wrote this database. Run that server.
    #[error("the database has schema {found}, this server knows up to {known}; a newer server is needed")]
    Newer {
        /// What the database says.
        found: usize,
        /// The newest this server knows.
        known: usize,
    },
    /// The database was not made by this server.
    #[error("the database says schema {0}, which no server has made")]
    Foreign(i64),
    /// A step failed; the database is as before.
    #[error("schema step {step} failed: {error}")]
    Step {
        /// Number of the step, from 1.
        step: usize,
        /// What SQLite says.
        error: rusqlite::Error,
    },
    /// SQLite refused.
    #[error(transparent)]
    Sqlite(#[from] rusqlite::Error),
}

/// Takes the steps that `connection` has not taken yet.
pub(super) fn to_newest(connection: &mut Connection) -> Result<(), MigrateError> {
    take(connection, STEPS)
}

fn take(connection: &mut Connection, steps: &[&str]) -> Result<(), MigrateError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let version: i64 = transaction.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let taken = usize::try_from(version).map_err(|_| MigrateError::Foreign(version))?;
    let Some(missing) = steps.get(taken..) else {
        return Err(MigrateError::Newer { found: taken, known: steps.len() });
    };
    for (index, sql) in missing.iter().enumerate() {
        let step = taken + index + 1;
        transaction.execute_batch(sql).map_err(|error| MigrateError::Step { step, error })?;
    }
    transaction.pragma_update(None, "user_version", steps.len())?;
    transaction.commit()?;
    Ok(())
}
