//! Goods that a customer brings or sends to the organisation's own counter: they are with whoever took them in, and the
//! receipt is printed and signed there.

use automerge::Automerge;
use model::documents::kind::DocumentKind;
use model::documents::records::Organisation;
use model::documents::repair::genesis;
use model::documents::repair::records::{Customer, Item, Taken};
use model::documents::stamp::Stamp;
use model::id::{DocumentId, EpochId};
use model::policy::Policy;
use model::rules::{can_take, receipt_number};
use model::time::Timestamp;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::app::App;
use crate::auth::DeskAuth;
use crate::documents::opening::{once, own_name, write_new};
use crate::documents::record::unfit;
use crate::error::ApiError;
use crate::ledgers::{Ledger, PaperKind};
use crate::policies;
use crate::registers::row::RegisterRow;

/// Goods to take in.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewRepair {
    /// The repair, made once and kept when it is sent again.
    id: DocumentId,
    /// Number of the call-out; may be empty if there is none.
    #[serde(default)]
    call_out: String,
    /// Whose goods they are.
    customer: Customer,
    /// What was brought.
    item: Item,
    /// What is wrong.
    fault: String,
    /// Number of the consignment, if a carrier brought them.
    #[serde(default)]
    courier_number: String,
    /// By when the repair is promised, as the end of that day.
    #[serde(default)]
    promised_for: Option<Timestamp>,
    /// The paper behind the promise.
    #[serde(default)]
    promise_document: String,
    /// Whether the customer pays.
    #[serde(default)]
    paid: bool,
}

/// Opens the repair with the next receipt of the counter; answers its row. The same again changes nothing.
pub(super) async fn take_in(app: &App, desk: &DeskAuth, new: NewRepair) -> Result<RegisterRow, ApiError> {
    let id = new.id;
    once(app, desk, id, DocumentKind::Repair, move |app, desk| async move {
        let terms = match policies::in_force_at(&app, desk.organisation, app.now()).await? {
            Some(in_force) => in_force.policy.repair_terms(&in_force.name()),
            None => Policy::default().repair_terms("none"),
        };
        let taken = Taken {
            visit: None,
            call_out: new.call_out,
            customer: new.customer,
            item: new.item,
            receipt: next_receipt(&app, &desk).await?,
            fault: new.fault,
            technician_name: own_name(&app, &desk).await?,
            courier_number: new.courier_number,
            promised_for: new.promised_for,
            promise_document: new.promise_document,
            paid: new.paid,
            terms,
        };
        can_take(&taken).map_err(unfit)?;
        let write =
            move |doc: &mut Automerge, stamp: &Stamp, organisation: &Organisation| Ok(vec![genesis(doc, id, organisation, taken, stamp)?]);
        write_new(&app, &desk, id, DocumentKind::Repair, write).await
    })
    .await
}

/// The next receipt number of the counter. The caller holds the organisation's turn until it is given.
async fn next_receipt(app: &App, desk: &DeskAuth) -> Result<String, ApiError> {
    let (history, _) = app.store.log_end(desk.organisation).await?;
    let range = range(history);
    let prefix = PaperKind::Receipt.subject(&format!("{range}-"));
    let given = app.store.ledger_subjects(desk.organisation, Ledger::Papers, prefix.clone()).await?;
    let last = given.iter().filter_map(|subject| subject.strip_prefix(prefix.as_str())?.parse::<u32>().ok()).max();
    Ok(receipt_number(&range, last.unwrap_or(0).saturating_add(1)))
}

/// The counter's range in one history of the database: after a restore from a copy it is another one, because papers that were given
/// since the copy was made are with customers (E6). Devices' ranges begin with another letter.
fn range(history: EpochId) -> String {
    let [high, low, ..] = *history.as_bytes();
    format!("D{:05}", u16::from_be_bytes([high, low]))
}
