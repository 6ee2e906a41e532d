//! Which changes of a technician's device are believed. Every operation of a change is looked at, also those that lose against
//! a concurrent one, so that nothing slips in beside the winner.
//!
//! Refused is only what is unauthorised or unsafe: writing for another person or device, touching what only the desk writes,
//! altering an event, a part line, a photo or a sign-off, a signature that does not stand up, a swap that no
//! honest device can have made. What merely breaks a rule of the trade is taken and shown.

use std::str::FromStr as _;

use super::records::{Event, EventKind, PartLine, Photo};
use super::{Visit, schema};
use crate::documents::stamp::ChangeNote;
use crate::gate::{Authority, Denial, Effect, EffectAction, EffectKey, PathKey, Step};
use crate::id::{DeviceId, OrganisationId, PersonId, SignOffId};
use crate::rules::check_swap;
use crate::seal::key::PublicKey;
use crate::seal::verify::{check_against, verify};
