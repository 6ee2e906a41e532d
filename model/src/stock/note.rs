//! The papers of a store: what is received, issued, handed back, transferred or written off, line by line, and who gets which copy
//! (R-240…R-245; F-71, F-73, F-74, F-78).
//!
//! Left out: numbers of papers, which whoever keeps them gives out, and prices.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{Because, Movement, MovementFault, Place};
use crate::id::{MovementId, StockNoteId};
use crate::rules::{check_line, check_text, is_blank};
use crate::time::Timestamp;

/// Most lines of one paper.
pub const MAX_NOTE_LINES: usize = 500;

/// What a paper of the store is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum NoteKind {
    /// Parts came from a supplier.
    Received,
    /// A technician got parts on an approved requisition.
    Issued,
    /// A technician brought unused parts back.
    HandedBack,
    /// Parts went from store to store or from van to van.
    Transferred,
    /// Parts are out of the books: lost, broken, scrapped.
    WrittenOff,
}

/// A paper of the store.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Note {
    /// The paper, made once and kept when it is sent again.
    pub id: StockNoteId,
    /// What it is for.
    pub kind: NoteKind,
    /// Where from.
    pub from: Place,
    /// Where to.
    pub to: Place,
    /// Who delivers or receives, in words; may be empty.
    #[serde(default)]
    pub partner: String,
    /// The paper it rests on: the approved requisition of an issue, the delivery note of a receipt.
    #[serde(default)]
    pub rests_on: String,
    /// The deliverer brought a delivery note of his own, and gets no copy of the receipt.
    #[serde(default)]
    pub delivery_note_brought: bool,
    /// In words; why, if it writes off.
    #[serde(default)]
    pub remark: String,
    /// What moved.
    pub lines: Vec<NoteLine>,
}

/// A line of a paper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NoteLine {
    /// The movement it comes to, made once and kept when it is sent again.
    pub id: MovementId,
    /// Material code; may be empty.
    #[serde(default)]
    pub part_number: String,
    /// Name of the part.
    pub name: String,
    /// How many there really are.
    pub quantity: u32,
    /// The piece's own number, if it bears one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub serial: Option<String>,
    /// How many the invoice says, if it says another number.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub invoiced: Option<u32>,
    /// What is done about that difference.
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub solution: String,
}

/// Who gets a copy of a paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Copy {
    /// The store's ledger.
    Store,
    /// Whoever delivers.
    Deliverer,
    /// Whoever wrote it out.
    Issuer,
    /// Whoever uses the parts.
    User,
    /// Finance.
    Finance,
    /// The department's accountant.
    Accountant,
    /// Material accounting.
    MaterialAccounting,
    /// The unit that receives.
    Receiver,
}

impl NoteKind {
    /// The letters that numbers of such papers begin with.
    #[must_use]
    pub fn letters(self) -> &'static str {
        match self {
            Self::Received => "RK",
            Self::Issued => "CK",
            Self::HandedBack => "TK",
            Self::Transferred => "DB",
            Self::WrittenOff => "BF",
        }
    }

    /// The stored word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::Issued => "issued",
            Self::HandedBack => "handed_back",
            Self::Transferred => "transferred",
            Self::WrittenOff => "written_off",
        }
    }
}

impl NoteLine {
    /// Invoice and count differ.
    #[must_use]
    pub fn differs(&self) -> bool {
        self.invoiced.is_some_and(|invoiced| invoiced != self.quantity)
    }
}

impl Note {
    /// Whether it can be one.
    ///
    /// # Errors
    /// [`MovementFault`] naming the first field that cannot be.
    pub fn check(&self) -> Result<(), MovementFault> {
        let fault = |field, why| Err(MovementFault { field, why });
        for (field, text) in [("partner", &self.partner), ("rests_on", &self.rests_on)] {
            if check_line(text).is_err() {
                return fault(field, "is too long or more than one line");
            }
        }
        if check_text(&self.remark).is_err() {
            return fault("remark", "is too long");
        }
        if self.lines.is_empty() || self.lines.len() > MAX_NOTE_LINES {
            return fault("lines", "must be between 1 and 500");
        }
        if !self.goes_as_its_kind() {
            return fault("to", "does not fit what the paper is for");
        }
        match self.kind {
            NoteKind::Issued if is_blank(&self.rests_on) => return fault("rests_on", "must name the approved requisition"),
            NoteKind::WrittenOff if is_blank(&self.remark) => return fault("remark", "must say why"),
            _ => {}
        }
        let mut ids = BTreeSet::new();
        let mut serials = BTreeSet::new();
        for (line, movement) in self.lines.iter().zip(self.movements("-", Timestamp::from_ms(0))) {
            movement.check()?;
            if !ids.insert(line.id) {
                return fault("lines", "one line is there twice");
            }
            let piece = line.serial.as_deref().map(|serial| (movement.sides()[0].1.part.clone(), super::side::serial_key(serial)));
            if piece.is_some_and(|piece| !serials.insert(piece)) {
                return fault("serial", "one piece is there twice");
            }
            if check_line(&line.solution).is_err() {
                return fault("solution", "is too long or more than one line");
            }
            if line.invoiced.is_some() && self.kind != NoteKind::Received {
                return fault("invoiced", "belongs to what is received");
            }
            if line.differs() && is_blank(&line.solution) {
                return fault("solution", "must say what is done about the difference from the invoice");
            }
        }
        Ok(())
    }

    /// from where to where parts of such a paper go. What goes from a store to a van is an issue, what comes back
    /// from there a hand-back: neither is a transfer.
    fn goes_as_its_kind(&self) -> bool {
        let (from, to) = (&self.from, &self.to);
        let vans = |place: &Place| matches!(place, Place::Van { .. });
        match self.kind {
            NoteKind::Received => *from == Place::Supplier && to.is_store(),
            NoteKind::Issued => from.is_store() && vans(to),
            NoteKind::HandedBack => vans(from) && to.is_store(),
            NoteKind::Transferred => (from.is_store() && to.is_store()) || (vans(from) && vans(to)),
            NoteKind::WrittenOff => from.is_kept() && *to == Place::Outside,
        }
    }

    /// The movements that it comes to under its `number`.
    #[must_use]
    pub fn movements(&self, number: &str, at: Timestamp) -> Vec<Movement> {
        let why = match self.kind {
            NoteKind::Received => Because::Received { note: number.to_owned() },
            NoteKind::Issued => Because::Issued { requisition: Some(self.rests_on.trim().to_owned()) },
            NoteKind::HandedBack => Because::HandedBack,
            NoteKind::Transferred => Because::Transferred,
            // A reason of several lines stands on the paper; the movement names the paper.
            NoteKind::WrittenOff => Because::Corrected { reason: number.to_owned(), of: None },
        };
        let movement = |line: &NoteLine| Movement {
            id: line.id,
            part_number: line.part_number.trim().to_owned(),
            name: line.name.trim().to_owned(),
            quantity: line.quantity,
            serial: line.serial.as_deref().map(|serial| serial.trim().to_owned()),
            from: self.from.clone(),
            to: self.to.clone(),
            why: why.clone(),
            at,
        };
        self.lines.iter().map(movement).collect()
    }

    /// Invoice and count differ in a line: it stands in the register of discrepancies.
    #[must_use]
    pub fn has_discrepancy(&self) -> bool {
        self.lines.iter().any(NoteLine::differs)
    }

    /// Who gets a copy, one each.
    #[must_use]
    pub fn copies(&self) -> &'static [Copy] {
        match self.kind {
            NoteKind::Received if self.delivery_note_brought => &[Copy::Store],
            NoteKind::Received | NoteKind::HandedBack => &[Copy::Store, Copy::Deliverer],
            NoteKind::Issued => &[Copy::Issuer, Copy::Store, Copy::Finance, Copy::User],
            NoteKind::Transferred => &[Copy::MaterialAccounting, Copy::Store, Copy::Accountant, Copy::Receiver, Copy::Finance],
            NoteKind::WrittenOff => &[Copy::Store, Copy::Finance],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::PersonId;

    fn store(name: &str) -> Place {
        Place::Store { name: name.into() }
    }

    fn van(n: u8) -> Place {
        Place::Van { person: PersonId::from_bytes([n; 16]) }
    }

    fn line(n: u8) -> NoteLine {
        NoteLine {
            id: MovementId::from_bytes([n; 16]),
            part_number: "PSU-24".into(),
            name: "电源".into(),
            quantity: 2,
            serial: None,
            invoiced: None,
            solution: String::new(),
        }
    }

    fn note(kind: NoteKind, from: Place, to: Place) -> Note {
        Note {
            id: StockNoteId::from_bytes([9; 16]),
            kind,
            from,
            to,
            partner: String::new(),
            rests_on: "R-7".into(),
            delivery_note_brought: false,
            remark: "水浸".into(),
            lines: vec![line(1)],
        }
    }

    /// …R-243: each paper has its way and its copies.
    #[test]
    fn a_paper_goes_its_way_and_has_its_copies() {
        use NoteKind::{HandedBack, Issued, Received, Transferred, WrittenOff};
        let cases = [
            (Received, Place::Supplier, store("a"), Some(2)),
            (Received, store("b"), store("a"), None),
            (Issued, store("a"), van(1), Some(4)),
            (Issued, van(1), van(2), None),
            (HandedBack, van(1), store("a"), Some(2)),
            (Transferred, store("a"), store("b"), Some(5)),
            (Transferred, van(1), van(2), Some(5)),
            (Transferred, store("a"), van(1), None),
            (WrittenOff, van(1), Place::Outside, Some(2)),
            (WrittenOff, Place::Supplier, Place::Outside, None),
        ];
        for (kind, from, to, copies) in cases {
            let note = note(kind, from, to);
            assert_eq!(note.check().ok().map(|()| note.copies().len()), copies, "{note:?}");
        }
    }

    ///
    #[test]
    fn a_paper_names_what_it_rests_on_and_what_is_done_about_a_difference() {
        let issue = Note { rests_on: " ".into(), ..note(NoteKind::Issued, store("a"), van(1)) };
        assert_eq!(issue.check().unwrap_err().field, "rests_on");
        let lost = Note { remark: String::new(), ..note(NoteKind::WrittenOff, store("a"), Place::Outside) };
        assert_eq!(lost.check().unwrap_err().field, "remark");
        let receipt = note(NoteKind::Received, Place::Supplier, store("a"));
        let short =
            |solution: &str| Note { lines: vec![NoteLine { invoiced: Some(3), solution: solution.into(), ..line(1) }], ..receipt.clone() };
        assert_eq!(short("").check().unwrap_err().field, "solution");
        assert_eq!((short("供方补发").check(), short("x").has_discrepancy()), (Ok(()), true));
        assert_eq!(Note { delivery_note_brought: true, ..receipt.clone() }.copies(), [Copy::Store]);
        let twice = NoteLine { serial: Some("a1".into()), quantity: 1, ..line(1) };
        let other = NoteLine { id: MovementId::from_bytes([2; 16]), serial: Some(" A1".into()), ..twice.clone() };
        assert_eq!(Note { lines: vec![twice, other], ..receipt.clone() }.check().unwrap_err().field, "serial");
        assert_eq!(Note { lines: vec![line(1), line(1)], ..receipt }.check().unwrap_err().field, "lines");
    }
}
