//! What vouchers of version 2 say besides those of version 1. Everything here is optional and left out where there is nothing to say.

use serde::{Deserialize, Serialize};

use super::voucher::VoucherTechnician;
use crate::documents::visit::Visit;
use crate::documents::visit::charges::Charge;
use crate::documents::visit::records::{ChargeKind, EventKind, Grades, ServiceType, SiteLine};
use crate::id::{EventId, PersonId, SignOffId};
use crate::time::Timestamp;

/// What vouchers of version 2 say besides. Names and meaning are a promise for decades.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct VoucherDetails {
    /// Who else was there (O-03).
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub crew: Vec<VoucherTechnician>,
    /// Who was in charge, if there were several.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub lead: Option<VoucherTechnician>,
    /// The site record.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub site: Vec<VoucherSiteLine>,
    /// Who pays, if that was decided on site.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub service_type: Option<ServiceType>,
    /// Charges in force.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub charges: Vec<VoucherCharge>,
    /// Their sum, in **fen**; absent without charges.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub charges_fen: Option<i64>,
    /// What was paid on the spot, in **fen** (R-107); absent if nothing was.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub collected_fen: Option<i64>,
    /// The completion date that was named.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub promised_for: Option<Timestamp>,
    /// The customer's grades.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub survey: Option<VoucherSurvey>,
    /// What a return visit found.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub return_visit: Option<VoucherReturnVisit>,
    /// Which revision of the paper this is; absent for the first.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub revision: Option<u32>,
    /// What opened it for correction, from the second revision on (O-05).
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub amendments: Vec<VoucherAmendment>,
    /// The organisation's time zone in **minutes** ahead of UTC: how times stand on paper. Absent: in UTC.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub utc_offset_minutes: Option<i32>,
}

/// A line of the site record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VoucherSiteLine {
    /// Which line.
    pub line: SiteLine,
    /// What it says.
    pub value: String,
}

/// A charge.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VoucherCharge {
    /// For what.
    pub what: ChargeKind,
    /// In words.
    pub text: String,
    /// How much, in **fen**.
    pub amount_fen: i64,
}

/// The customer's grades.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VoucherSurvey {
    /// Stable code of the scale (P-14); may be empty.
    pub scale: String,
    /// Grade per question.
    pub grades: Grades,
    /// Why not the full score; may be empty.
    pub reasons: String,
    /// A suggestion; may be empty.
    pub suggestion: String,
}

/// What a return visit found: the five items of R-209 with the charges compared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VoucherReturnVisit {
    /// Number of the call-out whose repair was looked at.
    pub of: String,
    /// Whether the repair holds.
    pub repair_holds: bool,
    /// State of the repair as seen.
    pub state: String,
    /// Opinion on the repair worker.
    pub opinion: String,
    /// Suggestions; may be empty.
    pub suggestions: String,
    /// What the customer paid, in **fen**.
    pub paid_fen: i64,
    /// What was due, in **fen**.
    pub due_fen: i64,
}

/// What opened a signed paper for correction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VoucherAmendment {
    /// The amendment.
    pub id: EventId,
    /// The sign-off that stays as it is.
    pub of: SignOffId,
    /// Why.
    pub reason: String,
}

impl VoucherDetails {
    /// The details of `visit`, whose voucher names `technician`.
    pub(super) fn of(visit: &Visit, technician: PersonId) -> Self {
        let charges: Vec<VoucherCharge> = visit.charges().map(VoucherCharge::of).collect();
        let crew = crew(visit, technician);
        let collected: i64 = visit.collections().iter().map(|collection| collection.amount_fen).fold(0, i64::saturating_add);
        let amendments: Vec<VoucherAmendment> = visit.open_amendments().into_iter().map(VoucherAmendment::of).collect();
        let revision = visit.next_revision();
        Self {
            lead: if crew.is_empty() { None } else { lead(visit) },
            crew,
            site: visit.site_record().into_iter().map(|entry| VoucherSiteLine { line: entry.line, value: entry.value }).collect(),
            service_type: visit.service_decision().map(|decision| decision.service_type),
            charges_fen: (!charges.is_empty()).then(|| visit.charges_fen()),
            charges,
            collected_fen: (collected != 0).then_some(collected),
            promised_for: visit.promise().map(|promise| promise.promised_for),
            survey: visit.survey().map(|survey| VoucherSurvey {
                scale: visit.terms.as_ref().map(|terms| terms.sign_off.survey_scale.clone()).unwrap_or_default(),
                grades: survey.grades.clone(),
                reasons: survey.reasons.to_owned(),
                suggestion: survey.suggestion.to_owned(),
            }),
            return_visit: visit.return_visit().map(|note| note.paper()),
            revision: (revision > 1).then_some(revision),
            amendments,
            utc_offset_minutes: visit.terms.as_ref().and_then(|terms| terms.utc_offset_minutes),
        }
    }

    /// See [`super::voucher::Voucher::substance`].
    pub(super) fn substance(self) -> Self {
        Self { crew: Vec::new(), lead: None, collected_fen: None, survey: None, revision: None, amendments: Vec::new(), ..self }
    }
}

impl VoucherCharge {
    fn of(charge: Charge<'_>) -> Self {
        Self { what: charge.what, text: charge.description.to_owned(), amount_fen: charge.amount_fen }
    }
}

impl VoucherAmendment {
    fn of(amendment: crate::documents::visit::amendments::Amendment<'_>) -> Self {
        Self { id: amendment.event, of: amendment.of, reason: amendment.reason.to_owned() }
    }
}

/// Whoever came besides `technician`, by id.
fn crew(visit: &Visit, technician: PersonId) -> Vec<VoucherTechnician> {
    let mut people: Vec<PersonId> = visit
        .events
        .iter()
        .filter(|event| event.record.kind == EventKind::Arrived && event.record.by != technician)
        .map(|event| event.record.by)
        .collect();
    people.sort();
    people.dedup();
    people.into_iter().map(|id| VoucherTechnician { id, name: name_of(visit, id) }).collect()
}

/// The person in charge.
fn lead(visit: &Visit) -> Option<VoucherTechnician> {
    visit.lead().map(|id| VoucherTechnician { id, name: name_of(visit, id) })
}

/// The name under which the desk knows a technician of this visit; empty if it knows none.
pub(super) fn name_of(visit: &Visit, person: PersonId) -> String {
    visit.technician_name(person).unwrap_or_default().to_owned()
}
