//! `fieldbook verify`: what a stranger runs on a sealed record, or on the PDF drawn from it.

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use model::documents::visit::records::CheckResult;
use model::seal::Paper;
use model::seal::details::VoucherCharge;
use model::seal::goods::GoodsVoucher;
use model::seal::key::PublicKey;
use model::seal::verify::{VerifiedSeal, verify};
use model::seal::voucher::{SignOffKind, Voucher};
use paper::{CheckedPdf, MAX_PDF_BYTES, Pages};
use serde_json::json;

use crate::outcome::{Failure, harmless, say};

/// Check sealed records, and PDFs drawn from them.
///
/// Exit code 0: every part of every record belongs together and nothing was changed; the pages of a PDF are drawn anew and compared byte
/// for byte. 1: something does not match; the message names it. 2: a file cannot be read.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Sealed records, as downloaded from the handset or the board (seal-….json), or PDFs of them.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// The public key the device is known by (base64url). Without it, the record proves that it was not changed since it was
    /// sealed, but not whose device sealed it.
    #[arg(long, env = "FIELDBOOK_DEVICE_KEY")]
    key: Option<String>,
    /// Answer as one line of JSON.
    #[arg(long)]
    json: bool,
}

/// Verifies each file and says what came of it.
pub(crate) fn run(options: &Options) -> Result<ExitCode, Failure> {
    let unusable = |_| Failure::Usage("--key is no public key: EdDSA:… or ES256:…, in base64url".into());
    let expected = options.key.as_deref().map(PublicKey::parse).transpose().map_err(unusable)?;
    let mut all_valid = true;
    for file in &options.files {
        if options.files.len() > 1 && !options.json {
            say(&format!("== {}", file.display()));
        }
        all_valid &= check(file, expected.as_ref(), options.json)?;
    }
    Ok(if all_valid { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Whether the record or the PDF in `file` is valid; says so.
fn check(file: &Path, expected: Option<&PublicKey>, json: bool) -> Result<bool, Failure> {
    let unreadable = |error: std::io::Error| Failure::Usage(format!("cannot read {}: {error}", file.display()));
    let opened = std::fs::File::open(file).map_err(unreadable)?;
    // Of an endless file, no more is read than shows that it is none.
    let mut bytes = Vec::new();
    opened.take(MAX_PDF_BYTES as u64 + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    Ok(if bytes.starts_with(b"%PDF-") { check_pdf(&bytes, expected, json) } else { check_record(&bytes, expected, json) })
}

fn check_record(bytes: &[u8], expected: Option<&PublicKey>, json: bool) -> bool {
    match verify(bytes, expected) {
        Ok(seal) => {
            if json {
                say(&as_json(&seal).to_string())
            } else {
                tell(&seal, "VALID");
                tell_limits(expected);
            }
            true
        }
        Err(error) => refused(error.code(), &error.to_string(), json),
    }
}

/// A PDF is valid only if its pages are what its records give.
fn check_pdf(bytes: &[u8], expected: Option<&PublicKey>, json: bool) -> bool {
    let CheckedPdf { seals, pages } = match paper::check(bytes, expected) {
        Ok(checked) => checked,
        Err(error) => return refused(error.code(), &error.to_string(), json),
    };
    let (word, said) = match pages {
        Pages::Match => ("match", "the pages are what was signed, byte for byte".to_owned()),
        Pages::Differ => ("differ", "the pages were edited or saved anew; what counts is printed below, all of it with --json".to_owned()),
        Pages::OtherLayout(layout) => (
            "other_layout",
            format!("the pages are of layout {layout}, which cannot be compared here; what counts is printed below, all of it with --json"),
        ),
    };
    let valid = pages == Pages::Match;
    if json {
        let seals: Vec<_> = seals.iter().map(as_json).collect();
        say(&json!({ "valid": valid, "pages": word, "seals": seals }).to_string());
    } else {
        line(if valid { "VALID" } else { "NOT VALID" }, &said);
        for seal in &seals {
            tell(seal, "record");
        }
        tell_limits(expected);
    }
    valid
}

fn refused(code: &str, detail: &str, json: bool) -> bool {
    if json {
        say(&json!({ "valid": false, "code": code, "detail": detail }).to_string());
    } else {
        line("NOT VALID", &format!("{detail}  [{code}]"));
    }
    false
}

fn tell_limits(expected: Option<&PublicKey>) {
    if expected.is_none() {
        line("note", "nothing was changed since it was sealed; to know whose device sealed it, compare the key or give --key");
    }
}

/// What the record says; `word` stands before what it is.
fn tell(seal: &VerifiedSeal, word: &str) {
    let body = &seal.record.body;
    let what = match seal.paper {
        Paper::Visit(_) => "visit",
        Paper::Goods(_) => "repair",
    };
    line(word, &format!("{} of {what} {}", kind(body.kind), seal.paper.document()));
    let asked = if body.kind.is_signed() { "signed by" } else { "asked" };
    line(asked, &[body.signer.name.as_str(), body.signer.role.as_str()].join(" "));
    line("at", &format!("{} by the clock of the device", body.signed.wall_at.to_rfc3339()));
    line("remarks", &body.signer.remarks);
    if let Some(stamp) = seal.mark.stamp() {
        line("stamp", &format!("SHA-256 {stamp}"));
    }
    if let Some(unsigned) = seal.mark.unsigned() {
        line("reason", &unsigned.reason);
        line("words", &unsigned.words);
    }
    match &seal.paper {
        Paper::Visit(voucher) => tell_visit(voucher),
        Paper::Goods(voucher) => tell_goods(voucher),
    }
    line("device", &format!("{} key {}", body.device, body.device_key.key));
}

fn kind(kind: SignOffKind) -> &'static str {
    match kind {
        SignOffKind::Acceptance => "acceptance",
        SignOffKind::FeeConsent => "consent to a fee",
        SignOffKind::ReturnVisit => "return visit",
        SignOffKind::TakeAway => "hand-over of goods",
        SignOffKind::GoodsReturn => "return of goods",
        SignOffKind::Refused => "refused signature",
        SignOffKind::Absent => "absence of the customer",
    }
}

fn tell_visit(voucher: &Voucher) {
    let details = &voucher.details;
    line("call-out", &format!("{}  {}", voucher.call_out.number, voucher.call_out.fault));
    line("customer", &format!("{}, {}", voucher.customer.name, voucher.customer.address));
    line("product", &format!("{} {} {}", voucher.asset.product, voucher.asset.model, voucher.asset.serial));
    line("technician", &voucher.technician.name);
    for member in &details.crew {
        line("with", &member.name);
    }
    if let Some(revision) = details.revision {
        line("revision", &revision.to_string());
    }
    for amendment in &details.amendments {
        line("corrected", &amendment.reason);
    }
    for check in &voucher.checklist {
        let result = match check.result {
            Some(CheckResult::Good) => "good",
            Some(CheckResult::Defect) => "DEFECT",
            Some(CheckResult::NotApplicable) => "does not apply",
            None => "not answered",
        };
        line("check", &format!("{}: {result} {}", check.label, check.note));
    }
    for site in &details.site {
        line("site", &site.value);
    }
    line("findings", &voucher.findings);
    line("treatment", &voucher.treatment);
    for part in &voucher.parts {
        line("part", &format!("{} x {} ({}) {} -> {}", part.quantity, part.name, part.reason, part.old_serial, part.new_serial));
    }
    charges(&details.charges, details.charges_fen);
    if let Some(fen) = details.collected_fen {
        line("paid", &yuan(fen));
    }
    if let Some(note) = &details.return_visit {
        let holds = if note.repair_holds { "the repair holds" } else { "DEFECT" };
        line("looked at", &format!("{}: {holds}. {}", note.of, note.state));
        line("opinion", &note.opinion);
        line("suggests", &note.suggestions);
        line("charges", &format!("paid {}, due {}", yuan(note.paid_fen), yuan(note.due_fen)));
    }
    for photo in &voucher.photos {
        line("photo", &format!("SHA-256 {} {}", photo.sha256, photo.caption));
    }
}

fn tell_goods(voucher: &GoodsVoucher) {
    line("receipt", &voucher.receipt_number);
    line("customer", &format!("{}, {}", voucher.customer.name, voucher.customer.address));
    line("goods", &format!("{} {} {}", voucher.item.product, voucher.item.model, voucher.item.serial));
    line("condition", &[voucher.item.appearance.as_str(), voucher.item.function.as_str(), voucher.item.condition.as_str()].join(" "));
    line("with", &voucher.item.accessories);
    line("fault", &voucher.fault);
    line("technician", &voucher.technician.name);
    line("done", &voucher.work_done);
    for part in &voucher.parts {
        line("part", &format!("{} x {} {} -> {}", part.quantity, part.name, part.old_serial, part.new_serial));
    }
    charges(&voucher.charges, voucher.charges_fen);
    if let Some(inspection) = &voucher.inspection {
        let result = if inspection.passed { "passed" } else { "NOT PASSED" };
        line("inspected", &format!("{result} by {} {}", inspection.by_name, inspection.note));
    }
}

fn charges(charges: &[VoucherCharge], sum_fen: Option<i64>) {
    for charge in charges {
        line("charge", &format!("{} {}", yuan(charge.amount_fen), charge.text));
    }
    if let Some(fen) = sum_fen {
        line("in all", &yuan(fen));
    }
}

fn yuan(fen: i64) -> String {
    let sign = if fen < 0 { "-" } else { "" };
    format!("{sign}{}.{:02} yuan", (fen / 100).unsigned_abs(), (fen % 100).unsigned_abs())
}

/// How many columns of a terminal a line may take beside its name.
const COLUMNS: usize = 66;

/// One line for each line of `text`, the first with its name. What stands in a record can neither look like another line nor
/// steer the terminal.
fn line(name: &str, text: &str) {
    if text.trim().is_empty() {
        return;
    }
    let parts = text.lines().flat_map(|part| cut(&harmless(part)));
    for (at, part) in parts.enumerate() {
        let start = if at == 0 { format!("{name:<10} ") } else { " ".repeat(13) };
        say(format!("{start}{part}").trim_end());
    }
}

/// `text` in pieces that a terminal does not break by itself, cut between words where there are any: what it would put at the start of a
/// line could pass for one of ours.
fn cut(text: &str) -> Vec<String> {
    let mut pieces = Vec::new();
    let (mut piece, mut columns) = (String::new(), 0);
    for c in text.chars() {
        if columns + width(c) > COLUMNS {
            let word = piece.rfind(' ').map(|space| piece.split_off(space + 1)).unwrap_or_default();
            pieces.push(std::mem::replace(&mut piece, word));
            columns = piece.chars().map(width).sum();
        }
        columns += width(c);
        piece.push(c);
    }
    pieces.push(piece);
    pieces
}

/// Columns of `c` on a terminal, at most.
fn width(c: char) -> usize {
    if c < '\u{1100}' { 1 } else { 2 }
}

fn as_json(seal: &VerifiedSeal) -> serde_json::Value {
    let body = &seal.record.body;
    json!({
        "valid": true,
        "visit": body.visit,
        "repair": body.repair,
        "sign_off": body.sign_off,
        "kind": body.kind,
        "signer": body.signer,
        "signed_at": body.signed.wall_at,
        "voucher_sha256": body.voucher_sha256,
        "device": body.device,
        "device_key": body.device_key,
        "stamp": seal.mark.stamp(),
        "unsigned": seal.mark.unsigned(),
        "voucher": seal.paper,
    })
}
