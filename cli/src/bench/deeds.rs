//! Doing what the workload says: its edits as the actions of a technician. docs/bench.md has the table.

use client_core::visits::PageEntry;
use client_core::{ActionError, Device};
use model::documents::visit::assessment::Signature;
use model::documents::visit::records::{Channel, CheckResult, DataField, PartSwap, SwapKind};
use model::id::DocumentId;
use model::seal::record::Signer;
use model::seal::voucher::Language;
use serde_json::Value;

use super::neutral::{BETWEEN, DISPOSITION, SAME_SERIAL};
use super::pen_path;
use super::workload::{Edit, Part, SignOff, splice};
use crate::outcome::Failure;

/// The two texts of a visit as its page holds them.
#[derive(Default)]
pub(super) struct Texts {
    findings: String,
    treatment: String,
}

/// What the edits of one commit come to.
#[derive(Default)]
struct Deeds {
    status: Option<String>,
    since: Option<String>,
    phone: Option<String>,
    serial: Option<String>,
    checks: Vec<(u64, String)>,
    texts: Vec<(usize, String)>,
    parts: Vec<Part>,
    sign_off: Option<SignOff>,
}

/// Carries out one commit of a visit that nobody has signed yet; answers how many actions it took.
pub(super) fn carry_out(device: &Device, visit: DocumentId, texts: &mut Texts, edits: &[Edit]) -> Result<usize, Failure> {
    let doing = |error: ActionError| Failure::step("carrying out an edit of the workload")(&error);
    let deeds = Deeds::of(edits)?;
    let mut hand = Hand { device, visit, texts, page: Vec::new(), actions: 0 };
    let since = deeds.since.as_deref().unwrap_or_default();
    match deeds.status.as_deref() {
        Some("travelling") => hand.sets_out(since),
        Some("on_site") => hand.begins(since),
        _ => {}
    }
    hand.records(&deeds);
    match (deeds.status.as_deref(), &deeds.sign_off) {
        (Some("awaiting_signature"), _) => hand.finishes(since),
        (Some("completed"), Some(sign_off)) => hand.has_signed(sign_off, since).map_err(doing)?,
        _ => {}
    }
    hand.saves().map_err(doing)?;
    Ok(hand.actions)
}

/// Carries out edits of a visit that may be signed: then it is opened for a correction first. A free status is the customer's contact.
pub(super) fn correct(device: &Device, visit: DocumentId, edits: &[Edit]) -> Result<usize, Failure> {
    let doing = |error: ActionError| Failure::step("correcting a visit")(&error);
    let deeds = Deeds::of(edits)?;
    let sheet = device.visits().open(visit).map_err(doing)?;
    let mut texts = Texts { findings: sheet.findings, treatment: sheet.treatment };
    let mut hand = Hand { device, visit, texts: &mut texts, page: Vec::new(), actions: 0 };
    if sheet.signature == Signature::Current {
        hand.reopens().map_err(doing)?;
    }
    hand.records(&deeds);
    if let Some(status) = &deeds.status {
        hand.corrects(DataField::Contact, status);
    }
    hand.saves().map_err(doing)?;
    Ok(hand.actions)
}

impl Deeds {
    fn of(edits: &[Edit]) -> Result<Self, Failure> {
        let mut deeds = Self::default();
        for edit in edits {
            deeds.add(edit)?;
        }
        Ok(deeds)
    }

    fn add(&mut self, edit: &Edit) -> Result<(), Failure> {
        let unknown = || Failure::Usage(format!("the workload asks for what no visit has: {edit:?}"));
        match edit {
            Edit::Set { path, value } => match (place(path).as_slice(), value) {
                (["status"], Value::String(status)) => self.status = Some(status.clone()),
                (["customer", "phone"], Value::String(phone)) => self.phone = Some(phone.clone()),
                (["asset", "serial"], Value::String(serial)) => self.serial = Some(serial.clone()),
                (["signoff"], value) => self.sign_off = Some(SignOff::of(value).ok_or_else(unknown)?),
                _ => return Err(unknown()),
            },
            Edit::Push { path, value } => match place(path).as_slice() {
                ["history"] => self.since = value.get("at").and_then(Value::as_str).map(str::to_owned),
                ["parts"] => self.parts.push(serde_json::from_value(value.clone()).map_err(|_| unknown())?),
                _ => return Err(unknown()),
            },
            Edit::Splice { path, at, text } if place(path) == ["notes"] => self.texts.push((*at, text.clone())),
            Edit::Check { path, done: true, value } => {
                self.checks.push((path.get(1).and_then(Value::as_u64).ok_or_else(unknown)?, value.clone()));
            }
            Edit::Splice { .. } | Edit::Check { .. } | Edit::Create { .. } => return Err(unknown()),
        }
        Ok(())
    }
}

impl SignOff {
    fn of(value: &Value) -> Option<Self> {
        serde_json::from_value(value.clone()).ok()
    }
}

fn place(path: &[Value]) -> Vec<&str> {
    path.iter().map(|step| step.as_str().unwrap_or_default()).collect()
}

/// The key of the check at place `index`.
pub(super) fn check_key(index: u64) -> String {
    format!("c{index}")
}

/// A technician at one visit, who fills in a page and saves it.
struct Hand<'a> {
    device: &'a Device,
    visit: DocumentId,
    texts: &'a mut Texts,
    page: Vec<PageEntry>,
    actions: usize,
}

impl Hand<'_> {
    fn sets_out(&mut self, since: &str) {
        self.page.push(PageEntry::Depart);
        self.page.push(PageEntry::AttemptContact { channel: Channel::Phone, reached: true, note: since.to_owned() });
    }

    fn begins(&mut self, since: &str) {
        self.page.extend([PageEntry::Arrive, PageEntry::Start]);
        self.notes_finding(&format!("on_site {since}"));
    }

    fn records(&mut self, deeds: &Deeds) {
        if let Some(phone) = &deeds.phone {
            self.corrects(DataField::Phone, phone);
        }
        if let Some(serial) = &deeds.serial {
            self.corrects(DataField::Serial, serial);
        }
        let answer = |(index, value): &(u64, String)| PageEntry::AnswerCheck {
            item: check_key(*index),
            result: CheckResult::Good,
            note: value.clone(),
        };
        self.page.extend(deeds.checks.iter().map(answer));
        self.page.extend(deeds.parts.iter().map(|part| PageEntry::SwapPart { swap: swap(part) }));
        for (at, text) in &deeds.texts {
            splice(&mut self.texts.treatment, *at, text);
            self.page.push(PageEntry::WriteTreatment { text: self.texts.treatment.clone() });
        }
    }

    fn corrects(&mut self, field: DataField, to: &str) {
        self.page.push(PageEntry::CorrectData { field, to: to.to_owned(), confirmed_by: "customer".to_owned() });
    }

    fn finishes(&mut self, since: &str) {
        self.notes_finding(&format!("awaiting_signature {since}"));
        self.page.push(PageEntry::Finish);
    }

    /// Saves what was filled in: one transaction.
    fn saves(&mut self) -> Result<(), ActionError> {
        let page = std::mem::take(&mut self.page);
        if page.is_empty() {
            return Ok(());
        }
        self.device.visits().save_page(self.visit, &page)?;
        self.actions += page.len();
        Ok(())
    }

    fn has_signed(&mut self, sign_off: &SignOff, since: &str) -> Result<(), ActionError> {
        self.saves()?;
        let visits = self.device.visits();
        let shown = visits.show_voucher(self.visit, Language::Chinese)?;
        let (strokes, rest) = pen_path::to_strokes(&sign_off.strokes);
        let remarks = format!("{}{BETWEEN}{since}{BETWEEN}{rest}", sign_off.signed_at);
        let signer = Signer { name: sign_off.signer.clone(), role: String::new(), remarks };
        visits.sign(self.visit, &shown.digest, Language::Chinese, signer, &strokes)?;
        self.actions += 1;
        Ok(())
    }

    fn reopens(&mut self) -> Result<(), ActionError> {
        let visits = self.device.visits();
        visits.open_amendment(self.visit, "workload")?;
        visits.reopen(self.visit)?;
        self.actions += 2;
        Ok(())
    }

    fn notes_finding(&mut self, line: &str) {
        if !self.texts.findings.is_empty() {
            self.texts.findings.push('\n');
        }
        self.texts.findings.push_str(line);
        self.page.push(PageEntry::WriteFindings { text: self.texts.findings.clone() });
    }
}

fn swap(part: &Part) -> PartSwap {
    let same = if part.old_serial == part.new_serial { SAME_SERIAL } else { "" };
    PartSwap {
        kind: SwapKind::Part,
        part_number: part.part_no.clone(),
        name: part.name.clone(),
        quantity: part.qty,
        reason: format!("{}{DISPOSITION}{}", part.reason, part.old_part_disposition),
        old_serial: format!("{}{same}", part.old_serial),
        new_serial: part.new_serial.clone(),
        label_fault: String::new(),
    }
}
