//! The words of a failure for the person at the device, in Chinese and English: what it means and what to do next.
//!
//! The words are in Fluent files: refusals and seals in `web/locales` (the pages show the same ones), everything else in
//! `ffi/locales`. Messages asked for here are one line without arguments, which a test holds them to; so no Fluent engine is needed.

use model::seal::voucher::Language;

use crate::failures::FieldError;

const CHINESE: [&str; 2] = [include_str!("../locales/zh-CN.ftl"), include_str!("../../web/locales/zh-CN/shared.ftl")];
const ENGLISH: [&str; 2] = [include_str!("../locales/en.ftl"), include_str!("../../web/locales/en/shared.ftl")];

/// What `failure` means for the person at the device and what to do next, in `language`: one or two sentences. `missing` and `field`
/// of a refusal say more, and the application shows them at their places.
#[uniffi::export]
#[must_use]
pub fn failure_text(failure: &FieldError, language: Language) -> String {
    let families = families(failure);
    let ids = families.iter().map(String::as_str);
    ids.filter_map(|id| message(language, id)).next().unwrap_or_default().to_owned()
}

/// Messages that fit the failure, the most exact first. The last one is there for every code.
fn families(failure: &FieldError) -> Vec<String> {
    let one = |id: &str| vec![format!("failure-{id}")];
    let exact = |families: &[&str], code: &str, general: &str| {
        families.iter().map(|family| format!("{family}-{code}")).chain([format!("failure-{general}")]).collect()
    };
    match failure {
        FieldError::Refused { code, .. } => exact(&["refusal", "seal", "failure"], code, "refused"),
        FieldError::Unprintable { .. } => one("unprintable"),
        FieldError::NotFound => one("not_found"),
        FieldError::NotEnrolled => one("not_enrolled"),
        FieldError::Offline => one("offline"),
        FieldError::TryAgain { after_ms: 0, .. } => one("unlock"),
        FieldError::TryAgain { .. } => one("try_again"),
        FieldError::SignInAgain { .. } => one("sign_in_again"),
        FieldError::Revoked { .. } => one("revoked"),
        FieldError::Upgrade { .. } => one("upgrade"),
        FieldError::ServerFault { .. } => one("server_fault"),
        FieldError::Storage { code, .. } => exact(&["failure"], code, "storage"),
        FieldError::SealInvalid { code, .. } => exact(&["seal"], code, "seal_invalid"),
        FieldError::Unusable { code, .. } => exact(&["failure", "seal"], code, "unusable"),
    }
}

/// The value of the message `id`.
fn message(language: Language, id: &str) -> Option<&'static str> {
    let files = match language {
        Language::Chinese => CHINESE,
        Language::English => ENGLISH,
    };
    files.iter().find_map(|file| file.lines().find_map(|line| line.strip_prefix(id)?.strip_prefix(" = ")))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    const LANGUAGES: [Language; 2] = [Language::Chinese, Language::English];

    /// Codes of `source` as its `code` function writes them.
    fn codes(source: &'static str) -> Vec<&'static str> {
        source.split("=> \"").skip(1).filter_map(|rest| rest.split('"').next()).collect()
    }

    fn refused(code: &str) -> FieldError {
        FieldError::Refused { code: code.to_owned(), detail: String::new(), field: None, missing: Vec::new() }
    }

    fn ids(file: &str) -> BTreeSet<&str> {
        let messages = file.lines().filter(|line| line.starts_with(|first: char| first.is_ascii_lowercase()));
        messages.filter_map(|line| line.split(" = ").next()).collect()
    }

    /// Whether the message is one line without arguments in the file that has it.
    fn is_plain(language: Language, id: &str) -> bool {
        let files = if language == Language::Chinese { CHINESE } else { ENGLISH };
        files.iter().any(|file| {
            let mut lines = file.lines().skip_while(|line| !line.starts_with(&format!("{id} = ")));
            let value = lines.next().unwrap_or_default();
            !value.is_empty() && !value.contains('{') && !lines.next().unwrap_or_default().starts_with(' ')
        })
    }

    #[test]
    fn every_refusal_and_every_flaw_of_a_seal_has_words_of_its_own_in_both_languages() {
        let refusals = codes(include_str!("../../model/src/rules/refusal.rs"));
        let flaws = codes(include_str!("../../model/src/seal/mod.rs"));
        assert!(refusals.len() > 70 && flaws.len() > 10, "{} refusals, {} flaws", refusals.len(), flaws.len());
        for language in LANGUAGES {
            let general = [message(language, "failure-refused").unwrap(), message(language, "failure-seal_invalid").unwrap()];
            for code in &refusals {
                let words = failure_text(&refused(code), language);
                assert!(!words.is_empty() && !general.contains(&words.as_str()), "{code}: {words}");
                assert!(is_plain(language, &format!("refusal-{code}")), "{code}");
            }
            for code in &flaws {
                let words = failure_text(&FieldError::SealInvalid { code: (*code).to_owned(), detail: String::new() }, language);
                assert!(!words.is_empty() && !general.contains(&words.as_str()), "{code}: {words}");
                assert!(is_plain(language, &format!("seal-{code}")), "{code}");
            }
        }
    }

    #[test]
    fn both_languages_have_the_same_messages_each_in_one_line() {
        assert_eq!(ids(CHINESE[0]), ids(ENGLISH[0]));
        for language in LANGUAGES {
            assert!(ids(ENGLISH[0]).into_iter().all(|id| is_plain(language, id)));
        }
    }

    #[test]
    fn every_kind_of_failure_has_words_also_with_a_code_nobody_knows() {
        let (code, detail) = ("of_a_later_version".to_owned(), String::new());
        let kinds = [
            refused(&code),
            FieldError::Unprintable { characters: Vec::new() },
            FieldError::NotFound,
            FieldError::NotEnrolled,
            FieldError::Offline,
            FieldError::TryAgain { after_ms: 0, detail: detail.clone() },
            FieldError::TryAgain { after_ms: 1, detail: detail.clone() },
            FieldError::SignInAgain { detail: detail.clone() },
            FieldError::Revoked { detail: detail.clone() },
            FieldError::Upgrade { detail: detail.clone() },
            FieldError::ServerFault { code: code.clone(), detail: detail.clone() },
            FieldError::Storage { code: code.clone(), detail: detail.clone() },
            FieldError::SealInvalid { code: code.clone(), detail: detail.clone() },
            FieldError::Unusable { code, detail },
        ];
        for language in LANGUAGES {
            let words: BTreeSet<String> = kinds.iter().map(|kind| failure_text(kind, language)).collect();
            assert_eq!(words.len(), kinds.len(), "{words:?}");
            assert!(words.iter().all(|words| !words.is_empty()));
        }
    }

    #[test]
    fn a_refusal_is_told_in_the_language_that_is_asked_for() {
        let early = refused("sign_before_finish");
        assert_eq!(failure_text(&early, Language::English), "The customer can sign only after the work is finished.");
        assert!(failure_text(&early, Language::Chinese).chars().any(|letter| letter > '\u{4e00}'));
        let disk = FieldError::Storage { code: "disk_full".to_owned(), detail: String::new() };
        assert!(failure_text(&disk, Language::English).contains("Free some space"));
    }
}
