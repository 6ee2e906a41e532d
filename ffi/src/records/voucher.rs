//! What the customer reads and signs, and the pen on the glass.

use model::documents::visit::records::{Asset, CallOut, CheckResult, Customer, Organisation, PartSwap};
use model::id::{DocumentId, PersonId};
use model::seal::details::VoucherDetails;
use model::seal::key::PublicKey;
use model::seal::strokes::{Point, Strokes};
use model::seal::voucher::{Language, SignOffKind, Voucher, VoucherCheck, VoucherPhoto, VoucherTechnician, VoucherTimes};
use model::seal::{SealError, Signer};
use model::time::Timestamp;

/// A voucher: everything the customer reads before signing. Show these fields and nothing else.
#[uniffi::remote(Record)]
pub struct Voucher {
    /// 2; 1 in records of version 0.1.
    pub version: u32,
    /// Language of labels and statement.
    pub language: Language,
    /// What the signature stands for.
    pub kind: SignOffKind,
    /// The sentence that is signed.
    pub statement: String,
    /// Who sends the technician.
    pub organisation: Organisation,
    /// The visit.
    pub visit: DocumentId,
    /// The call-out: number, fault as reported, who pays.
    pub call_out: CallOut,
    /// The customer.
    pub customer: Customer,
    /// The product.
    pub asset: Asset,
    /// Who worked.
    pub technician: VoucherTechnician,
    /// Times as told on site.
    pub times: VoucherTimes,
    /// What was checked.
    pub checklist: Vec<VoucherCheck>,
    /// What was found.
    pub findings: String,
    /// What was done.
    pub treatment: String,
    /// What was exchanged; struck lines are left out.
    pub parts: Vec<PartSwap>,
    /// Photos, by hash.
    pub photos: Vec<VoucherPhoto>,
    /// What vouchers of version 2 say besides.
    pub details: VoucherDetails,
}

/// The technician who finished the work.
#[uniffi::remote(Record)]
pub struct VoucherTechnician {
    /// Id of the person.
    pub id: PersonId,
    /// Name.
    pub name: String,
}

/// Times on the voucher, by the device's clock.
#[uniffi::remote(Record)]
pub struct VoucherTimes {
    /// Arrival on site.
    pub arrived_at: Option<Timestamp>,
    /// Start of the work.
    pub started_at: Option<Timestamp>,
    /// End of the work.
    pub finished_at: Option<Timestamp>,
}

/// One check on the voucher.
#[uniffi::remote(Record)]
pub struct VoucherCheck {
    /// What was checked, in the voucher's language.
    pub label: String,
    /// What it came to; absent if it was not required and not answered.
    pub result: Option<CheckResult>,
    /// The technician's note; may be empty.
    pub note: String,
}

/// One photo on the voucher.
#[uniffi::remote(Record)]
pub struct VoucherPhoto {
    /// SHA-256 of the file, 64 hex digits.
    pub sha256: String,
    /// Caption.
    pub caption: String,
}

/// A voucher as it is shown, with what names it when it is signed.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct ShownVoucher {
    /// What to show.
    pub voucher: Voucher,
    /// The voucher's canonical bytes (RFC 8785): exactly what the seal will hold.
    pub canonical: Vec<u8>,
    /// SHA-256 of the canonical bytes, 64 hex digits; hand it to `sign`.
    pub digest: String,
    /// The characters in it that cannot be printed, each once: as long as there are any, nobody can sign it.
    pub unprintable: Vec<String>,
}

impl TryFrom<client_core::visits::ShownVoucher> for ShownVoucher {
    type Error = SealError;

    fn try_from(shown: client_core::visits::ShownVoucher) -> Result<Self, SealError> {
        let unprintable = shown.unprintable.into_iter().map(String::from).collect();
        Ok(Self { canonical: shown.voucher.to_bytes()?, voucher: shown.voucher, digest: shown.digest, unprintable })
    }
}

/// Who signed.
#[uniffi::remote(Record)]
pub struct Signer {
    /// Name, as the signer gave it.
    pub name: String,
    /// Role at the customer's; may be empty.
    pub role: String,
    /// The customer's remarks; may be empty.
    pub remarks: String,
}

/// One position of the pen.
#[uniffi::remote(Record)]
pub struct Point {
    /// From the left edge, in units of the glass.
    pub x: u16,
    /// From the upper edge, in units of the glass.
    pub y: u16,
    /// **Milliseconds** since the pen first touched.
    pub t_ms: u32,
}

/// A signature on a glass of `width` × `height` units.
#[uniffi::remote(Record)]
pub struct Strokes {
    /// Width of the glass.
    pub width: u16,
    /// Height of the glass.
    pub height: u16,
    /// Each time the pen touched: its points in order.
    pub strokes: Vec<Vec<Point>>,
}

/// A public key with its algorithm.
#[uniffi::remote(Record)]
pub struct PublicKey {
    /// `EdDSA` or `ES256`.
    pub algorithm: String,
    /// The key, base64url without padding: 32 bytes of an Ed25519 key, or 33 of a compressed point on P-256.
    pub key: String,
}
