//! Which of several names is meant by one that is none of them.

/// The name that is least unlike, where one is much like it.
pub(super) fn nearest<'n>(meant: &str, names: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    let found = names.map(|it| (distance(meant, it), it)).min()?;
    (found.0 <= 1 + meant.len() / 4).then_some(found.1)
}

/// How many letters have to be put in, left out or replaced.
fn distance(one: &str, other: &str) -> usize {
    let mut row: Vec<usize> = (0..=other.chars().count()).collect();
    for (at, letter) in one.chars().enumerate() {
        let mut before = at;
        let mut left = at + 1;
        for (cell, its) in row.iter_mut().skip(1).zip(other.chars()) {
            let replaced = before + usize::from(letter != its);
            before = *cell;
            left = replaced.min(before + 1).min(left + 1);
            *cell = left;
        }
        if let Some(first) = row.first_mut() {
            *first = at + 1;
        }
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_found() {
        let check = |meant: &str, expected: Option<&str>| {
            assert_eq!(nearest(meant, ["listen", "data", "tls-cert"].into_iter()), expected, "{meant}");
        };
        check("lisen", Some("listen"));
        check("tls_cert", Some("tls-cert"));
        check("date", Some("data"));
        check("colour", None);
        let check = |one: &str, other: &str, expected: usize| assert_eq!(distance(one, other), expected);
        check("", "abc", 3);
        check("kitten", "sitting", 3);
        check("abc", "abc", 0);
    }
}
