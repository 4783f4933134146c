//! The tables of organisations, of their roles and of their members. A role is known by its key within its organisation.

use std::borrow::Cow;

use super::Table;
use super::form::Form;
use super::part::Part;
use super::record::Record;
use super::rule::{NAME, SLUG, id};
use crate::domain::{Id, Key, Organisation, Role};

impl Record for Organisation {
    const KEY: &'static str = "org_id";

    fn cells(form: &mut Form<'_>, id: Option<Id<Self>>, it: Option<&Self>) -> Option<Self> {
        let name = form.need("name", NAME, it.map(|it| it.name.clone()));
        let short_name = form.may("short_name", NAME, it.and_then(|it| it.short_name.clone()));
        Some(Self {
            id: id?,
            name: name?,
            short_name,
            roles: it.map(|it| it.roles.clone()).unwrap_or_default(),
            members: it.map(|it| it.members.clone()).unwrap_or_default(),
        })
    }
}

/// The organisations that are members of an organisation.
impl Part for Id<Organisation> {
    type Owner = Organisation;

    const OWNER: Table = Table::Organisations;
    const OWNER_COLUMN: &'static str = "org_id";
    const REPEATS: bool = true;
    const CLASH: (&'static str, &'static str) = ("member_id", "this member is in");

    fn name(&self) -> &Key {
        self.key()
    }

    fn of(owner: &Organisation) -> Cow<'_, [Self]> {
        Cow::Borrowed(&owner.members)
    }

    fn with(owner: &Organisation, members: Box<[Self]>) -> Organisation {
        Organisation { members, ..owner.clone() }
    }

    fn head(form: &mut Form<'_>, owner: Option<Self>, name: Option<Key>) -> (Option<Self>, Option<Key>) {
        let owner = form.need("org_id", id(), owner);
        let member = form.need("member_id", id::<Organisation>(), name.map(Self::new));
        (owner, member.map(|it| it.key().clone()))
    }

    fn cells(_: &mut Form<'_>, name: Option<Key>, _: Option<&Self>) -> Option<Self> {
        name.map(Self::new)
    }
}

impl Part for Role {
    type Owner = Organisation;

    const OWNER: Table = Table::Organisations;
    const OWNER_COLUMN: &'static str = "org_id";
    const REPEATS: bool = false;
    const CLASH: (&'static str, &'static str) = ("role_id", "this role is in");

    fn name(&self) -> &Key {
        &self.key
    }

    fn of(owner: &Organisation) -> Cow<'_, [Self]> {
        Cow::Borrowed(&owner.roles)
    }

    fn with(owner: &Organisation, roles: Box<[Self]>) -> Organisation {
        Organisation { roles, ..owner.clone() }
    }

    fn head(
        form: &mut Form<'_>,
        owner: Option<Id<Organisation>>,
        name: Option<Key>,
    ) -> (Option<Id<Organisation>>, Option<Key>) {
        let key = form.need("role_id", SLUG, name);
        let owner = form.need("org_id", id(), owner);
        (owner, key)
    }

    fn cells(form: &mut Form<'_>, name: Option<Key>, it: Option<&Self>) -> Option<Self> {
        let role = form.need("role", NAME, it.map(|it| it.role.clone()));
        let scope = form.may("scope", NAME, it.and_then(|it| it.scope.clone()));
        Some(Self { key: name?, role: role?, scope })
    }
}
