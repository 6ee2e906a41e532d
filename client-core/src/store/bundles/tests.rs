use automerge::transaction::Transactable as _;
use automerge::{ActorId, Automerge, ROOT};
use proptest::prelude::*;

use super::*;
use crate::store::Store;
use crate::store::changes::{Origin, insert};
use crate::store::peers;

const BEN: &str = "5f0c1f3e-9b7a-4f6e-8a55-0123456789ab";

fn document() -> DocumentId {
    DocumentId::from_bytes([7; 16])
}

/// The changes of a document that each of `texts` was written to, by several actors.
fn changes(texts: &[String]) -> Vec<Kept> {
    let mut doc = Automerge::new();
    for (text, n) in texts.iter().zip(0_u8..) {
        doc.set_actor(ActorId::from([n % 3; 16]));
        let mut tx = doc.transaction();
        tx.put(ROOT, format!("k{}", n % 5), text.as_str()).unwrap();
        tx.commit();
    }
    doc.get_changes(&[])
        .iter()
        .zip(1_i64..)
        .map(|(change, n)| {
            let raw = change.raw_bytes().to_vec();
            let flight = preflight(&raw, &Limits::of_own_server()).unwrap();
            let (hash, seq) = (flight.hash.0, i64::try_from(flight.seq).unwrap());
            Kept { id: n * n, hash, actor: flight.actor, seq, own: n % 4 != 1, received: true, raw }
        })
        .collect()
}

fn meant(changes: &[Kept]) -> Vec<Meant> {
    let entry = |(change, n): (&Kept, i64)| Meant {
        command: [n.to_le_bytes()[0]; 16],
        // One that was refused lies elsewhere.
        change: if n % 7 == 3 { [9; 32] } else { change.hash },
        intent: format!("{{\"action\":\"write\",\"n\":{n}}}"),
        at: 1_790_000_000_000 - n * 17,
    };
    changes.iter().zip(0_i64..).map(entry).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_was_packed_is_read_back_byte_for_byte(texts in proptest::collection::vec(".{0,60}", 1..40)) {
        let changes = changes(&texts);
        let bundle = Bundle { journal: meant(&changes), changes };
        let packed = pack(document(), &bundle).unwrap();
        prop_assert_eq!(unpack(document(), &packed), Some(bundle));
    }

    #[test]
    fn a_bundle_with_a_wrong_byte_is_not_read(texts in proptest::collection::vec("[a-f]{0,60}", 1..10), at in any::<prop::sample::Index>(), flip in 1_u8..) {
        let changes = changes(&texts);
        let bundle = Bundle { journal: meant(&changes), changes };
        let mut packed = pack(document(), &bundle).unwrap();
        // The first ten bytes are gzip's own: some of them may say anything.
        let at = 10 + at.index(packed.len() - 10);
        packed[at] ^= flip;
        prop_assert!(unpack(document(), &packed).is_none_or(|read| read == bundle));
    }
}

/// What lies in `tests/golden/bundle-1` lies on telephones: every later application reads it.
#[test]
fn a_bundle_that_an_earlier_application_wrote_is_read() {
    let changes = changes(&(0..12).map(|n| format!("第{n}项 done {BEN}")).collect::<Vec<_>>());
    let bundle = Bundle { journal: meant(&changes), changes };
    let golden = include_bytes!("../../../tests/golden/bundle-1");
    assert_eq!(unpack(document(), golden), Some(bundle));
}

fn stored(texts: &[String]) -> (tempfile::TempDir, Store) {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&folder.path().join("device.db")).unwrap();
    let kept = changes(texts);
    store
        .write::<_, StoreError>(|tx| {
            documents::enter(tx, document())?;
            for change in &kept {
                let flight = preflight(&change.raw, &Limits::of_own_server()).unwrap();
                insert(tx, document(), &flight, &change.raw, Origin::OwnReceived)?;
            }
            tx.execute("UPDATE document SET heads = ?1, left_reason = 'gone'", [heads_of(&kept)])?;
            Ok(())
        })
        .unwrap();
    (folder, store)
}

#[test]
fn what_other_devices_are_told_of_a_document_is_the_same_from_its_bundle() {
    let texts: Vec<String> = (0..9).map(|n| format!("{n}: {BEN}")).collect();
    let (_folder, store) = stored(&texts);
    let told = || {
        store
            .read::<_, StoreError>(|conn| {
                let named = |text: &str| peers::documents(conn, Some(text.parse().unwrap()), 10);
                let log: Vec<_> = peers::log(conn, document())?.into_iter().map(|change| (change.hash, change.own, change.raw)).collect();
                let left = conn.query_row("SELECT count(*) FROM change", [], |row| row.get::<_, i64>(0))?;
                Ok((left, (peers::have(conn, document())?, log, named(BEN)?, named("5f0c1f3e-9b7a-4f6e-8a55-0123456789ac")?)))
            })
            .unwrap()
    };
    // One that left is shown to nobody: it comes back for the question.
    let here = |reason: Option<&str>| {
        store.write::<_, StoreError>(|tx| Ok(tx.execute("UPDATE document SET left_reason = ?1", [reason])?)).unwrap();
    };
    here(None);
    let (rows, before) = told();
    assert_eq!((rows, before.2.as_slice(), before.3.as_slice()), (9, [document()].as_slice(), [].as_slice()));
    here(Some("gone"));
    assert_eq!(store.bundle(16).unwrap(), 1);
    here(None);
    assert_eq!(told(), (0, before.clone()));
    store.write(|tx| open(tx, document())).unwrap();
    assert_eq!(told(), (9, before));
}

#[test]
fn a_document_that_was_written_to_after_it_was_packed_stays_in_rows() {
    let texts: Vec<String> = (0..6).map(|n| n.to_string()).collect();
    let (_folder, store) = stored(&texts[..5]);
    let ready = store.read(|conn| prepare(conn, 1)).unwrap();
    assert_eq!(ready.len(), 1);
    let later = changes(&texts).pop().unwrap();
    store
        .write::<_, StoreError>(|tx| {
            let flight = preflight(&later.raw, &Limits::of_own_server()).unwrap();
            insert(tx, document(), &flight, &later.raw, Origin::OwnUnsent)?;
            assert!(!keep(tx, &ready[0])?);
            Ok(())
        })
        .unwrap();
    let rows = store.read::<_, StoreError>(|conn| Ok(change_rows(conn, document())?.len())).unwrap();
    assert_eq!(rows, 6);
    assert_eq!(store.bundle(16).unwrap(), 0, "something waits");
}
