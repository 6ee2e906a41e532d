//! Somebody goes to the customer who complains, however small the matter: an entry in the register of call-outs, named in the
//! complaint. Whom to send is decided there.

use model::documents::complaint::records::ComplaintEventKind;
use model::documents::complaint::status::ComplaintStage;
use model::id::{CallOutId, DocumentId, EventId};
use serde::Deserialize;
use utoipa::ToSchema;

use super::as_complaint;
use super::recording::{policy_of, row_of};
use crate::app::App;
use crate::auth::DeskAuth;
use crate::callouts::{NewCallOut, register_as};
use crate::documents::record::{NewEvent, record_if};
use crate::error::ApiError;
use crate::registers::row::{RegisterData, RegisterRow};

/// A call-out out of a complaint.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Sending {
    /// The new entry, made once and kept when it is sent again.
    id: CallOutId,
    /// The event that names it in the complaint, made once and kept when it is sent again.
    event: EventId,
    /// What is entered.
    entry: NewCallOut,
}

/// Enters the call-out and names it in the complaint; answers the complaint's row. The same again changes nothing.
pub(super) async fn send(app: &App, desk: &DeskAuth, complaint: DocumentId, sending: Sending) -> Result<RegisterRow, ApiError> {
    let Sending { id, event, entry } = sending;
    let row = row_of(app, desk, complaint).await?;
    let policy = policy_of(app, desk, &row).await?;
    let is_new = app.store.call_out(desk.organisation, id).await?.is_none();
    let goes_on_elsewhere = matches!(&row.what, RegisterData::Complaint(complaint) if complaint.stage() == ComplaintStage::Resubmitted);
    if is_new && goes_on_elsewhere {
        return Err(ApiError::Conflict("Another complaint goes on (R-178). Send somebody from there.".into()));
    }
    let number = register_as(app, desk, id, entry).await?;
    let what = ComplaintEventKind::CallOutEntered { call_out: id, number };
    record_if(
        app,
        desk,
        complaint,
        (as_complaint, |assessment| &assessment.complaint),
        NewEvent::new(event, what),
        move |assessment, what| {
            let may = model::rules::can_record_on_complaint(&policy, assessment, what);
            may.map_err(|obstacle| ApiError::Conflict(obstacle.to_string().into()))
        },
    )
    .await
}
