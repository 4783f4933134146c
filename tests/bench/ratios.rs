//! What the service costs, as ratios to something measured in the same run, so that they hold on any machine.
//! `cargo bench --bench ratios` prints all, `cargo bench --bench ratios -- reads` one subject. See README.md.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a benchmark that cannot go on stops"
)]

mod access;
mod backups;
mod client;
mod crowd;
mod front;
mod measure;
mod plain;
mod reads;
mod scale;
mod server;
mod starting;
mod synthetic;
mod texts;
mod world;
mod writes;

use measure::Table;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// A name, and what measures it.
type Subject = (&'static str, fn(&mut Table));

/// The subjects, in the order in which they are printed.
const SUBJECTS: &[Subject] = &[
    ("reads", reads::measure),
    ("access", access::measure),
    ("front", front::measure),
    ("crowd", crowd::measure),
    ("writes", writes::measure),
    ("memory", scale::memory),
    ("questions", scale::questions),
    ("opening", scale::opening),
    ("texts", texts::measure),
    ("backups", backups::measure),
    ("starting", starting::measure),
];

/// Shells begin with 1,024 files, and a crowd has three connections for each of these.
fn take_files() {
    let limits = rustix::process::getrlimit(rustix::process::Resource::Nofile);
    let most = rustix::process::Rlimit { current: limits.maximum, ..limits };
    rustix::process::setrlimit(rustix::process::Resource::Nofile, most).unwrap();
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|it| !it.starts_with("--")).collect();
    // Servers that are compared with the service, and what is measured by the process, have one of their own.
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["serve-plain", answers] => plain::serve(answers.as_ref()),
        ["serve-bare", bytes] => server::serve_bare(bytes.as_ref()),
        ["serve-executed", _] => front::serve_executed(),
        ["measure-access", asked] => access::measure_access(asked.parse().unwrap()),
        ["measure-memory"] => scale::measure_memory(),
        ["write-journal", part, directory] => scale::write_journal(part, directory.as_ref()),
        ["measure-backups", directory] => backups::measure_backups(directory.as_ref()),
        ["measure-opening", directory] => scale::measure_opening(directory.as_ref()),
        ["keep-snapshot", directory] => starting::keep(directory.as_ref()),
        ["measure-starting", way, files, directory] => starting::measure_start(way, files, directory.as_ref()),
        ["measure-keeping", clients, files, directory] => starting::measure_keeping(clients, files, directory.as_ref()),
        asked => {
            take_files();
            let known = |it: &&str| SUBJECTS.iter().any(|(name, _)| name == it);
            let unknown: Vec<_> = asked.iter().filter(|it| !known(it)).collect();
            assert!(unknown.is_empty(), "no such subject: {unknown:?}");
            let mut table = Table::default();
            for (name, measure) in SUBJECTS {
                if asked.is_empty() || asked.contains(name) {
                    measure(&mut table);
                }
            }
            print!("{table}");
        }
    }
}
