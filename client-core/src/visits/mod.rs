//! The technician's visits: what can be seen of them and done to them. Nothing here ever waits for a network.
//!
//! Every action is one file and goes the same way (`act.rs`, and `actions` for documents of every kind): the rules of
//! the trade decide, the document gets one change, and change, projection, outbox mark and command journal are kept in one transaction. When the call returns, it is on disk.

mod account;
mod act;
mod agenda;
mod answer_check;
mod answer_survey;
mod appointment;
mod arrive;
mod attach_photo;
mod charge;
mod class;
mod depart;
mod exception;
mod exchange_part;
mod export;
mod fee;
mod finish;
mod not_signed;
mod note_return_visit;
mod open_amendment;
mod open_without_order;
mod page;
mod paper;
mod parts_needed;
mod promises;
mod record;
mod reopen;
mod repeat;
mod sheet;
mod sign;
mod site;
mod start;
mod stops;
mod strike_event;
mod strike_part;
mod swap_part;
mod take_away;
mod tell;
mod void_trip;
mod warranty;
mod write_text;

use std::sync::Arc;

pub use account::{SheetCharge, SheetCollection, SheetMoney, SheetSurvey, SheetSurveyAnswer};
pub use agenda::AgendaRow;
pub use attach_photo::MAX_PHOTO_BYTES;
pub use charge::NewCharge;
pub use exchange_part::{ComesOut, Exchange, Exchanged};
pub use note_return_visit::ReturnVisitFindings;
pub use open_without_order::NewVisit;
pub use page::PageEntry;
pub use sheet::{ActionName, SheetPhoto, SheetSeal, SheetSignOff, VisitSheet};
pub use sign::ShownVoucher;
pub use take_away::{TakeAway, TakenAway};
pub use warranty::WarrantyFindings;

pub(crate) use repeat::may_repeat;

pub use crate::actions::ActionError;
pub use crate::store::blobs::PhotoState;
pub use crate::store::documents::Left;
pub use crate::store::outbox::{Delivery, OutboxDocument, OutboxView};
pub use crate::store::refused::NotAccepted;
pub use model::documents::rerun::ValueWritten;

use crate::device::Core;

/// The visits on this device. Cheap to clone.
#[derive(Clone)]
pub struct Visits {
    pub(crate) core: Arc<Core>,
}
