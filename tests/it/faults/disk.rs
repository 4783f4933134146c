//! What a power cut may leave of what was written: all that was synced, and of the rest each write whole, torn between
//! sectors or not at all, and each name there or not, in no order.

use std::collections::{BTreeMap, HashMap};
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use super::record::{Change, Node, Recorded};

/// What a device writes whole or not at all.
const SECTOR: usize = 512;

/// The layer's directory.
const ROOT: Node = Node(0);

type Name = (Node, OsString);

/// A change of what a file holds.
enum Content {
    Bytes(u64, Vec<u8>),
    Size(u64),
}

/// A change of what a directory holds.
enum Entry {
    Linked(Name, Node),
    Moved(Name, Name, Node),
    Removed(Name),
}

impl Entry {
    fn is_in(&self, dir: Node) -> bool {
        match self {
            Self::Linked(name, _) | Self::Removed(name) => name.0 == dir,
            Self::Moved(from, to, _) => from.0 == dir || to.0 == dir,
        }
    }
}

/// A disk as its changes have come, with how much of them is durable.
#[derive(Default)]
pub(super) struct Disk {
    /// Of each file, what has changed, and how many of the changes are durable: the first ones.
    contents: HashMap<Node, (Vec<Content>, usize)>,
    entries: Vec<(Entry, bool)>,
    directories: Vec<Node>,
    /// As the program sees it.
    names: HashMap<Name, Node>,
    /// Of each sync that has begun, what it covers: changes of the content, and entries.
    syncs: HashMap<(u64, u64), (usize, usize)>,
}

impl Disk {
    /// The disk after these changes, which begin with nothing.
    pub(super) fn after(changes: &[Recorded]) -> Self {
        let mut disk = Self { directories: vec![ROOT], ..Self::default() };
        changes.iter().for_each(|it| disk.take(&it.change));
        disk
    }

    fn take(&mut self, change: &Change) {
        match change {
            Change::Created(node, path) => self.link(*node, path),
            Change::Made(node, path) => {
                self.directories.push(*node);
                self.link(*node, path);
            }
            Change::Wrote(node, at, bytes) => self.content(*node, Content::Bytes(*at, bytes.clone())),
            Change::Sized(node, size) => self.content(*node, Content::Size(*size)),
            Change::Renamed(from, to) => {
                let (from, to) = (self.name(from), self.name(to));
                let node = self.names.remove(&from).unwrap();
                self.names.insert(to.clone(), node);
                self.entries.push((Entry::Moved(from, to, node), false));
            }
            Change::Removed(path) => {
                let name = self.name(path);
                self.names.remove(&name);
                self.entries.push((Entry::Removed(name), false));
            }
            Change::SyncBegins(node, _, sync) => {
                let changes = self.contents.get(node).map_or(0, |it| it.0.len());
                self.syncs.insert(*sync, (changes, self.entries.len()));
            }
            Change::SyncEnds(node, _, sync, true) => {
                let (changes, entries) = self.syncs[sync];
                if let Some((_, durable)) = self.contents.get_mut(node) {
                    *durable = changes.max(*durable);
                }
                self.entries[..entries].iter_mut().for_each(|(entry, durable)| *durable |= entry.is_in(*node));
            }
            Change::SyncEnds(_, _, _, false) | Change::Ranged => {}
        }
    }

    fn name(&self, path: &Path) -> Name {
        let parents = path.parent().into_iter().flat_map(Path::components);
        let dir = parents.fold(ROOT, |dir, name| self.names[&(dir, name.as_os_str().to_owned())]);
        (dir, path.file_name().unwrap().to_owned())
    }

    fn link(&mut self, node: Node, path: &Path) {
        let name = self.name(path);
        self.names.insert(name.clone(), node);
        self.entries.push((Entry::Linked(name, node), false));
    }

    fn content(&mut self, node: Node, change: Content) {
        self.contents.entry(node).or_default().0.push(change);
    }

    /// Writes to the directory `to` what a power cut might have left. Of what was not synced so much is kept.
    pub(super) fn cut(&self, kept: f64, dice: &mut fastrand::Rng, to: &Path) {
        let mut names = BTreeMap::new();
        for (entry, durable) in &self.entries {
            if !durable && dice.f64() >= kept {
                continue;
            }
            match entry {
                Entry::Linked(name, node) => drop(names.insert(name.clone(), *node)),
                Entry::Moved(from, to, node) => {
                    if names.get(from) == Some(node) {
                        names.remove(from);
                    }
                    names.insert(to.clone(), *node);
                }
                Entry::Removed(name) => drop(names.remove(name)),
            }
        }
        self.write(ROOT, &names, kept, dice, to);
    }

    fn write(&self, dir: Node, names: &BTreeMap<Name, Node>, kept: f64, dice: &mut fastrand::Rng, to: &Path) {
        std::fs::create_dir_all(to).unwrap();
        for ((_, name), node) in names.iter().filter(|it| it.0.0 == dir) {
            let path: PathBuf = to.join(name);
            if self.directories.contains(node) {
                self.write(*node, names, kept, dice, &path);
            } else {
                std::fs::write(path, self.bytes(*node, kept, dice)).unwrap();
            }
        }
    }

    /// What a file holds after the cut.
    fn bytes(&self, node: Node, kept: f64, dice: &mut fastrand::Rng) -> Vec<u8> {
        let mut bytes = Vec::new();
        let Some((changes, durable)) = self.contents.get(&node) else {
            return bytes;
        };
        for (number, change) in changes.iter().enumerate() {
            let is_durable = number < *durable;
            let whole = is_durable || dice.f64() < kept;
            match change {
                Content::Size(size) if whole => bytes.resize(*size as usize, 0),
                Content::Size(_) => {}
                Content::Bytes(at, written) => {
                    // Torn, the sectors of a write come or do not, and the file may have grown before they come.
                    let (is_torn, grown) = (dice.f64() < kept, dice.bool());
                    if !whole && !is_torn {
                        continue;
                    }
                    let (at, end) = (*at as usize, *at as usize + written.len());
                    if (whole || grown) && bytes.len() < end {
                        bytes.resize(end, 0);
                    }
                    let mut from = at;
                    while from < end {
                        let to = end.min((from / SECTOR + 1) * SECTOR);
                        if whole || dice.bool() {
                            if bytes.len() < to {
                                bytes.resize(to, 0);
                            }
                            bytes[from..to].copy_from_slice(&written[from - at..to - at]);
                        }
                        from = to;
                    }
                }
            }
        }
        bytes
    }
}
