//! Entering a call-out.

use chrono::NaiveDate;
use model::documents::visit::records::{Asset, CallOut, Customer, ServiceType, Urgency, Work};
use model::id::CallOutId;
use model::policy::local_date;
use model::rules::check_text;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::app::App;
use crate::auth::DeskAuth;
use crate::error::ApiError;
use crate::policies;
use crate::store::documents::CallOutEntry;

/// What the desk writes down when a customer calls.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewCallOut {
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

/// Enters a call-out into the register.
pub(super) async fn register(app: &App, desk: &DeskAuth, new: NewCallOut) -> Result<Registered, ApiError> {
    check(&new)?;
    let now = app.now();
    let call_out = CallOut {
        id: CallOutId::from_parts(now, app.random()?),
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
    Ok(Registered { id: entry.call_out.id, number: entry.call_out.number })
}

/// A day as call-out numbers have it, yyMMdd.
pub(crate) fn day_of_number(day: NaiveDate) -> String {
    day.format("%y%m%d").to_string()
}

fn check(new: &NewCallOut) -> Result<(), ApiError> {
    let needed = [
        ("fault", &new.fault),
        ("customer.name", &new.customer.name),
        ("customer.address", &new.customer.address),
        ("customer.phone", &new.customer.phone),
        ("asset.model", &new.asset.model),
    ];
    for (field, text) in needed {
        if text.trim().is_empty() {
            return Err(ApiError::Invalid(format!("{field}: must not be empty (R-001)").into()));
        }
    }
    let rest = [("customer.contact", &new.customer.contact), ("asset.product", &new.asset.product), ("asset.serial", &new.asset.serial)];
    let plate = new.asset.plate.as_ref().map(|plate| ("asset.plate", plate));
    for (field, text) in needed.into_iter().chain(rest).chain(plate) {
        check_text(text).map_err(|refusal| ApiError::Invalid(format!("{field}: {refusal}").into()))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use model::time::Timestamp;

    use super::*;

    #[test]
    fn the_day_of_a_number_is_year_month_and_day() {
        // 2026-11-21 16:00 UTC is midnight in China.
        let midnight = Timestamp::from_ms(1_795_276_800_000);
        assert_eq!(day_of_number(local_date(midnight, 480)), "261122");
        assert_eq!(day_of_number(local_date(midnight.plus_ms(-1), 480)), "261121");
    }
}
