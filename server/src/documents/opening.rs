//! Documents that the desk opens and numbers itself. One at a time in an organisation, so that no number is given twice; under an id
//! that the desk makes once and keeps when it sends again, so that a doubled request is the same document.

use std::future::Future;

use automerge::Automerge;
use model::documents::kind::DocumentKind;
use model::documents::records::Organisation;
use model::documents::stamp::Stamp;
use model::documents::{DocumentError, WrittenChange};
use model::id::DocumentId;

use super::desk::{Hand, commit};
use super::open::judging;
use crate::app::App;
use crate::auth::DeskAuth;
use crate::error::ApiError;
use crate::registers::row::RegisterRow;
use crate::store::documents::{DocumentWrite, Opening};

/// Answers the row of the document `id` of this kind, opened by `open` if there is none yet, in the organisation's turn.
pub(crate) async fn once<F>(
    app: &App,
    desk: &DeskAuth,
    id: DocumentId,
    kind: DocumentKind,
    open: impl FnOnce(App, DeskAuth) -> F + Send + 'static,
) -> Result<RegisterRow, ApiError>
where
    F: Future<Output = Result<(), ApiError>> + Send,
{
    let (app, desk) = (app.clone(), desk.clone());
    // In a task of its own: if the caller hangs up, nobody else gets the number before it is written.
    let work = tokio::spawn(async move {
        let _turn = app.numbering.lock(desk.organisation).await;
        if app.store.document(desk.organisation, id).await?.is_none() {
            open(app.clone(), desk.clone()).await?;
        }
        let row = app.store.register_row(desk.organisation, id).await?;
        let known = row.filter(|row| row.what.kind() == kind);
        known.ok_or_else(|| ApiError::Conflict("This id belongs to another document. Make a new one.".into()))
    });
    work.await.map_err(ApiError::internal)?
}

/// Writes the new document.
pub(crate) async fn write_new(
    app: &App,
    desk: &DeskAuth,
    id: DocumentId,
    kind: DocumentKind,
    write: impl FnOnce(&mut Automerge, &Stamp, &Organisation) -> Result<Vec<WrittenChange>, DocumentError> + Send + 'static,
) -> Result<(), ApiError> {
    let now = app.now();
    let write = new_document(app, desk, id, kind, write).await?;
    commit(app, desk, now, write).await?;
    Ok(())
}

/// What has to be written of the new document.
pub(crate) async fn new_document(
    app: &App,
    desk: &DeskAuth,
    id: DocumentId,
    kind: DocumentKind,
    write: impl FnOnce(&mut Automerge, &Stamp, &Organisation) -> Result<Vec<WrittenChange>, DocumentError> + Send + 'static,
) -> Result<DocumentWrite, ApiError> {
    let now = app.now();
    let organisation = Organisation { id: desk.organisation, name: desk.organisation_name.clone() };
    let hand = Hand::new(app, desk, now)?;
    let work = move || hand.write(id, &mut Automerge::new(), |doc, stamp| write(doc, stamp, &organisation));
    let written = judging(&app.gates.desk, work).await?.map_err(ApiError::internal)?;
    let opens = Some(Opening { kind, call_out: None, follows: None });
    Ok(DocumentWrite { opens, ..written })
}

/// The name of the person at the desk.
pub(crate) async fn own_name(app: &App, desk: &DeskAuth) -> Result<String, ApiError> {
    app.store.names(desk.organisation).await?.remove(&desk.person).ok_or(ApiError::NotFound)
}
