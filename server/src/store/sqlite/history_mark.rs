//! How far the log had come, kept beside the database in the file `epoch`: a database that is behind it was set back to an older
//! copy.
//!
//! The file holds the epoch and the number of places given out in all histories and logs, in the inbox and for later verdicts, and of
//! versions of reference data, together,
//! which only grows. It is written after each
//! commit that moved it, and never flushed to disk on purpose: after a power cut it may be older than the database, which says
//! nothing (or empty, which makes every device start over and loses nothing), and it is never newer than what was durable. So a database behind the file has lost something, and gets a new epoch:
//! every device starts over, and what the copy lacks is pushed again. The same goes for a database with a log and no file, which
//! was brought here from elsewhere.
//!
//! Left out: a copy of the whole directory, file included. Cursors notice that one by the change they remember.

use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::Path;

use model::id::EpochId;
use rusqlite::Connection;

use super::row;
use crate::data_dir::private_file;
use crate::store::StoreError;

/// The file, and what it says.
pub(super) struct HistoryMark {
    file: File,
    epoch: EpochId,
    written: u64,
}

/// Why file and database could not be compared.
#[derive(Debug, thiserror::Error)]
pub(crate) enum MarkError {
    /// The file cannot be read or written.
    #[error("epoch file: {0}")]
    File(#[from] io::Error),
    /// The database cannot.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl HistoryMark {
    /// Compares the database behind `connection` with the file at `path`; a database that is behind gets a new epoch.
    pub(super) fn compare(path: &Path, connection: &Connection) -> Result<Self, MarkError> {
        let mut file = private_file(path)?;
        let mut text = String::new();
        // Bytes that are no text say as little as none.
        let read = file.read_to_string(&mut text).ok().and_then(|_| parse(&text));
        let written = written(connection)?;
        let mut epoch = epoch(connection)?;
        let same_history = match read {
            Some((known, before)) => known == epoch && before <= written,
            None => written == 0,
        };
        if !same_history {
            tracing::warn!("the database was set back or brought from elsewhere; devices will start over");
            epoch = connection
                .query_row("UPDATE epoch SET epoch = randomblob(16) RETURNING epoch", [], |found| row::id(found, "epoch"))
                .map(EpochId::from_bytes)
                .map_err(StoreError::from)?;
        }
        let mut mark = Self { file, epoch, written };
        mark.write()?;
        Ok(mark)
    }

    /// Brings the file up to what was committed. A file that cannot be written is behind, which harms nothing: logged, not failed.
    pub(super) fn follow(&mut self, connection: &Connection) {
        let result = written(connection).map_err(MarkError::from).and_then(|written| {
            if written == self.written {
                return Ok(());
            }
            self.written = written;
            Ok(self.write()?)
        });
        if let Err(error) = result {
            tracing::warn!(error = %error, "the epoch file was not brought up to date");
        }
    }

    /// One write of always the same length, so that nothing of an older text stays behind it.
    fn write(&mut self) -> io::Result<()> {
        self.file.seek(SeekFrom::Start(0))?;
        self.file.write_all(format!("{} {:020}\n", self.epoch, self.written).as_bytes())
    }
}

fn parse(text: &str) -> Option<(EpochId, u64)> {
    let (epoch, written) = text.trim_end().split_once(' ')?;
    Some((epoch.parse().ok()?, written.parse().ok()?))
}

/// The epoch of this database.
pub(super) fn epoch(db: &Connection) -> Result<EpochId, StoreError> {
    let bytes = db.prepare_cached("SELECT epoch FROM epoch")?.query_row([], |found| row::id(found, "epoch"))?;
    Ok(EpochId::from_bytes(bytes))
}

/// Places given out in all histories and logs, in the inbox and for later verdicts, and versions given to rows of reference data, together.
fn written(db: &Connection) -> Result<u64, StoreError> {
    let mut sum = db.prepare_cached(
        "SELECT (SELECT COALESCE(SUM(last), 0) FROM log_position) + (SELECT COALESCE(SUM(last), 0) FROM reference_position) \
         + (SELECT COALESCE(SUM((SELECT MAX(position) FROM log_entry WHERE organisation = organisation.id)), 0) FROM organisation) \
         + (SELECT COALESCE(SUM(seq), 0) FROM sqlite_sequence WHERE name IN ('inbox', 'later_verdict')) AS written",
    )?;
    sum.query_row([], |found| Ok(row::count(found, "written")))?
}
