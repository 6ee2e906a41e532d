//! Documents of every kind, as the server works on them: [`open`] turns a stored one into one that can be worked on, [`projection`]
//! says which row shows it, [`desk`] is how the desk writes to it, [`opening`] how it opens one,
//! [`record`] how it appends what happened to a document that is one list of events;
//! [`paper`] prints what was sealed; [`history`] tells of every change; [`export`] hands a whole document out.
//!
//! Left out: what is particular to a kind. Visits have the [board](crate::board) and a [room](crate::visits) of their own, the others
//! a [register](crate::registers) each.

pub(crate) mod desk;
pub(crate) mod export;
pub(crate) mod history;
pub(crate) mod open;
pub(crate) mod opening;
pub(crate) mod paper;
pub(crate) mod projection;
pub(crate) mod record;
