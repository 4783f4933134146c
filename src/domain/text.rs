//! What a text may hold. Every name and long text that enters, from a mutation or a file, goes through here.

use arcstr::ArcStr;
use unicode_normalization::{UnicodeNormalization, is_nfc};

/// The longest name, in characters.
pub const MAX_NAME: usize = 200;
/// The longest text, in characters.
pub const MAX_TEXT: usize = 10_000;

/// A one-line text: trimmed, NFC, without control characters, at most [`MAX_NAME`] characters; `None` where nothing is left.
pub fn name(text: &str) -> Result<Option<ArcStr>, String> {
    clean(text, MAX_NAME, |_| false, "a name holds no control characters, and no line breaks or tabs")
}

/// A long text: as [`name`], but line feeds and tabs may stay, CRLF becomes LF, and it holds at most [`MAX_TEXT`] characters.
pub fn text(text: &str) -> Result<Option<ArcStr>, String> {
    let keep = |c| c == '\n' || c == '\t';
    clean(&text.replace("\r\n", "\n"), MAX_TEXT, keep, "a text holds no control characters but line feeds and tabs")
}

fn clean(text: &str, most: usize, keep: impl Fn(char) -> bool, controls: &str) -> Result<Option<ArcStr>, String> {
    let trimmed = text.trim();
    if trimmed.chars().any(|c| c.is_control() && !keep(c)) {
        return Err(controls.to_owned());
    }
    let normal = if is_nfc(trimmed) { ArcStr::from(trimmed) } else { trimmed.nfc().collect::<String>().into() };
    let length = normal.chars().count();
    if length > most {
        return Err(format!("at most {most} characters; this has {length}"));
    }
    Ok(Some(normal).filter(|it| !it.is_empty()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_one_clean_line() {
        let check = |given: &str, expected: Option<Option<&str>>| {
            let found = name(given).ok();
            assert_eq!(found.as_ref().map(|it| it.as_deref()), expected, "{given:?}");
        };
        check("  Geneva ", Some(Some("Geneva")));
        check("Co\u{302}te d'Ivoire", Some(Some("Côte d'Ivoire")));
        check(" \t ", Some(None));
        check("two\nlines", None);
        check("a\u{7}b", None);
        check("a\u{85}b", None);
        check(&"é".repeat(200), Some(Some(&"é".repeat(200))));
        check(&"é".repeat(201), None);
    }

    #[test]
    fn texts_keep_their_lines() {
        let check = |given: &str, expected: Option<&str>| {
            assert_eq!(text(given).ok().flatten().as_deref(), expected, "{given:?}");
        };
        check("one\r\ntwo\tthree\n", Some("one\ntwo\tthree"));
        check("bare\rreturn", None);
        check("nul\0", None);
        check(&"x".repeat(10_001), None);
    }
}
