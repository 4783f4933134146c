//! What a caller wrote, field by field, turned into values; every mistake is noted with its path. A field with a
//! mistake gets a value that is never used, so that reading goes on to the next.

use arcstr::ArcStr;
use ulid::Ulid;

use super::rules::{Known, break_rules};
use super::{Decision, Rejection, Setting, UserError, UserErrorCode};
use crate::domain::command::Patch;
use crate::domain::{Act, AnyId, Day, Entity, Id, Key, Kinded, Marking, MeetingRuleBroken, Organisation, State, text};
use crate::graph::{Ref, View};

/// The mistakes of an input so far.
pub(super) struct Form<'a> {
    view: View<'a>,
    setting: &'a Setting<'a>,
    /// Where the fields being read stand; nothing at the top of the input.
    within: Vec<String>,
    errors: Vec<UserError>,
}

impl<'a> Form<'a> {
    pub(super) fn new(view: View<'a>, setting: &'a Setting<'a>) -> Self {
        Self { view, setting, within: Vec::new(), errors: Vec::new() }
    }

    /// Reads the fields of an input inside the input.
    pub(super) fn within<T>(&mut self, field: impl Into<String>, read: impl FnOnce(&mut Self) -> T) -> T {
        self.within.push(field.into());
        let value = read(self);
        self.within.pop();
        value
    }

    /// Reads each of several inputs inside the input, in order; their paths go by their numbers, from 0 on.
    pub(super) fn each<T, R>(
        &mut self,
        field: &str,
        given: &[T],
        mut read: impl FnMut(&mut Self, &T) -> R,
    ) -> Box<[R]> {
        self.within(field, |form| {
            let mut one = |(at, it): (usize, &T)| form.within(at.to_string(), |form| read(form, it));
            given.iter().enumerate().map(&mut one).collect()
        })
    }

    /// The organisation whose advocate records this; nobody's where those who coordinate do.
    pub(super) fn recorder(&self) -> Option<Id<Organisation>> {
        self.view.clearance().organisation().cloned()
    }

    pub(super) fn refuse(&mut self, code: UserErrorCode, field: &str, message: impl Into<String>) {
        self.errors.push(UserError::new(code, &self.path(field), message));
    }

    /// Refuses what breaks a rule of meetings, reports or questions, once, unless the field was refused already for what it is.
    pub(super) fn break_rule(&mut self, rule: MeetingRuleBroken, field: &str, message: &str) {
        let path = self.path(field);
        let said = |it: &UserError| it.path == path && it.rule.is_none_or(|it| it == rule);
        if !self.errors.iter().any(said) {
            self.errors.push(UserError::broken(rule, &self.path(field), message));
        }
    }

    fn path<'p>(&'p self, field: &'p str) -> Vec<&'p str> {
        self.within.iter().map(String::as_str).chain([field]).collect()
    }

    fn is_refused(&self, field: &str) -> bool {
        self.errors.iter().any(|it| it.path == self.path(field))
    }

    /// A value that must be given.
    pub(super) fn required<T>(&mut self, field: &str, value: Option<T>) -> Option<T> {
        if value.is_none() {
            self.refuse(UserErrorCode::Required, field, format!("{field} is required"));
        }
        value
    }

    fn cleaned(&mut self, field: &str, cleaned: Result<Option<ArcStr>, String>) -> Option<ArcStr> {
        cleaned.unwrap_or_else(|message| {
            self.refuse(UserErrorCode::Invalid, field, message);
            None
        })
    }

    /// One line.
    pub(super) fn name(&mut self, field: &str, given: Option<&str>) -> Option<ArcStr> {
        given.and_then(|it| self.cleaned(field, text::name(it)))
    }

    /// A long text.
    pub(super) fn text(&mut self, field: &str, given: Option<&str>) -> Option<ArcStr> {
        given.and_then(|it| self.cleaned(field, text::text(it)))
    }

    /// One line that must not be empty.
    pub(super) fn required_name(&mut self, field: &str, given: Option<&str>) -> ArcStr {
        let before = self.errors.len();
        let name = self.name(field, given);
        self.unless_refused(field, name, before)
    }

    /// A long text that must not be empty.
    pub(super) fn required_text(&mut self, field: &str, given: Option<&str>) -> ArcStr {
        let before = self.errors.len();
        let text = self.text(field, given);
        self.unless_refused(field, text, before)
    }

    fn unless_refused(&mut self, field: &str, value: Option<ArcStr>, before: usize) -> ArcStr {
        if self.errors.len() > before { ArcStr::new() } else { self.required(field, value).unwrap_or_default() }
    }

    /// A day.
    pub(super) fn day(&mut self, field: &str, given: Option<&str>) -> Option<Day> {
        match Day::parse(given?) {
            Ok(day) => Some(day),
            Err(reason) => {
                self.refuse(UserErrorCode::Invalid, field, reason);
                None
            }
        }
    }

    /// A day that must be given.
    pub(super) fn required_day(&mut self, field: &str, given: Option<&str>) -> Day {
        let given = self.required(field, given);
        self.day(field, given).unwrap_or(self.setting.today)
    }

    /// Refuses a day that is nowhere yet.
    pub(super) fn past(&mut self, field: &str, day: Day) {
        if day > self.setting.latest_day {
            self.refuse(UserErrorCode::Invalid, field, format!("{day} is in the future"));
        }
    }

    /// The caller's own key, or a new one: one that cannot be guessed where the thing is restricted, else one that
    /// orders by time. Keys are chosen by those who see all that has one: whoever sees less would learn which are taken.
    pub(super) fn key<K: Kinded>(&mut self, given: Option<&str>, marking: Marking) -> Id<K> {
        let Some(given) = given else {
            return Id::new(self.fresh_key(marking));
        };
        if !self.view.clearance().coordinates() {
            self.refuse(
                UserErrorCode::Forbidden,
                "key",
                "keys are chosen by coordinators: leave it out, and one is made",
            );
            return nothing();
        }
        if marking == Marking::Restricted {
            self.refuse(
                UserErrorCode::Invalid,
                "key",
                "the key of a restricted thing is made by the service: leave it out",
            );
        }
        match Key::slug(given) {
            Ok(key) => {
                if self.view.is_taken(K::KIND, key.as_str()) {
                    let message = format!("there is a {}:{key} already", K::KIND);
                    self.refuse(UserErrorCode::AlreadyExists, "key", message);
                }
                Id::new(key)
            }
            Err(reason) => {
                self.refuse(UserErrorCode::Invalid, "key", reason);
                nothing()
            }
        }
    }

    /// A new key.
    pub(super) fn fresh_key(&self, marking: Marking) -> Key {
        let random = u128::from_be_bytes(self.setting.world.random());
        let milliseconds = u64::try_from(self.setting.now.as_millisecond()).unwrap_or(0);
        let ulid = match marking {
            Marking::Restricted => Ulid(random),
            _ => Ulid::from_parts(milliseconds, random),
        };
        Key::trusted(&ulid.to_string().to_ascii_lowercase())
    }

    /// A state by its code.
    pub(super) fn state(&mut self, given: Option<&str>) -> Option<Id<State>> {
        let given = given?;
        let found = Key::state_code(given).ok().and_then(|key| self.view.find::<State>(key.as_str()));
        match found.and_then(|it| self.view.get(it)) {
            Some(state) => Some(state.id.clone()),
            None => {
                self.refuse(UserErrorCode::NotFound, "state", format!("there is no member state {given:?}"));
                None
            }
        }
    }

    /// A thing of a known kind by its id.
    pub(super) fn reference<K: Kinded>(&mut self, field: &str, given: Option<&str>) -> Option<Id<K>> {
        self.find::<K>(field, given?).map(|(_, it)| it.id().clone())
    }

    /// A thing of a known kind that must be given.
    pub(super) fn required_reference<K: Kinded>(&mut self, field: &str, given: Option<&str>) -> Id<K> {
        let given = self.required(field, given);
        self.reference(field, given).unwrap_or_else(nothing)
    }

    /// A thing of a known kind, whole.
    pub(super) fn find<K: Kinded>(&mut self, field: &str, id: &str) -> Option<(Ref<K>, &'a K)> {
        let parsed = AnyId::parse(id).filter(|it| it.kind == K::KIND);
        let found = parsed.and_then(|id| self.view.find::<K>(id.key.as_str()));
        let found = found.and_then(|it| Some((it, self.view.get(it)?)));
        if found.is_none() {
            self.refuse(UserErrorCode::NotFound, field, format!("there is no {} {id:?}", K::KIND));
        }
        found
    }

    /// The thing that a change is about, if the caller has seen its latest change.
    pub(super) fn target<K: Kinded>(&mut self, field: &str, id: &str, expected: Option<i32>) -> Option<&'a K> {
        let (at, entity) = self.find::<K>(field, id)?;
        self.demand_revision(self.view.revision(at), expected);
        Some(entity)
    }

    /// Refuses where the caller has seen another revision than this.
    pub(super) fn demand_revision(&mut self, revision: u32, expected: Option<i32>) {
        if expected.is_some_and(|it| i64::from(it) != i64::from(revision)) {
            let message = format!("it has changed since: its revision is now {revision}");
            self.refuse(UserErrorCode::RevisionConflict, "expectedRevision", message);
        }
    }

    /// An Act by its number.
    pub(super) fn act(&mut self, field: &str, given: Option<i32>) -> Option<Id<Act>> {
        match crate::queries::arguments::act(self.view, field, given?) {
            Ok(act) => self.view.get(act).map(|it| it.id.clone()),
            Err(refused) => {
                self.refuse(UserErrorCode::NotFound, field, refused.reason);
                None
            }
        }
    }

    /// Acts by their numbers, each once, in their order.
    pub(super) fn acts(&mut self, given: &[i32]) -> Box<[Id<Act>]> {
        let mut numbers = given.to_vec();
        numbers.sort_unstable();
        numbers.dedup();
        numbers.into_iter().filter_map(|it| self.act("acts", Some(it))).collect()
    }

    /// The value after a change: what stands, nothing, or what `read` makes of what is given.
    pub(super) fn patched<T, V: Clone>(
        &mut self,
        patch: &Patch<T>,
        stands: &Option<V>,
        read: impl FnOnce(&mut Self, &T) -> Option<V>,
    ) -> Option<V> {
        match patch {
            Patch::Keep => stands.clone(),
            Patch::Clear => None,
            Patch::Set(given) => read(self, given),
        }
    }

    /// As [`Form::patched`], for a value that must not be cleared.
    pub(super) fn replaced<T, V: Clone>(
        &mut self,
        field: &str,
        patch: &Patch<T>,
        stands: &V,
        read: impl FnOnce(&mut Self, &T) -> Option<V>,
    ) -> V {
        match patch {
            Patch::Keep => stands.clone(),
            Patch::Clear => {
                self.refuse(UserErrorCode::Required, field, format!("{field} cannot be cleared"));
                stands.clone()
            }
            Patch::Set(given) => read(self, given).unwrap_or_else(|| stands.clone()),
        }
    }

    /// Holds an entity against the rules of its kind. A rule says nothing where a field it looks at has a mistake already.
    pub(super) fn check(&mut self, entity: &Entity, among: &[Entity]) {
        self.hold(entity, &Known::new(self.view, among));
    }

    /// As [`Form::check`], for an entity that stands already as `before`.
    pub(super) fn check_change(&mut self, before: &Entity, after: &Entity) {
        self.hold(after, &Known::of_change(self.view, before));
    }

    /// The decision on a change, held against the rules; where nothing becomes another, nothing happens.
    pub(super) fn settle<K>(mut self, before: &K, after: K) -> Result<Decision, Rejection>
    where
        K: Clone + PartialEq + Into<Entity>,
    {
        let unchanged = after == *before;
        let after = after.into();
        self.check_change(&before.clone().into(), &after);
        self.decide(|| if unchanged { Decision::unchanged(after.id()) } else { Decision::of(vec![after]) })
    }

    fn hold<'k>(&mut self, entity: &'k Entity, known: &Known<'k>) {
        let mut faults = Vec::new();
        break_rules(entity, known, self.setting, &mut faults);
        for fault in faults {
            if !fault.rests_on().iter().any(|it| self.is_refused(it)) {
                let error = UserError::new(fault.code, &self.path(fault.field), fault.message);
                self.errors.push(UserError { rule: fault.rule, ..error });
            }
        }
    }

    /// The decision, unless there were mistakes.
    pub(super) fn decide(self, decision: impl FnOnce() -> Decision) -> Result<Decision, Rejection> {
        if self.errors.is_empty() { Ok(decision()) } else { Err(Rejection { errors: self.errors }) }
    }
}

/// Stands for an id that was refused. The input is refused with it.
pub(super) fn nothing<K>() -> Id<K> {
    Id::new(Key::trusted(""))
}
