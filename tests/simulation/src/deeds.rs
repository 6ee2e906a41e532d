//! What people do on a phone, whether it makes sense or not: the rules of the trade refuse what does not.

use chrono::NaiveDate;
use client_core::visits::Visits;
use client_core::{ActionError, Device};
use fieldbook_tests::{SeededChance, picture, roller, terminal};
use model::documents::visit::records::{
    Channel, CheckResult, Consent, ConsentWay, FaultClass, PartSwap, ServiceType, SiteLine, StopReason,
};
use model::id::DocumentId;
use model::seal::record::Signer;
use model::seal::strokes::{Point, Strokes};
use model::seal::voucher::Language;

/// What was recorded: where the desk must show it, under which id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The visit.
    pub visit: DocumentId,
    /// `parts`, `events`, `photos` or `sign_offs`.
    pub list: &'static str,
    /// Its id.
    pub id: String,
}

/// Does something to one of the visits on `device`, or to its day; answers what it was, and what it recorded.
///
/// # Errors
/// What the device says; an action that is refused by a rule is none.
pub fn anything(device: &Device, chance: &SeededChance) -> (&'static str, Result<Option<Entry>, ActionError>) {
    if chance.below(16) == 0 {
        return ("day", day(device, chance).map(|()| None));
    }
    let visits = device.visits();
    let agenda = match visits.agenda() {
        Ok(agenda) => agenda,
        Err(error) => return ("agenda", Err(error.into())),
    };
    if agenda.is_empty() {
        return ("nothing", Ok(None));
    }
    let Some(row) = agenda.get(chance.below(agenda.len())) else { return ("nothing", Ok(None)) };
    to_visit(&visits, row.id, chance)
}

fn day(device: &Device, chance: &SeededChance) -> Result<(), ActionError> {
    let days = device.days();
    let date = NaiveDate::from_ymd_opt(2026, 3, 2 + u32::try_from(chance.below(3)).unwrap_or_default()).unwrap_or_default();
    let day = days.open_day(date, 480)?;
    match chance.below(3) {
        0 => days.report(day).and_then(|shown| days.confirm(day, &shown.digest)).map(drop),
        _ => days.note_work(day, ServiceType::A, 15, "仓库盘点").map(drop),
    }
}

fn to_visit(visits: &Visits, visit: DocumentId, chance: &SeededChance) -> (&'static str, Result<Option<Entry>, ActionError>) {
    let kept = |list, id: &dyn ToString| Some(Entry { visit, list, id: id.to_string() });
    let agreed = || Consent { by_name: "李芳".into(), how: ConsentWay::Phone };
    match chance.below(28) {
        0..=2 => ("arrive", visits.arrive(visit).map(|()| None)),
        3..=5 => ("start", visits.start(visit).map(|()| None)),
        6 => ("part", visits.swap_part(visit, roller()).map(|id| kept("parts", &id))),
        7 => ("parts", visits.swap_part(visit, PartSwap { quantity: 3, ..roller() }).map(|id| kept("parts", &id))),
        8 => ("terminal", visits.swap_part(visit, terminal()).map(|id| kept("parts", &id))),
        9 => ("strike", strike(visits, visit)),
        10..=12 => ("checks", checks(visits, visit, chance).map(|()| None)),
        13..=15 => ("finish", finish(visits, visit, chance).map(|()| None)),
        16 => ("reopen", visits.reopen(visit).map(|()| None)),
        17..=19 => ("sign", sign(visits, visit, chance).map(|id| kept("sign_offs", &id))),
        20 => ("suspend", visits.suspend(visit, StopReason::Unfinished, "下班", None, Some(agreed())).map(|id| kept("events", &id))),
        21 => ("resume", visits.resume(visit).map(|id| kept("events", &id))),
        22 => ("contact", visits.attempt_contact(visit, Channel::Phone, chance.below(2) == 0, "").map(|id| kept("events", &id))),
        23 => {
            let class = if chance.below(2) == 0 { FaultClass::General } else { FaultClass::Major };
            ("class", visits.set_class(visit, class, "现场判断", "先恢复供电").map(|()| None))
        }
        24 => ("site", visits.note_site(visit, SiteLine::Usage, &format!("第 {} 次使用", chance.below(9))).map(|id| kept("events", &id))),
        25 => ("request", visits.request_part(visit, "A1UD-M4", "电源板", 1, true, "烧毁").map(|id| kept("events", &id))),
        26 => {
            let bytes = picture(200 + chance.below(4_000));
            ("photo", visits.attach_photo(visit, &bytes, "image/jpeg", "").map(|id| kept("photos", &id)))
        }
        _ => ("amend", visits.open_amendment(visit, "补正").map(|id| kept("events", &id))),
    }
}

fn strike(visits: &Visits, visit: DocumentId) -> Result<Option<Entry>, ActionError> {
    match visits.open(visit)?.parts.first() {
        Some(line) => visits.strike_part(visit, line.id, "记错").map(|()| None),
        None => Ok(None),
    }
}

/// One check, or one of the two texts.
fn checks(visits: &Visits, visit: DocumentId, chance: &SeededChance) -> Result<(), ActionError> {
    match chance.below(4) {
        0 => visits.write_findings(visit, ["搓纸轮磨损", "分离爪断裂", "天线松脱"].get(chance.below(3)).unwrap_or(&"")),
        1 => visits.write_treatment(visit, ["更换", "紧固", "清洁"].get(chance.below(3)).unwrap_or(&"")),
        _ => {
            let checklist = visits.open(visit)?.checklist;
            let Some(check) = (!checklist.is_empty()).then(|| checklist.get(chance.below(checklist.len()))).flatten() else {
                return Ok(());
            };
            let result = if chance.below(2) == 0 { CheckResult::Good } else { CheckResult::Defect };
            visits.answer_check(visit, &check.id, result, "")
        }
    }
}

/// Whatever is missing is filled in, mostly, and the work is finished.
fn finish(visits: &Visits, visit: DocumentId, chance: &SeededChance) -> Result<(), ActionError> {
    if chance.below(4) > 0 {
        for check in visits.open(visit)?.checklist {
            visits.answer_check(visit, &check.id, CheckResult::Good, "")?;
        }
        visits.write_findings(visit, "搓纸轮磨损")?;
        visits.write_treatment(visit, "更换搓纸轮，试机正常")?;
    }
    visits.finish(visit)
}

fn sign(visits: &Visits, visit: DocumentId, chance: &SeededChance) -> Result<model::id::SignOffId, ActionError> {
    let signer = Signer { name: "李芳".into(), role: "行政".into(), remarks: String::new() };
    let shown = visits.show_voucher(visit, Language::Chinese)?;
    visits.sign(visit, &shown.digest, Language::Chinese, signer, &strokes(chance))
}

/// A hand on the glass: nobody signs twice alike.
fn strokes(chance: &SeededChance) -> Strokes {
    let coordinate = |end: usize| u16::try_from(chance.below(end)).unwrap_or_default();
    let mut x = 40;
    let mut t_ms = 0;
    let stroke = (0..24).map(|_| {
        x += 8 + coordinate(14);
        t_ms += 33;
        Point { x, y: 40 + coordinate(160), t_ms }
    });
    Strokes { width: 640, height: 240, strokes: vec![stroke.collect()] }
}
