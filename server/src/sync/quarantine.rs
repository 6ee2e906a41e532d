//! Work of a device that lost the document too long ago, or that was put out: kept outside it, where the desk sees it, and taken in should
//! the document come back to that person, or if the desk says so. What the desk left out comes in only when a person takes it in.

use std::collections::BTreeSet;
use std::sync::Arc;

use model::gate::{Limits, preflight};
use model::id::{DocumentId, OrganisationId, PersonId};
use model::log::{Beside, Decision};
use model::wire::sync::{Placed, RefusedChange};

use super::judge::{self, Judged};
use super::service::{Sender, batch, commit, judge_into};
use crate::app::App;
use crate::documents::open::{derive, judging, open};
use crate::documents::projection::Projection;
use crate::error::ApiError;
use crate::store::documents::{Batch, DeskDecision, QuarantineWrite, SetAside, Standing, StoredDocument};
use crate::store::identity::DeviceIdentity;

/// Most changes of one device kept aside of one document.
const MAX_CHANGES: u64 = 2_000;
/// Most **bytes** of them.
const MAX_BYTES: u64 = 4 * 1024 * 1024;

/// Puts changes into quarantine. What the document or the quarantine holds already stays received.
pub(super) async fn set_aside(
    app: &App,
    sender: &Sender,
    document: &StoredDocument,
    raws: Arc<Vec<Vec<u8>>>,
    batch: &mut Batch,
) -> Result<(Judged, Placed), ApiError> {
    let doc = open(app, sender.organisation, document).await?;
    let work = move || -> Result<(Judged, Projection), ApiError> {
        let projection = derive(&doc, None).map_err(ApiError::internal)?.projection;
        Ok((judge::set_aside(&doc, &raws), projection))
    };
    let (mut judged, projection) = judging(&app.gates.devices, work).await??;
    let outside = std::mem::take(&mut judged.set_aside);
    let placed = if outside.is_empty() { Placed::AfterReassignment } else { Placed::Quarantine };
    let known = app.store.quarantined(document.id, outside.iter().map(|(hash, _)| *hash).collect()).await?;
    let mut size = app.store.quarantine_size(document.id, sender.device).await?;
    let mut changes = Vec::new();
    for (hash, raw) in outside.into_iter().filter(|(hash, _)| !known.contains(hash)) {
        size.changes += 1;
        size.bytes += raw.len() as u64;
        if size.changes > MAX_CHANGES || size.bytes > MAX_BYTES {
            judged.stop_before(&hash);
            break;
        }
        changes.push((hash, raw));
    }
    if !changes.is_empty() {
        batch.quarantined.push(QuarantineWrite {
            document: document.id,
            person: sender.person,
            device: sender.device,
            relayed_by: sender.relayed_by,
            changes,
            projection,
        });
    }
    Ok((judged, placed))
}

/// Judges what lies in quarantine of a document that is `person`'s again, and takes in what is good. Marked as late work: it came
/// when the document was somebody else's. What is not taken stays where it is.
///
/// Answers whether anything was taken in.
pub(crate) async fn readmit(app: App, organisation: OrganisationId, person: PersonId, document: DocumentId) -> Result<bool, ApiError> {
    let _locked = app.locks.lock(document).await;
    let mut entered = false;
    for SetAside { device, relayed, raws } in app.store.quarantine_of(organisation, person, document, false).await? {
        let mut raws = causal(raws);
        let Some(known) = app.store.device(device).await? else { continue };
        if known.revoked_at.is_some() && relayed {
            // Signed by a key that may be in somebody else's hands: it stays where the desk sees it.
            continue;
        }
        let sender = Sender { organisation, person, device, key: known.public_key, relayed_by: None, put_out: false };
        while !raws.is_empty() {
            let Standing::Has(stored) = app.store.standing(organisation, person, document).await? else { return Ok(entered) };
            let mut batch = batch(&app, &sender, false);
            let judged = judge_into(&app, &sender, *stored, Arc::new(raws.clone()), true, &mut batch).await?;
            if !batch.documents.is_empty() {
                commit(&app, batch).await?;
                entered = true;
            }
            if judged.refused.is_some() || judged.received.is_empty() {
                break;
            }
            raws.drain(..judged.received.len());
        }
    }
    Ok(entered)
}

/// What of the work in quarantine went into the document.
#[derive(Debug, Default)]
pub(super) struct TakenIn {
    /// So many changes are in the document now.
    pub(super) changes: u64,
    /// What stopped the rest, which stays where it is.
    pub(super) refused: Option<RefusedChange>,
}

/// Takes what lies in quarantine of `device` into the document, as far as it is good, because `by` at the desk says so: also what the
/// desk left out before. Marked as late work.
pub(super) async fn take_in(
    app: App,
    organisation: OrganisationId,
    by: PersonId,
    device: DeviceIdentity,
    document: DocumentId,
) -> Result<TakenIn, ApiError> {
    let _locked = app.locks.lock(document).await;
    let mut taken = TakenIn::default();
    let aside = app.store.quarantine_of(organisation, device.person, document, true).await?;
    let Some(SetAside { raws, .. }) = aside.into_iter().find(|aside| aside.device == device.device) else { return Ok(taken) };
    let sender =
        Sender { organisation, person: device.person, device: device.device, key: device.public_key, relayed_by: None, put_out: false };
    let mut raws = causal(raws);
    while !raws.is_empty() {
        let stored = app.store.document(organisation, document).await?.ok_or(ApiError::NotFound)?;
        let decision = DeskDecision {
            document,
            device: device.device,
            by,
            beside: Beside::Quarantine,
            seen: 0,
            decision: Decision::TakenIn,
            reason: String::new(),
        };
        let mut batch = Batch { decided: Some(decision), ..batch(&app, &sender, false) };
        let judged = judge_into(&app, &sender, stored, Arc::new(raws.clone()), true, &mut batch).await?;
        if !batch.documents.is_empty() {
            commit(&app, batch).await?;
        }
        let received = judged.received.len();
        taken.changes += received as u64;
        taken.refused = judged.refused;
        if taken.refused.is_some() || received == 0 {
            break;
        }
        raws.drain(..received);
    }
    Ok(taken)
}

/// Notes that the work of a device stays out of the document, and tells the device: what lies there up to the
/// number `seen`. Answers how many changes that are; they are kept.
pub(super) async fn discard(
    app: App,
    by: PersonId,
    device: DeviceIdentity,
    document: StoredDocument,
    seen: u64,
    reason: String,
) -> Result<u64, ApiError> {
    let _locked = app.locks.lock(document.id).await;
    let (organisation, id) = (device.organisation, document.id);
    let doc = open(&app, organisation, &document).await?;
    let projection = judging(&app.gates.desk, move || derive(&doc, None)).await?.map_err(ApiError::internal)?.projection;
    // The document's row no longer says that something waits.
    let row =
        QuarantineWrite { document: id, person: device.person, device: device.device, relayed_by: None, changes: Vec::new(), projection };
    let decision =
        DeskDecision { document: id, device: device.device, by, beside: Beside::Quarantine, seen, decision: Decision::LeftOut, reason };
    let batch = Batch {
        organisation,
        at: app.now(),
        heard: None,
        documents: Vec::new(),
        quarantined: vec![row],
        list: None,
        settles: None,
        decided: Some(decision),
    };
    let left_out = commit(&app, batch).await?.left_out;
    tell(&app, &device, left_out);
    Ok(left_out)
}

/// Pokes the person of whose work the desk left `changes` out.
pub(super) fn tell(app: &App, device: &DeviceIdentity, changes: u64) {
    if changes > 0 {
        app.pokes.poke(device.organisation, &BTreeSet::from([device.person]), None);
    }
}

/// The changes in an order in which each comes after what it builds on, whatever order they arrived in: the first operation of a change
/// is numbered past all that it builds on.
fn causal(mut raws: Vec<Vec<u8>>) -> Vec<Vec<u8>> {
    let limits = Limits::default();
    raws.sort_by_cached_key(|raw| preflight(raw, &limits).ok().map(|flight| (flight.start_op, flight.actor, flight.seq)));
    raws
}
