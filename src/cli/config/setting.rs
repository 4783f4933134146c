//! What a setting is: its name, how it is written in each place, and where its value goes. Which there are stands in
//! `declared`.

use super::settings::Settings;
use super::value::Value;

/// How a value is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// A text, shown by this word in help.
    Text(&'static str),
    /// A number of these units.
    Number(&'static str),
    /// Yes or no; as a flag its presence alone.
    Switch,
    /// Several texts, each shown by this word in help.
    List(&'static str),
}

/// A setting.
pub(super) struct Setting {
    /// The table of the file in which it stands; none for those at the top.
    pub(super) table: Option<&'static str>,
    /// Its name in that table.
    pub(super) name: &'static str,
    pub(super) form: Form,
    /// Whether there is a flag for it. There is always a variable.
    pub(super) flag: bool,
    /// What it is for, in sentences, with units.
    pub(super) text: &'static str,
    /// Reads a value, and puts it in its place.
    pub(super) take: fn(&mut Settings, &[String]) -> Result<(), String>,
    /// The value, as it is read; nothing where it is not set.
    pub(super) told: fn(&Settings) -> Vec<String>,
}

impl Setting {
    /// Its name as a flag, without the dashes before it: `tls-cert`, `server-body`.
    pub(super) fn flag_name(&self) -> String {
        match self.table {
            Some(table) => format!("{table}-{}", self.name),
            None => self.name.to_owned(),
        }
    }

    /// The variable of the environment: `DEMARCHE_TLS_CERT`, `DEMARCHE_SERVER_BODY`.
    pub(super) fn variable(&self) -> String {
        format!("{PREFIX}{}", self.flag_name().replace('-', "_").to_ascii_uppercase())
    }

    /// Its name in the file, as it is spoken of: `tls-cert`, `server.body`.
    pub(super) fn key(&self) -> String {
        match self.table {
            Some(table) => format!("{table}.{}", self.name),
            None => self.name.to_owned(),
        }
    }

    /// Its value where nobody says anything else.
    pub(super) fn default(&self) -> Option<String> {
        let told = (self.told)(&Settings::default());
        (!told.is_empty()).then(|| told.join(", "))
    }

    /// Whether these texts are a value for it.
    pub(super) fn check(&self, texts: &[String]) -> Result<(), String> {
        (self.take)(&mut Settings::default(), texts)
    }
}

/// How all variables of the environment begin.
pub(super) const PREFIX: &str = "DEMARCHE_";

/// Reads a value into its place.
pub(super) fn take<T: Value>(place: &mut T, texts: &[String]) -> Result<(), String> {
    *place = T::read(texts)?;
    Ok(())
}
