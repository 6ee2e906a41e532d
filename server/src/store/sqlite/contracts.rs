//! Contracts and maintenance plans in SQLite. Days are ISO dates, which sort as days do.

use async_trait::async_trait;
use chrono::NaiveDate;
use model::id::{CallOutId, ContractId, OrganisationId, PersonId, PlanId};
use model::rules::ContractTerm;
use model::time::Timestamp;
use rusqlite::{Connection, Row, Transaction, params};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::documents::call_outs;
use super::{Sqlite, row};
use crate::store::StoreError;
use crate::store::contracts::{
    ContractQuery, ContractStore, DayDecision, DayEntry, KeptContract, KeptPlan, NewContractRow, NewPlanRow, Notice, PlanDay, PlanDayState,
    PlannedCallOut, Told, ToldHow,
};

#[async_trait]
impl ContractStore for Sqlite {
    async fn contracts(&self, organisation: OrganisationId, query: ContractQuery) -> Result<Vec<KeptContract>, StoreError> {
        self.read(move |db| find_contracts(db, organisation, &query)).await
    }

    async fn create_contract(
        &self,
        organisation: OrganisationId,
        by: PersonId,
        at: Timestamp,
        new: NewContractRow,
    ) -> Result<bool, StoreError> {
        self.write(move |tx| create(tx, organisation, by, at, &new)).await
    }

    async fn add_term(
        &self,
        organisation: OrganisationId,
        contract: ContractId,
        term: ContractTerm,
        by: PersonId,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        self.write(move |tx| {
            let sql = "INSERT INTO contract_term (contract, starts_on, ends_on, recorded_by, recorded_at)
                       SELECT id, ?3, ?4, ?5, ?6 FROM contract WHERE id = ?1 AND organisation = ?2
                       ON CONFLICT DO NOTHING";
            let (starts_on, ends_on) = (term.starts_on.to_string(), term.ends_on.to_string());
            tx.execute(sql, params![contract.as_bytes(), organisation.as_bytes(), starts_on, ends_on, by.as_bytes(), at.as_ms()])?;
            Ok(())
        })
        .await
    }

    async fn end_contract(
        &self,
        organisation: OrganisationId,
        contract: ContractId,
        on: NaiveDate,
        reason: String,
    ) -> Result<(), StoreError> {
        self.write(move |tx| {
            let sql = "UPDATE contract SET ended_on = ?3, ended_reason = ?4 WHERE id = ?1 AND organisation = ?2";
            tx.execute(sql, params![contract.as_bytes(), organisation.as_bytes(), on.to_string(), reason])?;
            Ok(())
        })
        .await
    }

    async fn raise_notice(&self, contract: ContractId, ends_on: NaiveDate, due_on: NaiveDate, at: Timestamp) -> Result<bool, StoreError> {
        self.write(move |tx| {
            let sql = "INSERT INTO contract_notice (contract, ends_on, due_on, raised_at) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING";
            Ok(tx.execute(sql, params![contract.as_bytes(), ends_on.to_string(), due_on.to_string(), at.as_ms()])? == 1)
        })
        .await
    }

    async fn record_told(
        &self,
        organisation: OrganisationId,
        contract: ContractId,
        ends_on: NaiveDate,
        told: Told,
        by: PersonId,
    ) -> Result<bool, StoreError> {
        self.write(move |tx| {
            let sql = "UPDATE contract_notice SET told_on = ?4, told_how = ?5, sent = ?6, told_by = ?7
                       WHERE contract = ?1 AND ends_on = ?3
                           AND EXISTS (SELECT 1 FROM contract WHERE id = ?1 AND organisation = ?2)";
            let key = (contract.as_bytes(), organisation.as_bytes(), ends_on.to_string());
            let values = params![key.0, key.1, key.2, told.on.to_string(), told.how.word(), told.sent, by.as_bytes()];
            Ok(tx.execute(sql, values)? == 1)
        })
        .await
    }

    async fn plans(&self, organisation: OrganisationId, contract: Option<ContractId>) -> Result<Vec<KeptPlan>, StoreError> {
        self.read(move |db| find_plans(db, organisation, contract)).await
    }

    async fn create_plan(&self, organisation: OrganisationId, by: PersonId, at: Timestamp, new: NewPlanRow) -> Result<bool, StoreError> {
        self.write(move |tx| {
            let sql = "INSERT INTO plan (id, organisation, contract, details, first_on, made_on, made_by, made_at)
                       VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT DO NOTHING";
            let (id, contract, details) = (new.id.as_bytes(), new.contract.as_bytes(), written(&new.details, "plan.details")?);
            let (first_on, made_on) = (new.first_on.to_string(), new.made_on.to_string());
            let values = params![id, organisation.as_bytes(), contract, details, first_on, made_on, by.as_bytes(), at.as_ms()];
            Ok(tx.execute(sql, values)? == 1)
        })
        .await
    }

    async fn end_plan(&self, organisation: OrganisationId, plan: PlanId, on: NaiveDate, reason: String) -> Result<(), StoreError> {
        self.write(move |tx| {
            let sql = "UPDATE plan SET ended_on = ?3, ended_reason = ?4 WHERE id = ?1 AND organisation = ?2";
            tx.execute(sql, params![plan.as_bytes(), organisation.as_bytes(), on.to_string(), reason])?;
            Ok(())
        })
        .await
    }

    async fn decide_day(&self, by: PersonId, at: Timestamp, decision: DayDecision) -> Result<bool, StoreError> {
        self.write(move |tx| {
            let sql = "INSERT INTO plan_day (plan, due_on, state, moved_to, reason, decided_by, decided_at)
                       VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
                       ON CONFLICT (plan, due_on) DO UPDATE
                       SET state = excluded.state, moved_to = excluded.moved_to, reason = excluded.reason,
                           decided_by = excluded.decided_by, decided_at = excluded.decided_at
                       WHERE plan_day.state <> 'entered'";
            let state = if decision.moved_to.is_some() { "moved" } else { "skipped" };
            let (plan, due_on) = (decision.plan.as_bytes(), decision.due_on.to_string());
            let moved_to = decision.moved_to.map(|day| day.to_string());
            Ok(tx.execute(sql, params![plan, due_on, state, moved_to, decision.reason, by.as_bytes(), at.as_ms()])? == 1)
        })
        .await
    }

    async fn enter_day(&self, organisation: OrganisationId, by: PersonId, at: Timestamp, entry: DayEntry) -> Result<bool, StoreError> {
        self.write(move |tx| enter(tx, organisation, by, at, entry)).await
    }
}

fn create(
    tx: &Transaction<'_>,
    organisation: OrganisationId,
    by: PersonId,
    at: Timestamp,
    new: &NewContractRow,
) -> Result<bool, StoreError> {
    let sql = "INSERT INTO contract (id, organisation, number, customer_name, details, made_by, made_at)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT DO NOTHING";
    let (id, details) = (new.id.as_bytes(), written(&new.details, "contract.details")?);
    let name = &new.details.customer.name;
    if tx.execute(sql, params![id, organisation.as_bytes(), new.number, name, details, by.as_bytes(), at.as_ms()])? == 0 {
        return Ok(false);
    }
    let sql = "INSERT INTO contract_term (contract, starts_on, ends_on, recorded_by, recorded_at) VALUES (?1, ?2, ?3, ?4, ?5)";
    tx.execute(sql, params![id, new.term.starts_on.to_string(), new.term.ends_on.to_string(), by.as_bytes(), at.as_ms()])?;
    let mut keep =
        tx.prepare_cached("INSERT INTO contract_serial (organisation, serial, contract) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING")?;
    for serial in new.details.assets.iter().map(|asset| asset.serial.trim()).filter(|serial| !serial.is_empty()) {
        keep.execute(params![organisation.as_bytes(), serial, id])?;
    }
    Ok(true)
}

fn enter(tx: &Transaction<'_>, organisation: OrganisationId, by: PersonId, at: Timestamp, entry: DayEntry) -> Result<bool, StoreError> {
    let DayEntry { plan, due_on, day, entries } = entry;
    let due_on = due_on.to_string();
    // A moved day keeps where it was moved to, and why.
    let sql = "INSERT INTO plan_day (plan, due_on, state, decided_at) VALUES (?1, ?2, 'entered', ?3)
               ON CONFLICT (plan, due_on) DO UPDATE SET state = 'entered', decided_at = excluded.decided_at
               WHERE plan_day.state = 'moved'";
    if tx.execute(sql, params![plan.as_bytes(), due_on, at.as_ms()])? == 0 {
        return Ok(false);
    }
    for (place, entry) in (0_i64..).zip(entries) {
        let entered = call_outs::register(tx, organisation, by, &day, at, entry)?;
        tx.prepare_cached("INSERT INTO plan_call_out (plan, due_on, place, call_out) VALUES (?1, ?2, ?3, ?4)")?.execute(params![
            plan.as_bytes(),
            due_on,
            place,
            entered.call_out.id.as_bytes()
        ])?;
    }
    Ok(true)
}

fn find_contracts(db: &Connection, organisation: OrganisationId, query: &ContractQuery) -> Result<Vec<KeptContract>, StoreError> {
    let sql = "SELECT id, number, details, ended_on, ended_reason FROM contract
               WHERE organisation = ?1
                   AND (?2 IS NULL OR id = ?2)
                   AND (?3 IS NULL OR instr(lower(customer_name), lower(?3)) > 0)
                   AND (?4 IS NULL OR id IN (SELECT contract FROM contract_serial WHERE organisation = ?1 AND serial = ?4))
               ORDER BY coalesce(ended_on, (SELECT max(ends_on) FROM contract_term WHERE contract = contract.id)), number";
    let id = query.id.map(|id| id.as_bytes().to_vec());
    let mut find = db.prepare_cached(sql)?;
    let mut found = find.query(params![organisation.as_bytes(), id, query.customer, query.serial])?;
    let mut contracts = Vec::new();
    while let Some(found) = found.next()? {
        let id = ContractId::from_bytes(row::id(found, "id")?);
        contracts.push(KeptContract {
            id,
            number: found.get("number")?,
            details: read(&found.get::<_, String>("details")?, "contract.details")?,
            terms: terms(db, id)?,
            ended_on: maybe_day(found, "ended_on")?,
            ended_reason: found.get("ended_reason")?,
            notices: notices(db, id)?,
        });
    }
    Ok(contracts)
}

fn terms(db: &Connection, contract: ContractId) -> Result<Vec<ContractTerm>, StoreError> {
    let mut find = db.prepare_cached("SELECT starts_on, ends_on FROM contract_term WHERE contract = ?1 ORDER BY starts_on")?;
    let mut found = find.query([contract.as_bytes()])?;
    let mut terms = Vec::new();
    while let Some(found) = found.next()? {
        terms.push(ContractTerm { starts_on: day(found, "starts_on")?, ends_on: day(found, "ends_on")? });
    }
    Ok(terms)
}

fn notices(db: &Connection, contract: ContractId) -> Result<Vec<Notice>, StoreError> {
    let sql = "SELECT ends_on, due_on, told_on, told_how, sent FROM contract_notice WHERE contract = ?1 ORDER BY ends_on";
    let mut find = db.prepare_cached(sql)?;
    let mut found = find.query([contract.as_bytes()])?;
    let mut notices = Vec::new();
    while let Some(found) = found.next()? {
        let how: Option<String> = found.get("told_how")?;
        let how = how.map(|word| ToldHow::of(&word).ok_or(StoreError::Damaged("contract_notice.told_how"))).transpose()?;
        let told = maybe_day(found, "told_on")?.zip(how);
        let sent: Option<String> = found.get("sent")?;
        notices.push(Notice {
            ends_on: day(found, "ends_on")?,
            due_on: day(found, "due_on")?,
            told: told.map(|(on, how)| Told { on, how, sent: sent.unwrap_or_default() }),
        });
    }
    Ok(notices)
}

fn find_plans(db: &Connection, organisation: OrganisationId, contract: Option<ContractId>) -> Result<Vec<KeptPlan>, StoreError> {
    let sql = "SELECT id, contract, details, first_on, made_on, made_by, ended_on, ended_reason FROM plan
               WHERE organisation = ?1 AND (?2 IS NULL OR contract = ?2) ORDER BY first_on, id";
    let mut find = db.prepare_cached(sql)?;
    let mut found = find.query(params![organisation.as_bytes(), contract.map(|id| id.as_bytes().to_vec())])?;
    let mut plans = Vec::new();
    while let Some(found) = found.next()? {
        let id = PlanId::from_bytes(row::id(found, "id")?);
        plans.push(KeptPlan {
            id,
            contract: ContractId::from_bytes(row::id(found, "contract")?),
            details: read(&found.get::<_, String>("details")?, "plan.details")?,
            first_on: day(found, "first_on")?,
            made_on: day(found, "made_on")?,
            made_by: PersonId::from_bytes(row::id(found, "made_by")?),
            ended_on: maybe_day(found, "ended_on")?,
            ended_reason: found.get("ended_reason")?,
            days: plan_days(db, id)?,
        });
    }
    Ok(plans)
}

fn plan_days(db: &Connection, plan: PlanId) -> Result<Vec<PlanDay>, StoreError> {
    let sql = "SELECT plan_day.due_on, plan_day.state, plan_day.moved_to, plan_day.reason, person.name AS decided_by_name
               FROM plan_day LEFT JOIN person ON person.id = plan_day.decided_by
               WHERE plan_day.plan = ?1 ORDER BY plan_day.due_on";
    let mut find = db.prepare_cached(sql)?;
    let mut found = find.query([plan.as_bytes()])?;
    let mut days = Vec::new();
    while let Some(found) = found.next()? {
        let due_on = day(found, "due_on")?;
        let moved_to = maybe_day(found, "moved_to")?;
        let state = match (found.get::<_, String>("state")?.as_str(), moved_to) {
            ("entered", moved_to) => PlanDayState::Entered { moved_to },
            ("skipped", None) => PlanDayState::Skipped,
            ("moved", Some(to)) => PlanDayState::Moved { to },
            _ => return Err(StoreError::Damaged("plan_day.state")),
        };
        days.push(PlanDay {
            due_on,
            state,
            reason: found.get("reason")?,
            decided_by_name: found.get("decided_by_name")?,
            call_outs: call_outs_of(db, plan, due_on)?,
        });
    }
    Ok(days)
}

fn call_outs_of(db: &Connection, plan: PlanId, due_on: NaiveDate) -> Result<Vec<PlannedCallOut>, StoreError> {
    let sql = "SELECT call_out.id, call_out.number, call_out.status, plan_call_out.place
               FROM plan_call_out JOIN call_out ON call_out.id = plan_call_out.call_out
               WHERE plan_call_out.plan = ?1 AND plan_call_out.due_on = ?2 ORDER BY plan_call_out.place";
    let mut find = db.prepare_cached(sql)?;
    let mut found = find.query(params![plan.as_bytes(), due_on.to_string()])?;
    let mut call_outs = Vec::new();
    while let Some(found) = found.next()? {
        call_outs.push(PlannedCallOut {
            id: CallOutId::from_bytes(row::id(found, "id")?),
            number: found.get("number")?,
            place: found.get("place")?,
            status: found.get("status")?,
        });
    }
    Ok(call_outs)
}

fn written(details: &impl Serialize, what: &'static str) -> Result<String, StoreError> {
    serde_json::to_string(details).map_err(|_| StoreError::Damaged(what))
}

fn read<T: DeserializeOwned>(json: &str, what: &'static str) -> Result<T, StoreError> {
    serde_json::from_str(json).map_err(|_| StoreError::Damaged(what))
}

fn day(row: &Row<'_>, column: &'static str) -> Result<NaiveDate, StoreError> {
    row.get::<_, String>(column)?.parse().map_err(|_| StoreError::Damaged(column))
}

fn maybe_day(row: &Row<'_>, column: &'static str) -> Result<Option<NaiveDate>, StoreError> {
    let text: Option<String> = row.get(column)?;
    text.map(|text| text.parse().map_err(|_| StoreError::Damaged(column))).transpose()
}
