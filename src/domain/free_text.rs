//! Free texts: what somebody wrote at length, in which anybody may be named. Which texts there are of each kind, by the
//! names of the API. Names of things, such as posts, cities and titles of evidence and of meetings, are none.

use std::sync::Arc;

use arcstr::ArcStr;

use super::follow_up::Progress;
use super::kinds::Entity;

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
        use Entity::{FollowUp, Priority, Question, Referral, Report, Stance};
        matches!(self, FollowUp(_) | Priority(_) | Question(_) | Referral(_) | Report(_) | Stance(_))
    }

    /// Calls `visit` with every place of a free text, empty or not, and its name.
    pub fn visit_texts(&mut self, visit: &mut dyn FnMut(&str, Slot<'_>)) {
        match self {
            Self::FollowUp(it) => {
                let it = Arc::make_mut(it);
                visit("purpose", Slot::Required(&mut it.purpose));
                match &mut it.progress {
                    Progress::Open => {}
                    Progress::Done { outcome, .. } => visit("outcome", Slot::Optional(outcome)),
                    Progress::Cancelled { reason } => visit("cancellationReason", Slot::Optional(reason)),
                }
            }
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
            Self::Report(it) => {
                let it = Arc::make_mut(it);
                for (number, text) in (1..).zip(&mut it.highlights) {
                    visit(&format!("highlights.{number}"), Slot::Required(text));
                }
                for answer in &mut it.answers {
                    visit(&format!("answers.{}", answer.field.as_str()), Slot::Required(&mut answer.text));
                }
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

    /// Puts every free text that is known by its name in its place; where there is none, and must be one, that it was redacted.
    pub fn fill_texts(&mut self, known: &mut dyn FnMut(&str) -> Option<ArcStr>) {
        self.visit_texts(&mut |name, slot| match (known(name), slot) {
            (Some(text), slot) => slot.put(text),
            (None, Slot::Required(text)) => *text = REDACTED,
            (None, Slot::Optional(text)) => *text = None,
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Kind;

    const REPORT: &str = r#"{"id":"r-1","session":"s-1","stage":"draft","highlights":["one","two"],"answers":[{"field":"f-1","text":"three"}],"marking":"coalition"}"#;

    #[test]
    fn every_text_is_found_by_its_name_and_can_be_taken_out_and_put_back() {
        let mut report = Entity::from_json(Kind::Report, REPORT).unwrap();
        let whole = report.clone();
        let texts = report.free_texts();
        let expected = [("highlights.1", "one"), ("highlights.2", "two"), ("answers.f-1", "three")];
        assert_eq!(texts, expected.map(|(name, text)| (name.to_owned(), text.into())));
        report.visit_texts(&mut |_, slot| drop(slot.take()));
        assert!(report.free_texts().iter().all(|it| it.1.is_empty()));
        let mut texts = texts.into_iter();
        report.visit_texts(&mut |_, slot| slot.put(texts.next().unwrap().1));
        assert_eq!(report, whole);
    }
}
