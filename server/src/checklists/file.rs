//! A template as a TOML file.
//!
//! ```toml
//! key = "inspection-boiler"
//! name = { zh-CN = "锅炉保养", en = "Boiler maintenance" }
//! works = ["inspection"]          # repair, installation, inspection; left out: only when the desk names it
//! products = ["锅炉", "boiler"]   # left out: every product
//!
//! [[groups]]
//! stage = "work"                  # preparation, work or closing
//! required = true
//! checks = [
//!     { key = "boiler-gas", zh-CN = "燃气检漏", en = "Gas leak test" },
//! ]
//! ```
//!
//! A file that cannot be read as that answers with the first line that is wrong; of one that can, everything wrong is found at one go.

use std::collections::BTreeMap;
use std::ops::Range;

use model::documents::visit::records::{CheckStage, Localised, Work};
use model::reference::checklist::{ChecklistTemplate, MAX_ITEMS, TemplateItem, check_key, check_label};
use serde::Deserialize;
use toml::Spanned;

use crate::policies::FileProblem;

/// A template file that cannot be taken. Correct the lines and try again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChecklistFileError {
    /// The file's name.
    pub file: String,
    /// What is wrong, from the first line to the last.
    pub problems: Vec<FileProblem>,
}

impl std::fmt::Display for ChecklistFileError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (index, problem) in self.problems.iter().enumerate() {
            let separator = if index == 0 { "" } else { "\n" };
            write!(f, "{separator}{}:{}: {}", self.file, problem.line, problem.reason)?;
        }
        Ok(())
    }
}

impl std::error::Error for ChecklistFileError {}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    key: Spanned<String>,
    name: Spanned<Texts>,
    #[serde(default)]
    works: Vec<Work>,
    #[serde(default)]
    products: Vec<Spanned<String>>,
    groups: Vec<Group>,
}

/// Checks of one stage.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Group {
    stage: CheckStage,
    required: bool,
    checks: Vec<Spanned<Check>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Check {
    key: Spanned<String>,
    #[serde(rename = "zh-CN")]
    chinese: String,
    #[serde(rename = "en")]
    english: String,
}

/// A text in both languages.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Texts {
    #[serde(rename = "zh-CN")]
    chinese: String,
    #[serde(rename = "en")]
    english: String,
}

/// Reads `source` as a template; `file` is its name in messages.
///
/// # Errors
/// [`ChecklistFileError`] with every line that is wrong.
pub fn read_checklist(file: &str, source: &str) -> Result<ChecklistTemplate, ChecklistFileError> {
    let mut reading = Reading { source, problems: Vec::new() };
    let template = match toml::from_str::<File>(source) {
        Ok(written) => reading.template(written),
        Err(error) => {
            reading.problem(error.span().unwrap_or_default(), error.message().replace("unknown field", "unknown key"));
            None
        }
    };
    template.filter(|_| reading.problems.is_empty()).ok_or_else(|| {
        reading.problems.sort_by_key(|problem| problem.line);
        ChecklistFileError { file: file.to_owned(), problems: reading.problems }
    })
}

/// A file being read, with what is wrong so far.
struct Reading<'a> {
    source: &'a str,
    problems: Vec<FileProblem>,
}

impl Reading<'_> {
    fn problem(&mut self, at: Range<usize>, reason: impl Into<String>) {
        let line = self.line(at.start);
        self.problems.push(FileProblem { line, reason: reason.into() });
    }

    fn line(&self, at: usize) -> usize {
        1 + self.source.bytes().take(at).filter(|byte| *byte == b'\n').count()
    }

    fn template(&mut self, file: File) -> Option<ChecklistTemplate> {
        if let Err(why) = check_key(file.key.get_ref()) {
            self.problem(file.key.span(), format!("the template's key {why}"));
        }
        let name = self.texts(file.name.span(), file.name.get_ref().chinese.clone(), file.name.get_ref().english.clone());
        for word in &file.products {
            if word.get_ref().trim().is_empty() {
                self.problem(word.span(), "a product's word must not be empty: it would fit every product");
            }
        }
        let mut items = Vec::new();
        let mut seen: BTreeMap<String, usize> = BTreeMap::new();
        for group in file.groups {
            for check in group.checks {
                let (place, check) = (check.span(), check.into_inner());
                let (at, key) = (check.key.span(), check.key.into_inner());
                if let Err(why) = check_key(&key) {
                    self.problem(at.clone(), format!("the key of a check {why}"));
                }
                if let Some(first) = seen.insert(key.clone(), self.line(at.start)) {
                    self.problem(at, format!("the key `{key}` is on line {first} already"));
                }
                let label = self.texts(place.clone(), check.chinese, check.english);
                if items.len() == MAX_ITEMS {
                    self.problem(place, format!("a template holds at most {MAX_ITEMS} checks"));
                    return None;
                }
                let order = u32::try_from(items.len()).ok()?;
                items.push(TemplateItem { key, order, required: group.required, stage: group.stage, label });
            }
        }
        let products = file.products.into_iter().map(Spanned::into_inner).collect();
        Some(ChecklistTemplate { key: file.key.into_inner(), name, works: file.works, products, items })
    }

    fn texts(&mut self, at: Range<usize>, chinese: String, english: String) -> Localised {
        for (language, text) in [("zh-CN", &chinese), ("en", &english)] {
            if check_label(&Localised::from([(language.to_owned(), text.clone())])).is_err() {
                self.problem(at.clone(), format!("the {language} text needs 1 to 200 characters on one line"));
            }
        }
        Localised::from([("zh-CN".to_owned(), chinese), ("en".to_owned(), english)])
    }
}

#[cfg(test)]
mod tests {
    use super::read_checklist;

    const GOOD: &str = r#"key = "boiler"
name = { zh-CN = "锅炉", en = "Boiler" }
works = ["inspection"]
products = ["锅炉"]

[[groups]]
stage = "work"
required = true
checks = [
    { key = "gas", zh-CN = "燃气检漏", en = "Gas leak test" },
    { key = "flue", zh-CN = "烟道通畅", en = "Flue is clear" },
]
"#;

    #[test]
    fn a_template_is_read_in_the_order_of_the_file() {
        let template = read_checklist("boiler.toml", GOOD).unwrap_or_else(|error| unreachable!("{error}"));
        let keys: Vec<_> = template.items.iter().map(|item| (item.key.as_str(), item.order)).collect();
        assert_eq!(keys, [("gas", 0), ("flue", 1)]);
    }

    #[test]
    fn every_mistake_is_named_with_its_line() {
        let cases = [
            ("stage = \"work\"", "stage = \"later\"", "boiler.toml:7: unknown variant"),
            ("required = true", "requierd = true", "boiler.toml:8: unknown key"),
            ("products =", "product =", "boiler.toml:4: unknown key"),
            ("en = \"Flue", "eng = \"Flue", "boiler.toml:11: unknown key"),
            ("required = true", "required = 1", "boiler.toml:8: invalid type"),
            (", en = \"Gas leak test\"", "", "boiler.toml:10: missing field `en`"),
            ("[\"inspection\"]", "[\"inspection\"", "boiler.toml:4: missing comma"),
            ("\"flue\"", "\"gas\"", "boiler.toml:11: the key `gas` is on line 10 already"),
            ("\"flue\"", "\"Flue 1\"", "boiler.toml:11: the key of a check is 1 to 64"),
            ("\"燃气检漏\"", "\" \"", "boiler.toml:10: the zh-CN text needs"),
            ("[\"锅炉\"]", "[\"\"]", "boiler.toml:4: a product's word must not be empty"),
            ("key = \"boiler\"", "key = \"锅炉\"", "boiler.toml:1: the template's key is"),
        ];
        for (right, wrong, expected) in cases {
            let source = GOOD.replacen(right, wrong, 1);
            assert_ne!(source, GOOD, "{right}");
            let error = read_checklist("boiler.toml", &source).err().map(|error| error.to_string()).unwrap_or_default();
            assert!(error.starts_with(expected), "{expected}: {error}");
        }
    }

    #[test]
    fn all_that_is_wrong_is_found_at_one_go() {
        let source = GOOD.replace("\"flue\"", "\"gas\"").replace("\"燃气检漏\"", "\"\"").replace("key = \"boiler\"", "key = \"B\"");
        let error = read_checklist("boiler.toml", &source).err().map(|error| error.problems).unwrap_or_default();
        assert_eq!(error.iter().map(|problem| problem.line).collect::<Vec<_>>(), [1, 10, 11]);
    }
}
