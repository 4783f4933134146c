//! `demarche import`: CSV files into the journal, all rows or none.

use std::io::{IsTerminal, Write};
use std::path::PathBuf;

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};

use super::CliError;
use super::data::{self, Data};
use super::tables::{self, Batch, Lost, Reading, RowError};
use super::world::RealWorld;
use crate::domain::{AnyId, Command, Entity, Key, Kind};
use crate::store::{Change, Changes, Rejection, Store, UserError, UserErrorCode};

/// Bring in CSV files: all of their rows, or none.
///
/// The kind of a file is known by its header. Rows are brought in by key: what is new is created, what differs is
/// changed, what is equal stays. Files may refer to one another in any order. Every bad row is reported with its file,
/// line, column and reason.
#[derive(Args)]
pub(super) struct Import {
    /// The files.
    #[arg(required = true, value_name = "FILE.csv")]
    files: Vec<PathBuf>,
    #[command(flatten)]
    data: Data,
    /// Say what would change, and change nothing.
    #[arg(long)]
    dry_run: bool,
}

impl Import {
    pub(super) fn run(self) -> Result<(), CliError> {
        let mut files = Vec::new();
        for path in &self.files {
            files.push((path.display().to_string(), std::fs::read(path).map_err(CliError::file("read", path))?));
        }
        let files: Vec<_> = files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
        let world = RealWorld::default();
        let store = if self.dry_run { self.data.open_to_rehearse(world)? } else { self.data.open(world)? };
        let changes = read(&store, &files).and_then(|batch| {
            note_ignored(&batch);
            if self.dry_run { rehearse(&store, &batch) } else { write(&store, &batch) }
        });
        store.close()?;
        let changes = changes?;
        let mut lines = data::summary(&changes);
        if self.dry_run {
            lines.push_str(&named(&changes));
            lines.push_str("nothing was imported: this was a dry run\n");
        }
        std::io::stdout().write_all(lines.as_bytes()).map_err(CliError::Output)
    }
}

/// Reads files and imports what they hold.
pub(super) fn import(store: &Store, files: &[(&str, &[u8])]) -> Result<Changes, CliError> {
    write(store, &read(store, files)?)
}

fn write(store: &Store, batch: &Batch) -> Result<Changes, CliError> {
    let outcome = data::import(store, batch.entities.clone())?;
    outcome.map_err(|rejection| CliError::Rows(located(batch, rejection)))
}

fn rehearse(store: &Store, batch: &Batch) -> Result<Changes, CliError> {
    let request = data::request(Command::Import(batch.entities.clone()));
    store.rehearse(&request).map(|it| it.changes).map_err(|rejection| CliError::Rows(located(batch, rejection)))
}

fn note_ignored(batch: &Batch) {
    for file in batch.files.iter().filter(|it| !it.ignored.is_empty()) {
        eprintln!("{}: columns that are not modelled are ignored: {}", file.name, file.ignored.join(", "));
    }
}

fn read(store: &Store, files: &[(&str, &[u8])]) -> Result<Batch, CliError> {
    let bar = if std::io::stderr().is_terminal() { ProgressBar::new(0) } else { ProgressBar::hidden() };
    if let Ok(style) = ProgressStyle::with_template("{bar:40} {pos} of {len} rows") {
        bar.set_style(style);
    }
    let snapshot = store.snapshot();
    let previous = |id: &AnyId| -> Option<Entity> { snapshot.graph().entity(id).cloned() };
    let mut progress = |done, all| {
        bar.set_length(u64::try_from(all).unwrap_or(u64::MAX));
        bar.set_position(u64::try_from(done).unwrap_or(u64::MAX));
    };
    let Reading { batch, mut errors, lost } = tables::read_all(files, &previous, store.world().now(), &mut progress);
    bar.finish_and_clear();
    if errors.is_empty() {
        return Ok(batch);
    }
    // What is wrong with the other rows is said in the same breath.
    let request = data::request(Command::Import(batch.entities.clone()));
    if let Err(rejection) = store.rehearse(&request) {
        let own = rejection.errors.into_iter().filter(|it| !follows_from(it, &lost)).collect();
        errors.extend(located(&batch, Rejection { errors: own }));
    }
    Err(CliError::Rows(errors))
}

/// Whether a mistake may be no more than the lack of a row that could not be read.
fn follows_from(error: &UserError, lost: &Lost) -> bool {
    match (error.code, error.path.get(2)) {
        (UserErrorCode::NotFound, Some(id)) => AnyId::parse(id).is_some_and(|id| lost.may_hold(&id)),
        (UserErrorCode::Rule, None) => {
            error.path.last().is_some_and(|field| field == "capital") && lost.may_hold_any(Kind::City)
        }
        _ => false,
    }
}

/// The rows that a rejection is about.
fn located(batch: &Batch, rejection: Rejection) -> Vec<RowError> {
    let mut rows: Vec<RowError> = Vec::new();
    for error in rejection.errors {
        let mut path = error.path.iter().map(String::as_str);
        let row = path.next().and_then(|it| it.parse().ok()).unwrap_or(0);
        let (field, id) = (path.next().unwrap_or_default(), path.next());
        // Who attends stands in one of two columns.
        let kind = id.and_then(|it| it.split_once(':')).map(|(kind, _)| kind).filter(|_| field == "attendee");
        let about = id.map(|it| Key::trusted(it.rsplit(':').next().unwrap_or(it)));
        rows.push(batch.error(row, kind.unwrap_or(field), about.as_ref(), error.message));
    }
    rows.sort_by(|a, b| (&a.file, a.line).cmp(&(&b.file, b.line)));
    rows
}

fn named(changes: &Changes) -> String {
    let moving = changes.0.iter().filter(|(_, change)| *change != Change::Unchanged);
    let word = |change| {
        if change == Change::Created { "would create" } else { "would change" }
    };
    moving.map(|(id, change)| format!("{} {id}\n", word(*change))).collect()
}
