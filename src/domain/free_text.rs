//! Free texts: what somebody wrote in words of their own, in which anybody may be named. Which texts there are of each kind,
//! by the names of the API. Names of what stays, such as posts, institutions, cities and organisations, are none, and neither
//! are addresses of documents.

use std::sync::Arc;

use arcstr::ArcStr;

use super::follow_up::Progress;
use super::kinds::Entity;
use super::report::Report;

/// What stands where a text was that must not be empty and is no longer there.
pub const REDACTED: ArcStr = arcstr::literal!("(redacted)");

/// Where a text stands.
pub enum Slot<'e> {
    /// Where there must be one.
    Required(&'e mut ArcStr),
    /// Where there may be one.
    Optional(&'e mut Option<ArcStr>),
}

impl Slot<'_> {
    /// The text.
    pub fn get(&self) -> Option<&ArcStr> {
        match self {
            Self::Required(text) => Some(text),
            Self::Optional(text) => text.as_ref(),
        }
    }

    /// Puts a text in place of the one there is.
    pub fn put(self, text: ArcStr) {
        match self {
            Self::Required(it) => *it = text,
            Self::Optional(it) => *it = Some(text),
        }
    }

    /// Takes the text out.
    pub fn take(self) -> Option<ArcStr> {
        match self {
            Self::Required(text) => Some(std::mem::take(text)),
            Self::Optional(text) => text.take(),
        }
    }
}

impl Entity {
    /// Whether entities of its kind have free texts.
    pub fn may_have_texts(&self) -> bool {
        use Entity::{Evidence, FollowUp, Meeting, Priority, Question, Referral, Report, ReportField, Stance};
        let of_work = matches!(self, Evidence(_) | Meeting(_) | FollowUp(_) | Referral(_) | Stance(_));
        of_work || matches!(self, Priority(_) | Question(_) | Report(_) | ReportField(_))
    }

    /// Whether its texts are of one line, and no longer than a name.
    pub fn has_short_texts(&self) -> bool {
        matches!(self, Self::Evidence(_) | Self::Meeting(_))
    }

    /// Calls `visit` with every place of a free text, empty or not, and its name.
    pub fn visit_texts(&mut self, visit: &mut dyn FnMut(&str, Slot<'_>)) {
        match self {
            Self::Evidence(it) => {
                let it = Arc::make_mut(it);
                visit("title", Slot::Required(&mut it.title));
                visit("publisher", Slot::Optional(&mut it.publisher));
            }
            Self::FollowUp(it) => {
                let it = Arc::make_mut(it);
                visit("purpose", Slot::Required(&mut it.purpose));
                match &mut it.progress {
                    Progress::Open => {}
                    Progress::Done { outcome, .. } => visit("outcome", Slot::Optional(outcome)),
                    Progress::Cancelled { reason } => visit("cancellationReason", Slot::Optional(reason)),
                }
            }
            Self::Meeting(it) => visit("title", Slot::Required(&mut Arc::make_mut(it).title)),
            Self::Priority(it) => {
                let it = Arc::make_mut(it);
                visit("text", Slot::Required(&mut it.text));
                if let Some(disagreement) = &mut it.disagreement {
                    visit("disagreement", Slot::Required(&mut disagreement.about));
                }
            }
            Self::Question(it) => {
                let it = Arc::make_mut(it);
                visit("text", Slot::Required(&mut it.text));
                visit("arguments", Slot::Optional(&mut it.arguments));
            }
            Self::Referral(it) => visit("note", Slot::Optional(&mut Arc::make_mut(it).note)),
            Self::Report(it) => visit_report(Arc::make_mut(it), visit),
            Self::ReportField(it) => {
                let it = Arc::make_mut(it);
                visit("title", Slot::Required(&mut it.title));
                visit("guidance", Slot::Optional(&mut it.guidance));
            }
            Self::Stance(it) => {
                let it = Arc::make_mut(it);
                visit("rationale", Slot::Optional(&mut it.rationale));
                if let Some(retraction) = &mut it.retraction {
                    visit("retractionReason", Slot::Optional(&mut retraction.reason));
                }
            }
            _ => {}
        }
    }

    /// Takes its free texts out.
    pub fn without_texts(mut self) -> Self {
        self.visit_texts(&mut |_, slot| drop(slot.take()));
        self
    }

    /// Puts every free text that is known by its name in its place; where there is none, and must be one, that it was
    /// redacted. A text that stands in its place stays there unless another is known: it was never taken out.
    pub fn fill_texts(&mut self, known: &mut dyn FnMut(&str) -> Option<ArcStr>) {
        self.visit_texts(&mut |name, slot| match (known(name), slot) {
            (Some(text), slot) => slot.put(text),
            (None, Slot::Required(text)) if text.is_empty() => *text = REDACTED,
            (None, _) => {}
        });
    }

    /// Its free texts with their names.
    pub fn free_texts(&self) -> Vec<(String, ArcStr)> {
        let mut found = Vec::new();
        if self.may_have_texts() {
            self.clone()
                .visit_texts(&mut |name, slot| found.extend(slot.get().map(|it| (name.to_owned(), it.clone()))));
        }
        found
    }
}

/// The texts of a report: those in a row by their numbers, from 1 on, what it proposes by its keys.
fn visit_report(it: &mut Report, visit: &mut dyn FnMut(&str, Slot<'_>)) {
    for (number, text) in (1..).zip(&mut it.highlights) {
        visit(&format!("highlights.{number}"), Slot::Required(text));
    }
    for answer in &mut it.answers {
        visit(&format!("answers.{}", answer.field.as_str()), Slot::Required(&mut answer.text));
    }
    for (number, priority) in (1..).zip(&mut it.priorities) {
        visit(&format!("priorities.{number}"), Slot::Required(&mut priority.text));
        if let Some(disagreement) = &mut priority.disagreement {
            visit(&format!("priorities.{number}.disagreement"), Slot::Required(&mut disagreement.about));
        }
    }
    for (number, question) in (1..).zip(&mut it.questions) {
        visit(&format!("questions.{number}"), Slot::Required(&mut question.text));
        visit(&format!("questions.{number}.arguments"), Slot::Optional(&mut question.arguments));
    }
    if let Some(complementarity) = &mut it.complementarity {
        visit("complementarity", Slot::Required(&mut complementarity.text));
    }
    for stance in &mut it.stances {
        visit(&format!("stances.{}", stance.key), Slot::Optional(&mut stance.rationale));
    }
    for follow_up in &mut it.follow_ups {
        visit(&format!("followUps.{}", follow_up.key), Slot::Required(&mut follow_up.purpose));
    }
}

#[cfg(test)]
mod tests;
