//! Signing: the customer signs exactly what was shown, and the seal verifies before it is kept.

use std::sync::{Arc, Mutex, mpsc};
use std::time::Duration;

use client_core::Device;
use client_core::visits::{ActionError, ActionName};
use model::documents::visit::assessment::Signature;
use model::documents::visit::records::{CheckResult, PartSwap};
use model::id::SignOffId;
use model::rules::Refusal;
use model::seal::key::{DeviceKey, PublicKey, SoftwareKey};
use model::seal::strokes::{Point, Strokes};
use model::seal::verify::verify;
use model::seal::voucher::Language;
use model::seal::{SealError, Signer};

use sha2::{Digest as _, Sha256};

use crate::stage::*;

/// the sealed voucher is the one on the screen.
#[tokio::test]
async fn the_customer_signs_what_was_shown() {
    let desk = DeskVisit::for_ben(1);
    let stage = Stage::with(&desk).await;
    let visits = stage.device.visits();
    work_through(&stage.device, desk.id);
    let shown = visits.show_voucher(desk.id, Language::Chinese).unwrap();
    let sign_off = visits.sign(desk.id, &shown.digest, Language::Chinese, ms_li(), &strokes()).unwrap();

    let stage = stage.killed_and_reopened();
    let visits = stage.device.visits();
    let sheet = visits.open(desk.id).unwrap();
    assert_eq!(sheet.signature, Signature::Current);
    // the result is still told, which changes nothing that was signed.
    let told = [
        ActionName::Report,
        ActionName::NoteDisagreement,
        ActionName::NoteWish,
        ActionName::NameDealer,
        ActionName::InformDealer,
        ActionName::NoteRepeat,
        ActionName::OpenAmendment,
    ];
    assert_eq!(sheet.allowed, told);
    let seal = visits.seal_file(desk.id, sign_off).unwrap();
    let verified = verify(&seal, None).unwrap();
    assert_eq!(verified.voucher(), Some(&shown.voucher));
    assert_eq!(verified.record.body.voucher_sha256, shown.digest);
    assert_eq!(verified.record.body.device, bens_phone());
    assert_eq!(verified.record.body.check_at.as_deref(), Some("https://desk.example/check"));
    let signed = &verified.record.body.signed;
    assert_eq!((signed.server_offset_ms, signed.server_heard_monotonic_ms.is_some()), (Some(2_000), true));
    assert_eq!(signed.counted(), Some(signed.corrected_wall()), "what the server's clock said is kept, and counted on from");
    assert_eq!(sheet.sign_offs[0].seal.as_ref().unwrap().signer, ms_li());
}

/// what was shown before the change is not what is signed.
#[tokio::test]
async fn content_that_changed_after_it_was_shown_is_not_signed() {
    let desk = DeskVisit::for_ben(1);
    let stage = Stage::with(&desk).await;
    let visits = stage.device.visits();
    work_through(&stage.device, desk.id);
    let shown = visits.show_voucher(desk.id, Language::English).unwrap();
    visits.reopen(desk.id).unwrap();
    visits.write_treatment(desk.id, "roller and belt replaced").unwrap();
    visits.finish(desk.id).unwrap();
    let signed = visits.sign(desk.id, &shown.digest, Language::English, ms_li(), &strokes());
    assert!(matches!(signed, Err(ActionError::Refused(Refusal::ContentChanged))));
    let other_language = visits.show_voucher(desk.id, Language::Chinese).unwrap();
    let signed = visits.sign(desk.id, &other_language.digest, Language::English, ms_li(), &strokes());
    assert!(matches!(signed, Err(ActionError::Refused(Refusal::ContentChanged))));
    assert_eq!(visits.open(desk.id).unwrap().signature, Signature::None);
}

/// the customer is not even shown a voucher.
#[tokio::test]
async fn signing_before_the_finish_is_refused() {
    let desk = DeskVisit::for_ben(1);
    let stage = Stage::with(&desk).await;
    let visits = stage.device.visits();
    visits.arrive(desk.id).unwrap();
    visits.start(desk.id).unwrap();
    visits.answer_check(desk.id, "power", CheckResult::Good, "").unwrap();
    assert!(matches!(visits.show_voucher(desk.id, Language::English), Err(ActionError::Refused(Refusal::NotFinished))));
    let signed = visits.sign(desk.id, "", Language::English, ms_li(), &strokes());
    assert!(matches!(signed, Err(ActionError::Refused(Refusal::NotFinished))));
}

#[tokio::test]
async fn an_empty_glass_a_nameless_signer_and_a_second_signature_are_refused() {
    let desk = DeskVisit::for_ben(1);
    let stage = Stage::with(&desk).await;
    let visits = stage.device.visits();
    work_through(&stage.device, desk.id);
    let digest = visits.show_voucher(desk.id, Language::English).unwrap().digest;
    let sign = |signer: Signer, strokes: &Strokes| visits.sign(desk.id, &digest, Language::English, signer, strokes);
    let tap = Strokes { strokes: vec![vec![Point { x: 5, y: 5, t_ms: 0 }]], ..strokes() };
    assert!(matches!(sign(ms_li(), &tap), Err(ActionError::Refused(Refusal::NoStrokes))));
    let outside = Strokes { width: 10, ..strokes() };
    assert!(matches!(sign(ms_li(), &outside), Err(ActionError::Seal(SealError::Strokes("outside the glass")))));
    let nameless = Signer { name: "  ".into(), ..ms_li() };
    assert!(matches!(sign(nameless, &strokes()), Err(ActionError::Refused(Refusal::SignerMissing))));
    sign(ms_li(), &strokes()).unwrap();
    assert!(matches!(sign(ms_li(), &strokes()), Err(ActionError::Refused(Refusal::Signed))));
    assert!(matches!(visits.write_findings(desk.id, "later"), Err(ActionError::Refused(Refusal::Signed))));
}

type Meanwhile = Box<dyn FnOnce(&Device) + Send>;

/// A key in hardware that asks the person first; what the rest of the application does meanwhile is the test's.
struct AskingKey {
    key: SoftwareKey,
    meanwhile: Mutex<Option<(Device, Meanwhile)>>,
}

impl DeviceKey for AskingKey {
    fn public_key(&self) -> PublicKey {
        self.key.public_key()
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SealError> {
        if let Some((device, meanwhile)) = self.meanwhile.lock().unwrap().take() {
            let (tell, told) = mpsc::channel();
            std::thread::spawn(move || {
                meanwhile(&device);
                tell.send(()).unwrap();
            });
            let told = told.recv_timeout(Duration::from_secs(20));
            assert!(told.is_ok(), "nothing is held up while the person is asked");
        }
        self.key.sign(message)
    }
}

async fn with_asking_key(desk: &DeskVisit, meanwhile: Meanwhile) -> Stage {
    let key = Arc::new(AskingKey { key: SoftwareKey::from_secret(&[7; 32]), meanwhile: Mutex::default() });
    let stage = Stage::enrolled_with(Some(Arc::clone(&key) as Arc<dyn DeviceKey>)).await;
    stage.gets(desk).await;
    work_through(&stage.device, desk.id);
    *key.meanwhile.lock().unwrap() = Some((stage.device.clone(), meanwhile));
    stage
}

#[tokio::test]
async fn a_key_that_asks_the_person_holds_up_nothing() {
    let desk = DeskVisit::for_ben(1);
    let id = desk.id;
    let look = move |device: &Device| assert_eq!(device.visits().open(id).unwrap().signature, Signature::None);
    let stage = with_asking_key(&desk, Box::new(look)).await;
    let visits = stage.device.visits();
    let digest = visits.show_voucher(id, Language::English).unwrap().digest;
    visits.sign(id, &digest, Language::English, ms_li(), &strokes()).unwrap();
    assert_eq!(visits.open(id).unwrap().signature, Signature::Current);
}

#[tokio::test]
async fn what_changes_while_the_key_asks_is_not_signed() {
    let desk = DeskVisit::for_ben(1);
    let id = desk.id;
    let work_on = move |device: &Device| {
        let visits = device.visits();
        visits.reopen(id).unwrap();
        visits.write_findings(id, "and the belt").unwrap();
        visits.finish(id).unwrap();
    };
    let stage = with_asking_key(&desk, Box::new(work_on)).await;
    let visits = stage.device.visits();
    let digest = visits.show_voucher(id, Language::English).unwrap().digest;
    let signed = visits.sign(id, &digest, Language::English, ms_li(), &strokes());
    assert!(matches!(signed, Err(ActionError::Refused(Refusal::ContentChanged))));
    assert_eq!(visits.open(id).unwrap().signature, Signature::None);
}

/// A customer whose name the font does not have: found before the signature, signed all the same, and on paper by its number. What is
/// entered at the glass can be written otherwise, and has to be.
#[tokio::test]
async fn a_character_that_no_paper_shows_is_found_before_the_signature() {
    let desk = DeskVisit::for_ben_with(1, |order| order.customer.name = "𠮷田商店".into());
    let stage = Stage::with(&desk).await;
    let visits = stage.device.visits();
    work_through(&stage.device, desk.id);
    assert_eq!(visits.paper(desk.id).unwrap_err().code(), "paper_no_records");
    let shown = visits.show_voucher(desk.id, Language::Chinese).unwrap();
    assert_eq!(shown.unprintable, ['𠮷']);
    let changes = stage.count("SELECT count(*) FROM change");
    let sign = |signer: Signer| visits.sign(desk.id, &shown.digest, Language::Chinese, signer, &strokes());
    let found = |done: Result<SignOffId, ActionError>| match done {
        Err(ActionError::Unprintable(found)) => found,
        other => panic!("this should not be sealed: {other:?}"),
    };
    assert_eq!(found(sign(Signer { remarks: "谢谢 😀".into(), ..ms_li() })), ['😀']);
    assert_eq!(found(sign(Signer { name: "𠮷田".into(), ..ms_li() })), ['𠮷']);
    let words = visits.record_refusal(desk.id, Language::Chinese, ms_li(), "噪音", "不签 😀");
    assert_eq!(found(words), ['😀']);
    assert_eq!(stage.count("SELECT count(*) FROM change"), changes, "nothing was kept");

    let sign_off = sign(ms_li()).unwrap();
    let checked = paper::check(&visits.paper(desk.id).unwrap(), Some(&stage.device.public_key())).unwrap();
    assert_eq!((checked.pages, checked.seals.len()), (paper::Pages::Match, 1));
    let code = visits.check_code(desk.id, sign_off).unwrap().unwrap();
    let digest = hex::encode(Sha256::digest(visits.seal_file(desk.id, sign_off).unwrap()));
    assert_eq!(code.link, format!("https://desk.example/check#seal=C260922-001&sha256={digest}"));
}

/// A text that would fill more pages than a paper has is not signed.
#[tokio::test]
async fn what_would_fill_too_many_pages_is_not_signed() {
    let desk = DeskVisit::for_ben(1);
    let stage = Stage::with(&desk).await;
    let visits = stage.device.visits();
    work_through(&stage.device, desk.id);
    visits.reopen(desk.id).unwrap();
    let reason = format!("worn{}", "\n".repeat(190));
    for _ in 0..150 {
        visits.swap_part(desk.id, PartSwap { reason: reason.clone(), ..roller() }).unwrap();
    }
    visits.finish(desk.id).unwrap();
    let shown = visits.show_voucher(desk.id, Language::English).unwrap();
    let signed = visits.sign(desk.id, &shown.digest, Language::English, ms_li(), &strokes());
    assert_eq!(signed.unwrap_err().code(), "paper_too_many_pages");
    assert_eq!(visits.open(desk.id).unwrap().signature, Signature::None);
}
