//! Complaints as they are received on site (O-04; …; E7). Nothing here ever waits for a network.
//!
//! Whoever the customer speaks to takes the complaint down in the customer's own words and owns the matter. It bears a provisional
//! label of this device until the server gives it a number. Findings, sums and answers are the desk's: nothing here admits anything.

mod list;
mod receive;
mod sheet;
mod steps;

use std::sync::Arc;

use model::documents::complaint::append_event;
use model::documents::complaint::assessment::Assessment;
use model::documents::complaint::records::ComplaintEventKind;
use model::documents::kind::Assessed;
use model::id::{DocumentId, EventId};
use model::rules::{Refusal, check_complaint_event};
use serde::Serialize;

pub use list::ComplaintRow;
pub use receive::{NewComplaint, ReceivedComplaint};
pub use sheet::{ComplaintActionName, ComplaintSheet};

use crate::actions::{ActionError, Step};
use crate::device::{Core, Device};

/// The complaints on this device. Cheap to clone.
#[derive(Clone)]
pub struct Complaints {
    pub(crate) core: Arc<Core>,
}

impl Device {
    /// Complaints that were received on this device, or that its person owns.
    #[must_use]
    pub fn complaints(&self) -> Complaints {
        Complaints { core: Arc::clone(&self.core) }
    }
}

/// What a person meant to do, as the command journal keeps it.
#[derive(Debug, Serialize)]
#[serde(tag = "action", rename_all = "snake_case")]
enum Intent {
    ReceiveComplaint { provisional: String, visit: Option<DocumentId> },
    Record { event: EventId, what: ComplaintEventKind },
}

impl Complaints {
    /// Records what `happened` makes of the complaint as it stands; answers the event's id.
    fn record(
        &self,
        id: DocumentId,
        happened: impl FnOnce(&Assessment) -> Result<ComplaintEventKind, Refusal>,
    ) -> Result<EventId, ActionError> {
        self.core.carry_out(|hand| {
            let event = hand.new_id(EventId::from_parts)?;
            hand.write(id, |scene| {
                let now = complaint_in(scene.assessed)?;
                if scene.left {
                    return Err(Refusal::GoneElsewhere.into());
                }
                let kind = happened(now)?;
                check_complaint_event(&kind)?;
                let change = append_event(scene.doc, event, kind.clone(), scene.stamp)?;
                Ok(Step::new(change, Intent::Record { event, what: kind }, event))
            })
        })
    }
}

/// The complaint in `assessed`; another kind of document is no complaint on this device.
fn complaint_in(assessed: &Assessed) -> Result<&Assessment, ActionError> {
    match assessed {
        Assessed::Complaint(assessment) => Ok(assessment),
        _ => Err(ActionError::NotFound),
    }
}
