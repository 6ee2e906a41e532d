//! An organisation's file: presets per row, then values of its own, in TOML.
//!
//! ```toml
//! time_zone = 480                    # minutes east of UTC
//!
//! [presets]                          # one preset per row, mixed as one likes
//! response = "service-center"
//! collection = "gps"
//!
//! [office]
//! monday = ["08:30-17:30"]
//!
//! [collection]                       # a value of one's own replaces the preset's
//! small_fee_limit_fen = 20000
//! ```
//!
//! Everything wrong is found at one go, each with its line. A value is replaced as a whole: a list of one's own holds all of it.

use std::ops::Range;

use model::policy::{Impossible, Policy, ROWS};
use serde::Deserialize as _;
use serde_json::{Map, Value};
use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue, Deserializer};

use super::presets::Preset;

/// The table that picks presets.
const PRESETS: &str = "presets";
/// Keys beside the rows.
const GENERAL: &[&str] = &["time_zone", "repeat_repair_days", "office"];

/// An organisation's file that was read and can come into force.
#[derive(Debug, Clone)]
pub struct PolicyFile {
    /// The effective policy: presets with the organisation's own values on top.
    pub policy: Policy,
    /// The file as it was written.
    pub source: String,
}

/// A file that cannot come into force. Nothing was changed; correct the lines and try again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyFileError {
    /// The file's name.
    pub file: String,
    /// What is wrong, from the first line to the last.
    pub problems: Vec<FileProblem>,
}

/// One thing that is wrong in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileProblem {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong there, in a person's words.
    pub reason: String,
}

impl std::fmt::Display for PolicyFileError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (index, problem) in self.problems.iter().enumerate() {
            let separator = if index == 0 { "" } else { "\n" };
            write!(f, "{separator}{}:{}: {}", self.file, problem.line, problem.reason)?;
        }
        Ok(())
    }
}

impl std::error::Error for PolicyFileError {}

impl PolicyFile {
    /// Reads `source`; `file` is its name in messages.
    ///
    /// # Errors
    /// [`PolicyFileError`] with everything that is wrong: broken TOML, unknown keys and presets, values of the wrong type,
    /// impossible values.
    pub fn read(file: &str, source: &str) -> Result<Self, PolicyFileError> {
        let mut reading = Reading { source, problems: Vec::new() };
        let policy = reading.policy();
        match policy {
            Some(policy) if reading.problems.is_empty() => Ok(Self { policy, source: source.to_owned() }),
            _ => {
                reading.problems.sort_by(|one, other| (one.line, &one.reason).cmp(&(other.line, &other.reason)));
                Err(PolicyFileError { file: file.to_owned(), problems: reading.problems })
            }
        }
    }
}

/// A file being read, with what is wrong so far.
struct Reading<'a> {
    source: &'a str,
    problems: Vec<FileProblem>,
}

impl Reading<'_> {
    fn problem(&mut self, at: Range<usize>, reason: impl Into<String>) {
        let before = self.source.as_bytes().iter().take(at.start);
        let line = 1 + before.filter(|byte| **byte == b'\n').count();
        self.problems.push(FileProblem { line, reason: reason.into() });
    }

    /// The effective policy, if the file can be read so far that there is one.
    fn policy(&mut self) -> Option<Policy> {
        let (root, broken) = DeTable::parse_recoverable(self.source);
        for error in &broken {
            self.problem(error.span().unwrap_or_default(), error.message());
        }
        if !broken.is_empty() {
            return None;
        }
        let root = root.into_inner();
        let mut effective = Map::new();
        if let Some((_, presets)) = root.get_key_value(PRESETS) {
            self.take_presets(presets, &mut effective);
        }
        for (key, value) in &root {
            match key.get_ref().as_ref() {
                PRESETS => {}
                name if is_known(name) => self.take_own(key, value, &mut effective),
                name => self.problem(key.span(), format!("unknown key `{name}`: rows are {}; beside them {}", rows(), GENERAL.join(", "))),
            }
        }
        let policy = match Policy::deserialize(Value::Object(effective)) {
            Ok(policy) => policy,
            Err(error) => {
                if self.problems.is_empty() {
                    self.problem(0..0, error.to_string());
                }
                return None;
            }
        };
        for Impossible { key, reason } in policy.check() {
            self.problem(place_of(&root, &key), format!("impossible value of `{key}`: {reason}"));
        }
        Some(policy)
    }

    /// Puts the rows of the chosen presets into `effective`.
    fn take_presets(&mut self, presets: &Spanned<DeValue<'_>>, effective: &mut Map<String, Value>) {
        let Some(chosen) = presets.get_ref().as_table() else {
            return self.problem(presets.span(), "`presets` is a table: a row and the name of a preset on each line");
        };
        for (row, name) in chosen {
            let table = row.get_ref().as_ref();
            if !ROWS.iter().any(|known| known.table == table) {
                self.problem(row.span(), format!("unknown row `{table}`: rows are {}", rows()));
                continue;
            }
            let Some(name_text) = name.get_ref().as_str() else {
                self.problem(name.span(), format!("a preset is a name in quotes, not {}", name.get_ref().type_str()));
                continue;
            };
            match preset_row(name_text, table) {
                Ok(row) => {
                    effective.insert(table.to_owned(), row);
                }
                Err(reason) => self.problem(name.span(), reason),
            }
        }
    }

    /// Puts the organisation's own value of `key` into `effective`, on top of what a preset says.
    fn take_own(&mut self, key: &Spanned<DeString<'_>>, value: &Spanned<DeValue<'_>>, effective: &mut Map<String, Value>) {
        let name = key.get_ref().as_ref();
        let Some(table) = value.get_ref().as_table() else {
            if let Some(value) = self.try_value(single(key.clone(), value.clone())) {
                effective.insert(name.to_owned(), value.get(name).cloned().unwrap_or_default());
            }
            return;
        };
        let mut row = match effective.remove(name) {
            Some(Value::Object(row)) => row,
            _ => Map::new(),
        };
        for (part, value) in table {
            let inner = Spanned::new(value.span(), DeValue::Table(single(part.clone(), value.clone())));
            if let Some(tried) = self.try_value(single(key.clone(), inner)) {
                let part = part.get_ref().as_ref();
                let value = tried.get(name).and_then(|row| row.get(part)).cloned().unwrap_or_default();
                row.insert(part.to_owned(), value);
            }
        }
        effective.insert(name.to_owned(), Value::Object(row));
    }

    /// A policy with nothing but one value in it, as JSON: so each value answers for itself.
    fn try_value(&mut self, table: DeTable<'_>) -> Option<Value> {
        let whole = Spanned::new(0..self.source.len(), table);
        match Policy::deserialize(Deserializer::from(whole)) {
            Ok(policy) => {
                let value = serde_json::to_value(policy);
                value.map_err(|error| self.problem(0..0, error.to_string())).ok()
            }
            Err(error) => {
                self.problem(error.span().unwrap_or_default(), error.message().replace("unknown field", "unknown key"));
                None
            }
        }
    }
}

/// The row `table` of the preset called `name`, or what to write instead.
fn preset_row(name: &str, table: &str) -> Result<Value, String> {
    let with_row = || Preset::with_row(table).map(|names| names.join(", ")).map_err(|error| error.to_string());
    let Some(preset) = Preset::find(name).map_err(|error| error.to_string())? else {
        return Err(format!("unknown preset \"{name}\": for `{table}` there are {}", with_row()?));
    };
    let policy = serde_json::to_value(&preset.policy).map_err(|error| error.to_string())?;
    match policy.get(table) {
        Some(row) => Ok(row.clone()),
        None => Err(format!("the preset \"{name}\" says nothing about `{table}`: for it there are {}", with_row()?)),
    }
}

fn is_known(name: &str) -> bool {
    GENERAL.contains(&name) || ROWS.iter().any(|row| row.table == name)
}

fn rows() -> String {
    ROWS.iter().map(|row| row.table).collect::<Vec<_>>().join(", ")
}

fn single<'i>(key: Spanned<DeString<'i>>, value: Spanned<DeValue<'i>>) -> DeTable<'i> {
    let mut table = DeTable::new();
    table.insert(key, value);
    table
}

/// Where the value of `key` (`response.classes.0.name`) stands in the file: the value itself, else what holds it, else the preset it
/// came from.
fn place_of(root: &DeTable<'_>, key: &str) -> Range<usize> {
    let mut parts = key.split('.');
    let table = parts.next().unwrap_or_default();
    let Some(mut held) = root.get(table) else {
        let preset = root.get(PRESETS).and_then(|presets| presets.get_ref().as_table()?.get(table));
        return preset.map(Spanned::span).unwrap_or_default();
    };
    for part in parts {
        let inner = match held.get_ref() {
            DeValue::Table(table) => table.get(part),
            DeValue::Array(list) => part.parse::<usize>().ok().and_then(|index| list.get(index)),
            _ => None,
        };
        match inner {
            Some(inner) => held = inner,
            None => break,
        }
    }
    held.span()
}
