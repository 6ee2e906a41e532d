//! What the desk can record about an old part as it stands, so that a page offers that and nothing else. What is offered is no rule: what
//! happened all the same is recorded and flagged.

use serde::{Deserialize, Serialize};

use super::OldPart;
use super::assessment::Assessment;
use super::records::{Disposition, OldPartEventKind};
use crate::documents::custody::Holder;
use crate::id::EventId;
use crate::rules::is_blank;

/// Something that can be recorded now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum OpenStep {
    /// A date is promised.
    Promise {
        /// The promise that ends with it.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        replaces: Option<EventId>,
    },
    /// It is handed to the field storekeeper.
    HandOver {
        /// The hand-over it follows.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        follows: Option<EventId>,
        /// Who has it.
        given_by: String,
    },
    /// The storekeeper acknowledges the hand-over.
    Acknowledge {
        /// Which.
        hand_over: EventId,
    },
    /// It gets its label.
    Label,
    /// It is packed for a shipment.
    Pack,
    /// The freight is asked for.
    RequestFreight {
        /// Number of the shipment it is packed for.
        shipment: String,
    },
    /// It is shipped.
    Ship {
        /// Number of the shipment it is packed for.
        shipment: String,
    },
    /// The head-office store receives it.
    Receive,
    /// Its review begins.
    Review,
    /// Liability is judged.
    Judge,
    /// The supplier gets a claim.
    Claim,
    /// It is dealt with (R-126…R-132).
    Dispose {
        /// In which way, as it was decided.
        way: Disposition,
    },
    /// The buyer's money arrived.
    Remit,
    /// What becomes of it is decided anew.
    ChangeDisposition {
        /// The decision that ends with it.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        replaces: Option<EventId>,
    },
    /// Something else was found than the papers say.
    NoteDiscrepancy,
    /// No part came out after all (E4).
    Withdraw,
}

impl OldPart {
    /// Number of the shipment that it is packed for or went with.
    #[must_use]
    pub fn shipment(&self) -> Option<&str> {
        let number = |kind: &'_ OldPartEventKind| matches!(kind, OldPartEventKind::Packed { .. } | OldPartEventKind::Shipped { .. });
        let event = self.in_force().filter(|event| number(&event.record.kind)).last()?;
        match &event.record.kind {
            OldPartEventKind::Packed { shipment, .. } | OldPartEventKind::Shipped { shipment, .. } => Some(shipment),
            _ => None,
        }
    }

    fn last(&self, wanted: fn(&OldPartEventKind) -> bool) -> Option<EventId> {
        self.in_force().filter(|event| wanted(&event.record.kind)).last().map(|event| event.id)
    }
}

impl Assessment {
    /// What can be recorded now, in the order of its way; what is to be done next is
    /// [`next_step`](super::status::NextStep).
    #[must_use]
    pub fn open_steps(&self) -> Vec<OpenStep> {
        let part = &self.old_part;
        if part.is_withdrawn() {
            return Vec::new();
        }
        let has = |wanted: fn(&OldPartEventKind) -> bool| part.has(wanted);
        let handed = part.handed_over();
        let disposed = has(|kind| matches!(kind, OldPartEventKind::Disposed { .. }));
        let on_paper = has(|kind| matches!(kind, OldPartEventKind::Disposed { paper, .. } if !is_blank(paper)));
        let mut steps = Vec::new();
        if part.is_to_hand_over() && handed.is_none() {
            steps.push(OpenStep::Promise { replaces: part.last(|kind| matches!(kind, OldPartEventKind::Promised { .. })) });
            if let Some(end) = self.custody.holder().filter(|_| self.custody.is_clear()) {
                let given_by = match &end.holder {
                    Holder::Technician { name, .. } => name.clone(),
                    _ => part.opened.kind.technician_name.clone(),
                };
                steps.push(OpenStep::HandOver { follows: end.hand_over, given_by });
            }
        }
        if let Some(hand_over) = handed.as_ref().and_then(|link| link.hand_over).filter(|_| !part.is_acknowledged()) {
            steps.push(OpenStep::Acknowledge { hand_over });
        }
        if self.disposition == Disposition::Return && !disposed {
            steps.extend(self.steps_of_return(handed.is_some()));
        }
        let sold = has(|kind| matches!(kind, OldPartEventKind::Disposed { sale: Some(_), .. }));
        let may_dispose = match self.disposition {
            Disposition::Return => part.judged_on().is_some(),
            Disposition::LocalSale => handed.is_some(),
            Disposition::LocalDestruction => true,
            Disposition::GiveAway | Disposition::KeptByCustomer => false,
        };
        if may_dispose && !on_paper {
            steps.push(OpenStep::Dispose { way: self.disposition });
        }
        if sold && !has(|kind| matches!(kind, OldPartEventKind::Remitted { .. })) {
            steps.push(OpenStep::Remit);
        }
        if !disposed {
            let replaces = part.last(|kind| matches!(kind, OldPartEventKind::DispositionChanged { .. }));
            steps.push(OpenStep::ChangeDisposition { replaces });
        }
        steps.push(OpenStep::NoteDiscrepancy);
        if self.custody.holder().is_some_and(|end| end.hand_over.is_none()) {
            steps.push(OpenStep::Withdraw);
        }
        steps
    }

    /// The way to head office and back: label, packing list, freight, shipment, store, review, judgement, claim.
    fn steps_of_return(&self, handed: bool) -> Vec<OpenStep> {
        let part = &self.old_part;
        let has = |wanted: fn(&OldPartEventKind) -> bool| part.has(wanted);
        let received = has(|kind| matches!(kind, OldPartEventKind::ReceivedAtStore { .. }));
        let under_way = received || has(|kind| matches!(kind, OldPartEventKind::Shipped { .. }));
        let shipment = part.shipment().filter(|_| !under_way).map(ToOwned::to_owned);
        let freight = has(|kind| matches!(kind, OldPartEventKind::FreightRequested { .. }));
        let reviewed = part.judge_by().is_some();
        let judged = part.judged_on().is_some();
        let claims = part.plan().grounds.claim_value && !has(|kind| matches!(kind, OldPartEventKind::ClaimOpened { .. }));
        let mut steps = Vec::new();
        if !has(|kind| matches!(kind, OldPartEventKind::Labelled { .. })) {
            steps.push(OpenStep::Label);
        }
        match shipment {
            Some(shipment) => {
                if !freight {
                    steps.push(OpenStep::RequestFreight { shipment: shipment.clone() });
                }
                steps.push(OpenStep::Ship { shipment });
            }
            None if handed && !under_way => steps.push(OpenStep::Pack),
            None => {}
        }
        let later = [
            (OpenStep::Receive, handed && !received),
            (OpenStep::Review, under_way && !reviewed),
            (OpenStep::Judge, reviewed && !judged),
            (OpenStep::Claim, judged && claims),
        ];
        steps.extend(later.into_iter().filter(|(_, open)| *open).map(|(step, _)| step));
        steps
    }
}
