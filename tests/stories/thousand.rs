//! Many vouchers at once: device and desk draw the same bytes from each record, every one verifies, and no bit of any can be flipped.
//!
//! Twenty visits, three of which have every byte flipped once; FIELDBOOK_LONG=1: a thousand visits and fifty.

use fieldbook_tests::{SeededChance, Technician, World, signature, terminal};
use http::{Method, StatusCode};
use model::documents::visit::records::{CheckResult, PartSwap, SiteLine, SwapKind};
use model::id::DocumentId;
use model::seal::Signer;
use model::seal::key::PublicKey;
use model::seal::verify::verify;
use model::seal::voucher::{Language, SignOffKind};
use paper::{Pages, check};

/// How many visits, and how many of them are flipped.
fn extent() -> (usize, usize) {
    if std::env::var_os("FIELDBOOK_LONG").is_some() { (1_000, 50) } else { (20, 3) }
}

const WORDS: [&str; 12] = [
    "搓纸轮磨损",
    "Pickup roller worn",
    "更换定影膜",
    "纸路清洁",
    "试机二十张无卡纸",
    "no jam in twenty sheets",
    "接地良好",
    "车载终端不定位",
    "已更换天线",
    "第 3 号电池老化",
    "“引号”、《书名》；①②③",
    "客户要求复查",
];

fn words(chance: &SeededChance, most: usize) -> String {
    let picked: Vec<&str> = (0..=chance.below(most)).map(|_| WORDS[chance.below(WORDS.len())]).collect();
    picked.join("，")
}

/// Works through a visit in one of many ways: parts with serials, notes, either language, a refusal, an amendment.
fn works(zhao: &Technician, visit: DocumentId, chance: &SeededChance) {
    let visits = zhao.device().visits();
    zhao.begins(visit);
    for number in 0..chance.below(4) {
        let swap = PartSwap {
            kind: SwapKind::Part,
            part_number: format!("A03U-{}", chance.below(9_999)),
            name: words(chance, 1),
            quantity: 1,
            reason: words(chance, 1),
            old_serial: format!("OLD-{visit}-{number}"),
            new_serial: format!("NEW-{visit}-{number}"),
            ..terminal()
        };
        visits.swap_part(visit, swap).unwrap();
    }
    if chance.below(3) == 0 {
        visits.note_site(visit, SiteLine::Mileage, &chance.below(90_000).to_string()).unwrap();
    }
    for item in visits.open(visit).unwrap().checklist {
        let result = [CheckResult::Good, CheckResult::Defect, CheckResult::NotApplicable][chance.below(3)];
        visits.answer_check(visit, &item.id, result, &words(chance, 2)).unwrap();
    }
    visits.write_findings(visit, &words(chance, 8)).unwrap();
    visits.write_treatment(visit, &words(chance, 8)).unwrap();
    visits.finish(visit).unwrap();
    signs(zhao, visit, chance);
    if chance.below(5) == 0 {
        visits.open_amendment(visit, &words(chance, 1)).unwrap();
        visits.reopen(visit).unwrap();
        visits.write_treatment(visit, &words(chance, 8)).unwrap();
        visits.finish(visit).unwrap();
        signs(zhao, visit, chance);
    }
}

fn signs(zhao: &Technician, visit: DocumentId, chance: &SeededChance) {
    let visits = zhao.device().visits();
    let language = [Language::Chinese, Language::English][chance.below(2)];
    let signer = Signer { name: "李芳 Li Fang".into(), role: "行政".into(), remarks: words(chance, 1) };
    if chance.below(6) == 0 {
        visits.record_refusal(visit, language, signer.clone(), &words(chance, 1), &words(chance, 1)).unwrap();
    }
    let shown = visits.show_voucher(visit, language).unwrap();
    visits.sign(visit, &shown.digest, language, signer, &signature()).unwrap();
}

/// Every record of the visit, one bit of each of its bytes flipped in turn: none is valid, alone or as an attachment of the PDF.
fn flipped(zhao: &Technician, visit: DocumentId, pdf: &[u8], key: &PublicKey) -> usize {
    let visits = zhao.device().visits();
    let mut tried = 0;
    for sign_off in visits.open(visit).unwrap().sign_offs {
        let record = visits.seal_file(visit, sign_off.id).unwrap();
        assert!(matches!(verify(&record, Some(key)).unwrap().kind(), SignOffKind::Acceptance | SignOffKind::Refused));
        let place = pdf.windows(record.len()).position(|part| part == record).expect("the record is attached as it is");
        for at in 0..record.len() {
            let bit = 1 << ((at + tried) % 8);
            let mut altered = record.clone();
            altered[at] ^= bit;
            assert!(verify(&altered, Some(key)).is_err(), "{visit}: bit {bit} of byte {at} of the record");
            let mut altered = pdf.to_vec();
            altered[place + at] ^= bit;
            assert!(check(&altered, Some(key)).is_err(), "{visit}: bit {bit} of byte {at} of the attachment");
            tried += 1;
        }
    }
    tried
}

/// Anything else in the file: the pages no longer say what the record says, or the record is not found any more.
fn pages_flipped(pdf: &[u8], key: &PublicKey, chance: &SeededChance) {
    for _ in 0..8 {
        let (at, bit) = (chance.below(pdf.len()), chance.below(8));
        let mut altered = pdf.to_vec();
        altered[at] ^= 1 << bit;
        assert!(check(&altered, Some(key)).is_none_or_differs(), "bit {bit} of byte {at}");
    }
}

trait Doubted {
    fn is_none_or_differs(&self) -> bool;
}

impl<E> Doubted for Result<paper::CheckedPdf, E> {
    fn is_none_or_differs(&self) -> bool {
        self.as_ref().map_or(true, |checked| checked.pages != Pages::Match)
    }
}

#[tokio::test]
async fn device_and_desk_draw_the_same_bytes_and_no_bit_can_be_flipped() {
    let (count, flips) = extent();
    let chance = SeededChance::new(0x0004);
    let mut world = World::on_monday_morning().await;
    let zhao = world.technician("赵敏").await;
    let key = zhao.device().public_key();
    let mut tried = 0;
    for batch in 0..count.div_ceil(50) {
        let mut visits = Vec::new();
        for _ in 0..(count - batch * 50).min(50) {
            visits.push(world.desk.dispatches_copier(zhao.person).await);
        }
        zhao.syncs_until_nothing_waits().await;
        for visit in &visits {
            works(&zhao, *visit, &chance);
        }
        let printed: Vec<Vec<u8>> = visits.iter().map(|visit| zhao.device().visits().paper(*visit).unwrap()).collect();
        zhao.syncs_until_nothing_waits().await;
        // A session of the desk ends sooner than fifty visits do.
        world.the_dispatcher_signs_in_again().await;
        for (number, (visit, printed)) in visits.iter().zip(&printed).enumerate() {
            let answer = world.desk.ask(Method::GET, &format!("/v1/desk/visits/{visit}/paper.pdf"), None).await;
            assert_eq!(answer.status, StatusCode::OK);
            assert!(answer.bytes == *printed, "{visit}: the desk draws other bytes than the phone");
            assert_eq!(check(printed, Some(&key)).unwrap().pages, Pages::Match, "{visit}");
            if batch * 50 + number < flips {
                tried += flipped(&zhao, *visit, printed, &key);
                pages_flipped(printed, &key, &chance);
            }
        }
        eprintln!("{} visits: the same bytes at phone and desk, all verify", batch * 50 + visits.len());
    }
    eprintln!("{count} visits: same bytes, all verify; {flips} of them: {tried} bytes of records flipped, in each record and its PDF");
}
