//! The file of persons' keys. It lies beside the journal and not in it, so that a person can be forgotten: without
//! the key nobody reads the details, in the journal or in any copy of it, and the chain of frames still holds.
//! How details are sealed is the business of `seal`.
//!
//! One record a line: `1 KEY-ID KEY SUBJECT CHECKSUM`, where SUBJECT is the id of the entity whose details are sealed
//! under the key from that line on, KEY is base64 and CHECKSUM is the CRC32C of all before the space in front of it,
//! in hexadecimal. Each subject has a key of its own, and a post another with every holder: frames name the key and not the
//! subject. The key of the holder before is destroyed once a frame is there that needs the next. A last line without its end was torn by a crash before anything needed it.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::fmt::Write as _;
use std::fs::{File, OpenOptions, Permissions};
use std::io::{Read, Seek, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use super::erased::Erased;
use super::error::Fault;
use super::payload::{Opens, Seals};
use super::seal::{self, Details, Key, KeyId, Sealed};
use super::texts::{SealedTexts, Sealing, TextKeys, Texts};
use super::whole::WholeFile;
use super::{JournalError, Randomness};
use crate::domain::AnyId;

/// The name of the file.
pub(super) const FILE: &str = "persons.keys";

const LOST: &str = "restore the file from its backup, or create it empty to go on without any personal details";

/// The keys there are.
#[derive(Default)]
pub(super) struct Keyring {
    keys: HashMap<KeyId, Key>,
    current: HashMap<String, KeyId>,
    /// The keys that subjects had before, in order.
    earlier: HashMap<String, Vec<KeyId>>,
    /// Keys that should have been destroyed when a crash came: there is what stands in place of what they open.
    overdue: Mutex<BTreeSet<KeyId>>,
    /// The keys that were destroyed.
    erased: Erased,
    /// How many times a key was asked for that is neither there nor destroyed.
    missed: AtomicU64,
    /// The keys of free texts.
    pub(super) texts: TextKeys,
}

impl Opens for Keyring {
    /// Without their key there are none: the person has been forgotten, or the key is missed.
    fn open(&self, whose: &AnyId, sealed: &Sealed<'_>) -> Result<Option<Details>, Fault> {
        let id = KeyId::parse(&sealed.person)
            .ok_or_else(|| Fault::Damaged(format!("the personal details of {whose} name no key")))?;
        if sealed.anew {
            self.overdue.lock().unwrap_or_else(PoisonError::into_inner).extend(self.before(whose, id));
        }
        let Some(key) = self.keys.get(&id) else {
            if !self.erased.holds(id) {
                self.missed.fetch_add(1, Ordering::Relaxed);
            }
            return Ok(None);
        };
        seal::open(key, whose, sealed)
            .map(Some)
            .ok_or_else(|| Fault::Damaged(format!("the personal details of {whose} do not open under their key")))
    }

    fn open_texts(&self, whose: &AnyId, sealed: &SealedTexts) -> Result<Option<Texts>, Fault> {
        self.texts.open(whose, sealed)
    }
}

impl Keyring {
    /// Whether something could not be opened though nobody has destroyed its key.
    pub(super) fn misses_any(&self) -> bool {
        self.missed.load(Ordering::Relaxed) > 0 || self.texts.misses_any()
    }

    /// The keys that `whose` had before the one they have.
    pub(super) fn superseded(&self, whose: &AnyId) -> impl Iterator<Item = KeyId> {
        self.earlier.get(&whose.to_string()).into_iter().flatten().copied()
    }

    /// The keys that `whose` had before this one.
    fn before(&self, whose: &AnyId, id: KeyId) -> impl Iterator<Item = KeyId> {
        let is_theirs = self.current.get(&whose.to_string()) == Some(&id) || self.superseded(whose).any(|it| it == id);
        self.superseded(whose).take_while(move |it| is_theirs && *it != id)
    }

    /// Keys that should have been destroyed before, of persons and of texts. They are told once.
    pub(super) fn overdue(&self) -> BTreeSet<KeyId> {
        let mut overdue = std::mem::take(&mut *self.overdue.lock().unwrap_or_else(PoisonError::into_inner));
        overdue.append(&mut self.texts.overdue());
        overdue
    }

    /// Drops the keys that were destroyed.
    pub(super) fn forget(&mut self, erased: &Erased) {
        self.erased = erased.clone();
        self.keys.retain(|id, _| !erased.holds(*id));
        self.current.retain(|_, id| !erased.holds(*id));
        self.earlier.retain(|_, ids| {
            ids.retain(|it| !erased.holds(*it));
            !ids.is_empty()
        });
        self.texts.forget(erased);
    }

    /// Seals the details of `whose` under the key they have; `None` where they have none.
    pub(super) fn seal(
        &self,
        whose: &AnyId,
        details: &Details,
        randomness: &mut Randomness,
    ) -> Result<Option<Sealed<'static>>, JournalError> {
        self.current(whose).map(|(id, key)| seal::seal(id, key, whose, details, randomness)).transpose()
    }

    fn current(&self, whose: &AnyId) -> Option<(KeyId, &Key)> {
        let id = self.current.get(&whose.to_string())?;
        Some((*id, self.keys.get(id)?))
    }
}

/// Seals the details of one batch of commits, and draws keys for those who have none.
pub(super) struct Sealer<'a> {
    ring: &'a Keyring,
    /// In the order of drawing.
    drawn: Vec<Record>,
    /// Which of them is the last of whom.
    latest: BTreeMap<AnyId, usize>,
    randomness: &'a mut Randomness,
}

impl<'a> Sealer<'a> {
    /// With the keys there are.
    pub(super) fn new(ring: &'a Keyring, randomness: &'a mut Randomness) -> Self {
        Self { ring, drawn: Vec::new(), latest: BTreeMap::new(), randomness }
    }

    /// The keys that were drawn. They must be on disk before anything sealed under them.
    pub(super) fn drawn(self) -> Vec<Record> {
        self.drawn
    }
}

impl Seals for Sealer<'_> {
    fn seal(&mut self, whose: &AnyId, details: &Details, how: Sealing) -> Result<Sealed<'static>, JournalError> {
        let known = self.latest.get(whose).and_then(|at| self.drawn.get(*at)).map(|it| (it.id, it.key.clone()));
        let known = known.or_else(|| self.ring.current(whose).map(|(id, key)| (id, key.clone())));
        let (id, key) = match known.filter(|_| how == Sealing::Usual) {
            Some(known) => known,
            None => {
                let (id, key) = (KeyId::draw(self.randomness)?, Key::draw(self.randomness)?);
                self.latest.insert(whose.clone(), self.drawn.len());
                self.drawn.push(Record { id, key: key.clone(), subject: whose.to_string() });
                (id, key)
            }
        };
        let mut sealed = seal::seal(id, &key, whose, details, self.randomness)?;
        sealed.anew = how == Sealing::Anew;
        Ok(sealed)
    }

    fn seal_texts(&mut self, whose: &AnyId, texts: &Texts, how: Sealing) -> Result<SealedTexts, JournalError> {
        self.ring.texts.seal(whose, texts, how, self.randomness)
    }
}

/// One line of the file.
#[derive(Clone)]
pub(super) struct Record {
    /// By what frames name the key.
    pub(super) id: KeyId,
    key: Key,
    /// As text: whatever was once an id is read back.
    subject: String,
}

impl Record {
    fn write(&self, text: &mut String) {
        let body = format!("1 {} {} {}", self.id, self.key.to_text(), self.subject);
        // Writing to a String does not fail.
        let _ = writeln!(text, "{body} {:08x}", crc32c::crc32c(body.as_bytes()));
    }

    fn read(line: &[u8]) -> Option<Self> {
        let (body, sum) = std::str::from_utf8(line).ok()?.rsplit_once(' ')?;
        if format!("{:08x}", crc32c::crc32c(body.as_bytes())) != sum {
            return None;
        }
        let mut words = body.splitn(4, ' ');
        let (version, id, key, subject) = (words.next()?, words.next()?, words.next()?, words.next()?);
        if version != "1" {
            return None;
        }
        Some(Self { id: KeyId::parse(id)?, key: Key::parse(key)?, subject: subject.to_owned() })
    }
}

/// The file, open for appending.
pub(super) struct KeyFile {
    file: File,
    path: PathBuf,
}

impl KeyFile {
    /// Opens the file in `dir`, and reads it. Where the directory has held a journal before, a missing file is damage.
    /// A torn last line is cut off, and keys that were to be destroyed when a crash came are. The caller syncs the
    /// directory.
    pub(super) fn open(dir: &Path, held: bool, erased: &Erased) -> Result<(Self, Keyring), JournalError> {
        let path = dir.join(FILE);
        if held && !path.exists() {
            return Err(JournalError::damaged(&path, "the file is missing", LOST));
        }
        let mut file = OpenOptions::new()
            .read(true)
            // Wherever reading has come to, what is written goes to the end.
            .append(true)
            .create(true)
            .mode(0o600)
            .open(&path)
            .map_err(JournalError::io("open", &path))?;
        file.set_permissions(Permissions::from_mode(0o600))
            .map_err(JournalError::io("set the permissions of", &path))?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).map_err(JournalError::io("read", &path))?;
        let whole = bytes.iter().rposition(|it| *it == b'\n').map_or(0, |it| it + 1);
        if whole < bytes.len() {
            bytes.truncate(whole);
            file.set_len(whole as u64)
                .and_then(|()| file.sync_all())
                .map_err(JournalError::io("cut the torn last line off", &path))?;
        }
        let records = records(&bytes).map_err(|it| it.of(&path))?;
        let mut this = Self { file, path };
        if records.iter().any(|it| erased.holds(it.id)) {
            this.erase(erased)?;
        }
        let mut ring = Keyring::default();
        ring.extend(records);
        ring.forget(erased);
        Ok((this, ring))
    }

    /// All records there are, as they stand in the file.
    pub(super) fn text(&mut self) -> Result<Vec<u8>, JournalError> {
        let mut bytes = Vec::new();
        self.file
            .rewind()
            .and_then(|()| self.file.read_to_end(&mut bytes))
            .map_err(JournalError::io("read", &self.path))?;
        Ok(bytes)
    }

    /// The ids of all keys of `whose`.
    pub(super) fn ids_of(&mut self, whose: &[AnyId]) -> Result<Vec<KeyId>, JournalError> {
        let records = records(&self.text()?).map_err(|it| it.of(&self.path))?;
        let subjects: HashSet<_> = whose.iter().map(ToString::to_string).collect();
        Ok(records.into_iter().filter(|it| subjects.contains(&it.subject)).map(|it| it.id).collect())
    }

    /// Destroys keys, durably: puts a file without them in place of this one, and goes on with that.
    pub(super) fn erase(&mut self, erased: &Erased) -> Result<(), JournalError> {
        let records = records(&self.text()?).map_err(|it| it.of(&self.path))?;
        self.file = replace(&self.path, records.iter().filter(|it| !erased.holds(it.id)))?;
        Ok(())
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

/// Puts a file of these records in place of the one there was, if any, durably. Answers with its handle, at the end.
pub(super) fn replace<'a>(path: &Path, records: impl IntoIterator<Item = &'a Record>) -> Result<File, JournalError> {
    let mut text = String::new();
    records.into_iter().for_each(|it| it.write(&mut text));
    let mut file = WholeFile::replacing(path)?;
    file.write_all(text.as_bytes()).map_err(JournalError::io("write", path))?;
    file.replace()
}

/// The records of a whole file.
pub(super) fn records(bytes: &[u8]) -> Result<Vec<Record>, Fault> {
    let lines = (1..).zip(bytes.split_inclusive(|it| *it == b'\n'));
    lines
        .map(|(number, line)| {
            let record = line.strip_suffix(b"\n").and_then(Record::read);
            record.ok_or_else(|| Fault::Damaged(format!("line {number} is no record")))
        })
        .collect()
}

impl Extend<Record> for Keyring {
    fn extend<T: IntoIterator<Item = Record>>(&mut self, records: T) {
        for record in records {
            self.keys.insert(record.id, record.key);
            if let Some(before) = self.current.insert(record.subject.clone(), record.id) {
                self.earlier.entry(record.subject).or_default().push(before);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Person, Private};

    fn line() -> String {
        let mut text = String::new();
        let record = Record {
            id: KeyId::parse("0123456789abcdef0123456789abcdef").unwrap(),
            subject: "contact:geneva-1".to_owned(),
            key: Key::parse("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=").unwrap(),
        };
        record.write(&mut text);
        text
    }

    #[test]
    fn the_form_of_a_record_stays() {
        let body = "1 0123456789abcdef0123456789abcdef AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8= contact:geneva-1";
        assert_eq!(line(), format!("{body} {:08x}\n", crc32c::crc32c(body.as_bytes())));
    }

    #[test]
    fn every_character_of_a_record_counts() {
        let line = line();
        let line = line.trim_end().as_bytes();
        assert!(Record::read(line).is_some());
        for at in 0..line.len() {
            let mut other = line.to_vec();
            other[at] ^= 1;
            assert!(Record::read(&other).is_none(), "{at}");
            assert!(Record::read(&line[..at]).is_none(), "{at}");
        }
    }

    #[test]
    fn the_latest_key_of_a_subject_seals_and_all_of_them_open() {
        let mut call = 0_u8;
        let mut randomness: Randomness = Box::new(move |bytes| {
            call += 1;
            bytes.fill(call);
            Ok(())
        });
        let whose = AnyId::parse("contact:geneva-1").unwrap();
        let person = Person { name: Some("Amina".into()), ..Person::default() };
        let details = Details { private: Private { person, ..Private::default() }, input: Some("00ff".into()) };
        let mut ring = Keyring::default();
        let mut seal = |ring: &mut Keyring| {
            let mut sealer = Sealer::new(ring, &mut randomness);
            let sealed = [0, 1].map(|_| sealer.seal(&whose, &details, Sealing::Usual).unwrap());
            let drawn = sealer.drawn();
            let count = drawn.len();
            ring.extend(drawn);
            (sealed, count)
        };
        let ([first, second], drawn) = seal(&mut ring);
        assert_eq!((drawn, &first.person), (1, &second.person));
        assert_eq!(seal(&mut ring).1, 0);
        ring.current.clear();
        let ([third, _], drawn) = seal(&mut ring);
        assert_eq!(drawn, 1);
        assert_ne!(first.person, third.person);
        for sealed in [first, second, third] {
            assert_eq!(ring.open(&whose, &sealed), Ok(Some(details.clone())));
        }
    }
}
