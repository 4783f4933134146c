//! What it costs to open a free text that is sealed in the journal: reading stances that have one beside reading the
//! same stances without.

use std::hint::black_box;

use demarche::domain::{Kinded, Stance};
use demarche::journal::{Journal, Place, SledJournal};

use super::measure::{Table, Target, cpu_of_thread, median};
use super::scale::open;
use super::synthetic::{Synthetic, commit};

const ROUNDS: usize = 15;
/// How many thousand entities the stances are drawn with.
const THOUSANDS: u64 = 40;
/// How many stances are in a commit.
const TOGETHER: usize = 100;

pub(crate) fn measure(table: &mut Table) {
    let commits = Synthetic::of(THOUSANDS).flat_map(|it| it.events);
    let stances = commits.filter_map(|it| Stance::of(&it.entity).filter(|it| it.rationale.is_some()).cloned());
    let stances: Vec<Stance> = stances.collect();
    let [with, without] = [true, false].map(|keeps| {
        let directory = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
        let journal = open(directory.path(), &mut |_, _| {});
        let kept = |it: &Stance| Stance { rationale: it.rationale.clone().filter(|_| keeps), ..it.clone() };
        for stances in stances.chunks(TOGETHER) {
            let commit = commit(stances.iter().map(|it| kept(it).into()).collect());
            let _ = journal.append(journal.tail().place, &[commit]).unwrap();
        }
        assert_eq!(texts(&journal), if keeps { stances.len() } else { 0 });
        (directory, journal)
    });
    let cost = |journal: &SledJournal| {
        let before = cpu_of_thread();
        black_box(texts(journal));
        (cpu_of_thread() - before).as_secs_f64() * 1e6 / stances.len() as f64
    };
    let rounds: Vec<_> = (0..ROUNDS).map(|_| (cost(&with.1), cost(&without.1))).collect();
    let ratios = rounds.iter().map(|(with, without)| with / without).collect();
    let middle = |pick: fn(&(f64, f64)) -> f64| median(&rounds.iter().map(pick).collect::<Vec<_>>());
    let detail = format!("{:.2} us to {:.2} us a stance, of {}", middle(|it| it.0), middle(|it| it.1), stances.len());
    table.add("reading a stance with a sealed text: CPU to one without", Target::None, ratios, detail);
}

/// Reads a journal from first to last: how many texts could be opened.
fn texts(journal: &SledJournal) -> usize {
    let commits = journal.read(Place::BEGINNING).map(|it| it.unwrap().1);
    commits
        .flat_map(|it| it.events)
        .filter(|it| Stance::of(&it.entity).is_some_and(|it| it.rationale.is_some()))
        .count()
}
