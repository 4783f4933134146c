//! What it costs to ask, of everything that is looked at, whether the caller may see it: the four main questions in this
//! build beside the same in one that does not ask.

use std::hint::black_box;
use std::process::Command;

use super::measure::{Table, Target, cpu_of_thread, median};
use super::reads::OPERATIONS;
use super::scale::Asker;

const ROUNDS: usize = 15;
const ASKED: u32 = 150;

/// Prints the processor time of each question, in microseconds. A process of its own, of either build.
pub(crate) fn measure_access() {
    let service = Asker::new(0);
    for (_, document) in OPERATIONS {
        let cost = |from: u32| {
            let before = cpu_of_thread();
            for asked in from..from + ASKED {
                black_box(service.ask(format!("# {asked:08}\n{document}")));
            }
            (cpu_of_thread() - before).as_secs_f64() * 1e6 / f64::from(ASKED)
        };
        cost(0);
        println!("{}", cost(ASKED));
    }
}

pub(crate) fn measure(table: &mut Table) {
    let unchecked = unchecked();
    let ask = |program: &str| -> Vec<f64> {
        let ran = Command::new(program).arg("measure-access").output().unwrap();
        String::from_utf8(ran.stdout).unwrap().lines().map(|it| it.parse().unwrap()).collect()
    };
    let checked = std::env::current_exe().unwrap().display().to_string();
    let rounds: Vec<_> = (0..ROUNDS).map(|_| (ask(&checked), ask(&unchecked))).collect();
    for (at, (name, _)) in OPERATIONS.iter().enumerate() {
        let ratios = rounds.iter().map(|(with, without)| with[at] / without[at]).collect();
        let with = median(&rounds.iter().map(|it| it.0[at]).collect::<Vec<_>>());
        let without = median(&rounds.iter().map(|it| it.1[at]).collect::<Vec<_>>());
        let detail = format!("{with:.0} us to {without:.0} us");
        table.add(format!("{name}: CPU with the access check to without"), Target::AtMost(1.1), ratios, detail);
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
