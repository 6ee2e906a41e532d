//! Frames, packed lists, and all lists in one section: never more than the bounds, and what is read is written the same.

use model::id::DocumentId;
use model::wire::frame::{self, FrameLimits, gunzip_bounded, gzip};
use model::wire::lists::{self, List};
use model::wire::packed::{self, PackedLimits};
use model::wire::sync::SyncRequest;

use crate::damage::damaged;

const FRAME: FrameLimits = FrameLimits { frame_bytes: 1 << 20, header_bytes: 64 << 10, sections: 64 };
const LIST: PackedLimits = PackedLimits { changes: 500, bytes: 1 << 20 };

/// `data` as a packed list.
pub fn packed(data: &[u8]) {
    let Ok(raws) = packed::decode(data, LIST) else { return };
    assert!(raws.len() <= LIST.changes && raws.iter().map(Vec::len).sum::<usize>() <= LIST.bytes, "past the bounds");
    let again = packed::encode(&raws).expect("what was unpacked can be packed");
    assert_eq!(packed::decode(&again, LIST).as_ref(), Ok(&raws), "packed again it is another list");
}

/// `data` as the number of documents (a byte), their ids, and a section with all their lists.
pub fn lists(data: &[u8]) {
    let Some((count, rest)) = data.split_first() else { return };
    let Some((ids, section)) = rest.split_at_checked(usize::from(count % 8) * 16) else { return };
    let documents: Vec<DocumentId> = ids.as_chunks().0.iter().map(|id| DocumentId::from_bytes(*id)).collect();
    let limits = PackedLimits { changes: 5_000, bytes: 8 << 20 };
    let Ok(all) = lists::decode(section, &documents, limits) else { return };
    let bytes = all.iter().flatten().map(Vec::len).sum::<usize>();
    assert!(all.len() == documents.len() && all.iter().map(Vec::len).sum::<usize>() <= limits.changes && bytes <= limits.bytes);
    let again: Vec<_> = documents.iter().zip(&all).map(|(document, raws)| List { document: *document, raws }).collect();
    let section = lists::encode(&again).expect("what was unpacked can be packed");
    assert_eq!(lists::decode(&section, &documents, limits).as_ref(), Ok(&all), "packed again they are other lists");
}

/// `data` as a frame with a sync request, as a body under gzip, and as damages to such a body.
pub fn sync_body(data: &[u8]) {
    request(data);
    if let Ok(inflated) = gunzip_bounded(data, FRAME.frame_bytes) {
        assert!(inflated.len() <= FRAME.frame_bytes, "past the bound");
        assert_eq!(gunzip_bounded(&gzip(&inflated), FRAME.frame_bytes).as_ref(), Ok(&inflated));
        request(&inflated);
    }
    let body = gzip(data.get(..256).unwrap_or(data));
    for bound in [0, 100, 256] {
        let inflated = gunzip_bounded(&damaged(&body, data), bound);
        assert!(inflated.is_err() || inflated.is_ok_and(|bytes| bytes.len() <= bound), "past the bound");
    }
}

fn request(frame: &[u8]) {
    let Ok((header, sections)) = frame::parts::<SyncRequest>(frame, FRAME) else { return };
    let owned: Vec<Vec<u8>> = sections.iter().map(|section| section.to_vec()).collect();
    let again = frame::encode(&header, &owned).expect("what was read can be written");
    let wide = FrameLimits { frame_bytes: usize::MAX, header_bytes: usize::MAX, ..FRAME };
    assert_eq!(frame::decode(&again, wide), Ok((header, owned)), "written again it is another request");
    for section in sections {
        packed(section);
    }
}
