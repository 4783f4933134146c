//! The graph rebuilt from the journal is the graph that wrote it, and so is the copy that was caught up.

use demarche::domain::command::{CancelFollowUp, Patch, RecordStance, RetractStance, UpdateContact, UpdateFollowUp};
use demarche::domain::{Clearance, Command, Confidence, Entity, Position};
use demarche::journal::{Journal, Place};
use demarche::store::{Replay, Replayed, Request};
use proptest::prelude::*;

use crate::service::Service;

fn rebuilt(service: &Service) -> Replayed {
    let mut replay = Replay::default();
    service.journal.read(Place::BEGINNING).for_each(|it| {
        let (place, commit) = it.unwrap();
        replay.take(place, commit);
    });
    replay.finish().unwrap()
}

fn stance(state: &str, act: i32, day: String) -> Command {
    Command::RecordStance(Box::new(RecordStance {
        state: Some(state.to_owned()),
        act: Some(act),
        position: Some(Position::Negative),
        observed_on: Some(day),
        confidence: Some(Confidence::Low),
        evidence: vec!["evidence:act-now".to_owned()],
        ..RecordStance::default()
    }))
}

/// Wishes of many sorts; a good part of them is refused.
pub(crate) fn wish() -> impl Strategy<Value = Command> {
    let state = prop::sample::select(vec!["MEX", "CHE", "ARM", "HUN", "ZZZ"]);
    let contact = prop::sample::select(vec!["contact:mex-geneva", "contact:arm-new-york", "contact:che-capital"]);
    let city = prop::sample::select(vec!["city:geneva", "city:new-york", "city:brussels"]);
    let follow_up =
        prop::sample::select(vec!["followUp:arm-3-round-2", "followUp:dza-3-round-6", "followUp:eu-4-round-5"]);
    let stance = prop::sample::select(vec!["stance:mex-10-2018-12-19-1", "stance:alb-3-2007-06-05-1"]);
    let day = (1u32..28).prop_map(|day| format!("2018-01-{day:02}"));
    prop_oneof![
        3 => (state, 1i32..12, day.clone()).prop_map(|(state, act, day)| self::stance(state, act, day)),
        1 => stance.prop_map(|stance| Command::RetractStance(RetractStance {
            stance: stance.to_owned(), reason: Some("a mistake".to_owned()), expected_revision: None,
        })),
        3 => (contact, city.clone(), any::<bool>()).prop_map(|(contact, city, all)| Command::UpdateContact(Box::new(UpdateContact {
            contact: contact.to_owned(),
            city: Patch::Set(city.to_owned()),
            acts: if all { Patch::Clear } else { Patch::Set(vec![3, 1]) },
            ..UpdateContact::default()
        }))),
        3 => (follow_up.clone(), city, day).prop_map(|(follow_up, city, due)| Command::UpdateFollowUp(Box::new(UpdateFollowUp {
            follow_up: follow_up.to_owned(),
            city: Patch::Set(city.to_owned()),
            due: Patch::Set(due),
            contact: Patch::Clear,
            ..UpdateFollowUp::default()
        }))),
        1 => follow_up.prop_map(|follow_up| Command::CancelFollowUp(CancelFollowUp {
            follow_up: follow_up.to_owned(), reason: Some("called off".to_owned()), expected_revision: None,
        })),
    ]
}

/// One wish of each sort that is granted.
pub(crate) fn granted() -> [Command; 4] {
    [
        Command::RetractStance(RetractStance {
            stance: "stance:arg-10-2018-12-19-1".to_owned(),
            reason: Some("a mistake".to_owned()),
            expected_revision: None,
        }),
        Command::UpdateContact(Box::new(UpdateContact {
            contact: "contact:arg-geneva".to_owned(),
            city: Patch::Set("city:brussels".to_owned()),
            name: Patch::Set("Ana".to_owned()),
            acts: Patch::Set(vec![9]),
            ..UpdateContact::default()
        })),
        Command::UpdateFollowUp(Box::new(UpdateFollowUp {
            follow_up: "followUp:arg-3-round-2".to_owned(),
            contact: Patch::Clear,
            city: Patch::Clear,
            due: Patch::Set("2018-01-01".to_owned()),
            ..UpdateFollowUp::default()
        })),
        Command::CancelFollowUp(CancelFollowUp {
            follow_up: "followUp:arg-3-round-4".to_owned(),
            reason: Some("called off".to_owned()),
            expected_revision: None,
        }),
    ]
}

/// Whether a wish was granted.
fn wanted(service: &Service, command: Command) -> bool {
    let actor = demarche::domain::Actor("test".into());
    let request = Request { command, actor, clearance: Clearance::Coordinator, once: None };
    service.store.submit_and_wait(request).unwrap().outcome.is_ok()
}

#[test]
fn what_is_written_at_once_is_rebuilt_in_the_same_order() {
    let service = Service::fresh();
    let before = service.store.snapshot().graph().len();
    std::thread::scope(|scope| {
        for number in 0..8 {
            let service = &service;
            scope.spawn(move || {
                (1..=20).for_each(|day| {
                    assert!(wanted(service, stance("MEX", number % 10 + 1, format!("2018-01-{day:02}"))))
                });
            });
        }
    });
    let snapshot = service.store.snapshot();
    assert_eq!((snapshot.graph().len() - before, snapshot.feed().len()), (160, 160));
    let recorded: Vec<_> = snapshot.graph().entities().skip(before).map(Entity::id).collect();
    let journal = service.journal.read(Place::BEGINNING).map(Result::unwrap);
    let written: Vec<_> =
        journal.flat_map(|(place, it)| it.events.into_iter().map(move |it| (place.get(), it.entity.id()))).collect();
    let told = snapshot.feed().entries().map(|it| (it.place, recorded[it.node as usize - before].clone()));
    assert_eq!(told.collect::<Vec<_>>(), written);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_rebuilt_is_what_was_written(wishes in prop::collection::vec(wish(), 1..25)) {
        let service = Service::demo("2018-02-01");
        for command in granted() {
            prop_assert!(wanted(&service, command), "this one is granted");
        }
        service.import(&[("a.csv", b"act,title\n3,Protection for all\n11,A new one\n")]).unwrap();
        for command in wishes {
            wanted(&service, command);
        }
        let (snapshot, rebuilt) = (service.store.snapshot(), rebuilt(&service));
        prop_assert!(*snapshot.graph() == rebuilt.graph);
        prop_assert!(*snapshot.feed() == rebuilt.feed);
        prop_assert!(rebuilt.graph.past().count() > 0);
    }
}
