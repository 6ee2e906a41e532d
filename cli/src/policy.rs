//! `fieldbook policy`: what an organisation's policy file says and lacks, and which presets there are.

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use model::policy::{Policy, ROWS};
use server::policies::{PolicyFile, Preset};

use crate::outcome::{Failure, say};

/// A policy file is written by hand; what is longer is something else.
const MAX_FILE_BYTES: u64 = 1 << 20;

/// Look at policies.
#[derive(clap::Args)]
pub(crate) struct Options {
    #[command(subcommand)]
    what: What,
}

#[derive(clap::Subcommand)]
enum What {
    /// Check a policy file and say what is still to be set.
    ///
    /// Exit code 0: the file can come into force. 1: it cannot; each line that is wrong is named. 2: it cannot be read.
    Check {
        /// The organisation's policy file.
        file: PathBuf,
        /// Answer with the effective policy as JSON.
        #[arg(long)]
        json: bool,
    },
    /// List the presets and their rows, or show one.
    Presets {
        /// Show this preset's file, to copy from.
        name: Option<String>,
    },
}

/// Answers the question.
pub(crate) fn run(options: &Options) -> Result<ExitCode, Failure> {
    match &options.what {
        What::Check { file, json } => check(file, *json),
        What::Presets { name: Some(name) } => show(name),
        What::Presets { name: None } => list(),
    }
}

/// Reads a policy file that is to come into force.
pub(crate) fn read(file: &Path) -> Result<PolicyFile, Failure> {
    let source = read_text(file)?;
    PolicyFile::read(&file.display().to_string(), &source)
        .map_err(|error| Failure::Usage(format!("the policy cannot come into force:\n{error}")))
}

fn read_text(file: &Path) -> Result<String, Failure> {
    let unreadable = |error: std::io::Error| Failure::Usage(format!("cannot read {}: {error}", file.display()));
    let mut text = String::new();
    let opened = std::fs::File::open(file).map_err(unreadable)?;
    opened.take(MAX_FILE_BYTES + 1).read_to_string(&mut text).map_err(unreadable)?;
    if text.len() as u64 > MAX_FILE_BYTES {
        return Err(Failure::Usage(format!("{} is larger than a policy file can be: {MAX_FILE_BYTES} bytes", file.display())));
    }
    Ok(text)
}

fn check(file: &Path, json: bool) -> Result<ExitCode, Failure> {
    let source = read_text(file)?;
    match PolicyFile::read(&file.display().to_string(), &source) {
        Ok(read) if json => {
            let text = serde_json::to_string(&read.policy).map_err(|error| Failure::Step(format!("writing JSON: {error}")))?;
            say(&text);
            Ok(ExitCode::SUCCESS)
        }
        Ok(read) => {
            tell(file, &read.policy);
            Ok(ExitCode::SUCCESS)
        }
        Err(error) => {
            say(&error.to_string());
            Ok(ExitCode::FAILURE)
        }
    }
}

fn tell(file: &Path, policy: &Policy) {
    let open = policy.unset();
    say(&format!("{}: can come into force", file.display()));
    if open.is_empty() {
        return say("nothing is left to set");
    }
    say(&format!("{} values are still to be set; until then their rules do not apply:", open.len()));
    for value in open {
        say(&format!("  {}  {}  {}", value.policy, value.key, value.why));
    }
}

fn show(name: &str) -> Result<ExitCode, Failure> {
    match Preset::find(name).map_err(|error| Failure::Step(error.to_string()))? {
        Some(preset) => {
            say(preset.text.trim_end());
            Ok(ExitCode::SUCCESS)
        }
        None => Err(Failure::Usage(format!("there is no preset called {name}; `fieldbook policy presets` lists them"))),
    }
}

fn list() -> Result<ExitCode, Failure> {
    let presets = Preset::all().map_err(|error| Failure::Step(error.to_string()))?;
    say("presets, with what they are and the rows they have:");
    for preset in &presets {
        let rows: Vec<_> = preset.rows().map(|row| row.table).collect();
        say(&format!("  {:<20} {}", preset.name, preset.title()));
        say(&format!("  {:<20} {}", "", rows.join(", ")));
    }
    say("rows:");
    for row in ROWS {
        say(&format!("  {}  {}", row.policy, row.table));
    }
    Ok(ExitCode::SUCCESS)
}
