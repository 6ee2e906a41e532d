//! What only the desk changes, as the device holds it: catalogue, prices, checklists, roster, files of products.

use std::collections::HashMap;

use chrono::NaiveDate;
use client_core::reference::SetState;
use model::documents::visit::records::{CheckStage, Work};
use model::id::PersonId;
use model::reference::asset::{AssetFile, ComponentTerm, PastService, ServiceContract, WarrantyTerms};
use model::reference::number::NumberRange;
use model::reference::part::{OldPartRule, OldPartWay, PartKind};
use model::reference::person::RosterPerson;
use model::reference::{Set as ReferenceSet, checklist, part, price};

/// A part as the catalogue has it.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Part {
    /// Material code.
    pub number: String,
    /// Its name by BCP 47 language tag (`zh-CN`, `en`).
    pub name: HashMap<String, String>,
    /// What one of it is: 个, set, metre.
    pub unit: String,
    /// What one costs, in **fen**; absent if the price is asked for each time.
    pub unit_price_fen: Option<i64>,
    /// Preferential price of one, in **fen**, for misuse inside the warranty.
    pub preferential_price_fen: Option<i64>,
    /// What sort of part it is: the deadline of a liability judgement goes by it.
    pub kind: PartKind,
    /// Each piece bears a number of its own, which a swap must name.
    pub serialised: bool,
    /// What becomes of the one that is taken out.
    pub old_part: OldPartRule,
    /// Who makes it, if it is bought in: the target of a return-to-vendor claim.
    pub supplier: Option<String>,
    /// Models it fits; empty if it fits any.
    pub models: Vec<String>,
    /// Initials of the Chinese name in pinyin, by which `search_parts` finds it too.
    pub initials: String,
}

/// What sort of part it is.
#[uniffi::remote(Enum)]
pub enum PartKind {
    /// Any other part.
    Ordinary,
    /// A part the product does not work without.
    Key,
    /// A part from abroad.
    Imported,
}

/// What may become of a removed part.
#[uniffi::remote(Enum)]
pub enum OldPartWay {
    /// Back to the company (返司旧件).
    Return,
    /// Sold where it is (当地销售旧件).
    SellLocally,
    /// Destroyed where it is (当地销毁旧件).
    DestroyLocally,
    /// Given away (赠送旧件).
    GiveAway,
}

/// Which ways a removed part of this number may go.
#[uniffi::remote(Record)]
pub struct OldPartRule {
    /// What is allowed, at least one way.
    pub allowed: Vec<OldPartWay>,
    /// What is proposed; one of `allowed`.
    pub default: OldPartWay,
}

/// A line of the price list.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Price {
    /// Short word for it.
    pub code: String,
    /// What it is for, by language.
    pub label: HashMap<String, String>,
    /// The amount, in **fen**.
    pub amount_fen: i64,
}

/// What to check in visits of one kind.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct ChecklistTemplate {
    /// Short word for it.
    pub key: String,
    /// What people call it, by language.
    pub name: HashMap<String, String>,
    /// Which kinds of work it is for. With none, a visit gets it only if the desk names it.
    pub works: Vec<Work>,
    /// It is for products whose name holds one of these words, small and capital letters aside; with none, for every product.
    pub products: Vec<String>,
    /// The items, in any order.
    pub items: Vec<TemplateItem>,
}

/// One thing to check.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct TemplateItem {
    /// Short word for it, once in the template; it says which point it is for good.
    pub key: String,
    /// Place in the list.
    pub order: u32,
    /// Must be answered before the visit can be finished.
    pub required: bool,
    /// When it is checked.
    pub stage: CheckStage,
    /// What to check, by language.
    pub label: HashMap<String, String>,
}

/// Somebody who works here.
#[uniffi::remote(Record)]
pub struct RosterPerson {
    /// Who.
    pub id: PersonId,
    /// The name.
    pub name: String,
    /// What they are in the organisation, as the server says it: `technician`, `admin` …
    pub role: String,
}

/// What is known of a product.
#[uniffi::remote(Record)]
pub struct AssetFile {
    /// Its serial or equipment number.
    pub serial: String,
    /// What it is.
    pub product: String,
    /// Its model.
    pub model: String,
    /// Licence plate, if it sits in a vehicle.
    pub plate: Option<String>,
    /// Whose it is.
    pub customer: String,
    /// When it was bought, if an invoice, warranty card or other proof says so.
    pub purchased_on: Option<NaiveDate>,
    /// When it left the factory, by date or code.
    pub made_on: Option<NaiveDate>,
    /// What the manual grants (P-16).
    pub warranty: Option<WarrantyTerms>,
    /// What was promised when it was sold; counts before the manual.
    pub promise: Option<WarrantyTerms>,
    /// The service contract it is under, if any.
    pub contract: Option<ServiceContract>,
    /// The last services, newest first.
    pub services: Vec<PastService>,
}

/// How long what is warranted (P-16).
#[uniffi::remote(Record)]
pub struct WarrantyTerms {
    /// The whole unit, in **months** from the start.
    pub unit_months: u32,
    /// Single components for another time, such as a compressor.
    pub components: Vec<ComponentTerm>,
}

/// How long one component is warranted.
#[uniffi::remote(Record)]
pub struct ComponentTerm {
    /// Which.
    pub component: String,
    /// How long, in **months** from the start.
    pub months: u32,
}

/// A service contract.
#[uniffi::remote(Record)]
pub struct ServiceContract {
    /// Its number.
    pub number: String,
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub to: NaiveDate,
    /// Which work it covers.
    pub covers: Vec<Work>,
    /// What else the scope says, in words.
    pub scope: String,
}

/// A service done before.
#[uniffi::remote(Record)]
pub struct PastService {
    /// When.
    pub on: NaiveDate,
    /// What was wrong.
    pub fault: String,
    /// What was done.
    pub treatment: String,
    /// Who did it.
    pub technician: String,
}

/// A device's range of numbers.
#[uniffi::remote(Record)]
pub struct NumberRange {
    /// What every number of this device begins with: `T07`.
    pub prefix: String,
}

/// One kind of reference data.
#[uniffi::remote(Enum)]
pub enum ReferenceSet {
    /// The organisation's policy (P-01…P-24), one row.
    Policy,
    /// The parts catalogue.
    Parts,
    /// The price list for work and travel.
    Prices,
    /// What to check, by kind of work.
    Checklists,
    /// Who works here.
    People,
    /// Products of customers that this person has a visit with an order for.
    Assets,
    /// Movements of this person's van stock.
    Movements,
    /// The range from which this device numbers papers (E6).
    Numbers,
}

/// How far a set has come on this device.
#[uniffi::remote(Record)]
pub struct SetState {
    /// Which set.
    pub set: ReferenceSet,
    /// Up to which version it is here.
    pub version: u64,
    /// The server has rows that are not here yet.
    pub behind: bool,
}

impl From<part::Part> for Part {
    fn from(part: part::Part) -> Self {
        Self {
            number: part.number,
            name: part.name.into_iter().collect(),
            unit: part.unit,
            unit_price_fen: part.unit_price_fen,
            preferential_price_fen: part.preferential_price_fen,
            kind: part.kind,
            serialised: part.serialised,
            old_part: part.old_part,
            supplier: part.supplier,
            models: part.models,
            initials: part.initials,
        }
    }
}

impl From<price::Price> for Price {
    fn from(price: price::Price) -> Self {
        Self { code: price.code, label: price.label.into_iter().collect(), amount_fen: price.amount_fen }
    }
}

impl From<checklist::ChecklistTemplate> for ChecklistTemplate {
    fn from(template: checklist::ChecklistTemplate) -> Self {
        Self {
            key: template.key,
            name: template.name.into_iter().collect(),
            works: template.works,
            products: template.products,
            items: template.items.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<checklist::TemplateItem> for TemplateItem {
    fn from(item: checklist::TemplateItem) -> Self {
        let label = item.label.into_iter().collect();
        Self { key: item.key, order: item.order, required: item.required, stage: item.stage, label }
    }
}
