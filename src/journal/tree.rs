//! A key that can be made to forget: one root from which a key for each of 2^64 leaves is derived, and which can be
//! replaced by nodes from which all but one leaf's keys are derived still. So keys without number take up no room until one
//! of them is destroyed, and then less than eight kilobytes. What the leaves stand for is not known here.
//!
//! The tree has sixteen levels of sixteen branches each. The key of a branch is the BLAKE3 hash, under the key of its
//! node, of the one byte that is its number: who has a node's key has those of all below it, and of nothing else.

use std::collections::BTreeMap;

/// How many levels there are below the root.
const DEPTH: u8 = 16;

/// How many bits of a leaf's number choose a branch.
const BITS: u32 = 4;

/// Where a node stands: its level, the root's being 0, and the numbers of the branches that lead to it.
pub(super) type Node = (u8, u64);

/// A key of a node or a leaf.
pub(super) type TreeKey = [u8; 32];

/// The nodes from which the keys of all leaves are derived that were not destroyed. None is below another.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Tree {
    nodes: BTreeMap<Node, TreeKey>,
}

impl Tree {
    /// All leaves, from this root.
    pub(super) fn new(root: TreeKey) -> Self {
        Self { nodes: BTreeMap::from([((0, 0), root)]) }
    }

    /// Of these nodes.
    pub(super) fn of(nodes: BTreeMap<Node, TreeKey>) -> Self {
        Self { nodes }
    }

    /// The nodes there are.
    pub(super) fn nodes(&self) -> impl Iterator<Item = (Node, &TreeKey)> {
        self.nodes.iter().map(|(node, key)| (*node, key))
    }

    /// The key of a leaf, unless it was destroyed.
    pub(super) fn key(&self, leaf: u64) -> Option<TreeKey> {
        let ((level, _), key) = self.above(leaf)?;
        Some((level..DEPTH).fold(*key, |key, level| branch(&key, number(leaf, level))))
    }

    /// Whether the key of a leaf can be derived.
    pub(super) fn holds(&self, leaf: u64) -> bool {
        self.above(leaf).is_some()
    }

    /// Destroys the key of a leaf. To destroy it again changes nothing.
    pub(super) fn puncture(&mut self, leaf: u64) {
        let Some(((top, path), key)) = self.above(leaf).map(|(node, key)| (node, *key)) else {
            return;
        };
        self.nodes.remove(&(top, path));
        let mut key = key;
        for level in top..DEPTH {
            let own = number(leaf, level);
            let below = level + 1;
            for other in (0..1 << BITS).filter(|it| *it != own) {
                let path = prefix(leaf, level).checked_shl(BITS).unwrap_or(0) | u64::from(other);
                self.nodes.insert((below, path), branch(&key, other));
            }
            key = branch(&key, own);
        }
    }

    /// The node that the leaf is below of, or is.
    fn above(&self, leaf: u64) -> Option<(Node, &TreeKey)> {
        (0..=DEPTH).map(|level| (level, prefix(leaf, level))).find_map(|node| Some((node, self.nodes.get(&node)?)))
    }
}

/// The numbers of the branches from the root to the node of this level that the leaf is below of.
fn prefix(leaf: u64, level: u8) -> u64 {
    leaf.checked_shr(u64::BITS - u32::from(level) * BITS).unwrap_or(0)
}

/// The number of the branch that leads to the leaf from the node of this level.
fn number(leaf: u64, level: u8) -> u8 {
    (prefix(leaf, level + 1) & 0xf) as u8
}

fn branch(key: &TreeKey, number: u8) -> TreeKey {
    *blake3::keyed_hash(key, &[number]).as_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEAVES: [u64; 6] = [0, 1, u64::MAX, 0x0123_4567_89ab_cdef, 0x0123_4567_89ab_cdee, 0x8000_0000_0000_0000];

    #[test]
    fn a_punctured_leaf_is_gone_and_all_others_stay_as_they_were() {
        let whole = Tree::new([7; 32]);
        let expected = LEAVES.map(|it| whole.key(it).unwrap());
        for (at, key) in expected.iter().enumerate() {
            assert!(expected[at + 1..].iter().all(|it| it != key));
        }
        let mut tree = whole.clone();
        for (gone, punctured) in LEAVES.into_iter().enumerate() {
            tree.puncture(punctured);
            for (at, leaf) in LEAVES.iter().enumerate() {
                assert_eq!(tree.key(*leaf), (at > gone).then_some(expected[at]), "{gone} {leaf:x}");
                assert_eq!(tree.holds(*leaf), at > gone);
            }
        }
        let again = tree.clone();
        LEAVES.iter().for_each(|it| tree.puncture(*it));
        assert!(tree == again);
        let mut once = whole;
        once.puncture(LEAVES[3]);
        assert_eq!(once.nodes().count(), 16 * 15);
        // No node leads back to the root, nor any to what was destroyed.
        let nodes: Vec<_> = once.nodes().map(|it| it.0).collect();
        assert!(nodes.iter().all(|(level, path)| prefix(LEAVES[3], *level) != *path));
    }

    #[test]
    fn the_same_root_gives_the_same_keys_for_ever() {
        let key = Tree::new([7; 32]).key(LEAVES[3]).unwrap();
        let mut expected = [7; 32];
        for digit in 1..16 {
            expected = *blake3::keyed_hash(&expected, &[digit]).as_bytes();
        }
        // The last digit of the leaf's number is f; the first is 0.
        let mut from_zero = *blake3::keyed_hash(&[7; 32], &[0]).as_bytes();
        for digit in 1..16 {
            from_zero = *blake3::keyed_hash(&from_zero, &[digit]).as_bytes();
        }
        assert_eq!(key, from_zero);
        assert_ne!(key, expected);
    }
}
