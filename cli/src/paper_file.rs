//! `fieldbook paper`: sealed records as a PDF, drawn on this machine.

use std::fs::{File, OpenOptions};
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use model::seal::verify::MAX_RECORD_BYTES;

use crate::outcome::{Failure, say};

/// Draw sealed records as PDF.
///
/// The first record and its amendments and other sign-offs, in the order given, each on pages of its own; the records themselves are
/// attached. `fieldbook verify` takes the PDF apart again.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Sealed records of one visit or repair, as downloaded from the handset or the board (seal-….json).
    #[arg(required = true, value_name = "SEAL")]
    records: Vec<PathBuf>,
    /// Where to write the PDF.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Replace the PDF if there is one.
    #[arg(long)]
    force: bool,
}

/// Draws the records; says where the PDF is.
pub(crate) fn run(options: &Options) -> Result<ExitCode, Failure> {
    let records = options.records.iter().map(|file| read(file)).collect::<Result<Vec<_>, _>>()?;
    let records: Vec<&[u8]> = records.iter().map(Vec::as_slice).collect();
    let pdf = paper::draw(&records).map_err(|error| Failure::Step(format!("{error}  [{}]", error.code())))?;
    write(&options.out, &pdf, options.force)?;
    say(&options.out.display().to_string());
    Ok(ExitCode::SUCCESS)
}

/// The record in `file`; of a file that is none, no more than shows it.
fn read(file: &Path) -> Result<Vec<u8>, Failure> {
    let unreadable = |error: std::io::Error| Failure::Usage(format!("cannot read {}: {error}", file.display()));
    let mut bytes = Vec::new();
    let opened = File::open(file).map_err(unreadable)?;
    opened.take(MAX_RECORD_BYTES as u64 + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    Ok(bytes)
}

fn write(out: &Path, pdf: &[u8], force: bool) -> Result<(), Failure> {
    let mut open = OpenOptions::new();
    open.write(true);
    if force {
        open.create(true).truncate(true)
    } else {
        open.create_new(true)
    };
    let mut file = open.open(out).map_err(|error| match error.kind() {
        std::io::ErrorKind::AlreadyExists => Failure::Usage(format!("{} is there already; --force replaces it", out.display())),
        _ => Failure::Usage(format!("cannot write {}: {error}", out.display())),
    })?;
    file.write_all(pdf).and_then(|()| file.sync_all()).map_err(|error| Failure::Step(format!("cannot write {}: {error}", out.display())))
}
