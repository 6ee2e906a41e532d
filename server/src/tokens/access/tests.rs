use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use ed25519_dalek::{Signer as _, SigningKey};
use serde_json::{Value, json};

use super::*;

const ISSUER: &str = "urn:fieldbook:server:test";
const NOW_S: i64 = 1_790_000_000;

fn now() -> Timestamp {
    Timestamp::from_ms(NOW_S * 1000)
}

fn bearer() -> AccessBearer {
    AccessBearer {
        device: DeviceId::from_bytes([1; 16]),
        organisation: OrganisationId::from_bytes([2; 16]),
        person: PersonId::from_bytes([3; 16]),
    }
}

fn key(byte: u8) -> SigningKey {
    SigningKey::from_bytes(&[byte; 32])
}

fn tokens() -> AccessTokens {
    AccessTokens::new(&key(7), ISSUER.to_owned(), 600).unwrap()
}

fn header() -> Value {
    json!({ "alg": "EdDSA", "typ": "at+jwt", "kid": tokens().kid })
}

fn claims() -> Value {
    let who = bearer();
    json!({
        "iss": ISSUER, "aud": AUDIENCE, "sub": who.device, "org": who.organisation, "person": who.person,
        "iat": NOW_S, "nbf": NOW_S, "exp": NOW_S + 600, "jti": "one",
    })
}

/// `base` with `changes` laid over it; `null` takes a member away.
fn with(mut base: Value, changes: Value) -> Value {
    for (name, value) in changes.as_object().unwrap() {
        if value.is_null() {
            base.as_object_mut().unwrap().remove(name);
        } else {
            base[name] = value.clone();
        }
    }
    base
}

fn signed_text(header: &str, claims: &str, key: &SigningKey) -> String {
    let message = format!("{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(claims));
    let signature = key.sign(message.as_bytes());
    format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature.to_bytes()))
}

fn signed(header: Value, claims: Value) -> String {
    signed_text(&header.to_string(), &claims.to_string(), &key(7))
}

fn hmac_with_the_public_key() -> String {
    let secret = EncodingKey::from_secret(key(7).verifying_key().as_bytes());
    let mut header = jsonwebtoken::Header::new(Algorithm::HS256);
    header.typ = Some(TYP.to_owned());
    header.kid = Some(tokens().kid);
    jsonwebtoken::encode(&header, &claims(), &secret).unwrap()
}

#[test]
fn a_token_of_this_server_is_taken_until_it_ends() {
    let token = tokens().make(bearer(), now(), [9; 16]).unwrap();
    assert_eq!(tokens().check(&token, now()).unwrap(), (bearer(), now().plus_ms(600_000)));
    assert_eq!(tokens().check(&token, now().plus_ms(600_000)).unwrap().0, bearer());
    assert!(matches!(tokens().check(&token, now().plus_ms(606_000)), Err(ApiError::TokenExpired)));
    assert!(matches!(tokens().check(&token, now().plus_ms(-6_000)), Err(ApiError::Unauthenticated(_))));
}

#[test]
fn the_table_starts_from_a_token_that_is_taken() {
    assert_eq!(tokens().check(&signed(header(), claims()), now()).unwrap().0, bearer());
}

#[test]
fn hostile_tokens_are_refused() {
    let good = signed(header(), claims());
    let (message, signature) = good.rsplit_once('.').unwrap();
    let (head, payload) = message.split_once('.').unwrap();
    let claims_text = claims().to_string();
    let header_text = header().to_string();
    let open = |text: &str| text.strip_suffix('}').unwrap().to_owned();
    let flipped = |text: &str| text.replacen(['A', 'B', 'C', 'D', 'E'], "z", 1);
    let mut cases = vec![
        ("empty", String::new()),
        ("one part", head.to_owned()),
        ("two parts", message.to_owned()),
        ("four parts", format!("{good}.{signature}")),
        ("no signature", format!("{message}.")),
        ("signature of another message", format!("{head}.{}.{signature}", flipped(payload))),
        ("a bit of the signature changed", format!("{message}.{}", flipped(signature))),
        ("signed by another key", signed_text(&header_text, &claims_text, &key(8))),
        ("padded base64", format!("{head}=.{payload}.{signature}")),
        ("signature in the other base64", {
            let bytes = URL_SAFE_NO_PAD.decode(signature).unwrap();
            format!("{message}.{}", STANDARD.encode(bytes))
        }),
        ("white space around", format!(" {good}")),
        ("longer than 4 KiB", signed(header(), with(claims(), json!({ "jti": "x".repeat(5_000) })))),
        ("header is no JSON", signed_text("EdDSA", &claims_text, &key(7))),
        ("claims are no JSON", signed_text(&header_text, "claims", &key(7))),
        ("claims are a list", signed_text(&header_text, "[]", &key(7))),
        ("HS256 keyed with the public key", hmac_with_the_public_key()),
        ("alg twice", signed_text(&format!("{},\"alg\":\"none\"}}", open(&header_text)), &claims_text, &key(7))),
        ("exp twice", signed_text(&header_text, &format!("{},\"exp\":{}}}", open(&claims_text), NOW_S + 9), &key(7))),
        ("exp 1e300", signed_text(&header_text, &claims_text.replace(&(NOW_S + 600).to_string(), "1e300"), &key(7))),
    ];
    let headers = [
        ("alg none", json!({ "alg": "none" })),
        ("alg None", json!({ "alg": "None" })),
        ("alg HS256", json!({ "alg": "HS256" })),
        ("alg ES256", json!({ "alg": "ES256" })),
        ("alg eddsa in small letters", json!({ "alg": "eddsa" })),
        ("no alg", json!({ "alg": null })),
        ("no typ", json!({ "typ": null })),
        ("typ JWT", json!({ "typ": "JWT" })),
        ("typ of a refresh token", json!({ "typ": "refresh+jwt" })),
        ("no kid", json!({ "kid": null })),
        ("unknown kid", json!({ "kid": "other" })),
        ("kid is a path", json!({ "kid": "../../dev/null" })),
        ("crit", json!({ "crit": ["exp"] })),
        ("crit of something unknown", json!({ "crit": ["x"], "x": 1 })),
        ("b64 false", json!({ "b64": false })),
        ("jku", json!({ "jku": "https://evil.example/keys" })),
        ("x5u", json!({ "x5u": "https://evil.example/cert" })),
        ("jwk of the attacker", json!({ "jwk": { "kty": "OKP", "crv": "Ed25519", "x": "AAAA" } })),
        ("zip", json!({ "zip": "DEF" })),
        ("cty", json!({ "cty": "JWT" })),
    ];
    cases.extend(headers.map(|(name, changes)| (name, signed(with(header(), changes), claims()))));
    let contents = [
        ("no iss", json!({ "iss": null })),
        ("another iss", json!({ "iss": "urn:fieldbook:server:other" })),
        ("iss is a list", json!({ "iss": [ISSUER] })),
        ("no aud", json!({ "aud": null })),
        ("aud of an assertion", json!({ "aud": ISSUER })),
        ("aud is a list", json!({ "aud": [AUDIENCE, "other"] })),
        ("no sub", json!({ "sub": null })),
        ("sub is no id", json!({ "sub": "admin" })),
        ("no org", json!({ "org": null })),
        ("no person", json!({ "person": null })),
        ("no exp", json!({ "exp": null })),
        ("exp is text", json!({ "exp": (NOW_S + 600).to_string() })),
        ("exp before nbf", json!({ "exp": NOW_S - 1 })),
        ("negative exp", json!({ "exp": -1 })),
        ("no nbf", json!({ "nbf": null })),
        ("nbf an hour ahead", json!({ "nbf": NOW_S + 3600, "exp": NOW_S + 7200 })),
        ("no iat", json!({ "iat": null })),
        ("iat ahead", json!({ "iat": NOW_S + 60, "nbf": NOW_S + 60 })),
        ("no jti", json!({ "jti": null })),
        ("empty jti", json!({ "jti": "" })),
        ("a claim nobody knows", json!({ "admin": true })),
    ];
    cases.extend(contents.map(|(name, changes)| (name, signed(header(), with(claims(), changes)))));

    assert!(cases.len() >= 25);
    for (name, token) in cases {
        let answer = tokens().check(&token, now());
        assert!(matches!(answer, Err(ApiError::Unauthenticated(_))), "{name}: {answer:?}");
    }
}

#[test]
fn a_token_that_ended_half_a_minute_ago_is_refused() {
    let ended = with(claims(), json!({ "iat": NOW_S - 630, "nbf": NOW_S - 630, "exp": NOW_S - 30 }));
    assert!(matches!(tokens().check(&signed(header(), ended), now()), Err(ApiError::TokenExpired)));
}
