//! What the desk does with contracts, and the notice that the server raises by itself.

use chrono::NaiveDate;
use model::documents::visit::records::{Asset, Customer};
use model::id::{ContractId, OrganisationId};
use model::policy::local_date;
use model::rules::{ContractState, ContractTerm, check_line, check_term, check_text, contract_ends_on, contract_notice_on, contract_state};
use serde::Deserialize;
use utoipa::ToSchema;

use super::view::{ContractView, view};
use crate::app::App;
use crate::auth::DeskAuth;
use crate::error::ApiError;
use crate::policies;
use crate::rounds::Came;
use crate::store::contracts::{ContractDetails, ContractQuery, KeptContract, NewContractRow, Told};

/// Most assets of one contract or plan.
const MOST_ASSETS: usize = 200;

/// A contract to enter.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewContract {
    /// The contract, made once and kept when it is sent again.
    pub(super) id: ContractId,
    /// Its number, as people say it; one of its kind in the organisation.
    number: String,
    /// What it says.
    details: ContractDetails,
    /// Its first term.
    term: ContractTerm,
}

/// That a contract ends before its term.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Ending {
    /// The last day.
    #[schema(value_type = String, format = Date)]
    pub(crate) on: NaiveDate,
    /// Why.
    pub(crate) reason: String,
}

/// That the customer was told of an end.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Telling {
    /// The end that the notice tells of.
    #[schema(value_type = String, format = Date)]
    ends_on: NaiveDate,
    /// What was done.
    told: Told,
}

/// The contract, if the organisation has it.
pub(crate) async fn known(app: &App, organisation: OrganisationId, id: ContractId) -> Result<KeptContract, ApiError> {
    let found = app.store.contracts(organisation, ContractQuery { id: Some(id), ..ContractQuery::default() }).await?;
    found.into_iter().next().ok_or(ApiError::NotFound)
}

/// Enters a contract. The same id again changes nothing.
pub(super) async fn enter(app: &App, desk: &DeskAuth, new: NewContract) -> Result<ContractView, ApiError> {
    check(&new)?;
    let NewContract { id, number, details, term } = new;
    let number = number.trim().to_owned();
    let row = NewContractRow { id, number: number.clone(), details: details.clone(), term };
    if !app.store.create_contract(desk.organisation, desk.person, app.now(), row).await? {
        let taken = || ApiError::Conflict("number: there is a contract of this number already.".into());
        let kept =
            known(app, desk.organisation, id).await.map_err(|error| if matches!(error, ApiError::NotFound) { taken() } else { error })?;
        if kept.number != number || kept.details != details || kept.terms.first() != Some(&term) {
            return Err(ApiError::Conflict("This id belongs to another contract. Make a new one.".into()));
        }
    }
    shown_after_round(app, desk, id).await
}

/// Renews a contract by a further term. The same term again changes nothing.
pub(super) async fn renew(app: &App, desk: &DeskAuth, id: ContractId, term: ContractTerm) -> Result<ContractView, ApiError> {
    {
        let _turn = app.numbering.lock(desk.organisation).await;
        let kept = known(app, desk.organisation, id).await?;
        if kept.ended_on.is_some() {
            return Err(ApiError::Conflict("The contract was ended before its term. Enter a new one.".into()));
        }
        if !kept.terms.contains(&term) {
            check_term(&kept.terms, term).map_err(|flaw| ApiError::Invalid(flaw.to_string().into()))?;
            app.store.add_term(desk.organisation, id, term, desk.person, app.now()).await?;
        }
    }
    shown_after_round(app, desk, id).await
}

/// Ends a contract before its term; its plans end with it. Said again with another day, the new day counts.
pub(super) async fn end(app: &App, desk: &DeskAuth, id: ContractId, ending: Ending) -> Result<ContractView, ApiError> {
    stated("reason", &ending.reason)?;
    {
        let _turn = app.numbering.lock(desk.organisation).await;
        let kept = known(app, desk.organisation, id).await?;
        let first = kept.terms.first().map(|term| term.starts_on);
        let last = contract_ends_on(&kept.terms, None);
        if first.is_none_or(|first| ending.on < first) || last.is_none_or(|last| ending.on > last) {
            return Err(ApiError::Invalid("on: the contract has no such day".into()));
        }
        app.store.end_contract(desk.organisation, id, ending.on, ending.reason).await?;
    }
    shown_after_round(app, desk, id).await
}

/// Records that the customer was told, and who is sent to renew.
pub(super) async fn tell(app: &App, desk: &DeskAuth, id: ContractId, telling: Telling) -> Result<ContractView, ApiError> {
    line("told.sent", &telling.told.sent)?;
    known(app, desk.organisation, id).await?;
    if !app.store.record_told(desk.organisation, id, telling.ends_on, telling.told, desk.person).await? {
        return Err(ApiError::Conflict("No notice of this end is due yet.".into()));
    }
    shown_after_round(app, desk, id).await
}

/// Raises the notices that are due today and were not raised. One that fails holds up no other.
pub(crate) async fn raise_notices(app: &App, organisation: OrganisationId, today: NaiveDate) -> Result<Came, ApiError> {
    let mut raised = Came::default();
    for kept in app.store.contracts(organisation, ContractQuery::default()).await? {
        let Some(ends_on) = contract_ends_on(&kept.terms, kept.ended_on) else { continue };
        // Who ended a contract has told the customer.
        let due = kept.ended_on.is_none() && contract_state(&kept.terms, None, today) == ContractState::Ending;
        let is_raised = kept.notices.iter().any(|notice| notice.ends_on == ends_on);
        if !due || is_raised {
            continue;
        }
        match app.store.raise_notice(kept.id, ends_on, contract_notice_on(ends_on), app.now()).await {
            Ok(is_new) => raised.done += usize::from(is_new),
            Err(error) => {
                raised.failed += 1;
                tracing::warn!(%organisation, contract = %kept.id, %error, "a notice could not be raised; the next round tries again");
            }
        }
    }
    Ok(raised)
}

/// The contract as it is after what is due was done.
async fn shown_after_round(app: &App, desk: &DeskAuth, id: ContractId) -> Result<ContractView, ApiError> {
    crate::rounds::of(app, desk.organisation).await?;
    let today = local_date(app.now(), policies::time_zone(app, desk.organisation).await?);
    Ok(view(known(app, desk.organisation, id).await?, today))
}

fn check(new: &NewContract) -> Result<(), ApiError> {
    stated("number", &new.number)?;
    line("number", &new.number)?;
    check_customer(&new.details.customer)?;
    check_assets("details.assets", &new.details.assets)?;
    line("details.price_class", &new.details.price_class)?;
    check_text(&new.details.note).map_err(|refusal| ApiError::Invalid(format!("details.note: {refusal}").into()))?;
    check_term(&[], new.term).map_err(|flaw| ApiError::Invalid(flaw.to_string().into()))
}

fn check_customer(customer: &Customer) -> Result<(), ApiError> {
    for (field, text) in [("name", &customer.name), ("address", &customer.address), ("phone", &customer.phone)] {
        stated(&format!("details.customer.{field}"), text)?;
        line(&format!("details.customer.{field}"), text)?;
    }
    line("details.customer.contact", &customer.contact)
}

/// Assets of which call-outs can be made: each needs its model.
pub(crate) fn check_assets(field: &str, assets: &[Asset]) -> Result<(), ApiError> {
    if assets.is_empty() || assets.len() > MOST_ASSETS {
        return Err(ApiError::Invalid(format!("{field}: between 1 and {MOST_ASSETS}").into()));
    }
    for asset in assets {
        stated(&format!("{field}.model"), &asset.model)?;
        let plate = asset.plate.as_ref().map(|plate| ("plate", plate));
        for (name, text) in [("product", &asset.product), ("model", &asset.model), ("serial", &asset.serial)].into_iter().chain(plate) {
            line(&format!("{field}.{name}"), text)?;
        }
    }
    Ok(())
}

/// A text that must say something.
pub(crate) fn stated(field: &str, text: &str) -> Result<(), ApiError> {
    if text.trim().is_empty() {
        return Err(ApiError::Invalid(format!("{field}: must not be empty").into()));
    }
    check_text(text).map_err(|refusal| ApiError::Invalid(format!("{field}: {refusal}").into()))
}

fn line(field: &str, text: &str) -> Result<(), ApiError> {
    check_line(text).map_err(|refusal| ApiError::Invalid(format!("{field}: {refusal}").into()))
}
