//! The answer's items and lists.

use axum::body::Body;
use http::Response;
use model::wire::lists::{self, List};
use model::wire::packed;
use model::wire::sync::{PullItem, Pulled, SyncResponse};

use super::body;
use crate::error::ApiError;
use crate::store::documents::{News, PulledEntry};

/// Packs `entries` behind `header`, in the form of its protocol. Takes CPU time in proportion to them; run it where blocking is allowed.
pub(super) fn answer(mut header: SyncResponse, entries: Vec<PulledEntry>) -> Result<Response<Body>, ApiError> {
    let mut found = Vec::new();
    for PulledEntry { seq, document, news } in entries {
        let section = u32::try_from(found.len()).map_err(ApiError::internal)?;
        let what = match news {
            News::Entered(raws) => {
                found.push((document, raws));
                Pulled::Enter { section }
            }
            News::Changed(raws) => {
                found.push((document, raws));
                Pulled::Changes { section }
            }
            News::Own(last) => Pulled::Own { last: last.iter().map(|hash| hex::encode(hash.0)).collect() },
            News::Left { reason, successor } => Pulled::Leave { reason, successor },
        };
        header.items.push(PullItem { seq, document, what });
    }
    if header.protocol < lists::SINCE {
        let sections = found.iter().map(|(_, raws)| packed::encode(raws)).collect::<Result<Vec<_>, _>>();
        return body::encode(&header, &sections.map_err(ApiError::internal)?);
    }
    let lists: Vec<_> = found.iter().map(|(document, raws)| List { document: *document, raws }).collect();
    body::encode_lists(&header, &lists::pack(&lists).map_err(ApiError::internal)?)
}
