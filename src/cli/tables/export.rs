//! Entities written as tables: the columns that are read, with LF line ends and no more quotes than needed.
//! Cells are written as they are: one that begins with `=`, `+`, `-` or `@` is not altered, or it would not be read
//! back as it was. A spreadsheet may take it for a formula.

use std::io;

use csv::{QuoteStyle, Terminator, WriterBuilder};

use super::Table;
use super::layout::layout;
use crate::domain::Entity;

/// Writes the rows that `entities` have in a table, sorted by key. Stances stay in the order given, which is the order
/// in which they were recorded; parts stay in the order of what they are parts of.
pub fn write<'a>(table: Table, entities: impl IntoIterator<Item = &'a Entity>, out: impl io::Write) -> io::Result<()> {
    let layout = layout(table);
    let mut writer =
        WriterBuilder::new().terminator(Terminator::Any(b'\n')).quote_style(QuoteStyle::Necessary).from_writer(out);
    writer.write_record((layout.columns)().iter().map(|column| column.name))?;
    let mut entities: Vec<_> = entities.into_iter().collect();
    if table != Table::Stances {
        entities.sort_by_key(|entity| rank(entity));
    }
    for entity in entities {
        for row in (layout.rows)(entity) {
            writer.write_record(row)?;
        }
    }
    writer.flush()
}

/// The files, one a table: their names and bytes. `entities` may be of any kinds in any order, save that stances stand in the
/// order in which they were recorded.
pub fn export(entities: &[Entity]) -> io::Result<Vec<(String, Vec<u8>)>> {
    let file = |table: &Table| {
        let mut bytes = Vec::new();
        write(*table, entities, &mut bytes)?;
        Ok((format!("{table}.csv"), bytes))
    };
    Table::ALL.iter().map(file).collect()
}

/// Where an entity stands in its table: by number if it has one, else by key.
fn rank(entity: &Entity) -> (u16, &str) {
    let number = match entity {
        Entity::Act(it) => it.number,
        Entity::Phase(it) => it.number,
        Entity::ReportField(it) => it.number,
        _ => 0,
    };
    (number, entity.key().as_str())
}
