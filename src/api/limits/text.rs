//! How much stands in the text of a document, counted before a parser sees it.

use crate::api::words::{Words, is_of_word};

/// How many brackets may be open at once: fifteen levels, with arguments that hold thirty-two more, and some room.
pub(super) const DEEPEST: usize = 64;

/// How long a name or a number may be, in bytes: the library compares names that it does not know with all that it does.
pub(super) const LONGEST_WORD: usize = 200;

/// What was counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Counted {
    /// Names, numbers, texts and signs.
    pub(super) tokens: usize,
    /// How many brackets were open at once.
    pub(super) depth: usize,
    /// How long the longest name or number is, in bytes.
    pub(super) word: usize,
}

/// Counts what is in a document, and ends where there is more than `most`.
pub(super) fn count(document: &str, most: usize) -> Counted {
    let mut counted = Counted::default();
    let mut open = 0_usize;
    for word in Words::of(document).take(most.saturating_add(1)) {
        counted.tokens += 1;
        match word {
            "{" | "[" | "(" => {
                open += 1;
                counted.depth = counted.depth.max(open);
            }
            "}" | "]" | ")" => open = open.saturating_sub(1),
            it if it.starts_with(is_of_word) => counted.word = counted.word.max(it.len()),
            _ => {}
        }
    }
    counted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_signs_are_counted() {
        let check = |document: &str, tokens: usize, depth: usize| {
            let found = count(document, 1_000);
            assert_eq!((found.tokens, found.depth), (tokens, depth), "{document:?}");
        };
        check("", 0, 0);
        check("{ acts { title } }", 6, 2);
        check("query Q($n: Int = 5) { act(number: $n) { ...F } }", 23, 2);
        check("{ a(t: \"{ [ ( # \\\" \") } # { { {", 8, 2);
        check("\"\"\" { \\\"\"\" [ \"\"\" { a }", 4, 1);
        check("\"\" a", 2, 0);
        check("\"open { [", 1, 0);
        check("a\u{FEFF}b, c", 3, 0);
        check("} } {", 3, 1);
        check("-1.5e3 @x | & ! =", 10, 0);
    }

    #[test]
    fn counting_ends_soon() {
        assert_eq!(count(&"a ".repeat(100_000), 2_000).tokens, 2_001);
        assert_eq!(count(&"[".repeat(100_000), 2_000).depth, 2_001);
        assert_eq!(count("{ acts { number title } }", 2_000).word, 6);
        assert_eq!(count(&format!("{{ {} }}", "x".repeat(5_000)), 2_000).word, 5_000);
    }
}
