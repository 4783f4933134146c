//! Contacts: adding, changing.

use super::form::Form;
use super::{Decision, Rejection, Setting, UserErrorCode};
use crate::domain::command::{AddContact, Patch, UpdateContact};
use crate::domain::{Body, City, Contact, Entity, Level, Marking, Person};
use crate::graph::View;

pub(super) fn add(view: View<'_>, input: AddContact, setting: &Setting<'_>) -> Result<Decision, Rejection> {
    let mut form = Form::new(view, setting);
    let person = Person {
        name: form.name("name", input.name.as_deref()),
        email: form.name("email", input.email.as_deref()),
        phone: form.name("phone", input.phone.as_deref()),
    };
    let contact = Contact {
        id: form.key(input.key.as_deref(), Marking::Coalition),
        state: form.state(input.state.as_deref()),
        body: form.reference::<Body>("body", input.body.as_deref()),
        city: form.required_reference::<City>("city", input.city.as_deref()),
        post: form.required_name("post", input.post.as_deref()),
        institution: form.name("institution", input.institution.as_deref()),
        level: form.required("level", input.level).unwrap_or(Level::Local),
        acts: form.acts(&input.acts),
        person: person.known(),
        source: None,
        kept_until: None,
        marking: Marking::Coalition,
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
    for (field, patch) in [("name", &input.name), ("email", &input.email), ("phone", &input.phone)] {
        if *patch != Patch::Keep && !view.sees_details(&before.clone().into()) {
            form.refuse(
                UserErrorCode::Forbidden,
                field,
                "you may not see personal details, so you may not change them",
            );
        }
    }
    let person = before.person.as_deref().cloned().unwrap_or_default();
    let person = Person {
        name: form.patched(&input.name, &person.name, |form, it| form.name("name", Some(it))),
        email: form.patched(&input.email, &person.email, |form, it| form.name("email", Some(it))),
        phone: form.patched(&input.phone, &person.phone, |form, it| form.name("phone", Some(it))),
    };
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
        person: person.known(),
        ..before.clone()
    };
    let unchanged = contact == *before;
    let contact = Entity::from(contact);
    form.check_change(&before.clone().into(), &contact);
    form.decide(|| if unchanged { Decision::unchanged(contact.id()) } else { Decision::of(vec![contact]) })
}
