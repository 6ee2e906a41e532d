//! `fieldbook bench`: server and devices measured with a workload of visits. What runs is the product: the real server with its store on
//! disk over HTTP, real devices with a SQLite file each. docs/bench.md says how the workload is mapped, and what that costs.
//!
//! * [`play`]: the workload through both programs, figures as JSON lines.
//! * [`server_program`], [`device_program`]: the two programs, as a harness for several products drives them; [`lines`] is how they talk.
//! * [`herd`]: many devices at the same moment.
//! * [`workload`], [`deeds`], [`dispatcher`], [`neutral`], [`pen_path`]: the workload, its edits as a technician's actions and a
//!   dispatcher's, and the way back.
//! * [`usage`]: processor, memory and bytes, as the system counts them.

mod deeds;
mod device_program;
mod dispatcher;
mod herd;
mod lines;
mod neutral;
mod pen_path;
mod play;
mod server_program;
mod usage;
mod workload;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Subcommand;

use crate::outcome::Failure;

/// Who signs in at the desk of a bench's server.
const DESK_USER: &str = "bench";
/// Known to everybody: such a server listens on this machine alone and holds nothing but a workload.
const DESK_PASSWORD: &str = "bench-on-this-machine";

/// Measure server and devices on this machine with a workload of visits; prints figures as JSON lines.
///
/// Starts a server and a host of devices as processes of their own, replays the workload offline, lets every device sync at once, kills
/// the server with SIGKILL, counts what a new one finds, and goes on as docs/bench.md says. Figures of the system (CPU, memory, bytes
/// written) need Linux.
#[derive(clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct Options {
    /// The workload file.
    #[arg(long, value_name = "FILE", required = true)]
    workload: Option<PathBuf>,
    /// Folder for the databases; must not exist yet, and stays.
    #[arg(long, value_name = "FOLDER", required = true)]
    data: Option<PathBuf>,
    /// Leave out the dispatcher's edits, which devices hear of only at their next routine sync: up to a minute later.
    #[arg(long)]
    no_edits: bool,
    #[command(subcommand)]
    program: Option<Program>,
}

#[derive(Subcommand)]
enum Program {
    /// A server driven by JSON lines on standard input, for a harness.
    Server,
    /// A host of many devices driven by JSON lines on standard input, for a harness.
    Device(DeviceOptions),
    /// Let many devices come at the same moment, and measure the server.
    Herd(herd::Options),
}

#[derive(clap::Args)]
struct DeviceOptions {
    #[command(subcommand)]
    once: Option<Once>,
}

#[derive(Subcommand)]
enum Once {
    /// Open one device's folder and print one day's visits, then end.
    Coldstart {
        /// The device's folder.
        store: PathBuf,
        /// The day in UTC, as 2026-11-23.
        day: String,
    },
}

/// Measures, or answers a harness.
pub(crate) async fn run(options: Options) -> Result<ExitCode, Failure> {
    match options.program {
        Some(Program::Server) => server_program::run().await,
        Some(Program::Herd(options)) => herd::run(options).await,
        Some(Program::Device(DeviceOptions { once: None })) => device_program::run().await,
        Some(Program::Device(DeviceOptions { once: Some(Once::Coldstart { store, day }) })) => device_program::coldstart(&store, &day),
        None => {
            let missing = || Failure::Usage("give --workload FILE and --data FOLDER".into());
            play::play(&options.workload.ok_or_else(missing)?, &options.data.ok_or_else(missing)?, !options.no_edits)
        }
    }
}
