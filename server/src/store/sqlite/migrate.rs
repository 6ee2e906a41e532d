//! The schema, step by step. Steps are append-only: a released step is never edited, the next one corrects it.
//!
//! The database counts the steps it has taken in `user_version`. All missing steps run in one transaction, with foreign keys switched
//! off so that a step can make a table anew that others refer to, and checked before the commit.

use rusqlite::{Connection, TransactionBehavior};

/// Every step there is, oldest first; the first one makes `user_version` 1.
const STEPS: &[&str] = &[
    include_str!("migrations/0001_identity.sql"),
    include_str!("migrations/0002_documents.sql"),
    include_str!("migrations/0003_blobs.sql"),
    include_str!("migrations/0004_board_position.sql"),
    include_str!("migrations/0005_kinds.sql"),
    include_str!("migrations/0006_policy.sql"),
    include_str!("migrations/0007_reference.sql"),
    include_str!("migrations/0008_ledgers.sql"),
    include_str!("migrations/0009_log.sql"),
    include_str!("migrations/0010_seals.sql"),
    include_str!("migrations/0011_inbox.sql"),
    include_str!("migrations/0012_live.sql"),
    include_str!("migrations/0013_uploads.sql"),
    include_str!("migrations/0014_recoveries.sql"),
    include_str!("migrations/0015_relayed.sql"),
    include_str!("migrations/0019_beside.sql"),
    include_str!("migrations/0020_plans.sql"),
    include_str!("migrations/0021_open_visits.sql"),
    include_str!("migrations/0022_call_out_register.sql"),
    include_str!("migrations/0024_reports.sql"),
    include_str!("migrations/0025_stock.sql"),
    include_str!("migrations/0026_contracts.sql"),
    include_str!("migrations/0027_desk_users.sql"),
    include_str!("migrations/0028_webhooks.sql"),
    include_str!("migrations/0029_complaints.sql"),
    include_str!("migrations/0030_aftercare.sql"),
    include_str!("migrations/0031_board.sql"),
    include_str!("migrations/0032_unsent.sql"),
    include_str!("migrations/0033_left.sql"),
    include_str!("migrations/0034_complaint_notes.sql"),
    include_str!("migrations/0035_webhook_secrets.sql"),
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
    /// A row refers to one that is not there; the database is as before.
    #[error("a row of {table} refers to one that is not there")]
    Reference {
        /// Where the row is.
        table: String,
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
    // Has no effect inside a transaction.
    let enforced: bool = connection.pragma_query_value(None, "foreign_keys", |row| row.get(0))?;
    connection.pragma_update(None, "foreign_keys", false)?;
    let taken = take_unenforced(connection, steps);
    connection.pragma_update(None, "foreign_keys", enforced)?;
    taken
}

fn take_unenforced(connection: &mut Connection, steps: &[&str]) -> Result<(), MigrateError> {
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
    if !missing.is_empty() {
        check_references(&transaction)?;
    }
    let now = i64::try_from(steps.len()).unwrap_or(i64::MAX);
    transaction.pragma_update(None, "user_version", now)?;
    transaction.commit()?;
    Ok(())
}

/// Every row that another refers to is there.
fn check_references(connection: &Connection) -> Result<(), MigrateError> {
    let mut check = connection.prepare("PRAGMA foreign_key_check")?;
    let mut broken = check.query([])?;
    match broken.next()? {
        Some(row) => Err(MigrateError::Reference { table: row.get(0)? }),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(connection: &Connection) -> i64 {
        connection.pragma_query_value(None, "user_version", |row| row.get(0)).unwrap()
    }

    fn schema(connection: &Connection) -> Vec<String> {
        let mut statement = connection.prepare("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name").unwrap();
        let rows = statement.query_map([], |row| row.get(0)).unwrap();
        rows.collect::<Result<_, _>>().unwrap()
    }

    #[test]
    fn a_database_upgraded_step_by_step_equals_a_fresh_one() {
        let mut fresh = Connection::open_in_memory().unwrap();
        to_newest(&mut fresh).unwrap();
        let mut upgraded = Connection::open_in_memory().unwrap();
        for count in 1..=STEPS.len() {
            take(&mut upgraded, &STEPS[..count]).unwrap();
            assert_eq!(version(&upgraded), i64::try_from(count).unwrap());
        }
        assert_eq!(schema(&upgraded), schema(&fresh));
        to_newest(&mut upgraded).unwrap();
        assert_eq!(version(&upgraded), version(&fresh));
    }

    #[test]
    fn what_the_plans_rest_on_is_there_and_leads_to_one_document() {
        let mut connection = Connection::open_in_memory().unwrap();
        to_newest(&mut connection).unwrap();
        let nowhere =
            "SELECT COUNT(*) FROM sqlite_stat1 WHERE NOT EXISTS (SELECT 1 FROM pragma_index_list(tbl) WHERE name = idx) AND tbl <> idx";
        assert_eq!(connection.query_row(nowhere, [], |row| row.get::<_, i64>(0)).unwrap(), 0);
        for (sql, by) in [
            ("SELECT person FROM scope WHERE document = ?1 AND organisation = ?2 AND latest = 1", "scope_of_document (document=?"),
            ("SELECT 1 FROM board_visit WHERE organisation = ?1 AND asset_key = ?2 AND state = 'signed'", "asset_key=?"),
            (
                "SELECT version FROM reference_row WHERE organisation = ?1 AND set_name = ?2 AND audience = ?3 ORDER BY version DESC LIMIT 1",
                "COVERING INDEX reference_row_by_version",
            ),
            ("SELECT 1 FROM ledger_entry WHERE organisation = ?1 AND ledger = 'goods' AND subject = ?2 AND open = 0", "subject=?"),
            (
                "SELECT row FROM register_row WHERE organisation = ?1 AND kind = 'complaint' \
                 ORDER BY coalesce(row ->> '$.data.due_at', 9223372036854775807), document LIMIT ?2",
                "register_row_by_next_due",
            ),
            (
                "SELECT row FROM register_row WHERE organisation = ?1 AND kind = 'complaint' AND state IN ('closed', 'resubmitted') \
                 AND row ->> '$.data.was_late' = 1",
                "register_row_closed_late",
            ),
        ] {
            let nulls = vec![None::<i64>; sql.matches('?').count()];
            let explained = format!("EXPLAIN QUERY PLAN {sql}");
            let plan = |row: &rusqlite::Row<'_>| row.get::<_, String>("detail");
            let plan = connection.query_row(&explained, rusqlite::params_from_iter(nulls), plan).unwrap();
            assert!(plan.contains(by), "{plan}");
        }
    }

    #[test]
    fn visits_from_before_reference_data_know_their_asset() {
        let mut connection = Connection::open_in_memory().unwrap();
        take(&mut connection, &STEPS[..4]).unwrap();
        let visit = "INSERT INTO organisation (id, name, created_at) VALUES (x'01', 'one', 0);
            INSERT INTO call_out (id, organisation, number, day, serial, received_at, registered_by, entry, status)
            VALUES (x'03', x'01', 'C1', '260302', 1, 0, x'04', '{}', 'dispatched');
            INSERT INTO document (id, organisation, kind, call_out, heads, snapshot, changes, raw_bytes, last_seq)
            VALUES (x'02', x'01', 'visit', x'03', x'', x'', 0, 0, 1);
            INSERT INTO board_visit (organisation, document, seq, call_out, state, received_at, row)
            VALUES (x'01', x'02', 1, x'03', 'open', 0, '{\"serial\":\" a1ud-0021 \"}')";
        connection.execute_batch(&format!("PRAGMA foreign_keys = OFF; {visit}")).unwrap();
        to_newest(&mut connection).unwrap();
        let key: String = connection.query_row("SELECT asset_key FROM board_visit", [], |row| row.get(0)).unwrap();
        assert_eq!(key, model::reference::asset::asset_key(" a1ud-0021 "));
    }

    #[test]
    fn a_step_that_fails_leaves_the_database_as_it_was() {
        let mut connection = Connection::open_in_memory().unwrap();
        take(&mut connection, &["CREATE TABLE one (id INTEGER) STRICT"]).unwrap();
        let steps = ["", "CREATE TABLE two (id INTEGER) STRICT", "CREATE TABLE two (id INTEGER) STRICT"];
        assert!(matches!(take(&mut connection, &steps), Err(MigrateError::Step { step: 3, .. })));
        assert_eq!(version(&connection), 1);
        assert_eq!(schema(&connection).len(), 1);
    }

    #[test]
    fn databases_of_newer_servers_and_of_others_are_refused() {
        let mut connection = Connection::open_in_memory().unwrap();
        connection.pragma_update(None, "user_version", 9).unwrap();
        assert!(matches!(take(&mut connection, &[""]), Err(MigrateError::Newer { found: 9, known: 1 })));
        connection.pragma_update(None, "user_version", -1).unwrap();
        assert!(matches!(take(&mut connection, &[""]), Err(MigrateError::Foreign(-1))));
    }

    #[test]
    fn a_step_that_leaves_a_row_without_what_it_refers_to_is_taken_back() {
        let mut connection = Connection::open_in_memory().unwrap();
        connection.pragma_update(None, "foreign_keys", true).unwrap();
        let first = "CREATE TABLE one (id INTEGER PRIMARY KEY); CREATE TABLE two (one INTEGER REFERENCES one (id)); \
                     INSERT INTO one VALUES (1); INSERT INTO two VALUES (1)";
        take(&mut connection, &[first]).unwrap();
        let anew = "CREATE TABLE other (id INTEGER PRIMARY KEY); INSERT INTO other SELECT id FROM one; DROP TABLE one; \
                    ALTER TABLE other RENAME TO one";
        take(&mut connection, &[first, anew]).unwrap();
        let broken = take(&mut connection, &[first, anew, "DELETE FROM one"]);
        assert!(matches!(broken, Err(MigrateError::Reference { table }) if table == "two"));
        assert_eq!(version(&connection), 2);
        let enforced: bool = connection.pragma_query_value(None, "foreign_keys", |row| row.get(0)).unwrap();
        assert!(enforced, "and foreign keys are enforced again");
        assert!(connection.execute("DELETE FROM one", []).is_err());
    }
}
