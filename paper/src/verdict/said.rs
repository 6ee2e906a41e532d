//! What a sealed record says, as a program reads it from the verdict.

use model::id::{DeviceId, DocumentId, OrganisationId, SignOffId};
use model::seal::key::PublicKey;
use model::seal::revocation::not_before;
use model::seal::verify::VerifiedSeal;
use model::seal::voucher::SignOffKind;
use model::seal::{Paper, Signer, Unsigned};
use model::time::Timestamp;
use serde::Serialize;

use crate::draw::record::number_of;

/// What a sealed record says.
#[derive(Debug, Clone, Serialize)]
pub struct Said {
    /// Whose paper it is.
    pub organisation: OrganisationId,
    /// The organisation's name, as the customer read it.
    pub organisation_name: String,
    /// The number that people know the paper by.
    pub number: String,
    /// Which visit, on the paper of a visit.
    pub visit: Option<DocumentId>,
    /// Which repair, on the paper of goods.
    pub repair: Option<DocumentId>,
    /// The sign-off.
    pub sign_off: SignOffId,
    /// What it stands for.
    pub kind: SignOffKind,
    /// Who signed, or was asked to.
    pub signer: Signer,
    /// When, by the clock of the device.
    pub signed_at: Timestamp,
    /// When, by that clock corrected by what it knew of the server's.
    pub sealed_at: Timestamp,
    /// The latest time that the record is certainly younger than, by statements of the server in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub not_before: Option<Timestamp>,
    /// SHA-256 of what was shown.
    pub voucher_sha256: String,
    /// On which device.
    pub device: DeviceId,
    /// The key of that device.
    pub device_key: PublicKey,
    /// The certificate of that device; whether its key is the organisation's has to be compared.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub certificate: Option<CertificateSaid>,
    /// Where it can be checked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub check_at: Option<String>,
    /// SHA-256 of the stamp's picture.
    pub stamp: Option<String>,
    /// Why nobody signed.
    pub unsigned: Option<Unsigned>,
    /// What was shown.
    pub voucher: Paper,
}

/// What the certificate in a record says.
#[derive(Debug, Clone, Serialize)]
pub struct CertificateSaid {
    /// The key that signed it.
    pub organisation_key: PublicKey,
    /// The organisation's name.
    pub organisation_name: String,
    /// What people call the device.
    pub device_name: String,
    /// When it was issued, by the server's clock.
    pub at: Timestamp,
}

impl Said {
    /// What `seal` says.
    pub(super) fn of(seal: &VerifiedSeal) -> Self {
        let body = &seal.record.body;
        let organisation_name = match &seal.paper {
            Paper::Visit(voucher) => &voucher.organisation.name,
            Paper::Goods(voucher) => &voucher.organisation.name,
        };
        Self {
            organisation: body.organisation,
            organisation_name: organisation_name.clone(),
            number: number_of(&seal.paper).to_owned(),
            visit: body.visit,
            repair: body.repair,
            sign_off: body.sign_off,
            kind: body.kind,
            signer: body.signer.clone(),
            signed_at: body.signed.wall_at,
            sealed_at: body.signed.best_guess(),
            not_before: not_before(seal),
            voucher_sha256: body.voucher_sha256.clone(),
            device: body.device,
            device_key: body.device_key.clone(),
            certificate: seal.certificate.as_ref().map(|certificate| CertificateSaid {
                organisation_key: certificate.organisation_key.clone(),
                organisation_name: certificate.organisation_name.clone(),
                device_name: certificate.device_name.clone(),
                at: certificate.at,
            }),
            check_at: body.check_at.clone(),
            stamp: seal.mark.stamp().map(str::to_owned),
            unsigned: seal.mark.unsigned().cloned(),
            voucher: seal.paper.clone(),
        }
    }
}
