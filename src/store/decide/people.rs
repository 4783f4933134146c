//! Whether a wish about advocates, and the rights of persons is allowed, and what it brings about.

use arcstr::ArcStr;

use super::form::Form;
use super::{Change, Changes, Decision, Rejection, Setting, UserErrorCode};
use crate::domain::command::{AddAdvocate, ErasePerson, Patch, PersonCommand, RedactText, UpdateAdvocate};
use crate::domain::free_text::REDACTED;
use crate::domain::{
    Advocate, AnyId, Attendance, Contact, Day, Entity, Event, Id, Kind, Kinded, Link, Marking, Organisation, Person,
    Token,
};
use crate::graph::{AnyRef, Ref, View};

/// Where details come from that nobody said anything of.
const SOURCE: &str = "as told to whoever recorded it";

/// For how many years details are kept of which nobody said until when.
const YEARS: i64 = 2;

pub(super) fn decide(view: View<'_>, command: PersonCommand, setting: &Setting<'_>) -> Result<Decision, Rejection> {
    match command {
        PersonCommand::AddAdvocate(it) => add(view, *it, setting),
        PersonCommand::UpdateAdvocate(it) => update(view, *it, setting),
        PersonCommand::Erase(it) => erase(view, &it, setting),
        PersonCommand::Redact(it) => redact(view, &it, setting),
        PersonCommand::EraseDue { on } => Ok(erase_due(view, on)),
    }
}

fn add(view: View<'_>, input: AddAdvocate, setting: &Setting<'_>) -> Result<Decision, Rejection> {
    let mut form = Form::new(view, setting);
    let details = [&input.name, &input.email, &input.phone, &input.source, &input.kept_until];
    let (person, source, kept_until) = given(&mut form, details, setting);
    let organisation = form.required_reference::<Organisation>("organisation", input.organisation.as_deref());
    // Random, since the order in which people came is nobody's business either.
    let id = form.key(None, Marking::Restricted);
    let advocate = Advocate { id, organisation, person, source, kept_until, erased: false }.into();
    form.check(&advocate, &[]);
    form.decide(|| Decision::of(vec![advocate]))
}

fn update(view: View<'_>, input: UpdateAdvocate, setting: &Setting<'_>) -> Result<Decision, Rejection> {
    let mut form = Form::new(view, setting);
    let Some(before) = form.target::<Advocate>("advocate", &input.advocate, input.expected_revision) else {
        return form.decide(Decision::default);
    };
    let stands = (before.person.as_deref().cloned().unwrap_or_default(), &before.source, before.kept_until);
    let details = Details { name: &input.name, email: &input.email, phone: &input.phone, source: &input.source };
    let (person, source, kept_until) = details.patched(&mut form, stands, &input.kept_until, setting);
    let erased = before.erased && person.is_none();
    form.settle(before, Advocate { person, source, kept_until, erased, ..before.clone() })
}

/// The details of somebody new, where they come from, and until when they are kept.
pub(super) fn given(
    form: &mut Form<'_>,
    [name, email, phone, source, until]: [&Option<String>; 5],
    setting: &Setting<'_>,
) -> (Option<Box<Person>>, Option<ArcStr>, Option<Day>) {
    let person = Person {
        name: form.name("name", name.as_deref()),
        email: form.name("email", email.as_deref()),
        phone: form.name("phone", phone.as_deref()),
    };
    let person = person.known();
    let source = form.name("source", source.as_deref());
    let until = kept_until(form, setting, until.as_deref());
    let (source, until) = accounted_for(person.is_some(), source, until, setting);
    (person, source, until)
}

/// What a change asks of somebody's details.
pub(super) struct Details<'p> {
    pub(super) name: &'p Patch<String>,
    pub(super) email: &'p Patch<String>,
    pub(super) phone: &'p Patch<String>,
    pub(super) source: &'p Patch<String>,
}

impl Details<'_> {
    /// The details after the change, where they come from, and until when they are kept.
    pub(super) fn patched(
        self,
        form: &mut Form<'_>,
        (person, source, until): (Person, &Option<ArcStr>, Option<Day>),
        kept: &Patch<String>,
        setting: &Setting<'_>,
    ) -> (Option<Box<Person>>, Option<ArcStr>, Option<Day>) {
        let person = Person {
            name: form.patched(self.name, &person.name, |form, it| form.name("name", Some(it))),
            email: form.patched(self.email, &person.email, |form, it| form.name("email", Some(it))),
            phone: form.patched(self.phone, &person.phone, |form, it| form.name("phone", Some(it))),
        };
        let person = person.known();
        let source = form.patched(self.source, source, |form, it| form.name("source", Some(it)));
        let until = form.patched(kept, &until, |form, it| kept_until(form, setting, Some(it)));
        // A change of something else says nothing of where details come from that were recorded without it.
        if [self.name, self.email, self.phone, self.source, kept].iter().all(|it| **it == Patch::Keep) {
            return (person, source, until);
        }
        let (source, until) = accounted_for(person.is_some(), source, until, setting);
        (person, source, until)
    }
}

/// Until when details are to be kept: not until a day that has passed, since they would be erased at once.
fn kept_until(form: &mut Form<'_>, setting: &Setting<'_>, given: Option<&str>) -> Option<Day> {
    let day = form.day("keptUntil", given)?;
    // They are erased by the calendar, whatever day is rehearsed.
    if day < Day::of(setting.now) {
        form.refuse(
            UserErrorCode::Invalid,
            "keptUntil",
            format!("{day} has passed: details are kept until a day to come"),
        );
    }
    Some(day)
}

/// Where details come from and until when they are kept: where there are any, both are always said.
fn accounted_for(
    are_known: bool,
    source: Option<ArcStr>,
    kept_until: Option<Day>,
    setting: &Setting<'_>,
) -> (Option<ArcStr>, Option<Day>) {
    if !are_known {
        return (source, kept_until);
    }
    let default = || Day::of(setting.now).years_later(YEARS);
    (Some(source.unwrap_or_else(|| SOURCE.into())), Some(kept_until.unwrap_or_else(default)))
}

/// Puts the person without details; their attendances without saying whose; their tokens without name, and good for
/// nothing. That nothing of it can be read in the journal is up to whoever writes this down.
fn erase(view: View<'_>, input: &ErasePerson, setting: &Setting<'_>) -> Result<Decision, Rejection> {
    let mut form = Form::new(view, setting);
    let kind = AnyId::parse(&input.id).map(|it| it.kind);
    let found = match kind {
        Some(Kind::Advocate) => form.target::<Advocate>("id", &input.id, input.expected_revision).map(|it| it.id.any()),
        Some(Kind::Contact) => form.target::<Contact>("id", &input.id, input.expected_revision).map(|it| it.id.any()),
        _ => {
            form.refuse(UserErrorCode::NotFound, "id", format!("there is no contact or advocate {:?}", input.id));
            None
        }
    };
    form.decide(|| {
        let mut entities = Vec::new();
        match found.as_ref().and_then(|it| view.lookup(it)) {
            Some(AnyRef::Advocate(it)) => {
                entities.extend(attendances(view, it).map(Entity::from));
                entities.extend(view.get(it).into_iter().flat_map(|it| tokens(view, &it.id)).map(|it| {
                    let revoked_at = Some(it.revoked_at.unwrap_or(setting.now));
                    Entity::from(Token { person: None, revoked_at, ..it.clone() })
                }));
                entities.extend(view.get(it).map(without_details));
            }
            Some(AnyRef::Contact(it)) => {
                entities.extend(attendances(view, it).map(Entity::from));
                entities.extend(view.get(it).map(bare));
            }
            _ => {}
        }
        Decision::of(entities)
    })
}

/// Puts another text in place of one. That the one before cannot be read any more is up to whoever writes this down, and that
/// nothing tells of it where it was learned under the Chatham House Rule.
fn redact(view: View<'_>, input: &RedactText, setting: &Setting<'_>) -> Result<Decision, Rejection> {
    let mut form = Form::new(view, setting);
    let found = AnyId::parse(&input.id).and_then(|it| view.lookup(&it)).and_then(|it| Some((it, view.entity(it)?)));
    let given = input.replacement.as_deref();
    let replacement = match found.is_some_and(|it| it.1.has_short_texts()) {
        true => form.name("replacement", given),
        false => form.text("replacement", given),
    };
    let replacement = replacement.unwrap_or(REDACTED);
    let field = form.required_name("field", input.field.as_deref());
    let Some((at, entity)) = found else {
        form.refuse(UserErrorCode::NotFound, "id", format!("there is no {:?}", input.id));
        return form.decide(Decision::default);
    };
    form.demand_revision(view.revision_of(at), input.expected_revision);
    let texts = entity.free_texts();
    if !field.is_empty() && !texts.iter().any(|it| *it.0 == *field) {
        let names: Vec<_> = texts.iter().map(|it| it.0.as_str()).collect();
        let reason = if names.is_empty() { "it has none".to_owned() } else { format!("it has {}", names.join(", ")) };
        form.refuse(UserErrorCode::NotFound, "field", format!("{} has no free text {field:?}: {reason}", input.id));
    }
    let mut entity = entity.clone();
    entity.visit_texts(&mut |name, slot| {
        if *name == *field {
            slot.put(replacement.clone());
        }
    });
    form.decide(|| match entity.is_takeaway() {
        true => Decision { entity: Some(entity.id()), takeaway: Some(entity), ..Decision::default() },
        false => Decision::of(vec![entity]),
    })
}

/// What is to be kept no longer on a day: the details that were kept until a day before, and who attended where the day
/// has come.
fn erase_due(view: View<'_>, on: Day) -> Decision {
    let has_passed = |it: Option<Day>| it.is_some_and(|it| it < on);
    let contacts = view.all::<Contact>().filter_map(|it| view.get(it)).filter(|it| has_passed(it.kept_until));
    let advocates = view.all::<Advocate>().filter_map(|it| view.get(it)).filter(|it| has_passed(it.kept_until));
    let attendances = view.all::<Attendance>().filter_map(|it| view.get(it));
    let attendances = attendances.filter(|it| it.attendee.is_some() && it.erased_on <= on);
    let mut entities: Vec<Entity> = contacts.map(bare).collect();
    for advocate in advocates {
        // They go on being good: whoever bears them has not left.
        let named = tokens(view, &advocate.id).filter(|it| it.person.is_some());
        entities.extend(named.map(|it| Entity::from(Token { person: None, ..it.clone() })));
        entities.push(without_details(advocate));
    }
    entities.extend(attendances.map(|it| Entity::from(Attendance { attendee: None, ..it.clone() })));
    let changes = Changes(entities.iter().map(|it| (it.id(), Change::Changed)).collect());
    Decision { events: entities.into_iter().map(|entity| Event { entity }).collect(), changes, ..Decision::default() }
}

fn bare(it: &Contact) -> Entity {
    Contact { person: None, source: None, kept_until: None, erased: true, ..it.clone() }.into()
}

fn without_details(it: &Advocate) -> Entity {
    Advocate { person: None, source: None, kept_until: None, erased: true, ..it.clone() }.into()
}

/// The attendances of somebody, without saying whose.
fn attendances<'g, K: Kinded>(view: View<'g>, of: Ref<K>) -> impl Iterator<Item = Attendance> + use<'g, K> {
    let attended = view.referring::<Attendance, _>(of, Link::Attendee).filter_map(move |it| view.get(it));
    attended.map(|it| Attendance { attendee: None, ..it.clone() })
}

fn tokens<'g>(view: View<'g>, of: &Id<Advocate>) -> impl Iterator<Item = &'g Token> {
    view.all::<Token>().filter_map(move |it| view.get(it)).filter(move |it| it.advocate.as_ref() == Some(of))
}
