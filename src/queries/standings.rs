//! Where states stand on Acts on a day. The only place where stances become a standing.

use std::collections::HashSet;

use jiff::Timestamp;

use super::arguments;
use super::page::{Row, Step};
use super::{BadArgument, Scope, Selection};
use crate::domain::{Act, Confidence, Day, Leadership, Position, Stance, State};
use crate::graph::{Assessment, Ref, View};

/// From where standings are looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct When {
    /// The day.
    pub as_of: Day,
    /// With what was recorded by this time; absent: with all that is recorded.
    pub known_at: Option<Timestamp>,
}

impl From<Day> for When {
    fn from(as_of: Day) -> Self {
        Self { as_of, known_at: None }
    }
}

/// Where a state stands on an Act on a day.
#[derive(Clone, Copy, Debug)]
pub struct Standing {
    /// The state.
    pub state: Ref<State>,
    /// The Act.
    pub act: Ref<Act>,
    /// The day, and what counts on it.
    pub when: When,
    /// Absent where nobody has assessed it.
    pub position: Option<Position>,
    /// The stance that gives the position: the newest, whoever assessed it.
    pub stance: Option<Ref<Stance>>,
    /// The day that stance was observed on, and how sure its assessor was, as it stood.
    pub basis: Option<(Day, Confidence)>,
    /// Absent where nobody has said.
    pub leadership: Option<Leadership>,
    /// Whether the assessors' latest stances differ in position.
    pub contested: bool,
}

impl Standing {
    /// Reads the standing from the assessments up to a day.
    ///
    /// The newest assessment gives the position; leadership comes from the newest that says anything of it. Of each
    /// assessor the latest counts for `contested`.
    pub fn of(view: View<'_>, state: Ref<State>, act: Ref<Act>, when: impl Into<When>) -> Self {
        let when = when.into();
        match when.known_at {
            None => Self::read(view, (state, act), when, view.assessments(state, act, when.as_of)),
            Some(at) => {
                let known = view.known_assessments(state, act, when.as_of, at);
                Self::read(view, (state, act), when, known.iter())
            }
        }
    }

    pub(super) fn read<'a>(
        view: View<'_>,
        (state, act): (Ref<State>, Ref<Act>),
        when: When,
        newest_first: impl Iterator<Item = &'a Assessment> + Clone,
    ) -> Self {
        let newest = newest_first.clone().next();
        let leadership = newest_first.clone().find_map(|it| it.leadership);
        // Where all agree, or soon one does not, no assessor has to be looked for.
        let contested = newest_first.clone().enumerate().any(|(at, it)| {
            newest.is_some_and(|newest| newest.position != it.position)
                && newest_first.clone().take(at).all(|later| later.assessor() != it.assessor())
        });
        Self {
            state,
            act,
            when,
            position: newest.map(|it| it.position),
            stance: newest.map(|it| view.stance(it)),
            basis: newest.map(|it| (it.observed_on, it.confidence)),
            leadership,
            contested,
        }
    }
}

/// The stances that make a standing: the latest of each assessor, the newest first.
pub fn assessments(view: View<'_>, standing: &Standing) -> Vec<Ref<Stance>> {
    let Standing { state, act, when, .. } = *standing;
    let mut assessors = HashSet::new();
    let mut is_latest = |it: &Assessment| assessors.insert(it.assessor());
    match when.known_at {
        None => view.assessments(state, act, when.as_of).filter(|it| is_latest(it)).map(|it| view.stance(it)).collect(),
        Some(at) => {
            let known = view.known_assessments(state, act, when.as_of, at);
            known.iter().filter(|it| is_latest(it)).map(|it| view.stance(it)).collect()
        }
    }
}

/// The name and the code of a state, by which rows about states are ordered.
pub(super) fn by_state_name(view: View<'_>, state: Ref<State>) -> [Step; 2] {
    match view.get(state) {
        Some(it) => [it.name.as_str().into(), it.id.as_str().into()],
        None => ["".into(), "".into()],
    }
}

/// The number of an Act, by which rows about Acts are ordered.
pub(super) fn by_number(view: View<'_>, act: Ref<Act>) -> Step {
    view.get(act).map_or(0, |it| i32::from(it.number)).into()
}

impl Row for Standing {
    const ORDER: (&'static str, usize) = ("standings", 3);

    fn place(&self, view: View<'_>) -> Vec<Step> {
        let [name, code] = by_state_name(view, self.state);
        vec![by_number(view, self.act), name, code]
    }
}

/// Standings by Act, then state name, unknown ones included.
pub fn standings(
    view: View<'_>,
    when: When,
    acts: &[i32],
    scope: &Scope,
    positions: &Selection<Position>,
) -> Result<Vec<Standing>, BadArgument> {
    let states = scope.list(view);
    let acts = arguments::acts(view, "acts", acts)?;
    let pairs = acts.iter().flat_map(|act| states.iter().map(|state| (*state, *act)));
    let standings = pairs.map(|(state, act)| Standing::of(view, state, act, when));
    Ok(standings.filter(|it| positions.admits_known(it.position.as_ref())).collect())
}
