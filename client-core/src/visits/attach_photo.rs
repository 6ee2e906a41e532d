//! Attach a photo: the picture is kept by its hash, the visit names it. Also how a picture is read back.

use model::documents::visit::records::Photo;
use model::documents::visit::write;
use model::id::{DocumentId, PhotoId};
use model::rules::{Refusal, can_add_photo, check_line};
use sha2::{Digest as _, Sha256};

use super::act::{Intent, Standpoint, Step};
use super::{ActionError, Visits};
use crate::store::blobs::{self, NewBlob};

/// The largest picture, in **bytes**.
pub const MAX_PHOTO_BYTES: usize = 20 * 1024 * 1024;

impl Visits {
    /// Keeps a picture and names it in the visit; answers the photo's id. `media_type` is what the host believes it is, and must
    /// be what the first bytes say: JPEG, PNG or WebP.
    ///
    /// # Errors
    /// [`ActionError`], among them [`Refusal::PhotoUnusable`]; nothing was kept.
    pub fn attach_photo(&self, id: DocumentId, bytes: &[u8], media_type: &str, caption: &str) -> Result<PhotoId, ActionError> {
        let media_type = check(bytes, media_type)?;
        let sha256 = hex::encode(Sha256::digest(bytes));
        let size_bytes = bytes.len() as u64;
        self.core.act(id, |scene| {
            decide(&scene.stand)?;
            check_line(caption)?;
            let photo_id = scene.new_id(PhotoId::from_parts)?;
            let photo = Photo {
                sha256: sha256.clone(),
                size_bytes,
                media_type: media_type.to_owned(),
                caption: caption.to_owned(),
                by: scene.stamp.person,
                at: scene.stamp.clock.wall_at,
            };
            let change = write::attach_photo(scene.doc, photo_id, &photo, scene.stamp)?;
            Ok(Step {
                change: Some(change),
                intent: Intent::AttachPhoto { photo: photo_id, sha256: &sha256, caption },
                blob: Some(NewBlob { sha256: &sha256, media_type, bytes }),
                closes: false,
                done: photo_id,
            })
        })
    }

    /// The bytes of the picture with this SHA-256 (64 hex digits), if it was taken on this device.
    ///
    /// # Errors
    /// [`ActionError::NotFound`], [`ActionError::Store`].
    pub fn photo(&self, sha256: &str) -> Result<Vec<u8>, ActionError> {
        self.core.store.read(|conn| blobs::bytes(conn, sha256).map_err(ActionError::from))?.ok_or(ActionError::NotFound)
    }
}

pub(super) fn decide(stand: &Standpoint<'_>) -> Result<(), Refusal> {
    stand.still_ours()?;
    can_add_photo(stand.visit(), stand.signature(), stand.person)
}

/// The media type that the first bytes tell, if it is one that is taken and the one that was claimed.
fn check(bytes: &[u8], claimed: &str) -> Result<&'static str, Refusal> {
    if bytes.len() > MAX_PHOTO_BYTES {
        return Err(Refusal::PhotoUnusable("it is larger than 20 MiB"));
    }
    let found = media_type(bytes).ok_or(Refusal::PhotoUnusable("it is no JPEG, PNG or WebP"))?;
    if found != claimed {
        return Err(Refusal::PhotoUnusable("it is of another kind than it claims"));
    }
    Ok(found)
}

/// What the first bytes tell: JPEG (ITU-T T.81), PNG (RFC 2083), WebP (RFC 9649).
fn media_type(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0xff, 0xd8, 0xff, ..] => Some("image/jpeg"),
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Some("image/png"),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some("image/webp"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_is_what_its_first_bytes_say() {
        assert_eq!(check(&[0xff, 0xd8, 0xff, 0xe0], "image/jpeg"), Ok("image/jpeg"));
        assert_eq!(check(b"\x89PNG\r\n\x1a\n....", "image/png"), Ok("image/png"));
        assert_eq!(check(b"RIFF\x10\0\0\0WEBPVP8 ", "image/webp"), Ok("image/webp"));
        for (bytes, claimed) in [(&b"<svg onload=...>"[..], "image/png"), (&[0xff, 0xd8, 0xff][..], "image/png"), (&b""[..], "image/jpeg")]
        {
            assert!(matches!(check(bytes, claimed), Err(Refusal::PhotoUnusable(_))));
        }
        let mut large = vec![0xff, 0xd8, 0xff];
        large.resize(MAX_PHOTO_BYTES + 1, 0);
        assert_eq!(check(&large, "image/jpeg"), Err(Refusal::PhotoUnusable("it is larger than 20 MiB")));
    }
}
