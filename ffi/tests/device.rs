//! The device through its public face, before anybody enrolled it and without a server.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on stops")]

use std::sync::{Arc, mpsc};
use std::time::Duration;

use client_core::NetworkSwitch;
use fieldcore::host_key::{HostKey, KeyRefusal};
use fieldcore::listener::{DeviceListener, ListenerFailure, Notice};
use fieldcore::{Device, FieldError};
use model::id::DocumentId;
use model::seal::key::{DeviceKey as _, PublicKey, SoftwareKey};

/// Ends a test that would otherwise hang.
const LONG: Duration = Duration::from_secs(20);

struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn file(&self) -> String {
        self.0.path().join("device.db").to_str().unwrap().to_owned()
    }

    fn open(&self, key: Option<Arc<dyn HostKey>>) -> Result<Arc<Device>, FieldError> {
        Device::open(self.file(), "ffi-test/1".to_owned(), key)
    }
}

/// A key that the host keeps.
struct Keystore(SoftwareKey);

impl HostKey for Keystore {
    fn public_key(&self) -> Result<PublicKey, KeyRefusal> {
        Ok(self.0.public_key())
    }

    fn sign(&self, message: Vec<u8>) -> Result<Vec<u8>, KeyRefusal> {
        self.0.sign(&message).map_err(|error| KeyRefusal::Unavailable { detail: error.to_string() })
    }
}

struct Screen(mpsc::Sender<Notice>);

impl DeviceListener for Screen {
    fn on_notice(&self, notice: Notice) -> Result<(), ListenerFailure> {
        self.0.send(notice).map_err(|error| ListenerFailure::Failed { detail: error.to_string() })
    }
}

#[test]
fn a_new_device_is_nobodys_and_says_so() {
    let folder = Folder::new();
    let device = folder.open(None).unwrap();
    assert_eq!(device.identity().unwrap(), None);
    assert_eq!(device.visits().agenda().unwrap(), []);
    assert_eq!(device.outbox().unwrap().documents, []);
    let visit = DocumentId::from_bytes([5; 16]);
    assert_eq!(device.visits().arrive(visit), Err(FieldError::NotEnrolled));
    assert_eq!(device.visits().open(visit).unwrap_err(), FieldError::NotEnrolled);
    assert_eq!(device.repairs().give_back(visit, ""), Err(FieldError::NotEnrolled));
    assert_eq!(device.old_parts().label(visit, ""), Err(FieldError::NotEnrolled));
    assert_eq!(device.complaints().add_words(visit, "late"), Err(FieldError::NotEnrolled));
    assert_eq!(device.days().open_day("2026-11-22".parse().unwrap(), 480), Err(FieldError::NotEnrolled));
    assert_eq!(device.days().money_in_hand(), Ok(vec![]));
    assert_eq!((device.repairs().list(), device.old_parts().list()), (Ok(vec![]), Ok(vec![])));
    assert_eq!((device.complaints().list(), device.reference().people()), (Ok(vec![]), Ok(vec![])));
}

#[test]
fn a_reopened_device_keeps_its_key() {
    let folder = Folder::new();
    let key = folder.open(None).unwrap().public_key();
    assert_eq!(folder.open(None).unwrap().public_key(), key);
}

#[test]
fn a_device_shows_the_key_that_its_host_keeps() {
    let folder = Folder::new();
    let kept = SoftwareKey::from_secret(&[8; 32]);
    let shown = kept.public_key();
    assert_eq!(folder.open(Some(Arc::new(Keystore(kept)))).unwrap().public_key(), shown);
}

#[test]
fn a_file_that_is_no_database_is_reported_and_left_as_it_is() {
    let folder = Folder::new();
    let text = b"these are the technician's notes, and they are all there is of them ".repeat(40);
    std::fs::write(folder.file(), &text).unwrap();
    let failure = folder.open(None).err().unwrap();
    assert!(matches!(&failure, FieldError::Storage { code, .. } if code == "store_damaged"), "{failure:?}");
    assert_eq!(std::fs::read(folder.file()).unwrap(), text);
}

#[test]
fn the_server_of_a_device_that_is_nobodys_cannot_move() {
    let folder = Folder::new();
    let device = folder.open(None).unwrap();
    assert_eq!(device.use_server("https://desk.example"), Err(FieldError::NotEnrolled));
    let wrong = device.use_server("desk.example");
    assert!(matches!(&wrong, Err(FieldError::Unusable { code, .. }) if code == "address"), "{wrong:?}");
}

#[test]
fn the_switch_is_observed() {
    let folder = Folder::new();
    let device = folder.open(None).unwrap();
    let (told, seen) = mpsc::channel();
    let _subscription = device.observe(Arc::new(Screen(told))).unwrap();
    assert_eq!(device.network(), NetworkSwitch::Connected);
    device.set_network(NetworkSwitch::Airplane);
    assert_eq!(seen.recv_timeout(LONG), Ok(Notice::Network));
    assert_eq!(device.network(), NetworkSwitch::Airplane);
}

#[tokio::test]
async fn what_waits_for_a_network_says_why_it_cannot() {
    let folder = Folder::new();
    let device = folder.open(None).unwrap();
    assert_eq!(device.sync_now().await, Err(FieldError::NotEnrolled));
    let wrong_address = device.enrol("desk.example", "abcd-efgh", "Phone").await;
    assert!(matches!(wrong_address, Err(FieldError::Unusable { code, .. }) if code == "address"));
    device.set_network(NetworkSwitch::Airplane);
    assert_eq!(device.enrol("https://desk.example", "abcd-efgh", "Phone").await, Err(FieldError::Offline));
    assert_eq!(device.identity().unwrap(), None);
}

#[tokio::test]
async fn a_background_sync_that_is_stopped_has_ended() {
    let folder = Folder::new();
    let device = folder.open(None).unwrap();
    let sync = device.start_sync().await;
    tokio::time::timeout(LONG, sync.stop()).await.unwrap();
    tokio::time::timeout(LONG, sync.stop()).await.unwrap();
}

#[test]
fn bytes_that_are_no_seal_prove_nothing() {
    for bytes in [&b""[..], b"{}", b"\xff\xfe", b"{\"body\":{},\"signature\":\"\"}"] {
        let failure = fieldcore::seal::verify_seal(bytes.to_vec(), None).unwrap_err();
        assert!(matches!(&failure, FieldError::SealInvalid { code, .. } if code == "seal_malformed"), "{failure:?}");
    }
}
