//! The table of members of bodies. The rows of a call for one body and one state replace what the two had before.

use std::borrow::Cow;

use super::Table;
use super::form::Form;
use super::part::Part;
use super::rule::{DAY, id};
use crate::domain::{Body, Id, Key, Membership, State};

impl Part for Membership {
    type Owner = Body;

    const OWNER: Table = Table::Bodies;
    const OWNER_COLUMN: &'static str = "body_id";
    const REPEATS: bool = true;
    const CLASH: (&'static str, &'static str) = ("from", "the period overlaps that of");

    fn name(&self) -> &Key {
        self.state.key()
    }

    fn clashes(&self, other: &Self) -> bool {
        let begins_in_time = |one: &Self, two: &Self| one.from.zip(two.to).is_none_or(|(from, to)| from <= to);
        begins_in_time(self, other) && begins_in_time(other, self)
    }

    fn of(owner: &Body) -> Cow<'_, [Self]> {
        Cow::Borrowed(&owner.members)
    }

    fn with(owner: &Body, members: Box<[Self]>) -> Body {
        Body { members, ..owner.clone() }
    }

    fn head(form: &mut Form<'_>, owner: Option<Id<Body>>, name: Option<Key>) -> (Option<Id<Body>>, Option<Key>) {
        let owner = form.need("body_id", id(), owner);
        let state = form.need("iso3", id::<State>(), name.map(Id::new));
        (owner, state.map(|state| state.key().clone()))
    }

    fn cells(form: &mut Form<'_>, name: Option<Key>, it: Option<&Self>) -> Option<Self> {
        let from = form.may("from", DAY, it.and_then(|it| it.from));
        let to = form.may("to", DAY, it.and_then(|it| it.to));
        form.ordered("to", from, to);
        // A day that is refused is not an open end: such a row overlaps nothing.
        let state = name.filter(|_| form.sound(&["from", "to"])).map(Id::new);
        Some(Self { state: state?, from, to })
    }
}
