//! Who has goods or parts, hand by hand.

use model::documents::custody::{Holder, Link as CustodyLink};
use model::id::{EventId, PersonId};
use model::time::Timestamp;

/// Who holds a thing.
#[uniffi::remote(Enum)]
pub enum Holder {
    /// The customer.
    Customer,
    /// A technician, in the van.
    Technician {
        /// Who.
        id: PersonId,
        /// Name.
        name: String,
    },
    /// A workshop, own or the maker's.
    Workshop {
        /// Which.
        name: String,
    },
    /// A shop or dealer.
    Shop {
        /// Which.
        name: String,
    },
    /// A carrier, on the way.
    Carrier {
        /// Which.
        name: String,
        /// The consignment's number; may be empty.
        tracking: String,
    },
    /// A storekeeper, in the field or at head office.
    Storekeeper {
        /// Who, and of which store.
        name: String,
    },
}

/// A holder, from when and by which hand-over.
#[uniffi::remote(Record)]
pub struct CustodyLink {
    /// The hand-over; absent for the holders that the opening names.
    pub hand_over: Option<EventId>,
    /// Who.
    pub holder: Holder,
    /// Since when, as well as it can be told.
    pub since: Timestamp,
}
