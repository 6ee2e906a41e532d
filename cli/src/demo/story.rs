//! The story of one visit (O-01): worked and signed without signal, synced, seen on the board; told through the same public
//! API that the pages use. Every step is checked; the first that does not hold ends the story.

use std::time::{Duration, Instant};

use client_core::reference::VanStock;
use client_core::visits::Delivery;
use client_core::{ActionError, Device, NetworkSwitch};
use model::documents::visit::assessment::Signature;
use model::documents::visit::records::{CheckResult, PartSwap, SwapKind};
use model::documents::visit::status::WorkStatus;
use model::documents::visit::timeliness::VisitTarget;
use model::id::DocumentId;
use model::rules::Refusal;
use model::rules::kept::Kept;
use model::rules::sla::Promise;
use model::seal::record::Signer;
use model::seal::strokes::Strokes;
use model::seal::verify::verify;
use model::seal::voucher::Language;
use serde_json::json;

use super::day::{Deeds, PHOTO};
use super::pen;
use super::world::World;
use crate::outcome::{Failure, say};

/// How long the board may take to show what a device has sent.
const BOARD_PATIENCE: Duration = Duration::from_secs(10);

/// Plays the story; answers the summary as one line of JSON.
pub(super) async fn play(world: &World) -> Result<String, Failure> {
    let began = Instant::now();
    let device = world.device(0)?;
    device.set_network(NetworkSwitch::Airplane);
    if device.sync_now().await.is_ok() {
        return Err(Failure::Step("a sync went through in airplane mode".into()));
    }
    step("airplane", "no signal: a sync is refused before it leaves the device");
    let agenda = device.visits().agenda().map_err(|error| acting("reading the agenda")(&error))?;
    let copier = |row: &&client_core::visits::AgendaRow| row.product.contains("Copier") && is_untouched(device, row.id);
    let visit = agenda.iter().find(copier).map(|row| row.id);
    let visit =
        visit.ok_or_else(|| Failure::Step("the copier of the day is not left to work on; begin anew with another --data".into()))?;

    let parts = device.reference().search_parts("czl", 5).map_err(|error| acting("searching the catalogue")(&error))?;
    let roller = Deeds::for_product("Copier", "").swap;
    if !parts.iter().any(|part| part.number == roller.part_number) {
        return Err(Failure::Step(format!("{} is not found by its initials", roller.part_number)));
    }
    let stock = device.van_stock().map_err(|error| acting("reading the van stock")(&error))?;
    let in_van = match piece_in_van(&stock, &roller) {
        Some(serial) => format!("{serial} is in the van"),
        None => "none is left in the van".to_owned(),
    };
    step("looked up", &format!("搓纸轮 by its initials czl; {in_van}, {} kinds of parts in all", stock.lines.len()));

    begin(device, visit)?;
    step("arrived", "and work begun; both are on this phone");
    let targets = device.visits().open(visit).map_err(|error| acting("opening the visit")(&error))?.course.targets;
    let arrival = targets.into_iter().find(|target| target.promise == Promise::Arrive);
    let Some(VisitTarget { due_at, kept: Kept::Met { early_ms }, .. }) = arrival else {
        return Err(Failure::Step(format!("the arrival should be in time, but is {arrival:?}")));
    };
    step("in time", &format!("{} minutes before somebody had to be there (R-137)", early_ms / 60_000));
    let early = sign(device, visit, &pen::signature(pen::Hand::First));
    if !matches!(early, Err(ActionError::Refused(Refusal::NotFinished))) {
        return Err(Failure::Step("a signature before the work was not refused (R-057)".into()));
    }
    step("refused", "signing before the work is finished (R-057)");
    let record = work_through(device, visit, &pen::signature(pen::Hand::First))?;
    step("worked", "checklist, findings, treatment, part swap with old and new serial, photo, finish");
    step("signed", &format!("by the customer; sealed record of {} bytes on this phone", record.len()));

    let sheet = device.visits().open(visit).map_err(|error| acting("opening the visit")(&error))?;
    let Delivery::OnThisPhone { changes } = sheet.delivery else {
        return Err(Failure::Step(format!("the visit should wait on this phone, but is {:?}", sheet.delivery)));
    };
    step("waiting", &format!("{changes} changes on this phone"));

    let (seq, rows) = world.desk().board().await?;
    let before = rows.iter().find(|row| row.id == visit).map(|row| row.status.clone()).unwrap_or_default();
    let mut live = world.desk().live(seq).await?;
    device.set_network(NetworkSwitch::Connected);
    let back_online = Instant::now();
    let report = device.sync_now().await.map_err(|error| acting("syncing")(&error))?;
    let signed = |row: &crate::desk::Row| row.id == visit && row.signature == "current";
    let row = tokio::time::timeout(BOARD_PATIENCE, live.wait_for(signed))
        .await
        .map_err(|_| Failure::Step("the board did not show the signature in time".into()))??;
    let board_ms = back_online.elapsed().as_millis();
    if row.status != "finished" || row.strokes.is_none() || row.parts != 1 {
        return Err(Failure::Step(format!("the board shows {} of {} without what was done", row.status, row.number)));
    }
    step("synced", &format!("{} requests, {} bytes up, {} bytes down", report.requests, report.bytes_up, report.bytes_down));
    step("board", &format!("{} went from {before} to signed within {board_ms} ms of the signal, signature drawn", row.number));
    let delivered = device.visits().open(visit).map_err(|error| acting("opening the visit")(&error))?.delivery;
    if delivered != Delivery::Complete {
        return Err(Failure::Step(format!("the handset should say complete, but says {delivered:?}")));
    }
    let (_, rows) = world.desk().board().await?;
    let photos = rows.iter().find(|row| row.id == visit).map(|row| (row.photos_complete, row.photos));
    if photos != Some((1, 1)) {
        return Err(Failure::Step(format!("the photo has not arrived: {photos:?}")));
    }
    step("received", "the server named what it holds; the photo arrived");

    let kept = world.desk().sealed_record(visit).await?;
    if kept != record {
        return Err(Failure::Step("the server's sealed record is not the device's".into()));
    }
    let seal = verify(&kept, Some(&device.public_key())).map_err(|error| Failure::step("verifying the sealed record")(&error))?;
    let voucher = seal.voucher().ok_or_else(|| Failure::Step("the sealed record is not a visit's".into()))?;
    let file = world.device_file(0).with_file_name(format!("seal-{}.json", voucher.call_out.number));
    std::fs::write(&file, &kept).map_err(|error| Failure::step("writing the sealed record")(&error))?;
    let pdf = device.visits().paper(visit).map_err(|error| acting("drawing the voucher")(&error))?;
    if world.desk().paper(visit).await? != pdf {
        return Err(Failure::Step("the desk's PDF of the voucher is not the device's".into()));
    }
    let page = file.with_file_name(format!("voucher-{}.pdf", voucher.call_out.number));
    std::fs::write(&page, pdf).map_err(|error| Failure::step("writing the voucher")(&error))?;
    step("verified", &format!("the record that the server keeps; try  fieldbook verify {}", file.display()));
    step("printed", &format!("the voucher as the customer gets it, the same bytes at the desk: {}", page.display()));
    let statement = world.statement_file();
    std::fs::write(&statement, world.desk().statement(voucher.organisation.id).await?)
        .map_err(|error| Failure::step("writing the organisation's statement")(&error))?;
    step("certified", &format!("whose key that is: add  --organisation {}", statement.display()));
    let summary = json!({
        "documents": agenda.len(),
        "target_met": true,
        "arrive_by": due_at,
        "checks": sheet.checklist.len(),
        "van_stock": stock.lines.len(),
        "changes": report.changes_sent,
        "bytes_up": report.bytes_up,
        "bytes_down": report.bytes_down,
        "photo_bytes": PHOTO.len(),
        "requests": report.requests,
        "board_ms": board_ms,
        "sealed_record_bytes": record.len(),
        "story_ms": began.elapsed().as_millis(),
        "seal_verified": true,
    });
    Ok(summary.to_string())
}

/// Whether nobody has begun `visit` yet.
pub(super) fn is_untouched(device: &Device, visit: DocumentId) -> bool {
    device.visits().open(visit).is_ok_and(|sheet| sheet.status == WorkStatus::Assigned && sheet.signature == Signature::None)
}

/// Arrives and begins.
pub(super) fn begin(device: &Device, visit: DocumentId) -> Result<(), Failure> {
    device.visits().arrive(visit).map_err(|error| acting("arriving")(&error))?;
    device.visits().start(visit).map_err(|error| acting("starting")(&error))
}

/// Everything from the begun work to the signature; answers the sealed record. Begins first if nobody has.
pub(super) fn work_through(device: &Device, visit: DocumentId, pen: &Strokes) -> Result<Vec<u8>, Failure> {
    if is_untouched(device, visit) {
        begin(device, visit)?;
    }
    let visits = device.visits();
    let sheet = visits.open(visit).map_err(|error| acting("opening the visit")(&error))?;
    for check in &sheet.checklist {
        visits.answer_check(visit, &check.id, CheckResult::Good, "").map_err(|error| acting("answering a check")(&error))?;
    }
    let deeds = Deeds::for_product(&sheet.asset.product, &sheet.asset.serial);
    visits.write_findings(visit, deeds.findings).map_err(|error| acting("writing the findings")(&error))?;
    visits.write_treatment(visit, deeds.treatment).map_err(|error| acting("writing the treatment")(&error))?;
    let stock = device.van_stock().map_err(|error| acting("reading the van stock")(&error))?;
    let swap = numbered(deeds.swap, &stock, &sheet.call_out.number);
    let nameless = visits.swap_part(visit, PartSwap { name: String::new(), ..swap.clone() });
    if !matches!(nameless, Err(ActionError::Refused(Refusal::SwapIncomplete("name")))) {
        return Err(Failure::Step("a part swap without a name was not refused (R-073)".into()));
    }
    visits.swap_part(visit, swap).map_err(|error| acting("swapping a part")(&error))?;
    if let Some((picture, caption)) = deeds.photo {
        visits.attach_photo(visit, picture, "image/jpeg", caption).map_err(|error| acting("attaching a photo")(&error))?;
    }
    visits.finish(visit).map_err(|error| acting("finishing")(&error))?;
    let sign_off = sign(device, visit, pen).map_err(|error| acting("signing")(&error))?;
    visits.seal_file(visit, sign_off).map_err(|error| acting("reading the sealed record")(&error))
}

fn sign(device: &Device, visit: DocumentId, pen: &Strokes) -> Result<model::id::SignOffId, ActionError> {
    let visits = device.visits();
    let shown = visits.show_voucher(visit, Language::Chinese)?;
    let signer = Signer { name: "李芳".into(), role: "行政 Office".into(), remarks: "服务及时，谢谢".into() };
    visits.sign(visit, &shown.digest, Language::Chinese, signer, pen)
}

fn acting(doing: &'static str) -> impl Fn(&dyn std::error::Error) -> Failure {
    Failure::step(doing)
}

fn step(name: &str, what: &str) {
    say(&format!("{name:<10} {what}"));
}

/// A piece of the part of `swap` that is in the van.
fn piece_in_van<'a>(stock: &'a VanStock, swap: &PartSwap) -> Option<&'a str> {
    stock.lines.iter().filter(|line| line.part_number == swap.part_number).flat_map(|line| &line.serials).map(String::as_str).next()
}

/// The swap with the number of a piece in the van; with one of its own, which the books do not know, if none is left. No piece
/// is put in twice.
fn numbered(swap: PartSwap, stock: &VanStock, call_out: &str) -> PartSwap {
    if swap.new_serial.is_empty() || swap.kind != SwapKind::Part {
        return swap;
    }
    let new_serial = piece_in_van(stock, &swap).map_or_else(|| format!("{}-{call_out}", swap.new_serial), str::to_owned);
    PartSwap { new_serial, ..swap }
}
