//! `simulate`: plays seeds and counts broken promises. One process plays one seed after the other; with several cores it starts as many of
//! itself and deals the seeds out.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command line speaks")]

use std::io::{BufRead as _, BufReader};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::{Command, ExitCode, Stdio};

use fieldbook_simulation::bugs::Bug;
use fieldbook_simulation::findings::{Counts, Finding, Kind};
use fieldbook_simulation::run::{Outcome, Plan, run};
use fieldbook_simulation::template::Template;
use fieldbook_simulation::vfs;

const USAGE: &str = "simulate [--seeds N] [--steps N] [--first-seed K] [--bug NAME] [--jobs N] [--traces] [--aloud] [--bugs]
  --seeds N       how many seeds (100)
  --steps N       steps of each (200)
  --first-seed K  the first (1)
  --bug NAME      plants a bug and stops at the first seed that finds it
  --jobs N        processes (as many as cores)
  --traces        prints the digest of each seed's trace
  --aloud         prints every step
  --bugs          names the bugs that can be planted";

#[derive(Clone)]
struct Arguments {
    seeds: u64,
    steps: usize,
    first: u64,
    every: u64,
    bug: Option<Bug>,
    jobs: u64,
    traces: bool,
    aloud: bool,
    child: bool,
}

fn arguments() -> Result<Option<Arguments>, String> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from) as u64;
    let mut read =
        Arguments { seeds: 100, steps: 200, first: 1, every: 1, bug: None, jobs: cores, traces: false, aloud: false, child: false };
    let mut given = std::env::args().skip(1);
    while let Some(name) = given.next() {
        let mut number = || given.next().and_then(|text| text.parse::<u64>().ok()).ok_or(format!("{name} needs a number"));
        match name.as_str() {
            "--seeds" => read.seeds = number()?,
            "--steps" => read.steps = usize::try_from(number()?).map_err(|error| error.to_string())?,
            "--first-seed" => read.first = number()?,
            "--jobs" => read.jobs = number()?.max(1),
            "--every" => (read.every, read.child) = (number()?.max(1), true),
            "--bug" => {
                let word = given.next().unwrap_or_default();
                read.bug = Some(Bug::from_word(&word).ok_or(format!("there is no bug {word}"))?);
            }
            "--traces" => read.traces = true,
            "--aloud" => (read.aloud, read.jobs) = (true, 1),
            "--bugs" => {
                Bug::ALL.iter().for_each(|bug| println!("{}", bug.word()));
                return Ok(None);
            }
            "--help" | "-h" => {
                println!("{USAGE}");
                return Ok(None);
            }
            other => return Err(format!("unknown argument {other}\n{USAGE}")),
        }
    }
    Ok(Some(read))
}

fn main() -> ExitCode {
    let arguments = match arguments() {
        Ok(Some(arguments)) => arguments,
        Ok(None) => return ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("simulate: {error}");
            return ExitCode::from(2);
        }
    };
    let counts = if arguments.child || arguments.jobs.min(arguments.seeds) <= 1 { alone(&arguments) } else { dealt_out(&arguments) };
    match counts {
        Ok(counts) => {
            println!("{counts}");
            if counts.are_clean() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
        }
        Err(error) => {
            eprintln!("simulate: {error}");
            ExitCode::from(2)
        }
    }
}

/// Starts processes, each with every n-th seed, and adds up.
fn dealt_out(arguments: &Arguments) -> Result<Counts, String> {
    let jobs = arguments.jobs.min(arguments.seeds);
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    let mut children = Vec::new();
    for job in 0..jobs {
        let seeds = (arguments.seeds - job).div_ceil(jobs);
        let mut command = Command::new(&program);
        for (name, value) in
            [("--seeds", seeds), ("--steps", arguments.steps as u64), ("--first-seed", arguments.first + job), ("--every", jobs)]
        {
            command.arg(name).arg(value.to_string());
        }
        if let Some(bug) = arguments.bug {
            command.args(["--bug", bug.word()]);
        }
        if arguments.traces {
            command.arg("--traces");
        }
        children.push(command.stdout(Stdio::piped()).spawn().map_err(|error| error.to_string())?);
    }
    let mut sum = Counts::default();
    for mut child in children {
        let output = child.stdout.take().ok_or("a child without output")?;
        let mut last = String::new();
        for line in BufReader::new(output).lines() {
            let line = line.map_err(|error| error.to_string())?;
            if line.starts_with("trace ") {
                println!("{line}");
            }
            last = line;
        }
        child.wait().map_err(|error| error.to_string())?;
        let numbers: Vec<u64> = last.split(' ').filter_map(|word| word.parse().ok()).collect();
        let [seeds, lost, diverged, doubled, wedged] = numbers.as_slice() else { return Err(format!("a process ended with: {last}")) };
        sum.seeds += seeds;
        sum.lost += lost;
        sum.diverged += diverged;
        sum.doubled += doubled;
        sum.wedged += wedged;
    }
    Ok(sum)
}

fn alone(arguments: &Arguments) -> Result<Counts, String> {
    vfs::install();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(|error| error.to_string())?;
    let template = runtime.block_on(Template::set_up());
    let mut counts = Counts::default();
    for n in 0..arguments.seeds {
        let seed = arguments.first + n * arguments.every;
        let plan = Plan { seed, steps: arguments.steps, bug: arguments.bug, aloud: arguments.aloud };
        let outcome = catch_unwind(AssertUnwindSafe(|| runtime.block_on(run(&template, plan))));
        let outcome = match outcome {
            Ok(Ok(outcome)) => outcome,
            Ok(Err(error)) => return Err(format!("seed {seed}: {error}")),
            Err(_) => Outcome { findings: vec![Finding { kind: Kind::Wedged, what: "something panicked".into() }], trace: "panic".into() },
        };
        if arguments.traces {
            println!("trace {seed} {}", outcome.trace);
        }
        for finding in &outcome.findings {
            eprintln!("seed {seed}: {:?}: {}", finding.kind, finding.what);
        }
        counts.count(&outcome.findings);
        if !outcome.findings.is_empty() {
            if let Some(bug) = arguments.bug {
                eprintln!("bug {} found by seed {seed}", bug.word());
                return Ok(counts);
            }
            eprintln!("replay: tests/simulate --seeds 1 --steps {} --first-seed {seed} --aloud", arguments.steps);
        }
        if (n + 1) % 50 == 0 {
            eprintln!("{} of {} seeds", n + 1, arguments.seeds);
        }
    }
    Ok(counts)
}
