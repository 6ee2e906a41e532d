//! What is on a technician's account: parts in the van, as the sum of all movements, and parts that were used and are
//! not cleared.

use std::collections::HashMap;

use axum::Json;
use axum::extract::State;
use model::id::{DocumentId, PersonId};
use model::rules::{Clearing, IssuedPart, OldPartOfSwap, clearing};
use model::stock::{Balance, Place};
use model::time::Timestamp;
use model::wire::problem::Problem;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::cursor::{MOST_ENTRIES, Spot};
use super::entry::{Body, Ledger, PartUse};
use crate::app::App;
use crate::auth::DeskAuth;
use crate::error::ApiError;
use crate::http::path::IdPath;
use crate::http::query::ApiQuery;
use crate::store::ledgers::LedgerQuery;

/// So many of a part in a van.
#[derive(Debug, Serialize, ToSchema)]
struct VanLine {
    /// Material code; may be empty.
    part_number: String,
    /// Name of the part.
    name: String,
    /// How many; below zero if more went out than the books know of.
    quantity: i64,
    /// Pieces with a number of their own.
    serials: Vec<String>,
    /// Pieces that went out and that the books never knew there.
    missing_serials: Vec<String>,
    /// Book and shelf have to be compared.
    short: bool,
}

/// A technician's van stock.
#[derive(Debug, Serialize, ToSchema)]
struct VanStock {
    /// Whose.
    person: PersonId,
    /// By part.
    lines: Vec<VanLine>,
}

/// A used part and how far it is cleared.
#[derive(Debug, Serialize, ToSchema)]
struct AccountLine {
    /// The visit.
    visit: DocumentId,
    /// On whose account it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    person: Option<PersonId>,
    /// When it was used, by the clock there.
    at: Timestamp,
    /// How far it is cleared.
    clearing: Clearing,
    #[serde(flatten)]
    part: PartUse,
}

/// A page of used parts.
#[derive(Debug, Serialize, ToSchema)]
struct AccountPage {
    /// What was issued to the technician who was asked for, and neither used nor handed back: it stays on the account until it is
    /// . Only on the first page.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    held: Vec<VanLine>,
    /// The oldest first. A page may be empty and have a next one.
    parts: Vec<AccountLine>,
    /// Hand it back as `after` for the next page; absent on the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

/// Which parts.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Which {
    person: Option<PersonId>,
    #[serde(default)]
    cleared: bool,
    after: Option<String>,
    limit: Option<u32>,
}

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(van_stock)).routes(routes!(accounts))
}

/// What is in a technician's van: movements of the desk and of documents together.
#[utoipa::path(
    get,
    path = "/v1/desk/technicians/{id}/van-stock",
    tag = "desk",
    params(("id" = PersonId, Path, description = "The technician")),
    responses(
        (status = 200, description = "The van stock", body = VanStock),
        (status = 404, description = "No such technician", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn van_stock(State(app): State<App>, desk: DeskAuth, IdPath(person): IdPath<PersonId>) -> Result<Json<VanStock>, ApiError> {
    let technicians = app.store.technicians(desk.organisation).await?;
    if !technicians.iter().any(|technician| technician.id == person) {
        return Err(ApiError::NotFound);
    }
    Ok(Json(VanStock { person, lines: in_van(&app, &desk, person).await? }))
}

async fn in_van(app: &App, desk: &DeskAuth, person: PersonId) -> Result<Vec<VanLine>, ApiError> {
    let balance: Balance = app.store.van_movements(desk.organisation, person).await?.into_iter().collect();
    let lines = balance.at(&Place::Van { person }).into_iter().map(|line| VanLine {
        short: line.is_short(),
        part_number: line.part_number,
        name: line.name,
        quantity: line.quantity,
        serials: line.serials,
        missing_serials: line.missing_serials,
    });
    Ok(lines.collect())
}

/// Parts on account: used and not cleared, and of one technician also what is still with them unused.
#[utoipa::path(
    get,
    path = "/v1/desk/part-accounts",
    tag = "desk",
    params(
        ("person" = Option<PersonId>, Query, description = "Only this technician's"),
        ("cleared" = Option<bool>, Query, description = "Also those that are cleared"),
        ("after" = Option<String>, Query, description = "`next` of the page before"),
        ("limit" = Option<u32>, Query, description = "Most rows, at most 200"),
    ),
    responses(
        (status = 200, description = "A page of used parts", body = AccountPage),
        (status = 400, description = "The place cannot be read", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn accounts(
    State(app): State<App>,
    desk: DeskAuth,
    ApiQuery(Which { person, cleared, after, limit }): ApiQuery<Which>,
) -> Result<Json<AccountPage>, ApiError> {
    let after = after.as_deref().map(Spot::read).transpose()?;
    let held = match person.filter(|_| after.is_none()) {
        Some(person) => in_van(&app, &desk, person).await?.into_iter().filter(|line| line.quantity > 0).collect(),
        None => Vec::new(),
    };
    let most = limit.unwrap_or(MOST_ENTRIES).clamp(1, MOST_ENTRIES);
    let query = LedgerQuery { ledger: Ledger::Parts, person, settled: true, after, most };
    let page = app.store.ledger(desk.organisation, query).await?;
    let subjects = page.entries.iter().map(|kept| kept.entry.subject.clone()).collect();
    let mut old_parts: HashMap<String, OldPartOfSwap> = HashMap::new();
    for kept in app.store.ledger_about(desk.organisation, Ledger::OldParts, subjects).await? {
        let Body::OldParts(old_part) = kept.entry.body else { continue };
        let state = if old_part.settles { OldPartOfSwap::Settled } else { OldPartOfSwap::Owed };
        // One line may have left several old parts: all of them are owed.
        let known = old_parts.entry(kept.entry.subject).or_insert(state);
        if state == OldPartOfSwap::Owed {
            *known = state;
        }
    }
    let parts = page.entries.into_iter().filter_map(|kept| {
        let Body::Parts(part) = kept.entry.body else { return None };
        let owed_or_none = if part.takes_out { OldPartOfSwap::Owed } else { OldPartOfSwap::None };
        let clearing = clearing(&IssuedPart {
            // What was handed back was not used: it left the van, and no line says that it was.
            handed_back: false,
            used: true,
            report_signed: part.report_signed,
            old_part: old_parts.get(&kept.entry.subject).copied().unwrap_or(owed_or_none),
            leader_consented: part.leader_consented,
        });
        let line = AccountLine { visit: kept.document, person: kept.entry.person, at: kept.entry.at, clearing, part };
        (cleared || clearing != Clearing::Cleared).then_some(line)
    });
    Ok(Json(AccountPage { held, parts: parts.collect(), next: page.next.map(|next| next.text()) }))
}
