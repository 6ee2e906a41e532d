//! Confirm the daily report as it was shown (F-06). The report covers what this device knows then; what comes later corrects the day
//!

use model::documents::day::records::DayEventKind;
use model::documents::day::write;
use model::id::{DocumentId, EventId};
use model::rules::Refusal;

use super::report::{digest, report_of};
use super::{Days, Intent, day_in, own_day};
use crate::actions::{ActionError, Step};

impl Days {
    /// Confirms the report that was `shown`, named by its digest, with what was handed in on the day; answers the confirmation's id. A report that was confirmed before is replaced.
    ///
    /// # Errors
    /// [`ActionError`], among them [`Refusal::ReportChanged`]: read the report again. Nothing was changed.
    pub fn confirm(&self, id: DocumentId, shown: &str) -> Result<EventId, ActionError> {
        self.core.carry_out(|hand| {
            let event = hand.new_id(EventId::from_parts)?;
            let tx = hand.tx;
            hand.write(id, |scene| {
                let day = own_day(scene)?;
                let (report, _) = report_of(tx, day, self.core.chance.as_ref())?;
                if digest(&report, day)? != shown {
                    return Err(Refusal::ReportChanged.into());
                }
                let replaces = day_in(scene.assessed)?.confirmation.as_ref().map(|counting| counting.id);
                let visits = report.visits.clone();
                let handed_in = day_in(scene.assessed)?.day.handed_in();
                let kind = DayEventKind::ReportConfirmed { works: report.works, visits: report.visits, handed_in, replaces };
                let change = write::append_event(scene.doc, event, kind, scene.stamp)?;
                Ok(Step::new(change, Intent::ConfirmReport { event, visits }, event).closing())
            })
        })
    }
}
