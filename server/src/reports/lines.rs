//! What reports need of one document, flat: the one place where it is made, live and at a rebuild. Everything here is said by the document
//! alone; what depends on the day or on the policy is found out when a report is asked for.

use chrono::NaiveDate;
use model::documents::complaint::assessment::Assessment as ComplaintAssessment;
use model::documents::complaint::records::{CauseClass, ComplaintEventKind};
use model::documents::day::assessment::Assessment as DayAssessment;
use model::documents::kind::Assessed;
use model::documents::old_part::assessment::Assessment as OldPartAssessment;
use model::documents::visit::Visit;
use model::documents::visit::assessment::Assessment as VisitAssessment;
use model::documents::visit::records::{EventKind, Grades};
use model::documents::visit::status::WorkStatus;
use model::documents::visit::timeliness::VisitTarget;
use model::id::{DocumentId, PersonId};
use model::rules::deciding_grade;
use model::rules::kept::Kept;
use model::rules::sla::Promise;
use model::time::Timestamp;
use serde::Serialize;

/// What reports keep of a document.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum ReportLines {
    /// Of a visit, and the parts that were used on it.
    Visit(Box<VisitLine>, Vec<PartUse>),
    /// Of a technician's day, and the lines of its report.
    Day(DayLine, Vec<WorkLine>),
    /// Of an old part.
    OldPart(Box<OldPartLine>),
    /// Of a complaint.
    Complaint(Box<ComplaintLine>),
    /// Nothing: no report asks for documents of this kind.
    Nothing,
}

/// A visit.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct VisitLine {
    pub(crate) number: String,
    pub(crate) customer: String,
    pub(crate) product: String,
    pub(crate) model: String,
    pub(crate) serial: String,
    pub(crate) fault: String,
    pub(crate) work: String,
    pub(crate) service_type: String,
    /// Empty where nobody set one.
    pub(crate) class: String,
    pub(crate) technician: Option<PersonId>,
    pub(crate) called_at: Timestamp,
    pub(crate) finished_at: Option<Timestamp>,
    pub(crate) arrive: Option<TargetLine>,
    pub(crate) fix: Option<TargetLine>,
    pub(crate) excepted: bool,
    pub(crate) answer: Option<AnswerLine>,
    /// Number of the earlier repair.
    pub(crate) repeats: Option<String>,
}

/// A target and what came of it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct TargetLine {
    pub(crate) due_at: Timestamp,
    /// `met`, `missed`, `pending` or `unproven`.
    pub(crate) kept: &'static str,
    /// Negative for early; absent while nothing happened.
    pub(crate) late_ms: Option<i64>,
}

/// A customer's answer.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct AnswerLine {
    pub(crate) at: Timestamp,
    pub(crate) scale: String,
    pub(crate) grade: Option<u32>,
    pub(crate) grades: Grades,
}

/// A part that was used.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct PartUse {
    pub(crate) line: [u8; 16],
    pub(crate) used_at: Timestamp,
    pub(crate) technician: PersonId,
    pub(crate) part_number: String,
    pub(crate) name: String,
    pub(crate) quantity: u32,
    pub(crate) model: String,
    pub(crate) reason: String,
}

/// A technician's day.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct DayLine {
    pub(crate) day: NaiveDate,
    pub(crate) technician: PersonId,
    pub(crate) standing: String,
    pub(crate) closed: bool,
    pub(crate) corrected: bool,
}

/// A line of a daily report (F-06).
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct WorkLine {
    pub(crate) line: [u8; 16],
    pub(crate) service_type: String,
    pub(crate) minutes: u32,
    pub(crate) visit: Option<DocumentId>,
    pub(crate) text: String,
}

/// An old part.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct OldPartLine {
    pub(crate) visit: DocumentId,
    pub(crate) order_number: String,
    pub(crate) equipment_number: String,
    pub(crate) part_number: String,
    pub(crate) name: String,
    pub(crate) quantity: u32,
    pub(crate) unit_price_fen: Option<i64>,
    pub(crate) technician: PersonId,
    pub(crate) region: String,
    pub(crate) reason: String,
    pub(crate) disposition: String,
    pub(crate) progress: String,
    pub(crate) completed_on: NaiveDate,
    pub(crate) required_on: Option<NaiveDate>,
    pub(crate) promised_on: Option<NaiveDate>,
    pub(crate) excused: bool,
    pub(crate) handed_over_on: Option<NaiveDate>,
    pub(crate) shipped_on: Option<NaiveDate>,
    pub(crate) judge_by: Option<NaiveDate>,
    pub(crate) judged_on: Option<NaiveDate>,
}

/// A complaint.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ComplaintLine {
    pub(crate) visit: Option<DocumentId>,
    pub(crate) label: String,
    pub(crate) customer: String,
    pub(crate) product: String,
    pub(crate) words: String,
    pub(crate) received_at: Timestamp,
    pub(crate) stage: String,
    /// `undecided`, `not_valid`, `service`, `product` or `unclassified`.
    pub(crate) finding: &'static str,
}

impl ReportLines {
    /// What reports keep of a document that was `assessed`.
    pub(crate) fn of(assessed: &Assessed) -> Self {
        match assessed {
            Assessed::Visit(assessment) => Self::Visit(Box::new(VisitLine::of(assessment)), PartUse::all(assessment)),
            Assessed::Day(assessment) => Self::Day(DayLine::of(assessment), WorkLine::all(assessment)),
            Assessed::OldPart(assessment) => Self::OldPart(Box::new(OldPartLine::of(assessment))),
            Assessed::Complaint(assessment) => Self::Complaint(Box::new(ComplaintLine::of(assessment))),
            Assessed::Repair(_) => Self::Nothing,
        }
    }
}

impl VisitLine {
    fn of(assessment: &VisitAssessment) -> Self {
        let visit = &assessment.visit;
        let targets = visit.targets();
        let repeats = visit.facts().find_map(|event| match &event.record.kind {
            EventKind::RepeatNoted { earlier } => Some(earlier.clone()),
            _ => None,
        });
        let finished = assessment.status == WorkStatus::Finished;
        Self {
            number: visit.order().number,
            customer: visit.customer.name.clone(),
            product: visit.asset.product.clone(),
            model: visit.asset.model.clone(),
            serial: visit.asset.serial.clone(),
            fault: visit.call_out.fault.clone(),
            work: word(&visit.call_out.work),
            service_type: word(&visit.service_type()),
            class: visit.fault_class().map(|class| word(&class)).unwrap_or_default(),
            technician: visit.assignment().map(|assignment| assignment.technician),
            called_at: visit.call_out.received_at,
            finished_at: visit.finishes().last().filter(|_| finished).map(|event| event.record.clock.best_guess()),
            arrive: TargetLine::of(visit, &targets, Promise::Arrive),
            fix: TargetLine::of(visit, &targets, Promise::Fix),
            excepted: targets.iter().any(|target| !target.exceptions.is_empty()),
            answer: AnswerLine::of(visit),
            repeats,
        }
    }
}

impl TargetLine {
    /// What came of `promise`; nothing is owed by a visit that was cancelled before it happened.
    fn of(visit: &Visit, targets: &[VisitTarget], promise: Promise) -> Option<Self> {
        let target = targets.iter().find(|target| target.promise == promise)?;
        let (kept, late_ms) = match target.kept {
            Kept::Met { early_ms } => ("met", Some(-early_ms)),
            Kept::Missed { late_ms } => ("missed", Some(late_ms)),
            Kept::Unproven { late_ms, .. } => ("unproven", Some(late_ms)),
            Kept::Pending if visit.is_cancelled() => return None,
            Kept::Pending => ("pending", None),
        };
        Some(Self { due_at: target.due_at, kept, late_ms })
    }
}

impl AnswerLine {
    fn of(visit: &Visit) -> Option<Self> {
        let (scale, answer) = (visit.survey_scale()?, visit.survey()?);
        let at = visit.event(answer.event)?.record.clock.best_guess();
        let code = visit.terms.as_ref()?.sign_off.survey_scale.clone();
        Some(Self { at, scale: code, grade: deciding_grade(scale, answer.grades), grades: answer.grades.clone() })
    }
}

impl PartUse {
    /// The parts that stock follows, by line.
    fn all(assessment: &VisitAssessment) -> Vec<Self> {
        let model = &assessment.visit.asset.model;
        let mut parts: Vec<Self> = assessment
            .parts_to_book()
            .iter()
            .map(|part| Self {
                line: *part.id.as_bytes(),
                used_at: part.record.at,
                technician: part.record.by,
                part_number: part.record.swap.part_number.clone(),
                name: part.record.swap.name.clone(),
                quantity: part.record.swap.quantity,
                model: model.clone(),
                reason: part.record.swap.reason.clone(),
            })
            .collect();
        parts.sort_by_key(|part| part.line);
        parts
    }
}

impl DayLine {
    fn of(assessment: &DayAssessment) -> Self {
        Self {
            day: assessment.day.date,
            technician: assessment.day.person,
            standing: word(&assessment.standing),
            closed: assessment.closed_at.is_some(),
            corrected: assessment.corrected_since_closed,
        }
    }
}

impl WorkLine {
    /// The lines that the sums of the day are made of: internal work as it stands, time on site as last confirmed.
    fn all(assessment: &DayAssessment) -> Vec<Self> {
        let works = assessment.works.iter().filter(|work| work.struck.is_none()).map(|work| Self {
            line: *work.id.as_bytes(),
            service_type: word(&work.service_type),
            minutes: work.minutes,
            visit: None,
            text: work.text.clone(),
        });
        let visits = assessment.confirmed_visits().into_iter().map(|(visit, line)| Self {
            line: *visit.as_bytes(),
            service_type: word(&line.service_type),
            minutes: line.minutes,
            visit: Some(visit),
            text: String::new(),
        });
        let mut lines: Vec<Self> = works.chain(visits).collect();
        lines.sort_by_key(|line| line.line);
        lines.dedup_by_key(|line| line.line);
        lines
    }
}

impl OldPartLine {
    fn of(assessment: &OldPartAssessment) -> Self {
        let part = &assessment.old_part;
        let removed = &part.opened.kind;
        let promise = part.promise();
        Self {
            visit: removed.visit,
            order_number: removed.order_number.clone(),
            equipment_number: removed.equipment_number.clone(),
            part_number: removed.part_number.clone(),
            name: removed.name.clone(),
            quantity: removed.quantity,
            unit_price_fen: removed.unit_price_fen,
            technician: part.opened.by,
            region: removed.region.clone(),
            reason: removed.reason.clone(),
            disposition: word(&assessment.disposition),
            progress: word(&assessment.progress),
            completed_on: part.completed_on(),
            required_on: part.required_on(),
            promised_on: promise.map(|promise| promise.promised_on),
            excused: promise.is_some_and(|promise| promise.is_excused),
            handed_over_on: part.handed_over_on(),
            shipped_on: part.shipped_on(),
            judge_by: part.judge_by(),
            judged_on: part.judged_on(),
        }
    }
}

impl ComplaintLine {
    fn of(assessment: &ComplaintAssessment) -> Self {
        let complaint = &assessment.complaint;
        let received = &complaint.opened.kind;
        let valid = complaint.decisions().first().and_then(|decision| match decision.record.kind {
            ComplaintEventKind::Decided { valid, .. } => Some(valid),
            _ => None,
        });
        Self {
            visit: received.visit,
            label: assessment.label.clone(),
            customer: received.customer.name.clone(),
            product: format!("{} {}", received.product.product, received.product.model).trim().to_owned(),
            words: received.words.clone(),
            received_at: complaint.opened.clock.best_guess(),
            stage: word(&assessment.stage),
            finding: match (valid, complaint.classes().first()) {
                (None, _) => "undecided",
                (Some(false), _) => "not_valid",
                (Some(true), Some(CauseClass::Quality)) => "product",
                (Some(true), Some(CauseClass::NonQuality)) => "service",
                (Some(true), None) => "unclassified",
            },
        }
    }
}

/// The stable word of a value that is written as one.
fn word(value: &impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}
