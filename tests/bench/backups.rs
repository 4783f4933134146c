//! Backups of a journal of a million events: how fast they are taken beside reading the journal's files, how long they
//! and the journal take to verify, and how much room the journal takes beside what is in it.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use demarche::journal::{self, Resting, Sources, WholeFile};
use demarche::store::Replay;

use super::measure::{Table, Target, median};
use super::scale::{alone, files, forget, forget_files, read_all, seconds};

const ROUNDS: usize = 3;

pub(crate) fn measure(table: &mut Table) {
    for (what, part) in [("of 1000 events", "thousands"), ("of one event", "singles")] {
        let directory = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
        let data = directory.path().join("data");
        alone(&["write-journal", part, data.to_str().unwrap()]);
        let path = directory.path().to_str().unwrap();
        let rounds: Vec<Vec<f64>> = (0..ROUNDS).map(|_| alone(&["measure-backups", path])).collect();
        let pick = |at: usize| rounds.iter().map(|it| it[at]).collect::<Vec<_>>();
        let (read, kept, disk) = (pick(0)[0], pick(1)[0], pick(2)[0]);
        let detail = format!("{:.0} MB to {:.0} MB of frames", disk / 1e6, kept / 1e6);
        table.add(
            format!("disk use of a journal, commits {what}: to its frames"),
            Target::AtMost(2.5),
            vec![disk / kept],
            detail,
        );
        for (how, reading, backing_up, target) in [("cold", 3, 4, Target::AtLeast(0.5)), ("warm", 5, 6, Target::None)] {
            // Bytes of frames backed up a second, to bytes of files read a second.
            let rate = |it: &Vec<f64>| (kept / it[backing_up]) / (read / it[reading]);
            let detail = format!(
                "{:.2} s for {:.0} MB to {:.2} s for {:.0} MB",
                median(&pick(backing_up)),
                kept / 1e6,
                median(&pick(reading)),
                read / 1e6
            );
            let what = format!("backing up, commits {what}: bytes a second to reading the files, both {how}");
            table.add(what, target, rounds.iter().map(rate).collect(), detail);
        }
        if part == "thousands" {
            for (of, at, reading) in [("the journal", 7, 3), ("its backup", 9, 8)] {
                let beyond = rounds.iter().map(|it| it[at] - it[reading]).collect();
                let detail = format!("{:.2} s, reading {:.2} s", median(&pick(at)), median(&pick(reading)));
                let what = format!("verifying {of}, a million events, cold: seconds beside reading");
                table.add(what, Target::AtMost(4.0), beyond, detail);
            }
        }
        table.add(format!("restoring, commits {what}: seconds"), Target::None, pick(10), "from the page cache");
    }
}

/// The bytes of the files in `data`, those of the frames, and those on disk; then seconds, cold: reading, backing up;
/// warm: the same; cold: verifying; reading the backup and verifying it; warm: restoring.
pub(crate) fn measure_backups(directory: &Path) {
    let (data, backup, restored) = (directory.join("data"), directory.join("backup"), directory.join("restored"));
    let back_up = || {
        let mut out = WholeFile::new(&backup).unwrap();
        Resting::open(&data).unwrap().back_up(&mut out, &|_, _| ()).unwrap();
        out.finish().unwrap();
    };
    // Opened once, so that the engine has tidied up.
    back_up();
    let kept = fs::metadata(&backup).unwrap().len();
    let disk: u64 = files(&data).iter().map(|it| fs::metadata(it).unwrap().blocks() * 512).sum();
    let read = read_all(&data);
    let mut times = Vec::new();
    for is_cold in [true, false] {
        for work in [&(|| assert_ne!(read_all(&data), 0)) as &dyn Fn(), &back_up] {
            if fs::exists(&backup).unwrap() {
                fs::remove_file(&backup).unwrap();
            }
            if is_cold {
                forget(&data);
            }
            times.push(seconds(work));
        }
    }
    forget(&data);
    times.push(seconds(|| {
        let mut replay = Replay::default();
        journal::verify(&data, &mut |place, commit| replay.take(place, commit)).unwrap();
        replay.finish().unwrap()
    }));
    let backups = [backup.clone()];
    forget_files(&backups);
    times.push(seconds(|| fs::read(&backup).unwrap()));
    forget_files(&backups);
    times.push(seconds(|| {
        let mut replay = Replay::default();
        journal::verify_backup(&backup, &mut |place, commit| replay.take(place, commit), &|_, _| ()).unwrap();
        replay.finish().unwrap()
    }));
    times.push(seconds(|| {
        let sources = Sources { journal: backup.clone(), ..Sources::default() };
        journal::restore(&restored, sources, &|_, _| ()).unwrap();
    }));
    fs::remove_dir_all(&restored).unwrap();
    fs::remove_file(&backup).unwrap();
    let times: Vec<_> = times.iter().map(ToString::to_string).collect();
    println!("{read} {kept} {disk} {}", times.join(" "));
}
