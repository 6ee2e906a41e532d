//! Whether what a document opened on a device states of names, terms and numbers is what the server knows (R-136, E6, E7). The work is
//! done and signed for: what differs is taken as it is and shown, so that a person looks.

use serde::{Deserialize, Serialize};

use super::sla::ServiceFacts;
use super::terms::TermsFacts;
use crate::documents::claims::{ClaimedTerms, Claims};
use crate::policy::Policy;
use crate::reference::number::NumberRange;
use crate::time::Timestamp;

/// Something that a document states otherwise than the server knows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Doubt {
    /// The technician or the organisation is called otherwise than in the roster.
    NameDiffers,
    /// The terms are not what any policy said that the device may have had.
    TermsDiffer,
    /// The number is not from the device's own range (E6, E7).
    NumberForeign,
}

/// What the server knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// Name of the organisation.
    pub organisation_name: String,
    /// Name of the person who opened the document, if there is such a person.
    pub person_name: Option<String>,
    /// Every policy that was in force until the server had the document, with the time at which it came into force, the first one
    /// first.
    pub policies: Vec<(Timestamp, Policy)>,
    /// The device's range of numbers.
    pub range: Option<NumberRange>,
}

/// What of `claims` is otherwise than `known`, each once, in order.
#[must_use]
pub fn doubts(claims: &Claims, known: &Known) -> Vec<Doubt> {
    let same = |stated: &str, known: &str| stated.trim() == known.trim();
    let named = same(&claims.organisation_name, &known.organisation_name)
        && known.person_name.as_deref().is_some_and(|name| same(&claims.person_name, name));
    let numbered = claims.paper.as_deref().is_none_or(|number| {
        let range = number.split_once('-').map(|(range, _)| range);
        range.is_some() && range == known.range.as_ref().map(|own| own.prefix.as_str())
    });
    let raised = [(Doubt::NameDiffers, !named), (Doubt::TermsDiffer, !terms_hold(claims, known)), (Doubt::NumberForeign, !numbered)];
    raised.into_iter().filter(|(_, raised)| *raised).map(|(doubt, _)| doubt).collect()
}

/// Whether a policy that the device may have had says these terms. A device had none if it opened the document before there was any.
fn terms_hold(claims: &Claims, known: &Known) -> bool {
    let without = known.policies.first().is_none_or(|(since, _)| claims.opened_at < *since);
    let none = Policy::default();
    let may_have_had = || known.policies.iter().map(|(_, policy)| policy).chain(without.then_some(&none));
    match &claims.terms {
        ClaimedTerms::Visit { received_at, terms: Some(terms) } => {
            let facts = TermsFacts { policy: terms.policy.clone(), service: ServiceFacts::received(*received_at), leader_consent_by: None };
            may_have_had().any(|policy| policy.terms(&facts) == **terms)
        }
        ClaimedTerms::Visit { terms: None, .. } => without,
        ClaimedTerms::Repair(terms) => may_have_had().any(|policy| policy.repair_terms(&terms.policy) == *terms),
        // The days are those of the visit, which may be under an earlier policy than the device has now.
        ClaimedTerms::OldPart(terms) => {
            let of = |policy: &Policy| policy.old_part_terms(&terms.policy);
            may_have_had().any(|policy| of(policy).old_part_days == terms.old_part_days)
                && may_have_had().any(|policy| of(policy).utc_offset_minutes == terms.utc_offset_minutes)
                && !terms.monthly
        }
        ClaimedTerms::UtcOffset(minutes) => may_have_had().any(|policy| policy.utc_offset_minutes() == *minutes),
    }
}
