//! That no text is forgotten: every string of every kind is a free text, or sealed as personal, or on a list of those that
//! are neither.

mod maximal;

use std::collections::BTreeSet;

use serde_json::Value;

use super::*;
use crate::domain::{Id, Key, Kind};

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

/// Every string of a JSON value, by the names that lead to it.
fn strings(path: &str, value: &Value, found: &mut Vec<(String, String)>) {
    let within = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
    match value {
        Value::String(it) => found.push((path.to_owned(), it.clone())),
        Value::Array(all) => all.iter().for_each(|it| strings(path, it, found)),
        Value::Object(all) => all.iter().for_each(|(name, it)| strings(&within(name), it, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn strings_of(entity: &Entity) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let json = serde_json::from_str(entity.to_json().unwrap().get()).unwrap();
    strings("", &json, &mut found);
    found
}

#[test]
fn every_string_of_every_kind_is_a_text_or_known_not_to_be_one() {
    for kind in Kind::ALL {
        let (entities, other) = maximal::of(*kind);
        let other: BTreeSet<&str> = other.split_whitespace().collect();
        let mut met = BTreeSet::new();
        for entity in entities {
            let bare = entity.clone().with_private(None);
            let is_other = |(path, _): &(String, String)| other.contains(path.as_str());
            let (others, texts): (Vec<_>, Vec<_>) = strings_of(&bare).into_iter().partition(is_other);
            met.extend(others.into_iter().map(|it| it.0));
            let told: BTreeSet<String> = bare.free_texts().into_iter().map(|it| it.1.to_string()).collect();
            let held: BTreeSet<String> = texts.iter().map(|it| it.1.clone()).collect();
            assert_eq!(told, held, "{kind} has strings that are neither texts nor listed, or lists a text: {texts:?}");
            assert_eq!((texts.len(), entity.may_have_texts()), (held.len(), !held.is_empty()), "{kind}");

            // All come out, and back by their names, of which each has its own.
            let mut known: std::collections::BTreeMap<_, _> = bare.free_texts().into_iter().collect();
            let taken = bare.clone().without_texts();
            assert!(strings_of(&taken).iter().all(|it| it.1.is_empty() || is_other(it)), "{kind} {taken:?}");
            let mut filled = bare.clone();
            filled.visit_texts(&mut |_, slot| {
                if let Slot::Required(text) = slot {
                    *text = ArcStr::new()
                }
            });
            filled.fill_texts(&mut |name| known.remove(name));
            assert_eq!((filled, known.len()), (bare, 0), "{kind}");
        }
        assert_eq!(met, other.into_iter().map(str::to_owned).collect(), "{kind} lists what is not there");
    }
}

#[test]
fn what_stands_in_clear_stays_and_what_was_taken_out_is_said_to_be_redacted() {
    let (entities, _) = maximal::of(Kind::Report);
    let Some(Entity::Report(whole)) = entities.first() else { panic!("no report") };
    // As reports were written of which highlights and answers alone were sealed.
    let mut before = Report::clone(whole);
    before.highlights.iter_mut().for_each(|it| *it = ArcStr::new());
    before.answers.iter_mut().for_each(|it| it.text = ArcStr::new());
    let mut expected = Report::clone(whole);
    (expected.highlights[0], expected.highlights[1]) = (REDACTED, "known".into());
    expected.answers[0].text = REDACTED;
    let mut found = Entity::from(before);
    found.fill_texts(&mut |name| (name == "highlights.2").then(|| "known".into()));
    assert_eq!(found, expected.into());
}

#[test]
fn texts_of_a_report_are_named_by_their_numbers_and_keys() {
    let (entities, _) = maximal::of(Kind::Report);
    let Some(Entity::Report(whole)) = entities.first() else { panic!("no report") };
    let mut report = Report::clone(whole);
    report.stances[0].key = Key::trusted("one");
    report.answers[0].field = Id::new(Key::trusted("two"));
    let names: Vec<_> = Entity::from(report).free_texts().into_iter().map(|it| it.0).collect();
    let expected = "highlights.1 highlights.2 answers.two priorities.1 priorities.1.disagreement priorities.2 \
                    priorities.2.disagreement questions.1 questions.1.arguments questions.2 questions.2.arguments \
                    complementarity stances.one followUps.k";
    assert_eq!(names.join(" "), expected.split_whitespace().collect::<Vec<_>>().join(" "));
}
