//! The file of persons' keys. It lies beside the journal and not in it, so that a person can be forgotten: without
//! the key nobody reads the details, in the journal or in any copy of it, and the chain of frames still holds.
//! How details are sealed is the business of `seal`.
//!
//! One record a line: `1 KEY-ID SUBJECT KEY CHECKSUM`, where SUBJECT is the id of the entity whose details are sealed
//! under the key from that line on, KEY is base64 and CHECKSUM is the CRC32C of all before the space in front of it,
//! in hexadecimal. For now each contact has a key of its own; since frames name the key and not the subject, keys may
//! be allotted otherwise later. A last line without its end was torn by a crash before anything needed it.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;
use std::fs::{File, OpenOptions, Permissions};
use std::io::{Read, Seek, SeekFrom, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use super::error::{Fault, RESTORE};
use super::seal::{self, Key, KeyId, Sealed};
use super::{JournalError, Randomness};
use crate::domain::{AnyId, Person};

/// The name of the file.
pub(super) const FILE: &str = "persons.keys";

const LOST: &str = "restore the file from its backup, or create it empty to go on without any personal details";

/// The keys there are.
#[derive(Default)]
pub(super) struct Keyring {
    keys: HashMap<KeyId, Key>,
    current: HashMap<AnyId, KeyId>,
}

impl Keyring {
    /// Opens sealed details. Without their key there are none: the person has been forgotten.
    pub(super) fn open(&self, whose: &AnyId, sealed: &Sealed<'_>) -> Result<Option<Person>, Fault> {
        let id = KeyId::parse(&sealed.person)
            .ok_or_else(|| Fault::Damaged(format!("the personal details of {whose} name no key")))?;
        let Some(key) = self.keys.get(&id) else {
            return Ok(None);
        };
        seal::open(key, whose, sealed)
            .map(Some)
            .ok_or_else(|| Fault::Damaged(format!("the personal details of {whose} do not open under their key")))
    }

    fn current(&self, whose: &AnyId) -> Option<(KeyId, &Key)> {
        let id = self.current.get(whose)?;
        Some((*id, self.keys.get(id)?))
    }
}

/// Seals the details of one batch of commits, and draws keys for those who have none.
pub(super) struct Sealer<'a> {
    ring: &'a Keyring,
    drawn: BTreeMap<AnyId, (KeyId, Key)>,
    randomness: &'a mut Randomness,
}

impl<'a> Sealer<'a> {
    /// With the keys there are.
    pub(super) fn new(ring: &'a Keyring, randomness: &'a mut Randomness) -> Self {
        let drawn = BTreeMap::new();
        Self { ring, drawn, randomness }
    }

    /// Seals the details of `whose`.
    pub(super) fn seal(&mut self, whose: &AnyId, details: &Person) -> Result<Sealed<'static>, JournalError> {
        if let Some((id, key)) = self.ring.current(whose) {
            return seal::seal(id, key, whose, details, self.randomness);
        }
        let (id, key) = match self.drawn.entry(whose.clone()) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(free) => free.insert((KeyId::draw(self.randomness)?, Key::draw(self.randomness)?)),
        };
        seal::seal(*id, key, whose, details, self.randomness)
    }

    /// The keys that were drawn. They must be on disk before anything sealed under them.
    pub(super) fn drawn(self) -> Vec<Record> {
        let drawn = self.drawn.into_iter();
        drawn.map(|(subject, (id, key))| Record { id, subject, key }).collect()
    }
}

/// One line of the file.
pub(super) struct Record {
    id: KeyId,
    subject: AnyId,
    key: Key,
}

impl Record {
    fn write(&self, text: &mut String) {
        let body = format!("1 {} {} {}", self.id, self.subject, self.key.to_text());
        // Writing to a String does not fail.
        let _ = writeln!(text, "{body} {:08x}", crc32c::crc32c(body.as_bytes()));
    }

    fn read(line: &[u8]) -> Option<Self> {
        let (body, sum) = std::str::from_utf8(line).ok()?.rsplit_once(' ')?;
        if format!("{:08x}", crc32c::crc32c(body.as_bytes())) != sum {
            return None;
        }
        let mut words = body.split(' ');
        let (version, id, subject, key) = (words.next()?, words.next()?, words.next()?, words.next()?);
        if version != "1" || words.next().is_some() {
            return None;
        }
        Some(Self { id: KeyId::parse(id)?, subject: AnyId::parse(subject)?, key: Key::parse(key)? })
    }
}

/// The file, open for appending.
pub(super) struct KeyFile {
    file: File,
    path: PathBuf,
}

impl KeyFile {
    /// Opens the file in `dir`, and reads it. Where the directory has held a journal before, a missing file is damage.
    /// A torn last line is cut off. The caller syncs the directory.
    pub(super) fn open(dir: &Path, held: bool) -> Result<(Self, Keyring), JournalError> {
        let path = dir.join(FILE);
        if held && !path.exists() {
            return Err(JournalError::damaged(&path, "the file is missing", LOST));
        }
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .mode(0o600)
            .open(&path)
            .map_err(JournalError::io("open", &path))?;
        file.set_permissions(Permissions::from_mode(0o600))
            .map_err(JournalError::io("set the permissions of", &path))?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).map_err(JournalError::io("read", &path))?;

        let mut ring = Keyring::default();
        let mut whole = 0_usize;
        for (number, line) in bytes.split_inclusive(|it| *it == b'\n').enumerate() {
            let Some(record) = line.strip_suffix(b"\n") else {
                break;
            };
            let record = Record::read(record)
                .ok_or_else(|| JournalError::damaged(&path, format!("line {} is no record", number + 1), RESTORE))?;
            ring.extend([record]);
            whole += line.len();
        }
        if whole < bytes.len() {
            file.set_len(whole as u64)
                .and_then(|()| file.sync_all())
                .map_err(JournalError::io("cut the torn last line off", &path))?;
        }
        file.seek(SeekFrom::End(0)).map_err(JournalError::io("read", &path))?;
        Ok((Self { file, path }, ring))
    }

    /// Appends the records, durably.
    pub(super) fn append(&mut self, records: &[Record]) -> Result<(), JournalError> {
        if records.is_empty() {
            return Ok(());
        }
        let mut text = String::new();
        records.iter().for_each(|it| it.write(&mut text));
        self.file
            .write_all(text.as_bytes())
            .and_then(|()| self.file.sync_data())
            .map_err(JournalError::io("append to", &self.path))
    }
}

impl Extend<Record> for Keyring {
    fn extend<T: IntoIterator<Item = Record>>(&mut self, records: T) {
        for record in records {
            self.keys.insert(record.id, record.key);
            self.current.insert(record.subject, record.id);
        }
    }
}
