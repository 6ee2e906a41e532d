//! Aftercare in SQLite: work that was done, kept with the documents, and what the desk did about it.

mod keep;
mod returns;
mod surveys;

use async_trait::async_trait;
use model::id::{CallOutId, DocumentId, EventId, OrganisationId, PersonId};
use model::policy::{Occasion, Unit};
use model::time::Timestamp;
use rusqlite::params;

pub(super) use keep::keep;

use super::Sqlite;
use crate::store::StoreError;
use crate::store::aftercare::{
    AftercareStore, Between, CallCount, CallEnd, CallOutcome, KeptReturnCall, KeptWork, NewReturnCall, Repaired, Served, SurveyCall,
};

/// `work` is the visit with which its call-out was served: none was finished later, and none is still to be done. One that was left before
/// it was finished is done with it; one that was left afterwards is not.
const LAST_OF_CALL_OUT: &str = "NOT EXISTS (SELECT 1 FROM aftercare_work other WHERE other.organisation = work.organisation \
     AND other.call_out = work.call_out AND other.document <> work.document \
     AND ((other.is_open = 1 AND coalesce(other.left_at, 9223372036854775807) > work.done_at) \
     OR other.done_at > work.done_at OR (other.done_at = work.done_at AND other.document > work.document)))";

#[async_trait]
impl AftercareStore for Sqlite {
    async fn served(&self, between: Between, open: bool, most: u32) -> Result<Vec<Served>, StoreError> {
        self.read(move |db| surveys::served(db, between, open, most)).await
    }

    async fn count_to_ask(&self, between: Between) -> Result<u64, StoreError> {
        self.read(move |db| surveys::count_to_ask(db, between)).await
    }

    async fn served_by(&self, organisation: OrganisationId, visit: DocumentId) -> Result<Option<Served>, StoreError> {
        self.read(move |db| surveys::served_by(db, organisation, visit)).await
    }

    async fn may_be_survey_call(
        &self,
        organisation: OrganisationId,
        visit: DocumentId,
        id: EventId,
        outcome: CallOutcome,
    ) -> Result<bool, StoreError> {
        self.read(move |db| {
            let sql =
                "SELECT NOT EXISTS (SELECT 1 FROM survey_call WHERE id = ?1 AND (organisation <> ?2 OR visit <> ?3 OR outcome <> ?4))";
            let bound = params![id.as_bytes(), organisation.as_bytes(), visit.as_bytes(), outcome.word()];
            Ok(db.prepare_cached(sql)?.query_row(bound, |found| found.get(0))?)
        })
        .await
    }

    async fn keep_survey_call(&self, organisation: OrganisationId, call: SurveyCall) -> Result<bool, StoreError> {
        self.write(move |tx| surveys::keep(tx, organisation, &call)).await
    }

    async fn undo_survey_call(&self, organisation: OrganisationId, id: EventId, by: PersonId, at: Timestamp) -> Result<bool, StoreError> {
        self.write(move |tx| {
            let sql = "UPDATE survey_call SET undone_at = COALESCE(undone_at, ?3), undone_by = COALESCE(undone_by, ?4)
                       WHERE id = ?1 AND organisation = ?2 AND outcome <> 'answered'";
            Ok(tx.execute(sql, params![id.as_bytes(), organisation.as_bytes(), at.as_ms(), by.as_bytes()])? == 1)
        })
        .await
    }

    async fn survey_calls(&self, between: Between) -> Result<CallCount, StoreError> {
        self.read(move |db| surveys::counts(db, between)).await
    }

    async fn latest_survey_calls(&self, between: Between, most: u32) -> Result<Vec<(SurveyCall, String, String)>, StoreError> {
        self.read(move |db| surveys::latest(db, between, most)).await
    }

    async fn repaired(&self, between: Between) -> Result<Vec<Repaired>, StoreError> {
        self.read(move |db| returns::repaired(db, between)).await
    }

    async fn repaired_by(&self, organisation: OrganisationId, work: DocumentId) -> Result<Option<Repaired>, StoreError> {
        self.read(move |db| returns::repaired_by(db, organisation, work)).await
    }

    async fn keep_return_kind(
        &self,
        organisation: OrganisationId,
        work: DocumentId,
        kind: Occasion,
        by: PersonId,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        self.write(move |tx| {
            let sql = "INSERT OR REPLACE INTO return_kind (organisation, work, kind, at, by) VALUES (?1, ?2, ?3, ?4, ?5)";
            tx.execute(sql, params![organisation.as_bytes(), work.as_bytes(), kind.word(), at.as_ms(), by.as_bytes()])?;
            Ok(())
        })
        .await
    }

    async fn keep_return_sent(
        &self,
        organisation: OrganisationId,
        call_out: CallOutId,
        work: DocumentId,
        unit: Option<Unit>,
        by: PersonId,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        self.write(move |tx| {
            let sql = "INSERT INTO return_sent (organisation, call_out, work, unit, at, by) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                       ON CONFLICT DO NOTHING";
            let unit = returns::maybe_word(unit.as_ref());
            tx.execute(sql, params![organisation.as_bytes(), call_out.as_bytes(), work.as_bytes(), unit, at.as_ms(), by.as_bytes()])?;
            Ok(())
        })
        .await
    }

    async fn keep_return_call(&self, organisation: OrganisationId, call: NewReturnCall) -> Result<bool, StoreError> {
        self.write(move |tx| returns::keep_call(tx, organisation, &call)).await
    }

    async fn end_return_call(
        &self,
        organisation: OrganisationId,
        id: EventId,
        end: CallEnd,
        by: PersonId,
        at: Timestamp,
    ) -> Result<bool, StoreError> {
        self.write(move |tx| {
            let (sql, text) = match &end {
                CallEnd::Answered(text) => (
                    "UPDATE return_call SET answer = CASE WHEN answered_at IS NULL THEN ?5 ELSE answer END,
                     answered_by = COALESCE(answered_by, ?4), answered_at = COALESCE(answered_at, ?3)
                     WHERE id = ?1 AND organisation = ?2 AND answer_by IS NOT NULL AND undone_at IS NULL",
                    text.as_str(),
                ),
                CallEnd::Noticed(text) => (
                    "UPDATE return_call SET notice = CASE WHEN noticed_at IS NULL THEN ?5 ELSE notice END,
                     noticed_by = COALESCE(noticed_by, ?4), noticed_at = COALESCE(noticed_at, ?3)
                     WHERE id = ?1 AND organisation = ?2 AND notice_by IS NOT NULL AND undone_at IS NULL",
                    text.as_str(),
                ),
                CallEnd::Undone => (
                    "UPDATE return_call SET undone_at = COALESCE(undone_at, ?3), undone_by = COALESCE(undone_by, ?4)
                     WHERE id = ?1 AND organisation = ?2 AND ?5 = ''",
                    "",
                ),
            };
            Ok(tx.execute(sql, params![id.as_bytes(), organisation.as_bytes(), at.as_ms(), by.as_bytes(), text])? == 1)
        })
        .await
    }

    async fn open_return_calls(&self, organisation: OrganisationId) -> Result<Vec<(KeptReturnCall, KeptWork)>, StoreError> {
        self.read(move |db| returns::open_calls(db, organisation)).await
    }

    async fn defects_found(&self, organisation: OrganisationId) -> Result<Vec<KeptWork>, StoreError> {
        self.read(move |db| returns::defects(db, organisation)).await
    }
}
