//! Amendments: a signed visit opened for a correction (O-05). The signature stays with what was signed; what follows is a later
//! revision until the customer signs it or a leader accepts it.
//!
//! Everything here is read from the visit at one version, so that a voucher can say it: which amendments are *open*, and which
//! revision a paper rendered now would be.

use std::collections::BTreeSet;

use super::Visit;
use super::records::{EventKind, Work};
use crate::id::{EventId, SignOffId};
use crate::seal::statement::SignOffKind;
use crate::seal::verify::VerifiedSeal;

/// An opened amendment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Amendment<'a> {
    /// The event that opened it.
    pub event: EventId,
    /// The sign-off that stays as it is.
    pub of: SignOffId,
    /// Why.
    pub reason: &'a str,
}

impl Visit {
    /// The kind of sign-off that closes this visit: the person visited signs a return visit, everybody else accepts.
    #[must_use]
    pub fn closing_kind(&self) -> SignOffKind {
        if self.call_out.work == Work::ReturnVisit { SignOffKind::ReturnVisit } else { SignOffKind::Acceptance }
    }

    /// Every amendment that was ever opened, in order of time.
    #[must_use]
    pub fn amendments(&self) -> Vec<Amendment<'_>> {
        let opened = self.events.iter().filter_map(|event| match &event.record.kind {
            EventKind::AmendmentOpened { of, reason } => Some(Amendment { event: event.id, of: *of, reason }),
            _ => None,
        });
        opened.collect()
    }

    /// Amendments that neither a signed paper names nor a leader accepted, in order of time.
    #[must_use]
    pub fn open_amendments(&self) -> Vec<Amendment<'_>> {
        let opened = self.amendments();
        if opened.is_empty() {
            return opened;
        }
        let mut closed = self.accepted_amendments();
        for seal in self.closing_seals() {
            closed.extend(seal.voucher().into_iter().flat_map(|voucher| voucher.details.amendments.iter().map(|amendment| amendment.id)));
        }
        opened.into_iter().filter(|amendment| !closed.contains(&amendment.event)).collect()
    }

    /// Which revision a paper rendered from this visit is: one more than were signed or accepted before it.
    #[must_use]
    pub fn next_revision(&self) -> u32 {
        let before = self.closing_seals().count().saturating_add(self.accepted_amendments().len());
        u32::try_from(before).unwrap_or(u32::MAX).saturating_add(1)
    }

    /// Amendments that a leader accepted.
    fn accepted_amendments(&self) -> BTreeSet<EventId> {
        let accepted = self.events.iter().filter_map(|event| match event.record.kind {
            EventKind::AmendmentAccepted { opened, .. } => Some(opened),
            _ => None,
        });
        accepted.collect()
    }

    /// Kept seals of the kind that closes this visit.
    fn closing_seals(&self) -> impl Iterator<Item = &VerifiedSeal> {
        let kind = self.closing_kind();
        self.sign_offs.iter().filter_map(|record| record.verified().ok()).filter(move |seal| seal.kind() == kind)
    }
}
