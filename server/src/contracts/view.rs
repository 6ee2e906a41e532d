//! A contract as the desk sees it.

use chrono::NaiveDate;
use model::id::ContractId;
use model::rules::{ContractState, ContractTerm, contract_ends_on, contract_notice_on, contract_state};
use serde::Serialize;
use utoipa::ToSchema;

use crate::store::contracts::{ContractDetails, KeptContract, Notice, Told};

/// A contract.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ContractView {
    /// Its id.
    id: ContractId,
    /// Its number.
    number: String,
    /// What it says.
    details: ContractDetails,
    /// Its terms, the first one first.
    terms: Vec<ContractTerm>,
    /// Where it stands today.
    state: ContractState,
    /// The last day on which it covers anything.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Date)]
    ends_on: Option<NaiveDate>,
    /// The day on which the customer is to be told of the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Date)]
    notice_on: Option<NaiveDate>,
    /// Why it was ended before its term.
    #[serde(skip_serializing_if = "Option::is_none")]
    ended_reason: Option<String>,
    /// Notices that came due, the oldest first.
    notices: Vec<NoticeView>,
    /// A notice came due and nobody has told the customer.
    to_tell: bool,
}

/// A notice that came due.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct NoticeView {
    /// The end that it tells of.
    #[schema(value_type = String, format = Date)]
    ends_on: NaiveDate,
    /// The day on which it was due.
    #[schema(value_type = String, format = Date)]
    due_on: NaiveDate,
    /// What was done about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    told: Option<Told>,
}

/// A contract as it stands on `today`.
pub(super) fn view(kept: KeptContract, today: NaiveDate) -> ContractView {
    let KeptContract { id, number, details, terms, ended_on, ended_reason, notices } = kept;
    let ends_on = contract_ends_on(&terms, ended_on);
    let state = contract_state(&terms, ended_on, today);
    // A notice of an end that another term or an earlier end has overtaken is not to be told any more.
    let to_tell = ended_on.is_none() && notices.iter().any(|notice| Some(notice.ends_on) == ends_on && notice.told.is_none());
    let shown = |Notice { ends_on, due_on, told }| NoticeView { ends_on, due_on, told };
    ContractView {
        id,
        number,
        details,
        state,
        ends_on,
        notice_on: ends_on.filter(|_| ended_on.is_none()).map(contract_notice_on),
        terms,
        ended_reason,
        notices: notices.into_iter().map(shown).collect(),
        to_tell,
    }
}
