//! The technician's days: internal work, the daily report, what was handed in (F-06).

use chrono::NaiveDate;
use client_core::days::{self, DayRow, HandBack, MoneyInHand};
use client_core::visits::Delivery;
use model::documents::day::handed_in::{MoneyIn, PartsBack};
use model::documents::day::report::Totals as DayTotals;
use model::documents::day::status::{ReportStanding, Work as DayWork};
use model::documents::records::Struck;
use model::documents::visit::records::ServiceType;
use model::id::{DocumentId, EventId, PersonId};
use model::time::Timestamp;

/// A day in the list.
#[uniffi::remote(Record)]
pub struct DayRow {
    /// The day.
    pub id: DocumentId,
    /// Which day.
    pub date: NaiveDate,
    /// Whether the report is confirmed, and still says what was confirmed.
    pub standing: ReportStanding,
    /// What the day comes to, in **minutes** by kind: internal work as it stands, time on site as last confirmed.
    pub totals: DayTotals,
    /// Where the day is: on this phone, received, complete, parked.
    pub delivery: Delivery,
}

/// A day as its page shows it.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct DaySheet {
    /// The day.
    pub id: DocumentId,
    /// Which day.
    pub date: NaiveDate,
    /// The technician's name.
    pub person_name: String,
    /// Internal work, struck work included.
    pub works: Vec<DayWork>,
    /// Unused parts that were handed back on this day.
    pub parts_back: Vec<PartsBack>,
    /// Money that was handed in on this day.
    pub money_in: Vec<MoneyIn>,
    /// Internal work in the report as it would be confirmed now; struck work is left out.
    pub work_lines: Vec<WorkLine>,
    /// Time on site in the report as it would be confirmed now.
    pub visit_lines: Vec<VisitLine>,
    /// The sums of the report by kind, in **minutes**.
    pub totals: DayTotals,
    /// Names exactly this report: hand it back when confirming.
    pub digest: String,
    /// Whether the report is confirmed, and still says what was confirmed.
    pub standing: ReportStanding,
    /// When it was last confirmed.
    pub confirmed_at: Option<Timestamp>,
    /// Visits that were confirmed with other times than they have now, or that came to it or went: confirm again.
    pub visits_changed: bool,
    /// Visits that cannot be read on this device; their time is missing in the report.
    pub unreadable_visits: Vec<DocumentId>,
    /// Where the day is: on this phone, received, complete, parked.
    pub delivery: Delivery,
}

/// Whether the technician has confirmed the daily report.
#[uniffi::remote(Enum)]
pub enum ReportStanding {
    /// Not confirmed yet.
    Open,
    /// Confirmed, and the day still says what was confirmed.
    Confirmed,
    /// Confirmed, and work was noted or struck that the confirmation does not cover: the day is corrected.
    ChangedSinceConfirmed,
}

/// Time used by kind of work, in **minutes**.
#[uniffi::remote(Record)]
pub struct DayTotals {
    /// The customer pays.
    pub a_minutes: u32,
    /// As the contract says.
    pub b_minutes: u32,
    /// Free, inside the guarantee.
    pub c_minutes: u32,
    /// Internal or other.
    pub d_minutes: u32,
}

/// Work that belongs to no visit.
#[uniffi::remote(Record)]
pub struct DayWork {
    /// The event that noted it.
    pub id: EventId,
    /// Kind of work: A, B, C or D.
    pub service_type: ServiceType,
    /// Time used, in **minutes**.
    pub minutes: u32,
    /// What was done.
    pub text: String,
    /// Who noted it.
    pub by: PersonId,
    /// When it was noted, as well as it can be told.
    pub at: Timestamp,
    /// Set when it was struck as wrong.
    pub struck: Option<Struck>,
}

/// Unused parts that went back to a store.
#[uniffi::remote(Record)]
pub struct PartsBack {
    /// The event.
    pub id: EventId,
    /// Material code; may be empty.
    pub part_number: String,
    /// Name of the part.
    pub name: String,
    /// How many.
    pub quantity: u32,
    /// The piece's own number, if it bears one.
    pub serial: Option<String>,
    /// Which store.
    pub store: String,
    /// When, as well as it can be told.
    pub at: Timestamp,
}

/// Money that was handed in.
#[uniffi::remote(Record)]
pub struct MoneyIn {
    /// The event.
    pub id: EventId,
    /// The visit on which it was taken.
    pub visit: DocumentId,
    /// The collection there.
    pub collection: EventId,
    /// How much, in **fen**.
    pub amount_fen: i64,
    /// Who took it.
    pub to_name: String,
    /// When, as well as it can be told.
    pub at: Timestamp,
}

/// Unused parts as the technician hands them back.
#[uniffi::remote(Record)]
pub struct HandBack {
    /// Material code; may be empty.
    pub part_number: String,
    /// Name of the part.
    pub name: String,
    /// How many.
    pub quantity: u32,
    /// The piece's own number, if it bears one.
    pub serial: Option<String>,
    /// Which store.
    pub store: String,
}

/// Money that this technician took and still has.
#[uniffi::remote(Record)]
pub struct MoneyInHand {
    /// The visit.
    pub visit: DocumentId,
    /// Number of its order.
    pub number: String,
    /// The collection there.
    pub collection: EventId,
    /// How much, in **fen**.
    pub amount_fen: i64,
    /// When it was taken, as well as it can be told.
    pub at: Timestamp,
}

/// Internal work in the daily report.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct WorkLine {
    /// The event that noted it.
    pub work: EventId,
    /// Kind of work: A, B, C or D.
    pub service_type: ServiceType,
    /// Time used, in **minutes**.
    pub minutes: u32,
}

/// A visit in the daily report.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct VisitLine {
    /// The visit.
    pub visit: DocumentId,
    /// Kind of work: A, B, C or D.
    pub service_type: ServiceType,
    /// Time on site, in **minutes**.
    pub minutes: u32,
}

impl From<days::DaySheet> for DaySheet {
    fn from(sheet: days::DaySheet) -> Self {
        let works = sheet.report.works.into_iter();
        let visits = sheet.report.visits.into_iter();
        Self {
            id: sheet.id,
            date: sheet.date,
            person_name: sheet.person_name,
            works: sheet.works,
            parts_back: sheet.parts_back,
            money_in: sheet.money_in,
            work_lines: works.map(|(work, line)| WorkLine { work, service_type: line.service_type, minutes: line.minutes }).collect(),
            visit_lines: visits.map(|(visit, line)| VisitLine { visit, service_type: line.service_type, minutes: line.minutes }).collect(),
            totals: sheet.totals,
            digest: sheet.digest,
            standing: sheet.standing,
            confirmed_at: sheet.confirmed_at,
            visits_changed: sheet.visits_changed,
            unreadable_visits: sheet.unreadable_visits,
            delivery: sheet.delivery,
        }
    }
}
