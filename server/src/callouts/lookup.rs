//! Who calls: for an entry that is made while the customer is on the phone.

use axum::Json;
use axum::extract::State;
use chrono::NaiveDate;
use model::documents::visit::records::{Asset, Customer, ServiceType, Work};
use model::id::{CallOutId, OrganisationId};
use model::policy::local_date;
use model::reference::asset::{AssetFile, asset_key};
use model::rules::warranty::{Basis, Period, WarrantyCase, decide};
use model::rules::{contract_covers, contract_ends_on};
use model::time::Timestamp;
use model::wire::problem::Problem;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::field::Field;
use super::register::needed;
use crate::app::App;
use crate::auth::DeskAuth;
use crate::error::ApiError;
use crate::http::query::ApiQuery;
use crate::policies;
use crate::store::StoreError;
use crate::store::call_outs::{CallOutState, FoundCallOut, Same, serial_key};
use crate::store::contracts::{ContractQuery, KeptContract};

/// Most characters that are looked up.
const MOST_CHARS: usize = 200;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(look_up))
}

/// What to look up.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    #[serde(default)]
    text: String,
    #[serde(default = "repair")]
    work: Work,
}

fn repair() -> Work {
    Work::Repair
}

/// What is known.
#[derive(Debug, Serialize, ToSchema)]
struct LookUp {
    /// The fields that an entry needs (R-001, P-01).
    needs: Vec<Field>,
    /// Customers and products that fit, those of the newest call-outs first.
    known: Vec<KnownCaller>,
    /// Entries of exactly this phone or serial that are not cleared: the customer may have called before.
    open: Vec<OpenEntry>,
}

/// A customer with a product.
#[derive(Debug, Serialize, ToSchema)]
struct KnownCaller {
    /// The customer; an asset file knows the name alone.
    customer: Customer,
    /// The product.
    asset: Asset,
    /// The newest call-out of both, if there was one.
    #[serde(skip_serializing_if = "Option::is_none")]
    last: Option<EarlierCallOut>,
    /// What the product's file and the contracts of its serial say, if there are any.
    #[serde(skip_serializing_if = "Option::is_none")]
    cover: Option<Cover>,
}

/// An earlier call-out.
#[derive(Debug, Serialize, ToSchema)]
struct EarlierCallOut {
    /// The entry.
    id: CallOutId,
    /// Its number.
    number: String,
    /// When it arrived.
    received_at: Timestamp,
    /// What was wrong.
    fault: String,
    /// How far it is.
    state: CallOutState,
}

/// What a product's file says of who pays, and the contract of its serial where the file names none.
#[derive(Debug, Default, Serialize, ToSchema)]
struct Cover {
    /// When the warranty runs, as far as the file can tell.
    #[serde(skip_serializing_if = "Option::is_none")]
    warranty: Option<Span>,
    /// Number of the contract, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    contract_number: Option<String>,
    /// When the contract runs.
    #[serde(skip_serializing_if = "Option::is_none")]
    contract: Option<Span>,
    /// Which service type follows today for the work asked for; absent if file and contract do not say enough.
    #[serde(skip_serializing_if = "Option::is_none")]
    service_type: Option<ServiceType>,
}

/// Days from first to last.
#[derive(Debug, Serialize, ToSchema)]
struct Span {
    /// First day.
    #[schema(value_type = String, format = Date)]
    from: NaiveDate,
    /// Last day.
    #[schema(value_type = String, format = Date)]
    to: NaiveDate,
    /// Today is one of them.
    runs: bool,
}

/// An entry that is not cleared.
#[derive(Debug, Serialize, ToSchema)]
struct OpenEntry {
    /// What it has in common.
    same: Same,
    /// Whose.
    customer_name: String,
    /// Which model.
    model: String,
    /// The entry.
    #[serde(flatten)]
    entry: EarlierCallOut,
}

/// Who calls: customers and products known from earlier call-outs and asset files, by the beginning of a phone number or a serial, or
/// by a part of the name; and what they have called for already.
#[utoipa::path(
    get,
    path = "/v1/desk/call-outs/lookup",
    tag = "desk",
    params(
        ("text" = Option<String>, Query, description = "A phone number (from five digits), a serial (from three characters) or a part of a name"),
        ("work" = Option<Work>, Query, description = "The work for which `service_type` is told; `repair` unless said otherwise"),
    ),
    responses(
        (status = 200, description = "What is known", body = LookUp),
        (status = 400, description = "The question cannot be read", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn look_up(
    State(app): State<App>,
    desk: DeskAuth,
    ApiQuery(Asked { text, work }): ApiQuery<Asked>,
) -> Result<Json<LookUp>, ApiError> {
    if text.chars().count() > MOST_CHARS {
        return Err(ApiError::Malformed(format!("text: at most {MOST_CHARS} characters").into()));
    }
    let now = app.now();
    let needs = needed(&app, desk.organisation, now).await?;
    let today = local_date(now, policies::time_zone(&app, desk.organisation).await?);
    let found = app.store.known_callers(desk.organisation, text).await?;
    let files = found.files.iter().map(|json| serde_json::from_str(json).map_err(|_| StoreError::Damaged("reference_row.body")));
    let mut files: Vec<AssetFile> = files.collect::<Result<_, _>>()?;
    let mut known = Vec::new();
    for FoundCallOut { entry, state } in found.call_outs {
        let key = serial_key(&entry.asset);
        let file = files.iter().find(|file| !key.is_empty() && asset_key(&file.serial) == key);
        known.push(KnownCaller {
            cover: file.map(|file| cover(file, work, today)),
            customer: entry.customer.clone(),
            asset: entry.asset.clone(),
            last: Some(earlier(FoundCallOut { entry, state })),
        });
    }
    files.retain(|file| !known.iter().any(|caller| serial_key(&caller.asset) == asset_key(&file.serial)));
    known.extend(files.iter().map(|file| of_file(file, work, today)));
    for caller in &mut known {
        add_contract(&app, desk.organisation, caller, today).await?;
    }
    let open = found.open.into_iter().map(|(same, each)| OpenEntry {
        same,
        customer_name: each.entry.customer.name.clone(),
        model: each.entry.asset.model.clone(),
        entry: earlier(each),
    });
    Ok(Json(LookUp { needs, known, open: open.collect() }))
}

/// Adds the desk's own contract of the product's serial, where its file names none: the one that covers today, else the one that ends last.
async fn add_contract(app: &App, organisation: OrganisationId, caller: &mut KnownCaller, today: NaiveDate) -> Result<(), ApiError> {
    let serial = caller.asset.serial.trim();
    if serial.is_empty() || caller.cover.as_ref().is_some_and(|cover| cover.contract.is_some()) {
        return Ok(());
    }
    let query = ContractQuery { serial: Some(serial.to_owned()), ..ContractQuery::default() };
    let contracts = app.store.contracts(organisation, query).await?;
    let covers = |kept: &&KeptContract| contract_covers(&kept.terms, kept.ended_on, today);
    let Some(kept) = contracts.iter().find(covers).or(contracts.last()) else { return Ok(()) };
    let (Some(first), Some(to)) = (kept.terms.first(), contract_ends_on(&kept.terms, kept.ended_on)) else { return Ok(()) };
    let runs = covers(&kept);
    let cover = caller.cover.get_or_insert_with(Cover::default);
    cover.contract_number = Some(kept.number.clone());
    cover.contract = Some(Span { from: first.starts_on, to, runs });
    // Inside the guarantee it is free whatever a contract says.
    if runs && cover.service_type != Some(ServiceType::C) {
        cover.service_type = Some(ServiceType::B);
    }
    Ok(())
}

fn earlier(found: FoundCallOut) -> EarlierCallOut {
    let FoundCallOut { entry, state } = found;
    let call_out = entry.call_out;
    EarlierCallOut { id: call_out.id, number: call_out.number, received_at: call_out.received_at, fault: call_out.fault, state }
}

fn of_file(file: &AssetFile, work: Work, today: NaiveDate) -> KnownCaller {
    KnownCaller {
        customer: Customer { name: file.customer.clone(), address: String::new(), phone: String::new(), contact: String::new() },
        asset: Asset { product: file.product.clone(), model: file.model.clone(), serial: file.serial.clone(), plate: file.plate.clone() },
        last: None,
        cover: Some(cover(file, work, today)),
    }
}

/// What the file says. A purchase date stands in it only if something proves it.
fn cover(file: &AssetFile, work: Work, today: NaiveDate) -> Cover {
    let decided = |file: &AssetFile| {
        decide(&WarrantyCase { file: Some(file), component: None, work, on: today, proof_seen: true, void: None, disputed: false })
    };
    let without_contract = AssetFile { contract: None, ..file.clone() };
    let warranty = match decided(&without_contract).basis {
        Basis::Warranty { period } | Basis::OutOfPeriod { period } => Some(period),
        _ => None,
    };
    let span = |from, to| Span { from, to, runs: (from..=to).contains(&today) };
    Cover {
        warranty: warranty.map(|Period { from, to, .. }| span(from, to)),
        contract_number: file.contract.as_ref().map(|contract| contract.number.clone()),
        contract: file.contract.as_ref().map(|contract| span(contract.from, contract.to)),
        service_type: decided(file).service,
    }
}
