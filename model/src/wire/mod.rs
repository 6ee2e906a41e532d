//! The wire: what device and server say to each other. Formats here are promises to devices in the field: add, never rename.
//!
//! * [`frame`]: the body of a sync request and answer: a JSON header and binary sections under gzip.
//! * [`packed`]: one document's changes as a section.
//! * [`lists`]: the changes of all documents of a frame as one section.
//! * [`sync`]: headers, verdicts and items.
//! * [`unsent`]: what a device says it has not sent.
//! * [`config`]: what a server takes, told.
//! * [`live`]: how a server says that there may be something new.
//! * [`reconcile`]: which side lacks what.
//! * [`hand_in`]: what a device that was put out still has.
//! * [`enrolment`]: how a device gets in and asks for tokens (RFC 7523).
//! * [`mod@reference`]: pages of reference data.
//! * [`peer`]: what two devices say to each other without a server.
//! * [`problem`]: errors (RFC 9457) with stable codes.
//!
//! Left out: the desk's own API, which only the server and its pages speak.

pub mod config;
pub mod enrolment;
pub mod frame;
pub mod hand_in;
pub mod lists;
pub mod live;
pub mod packed;
pub mod peer;
pub mod problem;
pub mod reconcile;
pub mod reference;
pub mod sync;
pub mod unsent;

/// The protocol version spoken here.
pub const PROTOCOL: u32 = 2;
/// The oldest protocol version still understood here.
pub const OLDEST_PROTOCOL: u32 = 1;
