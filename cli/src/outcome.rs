//! How a command ends, and the only place that writes to the terminal.

use std::io::Write as _;
use std::process::ExitCode;

use model::rules::is_blank;

/// Why a command could not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// The call or a file it names is unusable; the message says what to change.
    #[error("{0}")]
    Usage(String),
    /// A step failed; the message says which and what to do.
    #[error("{0}")]
    Step(String),
}

impl Failure {
    /// 2 for unusable input, 1 for a failed step.
    pub(crate) fn exit_code(&self) -> ExitCode {
        match self {
            Self::Usage(_) => ExitCode::from(2),
            Self::Step(_) => ExitCode::FAILURE,
        }
    }

    /// A failed step with what was being done.
    pub(crate) fn step(doing: &'static str) -> impl Fn(&dyn std::error::Error) -> Self {
        move |error| Self::Step(format!("{doing}: {}", with_causes(error)))
    }
}

/// The error and what it came from, in one line.
pub(crate) fn with_causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        let cause_text = cause.to_string();
        if !text.contains(&cause_text) {
            text.push_str(": ");
            text.push_str(&cause_text);
        }
        source = cause.source();
    }
    text
}

/// Writes one line of results. A closed pipe is the reader's choice, not an error.
pub(crate) fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    let _ = writeln!(out, "{line}").and_then(|()| out.flush());
}

/// `text` of somebody else, so that it neither steers the terminal nor changes how what stands beside it reads: control characters, marks
/// of direction and what is not drawn are replaced.
pub(crate) fn harmless(text: &str) -> String {
    let leaves_no_mark = |c: char| !c.is_whitespace() && is_blank(c.encode_utf8(&mut [0; 4]));
    let steers = |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') || leaves_no_mark(c);
    text.chars().map(|c| if steers(c) { '\u{fffd}' } else { c }).collect()
}

/// Writes why the command failed.
pub(crate) fn complain(failure: &Failure) {
    let text: Vec<String> = failure.to_string().lines().map(harmless).collect();
    let _ = writeln!(std::io::stderr().lock(), "fieldbook: {}", text.join("\n"));
}
