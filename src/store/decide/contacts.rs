//! Contacts: adding, changing.

use super::form::Form;
use super::people::{self, Details};
use super::{Decision, Rejection, Setting, UserErrorCode};
use crate::domain::command::{AddContact, Patch, UpdateContact};
use crate::domain::{Body, City, Contact, Level, Marking};
use crate::graph::View;

pub(super) fn add(view: View<'_>, input: AddContact, setting: &Setting<'_>) -> Result<Decision, Rejection> {
    let mut form = Form::new(view, setting);
    let details = [&input.name, &input.email, &input.phone, &input.source, &input.kept_until];
    let (person, source, kept_until) = people::given(&mut form, details, setting);
    let marking = input.marking.unwrap_or(Marking::Coalition);
    let contact = Contact {
        id: form.key(input.key.as_deref(), marking),
        state: form.state(input.state.as_deref()),
        body: form.reference::<Body>("body", input.body.as_deref()),
        city: form.required_reference::<City>("city", input.city.as_deref()),
        post: form.required_name("post", input.post.as_deref()),
        institution: form.name("institution", input.institution.as_deref()),
        level: form.required("level", input.level).unwrap_or(Level::Local),
        acts: form.acts(&input.acts),
        person,
        source,
        kept_until,
        erased: false,
        marking,
        recorded_by: form.recorder(),
    };
    let contact = contact.into();
    form.check(&contact, &[]);
    form.decide(|| Decision::of(vec![contact]))
}

pub(super) fn update(view: View<'_>, input: UpdateContact, setting: &Setting<'_>) -> Result<Decision, Rejection> {
    let mut form = Form::new(view, setting);
    let Some(before) = form.target::<Contact>("contact", &input.contact, input.expected_revision) else {
        return form.decide(Decision::default);
    };
    let details = [
        ("name", &input.name),
        ("email", &input.email),
        ("phone", &input.phone),
        ("source", &input.source),
        ("keptUntil", &input.kept_until),
    ];
    for (field, patch) in details {
        if *patch != Patch::Keep && !view.sees_details(&before.clone().into()) {
            form.refuse(
                UserErrorCode::Forbidden,
                field,
                "you may not see personal details, so you may not change them",
            );
        }
    }
    let stands = (before.person.as_deref().cloned().unwrap_or_default(), &before.source, before.kept_until);
    let details = Details { name: &input.name, email: &input.email, phone: &input.phone, source: &input.source };
    let (person, source, kept_until) = details.patched(&mut form, stands, &input.kept_until, setting);
    let institution = &before.institution;
    let contact = Contact {
        city: form.replaced("city", &input.city, &before.city, |form, it| form.reference("city", Some(it))),
        post: form.replaced("post", &input.post, &before.post, |form, it| Some(form.required_name("post", Some(it)))),
        institution: form.patched(&input.institution, institution, |form, it| form.name("institution", Some(it))),
        level: form.replaced("level", &input.level, &before.level, |_, it| Some(*it)),
        acts: match &input.acts {
            Patch::Keep => before.acts.clone(),
            Patch::Clear => Box::default(),
            Patch::Set(acts) => form.acts(acts),
        },
        erased: before.erased && person.is_none(),
        person,
        source,
        kept_until,
        marking: form.replaced("marking", &input.marking, &before.marking, |_, it| Some(*it)),
        ..before.clone()
    };
    form.settle(before, contact)
}
