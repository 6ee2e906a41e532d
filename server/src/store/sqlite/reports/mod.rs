//! SQL of reports: their rows, kept with the documents, and walks along their covering indexes. Sums are made outside: one walk serves
//! every way of cutting, where SQLite would sort all rows for each.

mod facts;
mod keep;
mod rows;

use async_trait::async_trait;
use model::rules::sla::Promise;

pub(super) use keep::keep;

use super::Sqlite;
use crate::reports::ask::{Asked, ReportName};
use crate::store::StoreError;
use crate::store::reports::{
    AnswerFact, ComplaintFact, DayFact, EachRow, OldPartFact, PartFact, RepairFact, ReportStore, ServiceFact, TargetFact, WorkFact,
};

#[async_trait]
impl ReportStore for Sqlite {
    async fn targets_due(&self, asked: Asked, promise: Promise) -> Result<Vec<TargetFact>, StoreError> {
        self.read(move |db| facts::targets(db, &asked, promise)).await
    }

    async fn answers(&self, asked: Asked) -> Result<Vec<AnswerFact>, StoreError> {
        self.read(move |db| facts::answers(db, &asked)).await
    }

    async fn services(&self, asked: Asked) -> Result<Vec<ServiceFact>, StoreError> {
        self.read(move |db| facts::services(db, &asked)).await
    }

    async fn complaints(&self, asked: Asked) -> Result<Vec<ComplaintFact>, StoreError> {
        self.read(move |db| facts::complaints(db, &asked)).await
    }

    async fn repairs(&self, asked: Asked) -> Result<Vec<RepairFact>, StoreError> {
        self.read(move |db| facts::repairs(db, &asked)).await
    }

    async fn parts_used(&self, asked: Asked) -> Result<Vec<PartFact>, StoreError> {
        self.read(move |db| facts::parts(db, &asked)).await
    }

    async fn old_part_facts(&self, asked: Asked) -> Result<Vec<OldPartFact>, StoreError> {
        self.read(move |db| facts::old_parts(db, &asked)).await
    }

    async fn days(&self, asked: Asked) -> Result<Vec<DayFact>, StoreError> {
        self.read(move |db| facts::days(db, &asked)).await
    }

    async fn works(&self, asked: Asked) -> Result<Vec<WorkFact>, StoreError> {
        self.read(move |db| facts::works(db, &asked)).await
    }

    async fn report_rows(&self, asked: Asked, name: ReportName, offset: u32, most: u32, mut each: EachRow) -> Result<(), StoreError> {
        self.read(move |db| rows::walk(db, &asked, name, (offset, most), &mut each)).await
    }
}
