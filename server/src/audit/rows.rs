//! The rows that entries tell of, compared with them: every row has its entry, every entry its rows, and each column says the same.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use automerge::ChangeHash;
use model::documents::kind::DocumentKind;
use model::gate::{Named, named};
use model::id::{DeviceId, DocumentId, OrganisationId, PersonId};
use model::log::rows::{ChangeRow, RowsDigest};
use model::log::{Aside, Beside, Changes, Decided, Decision, Enrolled, Fact, Finding, Found, LogEntry, Place, Quarantined, Refused, Wrong};
use model::seal::key::PublicKey;
use model::time::Timestamp;
use model::wire::sync::received_digest;
use rusqlite::Row;
use sha2::{Digest as _, Sha256};

use super::AuditError;
use super::database::{Database, array, blob, integer, is_null, text};
use crate::store::inbox::DAMAGED_AT_SERVER;

/// What the entries say that there is.
#[derive(Default)]
pub(super) struct Rows {
    /// Changes in one step each, by the sequence number of the first.
    spans: BTreeMap<u64, Span>,
    found: HashMap<DocumentId, Before>,
    aside: HashMap<(DocumentId, String), Set>,
    refused: HashMap<(DocumentId, DeviceId, String), Turned>,
    /// What the desk left out, by where it lies: in quarantine without, among what was refused with the device.
    left_out: HashMap<(DocumentId, Option<DeviceId>, String), LeftOut>,
    documents: HashMap<DocumentId, Known>,
    devices: BTreeMap<DeviceId, Device>,
    /// Changes that are in documents, if any was refused.
    taken_in: HashSet<(DocumentId, [u8; 32])>,
    compared: u64,
    findings: Vec<Finding>,
}

/// Where an entry stands.
#[derive(Debug, Clone, Copy)]
struct At {
    position: u64,
    at: Timestamp,
}

impl At {
    fn of(self, document: Option<DocumentId>, row: Option<String>) -> Place {
        Place { position: Some(self.position), at: Some(self.at), document, row }
    }
}

/// Changes that came in one step, and their hashes as they are met.
struct Span {
    at: At,
    changes: Changes,
    met: Vec<[u8; 32]>,
    /// The sequence number that comes next.
    next: u64,
    missing: bool,
}

impl Span {
    fn last(&self) -> u64 {
        self.changes.first.saturating_add(self.changes.changes).saturating_sub(1)
    }
}

/// Changes of a document from before the log, and what is met of them.
struct Before {
    at: At,
    found: Found,
    met: Vec<[u8; 32]>,
    rows: RowsDigest,
}

/// A change that was set aside.
struct Set {
    at: At,
    person: PersonId,
    device: DeviceId,
    relayed_by: Option<DeviceId>,
    received: Timestamp,
    met: bool,
}

/// A change that was refused.
struct Turned {
    at: At,
    person: PersonId,
    /// The code of every change that was refused with it.
    code: String,
    met: bool,
}

/// The desk's decision that a change stays out.
#[derive(Debug, Clone)]
struct LeftOut {
    at: At,
    person: PersonId,
    /// SHA-256 of the reason, in hex.
    reason: Option<String>,
}

/// What is known of a document.
struct Known {
    at: At,
    kind: DocumentKind,
    met: u64,
    /// Hashes that no change met so far builds on.
    heads: BTreeSet<ChangeHash>,
}

/// A device as entries tell of it.
struct Device {
    at: At,
    told: Enrolled,
    enrolled_at: Timestamp,
    revoked_at: Option<Timestamp>,
}

/// A row of changes or quarantine as it is kept.
struct Kept {
    name: String,
    document: DocumentId,
    hash: Option<[u8; 32]>,
    person: Option<[u8; 16]>,
    /// `Some(None)` at the desk, `None` if it is no device.
    device: Option<Option<[u8; 16]>>,
    /// The device that brought it, if another one did; `None` if that cannot be read.
    relayed_by: Option<Option<[u8; 16]>>,
    received_ms: Option<i64>,
}

impl Kept {
    fn read(row: &Row<'_>, name: String) -> rusqlite::Result<Self> {
        Ok(Self {
            name,
            document: DocumentId::from_bytes(array(row, "document")?.unwrap_or_default()),
            hash: array(row, "hash")?,
            person: array(row, "person")?,
            device: if is_null(row, "device")? { Some(None) } else { array(row, "device")?.map(Some) },
            relayed_by: if is_null(row, "relayed_by")? { Some(None) } else { array(row, "relayed_by")?.map(Some) },
            received_ms: integer(row, "received_at")?,
        })
    }

    /// Where it is, and of which document.
    fn place(&self, at: Option<At>) -> Place {
        Place {
            position: at.map(|at| at.position),
            at: at.map(|at| at.at).or(self.received_ms.and_then(|ms| Timestamp::try_from(ms).ok())),
            document: Some(self.document),
            row: Some(self.name.clone()),
        }
    }
}

impl Rows {
    /// Takes in what an entry says.
    pub(super) fn expect(&mut self, entry: LogEntry) {
        let at = At { position: entry.position, at: entry.at };
        match entry.what {
            Fact::Begun { .. } | Fact::Restored { .. } | Fact::Copied { .. } | Fact::Account(_) => {}
            Fact::Found(found) => {
                self.open(at, found.document, found.kind);
                for Aside { change, person, device, at: received } in found.aside.clone() {
                    self.aside.insert((found.document, change), Set { at, person, device, relayed_by: None, received, met: false });
                }
                self.found.insert(found.document, Before { at, found, met: Vec::new(), rows: RowsDigest::default() });
            }
            Fact::FoundDevice { device, enrolled_at, revoked_at } => {
                self.devices.insert(device.device, Device { at, told: device, enrolled_at, revoked_at });
            }
            Fact::Changes(changes) => {
                if let Some(kind) = changes.kind {
                    self.open(at, changes.document, kind);
                }
                self.spans.insert(changes.first, Span { at, next: changes.first, met: Vec::new(), missing: false, changes });
            }
            Fact::Quarantined(Quarantined { document, person, device, relayed_by, changes }) => {
                for change in changes {
                    self.aside.insert((document, change), Set { at, person, device, relayed_by, received: entry.at, met: false });
                }
            }
            Fact::Refused(Refused { document, person, device, code, changes, .. }) => {
                for change in changes {
                    self.refused.insert((document, device, change), Turned { at, person, code: code.clone(), met: false });
                }
            }
            Fact::Decided(Decided { decision: Decision::TakenIn, .. }) => {}
            Fact::Decided(Decided { document, person, device, beside, reason, changes, .. }) => {
                let of = (beside == Beside::Refused).then_some(device);
                for change in changes {
                    self.left_out.insert((document, of, change), LeftOut { at, person, reason: reason.clone() });
                }
            }
            Fact::Enrolled(told) => {
                self.devices.insert(told.device, Device { at, told, enrolled_at: entry.at, revoked_at: None });
            }
            Fact::Revoked { device } => {
                if let Some(device) = self.devices.get_mut(&device) {
                    device.revoked_at = Some(entry.at);
                }
            }
        }
    }

    fn open(&mut self, at: At, document: DocumentId, kind: DocumentKind) {
        self.documents.entry(document).or_insert(Known { at, kind, met: 0, heads: BTreeSet::new() });
    }

    fn find(&mut self, place: Place, wrong: Wrong) {
        self.findings.push(Finding { place, wrong });
    }

    /// Compares the rows of `organisation`. Answers how many changes were compared, and everything found.
    pub(super) fn compare(mut self, database: &Database, organisation: OrganisationId) -> Result<(u64, Vec<Finding>), AuditError> {
        self.compare_changes(database, organisation)?;
        self.compare_quarantine(database, organisation)?;
        self.compare_refused(database, organisation)?;
        self.compare_documents(database, organisation)?;
        self.compare_devices(database, organisation)?;
        Ok((self.compared, self.findings))
    }

    fn compare_changes(&mut self, database: &Database, organisation: OrganisationId) -> Result<(), AuditError> {
        let relayed_by = database.column("change", "relayed_by")?;
        let sql = format!(
            "SELECT seq, document, hash, actor, actor_seq, person, device, received_at, late, raw, {relayed_by} FROM change \
             WHERE organisation = ?1 ORDER BY seq"
        );
        let mut find = database.db.prepare(&sql)?;
        let mut rows = find.query([organisation.as_bytes()])?;
        while let Some(row) = rows.next()? {
            self.compared += 1;
            self.compare_change(row)?;
        }
        drop(rows);
        for span in std::mem::take(&mut self.spans).into_values() {
            self.end_span(span);
        }
        let mut found: Vec<Before> = std::mem::take(&mut self.found).into_values().collect();
        found.sort_by_key(|before| before.at.position);
        for Before { at, found, met, rows } in found {
            let same = met.len() as u64 == found.changes && received_digest(&met) == found.digest && rows.hex() == found.rows;
            if !same {
                let wrong = Wrong::RowsAltered { found: met.len() as u64, stated: found.changes };
                self.find(at.of(Some(found.document), None), wrong);
            }
        }
        Ok(())
    }

    fn compare_change(&mut self, row: &Row<'_>) -> Result<(), AuditError> {
        let seq = integer(row, "seq")?.and_then(|seq| u64::try_from(seq).ok()).unwrap_or(0);
        let kept = Kept::read(row, format!("change {seq}"))?;
        let late = integer(row, "late")?;
        let span = self.spans.range_mut(..=seq).next_back().map(|(_, span)| span).filter(|span| seq <= span.last());
        let mut wrongs = Vec::new();
        let at = if let Some(span) = span {
            if seq > span.next {
                wrongs.push((span.at.of(Some(span.changes.document), None), Wrong::RowsMissing { from: span.next, to: seq - 1 }));
                span.missing = true;
            }
            span.next = seq + 1;
            span.met.extend(kept.hash);
            let Changes { document, person, device, relayed_by, late: stated_late, .. } = &span.changes;
            let columns = [
                ("document", kept.document == *document),
                ("person", kept.person == Some(*person.as_bytes())),
                ("device", kept.device == Some(device.map(|device| *device.as_bytes()))),
                ("relayed_by", kept.relayed_by == Some(relayed_by.map(|device| *device.as_bytes()))),
                ("received_at", kept.received_ms == Some(span.at.at.as_ms())),
                ("late", late == Some(i64::from(*stated_late))),
            ];
            for (column, _) in columns.into_iter().filter(|(_, same)| !same) {
                wrongs.push((kept.place(Some(span.at)), Wrong::RowAltered { column }));
            }
            Some(span.at)
        } else if let Some(before) = self.found.get_mut(&kept.document).filter(|before| seq <= before.found.last) {
            before.met.extend(kept.hash);
            before.rows.add(&ChangeRow {
                seq,
                hash: kept.hash.unwrap_or_default(),
                person: PersonId::from_bytes(kept.person.unwrap_or_default()),
                device: kept.device.flatten().map(DeviceId::from_bytes),
                received_ms: kept.received_ms.unwrap_or(-1),
                late: late != Some(0),
            });
            Some(before.at)
        } else {
            wrongs.push((kept.place(None), Wrong::RowUnknown));
            None
        };
        let place = kept.place(at);
        match named(&blob(row, "raw")?) {
            Ok(Named { hash, deps, actor, seq }) if Some(hash.0) == kept.hash => {
                if array(row, "actor")? != Some(actor) {
                    wrongs.push((place.clone(), Wrong::RowAltered { column: "actor" }));
                }
                if integer(row, "actor_seq")?.and_then(|seq| u64::try_from(seq).ok()) != Some(seq) {
                    wrongs.push((place, Wrong::RowAltered { column: "actor_seq" }));
                }
                if let Some(known) = self.documents.get_mut(&kept.document) {
                    known.met += 1;
                    known.heads.insert(hash);
                    for dep in deps {
                        known.heads.remove(&dep);
                    }
                }
            }
            _ => wrongs.push((place, Wrong::BytesAltered)),
        }
        if let Some(hash) = kept.hash
            && let Some(set) = self.aside.get_mut(&(kept.document, hex::encode(hash)))
        {
            set.met = true;
        }
        if let Some(hash) = kept.hash
            && !self.refused.is_empty()
        {
            self.taken_in.insert((kept.document, hash));
        }
        for (place, wrong) in wrongs {
            self.find(place, wrong);
        }
        Ok(())
    }

    /// Says what is missing of a step, or that its changes are others.
    fn end_span(&mut self, span: Span) {
        let (first, last) = (span.changes.first, span.last());
        let place = span.at.of(Some(span.changes.document), None);
        if span.next <= last {
            self.find(place, Wrong::RowsMissing { from: span.next, to: last });
        } else if !span.missing && received_digest(&span.met) != span.changes.digest {
            self.find(place, Wrong::ChangesAltered { from: first, to: last });
        }
    }

    fn compare_quarantine(&mut self, database: &Database, organisation: OrganisationId) -> Result<(), AuditError> {
        let relayed_by = database.column("quarantine", "relayed_by")?;
        let sql = format!(
            "SELECT id, document, hash, person, device, received_at, raw, {}, {}, {}, {relayed_by} FROM quarantine \
             WHERE organisation = ?1 ORDER BY id",
            database.column("quarantine", "discarded_at")?,
            database.column("quarantine", "discarded_by")?,
            database.column("quarantine", "discard_reason")?
        );
        let mut find = database.db.prepare(&sql)?;
        let mut rows = find.query([organisation.as_bytes()])?;
        while let Some(row) = rows.next()? {
            self.compared += 1;
            let kept = Kept::read(row, format!("quarantine {}", integer(row, "id")?.unwrap_or(0)))?;
            let key = (kept.document, hex::encode(kept.hash.unwrap_or_default()));
            let Some(set) = self.aside.get_mut(&key) else {
                let place = kept.place(None);
                self.find(place, Wrong::RowUnknown);
                continue;
            };
            set.met = true;
            let place = kept.place(Some(set.at));
            let columns = [
                ("person", kept.person == Some(*set.person.as_bytes())),
                ("device", kept.device == Some(Some(*set.device.as_bytes()))),
                ("relayed_by", kept.relayed_by == Some(set.relayed_by.map(|device| *device.as_bytes()))),
                ("received_at", kept.received_ms == Some(set.received.as_ms())),
            ];
            for (column, _) in columns.into_iter().filter(|(_, same)| !same) {
                self.find(place.clone(), Wrong::RowAltered { column });
            }
            self.compare_decision(row, &place, (key.0, None, key.1))?;
            if named(&blob(row, "raw")?).ok().map(|named| named.hash.0) != kept.hash {
                self.find(place, Wrong::BytesAltered);
            }
        }
        drop(rows);
        let mut gone: Vec<_> =
            self.aside.iter().filter(|(_, set)| !set.met).map(|((document, hash), set)| (set.at, *document, hash.clone())).collect();
        gone.sort_by_key(|(at, document, hash)| (at.position, *document, hash.clone()));
        for (at, document, hash) in gone {
            self.find(at.of(Some(document), None), Wrong::ChangeMissing(hash));
        }
        Ok(())
    }

    /// Whether the row says of the desk's decision what the log says of it.
    fn compare_decision(&mut self, row: &Row<'_>, place: &Place, key: (DocumentId, Option<DeviceId>, String)) -> Result<(), AuditError> {
        let told = self.left_out.get(&key).cloned();
        let reason = (!is_null(row, "discard_reason")?).then(|| text(row, "discard_reason")).transpose()?;
        let columns = [
            ("discarded_at", integer(row, "discarded_at")? == told.as_ref().map(|told| told.at.at.as_ms())),
            ("discarded_by", array(row, "discarded_by")? == told.as_ref().map(|told| *told.person.as_bytes())),
            (
                "discard_reason",
                reason.map(|reason| hex::encode(Sha256::digest(reason))) == told.as_ref().and_then(|told| told.reason.clone()),
            ),
        ];
        let position = told.map(|told| told.at.position);
        for (column, _) in columns.into_iter().filter(|(_, same)| !same) {
            let place = Place { position: position.or(place.position), ..place.clone() };
            self.find(place, Wrong::RowAltered { column });
        }
        Ok(())
    }

    fn compare_refused(&mut self, database: &Database, organisation: OrganisationId) -> Result<(), AuditError> {
        if !database.has_refused()? {
            return Ok(());
        }
        let sql = "SELECT id, document, hash, person, device, received_at, refused_at, code, raw, discarded_at, discarded_by, discard_reason, \
                   NULL AS relayed_by FROM refused_change WHERE organisation = ?1 ORDER BY id";
        let mut find = database.db.prepare(sql)?;
        let mut rows = find.query([organisation.as_bytes()])?;
        while let Some(row) = rows.next()? {
            self.compared += 1;
            let kept = Kept::read(row, format!("refused_change {}", integer(row, "id")?.unwrap_or(0)))?;
            let device = DeviceId::from_bytes(kept.device.flatten().unwrap_or_default());
            let hash = hex::encode(kept.hash.unwrap_or_default());
            let Some(turned) = self.refused.get_mut(&(kept.document, device, hash.clone())) else {
                let place = kept.place(None);
                self.find(place, Wrong::RowUnknown);
                continue;
            };
            turned.met = true;
            let place = kept.place(Some(turned.at));
            let columns = [
                ("person", kept.person == Some(*turned.person.as_bytes())),
                ("refused_at", integer(row, "refused_at")? == Some(turned.at.at.as_ms())),
                ("code", text(row, "code")? == turned.code),
            ];
            // What could not be read when it was refused is kept as it was found.
            let damaged = turned.code == DAMAGED_AT_SERVER;
            for (column, _) in columns.into_iter().filter(|(_, same)| !same) {
                self.find(place.clone(), Wrong::RowAltered { column });
            }
            self.compare_decision(row, &place, (kept.document, Some(device), hash))?;
            if !damaged && named(&blob(row, "raw")?).ok().map(|named| named.hash.0) != kept.hash {
                self.find(place, Wrong::BytesAltered);
            }
        }
        drop(rows);
        let taken_in = |document: DocumentId, hash: &str| {
            let mut bytes = [0; 32];
            hex::decode_to_slice(hash, &mut bytes).is_ok() && self.taken_in.contains(&(document, bytes))
        };
        let mut gone: Vec<_> = self
            .refused
            .iter()
            .filter(|((document, _, hash), turned)| !turned.met && !taken_in(*document, hash))
            .map(|((document, _, hash), turned)| (turned.at, *document, hash.clone()))
            .collect();
        gone.sort_by_key(|(at, document, hash)| (at.position, *document, hash.clone()));
        for (at, document, hash) in gone {
            self.find(at.of(Some(document), None), Wrong::ChangeMissing(hash));
        }
        Ok(())
    }

    fn compare_documents(&mut self, database: &Database, organisation: OrganisationId) -> Result<(), AuditError> {
        let mut find = database.db.prepare("SELECT id, kind, heads, changes FROM document WHERE organisation = ?1 ORDER BY id")?;
        let mut rows = find.query([organisation.as_bytes()])?;
        let mut met = HashSet::new();
        while let Some(row) = rows.next()? {
            let id = DocumentId::from_bytes(array(row, "id")?.unwrap_or_default());
            met.insert(id);
            let place = |at: Option<At>| {
                let row = Some(format!("document {id}"));
                Place { position: at.map(|at| at.position), at: at.map(|at| at.at), document: Some(id), row }
            };
            let Some(known) = self.documents.get(&id) else {
                self.find(place(None), Wrong::RowUnknown);
                continue;
            };
            let heads: Vec<u8> = known.heads.iter().flat_map(|head| head.0).collect();
            let columns = [
                ("kind", text(row, "kind")? == known.kind.word()),
                ("heads", blob(row, "heads")? == heads),
                ("changes", integer(row, "changes")?.and_then(|changes| u64::try_from(changes).ok()) == Some(known.met)),
            ];
            let place = place(Some(known.at));
            for (column, _) in columns.into_iter().filter(|(_, same)| !same) {
                self.find(place.clone(), Wrong::DocumentAltered { column });
            }
        }
        drop(rows);
        let mut gone: Vec<_> = self.documents.iter().filter(|(id, _)| !met.contains(id)).map(|(id, known)| (known.at, *id)).collect();
        gone.sort_by_key(|(at, _)| at.position);
        for (at, id) in gone {
            self.find(at.of(Some(id), Some(format!("document {id}"))), Wrong::RowMissing);
        }
        Ok(())
    }

    fn compare_devices(&mut self, database: &Database, organisation: OrganisationId) -> Result<(), AuditError> {
        let sql = "SELECT id, person, algorithm, public_key, enrolled_at, revoked_at FROM device WHERE organisation = ?1 ORDER BY id";
        let mut find = database.db.prepare(sql)?;
        let mut rows = find.query([organisation.as_bytes()])?;
        while let Some(row) = rows.next()? {
            let id = DeviceId::from_bytes(array(row, "id")?.unwrap_or_default());
            let name = Some(format!("device {id}"));
            let Some(Device { at, told, enrolled_at, revoked_at }) = self.devices.remove(&id) else {
                self.find(Place { row: name, ..Place::default() }, Wrong::RowUnknown);
                continue;
            };
            let key = PublicKey { algorithm: text(row, "algorithm")?, key: text(row, "public_key")? };
            let columns = [
                ("person", array(row, "person")? == Some(*told.person.as_bytes())),
                ("public_key", key == told.key),
                ("enrolled_at", integer(row, "enrolled_at")? == Some(enrolled_at.as_ms())),
                ("revoked_at", integer(row, "revoked_at")? == revoked_at.map(Timestamp::as_ms)),
            ];
            for (column, _) in columns.into_iter().filter(|(_, same)| !same) {
                self.find(at.of(None, name.clone()), Wrong::RowAltered { column });
            }
        }
        drop(rows);
        for (id, device) in std::mem::take(&mut self.devices) {
            self.find(device.at.of(None, Some(format!("device {id}"))), Wrong::RowMissing);
        }
        Ok(())
    }
}
