//! `fieldbook backup` and `fieldbook restore`: a checked copy of a server's database, and the way back.

use std::path::PathBuf;
use std::process::ExitCode;

use server::backup::{self, BackUp, BackupError, CheckedCopy};

use crate::outcome::{Failure, harmless, say};

/// Copy a server's database to a file and check the copy. The server may run meanwhile.
///
/// Keep `organisation-keys` too, apart from it.
#[derive(clap::Args)]
pub(crate) struct Backup {
    /// The server's folder.
    #[arg(long, env = "FIELDBOOK_SERVER_DATA")]
    data: PathBuf,
    /// The file to write; it must not be there yet.
    #[arg(long, value_name = "FILE")]
    to: PathBuf,
}

/// Put a copy in the place of a server's database. The server must not run; what was there is set aside.
///
/// The database begins a new history: every device offers again what the copy lacks.
#[derive(clap::Args)]
pub(crate) struct Restore {
    /// The server's folder.
    #[arg(long, env = "FIELDBOOK_SERVER_DATA")]
    data: PathBuf,
    /// The copy.
    #[arg(long, value_name = "FILE")]
    from: PathBuf,
}

/// Makes the copy.
pub(crate) fn back_up(options: &Backup) -> Result<ExitCode, Failure> {
    let BackUp { copy, not_told } = backup::back_up(&options.data, &options.to).map_err(failed)?;
    say(&format!("  copied and checked  {} ({} bytes)", options.to.display(), copy.bytes));
    tell(&copy);
    if let Some(error) = not_told {
        let place = options.data.display();
        say(&format!("  devices are not told that their work is in it: nothing can be written in {place} ({error})"));
    }
    Ok(ExitCode::SUCCESS)
}

/// Puts the copy in place.
pub(crate) fn restore(options: &Restore) -> Result<ExitCode, Failure> {
    let restored = backup::restore(&options.data, &options.from).map_err(failed)?;
    say(&format!("  restored   {} ({} bytes)", options.from.display(), restored.copy.bytes));
    if let Some(aside) = &restored.set_aside {
        say(&format!("  set aside  {}", aside.display()));
    }
    tell(&restored.copy);
    Ok(ExitCode::SUCCESS)
}

fn tell(copy: &CheckedCopy) {
    for (name, entries) in &copy.organisations {
        say(&format!("  {}: {entries} entries of the log", harmless(name)));
    }
}

fn failed(error: BackupError) -> Failure {
    match error {
        BackupError::Missing(_) | BackupError::Exists(_) | BackupError::InUse => Failure::Usage(error.to_string()),
        BackupError::Damaged(_) | BackupError::Io(_) | BackupError::Sqlite(_) => Failure::Step(error.to_string()),
    }
}
