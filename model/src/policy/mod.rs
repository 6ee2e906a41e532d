//! What companies decide differently, as data (P-01…P-24): one table per row, each value with its rule and unit.
//!
//! Words: a *row* is one table, such as `response` (P-02); a *preset* is what one kind of company does, read from a file by the
//! server; the *effective* policy is presets with an organisation's own values on top. What the sources leave open stays open:
//! [`Policy::unset`] names it, and nothing is made up. What cannot be is named by [`Policy::check`].
//!
//! A policy is judged by nobody twice: a visit takes its terms from it when it is opened and is judged by those.
//!
//! Left out: reading files and presets (the server's), deciding (`crate::rules`).

mod amount;
mod approval;
mod calendar;
mod charges;
mod complaints;
mod faults;
mod findings;
mod follow_up;
mod intake;
mod papers;
mod parts;
mod promises;
mod response;
mod unit;
mod warranty;

use serde::{Deserialize, Serialize};

pub use amount::{Days, Hours};
pub use approval::{Approval, ApprovalStep};
pub use calendar::{Calendar, NeverOpen, Office, Opening, TimeOfDay, local_date};
pub use charges::{Bearer, Charge, Charges, Collection};
pub use complaints::{Booking, ComplaintDeadlines, ComplaintNumber, ComplaintPapers, ComplaintStage, CopyWay, ReturnDifference};
pub use faults::{Affected, FaultClasses, NamedClass, Threshold};
pub use findings::{Impossible, UnsetValue};
pub use follow_up::{Every, Grade, GradeScale, Grades, Occasion, ReturnVisitRule, ReturnVisits, SurveyTrigger, Surveys};
pub use intake::{Dispatch, Intake, IntakeField, StandIn, StandInWay};
pub use papers::{CutOffs, Filing, Retention};
pub use parts::{ClearingProof, OldPartSale, PartClearing};
pub use promises::{CompletionPromise, MissedPromise, MissedPromiseDuty, TakeAwayCheck};
pub use response::{Area, Component, Count, CountFrom, Exception, Limit, LimitBy, Response, ResponseClass, Ring};
pub use unit::{Unit, UnknownUnit};
pub use warranty::{ExchangeWindows, ProductUse, Warranty, WarrantyTerm};

use findings::{Faults, Open, Row};

/// China, all year: eight hours east of UTC, in **minutes**.
const DEFAULT_TIME_ZONE: i64 = 480;

/// The policy row of the rule book and the table that holds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RowName {
    /// Its number, such as `P-02`.
    pub policy: &'static str,
    /// Its table, such as `response`.
    pub table: &'static str,
}

macro_rules! rows {
    ($($(#[$doc:meta])* $policy:literal $table:ident: $row:ty;)*) => {
        /// Everything an organisation decides. A row that is absent was not chosen: its rules do not apply.
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(default, deny_unknown_fields)]
        pub struct Policy {
            /// The organisation's time zone: **minutes** east of UTC, the same all year.
            pub time_zone: i64,
            /// A second repair of the same fault on the same product within so many **days** is a repeat repair. No source
            /// gives it.
            pub repeat_repair_days: Option<i64>,
            /// When the office is open; needed where office hours count.
            pub office: Option<Office>,
            $($(#[$doc])* #[serde(skip_serializing_if = "Option::is_none")] pub $table: Option<$row>,)*
        }

        impl Default for Policy {
            fn default() -> Self {
                Self { time_zone: DEFAULT_TIME_ZONE, repeat_repair_days: None, office: None, $($table: None,)* }
            }
        }

        /// Every row there is, by number.
        pub const ROWS: &[RowName] = &[$(RowName { policy: $policy, table: stringify!($table) },)*];

        impl Policy {
            fn rows(&self) -> impl Iterator<Item = (RowName, Option<&dyn Row>)> {
                let rows: [Option<&dyn Row>; ROWS.len()] = [$(self.$table.as_ref().map(|row| row as &dyn Row),)*];
                ROWS.iter().copied().zip(rows)
            }
        }
    };
}

rows! {
    /// Fields needed at intake.
    "P-01" intake: Intake;
    /// Response and repair time.
    "P-02" response: Response;
    /// Who dispatches.
    "P-03" dispatch: Dispatch;
    /// Where the signed sheet is filed.
    "P-04" filing: Filing;
    /// What a service type charges.
    "P-05" charges: Charges;
    /// Small-fee limit and invoice.
    "P-06" collection: Collection;
    /// A promised date will be missed.
    "P-07" missed_promise: MissedPromise;
    /// Complaint deadlines.
    "P-08" complaint_deadlines: ComplaintDeadlines;
    /// Approval by amount.
    "P-09" approval: Approval;
    /// Complaint numbering and copies.
    "P-10" complaint_papers: ComplaintPapers;
    /// Returned quantity differs from approved.
    "P-11" return_difference: ReturnDifference;
    /// Return visits.
    "P-12" return_visits: ReturnVisits;
    /// Survey trigger.
    "P-13" surveys: Surveys;
    /// Grade scale.
    "P-14" grades: Grades;
    /// Exchange windows.
    "P-15" exchange_windows: ExchangeWindows;
    /// Warranty terms.
    "P-16" warranty: Warranty;
    /// Fault classes.
    "P-17" fault_classes: FaultClasses;
    /// What clears a part.
    "P-18" part_clearing: PartClearing;
    /// Disposal price and approval.
    "P-19" old_part_sale: OldPartSale;
    /// Retention.
    "P-20" retention: Retention;
    /// Cut-offs.
    "P-21" cut_offs: CutOffs;
    /// May the technician name a completion date.
    "P-22" completion_promise: CompletionPromise;
    /// Who passes a take-away repair.
    "P-23" take_away_check: TakeAwayCheck;
    /// Who stands in when nobody is free.
    "P-24" stand_in: StandIn;
}

impl Policy {
    /// What is open: rows that were not chosen, and values that a chosen row leaves open. Rules that need them do not apply.
    #[must_use]
    pub fn unset(&self) -> Vec<UnsetValue> {
        let mut found = Vec::new();
        if self.repeat_repair_days.is_none() {
            let why = "no source gives the window in which a second repair of the same fault is a repeat";
            found.push(UnsetValue { policy: "R-049", key: "repeat_repair_days".into(), why: why.into() });
        }
        let counts_office_hours = self.response.as_ref().is_some_and(Response::needs_office_hours);
        if self.office.is_none() && counts_office_hours {
            let why = "targets count office hours, and no office hours are set; until then there are no such targets";
            found.push(UnsetValue { policy: "P-02", key: "office".into(), why: why.into() });
        }
        for (name, row) in self.rows() {
            match row {
                Some(row) => {
                    let mut open = Open { policy: name.policy, table: name.table, found: Vec::new() };
                    row.unset(&mut open);
                    found.append(&mut open.found);
                }
                None => {
                    let why = "no preset was chosen for this row and no value is set; its rules do not apply";
                    found.push(UnsetValue { policy: name.policy, key: name.table.into(), why: why.into() });
                }
            }
        }
        found
    }

    /// Values that cannot be. A policy with any of them must not come into force.
    #[must_use]
    pub fn check(&self) -> Vec<Impossible> {
        let mut found = Vec::new();
        if !(-720..=840).contains(&self.time_zone) {
            let reason = format!("{} minutes is no offset from UTC: they go from -720 to 840", self.time_zone);
            found.push(Impossible { key: "time_zone".into(), reason });
        }
        if let Some(days) = self.repeat_repair_days.filter(|days| !(1..=3660).contains(days)) {
            found.push(Impossible { key: "repeat_repair_days".into(), reason: format!("{days} is not between 1 and 3660") });
        }
        found.extend(self.office.as_ref().map(Office::impossible).unwrap_or_default());
        for (name, row) in self.rows() {
            let mut faults = Faults { table: name.table, found: Vec::new() };
            if let Some(row) = row {
                row.check(&mut faults);
            }
            found.append(&mut faults.found);
        }
        found
    }

    /// The office's calendar, if office hours are set.
    #[must_use]
    pub fn calendar(&self) -> Option<Calendar> {
        self.office.as_ref().map(|office| Calendar::new(office, self.time_zone))
    }
}
