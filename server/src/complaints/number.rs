//! Giving a complaint its number: one at a time in an organisation, so that none is left out and none is given twice.

use chrono::NaiveDate;
use model::documents::complaint::append_event;
use model::documents::complaint::records::ComplaintEventKind;
use model::id::{DocumentId, EventId};
use model::policy::local_date;
use model::rules::next_complaint_number;

use super::as_complaint;
use crate::app::App;
use crate::auth::DeskAuth;
use crate::documents::desk::{Step, Write, act};
use crate::error::ApiError;
use crate::ledgers::{Ledger, PaperKind};
use crate::policies;
use crate::registers::row::RegisterRow;

/// Gives the complaint the next number of the month, unless it has one; answers its row.
pub(super) async fn give(app: &App, desk: &DeskAuth, id: DocumentId) -> Result<RegisterRow, ApiError> {
    let (app, desk) = (app.clone(), desk.clone());
    // In a task of its own: if the caller hangs up, nobody else gets the number before it is written.
    tokio::spawn(async move { give_in_turn(&app, &desk, id).await }).await.map_err(ApiError::internal)?
}

async fn give_in_turn(app: &App, desk: &DeskAuth, id: DocumentId) -> Result<RegisterRow, ApiError> {
    let today = local_date(app.now(), policies::time_zone(app, desk.organisation).await?);
    let _turn = app.numbering.lock(desk.organisation).await;
    let number = next(app, desk, today).await?;
    let event = EventId::from_parts(app.now(), app.random()?);
    act(app, desk, id, as_complaint, move |assessment| {
        if assessment.is_numbered {
            return Ok(None);
        }
        let write: Write = Box::new(move |doc, stamp| Ok(vec![append_event(doc, event, ComplaintEventKind::Numbered { number }, stamp)?]));
        Ok(Some(Step { write, scope: Vec::new(), serves: None }))
    })
    .await?;
    app.store.register_row(desk.organisation, id).await?.ok_or(ApiError::NotFound)
}

/// The number after the highest of the month of `today`. The caller holds the organisation's turn until the number is given.
pub(super) async fn next(app: &App, desk: &DeskAuth, today: NaiveDate) -> Result<String, ApiError> {
    // The month's numbers end in their serial; without one, the rest of the number says year, month and the dash.
    let first = next_complaint_number(today, 0);
    let month = first.strip_suffix("01").unwrap_or(&first);
    let prefix = PaperKind::Complaint.subject(month);
    let given = app.store.ledger_subjects(desk.organisation, Ledger::Papers, prefix.clone()).await?;
    let serial = |subject: &String| subject.strip_prefix(prefix.as_str()).and_then(|serial| serial.parse::<u32>().ok());
    Ok(next_complaint_number(today, given.iter().filter_map(serial).max().unwrap_or(0)))
}
