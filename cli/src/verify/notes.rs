//! What a verdict leaves open, and what came after a record.

use model::documents::sealed::Later;
use model::documents::visit::revisions::{Revision, RevisionBasis, RevisionChange};
use paper::verdict::{FileKind, Note, Verdict};

use super::lines::line;
use super::record::{kind, yuan};

/// Something that is open.
pub(super) fn note(note: &Note) {
    let said = match note {
        Note::DeviceUnknown { device_key } => {
            format!("nothing says whose device it was: compare its key {device_key}, or give --key")
        }
        Note::OrganisationNotCompared { organisation_key } => {
            format!("certified by organisation key {organisation_key}: compare it, or give --organisation")
        }
        Note::RevocationNotKnown => {
            "certified by the organisation; whether it had put the device out tells its statement (--organisation FILE)".to_owned()
        }
        Note::InUseAsOf { at } => format!("certified by the organisation; the device was in use as of {}", at.to_rfc3339()),
        Note::PutOutLater { revoked_at, sealed_at, received_at } => put_out(&revoked_at.to_rfc3339(), &sealed_at.to_rfc3339(), {
            received_at.filter(|received| received < revoked_at).map(|received| received.to_rfc3339())
        }),
    };
    line("note", &said);
}

fn put_out(revoked: &str, sealed: &str, received: Option<String>) -> String {
    let warning = format!(
        "WARNING: the device was put out on {revoked}. That this was sealed before, on {sealed}, only the device's own clock says, and \
         whoever had the device afterwards can have set it back."
    );
    match received {
        Some(received) => format!("{warning} The export says that it was received on {received}; ask the organisation's server"),
        None => format!("{warning} Ask the organisation's server when it received it"),
    }
}

/// What came after the record.
pub(super) fn later(later: &Later) {
    for revision in &later.amendments {
        line("AMENDED", &amendment(revision));
        for reason in &revision.reasons {
            line("because", reason);
        }
        for change in &revision.changes {
            line("changed", &changed(change));
        }
    }
    if !later.fields.is_empty() {
        line("AMENDED", &format!("the paper would read otherwise today in: {}", later.fields.join(", ")));
    }
    for other in &later.sign_offs {
        line("later", &format!("{} on {}", kind(other.kind), other.at.to_rfc3339()));
    }
}

fn amendment(revision: &Revision) -> String {
    let at = revision.at.map(|at| format!(" on {}", at.to_rfc3339())).unwrap_or_default();
    let how = match revision.basis {
        RevisionBasis::Signed { sign_off } => format!("signed{at}, sign-off {sign_off}"),
        RevisionBasis::Accepted { .. } => format!("accepted by a leader without the customer's signature{at}"),
        RevisionBasis::Unsigned => "not signed by anybody".to_owned(),
    };
    format!("later, revision {}: {how}", revision.number)
}

fn changed(change: &RevisionChange) -> String {
    match change {
        RevisionChange::PartAdded { name, quantity, .. } => format!("part added: {quantity} x {name}"),
        RevisionChange::PartStruck { name, quantity, .. } => format!("part struck: {quantity} x {name}"),
        RevisionChange::Findings { from, to } => format!("findings: {from}\n-> {to}"),
        RevisionChange::Treatment { from, to } => format!("treatment: {from}\n-> {to}"),
        RevisionChange::Charges { from_fen, to_fen } => format!("charges: {} -> {}", yuan(*from_fen), yuan(*to_fen)),
        RevisionChange::Section { section } => format!("{section:?}").to_lowercase(),
    }
}

/// What no file of this kind shows.
pub(super) fn limits(verdict: &Verdict) {
    if verdict.seals.is_empty() {
        return;
    }
    let later = match verdict.file {
        FileKind::Export => "changes left out at the end leave no trace in an export, and its times of receipt are not signed",
        FileKind::Record | FileKind::Pdf => "whether it was amended later, the file cannot show",
    };
    let mut places = verdict.seals.iter().filter_map(|seal| Some((seal.said.as_ref()?.check_at.as_ref()?, &seal.sha256)));
    match places.next_back() {
        Some((address, sha256)) => line("note", &format!("{later}; ask at {address}#sha256={sha256}")),
        None => line("note", &format!("{later}; ask the organisation")),
    }
}
