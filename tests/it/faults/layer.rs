//! The layer between the program and the system, from the side of the tests: how it is built, put under a command, and
//! told what to do. What it does is said in `layer.c`.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use super::record::{Recorded, parse};

/// The layer as a library, built once.
static BUILT: LazyLock<PathBuf> = LazyLock::new(|| {
    let source = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/faults/layer.c");
    let made = tempfile::NamedTempFile::new_in(env!("CARGO_TARGET_TMPDIR")).unwrap().into_temp_path();
    let flags = ["-O1", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC", "-o"];
    assert!(Command::new("cc").args(flags).arg(&made).arg(source).status().unwrap().success(), "cc {source}");
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("layer.so");
    made.persist(&path).unwrap();
    path
});

/// A layer that minds one directory.
pub(super) struct Layer {
    root: PathBuf,
    /// Of its own, since what it writes itself is nothing to be minded.
    dir: tempfile::TempDir,
}

impl Layer {
    /// Minds what lies under `root`.
    pub(super) fn over(root: &Path) -> Self {
        Self { root: root.canonicalize().unwrap(), dir: tempfile::tempdir().unwrap() }
    }

    /// Puts itself under a command, and records.
    pub(super) fn under(&self, mut command: Command) -> Command {
        command.env("LD_PRELOAD", &*BUILT).env("FAULTS_ROOT", &self.root);
        command.env("FAULTS_RECORD", self.record()).env("FAULTS_CONTROL", self.dir.path().join("control"));
        command
    }

    /// Tells it what to fail from now on, a line each; nothing where there is no line.
    pub(super) fn tell(&self, lines: &str) {
        let new = self.dir.path().join("new");
        std::fs::write(&new, lines).unwrap();
        std::fs::rename(new, self.dir.path().join("control")).unwrap();
    }

    /// How long the record is by now.
    pub(super) fn length(&self) -> u64 {
        std::fs::metadata(self.record()).map_or(0, |it| it.len())
    }

    /// What has been recorded.
    pub(super) fn recorded(&self) -> Vec<Recorded> {
        parse(&std::fs::read(self.record()).unwrap(), &self.root)
    }

    fn record(&self) -> PathBuf {
        self.dir.path().join("record")
    }
}
