//! The daily report of a technician (F-06): the kind of each job and the time used, internal work beside work on site
//! and the sums by kind.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::Day;
use super::records::ReportLine;
use crate::documents::visit::Visit;
use crate::documents::visit::records::ServiceType;
use crate::id::{DocumentId, EventId, PersonId};
use crate::time::Timestamp;

/// The lines of a daily report.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Report {
    /// Work that belongs to no visit, by the event that noted it; struck work is left out.
    pub works: BTreeMap<EventId, ReportLine>,
    /// Time on site, by visit.
    pub visits: BTreeMap<DocumentId, ReportLine>,
}

/// Time used by kind of work, in **minutes**.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Totals {
    /// The customer pays.
    pub a_minutes: u32,
    /// As the contract says.
    pub b_minutes: u32,
    /// Free, inside the guarantee.
    pub c_minutes: u32,
    /// Internal or other.
    pub d_minutes: u32,
}

impl Report {
    /// The lines of work that `day` itself holds and that count.
    #[must_use]
    pub fn works_of(day: &Day) -> BTreeMap<EventId, ReportLine> {
        day.works().into_iter().filter(|work| work.struck.is_none()).map(|work| (work.id, work.line())).collect()
    }

    /// The report of `day`, with what the technician did on `visits` within it. Visits without time on that day are left out.
    #[must_use]
    pub fn of<'a>(day: &Day, visits: impl IntoIterator<Item = &'a Visit>) -> Self {
        let on_site = visits.into_iter().filter_map(|visit| {
            let minutes = minutes_on_site(visit, day.person, day.span());
            (minutes > 0).then_some((visit.id, ReportLine { service_type: visit.call_out.service_type, minutes }))
        });
        Self { visits: on_site.collect(), works: Self::works_of(day) }
    }

    /// The sums by kind (F-06).
    #[must_use]
    pub fn totals(&self) -> Totals {
        let mut totals = Totals::default();
        for line in self.works.values().chain(self.visits.values()) {
            let sum = match line.service_type {
                ServiceType::A => &mut totals.a_minutes,
                ServiceType::B => &mut totals.b_minutes,
                ServiceType::C => &mut totals.c_minutes,
                ServiceType::D => &mut totals.d_minutes,
            };
            *sum = sum.saturating_add(line.minutes);
        }
        totals
    }

    /// Names exactly these lines: SHA-256 of their canonical JSON (RFC 8785), 64 hex digits. A confirmation hands it back.
    ///
    /// # Errors
    /// If the lines cannot be written as JSON.
    pub fn digest(&self) -> Result<String, serde_json::Error> {
        Ok(hex::encode(Sha256::digest(serde_json_canonicalizer::to_vec(self)?)))
    }
}

/// How long `person` was on site of `visit` between the two instants, in whole **minutes**: every stretch from coming to leaving, also
/// on several days ([`attendance`](crate::documents::visit::attendance)). A stretch that has no end yet counts nothing.
#[must_use]
pub fn minutes_on_site(visit: &Visit, person: PersonId, (from, to): (Timestamp, Timestamp)) -> u32 {
    let stretches = visit.attendance_of(person);
    let inside = stretches.iter().filter_map(|stretch| Some((stretch.from, stretch.to?)));
    let ms: i64 = inside.map(|(came, left)| (left.min(to).as_ms() - came.max(from).as_ms()).max(0)).sum();
    u32::try_from(ms / 60_000).unwrap_or(u32::MAX)
}
