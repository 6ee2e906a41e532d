//! The terms of a visit that is opened: what the policy says of it that was in force when the customer called. An organisation
//! that had no policy then opens visits without terms, and nothing is due by the clock.

use model::documents::visit::records::{CallOut, FaultClass, Terms};
use model::id::OrganisationId;
use model::policy::{Area, Component, Hours, Ring};
use model::rules::check_line;
use model::rules::sla::ServiceFacts;
use model::rules::terms::TermsFacts;
use model::time::Timestamp;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::app::App;
use crate::error::ApiError;
use crate::policies;

/// The farthest customer, in **kilometres**: half the way around the earth.
const MAX_DISTANCE_KM: i64 = 20_000;

/// What is known of the service and decides by when what is due (P-02). What nobody knows is left out.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Service {
    /// The latest time the customer accepts for an arrival.
    customer_time: Option<Timestamp>,
    /// Town or suburb.
    area: Option<Area>,
    /// Zone by ring road.
    ring: Option<Ring>,
    /// Way to the customer in kilometres.
    distance_km: Option<i64>,
    /// What of a vehicle is faulty.
    component: Option<Component>,
    /// How bad the fault is.
    fault: Option<FaultClass>,
    /// Whether a supplier is needed.
    supplier_needed: Option<bool>,
    /// What the contract says about the arrival, in hours from the request.
    #[schema(value_type = Option<f64>)]
    contract_hours: Option<Hours>,
    /// Who of the leaders agreed to a fee.
    leader_consent_by: Option<String>,
}

/// The terms of a visit for `call_out`; `None` without a policy.
pub(super) async fn terms(
    app: &App,
    organisation: OrganisationId,
    call_out: &CallOut,
    appointment_at: Option<Timestamp>,
    service: Service,
) -> Result<Option<Terms>, ApiError> {
    if service.distance_km.is_some_and(|distance| !(0..=MAX_DISTANCE_KM).contains(&distance)) {
        return Err(ApiError::Invalid(format!("service.distance_km: 0 to {MAX_DISTANCE_KM}").into()));
    }
    if service.contract_hours.is_some_and(|hours| hours.minutes() <= 0) {
        return Err(ApiError::Invalid("service.contract_hours: more than 0".into()));
    }
    if let Some(leader) = &service.leader_consent_by {
        check_line(leader).map_err(|refusal| ApiError::Invalid(format!("service.leader_consent_by: {refusal}").into()))?;
    }
    let Some(in_force) = policies::in_force_at(app, organisation, call_out.received_at).await? else { return Ok(None) };
    let facts = TermsFacts {
        policy: in_force.name(),
        service: ServiceFacts {
            received_at: call_out.received_at,
            appointment_at,
            customer_time: service.customer_time,
            area: service.area,
            ring: service.ring,
            distance_km: service.distance_km,
            component: service.component,
            fault: service.fault,
            supplier_needed: service.supplier_needed,
            contract_hours: service.contract_hours,
        },
        leader_consent_by: service.leader_consent_by.filter(|leader| !leader.trim().is_empty()),
    };
    Ok(Some(in_force.policy.terms(&facts)))
}
