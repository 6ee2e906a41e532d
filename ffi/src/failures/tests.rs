//! The whole table: every error of the inside, and what the host is told to do about it.

use client_core::chance::ChanceError;
use model::gate;
use model::id::DocumentId;
use model::wire::problem::Problem;

use super::*;
use model::time::Timestamp;

fn visit() -> DocumentId {
    DocumentId::from_bytes([1; 16])
}

/// The kind of a failure and, where it has one, its code.
fn told(failure: &FieldError) -> (&'static str, &str) {
    match failure {
        FieldError::Refused { code, .. } => ("refused", code),
        FieldError::Unprintable { .. } => ("unprintable", ""),
        FieldError::NotFound => ("not found", ""),
        FieldError::NotEnrolled => ("not enrolled", ""),
        FieldError::Offline => ("offline", ""),
        FieldError::TryAgain { .. } => ("try again", ""),
        FieldError::SignInAgain { .. } => ("sign in again", ""),
        FieldError::Revoked { .. } => ("revoked", ""),
        FieldError::Upgrade { .. } => ("upgrade", ""),
        FieldError::ServerFault { code, .. } => ("server fault", code),
        FieldError::Storage { code, .. } => ("storage", code),
        FieldError::SealInvalid { code, .. } => ("seal invalid", code),
        FieldError::Unusable { code, .. } => ("unusable", code),
    }
}

fn check<E: Into<FieldError>>(table: Vec<(E, (&str, &str))>) {
    for (error, expected) in table {
        let failure = error.into();
        assert_eq!(told(&failure), expected, "{failure:?}");
        assert!(!failure.to_string().is_empty());
    }
}

fn says(code: &str, retry_after_s: Option<u32>) -> Failure {
    Failure::Problem(Box::new(Problem {
        kind: format!("urn:fieldbook:problem:{code}"),
        title: "No".to_owned(),
        status: 400,
        code: code.to_owned(),
        detail: "ask the desk".to_owned(),
        server_time: Timestamp::from_ms(0),
        retry_after_s,
    }))
}

#[test]
fn every_refusal_is_told_with_its_own_code() {
    let refusals = [
        Refusal::NotAssigned,
        Refusal::Cancelled,
        Refusal::AlreadyArrived,
        Refusal::NotArrived,
        Refusal::AlreadyStarted,
        Refusal::NotStarted,
        Refusal::AlreadyFinished,
        Refusal::Incomplete(vec![]),
        Refusal::NotFinished,
        Refusal::Signed,
        Refusal::ContentChanged,
        Refusal::SwapIncomplete("name"),
        Refusal::SwapSameSerial,
        Refusal::NoSuchCheck,
        Refusal::NoSuchPartLine,
        Refusal::ReasonMissing,
        Refusal::TextTooLong(1_900),
        Refusal::SignerMissing,
        Refusal::NoStrokes,
        Refusal::PhotoUnusable("it is larger than 20 MiB"),
    ];
    check(refusals.iter().map(|refusal| (ActionError::from(refusal.clone()), ("refused", refusal.code()))).collect());
}

#[test]
fn a_refusal_says_what_to_fill_in() {
    let missing = vec![Missing::Check { item: "power".to_owned() }, Missing::Treatment];
    let FieldError::Refused { missing: told, field: None, .. } = Refusal::Incomplete(missing.clone()).into() else { panic!() };
    assert_eq!(told, missing);
    let FieldError::Refused { field, missing, .. } = Refusal::SwapIncomplete("old_serial").into() else { panic!() };
    assert_eq!((field.as_deref(), missing.len()), (Some("old_serial"), 0));
}

#[test]
fn actions() {
    let not_a_visit = DocumentError::NotThisKind { expected: "visit", detail: "no root".to_owned() };
    check(vec![
        (ActionError::NotFound, ("not found", "")),
        (ActionError::NotEnrolled, ("not enrolled", "")),
        (ActionError::Seal(SealError::Strokes("outside the glass")), ("unusable", "seal_strokes")),
        (ActionError::Seal(SealError::KeyRefused("locked".to_owned())), ("try again", "")),
        (ActionError::Document(DocumentError::Newer { found: 2, known: 1 }), ("upgrade", "")),
        (ActionError::Document(not_a_visit), ("storage", "document_unreadable")),
        (ActionError::Document(DocumentError::Engine("no".to_owned())), ("storage", "document_unreadable")),
        (ActionError::Change(gate::Refusal::TooLarge { what: "bytes", limit: 1 }), ("refused", "too_large")),
        (ActionError::Unprintable(vec!['😀']), ("unprintable", "")),
        (ActionError::Paper(PaperError::NoRecords), ("refused", "paper_no_records")),
        (ActionError::Paper(PaperError::Seal { number: 1, error: SealError::Signature }), ("seal invalid", "seal_signature")),
        (ActionError::Store(StoreError::Full), ("storage", "disk_full")),
    ]);
}

#[test]
fn seals() {
    check(vec![
        (SealError::TooLarge(1), ("seal invalid", "seal_too_large")),
        (SealError::Unreadable("no".to_owned()), ("seal invalid", "seal_malformed")),
        (SealError::NotCanonical("no".to_owned()), ("seal invalid", "seal_malformed")),
        (SealError::UnknownFormat("2".to_owned()), ("upgrade", "")),
        (SealError::UnknownAlgorithm("ES256".to_owned()), ("upgrade", "")),
        (SealError::VoucherChanged, ("seal invalid", "seal_voucher_changed")),
        (SealError::OtherVisit, ("seal invalid", "seal_other_visit")),
        (SealError::Strokes("empty"), ("seal invalid", "seal_strokes")),
        (SealError::Signer(Refusal::SignerMissing), ("seal invalid", "seal_signer")),
        (SealError::Signature, ("seal invalid", "seal_signature")),
        (SealError::OtherKey, ("seal invalid", "seal_other_key")),
        (SealError::UnknownHeads, ("seal invalid", "seal_unknown_heads")),
        (SealError::BeforeFinish(Refusal::NotFinished), ("seal invalid", "sign_before_finish")),
        (SealError::NotWhatTheVisitSaid, ("seal invalid", "seal_content")),
        (SealError::KeyRefused("locked".to_owned()), ("try again", "")),
    ]);
}

#[test]
fn the_store_and_opening_it() {
    check(vec![
        (StoreError::Full, ("storage", "disk_full")),
        (StoreError::Busy, ("try again", "")),
        (StoreError::Damaged("no".to_owned()), ("storage", "store_damaged")),
        (StoreError::DocumentDamaged(visit()), ("storage", "document_damaged")),
        (StoreError::Chance(ChanceError("no".to_owned())), ("try again", "")),
        (StoreError::Value("the epoch".to_owned()), ("storage", "store")),
        (StoreError::Stopped, ("try again", "")),
    ]);
    check(vec![
        (OpenError::Damaged { detail: "no".to_owned() }, ("storage", "store_damaged")),
        (OpenError::Newer { found: 2, known: 1 }, ("upgrade", "")),
        (OpenError::NotOurs, ("unusable", "not_ours")),
        (OpenError::SqliteTooOld { found: "3.40".to_owned() }, ("storage", "store_unsafe")),
        (OpenError::Unsafe { setting: "synchronous", found: "1".to_owned() }, ("storage", "store_unsafe")),
        (OpenError::OtherKey, ("unusable", "other_key")),
        (OpenError::Incarnation(io::ErrorKind::PermissionDenied.into()), ("storage", "incarnation")),
        (OpenError::Store(StoreError::Full), ("storage", "disk_full")),
    ]);
}

#[test]
fn enrolment_and_sync() {
    check(vec![
        (EnrolError::AlreadyEnrolled, ("unusable", "already_enrolled")),
        (EnrolError::Address, ("unusable", "address")),
        (EnrolError::DeviceName, ("unusable", "device_name")),
        (EnrolError::NotEnrolled, ("not enrolled", "")),
        (EnrolError::Code, ("refused", "enrolment_code")),
        (EnrolError::Key(SealError::KeyRefused("locked".to_owned())), ("try again", "")),
        (EnrolError::Exchange(Failure::Offline), ("offline", "")),
        (EnrolError::Store(StoreError::Full), ("storage", "disk_full")),
    ]);
    check(vec![
        (SyncError::NotEnrolled, ("not enrolled", "")),
        (SyncError::NotNow { retry_after_s: 7 }, ("try again", "")),
        (SyncError::Exchange(Failure::Offline), ("offline", "")),
        (SyncError::Receipt(visit()), ("server fault", "receipt_mismatch")),
        (SyncError::Key(SealError::KeyRefused("locked".to_owned())), ("try again", "")),
        (SyncError::Store(StoreError::Full), ("storage", "disk_full")),
    ]);
}

#[test]
fn exchanges() {
    let status = |status, retry_after_s| Failure::Status { status, retry_after_s };
    check(vec![
        (Failure::Offline, ("offline", "")),
        (Failure::Timeout, ("try again", "")),
        (Failure::Refused("the certificate is not trusted".to_owned()), ("unusable", "exchange_refused")),
        (Failure::Answer("not JSON".to_owned()), ("server fault", "answer_malformed")),
        (Failure::AnswerTooLarge, ("server fault", "answer_too_large")),
        (status(503, None), ("try again", "")),
        (status(500, Some(3)), ("try again", "")),
        (status(404, None), ("server fault", "server_status")),
    ]);
    check(vec![
        (says(codes::MALFORMED, None), ("server fault", "malformed")),
        (says(codes::TOO_LARGE, None), ("server fault", "too_large")),
        (says(codes::UPGRADE_APPLICATION, None), ("upgrade", "")),
        (says(codes::UPGRADE_SERVER, None), ("server fault", "upgrade_server")),
        (says(codes::UNAUTHENTICATED, None), ("sign in again", "")),
        (says(codes::TOKEN_EXPIRED, None), ("try again", "")),
        (says(codes::CLOCK_SKEW, None), ("try again", "")),
        (says(codes::DEVICE_REVOKED, None), ("revoked", "")),
        (says(codes::FORBIDDEN, None), ("server fault", "forbidden")),
        (says(codes::NOT_FOUND, None), ("server fault", "not_found")),
        (says(codes::CONFLICT, None), ("server fault", "conflict")),
        (says(codes::EPOCH_CHANGED, None), ("try again", "")),
        (says(codes::POS_AHEAD, None), ("try again", "")),
        (says(codes::OFFSET, None), ("try again", "")),
        (says(codes::HASH_MISMATCH, None), ("try again", "")),
        (says(codes::INVALID, None), ("server fault", "invalid")),
        (says(codes::RATE_LIMITED, None), ("try again", "")),
        (says(codes::UNAVAILABLE, None), ("try again", "")),
        (says(codes::INTERNAL, None), ("server fault", "internal")),
        (says("of_a_later_version", None), ("server fault", "of_a_later_version")),
        (says("of_a_later_version", Some(2)), ("try again", "")),
    ]);
}

#[test]
fn the_host_waits_as_long_as_the_server_asks() {
    let wait = |failure: FieldError| match failure {
        FieldError::TryAgain { after_ms, .. } => after_ms,
        other => panic!("{other:?}"),
    };
    assert_eq!(wait(says(codes::RATE_LIMITED, Some(12)).into()), 12_000);
    assert_eq!(wait(SyncError::NotNow { retry_after_s: 7 }.into()), 7_000);
    assert_eq!(wait(SyncError::NotNow { retry_after_s: u64::MAX }.into()), u64::MAX);
    assert_eq!(wait(Failure::Timeout.into()), SOON_MS);
    assert_eq!(wait(SealError::KeyRefused("locked".to_owned()).into()), 0);
}
