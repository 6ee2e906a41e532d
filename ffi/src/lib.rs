//! The device for Kotlin, Swift and Python: `client-core`'s façade through UniFFI, shaped for hosts that are not Rust.
//!
//! * [`device`]: [`Device`], opening, the network switch, the outbox, observing.
//! * [`visits`], [`settling`]: [`Visits`], everything a technician sees and does on a visit; [`repairs`], [`old_parts`], [`complaints`],
//!   [`days`]: the other documents; [`peer`]: two devices without a server; [`mod@reference`]: what only the desk changes. [`sync`]: enrolment and exchange with the server.
//! * [`seal`]: the verifier, which needs no device.
//! * [`records`], [`ids`]: what crosses the border, typed. [`failures`]: [`FieldError`], a few kinds, each of which the host can
//!   act on; [`texts`]: their words for the person at the device, in Chinese and English.
//! * [`listener`], [`host_key`]: what the host implements.
//!
//! Every method is one call of `client-core` between two conversions: no rule, no SQL and no state of its own lives here. Words
//! avoided because the host languages own them: `close`, `Error` and `Exception` in type names other than [`FieldError`],
//! `description`, and `message` as the field of an error.
//!
//! Left out: packaging for stores of packages, and everything a page does.

pub mod complaints;
pub mod days;
pub mod device;
pub mod failures;
pub mod host_key;
pub mod ids;
pub mod listener;
pub mod old_parts;
pub mod peer;
pub mod records;
pub mod reference;
pub mod repairs;
pub mod seal;
pub mod settling;
pub mod sync;
pub mod texts;
pub mod visits;

pub use complaints::Complaints;
pub use days::Days;
pub use device::Device;
pub use failures::FieldError;
pub use old_parts::OldParts;
pub use peer::PeerSession;
pub use reference::Reference;
pub use repairs::Repairs;
pub use visits::Visits;

uniffi::setup_scaffolding!();
