//! `fieldbook audit`: whether a server's log, and what it tells of, is what it was.

use std::fs::{File, OpenOptions};
use std::io::{BufRead as _, BufReader, BufWriter, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use model::id::OrganisationId;
use model::log::check::Extent;
use model::log::export::{ExportCheck, Header};
use model::log::{Finding, Signed, Wrong};
use model::seal::key::PublicKey;
use model::time::Timestamp;
use serde_json::{Value, json};
use server::audit::{AuditError, Audited};
use server::{Clock as _, SystemClock};

use crate::outcome::{Failure, harmless, say};

/// The longest line of an export that is read: the hashes of several hundred thousand changes.
const MAX_LINE_BYTES: u64 = 64 << 20;

/// Check a server's log.
#[derive(clap::Args)]
pub(crate) struct Options {
    #[command(subcommand)]
    what: What,
}

#[derive(clap::Subcommand)]
enum What {
    /// Write an organisation's log to a file, with a checkpoint as of now. The server may run meanwhile.
    Export {
        /// The server's folder.
        #[arg(long, env = "FIELDBOOK_SERVER_DATA")]
        data: PathBuf,
        /// The file to write; it must not be there yet.
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
        /// Whose log, if the server has several organisations.
        #[arg(long, value_name = "NAME")]
        organisation: Option<String>,
    },
    /// Check a log: an exported file, or a server's folder with everything that the log tells of. The server may run meanwhile.
    ///
    /// Exit code 0: nothing is wrong. 1: something is missing, added, moved or changed; each is named. 2: the log cannot be read, or a
    /// newer version is needed.
    Verify {
        /// An exported log.
        #[arg(value_name = "FILE", required_unless_present = "data", conflicts_with = "data")]
        file: Option<PathBuf>,
        /// The server's folder.
        #[arg(long)]
        data: Option<PathBuf>,
        /// Only this organisation's log.
        #[arg(long, value_name = "NAME", requires = "data")]
        organisation: Option<String>,
        /// The organisation's public key as you know it (EdDSA:…). Without it, the one in the file or folder is believed.
        #[arg(long, value_name = "KEY", allow_hyphen_values = true)]
        organisation_key: Option<String>,
        /// Checkpoints that were kept elsewhere, one to a line; receipts of devices are such too. May be given several times.
        #[arg(long, value_name = "FILE")]
        checkpoint: Vec<PathBuf>,
        /// Answer as one line of JSON.
        #[arg(long)]
        json: bool,
    },
}

/// Does what is asked.
pub(crate) fn run(options: &Options) -> Result<ExitCode, Failure> {
    match &options.what {
        What::Export { data, out, organisation } => export(data, out, organisation.as_deref()),
        What::Verify { file, data, organisation, organisation_key, checkpoint, json } => {
            let key = organisation_key.as_deref().map(key).transpose()?;
            let mut outside = Vec::new();
            for file in checkpoint {
                read_checkpoints(file, &mut outside)?;
            }
            let checked = match (file, data) {
                (Some(file), _) => vec![check_file(file, key.as_ref(), outside)?],
                (None, Some(data)) => {
                    let audited = server::audit::verify(data, organisation.as_deref(), key.as_ref(), &outside).map_err(unreadable)?;
                    audited.into_iter().map(Checked::from).collect()
                }
                (None, None) => return Err(Failure::Usage("name an exported FILE or a folder with --data".into())),
            };
            Ok(tell(&checked, key.is_some(), *json))
        }
    }
}

/// What the check of one log came to.
struct Checked {
    organisation: OrganisationId,
    name: String,
    extent: Extent,
    /// Rows compared with the log; an export has none.
    changes: Option<u64>,
    findings: Vec<Finding>,
}

impl From<Audited> for Checked {
    fn from(Audited { organisation, name, extent, changes, findings }: Audited) -> Self {
        Self { organisation, name, extent, changes: Some(changes), findings }
    }
}

fn unreadable(error: AuditError) -> Failure {
    Failure::Usage(error.to_string())
}

fn key(text: &str) -> Result<PublicKey, Failure> {
    PublicKey::parse(text).map_err(|_| Failure::Usage("--organisation-key is no public key: EdDSA:…, in base64url".into()))
}

fn export(data: &Path, out: &Path, organisation: Option<&str>) -> Result<ExitCode, Failure> {
    let failed = |error: std::io::Error| Failure::Usage(format!("cannot write {}: {error}", out.display()));
    let file = OpenOptions::new().write(true).create_new(true).open(out).map_err(failed)?;
    let mut writer = BufWriter::new(file);
    let exported = server::audit::export(data, organisation, SystemClock.now(), &mut writer).and_then(|exported| {
        writer.flush()?;
        writer.get_ref().sync_all()?;
        Ok(exported)
    });
    match exported {
        Ok(exported) => {
            say(&format!("{}: {} entries in {}", harmless(&exported.name), exported.entries, out.display()));
            Ok(ExitCode::SUCCESS)
        }
        Err(error) => {
            // Half an export would look like a log with its end cut off.
            let _ = std::fs::remove_file(out);
            Err(unreadable(error))
        }
    }
}

/// The lines of a file, each of a bounded length.
struct Lines {
    reader: BufReader<File>,
    name: String,
}

impl Lines {
    fn of(file: &Path) -> Result<Self, Failure> {
        let name = file.display().to_string();
        let opened = File::open(file).map_err(|error| Failure::Usage(format!("cannot read {name}: {error}")))?;
        Ok(Self { reader: BufReader::new(opened), name })
    }

    fn next(&mut self) -> Result<Option<String>, Failure> {
        let mut line = Vec::new();
        let read = self.reader.by_ref().take(MAX_LINE_BYTES).read_until(b'\n', &mut line);
        let read = read.map_err(|error| Failure::Usage(format!("cannot read {}: {error}", self.name)))?;
        if read == 0 {
            return Ok(None);
        }
        if line.last() == Some(&b'\n') {
            line.pop();
        } else if line.len() as u64 >= MAX_LINE_BYTES {
            return Err(Failure::Usage(format!("{} has a line that is too long for a log", self.name)));
        }
        Ok(Some(String::from_utf8_lossy(&line).into_owned()))
    }
}

fn read_checkpoints(file: &Path, outside: &mut Vec<Signed>) -> Result<(), Failure> {
    let mut lines = Lines::of(file)?;
    let mut number = 0_u64;
    while let Some(line) = lines.next()? {
        number += 1;
        if line.trim().is_empty() {
            continue;
        }
        let source = format!("{} line {number}", lines.name);
        let tokens = tokens_in(line.trim());
        if tokens.is_empty() {
            let kinds = "a compact JWS, the answer of /v1/desk/checkpoint, the last line of an exported log, or a telephone's receipts";
            return Err(Failure::Usage(format!("{source} is no checkpoint: give {kinds}")));
        }
        outside.extend(tokens.into_iter().map(|token| Signed { token, source: source.clone(), outside: true }));
    }
    Ok(())
}

/// The checkpoints and receipts in `line`: one by itself, or as the desk's route, an exported log or a telephone has them.
fn tokens_in(line: &str) -> Vec<String> {
    let is_token =
        |text: &str| text.split('.').count() == 3 && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte));
    if is_token(line) {
        return vec![line.to_owned()];
    }
    let named = |json: &Value| {
        let token = json.get("checkpoint").or_else(|| json.get("statement"))?.as_str()?;
        is_token(token).then(|| token.to_owned())
    };
    match serde_json::from_str(line) {
        Ok(Value::Array(receipts)) => receipts.iter().filter_map(named).collect(),
        Ok(json) => named(&json).into_iter().collect(),
        Err(_) => Vec::new(),
    }
}

fn check_file(file: &Path, key: Option<&PublicKey>, outside: Vec<Signed>) -> Result<Checked, Failure> {
    let mut lines = Lines::of(file)?;
    let first = lines.next()?.ok_or_else(|| Failure::Usage(format!("{} is empty", file.display())))?;
    let mut check =
        ExportCheck::begin(&first, key).map_err(|error| Failure::Usage(format!("{} is no exported log: {error}", file.display())))?;
    let mut number = 1_u64;
    while let Some(line) = lines.next()? {
        number += 1;
        check.line(number, &line);
    }
    let Header { organisation, name, .. } = check.header().clone();
    let (extent, findings) = check.finish(outside);
    Ok(Checked { organisation, name, extent, changes: None, findings })
}

/// Says what came of it.
fn tell(checked: &[Checked], known_key: bool, as_json: bool) -> ExitCode {
    let findings = || checked.iter().flat_map(|checked| &checked.findings);
    let valid = findings().next().is_none();
    if as_json {
        let organisations: Vec<Value> = checked.iter().map(as_value).collect();
        say(&json!({ "valid": valid, "organisations": organisations }).to_string());
    } else {
        checked.iter().for_each(tell_one);
        if !known_key {
            say("note       the organisation's key is believed as it is kept there; to be sure, give --organisation-key");
        }
        if checked.iter().any(|checked| checked.extent.agreeing_outside == 0) {
            say("note       without a checkpoint from elsewhere (--checkpoint), a log that was written anew by somebody who has");
            say("           the organisation's key, or whose end was cut off, cannot be told from an honest one");
        }
    }
    let newer = findings().all(|finding| matches!(finding.wrong, Wrong::UnknownFact(_)));
    match (valid, newer) {
        (true, _) => ExitCode::SUCCESS,
        (false, true) => ExitCode::from(2),
        (false, false) => ExitCode::FAILURE,
    }
}

fn tell_one(checked: &Checked) {
    let Checked { name, extent, changes, findings, .. } = checked;
    let word = if findings.is_empty() { "UNCHANGED" } else { "CHANGED" };
    let found = match findings.len() {
        0 => "nothing is wrong".to_owned(),
        1 => "1 finding".to_owned(),
        many => format!("{many} findings"),
    };
    say(&format!("{word:<10} {}: {found}", harmless(name)));
    let span = match (extent.first_at, extent.last_at) {
        (Some(first), Some(last)) => format!(", {} to {}", first.to_rfc3339(), last.to_rfc3339()),
        _ => String::new(),
    };
    say(&format!("{:<10} {} entries{span}", "log", extent.entries));
    if let Some(changes) = changes {
        say(&format!("{:<10} {changes} changes compared with it", "rows"));
    }
    say(&format!("{:<10} {} agree, {} of them from elsewhere", "checkpoint", extent.agreeing, extent.agreeing_outside));
    for finding in findings {
        say(&harmless(&format!("{:<10} {}{}  [{}]", "found", place(finding), finding.wrong, finding.wrong.code())));
    }
}

/// Where it is, as far as it is known, ready to stand before what it is.
fn place(finding: &Finding) -> String {
    let place = &finding.place;
    let parts = [
        place.position.map(|position| format!("entry {position}")),
        place.at.map(Timestamp::to_rfc3339),
        place.document.map(|document| format!("document {document}")),
        place.row.clone().filter(|row| !row.starts_with("document ")),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    if parts.is_empty() { String::new() } else { format!("{}: ", parts.join(", ")) }
}

fn as_value(checked: &Checked) -> Value {
    let Checked { organisation, name, extent, changes, findings } = checked;
    let findings: Vec<Value> = findings
        .iter()
        .map(|Finding { place, wrong }| json!({ "code": wrong.code(), "detail": wrong.to_string(), "place": place }))
        .collect();
    json!({
        "organisation": organisation, "name": name, "entries": extent.entries, "last": extent.last, "first_at": extent.first_at,
        "last_at": extent.last_at, "checkpoints": extent.agreeing, "checkpoints_from_elsewhere": extent.agreeing_outside,
        "changes": changes, "findings": findings,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_checkpoint_is_taken_as_it_was_handed_out() {
        let desk = r#"{"size":20,"at":1,"checkpoint":"a.b-_.c"}"#;
        let phone = r#"[{"at":1,"statement":"d.e.f","lines":[]},{"at":2,"statement":"g.h.i","lines":[]}]"#;
        assert_eq!([tokens_in("a.b-_.c"), tokens_in(desk)], [["a.b-_.c"], ["a.b-_.c"]]);
        assert_eq!(tokens_in(phone), ["d.e.f", "g.h.i"]);
        for other in ["# Fieldbook", "{}", "[]", r#"{"checkpoint":"no token"}"#, "a.b.c.d"] {
            assert!(tokens_in(other).is_empty(), "{other}");
        }
    }
}
