//! The pages' texts: both languages say the same things, and everything that a page asks for is there.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Message ids of a Fluent file with the arguments each uses, attributes as `id.attribute`.
fn messages(language: &str, page: &str) -> BTreeMap<String, BTreeSet<String>> {
    let text = fs::read_to_string(root().join("web/locales").join(language).join(format!("{page}.ftl"))).unwrap();
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut message = String::new();
    let mut current = String::new();
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let name = line.trim_start().split(" =").next().unwrap_or_default();
        let is_name = |name: &str| !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || "-_".contains(c));
        if line.contains(" =") && !line.starts_with(' ') && is_name(name) {
            message = name.to_owned();
            current.clone_from(&message);
            found.entry(current.clone()).or_default();
        } else if line.contains(" =") && line.trim_start().starts_with('.') && is_name(&name[1..]) {
            current = format!("{message}{name}");
            found.entry(current.clone()).or_default();
        }
        for argument in line.split('$').skip(1) {
            let end = argument.find(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '_').unwrap_or(argument.len());
            found.get_mut(&current).unwrap().insert(argument[..end].to_owned());
        }
    }
    found
}

fn files(folder: &str, endings: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| endings.iter().any(|wanted| ending == *wanted)) {
                found.push(path);
            }
        }
    }
    found
}

/// What comes in quotes after `mark`, for example after `t(`.
fn quoted_after<'a>(text: &'a str, mark: &str) -> Vec<&'a str> {
    text.split(mark).skip(1).filter_map(|rest| rest.strip_prefix('"')?.split('"').next()).collect()
}

/// Every page that has texts of its own.
const PAGES: [&str; 12] =
    ["board", "plan", "visit", "register", "stock", "old_parts", "reports", "contracts", "settings", "handset", "check", "api"];

/// The files whose texts a page loads: those of the desk say it in their module, beside what the desk says on all of them; that of the
/// interface has the roles' names.
fn loaded(page: &str) -> Vec<String> {
    let names: Vec<&str> = match page {
        "handset" | "check" => vec!["shared", page],
        "api" => vec!["shared", "settings", page],
        _ => vec!["shared", "desk"],
    };
    let module = fs::read_to_string(root().join(format!("server/static/{page}/page.js"))).unwrap_or_default();
    let texts = module.lines().find_map(|line| line.strip_prefix("export const texts = ["));
    let own = texts.into_iter().flat_map(|texts| texts.split('"').skip(1).step_by(2));
    names.into_iter().chain(own).map(str::to_owned).collect()
}

#[test]
fn chinese_and_english_have_the_same_messages_with_the_same_arguments() {
    for page in ["shared", "desk", "dispatch"].into_iter().chain(PAGES) {
        let (chinese, english) = (messages("zh-CN", page), messages("en", page));
        assert!(chinese.len() > 10, "{page} has only {} messages", chinese.len());
        let ids = |messages: &BTreeMap<String, BTreeSet<String>>| messages.keys().cloned().collect::<BTreeSet<_>>();
        assert_eq!(ids(&chinese), ids(&english), "{page}");
        for (id, arguments) in &chinese {
            assert_eq!(arguments, &english[id], "arguments of {id} in {page}");
        }
    }
}

#[test]
fn no_text_stands_twice_in_what_a_page_loads() {
    for language in ["zh-CN", "en"] {
        for page in PAGES {
            let mut seen = BTreeSet::new();
            for file in loaded(page) {
                let text = fs::read_to_string(root().join("web/locales").join(language).join(format!("{file}.ftl"))).unwrap();
                for line in text.lines().filter(|line| line.starts_with(|c: char| c.is_ascii_alphabetic())) {
                    let id = line.split(" =").next().unwrap().to_owned();
                    assert!(seen.insert(id), "{language} {file}: `{line}` stands there already");
                }
            }
        }
    }
}

#[test]
fn every_text_that_a_page_asks_for_by_name_is_there() {
    for (page, folder, least) in [
        ("board", "server/static/board", 40),
        ("stock", "server/static/stock", 120),
        ("old_parts", "server/static/old_parts", 60),
        ("contracts", "server/static/contracts", 60),
        ("plan", "server/static/plan", 20),
        ("visit", "server/static/visit", 60),
        ("register", "server/static/register", 30),
        ("reports", "server/static/reports", 15),
        ("settings", "server/static/settings", 30),
        ("handset", "handset/static", 40),
        ("check", "server/static/check", 25),
        ("api", "server/static/api", 25),
    ] {
        let known: BTreeSet<String> = loaded(page).into_iter().flat_map(|file| messages("en", &file).into_keys()).collect();
        let mut asked = 0;
        for file in files(folder, &["js", "html"]) {
            let text = fs::read_to_string(&file).unwrap();
            let names =
                quoted_after(&text, " t(").into_iter().chain(quoted_after(&text, "(t(")).chain(quoted_after(&text, "data-l10n-id="));
            for name in names {
                asked += 1;
                let attribute = format!("{name}.");
                assert!(known.contains(name) || known.iter().any(|id| id.starts_with(&attribute)), "{} asks for `{name}`", file.display());
            }
        }
        assert!(asked > least, "only {asked} texts were found in {folder}: the search no longer finds them");
    }
}

/// Names of the variants of an enum in `source`, as serde writes them.
fn variants(source: &str, name: &str) -> Vec<String> {
    let body = source.split(&format!("pub enum {name} {{")).nth(1).unwrap().split("\n}").next().unwrap();
    let variant = |line: &str| {
        line.strip_prefix("    ")
            .and_then(|line| line.strip_suffix(','))
            .filter(|line| line.chars().all(|c| c.is_ascii_alphanumeric()))
            .map(str::to_owned)
    };
    let snake = |name: String| {
        name.char_indices()
            .flat_map(|(at, c)| if c.is_uppercase() && at > 0 { vec!['_', c.to_ascii_lowercase()] } else { vec![c.to_ascii_lowercase()] })
            .collect()
    };
    body.lines().filter_map(variant).map(snake).collect()
}

#[test]
fn every_flag_and_state_has_words() {
    let mut known = messages("en", "shared");
    known.extend(messages("en", "board"));
    let read = |file: &str| fs::read_to_string(root().join("model/src").join(file)).unwrap();
    let flags = variants(&read("documents/visit/assessment.rs"), "Attention");
    let states = variants(&read("documents/visit/status.rs"), "WorkStatus");
    assert!(flags.len() >= 28 && states.len() == 9, "{flags:?} {states:?}");
    for id in flags
        .iter()
        .flat_map(|flag| [format!("attention-{flag}"), format!("advice-{flag}")])
        .chain(states.iter().map(|state| format!("state-{state}")))
    {
        assert!(known.contains_key(&id), "there are no words for `{id}`");
    }
}

#[test]
fn every_flag_and_stage_of_repairs_old_parts_and_complaints_has_words() {
    let known = messages("en", "shared");
    for (file, name, family) in [
        ("documents/repair/status.rs", "Stage", "repair-stage"),
        ("documents/repair/status.rs", "ReceiptState", "receipt"),
        ("documents/repair/assessment.rs", "RepairFlag", "repair-flag"),
        ("rules/old_part.rs", "Disposition", "disposition"),
        ("documents/old_part/status.rs", "Progress", "old_part-progress"),
        ("documents/old_part/status.rs", "NextStep", "old_part-next"),
        ("documents/old_part/assessment.rs", "OldPartFlag", "old_part-flag"),
        ("documents/complaint/status.rs", "ComplaintStage", "complaint-stage"),
        ("documents/complaint/assessment.rs", "ComplaintFlag", "complaint-flag"),
        ("rules/doubt.rs", "Doubt", "doubt"),
        ("policy/response.rs", "Exception", "exception"),
    ] {
        let source = fs::read_to_string(root().join("model/src").join(file)).unwrap();
        let words = variants(&source, name);
        assert!(words.len() >= 3, "{name}: {words:?}");
        for word in words {
            assert!(known.contains_key(&format!("{family}-{word}")), "there are no words for `{family}-{word}`");
        }
    }
}

#[test]
fn everything_a_verifier_can_find_has_words() {
    let known = messages("en", "shared");
    let source = fs::read_to_string(root().join("model/src/seal/mod.rs")).unwrap();
    let codes = quoted_after(&source, "=> ");
    assert!(codes.len() >= 12);
    for code in codes {
        assert!(known.contains_key(&format!("seal-{code}")), "there are no words for `{code}`");
    }
}

#[test]
fn every_refusal_that_a_technician_can_meet_has_words() {
    let mut known = messages("en", "shared");
    known.extend(messages("en", "handset"));
    let source = fs::read_to_string(root().join("model/src/rules/refusal.rs")).unwrap();
    let codes = quoted_after(&source, "=> ");
    assert!(codes.len() >= 20);
    for code in codes {
        assert!(
            ["refusal", "hs-problem", "seal", "error"].iter().any(|family| known.contains_key(&format!("{family}-{code}"))),
            "the handset has no words for `{code}`"
        );
    }
}
