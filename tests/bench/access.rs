//! What it costs to ask, of everything that is looked at, whether the caller may see it: the four main questions in this
//! build beside the same in one that does not ask. By a coordinator, who sees all that there is, and by an advocate, for
//! whom every third thing is restricted to the own organisation: of that each has to be looked into, and all of it is
//! seen, so that both builds answer alike.

use std::hint::black_box;
use std::process::Command;
use std::sync::Arc;

use demarche::domain::{Clearance, Commit, Entity, Id, Key, Marking, Organisation};

use super::measure::{Table, Target, cpu_of_thread, median};
use super::reads::OPERATIONS;
use super::scale::Asker;
use super::synthetic::Synthetic;

const ROUNDS: usize = 31;
const ASKED: u32 = 40;

/// One in so many is restricted.
const RESTRICTED: usize = 3;

fn own() -> Id<Organisation> {
    Id::new(Key::trusted("mfa"))
}

fn callers() -> [(&'static str, Clearance); 2] {
    let advocate = Clearance::Advocate { organisation: own(), advocate: Id::new(Key::trusted("participant-17")) };
    [("a coordinator", Clearance::Coordinator), ("an advocate", advocate)]
}

/// What is restricted is the own organisation's: otherwise the two builds would have different things to do.
fn restricted(mut entity: Entity) -> Entity {
    let (marking, recorded_by) = match &mut entity {
        Entity::Evidence(it) => Arc::make_mut(it).owned(),
        Entity::Stance(it) => Arc::make_mut(it).owned(),
        Entity::Contact(it) => Arc::make_mut(it).owned(),
        Entity::FollowUp(it) => Arc::make_mut(it).owned(),
        _ => return entity,
    };
    (*marking, *recorded_by) = (Marking::Restricted, Some(own()));
    entity
}

/// What has a marking, and was recorded by somebody.
trait Owned {
    fn owned(&mut self) -> (&mut Marking, &mut Option<Id<Organisation>>);
}

macro_rules! owned {
    ($($kind:ident)+) => { $(
        impl Owned for demarche::domain::$kind {
            fn owned(&mut self) -> (&mut Marking, &mut Option<Id<Organisation>>) {
                (&mut self.marking, &mut self.recorded_by)
            }
        }
    )+ };
}

owned! { Evidence Stance Contact FollowUp }

fn partly_restricted(commit: Commit) -> Commit {
    let events = commit.events.into_iter().enumerate().map(|(number, mut event)| {
        if number % RESTRICTED == 0 {
            event.entity = restricted(event.entity);
        }
        event
    });
    Commit { events: events.collect(), ..commit }
}

/// Prints for each caller and question the processor time, in microseconds, and a hash of the answer. A process of its
/// own, of either build.
pub(crate) fn measure_access(asked: u32) {
    let service = Asker::over(Synthetic::of(0).map(partly_restricted));
    for (_, caller) in callers() {
        for (name, document) in OPERATIONS {
            let ask = |number: u32| service.ask_as(caller.clone(), format!("# {number:08}\n{document}"));
            let answer = ask(0);
            let whole = service.ask_as(Clearance::Admin, (*document).to_owned());
            assert_eq!(answer, whole, "{name}: {caller:?} does not see everything");
            let cost = |from: u32| {
                let before = cpu_of_thread();
                for number in from..from + asked {
                    black_box(ask(number));
                }
                (cpu_of_thread() - before).as_secs_f64() * 1e6 / f64::from(asked)
            };
            cost(1);
            println!("{} {}", cost(1 + asked), blake3::hash(&answer));
        }
    }
}

pub(crate) fn measure(table: &mut Table) {
    let unchecked = unchecked();
    // The times, and the hashes of the answers.
    let ask = |program: &str| -> (Vec<f64>, Vec<String>) {
        let ran = Command::new(program).args(["measure-access", &ASKED.to_string()]).output().unwrap();
        assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
        let said = String::from_utf8(ran.stdout).unwrap();
        let lines = said.lines().filter_map(|it| it.split_once(' '));
        lines.map(|(time, hash)| (time.parse::<f64>().unwrap(), hash.to_owned())).unzip()
    };
    let checked = std::env::current_exe().unwrap().display().to_string();
    let rounds: Vec<_> = (0..ROUNDS).map(|_| (ask(&checked), ask(&unchecked))).collect();
    let subjects = callers().into_iter().flat_map(|(who, _)| OPERATIONS.iter().map(move |(name, _)| (who, name)));
    for (at, (who, name)) in subjects.enumerate() {
        for (with, without) in &rounds {
            assert_eq!(with.1[at], without.1[at], "{name}, asked by {who}: the builds answer differently");
        }
        let ratios = rounds.iter().map(|(with, without)| with.0[at] / without.0[at]).collect();
        let with = median(&rounds.iter().map(|it| it.0.0[at]).collect::<Vec<_>>());
        let without = median(&rounds.iter().map(|it| it.1.0[at]).collect::<Vec<_>>());
        let detail = format!("{with:.0} us to {without:.0} us");
        let what = format!("{name}, asked by {who}: CPU with the access check to without");
        table.add(what, Target::AtMost(1.1), ratios, detail);
    }
}

/// Builds the benchmarks without the check, in a target directory of their own, and answers with the program.
fn unchecked() -> String {
    let arguments = ["bench", "--bench", "ratios", "--no-run", "--target-dir", "target/unchecked"];
    let built = Command::new(env!("CARGO"))
        .args(arguments)
        .env("RUSTFLAGS", "--cfg demarche_unchecked")
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    let said = String::from_utf8(built.stderr).unwrap();
    let program = said.lines().find_map(|it| it.split_once("Executable").and_then(|it| it.1.split(['(', ')']).nth(1)));
    let program = program.unwrap_or_else(|| panic!("the other build has failed:\n{said}"));
    format!("{}/{program}", env!("CARGO_MANIFEST_DIR"))
}
