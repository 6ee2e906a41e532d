//! The device through its public face, with a scripted server.
#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test that stops has failed, and says where")]

mod actions;
mod apart;
mod bundles;
mod certificate;
mod config;
mod course;
mod damage;
mod days;
mod goods;
mod incarnation;
mod later;
mod opening;
mod photos;
mod receiving;
mod reconcile;
mod reference;
mod refused;
mod sending;
mod settling;
mod signing;
mod stage;
mod transport;
mod upgrade;
