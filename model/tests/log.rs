//! The log: one edit anywhere is found where it is, and who writes everything anew is found by a checkpoint kept elsewhere.
use model::documents::kind::DocumentKind;
use model::id::{DeviceId, DocumentId, EpochId, OrganisationId, PersonId};
use model::log::check::Extent;
use model::log::export::{EntryLine, ExportCheck, FORMAT, Header, Line};
use model::log::{
    ChainCheck, Changes, Checkpoint, Enrolled, Fact, Finding, Given, Link, LogEntry, LogError, LogHead, Quarantined, Row, Signed, Wrong,
};
use model::seal::key::{DeviceKey as _, SoftwareKey};
use model::seal::receipt::{Receipt, batch_digest};
use model::time::Timestamp;
use model::wire::sync::received_digest;
use proptest::prelude::*;
use sha2::{Digest as _, Sha256};

const NOON_MS: i64 = 1_795_348_800_000;

fn organisation() -> OrganisationId {
    OrganisationId::from_bytes([9; 16])
}

fn key() -> SoftwareKey {
    SoftwareKey::from_secret(&[5; 32])
}

/// Hashes of the changes of entry `nth`.
fn hashes(nth: u64) -> Vec<[u8; 32]> {
    (0..=nth % 3).map(|change| Sha256::digest(format!("{nth} {change}")).into()).collect()
}

/// What entry `nth` is about; `salt` makes another history of it.
fn fact(nth: u64, salt: u8) -> Fact {
    let [low, ..] = nth.to_le_bytes();
    let (person, device) = (PersonId::from_bytes([low % 5; 16]), DeviceId::from_bytes([low % 7; 16]));
    let document = DocumentId::from_bytes([(low % 11) ^ salt; 16]);
    match nth {
        1 => Fact::Begun { epoch: EpochId::from_bytes([1; 16]) },
        nth if nth % 17 == 0 => Fact::Enrolled(Enrolled { device, person, key: key().public_key() }),
        nth if nth % 23 == 0 => Fact::Revoked { device },
        nth if nth % 29 == 0 => {
            let changes = hashes(nth).iter().map(hex::encode).collect();
            Fact::Quarantined(Quarantined { document, person, device, relayed_by: None, changes })
        }
        nth => Fact::Changes(Changes {
            document,
            kind: (nth % 5 == 0).then_some(DocumentKind::Visit),
            person,
            device: (nth % 4 != 0).then_some(device),
            relayed_by: (nth % 19 == 0).then_some(DeviceId::from_bytes([9; 16])),
            late: nth % 13 == 0,
            first: nth * 3,
            changes: hashes(nth).len() as u64,
            digest: received_digest(&hashes(nth)),
        }),
    }
}

/// An entry as it is kept.
#[derive(Debug, Clone, PartialEq)]
struct Kept {
    position: i64,
    at_ms: i64,
    text: String,
    link: Vec<u8>,
}

/// A log with so many entries.
fn log(size: u64, salt: u8) -> Vec<Kept> {
    let mut head = LogHead::before_all(organisation());
    (1..=size)
        .map(|nth| {
            let at = Timestamp::from_ms(NOON_MS + nth as i64 * 60_000);
            let appended = head.append(at, fact(nth, salt)).unwrap();
            head = appended.head;
            Kept { position: nth as i64, at_ms: at.as_ms(), text: appended.text, link: head.link.as_bytes().to_vec() }
        })
        .collect()
}

/// Every link reckoned anew, as somebody does who has the database and time.
fn relink(kept: &mut [Kept]) {
    let mut link = Link::before_all(organisation());
    for kept in kept {
        link = link.after(kept.text.as_bytes());
        kept.link = link.as_bytes().to_vec();
    }
}

fn head_at(kept: &[Kept], size: usize) -> LogHead {
    let link = match size {
        0 => Link::before_all(organisation()),
        size => Link::from_bytes(kept[size - 1].link.clone().try_into().unwrap()),
    };
    LogHead { size: size as u64, link }
}

fn checkpoint(kept: &[Kept], size: usize) -> Given {
    let checkpoint = Checkpoint::of(organisation(), head_at(kept, size), Timestamp::from_ms(NOON_MS));
    Given { checkpoint, source: "a letter".to_owned(), outside: true }
}

fn check(kept: &[Kept], checkpoints: Vec<Given>) -> (Extent, Vec<Finding>) {
    let mut check = ChainCheck::new(organisation());
    for Kept { position, at_ms, text, link } in kept {
        check.row(&Row { position: Some(*position), at_ms: Some(*at_ms), text, link });
    }
    check.finish(checkpoints)
}

fn export(kept: &[Kept], checkpoints: &[String]) -> Vec<String> {
    let header =
        Header { format: FORMAT.to_owned(), organisation: organisation(), name: "恒通 Office".to_owned(), key: key().public_key() };
    let mut lines = vec![Line::Header(header).text().unwrap()];
    for kept in kept {
        let entry = LogEntry::read(&kept.text).unwrap();
        let listed = matches!(entry.what, Fact::Changes(_));
        let changes = if listed { hashes(entry.position).iter().map(hex::encode).collect() } else { Vec::new() };
        let link = Link::from_bytes(kept.link.clone().try_into().unwrap());
        lines.push(Line::Entry(EntryLine { entry: kept.text.clone(), link, changes }).text().unwrap());
    }
    lines.extend(checkpoints.iter().map(|token| Line::Checkpoint(token.clone()).text().unwrap()));
    lines
}

fn check_lines(lines: &[String], outside: Vec<Signed>) -> (Extent, Vec<Finding>) {
    let mut check = ExportCheck::begin(&lines[0], None).unwrap();
    for (number, line) in (2..).zip(&lines[1..]) {
        check.line(number, line);
    }
    check.finish(outside)
}

fn positions(findings: &[Finding]) -> Vec<u64> {
    findings.iter().filter_map(|finding| finding.place.position).collect()
}

fn codes(findings: &[Finding]) -> Vec<&str> {
    findings.iter().map(|finding| finding.wrong.code()).collect()
}

#[test]
fn a_log_that_nobody_touched_holds_also_against_every_checkpoint() {
    let kept = log(200, 0);
    let (extent, findings) = check(&kept, (0..=200).map(|size| checkpoint(&kept, size)).collect());
    assert_eq!(findings, []);
    assert_eq!((extent.entries, extent.last, extent.agreeing, extent.agreeing_outside), (200, 200, 201, 201));
    let token = Checkpoint::of(organisation(), head_at(&kept, 200), Timestamp::from_ms(NOON_MS)).sign(&key()).unwrap();
    let (extent, findings) = check_lines(&export(&kept, &[token]), Vec::new());
    assert_eq!(findings, []);
    assert_eq!((extent.entries, extent.agreeing, extent.agreeing_outside), (200, 1, 0));
}

#[test]
fn a_log_written_anew_with_the_right_keys_is_found_by_one_checkpoint_from_outside() {
    let (honest, anew) = (log(150, 0), log(150, 1));
    let (extent, findings) = check(&anew, Vec::new());
    assert_eq!((findings, extent.agreeing_outside), (Vec::new(), 0), "by itself it cannot be told from an honest one");
    let mut inside = checkpoint(&anew, 100);
    inside.outside = false;
    let mut outside = [20, 100].map(|size| checkpoint(&honest, size)).to_vec();
    // Signed anew with the log, and kept beside it: that says nothing.
    outside.push(inside);
    let (_, findings) = check(&anew, outside);
    assert_eq!(codes(&findings), ["log_rewritten", "log_rewritten"]);
    assert!(matches!(findings[0].wrong, Wrong::Rewritten { from: 1, to: 20, restored: None, .. }), "{findings:?}");
    assert!(matches!(findings[1].wrong, Wrong::Rewritten { from: 1, to: 100, .. }), "{findings:?}");
    // Written anew from the middle on: the last checkpoint that agrees says since when.
    let mut late = honest[..60].to_vec();
    late.extend_from_slice(&anew[60..]);
    relink(&mut late);
    let outside = [20, 100, 150].map(|size| checkpoint(&honest, size)).to_vec();
    let (extent, findings) = check(&late, outside);
    assert_eq!(extent.agreeing_outside, 1);
    assert!(matches!(findings[0].wrong, Wrong::Rewritten { from: 21, to: 100, .. }), "{findings:?}");
}

#[test]
fn an_end_that_was_cut_off_is_found_by_a_checkpoint_of_a_longer_log() {
    let kept = log(90, 0);
    assert_eq!(check(&kept[..70], vec![checkpoint(&kept, 70)]).1, []);
    let (_, findings) = check(&kept[..70], vec![checkpoint(&kept, 71)]);
    assert!(matches!(findings[0].wrong, Wrong::Truncated { found: 70, held: 71, .. }), "{findings:?}");
    let (_, findings) = check(&[], vec![checkpoint(&kept, 5)]);
    assert_eq!(codes(&findings), ["log_empty", "log_truncated"]);
}

#[test]
fn a_return_to_an_older_copy_is_named_where_a_checkpoint_of_the_lost_time_disagrees() {
    let kept = log(50, 0);
    let mut restored = kept[..30].to_vec();
    let epoch = EpochId::from_bytes([2; 16]);
    let appended = head_at(&kept, 30).append(Timestamp::from_ms(NOON_MS), Fact::Restored { epoch }).unwrap();
    let link = appended.head.link.as_bytes().to_vec();
    restored.push(Kept { position: 31, at_ms: NOON_MS, text: appended.text, link });
    let (_, findings) = check(&restored, vec![checkpoint(&kept, 31), checkpoint(&kept, 50)]);
    assert!(matches!(findings[0].wrong, Wrong::Rewritten { from: 1, to: 31, restored: Some(31), .. }), "{findings:?}");
    assert!(matches!(findings[1].wrong, Wrong::Truncated { found: 31, held: 50, restored: Some(31), .. }), "{findings:?}");
    assert!(findings[1].wrong.to_string().contains("entry 31 says that the server was set back"));
}

#[test]
fn a_checkpoint_of_another_key_or_organisation_counts_for_nothing() {
    let kept = log(10, 0);
    let lines = export(&kept, &[]);
    let signed = |organisation, key: &SoftwareKey| {
        let token = Checkpoint::of(organisation, head_at(&kept, 10), Timestamp::from_ms(NOON_MS)).sign(key).unwrap();
        vec![Signed { token, source: "a letter".to_owned(), outside: true }]
    };
    let (extent, findings) = check_lines(&lines, signed(organisation(), &SoftwareKey::from_secret(&[6; 32])));
    assert_eq!((codes(&findings), extent.agreeing), (vec!["checkpoint_forged"], 0));
    let (_, findings) = check_lines(&lines, signed(OrganisationId::from_bytes([8; 16]), &key()));
    assert_eq!(codes(&findings), ["checkpoint_elsewhere"]);
    let (extent, findings) = check_lines(&lines, signed(organisation(), &key()));
    assert_eq!((codes(&findings), extent.agreeing_outside), (vec![], 1));
}

#[test]
fn entries_of_newer_programs_are_said_to_be_such_and_their_chain_is_followed() {
    let mut kept = log(9, 0);
    kept[4].text = kept[4].text.replace(r#""fact":"changes""#, r#""fact":"witnessed""#);
    relink(&mut kept);
    let (_, findings) = check(&kept, Vec::new());
    assert_eq!((codes(&findings), positions(&findings)), (vec!["entry_unknown"], vec![5]));
    assert!(findings[0].wrong.to_string().contains("newer version"));
    assert_eq!(LogEntry::read(&kept[4].text), Err(LogError::UnknownFact("witnessed".to_owned())));
    // A field that a newer program added, and another spelling of the same, are no entries of this version.
    let more = kept[5].text.replace(r#""at":"#, r#""and":1,"at":"#);
    assert_eq!(LogEntry::read(&more), Err(LogError::NotCanonical));
    assert_eq!(LogEntry::read(&kept[5].text.replace(':', ": ")), Err(LogError::NotCanonical));
}

#[test]
fn an_export_of_a_newer_format_or_without_its_first_line_is_refused() {
    let lines = export(&log(3, 0), &[]);
    let newer = lines[0].replace("fieldbook.log.1", "fieldbook.log.9");
    assert!(matches!(ExportCheck::begin(&newer, None), Err(LogError::UnknownFormat(format)) if format == "fieldbook.log.9"));
    assert!(ExportCheck::begin(&lines[1], None).is_err());
    assert!(ExportCheck::begin("{", None).is_err());
}

/// One edit of a kept log. Answers the places where it may be found.
fn edit(kept: &mut Vec<Kept>, kind: u8, at: usize, chance: usize) -> Vec<u64> {
    let at = at % kept.len();
    let place = at as u64 + 1;
    let chance_of = |length: usize| chance % length;
    match kind {
        // Any one character of the text.
        0 => {
            let mut bytes = std::mem::take(&mut kept[at].text).into_bytes();
            let byte = chance_of(bytes.len());
            bytes[byte] = if bytes[byte] == b'7' { b'8' } else { b'7' };
            kept[at].text = String::from_utf8(bytes).unwrap();
        }
        1 => kept[at].link[chance_of(32)] ^= 1 << (chance % 8),
        2 => kept[at].at_ms += 1 + chance as i64,
        // Another place: behind the end, so that the order of the others stays.
        3 => {
            let mut moved = kept.remove(at);
            moved.position = kept.len() as i64 + 2 + chance_of(1000) as i64;
            kept.push(moved);
        }
        4 => {
            kept.remove(at);
        }
        5 => {
            let other = chance_of(kept.len());
            let (one, two) = (kept[at].clone(), kept[other].clone());
            if one == two {
                kept.remove(at);
            } else {
                (kept[at].text, kept[at].link, kept[at].at_ms) = (two.text, two.link, two.at_ms);
                (kept[other].text, kept[other].link, kept[other].at_ms) = (one.text, one.link, one.at_ms);
                return vec![place.min(other as u64 + 1), place.min(other as u64 + 1) + 1];
            }
        }
        // One more, with all behind it moved on.
        6 => {
            let copy = kept[chance_of(kept.len())].clone();
            kept.insert(at, copy);
            for (position, kept) in (1..).zip(kept.iter_mut()) {
                kept.position = position;
            }
        }
        // One less, with all behind it moved up.
        _ => {
            kept.remove(at);
            for (position, kept) in (1..).zip(kept.iter_mut()) {
                kept.position = position;
            }
        }
    }
    vec![place, place + 1]
}

/// Each telephone keeps checkpoints without knowing it: a receipt names size and head of the log.
#[test]
fn the_receipt_of_a_device_finds_a_log_that_was_written_anew() {
    let honest = log(40, 0);
    let head = head_at(&honest, 30);
    let receipt = Receipt {
        organisation: organisation(),
        device: DeviceId::from_bytes([5; 16]),
        at: Timestamp::from_ms(NOON_MS),
        batch: batch_digest(&[]),
        size: head.size,
        head: head.link.to_string(),
    };
    let checkpoint = Checkpoint::verify(&receipt.sign(&key()).unwrap(), &key().public_key()).unwrap();
    let given = || vec![Given { checkpoint: checkpoint.clone(), source: "a telephone".to_owned(), outside: true }];
    assert_eq!(codes(&check(&honest, given()).1), Vec::<&str>::new());
    let mut anew = log(40, 1);
    relink(&mut anew);
    assert_eq!(codes(&check(&anew, Vec::new()).1), Vec::<&str>::new());
    assert!(!check(&anew, given()).1.is_empty());
}

/// Links that were all damaged are all named, and what is carried from one to the next stays little.
#[test]
fn a_log_without_one_good_link_is_read_to_its_end() {
    let mut kept = log(5_000, 0);
    for kept in &mut kept {
        kept.link = vec![kept.position.to_le_bytes()[0]; 32];
    }
    let found = positions(&check(&kept, Vec::new()).1);
    assert_eq!(found.len(), 5_000);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, ..ProptestConfig::default() })]

    #[test]
    fn any_single_edit_is_found_at_its_place_or_the_next(
        size in 1_u64..200, kind in 0_u8..8, at in any::<prop::sample::Index>(), chance in any::<u16>(),
    ) {
        let honest = log(size, 0);
        let mut kept = honest.clone();
        let places = edit(&mut kept, kind, at.index(usize::try_from(size).unwrap()), usize::from(chance));
        prop_assume!(kept != honest);
        // That the last entry is gone is told by a checkpoint only.
        let (_, findings) = check(&kept, vec![checkpoint(&honest, usize::try_from(size).unwrap())]);
        let first = findings.first().expect("nothing was found");
        let position = match first.wrong {
            // The only entry there was is gone.
            Wrong::Empty => 1,
            Wrong::Moved { says } if !places.contains(&first.place.position.unwrap()) => says,
            _ => first.place.position.unwrap(),
        };
        prop_assert!(places.contains(&position), "kind {kind}: found at {position}, expected at {places:?}: {findings:?}");
    }

    #[test]
    fn any_edit_of_an_exported_file_is_found(size in 1_u64..60, kind in 0_u8..4, line in any::<prop::sample::Index>(), chance in any::<u16>()) {
        let kept = log(size, 0);
        let mut tokens = Vec::new();
        for at in [size / 2, size] {
            let head = head_at(&kept, usize::try_from(at).unwrap());
            tokens.push(Checkpoint::of(organisation(), head, Timestamp::from_ms(NOON_MS)).sign(&key()).unwrap());
        }
        let outside = vec![Signed { token: tokens[1].clone(), source: "a letter".to_owned(), outside: true }];
        let honest = export(&kept, &tokens);
        let mut lines = honest.clone();
        // Entries and the checkpoints behind them; what is at the head of the file is believed only as far as the letter agrees.
        let line = 1 + line.index(usize::try_from(size).unwrap());
        match kind {
            0 => {
                let mut bytes = std::mem::take(&mut lines[line]).into_bytes();
                let byte = usize::from(chance) % bytes.len();
                bytes[byte] = if bytes[byte] == b'7' { b'8' } else { b'7' };
                lines[line] = String::from_utf8(bytes).unwrap();
            }
            1 => { lines.remove(line); }
            2 => lines.swap(line, 1 + usize::from(chance) % usize::try_from(size).unwrap()),
            _ => { let copy = lines[line].clone(); lines.insert(line, copy); }
        }
        prop_assume!(lines != honest);
        let (_, findings) = check_lines(&lines, outside);
        prop_assert!(!findings.is_empty(), "kind {kind} at line {line}");
        if kind == 0 {
            let named = findings.iter().any(|finding| {
                finding.place.position.is_some_and(|position| position == line as u64 || position == line as u64 + 1)
                    || finding.place.row.as_deref() == Some(&format!("line {}", line + 1))
            });
            prop_assert!(named, "{findings:?}");
        }
    }
}
