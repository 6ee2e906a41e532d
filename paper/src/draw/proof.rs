//! The small print at the end: what binds the paper to the record it was drawn from.

use model::seal::Paper;
use model::seal::details::VoucherDetails;
use model::seal::verify::VerifiedSeal;

use super::record::digest_of;
use super::sheet::{LEFT, Sheet, Style, WIDTH};
use crate::instant::Zone;

const LABEL_WIDTH: f32 = 108.0;
/// With so much room, most seals stand on one page.
const WHOLE: f32 = 210.0;

/// The lines of the seal. `file` is the name the record is attached under.
pub(super) fn proof(sheet: &mut Sheet, seal: &VerifiedSeal, record: &[u8], file: &str, zone: Zone) {
    let body = &seal.record.body;
    let ids = ids(&seal.paper);
    sheet.need(WHOLE);
    sheet.heading("seal");
    let note = sheet.said("seal-note", &[("file", file)]);
    sheet.paragraph(&note, Style::FINE);
    sheet.gap(3.0);
    let heads = body.heads.iter().map(|head| grouped(head)).collect::<Vec<_>>().join("\n");
    let lines = [
        ("record-digest", grouped(&digest_of(record))),
        ("voucher-digest", grouped(&body.voucher_sha256)),
        ("clock", clock(sheet, seal, zone)),
        ("device", body.device.to_string()),
        ("key", format!("{} {}", body.device_key.algorithm, body.device_key.key)),
        ("check-at", body.check_at.clone().unwrap_or_default()),
        ("sign-off", body.sign_off.to_string()),
        ("document", seal.paper.document().to_string()),
        ("visit-id", ids.visit),
        ("call-out-id", ids.call_out),
        ("organisation-id", body.organisation.to_string()),
        ("technician-id", ids.technician),
        ("crew-ids", ids.crew),
        ("heads", heads),
        ("formats", format!("{}, {} {}", body.format, ids.paper, ids.version)),
    ];
    for (label, text) in lines {
        fine(sheet, label, &text);
    }
}

fn fine(sheet: &mut Sheet, label: &str, text: &str) {
    if text.is_empty() {
        return;
    }
    sheet.need(Style::FINE.line());
    let word = sheet.word(label);
    for line in sheet.lines(word, Style::FINE.size, WIDTH) {
        sheet.line_at((LEFT, sheet.y), Style::FINE_LABEL, line);
    }
    sheet.paragraph_in(text, Style::FINE, LEFT + LABEL_WIDTH, WIDTH - LABEL_WIDTH);
}

/// What the device's clock said, and what else was known about it.
fn clock(sheet: &mut Sheet, seal: &VerifiedSeal, zone: Zone) -> String {
    let evidence = &seal.record.body.signed;
    let since = sheet.said("clock-since", &[("seconds", &seconds(evidence.monotonic_ms)), ("boot", &evidence.boot)]);
    let mut said = vec![zone.second(evidence.wall_at), since];
    match evidence.server_offset_ms {
        Some(offset) => said.push(sheet.said("clock-server", &[("offset", &offset.to_string())])),
        None => said.push(sheet.word("clock-server-silent").to_owned()),
    }
    if let Some(heard) = evidence.server_heard_monotonic_ms {
        said.push(sheet.said("clock-heard", &[("seconds", &seconds(heard))]));
    }
    said.join("; ")
}

fn seconds(ms: u64) -> String {
    format!("{}.{:03}", ms / 1000, ms % 1000)
}

/// `digits` in groups of four, to be read aloud.
pub(super) fn grouped(digits: &str) -> String {
    let digits: Vec<char> = digits.chars().collect();
    digits.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}

/// The ids a paper names besides those of its seal.
struct Ids {
    visit: String,
    call_out: String,
    technician: String,
    crew: String,
    paper: &'static str,
    version: u32,
}

fn ids(paper: &Paper) -> Ids {
    match paper {
        Paper::Visit(voucher) => Ids {
            visit: String::new(),
            call_out: voucher.call_out.id.to_string(),
            technician: voucher.technician.id.to_string(),
            crew: crew(&voucher.details),
            paper: "voucher",
            version: voucher.version,
        },
        Paper::Goods(voucher) => Ids {
            visit: voucher.visit.map(|visit| visit.to_string()).unwrap_or_default(),
            call_out: String::new(),
            technician: voucher.technician.id.to_string(),
            crew: String::new(),
            paper: "goods",
            version: voucher.version,
        },
    }
}

fn crew(details: &VoucherDetails) -> String {
    details.crew.iter().map(|member| member.id.to_string()).collect::<Vec<_>>().join("\n")
}
