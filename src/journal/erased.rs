//! The erasure list: the keys of persons who were forgotten, and of texts that were redacted. It outlives the keys, so that no copy of them that was
//! made before brings anyone back. It holds random ids alone, nothing that says whose they were.
//!
//! ```text
//! demarche erasure list 1
//! KEY-ID CHECKSUM
//! end COUNT CHECKSUM
//! ```
//!
//! CHECKSUM is the CRC32C of what stands before the space in front of it, in hexadecimal. The last line tells a copy
//! that lost some of its end. The file is always replaced as a whole; where there is none, nobody was forgotten.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::{ErrorKind, Write as _};
use std::path::Path;

use super::JournalError;
use super::error::Fault;
use super::seal::KeyId;
use super::whole::WholeFile;

/// The name of the file in a data directory.
pub(super) const FILE: &str = "persons.erased";

/// How every version of the list begins.
pub(super) const MAGIC: &str = "demarche erasure list ";

const VERSION: &str = "1";

/// The ids of keys that were destroyed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Erased(BTreeSet<KeyId>);

impl Erased {
    /// The list in a data directory.
    pub(super) fn open(dir: &Path) -> Result<Self, JournalError> {
        let path = dir.join(FILE);
        match std::fs::read(&path) {
            Ok(bytes) => Self::parse(&bytes).map_err(|it| it.of(&path)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(JournalError::io("read", &path)(error)),
        }
    }

    /// Puts the list into a data directory, durably. None is made for nobody.
    pub(super) fn save(&self, dir: &Path) -> Result<(), JournalError> {
        let path = dir.join(FILE);
        if self.0.is_empty() && !path.exists() {
            return Ok(());
        }
        let mut file = WholeFile::replacing(&path)?;
        file.write_all(self.to_text().as_bytes()).map_err(JournalError::io("write", &path))?;
        file.replace().map(drop)
    }

    /// Whether this key was destroyed.
    pub(super) fn holds(&self, id: KeyId) -> bool {
        self.0.contains(&id)
    }

    /// The ids.
    pub(super) fn iter(&self) -> impl Iterator<Item = KeyId> {
        self.0.iter().copied()
    }

    /// How many there are.
    pub(super) fn len(&self) -> u64 {
        self.0.len() as u64
    }

    /// The written form.
    pub(super) fn to_text(&self) -> String {
        let mut text = format!("{MAGIC}{VERSION}\n");
        let bodies = self.0.iter().map(ToString::to_string).chain([format!("end {}", self.0.len())]);
        for body in bodies {
            // Writing to a String does not fail.
            let _ = writeln!(text, "{body} {:08x}", crc32c::crc32c(body.as_bytes()));
        }
        text
    }

    /// Reads the written form.
    pub(super) fn parse(bytes: &[u8]) -> Result<Self, Fault> {
        let damaged = |line: usize, what: &str| Fault::Damaged(format!("line {line} of the erasure list {what}"));
        let text = std::str::from_utf8(bytes).map_err(|_| damaged(1, "cannot be read"))?;
        let mut lines = text.split_inclusive('\n');
        match lines.next().and_then(|it| it.strip_suffix('\n')?.strip_prefix(MAGIC)) {
            Some(VERSION) => {}
            Some(later) if later.bytes().all(|it| it.is_ascii_digit()) => {
                return Err(Fault::Newer(format!("version {later} of an erasure list")));
            }
            _ => return Err(damaged(1, "is not its first")),
        }
        let mut ids = BTreeSet::new();
        let mut number = 1;
        for line in &mut lines {
            number += 1;
            let body = record(line).ok_or_else(|| damaged(number, "is no record"))?;
            if let Some(count) = body.strip_prefix("end ") {
                let is_whole = count == ids.len().to_string() && lines.next().is_none();
                return if is_whole { Ok(Self(ids)) } else { Err(damaged(number, "is not its end")) };
            }
            ids.insert(KeyId::parse(body).ok_or_else(|| damaged(number, "is no record"))?);
        }
        Err(damaged(number + 1, "is missing: it is cut short"))
    }
}

fn record(line: &str) -> Option<&str> {
    let (body, sum) = line.strip_suffix('\n')?.rsplit_once(' ')?;
    (format!("{:08x}", crc32c::crc32c(body.as_bytes())) == sum).then_some(body)
}

impl Extend<KeyId> for Erased {
    fn extend<T: IntoIterator<Item = KeyId>>(&mut self, ids: T) {
        self.0.extend(ids);
    }
}

impl IntoIterator for Erased {
    type Item = KeyId;
    type IntoIter = std::collections::btree_set::IntoIter<KeyId>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn two() -> Erased {
        let mut erased = Erased::default();
        erased.extend(
            ["0123456789abcdef0123456789abcdef", "00000000000000000000000000000001"]
                .map(|it| KeyId::parse(it).unwrap()),
        );
        erased
    }

    #[test]
    fn the_form_stays() {
        let line = |body: &str| format!("{body} {:08x}\n", crc32c::crc32c(body.as_bytes()));
        let records = ["00000000000000000000000000000001", "0123456789abcdef0123456789abcdef", "end 2"].map(line);
        let expected = format!("demarche erasure list 1\n{}", records.concat());
        assert_eq!(two().to_text(), expected);
        assert_eq!(Erased::parse(expected.as_bytes()), Ok(two()));
        assert_eq!(Erased::parse(Erased::default().to_text().as_bytes()), Ok(Erased::default()));
    }

    #[test]
    fn nothing_that_is_cut_or_altered_is_read() {
        let text = two().to_text().into_bytes();
        for at in 0..text.len() {
            assert!(Erased::parse(&text[..at]).is_err(), "{at}");
            let mut altered = text.clone();
            altered[at] ^= 1;
            assert!(Erased::parse(&altered).is_err(), "{at}");
        }
        let whole = two().to_text();
        let lines: Vec<_> = whole.split_inclusive('\n').collect();
        let check = |kept: &[usize], expected: &str| {
            let text: String = kept.iter().map(|at| lines[*at]).collect();
            assert_eq!(Erased::parse(text.as_bytes()), Err(Fault::Damaged(expected.to_owned())), "{kept:?}");
        };
        check(&[0, 1, 2], "line 4 of the erasure list is missing: it is cut short");
        check(&[0, 1, 3], "line 3 of the erasure list is not its end");
        check(&[0, 1, 2, 3, 1], "line 4 of the erasure list is not its end");
        check(&[1, 2, 3], "line 1 of the erasure list is not its first");
        let later = Erased::parse(b"demarche erasure list 2\n");
        assert_eq!(later, Err(Fault::Newer("version 2 of an erasure list".to_owned())));
    }

    #[test]
    fn a_directory_has_a_list_once_someone_was_forgotten() {
        let dir = tempfile::tempdir().unwrap();
        assert_eq!(Erased::open(dir.path()).unwrap(), Erased::default());
        Erased::default().save(dir.path()).unwrap();
        assert!(!dir.path().join(FILE).exists());
        two().save(dir.path()).unwrap();
        assert_eq!(Erased::open(dir.path()).unwrap(), two());
    }
}
