//! The keys of free texts. Texts are sealed in the journal so that one in which somebody is named can be made unreadable
//! while the chain of frames still holds. There are many, so there is no key stored for each: all are derived from a
//! `tree`, and the keys of one entity's texts are destroyed in it. How a text is sealed is the business of `seal`.
//!
//! The file holds the trees there are, the newest last; texts are sealed under that one. It is always replaced as a
//! whole. One record a line, with the CRC32C, in hexadecimal, of all before the space in front of it:
//!
//! ```text
//! 1 tree TAG HIDING CHECKSUM
//! 1 node TAG LEVEL PATH KEY CHECKSUM
//! 1 end COUNT CHECKSUM
//! ```
//!
//! The last line tells, by the number of those before it, a file that lost some of its end. An empty file holds no keys.
//! TAG is random, and names the tree. The number of an entity's leaf is hashed under HIDING of its id and a count, which
//! is 0 until its texts are redacted, and one more each time: so the erasure list, which names leaves, tells nobody whose
//! they are.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io::{ErrorKind, Write as _};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use arcstr::ArcStr;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};

use super::erased::Erased;
use super::error::Fault;
use super::seal::{self, KeyId};
use super::tree::{Tree, TreeKey};
use super::whole::WholeFile;
use super::{JournalError, Randomness};
use crate::domain::AnyId;

/// The name of the file.
pub(super) const FILE: &str = "texts.keys";

/// The free texts of an entity by their names.
pub(super) type Texts = BTreeMap<String, ArcStr>;

/// The free texts of an entity as a frame holds them.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SealedTexts {
    /// The tag of the tree, in hexadecimal.
    tree: String,
    /// How often the texts were redacted before.
    count: u32,
    /// The nonce and the ciphertext, in base64.
    #[serde(rename = "box")]
    boxed: String,
}

/// Whether texts follow those there were, or stand in place of those that are to be unreadable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sealing {
    /// They are as readable as those before.
    Usual,
    /// They go on being readable when those before are not.
    Anew,
}

struct Grown {
    tag: u64,
    hiding: TreeKey,
    tree: Tree,
}

impl Grown {
    fn leaf(&self, whose: &str, count: u32) -> u64 {
        let hash =
            blake3::Hasher::new_keyed(&self.hiding).update(&count.to_be_bytes()).update(whose.as_bytes()).finalize();
        hash.as_bytes().first_chunk().map_or(0, |it| u64::from_be_bytes(*it))
    }

    /// The first count from this one on whose key was not destroyed.
    fn count(&self, whose: &str, from: u32) -> u32 {
        (from..).find(|it| self.tree.holds(self.leaf(whose, *it))).unwrap_or(from)
    }

    /// By what the erasure list names a leaf.
    fn id(&self, leaf: u64) -> KeyId {
        KeyId::of_leaf(self.tag, leaf)
    }
}

/// The keys there are.
#[derive(Default)]
pub(super) struct TextKeys {
    trees: Vec<Grown>,
    /// How many times a tree was asked for that is not there.
    missed: AtomicU64,
    /// Keys that should have been destroyed when a crash came: there are texts that stand in place of what they open.
    overdue: Mutex<BTreeSet<KeyId>>,
}

impl TextKeys {
    /// Whether there is no tree to seal under.
    pub(super) fn is_empty(&self) -> bool {
        self.trees.is_empty()
    }

    /// A new tree, to seal under from here on.
    pub(super) fn grow(&mut self, randomness: &mut Randomness) -> Result<(), JournalError> {
        let tag = u64::from_be_bytes(seal::draw(randomness)?);
        let (hiding, root) = (seal::draw(randomness)?, seal::draw(randomness)?);
        self.trees.push(Grown { tag, hiding, tree: Tree::new(root) });
        Ok(())
    }

    /// Seals the texts of `whose`. There must be a tree.
    pub(super) fn seal(
        &self,
        whose: &AnyId,
        texts: &Texts,
        sealing: Sealing,
        randomness: &mut Randomness,
    ) -> Result<SealedTexts, JournalError> {
        let whose = whose.to_string();
        let Some(grown) = self.trees.last() else {
            return Err(JournalError::Randomness(std::io::Error::other("no tree of keys was drawn")));
        };
        let count = match sealing {
            Sealing::Usual => grown.count(&whose, 0),
            Sealing::Anew => grown.count(&whose, grown.count(&whose, 0) + 1),
        };
        let key = grown.tree.key(grown.leaf(&whose, count)).unwrap_or_default();
        let plain = serde_json::to_vec(texts).map_err(JournalError::Unwritable)?;
        let boxed = seal::lock(&key, whose.as_bytes(), &plain, randomness)?;
        Ok(SealedTexts { tree: format!("{:016x}", grown.tag), count, boxed })
    }

    /// Opens texts. Without their key there are none: they were redacted, or the tree is missed.
    pub(super) fn open(&self, whose: &AnyId, sealed: &SealedTexts) -> Result<Option<Texts>, Fault> {
        let Some(at) = self.trees.iter().position(|it| u64::from_str_radix(&sealed.tree, 16) == Ok(it.tag)) else {
            self.missed.fetch_add(1, Ordering::Relaxed);
            return Ok(None);
        };
        let id = whose.to_string();
        let Some(grown) = self.trees.get(at) else { return Ok(None) };
        if sealed.count > 0 {
            let before = (0..sealed.count).map(|count| (grown, count));
            let older = self.trees.iter().take(at).map(|it| (it, it.count(&id, 0)));
            let held = before.chain(older).map(|(it, count)| (it, it.leaf(&id, count)));
            let overdue = held.filter(|(it, leaf)| it.tree.holds(*leaf)).map(|(it, leaf)| it.id(leaf));
            self.overdue.lock().unwrap_or_else(PoisonError::into_inner).extend(overdue);
        }
        let Some(key) = grown.tree.key(grown.leaf(&id, sealed.count)) else {
            return Ok(None);
        };
        let plain = seal::unlock(&key, id.as_bytes(), &sealed.boxed);
        plain
            .and_then(|it| serde_json::from_slice(&it).ok())
            .map(Some)
            .ok_or_else(|| Fault::Damaged(format!("the texts of {whose} do not open under their key")))
    }

    /// Whether texts could not be opened though nobody has destroyed their key.
    pub(super) fn misses_any(&self) -> bool {
        self.missed.load(Ordering::Relaxed) > 0
    }

    /// The keys of what was recorded of `whose` before the last time that it was sealed anew.
    pub(super) fn superseded(&self, whose: &AnyId) -> impl Iterator<Item = KeyId> {
        let whose = whose.to_string();
        self.trees.iter().map(move |it| it.id(it.leaf(&whose, it.count(&whose, 0))))
    }

    /// Keys that should have been destroyed before. They are told once.
    pub(super) fn overdue(&self) -> BTreeSet<KeyId> {
        std::mem::take(&mut *self.overdue.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Destroys the keys on the list. Whether any was there.
    pub(super) fn forget(&mut self, erased: &Erased) -> bool {
        let mut found = false;
        for (tag, leaf) in erased.iter().map(KeyId::leaf) {
            for grown in self.trees.iter_mut().filter(|it| it.tag == tag && it.tree.holds(leaf)) {
                grown.tree.puncture(leaf);
                found = true;
            }
        }
        found
    }

    /// Takes in the trees that are not there yet, before those that are.
    pub(super) fn adopt(&mut self, others: Self) {
        for grown in others.trees {
            if self.trees.iter().all(|it| it.tag != grown.tag) {
                self.trees.push(grown);
            }
        }
    }

    /// The keys in a directory, without those that were to be destroyed when a crash came. Where there is no file there are none.
    pub(super) fn read(dir: &Path, erased: &Erased) -> Result<Self, JournalError> {
        let path = dir.join(FILE);
        let mut keys = match std::fs::read(&path) {
            Ok(bytes) => Self::parse(&bytes).map_err(|it| it.of(&path))?,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Self::default()),
            Err(error) => return Err(JournalError::io("read", &path)(error)),
        };
        if keys.forget(erased) {
            keys.save(dir)?;
        }
        Ok(keys)
    }

    /// Puts the keys into a directory, durably.
    pub(super) fn save(&self, dir: &Path) -> Result<(), JournalError> {
        let path = dir.join(FILE);
        let mut file = WholeFile::replacing(&path)?;
        file.write_all(self.to_text().as_bytes()).map_err(JournalError::io("write", &path))?;
        file.replace().map(drop)
    }

    /// The written form.
    pub(super) fn to_text(&self) -> String {
        let mut bodies = Vec::new();
        for Grown { tag, hiding, tree } in &self.trees {
            let nodes = tree
                .nodes()
                .map(|((level, path), key)| format!("1 node {tag:016x} {level} {path:016x} {}", STANDARD.encode(key)));
            bodies.push(format!("1 tree {tag:016x} {}", STANDARD.encode(hiding)));
            bodies.extend(nodes);
        }
        bodies.push(format!("1 end {}", bodies.len()));
        let mut text = String::new();
        for body in bodies {
            // Writing to a String does not fail.
            let _ = writeln!(text, "{body} {:08x}", crc32c::crc32c(body.as_bytes()));
        }
        text
    }

    /// Reads the written form.
    pub(super) fn parse(bytes: &[u8]) -> Result<Self, Fault> {
        let mut trees: Vec<(u64, TreeKey, BTreeMap<_, TreeKey>)> = Vec::new();
        let mut is_whole = bytes.is_empty();
        for (number, line) in (1_usize..).zip(bytes.split_inclusive(|it| *it == b'\n')) {
            let taken = record(line).filter(|_| !is_whole).and_then(|body| {
                let words: Vec<_> = body.split(' ').collect();
                match words.as_slice() {
                    ["1", "tree", tag, hiding] => trees.push((hex(tag)?, key(hiding)?, BTreeMap::new())),
                    ["1", "node", tag, level, path, own] => {
                        let last = trees.last_mut().filter(|it| hex(tag) == Some(it.0))?;
                        last.2.insert((level.parse().ok()?, hex(path)?), key(own)?);
                    }
                    ["1", "end", count] if *count == (number - 1).to_string() => is_whole = true,
                    _ => return None,
                }
                Some(())
            });
            taken.ok_or_else(|| Fault::Damaged(format!("line {number} is no record")))?;
        }
        if !is_whole {
            return Err(Fault::Damaged("its last line is missing: it is cut short".to_owned()));
        }
        let grown = |(tag, hiding, nodes)| Grown { tag, hiding, tree: Tree::of(nodes) };
        Ok(Self { trees: trees.into_iter().map(grown).collect(), ..Self::default() })
    }
}

fn record(line: &[u8]) -> Option<&str> {
    let (body, sum) = std::str::from_utf8(line).ok()?.strip_suffix('\n')?.rsplit_once(' ')?;
    (format!("{:08x}", crc32c::crc32c(body.as_bytes())) == sum).then_some(body)
}

fn hex(text: &str) -> Option<u64> {
    u64::from_str_radix(text, 16).ok()
}

fn key(text: &str) -> Option<TreeKey> {
    STANDARD.decode(text).ok()?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counting() -> Randomness {
        let mut next = 0_u64;
        Box::new(move |bytes| {
            next += 1;
            let hash = blake3::hash(&next.to_be_bytes());
            bytes.iter_mut().zip(hash.as_bytes()).for_each(|(to, from)| *to = *from);
            Ok(())
        })
    }

    fn grown(randomness: &mut Randomness) -> TextKeys {
        let mut keys = TextKeys::default();
        keys.grow(randomness).unwrap();
        keys
    }

    fn texts(rationale: &str) -> Texts {
        Texts::from([("rationale".to_owned(), rationale.into())])
    }

    fn whose(key: &str) -> AnyId {
        AnyId::parse(&format!("stance:{key}")).unwrap()
    }

    #[test]
    fn what_is_redacted_is_unreadable_and_what_follows_it_is_not() {
        let mut randomness = counting();
        let mut keys = grown(&mut randomness);
        let mut seal = |keys: &TextKeys, whose: &AnyId, text: &str, how| {
            keys.seal(whose, &texts(text), how, &mut randomness).unwrap()
        };
        let (one, other) = (whose("one"), whose("other"));
        let first = seal(&keys, &one, "first", Sealing::Usual);
        let besides = seal(&keys, &other, "besides", Sealing::Usual);
        let second = seal(&keys, &one, "second", Sealing::Anew);
        assert_eq!(keys.open(&one, &first), Ok(Some(texts("first"))));
        let mut erased = Erased::default();
        erased.extend(keys.superseded(&one));
        let before = TextKeys::parse(keys.to_text().as_bytes()).unwrap();
        assert!(keys.forget(&erased) && !keys.forget(&erased));
        let third = seal(&keys, &one, "third", Sealing::Usual);
        let check = |keys: &TextKeys| {
            assert_eq!(keys.open(&one, &first), Ok(None));
            assert_eq!(keys.open(&one, &second), Ok(Some(texts("second"))));
            assert_eq!(keys.open(&one, &third), Ok(Some(texts("third"))));
            assert_eq!(keys.open(&other, &besides), Ok(Some(texts("besides"))));
            assert!(!keys.misses_any());
        };
        check(&keys);
        assert_eq!(keys.overdue(), BTreeSet::new());
        check(&TextKeys::parse(keys.to_text().as_bytes()).unwrap());
        // A crash came before the key was destroyed: what was read since tells.
        let mut late = before;
        assert_eq!(late.open(&one, &second), Ok(Some(texts("second"))));
        let mut overdue = Erased::default();
        overdue.extend(late.overdue());
        assert_eq!(overdue, erased);
        assert!(late.forget(&overdue));
        check(&late);
        assert!(matches!(keys.open(&other, &first), Err(Fault::Damaged(_)) | Ok(None)));
        assert!(matches!(keys.open(&one, &besides), Err(Fault::Damaged(_)) | Ok(None)));
    }

    #[test]
    fn the_form_of_the_file_stays_and_every_character_counts() {
        let mut keys = grown(&mut counting());
        let text = keys.to_text();
        let lines: Vec<_> = text.lines().map(|it| it.split(' ').take(3).collect::<Vec<_>>().join(" ")).collect();
        let tag = format!("{:016x}", keys.trees[0].tag);
        assert_eq!(lines, [format!("1 tree {tag}"), format!("1 node {tag}"), "1 end 2".to_owned()]);
        assert!(TextKeys::parse(b"").unwrap().is_empty());
        assert!((1..text.len()).all(|at| TextKeys::parse(&text.as_bytes()[..at]).is_err()));
        assert!(TextKeys::parse(text.repeat(2).as_bytes()).is_err());
        for at in 0..text.len() {
            let mut other = text.clone().into_bytes();
            other[at] ^= 1;
            assert!(TextKeys::parse(&other).is_err(), "{at}");
        }
        let mut erased = Erased::default();
        erased.extend(keys.superseded(&whose("one")));
        keys.forget(&erased);
        let read = TextKeys::parse(keys.to_text().as_bytes()).unwrap();
        assert!(read.trees[0].tree == keys.trees[0].tree);
        assert_eq!(read.to_text(), keys.to_text());
    }

    #[test]
    fn a_tree_that_is_not_there_is_missed() {
        let mut randomness = counting();
        let sealed = grown(&mut randomness).seal(&whose("one"), &texts("x"), Sealing::Usual, &mut randomness).unwrap();
        let mut other = grown(&mut randomness);
        assert_eq!((other.open(&whose("one"), &sealed), other.misses_any()), (Ok(None), true));
        let mut keys = TextKeys::default();
        keys.adopt(grown(&mut counting()));
        other.adopt(keys);
        assert_eq!(other.open(&whose("one"), &sealed), Ok(Some(texts("x"))));
    }
}
