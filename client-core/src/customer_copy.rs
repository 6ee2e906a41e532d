//! The customer's copy: what was sealed as a PDF, drawn here without a network and byte for byte as the server draws it, and the code by
//! which a telephone finds the page where the record is checked.

use model::seal::verify::verify;
use paper::{Code, check_link, draw, unprintable};
use serde::Serialize;

use crate::actions::ActionError;

/// A code to be shown on the glass: one that leads to the page where a record is checked (the page knows the record once the server has it),
/// or one that holds a part of an offer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CheckCode {
    /// What the code holds: the same as the code on the paper; of an offer its part in base64url.
    pub link: String,
    /// How many squares the code is wide and high; four more of white belong around it.
    pub across: u16,
    /// Whether each square is dark, row by row from the upper left.
    pub squares: Vec<bool>,
}

/// Whether paper can show what is entered at signing. What stands on the voucher already is printed by number where it must be: nobody at
/// the glass may be able to change it, and a signature is not refused for it.
pub(crate) fn can_be_printed<T: Serialize>(said: &T) -> Result<(), ActionError> {
    let found = unprintable(said)?;
    if found.is_empty() { Ok(()) } else { Err(ActionError::Unprintable(found)) }
}

/// The records apart from their document: drawing takes its time, and nobody else waits for the document meanwhile.
pub(crate) fn owned(records: Vec<&[u8]>) -> Vec<Vec<u8>> {
    records.into_iter().map(<[u8]>::to_vec).collect()
}

/// The PDF of `records`.
pub(crate) fn drawn(records: &[Vec<u8>]) -> Result<Vec<u8>, ActionError> {
    let records: Vec<&[u8]> = records.iter().map(Vec::as_slice).collect();
    Ok(draw(&records)?)
}

/// The code of `record`.
pub(crate) fn code_of(record: &[u8]) -> Result<Option<CheckCode>, ActionError> {
    let Some(link) = check_link(&verify(record, None)?, record) else { return Ok(None) };
    let Code { across, squares } = Code::of(&link)?;
    Ok(Some(CheckCode { link, across, squares }))
}
