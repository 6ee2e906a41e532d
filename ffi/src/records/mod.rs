//! What crosses the border: typed values, no JSON.
//!
//! Where a type of `model` or `client-core` fits as it is, it is declared here a second time for UniFFI (`uniffi::remote`); the
//! compiler checks that both agree. Where it does not fit (generics, sums, names a host language owns), a record of our own
//! stands for it, with one conversion.
//!
//! * [`words`]: enums without content. [`visit`]: the parts of a visit. [`event`]: what can happen to it. [`course`]: what happened on
//!   its way. [`voucher`], [`paper`]: what the customer reads and signs.
//! * [`goods`]: goods taken along, parts exchanged, the van. [`account`]: money and grades. [`warranty`]: who pays.
//! * [`repair`], [`repair_sheet`], [`old_part`], [`old_part_sheet`], [`custody`]: what leaves the customer or the van, and who has it.
//!   [`proof`]: certificate and receipts. [`complaint`], [`day`]: the documents of these names. [`mod@reference`]: what only the desk changes.
//! * [`page`]: what is saved with one tap. [`agenda`], [`sheet`], [`delivery`]: what lists and pages show. [`conflict`]: what two people wrote at once.

pub mod account;
pub mod agenda;
pub mod complaint;
pub mod conflict;
pub mod course;
pub mod custody;
pub mod day;
pub mod delivery;
pub mod event;
pub mod goods;
pub mod old_part;
pub mod old_part_sheet;
pub mod page;
pub mod paper;
pub mod proof;
pub mod reference;
pub mod repair;
pub mod repair_sheet;
pub mod sheet;
pub mod visit;
pub mod voucher;
pub mod warranty;
pub mod words;
