//! The device: what a technician's phone or tablet keeps, does and sends.
//!
//! [`Device::open`] opens one SQLite file; [`Device::enrol`] makes it somebody's; [`Device::visits`] hands out the technician's
//! actions, none of which ever waits for a network; [`Device::sync_now`] and [`Device::run_sync`] exchange with the server;
//! [`Device::observe`] tells what changed, after it is on disk.
//!
//! * [`device`], [`identity`], [`incarnation`]: opening, enrolment, which copy of a file this is, the handles.
//! * `actions`: how every action goes: rules decide, changes are made, one transaction keeps everything; and what of it is entered again
//!   after a refusal.
//! * [`visits`], [`days`], [`repairs`], [`old_parts`], [`complaints`]: one room for each kind of document, one action per file.
//! * [`customer_copy`]: what was sealed, for the customer: the PDF and the code.
//! * [`mod@reference`]: what only the desk changes: catalogue, asset files, van stock.
//! * [`proof`]: what ties the device and its work to the organisation for a stranger.
//! * `store`: the file. Raw changes are the truth, everything else in it can be rebuilt from them.
//! * [`peer`]: two devices without a server.
//! * `sync`: the machine decides (no clock, no chance, no network inside), the driver does.
//! * [`http`]: requests and answers; the host may bring its own transport.
//! * [`clock`], [`chance`]: time and chance, handed in by the host.
//!
//! Left out: pages, other languages (the `ffi` crate), repairing damaged files.

mod actions;
pub mod chance;
pub mod clock;
pub mod complaints;
pub mod customer_copy;
pub mod days;
pub mod device;
pub mod http;
pub mod identity;
pub mod incarnation;
pub mod observe;
pub mod old_parts;
pub mod peer;
pub mod proof;
pub mod reference;
pub mod repairs;
mod store;
mod sync;
pub mod visits;

pub use actions::ActionError;
pub use complaints::Complaints;
pub use customer_copy::CheckCode;
pub use days::Days;
pub use device::{Device, DeviceConfig, Host};
pub use http::transport::NetworkSwitch;
pub use identity::{EnrolError, Identity};
pub use observe::Notice;
pub use old_parts::OldParts;
pub use paper::PaperError;
pub use peer::{PeerError, PeerEvent, PeerReport, PeerRole, PeerSession};
pub use repairs::Repairs;
pub use store::{OpenError, StoreError};
pub use sync::{SyncError, SyncReport};
pub use visits::Visits;
