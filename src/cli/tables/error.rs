//! A mistake in a file: where it stands and what is wrong. One line each when printed.

use thiserror::Error;

/// A mistake in a file.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{file}:{line}: {}{reason}", column.as_ref().map(|it| format!("{it}: ")).unwrap_or_default())]
pub struct RowError {
    /// The name of the file, as it was given.
    pub file: String,
    /// The line on which the row starts, counted from 1; the header's where the mistake is the file's.
    pub line: usize,
    /// The column, if it is one column's.
    pub column: Option<String>,
    /// What is wrong, and what to do.
    pub reason: String,
}

/// A cell as errors show it: quoted, on one line, cut where it is long.
pub(super) fn shown(cell: &str) -> String {
    const MOST: usize = 40;
    let start: String = cell.chars().take(MOST).collect();
    let rest = if start.len() < cell.len() { "…" } else { "" };
    format!("{start:?}{rest}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_print_on_one_line() {
        let check = |column: Option<&str>, expected: &str| {
            let error = RowError {
                file: "states.csv".to_owned(),
                line: 17,
                column: column.map(str::to_owned),
                reason: "is empty".to_owned(),
            };
            assert_eq!(error.to_string(), expected);
        };
        check(Some("capital"), "states.csv:17: capital: is empty");
        check(None, "states.csv:17: is empty");
    }

    #[test]
    fn cells_are_shown_short() {
        let check = |cell: &str, expected: &str| assert_eq!(shown(cell), expected);
        check("two\nlines", r#""two\nlines""#);
        check(&"é".repeat(40), &format!("\"{}\"", "é".repeat(40)));
        check(&"é".repeat(41), &format!("\"{}\"…", "é".repeat(40)));
    }
}
