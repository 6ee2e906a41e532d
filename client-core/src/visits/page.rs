//! A page of the form: several actions that a person saves with one tap. One transaction and one sync of the disk for all of them; each is
//! decided by the rules after the ones before it, and keeps its own command in the journal.
//!
//! Left out: what a page of its own is shown for (signatures, photos, goods taken along, money).

use model::documents::visit::records::{Channel, CheckResult, DataField, EventKind, PartSwap};
use model::id::DocumentId;

use super::act::on_visit;
use super::{ActionError, Visits, answer_check, appointment, arrive, depart, finish, record, site, start, swap_part, write_text};
use crate::actions::Hand;

/// One action of a page, as the method of [`Visits`] with the same name carries it out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PageEntry {
    /// [`Visits::depart`].
    Depart,
    /// [`Visits::attempt_contact`].
    AttemptContact {
        /// How it was tried.
        channel: Channel,
        /// Whether anybody was reached.
        reached: bool,
        /// May be empty.
        note: String,
    },
    /// [`Visits::arrive`].
    Arrive,
    /// [`Visits::start`].
    Start,
    /// [`Visits::answer_check`].
    AnswerCheck {
        /// Key of the check.
        item: String,
        /// What it came to.
        result: CheckResult,
        /// May be empty.
        note: String,
    },
    /// [`Visits::write_findings`].
    WriteFindings {
        /// All of it.
        text: String,
    },
    /// [`Visits::write_treatment`].
    WriteTreatment {
        /// All of it.
        text: String,
    },
    /// [`Visits::swap_part`].
    SwapPart {
        /// The line.
        swap: PartSwap,
    },
    /// [`Visits::correct_data`].
    CorrectData {
        /// Which value.
        field: DataField,
        /// What it is.
        to: String,
        /// Who confirmed it.
        confirmed_by: String,
    },
    /// [`Visits::finish`].
    Finish,
}

impl Visits {
    /// Carries out the entries of a page in order, all of them or none. When this returns, they are on disk.
    ///
    /// # Errors
    /// [`ActionError`] of the first entry that cannot be carried out; nothing was changed.
    pub fn save_page(&self, id: DocumentId, entries: &[PageEntry]) -> Result<(), ActionError> {
        self.core.carry_out(|hand| {
            for entry in entries {
                hand.next_command()?;
                entry.carry_out(hand, id)?;
            }
            Ok(())
        })
    }
}

impl PageEntry {
    fn carry_out(&self, hand: &mut Hand<'_>, id: DocumentId) -> Result<(), ActionError> {
        match self {
            Self::Depart => on_visit(hand, id, |scene| record::step(scene, &EventKind::Departed, depart::decide)).map(drop),
            Self::AttemptContact { channel, reached, note } => {
                let tried = appointment::attempt(*channel, *reached, note);
                on_visit(hand, id, |scene| record::step(scene, &tried, |stand| appointment::decide_attempt(stand, note))).map(drop)
            }
            Self::Arrive => on_visit(hand, id, arrive::step),
            Self::Start => on_visit(hand, id, start::step),
            Self::AnswerCheck { item, result, note } => on_visit(hand, id, |scene| answer_check::step(scene, item, *result, note)),
            Self::WriteFindings { text } => on_visit(hand, id, |scene| write_text::findings(scene, text)),
            Self::WriteTreatment { text } => on_visit(hand, id, |scene| write_text::treatment(scene, text)),
            Self::SwapPart { swap } => on_visit(hand, id, |scene| swap_part::step(scene, swap)).map(drop),
            Self::CorrectData { field, to, confirmed_by } => {
                on_visit(hand, id, |scene| site::correct(scene, *field, to, confirmed_by)).map(drop)
            }
            Self::Finish => finish::on_hand(hand, id),
        }
    }
}
