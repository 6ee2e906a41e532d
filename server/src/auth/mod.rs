//! Extractors: a handler that names [`DeviceAuth`] or [`DeskAuth`] runs only for somebody who is known and allowed in.
//!
//! The organisation of a request comes only from here, never from a path, a query or a body.

mod desk;
mod device;
pub(crate) mod permission;
mod viewer;

pub(crate) use desk::{DeskAuth, SESSION_COOKIE, SameOrigin, session_token};
pub(crate) use device::{DeviceAuth, PutOutAuth};
pub(crate) use viewer::Viewer;
