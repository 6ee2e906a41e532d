//! The answer's items and sections.

use axum::body::Body;
use http::Response;
use model::wire::packed;
use model::wire::sync::{PullItem, Pulled, SyncResponse};

use super::body;
use crate::error::ApiError;
use crate::store::documents::{News, PulledEntry};

/// Packs `entries` behind `header`. Takes CPU time in proportion to them; run it where blocking is allowed.
pub(super) fn answer(mut header: SyncResponse, entries: Vec<PulledEntry>) -> Result<Response<Body>, ApiError> {
    let mut sections = Vec::new();
    for PulledEntry { seq, document, news } in entries {
        let what = match news {
            News::Entered(raws) => Pulled::Enter { section: put(&mut sections, &raws)? },
            News::Changed(raws) => Pulled::Changes { section: put(&mut sections, &raws)? },
            News::Own(last) => Pulled::Own { last: last.iter().map(|hash| hex::encode(hash.0)).collect() },
            News::Left { reason, successor } => Pulled::Leave { reason, successor },
        };
        header.items.push(PullItem { seq, document, what });
    }
    body::encode(&header, &sections)
}

fn put(sections: &mut Vec<Vec<u8>>, raws: &[Vec<u8>]) -> Result<u32, ApiError> {
    let index = u32::try_from(sections.len()).map_err(ApiError::internal)?;
    sections.push(packed::encode(raws).map_err(ApiError::internal)?);
    Ok(index)
}
