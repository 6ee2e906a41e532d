//! The rules of the trade: what may be done when. Inputs in, a named outcome out; the same functions decide on the device,
//! where they stop a wrong tap, and on the server, where they judge what devices send. Each outcome names its rule (R-…).
//!
//! Left out: who may log in, what may be stored, and what companies decide differently ([`crate::policy`]).

mod aftercare;
mod amendment;
mod calendar;
mod class;
mod clearing;
mod clock;
mod clock_proof;
mod complaint;
mod complaint_approval;
pub mod complaint_course;
mod complaint_desk;
mod completion;
mod contract;
mod day;
mod disposal;
mod doubt;
mod due;
mod exception;
mod exchange;
mod goods_terms;
pub mod kept;
mod maintenance;
mod maintenance_plan;
mod missing;
mod money;
mod old_part;
mod old_part_actions;
mod part_swap;
mod preparation;
mod receipt;
mod refusal;
mod repair;
mod requests;
mod return_visit;
mod room;
mod satisfaction;
pub mod service_rates;
mod sign_off;
mod site;
pub mod sla;
mod stops;
mod strike;
mod survey;
pub mod terms;
mod text;
mod visit;
pub mod warranty;

pub use aftercare::{
    ReturnCall, ReturnShare, ReturnWindow, TRIES_BEFORE_GIVING_UP, asked_after_days, asks_after_each_call_out, check_return_call,
    return_kinds, return_shares, return_window, share_needed, suggested_shares,
};
pub use amendment::{can_accept_amendment, can_open_amendment};
pub use calendar::{check_utc_offset, days_after, days_late, local_day};
pub use class::{can_set_class, check_class};
pub use clearing::{Clearing, IssuedPart, OldPartOfSwap, clearing};
pub use clock::{CLOCK_ALLOWANCE_MS, ClockJudgement, ClockVerdict, judge_clock};
pub use clock_proof::uncertainty_ms;
pub use complaint::{can_receive_complaint, check_complaint, check_complaint_event, next_complaint_number, provisional_label};
pub use complaint_approval::{Approvers, complaint_approvers};
pub use complaint_desk::{ComplaintObstacle, can_record_on_complaint, closes_only_satisfied, grade_closes};
pub use completion::{GoodsOfVisit, OrderOfVisit, is_order_complete};
pub use contract::{
    ContractState, ContractTerm, TermFlaw, check_term, contract_covers, contract_ends_on, contract_notice_on, contract_state,
};
pub use day::{MAX_REPORT_LINES, MAX_WORK_MINUTES, can_strike_work, can_write_day, check_handing_in, check_work};
pub use disposal::{Quote, Sale, SaleFlaw, check_sale, sale_flaws};
pub use doubt::{Doubt, Known, doubts};
pub use due::{due_after, end_of_day};
pub use exception::{can_note_exception, may_except, may_except_any};
pub use exchange::may_exchange;
pub use maintenance::{DayOfYear, Recurrence, RecurrenceFlaw};
pub use maintenance_plan::{Decided, PlanCalendar, PlannedDay};
pub use missing::{Missing, missing_to_depart, missing_to_finish};
pub use money::{
    MAX_AMOUNT_FEN, can_agree_fee, can_charge, can_collect, can_decide_service_type, can_request_invoice, can_strike_charge, check_amount,
    check_stated, fee_agreed_first,
};
pub use old_part::{
    Disposition, Grounds, HandOverPromise, ReviewClass, SaleValue, check_disposition, check_grounds, check_hand_over_promise, check_way,
    judge_by, month_end, overdue_days, proposed_disposition, required_on,
};
pub use old_part_actions::{can_open_old_part, can_record_on_old_part, check_old_part_event, check_removed};
pub use part_swap::{MAX_QUANTITY, check_swap};
pub use preparation::{can_answer, can_depart, can_prepare, check_consent, check_delay, check_refused_appointment};
pub use receipt::{check_receipt_number, receipt_number};
pub use refusal::Refusal;
pub use repair::{can_record_on_repair, can_take, check_holder, check_repair_event, check_taking};
pub use requests::{can_request, check_decision, check_permission, check_request};
pub use return_visit::{can_note_return_visit, check_return_visit, return_visit_targets};
pub use room::OwnWork;
pub use satisfaction::{deciding_grade, is_satisfied};
pub use sign_off::{can_add_photo, can_ask, can_sign, check_nobody, check_signer};
pub use site::{can_note_site, can_tell, check_correction, check_opening, check_report, check_site_note, check_words};
pub use stops::{can_promise, can_resume, can_suspend, check_promise, check_risk, check_stop, check_take_along};
pub use strike::{can_strike, check_strike};
pub use survey::{can_answer_survey, can_answer_survey_by_phone, survey_is_asked};
pub use text::{MAX_LINE_CHARS, MAX_TEXT_CHARS, check_line, check_text, is_blank};
pub use visit::{can_arrive, can_finish, can_record_void_trip, can_reopen, can_start, can_work};
