//! Fetching reference data: one page of one set at a time, after changes and documents, before pictures. A set that cannot be fetched
//! waits for itself and holds up nothing. What is little came with the sync answer already and is not fetched.

use std::sync::Arc;

use model::reference::Set;
use model::wire::frame::gunzip_bounded;
use model::wire::reference::{MAX_PAGE_BYTES, MAX_PAGE_ROWS, ReferencePage};

use super::SyncError;
use super::report::SyncReport;
use crate::device::Core;
use crate::http::answer::Failure;
use crate::http::transport::{HttpRequest, Method};
use crate::identity::Enrolled;
use crate::observe::Notice;
use crate::store::reference::{self, Progress, Taken};

/// The longest page that is taken, unpacked, in **bytes**: one row may be longer than a page, and keys, versions and escapes come on
/// top.
const MAX_ANSWER_BYTES: usize = 4 * MAX_PAGE_BYTES;

impl Core {
    /// Fetches the next page of a set and keeps it.
    pub(super) async fn fetch_page(
        self: &Arc<Self>,
        enrolled: &Enrolled,
        report: &mut SyncReport,
        progress: &Progress,
    ) -> Result<(), SyncError> {
        let (set, since) = (progress.set, progress.version);
        let path = format!("/v1/reference/{set}?since={since}");
        let request = HttpRequest::new(Method::Get, path, MAX_ANSWER_BYTES).header("accept", "application/json");
        let answer = self.exchange(enrolled, report, request).await?;
        let page = page_of(&answer.body)?;
        check(&page, set, since)?;
        let taken = self.blocking(move |core| core.store.write(|tx| reference::keep_page(tx, since, &page))).await?;
        if let Taken::Kept(rows) = taken {
            report.reference_rows += rows;
            self.tell(&[Notice::Reference(set)]);
        }
        Ok(())
    }
}

fn page_of(body: &[u8]) -> Result<ReferencePage, Failure> {
    let body = gunzip_bounded(body, MAX_ANSWER_BYTES)?;
    serde_json::from_slice(&body).map_err(|error| Failure::Answer(error.to_string()))
}

/// Whether the page answers what was asked, and goes on: versions only rise, and a page that says there is more brings something.
pub(super) fn check(page: &ReferencePage, set: Set, since: u64) -> Result<(), Failure> {
    let malformed = |what: &str| Err(Failure::Answer(what.to_owned()));
    if page.set != set {
        return malformed("it is of another set");
    }
    if page.rows.len() > MAX_PAGE_ROWS {
        return Err(Failure::AnswerTooLarge);
    }
    if page.version < since {
        return malformed("its version is older than what was asked for");
    }
    let mut last = since;
    for row in &page.rows {
        if row.version <= last {
            return malformed("its rows are not in the order of their versions");
        }
        last = row.version;
    }
    match page.next {
        Some(next) if page.rows.is_empty() || next != last => malformed("it does not end where the next page begins"),
        _ => Ok(()),
    }
}
