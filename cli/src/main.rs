//! The one binary `fieldbook`: thin over the crates.
//!
//! `serve` runs the server, `handset` the technician's app on this machine, `demo` both with a believable day, `verify` checks
//! a sealed record, its PDF or an exported visit, `paper` draws records as PDF, `policy` looks at an organisation's policy file, `audit`
//! checks a server's log, `backup` and `restore` copy its database and put it back, all without a server. `bench` measures server and devices with a workload. Settings come from flags, then
//! from environment variables, then from defaults; what is in
//! force is printed at the start, secrets left out. Results go to standard output, logs to standard error.
//!
//! Exit codes: 0 done; 1 the answer is no (a record that does not verify, a step that failed); 2 the call or its input is
//! unusable.

mod audit;
mod backup;
mod bench;
mod demo;
mod desk;
mod ending;
mod handset;
mod logging;
#[cfg(target_os = "linux")]
mod memory;
mod outcome;
mod paper_file;
mod policy;
mod serve;
mod verify;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use outcome::Failure;

/// Field service that works without a signal: the technician works and the customer signs offline, the desk sees it live.
#[derive(Parser)]
#[command(name = "fieldbook", version, about, max_term_width = 100)]
#[command(after_help = "Start here:  fieldbook demo\nEach command explains itself:  fieldbook serve --help")]
struct Cli {
    /// How logs are written to standard error.
    #[arg(long, global = true, value_enum, default_value_t = logging::Format::Text, env = "FIELDBOOK_LOG_FORMAT")]
    log_format: logging::Format,
    /// What is logged: error, warn, info, debug, trace, or by target as in `warn,server=debug`. Left out: requests and warnings
    /// with `serve`, warnings with the other commands.
    #[arg(long, global = true, env = "FIELDBOOK_LOG")]
    log: Option<String>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Serve(serve::Options),
    /// Run the technician's app on this machine, as a page in the browser.
    Handset(handset::Options),
    /// Try it all on this machine: server, two devices and a day of call-outs.
    Demo(demo::Options),
    Verify(verify::Options),
    Paper(paper_file::Options),
    /// Check a server's log: that nothing was removed, added or changed afterwards. Needs no server.
    Audit(audit::Options),
    Backup(backup::Backup),
    Restore(backup::Restore),
    /// Look at policies: what a file says and lacks, which presets there are. Needs no server.
    Policy(policy::Options),
    /// Measure server and devices on this machine with a workload of visits; prints figures as JSON lines.
    Bench(bench::Options),
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    match run(cli) {
        Ok(code) => code,
        Err(failure) => {
            outcome::complain(&failure);
            failure.exit_code()
        }
    }
}

fn run(cli: Cli) -> Result<ExitCode, Failure> {
    let usual = if matches!(cli.command, Command::Serve(_)) { "warn,server=info" } else { "warn" };
    logging::start(cli.log_format, cli.log.as_deref().unwrap_or(usual))?;
    match cli.command {
        Command::Verify(options) => return verify::run(&options),
        Command::Paper(options) => return paper_file::run(&options),
        Command::Policy(options) => return policy::run(&options),
        Command::Audit(options) => return audit::run(&options),
        Command::Backup(options) => return backup::back_up(&options),
        Command::Restore(options) => return backup::restore(&options),
        Command::Serve(_) | Command::Handset(_) | Command::Demo(_) | Command::Bench(_) => {}
    }
    // One crypto provider for every TLS connection of the process.
    let installed = rustls::crypto::ring::default_provider().install_default();
    installed.map_err(|_| Failure::Step("another crypto provider is installed already".into()))?;
    let runtime = tokio::runtime::Runtime::new().map_err(|error| Failure::Step(format!("cannot start the runtime: {error}")))?;
    runtime.block_on(async {
        match cli.command {
            Command::Serve(options) => serve::run(options).await,
            Command::Handset(options) => handset::run(options).await,
            Command::Demo(options) => demo::run(options).await,
            Command::Bench(options) => bench::run(options).await,
            Command::Verify(options) => verify::run(&options),
            Command::Paper(options) => paper_file::run(&options),
            Command::Policy(options) => policy::run(&options),
            Command::Audit(options) => audit::run(&options),
            Command::Backup(options) => backup::back_up(&options),
            Command::Restore(options) => backup::restore(&options),
        }
    })
}
