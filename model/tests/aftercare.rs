//! Surveys and return visits: what they must say, which answer counts, what is late and what is due.

use crate::site::*;
use model::documents::visit::assessment::{Attention, Signature};
use model::documents::visit::records::*;
use model::documents::visit::survey::Scale;
use model::documents::visit::write::VisitOrder;
use model::rules::{self, Missing, Refusal};
use model::seal::voucher::SignOffKind;
use model::seal::{Mark, Unsigned};
use model::time::Timestamp;

fn surveyed(scale: &str) -> Replica {
    let sign_off = SignOffTerms { survey_on_site: true, survey_scale: scale.into(), ..SignOffTerms::default() };
    let mut phone = opened(&VisitOrder { terms: Some(Terms { sign_off, ..Terms::default() }), ..order() }, &zhao()).on(&zhao());
    phone.work_to_finish(&zhao());
    phone
}

fn overall(grade: u32) -> Grades {
    Grades { overall: Some(grade), ..Grades::default() }
}

fn answered(grades: Grades, reasons: &str) -> EventKind {
    EventKind::SurveyAnswered { grades, reasons: reasons.into(), suggestion: String::new() }
}

/// the full score skips the reasons question, less asks for them. R-202, P-14: each scale has its own range.
#[test]
fn the_full_score_asks_for_no_reasons_and_less_does() {
    let zhao = zhao();
    for (code, full, less, off) in
        [("four_grades", 1, 2, 5), ("points", 100, 80, 101), ("score_to_ten", 10, 9, 11), ("five_stars", 5, 4, 0), ("named", 1, 2, 0)]
    {
        let phone = surveyed(code);
        let visit = phone.assess().visit;
        let may = |grades: &Grades, reasons: &str| rules::can_answer_survey(&visit, zhao.person, grades, reasons, "");
        assert_eq!(may(&overall(full), ""), Ok(()), "{code}");
        assert_eq!(may(&overall(less), ""), Err(Refusal::SurveyReasonsMissing), "{code}");
        assert_eq!(may(&overall(less), "来得晚"), Ok(()), "{code}");
        assert!(matches!(may(&overall(off), "x"), Err(Refusal::GradeOutOfScale(..))), "{code}");
        assert!(matches!(may(&Grades::default(), ""), Err(Refusal::GradeOutOfScale(..))), "{code}: nothing is answered");
    }
    // The desk asks by the same rule, and nobody has to have come.
    let visit = surveyed("five_stars").assess().visit;
    assert_eq!(rules::can_answer_survey_by_phone(&visit, &overall(4), "", ""), Err(Refusal::SurveyReasonsMissing));
    assert_eq!(rules::can_answer_survey_by_phone(&visit, &overall(4), "来得晚", "早点来"), Ok(()));
    assert!(matches!(rules::can_answer_survey_by_phone(&visit, &overall(6), "x", ""), Err(Refusal::GradeOutOfScale(..))));
    assert_eq!(Scale::from_code("smileys"), None);
    let none = surveyed("smileys");
    let may = rules::can_answer_survey(&none.assess().visit, zhao.person, &overall(5), "", "");
    assert_eq!(may, Err(Refusal::NoSurvey));
}

/// the latest answer on the scale counts; one that is not on it is shown; a missing one is asked for.
#[test]
fn the_latest_answer_on_the_scale_counts() {
    let zhao = zhao();
    let mut phone = surveyed("five_stars");
    phone.sign(&zhao, 140);
    assert_eq!(phone.assess().attention, [Attention::SurveyMissing]);
    phone.event(&zhao, 141, answered(overall(3), "slow"));
    phone.event(&zhao, 142, answered(overall(5), ""));
    phone.event(&zhao, 143, answered(overall(9), ""));
    let now = phone.assess();
    assert_eq!(now.visit.survey().unwrap().grades.overall, Some(5));
    assert_eq!((now.signature, now.attention.as_slice()), (Signature::Current, [Attention::SurveyUnfit].as_slice()));
}

#[test]
fn the_survey_is_answered_at_the_end() {
    let zhao = zhao();
    let sign_off = SignOffTerms { survey_scale: "five_stars".into(), ..SignOffTerms::default() };
    let mut phone = opened(&VisitOrder { terms: Some(Terms { sign_off, ..Terms::default() }), ..order() }, &zhao).on(&zhao);
    phone.event(&zhao, 50, EventKind::Arrived);
    assert_eq!(rules::survey_is_asked(&phone.assess().visit, zhao.person), Err(Refusal::SurveyBeforeFinish));
}

/// O-14: due in three days, made on the fourth.
fn leak_visit(due_minute: i64) -> Replica {
    let call_out = CallOut { work: Work::ReturnVisit, ..order().call_out };
    let targets = Targets { fix_by: Some(Timestamp::from_ms(MORNING + due_minute * 60_000)), ..Targets::default() };
    let order = VisitOrder { call_out, checklist: Vec::new(), terms: Some(Terms { targets, ..Terms::default() }), ..order() };
    opened(&order, &zhao()).on(&zhao())
}

fn note(repair_holds: bool, paid_fen: i64) -> EventKind {
    EventKind::ReturnVisitNoted {
        of: "C260226-004".into(),
        repair_holds,
        state: "墙面又湿".into(),
        opinion: "师傅态度好".into(),
        suggestions: String::new(),
        paid_fen,
        due_fen: 4_500,
    }
}

fn signed_by_resident(phone: &mut Replica) {
    let zhao = zhao();
    phone.sign_as(&zhao, 80, SignOffKind::ReturnVisit, Mark::Strokes { strokes: pen() });
}

/// five items and a signature; a day late; a notice within 24 h of the visit; the difference is shown.
#[test]
fn a_return_visit_that_finds_a_defect_is_signed_and_says_what_is_due() {
    let zhao = zhao();
    let mut phone = leak_visit(-600);
    phone.event(&zhao, 50, EventKind::Arrived);
    phone.event(&zhao, 51, EventKind::Started);
    let now = phone.assess();
    assert_eq!(rules::missing_to_finish(&now.visit), [Missing::ReturnVisit]);
    assert_eq!(rules::can_note_return_visit(&now.visit, now.signature, zhao.person), Ok(()));
    phone.event(&zhao, 60, note(false, 5_000));
    assert_eq!(rules::missing_to_finish(&phone.assess().visit), []);
    assert_eq!(rules::can_ask(&phone.assess().visit, Signature::None, SignOffKind::ReturnVisit), Err(Refusal::NotFinished));
    phone.event(&zhao, 70, EventKind::Finished);
    assert_eq!(rules::can_ask(&phone.assess().visit, Signature::None, SignOffKind::Acceptance), Err(Refusal::OtherPaper));
    signed_by_resident(&mut phone);
    let now = phone.assess();
    assert_eq!(now.signature, Signature::Current);
    assert_eq!(now.attention, [Attention::ReturnVisitLate, Attention::ReworkDue, Attention::ChargesDiffer]);
    let found = now.visit.return_visit().unwrap();
    assert_eq!((found.difference_fen(), now.visit.return_visit_days_late()), (500, 1));
    assert_eq!(found.notice_by().unwrap().as_ms(), MORNING + 60 * 60_000 + 24 * 3_600_000, "from the visit, not from the upload");
    let paper = now.acceptance().unwrap().voucher().unwrap().details.return_visit.clone().unwrap();
    assert_eq!((paper.state.as_str(), paper.paid_fen), ("墙面又湿", 5_000));
}

#[test]
fn a_return_visit_in_time_that_finds_all_well_raises_nothing() {
    let zhao = zhao();
    let mut phone = leak_visit(600);
    phone.event(&zhao, 50, EventKind::Arrived);
    phone.event(&zhao, 51, EventKind::Started);
    phone.event(&zhao, 60, note(true, 4_500));
    phone.event(&zhao, 70, EventKind::Finished);
    signed_by_resident(&mut phone);
    assert_eq!((phone.assess().signature, phone.assess().attention), (Signature::Current, vec![]));
}

/// an owner who is not at home signs nothing; the absence is on record and counts as no return visit.
#[test]
fn an_owner_who_is_not_at_home_signs_nothing() {
    let zhao = zhao();
    let mut phone = leak_visit(600);
    let ask = |phone: &Replica, kind| rules::can_ask(&phone.assess().visit, Signature::None, kind);
    assert_eq!(ask(&phone, SignOffKind::Absent), Err(Refusal::NotArrived));
    phone.event(&zhao, 50, EventKind::Arrived);
    assert_eq!(ask(&phone, SignOffKind::ReturnVisit), Err(Refusal::NotFinished));
    assert_eq!(ask(&phone, SignOffKind::Absent), Ok(()));
    let mark = Mark::Unsigned(Unsigned { reason: "家中无人".into(), words: String::new() });
    phone.sign_as(&zhao, 55, SignOffKind::Absent, mark);
    let now = phone.assess();
    assert_eq!((now.signature, now.attention.as_slice()), (Signature::None, [Attention::CustomerAbsent].as_slice()));
    assert!(now.visit.return_visit().is_none());
}

/// each item is asked for by name.
#[test]
fn each_item_of_a_return_visit_is_asked_for() {
    let zhao = zhao();
    let text = || "x".to_owned();
    let with = |of: String, state: String, opinion: String, paid_fen: i64| EventKind::ReturnVisitNoted {
        of,
        repair_holds: true,
        state,
        opinion,
        suggestions: String::new(),
        paid_fen,
        due_fen: 0,
    };
    assert_eq!(rules::check_return_visit(&with(text(), text(), text(), 0)), Ok(()));
    assert_eq!(rules::check_return_visit(&with(String::new(), text(), text(), 0)), Err(Refusal::ReturnVisitIncomplete("of")));
    assert_eq!(rules::check_return_visit(&with(text(), " ".into(), text(), 0)), Err(Refusal::ReturnVisitIncomplete("state")));
    assert_eq!(rules::check_return_visit(&with(text(), text(), String::new(), 0)), Err(Refusal::ReturnVisitIncomplete("opinion")));
    assert_eq!(rules::check_return_visit(&with(text(), text(), text(), -1)), Err(Refusal::AmountOutOfRange));
    let mut repair = opened_for(&zhao).on(&zhao);
    repair.event(&zhao, 50, EventKind::Arrived);
    let now = repair.assess();
    assert_eq!(rules::can_note_return_visit(&now.visit, now.signature, zhao.person), Err(Refusal::NotAReturnVisit));
}
