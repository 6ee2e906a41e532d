//! What aftercare keeps of a document, written with it, and read back.

use model::documents::visit::records::Customer;
use model::id::{CallOutId, DocumentId, OrganisationId, PersonId};
use rusqlite::types::Value;
use rusqlite::{Row, Transaction, params, params_from_iter};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::aftercare::line::{Answer, Found, WorkLine};
use crate::store::StoreError;
use crate::store::aftercare::KeptWork;
use crate::store::sqlite::row;

/// The columns behind the key, in their order.
const COLUMNS: &str = "call_out, number, work, is_open, left_at, done_at, technician, customer, contact, phone, address, product, model, serial, \
     fault, scale, answered_at, grades, grade, reasons, suggestion, by_phone, found_at, found, signed, approved";
const COUNT: usize = 26;

/// Makes `line` that of the document; answers whether it was not so before.
pub(in crate::store::sqlite) fn keep(
    tx: &Transaction<'_>,
    organisation: OrganisationId,
    document: DocumentId,
    line: Option<&WorkLine>,
) -> Result<bool, StoreError> {
    let wanted = line.map(values).transpose()?;
    let mut find = tx.prepare_cached(&format!("SELECT {COLUMNS} FROM aftercare_work WHERE organisation = ?1 AND document = ?2"))?;
    let mut found = find.query(params![organisation.as_bytes(), document.as_bytes()])?;
    let kept = match found.next()? {
        Some(row) => Some((0..COUNT).map(|column| row.get(column)).collect::<Result<Vec<Value>, _>>()?),
        None => None,
    };
    if kept == wanted {
        return Ok(false);
    }
    let Some(wanted) = wanted else {
        let sql = "DELETE FROM aftercare_work WHERE organisation = ?1 AND document = ?2";
        tx.prepare_cached(sql)?.execute(params![organisation.as_bytes(), document.as_bytes()])?;
        return Ok(true);
    };
    let places = vec!["?"; COUNT + 2].join(", ");
    let sql = format!("INSERT OR REPLACE INTO aftercare_work (organisation, document, {COLUMNS}) VALUES ({places})");
    let key = [Value::Blob(organisation.as_bytes().to_vec()), Value::Blob(document.as_bytes().to_vec())];
    tx.prepare_cached(&sql)?.execute(params_from_iter(key.into_iter().chain(wanted)))?;
    Ok(true)
}

fn values(line: &WorkLine) -> Result<Vec<Value>, StoreError> {
    let text = |text: &str| Value::Text(text.to_owned());
    let id = |bytes: Option<&[u8; 16]>| bytes.map_or(Value::Null, |bytes| Value::Blob(bytes.to_vec()));
    let number = |number: Option<i64>| number.map_or(Value::Null, Value::Integer);
    let (answer, found) = (line.answer.as_ref(), line.found.as_ref());
    let WorkLine { customer, .. } = line;
    Ok(vec![
        id(line.call_out.as_ref().map(CallOutId::as_bytes)),
        text(&line.number),
        text(&line.work),
        i64::from(line.is_open).into(),
        number(line.left_at.map(|at| at.as_ms())),
        number(line.done_at.map(|at| at.as_ms())),
        id(line.technician.as_ref().map(PersonId::as_bytes)),
        text(&customer.name),
        text(&customer.contact),
        text(&customer.phone),
        text(&customer.address),
        text(&line.product),
        text(&line.model),
        text(&line.serial),
        text(&line.fault),
        text(&line.scale),
        number(answer.map(|answer| answer.at.as_ms())),
        answer.map(|answer| written(&answer.grades)).transpose()?.map_or(Value::Null, Value::Text),
        number(answer.and_then(|answer| answer.grade).map(i64::from)),
        text(answer.map_or("", |answer| answer.reasons.as_str())),
        text(answer.map_or("", |answer| answer.suggestion.as_str())),
        i64::from(answer.is_some_and(|answer| answer.by_phone)).into(),
        number(found.map(|found| found.at.as_ms())),
        found.map(written).transpose()?.map_or(Value::Null, Value::Text),
        i64::from(line.signed).into(),
        i64::from(line.approved).into(),
    ])
}

/// The work in a row of `aftercare_work`, whose columns have their own names.
pub(super) fn work(found: &Row<'_>) -> Result<KeptWork, StoreError> {
    let maybe_id = |column: &str| found.get::<_, Option<[u8; 16]>>(column);
    let answer = match row::maybe_at(found, "answered_at")? {
        Some(at) => Some(Answer {
            at,
            grades: read(&found.get::<_, String>("grades")?)?,
            grade: found.get("grade")?,
            reasons: found.get("reasons")?,
            suggestion: found.get("suggestion")?,
            by_phone: found.get("by_phone")?,
        }),
        None => None,
    };
    let line = WorkLine {
        call_out: maybe_id("call_out")?.map(CallOutId::from_bytes),
        number: found.get("number")?,
        work: found.get("work")?,
        is_open: found.get("is_open")?,
        left_at: row::maybe_at(found, "left_at")?,
        done_at: row::maybe_at(found, "done_at")?,
        technician: maybe_id("technician")?.map(PersonId::from_bytes),
        customer: Customer {
            name: found.get("customer")?,
            contact: found.get("contact")?,
            phone: found.get("phone")?,
            address: found.get("address")?,
        },
        product: found.get("product")?,
        model: found.get("model")?,
        serial: found.get("serial")?,
        fault: found.get("fault")?,
        scale: found.get("scale")?,
        answer,
        found: found.get::<_, Option<String>>("found")?.map(|json| read::<Found>(&json)).transpose()?,
        signed: found.get("signed")?,
        approved: found.get("approved")?,
    };
    Ok(KeptWork { document: DocumentId::from_bytes(row::id(found, "document")?), line })
}

/// As JSON.
pub(super) fn written(value: &impl Serialize) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|_| StoreError::Damaged("aftercare"))
}

/// Out of JSON.
pub(super) fn read<T: DeserializeOwned>(json: &str) -> Result<T, StoreError> {
    serde_json::from_str(json).map_err(|_| StoreError::Damaged("aftercare"))
}
