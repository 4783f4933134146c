//! The words and signs of a document, one after the other, without understanding them: in one pass, by a loop, for those who
//! look at a document before a parser does, which reads brackets by recursion.

/// The names, numbers, texts and signs of a document, each as it stands there; what is between them, comments too, is passed
/// over.
#[derive(Clone)]
pub(super) struct Words<'d>(&'d str);

impl<'d> Words<'d> {
    /// Those of a document.
    pub(super) fn of(document: &'d str) -> Self {
        Self(document)
    }
}

impl<'d> Iterator for Words<'d> {
    type Item = &'d str;

    fn next(&mut self) -> Option<&'d str> {
        loop {
            // With the mark of byte order.
            let rest = self.0.trim_start_matches([' ', '\t', '\n', '\r', ',', '\u{feff}']);
            let first = rest.chars().next()?;
            let length = match first {
                '#' => rest.find(['\n', '\r']).unwrap_or(rest.len()),
                '"' => text(rest.as_bytes()),
                '.' if rest.starts_with("...") => 3,
                it if is_of_word(it) => rest.find(|it| !is_of_word(it)).unwrap_or(rest.len()),
                it => it.len_utf8(),
            };
            let (word, after) = rest.split_at_checked(length).unwrap_or((rest, ""));
            self.0 = after;
            if first != '#' {
                return Some(word);
            }
        }
    }
}

/// Whether it stands in names and numbers.
pub(super) fn is_of_word(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || letter == '_'
}

/// How long the text is that this begins with, in bytes, with its signs of quotation. Where one on several lines has no
/// end, the parser reads an empty one and goes on behind it: what follows would be hidden otherwise.
fn text(bytes: &[u8]) -> usize {
    let after = bytes.strip_prefix(b"\"\"\"").and_then(block_text);
    let after = after.unwrap_or_else(|| line_text(bytes.get(1..).unwrap_or_default()));
    bytes.len() - after.len()
}

/// What remains after a text on one line.
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

/// What remains after a text on several lines; none where it has no end.
fn block_text(mut bytes: &[u8]) -> Option<&[u8]> {
    while let Some((first, after)) = bytes.split_first() {
        if let Some(rest) = bytes.strip_prefix(b"\"\"\"") {
            return Some(rest);
        }
        bytes = match first {
            b'\\' => after.strip_prefix(b"\"\"\"").unwrap_or(after),
            _ => after,
        };
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_signs_come_one_after_the_other() {
        let check = |document: &str, expected: &[&str]| {
            assert_eq!(Words::of(document).collect::<Vec<_>>(), expected, "{document:?}");
        };
        check("", &[]);
        check("{ acts { title } }", &["{", "acts", "{", "title", "}", "}"]);
        check("query Q($n: Int = 5)", &["query", "Q", "(", "$", "n", ":", "Int", "=", "5", ")"]);
        check("{ a(t: \"{ [ ( # \\\" \") } # { { {", &["{", "a", "(", "t", ":", "\"{ [ ( # \\\" \"", ")", "}"]);
        check("# x\r\"\"\" { \\\"\"\" [ \"\"\" { a }", &["\"\"\" { \\\"\"\" [ \"\"\"", "{", "a", "}"]);
        check("\"\" a", &["\"\"", "a"]);
        check("[\"\"\" \"] { a }", &["[", "\"\"", "\" \"", "]", "{", "a", "}"]);
        check("\"\"\"", &["\"\"", "\""]);
        check("\"open { [", &["\"open { ["]);
        check("\"open\nnext", &["\"open\n", "next"]);
        check("\"\u{e4}\\\u{e4}\" b", &["\"\u{e4}\\\u{e4}\"", "b"]);
        check("\"\\", &["\"\\"]);
        check("a\u{feff}b, c", &["a", "b", "c"]);
        check("... ...F ..", &["...", "...", "F", ".", "."]);
        check("-1.5e3 @x", &["-", "1", ".", "5e3", "@", "x"]);
        check("\u{e4}\u{a0}", &["\u{e4}", "\u{a0}"]);
    }
}
