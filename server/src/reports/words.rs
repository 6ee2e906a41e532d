//! What reports say in files: the texts of the page, read from the same Fluent files, of which only the plainest lines are needed here.

use std::collections::HashMap;
use std::sync::LazyLock;

use http::{HeaderMap, header};

static CHINESE: LazyLock<Words> = LazyLock::new(|| Words::read("zh-CN", include_str!("../../../web/locales/zh-CN/reports.ftl")));
static ENGLISH: LazyLock<Words> = LazyLock::new(|| Words::read("en", include_str!("../../../web/locales/en/reports.ftl")));

static AFTERCARE_CHINESE: LazyLock<Words> =
    LazyLock::new(|| Words::read("zh-CN", include_str!("../../../web/locales/zh-CN/aftercare.ftl")));
static AFTERCARE_ENGLISH: LazyLock<Words> = LazyLock::new(|| Words::read("en", include_str!("../../../web/locales/en/aftercare.ftl")));

/// The words of one language.
pub(crate) struct Words {
    tag: &'static str,
    messages: HashMap<&'static str, &'static str>,
}

impl Words {
    /// The words of the language that `wanted` names, else of the one that suits what the browser accepts best, else Chinese.
    pub(crate) fn wanted(wanted: Option<&str>, headers: &HeaderMap) -> &'static Self {
        Self::of_two(wanted, headers, [&CHINESE, &ENGLISH])
    }

    /// As [`wanted`](Self::wanted), the words of aftercare.
    pub(crate) fn of_aftercare(wanted: Option<&str>, headers: &HeaderMap) -> &'static Self {
        Self::of_two(wanted, headers, [&AFTERCARE_CHINESE, &AFTERCARE_ENGLISH])
    }

    fn of_two(wanted: Option<&str>, headers: &HeaderMap, [chinese, english]: [&'static Self; 2]) -> &'static Self {
        let accepted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        let tags = wanted.map_or_else(|| by_weight(accepted.unwrap_or_default()), |wanted| vec![wanted]);
        let known = |tag: &&str| match tag.split('-').next().unwrap_or_default().to_ascii_lowercase().as_str() {
            "zh" => Some(chinese),
            "en" => Some(english),
            _ => None,
        };
        tags.iter().find_map(known).unwrap_or(chinese)
    }

    fn read(tag: &'static str, file: &'static str) -> Self {
        let lines = file.lines().filter(|line| !line.starts_with(['#', ' ']));
        Self { tag, messages: lines.filter_map(|line| line.split_once('=')).map(|(key, text)| (key.trim(), text.trim())).collect() }
    }

    /// The language, as BCP 47 tag.
    pub(crate) fn tag(&self) -> &'static str {
        self.tag
    }

    /// What is said for `kind` and `key`; the key itself if nothing is, so that it is noticed.
    pub(crate) fn say(&self, kind: &str, key: &str) -> String {
        self.messages
            .get(format!("reports-{kind}-{key}").replace('_', "-").as_str())
            .map_or_else(|| key.to_owned(), |text| (*text).to_owned())
    }

    /// The message of this id; the id itself if there is none, so that it is noticed.
    pub(crate) fn text(&self, id: &str) -> String {
        self.messages.get(id).map_or_else(|| id.to_owned(), |text| (*text).to_owned())
    }

    /// What a word below `column` means; the word itself where nobody knows, because codes may be newer than texts.
    pub(crate) fn word(&self, column: &str, code: &str) -> String {
        self.say(&format!("word-{column}"), code)
    }
}

/// The tags of a list of languages (RFC 9110 §12.5.4), the weightiest first.
fn by_weight(list: &str) -> Vec<&str> {
    let mut tags: Vec<(&str, f32)> = list
        .split(',')
        .map(|part| {
            let (tag, weight) = part.split_once(';').unwrap_or((part, ""));
            let weight = weight.trim().strip_prefix("q=").map_or(1.0, |weight| weight.parse().unwrap_or(0.0));
            (tag.trim(), weight)
        })
        .filter(|(_, weight)| *weight > 0.0)
        .collect();
    tags.sort_by(|(_, one), (_, other)| other.total_cmp(one));
    tags.into_iter().map(|(tag, _)| tag).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tag(wanted: Option<&str>, accepted: &'static str) -> &'static str {
        Words::wanted(wanted, &HeaderMap::from_iter([(header::ACCEPT_LANGUAGE, http::HeaderValue::from_static(accepted))])).tag()
    }

    #[test]
    fn the_language_is_the_one_asked_for_else_the_weightiest_that_is_known() {
        assert_eq!(tag(Some("en"), "zh-CN"), "en");
        assert_eq!(tag(None, "fr, en-GB;q=0.7, zh;q=0.3"), "en");
        assert_eq!(tag(None, "en;q=0.2, zh-TW;q=0.9"), "zh-CN");
        assert_eq!(tag(None, "en;q=0, fr"), "zh-CN");
        assert_eq!(tag(Some("xx"), "en"), "zh-CN");
    }

    #[test]
    fn both_languages_say_the_same_things_with_characters_of_the_font() {
        let keys = |words: &Words| {
            let mut keys: Vec<&str> = words.messages.keys().copied().collect();
            keys.sort_unstable();
            keys
        };
        assert_eq!(keys(&CHINESE), keys(&ENGLISH));
        for text in CHINESE.messages.values().chain(ENGLISH.messages.values()) {
            assert_eq!(paper::missing_characters(text), Vec::<char>::new(), "{text}");
        }
    }
}
