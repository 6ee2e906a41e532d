//! The customer's copy of what was sealed on a visit.

use model::id::{DocumentId, SignOffId};

use super::{ActionError, Visits};
use crate::customer_copy::{CheckCode, code_of, drawn, owned};

impl Visits {
    /// Everything sealed on the visit as one PDF ([`paper::draw`]), in the order of [`model::seal::order`]; what does not verify is left
    /// out. The server draws the same bytes from the same records.
    ///
    /// # Errors
    /// [`ActionError::Paper`] if nothing is sealed yet, or it does not fit a paper; [`ActionError::NotFound`], [`ActionError::Store`].
    pub fn paper(&self, id: DocumentId) -> Result<Vec<u8>, ActionError> {
        drawn(&self.core.look(id, |_, _, stand| Ok(owned(stand.assessment.records())))?)
    }

    /// The code that leads to the page where this sign-off is checked; none if its record names no address.
    ///
    /// # Errors
    /// [`ActionError::NotFound`], [`ActionError::Store`]; [`ActionError::Seal`] for a record that proves nothing.
    pub fn check_code(&self, id: DocumentId, sign_off: SignOffId) -> Result<Option<CheckCode>, ActionError> {
        code_of(&self.seal_file(id, sign_off)?)
    }
}
