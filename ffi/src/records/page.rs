//! A page of the form, saved with one tap.

use client_core::visits::PageEntry;
use model::documents::visit::records::{Channel, CheckResult, DataField, PartSwap};

/// One action of a page, as the method of `Visits` with the same name carries it out.
#[uniffi::remote(Enum)]
pub enum PageEntry {
    /// The technician sets out.
    Depart,
    /// An attempt to reach the customer.
    AttemptContact {
        /// How it was tried.
        channel: Channel,
        /// Whether anybody was reached.
        reached: bool,
        /// May be empty.
        note: String,
    },
    /// The arrival on site.
    Arrive,
    /// The start of the work.
    Start,
    /// The answer to a check.
    AnswerCheck {
        /// Key of the check.
        item: String,
        /// What it came to.
        result: CheckResult,
        /// May be empty.
        note: String,
    },
    /// The findings.
    WriteFindings {
        /// All of it.
        text: String,
    },
    /// The treatment.
    WriteTreatment {
        /// All of it.
        text: String,
    },
    /// A line of the parts table.
    SwapPart {
        /// The line.
        swap: PartSwap,
    },
    /// A value of customer or product that turned out different.
    CorrectData {
        /// Which value.
        field: DataField,
        /// What it is.
        to: String,
        /// Who confirmed it.
        confirmed_by: String,
    },
    /// The work is done.
    Finish,
}
