//! How much a document selects, counted with what fragments bring in: they multiply what a few lines ask. Each fragment is
//! counted once, so that this takes no longer than the document is long. Operations count that are not asked for, too: the
//! library reads all of them before it executes one.

use std::collections::HashMap;

use async_graphql::Name;
use async_graphql::parser::types::{ExecutableDocument, Selection, SelectionSet};

/// How many fragments a document may have.
pub(super) const MOST_FRAGMENTS: u64 = 250;

/// What was counted. All sums stop at the largest number there is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Counts {
    /// Fields of all operations, with those of fragments wherever they are spread.
    pub(super) fields: u64,
    /// Fields at the root of the operation that has most.
    pub(super) root_fields: u64,
    /// The deepest field; a root field is at depth 1.
    pub(super) depth: u64,
    /// Fields under another name, as they stand in the document.
    pub(super) aliases: u64,
    /// Directives, as they stand in the document.
    pub(super) directives: u64,
}

/// What a document selects.
pub(super) fn of(document: &ExecutableDocument) -> Counts {
    let mut selected = Selected { document, known: HashMap::new() };
    let set = document.operations.iter().fold(Set::default(), |sum, (_, it)| {
        let set = selected.set(&it.node.selection_set.node);
        Set {
            fields: sum.fields.saturating_add(set.fields),
            level: sum.level.max(set.level),
            depth: sum.depth.max(set.depth),
        }
    });
    let written = document.operations.iter().fold(Written::default(), |sum, (_, it)| {
        let on_variables = it.node.variable_definitions.iter().map(|it| it.node.directives.len());
        sum.and(&it.node.selection_set.node).with(it.node.directives.len() + on_variables.sum::<usize>())
    });
    let written = document
        .fragments
        .values()
        .fold(written, |sum, it| sum.and(&it.node.selection_set.node).with(it.node.directives.len()));
    Counts {
        fields: set.fields,
        root_fields: set.level,
        depth: set.depth,
        aliases: written.aliases,
        directives: written.directives,
    }
}

/// What stands in a document, read as it is written.
#[derive(Clone, Copy, Default)]
struct Written {
    aliases: u64,
    directives: u64,
}

impl Written {
    fn with(mut self, directives: usize) -> Self {
        self.directives += directives as u64;
        self
    }

    fn and(self, set: &SelectionSet) -> Self {
        set.items.iter().fold(self, |mut sum, item| match &item.node {
            Selection::Field(field) => {
                sum.aliases += u64::from(field.node.alias.is_some());
                sum.with(field.node.directives.len()).and(&field.node.selection_set.node)
            }
            Selection::InlineFragment(inline) => {
                sum.with(inline.node.directives.len()).and(&inline.node.selection_set.node)
            }
            Selection::FragmentSpread(spread) => sum.with(spread.node.directives.len()),
        })
    }
}

/// What a selection brings in.
#[derive(Clone, Copy, Default)]
struct Set {
    /// All fields.
    fields: u64,
    /// Fields of the first level.
    level: u64,
    depth: u64,
}

struct Selected<'d> {
    document: &'d ExecutableDocument,
    /// What each fragment brings in. One that spreads itself counts as empty there: it is refused later.
    known: HashMap<&'d Name, Set>,
}

impl<'d> Selected<'d> {
    fn set(&mut self, set: &'d SelectionSet) -> Set {
        set.items.iter().fold(Set::default(), |sum, item| {
            let more = match &item.node {
                Selection::Field(field) => {
                    let below = self.set(&field.node.selection_set.node);
                    Set { fields: below.fields.saturating_add(1), level: 1, depth: below.depth.saturating_add(1) }
                }
                Selection::InlineFragment(inline) => self.set(&inline.node.selection_set.node),
                Selection::FragmentSpread(spread) => self.fragment(&spread.node.fragment_name.node),
            };
            Set {
                fields: sum.fields.saturating_add(more.fields),
                level: sum.level.saturating_add(more.level),
                depth: sum.depth.max(more.depth),
            }
        })
    }

    fn fragment(&mut self, name: &'d Name) -> Set {
        if let Some(known) = self.known.get(name) {
            return *known;
        }
        self.known.insert(name, Set::default());
        let fragment = self.document.fragments.get(name);
        let set = fragment.map_or_else(Set::default, |it| self.set(&it.node.selection_set.node));
        self.known.insert(name, set);
        set
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counted(document: &str) -> Counts {
        of(&async_graphql::parser::parse_query(document).unwrap())
    }

    #[test]
    fn what_multiplies_is_counted() {
        let check = |document: &str, [fields, root_fields, depth, aliases, directives]: [u64; 5]| {
            let expected = Counts { fields, root_fields, depth, aliases, directives };
            assert_eq!(counted(document), expected, "{document:.80}");
        };
        check("{ acts { number } }", [2, 1, 2, 0, 0]);
        check("{ a: __typename b: __typename @skip(if: true) }", [2, 2, 1, 2, 1]);
        check("query($v: Int @y) @x { ...F @z ... @z { c: d } } fragment F on Query @z { c: d }", [2, 2, 1, 2, 5]);
        check("{ ...F } fragment F on Query { ...F acts { number } }", [2, 1, 2, 0, 0]);
        check(
            "query A { acts { id } } query B { a b @x } query C { ...F } fragment F on Query { c { d { e } } }",
            [7, 2, 3, 0, 1],
        );
        // Each fragment spreads the next one twice: 2^30 fields in little text.
        let bomb: String =
            (0..30).map(|at| format!(" fragment F{at} on Act {{ ...F{} ...F{} }}", at + 1, at + 1)).collect();
        check(&format!("{{ acts {{ ...F0 }} }} {bomb} fragment F30 on Act {{ id }}"), [1 + (1 << 30), 1, 2, 0, 0]);
        let more = bomb.replace("F30", "G0");
        let rest: String =
            (0..60).map(|at| format!(" fragment G{at} on Act {{ ...G{} ...G{} }}", at + 1, at + 1)).collect();
        let most = counted(&format!("{{ ...F0 }} {more} {rest} fragment G60 on Act {{ id }}"));
        assert_eq!((most.fields, most.root_fields), (u64::MAX, u64::MAX));
    }
}
