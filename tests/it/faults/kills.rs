//! The program is killed: while it writes, while it opens, while it stops. It opens again, nothing is lost, and what
//! was in the air is there once or not at all.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use super::history::{Found, History, seeds};
use crate::program::{Place, Served, dice, rounds, serving};

/// How many clients write at once.
const CLIENTS: usize = 4;

fn checked(place: &Place, history: &History, round: u32) {
    place.verified("data");
    let found = Found::read(&place.path("data")).unwrap();
    let wrong = history.wrong(&found, u64::MAX);
    assert!(wrong.is_empty(), "round {round}: {wrong:#?}");
}

#[test]
fn a_kill_while_clients_write_loses_nothing_and_doubles_nothing() {
    let mut dice = dice();
    let place = Place::new();
    place.import("data", &seeds(&place)).done();
    let dir = place.text("data");
    let mut history = History::default();
    for round in 0..rounds(6) {
        let mut served = Served::start(&["--data", &dir]);
        // What the last kill left in the air is sent again, and is there once whatever became of it.
        history.resend(&served.address);
        let (address, stop) = (served.address.clone(), AtomicBool::new(false));
        let granted = history.granted();
        let after = Duration::from_micros(dice.u64(0..60_000));
        std::thread::scope(|scope| {
            let writing = scope.spawn(|| history.write(&address, CLIENTS, usize::MAX, &stop, &|| 0));
            // The point is random; that it is within the writing is not left to chance: see below.
            std::thread::sleep(after);
            served.kill();
            stop.store(true, Ordering::Relaxed);
            writing.join().unwrap();
        });
        println!("round {round}: killed after {after:?}, {} acknowledged", history.granted() - granted);
        checked(&place, &history, round);
    }
    assert!(history.granted() > rounds(6) as usize, "the kills came before anything was acknowledged");
    let served = Served::start(&["--data", &dir]);
    history.resend(&served.address);
    drop(served);
    checked(&place, &history, rounds(6));
}

#[test]
fn a_kill_during_open_or_close_loses_nothing() {
    let mut dice = dice();
    let place = Place::new();
    place.import("data", &seeds(&place)).done();
    let dir = place.text("data");
    let mut history = History::default();
    for round in 0..rounds(6) {
        let served = Served::start(&["--data", &dir]);
        history.write(&served.address, 2, 10, &AtomicBool::new(false), &|| 0);
        // Killed while it stops, or at once.
        if dice.bool() {
            served.signal("TERM");
            std::thread::sleep(Duration::from_micros(dice.u64(0..20_000)));
        }
        drop(served);
        for _ in 0..4 {
            let mut child = serving(&["--data", &dir]).spawn().unwrap();
            std::thread::sleep(Duration::from_micros(dice.u64(0..50_000)));
            child.kill().unwrap();
            child.wait().unwrap();
        }
        checked(&place, &history, round);
    }
}
