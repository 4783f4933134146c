//! The program is killed: while it writes, while it opens, while it stops. It opens again, nothing is lost, and what
//! was in the air is there once or not at all.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use serde_json::json;

use super::history::{Found, History, SEEDED, seeds};
use super::layer::Layer;
use crate::program::{Place, Served, dice, program, rounds, serving, token_for};
use crate::wire;

/// How many clients write at once.
const CLIENTS: usize = 4;

/// Opens the directory, and compares it with what the clients remember.
fn check(place: &Place, history: &History, round: u32) {
    place.verified("data");
    let found = Found::read(&place.path("data")).unwrap();
    let wrong = history.wrong(&found, u64::MAX);
    assert!(wrong.is_empty(), "round {round}: {wrong:#?}");
}

fn seeded() -> Place {
    let place = Place::new();
    place.import("data", &seeds(&place)).done();
    token_for(&place.path("data"));
    place
}

#[test]
fn a_kill_while_clients_write_loses_nothing_and_doubles_nothing() {
    let mut dice = dice();
    let place = seeded();
    let dir = place.text("data");
    let mut history = History::default();
    for round in 0..rounds(8) {
        let layer = Layer::over(&place.path("data"));
        let mut served = Served::begin(layer.under(serving(&["--data", &dir])));
        // What the last kill left in the air is sent again, and is there once whatever became of it.
        history.resend(&served.address);
        let (address, stop) = (served.address.clone(), AtomicBool::new(false));
        let granted = history.granted();
        std::thread::scope(|scope| {
            let writing = scope.spawn(|| history.write(&address, CLIENTS, usize::MAX, &stop, &|| 0));
            if dice.bool() {
                // In the middle of a write to a file, or between two.
                layer.tell(&format!("kill {}", dice.u32(0..150)));
                writing.join().unwrap();
            } else {
                // At any time.
                std::thread::sleep(Duration::from_micros(dice.u64(0..150_000)));
                served.kill();
                stop.store(true, Ordering::Relaxed);
                writing.join().unwrap();
            }
        });
        println!("round {round}: {} acknowledged", history.granted() - granted);
        drop(served);
        check(&place, &history, round);
    }
    assert!(history.granted() > rounds(8) as usize, "the kills came before anything was acknowledged");
    let served = Served::start(&["--data", &dir]);
    history.resend(&served.address);
    drop(served);
    check(&place, &history, rounds(8));
}

#[test]
fn a_kill_at_any_step_of_an_open_loses_nothing() {
    let place = seeded();
    let dir = place.text("data");
    let mut history = History::default();
    let served = Served::start(&["--data", &dir]);
    history.write(&served.address, 2, 20, &AtomicBool::new(false), &|| 0);
    drop(served);
    let mut ended = false;
    for step in 0.. {
        let layer = Layer::over(&place.path("data"));
        layer.tell(&format!("kill {step}"));
        let output = layer.under(program(&["export", "--data", &dir, "--out", &place.text("out")])).output().unwrap();
        check(&place, &history, step);
        ended = output.status.success();
        if ended {
            assert!(step > 5, "an open takes more steps than {step}");
            break;
        }
        assert_eq!(output.status.code(), None, "{output:?}");
    }
    assert!(ended);
}

#[test]
fn a_kill_at_any_step_of_a_beginning_leaves_what_can_be_begun() {
    for step in 0.. {
        let place = Place::new();
        std::fs::create_dir(place.path("root")).unwrap();
        let layer = Layer::over(&place.path("root"));
        layer.tell(&format!("kill {step}"));
        let dir = place.text("root/data");
        let files = seeds(&place);
        let arguments: Vec<_> =
            ["import", "--data", &dir].into_iter().chain(files.iter().map(String::as_str)).collect();
        let output = layer.under(program(&arguments)).output().unwrap();
        // Again, without a kill: the rows are created, or were.
        let said = place.import("root/data", &files).done();
        assert!(said.contains("act: 2 created") || said.contains("act: 0 created, 0 changed, 2 unchanged"), "{said}");
        assert!(place.verified("root/data").contains(&format!("\nevents {SEEDED}\n")));
        if output.status.success() {
            assert!(step > 10, "a beginning takes more steps than {step}");
            break;
        }
        assert_eq!(output.status.code(), None, "{output:?}");
    }
}

#[test]
fn a_kill_during_open_or_close_loses_nothing() {
    let mut dice = dice();
    let place = seeded();
    let dir = place.text("data");
    let mut history = History::default();
    for round in 0..rounds(4) {
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
        check(&place, &history, round);
    }
}

#[test]
fn a_kill_at_any_step_of_a_snapshot_loses_nothing() {
    let place = seeded();
    let dir = place.text("data");
    let mut history = History::default();
    for step in 0.. {
        let layer = Layer::over(&place.path("data"));
        let served = Served::begin(layer.under(serving(&["--data", &dir])));
        history.write(&served.address, 1, 5, &AtomicBool::new(false), &|| 0);
        // One is written when the service stops.
        layer.tell(&format!("kill {step} snapshots"));
        served.signal("TERM");
        let ran = served.ended();
        check(&place, &history, step);
        if ran.code == Some(0) {
            assert!(step > 3, "a snapshot takes more steps than {step}");
            break;
        }
        assert_eq!(ran.code, None, "{ran:?}");
    }
    // What the kills have left is in nobody's way.
    let served = Served::start(&["--data", &dir]);
    assert!(served.before.iter().any(|it| it.contains("the snapshot at place")), "{:?}", served.before);
    assert!(!served.before.iter().any(|it| it.contains(" WARN ")), "{:?}", served.before);
    let names = std::fs::read_dir(place.path("data/snapshots")).unwrap().map(|it| it.unwrap().file_name());
    let names: Vec<_> = names.map(|it| it.into_string().unwrap()).collect();
    assert!(names.len() <= 2 && names.iter().all(|it| it.ends_with(".snapshot")), "{names:?}");
}

#[test]
fn a_kill_at_any_step_of_a_takeaway_leaves_all_before_it_and_it_or_nothing() {
    let place = seeded();
    let dir = place.text("data");
    let phases = place.file("phases.csv", "phase,name,start_date,end_date\n2,Stocktaking,2017-11-01,2018-01-31\n");
    place.import("data", &[phases]).done();
    let document = "mutation { recordTakeaway(input: { phase: 2, referral: { state: \"MEX\", note: \"Ask early.\" } }) { recorded } }";
    let body = json!({ "query": document }).to_string();
    let mut least = 0;
    for step in 0.. {
        let layer = Layer::over(&place.path("data"));
        let served = Served::begin(layer.under(serving(&["--data", &dir])));
        assert_eq!(served.data(document)["recordTakeaway"]["recorded"], json!(true));
        layer.tell(&format!("kill {step} takeaways"));
        let answered = wire::try_post(&served.address, &body).is_some();
        least += 1 + u64::from(answered);
        served.signal("KILL");
        drop(served);
        let said = place.verified("data");
        let found: u64 = said.lines().find_map(|it| it.strip_prefix("takeaways ")).unwrap().parse().unwrap();
        assert!(found == least || !answered && found == least + 1, "step {step}: {found} of {least}");
        least = found;
        if answered {
            assert!(step > 3, "a takeaway takes more steps than {step}");
            break;
        }
        let names = std::fs::read_dir(place.path("data")).unwrap().map(|it| it.unwrap().file_name());
        assert!(names.into_iter().all(|it| it != "takeaways.partial"), "step {step} leaves what a crash has left");
    }
}
