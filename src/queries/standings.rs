//! Where states stand on Acts on a day. The only place where stances become a standing.

use super::arguments;
use super::page::{Row, Step};
use super::{BadArgument, Scope, Selection};
use crate::domain::{Act, Day, Leadership, Position, Stance, State};
use crate::graph::{Assessment, Ref, View};

/// Where a state stands on an Act on a day.
#[derive(Clone, Copy, Debug)]
pub struct Standing {
    /// The state.
    pub state: Ref<State>,
    /// The Act.
    pub act: Ref<Act>,
    /// The day.
    pub as_of: Day,
    /// Absent where nobody has assessed it.
    pub position: Option<Position>,
    /// The stance that gives the position: the newest, whoever assessed it.
    pub stance: Option<Ref<Stance>>,
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
    pub fn of(view: View<'_>, state: Ref<State>, act: Ref<Act>, as_of: Day) -> Self {
        let newer = |a: Option<&Assessment>, b: &Assessment| a.is_none_or(|a| a.recency() < b.recency());
        let (mut newest, mut telling): (Option<&Assessment>, Option<&Assessment>) = (None, None);
        let mut contested = false;
        for mut history in view.assessments(state, act, as_of) {
            let Some(latest) = history.next() else { continue };
            contested |= newest.is_some_and(|it| it.position != latest.position);
            if newer(newest, latest) {
                newest = Some(latest);
            }
            let saying = std::iter::once(latest).chain(history).find(|it| it.leadership.is_some());
            if let Some(saying) = saying.filter(|it| newer(telling, it)) {
                telling = Some(saying);
            }
        }
        Self {
            state,
            act,
            as_of,
            position: newest.map(|it| it.position),
            stance: newest.map(|it| view.stance(it)),
            leadership: telling.and_then(|it| it.leadership),
            contested,
        }
    }
}

/// The stances that make a standing: the latest of each assessor, the newest first.
pub fn assessments(view: View<'_>, standing: &Standing) -> Vec<Ref<Stance>> {
    let histories = view.assessments(standing.state, standing.act, standing.as_of);
    let mut latest: Vec<_> = histories.filter_map(|mut it| it.next()).collect();
    latest.sort_unstable_by_key(|it| std::cmp::Reverse(it.recency()));
    latest.into_iter().map(|it| view.stance(it)).collect()
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
    as_of: Day,
    acts: &[i32],
    scope: &Scope,
    positions: &Selection<Position>,
) -> Result<Vec<Standing>, BadArgument> {
    let states = scope.list(view);
    let acts = arguments::acts(view, "acts", acts)?;
    let pairs = acts.iter().flat_map(|act| states.iter().map(|state| (*state, *act)));
    let standings = pairs.map(|(state, act)| Standing::of(view, state, act, as_of));
    Ok(standings.filter(|it| positions.admits_known(it.position.as_ref())).collect())
}
