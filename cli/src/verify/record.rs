//! What a sealed record says, line by line.

use model::documents::visit::records::CheckResult;
use model::seal::Paper;
use model::seal::details::VoucherCharge;
use model::seal::goods::GoodsVoucher;
use model::seal::voucher::{SignOffKind, Voucher};
use paper::verdict::Said;

use super::lines::line;

/// What the record says; `word` stands before what it is.
pub(super) fn tell(said: &Said, word: &str) {
    let what = match said.voucher {
        Paper::Visit(_) => "visit",
        Paper::Goods(_) => "repair",
    };
    line(word, &format!("{} of {what} {}", kind(said.kind), said.voucher.document()));
    let asked = if said.kind.is_signed() { "signed by" } else { "asked" };
    line(asked, &[said.signer.name.as_str(), said.signer.role.as_str()].join(" "));
    line("at", &format!("{} by the clock of the device", said.signed_at.to_rfc3339()));
    if let Some(after) = said.not_before {
        line("after", &format!("{} by the clock of the organisation's server", after.to_rfc3339()));
    }
    line("remarks", &said.signer.remarks);
    if let Some(stamp) = &said.stamp {
        line("stamp", &format!("SHA-256 {stamp}"));
    }
    if let Some(unsigned) = &said.unsigned {
        line("reason", &unsigned.reason);
        line("words", &unsigned.words);
    }
    match &said.voucher {
        Paper::Visit(voucher) => tell_visit(voucher),
        Paper::Goods(voucher) => tell_goods(voucher),
    }
    line("device", &format!("{} key {}", said.device, said.device_key));
    if let Some(certificate) = &said.certificate {
        line("certified", &format!("as {} of {}", certificate.device_name, certificate.organisation_name));
    }
}

/// What a sign-off stands for.
pub(super) fn kind(kind: SignOffKind) -> &'static str {
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

/// An amount in fen.
pub(super) fn yuan(fen: i64) -> String {
    let sign = if fen < 0 { "-" } else { "" };
    format!("{sign}{}.{:02} yuan", (fen / 100).unsigned_abs(), (fen % 100).unsigned_abs())
}
