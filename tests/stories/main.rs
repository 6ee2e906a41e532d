//! The stories, one a file, in one executable: each executable of its own would hold server, devices and documents again.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a story that cannot go on stops")]

mod amendment;
mod cash;
mod clock;
mod correction;
mod crew;
mod cut;
mod daily_report;
mod escalation;
mod file_edited;
mod hostile;
mod idle;
mod inspection;
mod live;
mod offline_day;
mod old_part;
mod paper;
mod peer;
mod photos;
mod random;
mod reassigned;
mod receipts;
mod reference;
mod refusal;
mod rescheduled;
mod restarts;
mod return_visit;
mod site_request;
mod take_away;
mod terminal_swap;
mod texts;
mod thousand;
mod two_devices;
mod unsent;
mod variations;
