//! The record of the layer, read back: what was changed under its directory, in order.

use std::collections::HashMap;
use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

/// A file or directory, for as long as it lives: the numbers that a file system gives may come again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Node(pub(super) usize);

/// A change, or a step of a sync. Paths are relative to the layer's directory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Change {
    /// A file was created.
    Created(Node, PathBuf),
    /// A directory was made.
    Made(Node, PathBuf),
    /// Bytes were written.
    Wrote(Node, u64, Vec<u8>),
    /// A file was cut or grown to this size.
    Sized(Node, u64),
    /// A name was changed, whatever had the new one before.
    Renamed(PathBuf, PathBuf),
    /// A name was removed.
    Removed(PathBuf),
    /// A sync began, of this path; the number is its own.
    SyncBegins(Node, PathBuf, (u64, u64)),
    /// A sync ended, and whether it succeeded.
    SyncEnds(Node, PathBuf, (u64, u64), bool),
    /// A range was handed to the device, which promises nothing.
    Ranged,
}

/// A change with the length that the record had once it was in it.
#[derive(Clone, Debug)]
pub(super) struct Recorded {
    pub(super) change: Change,
    pub(super) end: u64,
}

/// A file, or a directory where there is no content, that was there before the record began.
pub(super) struct Before {
    pub(super) inode: u64,
    pub(super) name: PathBuf,
    pub(super) content: Option<Vec<u8>>,
}

impl Before {
    /// What has led to it, and made it durable. Its directory is synced by whoever has all of them.
    fn changes(&self, nodes: &mut Nodes) -> Vec<Change> {
        let (node, sync) = (nodes.begin(self.inode), (0, nodes.begun as u64));
        let mut changes = match &self.content {
            None => vec![Change::Made(node, self.name.clone())],
            Some(bytes) => vec![Change::Created(node, self.name.clone()), Change::Wrote(node, 0, bytes.clone())],
        };
        changes.push(Change::SyncBegins(node, self.name.clone(), sync));
        changes.push(Change::SyncEnds(node, self.name.clone(), sync, true));
        changes
    }
}

/// Reads a record, after what was there before it. What a kill has torn at its end is not there.
pub(super) fn parse(bytes: &[u8], root: &Path, before: &[Before]) -> Vec<Recorded> {
    let mut nodes = Nodes::default();
    let mut changes: Vec<_> = before.iter().flat_map(|it| it.changes(&mut nodes)).collect();
    for node in 0..=nodes.begun {
        let (path, sync) = (PathBuf::new(), (0, u64::MAX - node as u64));
        changes.push(Change::SyncBegins(Node(node), path.clone(), sync));
        changes.push(Change::SyncEnds(Node(node), path, sync, true));
    }
    let mut recorded: Vec<_> = changes.into_iter().map(|change| Recorded { change, end: 0 }).collect();
    let mut rest = bytes;
    while let Some((head, more)) = rest.split_first_chunk::<56>() {
        let number = |at: usize| u64::from_le_bytes(head[at * 8..at * 8 + 8].try_into().unwrap());
        let (first, second) = (number(4) as usize, number(5) as usize);
        if more.len() < first + second {
            break;
        }
        let text = |bytes: &[u8]| {
            let path = Path::new(OsStr::from_bytes(bytes));
            path.strip_prefix(root).unwrap_or(path).to_owned()
        };
        let (offset, path, sync) = (number(2), text(&more[..first]), (number(6), number(2)));
        let inode = number(1);
        let change = match head[0] {
            b'O' => Change::Created(nodes.begin(inode), path),
            b'M' => Change::Made(nodes.begin(inode), path),
            b'W' => Change::Wrote(nodes.known(inode), offset, more[..first].to_vec()),
            b'T' => Change::Sized(nodes.known(inode), offset),
            b'R' => Change::Renamed(path, text(&more[first..first + second])),
            b'U' => Change::Removed(path),
            b'B' => Change::SyncBegins(nodes.known(inode), path, sync),
            b'E' => Change::SyncEnds(nodes.known(inode), path, sync, number(3) == 0),
            kind => {
                assert_eq!(kind, b'G', "the record is torn");
                Change::Ranged
            }
        };
        rest = &more[first + second..];
        recorded.push(Recorded { change, end: (bytes.len() - rest.len()) as u64 });
    }
    recorded
}

/// What is meant by the numbers of the file system. Number 0 is the layer's directory.
#[derive(Default)]
struct Nodes {
    known: HashMap<u64, Node>,
    begun: usize,
}

impl Nodes {
    fn begin(&mut self, inode: u64) -> Node {
        self.begun += 1;
        self.known.insert(inode, Node(self.begun));
        Node(self.begun)
    }

    /// What was never begun is the layer's directory itself: all else is recorded from its beginning.
    fn known(&self, inode: u64) -> Node {
        self.known.get(&inode).copied().unwrap_or(Node(0))
    }
}
