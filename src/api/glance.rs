//! Which operation of a document is asked for, as far as that can be seen without reading the document as a whole: answers
//! that are kept are given, and measured, without.

use super::words::{Words, is_of_word};

/// The kind and the name of the operation that is asked for: `query`, `mutation`, `subscription` or `unknown`, and what
/// names it, which may be nothing.
pub(super) fn operation<'d>(document: &'d str, wanted: Option<&'d str>) -> (&'static str, &'d str) {
    let (mut depth, mut is_fragment) = (0_usize, false);
    let mut words = Words::of(document).peekable();
    while let Some(word) = words.next() {
        match word {
            "{" if depth == 0 && is_fragment => is_fragment = false,
            "{" if depth == 0 && is_meant("", wanted) => return ("query", ""),
            // A directive's name may be any word.
            "@" => drop(words.next()),
            _ if depth == 0 => match begun(word) {
                Some((KIND_OF_FRAGMENT, name)) => {
                    // Its name, `on`, and a type.
                    is_fragment = words.nth(if name.is_empty() { 2 } else { 1 }).is_some();
                }
                Some((kind, glued)) => {
                    let name =
                        if glued.is_empty() { words.next_if(|it| it.starts_with(is_of_word)) } else { Some(glued) };
                    let name = name.unwrap_or_default();
                    if is_meant(name, wanted) {
                        return (kind, name);
                    }
                    // Its own braces are of no operation.
                    is_fragment = true;
                }
                None => {}
            },
            _ => {}
        }
        match word {
            "{" | "(" | "[" => depth += 1,
            "}" | ")" | "]" => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    ("unknown", wanted.unwrap_or_default())
}

const KIND_OF_FRAGMENT: &str = "fragment";

/// The kind of what begins with this word, and the rest of the word, which is the name: the parser wants no space between.
fn begun(word: &str) -> Option<(&'static str, &str)> {
    let kinds = ["query", "mutation", "subscription", KIND_OF_FRAGMENT];
    kinds.into_iter().find_map(|kind| Some((kind, word.strip_prefix(kind)?)))
}

fn is_meant(name: &str, wanted: Option<&str>) -> bool {
    wanted.is_none_or(|it| it == name)
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
        check("mutationX{signOut:__typename}", None, ("mutation", "X"));
        check("queryLeaders{leaders(act:4){totalCount}}", None, ("query", "Leaders"));
        check("fragmentF on Query { acts { id } } queryQ { ...F }", None, ("query", "Q"));
        check("query A @mutation { a } mutation B { b }", Some("B"), ("mutation", "B"));
        check("query A($x: [Int] = [1]) { a { b } } { c }", Some("A"), ("query", "A"));
        check("", None, ("unknown", ""));
        check("\u{e4} \" \\", None, ("unknown", ""));
    }
}
