//! What the desk records on a visit: an agreed time, a decision on a part, money that came in, an accepted correction, an approved
//! report, a class, a settled value, who pays. Each is one event, under an id that the desk made once and keeps when it sends again, so
//! that a doubled request changes nothing.

use automerge::Automerge;
use model::documents::DocumentError;
use model::documents::kind::Assessed;
use model::documents::stamp::Stamp;
use model::documents::visit::assessment::{Assessment, Signature};
use model::documents::visit::records::{Consent, DataField, EventKind, FaultClass, ServiceType};
use model::documents::visit::status::WorkStatus;
use model::documents::visit::write::{self, Correction, NewClass, WrittenChange};
use model::id::{DocumentId, EventId};
use model::rules::{
    Refusal, can_accept_amendment, check_class, check_consent, check_correction, check_decision, check_line, check_text, is_blank,
};
use model::time::Timestamp;
use serde::Deserialize;
use utoipa::ToSchema;

use super::dispatch::open_still;
use crate::app::App;
use crate::auth::DeskAuth;
use crate::auth::permission::Permission;
use crate::board::view::BoardVisit;
use crate::documents::desk::{Step, Write, act};
use crate::documents::record::{against_a_rule, id_taken, unfit};
use crate::error::ApiError;

/// An action to record.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct NewAction {
    /// The event, made once and kept when it is sent again.
    id: EventId,
    /// What happened: `action` and what belongs to it.
    #[serde(flatten)]
    what: Action,
}

/// What the desk records on a visit.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(tag = "action", rename_all = "snake_case")]
pub(super) enum Action {
    /// The appointment was agreed anew.
    SetAppointment {
        /// The new time.
        agreed_for: Timestamp,
        /// Who agreed.
        consent: Consent,
    },
    /// A leader decided on a part that was asked for. One that is approved may be issued.
    DecideRequest {
        /// The request.
        request: EventId,
        /// Whether the part is issued.
        approved: bool,
        /// Who decided.
        by_name: String,
        /// Why; may be empty if approved.
        #[serde(default)]
        reason: String,
    },
    /// Accounting has the money of a collection.
    ReceiveMoney {
        /// The collection.
        collected: EventId,
    },
    /// A leader accepts a correction that the customer has not signed (R-054, O-05).
    AcceptAmendment {
        /// The amendment.
        opened: EventId,
        /// A remark; may be empty.
        #[serde(default)]
        note: String,
    },
    /// A leader approves the report. Nothing signed changes by it.
    ApproveReport {
        /// A remark; may be empty.
        #[serde(default)]
        note: String,
    },
    /// Sets the class of the fault, or decides between several that were set at once.
    SetClass {
        /// The class.
        class: FaultClass,
        /// Why.
        reason: String,
        /// What is to be done; may be empty unless the fault is major.
        #[serde(default)]
        plan: String,
    },
    /// Decides between several values of one field, or corrects one that the customer confirmed (R-036, O-13).
    SettleData {
        /// Which value.
        field: DataField,
        /// What it says from now on.
        to: String,
        /// Who at the customer's confirmed it.
        confirmed_by: String,
    },
    /// Decides who pays; ends every decision that stands.
    DecideServiceType {
        /// Who pays.
        service_type: ServiceType,
        /// Stable code of what it rests on, such as `warranty/in_term`.
        basis: String,
        /// Why another type than the order says; may be empty if it is the same.
        #[serde(default)]
        reason: String,
    },
    /// The product is a dealer's, who is told of warranty service on it.
    NameDealer {
        /// Which dealer.
        name: String,
    },
    /// The dealer of the product was told of the warranty service.
    InformDealer {
        /// Which dealer and how.
        note: String,
    },
    /// The same fault was repaired before on the same product.
    NoteRepeat {
        /// Number of the earlier call-out.
        earlier: String,
    },
}

/// Records `new` on a visit; answers its row.
pub(super) async fn record(app: &App, desk: &DeskAuth, id: DocumentId, new: NewAction) -> Result<BoardVisit, ApiError> {
    desk.require(new.needs())?;
    let chance = app.clone();
    act(app, desk, id, Assessed::into_visit, move |assessment| {
        let write = new.plan(assessment, &chance)?;
        Ok(write.map(|write| Step { write, scope: Vec::new(), serves: None }))
    })
    .await?;
    app.store.board_visit(desk.organisation, id).await?.ok_or(ApiError::NotFound)
}

impl NewAction {
    /// What somebody must be allowed to do to record it.
    pub(super) fn needs(&self) -> Permission {
        match self.what {
            // What a leader decides.
            Action::DecideRequest { .. } | Action::AcceptAmendment { .. } | Action::ApproveReport { .. } => Permission::DecisionsWrite,
            Action::ReceiveMoney { .. } => Permission::MoneyWrite,
            _ => Permission::DispatchWrite,
        }
    }

    /// What to write on the visit as it stands; `None` if it says so already.
    pub(super) fn plan(self, assessment: &Assessment, chance: &App) -> Result<Option<Write>, ApiError> {
        let Self { id: event, what } = self;
        if let Some(same) = assessment.visit.events.iter().find(|known| known.id == event) {
            let is_same = same.record.device.is_none() && as_told(same.record.kind.clone()) == what.kind();
            return if is_same { Ok(None) } else { Err(id_taken()) };
        }
        Plan { event, assessment, chance }.write(what)
    }
}

impl Action {
    /// The event it comes to, as far as the action alone says it.
    fn kind(&self) -> EventKind {
        match self {
            Self::SetAppointment { agreed_for, consent } => {
                EventKind::AppointmentSet { agreed_for: *agreed_for, consent: consent.clone(), replaces: None }
            }
            Self::DecideRequest { request, approved, by_name, reason } => {
                EventKind::RequestDecided { request: *request, approved: *approved, by_name: by_name.clone(), reason: reason.clone() }
            }
            Self::ReceiveMoney { collected } => EventKind::MoneyReceived { collected: *collected },
            Self::AcceptAmendment { opened, note } => EventKind::AmendmentAccepted { opened: *opened, note: note.clone() },
            Self::ApproveReport { note } => EventKind::ReportApproved { note: note.clone() },
            Self::SetClass { class, reason, plan } => {
                EventKind::ClassSet { class: *class, reason: reason.clone(), plan: plan.clone(), replaces: None }
            }
            Self::SettleData { field, to, confirmed_by } => {
                EventKind::DataCorrected { field: *field, from: String::new(), to: to.clone(), confirmed_by: confirmed_by.clone() }
            }
            Self::DecideServiceType { service_type, basis, reason } => {
                EventKind::ServiceTypeDecided { service_type: *service_type, basis: basis.clone(), reason: reason.clone(), replaces: None }
            }
            Self::NameDealer { name } => EventKind::DealerNamed { name: name.clone() },
            Self::InformDealer { note } => EventKind::DealerInformed { note: note.clone() },
            Self::NoteRepeat { earlier } => EventKind::RepeatNoted { earlier: earlier.clone() },
        }
    }
}

/// An event without what the server adds to what it was told: what it ends, and what was there before.
fn as_told(mut kind: EventKind) -> EventKind {
    match &mut kind {
        EventKind::AppointmentSet { replaces, .. }
        | EventKind::ClassSet { replaces, .. }
        | EventKind::ServiceTypeDecided { replaces, .. } => *replaces = None,
        EventKind::DataCorrected { from, .. } => from.clear(),
        _ => {}
    }
    kind
}

/// How an action is written to the visit as it stands.
struct Plan<'a> {
    event: EventId,
    assessment: &'a Assessment,
    chance: &'a App,
}

impl Plan<'_> {
    /// What to write; `None` if the visit says so already.
    fn write(&self, what: Action) -> Result<Option<Write>, ApiError> {
        let Self { assessment, .. } = self;
        let visit = &assessment.visit;
        let kind = what.kind();
        match what {
            Action::SetAppointment { agreed_for, consent } => {
                open_still(assessment)?;
                check_consent(&consent).map_err(unfit)?;
                let replaces = visit.appointment().and_then(|appointment| appointment.event);
                self.append(EventKind::AppointmentSet { agreed_for, consent, replaces })
            }
            Action::DecideRequest { request, approved, by_name, reason } => {
                check_decision(visit, request, approved, &by_name, &reason).map_err(told)?;
                self.append(kind)
            }
            Action::ReceiveMoney { collected } => {
                let collections = visit.collections();
                let collection = collections.iter().find(|collection| collection.event == collected);
                let collection = collection.ok_or_else(|| ApiError::Conflict("There is no such collection of money.".into()))?;
                if collection.received { Ok(None) } else { self.append(kind) }
            }
            Action::AcceptAmendment { opened, note } => {
                check_text(&note).map_err(unfit)?;
                can_accept_amendment(assessment, opened).map_err(against_a_rule)?;
                self.append(kind)
            }
            Action::ApproveReport { note } => {
                check_text(&note).map_err(unfit)?;
                if assessment.signature == Signature::None && assessment.status != WorkStatus::Finished {
                    return Err(against_a_rule(Refusal::NotFinished));
                }
                self.append(kind)
            }
            Action::SetClass { class, reason, plan } => {
                let entry = NewClass { class, reason, plan };
                check_class(visit, &entry).map_err(told)?;
                self.set_class(entry)
            }
            Action::SettleData { field, to, confirmed_by } => {
                let contested = assessment.conflicts.iter().any(|conflict| conflict.path == field.path());
                if !contested {
                    open_still(assessment)?;
                }
                let correction = Correction { field, from: visit.value_of(field).to_owned(), to, confirmed_by };
                check_correction(visit, &correction, contested).map_err(told)?;
                let event = self.event;
                writes(move |doc, stamp| write::settle(doc, event, &correction, stamp))
            }
            Action::DecideServiceType { service_type, basis, reason } => {
                // A fee that was left open is decided by the office, mostly after the customer has signed.
                if !visit.is_fee_open() {
                    open_still(assessment)?;
                }
                let differs = service_type != visit.call_out.service_type;
                check_line(&basis).and_then(|()| check_line(&reason)).map_err(unfit)?;
                if is_blank(&basis) || (differs && is_blank(&reason)) {
                    return Err(unfit(Refusal::ReasonMissing));
                }
                let replaces = visit.service_decision().map(|decision| decision.event);
                self.append(EventKind::ServiceTypeDecided { service_type, basis, reason, replaces })
            }
            Action::NameDealer { name } => {
                needed("name", &name)?;
                self.append(kind)
            }
            Action::InformDealer { note } => {
                needed("note", &note)?;
                self.append(kind)
            }
            Action::NoteRepeat { earlier } => {
                needed("earlier", &earlier)?;
                self.append(kind)
            }
        }
    }

    fn append(&self, kind: EventKind) -> Result<Option<Write>, ApiError> {
        let event = self.event;
        writes(move |doc, stamp| write::append_event(doc, event, kind, stamp))
    }

    /// One event for every entry that is settled.
    fn set_class(&self, entry: NewClass) -> Result<Option<Write>, ApiError> {
        let history = self.assessment.visit.class_history();
        let settles: Vec<EventId> = history.iter().filter(|earlier| earlier.open).map(|earlier| earlier.event).collect();
        let mut ids = vec![self.event];
        for _ in 1..settles.len() {
            ids.push(EventId::from_parts(self.chance.now(), self.chance.random()?));
        }
        writes(move |doc, stamp| write::set_class(doc, &ids, &settles, &entry, stamp))
    }
}

fn writes<F>(change: F) -> Result<Option<Write>, ApiError>
where
    F: FnOnce(&mut Automerge, &Stamp) -> Result<WrittenChange, DocumentError> + Send + 'static,
{
    Ok(Some(Box::new(move |doc, stamp| Ok(vec![change(doc, stamp)?]))))
}

/// What is missing in the request is invalid; what the visit does not allow is a conflict.
fn told(refusal: Refusal) -> ApiError {
    match refusal {
        Refusal::NoSuchEntry | Refusal::AlreadyDecided | Refusal::ClassLowered => against_a_rule(refusal),
        refusal => unfit(refusal),
    }
}

fn needed(field: &'static str, text: &str) -> Result<(), ApiError> {
    if is_blank(text) {
        return Err(ApiError::Invalid(format!("{field}: must not be empty").into()));
    }
    check_line(text).map_err(unfit)
}
