//! What the voucher of a visit says.

use model::documents::visit::records::{CheckResult, PartSwap, SwapKind};
use model::seal::details::{VoucherDetails, VoucherReturnVisit, VoucherSurvey};
use model::seal::voucher::Voucher;
use model::time::Timestamp;

use super::proof::grouped;
use super::record::{charges, code, money, strong};
use super::sheet::{Sheet, Style};
use super::table::table;
use crate::instant::Zone;

/// Every field of the voucher that is for reading; ids stand in the small print.
pub(super) fn visit(sheet: &mut Sheet, voucher: &Voucher, zone: Zone) {
    let details = &voucher.details;
    amendments(sheet, details);
    parties(sheet, voucher);
    order(sheet, voucher, zone);
    times(sheet, voucher, zone);
    if let Some(note) = &details.return_visit {
        return_visit(sheet, note);
    }
    checks(sheet, voucher);
    site(sheet, details);
    prose(sheet, "findings", &voucher.findings);
    prose(sheet, "treatment", &voucher.treatment);
    parts(sheet, &voucher.parts);
    charges(sheet, &details.charges, details.charges_fen);
    if let Some(fen) = details.collected_fen {
        let paid = money(sheet, fen);
        sheet.facts(&[("collected", paid)]);
    }
    photos(sheet, voucher);
    if let Some(answer) = &details.survey {
        survey(sheet, answer);
    }
}

fn amendments(sheet: &mut Sheet, details: &VoucherDetails) {
    if details.amendments.is_empty() {
        return;
    }
    sheet.heading("corrects");
    for amendment in &details.amendments {
        sheet.facts(&[("reason", amendment.reason.clone())]);
        sheet.paragraph(&format!("{} → {}", amendment.of, amendment.id), Style::FINE_LABEL);
    }
}

fn parties(sheet: &mut Sheet, voucher: &Voucher) {
    let (customer, asset) = (&voucher.customer, &voucher.asset);
    sheet.heading("customer");
    sheet.facts(&[
        ("name", customer.name.clone()),
        ("contact", customer.contact.clone()),
        ("address", customer.address.clone()),
        ("phone", customer.phone.clone()),
    ]);
    sheet.heading("product-title");
    sheet.facts(&[
        ("product", asset.product.clone()),
        ("model", asset.model.clone()),
        ("serial", asset.serial.clone()),
        ("plate", asset.plate.clone().unwrap_or_default()),
    ]);
}

fn order(sheet: &mut Sheet, voucher: &Voucher, zone: Zone) {
    let call_out = &voucher.call_out;
    sheet.heading("order");
    let decided = voucher.details.service_type.map(|decided| sheet.meaning("service_type", &code(decided)));
    let facts = [
        ("fault", call_out.fault.clone()),
        ("received", zone.minute(call_out.received_at)),
        ("work", sheet.meaning("work", &code(call_out.work))),
        ("urgency", sheet.meaning("urgency", &code(call_out.urgency))),
        ("payment", sheet.meaning("service_type", &code(call_out.service_type))),
        ("payment-decided", decided.unwrap_or_default()),
    ];
    sheet.facts(&facts);
}

fn times(sheet: &mut Sheet, voucher: &Voucher, zone: Zone) {
    let (times, details) = (&voucher.times, &voucher.details);
    let at = |instant: Option<Timestamp>| instant.map(|instant| zone.minute(instant)).unwrap_or_default();
    let crew: Vec<&str> = details.crew.iter().map(|member| member.name.as_str()).collect();
    sheet.heading("times");
    sheet.facts(&[
        ("technician", voucher.technician.name.clone()),
        ("lead", details.lead.as_ref().map(|lead| lead.name.clone()).unwrap_or_default()),
        ("crew", crew.join("; ")),
        ("arrived", at(times.arrived_at)),
        ("started", at(times.started_at)),
        ("finished", at(times.finished_at)),
        ("promised", at(details.promised_for)),
    ]);
}

fn return_visit(sheet: &mut Sheet, note: &VoucherReturnVisit) {
    sheet.heading("return-visit");
    let holds = sheet.word(if note.repair_holds { "repair-holds-yes" } else { "repair-holds-no" }).to_owned();
    let (paid, due) = (money(sheet, note.paid_fen), money(sheet, note.due_fen));
    sheet.facts(&[
        ("return-of", note.of.clone()),
        ("repair-holds", holds),
        ("state", note.state.clone()),
        ("opinion", note.opinion.clone()),
        ("suggestions", note.suggestions.clone()),
        ("paid", paid),
        ("due", due),
    ]);
}

fn checks(sheet: &mut Sheet, voucher: &Voucher) {
    if voucher.checklist.is_empty() {
        return;
    }
    sheet.heading("checks");
    let mut rows = Vec::new();
    for (check, number) in voucher.checklist.iter().zip(1..) {
        let result = match check.result {
            Some(result) => sheet.meaning("check", &code(result)),
            None => sheet.word("check-open").to_owned(),
        };
        let result = if check.result == Some(CheckResult::Defect) { strong(result) } else { result.into() };
        rows.push(vec![number.to_string().into(), check.label.clone().into(), result, check.note.clone().into()]);
    }
    table(sheet, &[("", 0.7), ("check", 5.0), ("result", 2.2), ("note", 4.0)], rows);
}

fn site(sheet: &mut Sheet, details: &VoucherDetails) {
    if details.site.is_empty() {
        return;
    }
    sheet.heading("site");
    for line in &details.site {
        let key = format!("site_line-{}", code(line.line));
        sheet.facts(&[(&key, line.value.clone())]);
    }
}

fn prose(sheet: &mut Sheet, key: &str, text: &str) {
    if !text.trim().is_empty() {
        sheet.heading(key);
        sheet.paragraph(text, Style::BODY);
    }
}

fn parts(sheet: &mut Sheet, parts: &[PartSwap]) {
    if parts.is_empty() {
        return;
    }
    sheet.heading("parts");
    let mut rows = Vec::new();
    for part in parts {
        let name = match part.kind {
            SwapKind::Part => lines(&[&part.name, &part.part_number]),
            kind => lines(&[&format!("{} · {}", sheet.meaning("swap", &code(kind)), part.name), &part.part_number]),
        };
        let label =
            if part.label_fault.is_empty() { String::new() } else { format!("{}: {}", sheet.word("label-fault"), part.label_fault) };
        let reason = lines(&[&part.reason, &label]);
        let quantity = part.quantity.to_string();
        rows.push(vec![name.into(), quantity.into(), reason.into(), part.old_serial.clone().into(), part.new_serial.clone().into()]);
    }
    table(sheet, &[("part", 4.0), ("quantity", 1.0), ("reason", 3.0), ("old", 2.6), ("new", 2.6)], rows);
}

/// The texts that say something, one below the other.
fn lines(texts: &[&str]) -> String {
    texts.iter().filter(|text| !text.is_empty()).copied().collect::<Vec<_>>().join("\n")
}

fn photos(sheet: &mut Sheet, voucher: &Voucher) {
    if voucher.photos.is_empty() {
        return;
    }
    sheet.heading("photos");
    let row = |(photo, number): (&model::seal::voucher::VoucherPhoto, u32)| {
        let start = grouped(photo.sha256.get(..16).unwrap_or(&photo.sha256));
        vec![number.to_string().into(), photo.caption.clone().into(), start.into()]
    };
    let rows = voucher.photos.iter().zip(1..).map(row).collect();
    table(sheet, &[("", 0.7), ("caption", 7.0), ("photo-hash", 4.0)], rows);
}

fn survey(sheet: &mut Sheet, survey: &VoucherSurvey) {
    sheet.heading("survey");
    let grades = &survey.grades;
    let given = [
        ("grade-attitude", grades.attitude),
        ("grade-skill", grades.skill),
        ("grade-punctuality", grades.punctuality),
        ("grade-promises", grades.promises),
        ("grade-overall", grades.overall),
    ];
    let words = format!("grade_word-{}", survey.scale);
    let mut facts = vec![("scale", if survey.scale.is_empty() { String::new() } else { sheet.meaning("scale", &survey.scale) })];
    for (question, grade) in given {
        let grade = grade.map(|grade| grade.to_string());
        let said = grade.map(|grade| match sheet.meaning(&words, &grade) {
            meaning if meaning == grade => grade,
            meaning => format!("{grade} ({meaning})"),
        });
        facts.push((question, said.unwrap_or_default()));
    }
    facts.push(("reasons", survey.reasons.clone()));
    facts.push(("suggestion", survey.suggestion.clone()));
    sheet.facts(&facts);
}
