//! One record: its head with title, number and code, then what the paper says, what stands under it, and the small print.

use model::seal::Paper;
use model::seal::details::VoucherCharge;
use model::seal::verify::VerifiedSeal;
use model::seal::voucher::SignOffKind;
use serde::Serialize;
use sha2::{Digest as _, Sha256};

use super::proof::{grouped, proof};
use super::sheet::{LEFT, Mark, Sheet, Style, WIDTH};
use super::signature::signature;
use super::table::table;
use super::{goods, visit};
use crate::PaperError;
use crate::code::{Code, said};
use crate::instant::Zone;
use crate::words::Words;

/// How large the code is, without the white around it.
const CODE_SIDE: f32 = 82.0;

/// A record among those of one file.
pub(super) struct Placed<'a> {
    pub(super) seal: &'a VerifiedSeal,
    pub(super) bytes: &'a [u8],
    /// From 1.
    pub(super) number: usize,
    pub(super) of: usize,
}

/// Draws one record on pages of its own.
pub(super) fn record(sheet: &mut Sheet, placed: &Placed<'_>) -> Result<(), PaperError> {
    let Placed { seal, bytes, .. } = *placed;
    let paper = &seal.paper;
    let zone = Zone::ahead(offset_minutes(paper));
    let digest = digest_of(bytes);
    let start = grouped(digest.get(..16).unwrap_or_default());
    sheet.begin(Words::of(paper.language()), format!("{} · SHA-256 {start} …", number_of(paper)));
    head(sheet, placed)?;
    match paper {
        Paper::Visit(voucher) => visit::visit(sheet, voucher, zone),
        Paper::Goods(voucher) => goods::goods(sheet, voucher, zone),
    }
    signature(sheet, seal, zone);
    proof(sheet, seal, bytes, &file_name(placed.number), zone);
    Ok(())
}

fn head(sheet: &mut Sheet, placed: &Placed<'_>) -> Result<(), PaperError> {
    let paper = &placed.seal.paper;
    let text = WIDTH - CODE_SIDE - 16.0;
    let said = said(placed.seal, placed.bytes);
    Code::fits(&said)?;
    sheet.put(Mark::Code { at: (LEFT + WIDTH - CODE_SIDE, sheet.y), side: CODE_SIDE, said });
    let end = sheet.y + CODE_SIDE + 6.0;
    let organisation = match paper {
        Paper::Visit(voucher) => &voucher.organisation.name,
        Paper::Goods(voucher) => &voucher.organisation.name,
    };
    sheet.paragraph_in(organisation, Style::STRONG, LEFT, text);
    let title = sheet.word(title(paper.kind()));
    sheet.paragraph_in(title, Style::TITLE, LEFT, text);
    let (key, number) = match paper {
        Paper::Visit(voucher) => ("number", &voucher.call_out.number),
        Paper::Goods(voucher) => ("receipt-number", &voucher.receipt_number),
    };
    let number = format!("{} {number}", sheet.word(key));
    sheet.paragraph_in(&number, Style::BODY, LEFT, text);
    let revision = match paper {
        Paper::Visit(voucher) => voucher.details.revision,
        Paper::Goods(_) => None,
    };
    if let Some(revision) = revision {
        let revision = sheet.said("revision", &[("n", &revision.to_string())]);
        sheet.paragraph_in(&revision, Style::STRONG, LEFT, text);
    }
    if placed.of > 1 {
        let place = sheet.said("sheet-of", &[("n", &placed.number.to_string()), ("m", &placed.of.to_string())]);
        sheet.paragraph_in(&place, Style::LABEL, LEFT, text);
    }
    sheet.y = sheet.y.max(end);
    Ok(())
}

/// How far ahead of UTC times are printed.
fn offset_minutes(paper: &Paper) -> i32 {
    let said = match paper {
        Paper::Visit(voucher) => voucher.details.utc_offset_minutes,
        Paper::Goods(voucher) => voucher.utc_offset_minutes,
    };
    said.unwrap_or_default()
}

/// The word for the title.
pub(super) fn title(kind: SignOffKind) -> &'static str {
    match kind {
        SignOffKind::Acceptance => "title-acceptance",
        SignOffKind::FeeConsent => "title-fee_consent",
        SignOffKind::ReturnVisit => "title-return_visit",
        SignOffKind::TakeAway => "title-take_away",
        SignOffKind::GoodsReturn => "title-goods_return",
        SignOffKind::Refused => "title-refused",
        SignOffKind::Absent => "title-absent",
    }
}

/// By which number people know the paper.
#[must_use]
pub fn number_of(paper: &Paper) -> &str {
    match paper {
        Paper::Visit(voucher) => &voucher.call_out.number,
        Paper::Goods(voucher) if voucher.call_out_number.is_empty() => &voucher.receipt_number,
        Paper::Goods(voucher) => &voucher.call_out_number,
    }
}

/// SHA-256 of the record, 64 hex digits.
pub(crate) fn digest_of(record: &[u8]) -> String {
    hex::encode(Sha256::digest(record))
}

/// Under which name record `number` is attached.
pub(super) fn file_name(number: usize) -> String {
    format!("seal-{number}.json")
}

/// The stable code of `value`, as records spell it.
pub(super) fn code<T: Serialize>(value: T) -> String {
    serde_json::to_value(value).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

/// `fen` as money.
pub(super) fn money(sheet: &mut Sheet, fen: i64) -> String {
    let sign = if fen < 0 { "-" } else { "" };
    let amount = format!("{sign}{}.{:02}", fen.unsigned_abs() / 100, fen.unsigned_abs() % 100);
    sheet.said("money", &[("amount", &amount)])
}

/// The charges with their sum.
pub(super) fn charges(sheet: &mut Sheet, charges: &[VoucherCharge], sum_fen: Option<i64>) {
    if charges.is_empty() && sum_fen.is_none() {
        return;
    }
    sheet.heading("charges");
    let mut rows = Vec::new();
    for charge in charges {
        let what = sheet.meaning("charge_kind", &code(charge.what));
        let amount = money(sheet, charge.amount_fen);
        rows.push(vec![what.into(), charge.text.clone().into(), amount.into()]);
    }
    if let Some(fen) = sum_fen {
        let (word, amount) = (sheet.word("sum").to_owned(), money(sheet, fen));
        rows.push(vec![strong(word), String::new().into(), strong(amount)]);
    }
    table(sheet, &[("charge", 2.0), ("note", 5.0), ("amount", 2.0)], rows);
}

/// A cell that stands out.
pub(super) fn strong(text: String) -> super::table::Cell {
    super::table::Cell { text, strong: true }
}
