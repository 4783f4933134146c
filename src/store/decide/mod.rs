//! Whether a wish is allowed, and what it brings about. Pure: a view of the graph and a command give events or a
//! rejection that names every mistake at once.

mod contacts;
mod follow_ups;
mod form;
mod import;
mod meetings;
mod organisations;
mod people;
mod referrals;
mod reports;
mod rights;
mod rules;
mod stances;
mod takeaways;
mod tokens;

use jiff::Timestamp;

use super::World;
use crate::domain::{AnyId, Command, Day, Entity, Event, MeetingRuleBroken, command};
use crate::graph::View;

pub use import::{Change, Changes};

/// When a command is decided, and where new keys come from.
pub struct Setting<'w> {
    /// The day in UTC.
    pub today: Day,
    /// The day where it is latest.
    pub latest_day: Day,
    /// The time.
    pub now: Timestamp,
    /// Where new keys come from.
    pub world: &'w dyn World,
}

/// What an accepted command brings about.
#[derive(Debug, Default)]
pub struct Decision {
    /// The facts, in order; none where nothing changes.
    pub events: Vec<Event>,
    /// The entity that the answer shows.
    pub entity: Option<AnyId>,
    /// What an import changes.
    pub changes: Changes,
    /// Under which name it is recorded, where that is not the wish's; then the caller's own name for the wish is not
    /// kept either.
    pub name: Option<&'static str>,
    /// The takeaway to be stored, in place of the one of its key if there is one. It is no event, and nothing else is kept
    /// of the wish.
    pub takeaway: Option<Entity>,
}

/// Why a command is refused: every mistake there is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejection {
    /// At least one.
    pub errors: Vec<UserError>,
}

/// A mistake that the caller can mend.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserError {
    /// What sort of mistake.
    pub code: UserErrorCode,
    /// The way to the field of the input, by the names of the API. An import's begins with the number of the entity.
    pub path: Vec<String>,
    /// What is wrong, and what to do.
    pub message: String,
    /// The rule of meetings, reports or questions that it breaks, if it breaks one.
    pub rule: Option<MeetingRuleBroken>,
}

/// What sort of mistake it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UserErrorCode {
    /// The value is not of the form it must have.
    Invalid,
    /// A value is missing.
    Required,
    /// What is referred to does not exist.
    NotFound,
    /// The key is taken.
    AlreadyExists,
    /// The follow-up is closed.
    Closed,
    /// The caller may not do this.
    Forbidden,
    /// The entity has changed since the caller looked.
    RevisionConflict,
    /// The idempotency key came before, with another input.
    IdempotencyConflict,
    /// A rule of the domain forbids it.
    Rule,
}

impl UserError {
    /// A mistake at this path.
    pub fn new(code: UserErrorCode, path: &[&str], message: impl Into<String>) -> Self {
        Self { code, path: path.iter().map(|it| (*it).to_owned()).collect(), message: message.into(), rule: None }
    }

    /// A rule of meetings, reports or questions broken at this path.
    pub(super) fn broken(rule: MeetingRuleBroken, path: &[&str], message: impl Into<String>) -> Self {
        Self { rule: Some(rule), ..Self::new(UserErrorCode::Rule, path, message) }
    }
}

impl Rejection {
    /// A rejection for one mistake.
    pub fn new(error: UserError) -> Self {
        Self { errors: vec![error] }
    }

    /// A rejection of what is not the caller's to change.
    fn forbidden(field: &str, message: &str) -> Self {
        Self::new(UserError::new(UserErrorCode::Forbidden, &[field], message))
    }
}

/// Decides a command.
pub fn decide(view: View<'_>, command: Command, setting: &Setting<'_>) -> Result<Decision, Rejection> {
    rights::may_ask(view, &command)?;
    let erases = command::erases(command.name());
    let mut decision = match command {
        Command::AddOrganisation(it) => organisations::add(view, it, setting),
        Command::UpdateOrganisation(it) => organisations::update(view, it, setting),
        Command::AddEvidence(it) => stances::add_evidence(view, it, setting),
        Command::RecordStance(it) => stances::record(view, *it, setting),
        Command::RetractStance(it) => stances::retract(view, it, setting),
        Command::AddContact(it) => contacts::add(view, *it, setting),
        Command::UpdateContact(it) => contacts::update(view, *it, setting),
        Command::PlanFollowUp(it) => follow_ups::plan(view, *it, setting),
        Command::UpdateFollowUp(it) => follow_ups::update(view, *it, setting),
        Command::CompleteFollowUp(it) => follow_ups::complete(view, it, setting),
        Command::CancelFollowUp(it) => follow_ups::cancel(view, it, setting),
        Command::Meeting(it) => meetings::decide(view, it, setting),
        Command::Report(it) => reports::decide(view, it, setting),
        Command::Referral(it) => referrals::decide(view, it, setting),
        Command::Takeaway(it) => takeaways::decide(view, *it, setting),
        Command::Person(it) => people::decide(view, it, setting),
        Command::Token(it) => tokens::decide(view, it, setting),
        Command::Import(entities) => import::import(view, entities, setting),
    }?;
    // An event has a time, an actor and neighbours.
    if decision.events.iter().any(|event| event.entity.is_takeaway()) {
        let message = "what was learned under the Chatham House Rule is not changed, since it would be known when and by \
                       whom, and it comes from no file";
        return Err(Rejection::new(UserError::new(UserErrorCode::Rule, &[], message)));
    }
    for event in &decision.events {
        rights::may_record(view, &event.entity)?;
    }
    let events = decision.events.into_iter();
    decision.events = events.map(|it| Event { entity: rights::unpublished(view, it.entity) }).collect();
    // Nobody records what they could not see afterwards: they would take the silence for a failure, and try again.
    // What is erased is seen by nobody, which is what was asked.
    if !erases && decision.events.iter().any(|event| !view.would_see(&event.entity)) {
        let message = "you could not see this once it is recorded: choose another marking, or ask a coordinator";
        return Err(Rejection::new(UserError::new(UserErrorCode::Forbidden, &[], message)));
    }
    Ok(decision)
}

impl Decision {
    /// The entities, of which the last is the one that the answer shows.
    fn of(entities: Vec<Entity>) -> Self {
        let entity = entities.last().map(Entity::id);
        let events = entities.into_iter().map(|entity| Event { entity }).collect();
        Self { events, entity, ..Self::default() }
    }

    /// Nothing to change; the answer shows the entity as it is.
    fn unchanged(entity: AnyId) -> Self {
        Self { entity: Some(entity), ..Self::default() }
    }
}
