//! The layer between the program and the system, from the side of the tests: how it is built, put under a command, and
//! told what to do. What it does is said in `layer.c`.

use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use super::record::{Before, Recorded, parse};

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
    before: Vec<Before>,
    /// Of its own, since what it writes itself is nothing to be minded.
    dir: tempfile::TempDir,
}

impl Layer {
    /// Minds what lies under `root`. What is there already is taken to be durable.
    pub(super) fn over(root: &Path) -> Self {
        let mut before = Vec::new();
        look(root, Path::new(""), &mut before);
        Self { root: root.canonicalize().unwrap(), before, dir: tempfile::tempdir().unwrap() }
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

    /// What has been recorded, after what was there before.
    pub(super) fn recorded(&self) -> Vec<Recorded> {
        parse(&std::fs::read(self.record()).unwrap(), &self.root, &self.before)
    }

    fn record(&self) -> PathBuf {
        self.dir.path().join("record")
    }
}

/// What is under a directory, and what it is called within the layer's: directories before what is in them.
fn look(dir: &Path, name: &Path, found: &mut Vec<Before>) {
    for entry in std::fs::read_dir(dir).unwrap().map(Result::unwrap) {
        let (path, name) = (entry.path(), name.join(entry.file_name()));
        let content = (!path.is_dir()).then(|| std::fs::read(&path).unwrap());
        found.push(Before { inode: entry.metadata().unwrap().ino(), name: name.clone(), content });
        if path.is_dir() {
            look(&path, &name, found);
        }
    }
}
