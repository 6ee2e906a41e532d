//! Goods that are taken along, and parts that are exchanged: records checked against the model by the compiler, and two of our own
//! where ids and movements do not cross the border as they are.

use chrono::NaiveDate;
use client_core::reference::VanStock;
use client_core::visits::{ComesOut, Exchange, TakeAway, TakenAway};
use model::documents::repair::records::{Appearance, Function, Item};
use model::documents::visit::records::PartSwap;
use model::id::{DocumentId, PartLineId};
use model::rules::{Disposition, Grounds, SaleValue};
use model::stock::StockLine;
use model::time::Timestamp;

/// How goods look.
#[uniffi::remote(Enum)]
pub enum Appearance {
    /// Without damage.
    Good,
    /// With scratches.
    Scratched,
    /// Broken.
    Broken,
}

/// Whether goods work.
#[uniffi::remote(Enum)]
pub enum Function {
    /// They work.
    Normal,
    /// They do not.
    Abnormal,
}

/// The goods, as they were when they were taken.
#[uniffi::remote(Record)]
pub struct Item {
    /// What it is.
    pub product: String,
    /// Its model.
    pub model: String,
    /// Its serial; may be empty.
    pub serial: String,
    /// What was taken along with it; may be empty.
    pub accessories: String,
    /// A component that has to be fitted and tested at the customer's again.
    pub component: bool,
    /// How it looked.
    pub appearance: Appearance,
    /// Whether it worked.
    pub function: Function,
    /// Its condition in words; may be empty.
    pub words: String,
}

/// Goods as the technician takes them.
#[uniffi::remote(Record)]
pub struct TakeAway {
    /// What is taken, and in which condition.
    pub item: Item,
    /// What is wrong.
    pub fault: String,
    /// Why it cannot be repaired on site.
    pub reason: String,
    /// By when the repair is promised, as the end of that day.
    pub promised_for: Option<Timestamp>,
    /// The paper behind the promise; may be empty where none is needed.
    pub promise_document: String,
    /// Whether the customer pays.
    pub paid: bool,
}

/// Goods that were taken.
#[uniffi::remote(Record)]
pub struct TakenAway {
    /// The repair.
    pub repair: DocumentId,
    /// Number of the receipt, good for the customer at once (E6).
    pub receipt: String,
}

/// What becomes of a removed part.
#[uniffi::remote(Enum)]
pub enum Disposition {
    /// Back to the company.
    Return,
    /// Sold where it is.
    LocalSale,
    /// Destroyed where it is.
    LocalDestruction,
    /// Given to the customer.
    GiveAway,
    /// It stays with the customer.
    KeptByCustomer,
}

/// What a part would fetch.
#[uniffi::remote(Enum)]
pub enum SaleValue {
    /// Nothing.
    None,
    /// Little.
    Little,
    /// Something worth while.
    Real,
}

/// The facts that a disposition rests on.
#[uniffi::remote(Record)]
pub struct Grounds {
    /// The supplier may have to pay for it.
    pub claim_value: bool,
    /// It can be used again.
    pub reusable: bool,
    /// Engineering wants to see it.
    pub wanted_by_engineering: bool,
    /// What it would fetch.
    pub sale_value: SaleValue,
    /// Sending it costs more than it is worth.
    pub freight_above_value: bool,
    /// Why it stays with the customer; empty otherwise.
    pub reason: String,
    /// Who approved that; empty otherwise.
    pub approver: String,
}

/// What becomes of the part that comes out.
#[uniffi::remote(Enum)]
pub enum ComesOut {
    /// Nothing comes out: the part is an addition.
    Nothing,
    /// What the catalogue proposes for it.
    AsCatalogue,
    /// What the technician says, and what that rests on.
    As {
        /// What becomes of it.
        disposition: Disposition,
        /// What that rests on.
        grounds: Grounds,
    },
}

/// A part exchange as the technician enters it.
#[uniffi::remote(Record)]
pub struct Exchange {
    /// What goes in and what comes out. Without a name, the catalogue's is taken.
    pub swap: PartSwap,
    /// What becomes of the part that comes out.
    pub comes_out: ComesOut,
}

/// A part that was exchanged.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Exchanged {
    /// The line of the parts table.
    pub line: PartLineId,
    /// The document of the part that came out.
    pub old_part: Option<DocumentId>,
    /// The day by which it is handed over.
    pub required_on: Option<NaiveDate>,
    /// This device knows of another use of the same piece: both stay, and somebody has to look.
    pub used_twice: bool,
    /// How many of this part are left in the van; below zero is shown.
    pub stock_after: Option<i64>,
}

impl From<client_core::visits::Exchanged> for Exchanged {
    fn from(done: client_core::visits::Exchanged) -> Self {
        Self {
            line: done.line,
            old_part: done.old_part,
            required_on: done.required_on,
            used_twice: done.used_twice.is_some(),
            stock_after: done.stock_after.map(|line| line.quantity),
        }
    }
}

/// How many of a part are in the van.
#[uniffi::remote(Record)]
pub struct StockLine {
    /// Material code.
    pub part_number: String,
    /// Name of the part, as the newest movement has it.
    pub name: String,
    /// How many; below zero if more went out than the books know of.
    pub quantity: i64,
    /// Pieces with a number of their own that are here.
    pub serials: Vec<String>,
    /// Pieces with a number of their own that went out and that the books never knew here.
    pub missing_serials: Vec<String>,
}

/// What is in the van.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct VanStockLines {
    /// By part.
    pub lines: Vec<StockLine>,
    /// Serials of pieces that were fitted twice.
    pub used_twice: Vec<String>,
    /// How many movements came with several contents; of each, one counts, the same on every device.
    pub contradictions: u32,
    /// Movements and documents that this application cannot read and that are missing in the sum: update it.
    pub unreadable: u32,
}

impl From<VanStock> for VanStockLines {
    fn from(stock: VanStock) -> Self {
        let used_twice = stock.used_twice.into_iter().map(|used| used.serial).collect();
        let contradictions = u32::try_from(stock.contradictions.len()).unwrap_or(u32::MAX);
        Self { lines: stock.lines, used_twice, contradictions, unreadable: stock.unreadable }
    }
}
