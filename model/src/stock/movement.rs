//! One movement of parts.

use serde::{Deserialize, Serialize};

use crate::id::{DocumentId, MovementId, PersonId};
use crate::rules::{MAX_QUANTITY, check_line, is_blank};
use crate::time::Timestamp;

/// Where parts are.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "place", rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Place {
    /// A store of the organisation.
    Store {
        /// Its name.
        name: String,
    },
    /// An external service station, which has its own account.
    Station {
        /// Its name.
        name: String,
    },
    /// A technician's van stock (1.2 row 85).
    Van {
        /// Whose.
        person: PersonId,
    },
    /// In a product, by a visit.
    Visit {
        /// Which.
        visit: DocumentId,
    },
    /// With a customer, who fits it.
    Customer,
    /// With whoever delivers parts.
    Supplier,
    /// Out of the books: lost, scrapped, or found when counting.
    Outside,
}

/// Why parts moved.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "because", rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Because {
    /// Issued to a technician.
    Issued {
        /// The approved requisition; absent is flagged.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        requisition: Option<String>,
    },
    /// Delivered, with a receiving note.
    Received {
        /// Number of the receiving note.
        note: String,
    },
    /// Fitted in a visit, or taken along again from there.
    Used,
    /// Handed back unused.
    HandedBack,
    /// Moved between stores or technicians.
    Transferred,
    /// Mailed to a customer who fits it.
    Mailed,
    /// Book and shelf differed, or the movement that is named was a mistake.
    Corrected {
        /// What was found.
        reason: String,
        /// The movement that this one undoes.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        of: Option<MovementId>,
    },
}

/// So many of a part went from one place to another.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Movement {
    /// The id of whatever it comes from; the same movement always has the same.
    pub id: MovementId,
    /// Material code; may be empty for a part that has none.
    pub part_number: String,
    /// Name of the part.
    pub name: String,
    /// How many, at least one; exactly one if it has a serial.
    pub quantity: u32,
    /// The piece's own number, if it bears one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub serial: Option<String>,
    /// Where from.
    pub from: Place,
    /// Where to.
    pub to: Place,
    /// Why.
    pub why: Because,
    /// When, as well as it is known.
    pub at: Timestamp,
}

/// Why a movement is none: correct this field.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {why}")]
pub struct MovementFault {
    /// The field.
    pub field: &'static str,
    /// What is wrong with it.
    pub why: &'static str,
}

/// What breaks a rule of the trade in a movement. It is taken all the same, and shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Flag {
    /// Issued without an approved requisition.
    NoRequisition,
}

impl Movement {
    /// Whether it can be one at all.
    ///
    /// # Errors
    /// [`MovementFault`] naming the first field that cannot be.
    pub fn check(&self) -> Result<(), MovementFault> {
        let fault = |field, why| Err(MovementFault { field, why });
        let serial = self.serial.as_deref().unwrap_or_default();
        let (from, to) = (self.from.name(), self.to.name());
        let reason = self.why.text();
        for (field, text) in [
            ("part_number", self.part_number.as_str()),
            ("name", &self.name),
            ("serial", serial),
            ("from", from.unwrap_or_default()),
            ("to", to.unwrap_or_default()),
            ("why", reason.unwrap_or_default()),
        ] {
            if check_line(text).is_err() || text.chars().any(char::is_control) {
                return fault(field, "is too long or more than one line");
            }
        }
        if is_blank(&self.name) {
            return fault("name", "must not be empty");
        }
        if self.quantity == 0 || self.quantity > MAX_QUANTITY {
            return fault("quantity", "must be between 1 and 9999");
        }
        if self.serial.is_some() && is_blank(serial) {
            return fault("serial", "must not be empty; leave it out for a part without a number of its own");
        }
        if self.serial.is_some() && self.quantity != 1 {
            return fault("quantity", "must be 1 for a part with a number of its own");
        }
        if from.is_some_and(is_blank) {
            return fault("from", "needs a name");
        }
        if to.is_some_and(is_blank) {
            return fault("to", "needs a name");
        }
        if self.from == self.to {
            return fault("to", "is where it came from");
        }
        if reason.is_some_and(is_blank) {
            return fault("why", "must say what for");
        }
        Ok(())
    }

    /// Whether it takes parts out of the books: a leader's to decide.
    #[must_use]
    pub fn writes_off(&self) -> bool {
        self.to == Place::Outside
    }

    /// What breaks a rule of the trade in it.
    #[must_use]
    pub fn flags(&self) -> Vec<Flag> {
        match &self.why {
            Because::Issued { requisition: None } => vec![Flag::NoRequisition],
            _ => Vec::new(),
        }
    }

    /// The movement that undoes it: the same parts the other way, at the same instant, as if it had never been. Nothing is deleted.
    #[must_use]
    pub fn counter(&self, id: MovementId, reason: &str) -> Self {
        let why = Because::Corrected { reason: reason.to_owned(), of: Some(self.id) };
        Self { id, from: self.to.clone(), to: self.from.clone(), why, ..self.clone() }
    }

    /// Whether it undoes `wrong`: the same parts the other way, at the same instant.
    #[must_use]
    pub fn is_counter_of(&self, wrong: &Self) -> bool {
        matches!(&self.why, Because::Corrected { reason, .. } if *self == wrong.counter(self.id, reason))
    }

    /// The movement that it undoes, if it undoes one.
    #[must_use]
    pub fn undoes(&self) -> Option<MovementId> {
        match self.why {
            Because::Corrected { of, .. } => of,
            _ => None,
        }
    }

    /// The people whose van stock it touches.
    #[must_use]
    pub fn people(&self) -> Vec<PersonId> {
        let vans =
            [&self.from, &self.to].into_iter().filter_map(|place| if let Place::Van { person } = place { Some(*person) } else { None });
        vans.collect()
    }
}

impl Place {
    fn name(&self) -> Option<&str> {
        match self {
            Self::Store { name } | Self::Station { name } => Some(name),
            Self::Van { .. } | Self::Visit { .. } | Self::Customer | Self::Supplier | Self::Outside => None,
        }
    }
}

impl Because {
    fn text(&self) -> Option<&str> {
        match self {
            Self::Issued { requisition } => requisition.as_deref(),
            Self::Received { note } => Some(note),
            Self::Corrected { reason, .. } => Some(reason),
            Self::Used | Self::HandedBack | Self::Transferred | Self::Mailed => None,
        }
    }
}
