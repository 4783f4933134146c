//! Tests over whole files: what is read, what is refused, and that writing and reading agree.

mod apart;
mod generated;
mod reading;
mod refusals;
mod round_trip;

use super::*;
use crate::domain::Kind;

/// Reads files on top of what is there, at a fixed time.
fn read_onto(previous: &[Entity], files: &[(&str, &[u8])]) -> Result<Batch, Vec<RowError>> {
    let known = |id: &AnyId| previous.iter().find(|it| it.id() == *id).cloned();
    read(files, &known, "2018-02-01T12:00:00Z".parse().unwrap(), &mut |_, _| ())
}

/// The same, of files that are sound.
fn entities(previous: &[Entity], files: &[(&str, &str)]) -> Vec<Entity> {
    let files: Vec<_> = files.iter().map(|(name, text)| (*name, text.as_bytes())).collect();
    read_onto(previous, &files).map_err(shown).unwrap().entities
}

fn shown(errors: Vec<RowError>) -> Vec<String> {
    errors.iter().map(ToString::to_string).collect()
}

fn count(entities: &[Entity], kind: Kind) -> usize {
    entities.iter().filter(|it| it.kind() == kind).count()
}

fn fixtures() -> Batch {
    read_onto(&[], fixtures::FILES).map_err(shown).unwrap()
}
