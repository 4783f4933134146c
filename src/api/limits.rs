//! What a document may ask for at the most, seen before anything is executed: fragments multiply what a few lines ask.

use std::collections::HashMap;
use std::time::Duration;

use async_graphql::Name;
use async_graphql::parser::types::{ExecutableDocument, Selection, SelectionSet};

/// What a request may ask for at the most. Everything is counted with what fragments bring in, wherever they are spread.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Fields that a document selects.
    pub fields: u64,
    /// The deepest selection; a root field is at depth 1.
    pub depth: usize,
    /// Root fields of an operation. A mutation's are answered one after the other.
    pub root_fields: u64,
    /// How often one request may look at the graph: about once for every field of an entity.
    pub looks: u32,
    /// How long a request may wait for anything, such as for a write to be on disk.
    pub waiting: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self { fields: 2_000, depth: 15, root_fields: 20, looks: 250_000, waiting: Duration::from_secs(10) }
    }
}

/// Why a document is refused, if it is.
pub(super) fn excess(document: &ExecutableDocument, limits: &Limits) -> Option<String> {
    let mut counts = Counts { document, limits, known: HashMap::new() };
    for (_, operation) in document.operations.iter() {
        let roots = counts.roots(&operation.node.selection_set.node, &mut Vec::new());
        if roots > limits.root_fields {
            return Some(format!("more than {} root fields at once", limits.root_fields));
        }
        let fields = counts.fields(&operation.node.selection_set.node);
        if fields > limits.fields {
            return Some(format!("{fields} fields with those of the fragments; at most {} at once", limits.fields));
        }
    }
    None
}

struct Counts<'d> {
    document: &'d ExecutableDocument,
    limits: &'d Limits,
    /// The fields of each fragment, counted once. A fragment that spreads itself counts as empty: it is refused later.
    known: HashMap<&'d Name, u64>,
}

impl<'d> Counts<'d> {
    fn fields(&mut self, set: &'d SelectionSet) -> u64 {
        set.items.iter().fold(0, |sum: u64, item| {
            sum.saturating_add(match &item.node {
                Selection::Field(field) => self.fields(&field.node.selection_set.node).saturating_add(1),
                Selection::InlineFragment(inline) => self.fields(&inline.node.selection_set.node),
                Selection::FragmentSpread(spread) => self.fragment(&spread.node.fragment_name.node),
            })
        })
    }

    fn fragment(&mut self, name: &'d Name) -> u64 {
        if let Some(known) = self.known.get(name) {
            return *known;
        }
        self.known.insert(name, 0);
        let fragment = self.document.fragments.get(name);
        let fields = fragment.map_or(0, |it| self.fields(&it.node.selection_set.node));
        self.known.insert(name, fields);
        fields
    }

    /// The fields at the root, through fragments. `within` are the fragments being read.
    fn roots(&self, set: &'d SelectionSet, within: &mut Vec<&'d Name>) -> u64 {
        let mut roots: u64 = 0;
        for item in &set.items {
            roots = roots.saturating_add(match &item.node {
                Selection::Field(_) => 1,
                Selection::InlineFragment(inline) => self.roots(&inline.node.selection_set.node, within),
                Selection::FragmentSpread(spread) => {
                    let name = &spread.node.fragment_name.node;
                    match self.document.fragments.get(name) {
                        Some(fragment) if !within.contains(&name) => {
                            within.push(name);
                            let found = self.roots(&fragment.node.selection_set.node, within);
                            within.pop();
                            found
                        }
                        _ => 0,
                    }
                }
            });
            if roots > self.limits.root_fields {
                return roots;
            }
        }
        roots
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_multiplies_is_counted() {
        let check = |document: &str, expected: Option<&str>| {
            let document = async_graphql::parser::parse_query(document).unwrap();
            let found = excess(&document, &Limits::default());
            assert_eq!(found.as_deref().map(|it| it.split(';').next().unwrap_or_default()), expected);
        };
        check("{ acts { number } }", None);
        let aliases: String = (0..21).map(|it| format!("a{it}: __typename ")).collect();
        check(&format!("{{ {aliases} }}"), Some("more than 20 root fields at once"));
        check("{ ...F } fragment F on Query { ...F acts { number } }", None);
        // Each fragment spreads the next one twice: 2^30 fields in little text.
        let mut document = "{ acts { ...F0 } }".to_owned();
        for at in 0..30 {
            document.push_str(&format!(" fragment F{at} on Act {{ ...F{} ...F{} }}", at + 1, at + 1));
        }
        document.push_str(" fragment F30 on Act { id }");
        check(&document, Some("1073741825 fields with those of the fragments"));
        let roots: String =
            (0..30).map(|at| format!(" fragment F{at} on Query {{ ...F{} ...F{} }}", at + 1, at + 1)).collect();
        check(
            &format!("{{ ...F0 }} {roots} fragment F30 on Query {{ __typename }}"),
            Some("more than 20 root fields at once"),
        );
    }
}
