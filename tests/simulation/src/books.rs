//! What the two stores hold, read from their files. The only place here that knows their tables: promises are about rows on disk, and a face
//! that hides a missing row would hide the bug.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use automerge::Change;
use model::documents::stamp::ChangeNote;
use model::id::DocumentId;
use model::wire::frame::{FrameLimits, gunzip_bounded, parts};
use model::wire::lists;
use model::wire::packed::PackedLimits;
use rusqlite::{Connection, OpenFlags};

use crate::disk::undisturbed;

/// A document's id, as bytes.
pub type Doc = [u8; 16];
/// A change's hash.
pub type Hash = [u8; 32];
/// A change of a document.
pub type Named = (Doc, Hash);

/// A database that could not be read.
pub type Unread = rusqlite::Error;

fn open(file: &Path) -> Result<Connection, Unread> {
    undisturbed(|| Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX))
}

/// A database that is looked into again and again. To be closed before whoever works with it.
pub struct Peek(Connection);

impl Peek {
    /// Opens `file`.
    ///
    /// # Errors
    /// [`Unread`].
    pub fn into(file: &Path) -> Result<Self, Unread> {
        open(file).map(Self)
    }

    /// Own changes of a phone after row `after`, and the last row.
    ///
    /// # Errors
    /// [`Unread`].
    pub fn own_since(&self, after: i64) -> Result<(Vec<Named>, i64), Unread> {
        undisturbed(|| {
            let mut last = after;
            let mut found = Vec::new();
            let mut query = self.0.prepare_cached("SELECT id, document, hash, own FROM change WHERE id > ?1 ORDER BY id")?;
            let mut rows = query.query([after])?;
            while let Some(row) = rows.next()? {
                last = row.get(0)?;
                if row.get(3)? {
                    found.push((row.get(1)?, row.get(2)?));
                }
            }
            for bundled in bundled(&self.0, after)? {
                last = last.max(bundled.id);
                if bundled.own && bundled.id > after {
                    found.push(bundled.name);
                }
            }
            Ok((found, last))
        })
    }

    /// Own changes that a phone says the server has.
    ///
    /// # Errors
    /// [`Unread`].
    pub fn received(&self) -> Result<BTreeSet<Named>, Unread> {
        undisturbed(|| own_received(&self.0))
    }

    /// Changes that the server holds: in documents after what was `read`, and all that are kept aside, were refused or wait to be judged.
    ///
    /// # Errors
    /// [`Unread`].
    pub fn server_since(&self, read: &mut Read) -> Result<Vec<Named>, Unread> {
        undisturbed(|| {
            let mut found = Vec::new();
            let mut query = self.0.prepare_cached("SELECT seq, document, hash FROM change WHERE seq > ?1 ORDER BY seq")?;
            let mut rows = query.query([read.seq])?;
            while let Some(row) = rows.next()? {
                read.seq = row.get(0)?;
                found.push((row.get(1)?, row.get(2)?));
            }
            // Row numbers of these are given out again, so they are read whole.
            found.extend(named(&self.0, "SELECT document, hash FROM quarantine UNION SELECT document, hash FROM refused_change")?);
            let mut query = self.0.prepare_cached("SELECT document, hashes FROM inbox")?;
            let mut rows = query.query([])?;
            while let Some(row) = rows.next()? {
                let (document, hashes): (Doc, Vec<u8>) = (row.get(0)?, row.get(1)?);
                found.extend(hashes.as_chunks::<32>().0.iter().map(|hash| (document, *hash)));
            }
            Ok(found)
        })
    }
}

fn named(conn: &Connection, sql: &str) -> Result<BTreeSet<Named>, Unread> {
    conn.prepare_cached(sql)?.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
}

/// A change in a bundle: the server has it.
struct Bundled {
    id: i64,
    name: Named,
    own: bool,
}

/// What lies in the bundles of a phone whose last number is beyond `after`. One that is damaged holds nothing.
fn bundled(conn: &Connection, after: i64) -> Result<Vec<Bundled>, Unread> {
    const MOST: usize = 64 << 20;
    const FRAME: FrameLimits = FrameLimits { frame_bytes: MOST, header_bytes: MOST, sections: 1 };
    const LIMITS: PackedLimits = PackedLimits { changes: 1 << 20, bytes: MOST };
    let mut query = conn.prepare_cached("SELECT document, packed FROM bundle WHERE last > ?1")?;
    let rows = query.query_map([after], |row| Ok((row.get::<_, Doc>(0)?, row.get::<_, Vec<u8>>(1)?)))?;
    let mut found = Vec::new();
    for row in rows {
        let (document, packed) = row?;
        let Ok(frame) = gunzip_bounded(&packed, MOST) else { continue };
        let Ok((header, sections)) = parts::<serde_json::Value>(&frame, FRAME) else { continue };
        let lists = lists::sections(sections, &[DocumentId::from_bytes(document)], LIMITS);
        let Some(raws) = lists.ok().and_then(|mut lists| lists.pop()?.into_raws(LIMITS).ok()) else { continue };
        let Ok(rows) = serde_json::from_value::<Vec<(i64, bool)>>(header["rows"].clone()) else { continue };
        let mut id = 0;
        for (raw, (step, own)) in raws.iter().zip(rows) {
            id += step;
            if let Ok(named) = model::gate::named(raw) {
                found.push(Bundled { id, name: (document, named.hash.0), own });
            }
        }
    }
    Ok(found)
}

/// Own changes that a phone says the server has: in rows and in bundles.
fn own_received(conn: &Connection) -> Result<BTreeSet<Named>, Unread> {
    let mut received = named(conn, "SELECT document, hash FROM change WHERE own = 1 AND received = 1")?;
    received.extend(bundled(conn, 0)?.into_iter().filter(|bundled| bundled.own).map(|bundled| bundled.name));
    Ok(received)
}

/// What a phone holds of its own.
#[derive(Debug, Default)]
pub struct PhoneBook {
    /// Own changes, joined or set aside.
    pub own: BTreeSet<Named>,
    /// Those of them that the phone says the server has.
    pub received: BTreeSet<Named>,
    /// Every document.
    pub documents: BTreeMap<Doc, PhoneDocument>,
    /// Photos that the phone says the server has whole.
    pub photos_received: BTreeSet<String>,
}

/// Where a document stands on a phone.
#[derive(Debug)]
pub struct PhoneDocument {
    /// What its rows come to.
    pub heads: Vec<u8>,
    /// It is no longer this phone's.
    pub left: bool,
    /// What is refused or cannot be read.
    pub trouble: Option<String>,
    /// It is to be fetched whole.
    pub owed: bool,
}

/// Reads a phone's file.
///
/// # Errors
/// [`Unread`].
pub fn phone(file: &Path) -> Result<PhoneBook, Unread> {
    undisturbed(|| read_phone(&open(file)?))
}

fn read_phone(conn: &Connection) -> Result<PhoneBook, Unread> {
    let mut own = named(conn, "SELECT document, hash FROM change WHERE own = 1")?;
    let aside = conn
        .prepare("SELECT document, hash FROM set_aside WHERE own = 1 AND length(hash) = 32")?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<BTreeSet<Named>, _>>()?;
    own.extend(aside);
    let received = own_received(conn)?;
    own.extend(received.iter().copied());
    let documents = conn
        .prepare("SELECT id, heads, left_reason IS NOT NULL, coalesce(refused_code, unreadable_code), fetch_owed FROM document")?
        .query_map([], |row| {
            Ok((row.get(0)?, PhoneDocument { heads: row.get(1)?, left: row.get(2)?, trouble: row.get(3)?, owed: row.get(4)? }))
        })?
        .collect::<Result<_, _>>()?;
    let photos_received =
        conn.prepare("SELECT sha256 FROM blob WHERE complete = 1")?.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    Ok(PhoneBook { own, received, documents, photos_received })
}

/// Marks every own change of a phone as received: what a planted bug does.
///
/// # Errors
/// [`Unread`].
pub fn mark_all_received(file: &Path) -> Result<(), Unread> {
    Connection::open(file)?.execute("UPDATE change SET received = 1 WHERE own = 1", [])?;
    Ok(())
}

/// How far a server's database was read.
#[derive(Debug, Default, Clone, Copy)]
pub struct Read {
    seq: i64,
}

/// What a server's database comes to.
#[derive(Debug, Default)]
pub struct ServerBook {
    /// Changes in documents.
    pub changes: BTreeSet<Named>,
    /// Changes kept aside, or kept as refused.
    pub quarantined: BTreeSet<Named>,
    /// Heads of every document.
    pub heads: BTreeMap<Doc, Vec<u8>>,
    /// Person and document: whether it is with them now; a pair that is missing never was.
    pub scope: BTreeMap<([u8; 16], Doc), bool>,
    /// Photos that are whole.
    pub photos: BTreeSet<String>,
    /// Commands that one document holds twice.
    pub twice: Vec<String>,
    /// Numbers that are missing or given out twice: of the log, or of an actor.
    pub gaps: Vec<String>,
}

/// Reads a server's database.
///
/// # Errors
/// [`Unread`].
pub fn server(file: &Path) -> Result<ServerBook, Unread> {
    undisturbed(|| read_server(&open(file)?))
}

fn read_server(conn: &Connection) -> Result<ServerBook, Unread> {
    let mut book = ServerBook {
        changes: named(conn, "SELECT document, hash FROM change")?,
        quarantined: named(conn, "SELECT document, hash FROM quarantine UNION SELECT document, hash FROM refused_change")?,
        ..ServerBook::default()
    };
    book.heads =
        conn.prepare("SELECT id, heads FROM document")?.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<_, _>>()?;
    book.scope = conn
        .prepare("SELECT person, document, kind = 'enter' FROM scope WHERE latest = 1")?
        .query_map([], |row| Ok(((row.get(0)?, row.get(1)?), row.get(2)?)))?
        .collect::<Result<_, _>>()?;
    let photos = conn
        .prepare("SELECT lower(hex(sha256)) FROM blob WHERE complete_at IS NOT NULL")?
        .query_map([], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    book.photos = photos;
    let mut commands = BTreeSet::new();
    let mut actors: BTreeMap<(Doc, [u8; 16]), i64> = BTreeMap::new();
    let mut query = conn.prepare("SELECT document, raw, actor, actor_seq FROM change ORDER BY seq")?;
    let mut rows = query.query([])?;
    while let Some(row) = rows.next()? {
        let (document, raw): (Doc, Vec<u8>) = (row.get(0)?, row.get(1)?);
        let expected = actors.entry((document, row.get(2)?)).or_default();
        *expected += 1;
        if row.get::<_, i64>(3)? != *expected {
            book.gaps.push(format!("an actor of {} skips to {}", hex::encode(document), row.get::<_, i64>(3)?));
        }
        let Ok(change) = Change::try_from(raw.as_slice()) else { continue };
        // The desk opens a visit and gives it away with one command.
        if let Some(note) = ChangeNote::of(&change).filter(|note| note.device.is_some())
            && !commands.insert((document, note.command_id.to_string()))
        {
            book.twice.push(format!("command {} ({}) of {}", note.command_id, note.command, hex::encode(document)));
        }
    }
    let (places, last): (i64, i64) = conn.query_row(
        "SELECT (SELECT count(*) FROM (SELECT seq FROM change UNION SELECT seq FROM scope)), (SELECT coalesce(max(last), 0) FROM log_position)",
        [],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    if places != last {
        book.gaps.push(format!("{places} places are taken of {last} given out"));
    }
    Ok(book)
}

/// Whether a database is sound, as SQLite says.
///
/// # Errors
/// [`Unread`].
pub fn is_sound(file: &Path) -> Result<bool, Unread> {
    let says: String = open(file)?.query_row("PRAGMA integrity_check", [], |row| row.get(0))?;
    Ok(says == "ok")
}

/// Takes the last entry but one out of the log: what a planted bug does.
///
/// # Errors
/// [`Unread`].
pub fn cut_the_log(file: &Path) -> Result<(), Unread> {
    let sql = "DROP TRIGGER IF EXISTS log_entry_is_kept;
        DELETE FROM log_entry WHERE position = (SELECT max(position) - 1 FROM log_entry);";
    Connection::open(file)?.execute_batch(sql)
}

/// Makes a row of the board say something else than its document: what a planted bug does.
///
/// # Errors
/// [`Unread`].
pub fn falsify_the_board(file: &Path) -> Result<(), Unread> {
    let sql = "UPDATE board_visit SET row = replace(row, '东方', '西方') WHERE document = (SELECT min(document) FROM board_visit);";
    Connection::open(file)?.execute_batch(sql)
}
