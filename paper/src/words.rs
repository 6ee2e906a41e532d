//! The words on paper: labels, and what the codes of a voucher mean. They belong to the layout: another word is another layout.
//!
//! The files are Fluent, of its plainest kind: one line a message, `{ $name }` for what is filled in.

use std::collections::HashMap;
use std::sync::LazyLock;

use model::seal::voucher::Language;

static CHINESE: LazyLock<Words> = LazyLock::new(|| Words::read(include_str!("../words/zh-CN.ftl")));
static ENGLISH: LazyLock<Words> = LazyLock::new(|| Words::read(include_str!("../words/en.ftl")));

/// The words of one language.
pub(crate) struct Words(HashMap<&'static str, &'static str>);

impl Words {
    /// The words of `language`.
    pub(crate) fn of(language: Language) -> &'static Self {
        match language {
            Language::Chinese => &CHINESE,
            Language::English => &ENGLISH,
        }
    }

    fn read(file: &'static str) -> Self {
        let messages = file.lines().filter(|line| !line.starts_with('#'));
        Self(messages.filter_map(|line| line.split_once('=')).map(|(key, text)| (key.trim(), text.trim())).collect())
    }

    /// What is said for `key`, if anything is.
    pub(crate) fn find(&self, key: &str) -> Option<&'static str> {
        self.0.get(key).copied()
    }
}

/// `text` with each `{ $name }` replaced.
pub(crate) fn fill(text: &str, values: &[(&str, &str)]) -> String {
    values.iter().fold(text.to_owned(), |text, (name, value)| text.replace(&format!("{{ ${name} }}"), value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_languages_say_the_same_things_with_characters_of_the_font() {
        let keys = |words: &Words| {
            let mut keys: Vec<&str> = words.0.keys().copied().collect();
            keys.sort_unstable();
            keys
        };
        assert_eq!(keys(&CHINESE), keys(&ENGLISH));
        for text in CHINESE.0.values().chain(ENGLISH.0.values()) {
            assert_eq!(crate::missing_characters(text), [], "{text}");
        }
    }
}
