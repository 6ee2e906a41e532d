//! The order in which the records of one document are read, and stand on one paper: the same on device and server, told from the records
//! alone.

use std::sync::Arc;

use super::Paper;
use super::statement::SignOffKind;
use super::verify::VerifiedSeal;
use crate::id::SignOffId;
use crate::time::Timestamp;

/// Where a record stands among those of its document: by the revision its paper says it is, the taking of goods before their
/// return; within one of these by the time of sealing as well as it can be told; then by id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    revision: u32,
    return_of_goods: bool,
    sealed_at: Timestamp,
    sign_off: SignOffId,
}

impl Place {
    /// The place of `seal`.
    #[must_use]
    pub fn of(seal: &VerifiedSeal) -> Self {
        let body = &seal.record.body;
        let revision = match &seal.paper {
            Paper::Visit(voucher) => voucher.details.revision,
            Paper::Goods(_) => None,
        };
        Self {
            revision: revision.unwrap_or(1),
            return_of_goods: body.kind == SignOffKind::GoodsReturn,
            sealed_at: body.signed.best_guess(),
            sign_off: body.sign_off,
        }
    }
}

/// The records among `kept` that verified, in the order of their [`Place`]. One that did not proves nothing and stands on no paper.
pub(crate) fn in_order<'a>(kept: impl Iterator<Item = (&'a [u8], &'a Result<Arc<VerifiedSeal>, &'static str>)>) -> Vec<&'a [u8]> {
    let mut placed: Vec<(Place, &[u8])> =
        kept.filter_map(|(record, verified)| verified.as_ref().ok().map(|seal| (Place::of(seal), record))).collect();
    placed.sort_unstable_by_key(|(place, _)| *place);
    placed.into_iter().map(|(_, record)| record).collect()
}
