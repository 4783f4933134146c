//! The file: TOML, its keys named as the flags are. Whatever is not a setting is refused, by its line.

use std::path::Path;

use toml_edit::{Document, Item, Key, TableLike, Value};

use super::declared;
use super::nearest::nearest;
use super::setting::{Form, Setting};
use crate::cli::CliError;

/// The file that is read where none is named, if it is there: in the working directory.
pub(super) const USUAL: &str = "demarche.toml";

/// A setting that the file has.
pub(super) struct Said {
    pub(super) setting: &'static Setting,
    pub(super) texts: Vec<String>,
    /// The line it begins at, the first being 1.
    pub(super) line: usize,
}

/// A mistake: in which line, and what helps.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Mistake {
    pub(super) line: usize,
    pub(super) message: String,
}

/// What the file says, in the order of the settings.
pub(super) fn read(path: &Path) -> Result<Vec<Said>, CliError> {
    let text = std::fs::read_to_string(path).map_err(|source| {
        CliError::Refused(format!("cannot read the configuration in {}: {source}", path.display()))
    })?;
    parse(&text).map_err(|it| CliError::Refused(format!("{}, line {}: {}", path.display(), it.line, it.message)))
}

/// What a text says.
pub(super) fn parse(text: &str) -> Result<Vec<Said>, Mistake> {
    let document = Document::parse(text).map_err(|fault| Mistake {
        line: line(text, fault.span()),
        message: format!("this is not TOML: {}", fault.message().lines().collect::<Vec<_>>().join(" ")),
    })?;
    let mut said = Vec::new();
    of_table(text, None, document.as_table(), &mut said)?;
    Ok(said)
}

/// What a text says of a setting at the top, whatever else is wrong with it.
pub(super) fn glimpse(text: &str, setting: &Setting) -> Option<Vec<String>> {
    let document = Document::parse(text).ok()?;
    texts(setting, document.as_table().get(setting.name)?)
}

fn of_table(
    text: &str,
    table: Option<&'static str>,
    found: &dyn TableLike,
    said: &mut Vec<Said>,
) -> Result<(), Mistake> {
    for (name, _) in found.iter() {
        let Some((key, item)) = found.get_key_value(name) else { continue };
        let line = line(text, key.span().or_else(|| item.span()));
        let mistake = |message| Mistake { line, message };
        let inner = declared::tables().find(|it| table.is_none() && *it == name);
        if let Some(inner) = inner {
            let within = item.as_table_like().ok_or_else(|| mistake(format!("{name} is a table: write [{name}]")))?;
            of_table(text, Some(inner), within, said)?;
        } else {
            let setting = declared::within(table).find(|it| it.name == name);
            let setting = setting.ok_or_else(|| mistake(unknown(table, key)))?;
            let texts = texts(setting, item).ok_or_else(|| mistake(wanted(setting)))?;
            setting.check(&texts).map_err(|it| mistake(format!("{}: {it}", setting.key())))?;
            said.push(Said { setting, texts, line });
        }
    }
    Ok(())
}

/// That there is no such key, and what there is.
fn unknown(table: Option<&str>, key: &Key) -> String {
    let name = key.get();
    let tables = declared::tables().filter(|_| table.is_none());
    let known: Vec<_> = declared::within(table).map(|it| it.name).chain(tables).collect();
    let place = table.map_or_else(String::new, |it| format!(" in [{it}]"));
    // Perhaps it only stands in another place.
    let elsewhere = declared::ALL.iter().find(|it| it.name == name && it.table != table);
    let meant = match (elsewhere, nearest(name, known.iter().copied())) {
        (Some(it), _) => format!(" (it is {})", it.key()),
        (None, Some(it)) => format!(" (perhaps {it} is meant)"),
        (None, None) => String::new(),
    };
    format!("there is no {name}{place}{meant}: there are {}", known.join(", "))
}

/// How a setting is written in the file.
fn wanted(setting: &Setting) -> String {
    let key = setting.key();
    match setting.form {
        Form::Text(_) => format!("{key} is a text in quotes"),
        Form::Number(unit) => format!("{key} is a number of {unit}, without quotes"),
        Form::Switch => format!("{key} is true or false, without quotes"),
        Form::List(_) => format!("{key} is a list of texts, such as [\"one\", \"two\"]"),
    }
}

/// The value as texts, where it is of the right type.
fn texts(setting: &Setting, item: &Item) -> Option<Vec<String>> {
    let value = item.as_value()?;
    let one = |text: String| Some(vec![text]);
    match (setting.form, value) {
        (Form::Text(_), Value::String(it)) => one(it.value().clone()),
        (Form::Text(_), Value::Datetime(it)) => one(it.value().to_string()),
        (Form::Number(_), Value::Integer(it)) => one(it.value().to_string()),
        (Form::Number(_), Value::Float(it)) => one(it.value().to_string()),
        (Form::Switch, Value::Boolean(it)) => one(it.value().to_string()),
        (Form::List(_), Value::Array(it)) => it.iter().map(|it| it.as_str().map(str::to_owned)).collect(),
        _ => None,
    }
}

/// The line in which something begins.
fn line(text: &str, span: Option<std::ops::Range<usize>>) -> usize {
    let before = span.and_then(|it| text.get(..it.start)).unwrap_or_default();
    before.matches('\n').count() + 1
}
