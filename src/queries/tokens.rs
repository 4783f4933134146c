//! Tokens, for those who give and take them away.

use super::page::{Row, Step};
use crate::domain::Token;
use crate::graph::{Ref, View};

/// The tokens, the newest first, then by key.
pub fn tokens(view: View<'_>) -> Vec<Ref<Token>> {
    let mut found: Vec<_> = view.all::<Token>().collect();
    found.sort_by_cached_key(|it| it.place(view));
    found
}

impl Row for Ref<Token> {
    const ORDER: (&'static str, usize) = ("tokens", 2);

    fn place(&self, view: View<'_>) -> Vec<Step> {
        let created = |it: &Token| Step::Number(-it.created_at.as_microsecond());
        view.get(*self).map_or_else(Vec::new, |it| vec![created(it), it.id.as_str().into()])
    }
}
