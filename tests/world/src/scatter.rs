//! Scattered uploads: what a device sends in one request reaches the server first as single changes, out of order, and then as it was
//! sent; some of the single changes come once more after that. Whatever is made of that has to be what the request alone comes to.

use client_core::http::transport::HttpRequest;
use model::wire::frame::{self, FrameLimits, gunzip_bounded, gzip};
use model::wire::lists;
use model::wire::packed::{self, PackedLimits};
use model::wire::sync::{MAX_CHANGES, MAX_DOCUMENTS, MAX_INFLATED_BYTES, PushedDocument, SyncRequest};

use crate::SeededChance;

/// One device's scattered uploads.
pub(crate) struct Scatter {
    chance: SeededChance,
    /// What has left the device and not yet reached the server.
    on_the_way: Vec<HttpRequest>,
}

impl Scatter {
    pub(crate) fn new(seed: u64) -> Self {
        Self { chance: SeededChance::new(seed), on_the_way: Vec::new() }
    }

    /// What reaches the server before `request` does.
    pub(crate) fn before(&mut self, request: &HttpRequest) -> Vec<HttpRequest> {
        let mut singles = single_changes(request);
        // Every other upload keeps the order within each document, so that long fronts of a list arrive change by change.
        if self.chance.below(2) == 0 {
            self.chance.shuffle(&mut singles);
        } else {
            self.interleave(&mut singles);
        }
        let mut coming = std::mem::take(&mut self.on_the_way);
        for (_, single) in singles {
            if self.chance.below(4) == 0 {
                self.on_the_way.push(single.clone());
            }
            coming.push(single);
        }
        coming
    }

    fn interleave(&self, singles: &mut Vec<(usize, HttpRequest)>) {
        let mut order: Vec<usize> = singles.iter().map(|(document, _)| *document).collect();
        self.chance.shuffle(&mut order);
        let mut left = std::mem::take(singles);
        for document in order {
            let next = left.iter().position(|(of, _)| *of == document).expect("as many as were counted");
            singles.push(left.remove(next));
        }
    }
}

/// A request for every single change in `request`, with the place of its document.
fn single_changes(request: &HttpRequest) -> Vec<(usize, HttpRequest)> {
    let limits = FrameLimits { frame_bytes: MAX_INFLATED_BYTES, header_bytes: MAX_INFLATED_BYTES, sections: MAX_DOCUMENTS };
    let bytes = gunzip_bounded(&request.body, MAX_INFLATED_BYTES).expect("the device's body inflates");
    let (header, sections): (SyncRequest, _) = frame::decode(&bytes, limits).expect("the device's body is a frame");
    let mut singles = Vec::new();
    let limits = PackedLimits { changes: MAX_CHANGES, bytes: MAX_INFLATED_BYTES };
    let documents: Vec<_> = header.documents.iter().map(|document| document.id).collect();
    let lists = lists::sections(sections, &documents, limits).expect("the sections are lists");
    for (place, (document, section)) in header.documents.iter().zip(lists).enumerate() {
        for raw in section.into_raws(limits).expect("the section is a packed list") {
            let one = PushedDocument { id: document.id, changes: 1 };
            let header = SyncRequest { want_bytes: 1, documents: vec![one], ..header.clone() };
            let section = packed::encode(&[raw]).expect("a change of the device packs");
            let body = gzip(&frame::encode(&header, &[section]).expect("a frame of one change"));
            singles.push((place, HttpRequest { body, ..request.clone() }));
        }
    }
    singles
}
