//! HTTP as the device speaks it: requests and answers as plain values, so that the host or a test can bring its own transport;
//! access tokens; what an answer means. Left out: what is asked (the `sync` room).

pub mod answer;
pub(crate) mod events;
pub(crate) mod token;
pub mod transport;
