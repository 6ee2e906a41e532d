//! `fieldbook verify`: what a stranger runs on a sealed record, on the PDF drawn from it, or on an exported visit. The verdict itself is
//! `paper::verdict`; here are the words.

mod lines;
mod notes;
mod record;

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use model::gate::Limits;
use model::seal::jws::MAX_STATEMENT_BYTES;
use model::seal::key::PublicKey;
use paper::MAX_PDF_BYTES;
use paper::verdict::{Checked, FileKind, Organisation, PagesVerdict, SealVerdict, Trust, Verdict};

use self::lines::line;
use crate::outcome::{Failure, say};

/// Check sealed records, PDFs drawn from them, and exported visits and repairs.
///
/// Exit code 0: every part of every file belongs together, nothing was changed, and the keys are those given; the pages of a PDF are drawn
/// anew and compared byte for byte, an export is built anew change by change. 1: something does not match; the message names it. 2: a file
/// or key cannot be read.
///
/// That a record was amended later leaves it valid for what it says: an export tells the amendments. A record or PDF by itself cannot show
/// what came later, nor can an export show what was left out at its end; the page at the address on the paper can.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Sealed records (seal-….json), PDFs of them, or exports (visit-….json, repair-….json), as handed out by handset or board.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// The public key the device is known by (EdDSA:… or ES256:…). Without this and --organisation, a file proves that it was not changed
    /// since it was sealed, but not whose device sealed it.
    #[arg(long, env = "FIELDBOOK_DEVICE_KEY", allow_hyphen_values = true)]
    key: Option<String>,
    /// The organisation that must have certified the device: its public key (EdDSA:…), or a file with its statement, as saved from
    /// `/v1/organisations/ID/statement` of its server. Only the statement tells which devices were put out. Get either from the
    /// organisation itself, not from whoever hands you the record.
    #[arg(long, env = "FIELDBOOK_ORGANISATION_KEY", value_name = "KEY_OR_FILE", allow_hyphen_values = true)]
    organisation: Option<String>,
    /// Answer as one line of JSON a file.
    #[arg(long)]
    json: bool,
}

/// Verifies each file and says what came of it.
pub(crate) fn run(options: &Options) -> Result<ExitCode, Failure> {
    let unusable = |_| Failure::Usage("--key is no public key: EdDSA:… or ES256:…, in base64url".into());
    let device_key = options.key.as_deref().map(PublicKey::parse).transpose().map_err(unusable)?;
    let organisation = options.organisation.as_deref().map(organisation).transpose()?;
    let trust = Trust { device_key, organisation, devices: Vec::new() };
    let mut all_valid = true;
    for file in &options.files {
        if options.files.len() > 1 && !options.json {
            say(&format!("== {}", file.display()));
        }
        let verdict = Checked::of(&read(file, MAX_PDF_BYTES)?, &Limits::of_own_server()).verdict(&trust);
        if options.json {
            say(&serde_json::to_string(&verdict).map_err(|error| Failure::Step(error.to_string()))?);
        } else {
            tell(&verdict);
        }
        all_valid &= verdict.valid;
    }
    Ok(if all_valid { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The organisation that `given` names: a key, or a file with its statement or key.
fn organisation(given: &str) -> Result<Organisation, Failure> {
    if let Ok(key) = PublicKey::parse(given) {
        return Ok(Organisation::Key(key));
    }
    let bytes = read(Path::new(given), MAX_STATEMENT_BYTES)?;
    let text = String::from_utf8(bytes).map_err(|_| Failure::Usage(format!("--organisation: {given} is no text")))?;
    Organisation::parse(&text).map_err(|error| Failure::Usage(format!("--organisation: {given}: {error}")))
}

/// What is in `file`; of an endless one, no more is read than shows that it is larger than `most`.
fn read(file: &Path, most: usize) -> Result<Vec<u8>, Failure> {
    let unreadable = |error: std::io::Error| Failure::Usage(format!("cannot read {}: {error}", file.display()));
    let opened = std::fs::File::open(file).map_err(unreadable)?;
    let mut bytes = Vec::new();
    opened.take(most as u64 + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    Ok(bytes)
}

fn tell(verdict: &Verdict) {
    let (code, detail) = (verdict.code.as_deref().unwrap_or_default(), verdict.detail.as_deref().unwrap_or_default());
    let word = if verdict.valid { "VALID" } else { "NOT VALID" };
    match (&verdict.export, verdict.pages) {
        _ if !verdict.valid => line(word, &format!("{detail}  [{code}]")),
        (Some(export), _) => line(word, &format!("every one of {} changes follows from those before it", export.changes)),
        (None, Some(PagesVerdict::Match)) => line(word, "the pages are what was signed, byte for byte"),
        (None, _) => {}
    }
    if let Some(export) = &verdict.export {
        line("export", &format!("{} {} as of {}", export.kind.word(), export.id, export.exported_at.to_rfc3339()));
        if verdict.valid && export.uncovered > 0 {
            let said = format!("{} of {} changes no signature covers: anybody can have added them", export.uncovered, export.changes);
            line("note", &said);
        }
    }
    for seal in &verdict.seals {
        let stands_alone = verdict.valid && verdict.file == FileKind::Record;
        tell_seal(seal, if stands_alone { word } else { "record" }, verdict.seals.len() > 1);
    }
    notes::limits(verdict);
}

/// One record; among several, which of them does not match.
fn tell_seal(seal: &SealVerdict, word: &str, several: bool) {
    match &seal.said {
        Some(said) => record::tell(said, word),
        None => line(word, &format!("SHA-256 {}", seal.sha256)),
    }
    if several && let (Some(code), Some(detail)) = (&seal.code, &seal.detail) {
        line("NOT VALID", &format!("{detail}  [{code}]"));
    }
    if let Some(later) = &seal.later {
        notes::later(later);
    }
    for note in &seal.notes {
        notes::note(note);
    }
}
