//! Who comes in, and where an upload goes on: assertions, access tokens and the headers of tus, through the server's router.

// A server in this process and devices that speak to it, as the server's own tests have them.
#[path = "../../server/tests/documents/house/mod.rs"]
#[allow(dead_code, unused_imports, unreachable_pub, reason = "the tests of documents use more of it")]
mod house;

use std::cell::RefCell;
use std::mem::ManuallyDrop;

use axum::body::Body;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use ed25519_dalek::pkcs8::DecodePrivateKey as _;
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use http::{HeaderName, HeaderValue, Request, Response, header};
use model::wire::enrolment::JWT_BEARER_GRANT;
use serde_json::{Map, Value};
use server::{Clock as _, Config};
use sha2::{Digest as _, Sha256};
use tokio::runtime::{Builder, Runtime};
use tower::ServiceExt as _;

use self::house::{Device, House, bytes_of};
use crate::damage::damaged;

/// The photo that is never sent whole.
const PHOTO: [u8; 6_000] = [7; 6_000];
/// How far two clocks may differ, in **seconds**.
const LEEWAY_S: i64 = 5;

/// A server, and a device that it knows.
struct Ground {
    runtime: ManuallyDrop<Runtime>,
    house: House,
    device: Device,
    device_key: SigningKey,
    server_key: SigningKey,
    photo: String,
    /// Names of assertions that were used.
    used: u32,
}

thread_local! {
    static GROUND: RefCell<Option<Ground>> = const { RefCell::new(None) };
}

impl Ground {
    fn new() -> Self {
        let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
        let (house, device, photo) = runtime.block_on(async {
            let house = House::with(|config| Config {
                tokens_per_minute: u32::MAX,
                photo_bytes_per_device_day: u64::MAX / 4,
                photos_per_device_day: u32::MAX / 4,
                ..config
            })
            .await;
            let desk = house.organisation("Hangzhou").await;
            let mut device = desk.device(desk.technician("Wang").await, 1).await;
            let visit = desk.dispatch(device.person()).await;
            device.sync().await;
            device.begin(visit);
            let photo = device.photo(visit, &PHOTO);
            device.sync().await;
            (house, device, photo)
        });
        let der = std::fs::read(house.folder().join("server.key")).expect("the server has a key");
        let server_key = SigningKey::from_pkcs8_der(&der).expect("a key in PKCS#8");
        let device_key = SigningKey::from_bytes(&[1; 32]);
        Self { runtime: ManuallyDrop::new(runtime), house, device, device_key, server_key, photo, used: 0 }
    }

    fn now_s(&self) -> i64 {
        self.house.clock.now().as_seconds()
    }

    /// The server's answer; whatever was asked, it is none that says something broke, and every error has its word.
    fn answer(&self, request: Request<Body>) -> (u16, Response<Vec<u8>>) {
        let router = self.house.router.clone();
        let response = self.runtime.block_on(async {
            let (parts, body) = router.oneshot(request).await.expect("a router always answers").into_parts();
            Response::from_parts(parts, bytes_of(Response::new(body)).await.to_vec())
        });
        let status = response.status().as_u16();
        assert!(status < 500, "{status}: {}", String::from_utf8_lossy(response.body()));
        if status >= 400 && !response.body().is_empty() {
            let problem: Value = serde_json::from_slice(response.body()).expect("an error is a problem");
            assert!(problem["code"].is_string(), "{problem}");
        }
        (status, response)
    }

    fn asks_for_a_token(&self, assertion: &[u8]) -> u16 {
        let spelt: String = assertion.iter().map(|byte| format!("%{byte:02x}")).collect();
        let form = format!("grant_type={}&assertion={spelt}", JWT_BEARER_GRANT.replace(':', "%3A"));
        let request = Request::post("/v1/token")
            .header(header::HOST, "fieldbook.test")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(form))
            .expect("a request");
        self.answer(request).0
    }

    /// The status of a request with this access token, if a header can hold it.
    fn comes_with(&self, token: &[u8]) -> Option<u16> {
        let bearer = HeaderValue::from_bytes(&[b"Bearer ", token].concat()).ok()?;
        let request = Request::get("/v1/config").header(header::HOST, "fieldbook.test").header(header::AUTHORIZATION, bearer);
        Some(self.answer(request.body(Body::empty()).expect("a request")).0)
    }

    /// Header and claims of a good assertion, under a name of its own.
    fn assertion(&mut self) -> [String; 2] {
        self.used += 1;
        let (id, now) = (self.device.id(), self.now_s());
        let claims = format!(
            r#"{{"iss":"{id}","sub":"{id}","aud":"{}","iat":{now},"exp":{},"jti":"n{:09}"}}"#,
            self.device.identity.audience,
            now + 60,
            self.used
        );
        [r#"{"alg":"EdDSA","typ":"JWT"}"#.to_owned(), claims]
    }
}

fn with_ground(what: impl FnOnce(&mut Ground)) {
    GROUND.with_borrow_mut(|ground| what(ground.get_or_insert_with(Ground::new)));
}

fn compact(parts: &[Vec<u8>; 2], key: &SigningKey) -> Vec<u8> {
    let signed = parts.each_ref().map(|part| URL_SAFE_NO_PAD.encode(part)).join(".");
    let signature = URL_SAFE_NO_PAD.encode(key.sign(signed.as_bytes()).to_bytes());
    format!("{signed}.{signature}").into_bytes()
}

/// Header and claims of a token that `key` signed, read without the server's own reader.
fn signed_by(token: &[u8], key: &VerifyingKey) -> Option<[Map<String, Value>; 2]> {
    let text = std::str::from_utf8(token).ok()?;
    let (signed, signature) = text.rsplit_once('.')?;
    let signature = Signature::from_slice(&URL_SAFE_NO_PAD.decode(signature).ok()?).ok()?;
    key.verify_strict(signed.as_bytes(), &signature).ok()?;
    let (header, claims) = signed.split_once('.')?;
    let read = |part: &str| serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).ok()?).ok();
    Some([read(header)?, read(claims)?])
}

fn is_one_of(value: Option<&Value>, text: &str) -> bool {
    value.is_none_or(|value| value.is_null() || value == text)
}

fn number(claims: &Map<String, Value>, name: &str) -> Option<i64> {
    claims.get(name)?.as_i64()
}

/// Whether a device may get a token for it: docs/sync.md, `POST /v1/token`.
fn is_good_assertion(token: &[u8], ground: &Ground) -> Option<()> {
    let [header, claims] = signed_by(token, &ground.device_key.verifying_key())?;
    let id = ground.device.id().to_string();
    let known = header.keys().all(|name| ["alg", "typ", "kid"].contains(&name.as_str()));
    let header_fits = known && header.get("alg")? == "EdDSA" && is_one_of(header.get("typ"), "JWT") && is_one_of(header.get("kid"), &id);
    let (iat, exp, now) = (number(&claims, "iat")?, number(&claims, "exp")?, ground.now_s());
    let in_time = (1..=120).contains(&(exp - iat)) && iat <= now + LEEWAY_S && exp + LEEWAY_S > now;
    let jti = claims.get("jti")?.as_str()?;
    let named = (1..=128).contains(&jti.len()) && jti.bytes().all(|byte| byte.is_ascii_graphic());
    let whose = claims.get("iss")? == id.as_str() && claims.get("sub")? == id.as_str();
    let whom = claims.get("aud")? == ground.device.identity.audience.as_str();
    (token.len() <= 4_096 && header_fits && in_time && named && whose && whom).then_some(())
}

/// Whether it opens what the device may see.
fn is_good_access(token: &[u8], good: &[Map<String, Value>; 2], ground: &Ground) -> Option<()> {
    let [header, claims] = signed_by(token, &ground.server_key.verifying_key())?;
    let [good_header, good_claims] = good;
    let same = ["iss", "aud", "sub", "org", "person"].iter().all(|name| claims.get(*name) == good_claims.get(*name));
    let (iat, nbf, exp) = (number(&claims, "iat")?, number(&claims, "nbf")?, number(&claims, "exp")?);
    let now = ground.now_s();
    let in_time = iat <= nbf && nbf < exp && nbf <= now + LEEWAY_S && exp.checked_add(LEEWAY_S).is_none_or(|end| end > now);
    (header == *good_header && same && in_time && claims.len() == good_claims.len()).then_some(())
}

/// `data`: what is spoiled, then a script of damages: header or claims of an assertion or an access token, with the signature put right
/// after; the whole of one; or the rest as a token of either kind.
pub fn token(data: &[u8]) {
    let Some((what, script)) = data.split_first() else { return };
    with_ground(|ground| {
        let assertion = ground.assertion().map(String::into_bytes);
        let access = ground.device.token().as_bytes().to_vec();
        let good = signed_by(&access, &ground.server_key.verifying_key()).expect("the server's own token");
        let parts = good.each_ref().map(|part| serde_json::to_vec(part).expect("JSON"));
        let spoil = |[header, claims]: [Vec<u8>; 2], first: bool| {
            if first { [damaged(&header, script), claims] } else { [header, damaged(&claims, script)] }
        };
        let token = match what % 8 {
            0 => script.to_vec(),
            1 => compact(&spoil(assertion, true), &ground.device_key),
            2 | 3 => compact(&spoil(assertion, false), &ground.device_key),
            4 => damaged(&compact(&assertion, &ground.device_key), script),
            5 => compact(&spoil(parts, true), &ground.server_key),
            6 => compact(&spoil(parts, false), &ground.server_key),
            _ => damaged(&access, script),
        };
        let told = || format!("{}: {:?}", String::from_utf8_lossy(&token), signed_by(&token, &ground.device_key.verifying_key()));
        if ground.asks_for_a_token(&token) == 200 {
            assert!(is_good_assertion(&token, ground).is_some(), "an assertion that is not good was honoured: {}", told());
            assert_eq!(ground.asks_for_a_token(&token), 401, "an assertion was honoured twice: {}", told());
        }
        if ground.comes_with(&token) == Some(200) {
            assert!(is_good_access(&token, &good, ground).is_some(), "a token that is not good opened the door: {}", told());
        }
    });
}

/// `data`: which request, how long its body is, then a script of damages to its headers. No body ever makes the photo whole.
pub fn upload(data: &[u8]) {
    let Some(([what, long, longer], script)) = data.split_first_chunk::<3>() else { return };
    with_ground(|ground| {
        let before = ground.offset();
        let mut body: Vec<u8> =
            script.iter().copied().chain([0]).cycle().take(usize::from(u16::from_be_bytes([*long, *longer])) % 7_000).collect();
        if what & 0x20 == 0 {
            // The last piece fits: the whole is thrown away for its hash then, and it begins again.
            body.truncate(PHOTO.len() - usize::try_from(before).expect("a short photo"));
        }
        let at = if what & 0x10 == 0 { before } else { 0 };
        let mut lines = format!("Tus-Resumable: 1.0.0\nUpload-Offset: {at}\nUpload-Length: {}\n", PHOTO.len());
        let mut path = format!("/v1/blobs/{}", ground.photo);
        let method = ["PATCH", "PATCH", "POST", "POST", "HEAD", "GET", "OPTIONS", "PUT"][usize::from(what % 8)];
        match what % 8 {
            0 => lines += "Content-Type: application/offset+octet-stream\n",
            1 => {
                lines += &format!("Content-Type: application/offset+octet-stream\nUpload-Checksum: sha1 {}\n", STANDARD.encode(sha1(&body)))
            }
            2 => lines += "Content-Type: application/offset+octet-stream\nX-HTTP-Method-Override: PATCH\n",
            3 => {
                path = "/v1/blobs".to_owned();
                lines += &format!("Upload-Metadata: sha256 {},filename d29ybGQ=\n", STANDARD.encode(&ground.photo));
            }
            5 => lines += "Range: bytes=0-99\nIf-Range: \"x\"\n",
            _ => {}
        }
        let mut request = Request::builder().method(method).uri(path).header(header::HOST, "fieldbook.test");
        request = request.header(header::AUTHORIZATION, format!("Bearer {}", ground.device.token()));
        let (mut said_at, mut said_sum) = (None, None);
        for line in damaged(lines.as_bytes(), script).split(|byte| *byte == b'\n') {
            let mut halves = line.splitn(2, |byte| *byte == b':');
            let (Some(name), Some(value)) = (halves.next(), halves.next()) else { continue };
            let named = HeaderName::from_bytes(name).ok().zip(HeaderValue::from_bytes(value.trim_ascii()).ok());
            let Some((name, value)) = named.filter(|(name, _)| *name != header::AUTHORIZATION) else { continue };
            if name == "upload-offset" {
                said_at.get_or_insert_with(|| digits(&value));
            } else if name == "upload-checksum" {
                said_sum.get_or_insert_with(|| value.to_str().unwrap_or_default().to_owned());
            }
            request = request.header(name, value);
        }
        let (status, answer) = ground.answer(request.body(Body::from(body.clone())).expect("a request"));
        let after = ground.offset();
        assert!(after < PHOTO.len() as u64, "bytes that are not the photo made it complete");
        let grown = after.checked_sub(before);
        match status {
            204 if method != "OPTIONS" => {
                assert_eq!(said_at.flatten(), Some(before), "a piece was taken for another place");
                assert_eq!(grown, Some(body.len() as u64), "another number of bytes was taken");
                assert!(said_sum.is_none_or(|sum| is_sum_of(&sum, &body)), "a piece with another checksum was taken");
                let told = answer.headers().get("upload-offset").expect("an offset").to_str().expect("digits");
                assert_eq!(told.parse(), Ok(after), "the offset that was told is another");
            }
            // The whole had another hash and was thrown away.
            422 => assert!(after == 0 || grown == Some(0), "refused, and something was taken"),
            _ => assert_eq!(grown, Some(0), "{status}, and something was taken"),
        }
    });
}

impl Ground {
    /// How far the server has the photo.
    fn offset(&self) -> u64 {
        let request = Request::head(format!("/v1/blobs/{}", self.photo))
            .header(header::HOST, "fieldbook.test")
            .header(header::AUTHORIZATION, format!("Bearer {}", self.device.token()))
            .header("Tus-Resumable", "1.0.0");
        let (status, answer) = self.answer(request.body(Body::empty()).expect("a request"));
        assert_eq!(status, 200);
        let offset = answer.headers().get("upload-offset").expect("an offset");
        offset.to_str().expect("digits").parse().expect("a number")
    }
}

/// A number as a header has it: digits and nothing else.
fn digits(value: &HeaderValue) -> Option<u64> {
    let text = value.to_str().ok()?;
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok())?
}

fn sha1(bytes: &[u8]) -> [u8; 20] {
    sha1::Sha1::digest(bytes).into()
}

/// Whether an `Upload-Checksum` is that of `bytes`.
fn is_sum_of(said: &str, bytes: &[u8]) -> bool {
    let Some((algorithm, sum)) = said.trim().split_once(' ') else { return false };
    let is = match algorithm {
        "sha1" => sha1(bytes).to_vec(),
        "sha256" => Sha256::digest(bytes).to_vec(),
        _ => return false,
    };
    STANDARD.encode(is) == sum.trim()
}
