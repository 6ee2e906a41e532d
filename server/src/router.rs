//! All rooms' routes joined, with their OpenAPI document, inside the layers every request passes.

use std::sync::Arc;

use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::response::IntoResponse as _;
use axum::routing::get;
use http::header;
use utoipa_axum::router::OpenApiRouter;

use crate::app::App;
use crate::error::ApiError;
use crate::{
    aftercare, assets, blobs, board, callouts, check, checklists, complaints, contracts, days, documents, health, http as plumbing,
    ledgers, live, log, old_parts, openapi, people, plans, reference, registers, repairs, reports, stock, sync, visits, webhooks,
};

/// The router of a server.
///
/// # Errors
/// If the OpenAPI document cannot be written as JSON.
pub(crate) fn build(app: &App) -> Result<Router, serde_json::Error> {
    // Rooms whose answers to the desk hold no secret.
    let of_the_desk = OpenApiRouter::new()
        .merge(board::routes())
        .merge(callouts::routes())
        .merge(visits::routes())
        .merge(checklists::routes())
        .merge(registers::routes())
        .merge(repairs::routes())
        .merge(old_parts::routes())
        .merge(complaints::routes())
        .merge(contracts::routes())
        .merge(plans::routes())
        .merge(days::routes())
        .merge(ledgers::routes())
        .merge(documents::history::routes())
        .merge(stock::routes())
        .merge(reports::routes())
        .merge(aftercare::routes())
        .layer(from_fn_with_state(app.clone(), plumbing::compress::answers));
    let (router, mut document) = OpenApiRouter::with_openapi(openapi::document())
        .merge(people::routes())
        .merge(sync::routes(app))
        .merge(live::routes())
        .merge(blobs::routes())
        .merge(of_the_desk)
        .merge(reference::routes())
        .merge(documents::export::routes())
        .merge(check::routes())
        .merge(log::routes())
        .merge(webhooks::routes())
        .merge(health::routes())
        .split_for_parts();
    openapi::describe_operations(&mut document);
    document.webhooks = Some(webhooks::described());
    let document: Arc<str> = document.to_pretty_json()?.into();
    let serve_document = move || {
        let document = Arc::clone(&document);
        async move { ([(header::CONTENT_TYPE, "application/json")], document.to_string()) }
    };
    let router = router
        .merge(assets::routes())
        .route("/openapi.json", get(serve_document))
        .fallback(|| async { ApiError::NotFound.into_response() });
    Ok(plumbing::wrap(router, app).with_state(app.clone()))
}
