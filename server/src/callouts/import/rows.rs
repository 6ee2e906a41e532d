//! Lines as entries: every fault of every line, so that a file can be put right in one go.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime};
use model::documents::visit::records::{Asset, Customer, ServiceType, Urgency, Work};
use model::rules::{MAX_TEXT_CHARS, is_blank};
use model::time::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use super::columns::Columns;
use super::table::{Cell, Line};
use crate::callouts::field::Field;

/// A minute, in **milliseconds**.
const MINUTE_MS: i64 = 60_000;
/// A call is entered that came so long after now at most: clocks differ. In **milliseconds**.
const AHEAD_MS: i64 = 10 * MINUTE_MS;
/// Calls from before 2000 are mistakes. In **milliseconds** since 1970.
const EARLIEST_MS: i64 = 946_684_800_000;

/// What is wrong with a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// It is empty and must not be (R-001, P-01).
    Missing,
    /// It is longer than is taken.
    TooLong,
    /// It holds characters that cannot be shown.
    Unprintable,
    /// It is none of the words that are known.
    UnknownWord,
    /// It is no date or time.
    NoTime,
    /// It is later than now, or before the year 2000.
    TimeOutOfRange,
    /// A formula in it came to an error.
    BrokenFormula,
    /// Something stands behind the last column of the header.
    OutsideColumns,
}

/// A fault of one line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct RowFault {
    /// The line's number in the file, from 1.
    pub line: u32,
    /// The column; absent if it is none of the header's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<Field>,
    /// What is wrong.
    pub reason: Reason,
}

/// A line that can be entered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GoodRow {
    /// Its number in the file, from 1.
    pub line: u32,
    /// When the customer called; `None` if the file does not say.
    pub received_at: Option<Timestamp>,
    /// What is wrong.
    pub fault: String,
    /// Who pays.
    pub service_type: ServiceType,
    /// What somebody is to come for.
    pub work: Work,
    /// How soon.
    pub urgency: Urgency,
    /// The customer.
    pub customer: Customer,
    /// The product.
    pub asset: Asset,
}

/// What a line is read with.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reading<'a> {
    pub(super) columns: &'a Columns,
    pub(super) needed: &'a [Field],
    pub(super) now: Timestamp,
    /// **Minutes** east of UTC.
    pub(super) time_zone: i64,
}

impl Reading<'_> {
    /// The line as an entry, or everything that is wrong with it.
    pub(super) fn row(&self, line: &Line) -> Result<GoodRow, Vec<RowFault>> {
        let mut faults = Vec::new();
        if line.cells.iter().skip(self.columns.len()).any(|cell| !cell.is_empty()) {
            faults.push(RowFault { line: line.number, column: None, reason: Reason::OutsideColumns });
        }
        let text = |field| self.text(line, field);
        let (fault, name, address) = (text(Field::Fault), text(Field::CustomerName), text(Field::Address));
        let (phone, contact, product) = (text(Field::Phone), text(Field::Contact), text(Field::Product));
        let (model, serial, plate) = (text(Field::Model), text(Field::Serial), text(Field::Plate));
        let service_type = text(Field::ServiceType).and_then(|word| service_type(&word).ok_or(Reason::UnknownWord));
        let work = text(Field::Work).and_then(|word| work(&word).ok_or(Reason::UnknownWord));
        let urgency = text(Field::Urgency).and_then(|word| urgency(&word).ok_or(Reason::UnknownWord));
        let received_at = text(Field::ReceivedAt).and_then(|text| self.instant(&text));
        let mut kept = |column, reason| faults.push(RowFault { line: line.number, column: Some(column), reason });
        macro_rules! take {
            ($value:ident, $field:expr) => {
                $value.map_err(|reason| kept($field, reason)).ok()
            };
        }
        let row = (|| {
            let received_at = take!(received_at, Field::ReceivedAt);
            let fault = take!(fault, Field::Fault);
            let service_type = take!(service_type, Field::ServiceType);
            let work = take!(work, Field::Work);
            let urgency = take!(urgency, Field::Urgency);
            let name = take!(name, Field::CustomerName);
            let address = take!(address, Field::Address);
            let phone = take!(phone, Field::Phone);
            let contact = take!(contact, Field::Contact);
            let product = take!(product, Field::Product);
            let model = take!(model, Field::Model);
            let serial = take!(serial, Field::Serial);
            let plate = take!(plate, Field::Plate);
            Some(GoodRow {
                line: line.number,
                received_at: received_at?,
                fault: fault?,
                service_type: service_type?,
                work: work?,
                urgency: urgency?,
                customer: Customer { name: name?, address: address?, phone: phone?, contact: contact? },
                asset: Asset {
                    product: product?,
                    model: model?,
                    serial: serial?,
                    plate: plate.map(|plate| Some(plate).filter(|plate| !plate.is_empty()))?,
                },
            })
        })();
        row.filter(|_| faults.is_empty()).ok_or(faults)
    }

    /// What stands in the cell, without spaces around it; only a fault has several lines.
    fn text(&self, line: &Line, field: Field) -> Result<String, Reason> {
        let text = match self.columns.cell(line, field) {
            Some(Cell::Broken) => return Err(Reason::BrokenFormula),
            Some(Cell::Text(text)) => text.as_str(),
            None => "",
        };
        let unprintable = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t');
        if text.contains(unprintable) {
            return Err(Reason::Unprintable);
        }
        let text = match field {
            Field::Fault => text.trim().replace("\r\n", "\n"),
            _ => text.split_whitespace().collect::<Vec<_>>().join(" "),
        };
        if is_blank(&text) {
            return if self.needed.contains(&field) { Err(Reason::Missing) } else { Ok(String::new()) };
        }
        if text.chars().count() > MAX_TEXT_CHARS { Err(Reason::TooLong) } else { Ok(text) }
    }

    fn instant(&self, text: &str) -> Result<Option<Timestamp>, Reason> {
        if text.is_empty() {
            return Ok(None);
        }
        let ms = instant_ms(text, self.time_zone).ok_or(Reason::NoTime)?;
        if ms < EARLIEST_MS || ms > self.now.plus_ms(AHEAD_MS).as_ms() {
            return Err(Reason::TimeOutOfRange);
        }
        Ok(Some(Timestamp::from_ms(ms.min(self.now.as_ms()))))
    }
}

/// A time with its zone, or one of the organisation's zone; a day alone is its beginning.
fn instant_ms(text: &str, time_zone: i64) -> Option<i64> {
    if let Ok(at) = DateTime::parse_from_rfc3339(text) {
        return Some(at.timestamp_millis());
    }
    let text = text.replace(['/', '.', '年', '月'], "-").replace('日', "").replace('T', " ");
    let formats = ["%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M"];
    let local = formats.iter().find_map(|format| NaiveDateTime::parse_from_str(&text, format).ok());
    let day = || NaiveDate::parse_from_str(&text, "%Y-%m-%d").ok().map(|day| day.and_time(NaiveTime::MIN));
    let local = local.or_else(day)?;
    local.and_utc().timestamp_millis().checked_sub(time_zone * MINUTE_MS)
}

fn service_type(word: &str) -> Option<ServiceType> {
    Some(match word.to_ascii_uppercase().as_str() {
        "A" | "PAID" | "收费" | "付费" | "有偿" => ServiceType::A,
        "B" | "CONTRACT" | "合同" => ServiceType::B,
        "C" | "FREE" | "WARRANTY" | "免费" | "保修" | "保修期内" => ServiceType::C,
        "D" | "INTERNAL" | "OTHER" | "内部" | "其他" => ServiceType::D,
        _ => return None,
    })
}

/// Nothing means a repair.
fn work(word: &str) -> Option<Work> {
    Some(match word.to_ascii_lowercase().as_str() {
        "" | "repair" | "维修" | "修理" => Work::Repair,
        "installation" | "安装" => Work::Installation,
        "inspection" | "maintenance" | "保养" | "巡检" | "检查" => Work::Inspection,
        "return_visit" | "return visit" | "回访" => Work::ReturnVisit,
        "internal" | "内部" => Work::Internal,
        _ => return None,
    })
}

/// Nothing means in its turn.
fn urgency(word: &str) -> Option<Urgency> {
    Some(match word.to_ascii_lowercase().as_str() {
        "" | "general" | "normal" | "一般" | "普通" => Urgency::General,
        "urgent" | "紧急" | "急" => Urgency::Urgent,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_people_and_programs_write_them() {
        // 2026-11-22 09:30 in China is 01:30 UTC.
        let at = 1_795_311_000_000;
        for text in ["2026-11-22 09:30", "2026/11/22 9:30", "2026-11-22T09:30:00", "2026年11月22日 09:30", "2026-11-22T01:30:00Z"] {
            assert_eq!(instant_ms(text, 480), Some(at), "{text}");
        }
        assert_eq!(instant_ms("2026-11-22", 480), Some(at - 570 * MINUTE_MS));
        for text in ["", "22.11.2026", "tomorrow", "2026-02-30", "2026-11-22 25:00", "45000"] {
            assert_eq!(instant_ms(text, 480), None, "{text}");
        }
    }
}
