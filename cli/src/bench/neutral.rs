//! Reading back: a visit as Fieldbook shows it, on a device or at the desk, as the workload's document. docs/bench.md has the table.

use chrono::{DateTime, SecondsFormat};
use model::seal::strokes::Strokes;
use serde::Deserialize;
use serde_json::Value;

use super::pen_path;
use super::workload::{Asset, Check, Customer, Document, Entry, Part, SignOff};

/// What separates values that share a field.
pub(super) const BETWEEN: char = '|';
/// What tells an old serial from a new one that is the same: Fieldbook refuses to exchange a piece for itself.
pub(super) const SAME_SERIAL: &str = " (old)";
/// Between a part's reason and what becomes of the old one.
pub(super) const DISPOSITION: &str = " / ";

/// The part that device (`VisitSheet`) and desk (`GET /v1/desk/visits/{id}`) show alike.
#[derive(Deserialize)]
struct Shown {
    status: String,
    signature: String,
    appointment_at: Option<i64>,
    call_out: ShownCallOut,
    customer: ShownCustomer,
    asset: ShownAsset,
    checklist: Vec<ShownCheck>,
    findings: String,
    treatment: String,
    parts: Vec<ShownPart>,
    events: Vec<ShownEvent>,
    sign_offs: Vec<ShownSignOff>,
}

#[derive(Deserialize)]
struct ShownCallOut {
    fault: String,
}

#[derive(Deserialize)]
struct ShownCustomer {
    name: String,
    address: String,
    phone: String,
    contact: String,
}

#[derive(Deserialize)]
struct ShownAsset {
    model: String,
    serial: String,
}

#[derive(Deserialize)]
struct ShownCheck {
    label: std::collections::BTreeMap<String, String>,
    #[serde(default)]
    answer: Option<ShownAnswer>,
}

#[derive(Deserialize)]
struct ShownAnswer {
    note: String,
}

#[derive(Deserialize)]
struct ShownPart {
    part_number: String,
    name: String,
    quantity: u32,
    reason: String,
    old_serial: String,
    new_serial: String,
}

#[derive(Deserialize)]
struct ShownEvent {
    kind: String,
    #[serde(default)]
    note: Option<String>,
}

#[derive(Deserialize)]
struct ShownSignOff {
    #[serde(default)]
    signer: Option<ShownSigner>,
    #[serde(default)]
    strokes: Option<Strokes>,
}

#[derive(Deserialize)]
struct ShownSigner {
    name: String,
    remarks: String,
}

/// The workload's name of a visit, from the words of its call-out.
pub(super) fn name_in(fault: &str) -> Option<&str> {
    fault.split(BETWEEN).next().filter(|name| !name.is_empty())
}

/// The workload's word for how far a visit is.
pub(super) fn status_word(status: &str, is_signed: bool) -> &'static str {
    match status {
        _ if is_signed => "completed",
        "finished" => "awaiting_signature",
        "on_site" | "working" => "on_site",
        "travelling" => "travelling",
        _ => "scheduled",
    }
}

/// The workload's document of what is shown; `None` if it is no visit of a workload.
pub(super) fn document(shown: Value) -> Option<Document> {
    let shown: Shown = serde_json::from_value(shown).ok()?;
    let mut words = shown.call_out.fault.split(BETWEEN);
    let (id, device, service_type, purchased_at) = (words.next()?, words.next()?, words.next()?, words.next()?);
    let scheduled = words.next()?;
    let signed = shown.sign_offs.first().and_then(|kept| kept.signer.as_ref().zip(kept.strokes.as_ref()));
    let (signoff, completed) = match signed {
        Some((signer, strokes)) => {
            let mut remarks = signer.remarks.splitn(3, BETWEEN);
            let (signed_at, completed, rest) = (remarks.next()?, remarks.next()?, remarks.next()?);
            let strokes = pen_path::from_strokes(strokes) + rest;
            (Some(SignOff { signer: signer.name.clone(), signed_at: signed_at.into(), strokes }), Some(completed))
        }
        None => (None, None),
    };
    let notes_of =
        |kind: &'static str| shown.events.iter().filter(move |event| event.kind == kind).filter_map(|event| event.note.as_deref());
    let mut history = vec![("scheduled", scheduled)];
    history.extend(notes_of("contact_attempted").map(|at| ("travelling", at)));
    history.extend(shown.findings.lines().filter_map(|line| line.split_once(' ')));
    history.extend(completed.map(|at| ("completed", at)));
    let entry = |(status, at): (&str, &str)| Entry { status: status.into(), at: at.into(), by: device.into() };
    let word = status_word(&shown.status, shown.signature != "none");
    let status = if shown.customer.contact.is_empty() { word.to_owned() } else { shown.customer.contact };
    Some(Document {
        id: id.into(),
        device: device.into(),
        customer: Customer { name: shown.customer.name, address: shown.customer.address, phone: shown.customer.phone },
        asset: Asset { model: shown.asset.model, serial: shown.asset.serial, purchased_at: purchased_at.into() },
        service_type: service_type.into(),
        status,
        priority: notes_of("report_approved").next_back().unwrap_or("normal").into(),
        scheduled_at: iso(shown.appointment_at?)?,
        checklist: shown.checklist.into_iter().map(check).collect(),
        notes: shown.treatment,
        parts: shown.parts.into_iter().map(part).collect::<Option<_>>()?,
        signoff,
        history: history.into_iter().map(entry).collect(),
    })
}

/// The time as the workload writes it.
pub(super) fn iso(ms: i64) -> Option<String> {
    Some(DateTime::from_timestamp_millis(ms)?.to_rfc3339_opts(SecondsFormat::Millis, true))
}

fn check(shown: ShownCheck) -> Check {
    let label = shown.label.into_values().next().unwrap_or_default();
    let done = shown.answer.is_some();
    Check { label, done, value: shown.answer.map(|answer| answer.note).unwrap_or_default() }
}

fn part(shown: ShownPart) -> Option<Part> {
    let (reason, old_part_disposition) = shown.reason.split_once(DISPOSITION)?;
    Some(Part {
        part_no: shown.part_number,
        name: shown.name,
        qty: shown.quantity,
        reason: reason.into(),
        old_serial: shown.old_serial.strip_suffix(SAME_SERIAL).unwrap_or(&shown.old_serial).into(),
        new_serial: shown.new_serial,
        old_part_disposition: old_part_disposition.into(),
    })
}
