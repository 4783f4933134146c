//! Which states lead, or can lead, on an Act, and who in them can be met about it.

use super::page::{Row, Step};
use super::scope::Selection;
use super::standings::by_state_name;
use super::{Scope, Standing, When, contacts};
use crate::domain::{Act, Confidence, Contact, Day, FollowUp, Leadership, Link, Position};
use crate::graph::{Ref, View};

/// What is asked.
#[derive(Clone, Debug)]
pub struct Leaders {
    /// On which Act.
    pub act: Ref<Act>,
    /// On which day, and with what known.
    pub when: When,
    /// With which positions.
    pub positions: Selection<Position>,
    /// With which leadership; all means those that lead or can lead.
    pub leadership: Selection<Leadership>,
    /// Of which states.
    pub scope: Scope,
    /// Resting on a stance observed no earlier.
    pub observed_since: Option<Day>,
    /// Resting on a stance no less sure.
    pub min_confidence: Option<Confidence>,
}

/// A state that leads, or can. Its leadership is known, and so is its position.
#[derive(Clone, Copy, Debug)]
pub struct Leader(pub Standing);

/// The leaders: those that lead before those that can and those that do not, the positive before those on the fence
/// and the negative, then by state name.
pub fn leaders(view: View<'_>, asked: &Leaders) -> Vec<Leader> {
    let states = asked.scope.list(view).into_iter();
    let standings = states.map(|state| Standing::of(view, state, asked.act, asked.when));
    let mut leaders: Vec<_> = standings.filter(|it| asked.admits(it)).map(Leader).collect();
    // States come by name, and the sort is stable.
    leaders.sort_by_key(|it| (it.0.leadership, it.0.position));
    leaders
}

impl Leaders {
    fn admits(&self, standing: &Standing) -> bool {
        let (Some(leadership), Some(position)) = (standing.leadership, standing.position) else {
            return false;
        };
        let leading = if self.leadership.is_all() {
            matches!(leadership, Leadership::Leads | Leadership::CanLead)
        } else {
            self.leadership.admits(&leadership)
        };
        leading
            && self.positions.admits(&position)
            && standing.basis.is_some_and(|(observed_on, confidence)| {
                self.observed_since.is_none_or(|since| since <= observed_on)
                    && self.min_confidence.is_none_or(|least| least <= confidence)
            })
    }
}

/// The contacts of a leader for its Act, by city name, then key.
pub fn contacts_of(view: View<'_>, leader: &Leader) -> Vec<Ref<Contact>> {
    let of_act = Selection::from(vec![leader.0.act]);
    let mut found = contacts::of_state(view, leader.0.state, None);
    found.retain(|it| of_act.admits_any(view.many(*it, Link::Acts)));
    found
}

/// The open follow-ups on a leader and its Act, by the day they are due, then by key.
pub fn open_follow_ups_on(view: View<'_>, leader: &Leader) -> Vec<Ref<FollowUp>> {
    let open = view.referring::<FollowUp, _>(leader.0.state, Link::State);
    open.filter(|it| view.one(*it, Link::Act).is_none_or(|act| act == leader.0.act)).collect()
}

impl Row for Leader {
    const ORDER: (&'static str, usize) = ("leaders", 4);

    fn place(&self, view: View<'_>) -> Vec<Step> {
        let [name, code] = by_state_name(view, self.0.state);
        vec![by_leadership(self.0.leadership), Step::Number(self.0.position.map_or(3, |it| it as i64)), name, code]
    }
}

/// The place of a leadership among others; nobody having said comes last.
pub(super) fn by_leadership(leadership: Option<Leadership>) -> Step {
    Step::Number(leadership.map_or(3, |it| it as i64))
}
