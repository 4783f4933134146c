//! The questions of an Act: at most three, in order. They are set whole, or come with a report.

use super::super::form::{Form, nothing};
use super::super::{Decision, Rejection, Setting};
use super::content;
use super::rights::serves_act;
use super::rules::THREE;
use crate::domain::command::SetQuestions;
use crate::domain::{
    Act, AttendanceRole, Entity, Event, Id, Link, Marking, Meeting, MeetingRuleBroken, Question, QuestionProposal,
    Report,
};
use crate::graph::View;

pub(super) fn set(view: View<'_>, input: SetQuestions, setting: &Setting<'_>) -> Result<Decision, Rejection> {
    let mut form = Form::new(view, setting);
    let number = form.required("act", input.act);
    let act = form.act("act", number);
    if act.as_ref().is_some_and(|it| !serves_act(view, it, &[AttendanceRole::CoLead])) {
        return Err(Rejection::forbidden(
            "act",
            "the co-leads of the session on an Act set its questions: ask them, or a coordinator",
        ));
    }
    let wanted = form.each("questions", &input.questions, content::question);
    if wanted.len() > THREE {
        let message = format!("a table has at most three questions; these are {}", wanted.len());
        form.break_rule(MeetingRuleBroken::ThreeQuestions, "questions", &message);
    }
    let Some(act) = act else { return form.decide(Decision::default) };
    let standing = standing(view, &act);
    let mut entities = Vec::new();
    for (number, wanted) in (1..).zip(wanted.iter().take(THREE)) {
        let before = standing.iter().copied().find(|it| it.number == number);
        if before.is_some_and(|it| asks(it, wanted) && !it.withdrawn) {
            continue;
        }
        entities.push(Entity::from(asked(&mut form, before, &act, number, wanted, None)));
    }
    let left = standing.iter().filter(|it| usize::from(it.number) > wanted.len() && !it.withdrawn);
    entities.extend(left.map(|it| Entity::from(Question { withdrawn: true, ..Question::clone(it) })));
    entities.iter().for_each(|it| form.check(it, &entities));
    form.decide(|| Decision {
        events: entities.into_iter().map(|entity| Event { entity }).collect(),
        ..Decision::unchanged(act.any())
    })
}

/// The questions that come of a report, with the numbers that are free: others of the Act stay.
pub(super) fn of_report(form: &mut Form<'_>, view: View<'_>, session: &Meeting, report: &Report) -> Vec<Entity> {
    let act = session.act.clone().unwrap_or_else(nothing);
    let standing = standing(view, &act);
    let is_asked = |number: u16| standing.iter().any(|it| it.number == number && !it.withdrawn);
    let free: Vec<u16> = (1..).take(THREE).filter(|it| !is_asked(*it)).collect();
    // More than three at all is said of the report itself.
    if report.questions.len() > free.len() && report.questions.len() <= THREE {
        let message = format!(
            "there are {} questions on this Act already, and a table has at most three: set them anew, or leave these out",
            THREE - free.len()
        );
        form.break_rule(MeetingRuleBroken::ThreeQuestions, "questions", &message);
    }
    let pairs = free.into_iter().zip(&report.questions);
    let of_pair = |(number, wanted)| {
        let before = standing.iter().copied().find(|it| it.number == number);
        Entity::from(asked(form, before, &act, number, wanted, Some(report.id.clone())))
    };
    pairs.map(of_pair).collect()
}

/// A question as it is from now on.
fn asked(
    form: &mut Form<'_>,
    before: Option<&Question>,
    act: &Id<Act>,
    number: u16,
    wanted: &QuestionProposal,
    report: Option<Id<Report>>,
) -> Question {
    Question {
        id: before.map_or_else(|| form.key(None, Marking::Coalition), |it| it.id.clone()),
        act: act.clone(),
        number,
        text: wanted.text.clone(),
        arguments: wanted.arguments.clone(),
        report,
        withdrawn: false,
        // Others than those that everybody knows are not public before somebody says so.
        marking: before
            .filter(|it| it.marking != Marking::Public || asks(it, wanted))
            .map_or(Marking::Coalition, |it| it.marking),
        recorded_by: form.recorder(),
    }
}

/// Whether it asks, or asked, in these words.
fn asks(question: &Question, wanted: &QuestionProposal) -> bool {
    question.text == wanted.text && question.arguments == wanted.arguments
}

/// The questions on an Act, asked and withdrawn, by their numbers.
fn standing<'v>(view: View<'v>, act: &Id<Act>) -> Vec<&'v Question> {
    let act = view.find::<Act>(act.as_str()).into_iter();
    act.flat_map(|it| view.referring::<Question, _>(it, Link::Act)).filter_map(|it| view.get(it)).collect()
}
