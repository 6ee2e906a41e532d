//! Photos in pieces: what a document announced may be uploaded, in order, and counts only when its hash fits.

use axum::body::Body;
use axum::http::{Method, StatusCode, header};
use model::id::{OrganisationId, PersonId};
use rusqlite::{Connection, params};
use server::Config;
use sha2::{Digest as _, Sha256};

use crate::house::{Answer, Desk, House, Phone, request};

mod allowance;
mod download;
mod random;
mod thumbnail;
mod tus;

struct Upload {
    house: House,
    desk: Desk,
    phone: Phone,
    token: String,
}

/// As if an accepted document in the person's scope named the photo.
fn announce(house: &House, organisation: OrganisationId, person: PersonId, sha256: &[u8], size: usize) {
    let database = Connection::open(house.dir.path().join("fieldbook.db")).unwrap();
    database.pragma_update(None, "foreign_keys", 0).unwrap();
    let document = [5_u8; 16];
    let sql = "INSERT INTO blob_reference (organisation, sha256, document, size_bytes, media_type)
               VALUES (?1, ?2, ?3, ?4, 'image/jpeg')";
    let size = i64::try_from(size).unwrap();
    database.execute(sql, params![organisation.as_bytes(), sha256, document, size]).unwrap();
    enters(house, organisation, person, 1);
}

/// As if the person were given the document.
fn enters(house: &House, organisation: OrganisationId, person: PersonId, seq: i64) {
    let database = Connection::open(house.dir.path().join("fieldbook.db")).unwrap();
    database.pragma_update(None, "foreign_keys", 0).unwrap();
    let sql = "INSERT OR IGNORE INTO scope (organisation, seq, person, document, kind, reason, latest)
               VALUES (?1, ?2, ?3, ?4, 'enter', '', 1)";
    database.execute(sql, params![organisation.as_bytes(), seq, person.as_bytes(), [5_u8; 16]]).unwrap();
}

/// As if the documents of everybody were given to others.
fn everybody_loses_it(house: &House) {
    let database = Connection::open(house.dir.path().join("fieldbook.db")).unwrap();
    database.execute("UPDATE scope SET kind = 'leave', reason = 'reassigned'", []).unwrap();
}

async fn send(house: &House, token: &str, sha256: &[u8], at: usize, piece: &[u8]) -> Answer {
    let request = request(Method::PATCH, &format!("/v1/blobs/{}", hex::encode(sha256)))
        .header(header::AUTHORIZATION, format!("Bearer {token}"))
        .header(header::CONTENT_TYPE, "application/offset+octet-stream")
        .header("upload-offset", at)
        .header("tus-resumable", "1.0.0")
        .body(Body::from(piece.to_vec()));
    house.call(request.unwrap()).await
}

fn hash(bytes: &[u8]) -> Vec<u8> {
    Sha256::digest(bytes).to_vec()
}

fn picture(size: usize) -> Vec<u8> {
    (0..size).map(|index| u8::try_from(index % 251).unwrap()).collect()
}

impl Upload {
    async fn begin(sha256: &[u8], size: usize) -> Self {
        Self::begin_with(sha256, size, |_| {}).await
    }

    async fn begin_with(sha256: &[u8], size: usize, change: impl FnOnce(&mut Config)) -> Self {
        let house = House::open_with(change).await;
        let desk = house.set_up("North").await;
        let phone = house.phone(&desk, 1).await;
        announce(&house, desk.organisation, phone.identity.person, sha256, size);
        let token = house.token(&phone, "one").await;
        Self { house, desk, phone, token }
    }

    async fn offset(&self, sha256: &[u8]) -> Answer {
        self.ask(Method::HEAD, sha256, &[("tus-resumable", "1.0.0")], Body::empty()).await
    }

    /// A request of the device about the blob.
    async fn ask(&self, method: Method, sha256: &[u8], headers: &[(&str, &str)], body: impl Into<Body>) -> Answer {
        self.ask_at(method, &format!("/v1/blobs/{}", hex::encode(sha256)), headers, body).await
    }

    async fn ask_at(&self, method: Method, path: &str, headers: &[(&str, &str)], body: impl Into<Body>) -> Answer {
        let mut request = request(method, path).header(header::AUTHORIZATION, format!("Bearer {}", self.token));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.house.call(request.body(body.into()).unwrap()).await
    }

    /// Another device of the organisation, of somebody who was given the document.
    async fn colleague(&self, secret: u8) -> String {
        let colleague = self.house.phone(&self.desk, secret).await;
        enters(&self.house, self.desk.organisation, colleague.identity.person, i64::from(secret));
        self.house.token(&colleague, "one").await
    }

    async fn send(&self, sha256: &[u8], at: usize, piece: &[u8]) -> Answer {
        send(&self.house, &self.token, sha256, at, piece).await
    }

    async fn photo(&self, sha256: &[u8]) -> Answer {
        let path = format!("/v1/blobs/{}", hex::encode(sha256));
        self.house.at_desk(&self.desk, Method::GET, &path, None).await
    }
}

fn offset_of(answer: &Answer) -> &str {
    answer.headers["upload-offset"].to_str().unwrap()
}

#[tokio::test]
async fn an_upload_continues_where_it_was_cut_off() {
    let bytes = picture(300_000);
    let sha256 = hash(&bytes);
    let upload = Upload::begin(&sha256, bytes.len()).await;
    let before = upload.offset(&sha256).await;
    assert_eq!((before.status, offset_of(&before)), (StatusCode::OK, "0"));
    assert_eq!(before.headers["upload-length"], "300000");

    let first = upload.send(&sha256, 0, &bytes[..200_000]).await;
    assert_eq!((first.status, offset_of(&first)), (StatusCode::NO_CONTENT, "200000"));
    upload.photo(&sha256).await.refused(404, "not_found");

    assert_eq!(offset_of(&upload.offset(&sha256).await), "200000");
    let last = upload.send(&sha256, 200_000, &bytes[200_000..]).await;
    assert_eq!((last.status, offset_of(&last)), (StatusCode::NO_CONTENT, "300000"));
    assert_eq!(offset_of(&upload.offset(&sha256).await), "300000");

    let photo = upload.photo(&sha256).await;
    assert_eq!(photo.status, StatusCode::OK);
    let media_types: Vec<_> = photo.headers.get_all(header::CONTENT_TYPE).iter().collect();
    assert_eq!(media_types, ["image/jpeg"]);
    assert_eq!(photo.headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
    assert!(photo.body == bytes);
}

#[tokio::test]
async fn a_piece_at_another_offset_is_refused_with_the_right_one() {
    let bytes = picture(1_000);
    let sha256 = hash(&bytes);
    let upload = Upload::begin(&sha256, bytes.len()).await;
    upload.send(&sha256, 0, &bytes[..400]).await;
    for at in [0, 399, 401, 1_000] {
        let answer = upload.send(&sha256, at, &bytes[..10]).await;
        answer.refused(409, "offset");
        assert_eq!(offset_of(&answer), "400");
    }
    assert_eq!(upload.send(&sha256, 400, &bytes[400..]).await.status, StatusCode::NO_CONTENT);
    let again = upload.send(&sha256, 400, &bytes[400..]).await;
    again.refused(409, "offset");
    assert_eq!(offset_of(&again), "1000");
}

#[tokio::test]
async fn bytes_with_another_hash_are_dropped_and_the_upload_begins_again() {
    let bytes = picture(1_000);
    let sha256 = hash(&bytes);
    let upload = Upload::begin(&sha256, bytes.len()).await;
    upload.send(&sha256, 0, &[0; 1_000]).await.refused(422, "hash_mismatch");
    assert_eq!(offset_of(&upload.offset(&sha256).await), "0");
    upload.photo(&sha256).await.refused(404, "not_found");
    assert_eq!(upload.send(&sha256, 0, &bytes).await.status, StatusCode::NO_CONTENT);
    assert_eq!(upload.photo(&sha256).await.status, StatusCode::OK);
}

#[tokio::test]
async fn more_than_was_announced_is_refused() {
    let bytes = picture(1_000);
    let sha256 = hash(&bytes);
    let upload = Upload::begin(&sha256, bytes.len()).await;
    upload.send(&sha256, 0, &[0; 1_001]).await.refused(422, "invalid");
    assert_eq!(offset_of(&upload.offset(&sha256).await), "0");
}

#[tokio::test]
async fn an_announcement_past_the_limit_is_never_taken() {
    let sha256 = hash(b"large");
    let upload = Upload::begin(&sha256, 20 * 1024 * 1024 + 1).await;
    upload.send(&sha256, 0, b"large").await.refused(413, "too_large");
}

#[tokio::test]
async fn a_blob_that_no_document_in_scope_names_does_not_exist() {
    let bytes = picture(1_000);
    let sha256 = hash(&bytes);
    let upload = Upload::begin(&sha256, bytes.len()).await;
    let unknown = hash(b"something else");
    upload.send(&unknown, 0, b"something else").await.refused(404, "not_found");
    assert_eq!(upload.offset(&unknown).await.status, StatusCode::NOT_FOUND);

    let colleague = upload.house.phone(&upload.desk, 2).await;
    let south = upload.house.set_up("South").await;
    let stranger = upload.house.phone(&south, 3).await;
    upload.send(&sha256, 0, &bytes).await;
    for phone in [&colleague, &stranger] {
        let token = upload.house.token(phone, "one").await;
        send(&upload.house, &token, &sha256, 0, &bytes).await.refused(404, "not_found");
    }
    let path = format!("/v1/blobs/{}", hex::encode(&sha256));
    upload.house.at_desk(&south, Method::GET, &path, None).await.refused(404, "not_found");
    assert_eq!(upload.photo(&sha256).await.status, StatusCode::OK);
}

#[tokio::test]
async fn two_organisations_keep_the_same_photo_apart() {
    let bytes = picture(1_000);
    let sha256 = hash(&bytes);
    let mut upload = Upload::begin(&sha256, bytes.len()).await;
    upload.send(&sha256, 0, &bytes).await;
    let south = upload.house.set_up("South").await;
    let phone = upload.house.phone(&south, 2).await;
    announce(&upload.house, south.organisation, phone.identity.person, &sha256, bytes.len());
    upload.token = upload.house.token(&phone, "one").await;
    assert_eq!(offset_of(&upload.offset(&sha256).await), "0");
}

#[tokio::test]
async fn an_upload_begun_for_another_size_starts_over() {
    let bytes = picture(3_000);
    let sha256 = hash(&bytes);
    let upload = Upload::begin(&sha256, 5_000).await;
    assert_eq!(upload.send(&sha256, 0, &bytes[..1_000]).await.status, StatusCode::NO_CONTENT);
    // Another document, which the same person has, announces what the file really has.
    let database = Connection::open(upload.house.dir.path().join("fieldbook.db")).unwrap();
    database.execute("UPDATE blob_reference SET size_bytes = 3000", []).unwrap();
    let known = upload.offset(&sha256).await;
    assert_eq!((offset_of(&known), &known.headers["upload-length"]), ("0", &header::HeaderValue::from(3_000)));
    let answer = upload.send(&sha256, 0, &bytes).await;
    assert_eq!((answer.status, offset_of(&answer)), (StatusCode::NO_CONTENT, "3000"));
    assert_eq!(upload.photo(&sha256).await.body, bytes);
}

#[tokio::test]
async fn a_wrong_size_that_another_document_announces_decides_over_no_upload() {
    let bytes = picture(3_000);
    let sha256 = hash(&bytes);
    for wrong in ["2000", "5000"] {
        let upload = Upload::begin(&sha256, bytes.len()).await;
        let head = async |length: &str| {
            let headers = [("tus-resumable", "1.0.0"), ("upload-length", length)];
            upload.ask(Method::HEAD, &sha256, &headers, Body::empty()).await
        };
        let send = async |length: &str, at: &str, piece: &[u8]| {
            let piece_of = [
                ("tus-resumable", "1.0.0"),
                ("content-type", "application/offset+octet-stream"),
                ("upload-offset", at),
                ("upload-length", length),
            ];
            upload.ask(Method::PATCH, &sha256, &piece_of, piece.to_vec()).await
        };
        assert_eq!(send("3000", "0", &bytes[..1_000]).await.status, StatusCode::NO_CONTENT);
        // A document that comes first in every order, which the same person has.
        let database = Connection::open(upload.house.dir.path().join("fieldbook.db")).unwrap();
        database.pragma_update(None, "foreign_keys", 0).unwrap();
        let sql = "INSERT INTO blob_reference (organisation, sha256, document, size_bytes, media_type)
                   SELECT organisation, sha256, ?1, ?2, media_type FROM blob_reference";
        database.execute(sql, params![[0_u8; 16], wrong.parse::<i64>().unwrap()]).unwrap();
        let sql = "INSERT INTO scope (organisation, seq, person, document, kind, reason, latest)
                   SELECT organisation, 99, person, ?1, kind, reason, 1 FROM scope";
        database.execute(sql, [[0_u8; 16]]).unwrap();

        let known = upload.offset(&sha256).await;
        assert_eq!((offset_of(&known), &known.headers["upload-length"]), ("1000", &header::HeaderValue::from(3_000)));
        assert_eq!(offset_of(&head("3000").await), "1000", "what arrived is kept");
        assert_eq!(head("2999").await.status, StatusCode::UNPROCESSABLE_ENTITY);
        send("2999", "1000", &bytes[1_000..]).await.refused(422, "invalid");
        // Whoever believes the wrong size gets nowhere, and what they sent stops nobody.
        assert_eq!(offset_of(&send(wrong, "0", &bytes[..500]).await), "500");
        assert_eq!((offset_of(&head("3000").await), offset_of(&head(wrong).await)), ("1000", "500"), "each goes on where it was");
        if wrong == "2000" {
            send(wrong, "500", &bytes[500..2_000]).await.refused(422, "hash_mismatch");
            assert_eq!((offset_of(&head("3000").await), offset_of(&head(wrong).await)), ("1000", "0"));
            send(wrong, "0", &bytes[..500]).await;
        }
        assert_eq!(offset_of(&send("3000", "1000", &bytes[1_000..]).await), "3000");
        assert_eq!(database.query_row("SELECT count(*) FROM blob", [], |row| row.get::<_, i64>(0)).unwrap(), 1, "the other is dropped");
        assert_eq!(offset_of(&head(wrong).await), "3000", "whoever believed the wrong size hears that it is complete");
        assert!(upload.photo(&sha256).await.body == bytes);
        assert_eq!(offset_of(&head("3000").await), "3000");
    }
}
