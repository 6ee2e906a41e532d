//! The answers to the checks. An answer is an event, so that 140 points divided between two people merge without loss (O-12): the
//! latest answer of each check counts, all stay readable. In documents of 0.1 the answer stands in the item itself; it is
//! read as the oldest.

use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, Serialize};

use super::Visit;
use super::records::{CheckResult, ChecklistAnswer, EventKind};
use crate::id::PersonId;

/// A check that was answered more than once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CheckHistory {
    /// The item's key.
    pub item: String,
    /// Every answer, oldest first; the last one counts.
    pub answers: Vec<ChecklistAnswer>,
    /// Whether people came to different results.
    pub differ: bool,
}

impl Visit {
    /// Every answer to the check `item`, oldest first; the last one counts.
    #[must_use]
    pub fn answers(&self, item: &str) -> &[ChecklistAnswer] {
        self.answers.get(item).map(Vec::as_slice).unwrap_or_default()
    }

    /// Checks that were answered more than once, in the order of the checklist.
    #[must_use]
    pub fn check_histories(&self) -> Vec<CheckHistory> {
        let history = |item: &String| {
            let answers = self.answers(item);
            (answers.len() > 1).then(|| CheckHistory { item: item.clone(), answers: answers.to_vec(), differ: people_differ(answers) })
        };
        self.checklist.iter().filter_map(|item| history(&item.id)).collect()
    }

    /// Whether people came to different results on one check (O-12).
    #[must_use]
    pub fn checks_differ(&self) -> bool {
        self.answers.values().any(|answers| people_differ(answers))
    }

    /// Gathers the answers from items and events, and puts the one that counts into each item.
    pub(super) fn gather_answers(&mut self) {
        let mut answers: BTreeMap<String, Vec<ChecklistAnswer>> = BTreeMap::new();
        for item in &self.checklist {
            answers.entry(item.id.clone()).or_default().extend(item.record.answer.clone());
        }
        for event in self.facts() {
            if let EventKind::CheckAnswered { item, result, note } = &event.record.kind
                && let Some(known) = answers.get_mut(item)
            {
                let answer = ChecklistAnswer { result: *result, note: note.clone(), by: event.record.by, at: event.record.clock.wall_at };
                known.push(answer);
            }
        }
        for item in &mut self.checklist {
            item.record.answer = answers.get(&item.id).and_then(|known| known.last().cloned());
        }
        answers.retain(|_, known| !known.is_empty());
        self.answers = answers;
    }
}

/// Whether the last words of different people differ.
fn people_differ(answers: &[ChecklistAnswer]) -> bool {
    let last: HashMap<PersonId, CheckResult> = answers.iter().map(|answer| (answer.by, answer.result)).collect();
    let mut results = last.into_values();
    results.next().is_some_and(|first| results.any(|other| other != first))
}
