//! What was sealed on a document, drawn as a PDF for the desk: byte for byte what the device drew from the same records.

use std::sync::Arc;

use axum::body::Body;
use http::Response;
use model::documents::kind::{Assessed, assess};
use model::id::{DocumentId, OrganisationId};
use paper::PaperError;
use tokio::sync::Semaphore;

use super::open::{judging, open};
use crate::app::App;
use crate::error::ApiError;
use crate::http::attachment::attachment;

/// What is printed of a document, and what the file is called.
pub(crate) struct Printed {
    /// The sealed records, in their order.
    pub(crate) records: Vec<Vec<u8>>,
    /// What kind of paper it is.
    pub(crate) stem: &'static str,
    /// The number that people know it by.
    pub(crate) number: String,
}

impl Printed {
    /// The paper of a document of any kind, if its kind has one.
    pub(crate) fn of_any(assessed: Assessed) -> Option<Self> {
        match assessed {
            Assessed::Visit(assessment) => Some(Self::of(&assessment.records(), "voucher", &assessment.visit.call_out.number)),
            Assessed::Repair(assessment) => Some(Self::of(&assessment.records(), "receipt", &assessment.repair.opened.kind.receipt)),
            Assessed::Day(_) | Assessed::OldPart(_) | Assessed::Complaint(_) => None,
        }
    }

    /// The paper of `records`.
    pub(crate) fn of(records: &[&[u8]], stem: &'static str, number: &str) -> Self {
        Self { records: records.iter().map(|record| record.to_vec()).collect(), stem, number: number.to_owned() }
    }
}

/// The PDF of the document that `print` picks; a document of another kind is not found, nor is the paper of one on which nothing is sealed.
pub(crate) async fn paper(
    app: &App,
    organisation: OrganisationId,
    id: DocumentId,
    print: fn(Assessed) -> Option<Printed>,
) -> Result<Response<Body>, ApiError> {
    draw(app, &app.gates.desk, organisation, id, print).await
}

/// As [`paper()`], where `gate` lets it through.
pub(crate) async fn draw(
    app: &App,
    gate: &Arc<Semaphore>,
    organisation: OrganisationId,
    id: DocumentId,
    print: fn(Assessed) -> Option<Printed>,
) -> Result<Response<Body>, ApiError> {
    let stored = app.store.document(organisation, id).await?.ok_or(ApiError::NotFound)?;
    let doc = open(app, organisation, &stored).await?;
    let work = move || {
        let printed = print(assess(&doc).map_err(ApiError::internal)?).ok_or(ApiError::NotFound)?;
        let records: Vec<&[u8]> = printed.records.iter().map(Vec::as_slice).collect();
        let pdf = paper::draw(&records).map_err(not_drawn)?;
        Ok::<_, ApiError>((pdf, printed.stem, printed.number))
    };
    let (pdf, stem, number) = judging(gate, work).await??;
    attachment(pdf, "application/pdf", stem, &number, "pdf")
}

fn not_drawn(error: PaperError) -> ApiError {
    match error {
        PaperError::NoRecords => ApiError::NotFound,
        // Sealed before such things were refused, or more of them than one file holds: the records themselves can be had one by one.
        PaperError::TooManyPages | PaperError::TooManyRecords | PaperError::TooLarge => {
            ApiError::Conflict(format!("This cannot be printed: {error}. The sealed records can be downloaded.").into())
        }
        other => ApiError::internal(other),
    }
}
