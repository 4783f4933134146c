//! The program against the oracle, a second reading of the contract in another language: on the reference data, and on
//! a copy that holds what these lack.

use std::process::Command;

use crate::program::{Place, Served, rounds};

fn python(arguments: &[&str]) -> (bool, String) {
    let mut command = Command::new("python3");
    command.arg("-B").args(arguments).current_dir(env!("CARGO_MANIFEST_DIR")).env("PYTHONUTF8", "1");
    let output = command.output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.success(), text(&output.stdout) + &text(&output.stderr))
}

/// Asks the service at random, and compares with what the oracle makes of the files in a folder.
fn check(served: &Served, folder: &str, today: &str, seed: &str) {
    let (url, rounds) = (served.url(), rounds(120).to_string());
    let (agreed, said) = python(&[
        "tests/oracle/compare.py",
        "--url",
        &url,
        "--data",
        folder,
        "--today",
        today,
        "--rounds",
        &rounds,
        "--seed",
        seed,
        "--token",
        served.address.token.as_deref().unwrap(),
    ]);
    assert!(agreed && said.contains(" passed, 0 failed"), "{said}");
}

#[test]
fn the_oracle_agrees_about_the_reference_data() {
    let place = Place::new();
    let dir = place.text("data");
    let served = Served::start(&["--demo", "--data", &dir, "--today", "2018-02-01"]);
    check(&served, "fixtures", "2018-02-01", "1");
}

#[test]
fn the_oracle_agrees_about_varied_data() {
    for (seed, today) in [("1", "2018-02-01"), ("2", "2018-05-10")] {
        let place = Place::new();
        let (varied, dir) = (place.text("varied"), place.text("data"));
        let (written, said) = python(&["tests/oracle/vary.py", "--data", "fixtures", "--out", &varied, "--seed", seed]);
        assert!(written, "{said}");
        let files: Vec<_> = std::fs::read_dir(place.path("varied"))
            .unwrap()
            .map(|it| it.unwrap().path().to_str().unwrap().to_owned())
            .collect();
        place.import("data", &files).done();
        let served = Served::start(&["--data", &dir, "--today", today]);
        check(&served, &varied, today, seed);
    }
}

#[test]
fn the_oracle_notices_a_difference() {
    // The same files looked at on another day.
    let place = Place::new();
    let dir = place.text("data");
    let served = Served::start(&["--demo", "--data", &dir, "--today", "2018-02-01"]);
    let url = served.url();
    let arguments = [
        "tests/oracle/compare.py",
        "--url",
        &url,
        "--data",
        "fixtures",
        "--today",
        "2018-07-01",
        "--seed",
        "1",
        "--rounds",
        "30",
        "--most",
        "1",
        "--token",
        served.address.token.as_deref().unwrap(),
    ];
    let (agreed, said) = python(&arguments);
    assert!(!agreed && said.contains("MISMATCH"), "{said}");
}
