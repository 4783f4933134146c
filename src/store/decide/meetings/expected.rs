//! The governments expected at a meeting. They are entities of their own: a change of them is no change of the meeting.

use super::may_change;
use crate::domain::command::ExpectState;
use crate::domain::{Expectation, Link, Marking, Meeting, State};
use crate::graph::{Ref, View};
use crate::store::decide::form::{Form, nothing};
use crate::store::decide::{Decision, Rejection, Setting, UserErrorCode};

pub(super) fn expect(view: View<'_>, input: &ExpectState, setting: &Setting<'_>) -> Result<Decision, Rejection> {
    let mut form = Form::new(view, setting);
    let Some((at, meeting)) = form.find::<Meeting>("meeting", &input.meeting) else {
        return form.decide(Decision::default);
    };
    may_expect(view, meeting)?;
    let given = form.required("state", input.state.as_deref());
    let state = form.state(given).unwrap_or_else(nothing);
    match standing(view, at, &state) {
        Some(it) if !it.withdrawn => form.decide(|| Decision::unchanged(it.id.any())),
        Some(it) => {
            let again = Expectation { withdrawn: false, ..it.clone() };
            form.decide(|| Decision::of(vec![again.into()]))
        }
        None => {
            let id = form.key(None, Marking::Restricted);
            let expectation = Expectation { id, meeting: meeting.id.clone(), state, withdrawn: false };
            form.decide(|| Decision::of(vec![expectation.into()]))
        }
    }
}

pub(super) fn unexpect(view: View<'_>, input: &ExpectState, setting: &Setting<'_>) -> Result<Decision, Rejection> {
    let mut form = Form::new(view, setting);
    let Some((at, meeting)) = form.find::<Meeting>("meeting", &input.meeting) else {
        return form.decide(Decision::default);
    };
    may_expect(view, meeting)?;
    let given = form.required("state", input.state.as_deref());
    let state = form.state(given);
    let found = state.and_then(|state| {
        let found = standing(view, at, &state).filter(|it| !it.withdrawn);
        if found.is_none() {
            form.refuse(UserErrorCode::NotFound, "state", format!("{} is not expected there", state.as_str()));
        }
        found
    });
    match found {
        Some(it) => {
            let withdrawn = Expectation { withdrawn: true, ..it.clone() };
            form.decide(|| Decision::of(vec![withdrawn.into()]))
        }
        None => form.decide(Decision::default),
    }
}

/// Whoever may not know who is expected is told nothing by trying states out.
fn may_expect(view: View<'_>, meeting: &Meeting) -> Result<(), Rejection> {
    if may_change(view, meeting) && view.knows_who_is_expected(meeting) {
        return Ok(());
    }
    Err(Rejection::forbidden("meeting", "who is expected at this meeting is for coordinators to say: ask one"))
}

fn standing<'a>(view: View<'a>, meeting: Ref<Meeting>, state: &crate::domain::Id<State>) -> Option<&'a Expectation> {
    let mut all = view.referring::<Expectation, _>(meeting, Link::Meeting).filter_map(|it| view.get(it));
    all.find(|it| it.state == *state)
}
