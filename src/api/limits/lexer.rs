//! The words and signs of a document, counted without understanding them: in one pass, by a loop, before a parser that reads
//! brackets by recursion sees it.

/// How many brackets may be open at once: fifteen levels, with arguments that hold thirty-two more, and some room.
pub(super) const DEEPEST: usize = 64;

/// How long a name or a number may be, in bytes: the library compares names that it does not know with all that it does.
pub(super) const LONGEST_WORD: usize = 200;

/// What was counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Read {
    /// Names, numbers, texts and signs.
    pub(super) tokens: usize,
    /// How many brackets were open at once.
    pub(super) depth: usize,
    /// How long the longest name or number is, in bytes.
    pub(super) word: usize,
}

/// Counts what is in a document, and ends where there is more than `most`.
pub(super) fn read(document: &str, most: usize) -> Read {
    let mut read = Read::default();
    let mut open = 0_usize;
    let mut rest = document.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        if read.tokens > most {
            break;
        }
        rest = match first {
            b' ' | b'\t' | b'\n' | b'\r' | b',' => after,
            // The mark of byte order.
            0xEF | 0xBB | 0xBF => after,
            b'#' => skip(after, |it| it == b'\n' || it == b'\r'),
            b'"' => {
                read.tokens += 1;
                text(after)
            }
            b'{' | b'[' | b'(' => {
                read.tokens += 1;
                open += 1;
                read.depth = read.depth.max(open);
                after
            }
            b'}' | b']' | b')' => {
                read.tokens += 1;
                open = open.saturating_sub(1);
                after
            }
            it if is_word(*it) => {
                read.tokens += 1;
                let ends = skip(after, |it| !is_word(it));
                read.word = read.word.max(rest.len() - ends.len());
                ends
            }
            _ => {
                read.tokens += 1;
                after.strip_prefix(b"..").unwrap_or(after)
            }
        };
    }
    read
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// What remains from the first byte that ends it.
fn skip(bytes: &[u8], ends: impl Fn(u8) -> bool) -> &[u8] {
    let at = bytes.iter().position(|it| ends(*it)).unwrap_or(bytes.len());
    bytes.get(at..).unwrap_or_default()
}

/// What remains after a text whose first sign of quotation was read.
fn text(bytes: &[u8]) -> &[u8] {
    match bytes.strip_prefix(b"\"\"") {
        Some(block) => block_text(block),
        None => line_text(bytes),
    }
}

fn line_text(mut bytes: &[u8]) -> &[u8] {
    while let Some((first, after)) = bytes.split_first() {
        bytes = match first {
            b'"' | b'\n' | b'\r' => return after,
            b'\\' => after.get(1..).unwrap_or_default(),
            _ => after,
        };
    }
    bytes
}

fn block_text(mut bytes: &[u8]) -> &[u8] {
    while let Some((first, after)) = bytes.split_first() {
        if let Some(rest) = bytes.strip_prefix(b"\"\"\"") {
            return rest;
        }
        bytes = match first {
            b'\\' => after.strip_prefix(b"\"\"\"").unwrap_or(after),
            _ => after,
        };
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_signs_are_counted() {
        let check = |document: &str, tokens: usize, depth: usize| {
            let found = read(document, 1_000);
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
        assert_eq!(read(&"a ".repeat(100_000), 2_000).tokens, 2_001);
        assert_eq!(read(&"[".repeat(100_000), 2_000).depth, 2_001);
        assert_eq!(read("{ acts { number title } }", 2_000).word, 6);
        assert_eq!(read(&format!("{{ {} }}", "x".repeat(5_000)), 2_000).word, 5_000);
    }
}
