//! Organisations: adding one.

use super::form::Form;
use super::{Decision, Rejection, Setting};
use crate::domain::command::AddOrganisation;
use crate::domain::{Marking, Organisation};
use crate::graph::View;

pub(super) fn add(view: View<'_>, input: AddOrganisation, setting: &Setting<'_>) -> Result<Decision, Rejection> {
    let mut form = Form::new(view, setting);
    let organisation = Organisation {
        id: form.key(input.key.as_deref(), Marking::Public),
        name: form.required_name("name", input.name.as_deref()),
        short_name: form.name("shortName", input.short_name.as_deref()),
        roles: Box::default(),
        members: Box::default(),
    };
    form.decide(|| Decision::of(vec![organisation.into()]))
}
