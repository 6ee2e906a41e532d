//! Whether an action on a visit is still allowed when it is carried out again after the server refused something before it: asked of
//! the same rules as the action itself, by the name that its change bears.

use model::documents::visit::assessment::Assessment;
use model::id::PersonId;
use model::rules::Refusal;
use model::seal::voucher::SignOffKind;

use super::act::Standpoint;
use super::{
    appointment, arrive, attach_photo, class, depart, finish, note_return_visit, parts_needed, promises, reopen, sign, site, start, stops,
    strike_event, tell,
};

/// Whether the action that calls itself `command` is allowed to `person` now; `left`: the visit has left this device. What it says in
/// particular (an item, an amount) was checked when it was entered, and is judged again by the gate.
///
/// # Errors
/// [`Refusal`]; it says what would be needed.
pub(crate) fn may_repeat(command: &str, assessment: &Assessment, person: PersonId, left: bool) -> Result<(), Refusal> {
    let stand = &Standpoint { assessment, person, left };
    match command {
        "arrive" => arrive::decide(stand),
        "start" => start::decide(stand),
        "finish" => finish::decide(stand),
        "reopen" => reopen::decide(stand).map(drop),
        "depart" => depart::decide(stand),
        "attach_photo" => attach_photo::decide(stand),
        "attempt_contact" | "set_appointment" | "refuse_appointment" | "foresee_delay" | "correct_data" => appointment::decide(stand),
        "note_site" => site::decide(stand),
        "set_class" => class::decide(stand),
        "suspend" => stops::decide_suspend(stand),
        "resume" => stops::decide_resume(stand).map(drop),
        "promise_completion" | "put_promise_at_risk" => promises::decide(stand),
        "request_part" | "note_permission" => parts_needed::decide(stand),
        "strike_event" => strike_event::decide(stand),
        "note_return_visit" => note_return_visit::decide(stand),
        "sign" => sign::decide(stand, SignOffKind::Acceptance),
        "report" | "note_disagreement" | "note_wish" | "name_dealer" | "inform_dealer" | "note_repeat" | "note_exception" => {
            tell::decide(stand)
        }
        // Charges, money, survey, amendment, void trip: theirs is a rule about what they say, which the authority judges too.
        "charge"
        | "agree_fee"
        | "collect_money"
        | "request_invoice"
        | "decide_service_type"
        | "answer_survey"
        | "open_amendment"
        | "void_trip" => stand.still_ours(),
        _ => stand.can_work(),
    }
}
