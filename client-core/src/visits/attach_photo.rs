//! Attach a photo: the picture is kept by its hash, the visit names it. Also how pictures are read back, own ones and others'.

use model::documents::visit::records::Photo;
use model::documents::visit::write;
use model::id::{DocumentId, PhotoId};
use model::rules::{Refusal, can_add_photo, check_line};
use sha2::{Digest as _, Sha256};

use super::act::{Intent, Standpoint, Step};
use super::{ActionError, Visits};
use crate::observe::Notice;
use crate::store::blobs::{self, NewBlob, PhotoState};
use crate::store::{StoreError, remote_photos};

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

    /// The bytes of the picture with this SHA-256 (64 hex digits), if it was taken on this device or fetched whole.
    ///
    /// # Errors
    /// [`ActionError::NotFound`], [`ActionError::Store`].
    pub fn photo(&self, sha256: &str) -> Result<Vec<u8>, ActionError> {
        self.core.store.read(|conn| blobs::bytes(conn, sha256).map_err(ActionError::from))?.ok_or(ActionError::NotFound)
    }
}

impl Visits {
    /// The small picture of the photo with this SHA-256 (64 hex digits), a JPEG: fetched by itself for photos that were taken on other
    /// devices. Of own photos there is the whole ([`Visits::photo`]).
    ///
    /// # Errors
    /// [`ActionError::NotFound`], [`ActionError::Store`].
    pub fn thumbnail(&self, sha256: &str) -> Result<Vec<u8>, ActionError> {
        self.core.store.read(|conn| remote_photos::thumbnail(conn, sha256).map_err(ActionError::from))?.ok_or(ActionError::NotFound)
    }

    /// A person wants to see the whole photo with this SHA-256 that the visit names and another device took: it is fetched when there is
    /// a network, piece by piece, and is here once its hash is right ([`PhotoState::OnItsWay`], then [`PhotoState::Complete`]). For a
    /// photo that is here nothing happens.
    ///
    /// # Errors
    /// [`ActionError::NotFound`] if the visit names no such photo, [`ActionError::Refused`] if the visit is somebody else's now,
    /// [`ActionError::Store`].
    pub fn want_photo(&self, id: DocumentId, sha256: &str) -> Result<(), ActionError> {
        let photo = self.core.look(id, |conn, _, stand| {
            stand.still_ours()?;
            let named = stand.visit().photos.iter().find(|photo| photo.record.sha256 == sha256);
            let photo = named.ok_or(ActionError::NotFound)?.record.clone();
            Ok((blobs::state(conn, sha256)? == PhotoState::Elsewhere).then_some(photo))
        })?;
        let Some(photo) = photo else { return Ok(()) };
        self.core.store.write::<_, StoreError>(|tx| remote_photos::want(tx, &photo))?;
        self.core.nudge.notify_one();
        self.core.tell(&[Notice::Document(id)]);
        Ok(())
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
