//! Which operation of a document is asked for, as far as that can be seen without reading the document as a whole: answers
//! that are kept are given, and measured, without.

use super::words::{Words, is_of_word};

/// The kind and the name of the operation that is asked for: `query`, `mutation`, `subscription` or `unknown`, and what
/// names it, which may be nothing.
pub(super) fn operation<'d>(document: &'d str, wanted: Option<&'d str>) -> (&'static str, &'d str) {
    let (mut depth, mut is_fragment) = (0_usize, false);
    let mut words = Words::of(document).peekable();
    while let Some(word) = words.next() {
        let kind = match word {
            "{" if depth == 0 && is_fragment => {
                is_fragment = false;
                None
            }
            "{" if depth == 0 => Some("query"),
            "query" if depth == 0 => Some("query"),
            "mutation" if depth == 0 => Some("mutation"),
            "subscription" if depth == 0 => Some("subscription"),
            // A fragment's name may be any of these.
            "fragment" if depth == 0 => {
                is_fragment = words.nth(2).is_some();
                None
            }
            _ => None,
        };
        if let Some(kind) = kind {
            let name = words.peek().copied().filter(|it| word != "{" && it.starts_with(is_of_word));
            let found = (kind, name.unwrap_or_default());
            if name.is_some() {
                words.next();
            }
            match wanted {
                Some(wanted) if found.1 != wanted => {}
                _ => return found,
            }
        }
        match word {
            "{" | "(" | "[" => depth += 1,
            "}" | ")" | "]" => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    ("unknown", wanted.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_operation_is_known_without_reading_the_document() {
        let check = |document: &str, wanted: Option<&str>, expected: (&str, &str)| {
            assert_eq!(operation(document, wanted), expected, "{document}");
        };
        check("{ acts { number } }", None, ("query", ""));
        check("query Leaders($act: Int!) { leaders(act: $act) { totalCount } }", None, ("query", "Leaders"));
        check("query ($act: Int!) { act(number: $act) { title } }", None, ("query", ""));
        check("query @skip(if: false) { acts { number } }", None, ("query", ""));
        check("# query Other\nmutation Do { a }", None, ("mutation", "Do"));
        check("fragment query on Query { acts { number } } query Q { ...query }", None, ("query", "Q"));
        check("query A { a(x: \"} mutation B {\") } mutation B { b }", Some("B"), ("mutation", "B"));
        check("query A { a(x: \"\"\"} \\\"\"\" mutation B {\"\"\") } query B { b }", Some("B"), ("query", "B"));
        check("query A { mutation }", Some("B"), ("unknown", "B"));
        check("subscription S { changes { checkpoint } }", None, ("subscription", "S"));
        check("", None, ("unknown", ""));
        check("\u{e4} \" \\", None, ("unknown", ""));
    }
}
