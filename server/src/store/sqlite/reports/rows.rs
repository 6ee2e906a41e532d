//! The rows behind a report, the newest first.

use rusqlite::types::ValueRef;
use rusqlite::{Connection, params};

use super::facts::{DID_EARLIER, LAST_ANSWER};
use crate::reports::ask::{Asked, ReportName};
use crate::store::StoreError;
use crate::store::reports::{EachRow, Raw};

/// Hands each row to `each`. The columns are those that [`crate::reports::rows`] names, in that order.
pub(super) fn walk(
    db: &Connection,
    asked: &Asked,
    name: ReportName,
    (offset, most): (u32, u32),
    each: &mut EachRow,
) -> Result<(), StoreError> {
    let (begins, ends) = asked.span.instants();
    let technician = asked.technician.map(|technician| *technician.as_bytes());
    let organisation = asked.organisation.as_bytes();
    let mut find = db.prepare_cached(&sql(name))?;
    let mut found = if is_by_day(name) {
        find.query(params![organisation, asked.span.first.to_string(), asked.span.last.to_string(), technician, offset, most])?
    } else {
        find.query(params![organisation, begins.as_ms(), ends.as_ms(), technician, offset, most])?
    };
    while let Some(row) = found.next()? {
        let mut raw = Vec::new();
        for column in 0..row.as_ref().column_count() {
            raw.push(read(row.get_ref(column)?)?);
        }
        if !each(raw) {
            break;
        }
    }
    Ok(())
}

fn is_by_day(name: ReportName) -> bool {
    matches!(name, ReportName::TechnicianDaily | ReportName::SupervisorDaily | ReportName::OldParts)
}

fn read(value: ValueRef<'_>) -> Result<Raw, StoreError> {
    const WHAT: StoreError = StoreError::Damaged("a row of a report");
    Ok(match value {
        ValueRef::Null => Raw::Nothing,
        ValueRef::Integer(number) => Raw::Number(number),
        ValueRef::Text(text) => Raw::Text(std::str::from_utf8(text).map_err(|_| WHAT)?.to_owned()),
        ValueRef::Blob(bytes) => Raw::Id(bytes.try_into().map_err(|_| WHAT)?),
        ValueRef::Real(_) => return Err(WHAT),
    })
}

fn sql(name: ReportName) -> String {
    let sql = match name {
        ReportName::TechnicianDaily => {
            "SELECT work.visit, work.day, work.technician, work.service_type, work.minutes, COALESCE(visit.number, ''), \
             COALESCE(visit.customer, ''), work.text FROM report_work work \
             LEFT JOIN report_visit visit ON visit.organisation = work.organisation AND visit.document = work.visit \
             WHERE work.organisation = ?1 AND work.day >= ?2 AND work.day <= ?3 AND (?4 IS NULL OR work.technician = ?4) \
             ORDER BY work.day DESC, work.technician DESC, work.service_type DESC"
        }
        ReportName::SupervisorDaily => {
            "SELECT day.day, day.technician, day.standing, day.closed, day.corrected, \
             (SELECT COALESCE(SUM(minutes), 0) FROM report_work work WHERE work.organisation = day.organisation AND work.document = day.document \
              AND service_type = 'A'), \
             (SELECT COALESCE(SUM(minutes), 0) FROM report_work work WHERE work.organisation = day.organisation AND work.document = day.document \
              AND service_type = 'B'), \
             (SELECT COALESCE(SUM(minutes), 0) FROM report_work work WHERE work.organisation = day.organisation AND work.document = day.document \
              AND service_type = 'C'), \
             (SELECT COALESCE(SUM(minutes), 0) FROM report_work work WHERE work.organisation = day.organisation AND work.document = day.document \
              AND service_type = 'D') \
             FROM report_day day WHERE day.organisation = ?1 AND day.day >= ?2 AND day.day <= ?3 AND (?4 IS NULL OR day.technician = ?4) \
             ORDER BY day.day DESC, day.technician DESC"
        }
        ReportName::Timeliness => {
            "SELECT document, number, customer, technician, class, 'arrive', arrive_due AS due, arrive_kept, arrive_late_ms, excepted \
             FROM report_visit WHERE organisation = ?1 AND arrive_due >= ?2 AND arrive_due < ?3 AND (?4 IS NULL OR technician = ?4) \
             UNION ALL \
             SELECT document, number, customer, technician, class, 'fix', fix_due AS due, fix_kept, fix_late_ms, excepted \
             FROM report_visit WHERE organisation = ?1 AND fix_due >= ?2 AND fix_due < ?3 AND (?4 IS NULL OR technician = ?4) \
             ORDER BY due DESC"
        }
        ReportName::Satisfaction => {
            return format!(
                "SELECT document, answered_at, number, customer, technician, scale, overall, attitude, skill, punctuality, promises, grade \
                 FROM report_visit WHERE organisation = ?1 AND answered_at >= ?2 AND answered_at < ?3 AND (?4 IS NULL OR technician = ?4) \
                 AND {LAST_ANSWER} ORDER BY answered_at DESC LIMIT ?6 OFFSET ?5"
            );
        }
        ReportName::Complaints => {
            "SELECT complaint.visit, received_at, label, complaint.customer, complaint.product, words, visit.technician, stage, finding \
             FROM report_complaint complaint \
             LEFT JOIN report_visit visit ON visit.organisation = complaint.organisation AND visit.document = complaint.visit \
             WHERE complaint.organisation = ?1 AND received_at >= ?2 AND received_at < ?3 AND (?4 IS NULL OR visit.technician = ?4) \
             AND stage <> 'resubmitted' ORDER BY received_at DESC"
        }
        ReportName::OldParts => {
            "SELECT visit, completed_on, order_number, equipment_number, part_number, name, quantity, unit_price_fen, technician, region, \
             reason, disposition, progress, required_on, promised_on, excused, handed_over_on, shipped_on, judge_by, judged_on \
             FROM report_old_part WHERE organisation = ?1 AND completed_on >= ?2 AND completed_on <= ?3 \
             AND (?4 IS NULL OR technician = ?4) ORDER BY completed_on DESC"
        }
        ReportName::RepeatRepairs => {
            return format!(
                "SELECT document, called_at, number, repeats, customer, product, model, serial, fault, {DID_EARLIER}, technician \
                 FROM report_visit repair WHERE organisation = ?1 AND called_at >= ?2 AND called_at < ?3 AND work = 'repair' \
                 AND repeats IS NOT NULL AND (?4 IS NULL OR {DID_EARLIER} = ?4) ORDER BY called_at DESC LIMIT ?6 OFFSET ?5"
            );
        }
        ReportName::PartsUse => {
            "SELECT part.document, used_at, COALESCE(visit.number, ''), part_number, name, quantity, part.model, part.technician, reason \
             FROM report_part part \
             LEFT JOIN report_visit visit ON visit.organisation = part.organisation AND visit.document = part.document \
             WHERE part.organisation = ?1 AND used_at >= ?2 AND used_at < ?3 AND (?4 IS NULL OR part.technician = ?4) \
             ORDER BY used_at DESC"
        }
    };
    format!("{sql} LIMIT ?6 OFFSET ?5")
}
