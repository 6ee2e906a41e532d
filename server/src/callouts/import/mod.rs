//! Call-outs from a file: CSV or XLSX, as docs/import.md says.
//!
//! A file is looked at first (`dry_run=true`): every bad line is named, with what is wrong, and what was probably entered before. Then
//! it is taken, all of it or nothing, in one transaction; the same file again changes nothing.

mod columns;
mod rows;
mod table;
mod xlsx;

use std::collections::HashMap;

use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{DefaultBodyLimit, State};
use http::StatusCode;
use model::documents::visit::records::CallOut;
use model::id::CallOutId;
use model::policy::local_date;
use model::time::Timestamp;
use model::wire::problem::Problem;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use self::columns::{Columns, HeaderFault};
use self::rows::Reading;
pub use self::rows::{GoodRow, Reason, RowFault};
pub use self::table::{FileFault, Format, MAX_COLUMNS, MAX_FILE_BYTES, MAX_LINES};
pub use self::xlsx::MAX_UNFOLDED_BYTES;
use super::field::Field;
use super::register::{day_of_number, needed};
use crate::app::App;
use crate::auth::DeskAuth;
use crate::documents::open::judging;
use crate::error::ApiError;
use crate::http::query::ApiQuery;
use crate::policies;
use crate::store::call_outs::{CallOutImport, Imported, Same, phone_key, serial_key};
use crate::store::documents::CallOutEntry;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(import_call_outs)).layer(DefaultBodyLimit::max(MAX_FILE_BYTES))
}

/// What a file says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// What it was written as.
    pub format: Format,
    /// Lines that can be entered.
    pub good: Vec<GoodRow>,
    /// Everything that is wrong with the others, by line.
    pub faults: Vec<RowFault>,
    /// What the columns are called that nobody knows; they are passed over.
    pub unknown_columns: Vec<String>,
}

/// Why nothing of a file can be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SheetFault {
    /// It cannot be read.
    File(FileFault),
    /// These columns are needed and not there.
    MissingColumns(Vec<Field>),
    /// Two columns have this name.
    ColumnTwice(Field),
}

/// Reads a file. Every field of `needed` must have a column and something in it; times without a zone are of one so many **minutes** east
/// of UTC.
///
/// # Errors
/// If nothing can be told of its lines.
pub fn read(bytes: &[u8], needed: &[Field], now: Timestamp, time_zone: i64) -> Result<Sheet, SheetFault> {
    let table = table::read(bytes).map_err(SheetFault::File)?;
    let Some((header, lines)) = table.lines.split_first() else { return Err(SheetFault::File(FileFault::Empty)) };
    let columns = Columns::read(header, needed).map_err(|fault| match fault {
        HeaderFault::Missing(fields) => SheetFault::MissingColumns(fields),
        HeaderFault::Twice(field) => SheetFault::ColumnTwice(field),
    })?;
    let reading = Reading { columns: &columns, needed, now, time_zone };
    let mut sheet = Sheet { format: table.format, good: Vec::new(), faults: Vec::new(), unknown_columns: columns.unknown(header) };
    for line in lines {
        match reading.row(line) {
            Ok(row) => sheet.good.push(row),
            Err(faults) => sheet.faults.extend(faults),
        }
    }
    Ok(sheet)
}

/// What a file comes to.
#[derive(Debug, Default, Serialize, ToSchema)]
struct ImportReport {
    /// Its lines were entered, now or before.
    taken: bool,
    /// When the same file was taken before; nothing was entered now.
    #[serde(skip_serializing_if = "Option::is_none")]
    taken_before: Option<Timestamp>,
    /// What it was written as.
    #[serde(skip_serializing_if = "Option::is_none")]
    format: Option<Format>,
    /// Why it cannot be read at all.
    #[serde(skip_serializing_if = "Option::is_none")]
    unreadable: Option<FileFault>,
    /// Columns that are needed and not there.
    missing_columns: Vec<Field>,
    /// A column that is there twice.
    #[serde(skip_serializing_if = "Option::is_none")]
    column_twice: Option<Field>,
    /// Columns that nobody knows; they are passed over.
    unknown_columns: Vec<String>,
    /// How many lines can be entered, or were.
    good: u64,
    /// How many lines cannot.
    bad: u64,
    /// Everything that is wrong, by line.
    faults: Vec<RowFault>,
    /// Lines that were probably entered before. They are entered all the same: a customer may have two matters.
    duplicates: Vec<Duplicate>,
}

/// A line that was probably entered before.
#[derive(Debug, Serialize, ToSchema)]
struct Duplicate {
    /// The line's number in the file.
    line: u32,
    /// What it has in common.
    same: Same,
    /// Number of the entry that is not cleared.
    #[serde(skip_serializing_if = "Option::is_none")]
    number: Option<String>,
    /// The earlier line of the file.
    #[serde(skip_serializing_if = "Option::is_none")]
    earlier_line: Option<u32>,
}

/// Whether the file is only looked at.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct How {
    dry_run: bool,
}

/// Enters call-outs from a CSV or XLSX file (docs/import.md). With `dry_run=true` nothing is taken and everything that is wrong is named;
/// else all of it is taken, or nothing. A file that was taken before changes nothing.
#[utoipa::path(
    post,
    path = "/v1/desk/call-outs/import",
    tag = "desk",
    params(("dry_run" = bool, Query, description = "Only look at the file")),
    request_body(content = Vec<u8>, description = "The file, at most 8 MiB and 5,000 lines behind the header", content_type = "application/octet-stream"),
    responses(
        (status = 200, description = "What the file comes to", body = ImportReport),
        (status = 400, description = "`dry_run` is not given", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "More than 8 MiB", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "`invalid`: a line cannot be taken; nothing was taken. The dry run names them all", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn import_call_outs(
    State(app): State<App>,
    desk: DeskAuth,
    ApiQuery(How { dry_run }): ApiQuery<How>,
    body: Result<Bytes, BytesRejection>,
) -> Result<Json<ImportReport>, ApiError> {
    let bytes = body.map_err(|rejection| match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => ApiError::TooLarge,
        _ => ApiError::Malformed("The body cannot be read.".into()),
    })?;
    let sha256: [u8; 32] = Sha256::digest(&bytes).into();
    if let Some(imported) = app.store.imported(desk.organisation, sha256).await? {
        return Ok(Json(taken(&imported)));
    }
    let (now, time_zone) = (app.now(), policies::time_zone(&app, desk.organisation).await?);
    let needed = needed(&app, desk.organisation, now).await?;
    let sheet = judging(&app.gates.desk, move || read(&bytes, &needed, now, time_zone)).await?;
    if dry_run {
        return Ok(Json(match sheet {
            Ok(sheet) => looked_at(&app, &desk, sheet).await?,
            Err(SheetFault::File(fault)) => ImportReport { unreadable: Some(fault), ..ImportReport::default() },
            Err(SheetFault::MissingColumns(fields)) => ImportReport { missing_columns: fields, ..ImportReport::default() },
            Err(SheetFault::ColumnTwice(field)) => ImportReport { column_twice: Some(field), ..ImportReport::default() },
        }));
    }
    let refused =
        |why: String| ApiError::Invalid(format!("{why}; nothing was taken. Ask with dry_run=true for everything that is wrong.").into());
    let sheet = sheet.map_err(|_| refused("The file cannot be read as call-outs".to_owned()))?;
    if let Some(fault) = sheet.faults.first() {
        return Err(refused(format!("{} lines cannot be taken, the first of them line {}", bad(&sheet.faults), fault.line)));
    }
    if sheet.good.is_empty() {
        return Err(refused("The file has no line behind its header".to_owned()));
    }
    let mut entries = Vec::with_capacity(sheet.good.len());
    for row in sheet.good {
        let received_at = row.received_at.unwrap_or(now);
        let call_out = CallOut {
            id: CallOutId::from_parts(now, app.random()?),
            number: String::new(),
            received_at,
            fault: row.fault,
            service_type: row.service_type,
            work: row.work,
            urgency: row.urgency,
        };
        let day = day_of_number(local_date(received_at, time_zone));
        entries.push((day, CallOutEntry { call_out, customer: row.customer, asset: row.asset }));
    }
    let import = CallOutImport { organisation: desk.organisation, by: desk.person, at: now, sha256, entries };
    Ok(Json(taken(&app.store.import_call_outs(import).await?)))
}

fn taken(imported: &Imported) -> ImportReport {
    let taken_before = Some(imported.at).filter(|_| imported.before);
    ImportReport { taken: true, taken_before, good: imported.entries, ..ImportReport::default() }
}

/// How many lines have a fault; those of one line stand together.
fn bad(faults: &[RowFault]) -> u64 {
    faults.chunk_by(|one, next| one.line == next.line).count() as u64
}

async fn looked_at(app: &App, desk: &DeskAuth, sheet: Sheet) -> Result<ImportReport, ApiError> {
    let keys_of = |row: &GoodRow| [(Same::Phone, phone_key(&row.customer)), (Same::Serial, serial_key(&row.asset))];
    let mut lines: HashMap<(bool, String), Vec<u32>> = HashMap::new();
    for row in &sheet.good {
        for (same, key) in keys_of(row).into_iter().filter(|(_, key)| !key.is_empty()) {
            lines.entry((same == Same::Phone, key)).or_default().push(row.line);
        }
    }
    let same_of = |is_phone| if is_phone { Same::Phone } else { Same::Serial };
    let asked = lines.keys().map(|(is_phone, key)| (same_of(*is_phone), key.clone())).collect();
    let mut duplicates = Vec::new();
    for (same, key, found) in app.store.open_like(desk.organisation, asked).await? {
        for line in lines.get(&(same == Same::Phone, key)).into_iter().flatten() {
            duplicates.push(Duplicate { line: *line, same, number: Some(found.entry.call_out.number.clone()), earlier_line: None });
        }
    }
    for ((is_phone, _), alike) in &lines {
        let Some((first, later)) = alike.split_first() else { continue };
        let same = same_of(*is_phone);
        duplicates.extend(later.iter().map(|line| Duplicate { line: *line, same, number: None, earlier_line: Some(*first) }));
    }
    duplicates.sort_by_key(|duplicate| (duplicate.line, duplicate.same == Same::Serial, duplicate.earlier_line));
    Ok(ImportReport {
        format: Some(sheet.format),
        unknown_columns: sheet.unknown_columns,
        good: sheet.good.len() as u64,
        bad: bad(&sheet.faults),
        faults: sheet.faults,
        duplicates,
        ..ImportReport::default()
    })
}
