//! How an action on a visit goes: the visit is assessed, its rules decide, and [`Hand`] keeps the change.

use automerge::Automerge;
use model::documents::kind::Assessed;
use model::documents::stamp::Stamp;
use model::documents::visit::Visit;
use model::documents::visit::assessment::{Assessment, Signature};
use model::documents::visit::records::{CheckResult, Consent, DataField, EventKind, FaultClass, Grades, PartSwap, PayMethod, ServiceType};
use model::id::{DocumentId, EventId, PartLineId, PersonId, PhotoId, SignOffId};
use model::rules::Refusal;
use model::seal::voucher::SignOffKind;
use model::time::Timestamp;
use rusqlite::Connection;
use serde::Serialize;

use super::{ActionError, NewCharge, ReturnVisitFindings};
use crate::actions::{self, Hand};
use crate::chance::{ChanceError, Ids};
use crate::device::Core;

/// What a person meant to do, as the command journal keeps it.
#[derive(Debug, Serialize)]
#[serde(tag = "action", rename_all = "snake_case")]
pub(super) enum Intent<'a> {
    Arrive,
    Start,
    AnswerCheck {
        item: &'a str,
        result: CheckResult,
        note: &'a str,
    },
    WriteFindings {
        text: &'a str,
    },
    WriteTreatment {
        text: &'a str,
    },
    SwapPart {
        line: PartLineId,
        swap: &'a PartSwap,
    },
    StrikePart {
        line: PartLineId,
        reason: &'a str,
    },
    AttachPhoto {
        photo: PhotoId,
        sha256: &'a str,
        caption: &'a str,
    },
    Finish,
    Reopen,
    /// What was recorded, as the event says it.
    Record {
        event: EventId,
        what: &'a EventKind,
    },
    CorrectData {
        event: EventId,
        field: DataField,
        to: &'a str,
        confirmed_by: &'a str,
    },
    SetAppointment {
        event: EventId,
        agreed_for: Timestamp,
        consent: Consent,
    },
    Resume {
        event: EventId,
        suspension: EventId,
    },
    PromiseCompletion {
        event: EventId,
        promised_for: Timestamp,
        document: &'a str,
    },
    PutPromiseAtRisk {
        event: EventId,
        promise: EventId,
        reason: &'a str,
    },
    SetClass {
        class: FaultClass,
        reason: &'a str,
        plan: &'a str,
    },
    OpenWithoutOrder {
        number: &'a str,
        reason: &'a str,
    },
    TakeAway {
        event: EventId,
        receipt: &'a str,
    },
    OpenOldPart {
        line: PartLineId,
    },
    OpenRepair {
        receipt: &'a str,
        visit: DocumentId,
    },
    RecordVoidTrip {
        reason: &'a str,
    },
    Sign {
        sign_off: SignOffId,
        kind: SignOffKind,
    },
    OpenAmendment {
        reason: &'a str,
    },
    Charge {
        event: EventId,
        charge: &'a NewCharge,
    },
    StrikeCharge {
        charge: EventId,
        reason: &'a str,
    },
    AgreeFee {
        amount_fen: i64,
        consent: &'a Consent,
    },
    CollectMoney {
        amount_fen: i64,
        method: PayMethod,
    },
    RequestInvoice {
        amount_fen: i64,
    },
    DecideServiceType {
        service_type: ServiceType,
        basis: &'a str,
        reason: &'a str,
    },
    AnswerSurvey {
        grades: &'a Grades,
        reasons: &'a str,
        suggestion: &'a str,
    },
    NoteReturnVisit {
        findings: &'a ReturnVisitFindings,
    },
}

/// The visit as one person on this device stands before it: what rules need to decide.
pub(super) struct Standpoint<'a> {
    pub(super) assessment: &'a Assessment,
    pub(super) person: PersonId,
    /// The document has left this device.
    pub(super) left: bool,
}

impl Standpoint<'_> {
    pub(super) fn visit(&self) -> &Visit {
        &self.assessment.visit
    }

    pub(super) fn signature(&self) -> Signature {
        self.assessment.signature
    }

    /// A visit that has left this device is read-only, except for whoever has come already: the work is done where the
    /// technician stands (O-09).
    pub(super) fn still_ours(&self) -> Result<(), Refusal> {
        if self.left && !self.visit().has_come(self.person) {
            return Err(Refusal::NotAssigned);
        }
        Ok(())
    }

    /// Whether the person may write to the visit now.
    pub(super) fn can_work(&self) -> Result<(), Refusal> {
        self.still_ours()?;
        model::rules::can_work(self.visit(), self.signature(), self.person)
    }
}

/// A visit at the moment of an action.
pub(super) struct Scene<'a> {
    pub(super) stand: Standpoint<'a>,
    pub(super) doc: &'a mut Automerge,
    pub(super) stamp: &'a Stamp,
    ids: &'a Ids<'a>,
}

impl Scene<'_> {
    /// A new identifier of the kind that `make` makes.
    pub(super) fn new_id<I>(&self, make: fn(Timestamp, [u8; 10]) -> I) -> Result<I, ChanceError> {
        Ok(make(self.stamp.clock.wall_at, self.ids.draw()?))
    }
}

/// What an action on a visit came to.
pub(super) type Step<'a, T> = actions::Step<'a, Intent<'a>, T>;

impl Core {
    /// Carries out one action on a visit. What `step` returns is on disk when this returns.
    pub(super) fn act<'a, T>(
        &self,
        id: DocumentId,
        step: impl FnOnce(&mut Scene<'_>) -> Result<Step<'a, T>, ActionError>,
    ) -> Result<T, ActionError> {
        self.carry_out(|hand| on_visit(hand, id, step))
    }

    /// Looks at a visit without changing it.
    pub(super) fn look<T>(
        &self,
        id: DocumentId,
        look: impl FnOnce(&Connection, &Automerge, &Standpoint<'_>) -> Result<T, ActionError>,
    ) -> Result<T, ActionError> {
        self.look_at(id, |conn, doc, seen| {
            let assessment = visit_in(seen.assessed)?;
            look(conn, doc, &Standpoint { assessment, person: seen.person, left: seen.left })
        })
    }
}

/// Takes one step on a visit, as part of an action that may go on with other documents.
pub(super) fn on_visit<'a, T>(
    hand: &mut Hand<'_>,
    id: DocumentId,
    step: impl FnOnce(&mut Scene<'_>) -> Result<Step<'a, T>, ActionError>,
) -> Result<T, ActionError> {
    hand.write(id, |scene| {
        let stand = Standpoint { assessment: visit_in(scene.assessed)?, person: scene.person, left: scene.left };
        step(&mut Scene { stand, doc: scene.doc, stamp: scene.stamp, ids: scene.ids })
    })
}

/// The visit; another kind of document is no visit on this device.
fn visit_in(assessed: &Assessed) -> Result<&Assessment, ActionError> {
    match assessed {
        Assessed::Visit(assessment) => Ok(assessment),
        _ => Err(ActionError::NotFound),
    }
}
