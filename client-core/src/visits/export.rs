//! Export: what was entered here for a visit leaves the phone as a file, also when no server takes it.

use model::id::DocumentId;

use super::{ActionError, Visits};
use crate::store::export;

impl Visits {
    /// Everything that was entered on this device for a visit, as one JSON file (`fieldbook.parked.1`): `document`, `number` of the
    /// call-out, `changes` (raw, base64, each with whether the server has it), `set_aside` (what is left of damaged ones), `refused` (the saved copy of what the server refused for good) and the
    /// `journal` of what was meant by each action, from which work that is refused for good can be entered again by hand. Works
    /// for a visit that cannot be opened any more. Photos are not in it: [`Visits::photo`] has them.
    ///
    /// # Errors
    /// [`ActionError::NotFound`], [`ActionError::Store`].
    pub fn export_parked(&self, id: DocumentId) -> Result<Vec<u8>, ActionError> {
        self.core.store.read(|conn| export::parked(conn, id).map_err(ActionError::from))?.ok_or(ActionError::NotFound)
    }
}
