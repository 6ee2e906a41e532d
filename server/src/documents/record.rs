//! The desk records what happened to a repair, an old part or a complaint: one event, under an id that the desk made once and keeps
//! when it sends again, so that a doubled request changes nothing. What the desk itself does by mistake against a rule of the trade is
//! refused and named; what others did stays as it is and is flagged.

use std::collections::BTreeMap;

use model::documents::chronicle::{Chronicle, Happening, Opening, append_event};
use model::documents::kind::Assessed;
use model::id::{DeviceId, DocumentId, EventId, PersonId};
use model::rules::Refusal;
use model::time::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::desk::{Step, Write, act};
use super::open::{judging, open};
use crate::app::App;
use crate::auth::DeskAuth;
use crate::error::ApiError;
use crate::ledgers::CopiedStrokes;
use crate::registers::row::RegisterRow;

/// An event to record.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct NewEvent<K: ToSchema> {
    /// The event, made once and kept when it is sent again.
    id: EventId,
    /// What happened: `kind` and what belongs to it.
    #[serde(flatten)]
    what: K,
}

impl<K: ToSchema> NewEvent<K> {
    /// An event under this id.
    pub(crate) fn new(id: EventId, what: K) -> Self {
        Self { id, what }
    }

    /// What happened, and under which id.
    pub(crate) fn into_parts(self) -> (EventId, K) {
        (self.id, self.what)
    }
}

/// How the desk records on one kind of document.
pub(crate) struct Desk<A, O: Opening> {
    /// The assessment, if it is of this kind.
    pub(crate) of: fn(Assessed) -> Option<A>,
    /// The document in it.
    pub(crate) chronicle: fn(&A) -> &Chronicle<O>,
    /// Whether a person may record this now.
    pub(crate) may: fn(&A, PersonId, &O::Happening) -> Result<(), Refusal>,
}

/// Records `new` on the document; answers its row.
pub(crate) async fn record<A, O>(
    app: &App,
    desk: &DeskAuth,
    id: DocumentId,
    how: Desk<A, O>,
    new: NewEvent<O::Happening>,
) -> Result<RegisterRow, ApiError>
where
    A: 'static,
    O: Opening + 'static,
    O::Happening: ToSchema + Send + 'static,
{
    let person = desk.person;
    let Desk { of, chronicle, may } = how;
    // Whoever may record here may strike what was a mistake.
    let may = move |assessment: &A, what: &O::Happening| match what.strikes() {
        Some(_) => Ok(()),
        None => may(assessment, person, what).map_err(against_a_rule),
    };
    record_if(app, desk, id, (of, chronicle), new, may).await
}

/// How a document of one kind is read: the assessment, if it is of this kind, and the document in it.
pub(crate) type ReadAs<A, O> = (fn(Assessed) -> Option<A>, fn(&A) -> &Chronicle<O>);

/// As [`record`], where `may` says what stands in the way.
pub(crate) async fn record_if<A, O>(
    app: &App,
    desk: &DeskAuth,
    id: DocumentId,
    (of, chronicle): ReadAs<A, O>,
    new: NewEvent<O::Happening>,
    may: impl FnOnce(&A, &O::Happening) -> Result<(), ApiError> + Send + 'static,
) -> Result<RegisterRow, ApiError>
where
    A: 'static,
    O: Opening + 'static,
    O::Happening: ToSchema + Send + 'static,
{
    let NewEvent { id: event, what } = new;
    what.check().map_err(unfit)?;
    act(app, desk, id, of, move |assessment| {
        let known = chronicle(assessment);
        if let Some(same) = known.events.iter().find(|known| known.id == event) {
            return if same.record.kind == what { Ok(None) } else { Err(id_taken()) };
        }
        match what.strikes() {
            // The desk may strike what others wrote, and only what still counts.
            Some(struck) if !known.in_force().any(|event| event.id == struck && !event.record.kind.is_for_good()) => {
                return Err(ApiError::Conflict("There is no such event that still counts.".into()));
            }
            _ => may(assessment, &what)?,
        }
        let write: Write = Box::new(move |doc, stamp| Ok(vec![append_event(doc, event, what, stamp)?]));
        Ok(Some(Step { write, scope: Vec::new(), serves: None }))
    })
    .await?;
    app.store.register_row(desk.organisation, id).await?.ok_or(ApiError::NotFound)
}

/// The id of the event belongs to another one.
pub(crate) fn id_taken() -> ApiError {
    ApiError::Conflict("This id belongs to another event. Make a new one.".into())
}

/// A value is missing or cannot be.
pub(crate) fn unfit(refusal: Refusal) -> ApiError {
    ApiError::Invalid(format!("{}: {refusal}", refusal.code()).into())
}

/// It cannot be done as things stand.
pub(crate) fn against_a_rule(refusal: Refusal) -> ApiError {
    ApiError::Conflict(refusal.to_string().into())
}

/// A document with everything that happened to it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ChronicleView<O: ToSchema, K: ToSchema> {
    /// Its row in the register.
    row: RegisterRow,
    /// Sign-offs with the strokes of another one, each with that one; at most 20.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    copied_strokes: Vec<CopiedStrokes>,
    /// What it was opened with.
    opened: O,
    /// Who opened it.
    opened_by: PersonId,
    /// That person's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    opened_by_name: Option<String>,
    /// What happened, by the clock of whoever wrote it; struck events included.
    events: Vec<HappenedView<K>>,
    /// Paths of entries that cannot be understood.
    unreadable: Vec<String>,
}

/// Something that happened.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HappenedView<K: ToSchema> {
    /// Its id.
    id: EventId,
    /// What happened: `kind` and what belongs to it.
    #[serde(flatten)]
    what: K,
    /// Who made it happen.
    by: PersonId,
    /// That person's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    by_name: Option<String>,
    /// On which device; absent when the desk acted.
    #[serde(skip_serializing_if = "Option::is_none")]
    device: Option<DeviceId>,
    /// When, by the clock there, corrected by what it knew of the server's.
    at: Timestamp,
    /// It was struck as a mistake and counts no more (E4).
    struck: bool,
}

/// The document with everything that happened to it.
pub(crate) async fn view<A, O>(
    app: &App,
    desk: &DeskAuth,
    id: DocumentId,
    how: Desk<A, O>,
) -> Result<ChronicleView<O, O::Happening>, ApiError>
where
    A: Send + 'static,
    O: Opening + ToSchema,
    O::Happening: ToSchema,
{
    let stored = app.store.document(desk.organisation, id).await?.ok_or(ApiError::NotFound)?;
    let doc = open(app, desk.organisation, &stored).await?;
    let assessed = judging(&app.gates.desk, move || model::documents::kind::assess(&doc)).await?.map_err(ApiError::internal)?;
    let assessment = (how.of)(assessed).ok_or(ApiError::NotFound)?;
    let row = app.store.register_row(desk.organisation, id).await?.ok_or(ApiError::NotFound)?;
    let names = app.store.names(desk.organisation).await?;
    let copied_strokes = app.store.copied_strokes(desk.organisation, id).await?;
    Ok(ChronicleView::of(row, copied_strokes, (how.chronicle)(&assessment), &names))
}

impl<O: Opening + ToSchema> ChronicleView<O, O::Happening>
where
    O::Happening: ToSchema,
{
    fn of(row: RegisterRow, copied_strokes: Vec<CopiedStrokes>, chronicle: &Chronicle<O>, names: &BTreeMap<PersonId, String>) -> Self {
        let counts: Vec<EventId> = chronicle.in_force().map(|event| event.id).collect();
        let events = chronicle.events.iter().map(|event| HappenedView {
            id: event.id,
            what: event.record.kind.clone(),
            by: event.record.by,
            by_name: names.get(&event.record.by).cloned(),
            device: event.record.device,
            at: event.record.clock.best_guess(),
            struck: event.record.kind.strikes().is_none() && !counts.contains(&event.id),
        });
        Self {
            row,
            copied_strokes,
            opened: chronicle.opened.kind.clone(),
            opened_by: chronicle.opened.by,
            opened_by_name: names.get(&chronicle.opened.by).cloned(),
            events: events.collect(),
            unreadable: chronicle.unreadable.clone(),
        }
    }
}
