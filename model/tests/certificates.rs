//! Whose key it was: keys of two kinds, certificates of devices, receipts, statements of organisations.

use crate::site::*;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use model::documents::visit::Visit;
use model::id::SignOffId;
use model::seal::certificate::Certificate;
use model::seal::key::{DeviceKey, P256, PublicKey, SoftwareKey};
use model::seal::organisation::{OrganisationStatement, RevokedDevice};
use model::seal::receipt::{Receipt, ReceiptLine, batch_digest};
use model::seal::record::{Backing, SealRequest, seal};
use model::seal::verify::verify;
use model::seal::voucher::{Language, SignOffKind, Voucher};
use model::seal::{Mark, SealError, jws};
use model::time::Timestamp;
use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{Signature, SigningKey};
use p256::pkcs8::EncodePublicKey as _;
use proptest::prelude::*;

/// A telephone's key in hardware: P-256, and it answers as its keystore does.
struct Keystore(SigningKey, fn(Signature) -> Vec<u8>);

impl Keystore {
    fn new(answers: fn(Signature) -> Vec<u8>) -> Self {
        Self(SigningKey::from_slice(&[7; 32]).unwrap(), answers)
    }
}

impl DeviceKey for Keystore {
    fn public_key(&self) -> PublicKey {
        PublicKey::p256(self.0.verifying_key().to_encoded_point(false).as_bytes()).unwrap()
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SealError> {
        self.public_key().spelled(&(self.1)(self.0.sign(message)))
    }
}

/// The other signature that holds over the same message.
fn twin(signature: Signature) -> Signature {
    let (r, s) = signature.split_scalars();
    Signature::from_scalars(r, -s).unwrap()
}

fn at(minute: i64) -> Timestamp {
    clock(minute).wall_at
}

fn organisation_key() -> SoftwareKey {
    SoftwareKey::from_secret(&[9; 32])
}

fn certificate(device: &Technician, key: PublicKey) -> Certificate {
    Certificate {
        organisation: organisation().id,
        organisation_name: "恒通电梯".to_owned(),
        organisation_key: organisation_key().public_key(),
        device: device.device,
        device_name: "手机".to_owned(),
        person: device.person,
        key,
        at: at(0),
    }
}

fn receipt(device: &Technician) -> Receipt {
    let lines = [ReceiptLine { document: organisation().id.to_string().parse().unwrap(), digest: "ab".repeat(32) }];
    let (batch, head) = (batch_digest(&lines), "cd".repeat(32));
    Receipt { organisation: organisation().id, device: device.device, at: at(30), batch, size: 12, head }
}

/// A visit that Zhao's device sealed with `key`.
fn sealed(key: &dyn DeviceKey, backing: Backing) -> Result<Vec<u8>, SealError> {
    let zhao = zhao();
    let mut phone = opened_for(&zhao).on(&zhao);
    phone.work_to_finish(&zhao);
    let paper = Voucher::of(&Visit::read(&phone.doc).unwrap(), SignOffKind::Acceptance, Language::Chinese).into();
    let request = SealRequest {
        sign_off: SignOffId::from_bytes([1; 16]),
        paper: &paper,
        heads: &phone.doc.get_heads(),
        signer: customer(),
        mark: Mark::Strokes { strokes: pen() },
        signed: clock(140),
        device: zhao.device,
        backing,
    };
    seal(request, key)
}

fn certified(key: &dyn DeviceKey) -> Backing {
    let zhao = zhao();
    let certificate = certificate(&zhao, key.public_key()).issue(&organisation_key()).unwrap();
    let after = receipt(&zhao).sign(&organisation_key()).unwrap();
    Backing { check_at: None, certificate: Some(certificate), after: Some(after) }
}

#[test]
fn a_key_in_hardware_seals_whatever_way_its_keystore_writes_signatures() {
    let ways: [fn(Signature) -> Vec<u8>; 3] = [
        |signature| signature.to_vec(),
        |signature| signature.to_der().as_bytes().to_vec(),
        |signature| twin(signature).to_der().as_bytes().to_vec(),
    ];
    let records = ways.map(|way| sealed(&Keystore::new(way), Backing::default()).unwrap());
    assert!(records.iter().all(|record| *record == records[0]), "one signature has one spelling");
    let verified = verify(&records[0], Some(&Keystore::new(ways[0]).public_key())).unwrap();
    assert_eq!(verified.record.body.device_key.algorithm, P256);
}

/// ECDSA has two signatures that hold; only one of them counts, so that nobody makes a second record out of one.
#[test]
fn the_twin_of_a_signature_does_not_count() {
    let key = Keystore::new(|signature| signature.to_vec());
    let signature = Signature::from_slice(&key.sign(b"voucher").unwrap()).unwrap();
    assert_eq!(key.public_key().verify(b"voucher", &signature.to_bytes()), Ok(()));
    assert_eq!(key.public_key().verify(b"voucher", &twin(signature).to_bytes()), Err(SealError::Signature));
}

#[test]
fn a_key_has_one_spelling() {
    let key = Keystore::new(|signature| signature.to_vec());
    let long = URL_SAFE_NO_PAD.encode(key.0.verifying_key().to_encoded_point(false).as_bytes());
    let long = PublicKey { algorithm: P256.to_owned(), key: long };
    assert_eq!(long.check(), Err(SealError::Signature), "not the compressed point");
    let mut compact = URL_SAFE_NO_PAD.decode(key.public_key().key).unwrap();
    compact[0] = 5;
    let compact = PublicKey { algorithm: P256.to_owned(), key: URL_SAFE_NO_PAD.encode(compact) };
    assert_eq!(compact.check(), Err(SealError::Signature), "nor the compact one");
    let spki = p256::PublicKey::from(key.0.verifying_key()).to_public_key_der().unwrap();
    assert_eq!(PublicKey::p256(spki.as_bytes()), Ok(key.public_key()), "as Android hands it out");
    for key in [key.public_key(), organisation_key().public_key()] {
        assert_eq!(PublicKey::parse(&key.to_string()), Ok(key.clone()));
        assert_eq!(PublicKey::parse(&key.key), Ok(key), "without the word of the algorithm");
    }
    assert_eq!(PublicKey::parse("RS256:AAAA"), Err(SealError::UnknownAlgorithm("RS256".to_owned())));
}

/// With the organisation's public key alone a stranger knows on which device it was sealed, and after which receipt.
#[test]
fn a_certified_record_is_known_by_the_organisations_key_alone() {
    let phone = Keystore::new(|signature| signature.to_der().as_bytes().to_vec());
    let seal = verify(&sealed(&phone, certified(&phone)).unwrap(), None).unwrap();
    let certificate = seal.certified_by(&[organisation_key().public_key()]).unwrap();
    assert_eq!((certificate.device, certificate.device_name.as_str()), (zhao().device, "手机"));
    assert_eq!(seal.after.as_ref().map(|receipt| receipt.at), Some(at(30)));
    assert_eq!(seal.certified_by(&[zhao().key.public_key()]), Err(SealError::OtherOrganisation));
    let plain = verify(&sealed(&zhao().key, Backing::default()).unwrap(), None).unwrap();
    assert_eq!(plain.certified_by(&[organisation_key().public_key()]), Err(SealError::NoCertificate));
}

/// Whoever forges an organisation's key is told from the organisation.
#[test]
fn a_forged_organisation_key_certifies_for_nobody_else() {
    let (zhao, forger) = (zhao(), SoftwareKey::from_secret(&[66; 32]));
    let forged = Certificate { organisation_key: forger.public_key(), ..certificate(&zhao, zhao.key.public_key()) };
    let backing = Backing { certificate: Some(forged.issue(&forger).unwrap()), ..Backing::default() };
    let seal = verify(&sealed(&zhao.key, backing).unwrap(), None).unwrap();
    assert_eq!(seal.certified_by(&[organisation_key().public_key()]), Err(SealError::OtherOrganisation));
    // The right key's name over the forger's signature.
    let lying = certificate(&zhao, zhao.key.public_key());
    assert_eq!(lying.issue(&forger).unwrap_err().code(), "seal_certificate");
    let lying = jws::sign(model::seal::certificate::TYP, &lying, &forger).unwrap();
    let backing = Backing { certificate: Some(lying), ..Backing::default() };
    assert_eq!(sealed(&zhao.key, backing).unwrap_err().code(), "seal_certificate");
}

#[test]
fn a_record_holds_no_certificate_or_receipt_of_another_device() {
    let (zhao, chen) = (zhao(), chen());
    let with = |certificate: Certificate, receipt: Option<Receipt>| Backing {
        certificate: Some(certificate.issue(&organisation_key()).unwrap()),
        after: receipt.map(|receipt| receipt.sign(&organisation_key()).unwrap()),
        ..Backing::default()
    };
    let own = certificate(&zhao, zhao.key.public_key());
    let wrong = [
        with(certificate(&chen, chen.key.public_key()), None),
        with(certificate(&zhao, chen.key.public_key()), None),
        with(Certificate { organisation: organisation().id.to_string().replace('0', "1").parse().unwrap(), ..own.clone() }, None),
    ];
    for backing in wrong {
        assert_eq!(sealed(&zhao.key, backing).unwrap_err().code(), "seal_certificate");
    }
    let others = sealed(&zhao.key, with(own.clone(), Some(receipt(&chen)))).unwrap_err();
    assert_eq!(others.code(), "seal_receipt");
    let alone = Backing { certificate: None, ..with(own, Some(receipt(&zhao))) };
    assert_eq!(sealed(&zhao.key, alone).unwrap_err().code(), "seal_receipt");
}

/// Each bit of certificate and receipt is bound by the record's signature and by their own.
#[test]
fn no_single_flipped_bit_of_a_certified_record_goes_unnoticed() {
    let record = sealed(&zhao().key, certified(&zhao().key)).unwrap();
    for at in 0..record.len() {
        let mut altered = record.clone();
        altered[at] ^= 1 << (at % 8);
        assert!(verify(&altered, None).is_err(), "byte {at}");
    }
}

#[test]
fn a_statement_names_the_devices_that_were_put_out() {
    let revoked = vec![RevokedDevice { device: zhao().device, at: at(90) }];
    let key = organisation_key().public_key();
    let said = OrganisationStatement { organisation: organisation().id, name: "恒通电梯".to_owned(), key, revoked, at: at(100) };
    let read = OrganisationStatement::read(&said.sign(&organisation_key()).unwrap()).unwrap();
    assert_eq!((read.revoked_at(zhao().device), read.revoked_at(chen().device)), (Some(at(90)), None));
    assert!(said.sign(&zhao().key).is_err(), "signed by another key than it names");
}

proptest! {
    /// A statement has one spelling: whatever is changed, added or left out, it is no longer signed.
    #[test]
    fn a_changed_statement_is_refused(place in any::<prop::sample::Index>(), bit in 0_u8..8, cut in any::<prop::sample::Index>()) {
        let (key, zhao) = (organisation_key(), zhao());
        let statement = receipt(&zhao).sign(&key).unwrap();
        let mut bytes = statement.clone().into_bytes();
        bytes[place.index(statement.len())] ^= 1 << bit;
        if let Ok(changed) = String::from_utf8(bytes) {
            prop_assert!(Receipt::read(&changed, &key.public_key()).is_err(), "{changed}");
        }
        prop_assert!(Receipt::read(&statement[..cut.index(statement.len())], &key.public_key()).is_err());
        let longer = format!("{statement}.");
        prop_assert!(Receipt::read(&longer, &key.public_key()).is_err());
        prop_assert!(jws::verify::<Receipt>(&statement, "another+jwt", &key.public_key()).is_err());
        prop_assert!(Receipt::read(&statement, &zhao.key.public_key()).is_err());
    }
}
