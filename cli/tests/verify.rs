//! `fieldbook verify` as scripts and strangers use it: exit codes, and what each says.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test that cannot go on stops")]

mod process;
#[path = "../../model/tests/site/mod.rs"]
mod site;

use std::path::PathBuf;

use model::documents::export::Export;
use model::documents::kind::DocumentKind;
use model::documents::visit::Visit;
use model::documents::visit::records::EventKind;
use model::id::{OrganisationId, SignOffId};
use model::seal::Mark;
use model::seal::certificate::Certificate;
use model::seal::key::{DeviceKey as _, SoftwareKey};
use model::seal::organisation::{OrganisationStatement, RevokedDevice};
use model::seal::receipt::{Receipt, batch_digest};
use model::seal::record::{Backing, SealRequest, seal};
use model::seal::voucher::{Language, SignOffKind, Voucher};
use model::time::Timestamp;
use process::fieldbook;
use serde_json::Value;
use site::*;
use tempfile::TempDir;

/// The minute at which the customer signs.
const SIGNED: i64 = 140;

struct Desk {
    folder: TempDir,
}

fn at(minute: i64) -> Timestamp {
    clock(minute).wall_at
}

fn organisation_key() -> SoftwareKey {
    SoftwareKey::from_secret(&[9; 32])
}

fn certified_by(key: &SoftwareKey) -> String {
    let zhao = zhao();
    let certificate = Certificate {
        organisation: organisation().id,
        organisation_name: "恒通服务中心".to_owned(),
        organisation_key: key.public_key(),
        device: zhao.device,
        device_name: "手机".to_owned(),
        person: zhao.person,
        key: zhao.key.public_key(),
        at: at(0),
    };
    certificate.issue(key).unwrap()
}

/// The newest receipt of the server, from `minute`.
fn receipt(minute: i64) -> String {
    let (batch, head) = (batch_digest(&[]), "cd".repeat(32));
    Receipt { organisation: organisation().id, device: zhao().device, at: at(minute), batch, size: 12, head }
        .sign(&organisation_key())
        .unwrap()
}

fn statement(key: &SoftwareKey, organisation: OrganisationId, revoked: Option<i64>) -> String {
    let revoked = revoked.map(|minute| RevokedDevice { device: zhao().device, at: at(minute) }).into_iter().collect();
    let name = "恒通服务中心".to_owned();
    OrganisationStatement { organisation, name, key: key.public_key(), revoked, at: at(600) }.sign(key).unwrap()
}

fn sealed(phone: &mut Replica, sign_off: u8, minute: i64, backing: Backing) -> Vec<u8> {
    let paper = Voucher::of(&Visit::read(&phone.doc).unwrap(), SignOffKind::Acceptance, Language::English).into();
    let request = SealRequest {
        sign_off: SignOffId::from_bytes([sign_off; 16]),
        paper: &paper,
        heads: &phone.doc.get_heads(),
        signer: customer(),
        mark: Mark::Strokes { strokes: pen() },
        signed: clock(minute),
        device: zhao().device,
        backing,
    };
    let record = seal(request, &zhao().key).unwrap();
    phone.keep(&zhao(), minute, SignOffId::from_bytes([sign_off; 16]), &record);
    record
}

fn finished() -> (Vec<model::documents::WrittenChange>, Replica) {
    let desk = opened_for(&zhao());
    let mut phone = desk.on(&zhao());
    phone.work_to_finish(&zhao());
    (desk.written, phone)
}

/// A record of a visit, with this behind it.
fn record(backing: Backing) -> Vec<u8> {
    sealed(&mut finished().1, 1, SIGNED, backing)
}

fn certified() -> Backing {
    Backing { certificate: Some(certified_by(&organisation_key())), ..Backing::default() }
}

/// A visit that was signed, opened again and signed again: every change.
fn amended() -> (Export, Vec<u8>) {
    let (mut changes, mut phone) = finished();
    let first = sealed(&mut phone, 1, SIGNED, certified());
    phone.event(&zhao(), 150, EventKind::AmendmentOpened { of: SignOffId::from_bytes([1; 16]), reason: "typing mistake".into() });
    phone.texts(&zhao(), 151, "皮带磨损", "更换搓纸轮，试机正常");
    sealed(&mut phone, 2, 155, certified());
    changes.extend(phone.written);
    let changes: Vec<_> = (0..).zip(changes).map(|(n, change)| (at(200 + n), change.raw)).collect();
    (Export::of(DocumentKind::Visit, order().id, organisation().id, at(300), &changes), first)
}

impl Desk {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> String {
        let path: PathBuf = self.folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path.to_str().unwrap().to_owned()
    }

    /// Exit code, words and JSON of a check of `bytes`.
    fn verify(&self, bytes: &[u8], args: &[&str]) -> (i32, String, Value) {
        let file = self.file("checked", bytes);
        let run = |more: &[&str]| {
            let output = fieldbook(&[&["verify", &file], args, more].concat());
            (output.status.code().unwrap(), String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned())
        };
        let ((code, told), (again, json)) = (run(&[]), run(&["--json"]));
        assert_eq!(code, again);
        (code, told, serde_json::from_str(&json).unwrap_or(Value::Null))
    }
}

#[test]
fn without_a_key_the_verdict_is_about_change_and_names_the_key_to_compare() {
    let desk = Desk::new();
    let (code, told, json) = desk.verify(&record(certified()), &[]);
    let key = organisation_key().public_key().to_string();
    assert!(
        code == 0 && told.starts_with("VALID") && told.replace(['\n', ' '], "").contains(&format!("organisationkey{key}:compareit")),
        "{told}"
    );
    assert_eq!(
        (&json["valid"], &json["file"], &json["seals"][0]["notes"][0]["note"]),
        (&true.into(), &"record".into(), &"organisation_not_compared".into())
    );
    let (code, told, json) = desk.verify(&record(Backing::default()), &[]);
    assert!(code == 0 && told.contains("nothing says whose device it was"), "{told}");
    assert_eq!(json["seals"][0]["notes"][0]["note"], "device_unknown");
}

#[test]
fn the_organisations_key_alone_is_enough_to_know_whose_device_it_was() {
    let desk = Desk::new();
    let key = organisation_key().public_key().to_string();
    let (code, told, json) = desk.verify(&record(certified()), &["--organisation", &key]);
    assert!(code == 0 && told.contains("certified by the organisation"), "{told}");
    assert_eq!(json["seals"][0]["notes"][0]["note"], "revocation_not_known");
    let in_file = desk.file("key.txt", format!("{key}\n"));
    assert_eq!(desk.verify(&record(certified()), &["--organisation", &in_file]).0, 0);
    let said = desk.file("statement.jwt", statement(&organisation_key(), organisation().id, None));
    let (code, told, json) = desk.verify(&record(certified()), &["--organisation", &said]);
    assert!(code == 0 && told.contains("in use as of"), "{told}");
    assert_eq!(json["seals"][0]["notes"][0]["note"], "in_use_as_of");
}

#[test]
fn a_record_without_certificate_or_by_a_forged_organisation_is_not_valid() {
    let desk = Desk::new();
    let (key, forger) = (organisation_key().public_key().to_string(), SoftwareKey::from_secret(&[66; 32]));
    let refused = |bytes: &[u8], organisation: &str, wanted: &str| {
        let (code, told, json) = desk.verify(bytes, &["--organisation", organisation]);
        assert!(code == 1 && told.starts_with("NOT VALID") && told.contains(wanted), "{told}");
        assert_eq!((&json["valid"], &json["code"]), (&false.into(), &wanted.into()));
    };
    refused(&record(Backing::default()), &key, "seal_no_certificate");
    let forged = Backing { certificate: Some(certified_by(&forger)), ..Backing::default() };
    refused(&record(forged), &key, "seal_other_organisation");
    // The statement of another organisation, by its own key or by the same.
    let other = "01890000-0000-7000-8000-00000000000b".parse().unwrap();
    refused(&record(certified()), &desk.file("one.jwt", statement(&forger, organisation().id, None)), "seal_other_organisation");
    refused(&record(certified()), &desk.file("two.jwt", statement(&organisation_key(), other, None)), "seal_other_organisation");
}

#[test]
fn a_device_that_was_put_out_seals_nothing_valid_afterwards() {
    let desk = Desk::new();
    let after = |minute| Backing { after: Some(receipt(minute)), ..certified() };
    let put_out = |minute| desk.file(&format!("out-{minute}.jwt"), statement(&organisation_key(), organisation().id, Some(minute)));
    // The device's own clock says that it was later.
    let (code, told, _) = desk.verify(&record(certified()), &["--organisation", &put_out(SIGNED - 10)]);
    assert!(code == 1 && told.contains("put out on") && told.contains("[seal_revoked_device]"), "{told}");
    // Its clock was set back, and the receipt in the record betrays it.
    let (code, told, _) = desk.verify(&record(after(SIGNED + 30)), &["--organisation", &put_out(SIGNED + 20)]);
    assert!(code == 1 && told.contains("statement of the server in the record is younger"), "{told}");
    // Only its clock says that it was before: a receipt from before proves nothing about that.
    for backing in [certified(), after(SIGNED - 30)] {
        let (code, told, json) = desk.verify(&record(backing), &["--organisation", &put_out(SIGNED + 20)]);
        assert!(code == 0 && told.contains("WARNING: the device was put out on"), "{told}");
        assert_eq!(json["seals"][0]["notes"][0]["note"], "put_out_later");
    }
}

#[test]
fn what_is_given_as_organisation_and_is_none_is_unusable() {
    let desk = Desk::new();
    let altered = statement(&organisation_key(), organisation().id, None).replace("ey", "ez");
    for wrong in ["nowhere.jwt", &desk.file("altered.jwt", altered), &desk.file("bytes", [0xff, 0xfe]), &desk.file("empty", "")] {
        let (code, told, _) = desk.verify(&record(certified()), &["--organisation", wrong]);
        assert!(code == 2 && told.starts_with("fieldbook: "), "{wrong}: {code} {told}");
    }
}

#[test]
fn an_export_tells_each_record_and_what_was_amended_later() {
    let desk = Desk::new();
    let (export, first) = amended();
    let bytes = export.to_bytes().unwrap();
    let key = organisation_key().public_key().to_string();
    let (code, told, json) = desk.verify(&bytes, &["--organisation", &key]);
    assert!(code == 0 && told.starts_with("VALID      every one of") && told.contains("AMENDED    later, revision 2: signed"), "{told}");
    assert!(told.contains("because    typing mistake") && told.contains("changed    findings: 搓纸轮磨损"), "{told}");
    assert_eq!((json["seals"].as_array().unwrap().len(), &json["export"]["kind"]), (2, &"visit".into()));
    let amended: Vec<bool> = json["seals"].as_array().unwrap().iter().map(|seal| seal["later"]["amendments"].is_array()).collect();
    assert_eq!(amended, [true, false], "{json}");
    // The record alone stays valid for what it says.
    assert_eq!(desk.verify(&first, &["--organisation", &key]).0, 0);

    // Without its amendment the export is valid too: what nobody built upon leaves no trace. It says so.
    let mut cut = export.clone();
    cut.changes.truncate(export.changes.len() - 3);
    let (code, told, json) = desk.verify(&cut.to_bytes().unwrap(), &[]);
    assert!(code == 0 && !told.contains("AMENDED") && told.contains("leave no trace"), "{told}");
    assert_eq!(json["seals"].as_array().unwrap().len(), 1);
}

/// Whoever holds an export can add entries to it, or write one from nothing: that is said, and the second is not valid.
#[test]
fn entries_that_nobody_signed_are_counted_and_an_export_without_a_record_is_not_valid() {
    let desk = Desk::new();
    let key = organisation_key().public_key().to_string();
    let (export, _) = amended();
    let (code, told, json) = desk.verify(&export.to_bytes().unwrap(), &["--organisation", &key]);
    assert!(code == 0 && !told.contains("no signature covers"), "{told}");
    assert_eq!(json["export"]["uncovered"], 0);

    let (mut changes, mut phone) = finished();
    sealed(&mut phone, 1, SIGNED, certified());
    phone.event(&zhao(), 150, EventKind::AmendmentOpened { of: SignOffId::from_bytes([1; 16]), reason: "made up".into() });
    phone.texts(&zhao(), 151, "everything", "was replaced");
    changes.extend(phone.written);
    let of = |changes: Vec<model::documents::WrittenChange>| {
        let changes: Vec<_> = changes.into_iter().map(|change| (at(200), change.raw)).collect();
        Export::of(DocumentKind::Visit, order().id, organisation().id, at(300), &changes).to_bytes().unwrap()
    };
    let (code, told, json) = desk.verify(&of(changes), &["--organisation", &key]);
    let added = json["export"]["uncovered"].as_u64().unwrap();
    assert!(code == 0 && added > 0 && told.contains(&format!("{added} of ")) && told.contains("no signature covers"), "{told}");

    let (mut changes, phone) = finished();
    changes.extend(phone.written);
    let (code, told, json) = desk.verify(&of(changes), &["--organisation", &key]);
    assert!(code == 1 && told.starts_with("NOT VALID"), "{told}");
    assert_eq!(json["code"], "export_nothing_sealed");
}

#[test]
fn an_export_in_which_one_bit_was_changed_names_the_change() {
    let desk = Desk::new();
    let (export, _) = amended();
    let bytes = export.to_bytes().unwrap();
    for number in [0, 5, export.changes.len() - 1] {
        let mut flipped = export.clone();
        let raw = &mut flipped.changes[number].raw;
        let middle = raw.len() / 2;
        let other = if &raw[middle..=middle] == "A" { "B" } else { "A" };
        raw.replace_range(middle..=middle, other);
        let (code, told, json) = desk.verify(&flipped.to_bytes().unwrap(), &[]);
        assert!(
            code == 1 && told.replace("\n             ", " ").contains(&format!("change {} of {}", number + 1, export.changes.len())),
            "{told}"
        );
        assert_eq!(json["code"], "export_change");
    }
    let mut spaced = bytes.clone();
    spaced.push(b'\n');
    assert_eq!(desk.verify(&spaced, &[]).2["code"], "export_malformed");
    assert_eq!(desk.verify(&bytes[..bytes.len() / 2], &[]).2["code"], "export_malformed");
    let newer = String::from_utf8(bytes).unwrap().replace("fieldbook.visit.1", "fieldbook.visit.2");
    assert_eq!(desk.verify(newer.as_bytes(), &[]).2["code"], "export_unknown_format");
}
