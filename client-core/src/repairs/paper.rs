//! The customer's copy of what was sealed for goods.

use model::id::{DocumentId, SignOffId};

use super::{Repairs, repair_in};
use crate::actions::ActionError;
use crate::customer_copy::{CheckCode, code_of, drawn, owned};

impl Repairs {
    /// The receipt, and once the goods are back the return, as one PDF: see [`Visits::paper`](crate::Visits::paper).
    ///
    /// # Errors
    /// As [`Visits::paper`](crate::Visits::paper).
    pub fn paper(&self, id: DocumentId) -> Result<Vec<u8>, ActionError> {
        drawn(&self.core.look_at(id, |_, _, seen| Ok(owned(repair_in(seen.assessed)?.records())))?)
    }

    /// The code that leads to the page where this sign-off is checked; none if its record names no address.
    ///
    /// # Errors
    /// As [`Visits::check_code`](crate::Visits::check_code).
    pub fn check_code(&self, id: DocumentId, sign_off: SignOffId) -> Result<Option<CheckCode>, ActionError> {
        code_of(&self.seal_file(id, sign_off)?)
    }
}
