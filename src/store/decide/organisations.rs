//! Organisations: adding, changing. Their roles come from files alone.

use super::form::Form;
use super::{Decision, Rejection, Setting};
use crate::domain::command::{AddOrganisation, Patch, UpdateOrganisation};
use crate::domain::{Entity, Id, Marking, Organisation};
use crate::graph::View;

pub(super) fn add(view: View<'_>, input: AddOrganisation, setting: &Setting<'_>) -> Result<Decision, Rejection> {
    let mut form = Form::new(view, setting);
    let organisation = Organisation {
        id: form.key(input.key.as_deref(), Marking::Public),
        name: form.required_name("name", input.name.as_deref()),
        short_name: form.name("shortName", input.short_name.as_deref()),
        roles: Box::default(),
        members: members(&mut form, &input.members),
    };
    let organisation = Entity::from(organisation);
    form.check(&organisation, &[]);
    form.decide(|| Decision::of(vec![organisation]))
}

pub(super) fn update(view: View<'_>, input: UpdateOrganisation, setting: &Setting<'_>) -> Result<Decision, Rejection> {
    let mut form = Form::new(view, setting);
    let given = &input.organisation;
    let Some(before) = form.target::<Organisation>("organisation", given, input.expected_revision) else {
        return form.decide(Decision::default);
    };
    let organisation = Organisation {
        name: form.replaced("name", &input.name, &before.name, |form, it| Some(form.required_name("name", Some(it)))),
        short_name: form.patched(&input.short_name, &before.short_name, |form, it| form.name("shortName", Some(it))),
        members: match &input.members {
            Patch::Keep => before.members.clone(),
            Patch::Clear => Box::default(),
            Patch::Set(given) => members(&mut form, given),
        },
        ..before.clone()
    };
    form.settle(before, organisation)
}

fn members(form: &mut Form<'_>, given: &[String]) -> Box<[Id<Organisation>]> {
    given.iter().filter_map(|it| form.reference("members", Some(it))).collect()
}
