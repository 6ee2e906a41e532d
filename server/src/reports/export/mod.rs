//! A report as a file. It is written to a file of the system's without a name, row by row as the store walks along them, and sent from
//! there: neither rows nor file are ever held in memory as a whole, but for the pages of a PDF, which has room for a bounded number of rows.

pub(crate) mod csv;
mod pdf;
mod text;
mod xlsx;

use std::fs::File;
use std::io::{Seek as _, SeekFrom};
use std::sync::{Arc, Mutex, PoisonError};

use axum::body::Body;
use axum::response::Response;
use http::{HeaderValue, header};
use tokio_util::io::ReaderStream;

use super::rows::RowReader;
use super::sheet::{Cell, Column, Report};
use super::words::Words;
use crate::app::App;
use crate::error::ApiError;
use crate::http::attachment::attachment;

/// The most rows a sheet of a workbook has room for, below its heads.
const MOST_ROWS: u32 = 1_000_000;

/// A kind of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    /// A workbook (ISO/IEC 29500).
    Xlsx,
    /// Values between commas (RFC 4180), with a byte order mark.
    Csv,
    /// To print.
    Pdf,
}

impl Format {
    /// The kind with this ending.
    pub(super) fn of(ending: &str) -> Option<Self> {
        [Self::Xlsx, Self::Csv, Self::Pdf].into_iter().find(|format| format.ending() == ending)
    }

    fn ending(self) -> &'static str {
        match self {
            Self::Xlsx => "xlsx",
            Self::Csv => "csv",
            Self::Pdf => "pdf",
        }
    }

    fn media_type(self) -> &'static str {
        match self {
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Csv => "text/csv; charset=utf-8",
            Self::Pdf => "application/pdf",
        }
    }

    fn most_rows(self) -> u32 {
        match self {
            Self::Xlsx | Self::Csv => MOST_ROWS,
            Self::Pdf => pdf::MOST_ROWS,
        }
    }
}

/// Why a file was not made.
#[derive(Debug, thiserror::Error)]
enum ExportError {
    #[error("the file cannot be written: {0}")]
    Io(#[from] std::io::Error),
    #[error("the workbook cannot be written: {0}")]
    Workbook(#[from] rust_xlsxwriter::XlsxError),
    #[error("the pages cannot be drawn: {0}")]
    Paper(#[from] paper::PaperError),
}

/// Takes rows, one after the other, and makes a file of them.
trait Writer: Send {
    /// The next row.
    fn row(&mut self, cells: Vec<Cell>) -> Result<(), ExportError>;

    /// The whole file.
    fn finish(self: Box<Self>) -> Result<File, ExportError>;
}

/// A writer and what went wrong with it.
type Progress = (Option<Box<dyn Writer>>, Option<ExportError>);

/// The file of `report`, in the words of one language.
pub(super) async fn file(
    app: &App,
    format: Format,
    report: Report,
    reader: RowReader,
    words: &'static Words,
) -> Result<Response, ApiError> {
    // Whoever asks for many files at once gets one after the other: the board goes on reading.
    let _turn = app.gates.exports.acquire().await.map_err(ApiError::internal)?;
    let columns = reader.columns();
    let span = format!("{}_{}", report.from, report.to);
    let (name, asked) = (report.name, reader.asked);
    let zone = asked.span.zone_minutes;
    let book = Book { report, columns: columns.clone(), words, zone_minutes: zone };
    let writer: Box<dyn Writer> = match format {
        Format::Xlsx => Box::new(xlsx::Workbook::begin(book).map_err(ApiError::internal)?),
        Format::Csv => Box::new(csv::Values::begin(book).map_err(ApiError::internal)?),
        Format::Pdf => Box::new(pdf::Pages::begin(book)),
    };
    let progress: Arc<Mutex<Progress>> = Arc::new(Mutex::new((Some(writer), None)));
    let writing = Arc::clone(&progress);
    let each = Box::new(move |raw| {
        let mut progress = writing.lock().unwrap_or_else(PoisonError::into_inner);
        let (Some(writer), failed) = &mut *progress else { return false };
        *failed = writer.row(reader.finish(reader.cells(raw), &columns)).err();
        failed.is_none()
    });
    app.store.report_rows(asked, name, 0, format.most_rows(), each).await?;
    let (writer, failed) = std::mem::take(&mut *progress.lock().unwrap_or_else(PoisonError::into_inner));
    if let Some(error) = failed {
        return Err(ApiError::internal(error));
    }
    let writer = writer.ok_or_else(|| ApiError::internal("the rows were not walked along"))?;
    let made = tokio::task::spawn_blocking(move || {
        let mut file = writer.finish()?;
        let length = file.seek(SeekFrom::End(0))?;
        file.rewind()?;
        Ok::<_, ExportError>((file, length))
    });
    let (file, length) = made.await.map_err(ApiError::internal)?.map_err(ApiError::internal)?;
    let mut response = attachment(Vec::new(), format.media_type(), name.word(), &span, format.ending())?;
    response.headers_mut().insert(header::CONTENT_LENGTH, HeaderValue::from(length));
    response.headers_mut().insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(words.tag()));
    *response.body_mut() = Body::from_stream(ReaderStream::new(tokio::fs::File::from_std(file)));
    Ok(response)
}

/// What every kind of file needs.
struct Book {
    report: Report,
    /// The heads of the rows.
    columns: Vec<Column>,
    words: &'static Words,
    /// **Minutes** east of UTC.
    zone_minutes: i64,
}
