//! Service contracts and their maintenance plans.

use async_trait::async_trait;
use chrono::NaiveDate;
use model::documents::visit::records::{Asset, Customer};
use model::id::{CallOutId, ContractId, OrganisationId, PersonId, PlanId};
use model::rules::{ContractTerm, Recurrence};
use model::time::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::StoreError;
use super::documents::CallOutEntry;

/// What a contract takes over; the rest is paid service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Covered {
    /// Work.
    Labour,
    /// Spare parts.
    Parts,
    /// The way.
    Travel,
    /// What is used up.
    Consumables,
}

/// Where a contract stands in its cycle: sign and file, accept the papers, serve, follow up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub(crate) enum Cycle {
    /// Signed and filed.
    #[serde(rename = "Q")]
    Signed,
    /// The project's papers are accepted.
    #[serde(rename = "Y")]
    Accepted,
    /// Served.
    #[serde(rename = "B")]
    Served,
    /// Followed up, towards the next contract.
    #[serde(rename = "S")]
    FollowedUp,
}

/// What a contract says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ContractDetails {
    /// With whom.
    pub(crate) customer: Customer,
    /// For what; at least one and at most 200.
    pub(crate) assets: Vec<Asset>,
    /// What it takes over; the rest is paid service.
    pub(crate) covers: Vec<Covered>,
    /// The price class of what it does not take over, in the organisation's words.
    #[serde(default)]
    pub(crate) price_class: String,
    /// Where it stands in its cycle.
    pub(crate) cycle: Cycle,
    /// Anything else.
    #[serde(default)]
    pub(crate) note: String,
}

/// How a customer was told that a contract ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ToldHow {
    /// By letter.
    Letter,
    /// By phone.
    Phone,
    /// By somebody who went there.
    Visit,
}

impl ToldHow {
    /// The stable word.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Letter => "letter",
            Self::Phone => "phone",
            Self::Visit => "visit",
        }
    }

    /// The way of a stable word.
    pub(crate) fn of(word: &str) -> Option<Self> {
        [Self::Letter, Self::Phone, Self::Visit].into_iter().find(|how| how.word() == word)
    }
}

/// That the customer was told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub(crate) struct Told {
    /// On which day.
    #[schema(value_type = String, format = Date)]
    pub(crate) on: NaiveDate,
    /// How.
    pub(crate) how: ToldHow,
    /// Who is sent to renew.
    pub(crate) sent: String,
}

/// That a contract ends soon.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Notice {
    /// The end that it tells of.
    pub(crate) ends_on: NaiveDate,
    /// The day on which it was due.
    pub(crate) due_on: NaiveDate,
    /// What was done about it.
    pub(crate) told: Option<Told>,
}

/// A contract as it is kept.
#[derive(Debug, Clone)]
pub(crate) struct KeptContract {
    pub(crate) id: ContractId,
    pub(crate) number: String,
    pub(crate) details: ContractDetails,
    /// By their first day.
    pub(crate) terms: Vec<ContractTerm>,
    pub(crate) ended_on: Option<NaiveDate>,
    pub(crate) ended_reason: Option<String>,
    /// By the end that they tell of.
    pub(crate) notices: Vec<Notice>,
}

/// A contract to keep with its first term.
pub(crate) struct NewContractRow {
    pub(crate) id: ContractId,
    pub(crate) number: String,
    pub(crate) details: ContractDetails,
    pub(crate) term: ContractTerm,
}

/// Which contracts; what is absent leaves nothing out.
#[derive(Debug, Clone, Default)]
pub(crate) struct ContractQuery {
    pub(crate) id: Option<ContractId>,
    /// Part of the customer's name.
    pub(crate) customer: Option<String>,
    /// Serial number of an asset, as it stands on it.
    pub(crate) serial: Option<String>,
}

/// What a plan says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PlanDetails {
    /// What is done; the call-outs say so.
    pub(crate) name: String,
    /// How often.
    pub(crate) recurrence: Recurrence,
    /// On which assets of the contract; one call-out for each.
    pub(crate) assets: Vec<Asset>,
    /// Keys of the checklist templates to use; empty for those that fit the work and the product.
    #[serde(default)]
    pub(crate) templates: Vec<String>,
    /// Who is to be sent, if it is possible.
    #[serde(default)]
    pub(crate) technician: Option<PersonId>,
    /// So many **days** before the day the call-out is entered.
    pub(crate) days_ahead: u32,
}

/// What is settled about one day of a plan.
#[derive(Debug, Clone)]
pub(crate) struct PlanDay {
    pub(crate) due_on: NaiveDate,
    pub(crate) state: PlanDayState,
    /// Why it was skipped or moved.
    pub(crate) reason: Option<String>,
    /// Who skipped or moved it.
    pub(crate) decided_by_name: Option<String>,
    pub(crate) call_outs: Vec<PlannedCallOut>,
}

/// What became of a day of a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PlanDayState {
    /// Its call-outs are in the register, for this day if it was moved before.
    Entered { moved_to: Option<NaiveDate> },
    /// Left out.
    Skipped,
    /// To be done on another day.
    Moved { to: NaiveDate },
}

/// A call-out that the planner entered.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct PlannedCallOut {
    /// Its id.
    pub(crate) id: CallOutId,
    /// Its number.
    pub(crate) number: String,
    /// Place of its asset in the plan.
    pub(crate) place: u32,
    /// `registered`: nobody is sent; `dispatched`: a visit is open; `cleared`: the customer has signed.
    pub(crate) status: String,
}

/// A plan as it is kept.
#[derive(Debug, Clone)]
pub(crate) struct KeptPlan {
    pub(crate) id: PlanId,
    pub(crate) contract: ContractId,
    pub(crate) details: PlanDetails,
    pub(crate) first_on: NaiveDate,
    pub(crate) made_on: NaiveDate,
    pub(crate) made_by: PersonId,
    pub(crate) ended_on: Option<NaiveDate>,
    pub(crate) ended_reason: Option<String>,
    /// By their day of the calendar.
    pub(crate) days: Vec<PlanDay>,
}

/// A plan to keep.
pub(crate) struct NewPlanRow {
    pub(crate) id: PlanId,
    pub(crate) contract: ContractId,
    pub(crate) details: PlanDetails,
    pub(crate) first_on: NaiveDate,
    pub(crate) made_on: NaiveDate,
}

/// That one day of a plan is skipped, or moved.
pub(crate) struct DayDecision {
    pub(crate) plan: PlanId,
    pub(crate) due_on: NaiveDate,
    /// To which day; absent if it is skipped.
    pub(crate) moved_to: Option<NaiveDate>,
    pub(crate) reason: String,
}

/// The call-outs of one day of a plan.
pub(crate) struct DayEntry {
    pub(crate) plan: PlanId,
    pub(crate) due_on: NaiveDate,
    /// The day of their numbers, yyMMdd.
    pub(crate) day: String,
    /// One for each asset.
    pub(crate) entries: Vec<CallOutEntry>,
}

/// Contracts and plans. Ids of another organisation are unknown here.
#[async_trait]
pub(crate) trait ContractStore: Send + Sync {
    /// Contracts by their end, with terms and notices.
    async fn contracts(&self, organisation: OrganisationId, query: ContractQuery) -> Result<Vec<KeptContract>, StoreError>;

    /// Keeps a contract; `false` if the organisation has one of this number, or the id is taken.
    async fn create_contract(
        &self,
        organisation: OrganisationId,
        by: PersonId,
        at: Timestamp,
        new: NewContractRow,
    ) -> Result<bool, StoreError>;

    /// Adds a term; the same one again changes nothing.
    async fn add_term(
        &self,
        organisation: OrganisationId,
        contract: ContractId,
        term: ContractTerm,
        by: PersonId,
        at: Timestamp,
    ) -> Result<(), StoreError>;

    /// Ends a contract before its term.
    async fn end_contract(
        &self,
        organisation: OrganisationId,
        contract: ContractId,
        on: NaiveDate,
        reason: String,
    ) -> Result<(), StoreError>;

    /// Raises the notice of an end, unless it was raised before. Answers whether it is new.
    async fn raise_notice(&self, contract: ContractId, ends_on: NaiveDate, due_on: NaiveDate, at: Timestamp) -> Result<bool, StoreError>;

    /// Records that the customer was told of an end. `false` if there is no such notice.
    async fn record_told(
        &self,
        organisation: OrganisationId,
        contract: ContractId,
        ends_on: NaiveDate,
        told: Told,
        by: PersonId,
    ) -> Result<bool, StoreError>;

    /// Plans of the organisation, or of one contract, by their first day.
    async fn plans(&self, organisation: OrganisationId, contract: Option<ContractId>) -> Result<Vec<KeptPlan>, StoreError>;

    /// Keeps a plan; `false` if the id is taken.
    async fn create_plan(&self, organisation: OrganisationId, by: PersonId, at: Timestamp, new: NewPlanRow) -> Result<bool, StoreError>;

    /// Ends a plan.
    async fn end_plan(&self, organisation: OrganisationId, plan: PlanId, on: NaiveDate, reason: String) -> Result<(), StoreError>;

    /// Skips or moves a day of a plan. `false` if it was entered before.
    async fn decide_day(&self, by: PersonId, at: Timestamp, decision: DayDecision) -> Result<bool, StoreError>;

    /// Enters the call-outs of a day in one transaction with the note that they are; `false` if they were entered before, or the day was
    /// skipped.
    async fn enter_day(&self, organisation: OrganisationId, by: PersonId, at: Timestamp, entry: DayEntry) -> Result<bool, StoreError>;
}
