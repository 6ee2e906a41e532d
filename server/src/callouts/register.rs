//! Entering a call-out.

use chrono::NaiveDate;
use model::documents::visit::records::{Asset, CallOut, Customer, ServiceType, Urgency, Work};
use model::id::{CallOutId, OrganisationId};
use model::policy::local_date;
use model::rules::{check_text, is_blank};
use model::time::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::field::Field;
use crate::app::App;
use crate::auth::DeskAuth;
use crate::error::ApiError;
use crate::policies;
use crate::store::documents::CallOutEntry;

/// What the desk writes down when a customer calls.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewCallOut {
    /// The entry, made once by the caller and kept when it is sent again; the server makes one where it is absent.
    #[serde(default)]
    id: Option<CallOutId>,
    /// What the customer says is wrong.
    fault: String,
    /// Who pays.
    service_type: ServiceType,
    /// What somebody is to come for.
    work: Work,
    /// How soon.
    urgency: Urgency,
    /// The customer; name, address and phone are needed.
    customer: Customer,
    /// The product; its model is needed.
    asset: Asset,
}

/// The entry that was made.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Registered {
    /// Its id.
    id: CallOutId,
    /// Its number, as people say it on the phone.
    number: String,
}

/// Enters a call-out into the register. The same under the same id again changes nothing.
pub(super) async fn register(app: &App, desk: &DeskAuth, new: NewCallOut) -> Result<Registered, ApiError> {
    let id = match new.id {
        Some(id) => id,
        None => CallOutId::from_parts(app.now(), app.random()?),
    };
    let number = register_as(app, desk, id, new).await?;
    Ok(Registered { id, number })
}

/// Enters a call-out under this id; answers its number.
pub(crate) async fn register_as(app: &App, desk: &DeskAuth, id: CallOutId, new: NewCallOut) -> Result<String, ApiError> {
    let now = app.now();
    check(&new, &needed(app, desk.organisation, now).await?)?;
    let call_out = CallOut {
        id,
        number: String::new(),
        received_at: now,
        fault: new.fault,
        service_type: new.service_type,
        work: new.work,
        urgency: new.urgency,
    };
    let entry = CallOutEntry { call_out, customer: new.customer, asset: new.asset };
    let day = day_of_number(local_date(now, policies::time_zone(app, desk.organisation).await?));
    let entry = app.store.register_call_out(desk.organisation, desk.person, day, entry).await?;
    Ok(entry.call_out.number)
}

/// The fields that an entry needs at `at`: those of R-001, and what the organisation's policy asks for besides, as far as an entry has a
/// place for it (P-01).
pub(super) async fn needed(app: &App, organisation: OrganisationId, at: Timestamp) -> Result<Vec<Field>, ApiError> {
    let mut needed = Field::ALWAYS.to_vec();
    if let Some(in_force) = policies::in_force_at(app, organisation, at).await? {
        let asked = in_force.policy.intake.map(|intake| intake.required).unwrap_or_default();
        for field in asked.into_iter().filter_map(Field::of_policy) {
            if !needed.contains(&field) {
                needed.push(field);
            }
        }
    }
    Ok(needed)
}

/// A day as call-out numbers have it, yyMMdd.
pub(crate) fn day_of_number(day: NaiveDate) -> String {
    day.format("%y%m%d").to_string()
}

fn check(new: &NewCallOut, needed: &[Field]) -> Result<(), ApiError> {
    let texts = texts(&new.fault, &new.customer, &new.asset);
    for (field, text) in &texts {
        if needed.contains(field) && is_blank(text) {
            return Err(ApiError::Invalid(format!("{}: must not be empty (R-001, P-01)", field.path()).into()));
        }
    }
    for (field, text) in texts {
        check_text(text).map_err(|refusal| ApiError::Invalid(format!("{}: {refusal}", field.path()).into()))?;
    }
    Ok(())
}

/// The texts of an entry by their fields.
pub(super) fn texts<'a>(fault: &'a str, customer: &'a Customer, asset: &'a Asset) -> [(Field, &'a str); 9] {
    [
        (Field::Fault, fault),
        (Field::CustomerName, &customer.name),
        (Field::Address, &customer.address),
        (Field::Phone, &customer.phone),
        (Field::Contact, &customer.contact),
        (Field::Product, &asset.product),
        (Field::Model, &asset.model),
        (Field::Serial, &asset.serial),
        (Field::Plate, asset.plate.as_deref().unwrap_or_default()),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_of_a_number_is_year_month_and_day() {
        // 2026-11-21 16:00 UTC is midnight in China.
        let midnight = Timestamp::from_ms(1_795_276_800_000);
        assert_eq!(day_of_number(local_date(midnight, 480)), "261122");
        assert_eq!(day_of_number(local_date(midnight.plus_ms(-1), 480)), "261121");
    }
}
