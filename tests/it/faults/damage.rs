//! Damage: bits that flip, files that are cut, pages that are zeroed, files that are gone. Whatever is hit, the whole
//! comes back, or the refusal names the file and says what to do; and where it comes back in spite of damage to a file
//! that counts, that is said.

use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use super::history::{History, Told};
use crate::program::{Place, Ran, Served, dice, files_in, rounds, token_file};

/// What is done to a file.
#[derive(Clone, Copy, Debug)]
enum Damage {
    Flipped(usize, u8),
    Cut(usize),
    Zeroed(usize, usize),
    Missing,
}

impl Damage {
    /// What is left; nothing where the file is gone.
    fn of(self, whole: &[u8]) -> Option<Vec<u8>> {
        let mut bytes = whole.to_vec();
        match self {
            Self::Flipped(at, bit) => bytes[at] ^= 1 << bit,
            Self::Cut(at) => bytes.truncate(at),
            Self::Zeroed(from, to) => bytes[from..to].fill(0),
            Self::Missing => return None,
        }
        Some(bytes)
    }

    /// So many of each sort, anywhere in a file and, every third time, near its end, where the newest things are.
    fn some(size: usize, many: u32, dice: &mut fastrand::Rng) -> Vec<Self> {
        let mut all = vec![Self::Missing];
        if size == 0 {
            return all;
        }
        all.push(Self::Cut(0));
        for number in 0..many {
            let mut at = || if number % 3 == 2 { size - 1 - dice.usize(..size.min(4096)) } else { dice.usize(..size) };
            let (flipped, cut, zeroed) = (at(), at(), at());
            all.push(Self::Flipped(flipped, dice.u8(..8)));
            all.push(Self::Cut(cut));
            let page = *dice.choice(&[512, 4096]).unwrap();
            let from = zeroed / page * page;
            all.push(Self::Zeroed(from, size.min(from + page)));
        }
        all
    }
}

/// The files under a directory, with their paths within it.
fn files(dir: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(dir).unwrap().map(Result::unwrap) {
        let name = PathBuf::from(entry.file_name());
        if entry.path().is_dir() {
            found.extend(files(&entry.path()).into_iter().map(|it| name.join(it)));
        } else {
            found.push(name);
        }
    }
    found.sort();
    found
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap().map(Result::unwrap) {
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &to);
        } else {
            std::fs::copy(entry.path(), to).unwrap();
        }
    }
}

/// The data of a real run: the reference data, and changes over HTTP, people with their names among them.
fn real_run() -> Place {
    let place = Place::new();
    let served = Served::start(&["--demo", "--data", &place.text("data")]);
    let mut history = History::default();
    // The wishes name what the reference data has as well.
    history.write(&served.address, 1, 30, &AtomicBool::new(false), &|| 0);
    assert!(history.wishes().all(|it| it.told != Told::Nothing) && history.granted() == 24);
    served.signal("TERM");
    assert_eq!(served.ended().code, Some(0));
    // Opened once more, so that what is only made then is there too.
    place.verified("data");
    place
}

/// Whether something was said on the way: a warning that names the file.
fn is_said(ran: &Ran, file: &Path) -> bool {
    let name = file.file_name().unwrap().to_str().unwrap();
    ran.err.lines().any(|it| it.contains(" WARN ") && it.contains(name))
}

/// Whether damage is to be said though the whole has come back. What the engine keeps beside its frames and the lock are
/// made anew without loss; snapshots only a service looks at; and between the slots of HEAD, and of `audit.head`, there is nothing.
fn counts(file: &Path, damage: Damage) -> bool {
    let between = 49..4096;
    let is_between = match damage {
        Damage::Flipped(at, _) => between.contains(&at),
        Damage::Zeroed(from, to) => between.contains(&from) && to <= between.end,
        Damage::Cut(_) | Damage::Missing => false,
    };
    !(file.starts_with("journal")
        || file.starts_with("snapshots")
        || file.ends_with("lock")
        || (file.ends_with("HEAD") || file.ends_with("audit.head")) && is_between)
}

/// Exports what is there after the damage. What is wrong with that, if anything.
fn wrong(place: &Place, file: &Path, damage: Damage, expected: &[(String, String)]) -> Option<String> {
    let ran = place.run("damaged", &["export", "--out", &place.text("out")]);
    let lines: Vec<_> = ran.err.lines().filter(|it| !it.contains(" INFO ") && !it.contains(" WARN ")).collect();
    if ran.err.contains("panicked") || ran.err.contains("backtrace:") {
        return Some(format!("a panic: {ran:?}"));
    }
    match ran.code {
        Some(0) => {
            let found = files_in(&place.path("out"));
            let differ: Vec<_> =
                found.iter().zip(expected).filter(|(it, other)| it != other).map(|it| &it.0.0).collect();
            // Without their keys personal details and texts are gone, as if forgotten. All else is there.
            let texts = ["evidence.csv", "follow_ups.csv", "meetings.csv", "report_fields.csv", "stances.csv"];
            let is_keyless = file.ends_with("persons.keys") && differ == ["contacts.csv"]
                || file.ends_with("texts.keys") && differ == texts;
            if found.len() != expected.len() || !differ.is_empty() && !is_keyless {
                return Some(format!("another answer: {differ:?} {ran:?}"));
            }
            (counts(file, damage) && !is_said(&ran, file)).then(|| format!("recovered in silence: {ran:?}"))
        }
        Some(1) => {
            let advice = ["restore", "stop that one first", "delete", "create it"];
            let clear = lines.len() == 1 && lines[0].starts_with("demarche: ") && lines[0].contains("damaged");
            (!clear || !advice.iter().any(|it| lines[0].contains(it))).then(|| format!("an unclear refusal: {ran:?}"))
        }
        _ => Some(format!("neither done nor refused: {ran:?}")),
    }
}

/// What a service answers: of every kind something.
const QUESTION: &str = "{ acts { number title } states { totalCount } search(text: \"c0\") { node { id } }
    standings { nodes { position leadership } } followUps { totalCount } contacts { nodes { id post name email } } }";

/// Serves what is there after the damage. What is wrong with that, if anything.
fn wrong_served(
    place: &Place,
    file: &Path,
    damage: Damage,
    is_newest: bool,
    expected: &serde_json::Value,
) -> Option<String> {
    let served = Served::start(&["--data", &place.text("damaged")]);
    let said = served.before.join("\n");
    let name = file.file_name().unwrap().to_str().unwrap();
    let is_said = said.lines().any(|it| it.contains(" WARN ") && it.contains(name));
    if served.data(QUESTION) != *expected {
        return Some(format!("another answer: {said}"));
    }
    if said.contains("panicked") || is_newest && !matches!(damage, Damage::Missing) && !is_said {
        return Some(format!("recovered in silence: {said}"));
    }
    served.signal("TERM");
    let ran = served.ended();
    (ran.code != Some(0)).then(|| format!("{ran:?}"))
}

#[test]
fn whatever_is_damaged_in_a_snapshot_the_service_answers_as_before() {
    let mut dice = dice();
    let place = real_run();
    let whole = place.path("data");
    copy(&whole, &place.path("damaged"));
    std::fs::copy(token_file(&whole), token_file(&place.path("damaged"))).unwrap();
    let expected = Served::start(&["--data", &place.text("damaged")]).data(QUESTION);
    let snapshots: Vec<_> = files(&whole).into_iter().filter(|it| it.starts_with("snapshots")).collect();
    assert!(!snapshots.is_empty());
    let mut failed = Vec::new();
    for file in &snapshots {
        let bytes = std::fs::read(whole.join(file)).unwrap();
        for damage in Damage::some(bytes.len(), rounds(2), &mut dice) {
            std::fs::remove_dir_all(place.path("damaged")).unwrap();
            copy(&whole, &place.path("damaged"));
            let path = place.path("damaged").join(file);
            match damage.of(&bytes) {
                Some(left) if left == bytes => continue,
                Some(left) => std::fs::write(path, left).unwrap(),
                None => std::fs::remove_file(path).unwrap(),
            }
            let is_newest = Some(file) == snapshots.last();
            let reason = wrong_served(&place, file, damage, is_newest, &expected);
            failed.extend(reason.map(|it| format!("{} {damage:?}: {it}", file.display())));
        }
    }
    assert!(failed.is_empty(), "{failed:#?}");
}

#[test]
fn whatever_is_damaged_the_whole_comes_back_or_a_refusal_says_what_to_do() {
    let mut dice = dice();
    let place = real_run();
    let whole = place.path("data");
    copy(&whole, &place.path("damaged"));
    let expected = place.export("damaged", "out");
    let (mut tried, mut failed) = (0, Vec::new());
    for file in files(&whole) {
        let bytes = std::fs::read(whole.join(&file)).unwrap();
        for damage in Damage::some(bytes.len(), rounds(1), &mut dice) {
            std::fs::remove_dir_all(place.path("damaged")).unwrap();
            copy(&whole, &place.path("damaged"));
            let path = place.path("damaged").join(&file);
            match damage.of(&bytes) {
                Some(left) if left == bytes => continue,
                Some(left) => std::fs::write(path, left).unwrap(),
                None => std::fs::remove_file(path).unwrap(),
            }
            tried += 1;
            if let Some(reason) = wrong(&place, &file, damage, &expected) {
                failed.push(format!("{} {damage:?}: {reason}", file.display()));
            }
        }
    }
    println!("{tried} kinds of damage");
    assert!(failed.is_empty(), "{} of {tried}: {failed:#?}", failed.len());
}
