//! Initials of Chinese names in pinyin: 搓纸轮 is `czl`, GPS终端 is `gpszd`. Worked out here once, so that no device needs the table.
//! A character with several readings gets its usual one.

use pinyin::ToPinyin as _;

/// The initials of `name` in small letters. Latin letters and digits stand for themselves; everything else is left out.
pub(super) fn initials(name: &str) -> String {
    name.chars().filter_map(initial).collect()
}

fn initial(c: char) -> Option<char> {
    if c.is_ascii_alphanumeric() {
        return Some(c.to_ascii_lowercase());
    }
    c.to_pinyin().and_then(|reading| reading.first_letter().chars().next())
}

#[cfg(test)]
mod tests {
    use super::initials;

    #[test]
    fn initials_are_what_people_type() {
        for (name, expected) in [("搓纸轮", "czl"), ("GPS终端", "gpszd"), ("压缩机 (R-134a)", "ysjr134a"), ("Roller", "roller"), ("", "")]
        {
            assert_eq!(initials(name), expected, "{name}");
        }
    }
}
