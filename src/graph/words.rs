//! The words by which things are found, folded: without case, accents or script. Which find is best is the
//! query's business.

use std::collections::BTreeMap;

use hashbrown::HashMap;
use petgraph::graph::NodeIndex;

use crate::domain::Entity;

/// The texts by which an entity is searched, the most telling first. Personal details are never among them.
pub fn searchable_texts(entity: &Entity) -> impl Iterator<Item = &str> {
    let texts: [Option<&str>; 3] = match entity {
        Entity::State(it) => [Some(&it.name), Some(&it.official_name), Some(it.id.as_str())],
        Entity::City(it) => [Some(&it.name), None, None],
        Entity::Contact(it) => [Some(&it.post), None, None],
        Entity::Organisation(it) => [Some(&it.name), it.short_name.as_deref(), None],
        Entity::Evidence(it) => [Some(&it.title), None, None],
        _ => [None; 3],
    };
    texts.into_iter().flatten()
}

/// The words of a text in the form in which they are compared.
pub fn folded_words(text: &str) -> Vec<String> {
    let mut folded = String::new();
    fold(text, &mut folded);
    words(&folded).map(str::to_owned).collect()
}

/// Adds the text without case, accents or script.
fn fold(text: &str, to: &mut String) {
    // Most texts are ASCII, which is what it would become.
    if text.bytes().all(|it| it < 0x7f) {
        to.push_str(text);
    } else {
        to.push_str(&deunicode::deunicode_with_tofu(text, " "));
    }
    to.make_ascii_lowercase();
}

fn words(folded: &str) -> impl Iterator<Item = &str> {
    folded.split(|c: char| !c.is_ascii_alphanumeric()).filter(|it| !it.is_empty())
}

/// Nodes by folded word.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Words {
    nodes: BTreeMap<Box<str>, Vec<NodeIndex>>,
}

impl Words {
    /// The words of many entities, given in the order of their nodes.
    pub(super) fn of<'e>(entities: impl Iterator<Item = (NodeIndex, &'e Entity)>) -> Self {
        let mut gathered: HashMap<Box<str>, Vec<NodeIndex>> = HashMap::new();
        let mut folded = String::new();
        for (at, entity) in entities {
            for text in searchable_texts(entity) {
                folded.clear();
                fold(text, &mut folded);
                for word in words(&folded) {
                    let nodes = match gathered.get_mut(word) {
                        Some(nodes) => nodes,
                        None => gathered.entry(word.into()).or_default(),
                    };
                    if nodes.last() != Some(&at) {
                        nodes.push(at);
                    }
                }
            }
        }
        gathered.values_mut().for_each(Vec::shrink_to_fit);
        Self { nodes: gathered.into_iter().collect() }
    }

    pub(super) fn insert(&mut self, at: NodeIndex, entity: &Entity) {
        for word in searchable_texts(entity).flat_map(folded_words) {
            let nodes = match self.nodes.get_mut(word.as_str()) {
                Some(nodes) => nodes,
                None => self.nodes.entry(word.into_boxed_str()).or_default(),
            };
            if let Err(place) = nodes.binary_search(&at) {
                nodes.insert(place, at);
            }
        }
    }

    pub(super) fn remove(&mut self, at: NodeIndex, entity: &Entity) {
        for word in searchable_texts(entity).flat_map(folded_words) {
            if let Some(nodes) = self.nodes.get_mut(word.as_str()) {
                if let Ok(place) = nodes.binary_search(&at) {
                    nodes.remove(place);
                }
                if nodes.is_empty() {
                    self.nodes.remove(word.as_str());
                }
            }
        }
    }

    /// The nodes with a word that begins with this one, each once, in the order of recording.
    pub(super) fn beginning_with(&self, word: &str) -> Vec<NodeIndex> {
        let from = (std::ops::Bound::Included(word), std::ops::Bound::Unbounded);
        let found = self.nodes.range::<str, _>(from).take_while(|(it, _)| it.starts_with(word));
        let mut nodes: Vec<_> = found.flat_map(|(_, nodes)| nodes).copied().collect();
        nodes.sort_unstable();
        nodes.dedup();
        nodes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_lose_case_and_accents() {
        let check = |text: &str, expected: &[&str]| assert_eq!(folded_words(text), expected, "{text:?}");
        check("Côte d'Ivoire", &["cote", "d", "ivoire"]);
        check("TÜRKİYE", &["turkiye"]);
        check("São Tomé", &["sao", "tome"]);
        check("Łódź, Malmø", &["lodz", "malmo"]);
        check("A/RES/73/195", &["a", "res", "73", "195"]);
        check(" - ", &[]);
    }
}
