//! What a technician's device may write to a day: open one of its own person, and append events of that person's to it. What merely
//! breaks a rule of the trade is taken and shown.

use automerge::{ROOT, Value};

use super::records::{DayEventKind, Genesis};
use super::schema;
use crate::documents::authority::{TechnicianAuthority, plain};
use crate::documents::reader::EVENTS;
use crate::documents::scrutiny::{denied, forbidden, new_record, own_records};
use crate::gate::{Denial, EffectKey, PathKey, Step, Version};
use crate::rules::{MAX_REPORT_LINES, MAX_WORK_MINUTES, check_handing_in, check_line, check_work, is_blank};

/// Records are maps of plain values, at most this deep from the root: `events/<id>/works/<id>`.
const MAX_DEPTH: usize = 4;
/// Most events of one device on one day.
const MAX_OWN_EVENTS: usize = 300;
/// The largest difference of a time zone to UTC there is, in **minutes**.
const MAX_UTC_OFFSET_MINUTES: u32 = 14 * 60;

/// Judges the first change of a document that says it is a day.
pub(crate) fn genesis(authority: &TechnicianAuthority, step: &Step<'_>) -> Result<(), Denial> {
    let root: Genesis = authority.new_document(step)?;
    authority.names_itself(root.id, &root.organisation)?;
    authority.mine(root.person)?;
    if root.schema != schema::SCHEMA || root.utc_offset_minutes.unsigned_abs() > MAX_UTC_OFFSET_MINUTES {
        return Err(denied("malformed", "a day has a layout and a time zone that exist"));
    }
    if is_blank(&root.person_name) || check_line(&root.person_name).is_err() {
        return Err(denied("malformed", "a day names its technician"));
    }
    Ok(())
}

/// Judges any later change.
pub(crate) fn change(authority: &TechnicianAuthority, step: &Step<'_>) -> Result<(), Denial> {
    authority.mine(person_of(&step.before)?)?;
    for effect in step.effects {
        let path: Option<Vec<&str>> = effect.path.iter().map(PathKey::as_str).collect();
        match (path.as_deref(), &effect.key) {
            (Some([EVENTS]), EffectKey::Key(key)) => {
                let made = new_record(step, effect, EVENTS, key)?;
                event(&authority.own_event::<DayEventKind>(step, key, made)?.kind)?;
            }
            (Some(_), _) => plain(effect, effect.object_is_new, MAX_DEPTH)?,
            (None, _) => return Err(forbidden(effect)),
        }
    }
    if own_records(step, EVENTS, authority.device) > MAX_OWN_EVENTS {
        return Err(denied("too_large", format!("a device writes at most {MAX_OWN_EVENTS} events to a day")));
    }
    Ok(())
}

/// Whose day it is. Nothing else of the day is read: a long one would cost its whole length for every change.
fn person_of(day: &Version<'_>) -> Result<crate::id::PersonId, Denial> {
    let stated = match day.get(&ROOT, schema::PERSON) {
        Ok(Some((Value::Scalar(value), _))) => value.as_str().and_then(|text| text.parse().ok()),
        _ => None,
    };
    stated.ok_or_else(|| denied("kind_unknown", "the day does not say whose it is"))
}

/// What no honest device writes.
fn event(kind: &DayEventKind) -> Result<(), Denial> {
    match kind {
        DayEventKind::WorkNoted { minutes, text, .. } => {
            check_work(*minutes, text).map_err(|refusal| denied(refusal.code(), refusal.to_string()))
        }
        DayEventKind::PartsHandedBack { .. } | DayEventKind::MoneyHandedIn { .. } => {
            check_handing_in(kind).map_err(|refusal| denied(refusal.code(), refusal.to_string()))
        }
        DayEventKind::Closed { .. } => Err(denied("forbidden", "only the desk closes a day")),
        DayEventKind::Struck { reason, .. } if is_blank(reason) => Err(denied("reason_missing", "striking out needs a reason")),
        DayEventKind::Struck { reason, .. } => check_line(reason).map_err(|refusal| denied(refusal.code(), refusal.to_string())),
        DayEventKind::ReportConfirmed { works, visits, handed_in, .. } => {
            if works.len() + visits.len() + handed_in.len() > MAX_REPORT_LINES {
                return Err(denied("too_large", format!("a daily report has at most {MAX_REPORT_LINES} lines")));
            }
            if works.values().chain(visits.values()).any(|line| line.minutes > MAX_WORK_MINUTES) {
                return Err(denied("minutes_out_of_range", "no line of a daily report is longer than the day"));
            }
            Ok(())
        }
    }
}
