//! What should be looked at about surveys and return visits.

use super::Visit;
use super::assessment::{Attention, Signature};

/// The flags about survey and return visit.
pub(super) fn aftercare_attention(visit: &Visit, signature: Signature) -> Vec<Attention> {
    let on_site = visit.terms.as_ref().is_some_and(|terms| terms.sign_off.survey_on_site);
    let unfit = visit.survey_answers().iter().any(|answer| !visit.survey_scale().is_some_and(|scale| scale.fits(answer.grades)));
    let note = visit.return_visit();
    let raised = [
        (on_site && signature != Signature::None && visit.survey().is_none(), Attention::SurveyMissing),
        (unfit, Attention::SurveyUnfit),
        (visit.return_visit_days_late() > 0, Attention::ReturnVisitLate),
        (note.is_some_and(|note| !note.repair_holds), Attention::ReworkDue),
        (note.is_some_and(|note| note.difference_fen() != 0), Attention::ChargesDiffer),
    ];
    raised.into_iter().filter(|(raised, _)| *raised).map(|(_, attention)| attention).collect()
}
