//! A clock that is set back: recorded times never go back, and what had a name before has it still.

use std::sync::atomic::AtomicBool;

use super::history::{Found, History, SEEDED, seeds};
use super::layer::Layer;
use crate::program::{Place, Served, serving, token_for};

/// A day, in seconds.
const DAY: i64 = 24 * 60 * 60;

#[test]
fn recorded_times_never_go_back() {
    let place = Place::new();
    place.import("data", &seeds(&place)).done();
    token_for(&place.path("data"));
    let layer = Layer::over(&place.path("data"));
    let mut history = History::default();
    let mut write = |served: &Served, ahead: i64| {
        layer.tell(&format!("clock {ahead}"));
        history.write(&served.address, 2, 5, &AtomicBool::new(false), &|| 0);
    };
    // Ahead, back while it serves, back before it starts, and to where it was.
    let served = Served::begin(layer.under(serving(&["--data", &place.text("data")])));
    write(&served, DAY / 2);
    write(&served, -DAY);
    drop(served);
    layer.tell(&format!("clock {}", -2 * DAY));
    let served = Served::begin(layer.under(serving(&["--data", &place.text("data")])));
    write(&served, -2 * DAY);
    write(&served, 0);
    drop(served);
    let found = Found::read(&place.path("data")).unwrap();
    let wrong = history.wrong(&found, u64::MAX);
    assert!(wrong.is_empty(), "{wrong:#?}");
    // The clock was really ahead, and all that came after it was back bears the latest time there was.
    assert_eq!(found.commits[0].events.len(), SEEDED);
    let ahead = found.commits[1].recorded_at.as_second() - found.commits[0].recorded_at.as_second();
    assert!((DAY / 2..DAY).contains(&ahead), "{ahead}");
    let (latest, last) = (found.commits[8].recorded_at, found.commits.last().unwrap().recorded_at);
    assert_eq!((found.commits.len(), last), (1 + 4 * 8, latest));
}
