//! The log: what the server takes in is in it, and whatever somebody does to it or to what it tells of in the database is found.
//! FIELDBOOK_LONG=1 tampers with each of more than 10,000 rows instead of a few hundred.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use axum::body::Body;
use http::{Request, StatusCode};
use model::documents::visit::records::EventKind;
use model::id::{DocumentId, OrganisationId};
use model::log::{Checkpoint, Fact, Finding, Link, LogEntry, LogHead, Signed, Wrong};
use model::seal::key::{DeviceKey as _, PublicKey, SoftwareKey};
use model::time::Timestamp;
use model::wire::sync::Placed;
use rusqlite::{Connection, params};
use serde_json::Value;
use server::audit::{self, Audited};

use crate::house::{DAY_MS, Desk, Device, House};

fn audit(folder: &Path, outside: &[Signed]) -> Audited {
    let mut audited = audit::verify(folder, None, None, outside).unwrap();
    assert_eq!(audited.len(), 1);
    audited.remove(0)
}

fn holds(house: &House) -> Audited {
    let audited = audit(house.folder(), &[]);
    assert_eq!(audited.findings, []);
    audited
}

fn codes(findings: &[Finding]) -> Vec<&'static str> {
    findings.iter().map(|finding| finding.wrong.code()).collect()
}

/// A checkpoint as a desk user takes it home.
async fn checkpoint(desk: &Desk) -> Signed {
    let (status, body) = desk.get("/v1/desk/checkpoint").await;
    assert_eq!(status, StatusCode::OK, "{body}");
    Signed { token: body["checkpoint"].as_str().unwrap().to_owned(), source: "a letter".to_owned(), outside: true }
}

/// The whole log by the desk's route, as text with links.
async fn log(desk: &Desk) -> Vec<(LogEntry, String, Link)> {
    let mut entries = Vec::new();
    loop {
        let (status, page) = desk.get(&format!("/v1/desk/log?after={}&limit=7", entries.len())).await;
        assert_eq!(status, StatusCode::OK, "{page}");
        let rows = page["entries"].as_array().unwrap().clone();
        for row in &rows {
            let text = row["entry"].as_str().unwrap().to_owned();
            entries.push((LogEntry::read(&text).unwrap(), text, row["link"].as_str().unwrap().parse().unwrap()));
        }
        if rows.is_empty() {
            let head = entries.last().map(|(_, _, link): &(_, _, Link)| link.to_string());
            assert_eq!((page["size"].as_u64(), page["head"].as_str()), (Some(entries.len() as u64), head.as_deref()));
            return entries;
        }
    }
}

/// An open copy of the house's directory without the triggers that keep mistakes out.
struct Copy {
    dir: tempfile::TempDir,
    db: Connection,
}

impl Copy {
    fn of(house: &House) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("fieldbook.db");
        house.database().execute("VACUUM INTO ?1", [path.to_str().unwrap()]).unwrap();
        std::fs::create_dir(dir.path().join("organisation-keys")).unwrap();
        for key in std::fs::read_dir(house.folder().join("organisation-keys")).unwrap() {
            let key = key.unwrap();
            std::fs::copy(key.path(), dir.path().join("organisation-keys").join(key.file_name())).unwrap();
        }
        let db = Connection::open(&path).unwrap();
        let mut find = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger'").unwrap();
        let triggers: Vec<String> = find.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap();
        drop(find);
        for trigger in triggers {
            db.execute_batch(&format!("DROP TRIGGER {trigger}")).unwrap();
        }
        db.execute_batch("PRAGMA foreign_keys = 0; PRAGMA ignore_check_constraints = 1; PRAGMA synchronous = 0").unwrap();
        Self { dir, db }
    }

    fn audit(&self, outside: &[Signed]) -> Audited {
        audit(self.dir.path(), outside)
    }

    fn count(&self, what: &str) -> u64 {
        self.db.query_row(&format!("SELECT COUNT(*) FROM {what}"), [], |row| row.get::<_, i64>(0)).unwrap() as u64
    }
}

#[tokio::test]
async fn everything_the_server_takes_in_is_in_the_log_and_agrees_with_it() {
    let house = House::open().await;
    let mut desk = house.organisation("Hangzhou").await;
    assert!(matches!(log(&desk).await[0].0.what, Fact::Begun { .. }), "the log begins with the organisation");
    let mut wang = desk.device(desk.technician("Wang").await, 1).await;
    let mut li = desk.device(desk.technician("Li").await, 2).await;
    let (visit, other) = (desk.dispatch(wang.person()).await, desk.dispatch(li.person()).await);
    let signed = desk.dispatch(wang.person()).await;
    wang.sync().await;
    li.sync().await;
    wang.begin(visit);
    wang.begin(signed);
    wang.finish(signed);
    wang.sign(signed);
    wang.sync().await;
    li.begin(other);
    li.sync().await;
    // Late work, then work that is set aside, then taken in again.
    desk.assign(visit, li.person()).await;
    wang.event(visit, EventKind::VoidTrip { reason: "came again".to_owned() });
    assert_eq!(wang.sync().await.verdict(visit).placed, Placed::AfterReassignment);
    house.clock.pass_ms(8 * DAY_MS);
    wang.renew().await;
    li.renew().await;
    desk.sign_in().await;
    wang.event(visit, EventKind::VoidTrip { reason: "and again".to_owned() });
    wang.event(visit, EventKind::VoidTrip { reason: "and again".to_owned() });
    assert_eq!(wang.sync().await.verdict(visit).placed, Placed::Quarantine);
    assert_eq!(house.count("quarantine"), 2);
    holds(&house);
    desk.assign(visit, wang.person()).await;
    assert_eq!(house.count("quarantine"), 0, "it came in with the visit");
    assert_eq!(desk.post(&format!("/v1/desk/devices/{}/revoke", li.id()), Value::Null).await.0, StatusCode::NO_CONTENT);

    let audited = holds(&house);
    let entries = log(&desk).await;
    assert_eq!((audited.extent.entries, audited.changes), (entries.len() as u64, house.count("change") as u64));
    let mut head = LogHead::before_all(wang.identity.organisation);
    let mut told: BTreeMap<&str, usize> = BTreeMap::new();
    for (entry, text, link) in &entries {
        head = LogHead { size: head.size + 1, link: head.link.after(text.as_bytes()) };
        assert_eq!((entry.position, *link), (head.size, head.link));
        let word = match &entry.what {
            Fact::Changes(changes) if changes.late => "late",
            Fact::Changes(_) => "changes",
            Fact::Quarantined(_) => "quarantined",
            Fact::Enrolled(_) => "enrolled",
            Fact::Revoked { .. } => "revoked",
            _ => "begun",
        };
        *told.entry(word).or_default() += 1;
    }
    let expected = [("begun", 1), ("changes", 8), ("enrolled", 2), ("late", 2), ("quarantined", 1), ("revoked", 1)];
    assert_eq!(told.into_iter().collect::<Vec<_>>(), expected);
    let outside = checkpoint(&desk).await;
    let audited = audit(house.folder(), &[outside]);
    assert_eq!((codes(&audited.findings), audited.extent.agreeing_outside), (vec![], 1));

    // Another organisation sees its own log, and its checkpoint is not mistaken for this one's.
    let elsewhere = house.organisation("Suzhou").await;
    assert_eq!(log(&elsewhere).await.len(), 1);
    let theirs = checkpoint(&elsewhere).await;
    let both = audit::verify(house.folder(), None, None, std::slice::from_ref(&theirs)).unwrap();
    assert_eq!(both.iter().map(|audited| (audited.findings.len(), audited.extent.agreeing_outside)).collect::<Vec<_>>(), [(0, 0), (0, 1)]);
    let one = audit::verify(house.folder(), Some("Hangzhou"), None, &[theirs]).unwrap();
    assert_eq!(codes(&one[0].findings), ["checkpoint_forged"]);
    assert!(audit::verify(house.folder(), Some("Nowhere"), None, &[]).is_err());
}

#[tokio::test]
async fn the_log_is_for_the_desk_only_and_its_checkpoint_is_signed_by_the_organisation() {
    let house = House::open().await;
    let desk = house.organisation("Hangzhou").await;
    let wang = desk.device(desk.technician("Wang").await, 1).await;
    for path in ["/v1/desk/log", "/v1/desk/checkpoint"] {
        let anybody = Request::get(path).header("host", "fieldbook.test").body(Body::empty()).unwrap();
        assert_eq!(tower::ServiceExt::oneshot(house.router.clone(), anybody).await.unwrap().status(), StatusCode::UNAUTHORIZED);
        assert_eq!(wang.get(path).await.status(), StatusCode::UNAUTHORIZED);
    }
    assert_eq!(desk.get("/v1/desk/log?after=-1").await.0, StatusCode::BAD_REQUEST);
    let key = key(house.folder(), wang.identity.organisation);
    let stated = Checkpoint::verify(&checkpoint(&desk).await.token, &key.public_key()).unwrap();
    assert_eq!((stated.organisation, stated.size), (wang.identity.organisation, 2));
    assert!(Checkpoint::verify(&checkpoint(&desk).await.token, &SoftwareKey::from_secret(&[1; 32]).public_key()).is_err());
    // The key as the reviewer knows it counts, not the one in the directory.
    let other: PublicKey = SoftwareKey::from_secret(&[1; 32]).public_key();
    assert_eq!(codes(&audit::verify(house.folder(), None, Some(&other), &[]).unwrap()[0].findings), ["checkpoint_forged"]);
}

/// The organisation's key, as somebody has it who has the directory.
fn key(folder: &Path, organisation: OrganisationId) -> SoftwareKey {
    use ed25519_dalek::pkcs8::DecodePrivateKey as _;
    let der = std::fs::read(folder.join("organisation-keys").join(format!("{organisation}.key"))).unwrap();
    SoftwareKey::from_secret(ed25519_dalek::SigningKey::from_pkcs8_der(&der).unwrap().as_bytes())
}

#[tokio::test]
async fn checkpoints_are_made_by_the_way_after_an_hour_with_entries() {
    let house = House::open().await;
    let desk = house.organisation("Hangzhou").await;
    let mut wang = desk.device(desk.technician("Wang").await, 1).await;
    let visit = desk.dispatch(wang.person()).await;
    wang.sync().await;
    assert_eq!(house.count("checkpoint"), 1, "a log without a checkpoint gets one");
    wang.event(visit, EventKind::VoidTrip { reason: "once".to_owned() });
    wang.sync().await;
    assert_eq!(house.count("checkpoint"), 1, "within the hour it gets no other");
    house.clock.pass_ms(3_600_000);
    wang.renew().await;
    wang.event(visit, EventKind::VoidTrip { reason: "twice".to_owned() });
    wang.sync().await;
    assert_eq!(house.count("checkpoint"), 2);
    assert_eq!(holds(&house).extent.agreeing, 2);
}

/// Abuse case of the issue: whoever removes an amendment in the database is found.
#[tokio::test]
async fn an_amendment_that_was_removed_in_the_database_is_named() {
    let house = House::open().await;
    let desk = house.organisation("Hangzhou").await;
    let mut wang = desk.device(desk.technician("Wang").await, 1).await;
    let visit = desk.dispatch(wang.person()).await;
    wang.sync().await;
    wang.begin(visit);
    wang.finish(visit);
    let signed = wang.sign(visit);
    wang.sync().await;
    wang.event(visit, EventKind::AmendmentOpened { of: signed, reason: "笔误".into() });
    wang.sync().await;
    let copy = Copy::of(&house);
    let seq: i64 = copy.db.query_row("SELECT MAX(seq) FROM change", [], |row| row.get(0)).unwrap();
    copy.db.execute("DELETE FROM change WHERE seq = ?1", [seq]).unwrap();
    let audited = copy.audit(&[]);
    let missing = Wrong::RowsMissing { from: seq as u64, to: seq as u64 };
    let found = audited.findings.iter().find(|finding| finding.wrong == missing).unwrap();
    assert_eq!((found.place.document, found.place.position), (Some(visit), Some(audited.extent.last)));
    assert_eq!(found.place.at, log(&desk).await.last().map(|(entry, ..)| entry.at));
    // Together with its entry: the log is shorter than a checkpoint held it to be.
    let outside = checkpoint(&desk).await;
    copy.db.execute("DELETE FROM log_entry WHERE position = ?1", [audited.extent.last as i64]).unwrap();
    copy.db.execute_batch("DELETE FROM checkpoint").unwrap();
    let audited = copy.audit(&[outside]);
    let found = audited.findings.iter().find(|finding| matches!(finding.wrong, Wrong::Truncated { .. })).unwrap();
    assert!(matches!(found.wrong, Wrong::Truncated { found, held, .. } if found + 1 == held));
}

/// trust-notes 15: also with the organisation's own key in the attacker's hands, as long as one checkpoint is elsewhere.
#[tokio::test]
async fn a_log_written_anew_with_the_organisations_key_is_found_by_a_checkpoint_from_elsewhere() {
    let house = House::open().await;
    let desk = house.organisation("Hangzhou").await;
    let mut wang = desk.device(desk.technician("Wang").await, 1).await;
    let visit = desk.dispatch(wang.person()).await;
    wang.sync().await;
    let early = checkpoint(&desk).await;
    wang.begin(visit);
    wang.sync().await;
    let outside = checkpoint(&desk).await;
    wang.finish(visit);
    wang.sync().await;
    let copy = Copy::of(&house);
    // The visit began an hour earlier, says whoever has the database: in the rows, in the log, in every link and checkpoint.
    let organisation = wang.identity.organisation;
    let (first, before): (i64, i64) = copy
        .db
        .query_row("SELECT MIN(seq), received_at FROM change WHERE device IS NOT NULL", [], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap();
    copy.db
        .execute("UPDATE change SET received_at = received_at - 3600000 WHERE received_at = ?1 AND device IS NOT NULL", [before])
        .unwrap();
    let mut forged = 0;
    rewrite(&copy.db, organisation, &key(copy.dir.path(), organisation), |entry| {
        if matches!(&entry.what, Fact::Changes(changes) if changes.first == first as u64) {
            entry.at = entry.at.plus_ms(-3_600_000);
            forged = entry.position;
        }
    });
    assert_eq!(codes(&copy.audit(&[]).findings), Vec::<&str>::new(), "by itself it cannot be told from an honest one");
    let audited = copy.audit(&[early, outside]);
    assert_eq!((codes(&audited.findings), audited.extent.agreeing_outside), (vec!["log_rewritten"], 1));
    let Wrong::Rewritten { from, to, .. } = audited.findings[0].wrong else { unreachable!() };
    assert!((from..=to).contains(&forged), "{forged} is not in {from}..={to}");
}

/// Writes the log anew with what `forge` makes of the entries: links, and checkpoints signed with the right key.
fn rewrite(db: &Connection, organisation: OrganisationId, key: &SoftwareKey, mut forge: impl FnMut(&mut LogEntry)) {
    let mut find = db.prepare("SELECT entry FROM log_entry ORDER BY position").unwrap();
    let texts: Vec<String> = find.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap();
    let mut head = LogHead::before_all(organisation);
    let mut heads = vec![head];
    for text in texts {
        let mut entry = LogEntry::read(&text).unwrap();
        forge(&mut entry);
        let appended = head.append(entry.at, entry.what).unwrap();
        head = appended.head;
        heads.push(head);
        let row = params![head.size as i64, entry.at.as_ms(), appended.text, head.link.as_bytes()];
        db.execute("UPDATE log_entry SET at = ?2, entry = ?3, link = ?4 WHERE position = ?1", row).unwrap();
    }
    let mut find = db.prepare("SELECT size, at FROM checkpoint").unwrap();
    let kept: Vec<(i64, i64)> = find.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap().collect::<Result<_, _>>().unwrap();
    for (size, at) in kept {
        let token = Checkpoint::of(organisation, heads[size as usize], Timestamp::from_ms(at)).sign(key).unwrap();
        db.execute("UPDATE checkpoint SET token = ?2 WHERE size = ?1", params![size, token]).unwrap();
    }
}

#[tokio::test]
async fn what_the_server_cannot_enter_into_the_log_it_does_not_keep() {
    let house = House::open().await;
    let desk = house.organisation("Hangzhou").await;
    let mut wang = desk.device(desk.technician("Wang").await, 1).await;
    let visit = desk.dispatch(wang.person()).await;
    wang.sync().await;
    wang.begin(visit);
    let (changes, entries) = (house.count("change"), house.count("log_entry"));
    let full = "CREATE TRIGGER full BEFORE INSERT ON log_entry BEGIN SELECT RAISE(ABORT, 'no room'); END";
    house.database().execute_batch(full).unwrap();
    let answer = wang.sync().await;
    let verdict = answer.verdict(visit);
    let refused = verdict.refused.as_ref().unwrap();
    assert_eq!((verdict.received, refused.code.as_str(), refused.retry), (0, "damaged_at_server", true), "offered again, with the others");
    assert_eq!((house.count("change"), house.count("log_entry")), (changes, entries), "neither is there without the other");
    let (status, _) = desk.post(&format!("/v1/desk/devices/{}/revoke", wang.id()), Value::Null).await;
    assert_eq!((status, house.count("device WHERE revoked_at IS NOT NULL")), (StatusCode::INTERNAL_SERVER_ERROR, 0));
    house.database().execute_batch("DROP TRIGGER full").unwrap();
    assert_eq!(wang.sync().await.verdict(visit).received, 2);
    holds(&house);
}

#[tokio::test]
async fn the_database_itself_refuses_to_change_the_log() {
    let house = House::open().await;
    house.organisation("Hangzhou").await;
    let db = house.database();
    for attempt in [
        "DELETE FROM log_entry",
        "UPDATE log_entry SET at = 0",
        "INSERT INTO log_entry SELECT organisation, 7, at, entry, link FROM log_entry",
        "INSERT OR REPLACE INTO log_entry SELECT organisation, position, 0, entry, link FROM log_entry",
    ] {
        assert!(db.execute(attempt, []).is_err(), "{attempt}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn devices_that_push_at_the_same_time_leave_no_gap() {
    let house = House::open().await;
    let desk = house.organisation("Hangzhou").await;
    let mut devices = Vec::new();
    for nth in 1..=4 {
        let mut device = desk.device(desk.technician(&format!("Technician {nth}")).await, nth).await;
        let visit = desk.dispatch(device.person()).await;
        device.sync().await;
        devices.push((device, visit));
    }
    let pushing = devices.into_iter().map(|(mut device, visit)| async move {
        for trip in 0..12 {
            device.event(visit, EventKind::VoidTrip { reason: format!("trip {trip}") });
            device.sync().await;
        }
    });
    let before = house.count("log_entry");
    let pushing: Vec<_> = pushing.map(tokio::spawn).collect();
    for pushed in pushing {
        pushed.await.unwrap();
    }
    assert_eq!(house.count("log_entry"), before + 48);
    holds(&house);
}

#[tokio::test]
async fn a_return_to_an_older_copy_is_written_into_the_log_and_named_where_a_checkpoint_disagrees() {
    let house = House::open().await;
    let mut desk = house.organisation("Hangzhou").await;
    let mut wang = desk.device(desk.technician("Wang").await, 1).await;
    let visit = desk.dispatch(wang.person()).await;
    wang.sync().await;
    let copied = house.count("log_entry") as u64;
    let copy = house.folder().join("copy.db");
    house.database().execute("VACUUM INTO ?1", [copy.to_str().unwrap()]).unwrap();
    // Only an entry of the log is lost, no place in the history that cursors follow.
    let kept = checkpoint(&desk).await;
    desk.device(desk.technician("Li").await, 2).await;
    let lost = checkpoint(&desk).await;
    wang.connect(axum::Router::new());
    desk.connect(axum::Router::new());
    let (dir, clock) = house.end();
    for ending in ["-wal", "-shm"] {
        let _gone = std::fs::remove_file(dir.path().join(format!("fieldbook.db{ending}")));
    }
    std::fs::rename(copy, dir.path().join("fieldbook.db")).unwrap();
    let house = House::on(dir, clock).await;
    wang.connect(house.router.clone());
    desk.connect(house.router.clone());
    wang.cursor = None;
    wang.begin(visit);
    wang.sync().await;
    let entries = log(&desk).await;
    assert!(matches!(entries[copied as usize].0.what, Fact::Restored { .. }), "{entries:?}");
    holds(&house);
    let audited = audit(house.folder(), &[kept, lost]);
    assert_eq!(audited.extent.agreeing_outside, 1);
    let wrong = Wrong::Rewritten { from: copied + 1, to: copied + 1, source_name: "a letter".to_owned(), restored: Some(copied + 1) };
    assert_eq!(audited.findings.iter().map(|finding| finding.wrong.clone()).collect::<Vec<_>>(), [wrong]);
}

/// How many entries the tampering is tried on.
fn entries_wanted() -> usize {
    if std::env::var_os("FIELDBOOK_LONG").is_some() { 10_000 } else { 150 }
}

/// A house in which several devices pushed until the log has so many entries.
async fn at_work(entries: usize) -> (House, Desk) {
    let house = House::open().await;
    let mut desk = house.organisation("Hangzhou").await;
    let visits = if entries > 1_000 { 60 } else { 8 };
    let mut devices: Vec<(Device, Vec<DocumentId>)> = Vec::new();
    for nth in 1..=3 {
        let mut device = desk.device(desk.technician(&format!("Technician {nth}")).await, nth).await;
        let mut own = Vec::new();
        for _ in 0..visits {
            own.push(desk.dispatch(device.person()).await);
        }
        device.want_bytes = 16 << 20;
        device.sync().await;
        devices.push((device, own));
    }
    let mut round = 0;
    while (house.count("log_entry") as usize) < entries {
        for (device, visits) in &mut devices {
            for visit in visits.iter() {
                device.event(*visit, EventKind::VoidTrip { reason: format!("trip {round}") });
                if round % 3 == 0 {
                    device.findings(*visit, &format!("seen {round} times"));
                }
            }
            device.renew().await;
            device.sync().await;
        }
        round += 1;
    }
    // Some of it set aside.
    let (device, own) = &mut devices[0];
    let visit = own[0];
    let other = desk.technician("Zhao").await;
    desk.sign_in().await;
    desk.assign(visit, other).await;
    house.clock.pass_ms(8 * DAY_MS);
    device.renew().await;
    desk.sign_in().await;
    for trip in 0..5 {
        device.event(visit, EventKind::VoidTrip { reason: format!("late {trip}") });
    }
    assert_eq!(device.sync().await.verdict(visit).placed, Placed::Quarantine);
    (house, desk)
}

/// What an attempt may be found as: places in the log and names of rows.
fn places(findings: &[Finding]) -> (BTreeSet<u64>, BTreeSet<String>) {
    let (mut positions, mut rows) = (BTreeSet::new(), BTreeSet::new());
    for Finding { place, wrong } in findings {
        positions.extend(place.position);
        rows.extend(place.row.clone());
        match wrong {
            Wrong::EntriesMissing { from, to } => positions.extend(*from..=*to),
            Wrong::Moved { says } => drop(positions.insert(*says)),
            Wrong::RowsMissing { from, to } | Wrong::ChangesAltered { from, to } => {
                rows.extend((*from..=*to).map(|seq| format!("change {seq}")))
            }
            Wrong::Truncated { found, held, .. } => positions.extend(*found + 1..=*held),
            _ => {}
        }
    }
    (positions, rows)
}

/// Tampers as `sql` says with every row of `table` at once whose key leaves `offset` when divided by `stride`, for every offset: so each
/// row is tampered with once, and each must be named. Answers how many were.
fn tamper(house: &House, outside: &[Signed], table: &str, key: &str, stride: u64, sql: &str) -> usize {
    let mut tampered = 0;
    for offset in 0..stride {
        let copy = Copy::of(house);
        let mut find =
            copy.db.prepare(&format!("SELECT {key} FROM {table} WHERE {key} % {stride} = {offset} ORDER BY {key} DESC")).unwrap();
        let keys = find.query_map([], |row| row.get::<_, i64>(0)).unwrap().map(|key| key.unwrap() as u64);
        let keys: Vec<u64> = keys.collect();
        drop(find);
        copy.db.execute_batch("BEGIN").unwrap();
        for key in &keys {
            // Of two rows that would change places, the last one has nobody to do it with.
            for statement in sql.split(';') {
                copy.db.execute(statement, [*key as i64]).unwrap_or_else(|error| panic!("{statement}: {error}"));
            }
        }
        copy.db.execute_batch("COMMIT").unwrap();
        let (positions, rows) = places(&copy.audit(outside).findings);
        for key in keys {
            let named = if table == "log_entry" {
                positions.contains(&key) || positions.contains(&(key + 1))
            } else {
                rows.contains(&format!("{table} {key}"))
            };
            assert!(named, "{table} {key} after: {sql}");
            tampered += 1;
        }
    }
    tampered
}

/// trust-notes 15: 100 % of what is deleted, altered, inserted or reordered in the database is found, where it was.
#[tokio::test]
async fn every_row_that_is_deleted_altered_inserted_or_moved_is_found_where_it_was() {
    let (house, desk) = at_work(entries_wanted()).await;
    let outside = [checkpoint(&desk).await];
    let honest = audit(house.folder(), &outside);
    assert_eq!(honest.findings, []);
    let (entries, changes) = (honest.extent.entries as usize, house.count("change") as usize);

    let far = (entries + 1_000) as u64;
    let log = [
        "DELETE FROM log_entry WHERE position = ?1".to_owned(),
        "UPDATE log_entry SET entry = replace(entry, '\"position\"', '\"Position\"') WHERE position = ?1".to_owned(),
        "UPDATE log_entry SET entry = substr(entry, 1, 7) || '9' || substr(entry, 9) WHERE position = ?1".to_owned(),
        "UPDATE log_entry SET link = randomblob(32) WHERE position = ?1".to_owned(),
        "UPDATE log_entry SET at = at + 1 WHERE position = ?1".to_owned(),
        format!("UPDATE log_entry SET position = position + {far} WHERE position = ?1"),
        "UPDATE log_entry SET organisation = randomblob(16) WHERE position = ?1".to_owned(),
    ];
    for sql in &log {
        assert_eq!(tamper(&house, &outside, "log_entry", "position", 3, sql), entries, "{sql}");
    }
    let change = [
        "DELETE FROM change WHERE seq = ?1",
        "UPDATE change SET raw = CAST(substr(raw, 1, length(raw) - 1) || x'80' AS BLOB) WHERE seq = ?1",
        "UPDATE change SET raw = randomblob(length(raw)) WHERE seq = ?1",
        "UPDATE change SET hash = randomblob(32) WHERE seq = ?1",
        "UPDATE change SET actor = randomblob(16) WHERE seq = ?1",
        "UPDATE change SET actor_seq = actor_seq + 100000 WHERE seq = ?1",
        "UPDATE change SET person = randomblob(16) WHERE seq = ?1",
        "UPDATE change SET device = CASE WHEN device IS NULL THEN x'00' END WHERE seq = ?1",
        "UPDATE change SET document = randomblob(16) WHERE seq = ?1",
        "UPDATE change SET received_at = received_at - 1 WHERE seq = ?1",
        "UPDATE change SET late = 1 - late WHERE seq = ?1",
        "UPDATE change SET seq = seq + 1000000 WHERE seq = ?1",
        "UPDATE change SET organisation = randomblob(16) WHERE seq = ?1",
    ];
    for sql in change {
        assert_eq!(tamper(&house, &outside, "change", "seq", 2, sql), changes, "{sql}");
    }
    let quarantine = [
        "UPDATE quarantine SET raw = randomblob(length(raw)) WHERE id = ?1",
        "UPDATE quarantine SET person = randomblob(16) WHERE id = ?1",
        "UPDATE quarantine SET device = randomblob(16) WHERE id = ?1",
        "UPDATE quarantine SET received_at = received_at + 1 WHERE id = ?1",
        "UPDATE quarantine SET hash = randomblob(32) WHERE id = ?1",
        "UPDATE quarantine SET document = randomblob(16) WHERE id = ?1",
    ];
    for sql in quarantine {
        assert_eq!(tamper(&house, &outside, "quarantine", "id", 1, sql), 5, "{sql}");
    }
    let copy = Copy::of(&house);
    copy.db.execute_batch("DELETE FROM quarantine WHERE id = (SELECT MAX(id) FROM quarantine)").unwrap();
    assert_eq!(codes(&copy.audit(&outside).findings), ["change_missing"]);

    changed_places(&house, &outside);
    inserted(&house, &outside);
    truncated(&house, &outside, entries as u64);
    beside_the_changes(&house, &outside);
}

/// Two neighbours change places, with everything but their key.
fn changed_places(house: &House, outside: &[Signed]) {
    for offset in 0..4 {
        let copy = Copy::of(house);
        let pairs = copy.count("log_entry") / 4;
        let tx = copy.db.unchecked_transaction().unwrap();
        for pair in 0..pairs {
            let one = (pair * 4 + offset + 1) as i64;
            swap(&tx, "log_entry", "position", "at, entry, link", one);
        }
        tx.commit().unwrap();
        let (positions, _) = places(&copy.audit(outside).findings);
        let last = copy.count("log_entry");
        for pair in 0..pairs {
            let one = pair * 4 + offset + 1;
            assert!(one == last || positions.contains(&one), "{one} and {}", one + 1);
        }
    }
    for offset in 0..4 {
        let copy = Copy::of(house);
        copy.db.execute_batch("CREATE TABLE plain AS SELECT * FROM change; DROP TABLE change; ALTER TABLE plain RENAME TO change").unwrap();
        copy.db.execute_batch("CREATE UNIQUE INDEX by_seq ON change (seq)").unwrap();
        let rows = copy.count("change");
        let mut swapped = Vec::new();
        let tx = copy.db.unchecked_transaction().unwrap();
        for one in (offset + 1..rows).step_by(4) {
            // Scope steps take places in the same count, so not every number has its neighbour.
            if tx.query_row("SELECT COUNT(*) FROM change WHERE seq IN (?1, ?1 + 1)", [one as i64], |row| row.get::<_, i64>(0)).unwrap() == 2
            {
                swap(&tx, "change", "seq", "document, hash, actor, actor_seq, person, device, received_at, late, raw", one as i64);
                swapped.push(one);
            }
        }
        tx.commit().unwrap();
        let (_, named) = places(&copy.audit(outside).findings);
        for one in swapped {
            assert!(named.contains(&format!("change {one}")), "{one} and {}", one + 1);
        }
    }
}

fn swap(db: &Connection, table: &str, key: &str, columns: &str, one: i64) {
    let names: Vec<&str> = columns.split(", ").collect();
    let old: Vec<String> =
        names.iter().map(|name| format!("(SELECT {name} FROM taken WHERE {key} = {one} + {one} + 1 - {table}.{key})")).collect();
    db.execute_batch(&format!(
        "CREATE TEMP TABLE taken AS SELECT {key}, {columns} FROM {table} WHERE {key} IN ({one}, {one} + 1);
         UPDATE {table} SET ({columns}) = ({}) WHERE {key} IN ({one}, {one} + 1) AND 2 = (SELECT COUNT(*) FROM taken);
         DROP TABLE taken",
        old.join(", ")
    ))
    .unwrap();
}

/// Rows that nobody sent.
fn inserted(house: &House, outside: &[Signed]) {
    let copy = Copy::of(house);
    let last = copy.count("log_entry") as i64;
    for position in [2, last / 2, last] {
        let copy = Copy::of(house);
        let moved_on = "UPDATE log_entry SET position = -position - 1 WHERE position >= ?1";
        copy.db.execute(moved_on, [position]).unwrap();
        copy.db.execute_batch("UPDATE log_entry SET position = -position WHERE position < 0").unwrap();
        let more = "INSERT INTO log_entry SELECT organisation, ?1, at, entry, link FROM log_entry WHERE position = ?1 - 1";
        copy.db.execute(more, [position]).unwrap();
        let (positions, _) = places(&copy.audit(outside).findings);
        assert!(positions.contains(&(position as u64)), "{position}: {positions:?}");
    }
    // At the end, with the right link: nothing of what it tells of is there.
    let end: (String, [u8; 32]) =
        copy.db.query_row("SELECT entry, link FROM log_entry WHERE position = ?1", [last], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
    let entry = LogEntry::read(&end.0).unwrap();
    let mut what = copy
        .db
        .query_row("SELECT entry FROM log_entry WHERE entry LIKE '%\"changes\"%first%' LIMIT 1", [], |row| row.get::<_, String>(0))
        .map(|text| LogEntry::read(&text).unwrap().what)
        .unwrap();
    if let Fact::Changes(changes) = &mut what {
        changes.first += 5_000_000;
    }
    let head = LogHead { size: last as u64, link: Link::from_bytes(end.1) };
    let appended = head.append(entry.at, what).unwrap();
    let row = params![last + 1, entry.at.as_ms(), appended.text, appended.head.link.as_bytes()];
    copy.db.execute("INSERT INTO log_entry SELECT organisation, ?1, ?2, ?3, ?4 FROM log_entry LIMIT 1", row).unwrap();
    assert_eq!(codes(&copy.audit(outside).findings), ["rows_missing"]);

    let copy = Copy::of(house);
    copy.db
        .execute_batch(
            "INSERT INTO change SELECT organisation, 9000001, document, randomblob(32), actor, actor_seq + 900, person, device, received_at, \
             late, raw, relayed_by FROM change ORDER BY seq DESC LIMIT 1;
             INSERT INTO quarantine (id, organisation, document, hash, person, device, received_at, raw, relayed_by) \
             SELECT 90001, organisation, document, randomblob(32), person, device, received_at, raw, relayed_by FROM quarantine LIMIT 1;
             INSERT INTO document SELECT randomblob(16), organisation, kind, call_out, opened_at, opened_by, heads, snapshot, changes, raw_bytes, \
             last_seq FROM document LIMIT 1;
             INSERT INTO device (organisation, id, person, name, algorithm, public_key, enrolled_at, last_seen_at, revoked_at) \
             SELECT organisation, randomblob(16), person, name, algorithm, 'x', enrolled_at, last_seen_at, revoked_at FROM device LIMIT 1",
        )
        .unwrap();
    let (_, rows) = places(&copy.audit(outside).findings);
    assert!(rows.contains("change 9000001") && rows.contains("quarantine 90001"), "{rows:?}");
    let unknown = copy.audit(outside).findings.iter().filter(|finding| finding.wrong == Wrong::RowUnknown).count();
    assert_eq!(unknown, 4);
}

/// The end of the log is cut off, with everything in the database that knew of it.
fn truncated(house: &House, outside: &[Signed], entries: u64) {
    for cut in [1, 7, entries / 2, entries - 1] {
        let copy = Copy::of(house);
        copy.db.execute("DELETE FROM log_entry WHERE position > ?1", [(entries - cut) as i64]).unwrap();
        let stored = copy.audit(&[]);
        assert!(codes(&stored.findings).contains(&"log_truncated"), "the stored checkpoint knows of it too");
        copy.db.execute_batch("DELETE FROM checkpoint").unwrap();
        let audited = copy.audit(outside);
        let cut_off = Wrong::Truncated { found: entries - cut, held: entries, source_name: "a letter".to_owned(), restored: None };
        assert!(audited.findings.iter().any(|finding| finding.wrong == cut_off));
    }
    let copy = Copy::of(house);
    copy.db.execute_batch("DELETE FROM log_entry; DELETE FROM checkpoint").unwrap();
    assert!(
        codes(&copy.audit(outside).findings).starts_with(&["log_empty"]) || codes(&copy.audit(outside).findings).contains(&"log_empty")
    );
}

/// What stands beside the changes and is told of.
fn beside_the_changes(house: &House, outside: &[Signed]) {
    for (sql, code) in [
        ("UPDATE device SET public_key = 'another' WHERE id = (SELECT MIN(id) FROM device)", "row_altered"),
        ("UPDATE device SET revoked_at = 5 WHERE id = (SELECT MIN(id) FROM device)", "row_altered"),
        ("UPDATE device SET person = randomblob(16) WHERE id = (SELECT MIN(id) FROM device)", "row_altered"),
        ("DELETE FROM device WHERE id = (SELECT MIN(id) FROM device)", "row_missing"),
        ("UPDATE document SET kind = 'day' WHERE id = (SELECT MIN(id) FROM document)", "document_altered"),
        ("UPDATE document SET heads = randomblob(32) WHERE id = (SELECT MIN(id) FROM document)", "document_altered"),
        ("DELETE FROM document WHERE id = (SELECT MIN(id) FROM document)", "row_missing"),
        ("UPDATE checkpoint SET at = at + 1 WHERE size = (SELECT MAX(size) FROM checkpoint)", "checkpoint_row"),
        ("UPDATE checkpoint SET size = size + 1 WHERE size = (SELECT MAX(size) FROM checkpoint)", "checkpoint_row"),
        ("UPDATE checkpoint SET token = replace(token, '.', 'x') WHERE size = (SELECT MAX(size) FROM checkpoint)", "checkpoint_forged"),
    ] {
        let copy = Copy::of(house);
        assert_eq!(copy.db.execute(sql, []).unwrap(), 1, "{sql}");
        assert_eq!(codes(&copy.audit(outside).findings), [code], "{sql}");
    }
}
