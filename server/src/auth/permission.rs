//! Who may call which route of the desk.
//!
//! A *permission* is what a route asks for; a role grants a fixed set of them. [`ROUTES`] names every route that a desk user can
//! call; `DeskAuth` refuses a route that is not in it, so that a new one is closed until somebody has decided who may. What a single action
//! of a route needs beyond that, its handler asks for with `DeskAuth::require`.
//!
//! Left out: which rows a person may see; everybody at the desk sees the whole organisation.

use http::Method;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::people::role::Role;

/// What somebody at the desk may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub(crate) enum Permission {
    /// See visits, registers and ledgers.
    #[serde(rename = "work:read")]
    WorkRead,
    /// Enter call-outs.
    #[serde(rename = "call_outs:write")]
    CallOutsWrite,
    /// Send, move, call off, and record what was agreed.
    #[serde(rename = "dispatch:write")]
    DispatchWrite,
    /// What a leader decides: requests for parts, corrections without a signature, reports, closed days.
    #[serde(rename = "decisions:write")]
    DecisionsWrite,
    /// Move parts.
    #[serde(rename = "stock:write")]
    StockWrite,
    /// What becomes of old parts.
    #[serde(rename = "old_parts:write")]
    OldPartsWrite,
    /// Complaints from their form to their end.
    #[serde(rename = "complaints:write")]
    ComplaintsWrite,
    /// Contracts and maintenance plans.
    #[serde(rename = "contracts:write")]
    ContractsWrite,
    /// Money that came in.
    #[serde(rename = "money:write")]
    MoneyWrite,
    /// Reports and their exports.
    #[serde(rename = "reports:read")]
    ReportsRead,
    /// Catalogue, prices, checklists, asset files.
    #[serde(rename = "reference:write")]
    ReferenceWrite,
    /// Technicians and their devices.
    #[serde(rename = "people:write")]
    PeopleWrite,
    /// Who signs in at the desk, and what other systems may do.
    #[serde(rename = "organisation:write")]
    OrganisationWrite,
    /// The organisation's log.
    #[serde(rename = "log:read")]
    LogRead,
}

use Permission::{
    CallOutsWrite, ComplaintsWrite, ContractsWrite, DecisionsWrite, DispatchWrite, LogRead, MoneyWrite, OldPartsWrite, OrganisationWrite,
    PeopleWrite, ReferenceWrite, ReportsRead, StockWrite, WorkRead,
};

impl Role {
    /// What a person of this role may do (domain: roles at the desk; P-03 says who dispatches).
    pub(crate) fn permissions(self) -> &'static [Permission] {
        match self {
            Self::Technician | Self::Service => &[],
            Self::Dispatcher => &[WorkRead, CallOutsWrite, DispatchWrite, ComplaintsWrite, ContractsWrite, ReportsRead],
            Self::Supervisor => &[
                WorkRead,
                CallOutsWrite,
                DispatchWrite,
                DecisionsWrite,
                ComplaintsWrite,
                ContractsWrite,
                ReportsRead,
                ReferenceWrite,
                PeopleWrite,
                LogRead,
            ],
            Self::Storekeeper => &[WorkRead, StockWrite, OldPartsWrite, ReportsRead],
            Self::Quality => &[WorkRead, OldPartsWrite, ComplaintsWrite, ReportsRead, LogRead],
            Self::Accountant => &[WorkRead, MoneyWrite, ReportsRead],
            Self::Admin => &[
                WorkRead,
                CallOutsWrite,
                DispatchWrite,
                DecisionsWrite,
                StockWrite,
                OldPartsWrite,
                ComplaintsWrite,
                ContractsWrite,
                MoneyWrite,
                ReportsRead,
                ReferenceWrite,
                PeopleWrite,
                OrganisationWrite,
                LogRead,
            ],
        }
    }
}

/// Method, path and what is needed: one of these permissions, or nothing but being signed in.
pub(crate) type Route = (Method, &'static str, &'static [Permission]);

/// Every route that a desk user can call, in rooms.
pub(crate) const ROUTES: &[Route] = &[
    // people
    (Method::GET, "/v1/desk/session", &[]),
    (Method::POST, "/v1/desk/session/password", &[]),
    (Method::GET, "/v1/desk/users", &[OrganisationWrite, PeopleWrite]),
    (Method::POST, "/v1/desk/users", &[OrganisationWrite]),
    (Method::POST, "/v1/desk/users/{id}", &[OrganisationWrite]),
    (Method::PUT, "/v1/desk/users/{id}/offices", &[PeopleWrite]),
    (Method::GET, "/v1/desk/api-keys", &[OrganisationWrite]),
    (Method::POST, "/v1/desk/api-keys", &[OrganisationWrite]),
    (Method::POST, "/v1/desk/api-keys/{id}/revoke", &[OrganisationWrite]),
    (Method::GET, "/v1/desk/technicians", &[WorkRead]),
    (Method::POST, "/v1/desk/technicians", &[PeopleWrite]),
    (Method::POST, "/v1/desk/technicians/{id}/enrolment-code", &[PeopleWrite]),
    (Method::POST, "/v1/desk/devices/{id}/revoke", &[PeopleWrite]),
    // board
    (Method::GET, "/v1/desk/board", &[WorkRead]),
    (Method::GET, "/v1/desk/board/events", &[WorkRead]),
    // callouts
    (Method::GET, "/v1/desk/call-outs", &[WorkRead]),
    (Method::POST, "/v1/desk/call-outs", &[CallOutsWrite]),
    (Method::GET, "/v1/desk/call-outs/lookup", &[WorkRead]),
    (Method::POST, "/v1/desk/call-outs/import", &[CallOutsWrite]),
    (Method::GET, "/v1/desk/call-outs/{id}", &[WorkRead]),
    (Method::POST, "/v1/desk/call-outs/{id}/withdraw", &[CallOutsWrite]),
    (Method::POST, "/v1/desk/call-outs/{id}/restore", &[CallOutsWrite]),
    // visits
    (Method::POST, "/v1/desk/call-outs/{id}/visits", &[DispatchWrite]),
    (Method::GET, "/v1/desk/visits", &[WorkRead]),
    (Method::POST, "/v1/desk/visits/actions", &[DispatchWrite, DecisionsWrite, MoneyWrite]),
    (Method::GET, "/v1/desk/visits/{id}", &[WorkRead]),
    (Method::POST, "/v1/desk/visits/{id}/actions", &[DispatchWrite, DecisionsWrite, MoneyWrite]),
    (Method::POST, "/v1/desk/visits/{id}/assign", &[DispatchWrite]),
    (Method::POST, "/v1/desk/visits/{id}/cancel", &[DispatchWrite]),
    (Method::POST, "/v1/desk/visits/{id}/crew", &[DispatchWrite]),
    (Method::POST, "/v1/desk/visits/{id}/follow-ups", &[DispatchWrite]),
    (Method::POST, "/v1/desk/visits/{id}/order", &[DispatchWrite]),
    (Method::GET, "/v1/desk/visits/{id}/export", &[WorkRead]),
    (Method::GET, "/v1/desk/visits/{id}/history", &[WorkRead]),
    (Method::GET, "/v1/desk/visits/{id}/paper.pdf", &[WorkRead]),
    (Method::GET, "/v1/desk/visits/{id}/sign-offs/{sign_off}", &[WorkRead]),
    (Method::POST, "/v1/desk/visits/{id}/part-requests/{request}/issue", &[StockWrite]),
    // checklists
    (Method::GET, "/v1/desk/checks", &[WorkRead]),
    // registers and ledgers
    (Method::GET, "/v1/desk/registers/{kind}", &[WorkRead]),
    (Method::GET, "/v1/desk/conflicts", &[WorkRead]),
    (Method::GET, "/v1/desk/fitted", &[WorkRead]),
    (Method::GET, "/v1/desk/money", &[WorkRead]),
    (Method::GET, "/v1/desk/part-accounts", &[WorkRead]),
    (Method::GET, "/v1/desk/tasks", &[WorkRead]),
    // reports
    (Method::GET, "/v1/desk/reports/{name}", &[ReportsRead]),
    // repairs
    (Method::POST, "/v1/desk/repairs", &[DispatchWrite]),
    (Method::GET, "/v1/desk/repairs/{id}", &[WorkRead]),
    (Method::POST, "/v1/desk/repairs/{id}/events", &[DispatchWrite]),
    (Method::GET, "/v1/desk/repairs/{id}/export", &[WorkRead]),
    (Method::GET, "/v1/desk/repairs/{id}/paper.pdf", &[WorkRead]),
    // old_parts
    (Method::GET, "/v1/desk/old-parts/due", &[WorkRead]),
    (Method::GET, "/v1/desk/old-parts/{id}", &[WorkRead]),
    (Method::POST, "/v1/desk/old-parts/{id}/events", &[OldPartsWrite]),
    (Method::GET, "/v1/desk/old-parts", &[WorkRead]),
    (Method::GET, "/v1/desk/old-parts/shipments", &[WorkRead]),
    (Method::POST, "/v1/desk/old-parts/shipments", &[OldPartsWrite]),
    (Method::GET, "/v1/desk/old-parts/shipments/{id}", &[WorkRead]),
    (Method::POST, "/v1/desk/old-parts/shipments/{id}/steps", &[OldPartsWrite]),
    // complaints
    (Method::GET, "/v1/desk/complaints", &[WorkRead]),
    (Method::POST, "/v1/desk/complaints", &[ComplaintsWrite]),
    (Method::GET, "/v1/desk/complaints/notes", &[WorkRead]),
    (Method::POST, "/v1/desk/visits/{id}/complaint", &[ComplaintsWrite]),
    (Method::GET, "/v1/desk/complaints/{id}", &[WorkRead]),
    (Method::POST, "/v1/desk/complaints/{id}/events", &[ComplaintsWrite]),
    (Method::POST, "/v1/desk/complaints/{id}/number", &[ComplaintsWrite]),
    (Method::POST, "/v1/desk/complaints/{id}/reopen", &[ComplaintsWrite]),
    (Method::POST, "/v1/desk/complaints/{id}/call-outs", &[CallOutsWrite]),
    (Method::POST, "/v1/desk/complaints/{id}/notes", &[ComplaintsWrite]),
    // contracts and plans
    (Method::GET, "/v1/desk/contracts", &[WorkRead]),
    (Method::POST, "/v1/desk/contracts", &[ContractsWrite]),
    (Method::GET, "/v1/desk/contracts/{id}", &[WorkRead]),
    (Method::POST, "/v1/desk/contracts/{id}/terms", &[ContractsWrite]),
    (Method::POST, "/v1/desk/contracts/{id}/end", &[ContractsWrite]),
    (Method::POST, "/v1/desk/contracts/{id}/notices", &[ContractsWrite]),
    (Method::POST, "/v1/desk/contracts/{id}/plans", &[ContractsWrite]),
    (Method::POST, "/v1/desk/plans/{id}/end", &[ContractsWrite]),
    (Method::POST, "/v1/desk/plans/{id}/days/{due_on}", &[ContractsWrite]),
    // days
    (Method::POST, "/v1/desk/days/{id}/close", &[DecisionsWrite]),
    // sync: work that lies beside documents
    (Method::GET, "/v1/desk/inbox", &[WorkRead]),
    (Method::POST, "/v1/desk/documents/{id}/quarantine", &[DispatchWrite]),
    (Method::GET, "/v1/desk/documents/{id}/refused", &[WorkRead]),
    (Method::POST, "/v1/desk/documents/{id}/refused", &[DispatchWrite]),
    // reference and stock
    (Method::GET, "/v1/desk/reference/{set}", &[WorkRead]),
    (Method::PUT, "/v1/desk/reference/{set}", &[ReferenceWrite]),
    // movements that take parts out of the books ask for `decisions:write` besides
    (Method::POST, "/v1/desk/stock/movements", &[StockWrite]),
    (Method::GET, "/v1/desk/technicians/{id}/van-stock", &[WorkRead]),
    // stock: a paper that writes parts off is a leader's, every other one a storekeeper's
    (Method::GET, "/v1/desk/stock/places", &[WorkRead]),
    (Method::GET, "/v1/desk/stock/balances", &[WorkRead]),
    (Method::GET, "/v1/desk/stock/parts", &[WorkRead]),
    (Method::GET, "/v1/desk/stock/movements", &[WorkRead]),
    (Method::POST, "/v1/desk/stock/movements/{id}/counter", &[StockWrite, DecisionsWrite]),
    (Method::GET, "/v1/desk/stock/notes", &[WorkRead]),
    (Method::POST, "/v1/desk/stock/notes", &[StockWrite, DecisionsWrite]),
    (Method::GET, "/v1/desk/stock/notes/{id}", &[WorkRead]),
    (Method::GET, "/v1/desk/stock/requisitions", &[WorkRead]),
    (Method::GET, "/v1/desk/stock/takes", &[WorkRead]),
    (Method::POST, "/v1/desk/stock/takes", &[StockWrite]),
    (Method::GET, "/v1/desk/stock/takes/{id}", &[WorkRead]),
    (Method::POST, "/v1/desk/stock/takes/{id}/counts", &[StockWrite]),
    (Method::POST, "/v1/desk/stock/takes/{id}/closing", &[StockWrite, DecisionsWrite]),
    (Method::POST, "/v1/desk/stock/takes/{id}/bookings", &[StockWrite, DecisionsWrite]),
    // aftercare: what customers say of people is for who asks them
    (Method::GET, "/v1/desk/aftercare/surveys", &[CallOutsWrite, ComplaintsWrite]),
    (Method::GET, "/v1/desk/aftercare/surveys/{visit}", &[CallOutsWrite, ComplaintsWrite]),
    (Method::POST, "/v1/desk/aftercare/surveys/{visit}/calls", &[CallOutsWrite, ComplaintsWrite]),
    (Method::POST, "/v1/desk/aftercare/surveys/{visit}/calls/{call}/undo", &[CallOutsWrite, ComplaintsWrite]),
    (Method::GET, "/v1/desk/aftercare/returns", &[CallOutsWrite, ComplaintsWrite]),
    (Method::POST, "/v1/desk/aftercare/returns/{work}/kind", &[CallOutsWrite, ComplaintsWrite]),
    (Method::POST, "/v1/desk/aftercare/returns/{work}/calls", &[CallOutsWrite, ComplaintsWrite]),
    (Method::POST, "/v1/desk/aftercare/return-calls/{call}/end", &[CallOutsWrite, ComplaintsWrite]),
    (Method::GET, "/v1/desk/aftercare/months/{month}", &[ReportsRead]),
    // log
    (Method::GET, "/v1/desk/log", &[LogRead]),
    (Method::GET, "/v1/desk/checkpoint", &[LogRead]),
    // webhooks
    (Method::GET, "/v1/desk/events", &[WorkRead]),
    (Method::GET, "/v1/desk/webhooks", &[OrganisationWrite]),
    (Method::POST, "/v1/desk/webhooks", &[OrganisationWrite]),
    (Method::POST, "/v1/desk/webhooks/{id}", &[OrganisationWrite]),
    (Method::POST, "/v1/desk/webhooks/{id}/rotate", &[OrganisationWrite]),
    (Method::POST, "/v1/desk/webhooks/{id}/remove", &[OrganisationWrite]),
    (Method::POST, "/v1/desk/webhooks/{id}/test", &[OrganisationWrite]),
    (Method::POST, "/v1/desk/webhooks/{id}/recover", &[OrganisationWrite]),
    (Method::GET, "/v1/desk/webhooks/{id}/deliveries", &[OrganisationWrite]),
    (Method::POST, "/v1/desk/webhooks/{id}/deliveries/{delivery}/replay", &[OrganisationWrite]),
    // blobs, as far as the desk looks at them
    (Method::GET, "/v1/blobs/{sha256}", &[WorkRead]),
    (Method::GET, "/v1/blobs/{sha256}/thumbnail", &[WorkRead]),
];

/// Routes on which a key is refused, whatever its scopes: what it did there would outlast it when it is revoked.
const ONLY_PEOPLE: &[(Method, &str)] = &[
    (Method::POST, "/v1/desk/session/password"),
    (Method::POST, "/v1/desk/users"),
    (Method::POST, "/v1/desk/users/{id}"),
    (Method::PUT, "/v1/desk/users/{id}/offices"),
    (Method::POST, "/v1/desk/api-keys"),
    (Method::POST, "/v1/desk/webhooks"),
    (Method::POST, "/v1/desk/webhooks/{id}"),
    (Method::POST, "/v1/desk/webhooks/{id}/rotate"),
];

/// Whether only people may call the route at `path`, as routes name it, and no key.
pub(crate) fn only_people(method: &Method, path: &str) -> bool {
    ONLY_PEOPLE.iter().any(|(known, at)| known == method && *at == path)
}

/// What the route at `path`, as routes name it, asks of who calls it with `method`; `None` if nobody may.
pub(crate) fn needed(method: &Method, path: &str) -> Option<&'static [Permission]> {
    let method = if method == Method::HEAD { &Method::GET } else { method };
    ROUTES.iter().find(|(known, at, _)| known == method && *at == path).map(|(.., needed)| *needed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_route_stands_once_and_somebody_may_call_it() {
        for (place, (method, path, needed)) in ROUTES.iter().enumerate() {
            let again = ROUTES.iter().skip(place + 1).any(|(other, at, _)| other == method && at == path);
            assert!(!again, "{method} {path} stands twice");
            let somebody =
                Role::AT_THE_DESK.iter().any(|role| needed.is_empty() || needed.iter().any(|one| role.permissions().contains(one)));
            assert!(somebody, "nobody may call {method} {path}");
        }
    }

    #[test]
    fn an_admin_may_do_everything_and_a_technician_nothing() {
        let all: Vec<_> = ROUTES.iter().flat_map(|(.., needed)| needed.iter()).collect();
        assert!(all.iter().all(|needed| Role::Admin.permissions().contains(needed)));
        assert!(Role::Technician.permissions().is_empty());
    }

    #[test]
    fn only_who_leads_decides_and_only_who_dispatches_sends() {
        let may = |permission| Role::AT_THE_DESK.into_iter().filter(|role| role.permissions().contains(&permission)).collect::<Vec<_>>();
        assert_eq!(may(DecisionsWrite), [Role::Supervisor, Role::Admin]);
        assert_eq!(may(DispatchWrite), [Role::Dispatcher, Role::Supervisor, Role::Admin]);
        assert_eq!(may(OrganisationWrite), [Role::Admin]);
    }
}
